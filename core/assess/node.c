/* Condition trees: from JSON to nodes, and the members that many predicates have. */
#include "assess/predicate.h"
#include "assess/window.h"
#include "base/messages.h"
#include <stdio.h>
#include <string.h>

static const cs_predicate *const predicates[] = {
#define ROW(name) &cs_predicate_##name,
    CS_PREDICATES(ROW)
#undef ROW
};
#define PREDICATE_COUNT (sizeof predicates / sizeof *predicates)

const cs_predicate *cs_predicate_of(const char *op) {
  for (size_t i = 0; i < PREDICATE_COUNT; i++)
    if (strcmp(predicates[i]->op, op) == 0) return predicates[i];
  return NULL;
}

static int unknown_op(cs_compiler *c, const char *op) {
  char known[256];
  size_t n = 0;
  known[0] = '\0';
  for (size_t i = 0; i < PREDICATE_COUNT && n < sizeof known; i++)
    n += (size_t)snprintf(known + n, sizeof known - n, "%s%s", i > 0 ? " " : "", predicates[i]->op);
  return cs_refuse(c, CS_MSG_pack_op_unknown, op, known);
}

static int compile_members(cs_compiler *c, const json_t *json, cs_node *node) {
  char members[160];
  snprintf(members, sizeof members, "op clause? label? at? %s", node->op->members);
  int rc = cs_members(c, json, node->op->op, members);
  if (rc == CS_OK) rc = cs_member_label(c, json, "label", &node->label);
  node->clause = c->clause;
  if (rc == CS_OK) rc = node->op->compile(c, json, node);
  return rc;
}

int cs_node_compile(cs_compiler *c, const json_t *json, const cs_node **out) {
  if (!json_is_object(json)) return cs_refuse(c, CS_MSG_pack_object_wanted, "condition");
  const char *op = json_string_value(json_object_get(json, "op"));
  if (op == NULL) return cs_refuse(c, CS_MSG_pack_member_absent, "condition", 2, "op");
  if (++c->depth > CS_DEPTH_MAX) return cs_refuse(c, CS_MSG_pack_too_deep, CS_DEPTH_MAX);
  cs_node *node = cs_arena_alloc(c->program->arena, sizeof *node);
  if (node == NULL) return cs_no_memory(c);
  *node = (cs_node){.op = cs_predicate_of(op),
                    .attr = -1,
                    .series = -1,
                    .window = -1,
                    .view = -1,
                    .counter = -1,
                    .doubt = -1};

  /* The place and clause of a node are those of the nodes in it, and no longer. */
  const char *file = c->file, *clause = c->clause, *readings[CS_READINGS_MAX];
  int line = c->line;
  memcpy(readings, c->readings, sizeof readings);
  memset(c->readings, 0, sizeof c->readings);
  int rc = node->op == NULL ? CS_OK : compile_members(c, json, node);
  if (node->op == NULL) {
    rc = cs_members(c, json, "condition", "op at?"); /* for its place only */
    rc = rc == CS_ENOMEM ? rc : unknown_op(c, op);
  }
  if (rc != CS_OK) return rc;
  memcpy(node->readings, c->readings, sizeof readings);
  memcpy(c->readings, readings, sizeof readings);
  c->file = file;
  c->line = line;
  c->clause = clause;
  c->depth--;
  *out = node;
  return CS_OK;
}

int cs_nodes_compile(cs_compiler *c, const json_t *array, cs_node *node) {
  size_t n = json_array_size(array);
  if (n > UINT16_MAX) return cs_refuse(c, CS_MSG_pack_list_long, "of", UINT16_MAX);
  node->of = cs_arena_alloc(c->program->arena, (n + 1) * sizeof *node->of);
  if (node->of == NULL) return cs_no_memory(c);
  for (size_t i = 0; i < n; i++) {
    const cs_node *child;
    int rc = cs_node_compile(c, json_array_get(array, i), &child);
    if (rc != CS_OK) return rc;
    node->of[node->count++] = (cs_node *)child;
  }
  return CS_OK;
}

int cs_node_attr(cs_compiler *c, const json_t *json, const char *member, cs_node *node) {
  const char *name;
  int rc = cs_member_text(c, json, member, &name);
  if (rc != CS_OK) return rc;
  node->attr = name == NULL ? -1 : cs_program_attribute(c->program, name);
  if (node->attr < 0) return cs_refuse(c, CS_MSG_pack_attribute_unknown, name ? name : "?");
  c->program->attributes[node->attr].used = true;
  return CS_OK;
}

