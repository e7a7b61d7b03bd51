#include "procedure/draw.h"
#include "base/messages.h"
#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct lot {
  unsigned char digest[crypto_generichash_BYTES];
  const char *code;
} lot;

static int compare(const void *a, const void *b) {
  const lot *x = a, *y = b;
  int order = memcmp(x->digest, y->digest, sizeof x->digest);
  return order != 0 ? order : strcmp(x->code, y->code);
}

int64_t cs_draw(uint64_t seed, const char *const *codes, size_t count, size_t n, const char **drawn,
                cs_err *err) {
  char prefix[32];
  snprintf(prefix, sizeof prefix, "%" PRIu64 "\n", seed);
  size_t size = strlen(prefix);
  lot *lots = malloc((count + 1) * sizeof *lots);
  if (lots == NULL) return cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory);
  for (size_t i = 0; i < count; i++) {
    crypto_generichash_state state;
    crypto_generichash_init(&state, NULL, 0, sizeof lots[i].digest);
    crypto_generichash_update(&state, (const unsigned char *)prefix, size);
    crypto_generichash_update(&state, (const unsigned char *)codes[i], strlen(codes[i]));
    crypto_generichash_final(&state, lots[i].digest, sizeof lots[i].digest);
    lots[i].code = codes[i];
  }
  qsort(lots, count, sizeof *lots, compare);
  if (n > count) n = count;
  for (size_t i = 0; i < n; i++) drawn[i] = lots[i].code;
  free(lots);
  return (int64_t)n;
}
