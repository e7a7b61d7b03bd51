/* meets: the ratings left in a window meet a requirement, "3A | 1S+1A". */
#include "assess/requirement.h"
#include "assess/sentence.h"
#include "base/messages.h"

static int compile_need(cs_compiler *c, const char *member, const json_t *literal, void *out) {
  cs_node *node = out;
  const cs_list *scale = &c->program->lists[c->program->series[node->series].list];
  const char *text = json_string_value(literal), *at;
  if (text == NULL) return cs_refuse(c, CS_MSG_pack_text_wanted, member);
  cs_requirement *need = cs_arena_alloc(c->program->arena, sizeof *need);
  if (need == NULL) return cs_no_memory(c);
  if (!cs_requirement_parse(text, scale, c->program->arena, need, &at)) {
    if (need->need == NULL) return cs_no_memory(c);
    return cs_refuse(c, CS_MSG_pack_requirement, text, at, scale->name);
  }
  node->data = need;
  return CS_OK;
}

static int compile(cs_compiler *c, const json_t *json, cs_node *node) {
  static const cs_requirement nothing = {.text = ""};
  node->data = &nothing; /* a parameter without a value */
  int rc = cs_node_view(c, json, node);
  return rc == CS_OK ? cs_value_read(c, json, "need", compile_need, node) : rc;
}

static uint32_t scale_size(const cs_node *node, const cs_program *p) {
  return p->lists[p->series[node->series].list].count;
}

static bool holds(const cs_node *node, const cs_case *c) {
  return cs_requirement_met(node->data, c->tally[node->view], scale_size(node, c->program));
}

/* Each value that is asked for is told from those below it. */
static void reads(const cs_node *node, cs_reads *r) {
  const cs_requirement *need = node->data;
  cs_bits up_to = {{0}};
  cs_reads_view(r, node->view, &up_to);
  for (uint32_t v = 0; v < CS_SCALE_MAX; v++) {
    cs_bits_add(&up_to, v);
    bool asked = false;
    for (uint32_t i = 0; i < need->count; i++) asked = asked || need->need[i][v] > 0;
    if (asked) cs_reads_view(r, node->view, &up_to);
  }
}

static void describe(const cs_node *node, const cs_case *c, cs_sentence *s) {
  const cs_requirement *need = node->data;
  if (!s->brief) {
    for (const char *t = need->text; *t != '\0'; t++) {
      if (*t == ' ') continue;
      if (*t == '|') {
        cs_buf_puts(s->out, CS_MSG_say_or);
      } else {
        cs_buf_putc(s->out, *t);
      }
    }
    cs_buf_puts(s->out, CS_MSG_say_in);
  }
  cs_say_ratings(s->out, c, node->series, node->window);
}

const cs_predicate cs_predicate_meets = {"meets", "series window need", compile, holds, reads,
                                         describe};
