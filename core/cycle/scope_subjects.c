/* Subjects of other kinds that belong to the people of an extract: each record is taken whole, in part, or not at all. */
#include "base/messages.h"
#include "calendar/facts.h"
#include "cycle/scope_parts.h"
#include "form/archive.h"
#include "form/template.h"
#include "procedure/casefile.h"
#include "store/subject.h"
#include <string.h>

static int no_memory(cs_err *err) { return cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory); }

static const char *name_of(const cs_scope *x, const cs_entry *e) {
  return cs_symbol_text(x->source, e->slot.name);
}

static bool is_one_of_them(const cs_scope *x, const cs_value *v) {
  char code[CS_KIND_SIZE + 64];
  if (v->kind != CS_STRING || v->size >= sizeof code) return false;
  memcpy(code, v->text, v->size);
  code[v->size] = '\0';
  return cs_scope_person_find(x, code) >= 0;
}

static int each_subject(cs_scope *x, const char *kind,
                        int (*look)(cs_scope *x, cs_record *r, cs_err *err), cs_err *err) {
  cs_people *subjects = NULL;
  cs_record r;
  int rc = cs_record_init(&r, err);
  if (rc == CS_OK)
    rc = cs_subjects_open(x->source, x->company->id, kind, NULL, NULL, &subjects, err);
  while (rc == CS_OK && (rc = cs_people_next(subjects, &r, err)) == 1) rc = look(x, &r, err);
  cs_people_close(subjects);
  cs_record_deinit(&r);
  return rc;
}

/* -- cases ---------------------------------------------------------------------------------------------------------- */
/* Has the stage of the act been done since it was entered, if only for a time? Then its scores are known. */
static bool was_locked(const cs_casefile *c, const cs_case_act *a) {
  for (size_t i = a->number - 1; i < c->act_count; i++) {
    const cs_case_act *later = &c->acts[i];
    if (later->completes && later->stage != NULL && a->stage != NULL &&
        strcmp(later->stage, a->stage) == 0)
      return true;
  }
  return c->stage == NULL;
}

static bool name_person(cs_scope *x, const char *code) {
  return code == NULL || *code == '\0' || json_object_set_new(x->named, code, json_true()) == 0;
}

static int name_people(cs_scope *x, const cs_casefile *c, cs_err *err) {
  bool fine = true;
  for (size_t i = 0; i < c->act_count; i++) {
    const cs_case_act *a = &c->acts[i];
    fine = fine && name_person(x, a->actor) && name_person(x, a->in_place_of) &&
           name_person(x, a->whom) && name_person(x, a->by);
    for (size_t k = 0; k < a->handed_count; k++)
      if (a->handed[k].kind == CS_HANDED_DRAWN) fine = fine && name_person(x, a->handed[k].name);
  }
  return fine ? CS_OK : no_memory(err);
}

/* The value that a field of the event has or had. */
static const char *word_of(const cs_scope *x, const cs_record *r, uint32_t instance,
                           const char *field) {
  cs_slot slot = {.klass = CS_EVENT, .instance = instance};
  slot.name = cs_symbol_find(x->source, field, strlen(field));
  const cs_entry *e = slot.name == 0 ? NULL : cs_record_find(r, &slot, UINT32_MAX);
  return e == NULL || e->value.kind != CS_SYMBOL
             ? ""
             : cs_symbol_text(x->source, (cs_symbol)e->value.number);
}

/* Points: of a score, or of one of the items it was made of. */
static bool is_score(const char *name) {
  return strncmp(name, cs_handed_prefixes[CS_HANDED_SCORE], 6) == 0 ||
         strncmp(name, cs_handed_prefixes[CS_HANDED_ITEM], 5) == 0;
}

