#include "base/arena.h"
#include <stdalign.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

typedef struct block {
  struct block *next;
  size_t size; /* of bytes */
  alignas(max_align_t) unsigned char bytes[];
} block;

struct cs_arena {
  block *blocks; /* the first one is being filled; any others are full */
  size_t block_size;
  size_t at; /* bytes taken of the first block */
  size_t used;
};

#define SMALLEST_BLOCK ((size_t)256)

static block *block_new(size_t size) {
  if (size > SIZE_MAX / 2) return NULL;
  block *b = malloc(sizeof *b + size);
  if (b == NULL) return NULL;
  b->next = NULL;
  b->size = size;
  return b;
}

cs_arena *cs_arena_new(size_t block_size) {
  cs_arena *a = calloc(1, sizeof *a);
  if (a == NULL) return NULL;
  a->block_size = block_size < SMALLEST_BLOCK ? SMALLEST_BLOCK : block_size;
  a->blocks = block_new(a->block_size);
  if (a->blocks == NULL) {
    free(a);
    return NULL;
  }
  return a;
}

static void blocks_free(block *b) {
  while (b != NULL) {
    block *next = b->next;
    free(b);
    b = next;
  }
}

void cs_arena_free(cs_arena *a) {
  if (a == NULL) return;
  blocks_free(a->blocks);
  free(a);
}

void cs_arena_reset(cs_arena *a) {
  /* The first block always has the usual size: an oversized one is put behind it. */
  blocks_free(a->blocks->next);
  a->blocks->next = NULL;
  a->at = 0;
  a->used = 0;
}

void *cs_arena_alloc(cs_arena *a, size_t n) {
  const size_t unit = alignof(max_align_t);
  if (n > SIZE_MAX / 2) return NULL;
  size_t size = n == 0 ? unit : (n + unit - 1) / unit * unit;

  unsigned char *bytes;
  if (size <= a->blocks->size - a->at) {
    bytes = a->blocks->bytes + a->at;
    a->at += size;
  } else {
    bool oversized = size > a->block_size / 4; /* leaves the rest of the current block usable */
    block *b = block_new(oversized ? size : a->block_size);
    if (b == NULL) return NULL;
    if (oversized) {
      b->next = a->blocks->next;
      a->blocks->next = b;
    } else {
      b->next = a->blocks;
      a->blocks = b;
      a->at = size;
    }
    bytes = b->bytes;
  }
  a->used += size;
  return memset(bytes, 0, size);
}

char *cs_arena_text(cs_arena *a, const char *s, size_t n) {
  if (n == SIZE_MAX) return NULL;
  char *text = cs_arena_alloc(a, n + 1);
  if (text != NULL && n > 0) memcpy(text, s, n);
  return text;
}

size_t cs_arena_used(const cs_arena *a) { return a->used; }
