/* What-if: facts that hold instead of what the record says. */
#include "assess/judge.h"
#include "base/messages.h"
#include <stdlib.h>
#include <string.h>

static int cannot(const cs_evaluator *e, const char *fact, const char *value, cs_err *err) {
  cs_buf known = {0};
  const cs_program *p = e->program;
  for (uint32_t i = 0; i < e->used_count; i++)
    cs_buf_printf(&known, "%s%s", i > 0 ? ", " : "", p->attributes[e->used[i]].name);
  for (uint32_t i = 0; i < p->series_count; i++)
    if (p->series[i].used)
      cs_buf_printf(&known, ", %s:%s", p->series[i].by_default ? "rating" : p->series[i].name,
                    CS_MSG_say_period_form);
  for (uint32_t i = 0; i < p->kind_count; i++)
    if ((e->counted_kinds >> i) & 1)
      cs_buf_printf(&known, ", %s:%s", p->kinds[i].name, CS_MSG_say_date_form);
  int rc = cs_fail(err, CS_EINPUT, CS_MSG_assume_unknown, fact, value, cs_buf_str(&known));
  return cs_buf_end(&known, rc, err);
}

static bool series_named(const cs_series *s, const char *name, size_t size) {
  if (!s->used) return false;
  if (s->by_default && size == 6 && memcmp(name, "rating", 6) == 0) return true;
  return strlen(s->name) == size && memcmp(s->name, name, size) == 0;
}

/* "SERIES:PERIOD" */
static bool parse_cell(const cs_evaluator *e, const char *fact, const char *colon,
                       const char *value, cs_assumption *out) {
  cs_every every;
  cs_period period;
  if (!cs_period_parse(colon + 1, strlen(colon + 1), &every, &period)) return false;
  for (uint32_t i = 0; i < e->program->series_count; i++) {
    const cs_series *s = &e->program->series[i];
    if (!series_named(s, fact, (size_t)(colon - fact)) || s->every != every) continue;
    int32_t place = cs_list_find(&e->program->lists[s->list], value, strlen(value));
    int64_t cell = (int64_t)s->now - 1 - period;
    if (place < 0 && *value != '\0') return false;
    *out = (cs_assumption){.kind = CS_ASSUME_CELL, .index = (int32_t)i, .number = place + 1};
    out->at =
        cell < 0 || cell >= s->horizon ? -1 : (int32_t)cell; /* out of reach: it changes nothing */
    return true;
  }
  return false;
}

/* "KIND:DATE" yes|no */
static bool parse_event(const cs_evaluator *e, const char *fact, const char *colon,
                        const char *value, cs_assumption *out) {
  cs_date on;
  bool yes = strcmp(value, "yes") == 0;
  if ((!yes && strcmp(value, "no") != 0) || !cs_date_parse(colon + 1, strlen(colon + 1), &on))
    return false;
  for (uint32_t i = 0; i < e->program->kind_count; i++) {
    const char *name = e->program->kinds[i].name;
    if (strlen(name) != (size_t)(colon - fact) || memcmp(name, fact, strlen(name)) != 0 ||
        !((e->counted_kinds >> i) & 1))
      continue;
    *out = (cs_assumption){.kind = CS_ASSUME_EVENT, .index = (int32_t)i, .at = on, .number = yes};
    return true;
  }
  return false;
}

int cs_evaluator_assume(cs_evaluator *e, const char *fact, const char *value, cs_err *err) {
  cs_assumption a;
  const char *colon = strchr(fact, ':');
  if (colon != NULL) {
    if (!parse_cell(e, fact, colon, value, &a) && !parse_event(e, fact, colon, value, &a))
      return cannot(e, fact, value, err);
  } else {
    int32_t attr = cs_program_attribute(e->program, fact);
    a = (cs_assumption){.kind = CS_ASSUME_ATTRIBUTE, .index = attr};
    if (attr < 0 || !e->program->attributes[attr].used ||
        !cs_atom_parse(e->program, attr, value, strlen(value), &a.atom))
      return cannot(e, fact, value, err);
    if (a.atom.text != NULL && (a.atom.text = strdup(value)) == NULL)
      return cs_fail(err, CS_ENOMEM, CS_MSG_no_memory);
  }
  if (e->assumption_count == e->assumption_capacity) {
    uint32_t more = e->assumption_capacity * 2 + 8;
    cs_assumption *grown = realloc(e->assumptions, more * sizeof *grown);
    if (grown == NULL) {
      free((char *)a.atom.text);
      return cs_fail(err, CS_ENOMEM, CS_MSG_no_memory);
    }
    e->assumptions = grown;
    e->assumption_capacity = more;
  }
  e->assumptions[e->assumption_count++] = a;
  return CS_OK;
}

void cs_evaluator_clear(cs_evaluator *e) {
  for (uint32_t i = 0; i < e->assumption_count; i++) free((char *)e->assumptions[i].atom.text);
  e->assumption_count = 0;
}

/* An event that is assumed has to be there. */
static int put_event(cs_evaluator *e, const cs_assumption *a, cs_err *err) {
  cs_case *c = &e->facts;
  for (uint32_t i = 0; i < c->happening_count; i++)
    if (c->happenings[i].kind == a->index && c->happenings[i].on == a->at) return CS_OK;
  if (a->number == 0) return CS_OK;
  if (c->happening_count == c->happening_capacity) {
    uint32_t more = c->happening_capacity * 2 + 8;
    cs_happening *grown = realloc(c->happenings, more * sizeof *grown);
    if (grown == NULL) return cs_fail(err, CS_ENOMEM, CS_MSG_no_memory);
    c->happenings = grown;
    c->happening_capacity = more;
  }
  cs_happening *h = &c->happenings[c->happening_count++];
  *h = (cs_happening){.kind = a->index, .on = a->at};
  for (int f = 0; f < CS_FIELDS_MAX; f++) h->field[f] = -1;
  return CS_OK;
}

int cs_assumptions_apply(cs_evaluator *e, cs_err *err) {
  cs_case *c = &e->facts;
  for (uint32_t i = 0; i < e->assumption_count; i++) {
    const cs_assumption *a = &e->assumptions[i];
    if (a->kind == CS_ASSUME_ATTRIBUTE) {
      c->attributes[a->index] = a->atom;
    } else if (a->kind == CS_ASSUME_EVENT) {
      int rc = put_event(e, a, err);
      if (rc != CS_OK) return rc;
    } else if (a->at >= 0) {
      c->cells[a->index][a->at] = (uint8_t)a->number;
      c->valued[a->index] &= ~(UINT64_C(1) << a->at);
      if (a->number > 0) c->valued[a->index] |= UINT64_C(1) << a->at;
    }
  }
  return CS_OK;
}

/* Counts: for all it may count for; an event that what is known rules out counts for everything it could. */
void cs_assumptions_count(const cs_evaluator *e, cs_happening *h, uint64_t possible) {
  for (uint32_t i = 0; i < e->assumption_count; i++) {
    const cs_assumption *a = &e->assumptions[i];
    if (a->kind != CS_ASSUME_EVENT || a->index != h->kind || a->at != h->on) continue;
    uint64_t most = 0;
    for (uint32_t k = 0; k < h->effects; k++) most |= h->effect[k];
    h->effects = 1;
    h->effect[0] = a->number == 0 ? 0 : most != 0 ? most : possible;
  }
}
