#include "cycle/cases.h"
#include "base/messages.h"
#include "cycle/decision.h"
#include "cycle/names.h"
#include "cycle/reader.h"
#include "form/archive.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- the cases of a run ---- */

typedef struct loading {
  cs_run_cases *out;
  cs_err *err;
} loading;

static const char *keep(cs_arena *a, const char *text) {
  return text == NULL ? NULL : cs_arena_text(a, text, strlen(text));
}

static int take(void *user, const cs_case_brief *brief) {
  const loading *l = user;
  cs_run_cases *c = l->out;
  if (c->count == c->capacity) {
    size_t capacity = 2 * c->capacity + 16;
    cs_run_case *list = realloc(c->list, capacity * sizeof *list);
    if (list == NULL) return cs_fail(l->err, CS_ENOMEM, "%s", CS_MSG_no_memory);
    c->list = list;
    c->capacity = capacity;
  }
  cs_run_case *one = &c->list[c->count++];
  *one = (cs_run_case){.subject = keep(c->arena, brief->subject),
                       .code = keep(c->arena, brief->code),
                       .procedure = keep(c->arena, brief->procedure),
                       .stage = keep(c->arena, brief->stage),
                       .approved_txn = brief->approved_txn,
                       .refused = brief->outcome != NULL && brief->approved_txn == 0 &&
                                  strcmp(brief->outcome, "withdrawn") != 0,
                       .withdrawn = brief->withdrawn,
                       .reason = keep(c->arena, brief->reason)};
  bool kept = one->subject != NULL && one->code != NULL && one->procedure != NULL &&
              (one->stage != NULL) == (brief->stage != NULL) &&
              (one->reason != NULL) == (brief->reason != NULL);
  return kept ? CS_OK : cs_fail(l->err, CS_ENOMEM, "%s", CS_MSG_no_memory);
}

/* By subject; the newer case is behind the older: its number is larger, or has more digits. */
static int compare(const void *left, const void *right) {
  const cs_run_case *a = left, *b = right;
  int order = strcmp(a->subject, b->subject);
  if (order != 0) return order;
  size_t digits = strlen(a->code), others = strlen(b->code);
  return digits != others ? (digits > others ? 1 : -1) : strcmp(a->code, b->code);
}

int cs_run_cases_load(cs_store *s, int32_t company, uint32_t run, cs_run_cases *out, cs_err *err) {
  *out = (cs_run_cases){.arena = cs_arena_new(4096)};
  loading l = {out, err};
  int rc = out->arena == NULL ? cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory)
                              : cs_cases_each(s, company, run, NULL, NULL, take, &l, err);
  if (rc != CS_OK) {
    cs_run_cases_deinit(out);
    return rc;
  }
  if (out->count > 0) qsort(out->list, out->count, sizeof *out->list, compare);
  return CS_OK;
}

void cs_run_cases_deinit(cs_run_cases *c) {
  free(c->list);
  cs_arena_free(c->arena);
  *c = (cs_run_cases){0};
}

