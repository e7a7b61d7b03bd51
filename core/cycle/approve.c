#include "base/messages.h"
#include "cycle/decision.h"
#include "cycle/names.h"
#include "cycle/reader.h"
#include "cycle/words.h"
#include <stdlib.h>
#include <string.h>

typedef struct approving {
  cs_txn *txn;
  cs_run_reader *reader;
  const char **codes; /* sorted, then those that are newly approved; NULL: everyone without cases */
  size_t count;
  cs_buf texts; /* of the codes, when no list was given */
  uint64_t approved;
  bool refused; /* somebody was, in their case: the approval is not everyone's */
} approving;

static bool stopped(const cs_outcome_now *now) {
  return now->mark == CS_HOLD || now->mark == CS_EXCLUDE;
}

/* 1 the employee of that code bears the name, 0 no */
static int bears_name(cs_store *s, int32_t company, const char *code, const char *name,
                      cs_err *err) {
  cs_buf own = {0};
  bool erased;
  int rc = cs_person_personal(s, company, code, "name", UINT32_MAX, &own, &erased, err);
  if (rc == 1) rc = strcmp(cs_buf_str(&own), name) == 0;
  return cs_buf_end(&own, rc, err);
}

/* The pack's parameter may give the approver's name, while the acts of cases are those of a code. */
static int check_approver(cs_store *s, cs_receipt *receipt, const char *by, cs_err *err) {
  int rc = cs_receipt_compile(s, receipt, err);
  if (rc != CS_OK) return rc;
  const char *clause = NULL;
  const char *approver = cs_program_approver(receipt->program, &clause);
  if (approver == NULL || strcmp(approver, by) == 0) return CS_OK;
  rc = bears_name(s, receipt->run.company, by, approver, err);
  if (rc != 0) return rc == 1 ? CS_OK : rc;
  return cs_fail(err, CS_EREFUSED, CS_MSG_cycle_approver, approver, clause == NULL ? "" : clause,
                 by);
}

static bool may_be_approved(const cs_outcome_now *now) {
  return !now->approved && !now->refused && !stopped(now) && cs_decision_qualifies(&now->decision);
}

static int count_everyone(approving *a, cs_err *err) {
  cs_outcome_now now;
  int rc;
  while ((rc = cs_run_reader_next(a->reader, &now, err)) == 1) {
    a->approved += may_be_approved(&now);
    a->refused = a->refused || now.refused;
  }
  return rc;
}

static int compare_codes(const void *a, const void *b) {
  return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static int sort_codes(approving *a, const char *const *codes, size_t count, cs_err *err) {
  a->codes = calloc(count + 1, sizeof *a->codes);
  if (a->codes == NULL) return cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory);
  if (count > 0) memcpy(a->codes, codes, count * sizeof *a->codes);
  if (count > 0) qsort(a->codes, count, sizeof *a->codes, compare_codes);
  for (size_t i = 0; i < count; i++)
    if (i == 0 || strcmp(a->codes[i], a->codes[a->count - 1]) != 0)
      a->codes[a->count++] = a->codes[i];
  return CS_OK;
}

/* Every listed person has to qualify; those approved before are passed over. */
static int check_listed(approving *a, uint32_t run, cs_err *err) {
  cs_names unknown = {0}, held = {0}, unfit = {0}, refused = {0};
  char names[CS_NAMES_TEXT];
  size_t kept = 0;
  for (size_t i = 0; i < a->count; i++) {
    cs_outcome_now now;
    int rc = cs_run_reader_find(a->reader, a->codes[i], &now, err);
    if (rc < 0) return rc;
    if (rc == 0)
      cs_names_add(&unknown, a->codes[i]);
    else if (stopped(&now))
      cs_names_add(&held, a->codes[i]);
    else if (!cs_decision_qualifies(&now.decision))
      cs_names_add(&unfit, a->codes[i]);
    else if (now.refused)
      cs_names_add(&refused, a->codes[i]);
    else if (!now.approved)
      a->codes[kept++] = a->codes[i];
  }
  if (unknown.count > 0)
    return cs_fail(err, CS_EREFUSED, CS_MSG_cycle_approve_unknown, run,
                   cs_names_text(&unknown, names));
  if (unfit.count > 0)
    return cs_fail(err, CS_EREFUSED, CS_MSG_cycle_approve_unfit, cs_names_text(&unfit, names));
  if (held.count > 0)
    return cs_fail(err, CS_EREFUSED, CS_MSG_cycle_approve_held, cs_names_text(&held, names));
  if (refused.count > 0)
    return cs_fail(err, CS_EREFUSED, CS_MSG_cycle_approve_refused, cs_names_text(&refused, names));
  a->count = kept;
  a->approved = kept;
  return CS_OK;
}

