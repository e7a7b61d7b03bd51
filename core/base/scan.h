/* A cursor over text, private to date.c and time.c. Each step says whether it matched, and only
 * then moves. */
#pragma once
#include <stdbool.h>
#include <stddef.h>

typedef struct cs_scan {
  const char *at, *end;
} cs_scan;

cs_scan cs_scan_of(const char *text,
                   size_t n); /* without the blanks around it; `text` stays the caller's */
bool cs_scan_done(const cs_scan *c);

/* Between `fewest` and `most` digits; what comes after is the caller's to check. */
bool cs_scan_number(cs_scan *c, int fewest, int most, int *out);
bool cs_scan_text(cs_scan *c, const char *literal);
bool cs_scan_any(cs_scan *c, const char *letters); /* one byte that is among the letters */
