/* What is not known, as dimensions, and the walk over every assignment of it.
 *
 * An unknown fact is tried with one value of each class that no condition tells apart. Unknown facts that are alike (ratings of one series that
 * the same windows count, events that may count for the same) are one dimension: only how many have which value matters. Dates that decide which ratings are expected at
 * all are the outermost loop, a `round` each. */
#include "assess/judge.h"
#include <stdlib.h>
#include <string.h>

static bool room(void *array, uint32_t *capacity, uint32_t count, size_t size) {
  if (count < *capacity) return true;
  uint32_t more = *capacity * 2 + 16;
  void *grown = realloc(*(void **)array, more * size);
  if (grown == NULL) return false;
  *(void **)array = grown;
  *capacity = more;
  return true;
}

static cs_dimension *add_dimension(cs_evaluator *e, int kind, int32_t index, uint32_t choices) {
  if (!room(&e->dimensions, &e->dimension_capacity, e->dimension_count, sizeof *e->dimensions)) {
    e->out_of_memory = true;
    return NULL;
  }
  cs_dimension *d = &e->dimensions[e->dimension_count++];
  memset(d, 0, sizeof *d);
  d->kind = kind;
  d->index = index;
  d->choices = choices;
  d->first = e->member_count;
  return d;
}

static void add_member(cs_evaluator *e, cs_dimension *d, uint32_t member) {
  if (!room(&e->members, &e->member_capacity, e->member_count, sizeof *e->members)) {
    e->out_of_memory = true;
    return;
  }
  e->members[e->member_count++] = member;
  d->count++;
}

static void add_attributes(cs_evaluator *e, const cs_reads *only) {
  for (uint32_t i = 0; i < e->used_count; i++) {
    int32_t attr = e->used[i];
    const cs_attribute *a = &e->program->attributes[attr];
    if (e->facts.attributes[attr].known != CS_UNKNOWN ||
        (only != NULL && !cs_bits_has(&only->attributes, (uint32_t)attr)))
      continue;
    cs_dimension *d = add_dimension(e, CS_DIM_ATTRIBUTE, attr, a->value_count);
    if (d != NULL) d->count = 1;
  }
}

/* The views that expect a rating in the cell. */
static uint64_t views_of(const cs_case *c, int32_t series, uint32_t cell) {
  uint64_t views = 0;
  for (uint32_t i = 0; i < c->program->view_count; i++)
    if (c->program->views[i].series == series &&
        ((c->due[c->program->views[i].window] >> cell) & 1))
      views |= UINT64_C(1) << i;
  return views;
}

static void add_cells(cs_evaluator *e, int32_t series, const cs_reads *only) {
  const cs_series *s = &e->program->series[series];
  uint64_t rest = cs_facts_missing(&e->facts, series);
  while (rest != 0) {
    uint32_t cell = (uint32_t)__builtin_ctzll(rest);
    uint64_t views = views_of(&e->facts, series, cell);
    bool ordered = (s->ordered >> cell) & 1;
    rest &= rest - 1;
    if (only != NULL && !(views & only->views) && !(ordered && ((only->series >> series) & 1)))
      continue;
    cs_dimension *d = add_dimension(e, CS_DIM_CELLS, series, s->value_count);
    if (d == NULL) return;
    d->views = views;
    add_member(e, d, cell);
    for (uint64_t others = ordered ? 0 : rest; others != 0; others &= others - 1) {
      uint32_t other = (uint32_t)__builtin_ctzll(others);
      if (((s->ordered >> other) & 1) || views_of(&e->facts, series, other) != views) continue;
      add_member(e, d, other);
      rest &= ~(UINT64_C(1) << other);
    }
  }
}

static bool alike(const cs_happening *a, const cs_happening *b) {
  return a->effects == b->effects &&
         memcmp(a->effect, b->effect, a->effects * sizeof *a->effect) == 0;
}

static bool varies(const cs_happening *h, uint64_t counters) {
  for (uint32_t i = 1; i < h->effects; i++)
    if ((h->effect[i] ^ h->effect[0]) & counters) return true;
  return false;
}

