/* From a record to facts: as of the program's date, as known at a transaction. One pass, nothing allocated for an
 * ordinary person. */
#include "assess/judge.h"
#include "assess/window.h"
#include "base/messages.h"
#include <stdlib.h>
#include <string.h>

/* -- names -- */

void cs_fact_name(const cs_program *p, int32_t series, uint32_t cell, cs_buf *out) {
  const cs_series *s = &p->series[series];
  char period[CS_DATE_SIZE];
  cs_period_text(s->every, s->now - 1 - (cs_period)cell, period);
  cs_buf_printf(out, "%s:%s", s->by_default ? "rating" : s->name, period);
}

void cs_event_name(const cs_program *p, const cs_happening *h, cs_buf *out) {
  char day[CS_DATE_SIZE];
  cs_buf_printf(out, "%s:%s", p->kinds[h->kind].name, cs_date_text(h->on, day));
}

/* -- values -- */

static void strange_value(cs_evaluator *e, const char *fact, const cs_value *v) {
  char text[64], date[CS_DATE_SIZE];
  if (e->bad.code != CS_OK) return;
  if (v->kind == CS_SYMBOL) {
    const char *symbol = cs_symbol_text(e->store, (cs_symbol)v->number);
    snprintf(text, sizeof text, "%.60s", symbol ? symbol : "?");
  } else if (v->kind == CS_STRING) {
    snprintf(text, sizeof text, "%.*s", (int)(v->size < 60 ? v->size : 60), v->text);
  } else if (v->kind == CS_DATE) {
    snprintf(text, sizeof text, "%s", cs_date_text((cs_date)v->number, date));
  } else {
    snprintf(text, sizeof text, "%lld", (long long)v->number);
  }
  cs_fail(&e->bad, CS_EINPUT, CS_MSG_person_value, fact, text);
}

/* The place in a list; -1: it is not in it. */
static inline int32_t place_of(const cs_evaluator *e, int32_t list, const cs_value *v) {
  if (v->kind == CS_SYMBOL && v->number > 0 && v->number < e->binding.count) {
    uint8_t place = e->binding.place[list][v->number];
    return place == CS_STRANGE ? -1 : place;
  }
  return v->kind == CS_STRING ? cs_list_find(&e->program->lists[list], v->text, v->size) : -1;
}

static void load_attribute(cs_evaluator *e, int32_t attr, const cs_value *v) {
  const cs_attribute *a = &e->program->attributes[attr];
  cs_atom *atom = &e->facts.attributes[attr];
  if (a->list < 0) {
    if (v->kind != (a->type == CS_TYPE_DATE ? CS_DATE : CS_INT)) {
      strange_value(e, a->name, v);
      return;
    }
    *atom = (cs_atom){.known = CS_KNOWN, .number = v->number};
    return;
  }
  int32_t place = place_of(e, a->list, v);
  const cs_list *list = &e->program->lists[a->list];
  if (place >= 0) {
    *atom = (cs_atom){.known = CS_KNOWN, .number = place};
  } else if (list->open && v->kind == CS_SYMBOL) {
    const char *text = cs_symbol_text(e->store, (cs_symbol)v->number);
    if (text != NULL) *atom = (cs_atom){CS_KNOWN, list->count, text, (uint32_t)strlen(text)};
  } else if (list->open && v->kind == CS_STRING) {
    *atom = (cs_atom){CS_KNOWN, list->count, v->text, v->size};
  } else {
    atom->known = CS_UNKNOWN; /* for the question of scope */
    strange_value(e, a->name, v);
  }
}

bool cs_atom_parse(const cs_program *p, int32_t attr, const char *text, size_t size, cs_atom *out) {
  const cs_attribute *a = &p->attributes[attr];
  *out = (cs_atom){.known = size > 0 ? CS_KNOWN : a->blank_none ? CS_BLANK : CS_UNKNOWN};
  if (size == 0) return true;
  cs_date date;
  char *end;
  if (a->type == CS_TYPE_DATE) {
    bool fine = cs_date_parse(text, size, &date);
    out->number = date;
    return fine;
  }
  if (a->type == CS_TYPE_INTEGER) {
    out->number = strtoll(text, &end, 10);
    return end == text + size;
  }
  out->number = cs_list_find(&p->lists[a->list], text, size);
  if (out->number >= 0) return true;
  *out = (cs_atom){CS_KNOWN, p->lists[a->list].count, text, (uint32_t)size};
  return p->lists[a->list].open;
}

static void strange_cell(cs_evaluator *e, int32_t series, int64_t cell, const cs_value *v) {
  cs_buf name = {0};
  cs_fact_name(e->program, series, (uint32_t)cell, &name);
  strange_value(e, cs_buf_str(&name), v);
  (void)cs_buf_end(&name, CS_OK, &e->bad);
}

