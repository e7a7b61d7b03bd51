/* What a tree of conditions reads, and which values it tells apart. */
#include "assess/predicate.h"
#include <string.h>

/* Values in `set` are told from values outside it. */
static void refine(cs_partition *p, uint32_t count, const cs_bits *set) {
  int16_t renamed[CS_VALUES_MAX + 2][2];
  memset(renamed, -1, sizeof renamed);
  int16_t classes = 0;
  for (uint32_t i = 0; i < count; i++) {
    int16_t *name = &renamed[p->class_of[i]][cs_bits_has(set, i)];
    if (*name < 0) *name = classes++;
    p->class_of[i] = (uint8_t)*name;
  }
  p->classes = (uint32_t)classes;
}

static void refine_whole(cs_partition *p, uint32_t count) {
  for (uint32_t i = 0; i < count; i++) p->class_of[i] = (uint8_t)i;
  p->classes = count;
}

static uint32_t domain(const cs_program *p, int32_t list) {
  return p->lists[list].count + (p->lists[list].open ? 1 : 0);
}

static void add_cut(cs_program *p, cs_attribute *a, int64_t cut) {
  uint32_t at = 0;
  while (at < a->cut_count && a->cuts[at] < cut) at++;
  if (at < a->cut_count && a->cuts[at] == cut) return;
  if (a->cut_count == a->cut_capacity) {
    uint32_t capacity = a->cut_capacity * 2 + 8;
    int64_t *cuts = cs_arena_alloc(p->arena, capacity * sizeof *cuts);
    if (cuts == NULL) {
      a->whole = true; /* an unknown one is then not tried at all: less sharp, never wrong */
      return;
    }
    if (a->cut_count > 0) memcpy(cuts, a->cuts, a->cut_count * sizeof *cuts);
    a->cuts = cuts;
    a->cut_capacity = capacity;
  }
  memmove(a->cuts + at + 1, a->cuts + at, (a->cut_count - at) * sizeof *a->cuts);
  a->cuts[at] = cut;
  a->cut_count++;
}

void cs_reads_set(cs_reads *r, int32_t attr, const cs_bits *set) {
  cs_bits_add(&r->attributes, (uint32_t)attr);
  if (r->split == NULL) return;
  cs_attribute *a = &r->split->attributes[attr];
  refine(&a->split, domain(r->split, a->list), set);
}

void cs_reads_cut(cs_reads *r, int32_t attr, cs_compare cmp, int64_t value) {
  cs_bits_add(&r->attributes, (uint32_t)attr);
  if (r->split == NULL) return;
  cs_attribute *a = &r->split->attributes[attr];
  if (a->list >= 0) {
    cs_bits set = {{0}};
    for (uint32_t i = 0; i < domain(r->split, a->list); i++)
      if (cs_compare_holds(cmp, i, value)) cs_bits_add(&set, i);
    refine(&a->split, domain(r->split, a->list), &set);
    return;
  }
  if (cmp == CS_LE || cmp == CS_GT || cmp == CS_EQ) add_cut(r->split, a, value);
  if (cmp == CS_LT || cmp == CS_GE || cmp == CS_EQ) add_cut(r->split, a, value - 1);
}

void cs_reads_whole(cs_reads *r, int32_t attr) {
  cs_bits_add(&r->attributes, (uint32_t)attr);
  if (r->split != NULL) r->split->attributes[attr].whole = true;
}

void cs_reads_view(cs_reads *r, int32_t view, const cs_bits *set) {
  r->views |= UINT64_C(1) << view;
  if (r->split == NULL) return;
  cs_series *s = &r->split->series[r->split->views[view].series];
  refine(&s->split, r->split->lists[s->list].count, set);
}

void cs_reads_cells(cs_reads *r, int32_t series, uint64_t cells, const cs_bits *set) {
  r->series |= UINT64_C(1) << series;
  if (r->split == NULL) return;
  cs_series *s = &r->split->series[series];
  s->ordered |= cells;
  if (set != NULL) {
    refine(&s->split, r->split->lists[s->list].count, set);
  } else {
    refine_whole(&s->split, r->split->lists[s->list].count);
  }
}

void cs_reads_counter(cs_reads *r, int32_t counter) { r->counters |= UINT64_C(1) << counter; }

void cs_reads_node(cs_reads *r, const cs_node *node) {
  if (node == NULL) return;
  node->op->reads(node, r);
  if (node->doubt >= 0) r->doubts |= UINT64_C(1) << node->doubt;
  for (uint32_t i = 0; i < node->count; i++) cs_reads_node(r, node->of[i]);
}
