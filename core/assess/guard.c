/* Guards: from a pack's data, and against a person. All guards of a pack are one program. */
#include "assess/guard.h"
#include "assess/explain.h"
#include "assess/settings.h"
#include "base/messages.h"
#include <stdlib.h>
#include <string.h>

struct cs_guards {
  cs_program **programs;
  cs_evaluator **evaluators;
  size_t count;
  cs_buf lacking; /* sentences, each terminated */
  cs_buf sentence;
};

/* ---- compiling ---- */

/* The kinds of import whose rows are about one employee. */
#define KINDS "employees ratings metrics events absences"

/* Is the guard for facts of this kind? NULL: whichever. */
static bool is_for(const json_t *guard, const char *kind) {
  const json_t *own = json_object_get(guard, "kind");
  const char *text = json_is_string(own) ? json_string_value(own) : "employees";
  return kind == NULL || strcmp(text, kind) == 0;
}

static int compile_guard(cs_compiler *c, const json_t *json, cs_guard *guard) {
  int effect = 0, kind = 0;
  *guard = (cs_guard){0};
  c->clause = NULL;
  int rc = cs_members(c, json, "guard", "clause kind? when? must effect label? at?");
  guard->clause = c->clause;
  if (rc == CS_OK) rc = cs_member_label(c, json, "label", &guard->label);
  if (rc == CS_OK) rc = cs_member_word(c, json, "effect", "warn block", &effect);
  if (rc == CS_OK && json_object_get(json, "kind") != NULL)
    rc = cs_member_word(c, json, "kind", KINDS, &kind);
  guard->block = effect == 1;
  const json_t *when = json_object_get(json, "when");
  if (rc == CS_OK && when != NULL && !json_is_null(when))
    rc = cs_node_compile(c, when, &guard->when);
  if (rc == CS_OK) rc = cs_node_compile(c, json_object_get(json, "must"), &guard->must);
  return rc;
}

/* Notes the required parameters without a value that the guard needs; it is then left out. */
static int note_lacking(cs_compiler *c, const cs_guard *guard, json_t *lacking) {
  const char *name;
  json_t *clause;
  json_object_foreach(lacking, name, clause) {
    json_t *guards = json_object_get(c->lacking, name);
    if (guards == NULL && json_object_set_new(c->lacking, name, guards = json_array()) != 0)
      return cs_no_memory(c);
    if (json_array_append_new(guards, json_string(guard->clause)) != 0) return cs_no_memory(c);
  }
  return CS_OK;
}

int cs_guards_read(cs_compiler *c, const char *kind) {
  cs_program *p = c->program;
  const json_t *array;
  c->clause = NULL;
  p->moves = -1;
  p->opaque = false;
  int rc = cs_member_array(c, p->pack, "guards", &array);
  if (rc != CS_OK) return rc;
  if (json_array_size(array) > INT16_MAX)
    return cs_refuse(c, CS_MSG_pack_list_long, "guards", INT16_MAX);
  p->guards = cs_arena_alloc(p->arena, (json_array_size(array) + 1) * sizeof *p->guards);
  if (p->guards == NULL) return cs_no_memory(c);
  json_t *all = c->lacking;
  for (size_t i = 0; rc == CS_OK && i < json_array_size(array); i++) {
    cs_guard *guard = &p->guards[p->guard_count];
    if (!is_for(json_array_get(array, i), kind)) continue;
    c->lacking = json_object();
    if (c->lacking == NULL) rc = cs_no_memory(c);
    if (rc == CS_OK) rc = compile_guard(c, json_array_get(array, i), guard);
    if (rc == CS_OK && p->opaque) rc = cs_refuse(c, CS_MSG_pack_guard_opaque);
    json_t *lacking = c->lacking;
    c->lacking = all;
    if (rc == CS_OK && json_object_size(lacking) == 0) p->guard_count++;
    if (rc == CS_OK) rc = note_lacking(c, guard, lacking);
    json_decref(lacking);
  }
  c->lacking = all;
  return rc == CS_OK ? cs_split_compile(c) : rc;
}

static int say_lacking(cs_guards *g, const json_t *lacking, cs_err *err) {
  const char *name;
  json_t *clauses;
  json_object_foreach((json_t *)lacking, name, clauses) {
    for (size_t i = 0; i < json_array_size(clauses); i++) {
      cs_buf_printf(&g->lacking, CS_MSG_guard_lacking, name,
                    json_string_value(json_array_get(clauses, i)));
      cs_buf_putc(&g->lacking, '\0');
    }
  }
  return g->lacking.failed ? cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory) : CS_OK;
}

static int compile_program(cs_guards *g, const cs_pack *pack, const json_t *effective,
                           const char *kind, cs_date as_of, cs_program **out, cs_err *err) {
  cs_program *p = calloc(1, sizeof *p);
  *out = p;
  if (p == NULL) return cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory);
  p->pack = json_incref(pack->json);
  p->effective = json_incref((json_t *)effective);
  p->as_of = as_of;
  p->moves = -1;
  p->arena = cs_arena_new(1 << 14);
  cs_compiler c = {.program = p,
                   .clauses = pack->clauses,
                   .effective = effective,
                   .err = err,
                   .lacking = json_object()};
  int rc = p->arena == NULL || c.lacking == NULL ? cs_no_memory(&c) : CS_OK;
  if (rc == CS_OK) rc = cs_catalogue_compile(&c);
  c.file = NULL;
  if (rc == CS_OK) rc = cs_guards_read(&c, kind);
  if (rc == CS_OK) rc = say_lacking(g, c.lacking, err);
  json_decref(c.lacking);
  return rc;
}