/* The codes of everyone, for those who have cases. */
static int list_everyone(approving *a, cs_err *err) {
  cs_buf *codes = &a->texts;
  cs_outcome_now now;
  int rc;
  a->count = 0;
  cs_run_reader_rewind(a->reader);
  while ((rc = cs_run_reader_next(a->reader, &now, err)) == 1) {
    if (!may_be_approved(&now)) continue;
    cs_buf_put(codes, now.decision.code, strlen(now.decision.code) + 1);
    a->count++;
  }
  if (rc != CS_OK) return rc;
  a->codes = calloc(a->count + 1, sizeof *a->codes);
  if (a->codes == NULL || codes->failed) return cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory);
  const char *at = codes->data;
  for (size_t i = 0; i < a->count; i++, at += strlen(at) + 1) a->codes[i] = at;
  return CS_OK;
}

/* Who has a case is approved by an act of it. */
static int approve_cases(approving *a, cs_store *s, const cs_company *company,
                         const cs_stamp *stamp, const char *by, bool everyone, json_t *warnings,
                         cs_err *err) {
  const cs_run_cases *cases = &cs_run_reader_acts(a->reader)->cases;
  if (cases->count == 0) return CS_OK;
  int rc = everyone ? list_everyone(a, err) : CS_OK;
  if (rc == CS_OK)
    rc = cs_cycle_approve_cases(a->txn, s, company, stamp, by, cases, a->codes, a->count, warnings,
                                err);
  return rc;
}

static int record(approving *a, uint32_t run, const char *by, bool everyone, cs_err *err) {
  cs_approval row = {.txn = cs_txn_number(a->txn),
                     .by = by,
                     .everyone = everyone,
                     .codes = everyone ? NULL : a->codes,
                     .count = (size_t)a->approved};
  int rc = cs_approval_add(a->txn, run, &row, err);
  if (rc != CS_OK) return rc;
  rc = cs_txn_commit(a->txn, err);
  a->txn = NULL;
  return rc;
}

int cs_cycle_approve(cs_store *s, const cs_company *company, const cs_stamp *stamp, uint32_t run,
                     const char *by, const char *const *codes, size_t count, uint64_t *approved,
                     json_t *warnings, cs_err *err) {
  approving a = {0};
  *approved = 0;
  int rc = cs_words_need(by, CS_MSG_cycle_no_approver, err);
  if (rc != CS_OK) return rc;
  rc = cs_txn_begin(s, company, stamp, &a.txn, err);
  if (rc != CS_OK) return rc;
  rc = cs_run_reader_open(s, company, run, &a.reader, err);
  if (rc == CS_OK) rc = check_approver(s, cs_run_reader_receipt(a.reader), by, err);
  if (rc != CS_OK) goto done;
  if (codes == NULL) {
    rc = count_everyone(&a, err);
  } else {
    rc = sort_codes(&a, codes, count, err);
    if (rc == CS_OK) rc = check_listed(&a, run, err);
  }
  if (rc == CS_OK && a.approved > 0)
    rc = approve_cases(&a, s, company, stamp, by, codes == NULL, warnings, err);
  if (rc == CS_OK && a.approved > 0) rc = record(&a, run, by, codes == NULL && !a.refused, err);
  if (rc == CS_OK) *approved = a.approved;

done:
  cs_run_reader_close(a.reader);
  cs_txn_rollback(a.txn);
  free(a.codes);
  cs_buf_deinit(&a.texts);
  return rc;
}