/* Behind the last case of the subject, or where it would stand. */
static size_t end_of(const cs_run_cases *c, const char *subject) {
  size_t low = 0, high = c->count;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (strcmp(c->list[middle].subject, subject) <= 0)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

const cs_run_case *cs_run_cases_find(const cs_run_cases *c, const char *subject) {
  size_t end = end_of(c, subject);
  return end > 0 && strcmp(c->list[end - 1].subject, subject) == 0 ? &c->list[end - 1] : NULL;
}

bool cs_run_cases_have(const cs_run_cases *c, const char *subject, const char *procedure) {
  size_t at = end_of(c, subject);
  while (at > 0 && strcmp(c->list[at - 1].subject, subject) == 0)
    if (strcmp(c->list[--at].procedure, procedure) == 0) return !c->list[at].withdrawn;
  return false;
}

/* ---- what a case does to its run ---- */

typedef struct approving {
  cs_store *store;
  const cs_company *company;
  cs_form_press *press;
} approving;

static int print_form(void *user, cs_txn *t, const char *form, const json_t *data,
                      const char **number, cs_err *err) {
  const approving *a = user;
  return cs_form_press_number(a->press, t, form, data, number, err);
}

static int approved(void *user, cs_txn *t, uint32_t run, const char *subject, const char *by,
                    cs_err *err) {
  const approving *a = user;
  cs_run_reader *reader = NULL;
  cs_outcome_now now = {0};
  int rc = cs_run_reader_open(a->store, a->company, run, &reader, err);
  if (rc == CS_OK) rc = cs_run_reader_find(reader, subject, &now, err);
  if (rc == 0) rc = cs_fail(err, CS_ENOTFOUND, CS_MSG_cycle_no_decision, run, subject);
  bool stopped = rc == 1 && (now.mark == CS_HOLD || now.mark == CS_EXCLUDE);
  if (stopped) rc = cs_fail(err, CS_EREFUSED, CS_MSG_cycle_approve_held, subject);
  if (rc == 1 && !cs_decision_qualifies(&now.decision))
    rc = cs_fail(err, CS_EREFUSED, CS_MSG_cycle_approve_unfit, subject);
  if (rc == 1 && !now.approved) {
    cs_approval row = {
        .txn = cs_txn_number(t), .by = by, .everyone = false, .codes = &subject, .count = 1};
    rc = cs_approval_add(t, run, &row, err);
  }
  cs_run_reader_close(reader);
  return rc == 1 ? CS_OK : rc;
}

static int release(cs_txn *t, uint32_t run, const char *subject, const char *reason, cs_err *err) {
  cs_mark mark = {
      .txn = cs_txn_number(t), .kind = CS_RELEASE, .code = subject, .by = "case", .reason = reason};
  return cs_mark_add(t, run, &mark, err);
}

static int unapproved(void *user, cs_txn *t, uint32_t run, const char *subject, const char *reason,
                      cs_err *err) {
  const approving *a = user;
  cs_run_reader *reader = NULL;
  cs_outcome_now now = {0};
  int rc = cs_run_reader_open(a->store, a->company, run, &reader, err);
  if (rc == CS_OK) rc = cs_run_reader_find(reader, subject, &now, err);
  if (rc == 1 && now.applied)
    rc = cs_fail(err, CS_EREFUSED, CS_MSG_cycle_applied_case, subject, run, run);
  if (rc == 1 && now.approved) rc = release(t, run, subject, reason, err);
  cs_run_reader_close(reader);
  return rc == 1 ? CS_OK : rc;
}

struct cs_cycle_office {
  approving approving;
  cs_company company;
  cs_office *office;
};

int cs_cycle_office_open(cs_store *s, const cs_company *company, cs_cycle_office **out,
                         cs_err *err) {
  *out = NULL;
  cs_cycle_office *o = calloc(1, sizeof *o);
  if (o == NULL) return cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory);
  o->company = *company;
  o->approving = (approving){.store = s, .company = &o->company};
  cs_case_hooks hooks = {
      .form = print_form, .approved = approved, .unapproved = unapproved, .user = &o->approving};
  int rc = cs_form_press_open(s, company, &o->approving.press, err);
  if (rc == CS_OK) rc = cs_office_open(s, company, &hooks, &o->office, err);
  if (rc == CS_OK)
    *out = o;
  else
    cs_cycle_office_close(o);
  return rc;
}

void cs_cycle_office_close(cs_cycle_office *o) {
  if (o == NULL) return;
  cs_office_close(o->office);
  cs_form_press_close(o->approving.press);
  free(o);
}

cs_office *cs_cycle_office_of(cs_cycle_office *o) { return o->office; }

void cs_cycle_office_silence(cs_cycle_office *o, bool silent) {
  cs_form_press_silence(o->approving.press, silent);
}

/* ---- a case for each decision ---- */