static void add_events(cs_evaluator *e, const cs_reads *only) {
  cs_case *c = &e->facts;
  for (uint32_t i = 0; i < c->happening_count; i++) {
    const cs_happening *h = &c->happenings[i];
    if (!varies(h, only != NULL ? only->counters : UINT64_MAX)) continue;
    bool seen = false;
    for (uint32_t k = 0; k < i && !seen; k++) seen = alike(h, &c->happenings[k]);
    if (seen) continue;
    cs_dimension *d = add_dimension(e, CS_DIM_EVENTS, (int32_t)i, h->effects);
    if (d == NULL) return;
    for (uint32_t k = i; k < c->happening_count; k++)
      if (alike(h, &c->happenings[k])) add_member(e, d, k);
  }
}

static void add_doubts(cs_evaluator *e, const cs_reads *only) {
  for (uint64_t rest = e->facts.doubts & (only != NULL ? only->doubts : UINT64_MAX); rest != 0;
       rest &= rest - 1) {
    cs_dimension *d = add_dimension(e, CS_DIM_DOUBT, __builtin_ctzll(rest), 2);
    if (d != NULL) d->count = 1;
  }
}

/* Ways to give n like things k values: C(n + k - 1, k - 1), at most CS_PRODUCT_MAX + 1. */
static size_t ways(uint32_t n, uint32_t k) {
  size_t total = 1;
  for (uint32_t i = 1; i < k; i++) {
    total = total * (n + i) / i; /* exact: a product of i neighbours over i! */
    if (total > CS_PRODUCT_MAX) return CS_PRODUCT_MAX + 1;
  }
  return total;
}

static void build(cs_evaluator *e, const cs_reads *only) {
  e->dimension_count = e->member_count = 0;
  const size_t most = e->program->opaque ? CS_PRODUCT_OPAQUE_MAX : CS_PRODUCT_MAX;
  e->product = 1;
  add_attributes(e, only);
  for (uint32_t i = 0; i < e->program->series_count; i++)
    if (e->program->series[i].used && e->program->series[i].horizon > 0)
      add_cells(e, (int32_t)i, only);
  add_events(e, only);
  add_doubts(e, only);
  for (uint32_t i = e->dimension_count; i-- > 0;) {
    cs_dimension *d = &e->dimensions[i];
    d->size = d->choices == 0 ? 0 : ways(d->count, d->choices);
    d->stride = e->product;
    e->product = d->size == 0 || e->product > most / d->size ? 0 : e->product * d->size;
  }
  if (e->coarse || e->out_of_memory) e->product = 0;
}

bool cs_unknown_any(cs_evaluator *e) {
  const cs_case *c = &e->facts;
  for (uint32_t i = 0; i < e->used_count; i++)
    if (c->attributes[e->used[i]].known == CS_UNKNOWN) return true;
  for (uint32_t i = 0; i < e->program->series_count; i++) {
    if (!e->program->series[i].used || e->program->series[i].horizon == 0) continue;
    if (cs_facts_missing(c, (int32_t)i) != 0) return true;
  }
  for (uint32_t i = 0; i < c->happening_count; i++)
    if (c->happenings[i].effects > 1) return true;
  return c->doubts != 0;
}

/* -- the outer loop -- */

static bool outer(const cs_evaluator *e, int32_t attr, const cs_reads *only) {
  const cs_attribute *a = &e->program->attributes[attr];
  if (!a->outer || a->value_count == 0 || e->facts.attributes[attr].known != CS_UNKNOWN)
    return false;
  return only == NULL || only->views != 0 || only->series != 0 ||
         cs_bits_has(&only->attributes, (uint32_t)attr);
}

static void rounds_from(cs_evaluator *e, uint32_t at, const cs_reads *only,
                        const cs_unknown_walk *walk) {
  while (at < e->used_count && !outer(e, e->used[at], only)) at++;
  if (at == e->used_count) {
    build(e, only);
    walk->round(walk->user);
    return;
  }
  int32_t attr = e->used[at];
  cs_atom *atom = &e->facts.attributes[attr], before = *atom;
  for (uint32_t i = 0; i < e->program->attributes[attr].value_count; i++) {
    *atom = (cs_atom){.known = CS_KNOWN, .number = e->program->attributes[attr].values[i]};
    rounds_from(e, at + 1, only, walk);
  }
  *atom = before;
}

