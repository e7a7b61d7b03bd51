/* "Did you mean": the nearest name by edit distance, when it is near enough to be a slip. */
#include "intake/internal.h"
#include <string.h>

#define LONGEST 64

/* Insertions, deletions, replacements and swaps of neighbours; LONGEST when a name is too long. */
static size_t distance(const char *a, size_t na, const char *b, size_t nb) {
  size_t rows[3][LONGEST + 1];
  if (na > LONGEST || nb > LONGEST) return LONGEST;
  size_t *older = rows[0], *old = rows[1], *now = rows[2];
  for (size_t j = 0; j <= nb; j++) old[j] = j;
  for (size_t i = 1; i <= na; i++) {
    now[0] = i;
    for (size_t j = 1; j <= nb; j++) {
      size_t best = old[j - 1] + (a[i - 1] != b[j - 1]);
      if (old[j] + 1 < best) best = old[j] + 1;
      if (now[j - 1] + 1 < best) best = now[j - 1] + 1;
      bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped && older[j - 2] + 1 < best) best = older[j - 2] + 1;
      now[j] = best;
    }
    size_t *free_row = older;
    older = old;
    old = now;
    now = free_row;
  }
  return old[nb];
}

int32_t cs_intake_nearest(const char *typed, const char *const *names, size_t count) {
  cs_buf a = {0}, b = {0};
  int32_t nearest = -1;
  size_t least = LONGEST;
  if (cs_intake_fold(typed, strlen(typed), &a)) {
    for (size_t i = 0; i < count; i++) {
      cs_buf_clear(&b);
      bool folded = cs_intake_fold(names[i], strlen(names[i]), &b);
      if (b.failed) break;
      if (!folded || a.size == 0 || b.size == 0) continue;
      size_t far = distance(a.data, a.size, b.data, b.size);
      size_t longer = a.size > b.size ? a.size : b.size;
      if (far < least && far * 3 <= longer) {
        least = far;
        nearest = (int32_t)i;
      }
    }
  }
  if (a.failed || b.failed) nearest = CS_ENOMEM;
  cs_buf_deinit(&a);
  cs_buf_deinit(&b);
  return nearest;
}
