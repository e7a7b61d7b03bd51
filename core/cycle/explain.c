#include "base/messages.h"
#include "cycle/decision.h"
#include "cycle/judge.h"
#include "cycle/reader.h"
#include <string.h>

typedef struct explaining {
  cs_store *store;
  const cs_company *company;
  cs_receipt drafted;    /* without a run */
  cs_run_reader *reader; /* with one */
  cs_receipt *receipt;   /* of either */
  cs_judge judge;
  cs_decision decision;
} explaining;

static int set(json_t *object, const char *name, json_t *value, cs_err *err) {
  if (json_object_set_new(object, name, value) == 0) return CS_OK;
  return cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory);
}

static json_t *text_or_null(const char *text) {
  return text == NULL ? json_null() : json_string(text);
}

/* To add a kind of mark: its word here. */
static const char *mark_name(cs_mark_kind kind) {
  switch (kind) {
    case CS_OVERRIDE: return "override";
    case CS_HOLD: return "hold";
    case CS_EXCLUDE: return "exclude";
    case CS_RELEASE: break;
  }
  return NULL;
}

static json_t *mark_as_json(const cs_outcome_now *now) {
  if (now->mark == 0) return json_null();
  json_t *mark = json_pack("{s:s, s:s, s:s}", "kind", mark_name(now->mark), "by", now->mark_by,
                           "reason", now->mark_reason);
  if (mark == NULL || now->mark != CS_OVERRIDE) return mark;
  const cs_decision *d = &now->decision;
  json_t *decided = json_pack("{s:s, s:o, s:i}", "outcome", cs_outcome_name(d->outcome), "to",
                              text_or_null(d->to), "steps", (int)d->steps);
  if (decided != NULL && json_object_update_new(mark, decided) == 0) return mark;
  json_decref(mark);
  return NULL;
}

/* What became of the run's verdict. */
static int add_state(explaining *e, const char *code, json_t *out, cs_err *err) {
  cs_outcome_now now = {0};
  int rc = cs_run_reader_find(e->reader, code, &now, err);
  if (rc < 0) return rc;
  rc = set(out, "run", json_integer(e->receipt->run.id), err);
  if (rc == CS_OK) rc = set(out, "mark", mark_as_json(&now), err);
  if (rc == CS_OK) rc = set(out, "approved", json_boolean(now.approved), err);
  if (rc == CS_OK) rc = set(out, "applied", json_boolean(now.applied), err);
  if (rc == CS_OK && now.case_code != NULL) rc = set(out, "case", json_string(now.case_code), err);
  return rc;
}

static int prepare(explaining *e, const cs_plan_options *options, uint32_t run, cs_err *err) {
  if (run == 0) {
    e->receipt = &e->drafted;
    return cs_receipt_draft(e->store, e->company, options, &e->drafted, err);
  }
  int rc = cs_run_reader_open(e->store, e->company, run, &e->reader, err);
  if (rc != CS_OK) return rc;
  e->receipt = cs_run_reader_receipt(e->reader);
  return cs_receipt_prepare(e->store, e->receipt, options == NULL ? NULL : options->opaque, err);
}

static int assume(cs_evaluator *evaluator, const char *const *pairs, cs_err *err) {
  int rc = CS_OK;
  for (; rc == CS_OK && pairs != NULL && pairs[0] != NULL; pairs += 2)
    rc = cs_evaluator_assume(evaluator, pairs[0], pairs[1], err);
  return rc;
}

/* Why the cycle decides nothing about this person: the lines of the explanation that are not met, when it has any. */
static int out_of_scope(explaining *e, const char *code, cs_err *err) {
  const cs_run *run = &e->receipt->run;
  char date[CS_DATE_SIZE];
  cs_buf why = {0};
  json_t *explained = NULL;
  int rc = cs_evaluator_explain(e->judge.evaluator, &explained, err);
  if (rc == CS_ENOMEM) return rc;
  if (rc == CS_OK) {
    size_t i;
    json_t *line;
    json_array_foreach(json_object_get(explained, "lines"), i, line) {
      const char *mark = json_string_value(json_object_get(line, "mark"));
      const char *text = json_string_value(json_object_get(line, "text"));
      if (mark == NULL || text == NULL || strcmp(mark, "unmet") != 0) continue;
      cs_buf_printf(&why, "\n  %s", text);
    }
  }
  json_decref(explained);
  return cs_buf_end(&why,
                    cs_fail(err, CS_ENOTFOUND, CS_MSG_cycle_out_of_scope, run->cycle, code,
                            cs_date_text(run->as_of, date), cs_buf_str(&why)),
                    err);
}

static int judge(explaining *e, const cs_opaque_host *opaque, const char *code,
                 const char *const *assumptions, cs_err *err) {
  const cs_run *run = &e->receipt->run;
  int rc = cs_judge_open(&e->judge, e->receipt, opaque, e->store, NULL, err);
  if (rc != CS_OK) return rc;
  rc = cs_person_load(e->store, e->company->id, code, &e->judge.record, err);
  if (rc == CS_ENOTFOUND)
    return cs_fail(err, CS_ENOTFOUND, CS_MSG_cycle_no_person, code, e->company->code);
  if (rc != CS_OK) return rc;
  if (!cs_record_exists(&e->judge.record, e->judge.code, run->known_txn))
    return cs_fail(err, CS_ENOTFOUND, CS_MSG_cycle_no_person_then, code, run->known_txn);
  rc = assume(e->judge.evaluator, assumptions, err);
  if (rc != CS_OK) return rc;
  return cs_evaluator_judge(e->judge.evaluator, &e->judge.record, run->known_txn, &e->decision,
                            err);
}

int cs_cycle_explain(cs_store *s, const cs_company *company, const cs_plan_options *options,
                     uint32_t run, const char *code, const char *const *assumptions, json_t **out,
                     cs_err *err) {
  explaining e = {.store = s, .company = company};
  *out = NULL;
  int rc = prepare(&e, options, run, err);
  if (rc == CS_OK) rc = judge(&e, options == NULL ? NULL : options->opaque, code, assumptions, err);
  if (rc == CS_OK && e.decision.outcome == CS_OUT_OF_SCOPE) rc = out_of_scope(&e, code, err);
  if (rc == CS_OK) rc = cs_evaluator_explain(e.judge.evaluator, out, err);
  if (rc == CS_OK && run != 0) rc = add_state(&e, code, *out, err);
  if (rc != CS_OK) {
    json_decref(*out);
    *out = NULL;
  }
  cs_judge_close(&e.judge);
  cs_run_reader_close(e.reader);
  cs_receipt_deinit(&e.drafted);
  return rc;
}
