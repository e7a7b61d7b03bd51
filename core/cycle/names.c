#include "cycle/names.h"
#include "base/messages.h"
#include "base/text.h"
#include <stdio.h>
#include <string.h>

void cs_names_add(cs_names *n, const char *code) {
  if (n->count < CS_NAMES_SHOWN) {
    size_t size = strlen(code);
    size_t kept = size > CS_NAMES_LONGEST ? cs_utf8_prefix(code, CS_NAMES_LONGEST) : size;
    (void)snprintf(n->shown[n->count], sizeof n->shown[0], "%.*s%s", (int)kept, code,
                   kept < size ? "…" : "");
  }
  n->count++;
}

void cs_names_join(cs_names *n, const cs_names *more) {
  for (uint64_t i = 0; i < more->count && i < CS_NAMES_SHOWN && n->count + i < CS_NAMES_SHOWN; i++)
    memcpy(n->shown[n->count + i], more->shown[i], sizeof n->shown[0]);
  n->count += more->count;
}

const char *cs_names_text(const cs_names *n, char out[CS_NAMES_TEXT]) {
  size_t at = 0;
  out[0] = '\0';
  for (uint64_t i = 0; i < n->count && i < CS_NAMES_SHOWN; i++)
    at += (size_t)snprintf(out + at, CS_NAMES_TEXT - at, "%s%s", i > 0 ? ", " : "", n->shown[i]);
  if (n->count > CS_NAMES_SHOWN)
    (void)snprintf(out + at, CS_NAMES_TEXT - at, CS_MSG_cycle_and_more,
                   (unsigned long long)(n->count - CS_NAMES_SHOWN), (unsigned long long)n->count);
  return out;
}
