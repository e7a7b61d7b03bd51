/* opaque: a function of the pack says so. It sees the facts it declares, nothing else, and no two values of them are alike. */
#include "assess/sentence.h"
#include "base/messages.h"
#include <string.h>

#define OPAQUE_PERIODS 12 /* of a series that no window reads */

typedef struct opaque {
  int32_t *attributes, *series;
  uint32_t attribute_count, series_count;
} opaque;

static int compile_reads(cs_compiler *c, const json_t *names, cs_node *node, opaque *o) {
  for (size_t i = 0; i < json_array_size(names); i++) {
    const char *name = json_string_value(json_array_get(names, i));
    if (name == NULL) return cs_refuse(c, CS_MSG_pack_text_wanted, "reads");
    cs_node fact = {.attr = cs_program_attribute(c->program, name)};
    if (fact.attr >= 0) {
      c->program->attributes[fact.attr].used = true;
      o->attributes[o->attribute_count++] = fact.attr;
      continue;
    }
    json_t *json = json_pack("{s:s}", "series", name);
    if (json == NULL) return cs_no_memory(c);
    int rc = cs_node_series(c, json, &fact);
    json_decref(json);
    if (rc != CS_OK) return rc;
    cs_series *s = &c->program->series[fact.series];
    if (s->horizon < OPAQUE_PERIODS) s->horizon = OPAQUE_PERIODS;
    o->series[o->series_count++] = fact.series;
  }
  node->data = o;
  return CS_OK;
}

static int compile(cs_compiler *c, const json_t *json, cs_node *node) {
  const json_t *names;
  int rc = cs_member_text(c, json, "id", &node->text);
  if (rc == CS_OK) rc = cs_member_array(c, json, "reads", &names);
  if (rc != CS_OK) return rc;
  size_t n = json_array_size(names) + 1;
  opaque *o = cs_arena_alloc(c->program->arena, sizeof *o);
  if (o != NULL) o->attributes = cs_arena_alloc(c->program->arena, n * sizeof *o->attributes);
  if (o != NULL) o->series = cs_arena_alloc(c->program->arena, n * sizeof *o->series);
  if (o == NULL || o->attributes == NULL || o->series == NULL) return cs_no_memory(c);
  c->program->opaque = true;
  return compile_reads(c, names, node, o);
}

static bool holds(const cs_node *node, const cs_case *c) {
  bool yes = false;
  if (c->trouble->code != CS_OK) return false;
  if (c->call == NULL) {
    cs_fail(c->trouble, CS_EPACK, CS_MSG_person_opaque, node->text);
    return false;
  }
  int rc = c->call(c->user, node->text, c, &yes, c->trouble);
  if (rc != CS_OK && c->trouble->code == CS_OK)
    cs_fail(c->trouble, rc, CS_MSG_person_opaque, node->text);
  return rc == CS_OK && yes;
}

static void reads(const cs_node *node, cs_reads *r) {
  const opaque *o = node->data;
  for (uint32_t i = 0; i < o->attribute_count; i++) cs_reads_whole(r, o->attributes[i]);
  for (uint32_t i = 0; i < o->series_count; i++) cs_reads_cells(r, o->series[i], UINT64_MAX, NULL);
}

static void describe(const cs_node *node, const cs_case *c, cs_sentence *s) {
  const opaque *o = node->data;
  if (!s->brief) cs_buf_printf(s->out, CS_MSG_say_opaque, node->text);
  for (uint32_t i = 0; i < o->attribute_count; i++) {
    cs_buf_puts(s->out, i > 0 ? CS_MSG_say_comma : " ");
    cs_say_fact(s, c, o->attributes[i]);
  }
}

const cs_predicate cs_predicate_opaque = {"opaque", "id reads", compile, holds, reads, describe};
