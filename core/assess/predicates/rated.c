/* rated: how many ratings left in a window are one of the listed values. */
#include "assess/sentence.h"
#include "base/messages.h"

static int compile(cs_compiler *c, const json_t *json, cs_node *node) {
  int rc = cs_node_view(c, json, node);
  if (rc == CS_OK)
    rc = cs_value_set(c, json, "values", c->program->series[node->series].list, &node->set);
  if (rc == CS_OK) rc = cs_node_cmp(c, json, node);
  return rc == CS_OK ? cs_value_number(c, json, "count", 0, CS_HORIZON, &node->number) : rc;
}

static int64_t counted(const cs_node *node, const cs_case *c) {
  int64_t count = 0;
  for (uint64_t values = node->set.word[0]; values != 0; values &= values - 1)
    count += c->tally[node->view][__builtin_ctzll(values)];
  return count;
}

static bool holds(const cs_node *node, const cs_case *c) {
  return cs_compare_holds(node->cmp, counted(node, c), node->number);
}

static void reads(const cs_node *node, cs_reads *r) { cs_reads_view(r, node->view, &node->set); }

static void describe(const cs_node *node, const cs_case *c, cs_sentence *s) {
  if (!s->brief) {
    cs_say_set(s->out, c, c->program->series[node->series].list, &node->set, CS_MSG_say_or);
    cs_buf_putc(s->out, ' ');
    cs_say_compare(s->out, node->cmp);
    cs_buf_printf(s->out, " %lld", (long long)node->number);
    cs_buf_puts(s->out, CS_MSG_say_in);
  }
  cs_say_ratings(s->out, c, node->series, node->window);
}

const cs_predicate cs_predicate_rated = {
    "rated", "series window values cmp count", compile, holds, reads, describe};
