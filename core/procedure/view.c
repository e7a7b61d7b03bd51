/* Cases as data: a case with its history, heads of cases, what is pending. Scores stay with their rater until the stage is done. */
#include "base/json.h"
#include "base/messages.h"
#include "procedure/items.h"
#include <string.h>

typedef struct view {
  cs_desk *desk;
  const char *viewer; /* NULL: sees everything */
  bool failed;        /* memory ran out */
} view;

static bool is(const char *a, const char *b) { return a != NULL && b != NULL && strcmp(a, b) == 0; }

static void put(view *v, json_t *o, const char *name, json_t *value) {
  if (value == NULL || json_object_set_new(o, name, value) != 0) v->failed = true;
}

static void put_text(view *v, json_t *o, const char *name, const char *text) {
  if (text != NULL && *text != '\0') put(v, o, name, json_string(text));
}

static void put_day(view *v, json_t *o, const char *name, cs_date day) {
  char text[CS_DATE_SIZE];
  if (day != CS_DATE_NONE) put_text(v, o, name, cs_date_text(day, text));
}

static void put_value(view *v, json_t *o, const char *name, const cs_value *value) {
  cs_buf text = {0};
  if (value->kind == CS_INT) {
    put(v, o, name, json_integer(value->number));
  } else if (value->kind != CS_NONE) {
    cs_desk_value_text(v->desk->office, value, &text);
    put(v, o, name,
        text.failed ? NULL : json_stringn(text.data == NULL ? "" : text.data, text.size));
  }
  cs_buf_deinit(&text);
}

static void put_label(view *v, json_t *o, const char *name, const json_t *label) {
  if (label != NULL && !json_is_null(label)) put(v, o, name, json_incref((json_t *)label));
}

static void append(view *v, json_t *list, json_t *item) {
  if (item == NULL || json_array_append_new(list, item) != 0) v->failed = true;
}

/* ---- the history ---- */

/* Is the stage of this act done since? Then its scores are locked, and everybody's. */
static bool locked(const cs_casefile *c, const cs_case_act *a) {
  for (size_t i = a->number - 1; i < c->act_count; i++)
    if (cs_case_act_counts(&c->acts[i]) && c->acts[i].completes && is(c->acts[i].stage, a->stage))
      return true;
  return c->stage == NULL;
}

static bool may_see(const view *v, const cs_case_act *a) {
  return v->viewer == NULL || is(v->viewer, a->actor) || is(v->viewer, a->in_place_of) ||
         locked(&v->desk->file, a);
}

/* The clause of a guard, with its label where the case's own pack has it. */
static json_t *warning_of(view *v, const char *clause) {
  const json_t *guards = json_object_get(cs_pack_json(v->desk->book->pack), "guards");
  json_t *o = json_pack("{s:s}", "clause", clause);
  for (size_t i = 0; o != NULL && i < json_array_size(guards); i++) {
    const json_t *guard = json_array_get(guards, i);
    if (is(json_string_value(json_object_get(guard, "clause")), clause))
      put_label(v, o, "label", json_object_get(guard, "label"));
  }
  return o;
}

static const cs_handed *item_handed(const cs_case_act *a, const char *scored, const char *item) {
  size_t n = strlen(scored);
  for (size_t i = 0; i < a->handed_count; i++) {
    const cs_handed *h = &a->handed[i];
    if (h->kind == CS_HANDED_ITEM && strncmp(h->name, scored, n) == 0 && h->name[n] == '.' &&
        is(h->name + n + 1, item))
      return h;
  }
  return NULL;
}

/* What a score was made of, in the order of its form: { FORM: [ {item, label, points, most, weight?, share} ] }. */
static void put_items(view *v, json_t *act, const cs_case_act *a, const char *scored) {
  const cs_stage_row *s = cs_procedure_stage(v->desk->procedure, a->stage);
  const json_t *items = s == NULL ? NULL : cs_items_of_stage(v->desk, s, scored);
  json_t *list = json_array(), *all = json_object_get(act, "items");
  if (list == NULL) v->failed = true;
  for (size_t i = 0; list != NULL && i < json_array_size(items); i++) {
    const json_t *item = json_array_get(items, i);
    const cs_handed *h = item_handed(a, scored, json_string_value(json_object_get(item, "item")));
    json_t *one = h == NULL ? NULL : cs_json_copy(item);
    if (h == NULL) continue;
    if (one != NULL) (void)json_object_del(one, "at");
    if (one != NULL) put(v, one, "points", json_integer(h->value.number));
    if (one != NULL) put(v, one, "share", json_integer(cs_item_share(item, h->value.number)));
    append(v, list, one);
  }
  if (all == NULL && json_array_size(list) > 0) put(v, act, "items", all = json_object());
  if (json_array_size(list) > 0 && all != NULL) put(v, all, scored, json_incref(list));
  json_decref(list);
}

