/* What would change the verdict: the smallest sets of facts, of one, then two, then three, that lift it. Tried are a rating better, an
 * event that does not count, an unknown fact known, and waiting until a term has run. Who somebody is (hired, position, status) is
 * never up for change. */
#include "assess/explain.h"
#include "base/messages.h"
#include <stdlib.h>
#include <string.h>

#define OPTIONS_MAX 400
#define SET_MAX 3
#define SHOWN 3
#define TRIALS_MAX 60000 /* verdicts computed for one person */

typedef struct option { /* one change of one fact */
  enum { OPTION_CELL, OPTION_EVENT, OPTION_ATTRIBUTE, OPTION_WAIT } kind;
  int32_t index, at; /* series and cell; happening; attribute */
  int64_t to;        /* place, counts or not, value */
  int32_t lift;
  int32_t after;    /* an option that is alike and goes first; -1: none */
  cs_date from_day; /* waiting: until */
} option;

typedef struct found {
  int32_t set[SET_MAX];
  int size, lift;
  cs_verdict verdict;
} found;

typedef struct search {
  cs_evaluator *e;
  option options[OPTIONS_MAX];
  int32_t count;
  found best[SHOWN];
  int shown;
  long trials;
  int32_t steps; /* to be better than */
  bool falls;    /* the verdict leads down */
} search;

/* -- options -- */

static option *add(search *s) {
  if (s->count == OPTIONS_MAX) return NULL;
  option *o = &s->options[s->count++];
  *o = (option){.after = -1};
  return o;
}

static uint64_t views_of(const cs_case *c, int32_t series, uint32_t cell) {
  uint64_t views = 0;
  for (uint32_t i = 0; i < c->program->view_count; i++)
    if (c->program->views[i].series == series &&
        ((c->left[c->program->views[i].window] >> cell) & 1))
      views |= UINT64_C(1) << i;
  return views;
}

/* An earlier option that changes a like cell in the like way: taking the later one alone says nothing new. */
static int32_t like_cell(const search *s, const option *o) {
  const cs_case *c = &s->e->facts;
  const cs_series *series = &c->program->series[o->index];
  if ((series->ordered >> o->at) & 1) return -1;
  for (int32_t i = (int32_t)(o - s->options); i-- > 0;) {
    const option *p = &s->options[i];
    if (p->kind != OPTION_CELL || p->index != o->index || p->to != o->to || p->at == o->at ||
        ((series->ordered >> p->at) & 1))
      continue;
    if (c->cells[o->index][p->at] == c->cells[o->index][o->at] &&
        views_of(c, o->index, (uint32_t)p->at) == views_of(c, o->index, (uint32_t)o->at))
      return i;
  }
  return -1;
}

static void add_cells(search *s, int32_t series) {
  const cs_case *c = &s->e->facts;
  const cs_series *declared = &c->program->series[series];
  int32_t worst = (int32_t)c->program->lists[declared->list].count - 1;
  uint64_t rest = (cs_facts_read(c, series) & c->valued[series]) | cs_facts_missing(c, series);
  for (; rest != 0; rest &= rest - 1) {
    uint32_t cell = (uint32_t)__builtin_ctzll(rest);
    bool valued = (c->valued[series] >> cell) & 1;
    int32_t now = valued ? c->cells[series][cell] - 1 : worst + 1;
    for (uint32_t i = declared->value_count; i-- > 0;) {
      if (declared->values[i] >= now) continue;
      option *o = add(s);
      if (o == NULL) return;
      *o = (option){
          OPTION_CELL, series, (int32_t)cell, declared->values[i], now - declared->values[i],
          -1,          0};
      o->after = like_cell(s, o);
    }
  }
}

static void add_events(search *s) {
  const cs_case *c = &s->e->facts;
  for (uint32_t i = 0; i < c->happening_count; i++) {
    const cs_happening *h = &c->happenings[i];
    if ((h->effects == 1 && h->effect[0] == 0) || h->kind == c->program->concluded) continue;
    option *o = add(s);
    if (o != NULL) *o = (option){OPTION_EVENT, (int32_t)i, 0, 0, 0, -1, 0};
  }
}