static bool has_guards(const cs_pack *pack, const char *kind) {
  const json_t *guards = json_object_get(pack->json, "guards");
  for (size_t i = 0; i < json_array_size(guards); i++)
    if (is_for(json_array_get(guards, i), kind)) return true;
  return false;
}

int cs_guards_compile(const cs_pack *const *packs, const json_t *const *effective, size_t count,
                      const char *kind, cs_store *store, cs_date as_of, cs_guards **out,
                      cs_err *err) {
  *out = NULL;
  size_t some = 0;
  for (size_t i = 0; i < count; i++) some += has_guards(packs[i], kind);
  if (some == 0) return CS_OK;
  cs_guards *g = calloc(1, sizeof *g);
  if (g == NULL) return cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory);
  g->programs = calloc(some, sizeof(cs_program *));
  g->evaluators = calloc(some, sizeof(cs_evaluator *));
  int rc = g->programs != NULL && g->evaluators != NULL
               ? CS_OK
               : cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory);
  for (size_t i = 0; rc == CS_OK && i < count; i++) {
    if (!has_guards(packs[i], kind)) continue;
    size_t at = g->count++;
    rc = compile_program(g, packs[i], effective[i], kind, as_of, &g->programs[at], err);
    if (rc == CS_OK)
      rc = cs_evaluator_new(g->programs[at], store, NULL, NULL, &g->evaluators[at], err);
  }
  if (rc == CS_OK) {
    *out = g;
  } else {
    cs_guards_free(g);
  }
  return rc;
}

void cs_guards_free(cs_guards *g) {
  if (g == NULL) return;
  for (size_t i = 0; i < g->count; i++) {
    cs_evaluator_free(g->evaluators[i]);
    cs_program_free(g->programs[i]);
  }
  free(g->programs);
  free(g->evaluators);
  cs_buf_deinit(&g->lacking);
  cs_buf_deinit(&g->sentence);
  free(g);
}

const char *cs_guards_lacking(const cs_guards *g, size_t i) {
  const char *at = g == NULL ? NULL : g->lacking.data;
  const char *end = at == NULL ? NULL : at + g->lacking.size;
  for (; at != end; at += strlen(at) + 1)
    if (i-- == 0) return at;
  return NULL;
}

/* ---- checking ---- */

void cs_guards_forget(cs_guards *g) {
  for (size_t i = 0; g != NULL && i < g->count; i++) g->evaluators[i]->binding.count = 0;
}

int cs_guards_name(cs_guards *g, cs_symbol symbol, const char *text, cs_err *err) {
  for (size_t i = 0; g != NULL && i < g->count; i++) {
    int rc = cs_binding_refresh(g->evaluators[i], err);
    if (rc == CS_OK) rc = cs_binding_name(g->evaluators[i], symbol, text, err);
    if (rc != CS_OK) return rc;
  }
  return CS_OK;
}

static bool violated(cs_evaluator *e, const cs_guard *guard, bool unknowns) {
  e->trouble.code = CS_OK;
  if (!unknowns)
    return (guard->when == NULL || cs_holds(guard->when, &e->facts)) &&
           !cs_holds(guard->must, &e->facts);
  return (guard->when == NULL || cs_unknown_truth(e, guard->when) == CS_ALWAYS) &&
         cs_unknown_truth(e, guard->must) == CS_NEVER;
}

static int tell(cs_guards *g, cs_evaluator *e, const cs_guard *guard, cs_guard_found found,
                void *user, cs_err *err) {
  cs_buf_clear(&g->sentence);
  cs_say_node(e, guard->must, &g->sentence, false);
  if (g->sentence.failed) return cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory);
  const cs_violation violation = {
      .clause = guard->clause,
      .label = cs_label_text(guard->label, NULL),
      .block = guard->block,
      .sentence = cs_buf_str(&g->sentence),
  };
  return found(user, &violation, err);
}

static int check_one(cs_guards *g, size_t i, const cs_record *r, cs_guard_found found, void *user,
                     cs_err *err) {
  cs_evaluator *e = g->evaluators[i];
  const cs_program *p = g->programs[i];
  e->coarse = e->out_of_memory = false;
  cs_arena_reset(e->arena);
  int rc = cs_binding_refresh(e, err);
  if (rc == CS_OK) rc = cs_facts_load(e, r, UINT32_MAX, err);
  if (rc != CS_OK || !e->exists) return rc;
  cs_facts_count(e);
  bool unknowns = e->coarse || cs_unknown_any(e);
  for (uint32_t k = 0; rc == CS_OK && k < p->guard_count; k++) {
    if (violated(e, &p->guards[k], unknowns)) rc = tell(g, e, &p->guards[k], found, user, err);
    if (e->out_of_memory) return cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory);
  }
  return rc;
}

int cs_guards_check(cs_guards *g, const cs_record *r, cs_guard_found found, void *user,
                    cs_err *err) {
  int rc = CS_OK;
  for (size_t i = 0; g != NULL && rc == CS_OK && i < g->count; i++)
    rc = check_one(g, i, r, found, user, err);
  return rc;
}
