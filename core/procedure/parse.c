/* The sections of a pack's document that procedures are made of, into rows. */
#include "assess/check.h"
#include "base/messages.h"
#include "procedure/actors.h"
#include "procedure/rows.h"
#include "procedure/words.h"
#include <stdlib.h>
#include <string.h>

void *cs_rows_alloc(cs_rows *r, size_t count, size_t size) {
  return cs_arena_alloc(r->out->arena, (count + 1) * size);
}

/* ---- names ---- */

int cs_rows_known(cs_rows *r, const char *member, const char *section, const char *name) {
  if (json_object_get(json_object_get(cs_pack_json(r->pack), section), name) != NULL) return CS_OK;
  return cs_refuse(&r->compiler, CS_MSG_procedure_name_unknown, member, name, section);
}

int cs_rows_fact(cs_rows *r, const char *member, const char *name) {
  const json_t *pack = cs_pack_json(r->pack);
  const json_t *kind =
      r->subject == NULL ? pack : json_object_get(json_object_get(pack, "subjects"), r->subject);
  if (json_object_get(json_object_get(kind, "attributes"), name) != NULL) return CS_OK;
  return cs_refuse(&r->compiler, CS_MSG_procedure_name_unknown, member, name, "attributes");
}

int cs_rows_name(cs_rows *r, const json_t *json, const char *member, const char *section,
                 const char **out) {
  int rc = cs_member_text(&r->compiler, json, member, out);
  return rc != CS_OK || *out == NULL ? rc : cs_rows_known(r, member, section, *out);
}

bool cs_rows_is_of_case(const cs_rows *r, const char *name) {
  const json_t *attributes = json_object_get(cs_pack_json(r->pack), "attributes");
  return json_is_true(json_object_get(json_object_get(attributes, name), "case"));
}

int cs_rows_case_attribute(cs_rows *r, const char *member, const char *name) {
  if (cs_rows_is_of_case(r, name)) return CS_OK;
  return cs_refuse(&r->compiler, CS_MSG_procedure_not_of_case, member, name);
}

int cs_rows_texts(cs_rows *r, const json_t *json, const char *member, const char *section,
                  cs_texts *out) {
  const json_t *array;
  int rc = cs_member_array(&r->compiler, json, member, &array);
  size_t count = json_array_size(array);
  const char **list = cs_rows_alloc(r, count, sizeof *list);
  if (rc == CS_OK && list == NULL) return cs_no_memory(&r->compiler);
  for (size_t i = 0; rc == CS_OK && i < count; i++) {
    list[i] = json_string_value(json_array_get(array, i));
    if (list[i] == NULL)
      rc = cs_refuse(&r->compiler, CS_MSG_pack_text_wanted, member);
    else if (section != NULL)
      rc = cs_rows_known(r, member, section, list[i]);
  }
  *out = (cs_texts){list, rc == CS_OK ? count : 0};
  return rc;
}

/* Of roles that name roles none goes in a circle, nor deeper than somebody is looked for. */
static int check_roles(cs_rows *r) {
  cs_compiler *c = &r->compiler;
  const json_t *section;
  const char *name;
  json_t *role;
  int rc = cs_member_object(c, cs_pack_json(r->pack), "roles", &section);
  json_object_foreach((json_t *)section, name, role) {
    const json_t *at = role;
    const char *every = name;
    int depth = 0;
    c->clause = NULL;
    rc =
        cs_members(c, role, "role", "label? clause? is? per? every? several? at? layer? replaces?");
    while (rc == CS_OK && every != NULL && depth++ <= CS_ROLE_DEPTH) {
      every = json_object_get(at, "is") != NULL ? NULL
                                                : json_string_value(json_object_get(at, "every"));
      at = every == NULL ? NULL : json_object_get(section, every);
      if (every != NULL && at == NULL) rc = cs_refuse(c, CS_MSG_role_undeclared, every);
    }
    if (rc == CS_OK && every != NULL) rc = cs_refuse(c, CS_MSG_role_circle, name, CS_ROLE_DEPTH);
    if (rc != CS_OK) return rc;
  }
  return rc;
}

