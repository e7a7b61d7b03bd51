/* People about whom the same is known get the same verdict, and trying every value of what is missing is what costs. So the decisions that
 * took many tries are remembered by their evidence, as long as the evaluator lives. A small direct-mapped table: a collision
 * only means judging again. */
#include "assess/judge.h"
#include <stdlib.h>
#include <string.h>

#define SLOTS 1024
#define EVIDENCE_MAX 512 /* longer ones are rare and not kept */

struct cs_memo_slot {
  uint64_t hash;
  uint32_t size;
  char *evidence; /* owned, with the names of what is missing behind it */
  cs_decision decision;
  cs_verdict verdict;
};

struct cs_memo {
  struct cs_memo_slot slots[SLOTS];
};

static uint64_t hash_of(const char *bytes, size_t n) { /* FNV-1a, 64 bits */
  uint64_t h = UINT64_C(0xcbf29ce484222325);
  for (size_t i = 0; i < n; i++) h = (h ^ (unsigned char)bytes[i]) * UINT64_C(0x100000001b3);
  return h;
}

static void forget(struct cs_memo_slot *slot) {
  free(slot->evidence);
  free((void *)slot->decision.missing);
  memset(slot, 0, sizeof *slot);
}

void cs_memo_free(struct cs_memo *memo) {
  if (memo == NULL) return;
  for (size_t i = 0; i < SLOTS; i++) forget(&memo->slots[i]);
  free(memo);
}

bool cs_memo_recall(cs_evaluator *e) {
  if (e->memo == NULL || e->evidence.failed) return false;
  uint64_t hash = hash_of(e->evidence.data, e->evidence.size);
  const struct cs_memo_slot *slot = &e->memo->slots[hash % SLOTS];
  if (slot->evidence == NULL || slot->hash != hash || slot->size != e->evidence.size ||
      memcmp(slot->evidence, e->evidence.data, slot->size) != 0)
    return false;
  const char *code = e->decision.code, *from = e->decision.from;
  e->decision = slot->decision;
  e->decision.code = code;
  e->decision.from = from;
  e->verdict = slot->verdict;
  e->recalled = true;
  return true;
}

/* The names are copied: those of the decision live no longer than the person. */
static bool keep(struct cs_memo_slot *slot, const cs_evaluator *e) {
  const cs_decision *d = &e->decision;
  size_t size = e->evidence.size, names = 0;
  for (size_t i = 0; i < d->missing_count; i++) names += strlen(d->missing[i]) + 1;
  slot->evidence = malloc(size + names + 1);
  const char **missing = calloc(d->missing_count + 1, sizeof *missing);
  slot->decision = *d;
  slot->decision.missing = missing;
  if (slot->evidence == NULL || missing == NULL) return false;
  memcpy(slot->evidence, e->evidence.data, size);
  char *at = slot->evidence + size;
  for (size_t i = 0; i < d->missing_count; i++) {
    size_t length = strlen(d->missing[i]) + 1;
    missing[i] = memcpy(at, d->missing[i], length);
    at += length;
  }
  slot->size = (uint32_t)size;
  slot->verdict = e->verdict;
  return true;
}

void cs_memo_keep(cs_evaluator *e) {
  if (e->evidence.failed || e->evidence.size > EVIDENCE_MAX) return;
  if (e->memo == NULL) e->memo = calloc(1, sizeof *e->memo);
  if (e->memo == NULL) return; /* remembering is a convenience */
  uint64_t hash = hash_of(e->evidence.data, e->evidence.size);
  struct cs_memo_slot *slot = &e->memo->slots[hash % SLOTS];
  forget(slot);
  if (keep(slot, e))
    slot->hash = hash;
  else
    forget(slot);
}
