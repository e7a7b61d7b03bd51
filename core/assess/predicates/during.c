/* during: the as-of date lies in a span of a family, of one of the kinds where they are named. */
#include "assess/sentence.h"
#include "base/messages.h"

static int compile(cs_compiler *c, const json_t *json, cs_node *node) {
  const char *name;
  int rc = cs_member_text(c, json, "span", &name);
  if (rc != CS_OK) return rc;
  node->number = cs_program_span(c->program, name);
  if (node->number < 0) return cs_refuse(c, CS_MSG_pack_span_unknown, name);
  cs_span_kind *span = &c->program->spans[node->number];
  span->now = true;
  node->data = json_object_get(json, "kinds"); /* NULL: any */
  return node->data == NULL ? CS_OK : cs_value_set(c, json, "kinds", span->list, &node->set);
}

static bool counts(const cs_node *node, const cs_case *c, const cs_stretch *t) {
  if (t->family != node->number || t->from > c->program->as_of || t->to < c->program->as_of)
    return false;
  return node->data == NULL || (t->place >= 0 && cs_bits_has(&node->set, (uint32_t)t->place));
}

static bool holds(const cs_node *node, const cs_case *c) {
  for (uint32_t i = 0; i < c->stretch_count; i++)
    if (counts(node, c, &c->stretches[i])) return true;
  return false;
}

static void reads(const cs_node *node, cs_reads *r) { (void)node, (void)r; /* spans are known */ }

static void describe(const cs_node *node, const cs_case *c, cs_sentence *s) {
  const cs_span_kind *span = &c->program->spans[node->number];
  char day[CS_DATE_SIZE];
  bool said = false;
  if (!s->brief) {
    cs_buf_printf(s->out, "%s%s", CS_MSG_say_during, cs_label_text(span->label, span->name));
    if (node->data != NULL) {
      cs_buf_putc(s->out, ' ');
      cs_say_set(s->out, c, span->list, &node->set, CS_MSG_say_or);
    }
    cs_buf_puts(s->out, CS_MSG_say_colon);
  }
  for (uint32_t i = 0; i < c->stretch_count; i++) {
    const cs_stretch *t = &c->stretches[i];
    if (!counts(node, c, t)) continue;
    cs_buf_printf(s->out, "%s%s..", said ? CS_MSG_say_comma : "", cs_date_text(t->from, day));
    if (t->to != CS_DATE_MAX) cs_buf_puts(s->out, cs_date_text(t->to, day));
    said = true;
  }
  if (!said) cs_buf_puts(s->out, CS_MSG_say_nothing);
}

const cs_predicate cs_predicate_during = {"during", "span kinds?", compile, holds, reads, describe};