int cs_rows_by(cs_rows *r, const json_t *json, const char *member, cs_by_list *out) {
  cs_compiler *c = &r->compiler;
  const char *clause = c->clause;
  const json_t *array;
  int rc = cs_member_array(c, json, member, &array);
  size_t count = json_array_size(array);
  cs_by *list = cs_rows_alloc(r, count, sizeof *list);
  if (rc == CS_OK && list == NULL) return cs_no_memory(c);
  for (size_t i = 0; rc == CS_OK && i < count; i++) {
    const json_t *by = json_array_get(array, i);
    c->clause = clause;
    rc = cs_members(c, by, member, "role clause? at?");
    if (rc == CS_OK) rc = cs_rows_name(r, by, "role", "roles", &list[i].role);
    list[i].clause = c->clause;
  }
  c->clause = clause;
  *out = (cs_by_list){list, rc == CS_OK ? count : 0, array};
  return rc;
}

int cs_rows_asks(cs_rows *r, const json_t *json, const cs_ask **out, size_t *count) {
  cs_compiler *c = &r->compiler;
  const char *clause = c->clause;
  const json_t *array;
  int rc = cs_member_array(c, json, "asks", &array);
  cs_ask *list = cs_rows_alloc(r, json_array_size(array), sizeof *list);
  if (rc == CS_OK && list == NULL) return cs_no_memory(c);
  for (size_t i = 0; rc == CS_OK && i < json_array_size(array); i++) {
    const json_t *ask = json_array_get(array, i);
    c->clause = clause;
    rc = cs_members(c, ask, "asks", "ask required? label? clause? at?");
    if (rc == CS_OK) rc = cs_member_text(c, ask, "ask", &list[i].name);
    if (rc == CS_OK) rc = cs_rows_case_attribute(r, "asks", list[i].name);
    if (rc == CS_OK) rc = cs_member_flag(c, ask, "required", &list[i].required);
    if (rc == CS_OK) rc = cs_member_label(c, ask, "label", &list[i].label);
    list[i].clause = c->clause;
  }
  c->clause = clause;
  *out = list;
  *count = json_array_size(array);
  return rc;
}

/* ---- values ---- */

int cs_rows_value(cs_rows *r, const json_t *json, const char *member, cs_literal read, void *out,
                  cs_lack *lack) {
  cs_compiler *c = &r->compiler;
  c->lacking = json_object();
  if (c->lacking == NULL) return cs_no_memory(c);
  int rc = cs_value_read(c, json, member, read, out);
  const char *name;
  json_t *clause;
  json_object_foreach(c->lacking, name, clause) {
    const char *text = json_string_value(clause);
    lack->name = cs_arena_text(r->out->arena, name, strlen(name));
    lack->clause = cs_arena_text(r->out->arena, text, strlen(text));
    if (lack->name == NULL || lack->clause == NULL) rc = cs_no_memory(c);
  }
  json_decref(c->lacking);
  c->lacking = NULL;
  return rc;
}

struct range {
  int32_t min, max, *out;
};

static int literal_number(cs_compiler *c, const char *member, const json_t *literal, void *out) {
  struct range *range = out;
  json_int_t n = json_integer_value(literal);
  if (!json_is_integer(literal)) return cs_refuse(c, CS_MSG_pack_integer_wanted, member);
  if (n < range->min || n > range->max)
    return cs_refuse(c, CS_MSG_pack_number_range, member, (long long)n, (long long)range->min,
                     (long long)range->max);
  *range->out = (int32_t)n;
  return CS_OK;
}

int cs_rows_number(cs_rows *r, const json_t *json, const char *member, int32_t min, int32_t max,
                   int32_t *out, cs_lack *lack) {
  struct range range = {min, max, out};
  return cs_rows_value(r, json, member, literal_number, &range, lack);
}

struct word {
  const char *words;
  int *out;
};

static int literal_word(cs_compiler *c, const char *member, const json_t *literal, void *out) {
  struct word *word = out;
  json_t *object = json_pack("{s:O}", member, literal);
  if (object == NULL) return cs_no_memory(c);
  int rc = cs_member_word(c, object, member, word->words, word->out);
  json_decref(object);
  return rc;
}

