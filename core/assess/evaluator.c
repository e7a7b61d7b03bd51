/* An evaluator: one thread's memory, and the judgement of one person after the other. */
#include "assess/judge.h"
#include "assess/window.h"
#include "base/messages.h"
#include <assert.h>
#include <stdlib.h>
#include <string.h>

static const char *const outcome_names[] = {
#define NAME(id, name) [id] = (name),
    CS_OUTCOMES(NAME)
#undef NAME
};

const char *cs_outcome_name(cs_outcome o) {
  return o >= 0 && o < CS_OUTCOME_COUNT ? outcome_names[o] : "out_of_scope";
}

cs_outcome cs_outcome_of(const char *name) {
  for (int i = 0; i < CS_OUTCOME_COUNT; i++)
    if (strcmp(outcome_names[i], name) == 0) return (cs_outcome)i;
  return CS_OUT_OF_SCOPE;
}

static bool allocate(cs_evaluator *e) {
  const cs_program *p = e->program;
  cs_case *c = &e->facts;
  c->attributes = calloc(p->attribute_count + 1, sizeof *c->attributes);
  c->cells = calloc(p->series_count + 1, sizeof *c->cells);
  c->valued = calloc(p->series_count + 1, sizeof *c->valued);
  c->left = calloc(p->window_count + 1, sizeof *c->left);
  c->due = calloc(p->window_count + 1, sizeof *c->due);
  c->days = calloc(p->window_count + 1, sizeof *c->days);
  c->sight = calloc(p->window_count + 1, sizeof *c->sight);
  c->histories = calloc(p->attribute_count + 1, sizeof *c->histories);
  c->seen = calloc(p->window_count + 1, sizeof *c->seen);
  c->tally = calloc(p->view_count + 1, sizeof *c->tally);
  c->hits = calloc(p->counter_count + 1, sizeof *c->hits);
  e->initial = calloc(p->attribute_count + 1, sizeof *e->initial);
  e->used = calloc(p->attribute_count + 1, sizeof *e->used);
  e->matter_cells = calloc(p->series_count + 1, sizeof *e->matter_cells);
  e->arena = cs_arena_new(4096);
  return c->attributes && c->cells && c->valued && c->left && c->due && c->days && c->sight &&
         c->histories && c->seen && c->tally && c->hits && e->initial && e->used &&
         e->matter_cells && e->arena;
}

/* A leaf that fails is the person's error; that there is no memory or no process to run it in is nobody's. */
static int ask_leaf(void *user, const char *id, const struct cs_case *c, bool *holds, cs_err *err) {
  cs_evaluator *e = user;
  *holds = false;
  if (e->broken.code != CS_OK) return cs_fail(err, e->broken.code, "%s", e->broken.text);
  int rc = e->leaf_call(e->leaf_user, id, c, holds, err);
  if (rc == CS_ENOMEM || rc == CS_EIO) cs_fail(&e->broken, rc, "%s", err->text);
  return rc;
}

int cs_evaluator_new(const cs_program *p, cs_store *store, cs_opaque_call call, void *user,
                     cs_evaluator **out, cs_err *err) {
  *out = NULL;
  cs_evaluator *e = calloc(1, sizeof *e);
  if (e == NULL) return cs_fail(err, CS_ENOMEM, CS_MSG_no_memory);
  e->program = e->facts.program = p;
  e->store = store;
  e->leaf_call = call;
  e->leaf_user = user;
  e->facts.call = call == NULL ? NULL : ask_leaf;
  e->facts.user = e;
  e->facts.trouble = &e->trouble;
  int rc = allocate(e) ? cs_binding_init(e, err) : cs_fail(err, CS_ENOMEM, CS_MSG_no_memory);
  if (rc != CS_OK) {
    cs_evaluator_free(e);
    return rc;
  }
  for (uint32_t i = 0; i < p->attribute_count; i++) {
    e->initial[i].known = p->attributes[i].blank_none ? CS_BLANK : CS_UNKNOWN;
    if (p->attributes[i].used) e->used[e->used_count++] = (int32_t)i;
  }
  *out = e;
  return CS_OK;
}

void cs_evaluator_free(cs_evaluator *e) {
  if (e == NULL) return;
  cs_evaluator_clear(e);
  cs_binding_deinit(e);
  cs_case *c = &e->facts;
  free(c->attributes), free(c->cells), free(c->valued), free(c->left), free(c->due), free(c->days),
      free(c->sight), free(c->histories), free(c->seen), free(c->tally), free(c->hits);
  free(c->happenings), free(c->stretches);
  free(e->initial), free(e->used), free(e->matter_cells), free(e->matter_events);
  free(e->assumptions), free(e->dimensions), free(e->members), free(e->table);
  cs_memo_free(e->memo);
  cs_arena_free(e->arena);
  cs_buf_deinit(&e->evidence);
  free(e);
}

static const char *clause_of(const cs_program *p, const cs_verdict *v) {
  switch (v->stage) {
    case CS_STAGE_GATE: return v->part < 0 ? p->clause : p->gates[v->part].clause;
    case CS_STAGE_CEILING: return v->part < 0 ? p->clause : p->tops[v->part].clause;
    case CS_STAGE_RULESET: return v->part < 0 ? p->clause : p->rulesets[v->part].clause;
    case CS_STAGE_RULE: return p->rules[v->part].clause;
    default: return NULL;
  }
}

