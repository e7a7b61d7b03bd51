/* Guards of the packs in force today hold for what acts write, as they do for what is imported (assess/guard.h): the facts are tried on a
 * copy of the subject's record before anything is written. Looked at are the kinds of facts that the act changes, as of
 * the day of recording, and where a change takes effect later, as of that day. What the engine itself notes of a case,
 * that it ended, is no fact of a guard; neither is what an act that is taken back leaves. */
#include "assess/guard.h"
#include "base/messages.h"
#include "procedure/desk.h"
#include "procedure/effect.h"
#include <stdlib.h>
#include <string.h>

#define TRIAL (UINT32_MAX - 1) /* in place of a transaction: later than any */

typedef struct cs_guarding { /* the guards of a pack for one kind of facts and one day */
  struct cs_guarding *next;
  const cs_book *book;
  const char *kind;
  cs_date on;
  cs_guards *guards; /* NULL: it has none */
} cs_guarding;

typedef struct trial {
  cs_desk *desk;
  cs_record record;
  const char *kind; /* what is looked at */
  cs_date on;
  cs_buf blocked; /* why the act is refused; empty: it is not */
  cs_err *err;
} trial;

/* As in an import; NULL: no guard looks at it. */
static const char *kind_of(const cs_planned *p) {
  if (p->effect->kind == CS_EFFECT_WRITE)
    return cs_value_equal(&p->before, &p->value) ? NULL : "employees";
  if (p->effect->kind == CS_EFFECT_EVENT) return "events";
  bool absence = p->effect->kind == CS_EFFECT_SPAN && strcmp(p->effect->name, "absence") == 0;
  return absence ? "absences" : NULL;
}

/* ---- what is said ---- */

static bool put(json_t *o, const char *name, const char *text) {
  return text == NULL || json_object_set_new(o, name, json_string(text)) == 0;
}

static int say(const trial *t, const char *clause, const char *label, const char *text) {
  const cs_casefile *c = &t->desk->file;
  json_t *one = json_object();
  if (put(one, "case", c->code) && put(one, "subject", c->subject) && put(one, "clause", clause) &&
      put(one, "label", label) && put(one, "text", text))
    return json_array_append_new(t->desk->office->warnings, one) == 0 ? CS_OK
                                                                      : cs_office_no_memory(t->err);
  json_decref(one);
  return cs_office_no_memory(t->err);
}

static int say_lacking(const trial *t, const cs_guards *guards) {
  int rc = CS_OK;
  const char *text;
  for (size_t i = 0; rc == CS_OK && (text = cs_guards_lacking(guards, i)) != NULL; i++)
    rc = say(t, NULL, NULL, text);
  return rc;
}

static bool said_before(const cs_desk *d, const char *clause) {
  for (size_t i = 0; i < d->draft->handed_count; i++)
    if (d->draft->handed[i].kind == CS_HANDED_WARNED &&
        strcmp(d->draft->handed[i].name, clause) == 0)
      return true;
  return false;
}

static int warn(const trial *t, const cs_violation *v, const char *text) {
  cs_desk *d = t->desk;
  if (said_before(d, v->clause)) return CS_OK;
  const char *clause = cs_desk_keep(d, v->clause);
  if (clause == NULL) return cs_office_no_memory(t->err);
  int rc = cs_desk_add(d, (cs_handed){.kind = CS_HANDED_WARNED, .name = clause}, t->err);
  return rc == CS_OK ? say(t, v->clause, v->label, text) : rc;
}

static int found(void *user, const cs_violation *v, cs_err *err) {
  trial *t = user;
  cs_buf text = {0};
  if (v->label != NULL) cs_buf_printf(&text, "%s%s", v->label, CS_MSG_say_colon);
  cs_buf_printf(&text, "%s [%s]", v->sentence, v->clause);
  int rc = text.failed ? cs_office_no_memory(err) : CS_OK;
  if (rc == CS_OK && v->block)
    cs_buf_printf(&t->blocked, "%s%s", t->blocked.size > 0 ? "; " : "", cs_buf_str(&text));
  else if (rc == CS_OK)
    rc = warn(t, v, cs_buf_str(&text));
  cs_buf_deinit(&text);
  return rc;
}

/* ---- the guards ---- */

static int compile(const trial *t, const cs_book *book, cs_guards **out) {
  cs_office *o = t->desk->office;
  const cs_pack *pack = book->pack;
  const json_t *effective = book->effective;
  cs_guarding *g = calloc(1, sizeof *g);
  *out = NULL;
  if (g == NULL) return cs_office_no_memory(t->err);
  int rc = cs_guards_compile(&pack, &effective, 1, t->kind, o->store, t->on, out, t->err);
  if (rc != CS_OK) {
    free(g);
    return rc;
  }
  *g = (cs_guarding){o->guards, book, t->kind, t->on, *out};
  o->guards = g;
  return say_lacking(t, *out);
}

static int guards_of(const trial *t, const cs_book *book, cs_guards **out) {
  cs_office *o = t->desk->office;
  cs_guarding *g = o->guards;
  while (g != NULL && (g->book != book || g->on != t->on || strcmp(g->kind, t->kind) != 0))
    g = g->next;
  *out = g == NULL ? NULL : g->guards;
  return g == NULL ? compile(t, book, out) : CS_OK;
}

