/* concluded: a case of the person, of a procedure, ended in one of the listed ways; in a window by the day it ended, else ever. Procedures
 * write it as an event of the person's record: on, kind "concluded", procedure, outcome. */
#include "assess/sentence.h"
#include "assess/window.h"
#include "base/messages.h"
#include <string.h>

enum { PROCEDURE, OUTCOME }; /* the fields of that event */

static int compile(cs_compiler *c, const json_t *json, cs_node *node) {
  cs_program *p = c->program;
  cs_counter counter;
  memset(&counter, 0, sizeof counter);
  int rc = cs_member_text(c, json, "procedure", &node->text);
  if (rc != CS_OK) return rc;
  if (json_object_get(json_object_get(p->pack, "procedures"), node->text) == NULL)
    return cs_refuse(c, CS_MSG_pack_procedure_unknown, node->text);
  counter.kind = p->concluded;
  counter.fields = 1u << PROCEDURE | 1u << OUTCOME;
  const cs_field *fields = p->kinds[counter.kind].fields;
  int32_t place = cs_list_find(&p->lists[fields[PROCEDURE].list], node->text, strlen(node->text));
  cs_bits_add(&counter.where[PROCEDURE], (uint32_t)place);
  rc = cs_value_set(c, json, "outcome", fields[OUTCOME].list, &counter.where[OUTCOME]);
  node->data = json_object_get(json, "window"); /* NULL: ever */
  if (rc == CS_OK)
    rc = node->data != NULL ? cs_node_window(c, json, node) : cs_window_ever(c, &node->window);
  counter.window = node->window;
  return rc == CS_OK ? cs_node_counter(c, &counter, node) : rc;
}

static bool holds(const cs_node *node, const cs_case *c) { return c->hits[node->counter] > 0; }

static void reads(const cs_node *node, cs_reads *r) { cs_reads_counter(r, node->counter); }

static void describe(const cs_node *node, const cs_case *c, cs_sentence *s) {
  const cs_counter *counter = &c->program->counters[node->counter];
  const cs_field *fields = c->program->kinds[counter->kind].fields;
  char day[CS_DATE_SIZE];
  bool said = false;
  if (!s->brief) {
    const json_t *procedures = json_object_get(c->program->pack, "procedures");
    const json_t *label = json_object_get(json_object_get(procedures, node->text), "label");
    cs_buf_printf(s->out, "%s ", cs_label_text(label, node->text));
    cs_say_set(s->out, c, fields[OUTCOME].list, &counter->where[OUTCOME], CS_MSG_say_or);
    if (node->data != NULL) {
      cs_buf_puts(s->out, CS_MSG_say_in);
      if (!cs_say_days(s->out, c, counter->window)) return;
    }
    cs_buf_puts(s->out, CS_MSG_say_colon);
  }
  for (uint32_t i = 0; i < c->happening_count; i++) {
    const cs_happening *h = &c->happenings[i];
    if (h->effects != 1 || !((h->effect[0] >> node->counter) & 1)) continue;
    cs_buf_printf(s->out, "%s%s", said ? CS_MSG_say_comma : "", cs_date_text(h->on, day));
    said = true;
  }
  if (!said) cs_buf_puts(s->out, CS_MSG_say_nothing);
}

const cs_predicate cs_predicate_concluded = {
    "concluded", "procedure outcome window?", compile, holds, reads, describe};
