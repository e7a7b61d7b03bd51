#include "base/messages.h"
#include "cycle/dictionary.h"
#include "cycle/judge.h"
#include <stdlib.h>
#include <string.h>

typedef struct lack { /* one missing fact */
  const char *fact;   /* set at the end */
  uint64_t verdicts;
  char *example; /* owned: the first person, by code */
} lack;

typedef struct readiness {
  cs_decision_reader *reader;
  cs_dictionary facts;
  lack *lacks; /* [number - 1] */
  size_t capacity;
} readiness;

static int count_one(readiness *r, const char *fact, const char *code, cs_err *err) {
  uint32_t known = r->facts.count, number = 0;
  int rc = cs_dictionary_number(&r->facts, fact, strlen(fact), &number, err);
  if (rc != CS_OK) return rc;
  if (number <= known) {
    r->lacks[number - 1].verdicts++;
    return CS_OK;
  }
  if (number > r->capacity) {
    size_t capacity = r->capacity == 0 ? 64 : 2 * r->capacity;
    lack *lacks = realloc(r->lacks, capacity * sizeof *lacks);
    if (lacks == NULL) goto no_memory;
    memset(lacks + r->capacity, 0, (capacity - r->capacity) * sizeof *lacks);
    r->lacks = lacks;
    r->capacity = capacity;
  }
  r->lacks[number - 1].verdicts = 1;
  r->lacks[number - 1].example = strdup(code);
  if (r->lacks[number - 1].example != NULL) return CS_OK;

no_memory:
  return cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory);
}

static int count_unit(void *user, const cs_judged *judged, cs_err *err) {
  readiness *r = user;
  if (judged->counts[CS_UNDETERMINED] == 0) return CS_OK;
  cs_decision d;
  int rc = cs_decision_reader_open(r->reader, judged->bytes, judged->size, err);
  if (rc != CS_OK) return rc;
  while ((rc = cs_decision_reader_next(r->reader, &d, err)) == 1) {
    if (d.outcome != CS_UNDETERMINED) continue;
    for (size_t i = 0; i < d.missing_count; i++) {
      rc = count_one(r, d.missing[i], d.code, err);
      if (rc != CS_OK) return rc;
    }
  }
  return rc;
}

static int most_first(const void *left, const void *right) {
  const lack *a = left, *b = right;
  if (a->verdicts != b->verdicts) return a->verdicts > b->verdicts ? -1 : 1;
  return strcmp(a->fact, b->fact);
}

static int report(readiness *r,
                  int (*row)(void *user, const char *fact, uint64_t verdicts, const char *example),
                  void *user) {
  for (uint32_t i = 0; i < r->facts.count; i++)
    r->lacks[i].fact = cs_dictionary_key_of(&r->facts, i + 1);
  if (r->facts.count > 0) qsort(r->lacks, r->facts.count, sizeof *r->lacks, most_first);
  int rc = CS_OK;
  for (uint32_t i = 0; rc == CS_OK && i < r->facts.count; i++)
    rc = row(user, r->lacks[i].fact, r->lacks[i].verdicts, r->lacks[i].example);
  return rc;
}

/* No lock is needed: what is known up to a transaction does not change while others write. */
int cs_cycle_ready(cs_store *s, const cs_company *company, const cs_plan_options *options,
                   int (*row)(void *user, const char *fact, uint64_t verdicts, const char *example),
                   void *user, cs_err *err) {
  cs_receipt receipt = {0};
  readiness r = {0};
  int rc = cs_receipt_draft(s, company, options, &receipt, err);
  if (rc == CS_OK) rc = cs_decision_reader_new(&r.reader, err);
  if (rc == CS_OK)
    rc = cs_judge_everyone(s, &receipt, options->opaque, options->threads, count_unit, &r, err);
  if (rc == CS_OK) rc = report(&r, row, user);
  for (size_t i = 0; i < r.capacity; i++) free(r.lacks[i].example);
  free(r.lacks);
  cs_dictionary_deinit(&r.facts);
  cs_decision_reader_free(r.reader);
  cs_receipt_deinit(&receipt);
  return rc;
}