int cs_rows_word(cs_rows *r, const json_t *json, const char *member, const char *words, int *out,
                 cs_lack *lack) {
  struct word word = {words, out};
  return cs_rows_value(r, json, member, literal_word, &word, lack);
}

/* ---- procedures ---- */

static int read_requires(cs_rows *r, const json_t *json, cs_procedure *p) {
  cs_compiler *c = &r->compiler;
  const char *clause = c->clause;
  const json_t *array;
  int rc = cs_member_array(c, json, "requires", &array);
  p->require_count = json_array_size(array);
  cs_required *list = cs_rows_alloc(r, p->require_count, sizeof *list);
  p->requires = list;
  if (rc == CS_OK && list == NULL) return cs_no_memory(c);
  for (size_t i = 0; rc == CS_OK && i < p->require_count; i++) {
    const json_t *one = json_array_get(array, i);
    cs_required *out = &list[i];
    c->clause = clause;
    rc = cs_members(c, one, "requires", "subject asked matches? from? until? when? clause? at?");
    if (rc == CS_OK) rc = cs_rows_name(r, one, "subject", "subjects", &out->subject);
    if (rc == CS_OK) rc = cs_member_text(c, one, "asked", &out->asked);
    if (rc == CS_OK) rc = cs_rows_case_attribute(r, "asked", out->asked);
    if (rc == CS_OK) rc = cs_member_text(c, one, "from", &out->from);
    if (rc == CS_OK) rc = cs_member_text(c, one, "until", &out->until);
    if (rc == CS_OK) rc = cs_member_object(c, one, "matches", &out->matches);
    const char *theirs;
    json_t *ours;
    json_object_foreach((json_t *)out->matches, theirs, ours) {
      if (rc != CS_OK) break;
      rc = json_is_string(ours) ? cs_rows_case_attribute(r, "matches", json_string_value(ours))
                                : cs_refuse(c, CS_MSG_pack_text_wanted, "matches");
    }
    out->when = json_object_get(one, "when");
    if (json_is_null(out->when)) out->when = NULL;
    if (rc == CS_OK && out->when != NULL && c->effective == NULL)
      rc = cs_condition_check(r->pack, out->when, c->err);
    out->clause = c->clause;
  }
  c->clause = clause;
  return rc;
}

static int read_opens(cs_rows *r, const json_t *json, cs_procedure *p) {
  cs_compiler *c = &r->compiler;
  const json_t *opens;
  int rc = cs_member_object(c, json, "opens", &opens);
  p->opening_clause = c->clause;
  if (rc != CS_OK || opens == NULL) return rc;
  const char *clause = c->clause;
  rc = cs_members(c, opens, "opens", "by? check? cycle? window? requires? clause? at?");
  p->opening_clause = c->clause;
  if (rc == CS_OK) rc = cs_rows_by(r, opens, "by", &p->openers);
  if (rc == CS_OK) rc = cs_rows_name(r, opens, "check", "checks", &p->opening_check);
  if (rc == CS_OK) rc = cs_rows_name(r, opens, "cycle", "cycles", &p->cycle);
  if (rc == CS_OK) rc = cs_rows_deadline(r, opens, "window", &p->window);
  if (rc == CS_OK) rc = read_requires(r, opens, p);
  c->clause = clause;
  return rc;
}

static int read_procedure(cs_rows *r, const char *name, const json_t *json, cs_procedure *p) {
  cs_compiler *c = &r->compiler;
  c->clause = NULL;
  *p = (cs_procedure){.name = name};
  r->subject = NULL;
  int rc =
      cs_members(c, json, "procedure", "clause label? subject? asks? opens? stages at? replaces?");
  p->clause = c->clause;
  if (rc == CS_OK) rc = cs_member_label(c, json, "label", &p->label);
  if (rc == CS_OK) rc = cs_member_text(c, json, "subject", &p->subject);
  if (rc == CS_OK && p->subject != NULL && strcmp(p->subject, "employee") == 0) p->subject = NULL;
  if (rc == CS_OK && p->subject != NULL) rc = cs_rows_known(r, "subject", "subjects", p->subject);
  r->subject = p->subject;
  if (rc == CS_OK) rc = cs_rows_asks(r, json, &p->asks, &p->ask_count);
  if (rc == CS_OK) rc = read_opens(r, json, p);
  return rc == CS_OK ? cs_rows_stages(r, json, p) : rc;
}

