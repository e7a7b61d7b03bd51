/* all, any, k_of, not, choose: conditions made of conditions. They are told by their children. */
#include "assess/predicate.h"
#include "base/messages.h"
#include <string.h>

static void reads_children(const cs_node *node, cs_reads *r) { (void)node, (void)r; }

static int compile_of(cs_compiler *c, const json_t *json, cs_node *node) {
  const json_t *of;
  int rc = cs_member_array(c, json, "of", &of);
  return rc == CS_OK ? cs_nodes_compile(c, of, node) : rc;
}

static bool all_holds(const cs_node *node, const cs_case *c) {
  for (uint32_t i = 0; i < node->count; i++)
    if (!cs_holds(node->of[i], c)) return false;
  return true;
}
const cs_predicate cs_predicate_all = {"all", "of", compile_of, all_holds, reads_children, NULL};

static bool any_holds(const cs_node *node, const cs_case *c) {
  for (uint32_t i = 0; i < node->count; i++)
    if (cs_holds(node->of[i], c)) return true;
  return false;
}
const cs_predicate cs_predicate_any = {"any", "of", compile_of, any_holds, reads_children, NULL};

static int k_of_compile(cs_compiler *c, const json_t *json, cs_node *node) {
  int rc = compile_of(c, json, node);
  return rc == CS_OK ? cs_value_number(c, json, "k", 0, UINT16_MAX, &node->number) : rc;
}

static bool k_of_holds(const cs_node *node, const cs_case *c) {
  int64_t held = 0;
  for (uint32_t i = 0; i < node->count && held < node->number; i++)
    held += cs_holds(node->of[i], c);
  return held >= node->number;
}
const cs_predicate cs_predicate_k_of = {"k_of",     "k of",         k_of_compile,
                                        k_of_holds, reads_children, NULL};

static int not_compile(cs_compiler *c, const json_t *json, cs_node *node) {
  const cs_node *child;
  int rc = cs_node_compile(c, json_object_get(json, "of"), &child);
  if (rc != CS_OK) return rc;
  node->of = cs_arena_alloc(c->program->arena, sizeof *node->of);
  if (node->of == NULL) return cs_no_memory(c);
  node->of[node->count++] = (cs_node *)child;
  return CS_OK;
}

static bool not_holds(const cs_node *node, const cs_case *c) { return !cs_holds(node->of[0], c); }
const cs_predicate cs_predicate_not = {"not", "of", not_compile, not_holds, reads_children, NULL};

/* The node of the choice in force is its only child; all choices are compiled, so that a pack is checked whole. */
static int note_choice(cs_compiler *c, const char *member, const json_t *literal, void *out) {
  (void)c, (void)member;
  *(const char **)out = json_string_value(literal);
  return CS_OK;
}

static int choose_compile(cs_compiler *c, const json_t *json, cs_node *node) {
  const json_t *of;
  const char *id, *choice = NULL, *name;
  json_t *child;
  int rc = cs_member_text(c, json, "reading", &id);
  if (rc == CS_OK) rc = cs_member_object(c, json, "of", &of);
  if (rc != CS_OK) return rc;
  rc = cs_reading_read(c, json_object_get(json, "reading"), "reading", note_choice, &choice);
  if (rc != CS_OK) return rc;
  const json_t *choices = json_object_get(
      json_object_get(json_object_get(c->program->pack, "readings"), id), "choices");
  for (size_t i = 0; i < json_array_size(choices); i++)
    if (json_object_get(of, json_string_value(json_array_get(choices, i))) == NULL)
      return cs_refuse(c, CS_MSG_pack_choice_absent, id,
                       json_string_value(json_array_get(choices, i)));
  if (json_object_size(of) != json_array_size(choices))
    return cs_refuse(c, CS_MSG_pack_choice_extra, id);
  node->of = cs_arena_alloc(c->program->arena, sizeof *node->of);
  if (node->of == NULL) return cs_no_memory(c);
  node->count = 1;
  json_object_foreach((json_t *)of, name, child) {
    if (c->effective != NULL && strcmp(name, choice) != 0) continue;
    rc = cs_node_compile(c, child, (const cs_node **)&node->of[0]);
    if (rc != CS_OK) return rc;
  }
  return CS_OK;
}

static bool choose_holds(const cs_node *node, const cs_case *c) { return cs_holds(node->of[0], c); }
const cs_predicate cs_predicate_choose = {"choose",     "reading of",   choose_compile,
                                          choose_holds, reads_children, NULL};
