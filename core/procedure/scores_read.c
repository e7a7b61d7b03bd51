/* Panels, checklists and forms, as rows. Shares total 10000 basis points. */
#include "base/messages.h"
#include "procedure/rows.h"
#include <string.h>

#define SHARE_ALL 10000
#define SCORE_MAX 1000000 /* hundredths */

static int integer_member(cs_rows *r, const json_t *json, const char *member, int32_t min,
                          int32_t max, int32_t *out) {
  const json_t *value = json_object_get(json, member);
  json_int_t n = json_integer_value(value);
  if (!json_is_integer(value)) return cs_refuse(&r->compiler, CS_MSG_pack_integer_wanted, member);
  if (n < min || n > max)
    return cs_refuse(&r->compiler, CS_MSG_pack_number_range, member, (long long)n, (long long)min,
                     (long long)max);
  *out = (int32_t)n;
  return CS_OK;
}

static int read_seat(cs_rows *r, const json_t *json, cs_seat *out) {
  cs_compiler *c = &r->compiler;
  int rc = cs_members(c, json, "seat", "role weight label? clause? at?");
  out->clause = c->clause;
  if (rc == CS_OK) rc = cs_rows_name(r, json, "role", "roles", &out->role);
  if (rc == CS_OK) rc = cs_member_label(c, json, "label", &out->label);
  return rc == CS_OK ? integer_member(r, json, "weight", 1, SHARE_ALL, &out->weight) : rc;
}

static int read_seats(cs_rows *r, const json_t *json, cs_panel *p) {
  cs_compiler *c = &r->compiler;
  const char *clause = c->clause, *file = c->file;
  int line = c->line;
  int64_t total = 0;
  const json_t *seats;
  int rc = cs_member_array(c, json, "seats", &seats);
  p->seat_count = json_array_size(seats);
  cs_seat *list = cs_rows_alloc(r, p->seat_count, sizeof *list);
  if (rc == CS_OK && list == NULL) return cs_no_memory(c);
  p->seats = list;
  for (size_t i = 0; rc == CS_OK && i < p->seat_count; i++) {
    c->clause = clause;
    rc = read_seat(r, json_array_get(seats, i), &list[i]);
    for (size_t k = 0; rc == CS_OK && k < i; k++)
      if (strcmp(list[k].role, list[i].role) == 0)
        rc = cs_refuse(c, CS_MSG_pack_twice, list[i].role, p->name);
    total += list[i].weight;
  }
  c->clause = clause;
  c->file = file;
  c->line = line;
  if (rc != CS_OK || total == SHARE_ALL) return rc;
  return cs_refuse(c, CS_MSG_procedure_weights, p->name, (long long)total);
}

/* { clause } of those who sit there, { clause, asked } of who leads them. */
static int read_members(cs_rows *r, const json_t *json, cs_panel *p) {
  cs_compiler *c = &r->compiler;
  const json_t *members = json_object_get(json, "members"), *chair = json_object_get(json, "chair");
  const char *clause = c->clause;
  int rc = CS_OK;
  if (members != NULL) {
    rc = cs_members(c, members, "members", "clause at?");
    p->members = c->clause;
  }
  if (rc == CS_OK && chair != NULL) {
    rc = cs_members(c, chair, "chair", "clause asked at?");
    p->chair_clause = c->clause;
    if (rc == CS_OK) rc = cs_member_text(c, chair, "asked", &p->chair);
    if (rc == CS_OK) rc = cs_rows_case_attribute(r, "asked", p->chair);
  }
  c->clause = clause;
  return rc;
}

