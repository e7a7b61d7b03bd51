/* What the stage where a case stands still wants: told to whoever looks at the case. */
#include "procedure/handing.h"
#include "procedure/items.h"
#include <string.h>

typedef struct needs {
  cs_desk *desk;
  json_t *out;
  bool failed; /* memory ran out */
} needs;

/* `item` is taken; NULL: there was no memory for it. */
static void append(needs *n, const char *kind, json_t *item) {
  json_t *list = json_object_get(n->out, kind);
  if (list == NULL && json_object_set_new(n->out, kind, list = json_array()) != 0) list = NULL;
  if (item == NULL || list == NULL || json_array_append(list, item) != 0) n->failed = true;
  json_decref(item);
}

static void add_handed(needs *n, const char *kind, int handed, const cs_texts *wanted) {
  for (size_t i = 0; i < wanted->count; i++)
    if (!cs_handing_has(n->desk, handed, wanted->list[i]))
      append(n, kind, json_string(wanted->list[i]));
}

static json_t *named(const char *member, const char *name, const char *clause,
                     const json_t *label) {
  json_t *o = json_pack("{s:s, s:s*}", member, name, "clause", clause);
  if (o == NULL || !json_is_object(label)) return o;
  if (json_object_set(o, "label", (json_t *)label) == 0) return o;
  json_decref(o);
  return NULL;
}

static void add_asks(needs *n) {
  const cs_stage_row *s = n->desk->stage;
  for (size_t i = 0; i < s->ask_count; i++) {
    const cs_ask *ask = &s->asks[i];
    if (cs_casefile_value(&n->desk->file, ask->name) != NULL) continue;
    json_t *o = named("ask", ask->name, ask->clause, ask->label);
    if (o != NULL && json_object_set_new(o, "required", json_boolean(ask->required)) != 0)
      n->failed = true;
    append(n, "asks", o);
  }
}

static void add_cells(needs *n) {
  const cs_checklist *list = n->desk->stage->checklist;
  const char *column = NULL;
  if (list != NULL && cs_desk_column(n->desk, &column) != CS_OK) n->failed = true;
  for (size_t i = 0; column != NULL && i < list->cell_count; i++) {
    const cs_checklist_cell *cell = &list->cells[i];
    if (!cs_desk_cell_open(n->desk, column, cell)) continue;
    json_t *o = named("row", cell->row, cell->clause, cell->label);
    if (o != NULL && cell->row_label != NULL &&
        json_object_set(o, "row_label", (json_t *)cell->row_label) != 0)
      n->failed = true;
    append(n, "cells", o);
  }
}

/* "FORM", or "FORM.ITEM" for each of its items. */
static void add_scored(needs *n, const char *scored) {
  const json_t *items = cs_items_of_stage(n->desk, n->desk->stage, scored);
  for (size_t i = 0; i < json_array_size(items); i++) {
    const char *item = json_string_value(json_object_get(json_array_get(items, i), "item"));
    append(n, "scores", json_sprintf("%s.%s", scored, item));
  }
  if (json_array_size(items) == 0) append(n, "scores", json_string(scored));
}

static void add_answers(needs *n) {
  const cs_stage_row *s = n->desk->stage;
  if (s->act == CS_STAGE_APPROVE) {
    append(n, "answers", json_string("yes"));
    append(n, "answers", json_string("no"));
  }
  if (s->act == CS_STAGE_OBJECT) append(n, "answers", json_string("objection"));
  for (size_t i = 0; i < s->answer_count; i++)
    append(n, "answers", json_string(s->answers[i].name));
  for (size_t i = 0; i < s->reasons.count; i++)
    append(n, "reasons", json_string(s->reasons.list[i]));
}

json_t *cs_desk_needs(cs_desk *d) {
  const cs_stage_row *s = d->stage;
  needs n = {.desk = d, .out = json_object()};
  if (n.out == NULL) return NULL;
  add_handed(&n, "documents", CS_HANDED_DOCUMENT, &s->needs);
  add_handed(&n, "forms", CS_HANDED_FORM, &s->fills);
  add_asks(&n);
  add_cells(&n);
  for (size_t i = 0; i < s->collect_count; i++) add_scored(&n, s->collects[i].form);
  if (s->panel != NULL) add_scored(&n, s->panel->name);
  add_answers(&n);
  if (!n.failed) return n.out;
  json_decref(n.out);
  return NULL;
}
