/* A requirement: alternatives (|) of multisets (+) of ratings, "3A | 1S+1A". A multiset is met when each of its items can be
 * matched to a different rating at least as good. */
#pragma once
#include "assess/tree.h"

typedef struct cs_requirement {
  const char *text;
  uint32_t count;                /* alternatives */
  uint8_t (*need)[CS_SCALE_MAX]; /* by alternative and place in the scale: how many */
} cs_requirement;

/* False: not one; *at is then where reading stopped. Memory from `arena` (NULL need: out of memory). */
bool cs_requirement_parse(const char *text, const cs_list *scale, cs_arena *arena,
                          cs_requirement *out, const char **at);

/* `have`: ratings by place in a scale of `values`, best first. */
bool cs_requirement_met(const cs_requirement *r, const uint8_t *have, uint32_t values);

/* How many more ratings of each value it takes, for the alternative that wants the fewest; `lack` by place. Returns
 * their number. */
uint32_t cs_requirement_lack(const cs_requirement *r, const uint8_t *have, uint32_t values,
                             uint8_t lack[CS_SCALE_MAX], uint32_t *alternative);
