/* After the trees: for each fact the values an unknown one has to be tried with, one of each class that no condition
 * tells apart. */
#include "assess/predicate.h"

static void read_all(cs_program *p, cs_reads *r) {
  cs_reads_node(r, p->population);
  for (uint32_t i = 0; i < p->gate_count; i++) cs_reads_node(r, p->gates[i].when);
  for (uint32_t i = 0; i < p->top_count; i++) cs_reads_node(r, p->tops[i].when);
  for (uint32_t i = 0; i < p->ruleset_count; i++) cs_reads_node(r, p->rulesets[i].when);
  for (uint32_t i = 0; i < p->rule_count; i++) cs_reads_node(r, p->rules[i].when);
  for (uint32_t i = 0; i < p->route_count; i++) cs_reads_node(r, p->routes[i].when);
  for (uint32_t i = 0; i < p->guard_count; i++) {
    cs_reads_node(r, p->guards[i].when);
    cs_reads_node(r, p->guards[i].must);
  }
}

static void split_bounds(cs_program *p, cs_reads *r) {
  for (uint32_t i = 0; i < p->series_count; i++) {
    cs_series *s = &p->series[i];
    if (!s->used) continue;
    s->now = cs_period_of(s->every, p->as_of);
    s->ordered &= s->horizon >= 64 ? UINT64_MAX : (UINT64_C(1) << s->horizon) - 1;
    for (uint32_t k = 0; k < s->horizon; k++) {
      s->first[k] = cs_period_first(s->every, s->now - 1 - (cs_period)k);
      if (s->from >= 0) cs_reads_cut(r, s->from, CS_LE, s->first[k]);
      if (s->until >= 0) cs_reads_cut(r, s->until, CS_GE, s->first[k]);
    }
  }
}

static int attribute_values(cs_compiler *c, cs_attribute *a) {
  cs_program *p = c->program;
  bool listed = a->list >= 0, open = listed && p->lists[a->list].open;
  uint32_t count = listed ? p->lists[a->list].count + (open ? 1 : 0) : a->cut_count + 1;
  bool whole = a->whole || (int32_t)(a - p->attributes) == p->moves;
  if (a->whole && (!listed || open)) return CS_OK; /* endless */
  a->values = cs_arena_alloc(p->arena, (count + 1) * sizeof *a->values);
  if (a->values == NULL) return cs_no_memory(c);
  a->value_count = 0; /* a check compiles one cycle after the other */
  if (!listed) {
    for (uint32_t i = 0; i < a->cut_count; i++) a->values[a->value_count++] = a->cuts[i];
    a->values[a->value_count++] = a->cut_count > 0 ? a->cuts[a->cut_count - 1] + 1 : 0;
    return CS_OK;
  }
  cs_bits seen = {{0}};
  for (uint32_t i = 0; i < count; i++) {
    uint32_t class = whole ? i : a->split.class_of[i];
    if (cs_bits_has(&seen, class)) continue;
    cs_bits_add(&seen, class);
    a->values[a->value_count++] = i;
  }
  return CS_OK;
}

static int series_values(cs_compiler *c, cs_series *s) {
  const cs_list *scale = &c->program->lists[s->list];
  uint64_t seen = 0;
  s->values = cs_arena_alloc(c->program->arena, scale->count + 1);
  if (s->values == NULL) return cs_no_memory(c);
  s->value_count = 0;
  for (uint32_t i = 0; i < scale->count; i++) {
    if ((seen >> s->split.class_of[i]) & 1) continue;
    seen |= UINT64_C(1) << s->split.class_of[i];
    s->values[s->value_count++] = (uint8_t)i;
  }
  return CS_OK;
}

int cs_split_compile(cs_compiler *c) {
  cs_program *p = c->program;
  cs_reads r = {.split = p};
  read_all(p, &r);
  split_bounds(p, &r);
  int rc = CS_OK;
  for (uint32_t i = 0; rc == CS_OK && i < p->attribute_count; i++)
    if (p->attributes[i].used) rc = attribute_values(c, &p->attributes[i]);
  for (uint32_t i = 0; rc == CS_OK && i < p->series_count; i++)
    if (p->series[i].used) rc = series_values(c, &p->series[i]);
  return rc;
}