/* What is known of a private score is that there is one. */
static void hide_scores(cs_scope *x, const cs_casefile *c, cs_record *r) {
  uint32_t instance = 0, number = 0;
  bool hidden = false;
  for (uint32_t i = 0; i < r->count; i++) {
    cs_entry *e = &r->entries[i];
    if (e->slot.klass != CS_EVENT) continue;
    if (e->slot.instance != instance) {
      instance = e->slot.instance;
      bool act = strcmp(word_of(x, r, instance, "kind"), "act") == 0;
      if (act) number++;
      const cs_case_act *a = act ? cs_casefile_act(c, number) : NULL;
      hidden = a != NULL && !was_locked(c, a);
    }
    if (hidden && e->value.kind != CS_NONE && is_score(name_of(x, e)))
      e->value = (cs_value){.kind = CS_STRING, .text = "private", .size = 7};
  }
}

/* What was asked about pay, and the amounts that an act wrote; that it wrote some, when and by which clause stays. */
static bool leaves_amounts(const cs_scope *x, const cs_record *r, uint32_t entry) {
  const cs_entry *e = &r->entries[entry];
  const char *name = name_of(x, e);
  if (!x->options->without_pay || e->slot.klass != CS_EVENT) return false;
  if (strncmp(name, "set.", 4) == 0) return cs_scope_is_pay(x, name + 4);
  return (strcmp(name, "value") == 0 || strcmp(name, "before") == 0) &&
         cs_scope_is_pay(x, word_of(x, r, e->slot.instance, "name"));
}

static int look_at_case(cs_scope *x, cs_record *r, cs_err *err) {
  cs_casefile c;
  int rc = cs_casefile_read(x->source, r, UINT32_MAX, x->arena, &c, err);
  if (rc == CS_ENOTFOUND) return CS_OK;
  if (rc != CS_OK || *c.subject_kind != '\0' || cs_scope_person_find(x, c.subject) < 0) return rc;
  rc = name_people(x, &c, err);
  if (rc == CS_OK && json_object_set_new(x->cases, r->code, json_true()) != 0) rc = no_memory(err);
  if (rc != CS_OK) return rc;
  hide_scores(x, &c, r);
  x->report->cases++;
  return cs_scope_take(x, r, leaves_amounts, err);
}

bool cs_scope_renumber(const cs_scope *x, const cs_record *r, const cs_entry *e, cs_value *value) {
  if (strcmp(r->kind, CS_KIND_CASE) != 0 || e->slot.klass != CS_ATTRIBUTE || value->kind != CS_INT)
    return true;
  const char *name = name_of(x, e);
  if (strcmp(name, "adopted") == 0) {
    for (uint32_t i = 0; i < x->adoption_count; i++) {
      if (x->adoptions[i].txn != value->number) continue;
      value->number = x->adopted[i];
      return true;
    }
    return false;
  }
  if (strcmp(name, "run") != 0) return true;
  for (uint32_t i = 0; i < x->run_count; i++) {
    if (x->runs[i].source != value->number) continue;
    value->number = x->runs[i].run.id;
    return x->runs[i].stored;
  }
  return false;
}

/* -- forms ---------------------------------------------------------------------------------------------------------- */
/* Does a name of a template show pay? The day of it is no amount. */
static int shows_pay(void *user, const cs_template_use *use) {
  const cs_scope *x = user;
  if (strcmp(use->name, "pay.on") == 0 || use->kind == CS_USE_END) return 0;
  if (strcmp(use->name, "pay") == 0 || strncmp(use->name, "pay.", 4) == 0) return 1;
  const char *last = strrchr(use->name, '.');
  return cs_scope_is_pay(x, last == NULL ? use->name : last + 1);
}

static int template_shows_pay(cs_scope *x, const char *text, cs_err *err) {
  cs_template *t = NULL;
  int rc = cs_template_parse("", text, strlen(text), &t, err);
  if (rc == CS_OK) rc = cs_template_each(t, shows_pay, x);
  cs_template_free(t);
  return rc;
}

static const char *text_of(const cs_scope *x, const cs_record *r, const char *name) {
  cs_symbol symbol = cs_symbol_find(x->source, name, strlen(name));
  const cs_entry *e = symbol == 0 ? NULL : cs_record_attribute(r, symbol, CS_DATE_MAX, UINT32_MAX);
  const char *text = e == NULL || e->value.kind != CS_STRING
                         ? ""
                         : cs_arena_text(x->arena, e->value.text, e->value.size);
  return text == NULL ? "" : text;
}