static void put_handed(view *v, json_t *act, const cs_case_act *a) {
  static const char *const names[] = {"set",   "scores", "documents", "forms", "cells",
                                      "drawn", "made",   "warnings",  "items"};
  bool hidden = false;
  for (size_t i = 0; i < a->handed_count; i++) {
    const cs_handed *h = &a->handed[i];
    bool list = cs_handed_is_numbered(h);
    if (h->kind == CS_HANDED_ITEM) continue; /* with its score */
    if (h->kind == CS_HANDED_SCORE && (h->value.kind != CS_INT || !may_see(v, a))) {
      hidden = true;
      continue;
    }
    if (h->kind == CS_HANDED_SCORE) put_items(v, act, a, h->name);
    json_t *in = json_object_get(act, names[h->kind]);
    if (in == NULL) put(v, act, names[h->kind], in = list ? json_array() : json_object());
    if (in == NULL) return;
    if (h->kind == CS_HANDED_DRAWN) {
      append(v, in, json_string(h->name));
    } else if (h->kind == CS_HANDED_WARNED) {
      append(v, in, warning_of(v, h->name));
    } else if (h->kind == CS_HANDED_DOCUMENT) {
      append(
          v, in,
          json_pack(h->hash == NULL ? "{s:s}" : "{s:s, s:s}", "title", h->name, "hash", h->hash));
    } else if (h->kind == CS_HANDED_FORM) {
      put(v, in, h->name, json_string(h->hash == NULL ? "" : h->hash));
    } else if (h->kind == CS_HANDED_CELL) {
      put(v, in, h->name, json_string(h->value.number != 0 ? "yes" : "no"));
    } else {
      put_value(v, in, h->name, &h->value);
    }
  }
  if (hidden) put(v, act, "hidden", json_true());
}

static json_t *act_of(view *v, const cs_case_act *a) {
  json_t *o = json_object();
  const cs_stage_row *s = cs_procedure_stage(v->desk->procedure, a->stage);
  if (o == NULL) return NULL;
  put(v, o, "act", json_integer(a->number));
  put(v, o, "txn", json_integer(a->txn));
  put_day(v, o, "on", a->on);
#define PUT(member, how) put_text(v, o, #member, a->member);
  CS_ACT_FIELDS(PUT)
#undef PUT
  if (s != NULL) {
    put_text(v, o, "clause", s->clause);
    put_label(v, o, "label", s->label);
  }
  if (a->late) put(v, o, "late", json_integer(a->days_late));
  if (a->reverses != 0) put(v, o, "reverses", json_integer(a->reverses));
  if (a->reversed_by != 0) put(v, o, "reversed_by", json_integer(a->reversed_by));
  if (a->is_void) put(v, o, "void", json_true());
  if (a->total >= 0) put(v, o, "total", json_integer(a->total));
  if (a->total >= 0 && s != NULL && s->panel != NULL && s->panel->lack.name == NULL)
    put(v, o, "pass", json_integer(s->panel->pass));
  if (a->seed >= 0) put(v, o, "seed", json_integer(a->seed));
  if (a->outcome != NULL) put(v, o, "steps", json_integer(a->steps));
  put_handed(v, o, a);
  return o;
}

static json_t *wrote_of(view *v, const cs_wrote *w) {
  json_t *o = json_object();
  const cs_case_act *act = cs_casefile_act(&v->desk->file, w->act);
  if (o == NULL) return NULL;
  put(v, o, "act", json_integer(w->act));
  put_text(v, o, "of", w->kind);
  put_text(v, o, "name", w->name);
  put_day(v, o, "on", w->on);
  put_value(v, o, "value", &w->value);
  put_value(v, o, "before", &w->before);
  put_text(v, o, "code", w->code);
  put_text(v, o, "clause", w->clause);
  if (act != NULL && act->reversed_by != 0)
    put(v, o, "reversed_by", json_integer(act->reversed_by));
  return o;
}

/* ---- the head ---- */

static void put_due(view *v, json_t *o, cs_date today) {
  cs_desk *d = v->desk;
  cs_due_state due;
  if (d->stage == NULL) return;
  cs_desk_deadline(d, &d->stage->due, &due);
  if (!due.given) return;
  if (due.lack != NULL) {
    put_text(v, o, "due_unknown", due.lack);
  } else if (due.window.to != CS_DATE_MAX) {
    put_day(v, o, "due", due.window.to);
    if (today > due.window.to) put(v, o, "late", json_integer(today - due.window.to));
  }
  put_text(v, o, "due_clause", due.clause);
}