int cs_node_series(cs_compiler *c, const json_t *json, cs_node *node) {
  const char *name;
  int rc = cs_member_text(c, json, "series", &name);
  if (rc != CS_OK) return rc;
  node->series = name == NULL ? -1 : cs_program_series(c->program, name);
  if (node->series < 0) return cs_refuse(c, CS_MSG_pack_series_unknown, name ? name : "?");
  cs_series *s = &c->program->series[node->series];
  s->used = true;
  if (s->from >= 0)
    c->program->attributes[s->from].used = c->program->attributes[s->from].outer = true;
  if (s->until >= 0)
    c->program->attributes[s->until].used = c->program->attributes[s->until].outer = true;
  return CS_OK;
}

int cs_node_history(cs_compiler *c, int32_t attr) {
  cs_program *p = c->program;
  cs_attribute *a = &p->attributes[attr];
  if (a->list < 0 || p->lists[a->list].kind != CS_LADDER)
    return cs_refuse(c, CS_MSG_pack_no_ladder, a->name);
  p->history_count += a->history ? 0 : 1;
  a->used = a->history = true;
  return CS_OK;
}

int cs_node_doubtful(cs_compiler *c, cs_node *node) {
  cs_program *p = c->program;
  if (p->doubtful_count == 64) return cs_refuse(c, CS_MSG_pack_list_long, "window", 64);
  const cs_node **grown = cs_grown(c, p->doubtful, p->doubtful_count, sizeof *grown);
  if (grown == NULL) return cs_no_memory(c);
  node->doubt = (int32_t)p->doubtful_count;
  grown[p->doubtful_count++] = node;
  p->doubtful = grown;
  return CS_OK;
}

int cs_node_window(cs_compiler *c, const json_t *json, cs_node *node) {
  int rc = cs_window_compile(c, json_object_get(json, "window"), &node->window);
  if (rc != CS_OK || c->program->windows[node->window].kind != CS_BETWEEN) return rc;
  return cs_node_doubtful(c, node);
}

int cs_node_view(cs_compiler *c, const json_t *json, cs_node *node) {
  cs_program *p = c->program;
  int rc = cs_node_series(c, json, node);
  if (rc == CS_OK) rc = cs_node_window(c, json, node);
  if (rc != CS_OK) return rc;
  cs_series *s = &p->series[node->series];
  const cs_window *w = &p->windows[node->window];
  if (s->every != w->every) return cs_refuse(c, CS_MSG_pack_every_differs, s->name);
  if (s->horizon < w->reach) s->horizon = w->reach;
  for (uint32_t i = 0; i < p->view_count; i++) {
    if (p->views[i].series != node->series || p->views[i].window != node->window) continue;
    node->view = (int32_t)i;
    return CS_OK;
  }
  if (p->view_count == 64) return cs_refuse(c, CS_MSG_pack_list_long, "window", 64);
  cs_view *grown = cs_grown(c, p->views, p->view_count, sizeof *grown);
  if (grown == NULL) return cs_no_memory(c);
  grown[p->view_count] = (cs_view){node->series, node->window};
  p->views = grown;
  node->view = (int32_t)p->view_count++;
  return CS_OK;
}

static bool counters_equal(const cs_counter *a, const cs_counter *b) {
  return a->kind == b->kind && a->window == b->window && a->fields == b->fields &&
         memcmp(a->where, b->where, sizeof a->where) == 0;
}

int cs_node_counter(cs_compiler *c, const cs_counter *counter, cs_node *node) {
  cs_program *p = c->program;
  for (uint32_t i = 0; i < p->counter_count; i++) {
    if (!counters_equal(&p->counters[i], counter)) continue;
    node->counter = (int32_t)i;
    return CS_OK;
  }
  if (p->counter_count == 64) return cs_refuse(c, CS_MSG_pack_list_long, "events", 64);
  cs_counter *grown = cs_grown(c, p->counters, p->counter_count, sizeof *grown);
  if (grown == NULL) return cs_no_memory(c);
  grown[p->counter_count] = *counter;
  p->counters = grown;
  node->counter = (int32_t)p->counter_count++;
  return CS_OK;
}

int cs_node_cmp(cs_compiler *c, const json_t *json, cs_node *node) {
  int cmp = 0;
  int rc = cs_member_word(c, json, "cmp", "< <= == >= >", &cmp);
  node->cmp = (cs_compare)cmp;
  return rc;
}
