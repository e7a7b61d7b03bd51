/* Every fact a judgement read, compact and canonical: the same facts give the same bytes, and other bytes may give another
 * verdict. Order: attributes, ratings, events, spans, each in the order of the pack. It is written for everybody, into
 * space that is reserved at once. */
#include "assess/judge.h"
#include <string.h>

static unsigned char *put_attributes(const cs_evaluator *e, unsigned char *to) {
  for (uint32_t i = 0; i < e->used_count; i++) {
    const cs_atom *a = &e->facts.attributes[e->used[i]];
    if (a->known != CS_KNOWN) {
      *to++ = a->known == CS_BLANK ? 0 : 1;
    } else if (a->text != NULL) {
      *to++ = 2;
      to = cs_put_uint(to, a->size);
      memcpy(to, a->text, a->size);
      to += a->size;
    } else if (a->number >= 0 && a->number < 252) {
      *to++ = (unsigned char)(a->number + 4);
    } else {
      *to++ = 3;
      to = cs_put_int(to, a->number);
    }
  }
  return to;
}

static unsigned char *put_histories(const cs_evaluator *e, unsigned char *to) {
  for (uint32_t i = 0; i < e->used_count; i++) {
    const cs_history *h = &e->facts.histories[e->used[i]];
    if (!e->program->attributes[e->used[i]].history) continue;
    to = cs_put_int(to, h->changed);
    if (h->changed == CS_DATE_NONE) continue;
    to = cs_put_int(to, h->was);
    to = cs_put_int(to, h->rose);
    if (h->rose != CS_DATE_NONE) to = cs_put_int(to, h->before);
  }
  return to;
}

/* The cells that are read, and in them the places in the scale + 1; 0: none. */
static unsigned char *put_cells(const cs_evaluator *e, int32_t series, unsigned char *to) {
  uint64_t read = cs_facts_read(&e->facts, series), expected = cs_facts_expected(&e->facts, series),
           valued = e->facts.valued[series];
  const uint8_t *cells = e->facts.cells[series];
  to = cs_put_uint(to, read);
  for (uint64_t rest = read; rest != 0; rest &= rest - 1) {
    uint32_t cell = (uint32_t)__builtin_ctzll(rest);
    *to++ = (valued >> cell) & 1 ? cells[cell] : (expected >> cell) & 1 ? 254 : 255;
  }
  return to;
}

static unsigned char *put_event(const cs_evaluator *e, const cs_happening *h, unsigned char *to) {
  to = cs_put_uint(to, (uint64_t)h->kind);
  to = cs_put_int(to, h->on);
  for (uint32_t f = 0; f < e->program->kinds[h->kind].field_count; f++)
    to = cs_put_int(to, h->field[f]);
  return cs_put_uint(to, h->effects == 1 ? h->effect[0] : 0);
}

static unsigned char *put_span(const cs_stretch *s, unsigned char *to) {
  to = cs_put_uint(to, (uint64_t)s->family);
  to = cs_put_int(to, s->from);
  to = cs_put_int(to, s->to);
  return cs_put_uint(to, s->kind);
}

/* No fewer bytes than it will take. */
static size_t most(const cs_evaluator *e) {
  const cs_case *c = &e->facts;
  size_t numbers = 2 + e->used_count + e->program->history_count * (size_t)4 +
                   e->program->series_count + c->happening_count * (size_t)(3 + CS_FIELDS_MAX) +
                   c->stretch_count * (size_t)4;
  size_t bytes =
      numbers * CS_VARINT_MAX + e->used_count + e->program->series_count * (size_t)CS_HORIZON;
  for (uint32_t i = 0; i < e->used_count; i++) {
    const cs_atom *a = &c->attributes[e->used[i]];
    if (a->known == CS_KNOWN && a->text != NULL) bytes += a->size;
  }
  return bytes;
}

void cs_evidence_write(cs_evaluator *e) {
  const cs_case *c = &e->facts;
  cs_buf_clear(&e->evidence);
  if (!cs_buf_reserve(&e->evidence, most(e))) return;
  unsigned char *start = (unsigned char *)e->evidence.data, *to = put_attributes(e, start);
  if (e->program->history_count > 0) to = put_histories(e, to);
  for (uint32_t i = 0; i < e->program->series_count; i++)
    if (e->program->series[i].used && e->program->series[i].horizon > 0)
      to = put_cells(e, (int32_t)i, to);
  to = cs_put_uint(to, c->happening_count);
  for (uint32_t i = 0; i < c->happening_count; i++) to = put_event(e, &c->happenings[i], to);
  to = cs_put_uint(to, c->stretch_count);
  for (uint32_t i = 0; i < c->stretch_count; i++) to = put_span(&c->stretches[i], to);
  e->evidence.size = (size_t)(to - start);
}