static json_t *head_of(view *v, cs_date today) {
  const cs_desk *d = v->desk;
  const cs_casefile *c = &d->file;
  json_t *o = json_object();
  if (o == NULL) return NULL;
  put_text(v, o, "case", c->code);
  put_text(v, o, "procedure", c->procedure);
  put_text(v, o, "procedure_clause", d->procedure->clause);
  put_label(v, o, "procedure_label", d->procedure->label);
  put_text(v, o, "subject", c->subject);
  put_text(v, o, "subject_kind", c->subject_kind);
  put_day(v, o, "opened_on", c->opened_on);
  put_day(v, o, "as_of", c->as_of);
  put_text(v, o, "pack", c->pack);
  put_text(v, o, "origin", c->origin);
  if (c->run != 0) put(v, o, "run", json_integer(c->run));
  put_text(v, o, "stage", c->stage);
  if (d->stage != NULL) {
    put_text(v, o, "clause", d->stage->clause);
    put_label(v, o, "label", d->stage->label);
    put_text(v, o, "does", cs_stage_act_name(d->stage->act));
    put_day(v, o, "since", c->entered_on);
    put_due(v, o, today);
  }
  put_text(v, o, "outcome", c->outcome);
  put_text(v, o, "reason", c->outcome_reason);
  put_day(v, o, "ended_on", c->ended_on);
  if (c->judged != NULL) {
    put_text(v, o, "judged", c->judged->outcome);
    put_text(v, o, "from", c->judged->from);
    put_text(v, o, "to", c->judged->target);
    put_text(v, o, "rule", c->judged->rule);
  }
  return o;
}

/* Every answer that counts, by name: what forms are filled with. */
static void put_known(view *v, json_t *o) {
  const cs_casefile *c = &v->desk->file;
  json_t *known = json_object();
  put(v, o, "known", known);
  for (size_t i = 0; known != NULL && i < c->act_count; i++) {
    const cs_case_act *a = &c->acts[i];
    if (!cs_case_act_counts(a)) continue;
    for (size_t k = 0; k < a->handed_count; k++)
      if (a->handed[k].kind == CS_HANDED_SET)
        put_value(v, known, a->handed[k].name, &a->handed[k].value);
  }
}

static int whole(view *v, cs_date today, json_t **out, cs_err *err) {
  const cs_casefile *c = &v->desk->file;
  json_t *o = head_of(v, today), *acts = json_array(), *wrote = json_array();
  for (size_t i = 0; acts != NULL && i < c->act_count; i++) append(v, acts, act_of(v, &c->acts[i]));
  for (size_t i = 0; wrote != NULL && i < c->wrote_count; i++)
    append(v, wrote, wrote_of(v, &c->wrote[i]));
  if (o == NULL) v->failed = true;
  if (o != NULL) put_known(v, o);
  if (o != NULL) put(v, o, "acts", json_incref(acts));
  if (o != NULL) put(v, o, "wrote", json_incref(wrote));
  json_decref(acts);
  json_decref(wrote);
  *out = o;
  if (!v->failed) return CS_OK;
  json_decref(o);
  *out = NULL;
  return cs_office_no_memory(err);
}

int cs_desk_data(cs_desk *d, json_t **out, cs_err *err) {
  view v = {.desk = d};
  return whole(&v, d->office->today, out, err);
}

int cs_desk_head(cs_desk *d, cs_date today, json_t **out, cs_err *err) {
  view v = {.desk = d};
  *out = head_of(&v, today);
  if (*out != NULL && !v.failed) return CS_OK;
  json_decref(*out);
  *out = NULL;
  return cs_office_no_memory(err);
}

int cs_office_case(cs_office *o, const char *code, const char *viewer, uint32_t known,
                   cs_date today, json_t **out, cs_err *err) {
  cs_desk d;
  *out = NULL;
  o->today = today;
  int rc = cs_desk_open(o, code, known, &d, err);
  if (rc != CS_OK) return rc;
  view v = {.desk = &d, .viewer = viewer};
  rc = whole(&v, today, out, err);
  if (rc == CS_OK && d.stage != NULL &&
      json_object_set_new(*out, "needs", cs_desk_needs(&d)) != 0) {
    json_decref(*out);
    *out = NULL;
    rc = cs_office_no_memory(err);
  }
  cs_desk_close(&d);
  return rc;
}
