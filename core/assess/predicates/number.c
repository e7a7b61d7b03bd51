/* number: an integer attribute compared. */
#include "assess/sentence.h"
#include "base/messages.h"

static int compile(cs_compiler *c, const json_t *json, cs_node *node) {
  int rc = cs_node_attr(c, json, "attr", node);
  if (rc != CS_OK) return rc;
  const cs_attribute *a = &c->program->attributes[node->attr];
  if (a->type != CS_TYPE_INTEGER) return cs_refuse(c, CS_MSG_pack_not_integer, a->name);
  rc = cs_node_cmp(c, json, node);
  return rc == CS_OK
             ? cs_value_number(c, json, "value", INT64_MIN / 4, INT64_MAX / 4, &node->number)
             : rc;
}

static bool holds(const cs_node *node, const cs_case *c) {
  const cs_atom *a = &c->attributes[node->attr];
  return a->known == CS_KNOWN && cs_compare_holds(node->cmp, a->number, node->number);
}

static void reads(const cs_node *node, cs_reads *r) {
  cs_reads_cut(r, node->attr, node->cmp, node->number);
}

const cs_predicate cs_predicate_number = {"number", "attr cmp value", compile, holds,
                                          reads,    cs_say_compared};
