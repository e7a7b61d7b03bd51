#include "bindings/leaf_wire.h"
#include "base/messages.h"
#include "base/text.h"
#include <string.h>

void cs_wire_put_text(cs_buf *b, const char *text, size_t size) {
  cs_buf_put_uint(b, size);
  cs_buf_put(b, text, size);
}

const char *cs_wire_text(cs_reader *r, size_t *size) {
  uint64_t n = cs_read_uint(r);
  *size = 0;
  if (r->bad || n > (uint64_t)(r->end - r->at)) {
    r->bad = true;
    return NULL;
  }
  *size = (size_t)n;
  return cs_read_bytes(r, *size);
}

/* -- facts ----------------------------------------------------------------------------------------------- */

static void put_name(cs_buf *b, const char *name) { cs_wire_put_text(b, name, strlen(name)); }

static void put_text(cs_buf *b, const char *text, size_t size) {
  cs_buf_put_uint(b, CS_WIRE_TEXT);
  cs_wire_put_text(b, text, size);
}

static void put_value(cs_buf *b, const cs_program *p, const cs_attribute *a, const cs_atom *v) {
  char date[CS_DATE_SIZE];
  const char *text = NULL;
  if (v->known == CS_KNOWN && v->text == NULL && a->type == CS_TYPE_DATE)
    text = cs_date_text((cs_date)v->number, date);
  else if (v->known == CS_KNOWN && v->text == NULL && a->list >= 0 && v->number >= 0 &&
           (uint64_t)v->number < p->lists[a->list].count)
    text = p->lists[a->list].texts[v->number];

  if (text != NULL) {
    put_text(b, text, strlen(text));
  } else if (v->known == CS_KNOWN && v->text != NULL) {
    put_text(b, v->text, v->size);
  } else if (v->known == CS_KNOWN && a->list < 0) {
    cs_buf_put_uint(b, CS_WIRE_INTEGER);
    cs_buf_put_int(b, v->number);
  } else {
    cs_buf_put_uint(b, CS_WIRE_NOTHING);
  }
}

static bool has_cell(const cs_case *c, int32_t series, uint32_t i) {
  uint8_t cell = c->cells[series][i];
  return cell != 0 && cell <= c->program->lists[c->program->series[series].list].count;
}

static void put_series(cs_buf *b, const cs_case *c, int32_t series) {
  const cs_series *s = &c->program->series[series];
  const cs_list *values = &c->program->lists[s->list];
  uint32_t count = 0;
  for (uint32_t i = 0; i < s->horizon && i < CS_HORIZON; i++) count += has_cell(c, series, i);
  cs_buf_put_uint(b, CS_WIRE_SERIES);
  cs_buf_put_uint(b, count);
  for (uint32_t i = 0; i < s->horizon && i < CS_HORIZON; i++) {
    if (!has_cell(c, series, i)) continue;
    char period[CS_DATE_SIZE];
    put_name(b, cs_period_text(s->every, s->now - 1 - (cs_period)i, period));
    put_name(b, values->texts[c->cells[series][i] - 1]);
  }
}

void cs_wire_put_facts(cs_buf *b, const cs_case *c, const json_t *reads) {
  const cs_program *p = c->program;
  char date[CS_DATE_SIZE];
  cs_buf_put_uint(b, json_array_size(reads) + 1);
  put_name(b, "as_of");
  cs_date_text(p->as_of, date);
  put_text(b, date, strlen(date));
  for (size_t i = 0; i < json_array_size(reads); i++) {
    const char *name = json_string_value(json_array_get(reads, i));
    if (name == NULL) name = "";
    int32_t attribute = cs_program_attribute(p, name);
    int32_t series = attribute < 0 ? cs_program_series(p, name) : -1;
    put_name(b, name);
    if (attribute >= 0)
      put_value(b, p, &p->attributes[attribute], &c->attributes[attribute]);
    else if (series >= 0)
      put_series(b, c, series);
    else
      cs_buf_put_uint(b, CS_WIRE_NOTHING);
  }
}

/* -- answers --------------------------------------------------------------------------------------------- */

void cs_wire_put_answer(cs_buf *b, int rc, const cs_leaf_answer *a, const char *text) {
  size_t size = rc == CS_OK ? 0 : strnlen(text, CS_LEAF_ANSWER_MAX / 2);
  cs_buf_put_int(b, rc);
  cs_buf_put_uint(b, a->holds);
  cs_buf_put_int(b, a->steps);
  cs_wire_put_text(b, text, size);
}

int cs_wire_read_answer(const cs_buf *b, cs_leaf_answer *out, cs_err *err) {
  *out = (cs_leaf_answer){.holds = false};
  cs_reader r = cs_reader_of(b->data, b->size);
  int64_t rc = cs_read_int(&r);
  uint64_t holds = cs_read_uint(&r);
  int64_t steps = cs_read_int(&r);
  size_t size;
  const char *text = cs_wire_text(&r, &size);
  bool known = rc == CS_OK || rc == CS_EPACK || rc == CS_ELIMIT || rc == CS_ENOMEM;
  bool sound = !r.bad && cs_read_done(&r) && known && holds <= 1 && steps >= 0 &&
               size < sizeof err->text && (rc == CS_OK) == (size == 0) &&
               (size == 0 || (memchr(text, '\0', size) == NULL && cs_utf8_valid(text, size)));
  if (!sound) return cs_fail(err, CS_EINPUT, "%s", CS_MSG_wall_answer);
  *out = (cs_leaf_answer){.holds = rc == CS_OK && holds == 1, .steps = steps};
  return rc == CS_OK ? CS_OK : cs_fail(err, (int)rc, "%.*s", (int)size, text);
}
