/* Conditions, checks and cycles for the subject of a case, with what the case knows beside its facts. */
#include "base/messages.h"
#include "procedure/desk.h"
#include <string.h>

typedef struct facts {
  cs_desk *desk;
  cs_record *out;
  cs_err *err;
} facts;

static int add(facts *f, const char *name, const cs_value *value) {
  const json_t *attributes = json_object_get(cs_pack_json(f->desk->book->pack), "attributes");
  if (!json_is_true(json_object_get(json_object_get(attributes, name), "case"))) return CS_OK;
  cs_entry entry = {.slot = {.klass = CS_ATTRIBUTE, .at = CS_DATE_MIN}, .value = *value};
  int rc = cs_symbol_intern(f->desk->office->store, name, strlen(name), &entry.slot.name, f->err);
  return rc == CS_OK ? cs_record_add(f->out, &entry, f->err) : rc;
}

static int add_word(facts *f, const char *name, const char *text) {
  cs_symbol symbol;
  if (text == NULL) return CS_OK;
  int rc = cs_symbol_intern(f->desk->office->store, text, strlen(text), &symbol, f->err);
  cs_value value = {.kind = CS_SYMBOL, .number = symbol};
  return rc == CS_OK ? add(f, name, &value) : rc;
}

static int add_judged(facts *f) {
  const cs_case_act *a = f->desk->file.judged;
  if (a == NULL) return CS_OK;
  cs_value steps = {.kind = CS_INT, .number = a->steps};
  int rc = add_word(f, "judged_from", a->from);
  if (rc == CS_OK) rc = add_word(f, "judged_to", a->target);
  if (rc == CS_OK) rc = add_word(f, "judged_route", a->outcome);
  if (rc == CS_OK) rc = add_word(f, "judged_rule", a->rule);
  return rc == CS_OK ? add(f, "judged_steps", &steps) : rc;
}

/* The subject's record with what the case knows, later answers over earlier ones. */
static int gather(cs_desk *d, cs_record *out, cs_err *err) {
  facts f = {d, out, err};
  const cs_casefile *c = &d->file;
  cs_casefile_fold(&d->file);
  cs_record_clear_as(out, d->subject.kind, d->subject.code);
  int rc = CS_OK;
  for (uint32_t i = 0; rc == CS_OK && i < d->subject.count; i++)
    rc = cs_record_add(out, &d->subject.entries[i], err);
  for (size_t i = 0; rc == CS_OK && i < c->act_count; i++) {
    const cs_case_act *a = &c->acts[i];
    if (!cs_case_act_counts(a)) continue;
    for (size_t k = 0; rc == CS_OK && k < a->handed_count; k++)
      if (a->handed[k].kind == CS_HANDED_SET) rc = add(&f, a->handed[k].name, &a->handed[k].value);
    if (rc == CS_OK && a->completes) rc = add_word(&f, "answer", a->answer);
  }
  return rc == CS_OK ? add_judged(&f) : rc;
}

static const char *join(cs_desk *d, const char *const *names, size_t count) {
  cs_buf text = {0};
  for (size_t i = 0; i < count; i++) cs_buf_printf(&text, "%s%s", i > 0 ? ", " : "", names[i]);
  const char *kept = cs_desk_keep(d, cs_buf_str(&text));
  cs_buf_deinit(&text);
  return kept;
}

static int keep_ruling(cs_desk *d, const cs_decision *decision, cs_ruling *out, cs_err *err) {
  *out = (cs_ruling){.outcome = decision->outcome,
                     .clause = cs_desk_keep(d, decision->clause),
                     .from = cs_desk_keep(d, decision->from),
                     .to = cs_desk_keep(d, decision->to),
                     .rule = cs_desk_keep(d, decision->rule),
                     .error = cs_desk_keep(d, decision->error),
                     .missing = join(d, decision->missing, decision->missing_count),
                     .steps = decision->steps};
  bool kept = (out->clause != NULL) == (decision->clause != NULL) &&
              (out->from != NULL) == (decision->from != NULL) &&
              (out->to != NULL) == (decision->to != NULL) &&
              (out->rule != NULL) == (decision->rule != NULL) &&
              (out->error != NULL) == (decision->error != NULL) && out->missing != NULL;
  return kept ? CS_OK : cs_office_no_memory(err);
}

/* Takes over the program. */
static int judge(cs_desk *d, cs_program *program, cs_ruling *out, cs_err *err) {
  cs_evaluator *evaluator = NULL;
  cs_record record;
  cs_decision decision;
  int rc = cs_record_init(&record, err);
  if (rc == CS_OK) rc = gather(d, &record, err);
  if (rc == CS_OK) rc = cs_evaluator_new(program, d->office->store, NULL, NULL, &evaluator, err);
  if (rc == CS_OK) rc = cs_evaluator_judge(evaluator, &record, UINT32_MAX, &decision, err);
  if (rc == CS_OK) rc = keep_ruling(d, &decision, out, err);
  cs_evaluator_free(evaluator);
  cs_record_deinit(&record);
  cs_program_free(program);
  return rc;
}

int cs_desk_check(cs_desk *d, const char *check, cs_date on, cs_ruling *out, cs_err *err) {
  cs_program *program = NULL;
  int rc = cs_check_compile(d->book->pack, check, d->book->effective, on, &program, err);
  return rc == CS_OK ? judge(d, program, out, err) : rc;
}

int cs_desk_cycle(cs_desk *d, const char *cycle, cs_date as_of, cs_ruling *out, cs_err *err) {
  cs_program *program = NULL;
  int rc = cs_program_compile(d->book->pack, cycle, d->book->effective, as_of, &program, err);
  if (rc == CS_OK && cs_program_has_opaque(program)) {
    cs_program_free(program);
    return cs_fail(err, CS_EREFUSED, CS_MSG_cycle_opaque, cycle);
  }
  return rc == CS_OK ? judge(d, program, out, err) : rc;
}

int cs_desk_condition(cs_desk *d, const json_t *node, const char *what, cs_date on, bool *holds,
                      cs_err *err) {
  cs_program *program = NULL;
  cs_ruling ruling;
  int rc = cs_condition_compile(d->book->pack, node, d->book->effective, on, &program, err);
  if (rc == CS_OK) rc = judge(d, program, &ruling, err);
  if (rc != CS_OK) return rc;
  *holds = ruling.outcome == CS_DIRECT;
  if (ruling.outcome == CS_DIRECT || ruling.outcome == CS_INELIGIBLE) return CS_OK;
  const char *why = ruling.error != NULL ? ruling.error : ruling.missing;
  return cs_fail(err, CS_EREFUSED, CS_MSG_case_undetermined, d->file.code, what, why);
}