static int read_panel(cs_rows *r, const char *name, const json_t *json, cs_panel *p) {
  cs_compiler *c = &r->compiler;
  int missing = 0;
  cs_lack ignored = {0};
  *p = (cs_panel){.name = name};
  c->clause = NULL;
  int rc = cs_members(c, json, "panel",
                      "clause label? form? seats chair? members? pass missing? at? replaces?");
  p->clause = c->clause;
  if (rc == CS_OK) rc = cs_member_label(c, json, "label", &p->label);
  if (rc == CS_OK && json_object_get(json, "form") != NULL)
    rc = cs_rows_name(r, json, "form", "forms", &p->form);
  if (rc == CS_OK) rc = read_seats(r, json, p);
  if (rc == CS_OK) rc = cs_rows_number(r, json, "pass", 0, SCORE_MAX, &p->pass, &p->lack);
  if (rc == CS_OK && json_object_get(json, "missing") != NULL)
    rc = cs_rows_word(r, json, "missing", "wait reweigh", &missing, &ignored);
  p->reweigh = missing == 1;
  return rc == CS_OK ? read_members(r, json, p) : rc;
}

int cs_rows_panels(cs_rows *r) {
  const json_t *section;
  int rc = cs_member_object(&r->compiler, cs_pack_json(r->pack), "panels", &section);
  if (rc != CS_OK) return rc;
  cs_panel *list = cs_rows_alloc(r, json_object_size(section), sizeof *list);
  if (list == NULL) return cs_no_memory(&r->compiler);
  r->panels = list;
  const char *name;
  json_t *json;
  json_object_foreach((json_t *)section, name, json) {
    rc = read_panel(r, name, json, &list[r->panel_count++]);
    if (rc != CS_OK) return rc;
  }
  return CS_OK;
}

static int read_cell(cs_rows *r, const json_t *json, cs_checklist_cell *out) {
  cs_compiler *c = &r->compiler;
  int rc = cs_members(c, json, "cell", "row column clause? label? at?");
  out->clause = c->clause;
  if (rc == CS_OK) rc = cs_member_text(c, json, "row", &out->row);
  if (rc == CS_OK) rc = cs_member_text(c, json, "column", &out->column);
  return rc == CS_OK ? cs_member_label(c, json, "label", &out->label) : rc;
}

static int read_checklist(cs_rows *r, const char *name, const json_t *json, cs_checklist *l) {
  cs_compiler *c = &r->compiler;
  const json_t *cells, *label, *rows;
  *l = (cs_checklist){.name = name};
  c->clause = NULL;
  int rc = cs_members(c, json, "checklist", "clause label? by cells rows? at? replaces?");
  l->clause = c->clause;
  if (rc == CS_OK) rc = cs_member_label(c, json, "label", &label);
  if (rc == CS_OK) rc = cs_member_text(c, json, "by", &l->by);
  if (rc == CS_OK && strcmp(l->by, "target") != 0) rc = cs_rows_known(r, "by", "attributes", l->by);
  if (rc == CS_OK) rc = cs_member_array(c, json, "cells", &cells);
  if (rc == CS_OK) rc = cs_member_object(c, json, "rows", &rows);
  if (rc != CS_OK) return rc;
  l->cell_count = json_array_size(cells);
  cs_checklist_cell *list = cs_rows_alloc(r, l->cell_count, sizeof *list);
  if (list == NULL) return cs_no_memory(c);
  l->cells = list;
  for (size_t i = 0; rc == CS_OK && i < l->cell_count; i++) {
    c->clause = l->clause;
    rc = read_cell(r, json_array_get(cells, i), &list[i]);
    if (rc == CS_OK && rows != NULL) rc = cs_member_label(c, rows, list[i].row, &list[i].row_label);
    for (size_t k = 0; rc == CS_OK && k < i; k++)
      if (strcmp(list[k].row, list[i].row) == 0 && strcmp(list[k].column, list[i].column) == 0)
        rc = cs_refuse(c, CS_MSG_pack_twice, list[i].row, list[i].column);
  }
  return rc;
}

int cs_rows_checklists(cs_rows *r) {
  const json_t *section;
  int rc = cs_member_object(&r->compiler, cs_pack_json(r->pack), "checklists", &section);
  if (rc != CS_OK) return rc;
  cs_checklist *list = cs_rows_alloc(r, json_object_size(section), sizeof *list);
  if (list == NULL) return cs_no_memory(&r->compiler);
  r->checklists = list;
  const char *name;
  json_t *json;
  json_object_foreach((json_t *)section, name, json) {
    rc = read_checklist(r, name, json, &list[r->checklist_count++]);
    if (rc != CS_OK) return rc;
  }
  return CS_OK;
}