static int open_one(cs_office *o, const cs_run *run, const char *procedure, const cs_decision *d,
                    uint64_t *opened, cs_err *err) {
  char code[CS_KIND_SIZE], origin[CS_KIND_SIZE + 32];
  (void)snprintf(origin, sizeof origin, "run/%u/%s", run->id, d->code);
  cs_opening opening = {.procedure = procedure,
                        .subject = d->code,
                        .on = CS_DATE_NONE,
                        .as_of = run->as_of,
                        .origin = origin,
                        .anew = true, /* next_without_case has looked */
                        .run = run->id,
                        .decision = d};
  int rc = cs_office_opens(o, &opening, code, err);
  if (rc == CS_OK) ++*opened;
  return rc == CS_OK ? CS_OK : cs_fail_within(err, "%s", d->code);
}

/* Who is approved has their verdict; of the panel's only when their case has been approved, which they may still be without. */
static bool wants_case(const cs_outcome_now *now) {
  bool settled =
      now->applied || (now->approved && (now->by_case || now->decision.outcome != CS_PANEL));
  bool stopped = now->mark == CS_HOLD || now->mark == CS_EXCLUDE;
  return !settled && !stopped && cs_decision_qualifies(&now->decision);
}

/* Who is given one by opening the procedure for the run, and who is counted beforehand. As cs_run_reader_next. */
static int next_without_case(cs_run_reader *r, const char *procedure, cs_outcome_now *out,
                             cs_err *err) {
  const cs_run_cases *cases = &cs_run_reader_acts(r)->cases;
  int rc = cs_run_reader_next(r, out, err);
  while (rc == 1 && (!wants_case(out) || cs_run_cases_have(cases, out->decision.code, procedure)))
    rc = cs_run_reader_next(r, out, err);
  return rc;
}

/* An approval from before there was a case does not count beside that of the case. */
static int leave_to_case(cs_office *o, uint32_t run, const char *code, cs_err *err) {
  cs_txn *t = cs_office_txn(o);
  return release(t, run, code, CS_MSG_cycle_case_decides, err);
}

int cs_cycle_open_cases(cs_cycle_office *office, const cs_stamp *stamp, const char *procedure,
                        uint32_t run, uint64_t *opened, cs_err *err) {
  cs_office *o = office->office;
  cs_run_reader *reader = NULL;
  cs_outcome_now now;
  const char *name = NULL;
  *opened = 0;
  int rc = cs_office_begin(o, stamp, err);
  if (rc != CS_OK) return rc;
  rc = cs_run_reader_open(office->approving.store, &office->company, run, &reader, err);
  const cs_run *receipt = rc == CS_OK ? &cs_run_reader_receipt(reader)->run : NULL;
  if (rc == CS_OK) rc = cs_office_serves(o, procedure, receipt->cycle, &name, err);
  while (rc == CS_OK && (rc = next_without_case(reader, name, &now, err)) == 1) {
    rc = open_one(o, receipt, name, &now.decision, opened, err);
    if (rc == CS_OK && now.approved) rc = leave_to_case(o, run, now.decision.code, err);
  }
  cs_run_reader_close(reader);
  if (rc == CS_OK) return cs_office_commit(o, err);
  cs_office_rollback(o);
  return rc;
}

static int count_unopened(cs_run_reader *reader, cs_unopened *out, cs_err *err) {
  cs_outcome_now now;
  int rc;
  while ((rc = next_without_case(reader, out->procedure, &now, err)) == 1) {
    out->count++;
    out->panel += now.decision.outcome == CS_PANEL;
  }
  return rc;
}

