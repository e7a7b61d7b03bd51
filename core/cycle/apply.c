#include "base/messages.h"
#include "cycle/decision.h"
#include "cycle/reader.h"
#include "cycle/stale.h"
#include <string.h>

#define WRITES_MAX 16

typedef struct write { /* one attribute that applying sets */
  cs_symbol attribute;
  bool target; /* to the grade; else to the as-of date */
} write;

typedef struct applying {
  cs_store *store;
  cs_txn *txn;
  cs_run_reader *reader;
  cs_receipt *receipt;
  cs_record record;
  write writes[WRITES_MAX];
  size_t write_count;
} applying;

static int bad_write(const applying *a, const char *attribute, cs_err *err) {
  return cs_fail(err, CS_EPACK, CS_MSG_cycle_writes_bad, a->receipt->run.cycle, attribute);
}

/* The pack's `writes`; its members come sorted by name, so the order is the same every time. */
static int read_writes(applying *a, cs_err *err) {
  json_t *writes = json_object_get(cs_receipt_cycle(a->receipt), "writes");
  const char *attribute;
  json_t *what;
  json_object_foreach(writes, attribute, what) {
    if (strcmp(attribute, "clause") == 0) continue;
    const char *word = json_string_value(what);
    bool target = word != NULL && strcmp(word, "target") == 0;
    if (!target && (word == NULL || strcmp(word, "as_of") != 0))
      return bad_write(a, attribute, err);
    if (a->write_count == WRITES_MAX) return bad_write(a, attribute, err);
    write *next = &a->writes[a->write_count++];
    next->target = target;
    int rc = cs_symbol_intern(a->store, attribute, strlen(attribute), &next->attribute, err);
    if (rc != CS_OK) return rc;
  }
  return CS_OK;
}

static int apply_one(applying *a, const cs_decision *d, cs_err *err) {
  const cs_run *run = &a->receipt->run;
  int rc = cs_person_load(a->store, run->company, d->code, &a->record, err);
  if (rc == CS_ENOTFOUND) return cs_fail(err, CS_ESTALE, CS_MSG_cycle_stale, run->id, d->code);
  for (size_t i = 0; rc == CS_OK && i < a->write_count; i++) {
    cs_slot slot = {.klass = CS_ATTRIBUTE, .name = a->writes[i].attribute, .at = run->as_of};
    cs_value value = {.kind = CS_DATE, .number = run->as_of};
    if (a->writes[i].target) {
      cs_symbol grade;
      rc = cs_symbol_intern(a->store, d->to, strlen(d->to), &grade, err);
      value = (cs_value){.kind = CS_SYMBOL, .number = grade};
    }
    if (rc == CS_OK) rc = cs_txn_set(a->txn, &a->record, &slot, &value, err);
  }
  return rc == CS_OK ? cs_txn_save(a->txn, &a->record, err) : rc;
}

static bool to_be_applied(const cs_outcome_now *now) {
  bool applies = now->decision.outcome == CS_DIRECT || now->by_case;
  return now->approved && !now->applied && applies;
}

/* First only counted: most of what may refuse is looked at only when there is something to do. */
static int count_all(applying *a, cs_applied *out, cs_err *err) {
  cs_outcome_now now;
  int rc;
  while ((rc = cs_run_reader_next(a->reader, &now, err)) == 1) {
    if (now.applied)
      out->already++;
    else if (to_be_applied(&now))
      out->applied++;
    else if (now.approved)
      out->waiting_panel++;
    else if (now.mark != CS_HOLD && now.mark != CS_EXCLUDE &&
             cs_decision_qualifies(&now.decision)) {
      out->unapproved++;
      out->refused += now.refused;
    }
  }
  return rc;
}

static int may_apply(applying *a, const cs_opaque_host *opaque, cs_err *err) {
  const cs_run *run = &a->receipt->run;
  uint32_t other = 0;
  char date[CS_DATE_SIZE];
  int rc = cs_application_rival(a->store, run, &other, err);
  if (rc == 1)
    return cs_fail(err, CS_EREFUSED, CS_MSG_cycle_rival, other, run->cycle,
                   cs_date_text(run->as_of, date));
  if (rc != CS_OK) return rc;
  rc = cs_receipt_prepare(a->store, a->receipt, opaque, err);
  return rc == CS_OK
             ? cs_stale_check(a->store, a->receipt, cs_run_reader_acts(a->reader), opaque, err)
             : rc;
}

static int apply_all(applying *a, uint64_t people, cs_err *err) {
  cs_outcome_now now;
  int rc = read_writes(a, err);
  if (rc != CS_OK) return rc;
  rc = cs_record_init(&a->record, err);
  if (rc != CS_OK) return rc;
  cs_run_reader_rewind(a->reader);
  while ((rc = cs_run_reader_next(a->reader, &now, err)) == 1) {
    if (to_be_applied(&now)) rc = apply_one(a, &now.decision, err);
    if (rc < 0) break;
  }
  cs_record_deinit(&a->record);
  return rc == CS_OK ? cs_application_add(a->txn, a->receipt->run.id, people, err) : rc;
}

int cs_cycle_apply(cs_store *s, const cs_company *company, const cs_stamp *stamp, uint32_t run,
                   const cs_opaque_host *opaque, cs_applied *out, cs_err *err) {
  applying a = {.store = s};
  cs_applied counts = {0};
  *out = counts;
  int rc = cs_txn_begin(s, company, stamp, &a.txn, err);
  if (rc != CS_OK) return rc;
  rc = cs_run_reader_open(s, company, run, &a.reader, err);
  if (rc != CS_OK) goto fail;
  a.receipt = cs_run_reader_receipt(a.reader);
  rc = count_all(&a, &counts, err);
  if (rc != CS_OK) goto fail;
  if (counts.applied > 0) {
    rc = may_apply(&a, opaque, err);
    if (rc != CS_OK) goto fail;
    rc = apply_all(&a, counts.applied, err);
    if (rc != CS_OK) goto fail;
    rc = cs_txn_commit(a.txn, err);
    a.txn = NULL;
    if (rc != CS_OK) goto fail;
  }
  *out = counts;

fail:
  cs_run_reader_close(a.reader);
  cs_txn_rollback(a.txn);
  return rc;
}