int cs_rows_draw(cs_rows *r, const char *name, const cs_draw_row **out) {
  cs_compiler *c = &r->compiler;
  const char *clause = c->clause, *file = c->file;
  int line = c->line;
  const json_t *json = json_object_get(json_object_get(cs_pack_json(r->pack), "draws"), name);
  cs_draw_row *draw = cs_rows_alloc(r, 1, sizeof *draw);
  if (draw == NULL) return cs_no_memory(c);
  *out = draw;
  draw->name = name;
  int rc = cs_members(c, json, "draw", "clause label? from least most number? at? replaces?");
  draw->clause = c->clause;
  if (rc == CS_OK) rc = cs_member_text(c, json, "from", &draw->from);
  const json_t *pack = cs_pack_json(r->pack);
  if (rc == CS_OK && json_object_get(json_object_get(pack, "relations"), draw->from) == NULL)
    rc = cs_rows_known(r, "from", "roles", draw->from);
  if (rc == CS_OK) rc = cs_rows_number(r, json, "least", 0, INT16_MAX, &draw->least, &draw->lack);
  if (rc == CS_OK) rc = cs_rows_number(r, json, "most", 1, INT16_MAX, &draw->most, &draw->lack);
  draw->number = draw->most;
  if (rc == CS_OK && json_object_get(json, "number") != NULL)
    rc = cs_rows_number(r, json, "number", 0, INT16_MAX, &draw->number, &draw->lack);
  c->clause = clause;
  c->file = file;
  c->line = line;
  return rc;
}

static int read_item(cs_rows *r, const json_t *json, const char **name, int32_t *weight) {
  cs_compiler *c = &r->compiler;
  const json_t *label;
  int32_t most;
  *weight = 0;
  int rc = cs_members(c, json, "item", "item label? most weight? at?");
  if (rc == CS_OK) rc = cs_member_text(c, json, "item", name);
  if (rc == CS_OK) rc = cs_member_label(c, json, "label", &label);
  if (rc == CS_OK) rc = integer_member(r, json, "most", 1, SCORE_MAX, &most);
  if (rc != CS_OK || json_object_get(json, "weight") == NULL) return rc;
  return integer_member(r, json, "weight", 1, SHARE_ALL, weight);
}

/* Each has a name of its own; either every item has a weight or none. */
static int read_items(cs_rows *r, const char *form, const json_t *items) {
  cs_compiler *c = &r->compiler;
  int64_t total = 0;
  size_t weighed = 0, count = json_array_size(items);
  for (size_t i = 0; i < count; i++) {
    const char *name = NULL;
    int32_t weight;
    int rc = read_item(r, json_array_get(items, i), &name, &weight);
    if (rc != CS_OK) return rc;
    for (size_t k = 0; k < i; k++)
      if (strcmp(json_string_value(json_object_get(json_array_get(items, k), "item")), name) == 0)
        return cs_refuse(c, CS_MSG_pack_twice, name, form);
    total += weight;
    weighed += weight != 0;
  }
  if (weighed == 0 || (weighed == count && total == SHARE_ALL)) return CS_OK;
  return cs_refuse(c, CS_MSG_procedure_weights, form, (long long)total);
}

/* Of forms only what scores hang on. */
int cs_rows_forms(cs_rows *r) {
  cs_compiler *c = &r->compiler;
  const json_t *section;
  int rc = cs_member_object(c, cs_pack_json(r->pack), "forms", &section);
  if (rc != CS_OK) return rc;
  const char *name;
  json_t *json;
  json_object_foreach((json_t *)section, name, json) {
    const json_t *items;
    c->clause = NULL;
    rc = cs_member_array(c, json, "items", &items);
    if (rc == CS_OK) rc = read_items(r, name, items);
    if (rc != CS_OK) return rc;
  }
  return CS_OK;
}
