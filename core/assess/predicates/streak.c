/* streak: the last n periods before the as-of period all have a rating at least so good. A period without one breaks it. */
#include "assess/sentence.h"
#include "base/messages.h"

static uint64_t cells(const cs_node *node) {
  return node->number >= 64 ? UINT64_MAX : (UINT64_C(1) << node->number) - 1;
}

static int compile(cs_compiler *c, const json_t *json, cs_node *node) {
  int64_t worst = 0;
  int rc = cs_node_series(c, json, node);
  if (rc != CS_OK) return rc;
  cs_series *s = &c->program->series[node->series];
  node->number = 1;
  rc = cs_value_number(c, json, "last", 1, CS_HORIZON, &node->number);
  if (rc == CS_OK) rc = cs_value_place(c, json, "at_least", s->list, &worst);
  if (rc != CS_OK) return rc;
  for (uint32_t v = 0; v <= (uint32_t)worst; v++) cs_bits_add(&node->set, v);
  if (s->horizon < (uint32_t)node->number) s->horizon = (uint32_t)node->number;
  return CS_OK;
}

static bool holds(const cs_node *node, const cs_case *c) {
  for (int64_t i = 0; i < node->number; i++) {
    uint8_t cell = c->cells[node->series][i];
    if (cell == 0 || !cs_bits_has(&node->set, cell - 1u)) return false;
  }
  return true;
}

static void reads(const cs_node *node, cs_reads *r) {
  cs_reads_cells(r, node->series, cells(node), &node->set);
}

static void describe(const cs_node *node, const cs_case *c, cs_sentence *s) {
  const cs_list *scale = &c->program->lists[c->program->series[node->series].list];
  uint32_t worst = 63 - (uint32_t)__builtin_clzll(node->set.word[0]);
  if (!s->brief)
    cs_buf_printf(s->out, CS_MSG_say_streak, (long long)node->number, cs_list_label(scale, worst));
  cs_say_cells(s->out, c, node->series, cells(node), UINT64_MAX);
}

const cs_predicate cs_predicate_streak = {"streak", "series last at_least", compile, holds, reads,
                                          describe};
