/* Changes to an input, from a seeded generator: the driver's own, for where there is no libFuzzer. */
#pragma once
#include <stddef.h>
#include <stdint.h>

void mutate_seed(uint64_t seed);
uint64_t mutate_next(void);
size_t mutate_below(size_t n); /* 0 when n is 0 */

/* Words of the input's language, which are put in whole: a dictionary of libFuzzer's (a text in quotes a line, \xNN, \\ and \").
 * Returns 0, or -1 when the file cannot be read. */
int mutate_read_words(const char *path);

/* A few changes in place; `bytes` has room for `most`. `other`: a second input, of which a stretch may come in. Returns the new size. */
size_t mutate(uint8_t *bytes, size_t size, size_t most, const uint8_t *other, size_t other_size);
