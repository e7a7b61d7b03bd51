/* grade: an attribute on a ladder, or the grade a rule leads to ("target"), compared with a rung. */
#include "assess/sentence.h"
#include "base/messages.h"
#include <string.h>

static int compile(cs_compiler *c, const json_t *json, cs_node *node) {
  const char *name;
  int rc = cs_member_text(c, json, "attr", &name);
  bool target = rc == CS_OK && c->program->moves >= 0 && strcmp(name, "target") == 0;
  if (rc == CS_OK && !target) rc = cs_node_attr(c, json, "attr", node);
  if (rc != CS_OK) return rc;
  const cs_attribute *a = &c->program->attributes[target ? c->program->moves : node->attr];
  if (target) node->attr = CS_TARGET;
  if (a->list < 0 || c->program->lists[a->list].kind != CS_LADDER)
    return cs_refuse(c, CS_MSG_pack_no_ladder, a->name);
  rc = cs_node_cmp(c, json, node);
  return rc == CS_OK ? cs_value_place(c, json, "value", a->list, &node->number) : rc;
}

static bool holds(const cs_node *node, const cs_case *c) {
  if (node->attr == CS_TARGET) return cs_compare_holds(node->cmp, c->target, node->number);
  const cs_atom *a = &c->attributes[node->attr];
  return a->known == CS_KNOWN && cs_compare_holds(node->cmp, a->number, node->number);
}

/* The ladder that moves is split whole anyway, so the target needs no word. */
static void reads(const cs_node *node, cs_reads *r) {
  if (node->attr != CS_TARGET) cs_reads_cut(r, node->attr, node->cmp, node->number);
}

const cs_predicate cs_predicate_grade = {"grade", "attr cmp value", compile, holds,
                                         reads,   cs_say_compared};