static void add_attribute(search *s, int32_t attr) {
  const cs_attribute *a = &s->e->program->attributes[attr];
  for (uint32_t i = 0; i < a->value_count; i++) {
    option *o = add(s);
    if (o != NULL) *o = (option){OPTION_ATTRIBUTE, attr, 0, a->values[i], 0, -1, 0};
  }
}

/* Terms that have not run yet, in the gates. */
static void add_waits(search *s, const cs_node *node) {
  const cs_case *c = &s->e->facts;
  if (node->op == &cs_predicate_elapsed && c->attributes[node->attr].known == CS_KNOWN &&
      !cs_holds(node, c)) {
    option *o = add(s);
    int64_t latest = *(const int64_t *)node->data;
    cs_date until =
        cs_date_add_months((cs_date)c->attributes[node->attr].number, (int)node->number);
    if (o != NULL) *o = (option){OPTION_WAIT, node->attr, 0, latest, 0, -1, until};
  }
  for (uint32_t i = 0; i < node->count; i++) add_waits(s, node->of[i]);
}

static void collect(search *s) {
  const cs_program *p = s->e->program;
  for (uint32_t i = 0; i < s->e->used_count; i++) {
    int32_t attr = s->e->used[i];
    if (s->e->facts.attributes[attr].known == CS_UNKNOWN && attr != p->moves &&
        !p->attributes[attr].of_case) /* what a case is told is nobody's to wish for */
      add_attribute(s, attr);
  }
  for (uint32_t i = 0; i < p->gate_count; i++) add_waits(s, p->gates[i].when);
  add_events(s);
  for (uint32_t i = 0; i < p->series_count; i++)
    if (p->series[i].used && p->series[i].horizon > 0) add_cells(s, (int32_t)i);
}

/* -- trying -- */

typedef struct kept {
  cs_atom atom;
  uint8_t cell;
  uint64_t valued;
  cs_happening happening;
} kept;

static void make(cs_case *c, const option *o, kept *k) {
  if (o->kind == OPTION_CELL) {
    k->cell = c->cells[o->index][o->at];
    k->valued = c->valued[o->index];
    c->cells[o->index][o->at] = (uint8_t)(o->to + 1);
    c->valued[o->index] |= UINT64_C(1) << o->at;
  } else if (o->kind == OPTION_EVENT) {
    k->happening = c->happenings[o->index];
    c->happenings[o->index].effects = 1;
    c->happenings[o->index].effect[0] = 0;
  } else {
    k->atom = c->attributes[o->index];
    c->attributes[o->index] = (cs_atom){.known = CS_KNOWN, .number = o->to};
  }
}

static void unmake(cs_case *c, const option *o, const kept *k) {
  if (o->kind == OPTION_CELL) {
    c->cells[o->index][o->at] = k->cell;
    c->valued[o->index] = k->valued;
  } else if (o->kind == OPTION_EVENT) {
    c->happenings[o->index] = k->happening;
  } else {
    c->attributes[o->index] = k->atom;
  }
}

/* The verdict with the changes made; false: it still hangs on something. */
static bool probe(search *s, cs_verdict *v) {
  cs_evaluator *e = s->e;
  bool same = true, out = false;
  s->trials++;
  cs_facts_count(e);
  if (cs_unknown_any(e)) {
    cs_law8(e, v, &same, &out);
    s->trials += (long)(e->product / 8);
    for (uint32_t i = 0; i < e->used_count; i++)
      if (e->program->attributes[e->used[i]].required &&
          e->facts.attributes[e->used[i]].known == CS_UNKNOWN)
        return false;
    return same && !out;
  }
  cs_evaluate(&e->facts, v);
  return true;
}

static bool contains_found(const search *s, const int32_t *set, int size) {
  for (int f = 0; f < s->shown; f++) {
    int common = 0;
    for (int i = 0; i < s->best[f].size; i++)
      for (int k = 0; k < size; k++) common += s->best[f].set[i] == set[k];
    if (common == s->best[f].size) return true;
  }
  return false;
}

/* The same facts lifted further for nothing. */
static bool idle(const search *s, const int32_t *set, int size, const cs_verdict *v) {
  for (int f = 0; f < s->shown; f++) {
    int common = 0;
    for (int i = 0; i < s->best[f].size; i++) {
      const option *a = &s->options[s->best[f].set[i]];
      for (int k = 0; k < size; k++) {
        const option *b = &s->options[set[k]];
        common += a->kind == b->kind && a->index == b->index && a->at == b->at;
      }
    }
    if (common == size && s->best[f].size == size && s->best[f].verdict.steps >= v->steps)
      return true;
  }
  return false;
}