static void decide(cs_evaluator *e, const cs_verdict *v) {
  const cs_program *p = e->program;
  cs_decision *d = &e->decision;
  e->verdict = *v;
  d->outcome = v->outcome;
  d->clause = clause_of(p, v);
  if (v->outcome == CS_ERROR) d->error = e->trouble.text;
  if (v->target < 0) return;
  d->rule = d->clause;
  d->to = p->lists[p->attributes[p->moves].list].texts[v->target];
  d->steps = v->steps;
}

static bool required_blank(const cs_evaluator *e) {
  for (uint32_t i = 0; i < e->used_count; i++)
    if (e->program->attributes[e->used[i]].required &&
        e->facts.attributes[e->used[i]].known == CS_UNKNOWN)
      return true;
  return false;
}

static int judge_unknown(cs_evaluator *e, cs_err *err) {
  cs_verdict v = {.outcome = CS_OUT_OF_SCOPE};
  bool same, out;
  cs_law8(e, &v, &same, &out);
  if (e->out_of_memory) return cs_fail(err, CS_ENOMEM, CS_MSG_no_memory);
  if (out) {
    e->decision.outcome = CS_OUT_OF_SCOPE;
  } else if (e->bad.code != CS_OK) {
    e->decision.outcome = CS_ERROR;
    e->decision.error = e->bad.text;
  } else if (same && !required_blank(e)) {
    decide(e, &v);
  } else {
    int rc = cs_missing_names(e, err);
    if (rc != CS_OK) return rc;
    e->decision.outcome = CS_UNDETERMINED;
    if (e->decision.missing_count > 0) return CS_OK;
    assert(e->too_far >= 0);
    e->decision.outcome = CS_ERROR;
    cs_window_too_far(&e->facts, e->too_far, &e->trouble);
    e->decision.error = e->trouble.text;
  }
  return CS_OK;
}

/* A decision that says only whose it is, and from which grade. */
static void begin_decision(cs_evaluator *e) {
  const cs_program *p = e->program;
  e->decision = (cs_decision){.code = e->facts.code};
  if (p->moves < 0) return;
  const cs_atom *held = &e->facts.attributes[p->moves];
  if (held->known == CS_KNOWN)
    e->decision.from = p->lists[p->attributes[p->moves].list].texts[held->number];
}

static int judge_facts(cs_evaluator *e, cs_err *err) {
  bool overflow = e->coarse; /* an event with too many possibilities */
  e->out_of_memory = false;
  e->recalled = false;
  e->tries = 0;
  begin_decision(e);
  cs_facts_count(e);
  if (e->bad.code == CS_ENOMEM) return cs_fail(err, CS_ENOMEM, CS_MSG_no_memory);
  if (e->bad.code != CS_OK || overflow || cs_unknown_any(e)) return judge_unknown(e, err);
  cs_verdict v;
  cs_evaluate(&e->facts, &v);
  decide(e, &v);
  return CS_OK;
}

int cs_judge_facts(cs_evaluator *e, cs_err *err) {
  e->broken.code = CS_OK;
  int rc = judge_facts(e, err);
  if (rc == CS_OK && e->broken.code != CS_OK)
    rc = cs_fail(err, e->broken.code, "%s", e->broken.text);
  return rc;
}

/* Not where a leaf may read what is no evidence, nor while a fact is wrong or assumed: then the same evidence may judge otherwise. */
static bool may_remember(const cs_evaluator *e) {
  return !cs_program_has_opaque(e->program) && e->assumption_count == 0 && e->bad.code == CS_OK &&
         !e->coarse;
}

static int judge_remembering(cs_evaluator *e, cs_err *err) {
  begin_decision(e);
  if (may_remember(e) && cs_memo_recall(e)) return CS_OK;
  int rc = cs_judge_facts(e, err);
  bool dear = e->tries >= CS_MEMO_TRIES && e->decision.outcome != CS_ERROR;
  if (rc == CS_OK && dear && may_remember(e)) cs_memo_keep(e);
  return rc;
}

int cs_evaluator_judge(cs_evaluator *e, const cs_record *r, uint32_t known_txn, cs_decision *out,
                       cs_err *err) {
  e->loaded = false;
  e->coarse = false;
  cs_arena_reset(e->arena);
  int rc = cs_binding_refresh(e, err);
  if (rc == CS_OK) rc = cs_facts_load(e, r, known_txn, err);
  if (rc != CS_OK) return rc;
  if (!e->exists) { /* nobody of that code was known then */
    *out = e->decision = (cs_decision){.outcome = CS_OUT_OF_SCOPE, .code = r->code};
    return CS_OK;
  }
  cs_evidence_write(e);
  rc = judge_remembering(e, err);
  if (rc != CS_OK) return rc;
  e->loaded = true;
  if (e->evidence.failed) return cs_fail(err, CS_ENOMEM, CS_MSG_no_memory);
  e->decision.evidence = e->evidence.data;
  e->decision.evidence_size = e->evidence.size;
  *out = e->decision;
  return CS_OK;
}
