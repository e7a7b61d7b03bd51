#include "base/messages.h"
#include "cycle/judge.h"

typedef struct planning {
  cs_store *store;
  cs_run *run;
  uint32_t blocks; /* blocks are numbered without gaps, so that a reader can search among them */
  uint64_t counts[CS_OUTCOME_COUNT];
} planning;

static int store_unit(void *user, const cs_judged *judged, cs_err *err) {
  planning *p = user;
  if (judged->count == 0) return CS_OK;
  for (size_t i = 0; i < CS_OUTCOME_COUNT; i++) p->counts[i] += judged->counts[i];
  p->run->people += judged->count;
  cs_block block = {
      .unit = p->blocks++, .count = judged->count, .bytes = judged->bytes, .size = judged->size};
  return cs_run_add(p->store, p->run, &block, err);
}

static int store_run(cs_store *s, cs_receipt *receipt, const cs_plan_options *options,
                     cs_err *err) {
  planning p = {.store = s, .run = &receipt->run};
  int rc = cs_run_begin(s, &receipt->run, err);
  if (rc != CS_OK) return rc;
  rc = cs_judge_everyone(s, receipt, options->opaque, options->threads, store_unit, &p, err);
  if (rc != CS_OK) return rc;
  cs_buf counts = {0};
  cs_judged_counts(p.counts, &counts);
  receipt->run.counts = cs_buf_str(&counts);
  rc = counts.failed ? cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory)
                     : cs_run_end(s, &receipt->run, err);
  receipt->run.counts = NULL;
  cs_buf_deinit(&counts);
  return rc;
}

/* A run reads what is recorded, so it cannot have been planned before. */
static int check_clock(cs_store *s, const cs_company *company, cs_time *now, int64_t slack,
                       cs_err *err) {
  cs_txn_info head;
  char then[CS_TIME_SIZE], said[CS_TIME_SIZE];
  int rc = cs_ledger_head(s, &head, err);
  if (rc != CS_OK || head.number == 0 || cs_stamp_follows(now, slack, head.recorded)) return rc;
  return cs_fail(err, CS_EREFUSED, CS_MSG_store_time_back, cs_time_text(*now, company->zone, said),
                 cs_time_text(head.recorded, company->zone, then));
}

/* The writer's lock is held throughout, so every worker's snapshot is what the writer sees. */
int cs_cycle_plan(cs_store *s, const cs_company *company, const cs_plan_options *options,
                  cs_run *out, cs_err *err) {
  cs_receipt receipt = {0};
  uint32_t id = 0;
  *out = (cs_run){0};
  int rc = cs_work_begin(s, err);
  if (rc != CS_OK) return rc;
  rc = cs_receipt_draft(s, company, options, &receipt, err);
  if (rc != CS_OK) goto fail;
  int same = cs_run_same(s, &receipt.run, &id, err);
  if (same < 0) {
    rc = same;
    goto fail;
  }
  if (same == 0) {
    rc = check_clock(s, company, &receipt.run.planned, options->slack, err);
    if (rc == CS_OK) rc = store_run(s, &receipt, options, err);
    if (rc != CS_OK) goto fail;
    id = receipt.run.id;
  }
  /* Read before the commit: an error has to mean that no run was kept. */
  rc = cs_run_find(s, company->id, id, out, err);
  if (rc != CS_OK) goto fail;
  if (same == 0) {
    rc = cs_work_commit(s, err);
  } else {
    cs_work_rollback(s);
  }
  goto done;

fail:
  cs_work_rollback(s);
done:
  cs_receipt_deinit(&receipt);
  return rc;
}
