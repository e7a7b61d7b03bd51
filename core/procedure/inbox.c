/* Over all cases: a list, the inbox, what is pending. */
#include "base/messages.h"
#include "procedure/desk.h"
#include "procedure/words.h"
#include <stdlib.h>
#include <string.h>

static bool is(const char *a, const char *b) { return a != NULL && b != NULL && strcmp(a, b) == 0; }

/* Calls `look` with each case in hand, in the order of their codes. */
static int each_case(cs_office *o, uint32_t known, int (*look)(void *user, cs_desk *d, cs_err *err),
                     void *user, cs_err *err) {
  cs_people *cases = NULL;
  cs_record r;
  cs_buf codes = {0};
  int rc = cs_record_init(&r, err);
  if (rc == CS_OK)
    rc = cs_subjects_open(o->store, o->company.id, CS_KIND_CASE, NULL, NULL, &cases, err);
  while (rc == CS_OK && (rc = cs_people_next(cases, &r, err)) == 1) {
    cs_symbol code = cs_symbol_find(o->store, "code", 4);
    if (cs_record_exists(&r, code, known)) cs_buf_put(&codes, r.code, strlen(r.code) + 1);
    rc = codes.failed ? cs_office_no_memory(err) : CS_OK;
  }
  cs_people_close(cases);
  cs_record_deinit(&r);
  for (size_t at = 0; rc == CS_OK && at < codes.size; at += strlen(codes.data + at) + 1) {
    cs_desk d;
    rc = cs_desk_open(o, codes.data + at, known, &d, err);
    if (rc != CS_OK) break;
    rc = look(user, &d, err);
    cs_desk_close(&d);
  }
  cs_buf_deinit(&codes);
  return rc;
}

static int append(json_t *list, json_t *item, cs_err *err) {
  return item != NULL && json_array_append_new(list, item) == 0 ? CS_OK : cs_office_no_memory(err);
}

/* ---- in brief ---- */

static bool is_of_run(cs_store *s, const cs_record *r, uint32_t run) {
  cs_symbol symbol = cs_symbol_find(s, "run", 3);
  const cs_entry *e = symbol == 0 ? NULL : cs_record_attribute(r, symbol, CS_DATE_MAX, UINT32_MAX);
  return e != NULL && e->value.number == run;
}

static int brief_row(cs_store *s, const cs_record *r, cs_arena *arena,
                     int (*row)(void *user, const cs_case_brief *c), void *user, cs_err *err) {
  cs_casefile c;
  cs_arena_reset(arena);
  int rc = cs_casefile_read(s, r, UINT32_MAX, arena, &c, err);
  if (rc != CS_OK) return rc == CS_ENOTFOUND ? CS_OK : rc;
  const cs_case_act *approval = cs_casefile_approval(&c, NULL);
  cs_case_brief brief = {.code = c.code,
                         .procedure = c.procedure,
                         .subject = c.subject,
                         .stage = c.stage,
                         .outcome = c.outcome,
                         .reason = c.outcome_reason,
                         .approved_on = approval == NULL ? CS_DATE_NONE : approval->on,
                         .approved_txn = approval == NULL ? 0 : approval->txn,
                         .withdrawn = cs_casefile_withdrawal(&c) != NULL};
  return row(user, &brief);
}

int cs_cases_each(cs_store *s, int32_t company, uint32_t run, const char *procedure,
                  const char *subject, int (*row)(void *user, const cs_case_brief *c), void *user,
                  cs_err *err) {
  cs_people *cases = NULL;
  cs_record r;
  cs_arena *arena = cs_arena_new(1 << 12);
  int rc = cs_record_init(&r, err);
  if (rc == CS_OK && arena == NULL) rc = cs_office_no_memory(err);
  if (rc == CS_OK) rc = cs_subjects_open(s, company, CS_KIND_CASE, NULL, NULL, &cases, err);
  while (rc == CS_OK && (rc = cs_people_next(cases, &r, err)) == 1) {
    bool wanted = run != 0 ? is_of_run(s, &r, run)
                           : cs_casefile_says(s, &r, "subject", subject) &&
                                 cs_casefile_says(s, &r, "procedure", procedure);
    rc = wanted ? brief_row(s, &r, arena, row, user, err) : CS_OK;
  }
  cs_people_close(cases);
  cs_record_deinit(&r);
  cs_arena_free(arena);
  return rc;
}

/* ---- the list ---- */

typedef struct listing {
  const cs_case_filter *filter;
  json_t *out;
} listing;