/* A later version of the same, and known then? */
static inline bool superseded(const cs_entry *entry, const cs_entry *end, uint32_t known_txn) {
  const cs_entry *next = entry + 1;
  return next < end && next->slot.at == entry->slot.at && next->txn <= known_txn &&
         next->slot.name == entry->slot.name && next->slot.instance == entry->slot.instance &&
         next->slot.klass == entry->slot.klass;
}

/* The entries of one series, which is read; where those of the next name begin. */
static const cs_entry *load_cells(cs_evaluator *e, int32_t series, const cs_entry *entry,
                                  const cs_entry *end, uint32_t known_txn) {
  const cs_series *s = &e->program->series[series];
  const cs_symbol name = entry->slot.name;
  const int64_t newest = (int64_t)s->now - 1;
  const uint64_t horizon = s->horizon, symbols = e->binding.count;
  const cs_every every = s->every;
  const uint8_t *places = e->binding.place[s->list];
  uint8_t *cells = e->facts.cells[series]; /* bytes: what is read beside them is held in locals */
  uint64_t valued = e->facts.valued[series];
  for (; entry < end && entry->slot.name == name && entry->slot.klass == CS_SERIES; entry++) {
    int64_t cell = newest - cs_slot_period(entry->slot.at);
    if ((uint64_t)cell >= horizon || cs_slot_period_every(entry->slot.at) != every ||
        entry->value.kind == CS_NONE || entry->txn > known_txn || superseded(entry, end, known_txn))
      continue;
    const cs_value *v = &entry->value;
    bool usual = v->kind == CS_SYMBOL && (uint64_t)v->number - 1 < symbols - 1 &&
                 places[v->number] != CS_STRANGE;
    int32_t place = usual ? places[v->number] : place_of(e, s->list, v);
    if (place < 0) {
      strange_cell(e, series, cell, v);
      continue; /* left without a value: for the question of scope */
    }
    cells[cell] = (uint8_t)(place + 1);
    valued |= UINT64_C(1) << cell;
  }
  e->facts.valued[series] = valued;
  return entry;
}

/* -- events and spans: fields of one instance are gathered, then made one thing -- */

typedef struct gathered {
  cs_class klass;
  uint32_t instance;
  const cs_value *field[CS_FIELDS_READ];
} gathered;

static bool room(void *array, uint32_t *capacity, uint32_t count, size_t size) {
  if (count < *capacity) return true;
  uint32_t more = *capacity * 2 + 8;
  void *grown = realloc(*(void **)array, more * size);
  if (grown == NULL) return false;
  *(void **)array = grown;
  *capacity = more;
  return true;
}

static int add_event(cs_evaluator *e, const gathered *g, cs_err *err) {
  const cs_value *on = g->field[CS_FIELD_ON], *kind = g->field[CS_FIELD_KIND];
  cs_case *c = &e->facts;
  if (on == NULL || on->kind != CS_DATE || kind == NULL || kind->kind != CS_SYMBOL ||
      kind->number >= e->binding.count)
    return CS_OK;
  int16_t k = e->binding.kind[kind->number];
  if (k < 0 || !((e->counted_kinds >> k) & 1)) return CS_OK;
  if (!room(&c->happenings, &c->happening_capacity, c->happening_count, sizeof *c->happenings))
    return cs_fail(err, CS_ENOMEM, CS_MSG_no_memory);
  cs_happening *h = &c->happenings[c->happening_count++];
  h->kind = k;
  h->on = (cs_date)on->number;
  h->instance = g->instance;
  h->effects = 0;
  const cs_event_kind *declared = &e->program->kinds[k];
  for (uint32_t f = 0; f < declared->field_count; f++)
    h->field[f] = declared->fields[f].blank_none ? -2 : -1;
  for (uint32_t i = CS_FIELD_FIRST; i < e->field_count; i++) {
    int8_t f = e->field_of_kind[k][i];
    if (f < 0 || g->field[i] == NULL) continue;
    const cs_list *list = &e->program->lists[declared->fields[f].list];
    int32_t place = place_of(e, declared->fields[f].list, g->field[i]);
    if (place < 0 && list->open) place = (int32_t)list->count; /* one that no condition names */
    h->field[f] = (int16_t)(place < 0 ? -3 : place);
    if (place >= 0) continue;
    cs_buf name = {0};
    cs_event_name(e->program, h, &name);
    cs_buf_printf(&name, " %s", declared->fields[f].name);
    strange_value(e, cs_buf_str(&name), g->field[i]);
    (void)cs_buf_end(&name, CS_OK, &e->bad);
  }
  return CS_OK;
}

