/* Drawing without replacement so that anybody can repeat it: each code gets BLAKE2b-256 of the seed in decimal digits, LF and
 * the code; the n with the smallest digests (bytewise) are drawn. So the order and the company of the others
 * do not matter: whoever is taken out makes room for the next and moves nobody else.
 *
 *   printf '%s\n%s' SEED CODE | b2sum -l 256 */
#pragma once
#include "base/err.h"
#include <stddef.h>
#include <stdint.h>

/* `codes` has no code twice. Fills `drawn` (room for n pointers into `codes`) in the order of the digests and gives how many:
 * n, or all when there are fewer. Negative: CS_ENOMEM. */
int64_t cs_draw(uint64_t seed, const char *const *codes, size_t count, size_t n, const char **drawn,
                cs_err *err);