static int read_procedures(cs_rows *r) {
  const json_t *section;
  int rc = cs_member_object(&r->compiler, cs_pack_json(r->pack), "procedures", &section);
  if (rc != CS_OK) return rc;
  cs_procedure *list = cs_rows_alloc(r, json_object_size(section), sizeof *list);
  if (list == NULL) return cs_no_memory(&r->compiler);
  r->out->list = list;
  const char *name;
  json_t *json;
  json_object_foreach((json_t *)section, name, json) {
    rc = read_procedure(r, name, json, &list[r->out->count++]);
    if (rc != CS_OK) return rc;
  }
  return CS_OK;
}

/* ---- triggers ---- */

static int literal_list(cs_compiler *c, const char *member, const json_t *literal, void *out) {
  bool texts = json_is_string(literal) || json_is_array(literal);
  for (size_t i = 0; i < json_array_size(literal); i++)
    texts = texts && json_is_string(json_array_get(literal, i));
  if (!texts) return cs_refuse(c, CS_MSG_pack_text_wanted, member);
  *(const json_t **)out = literal;
  return CS_OK;
}

static int read_where(cs_rows *r, const json_t *on, cs_trigger *t) {
  const json_t *where;
  int rc = cs_member_object(&r->compiler, on, "where", &where);
  if (rc != CS_OK || where == NULL) return rc;
  json_t *resolved = json_object();
  if (resolved == NULL) return cs_no_memory(&r->compiler);
  const char *field;
  json_t *value;
  json_object_foreach((json_t *)where, field, value) {
    const json_t *list = NULL;
    cs_lack lack = {0};
    rc = cs_rows_value(r, where, field, literal_list, &list, &lack);
    if (rc == CS_OK && list != NULL && json_object_set(resolved, field, (json_t *)list) != 0)
      rc = cs_no_memory(&r->compiler);
    if (rc != CS_OK) break;
  }
  t->where = resolved;
  return rc;
}

static int read_event(cs_rows *r, const json_t *json, cs_trigger *t) {
  cs_compiler *c = &r->compiler;
  const json_t *on;
  cs_lack lack = {0};
  int rc = cs_member_object(c, json, "on", &on);
  if (rc == CS_OK) rc = cs_members(c, on, "on", "series? attribute? event? values? where? at?");
  static const char *const kinds[] = {"series", "attribute", "event"};
  static const char *const sections[] = {"series", "attributes", "events"};
  int found = 0;
  for (int i = 0; rc == CS_OK && i < 3; i++) {
    const char *name;
    rc = cs_rows_name(r, on, kinds[i], sections[i], &name);
    if (name == NULL) continue;
    found++;
    t->on = i;
    t->what = name;
  }
  if (rc == CS_OK && found != 1) rc = cs_refuse(c, CS_MSG_procedure_trigger_on);
  if (rc == CS_OK && json_object_get(on, "values") != NULL)
    rc = cs_rows_value(r, on, "values", literal_list, &t->values, &lack);
  return rc == CS_OK ? read_where(r, on, t) : rc;
}

static int read_trigger(cs_rows *r, const char *name, const json_t *json, cs_trigger *t) {
  cs_compiler *c = &r->compiler;
  int as_of = 0;
  cs_lack lack = {0};
  c->clause = NULL;
  *t = (cs_trigger){.name = name};
  int rc =
      cs_members(c, json, "trigger", "clause? label? on when? as_of? opens fresh? at? replaces?");
  t->clause = c->clause;
  if (rc == CS_OK) rc = read_event(r, json, t);
  const json_t *when = json_object_get(json, "when");
  t->when = json_is_null(when) ? NULL : when;
  if (rc == CS_OK && t->when != NULL && c->effective == NULL)
    rc = cs_condition_check(r->pack, t->when, c->err);
  if (rc == CS_OK && json_object_get(json, "as_of") != NULL)
    rc = cs_member_word(c, json, "as_of", "recorded effective month_after", &as_of);
  t->as_of = as_of;
  t->fresh = -1;
  if (rc == CS_OK && json_object_get(json, "fresh") != NULL)
    rc = cs_rows_number(r, json, "fresh", 0, 1200, &t->fresh, &lack);
  return rc == CS_OK ? cs_rows_name(r, json, "opens", "procedures", &t->opens) : rc;
}

