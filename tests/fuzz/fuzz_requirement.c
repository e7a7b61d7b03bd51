/* Requirements such as "3A | 1S+1A". The first five bytes are the ratings somebody has, by place in
 * the scale; the rest is the text.
 *
 * Holds: met is what trying every way of matching says; a better rating never hurts; what is said to be
 * lacking is lacking, and with it the requirement is met. */
#include "assess/requirement.h"
#include "fuzz.h"
#include <string.h>

#define VALUES 5u
static const char *values[] = {"S", "A", "B", "C", "D"};
static const cs_list scale = {.name = "marks", .kind = CS_SCALE, .count = VALUES, .texts = values};

/* From the worst need up: each takes the worst rating that will do. */
static bool matched(const uint8_t *need, const uint8_t *have) {
  uint32_t left[VALUES];
  for (uint32_t v = 0; v < VALUES; v++) left[v] = have[v];
  for (uint32_t v = VALUES; v-- > 0;) {
    uint32_t wanted = need[v];
    for (uint32_t with = v + 1; with-- > 0 && wanted > 0;) {
      uint32_t taken = left[with] < wanted ? left[with] : wanted;
      left[with] -= taken;
      wanted -= taken;
    }
    if (wanted > 0) return false;
  }
  return true;
}

static void check(const cs_requirement *r, const uint8_t *have) {
  bool met = cs_requirement_met(r, have, VALUES), any = false;
  for (uint32_t i = 0; i < r->count; i++) any = any || matched(r->need[i], have);
  HOLDS(met == any);

  uint8_t lack[CS_SCALE_MAX] = {0}, more[VALUES];
  uint32_t alternative = UINT32_MAX, sum = 0;
  uint32_t lacking = cs_requirement_lack(r, have, VALUES, lack, &alternative);
  HOLDS(alternative < r->count && (lacking == 0) == met);
  for (uint32_t v = 0; v < VALUES; v++) {
    sum += lack[v];
    more[v] = (uint8_t)(have[v] + lack[v]);
  }
  HOLDS(sum == lacking && cs_requirement_met(r, more, VALUES));
  for (uint32_t v = 0; v < VALUES; v++) { /* one fewer of them does not do for that alternative */
    if (lack[v] == 0) continue;
    more[v]--;
    HOLDS(!matched(r->need[alternative], more));
    more[v]++;
  }
  if (!met) return;
  for (uint32_t v = 1; v < VALUES; v++) {
    if (have[v] == 0) continue;
    memcpy(more, have, sizeof more);
    more[v]--;
    more[v - 1]++;
    HOLDS(cs_requirement_met(r, more, VALUES));
  }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  if (size < VALUES) return 0;
  uint8_t have[VALUES];
  for (uint32_t v = 0; v < VALUES; v++) have[v] = data[v] % 25;
  size_t n = size - VALUES;
  char *text = malloc(n + 1);
  HOLDS(text != NULL);
  if (n > 0) memcpy(text, data + VALUES, n);
  text[n] = '\0';

  cs_arena *arena = cs_arena_new(4096);
  HOLDS(arena != NULL);
  cs_requirement r;
  const char *at = NULL;
  if (cs_requirement_parse(text, &scale, arena, &r, &at)) {
    HOLDS(r.count >= 1 && *at == '\0');
    check(&r, have);
  } else {
    HOLDS(at >= text && at <= text + strlen(text));
  }
  cs_arena_free(arena);
  free(text);
  return 0;
}