int cs_cycle_unopened(cs_cycle_office *office, uint32_t run, cs_date today, cs_unopened *out,
                      cs_err *err) {
  cs_office *o = office->office;
  cs_store *s = office->approving.store;
  cs_receipt receipt;
  cs_run_reader *reader = NULL;
  *out = (cs_unopened){0};
  int rc = cs_receipt_load(s, &office->company, run, &receipt, err);
  if (rc != CS_OK) return rc;
  const char *cycle = receipt.run.cycle;
  rc = cs_office_serving(o, cycle, today, NULL, &out->procedure, err);
  if (rc == CS_OK && out->procedure != NULL)
    rc = cs_run_reader_open(s, &office->company, run, &reader, err);
  const cs_run_cases *cases = reader == NULL ? NULL : &cs_run_reader_acts(reader)->cases;
  if (rc == CS_OK && cases != NULL && cases->count > 0)
    rc = cs_office_serving(o, cycle, today, cases->list[0].procedure, &out->procedure, err);
  if (rc == CS_OK && reader != NULL) rc = count_unopened(reader, out, err);
  cs_run_reader_close(reader);
  cs_receipt_deinit(&receipt);
  return rc;
}

/* ---- approving a run that has cases ---- */

typedef struct waiting {
  cs_names early, others; /* whose case is not there yet; whose is, and wants others' word too */
  const char *clause;
} waiting;

/* The case's own act, by whoever approves. */
static int approve_case(cs_office *o, const cs_run_case *c, waiting *w, cs_err *err) {
  cs_done done;
  cs_doing yes = {.code = c->code, .answer = "yes", .on = CS_DATE_NONE};
  const char *stage = NULL;
  bool is_approved = false;
  int rc = cs_office_approves(o, c->code, &stage, &w->clause, &is_approved, err);
  if (rc != CS_OK || is_approved) return rc;
  if (stage == NULL || c->stage == NULL || strcmp(stage, c->stage) != 0) {
    cs_names_add(&w->early, c->subject);
    return CS_OK;
  }
  rc = cs_office_does(o, &yes, &done, err);
  if (rc != CS_OK) return cs_fail_within(err, "%s", c->subject);
  rc = cs_office_approves(o, c->code, &stage, &w->clause, &is_approved, err);
  if (rc == CS_OK && !is_approved) cs_names_add(&w->others, c->subject);
  return rc;
}

int cs_cycle_approve_cases(cs_txn *t, cs_store *s, const cs_company *company, const cs_stamp *stamp,
                           const char *by, const cs_run_cases *cases, const char *const *codes,
                           size_t count, json_t *warnings, cs_err *err) {
  cs_office *o = NULL;
  waiting w = {.clause = ""};
  char names[CS_NAMES_TEXT];
  cs_stamp approver = *stamp;
  approver.actor = by;
  approving printing = {.store = s, .company = company};
  cs_case_hooks hooks = {.form = print_form,
                         .user = &printing}; /* the run itself is approved by the caller */
  int rc = cs_form_press_open(s, company, &printing.press, err);
  if (rc == CS_OK) rc = cs_office_open(s, company, &hooks, &o, err);
  if (rc == CS_OK) rc = cs_office_join(o, t, &approver, err);
  for (size_t i = 0; rc == CS_OK && i < count; i++) {
    const cs_run_case *c = cs_run_cases_find(cases, codes[i]);
    if (c == NULL) /* decided since the others' cases were opened */
      cs_names_add(&w.early, codes[i]);
    else
      rc = approve_case(o, c, &w, err);
  }
  if (rc == CS_OK && w.early.count > 0)
    rc = cs_fail(err, CS_EREFUSED, CS_MSG_cycle_case_early, cs_names_text(&w.early, names),
                 w.clause);
  if (rc == CS_OK && w.others.count > 0)
    rc = cs_fail(err, CS_EREFUSED, CS_MSG_cycle_case_others, cs_names_text(&w.others, names),
                 w.clause);
  json_t *warned = o == NULL ? NULL : cs_office_warnings(o);
  if (warned != NULL && warnings != NULL && json_array_extend(warnings, warned) != 0 && rc == CS_OK)
    rc = cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory);
  json_decref(warned);
  cs_office_close(o);
  cs_form_press_close(printing.press);
  return rc;
}