static int list_case(void *user, cs_desk *d, cs_err *err) {
  const listing *l = user;
  const cs_case_filter *f = l->filter;
  const cs_casefile *c = &d->file;
  const cs_stage_row *at = d->stage;
  if ((f->procedure != NULL && !is(f->procedure, c->procedure) &&
       !cs_word_is(d->procedure->label, f->procedure)) ||
      (f->stage != NULL && !is(f->stage, c->stage) &&
       (at == NULL || !cs_word_is(at->label, f->stage))) ||
      (f->subject != NULL && !is(f->subject, c->subject)) || (f->open && c->stage == NULL) ||
      (f->run != 0 && f->run != c->run))
    return CS_OK;
  json_t *head = NULL;
  int rc = cs_desk_head(d, f->today, &head, err);
  return rc == CS_OK ? append(l->out, head, err) : rc;
}

int cs_office_cases(cs_office *o, const cs_case_filter *filter, json_t **out, cs_err *err) {
  listing l = {filter, json_array()};
  *out = l.out;
  o->today = filter->today;
  int rc =
      l.out == NULL ? cs_office_no_memory(err) : each_case(o, filter->known, list_case, &l, err);
  if (rc == CS_OK) return CS_OK;
  json_decref(l.out);
  *out = NULL;
  return rc;
}

/* ---- the inbox ---- */

typedef struct inbox {
  const char *actor;
  cs_date as_of;
  json_t *out;
} inbox;

typedef struct turn {
  const char *code, *role, *as, *form;
  const char *nobody, *clause; /* why it is nobody's, and the clause that wants somebody */
} turn;

static int add_turn(inbox *in, cs_desk *d, const turn *t, cs_err *err) {
  json_t *head = NULL;
  if (in->actor != NULL && !is(in->actor, t->code)) return CS_OK;
  int rc = cs_desk_head(d, in->as_of, &head, err);
  if (rc != CS_OK) return rc;
  bool put =
      (t->code == NULL || json_object_set_new(head, "actor", json_string(t->code)) == 0) &&
      (t->role == NULL || json_object_set_new(head, "role", json_string(t->role)) == 0) &&
      (t->as == NULL || json_object_set_new(head, "in_place_of", json_string(t->as)) == 0) &&
      (t->form == NULL || json_object_set_new(head, "form", json_string(t->form)) == 0) &&
      (t->nobody == NULL || json_object_set_new(head, "nobody", json_string(t->nobody)) == 0) &&
      (t->clause == NULL ||
       json_object_set_new(head, "nobody_clause", json_string(t->clause)) == 0);
  if (put) return append(in->out, head, err);
  json_decref(head);
  return cs_office_no_memory(err);
}

/* A turn that was given away is with whom it was given to, and no delegate's. */
static int add_holder(inbox *in, cs_desk *d, turn t, cs_err *err) {
  const char *holder = t.as != NULL ? t.as : t.code, *with = cs_desk_turn_with(d, holder);
  if (with != NULL && t.as != NULL) return CS_OK;
  if (with != NULL) t.code = with, t.as = holder;
  return add_turn(in, d, &t, err);
}

static int turns_of_role(inbox *in, cs_desk *d, const cs_by *by, cs_err *err) {
  cs_turns turns;
  const char *role = by->role;
  int rc = cs_desk_holders(d, role, in->as_of, &turns, err);
  for (size_t i = 0; rc == CS_OK && i < turns.count; i++) {
    const cs_actor *a = &turns.list[i];
    if (d->stage->all && cs_desk_has_acted(d, a->as != NULL ? a->as : a->code)) continue;
    rc = add_holder(in, d, (turn){.code = a->code, .role = role, .as = a->as}, err);
  }
  turn nobody = {.role = role,
                 .nobody = turns.nobody != NULL ? turns.nobody : role,
                 .clause = by->clause != NULL ? by->clause : d->stage->clause};
  return rc == CS_OK && turns.count == 0 ? add_turn(in, d, &nobody, err) : rc;
}

static int turns_of_raters(inbox *in, cs_desk *d, cs_err *err) {
  cs_raters raters;
  int rc = cs_desk_raters(d, in->as_of, &raters, err);
  for (size_t i = 0; rc == CS_OK && i < raters.count; i++) {
    const struct cs_rater *r = &raters.list[i];
    if (r->scored || r->excused) continue;
    rc = add_holder(in, d, (turn){.code = r->code, .role = r->role, .form = r->form}, err);
  }
  for (size_t i = 0; rc == CS_OK && i < raters.vacancy_count; i++) {
    const struct cs_vacancy *v = &raters.vacancies[i];
    turn t = {.role = v->role, .form = v->form, .nobody = v->why, .clause = v->clause};
    rc = add_turn(in, d, &t, err);
  }
  return rc;
}

static int look(void *user, cs_desk *d, cs_err *err) {
  inbox *in = user;
  if (d->stage == NULL) return CS_OK;
  if (d->stage->act == CS_STAGE_SCORE) return turns_of_raters(in, d, err);
  int rc = CS_OK;
  for (size_t i = 0; rc == CS_OK && i < d->stage->by.count; i++)
    rc = turns_of_role(in, d, &d->stage->by.list[i], err);
  turn whoever = {0};
  return rc == CS_OK && d->stage->by.count == 0 ? add_turn(in, d, &whoever, err) : rc;
}