/* 1: it shows pay. A form that no pack declares any more counts as one that does. */
static int form_shows_pay(cs_scope *x, const cs_record *r, cs_err *err) {
  cs_pack_row row;
  cs_pack *pack = NULL;
  int rc = cs_pack_find(x->source, text_of(x, r, "pack"), &row, err);
  if (rc == CS_OK) rc = cs_pack_parse(row.compiled, strlen(row.compiled), &pack, err);
  if (rc != CS_OK) return rc;
  const json_t *form =
      json_object_get(json_object_get(cs_pack_json(pack), "forms"), text_of(x, r, "form"));
  const char *text = json_string_value(json_object_get(form, "text"));
  rc = text == NULL ? 1 : template_shows_pay(x, text, err);
  cs_pack_free(pack);
  return rc;
}

static int look_at_form(cs_scope *x, cs_record *r, cs_err *err) {
  if (json_object_get(x->cases, text_of(x, r, "case")) == NULL) return CS_OK;
  int pay = x->options->without_pay ? form_shows_pay(x, r, err) : 0;
  if (pay < 0) return pay;
  if (pay == 1) {
    x->report->forms_left_out++;
    return CS_OK;
  }
  x->report->forms++;
  return cs_scope_take(x, r, NULL, err);
}

/* -- who may act ---------------------------------------------------------------------------------------------------- */
/* Somebody who is recorded as an employee and is not one of them. */
static bool is_stranger(const cs_scope *x, const cs_value *v) {
  cs_err ignored;
  cs_record r;
  if (v->kind != CS_STRING || is_one_of_them(x, v)) return false;
  const char *code = cs_arena_text(x->arena, v->text, v->size);
  if (code == NULL || cs_record_init(&r, &ignored) != CS_OK) return true;
  int rc = cs_person_load(x->source, x->company->id, code, &r, &ignored);
  cs_record_deinit(&r);
  return rc != CS_ENOTFOUND;
}

/* A span that names, or ever named, a stranger. A role's holder has to be one of them: there are holders from outside. */
static bool leaves_strangers(const cs_scope *x, const cs_record *r, uint32_t entry) {
  uint32_t instance = r->entries[entry].slot.instance;
  for (uint32_t i = 0; i < r->count; i++) {
    const cs_entry *e = &r->entries[i];
    if (e->slot.klass != CS_SPAN || e->slot.instance != instance || e->value.kind == CS_NONE)
      continue;
    const char *name = name_of(x, e);
    bool holder = strcmp(name, "employee") == 0 || strcmp(name, "delegate") == 0;
    bool related = strcmp(name, "subject") == 0 || strcmp(name, "object") == 0;
    if (holder && !is_one_of_them(x, &e->value)) return true;
    if (related && is_stranger(x, &e->value)) return true;
  }
  return false;
}

static int look_at_actors(cs_scope *x, cs_record *r, cs_err *err) {
  return cs_scope_take(x, r, leaves_strangers, err);
}

static int look_at_delegator(cs_scope *x, cs_record *r, cs_err *err) {
  if (cs_scope_person_find(x, r->code) < 0) return CS_OK;
  return cs_scope_take(x, r, leaves_strangers, err);
}

static int look_at_calendar(cs_scope *x, cs_record *r, cs_err *err) {
  return cs_scope_take(x, r, NULL, err);
}

/* To add a kind: a row here. */
int cs_scope_read_subjects(cs_scope *x, cs_err *err) {
  static const struct {
    const char *kind;
    int (*look)(cs_scope *x, cs_record *r, cs_err *err);
  } kinds[] = {{CS_KIND_CASE, look_at_case},      {CS_KIND_FORM, look_at_form},
               {"role", look_at_actors},          {"relation", look_at_actors},
               {"delegation", look_at_delegator}, {CS_CALENDAR_SUBJECT, look_at_calendar}};
  int rc = CS_OK;
  for (size_t i = 0; rc == CS_OK && i < sizeof kinds / sizeof *kinds; i++)
    rc = each_subject(x, kinds[i].kind, kinds[i].look, err);
  return rc;
}
