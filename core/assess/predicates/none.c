/* none: no rating left in a window is one of the listed values. */
#include "assess/sentence.h"
#include "base/messages.h"

static int compile(cs_compiler *c, const json_t *json, cs_node *node) {
  int rc = cs_node_view(c, json, node);
  return rc == CS_OK
             ? cs_value_set(c, json, "values", c->program->series[node->series].list, &node->set)
             : rc;
}

static bool holds(const cs_node *node, const cs_case *c) {
  const uint8_t *tally = c->tally[node->view];
  for (uint64_t values = node->set.word[0]; values != 0; values &= values - 1)
    if (tally[__builtin_ctzll(values)] > 0) return false;
  return true;
}

static void reads(const cs_node *node, cs_reads *r) { cs_reads_view(r, node->view, &node->set); }

static void describe(const cs_node *node, const cs_case *c, cs_sentence *s) {
  const cs_series *series = &c->program->series[node->series];
  uint64_t left = c->left[node->window] & c->valued[node->series];
  int found = 0;
  for (uint64_t rest = left; rest != 0; rest &= rest - 1)
    found += cs_bits_has(&node->set, (uint32_t)c->cells[node->series][__builtin_ctzll(rest)] - 1);
  cs_buf_puts(s->out, CS_MSG_say_no);
  cs_say_set(s->out, c, series->list, &node->set, CS_MSG_say_comma);
  cs_buf_puts(s->out, CS_MSG_say_colon);
  if (c->left[node->window] == 0) {
    cs_say_window(s->out, c, node->window);
  } else if (found == 0) {
    cs_buf_printf(s->out, CS_MSG_say_none_of, __builtin_popcountll(left));
  } else {
    cs_buf_printf(s->out, CS_MSG_say_found_of, found, __builtin_popcountll(left));
  }
}

const cs_predicate cs_predicate_none = {"none",  "series window values", compile, holds, reads,
                                        describe};