/* By size, smallest lift first; equals in the order they were tried. */
static void note(search *s, const int32_t *set, int size, const cs_verdict *v) {
  found f = {.size = size, .verdict = *v};
  for (int i = 0; i < size; i++) {
    f.set[i] = set[i];
    f.lift += s->options[set[i]].lift;
  }
  int at = s->shown;
  while (at > 0 && s->best[at - 1].size == size && s->best[at - 1].lift > f.lift) at--;
  if (at == SHOWN) return;
  if (s->shown < SHOWN) s->shown++;
  for (int i = s->shown - 1; i > at; i--) s->best[i] = s->best[i - 1];
  s->best[at] = f;
}

static bool allowed(const search *s, const int32_t *set, int size, int32_t next) {
  const option *o = &s->options[next];
  bool after = o->after < 0;
  for (int i = 0; i < size; i++) {
    const option *p = &s->options[set[i]];
    if (set[i] == o->after) after = true;
    if (p->kind == o->kind && p->index == o->index && p->at == o->at)
      return false; /* the same fact twice */
    if ((p->kind == OPTION_WAIT || p->kind == OPTION_ATTRIBUTE) && p->index == o->index &&
        (o->kind == OPTION_WAIT || o->kind == OPTION_ATTRIBUTE))
      return false;
  }
  return after;
}

/* Who would fall is better off when nothing is met. */
static bool better(const search *s, const cs_verdict *v) {
  if (v->outcome == CS_NOT_MET || v->outcome == CS_CAPPED) return s->falls;
  return (v->outcome == CS_DIRECT || v->outcome == CS_PANEL) && v->steps > s->steps;
}

static void try_sets(search *s, int32_t *set, int size, int wanted) {
  if (size == wanted) {
    cs_verdict v;
    if (!probe(s, &v) || !better(s, &v)) return;
    if (!contains_found(s, set, size) && !idle(s, set, size, &v)) note(s, set, size, &v);
    return;
  }
  for (int32_t next = size == 0 ? 0 : set[size - 1] + 1; next < s->count && s->trials < TRIALS_MAX;
       next++) {
    kept k = {.cell = 0};
    if (!allowed(s, set, size, next)) continue;
    make(&s->e->facts, &s->options[next], &k);
    set[size] = next;
    try_sets(s, set, size + 1, wanted);
    unmake(&s->e->facts, &s->options[next], &k);
  }
}

/* -- telling -- */

static void value_text(const search *s, const option *o, bool after, cs_buf *out) {
  const cs_program *p = s->e->program;
  const cs_case *c = &s->e->facts;
  char day[CS_DATE_SIZE];
  if (o->kind == OPTION_CELL) {
    int64_t place = after                                ? o->to
                    : (c->valued[o->index] >> o->at) & 1 ? c->cells[o->index][o->at] - 1
                                                         : -1;
    if (place >= 0) cs_buf_puts(out, p->lists[p->series[o->index].list].texts[place]);
  } else if (o->kind == OPTION_EVENT) {
    cs_buf_puts(out, after ? "no" : c->happenings[o->index].effects == 1 ? "yes" : "");
  } else if (o->kind == OPTION_WAIT) {
    cs_buf_puts(out, cs_date_text(after ? o->from_day : p->as_of, day));
  } else if (after && p->attributes[o->index].type == CS_TYPE_DATE) {
    cs_buf_puts(out, cs_date_text((cs_date)o->to, day));
  } else if (after && p->attributes[o->index].list >= 0) {
    const cs_list *l = &p->lists[p->attributes[o->index].list];
    cs_buf_puts(out, o->to < (int64_t)l->count ? l->texts[o->to] : "?");
  } else if (after) {
    cs_buf_printf(out, "%lld", (long long)o->to);
  }
}

