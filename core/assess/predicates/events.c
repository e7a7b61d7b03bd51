/* events: how many events of a kind, whose fields are all in the lists, fall into a window: from the first day of the
 * earliest period left to the last day before the as-of period. */
#include "assess/sentence.h"
#include "base/messages.h"
#include <string.h>

static int compile_where(cs_compiler *c, const json_t *json, cs_counter *counter) {
  const cs_event_kind *kind = &c->program->kinds[counter->kind];
  const json_t *where;
  const char *name;
  json_t *value;
  int rc = cs_member_object(c, json, "where", &where);
  if (rc != CS_OK) return rc;
  json_object_foreach((json_t *)where, name, value) {
    uint32_t f = 0;
    while (f < kind->field_count && strcmp(kind->fields[f].name, name) != 0) f++;
    if (f == kind->field_count || kind->fields[f].list < 0)
      return cs_refuse(c, CS_MSG_pack_field_unknown, name, kind->name);
    counter->fields |= 1u << f;
    rc = cs_value_set(c, where, name, kind->fields[f].list, &counter->where[f]);
    if (rc != CS_OK) return rc;
  }
  return CS_OK;
}

static int compile(cs_compiler *c, const json_t *json, cs_node *node) {
  const char *name;
  cs_counter counter;
  memset(&counter, 0, sizeof counter);
  int rc = cs_member_text(c, json, "kind", &name);
  if (rc != CS_OK) return rc;
  counter.kind = cs_program_kind(c->program, name);
  if (counter.kind < 0) return cs_refuse(c, CS_MSG_pack_event_unknown, name);
  rc = cs_node_window(c, json, node);
  counter.window = node->window;
  if (rc == CS_OK) rc = compile_where(c, json, &counter);
  if (rc == CS_OK) rc = cs_node_cmp(c, json, node);
  if (rc == CS_OK) rc = cs_value_number(c, json, "count", 0, INT32_MAX, &node->number);
  return rc == CS_OK ? cs_node_counter(c, &counter, node) : rc;
}

static bool holds(const cs_node *node, const cs_case *c) {
  return cs_compare_holds(node->cmp, (int64_t)c->hits[node->counter], node->number);
}

static void reads(const cs_node *node, cs_reads *r) { cs_reads_counter(r, node->counter); }

static void describe(const cs_node *node, const cs_case *c, cs_sentence *s) {
  const cs_counter *counter = &c->program->counters[node->counter];
  const cs_event_kind *kind = &c->program->kinds[counter->kind];
  char day[CS_DATE_SIZE];
  if (!s->brief) {
    cs_buf_puts(s->out, cs_label_text(kind->label, kind->name));
    for (uint32_t f = 0; f < kind->field_count; f++) {
      if (!((counter->fields >> f) & 1)) continue;
      cs_buf_printf(s->out, ", %s ", cs_label_text(kind->fields[f].label, kind->fields[f].name));
      cs_say_set(s->out, c, kind->fields[f].list, &counter->where[f], CS_MSG_say_or);
    }
    cs_buf_putc(s->out, ' ');
    cs_say_compare(s->out, node->cmp);
    cs_buf_printf(s->out, " %lld", (long long)node->number);
    cs_buf_puts(s->out, CS_MSG_say_in);
  }
  if (!cs_say_days(s->out, c, counter->window)) return;
  cs_buf_puts(s->out, CS_MSG_say_colon);
  int said = 0;
  for (uint32_t i = 0; i < c->happening_count; i++) {
    const cs_happening *h = &c->happenings[i];
    uint64_t sure = UINT64_MAX, maybe = 0;
    for (uint32_t e = 0; e < h->effects; e++) sure &= h->effect[e], maybe |= h->effect[e];
    if (!((maybe >> node->counter) & 1)) continue;
    cs_buf_printf(s->out, "%s%s%s", said++ > 0 ? CS_MSG_say_comma : "", cs_date_text(h->on, day),
                  (sure >> node->counter) & 1 ? "" : "?");
  }
  if (said == 0) cs_buf_puts(s->out, CS_MSG_say_nothing);
}

const cs_predicate cs_predicate_events = {
    "events", "kind window where? cmp count", compile, holds, reads, describe};
