/* Law 8: the verdict is computed for every value that what is missing can have. If outcome, target and steps are always the same, that is
 * the verdict; otherwise it hangs on every fact that changes it for some values of the others.
 *
 * In the table of verdicts a fact matters when two entries differ that differ only in its dimension. For several facts that are alike the same
 * test holds: their ways are connected by changing one fact at a time, so a row that is not constant has a change of one fact in it. */
#include "assess/judge.h"
#include "base/messages.h"
#include <stdlib.h>
#include <string.h>

struct law8 {
  cs_evaluator *e;
  cs_unknown_walk walk;
  cs_verdict verdict; /* the first seen; of equal ones that which stands first in the pack */
  uint32_t key;
  bool seen, same, in_scope, coarse;
};

static void note(struct law8 *l, const cs_verdict *v) {
  uint32_t key = cs_verdict_key(v);
  if (v->outcome != CS_OUT_OF_SCOPE) l->in_scope = true;
  if (!l->seen) {
    l->seen = true;
    l->key = key;
    l->verdict = *v;
  } else if (key != l->key) {
    l->same = false;
  } else if (v->stage < l->verdict.stage ||
             (v->stage == l->verdict.stage && v->part < l->verdict.part)) {
    l->verdict = *v;
  }
}

static void visit(void *user, size_t at) {
  struct law8 *l = user;
  cs_verdict v;
  cs_evaluate(&l->e->facts, &v);
  l->e->table[at] = cs_verdict_key(&v);
  l->e->tries++;
  note(l, &v);
}

/* What a node in doubt does not know: its attribute, or the dates that its window runs from and to. */
static void mark_doubt(cs_evaluator *e, const cs_node *node) {
  int32_t window = node->window;
  if (window < 0) {
    cs_bits_add(&e->matter_attributes, (uint32_t)node->attr);
    return;
  }
  const cs_window *w = &e->program->windows[window];
  const int32_t bounds[] = {w->from, w->until};
  if (e->facts.sight[window] == CS_FAR) e->too_far = window;
  for (int i = 0; i < 2; i++)
    if (e->facts.attributes[bounds[i]].known == CS_UNKNOWN)
      cs_bits_add(&e->matter_attributes, (uint32_t)bounds[i]);
}

static void mark(cs_evaluator *e, const cs_dimension *d) {
  if (d->kind == CS_DIM_ATTRIBUTE) cs_bits_add(&e->matter_attributes, (uint32_t)d->index);
  if (d->kind == CS_DIM_DOUBT) mark_doubt(e, e->program->doubtful[d->index]);
  for (uint32_t i = 0; i < d->count; i++) {
    if (d->kind == CS_DIM_CELLS)
      e->matter_cells[d->index] |= UINT64_C(1) << e->members[d->first + i];
    if (d->kind == CS_DIM_EVENTS) e->matter_events[e->members[d->first + i]] = 1;
  }
}

static bool matters(const cs_evaluator *e, const cs_dimension *d) {
  const uint32_t *table = e->table;
  for (size_t base = 0; base < e->product; base += d->stride * d->size)
    for (size_t i = base + d->stride; i < base + d->stride * d->size; i++)
      if (table[i] != table[i - d->stride]) return true;
  return false;
}

static bool table_room(cs_evaluator *e) {
  if (e->product <= e->table_capacity) return true;
  uint32_t *grown = realloc(e->table, e->product * sizeof *grown);
  if (grown == NULL) {
    e->out_of_memory = true;
    return false;
  }
  e->table = grown;
  e->table_capacity = e->product;
  return true;
}

static void round_of(void *user) {
  struct law8 *l = user;
  cs_evaluator *e = l->e;
  if (e->product == 0 ||
      !table_room(e)) { /* too many: all of them are named. Less sharp, never wrong */
    l->coarse = true;
    for (uint32_t i = 0; i < e->dimension_count; i++) mark(e, &e->dimensions[i]);
    return;
  }
  bool same_before = l->same;
  uint32_t key_before = l->key;
  bool seen_before = l->seen;
  l->same = true;
  l->seen = false;
  cs_verdict verdict_before = l->verdict;
  cs_unknown_each(e, &l->walk);
  if (!l->same)
    for (uint32_t i = 0; i < e->dimension_count; i++)
      if (matters(e, &e->dimensions[i])) mark(e, &e->dimensions[i]);
  if (!seen_before) return;
  cs_verdict verdict = l->verdict;
  uint32_t key = l->key;
  bool same = l->same && same_before;
  l->verdict = verdict_before;
  l->key = key_before;
  l->same = same && key == key_before;
  l->seen = true;
  if (l->same) note(l, &verdict);
}

/* -- scope -- */

static void scope_visit(void *user, size_t at) {
  struct law8 *l = user;
  (void)at;
  l->e->trouble.code = CS_OK;
  bool in = cs_in_population(&l->e->facts);
  l->in_scope = l->in_scope || in || l->e->trouble.code != CS_OK; /* an error is not passed over */
}

