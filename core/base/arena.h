/* An arena: many small allocations freed together. Used for what lives as long as one person's
 * evaluation or one compiled pack. */
#pragma once
#include <stddef.h>

typedef struct cs_arena cs_arena;

cs_arena *cs_arena_new(size_t block_size);   /* NULL: out of memory */
void cs_arena_free(cs_arena *a);             /* NULL is legal */
void cs_arena_reset(cs_arena *a);            /* forget all, keep one block */
void *cs_arena_alloc(cs_arena *a, size_t n); /* zeroed, aligned for any type; NULL: no memory */
char *cs_arena_text(cs_arena *a, const char *s, size_t n); /* a terminated copy */
size_t cs_arena_used(const cs_arena *a); /* bytes handed out since the reset, with padding */
