/* Which counters an event counts for. A field that is not known leaves several possibilities, unless what is known rules
 * the event out. */
#include "assess/judge.h"

/* The counters of the event's kind whose window it falls into. */
static uint64_t in_windows(const cs_case *c, const cs_happening *h) {
  uint64_t counters = 0;
  for (uint32_t i = 0; i < c->program->counter_count; i++) {
    const cs_counter *counter = &c->program->counters[i];
    const cs_date *days = c->days[counter->window];
    if (counter->kind == h->kind && h->on >= days[0] && h->on <= days[1])
      counters |= UINT64_C(1) << i;
  }
  return counters;
}

/* Of `counters` those that field f with this value does not rule out. */
static uint64_t passes(const cs_program *p, uint64_t counters, uint32_t f, int16_t value) {
  uint64_t passed = 0;
  for (uint64_t rest = counters; rest != 0; rest &= rest - 1) {
    const cs_counter *counter = &p->counters[__builtin_ctzll(rest)];
    if (!((counter->fields >> f) & 1) ||
        (value >= 0 && cs_bits_has(&counter->where[f], (uint32_t)value)))
      passed |= rest & -rest;
  }
  return passed;
}

static bool add_effect(cs_happening *h, uint64_t effect) {
  for (uint32_t i = 0; i < h->effects; i++)
    if (h->effect[i] == effect) return true;
  if (h->effects == CS_EFFECTS_MAX) return false;
  h->effect[h->effects++] = effect;
  return true;
}

/* Every combination of what the unknown fields may be, as sets of counters. */
static bool spread(const cs_program *p, cs_happening *h, uint32_t f) {
  cs_happening before = *h;
  h->effects = 0;
  for (uint32_t i = 0; i < before.effects; i++)
    for (uint32_t v = 0; v < p->lists[p->kinds[h->kind].fields[f].list].count; v++)
      if (!add_effect(h, passes(p, before.effect[i], f, (int16_t)v))) return false;
  return true;
}

static bool looked_at(const cs_program *p, uint64_t counters, uint32_t f) {
  for (uint64_t rest = counters; rest != 0; rest &= rest - 1)
    if ((p->counters[__builtin_ctzll(rest)].fields >> f) & 1) return true;
  return false;
}

static void fill(cs_evaluator *e, cs_happening *h, uint64_t counters) {
  const cs_program *p = e->program;
  const cs_event_kind *kind = &p->kinds[h->kind];
  h->effects = 1;
  h->effect[0] = counters;
  for (uint32_t f = 0; f < kind->field_count; f++)
    if (h->field[f] != -1) h->effect[0] = passes(p, h->effect[0], f, h->field[f]);
  for (uint32_t f = 0; f < kind->field_count; f++) {
    if (h->field[f] != -1 || !looked_at(p, h->effect[0] | counters, f)) continue;
    if (!spread(p, h, f)) e->coarse = true;
  }
  if (e->assumption_count > 0) cs_assumptions_count(e, h, counters);
}

/* Events outside every window are forgotten: nothing reads them. */
int cs_effects_fill(cs_evaluator *e, cs_err *err) {
  cs_case *c = &e->facts;
  uint32_t kept = 0;
  (void)err;
  for (uint32_t i = 0; i < c->happening_count; i++) {
    cs_happening *h = &c->happenings[i];
    uint64_t counters = in_windows(c, h);
    if (counters == 0) continue;
    fill(e, h, counters);
    if (kept != i) c->happenings[kept] = *h;
    kept++;
  }
  c->happening_count = kept;
  return CS_OK;
}