static const char *text_of(const json_t *row, const char *name, const char *otherwise) {
  const char *text = json_string_value(json_object_get(row, name));
  return text == NULL ? otherwise : text;
}

static int compare_rows(const void *left, const void *right) {
  const json_t *a = *(json_t *const *)left, *b = *(json_t *const *)right;
  int order =
      strcmp(text_of(a, "due", "~"), text_of(b, "due", "~")); /* what has no day comes last */
  if (order == 0) order = strcmp(text_of(a, "case", ""), text_of(b, "case", ""));
  if (order == 0) order = strcmp(text_of(a, "actor", ""), text_of(b, "actor", ""));
  return order != 0 ? order : strcmp(text_of(a, "role", ""), text_of(b, "role", ""));
}

static int sorted(json_t *rows, json_t **out, cs_err *err) {
  size_t count = json_array_size(rows);
  json_t **list = calloc(count + 1, sizeof(json_t *));
  *out = json_array();
  if (list == NULL || *out == NULL) {
    free(list);
    return cs_office_no_memory(err);
  }
  for (size_t i = 0; i < count; i++) list[i] = json_array_get(rows, i);
  if (count > 0) qsort(list, count, sizeof(json_t *), compare_rows);
  int rc = CS_OK;
  for (size_t i = 0; rc == CS_OK && i < count; i++) rc = append(*out, json_incref(list[i]), err);
  free(list);
  return rc;
}

int cs_office_todo(cs_office *o, const char *actor, cs_date as_of, json_t **out, cs_err *err) {
  inbox in = {actor, as_of, json_array()};
  *out = NULL;
  o->today = as_of;
  int rc = in.out == NULL ? cs_office_no_memory(err) : each_case(o, UINT32_MAX, look, &in, err);
  if (rc == CS_OK) rc = sorted(in.out, out, err);
  json_decref(in.out);
  if (rc == CS_OK) return CS_OK;
  json_decref(*out);
  *out = NULL;
  return rc;
}

/* ---- pending ---- */

typedef struct pending {
  cs_date as_of;
  json_t *out;
} pending;

/* Does the fact stand as the case wrote it, by what is known? */
static bool stands(const cs_desk *d, const cs_wrote *w) {
  cs_slot slot = {.klass = CS_ATTRIBUTE, .at = w->on};
  slot.name = cs_symbol_find(d->office->store, w->name, strlen(w->name));
  const cs_entry *e = slot.name == 0 ? NULL : cs_record_find(&d->subject, &slot, d->known);
  return e != NULL && cs_value_equal(&e->value, &w->value);
}

static int list_pending(void *user, cs_desk *d, cs_err *err) {
  const pending *p = user;
  const cs_casefile *c = &d->file;
  for (size_t i = 0; i < c->wrote_count; i++) {
    const cs_wrote *w = &c->wrote[i];
    const cs_case_act *act = cs_casefile_act(c, w->act);
    char on[CS_DATE_SIZE];
    if (w->on == CS_DATE_NONE || w->on <= p->as_of || act == NULL || act->reversed_by != 0 ||
        (is(w->kind, "attribute") && !stands(d, w)))
      continue;
    cs_buf value = {0}, before = {0};
    cs_desk_value_text(d->office, &w->value, &value);
    cs_desk_value_text(d->office, &w->before, &before);
    bool of_employee = *c->subject_kind == '\0';
    json_t *row = json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:i, s:I}", "case", c->code,
                            "subject", c->subject, "pack", c->pack, "of", w->kind, "name", w->name,
                            "on", cs_date_text(w->on, on), "value", cs_buf_str(&value), "before",
                            cs_buf_str(&before), "act", (int)w->act, "txn", (json_int_t)w->txn);
    if ((w->clause != NULL && json_object_set_new(row, "clause", json_string(w->clause)) != 0) ||
        (!of_employee &&
         json_object_set_new(row, "subject_kind", json_string(c->subject_kind)) != 0)) {
      json_decref(row);
      row = NULL;
    }
    if (value.failed || before.failed) {
      json_decref(row);
      row = NULL;
    }
    cs_buf_deinit(&value);
    cs_buf_deinit(&before);
    int rc = append(p->out, row, err);
    if (rc != CS_OK) return rc;
  }
  return CS_OK;
}

int cs_office_pending(cs_office *o, cs_date as_of, uint32_t known, json_t **out, cs_err *err) {
  pending p = {as_of, json_array()};
  *out = p.out;
  o->today = as_of;
  int rc = p.out == NULL ? cs_office_no_memory(err) : each_case(o, known, list_pending, &p, err);
  if (rc == CS_OK) return CS_OK;
  json_decref(p.out);
  *out = NULL;
  return rc;
}
