/* blank: the attribute has no value, where the pack says that a blank means "none". */
#include "assess/sentence.h"
#include "base/messages.h"

static int compile(cs_compiler *c, const json_t *json, cs_node *node) {
  int rc = cs_node_attr(c, json, "attr", node);
  if (rc != CS_OK) return rc;
  const cs_attribute *a = &c->program->attributes[node->attr];
  return a->blank_none ? CS_OK : cs_refuse(c, CS_MSG_pack_blank_unknown, a->name);
}

static bool holds(const cs_node *node, const cs_case *c) {
  return c->attributes[node->attr].known == CS_BLANK;
}

static void reads(const cs_node *node, cs_reads *r) {
  cs_bits_add(&r->attributes, (uint32_t)node->attr);
}

static void describe(const cs_node *node, const cs_case *c, cs_sentence *s) {
  cs_say_fact(s, c, node->attr);
  if (!s->brief)
    cs_buf_printf(s->out, "%s%s%s", CS_MSG_say_needs, CS_MSG_say_nothing, CS_MSG_say_close);
}

const cs_predicate cs_predicate_blank = {"blank", "attr", compile, holds, reads, describe};