static void name_text(const search *s, const option *o, cs_buf *out) {
  const cs_program *p = s->e->program;
  if (o->kind == OPTION_CELL) cs_fact_name(p, o->index, (uint32_t)o->at, out);
  if (o->kind == OPTION_EVENT) cs_event_name(p, &s->e->facts.happenings[o->index], out);
  if (o->kind == OPTION_ATTRIBUTE) cs_buf_puts(out, p->attributes[o->index].name);
  if (o->kind == OPTION_WAIT) cs_buf_puts(out, "as_of");
}

static json_t *text_or_null(const cs_buf *b) {
  return b->size == 0 ? json_null() : json_stringn(b->data, b->size);
}

static bool tell_fact(const search *s, const option *o, json_t *facts, cs_buf *text, bool first) {
  cs_buf name = {0}, from = {0}, to = {0};
  name_text(s, o, &name);
  value_text(s, o, false, &from);
  value_text(s, o, true, &to);
  if (!first) cs_buf_puts(text, CS_MSG_say_and);
  if (o->kind == OPTION_WAIT) {
    cs_buf_printf(text, CS_MSG_change_wait, cs_buf_str(&to));
  } else if (o->kind == OPTION_EVENT) {
    cs_buf_printf(text, CS_MSG_change_event, cs_buf_str(&name));
  } else if (from.size > 0) {
    cs_buf_printf(text, CS_MSG_change_better, cs_buf_str(&name), cs_buf_str(&to),
                  cs_buf_str(&from));
  } else {
    cs_buf_printf(text, CS_MSG_change_known, cs_buf_str(&name), cs_buf_str(&to));
  }
  json_t *fact = json_pack("{s:s#, s:o, s:o}", "fact", name.data, (int)name.size, "from",
                           text_or_null(&from), "to", text_or_null(&to));
  bool fine = !name.failed && !from.failed && !to.failed && json_array_append(facts, fact) == 0;
  json_decref(fact);
  cs_buf_deinit(&name);
  cs_buf_deinit(&from);
  cs_buf_deinit(&to);
  return fine;
}

static bool tell(const search *s, const found *f, json_t *change) {
  const cs_program *p = s->e->program;
  const cs_list *ladder = p->moves < 0 ? NULL : &p->lists[p->attributes[p->moves].list];
  cs_buf text = {0};
  json_t *facts = json_array();
  bool fine = facts != NULL;
  for (int i = 0; fine && i < f->size; i++)
    fine = tell_fact(s, &s->options[f->set[i]], facts, &text, i == 0);
  if (ladder != NULL && f->verdict.target < 0) {
    cs_buf_puts(&text, CS_MSG_change_stays);
  } else if (ladder != NULL) {
    cs_buf_printf(&text, CS_MSG_change_gives, cs_list_label(ladder, (uint32_t)f->verdict.target),
                  f->verdict.steps);
  } else {
    cs_buf_printf(&text, "%s%s", CS_MSG_say_colon, CS_MSG_explain_check_holds);
  }
  json_t *one =
      json_pack("{s:s#, s:o, s:s, s:s?, s:i}", "text", text.data ? text.data : "", (int)text.size,
                "facts", facts, "outcome", cs_outcome_name(f->verdict.outcome), "to",
                ladder != NULL && f->verdict.target >= 0 ? ladder->texts[f->verdict.target] : NULL,
                "steps", f->verdict.steps);
  fine = fine && !text.failed && json_array_append(change, one) == 0;
  json_decref(one);
  cs_buf_deinit(&text);
  return fine;
}

bool cs_explain_change(cs_evaluator *e, json_t *change) {
  const cs_decision *d = &e->decision;
  if (d->outcome == CS_ERROR || d->outcome == CS_OUT_OF_SCOPE || d->outcome == CS_CAPPED ||
      e->coarse || (e->program->moves < 0 && d->outcome == CS_DIRECT))
    return true;
  search *s = calloc(1, sizeof *s);
  if (s == NULL) return false;
  s->e = e;
  s->steps = d->rule != NULL ? d->steps : e->program->moves < 0 ? -1 : 0;
  s->falls = d->rule != NULL && d->steps < 0;
  collect(s);
  int32_t set[SET_MAX];
  for (int size = 1; size <= SET_MAX && s->shown == 0; size++) try_sets(s, set, 0, size);
  cs_facts_count(e);
  e->coarse = false;
  bool fine = true;
  for (int i = 0; fine && i < s->shown; i++) fine = tell(s, &s->best[i], change);
  free(s);
  return fine;
}
