#include "cycle/judge.h"
#include "base/messages.h"
#include "loop/workers.h"
#include <stdlib.h>

void cs_judge_close(cs_judge *j) {
  if (j->record_ready) cs_record_deinit(&j->record);
  cs_evaluator_free(j->evaluator);
  if (j->opaque_state != NULL && j->opaque->close != NULL) j->opaque->close(j->opaque_state);
  cs_store_close(j->own);
  *j = (cs_judge){0};
}

int cs_judge_open(cs_judge *j, const cs_receipt *receipt, const cs_opaque_host *opaque,
                  cs_store *store, const char *path, cs_err *err) {
  *j = (cs_judge){.store = store, .opaque = opaque};
  cs_opaque_call call = NULL;
  int rc = CS_OK;
  if (store == NULL) {
    rc = cs_store_open(path, CS_STORE_READ, &j->own, err);
    if (rc != CS_OK) goto fail;
    j->store = j->own;
    rc = cs_store_snapshot(j->own, err);
    if (rc != CS_OK) goto fail;
  }
  if (cs_program_has_opaque(receipt->program)) {
    call = opaque->call;
    if (opaque->open != NULL) rc = opaque->open(opaque->user, &receipt->row, &j->opaque_state, err);
    if (rc != CS_OK) goto fail;
  }
  rc = cs_evaluator_new(receipt->program, j->store, call, j->opaque_state, &j->evaluator, err);
  if (rc != CS_OK) goto fail;
  rc = cs_record_init(&j->record, err);
  if (rc != CS_OK) goto fail;
  j->record_ready = true;
  j->code = cs_symbol_find(j->store, "code", 4);
  return CS_OK;

fail:
  cs_judge_close(j);
  return rc;
}

void cs_judged_counts(const uint64_t counts[CS_OUTCOME_COUNT], cs_buf *out) {
  for (int i = 0; i < CS_OUTCOME_COUNT; i++)
    cs_buf_printf(out, "%s\"%s\":%llu", i == 0 ? "{" : ",", cs_outcome_name((cs_outcome)i),
                  (unsigned long long)counts[i]);
  cs_buf_putc(out, '}');
}

/* -- units on threads ---- */

typedef struct everyone {
  const cs_receipt *receipt;
  const cs_opaque_host *opaque;
  const char *path;
  char **bounds;
  int (*unit)(void *user, const cs_judged *judged, cs_err *err);
  void *user;
} everyone;

typedef struct worker {
  cs_judge judge;
  cs_decision_writer *writer;
} worker;

typedef struct unit_result {
  cs_judged judged;
  cs_buf block;
} unit_result;

static void stop(void *user, void *state) {
  (void)user;
  worker *w = state;
  cs_decision_writer_free(w->writer);
  cs_judge_close(&w->judge);
  free(w);
}

static int start(void *user, unsigned number, void **state, cs_err *err) {
  (void)number;
  const everyone *all = user;
  worker *w = calloc(1, sizeof *w);
  if (w == NULL) return cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory);
  int rc = cs_judge_open(&w->judge, all->receipt, all->opaque, NULL, all->path, err);
  if (rc == CS_OK) rc = cs_decision_writer_new(&w->writer, err);
  if (rc != CS_OK) {
    stop(user, w);
    return rc;
  }
  *state = w;
  return CS_OK;
}

/* Whoever is not a person as known then (not yet, or taken back) has no decision; nor has who is out of scope. */
static int judge_one(worker *w, uint32_t known_txn, unit_result *u, cs_err *err) {
  cs_judge *j = &w->judge;
  cs_decision d;
  if (!cs_record_exists(&j->record, j->code, known_txn)) return CS_OK;
  int rc = cs_evaluator_judge(j->evaluator, &j->record, known_txn, &d, err);
  if (rc != CS_OK || d.outcome == CS_OUT_OF_SCOPE) return rc;
  u->judged.counts[d.outcome]++;
  return cs_decision_writer_add(w->writer, &d, err);
}

static void drop(void *user, void *result) {
  (void)user;
  unit_result *u = result;
  cs_buf_deinit(&u->block);
  free(u);
}

static int judge_unit(void *user, void *state, size_t index, void **result, cs_err *err) {
  const everyone *all = user;
  worker *w = state;
  unit_result *u = calloc(1, sizeof *u);
  if (u == NULL) return cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory);
  const cs_run *run = &all->receipt->run;
  cs_people *people = NULL;
  cs_decision_writer_clear(w->writer);
  int rc = cs_people_open(w->judge.store, run->company, index == 0 ? NULL : all->bounds[index - 1],
                          all->bounds[index], &people, err);
  if (rc != CS_OK) goto fail;
  while ((rc = cs_people_next(people, &w->judge.record, err)) == 1) {
    rc = judge_one(w, run->known_txn, u, err);
    if (rc != CS_OK) break;
  }
  if (rc != CS_OK) goto fail;
  rc = cs_decision_writer_finish(w->writer, &u->block, err);
  if (rc != CS_OK) goto fail;
  u->judged.count = cs_decision_writer_count(w->writer);
  u->judged.bytes = u->block.data;
  u->judged.size = u->block.size;
  cs_people_close(people);
  *result = u;
  return CS_OK;

fail:
  cs_people_close(people);
  drop(user, u);
  return rc;
}

static int done(void *user, size_t index, void *result, cs_err *err) {
  (void)index;
  const everyone *all = user;
  unit_result *u = result;
  int rc = all->unit(all->user, &u->judged, err);
  drop(user, u);
  return rc;
}

int cs_judge_everyone(cs_store *s, const cs_receipt *receipt, const cs_opaque_host *opaque,
                      unsigned threads,
                      int (*unit)(void *user, const cs_judged *judged, cs_err *err), void *user,
                      cs_err *err) {
  everyone all = {
      .receipt = receipt, .opaque = opaque, .path = cs_store_path(s), .unit = unit, .user = user};
  size_t count = 0;
  int rc = cs_people_units(s, receipt->run.company, &all.bounds, &count, err);
  if (rc != CS_OK) return rc;
  cs_workers_task task = {start, judge_unit, done, drop, stop, &all};
  rc = cs_workers_run(&task, count, threads, err);
  free(all.bounds);
  return rc;
}