static void scope_round(void *user) {
  struct law8 *l = user;
  if (l->e->product == 0) {
    l->in_scope = true;
  } else if (!l->in_scope) {
    cs_unknown_each(l->e, &l->walk);
  }
}

static bool certainly_out(cs_evaluator *e) {
  cs_reads reads = {.split = NULL};
  if (e->program->population == NULL) return false;
  cs_reads_node(&reads, e->program->population);
  struct law8 l = {.e = e, .walk = {scope_round, scope_visit, &l}};
  cs_unknown_rounds(e, &reads, &l.walk);
  return !l.in_scope;
}

/* Dates of the outer loop that are unknown: they matter when the verdict is not the same throughout. An over-estimate only
 * where the pack does not require them anyway. */
static void mark_outer(cs_evaluator *e) {
  for (uint32_t i = 0; i < e->used_count; i++)
    if (e->program->attributes[e->used[i]].outer &&
        e->facts.attributes[e->used[i]].known == CS_UNKNOWN)
      cs_bits_add(&e->matter_attributes, (uint32_t)e->used[i]);
}

static void forget(cs_evaluator *e) {
  e->too_far = -1;
  memset(&e->matter_attributes, 0, sizeof e->matter_attributes);
  memset(e->matter_cells, 0, e->program->series_count * sizeof *e->matter_cells);
  if (e->facts.happening_count > e->matter_capacity) {
    uint8_t *grown = realloc(e->matter_events, e->facts.happening_capacity);
    if (grown == NULL) {
      e->out_of_memory = true;
      return;
    }
    e->matter_events = grown;
    e->matter_capacity = e->facts.happening_capacity;
  }
  if (e->facts.happening_count > 0) memset(e->matter_events, 0, e->facts.happening_count);
}

void cs_law8(cs_evaluator *e, cs_verdict *verdict, bool *same, bool *out_of_scope) {
  forget(e);
  *same = false;
  *out_of_scope = certainly_out(e);
  if (*out_of_scope || e->out_of_memory) return;
  struct law8 l = {.e = e, .same = true, .walk = {round_of, visit, &l}};
  cs_unknown_rounds(e, NULL, &l.walk);
  e->coarse = l.coarse;
  *same = l.same && !l.coarse;
  *verdict = l.verdict;
  if (!*same) mark_outer(e);
}

/* -- names -- */

static int by_name(const void *a, const void *b) {
  return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static bool add_name(cs_evaluator *e, const char **names, size_t *count, cs_buf *text) {
  if (text->failed) return false;
  names[*count] = cs_arena_text(e->arena, text->data, text->size);
  cs_buf_clear(text);
  return names[(*count)++] != NULL;
}

static size_t count_names(const cs_evaluator *e) {
  size_t n = e->used_count + e->facts.happening_count;
  for (uint32_t i = 0; i < e->program->series_count; i++)
    n += (size_t)__builtin_popcountll(e->matter_cells[i]);
  return n;
}

int cs_missing_names(cs_evaluator *e, cs_err *err) {
  const cs_program *p = e->program;
  const char **names = cs_arena_alloc(e->arena, (count_names(e) + 1) * sizeof *names);
  size_t count = 0, kept = 0;
  cs_buf text = {0};
  bool fine = names != NULL;
  for (uint32_t i = 0; fine && i < e->used_count; i++) {
    const cs_attribute *a = &p->attributes[e->used[i]];
    if (e->facts.attributes[e->used[i]].known != CS_UNKNOWN) continue;
    if (a->required || cs_bits_has(&e->matter_attributes, (uint32_t)e->used[i]))
      names[count++] = a->name;
  }
  for (uint32_t i = 0; fine && i < p->series_count; i++) {
    for (uint64_t rest = e->matter_cells[i]; fine && rest != 0; rest &= rest - 1) {
      cs_fact_name(p, (int32_t)i, (uint32_t)__builtin_ctzll(rest), &text);
      fine = add_name(e, names, &count, &text);
    }
  }
  for (uint32_t i = 0; fine && i < e->facts.happening_count; i++) {
    if (!e->matter_events[i]) continue;
    cs_event_name(p, &e->facts.happenings[i], &text);
    fine = add_name(e, names, &count, &text);
  }
  fine = fine && !text.failed;
  cs_buf_deinit(&text);
  if (!fine) return cs_fail(err, CS_ENOMEM, CS_MSG_no_memory);
  qsort(names, count, sizeof *names, by_name);
  for (size_t i = 0; i < count; i++)
    if (kept == 0 || strcmp(names[kept - 1], names[i]) != 0) names[kept++] = names[i];
  e->decision.missing = names;
  e->decision.missing_count = kept;
  return CS_OK;
}
