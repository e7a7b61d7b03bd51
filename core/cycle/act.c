#include "base/messages.h"
#include "cycle/decision.h"
#include "cycle/reader.h"
#include "cycle/steps.h"
#include "cycle/words.h"
#include <string.h>

/* The transaction is open: what is read here is what the act will stand on. */
typedef struct act {
  cs_txn *txn;
  cs_run_reader *reader;
  cs_outcome_now now; /* of the person */
} act;

static void end(act *a) {
  cs_run_reader_close(a->reader);
  cs_txn_rollback(a->txn);
}

static int begin(act *a, cs_store *s, const cs_company *company, const cs_stamp *stamp,
                 uint32_t run, const char *code, cs_err *err) {
  *a = (act){0};
  int rc = cs_txn_begin(s, company, stamp, &a->txn, err);
  if (rc != CS_OK) return rc;
  rc = cs_run_reader_open(s, company, run, &a->reader, err);
  if (rc == CS_OK) rc = cs_run_reader_find(a->reader, code, &a->now, err);
  if (rc == 0) rc = cs_fail(err, CS_ENOTFOUND, CS_MSG_cycle_no_decision, run, code);
  if (rc == 1 && a->now.applied)
    rc = cs_fail(err, CS_EREFUSED, CS_MSG_cycle_already_applied, code, run);
  if (rc == 1) return CS_OK;
  end(a);
  return rc;
}

static int commit(act *a, uint32_t run, const cs_mark *mark, cs_err *err) {
  int rc = cs_mark_add(a->txn, run, mark, err);
  if (rc == CS_OK) {
    rc = cs_txn_commit(a->txn, err);
    a->txn = NULL;
  }
  return rc;
}

static int check_words(const cs_stamp *stamp, const char *reason, cs_err *err) {
  int rc = cs_words_need(reason, CS_MSG_cycle_no_reason, err);
  return rc == CS_OK ? cs_words_need(stamp->actor, CS_MSG_cycle_no_actor, err) : rc;
}

/* A person decides: not known and gone wrong are no decisions. */
static int check_outcome(const char *outcome, const char *to, bool *needs_target, cs_err *err) {
  cs_decision d = {.outcome = cs_outcome_of(outcome)};
  if (d.outcome == CS_OUT_OF_SCOPE || d.outcome == CS_UNDETERMINED || d.outcome == CS_ERROR)
    return cs_fail(err, CS_EINPUT, CS_MSG_cycle_override_outcome, outcome);
  *needs_target = cs_decision_qualifies(&d);
  if (*needs_target && to == NULL)
    return cs_fail(err, CS_EINPUT, CS_MSG_cycle_override_needs_grade, outcome);
  if (!*needs_target && to != NULL)
    return cs_fail(err, CS_EINPUT, CS_MSG_cycle_override_takes_no_grade, outcome);
  return CS_OK;
}

int cs_cycle_override(cs_store *s, const cs_company *company, const cs_stamp *stamp, uint32_t run,
                      const char *code, const char *outcome, const char *to, const char *reason,
                      cs_err *err) {
  bool needs_target = false;
  act a;
  int rc = check_words(stamp, reason, err);
  if (rc == CS_OK) rc = check_outcome(outcome, to, &needs_target, err);
  if (rc == CS_OK) rc = begin(&a, s, company, stamp, run, code, err);
  if (rc != CS_OK) return rc;
  cs_receipt *receipt = cs_run_reader_receipt(a.reader);
  rc = cs_receipt_pack(s, receipt, err);
  if (rc == CS_OK) to = cs_receipt_grade(receipt, to);
  if (rc == CS_OK && needs_target && cs_receipt_rank(receipt, to) < 0)
    rc = cs_fail(err, CS_EINPUT, CS_MSG_cycle_override_grade, to);
  if (rc == CS_OK && needs_target)
    rc = cs_cycle_check_steps(s, company, receipt, &a.now.decision, to, err);
  cs_mark mark = {.txn = cs_txn_number(a.txn),
                  .kind = CS_OVERRIDE,
                  .code = code,
                  .outcome = outcome,
                  .target = to,
                  .by = stamp->actor,
                  .reason = reason};
  if (rc == CS_OK) rc = commit(&a, run, &mark, err);
  end(&a);
  return rc;
}

int cs_cycle_mark(cs_store *s, const cs_company *company, const cs_stamp *stamp, uint32_t run,
                  const char *code, cs_mark_kind kind, const char *reason, cs_err *err) {
  act a;
  if (kind != CS_HOLD && kind != CS_EXCLUDE && kind != CS_RELEASE)
    return cs_fail(err, CS_EUSAGE, "%s", CS_MSG_cycle_mark_kind);
  int rc = check_words(stamp, reason, err);
  if (rc == CS_OK) rc = begin(&a, s, company, stamp, run, code, err);
  if (rc != CS_OK) return rc;
  bool stopped = a.now.mark == CS_HOLD || a.now.mark == CS_EXCLUDE;
  if (kind == CS_RELEASE && !stopped)
    rc = cs_fail(err, CS_EREFUSED, CS_MSG_cycle_not_held, code, run);
  cs_mark mark = {.txn = cs_txn_number(a.txn),
                  .kind = kind,
                  .code = code,
                  .by = stamp->actor,
                  .reason = reason};
  if (rc == CS_OK) rc = commit(&a, run, &mark, err);
  end(&a);
  return rc;
}
