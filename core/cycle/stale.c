#include "cycle/stale.h"
#include "base/messages.h"
#include "cycle/judge.h"
#include "cycle/names.h"
#include "loop/workers.h"
#include <stdlib.h>

typedef struct checking {
  const cs_receipt *receipt;
  const cs_acts *acts;
  const cs_opaque_host *opaque;
  const char *path;
  char **bounds;
  cs_names changed;
} checking;

typedef struct worker {
  cs_judge then, now; /* two, because a decision lives until the next one of its evaluator */
  cs_record *record;
  cs_entry *entries; /* of the record without the run's own entries */
  size_t capacity;
} worker;

static void stop(void *user, void *state) {
  (void)user;
  worker *w = state;
  cs_judge_close(&w->now);
  cs_judge_close(&w->then);
  free(w->entries);
  free(w);
}

static int start(void *user, unsigned number, void **state, cs_err *err) {
  (void)number;
  const checking *c = user;
  worker *w = calloc(1, sizeof *w);
  if (w == NULL) return cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory);
  int rc = cs_judge_open(&w->then, c->receipt, c->opaque, NULL, c->path, err);
  if (rc == CS_OK) rc = cs_judge_open(&w->now, c->receipt, c->opaque, w->then.store, NULL, err);
  if (rc != CS_OK) {
    stop(user, w);
    return rc;
  }
  w->record = &w->then.record;
  *state = w;
  return CS_OK;
}

/* Where the entries of one slot end that do not hang on the run: before what it set, if that still holds (also when it was changed and
 * changed back); else all of them. What was undone needs no care: undoing has restored the value. */
static uint32_t end_of_slot(const cs_record *r, uint32_t first, uint32_t next,
                            const cs_acts *acts) {
  for (uint32_t i = next; i-- > first;) {
    if (!cs_acts_standing(acts, r->entries[i].txn)) continue;
    return cs_value_equal(&r->entries[i].value, &r->entries[next - 1].value) ? i : next;
  }
  return next;
}

/* The record without what the run itself wrote. *foreign: somebody else wrote something since. */
static int without_own(worker *w, const checking *c, cs_record *out, bool *foreign, cs_err *err) {
  const cs_record *r = w->record;
  *foreign = false;
  if (r->count > w->capacity) {
    cs_entry *entries = realloc(w->entries, r->count * sizeof *entries);
    if (entries == NULL) return cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory);
    w->entries = entries;
    w->capacity = r->count;
  }
  *out = *r;
  out->entries = w->entries;
  out->capacity = (uint32_t)w->capacity;
  out->count = 0;
  for (uint32_t first = 0, next; first < r->count; first = next) {
    for (next = first + 1;
         next < r->count && cs_slot_compare(&r->entries[next].slot, &r->entries[first].slot) == 0;)
      next++;
    uint32_t end = end_of_slot(r, first, next, c->acts);
    for (uint32_t i = first; i < next; i++) {
      const cs_entry *e = &r->entries[i];
      if (e->txn > c->receipt->run.known_txn && !cs_acts_own(c->acts, e->txn)) *foreign = true;
      if (i < end) w->entries[out->count++] = *e;
    }
  }
  return CS_OK;
}

static int changed(worker *w, const checking *c, bool *out, cs_err *err) {
  uint32_t known = c->receipt->run.known_txn;
  *out = false;
  if (!cs_record_exists(w->record, w->then.code, known)) return CS_OK;
  cs_record masked;
  bool foreign = false;
  int rc = without_own(w, c, &masked, &foreign, err);
  if (rc != CS_OK || !foreign) return rc;
  *out = true;
  if (!cs_record_exists(&masked, w->then.code, UINT32_MAX)) return CS_OK;
  cs_decision then, now;
  rc = cs_evaluator_judge(w->then.evaluator, w->record, known, &then, err);
  if (rc == CS_OK) rc = cs_evaluator_judge(w->now.evaluator, &masked, UINT32_MAX, &now, err);
  /* Whom the cycle does not decide is no part of it, whatever else became of them: another round of the same day may move
   * them. */
  bool outside = rc == CS_OK && then.outcome == CS_OUT_OF_SCOPE && now.outcome == CS_OUT_OF_SCOPE;
  if (rc == CS_OK) *out = !outside && !cs_decision_equal(&then, &now);
  return rc;
}

static void drop(void *user, void *result) {
  (void)user;
  free(result);
}

static int check_unit(void *user, void *state, size_t index, void **result, cs_err *err) {
  const checking *c = user;
  worker *w = state;
  cs_people *people = NULL;
  cs_names *names = calloc(1, sizeof *names);
  if (names == NULL) return cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory);
  const cs_run *run = &c->receipt->run;
  int rc = cs_people_open(w->then.store, run->company, index == 0 ? NULL : c->bounds[index - 1],
                          c->bounds[index], &people, err);
  if (rc != CS_OK) goto fail;
  while ((rc = cs_people_next_since(people, run->known_txn, w->record, err)) == 1) {
    bool differs = false;
    if (w->record->last_txn > run->known_txn) rc = changed(w, c, &differs, err);
    if (rc < 0) goto fail;
    if (differs) cs_names_add(names, w->record->code);
  }
  if (rc != CS_OK) goto fail;
  cs_people_close(people);
  *result = names;
  return CS_OK;

fail:
  cs_people_close(people);
  drop(user, names);
  return rc;
}

static int done(void *user, size_t index, void *result, cs_err *err) {
  (void)index;
  (void)err;
  checking *c = user;
  cs_names_join(&c->changed, result);
  drop(user, result);
  return CS_OK;
}

int cs_stale_check(cs_store *s, const cs_receipt *receipt, const cs_acts *acts,
                   const cs_opaque_host *opaque, cs_err *err) {
  checking c = {.receipt = receipt, .acts = acts, .opaque = opaque, .path = cs_store_path(s)};
  size_t count = 0;
  int rc = cs_people_units(s, receipt->run.company, &c.bounds, &count, err);
  if (rc != CS_OK) return rc;
  cs_workers_task task = {start, check_unit, done, drop, stop, &c};
  rc = cs_workers_run(&task, count, 0, err);
  char names[CS_NAMES_TEXT];
  if (rc == CS_OK && c.changed.count > 0)
    rc = cs_fail(err, CS_ESTALE, CS_MSG_cycle_stale, receipt->run.id,
                 cs_names_text(&c.changed, names));
  free(c.bounds);
  return rc;
}
