#include "assess/requirement.h"
#include <stdlib.h>
#include <string.h>

static const char *skip_blanks(const char *at) { return at + strspn(at, " \t"); }

/* "2S": a count of 1 to 64, then a value of the scale. */
static bool parse_item(const char **at, const cs_list *scale, uint8_t need[CS_SCALE_MAX]) {
  const char *s = skip_blanks(*at);
  *at = s;
  if (*s < '1' || *s > '9') return false;
  char *end;
  unsigned long count = strtoul(s, &end, 10);
  if (count > CS_HORIZON) return false;
  s = skip_blanks(end);
  size_t n = strcspn(s, "+|");
  while (n > 0 && (s[n - 1] == ' ' || s[n - 1] == '\t')) n--;
  int32_t place = cs_list_find(scale, s, n);
  if (place < 0) {
    *at = s;
    return false;
  }
  if (need[place] + count > CS_HORIZON) return false;
  need[place] = (uint8_t)(need[place] + count);
  *at = skip_blanks(s + n);
  return true;
}

bool cs_requirement_parse(const char *text, const cs_list *scale, cs_arena *arena,
                          cs_requirement *out, const char **at) {
  uint32_t bars = 0;
  for (const char *s = text; *s != '\0'; s++) bars += *s == '|';
  *out = (cs_requirement){.text = text};
  *at = text;
  out->need = cs_arena_alloc(arena, (bars + 1) * sizeof *out->need);
  if (out->need == NULL) return false;
  for (;;) {
    if (!parse_item(at, scale, out->need[out->count])) return false;
    if (**at == '+') {
      (*at)++;
    } else if (**at == '|') {
      (*at)++;
      out->count++;
    } else {
      out->count++;
      return **at == '\0';
    }
  }
}

/* "At least as good" nests: what satisfies an S satisfies an A. So matching the strictest need first succeeds exactly when, from the best
 * value down, the ratings so far are never fewer than the needs so far. */
bool cs_requirement_met(const cs_requirement *r, const uint8_t *have, uint32_t values) {
  for (uint32_t i = 0; i < r->count; i++) {
    uint32_t held = 0, wanted = 0, v = 0;
    for (; v < values; v++) {
      held += have[v];
      wanted += r->need[i][v];
      if (wanted > held) break;
    }
    if (v == values) return true;
  }
  return false;
}

uint32_t cs_requirement_lack(const cs_requirement *r, const uint8_t *have, uint32_t values,
                             uint8_t lack[CS_SCALE_MAX], uint32_t *alternative) {
  uint32_t fewest = UINT32_MAX;
  for (uint32_t i = 0; i < r->count; i++) {
    uint8_t more[CS_SCALE_MAX] = {0};
    uint32_t held = 0, wanted = 0, total = 0;
    for (uint32_t v = 0; v < values; v++) {
      held += have[v];
      wanted += r->need[i][v];
      if (wanted <= held) continue;
      more[v] = (uint8_t)(wanted - held);
      total += wanted - held;
      held = wanted;
    }
    if (total >= fewest) continue;
    fewest = total;
    *alternative = i;
    memcpy(lack, more, sizeof more);
  }
  return fewest;
}
