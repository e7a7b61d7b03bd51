#include "base/scan.h"
#include "base/text.h"
#include <string.h>

cs_scan cs_scan_of(const char *text, size_t n) {
  cs_text_trim(&text, &n);
  return (cs_scan){text, text + n};
}

bool cs_scan_number(cs_scan *c, int fewest, int most, int *out) {
  const char *at = c->at;
  int value = 0, count = 0;
  while (at < c->end && *at >= '0' && *at <= '9' && count < most) {
    value = value * 10 + (*at++ - '0');
    count++;
  }
  if (count < fewest) return false;
  c->at = at;
  *out = value;
  return true;
}

bool cs_scan_text(cs_scan *c, const char *literal) {
  size_t n = strlen(literal);
  if ((size_t)(c->end - c->at) < n || memcmp(c->at, literal, n) != 0) return false;
  c->at += n;
  return true;
}

bool cs_scan_any(cs_scan *c, const char *letters) {
  if (c->at == c->end || *c->at == '\0' || strchr(letters, *c->at) == NULL) return false;
  c->at++;
  return true;
}

bool cs_scan_done(const cs_scan *c) { return c->at == c->end; }