/* The family a span is of: the one that lists its kind, else an open one. */
static int32_t family_of(const cs_program *p, const char *kind) {
  int32_t open = -1;
  for (uint32_t i = 0; i < p->span_count; i++) {
    if (kind != NULL && json_object_get(p->spans[i].kinds, kind) != NULL) return (int32_t)i;
    if (p->spans[i].open || p->span_count == 1) open = (int32_t)i;
  }
  return open;
}

static int add_span(cs_evaluator *e, const gathered *g, cs_err *err) {
  const cs_value *from = g->field[CS_FIELD_FROM], *to = g->field[CS_FIELD_TO],
                 *kind = g->field[CS_FIELD_KIND];
  cs_case *c = &e->facts;
  if (from == NULL || from->kind != CS_DATE) return CS_OK;
  cs_symbol symbol = kind != NULL && kind->kind == CS_SYMBOL ? (cs_symbol)kind->number : 0;
  int32_t family = family_of(e->program, symbol == 0 ? NULL : cs_symbol_text(e->store, symbol));
  if (family < 0 || !(e->program->spans[family].used || e->program->spans[family].now))
    return CS_OK;
  if (!room(&c->stretches, &c->stretch_capacity, c->stretch_count, sizeof *c->stretches))
    return cs_fail(err, CS_ENOMEM, CS_MSG_no_memory);
  c->stretches[c->stretch_count++] = (cs_stretch){
      .family = family,
      .instance = g->instance,
      .from = (cs_date)from->number,
      .to = to != NULL && to->kind == CS_DATE ? (cs_date)to->number : CS_DATE_MAX,
      .kind = symbol,
      .place = symbol == 0 ? -1 : place_of(e, e->program->spans[family].list, kind),
  };
  return CS_OK;
}

static int gather_end(cs_evaluator *e, gathered *g, cs_err *err) {
  int rc = CS_OK;
  if (g->instance != 0) rc = g->klass == CS_EVENT ? add_event(e, g, err) : add_span(e, g, err);
  g->instance = 0;
  return rc;
}

static int gather(cs_evaluator *e, gathered *g, const cs_entry *entry, cs_err *err) {
  int rc = CS_OK;
  if (g->instance != entry->slot.instance || g->klass != entry->slot.klass) {
    rc = gather_end(e, g, err);
    memset(g->field, 0, sizeof g->field);
    g->klass = entry->slot.klass;
    g->instance = entry->slot.instance;
  }
  int16_t field = entry->slot.name < e->binding.count ? e->binding.field[entry->slot.name] : -1;
  if (field >= 0 && entry->value.kind != CS_NONE) g->field[field] = &entry->value;
  return rc;
}

/* -- the pass -- */

static void reset(cs_evaluator *e) {
  const cs_program *p = e->program;
  cs_case *c = &e->facts;
  memcpy(c->attributes, e->initial, p->attribute_count * sizeof *c->attributes);
  for (uint32_t i = 0; i < p->series_count; i++) {
    if (!p->series[i].used) continue;
    memset(c->cells[i], 0, sizeof c->cells[i]);
    c->valued[i] = 0;
  }
  for (uint32_t i = 0; p->history_count > 0 && i < p->attribute_count; i++)
    c->histories[i].changed = c->histories[i].rose = CS_DATE_NONE;
  c->happening_count = c->stretch_count = 0;
  e->bad.code = CS_OK;
  e->exists = false;
}

/* States come in the order of their days. The first one holds before its own day too, so it is no change. */
static void note_change(cs_case *c, int32_t attr, const cs_atom *before, cs_date on) {
  const cs_atom *now = &c->attributes[attr];
  cs_history *h = &c->histories[attr];
  if (now->known != CS_KNOWN || now->number == before->number) return;
  h->changed = on;
  h->was = (int32_t)before->number;
  h->up = now->number > before->number;
  if (!h->up) return;
  h->rose = on;
  h->before = h->was;
}

static void load_state(cs_evaluator *e, const cs_entry *entry) {
  int16_t attr = e->binding.attribute[entry->slot.name];
  if (entry->slot.name == e->code) e->exists = true;
  if (attr < 0) return;
  /* A later state counts only where it is the first one known: whoever is graded on a later day is graded then. */
  if (entry->slot.at > e->program->as_of &&
      (!e->program->attributes[attr].dated || e->facts.attributes[attr].known == CS_KNOWN))
    return;
  cs_atom before = e->facts.attributes[attr];
  load_attribute(e, attr, &entry->value);
  if (e->program->attributes[attr].history && before.known == CS_KNOWN)
    note_change(&e->facts, attr, &before, entry->slot.at);
}