static int read_triggers(cs_rows *r) {
  const json_t *section;
  int rc = cs_member_object(&r->compiler, cs_pack_json(r->pack), "triggers", &section);
  if (rc != CS_OK) return rc;
  cs_trigger *list = cs_rows_alloc(r, json_object_size(section), sizeof *list);
  if (list == NULL) return cs_no_memory(&r->compiler);
  r->out->triggers = list;
  const char *name;
  json_t *json;
  json_object_foreach((json_t *)section, name, json) {
    rc = read_trigger(r, name, json, &list[r->out->trigger_count++]);
    if (rc != CS_OK) return rc;
  }
  return CS_OK;
}

/* ---- the whole ---- */

int cs_procedures_parse(const cs_pack *p, const json_t *effective, cs_procedures **out,
                        cs_err *err) {
  *out = NULL;
  cs_procedures *book = calloc(1, sizeof *book);
  if (book == NULL) return cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory);
  book->arena = cs_arena_new(1 << 14);
  book->pack = json_incref((json_t *)cs_pack_json(p));
  book->effective = json_incref((json_t *)effective);
  cs_program scratch = {.pack = book->pack, .as_of = CS_CHECK_DATE, .arena = book->arena};
  cs_rows rows = {
      .compiler = {.program = &scratch, .clauses = p->clauses, .effective = effective, .err = err},
      .pack = p,
      .out = book};
  int rc = book->arena == NULL ? cs_no_memory(&rows.compiler) : CS_OK;
  if (rc == CS_OK) rc = cs_rows_labels(&rows);
  if (rc == CS_OK) rc = check_roles(&rows);
  if (rc == CS_OK) rc = cs_rows_forms(&rows);
  if (rc == CS_OK) rc = cs_rows_panels(&rows);
  if (rc == CS_OK) rc = cs_rows_checklists(&rows);
  if (rc == CS_OK) rc = read_procedures(&rows);
  if (rc == CS_OK) rc = read_triggers(&rows);
  json_decref(rows.places);
  if (rc == CS_OK)
    *out = book;
  else
    cs_procedures_free(book);
  return rc;
}

void cs_procedures_free(cs_procedures *p) {
  if (p == NULL) return;
  for (size_t i = 0; i < p->trigger_count; i++) json_decref((json_t *)p->triggers[i].where);
  cs_arena_free(p->arena);
  json_decref(p->pack);
  json_decref(p->effective);
  free(p);
}

const cs_procedure *cs_procedures_find(const cs_procedures *p, const char *name) {
  const char *found = cs_word_find(p->pack, "procedures", name);
  for (size_t i = 0; found != NULL && i < p->count; i++)
    if (strcmp(p->list[i].name, found) == 0) return &p->list[i];
  return NULL;
}

const cs_stage_row *cs_procedure_stage(const cs_procedure *p, const char *name) {
  for (size_t i = 0; name != NULL && i < p->stage_count; i++)
    if (strcmp(p->stages[i].name, name) == 0) return &p->stages[i];
  return NULL;
}

bool cs_texts_have(const cs_texts *t, const char *text) {
  for (size_t i = 0; i < t->count; i++)
    if (strcmp(t->list[i], text) == 0) return true;
  return false;
}

const char *cs_stage_act_name(cs_stage_act act) {
  static const char *const names[] = {
#define CS_STAGE_ACT_NAME(id, name) name,
      CS_STAGE_ACTS(CS_STAGE_ACT_NAME)
#undef CS_STAGE_ACT_NAME
  };
  return names[act];
}