void cs_office_forget_guards(cs_office *o) {
  while (o->guards != NULL) {
    cs_guarding *next = o->guards->next;
    cs_guards_free(o->guards->guards);
    free(o->guards);
    o->guards = next;
  }
}

/* ---- the trial ---- */

static int add(trial *t, cs_slot slot, const char *name, const cs_value *value) {
  int rc = CS_OK;
  if (name != NULL)
    rc = cs_symbol_intern(t->desk->office->store, name, strlen(name), &slot.name, t->err);
  const cs_entry entry = {.slot = slot, .txn = TRIAL, .value = *value};
  return rc == CS_OK ? cs_record_add(&t->record, &entry, t->err) : rc;
}

static int add_word(trial *t, cs_slot slot, const char *name, const char *word) {
  cs_symbol symbol;
  int rc = cs_symbol_intern(t->desk->office->store, word, strlen(word), &symbol, t->err);
  cs_value value = {.kind = CS_SYMBOL, .number = symbol};
  return rc == CS_OK ? add(t, slot, name, &value) : rc;
}

static int add_day(trial *t, cs_slot slot, const char *name, cs_date day) {
  cs_value value = {.kind = CS_DATE, .number = day};
  return day == CS_DATE_NONE ? CS_OK : add(t, slot, name, &value);
}

static int add_planned(trial *t, const cs_planned *p) {
  const cs_effect *e = p->effect;
  cs_slot slot = {.klass = CS_SPAN, .instance = p->instance};
  int rc = CS_OK;
  switch (e->kind) {
    case CS_EFFECT_WRITE: return add(t, p->slot, NULL, &p->value);
    case CS_EFFECT_SPAN:
      rc = add_word(t, slot, "kind", e->span_kind);
      if (rc == CS_OK) rc = add_day(t, slot, "from", p->on);
      return rc == CS_OK ? add_day(t, slot, "to", p->to) : rc;
    case CS_EFFECT_EVENT:
      slot.klass = CS_EVENT;
      rc = add_word(t, slot, "kind", e->name);
      if (rc == CS_OK) rc = add_day(t, slot, "on", p->on);
      for (size_t i = 0; rc == CS_OK && i < e->field_count; i++)
        rc = add(t, slot, e->fields[i].name, &p->fields[i]);
      return rc;
    case CS_EFFECT_OPEN: break;
  }
  return CS_OK;
}

/* The record as the act will leave it. */
static int fill(trial *t) {
  const cs_desk *d = t->desk;
  int rc = cs_record_init(&t->record, t->err);
  if (rc != CS_OK) return rc;
  cs_record_clear(&t->record, d->subject.code);
  for (uint32_t i = 0; rc == CS_OK && i < d->subject.count; i++)
    rc = cs_record_add(&t->record, &d->subject.entries[i], t->err);
  for (size_t i = 0; rc == CS_OK && i < d->planned_count; i++) rc = add_planned(t, &d->planned[i]);
  return rc;
}

static int check_book(void *user, const cs_book *book, uint32_t adopted, cs_err *err) {
  trial *t = user;
  cs_guards *guards;
  (void)adopted;
  int rc = guards_of(t, book, &guards);
  return rc == CS_OK ? cs_guards_check(guards, &t->record, found, t, err) : rc;
}

static cs_date day_looked_at(const trial *t, const cs_planned *p) {
  cs_date today = t->desk->office->today;
  return p->on > today ? p->on : today;
}

/* Was the same kind looked at as of the same day for one before? */
static bool looked_at(const trial *t, size_t before) {
  for (size_t i = 0; i < before; i++) {
    const cs_planned *p = &t->desk->planned[i];
    const char *kind = kind_of(p);
    if (kind != NULL && strcmp(kind, t->kind) == 0 && day_looked_at(t, p) == t->on) return true;
  }
  return false;
}

static int refuse(trial *t) {
  const cs_casefile *c = &t->desk->file;
  if (t->blocked.failed) return cs_office_no_memory(t->err);
  if (t->blocked.size == 0) return CS_OK;
  return cs_fail(t->err, CS_EREFUSED, CS_MSG_case_guard_blocks, c->code, c->subject,
                 cs_buf_str(&t->blocked));
}

int cs_desk_guard(cs_desk *d, cs_err *err) {
  trial t = {.desk = d, .err = err};
  if (d->planned_count == 0 || !cs_desk_of_employee(d)) return CS_OK;
  int rc = fill(&t);
  for (size_t i = 0; rc == CS_OK && i < d->planned_count; i++) {
    t.kind = kind_of(&d->planned[i]);
    t.on = day_looked_at(&t, &d->planned[i]);
    if (t.kind != NULL && !looked_at(&t, i))
      rc = cs_office_each_book(d->office, d->office->today, check_book, &t, err);
  }
  if (rc == CS_OK) rc = refuse(&t);
  cs_record_deinit(&t.record);
  cs_buf_deinit(&t.blocked);
  return rc;
}
