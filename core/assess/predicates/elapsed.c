/* elapsed: so many months have passed since a date, up to the as-of date. Counted forward from the date and clamped to the
 * month's end: three months after November 30th is February 28th. */
#include "assess/sentence.h"
#include "base/messages.h"

static int compile(cs_compiler *c, const json_t *json, cs_node *node) {
  int rc = cs_node_attr(c, json, "since", node);
  if (rc != CS_OK) return rc;
  const cs_attribute *a = &c->program->attributes[node->attr];
  if (a->type != CS_TYPE_DATE) return cs_refuse(c, CS_MSG_pack_not_a_date, a->name);
  int64_t *latest = cs_arena_alloc(c->program->arena, sizeof *latest);
  if (latest == NULL) return cs_no_memory(c);
  rc = cs_value_number(c, json, "months", 0, 1200, &node->number);
  /* The last day from which the months have passed; add_months never goes back, so all earlier days will do too. */
  cs_date day = cs_date_add_months(c->program->as_of, -(int)node->number) + 3;
  while (cs_date_add_months(day, (int)node->number) > c->program->as_of) day--;
  *latest = day;
  node->data = latest;
  return rc;
}

static int64_t latest(const cs_node *node) { return *(const int64_t *)node->data; }

static bool holds(const cs_node *node, const cs_case *c) {
  const cs_atom *a = &c->attributes[node->attr];
  return a->known == CS_KNOWN && a->number <= latest(node);
}

static void reads(const cs_node *node, cs_reads *r) {
  cs_reads_cut(r, node->attr, CS_LE, latest(node));
}

static void describe(const cs_node *node, const cs_case *c, cs_sentence *s) {
  const cs_atom *a = &c->attributes[node->attr];
  if (!s->brief) cs_buf_printf(s->out, CS_MSG_say_elapsed, (long long)node->number);
  cs_say_fact(s, c, node->attr);
  if (a->known != CS_KNOWN) return;
  char from[CS_DATE_SIZE];
  cs_date_text(cs_date_add_months((cs_date)a->number, (int)node->number), from);
  cs_buf_printf(s->out, "%s%s%s", CS_MSG_say_needs, from, CS_MSG_say_close);
}

const cs_predicate cs_predicate_elapsed = {"elapsed", "since months", compile,
                                           holds,     reads,          describe};