/* Events have no limit to how far back they are looked at. */
static bool in_doubt(const cs_case *c, const cs_node *node) {
  if (node->window < 0) return c->attributes[node->attr].known == CS_UNKNOWN;
  cs_sight sight = c->sight[node->window];
  return sight == CS_UNBOUNDED || (sight == CS_FAR && node->view >= 0);
}

static void fill_doubts(cs_case *c) {
  const cs_program *p = c->program;
  c->doubts = c->assumed = 0;
  for (uint32_t i = 0; i < p->doubtful_count; i++)
    if (in_doubt(c, p->doubtful[i])) c->doubts |= UINT64_C(1) << i;
}

int cs_facts_load(cs_evaluator *e, const cs_record *r, uint32_t known_txn, cs_err *err) {
  reset(e);
  e->facts.code = r->code;
  gathered g; /* its fields are cleared when an instance begins */
  g.instance = 0;
  g.klass = CS_EVENT;
  int rc = CS_OK;
  const cs_entry *entry = r->entries, *end = r->count == 0 ? entry : entry + r->count;
  while (entry < end && rc == CS_OK) {
    bool bound = entry->slot.name < e->binding.count;
    if (entry->slot.klass == CS_SERIES && bound && e->binding.series[entry->slot.name] >= 0) {
      entry = load_cells(e, e->binding.series[entry->slot.name], entry, end, known_txn);
      continue;
    }
    if (entry->txn <= known_txn && !superseded(entry, end, known_txn)) {
      if (entry->slot.klass >= CS_EVENT) {
        rc = gather(e, &g, entry, err);
      } else if (entry->slot.klass == CS_ATTRIBUTE && bound && entry->value.kind != CS_NONE) {
        load_state(e, entry);
      }
    }
    entry++;
  }
  if (rc == CS_OK) rc = gather_end(e, &g, err);
  if (rc == CS_OK) rc = cs_assumptions_apply(e, err);
  if (rc != CS_OK) return rc;
  cs_windows_fill(&e->facts);
  fill_doubts(&e->facts);
  return cs_effects_fill(e, err);
}

/* -- what follows -- */

uint64_t cs_facts_expected(const cs_case *c, int32_t series) {
  const cs_series *s = &c->program->series[series];
  uint64_t expected = s->horizon >= 64 ? UINT64_MAX : (UINT64_C(1) << s->horizon) - 1;
  const cs_atom *from = s->from >= 0 ? &c->attributes[s->from] : NULL,
                *until = s->until >= 0 ? &c->attributes[s->until] : NULL;
  uint32_t oldest = s->horizon - 1;
  bool all = (from == NULL || from->known != CS_KNOWN || from->number <= s->first[oldest]) &&
             (until == NULL || until->known != CS_KNOWN || until->number >= s->first[0]);
  for (uint32_t i = 0; !all && i < s->horizon; i++) {
    if ((from != NULL && from->known == CS_KNOWN && s->first[i] < from->number) ||
        (until != NULL && until->known == CS_KNOWN && s->first[i] > until->number))
      expected &= ~(UINT64_C(1) << i);
  }
  return expected;
}

uint64_t cs_facts_read(const cs_case *c, int32_t series) {
  const cs_program *p = c->program;
  uint64_t read = p->series[series].ordered;
  for (uint32_t i = 0; i < p->view_count; i++)
    if (p->views[i].series == series) read |= c->left[p->views[i].window];
  return read;
}

uint64_t cs_facts_missing(const cs_case *c, int32_t series) {
  const cs_program *p = c->program;
  uint64_t asked = p->series[series].ordered;
  for (uint32_t i = 0; i < p->view_count; i++)
    if (p->views[i].series == series) asked |= c->due[p->views[i].window];
  asked &= ~c->valued[series];
  return asked == 0 ? 0 : asked & cs_facts_expected(c, series);
}

void cs_facts_count(cs_evaluator *e) {
  const cs_program *p = e->program;
  cs_case *c = &e->facts;
  for (uint32_t i = 0; i < p->view_count; i++) {
    const cs_view *v = &p->views[i];
    memset(c->tally[i], 0, sizeof c->tally[i]);
    for (uint64_t rest = c->left[v->window] & c->valued[v->series]; rest != 0; rest &= rest - 1)
      c->tally[i][c->cells[v->series][__builtin_ctzll(rest)] - 1]++;
  }
  for (uint32_t i = 0; i < p->counter_count; i++) c->hits[i] = 0;
  for (uint32_t i = 0; i < c->happening_count; i++) {
    if (c->happenings[i].effects != 1) continue;
    for (uint64_t rest = c->happenings[i].effect[0]; rest != 0; rest &= rest - 1)
      c->hits[__builtin_ctzll(rest)]++;
  }
}
