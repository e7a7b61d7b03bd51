/* Every fact a judgement read, compact and canonical: the same facts give the same bytes, and other bytes may give another
 * verdict. Order: attributes, ratings, events, spans, each in the order of the pack. */
#include "assess/judge.h"

static void put_attributes(cs_evaluator *e) {
  cs_buf *out = &e->evidence;
  for (uint32_t i = 0; i < e->used_count; i++) {
    const cs_atom *a = &e->facts.attributes[e->used[i]];
    if (a->known != CS_KNOWN) {
      cs_buf_putc(out, a->known == CS_BLANK ? 0 : 1);
    } else if (a->text != NULL) {
      cs_buf_putc(out, 2);
      cs_buf_put_uint(out, a->size);
      cs_buf_put(out, a->text, a->size);
    } else if (a->number >= 0 && a->number < 252) {
      cs_buf_putc(out, (char)(a->number + 4));
    } else {
      cs_buf_putc(out, 3);
      cs_buf_put_int(out, a->number);
    }
  }
}

/* The cells that are read, and in them the places in the scale + 1; 0: none. */
static void put_cells(cs_evaluator *e, int32_t series) {
  uint64_t read = cs_facts_read(&e->facts, series), expected = cs_facts_expected(&e->facts, series);
  uint8_t bytes[CS_HORIZON];
  size_t n = 0;
  cs_buf_put_uint(&e->evidence, read);
  for (uint64_t rest = read; rest != 0; rest &= rest - 1) {
    uint32_t cell = (uint32_t)__builtin_ctzll(rest);
    bool valued = (e->facts.valued[series] >> cell) & 1;
    bytes[n++] = valued ? e->facts.cells[series][cell] : (expected >> cell) & 1 ? 254 : 255;
  }
  cs_buf_put(&e->evidence, bytes, n);
}

void cs_evidence_write(cs_evaluator *e) {
  const cs_case *c = &e->facts;
  cs_buf *out = &e->evidence;
  cs_buf_clear(out);
  put_attributes(e);
  for (uint32_t i = 0; i < e->program->series_count; i++)
    if (e->program->series[i].used && e->program->series[i].horizon > 0) put_cells(e, (int32_t)i);
  cs_buf_put_uint(out, c->happening_count);
  for (uint32_t i = 0; i < c->happening_count; i++) {
    const cs_happening *h = &c->happenings[i];
    cs_buf_put_uint(out, (uint64_t)h->kind);
    cs_buf_put_int(out, h->on);
    for (uint32_t f = 0; f < e->program->kinds[h->kind].field_count; f++)
      cs_buf_put_int(out, h->field[f]);
    cs_buf_put_uint(out, h->effects == 1 ? h->effect[0] : 0);
  }
  cs_buf_put_uint(out, c->stretch_count);
  for (uint32_t i = 0; i < c->stretch_count; i++) {
    cs_buf_put_uint(out, (uint64_t)c->stretches[i].family);
    cs_buf_put_int(out, c->stretches[i].from);
    cs_buf_put_int(out, c->stretches[i].to);
    cs_buf_put_uint(out, c->stretches[i].kind);
  }
}
