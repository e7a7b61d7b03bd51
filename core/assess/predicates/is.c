/* is: the attribute is one of the listed values. */
#include "assess/sentence.h"
#include "base/messages.h"

static int compile(cs_compiler *c, const json_t *json, cs_node *node) {
  int rc = cs_node_attr(c, json, "attr", node);
  if (rc != CS_OK) return rc;
  const cs_attribute *a = &c->program->attributes[node->attr];
  if (a->list < 0) return cs_refuse(c, CS_MSG_pack_no_list, a->name);
  return cs_value_set(c, json, "in", a->list, &node->set);
}

static bool holds(const cs_node *node, const cs_case *c) {
  const cs_atom *a = &c->attributes[node->attr];
  return a->known == CS_KNOWN && cs_bits_has(&node->set, (uint32_t)a->number);
}

static void reads(const cs_node *node, cs_reads *r) { cs_reads_set(r, node->attr, &node->set); }

static void describe(const cs_node *node, const cs_case *c, cs_sentence *s) {
  cs_say_fact(s, c, node->attr);
  if (s->brief) return;
  cs_buf_puts(s->out, CS_MSG_say_needs);
  cs_say_set(s->out, c, c->program->attributes[node->attr].list, &node->set, CS_MSG_say_or);
  cs_buf_puts(s->out, CS_MSG_say_close);
}

const cs_predicate cs_predicate_is = {"is", "attr in", compile, holds, reads, describe};
