/* Conditions, checks and cycles for the subject of a case, with what the case knows beside its facts. */
#include "base/messages.h"
#include "procedure/desk.h"
#include <stdlib.h>
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
  const char *kept = text.failed ? NULL : cs_desk_keep(d, cs_buf_str(&text));
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

/* ---- what is judged by ---- */

#define JUDGES_MOST \
  64 /* then all are forgotten: who acts on many days needs each but a few times */

typedef enum judged { CONDITION, CHECK, CYCLE } judged;

typedef struct cs_judge { /* a part of a pack on one day, compiled once for all cases */
  struct cs_judge *next;
  const cs_book *book;
  judged part;
  const void *what; /* the condition's node, else the name: they live as long as the book */
  cs_date on;
  cs_program *program;
  cs_evaluator *evaluator;
} cs_judge;

static void free_judge(cs_judge *j) {
  cs_evaluator_free(j->evaluator);
  cs_program_free(j->program);
  free(j);
}

void cs_office_forget_judges(cs_office *o) {
  while (o->judges != NULL) {
    cs_judge *next = o->judges->next;
    free_judge(o->judges);
    o->judges = next;
  }
  o->judge_count = 0;
}

static int compile(cs_judge *j, cs_err *err) {
  const cs_book *b = j->book;
  switch (j->part) {
    case CONDITION:
      return cs_condition_compile(b->pack, j->what, b->effective, j->on, &j->program, err);
    case CHECK: return cs_check_compile(b->pack, j->what, b->effective, j->on, &j->program, err);
    case CYCLE: break;
  }
  int rc = cs_program_compile(b->pack, j->what, b->effective, j->on, &j->program, err);
  if (rc == CS_OK && cs_program_has_opaque(j->program))
    rc = cs_fail(err, CS_EREFUSED, CS_MSG_cycle_opaque, (const char *)j->what);
  return rc;
}

static int add_judge(cs_office *o, const cs_judge *wanted, cs_judge **out, cs_err *err) {
  cs_judge *j = malloc(sizeof *j);
  if (j == NULL) return cs_office_no_memory(err);
  *j = *wanted;
  int rc = compile(j, err);
  if (rc == CS_OK) rc = cs_evaluator_new(j->program, o->store, NULL, NULL, &j->evaluator, err);
  if (rc != CS_OK) {
    free_judge(j);
    return rc;
  }
  if (o->judge_count == JUDGES_MOST) cs_office_forget_judges(o);
  j->next = o->judges;
  *out = o->judges = j;
  o->judge_count++;
  return CS_OK;
}

static int judge_of(cs_office *o, const cs_judge *wanted, cs_judge **out, cs_err *err) {
  for (cs_judge *j = o->judges; j != NULL; j = j->next) {
    if (j->part != wanted->part || j->what != wanted->what || j->on != wanted->on ||
        j->book != wanted->book)
      continue;
    *out = j;
    return CS_OK;
  }
  return add_judge(o, wanted, out, err);
}

/* By what was known at `known`; `explained` NULL: nobody asks why. */
static int judge_as(cs_desk *d, const cs_judge *wanted, uint32_t known, json_t **explained,
                    cs_ruling *out, cs_err *err) {
  cs_judge *j = NULL;
  cs_record record;
  cs_decision decision;
  int rc = cs_record_init(&record, err);
  if (rc == CS_OK) rc = gather(d, &record, err);
  if (rc == CS_OK) rc = judge_of(d->office, wanted, &j, err);
  if (rc == CS_OK) rc = cs_evaluator_judge(j->evaluator, &record, known, &decision, err);
  if (rc == CS_OK) rc = keep_ruling(d, &decision, out, err);
  if (rc == CS_OK && explained != NULL) rc = cs_evaluator_explain(j->evaluator, explained, err);
  cs_record_deinit(&record);
  return rc;
}

static int judge(cs_desk *d, judged part, const void *what, cs_date on, cs_ruling *out,
                 cs_err *err) {
  const cs_judge wanted = {.book = d->book, .part = part, .what = what, .on = on};
  return judge_as(d, &wanted, UINT32_MAX, NULL, out, err);
}

int cs_desk_check(cs_desk *d, const char *check, cs_date on, cs_ruling *out, cs_err *err) {
  return judge(d, CHECK, check, on, out, err);
}

int cs_desk_cycle(cs_desk *d, const char *cycle, cs_date as_of, cs_ruling *out, cs_err *err) {
  return judge(d, CYCLE, cycle, as_of, out, err);
}

int cs_desk_condition(cs_desk *d, const json_t *node, const char *what, cs_date on, bool *holds,
                      cs_err *err) {
  cs_ruling ruling;
  int rc = judge(d, CONDITION, node, on, &ruling, err);
  if (rc != CS_OK) return rc;
  *holds = ruling.outcome == CS_DIRECT;
  if (ruling.outcome == CS_DIRECT || ruling.outcome == CS_INELIGIBLE) return CS_OK;
  const char *why = ruling.error != NULL ? ruling.error : ruling.missing;
  const char *whose = *d->file.code == '\0' ? d->file.subject : d->file.code;
  return cs_fail(err, CS_EREFUSED, CS_MSG_case_undetermined, whose, what, why);
}

int cs_desk_explain(cs_desk *d, const char *check, const char *cycle, cs_date on, uint32_t known,
                    json_t **out, cs_err *err) {
  const cs_judge wanted = {.book = d->book,
                           .part = check != NULL ? CHECK : CYCLE,
                           .what = check != NULL ? check : cycle,
                           .on = on};
  cs_ruling ruling;
  *out = NULL;
  return judge_as(d, &wanted, known, out, &ruling, err);
}