void cs_unknown_rounds(cs_evaluator *e, const cs_reads *only, const cs_unknown_walk *walk) {
  rounds_from(e, 0, only, walk);
}

/* -- the inner walk -- */

static void apply(cs_evaluator *e, const cs_dimension *d, bool on) {
  cs_case *c = &e->facts;
  if (d->kind == CS_DIM_ATTRIBUTE) {
    const cs_attribute *a = &e->program->attributes[d->index];
    c->attributes[d->index].known = on ? CS_KNOWN : CS_UNKNOWN;
    c->attributes[d->index].number = a->values[d->value];
    return;
  }
  if (d->kind == CS_DIM_DOUBT) {
    uint64_t bit = UINT64_C(1) << d->index;
    c->assumed = on && d->value == 1 ? c->assumed | bit : c->assumed & ~bit;
    return;
  }
  for (uint32_t i = 0; i < d->choices; i++) {
    if (d->now[i] == 0) continue;
    uint8_t some = (uint8_t)(on ? d->now[i] : 256 - d->now[i]);
    if (d->kind == CS_DIM_CELLS) {
      uint8_t value = e->program->series[d->index].values[i];
      for (uint64_t rest = d->views; rest != 0; rest &= rest - 1) {
        uint8_t *tally = &c->tally[__builtin_ctzll(rest)][value];
        *tally = (uint8_t)(*tally + some);
      }
      if (d->count == 1) c->cells[d->index][e->members[d->first]] = (uint8_t)(on ? value + 1 : 0);
    } else {
      for (uint64_t rest = c->happenings[d->index].effect[i]; rest != 0; rest &= rest - 1) {
        uint32_t *hits = &c->hits[__builtin_ctzll(rest)];
        *hits = on ? *hits + d->now[i] : *hits - d->now[i];
      }
    }
  }
}

static void first_way(cs_dimension *d) {
  memset(d->now, 0, sizeof d->now);
  d->now[0] = d->count;
  d->value = 0;
}

/* The next composition of `count` into `choices` parts; false: that was the last. */
static bool next_way(cs_dimension *d) {
  if (d->kind == CS_DIM_ATTRIBUTE || d->kind == CS_DIM_DOUBT) return ++d->value < d->choices;
  uint32_t i = 0;
  while (d->now[i] == 0) i++;
  if (i + 1 >= d->choices) return false;
  uint32_t moved = d->now[i];
  d->now[i] = 0;
  d->now[0] = moved - 1;
  d->now[i + 1]++;
  return true;
}

static void walk_from(cs_evaluator *e, uint32_t at, size_t place, const cs_unknown_walk *walk) {
  if (at == e->dimension_count) {
    walk->visit(walk->user, place);
    return;
  }
  cs_dimension *d = &e->dimensions[at];
  first_way(d);
  do {
    apply(e, d, true);
    walk_from(e, at + 1, place, walk);
    apply(e, d, false);
    place += d->stride;
  } while (next_way(d));
}

void cs_unknown_each(cs_evaluator *e, const cs_unknown_walk *walk) { walk_from(e, 0, 0, walk); }

/* -- one condition for all values -- */

struct truth {
  cs_evaluator *e;
  const cs_node *node;
  cs_unknown_walk walk;
  bool yes, no;
};

static void truth_visit(void *user, size_t at) {
  struct truth *t = user;
  (void)at;
  if (t->yes && t->no) return;
  if (cs_holds(t->node, &t->e->facts)) {
    t->yes = true;
  } else {
    t->no = true;
  }
}

static void truth_round(void *user) {
  struct truth *t = user;
  if (t->e->product == 0) {
    t->yes = t->no = true;
  } else {
    cs_unknown_each(t->e, &t->walk);
  }
}

cs_truth cs_unknown_truth(cs_evaluator *e, const cs_node *node) {
  cs_reads reads = {.split = NULL};
  cs_reads_node(&reads, node);
  struct truth t = {.e = e, .node = node, .walk = {truth_round, truth_visit, &t}};
  cs_unknown_rounds(e, &reads, &t.walk);
  return t.yes && t.no ? CS_DEPENDS : t.yes ? CS_ALWAYS : CS_NEVER;
}
