/* Symbols of the store as places in the program: arrays by symbol, extended when the dictionary has grown. */
#include "assess/judge.h"
#include "base/messages.h"
#include <stdlib.h>
#include <string.h>

static int no_memory(cs_err *err) { return cs_fail(err, CS_ENOMEM, CS_MSG_no_memory); }

static int8_t field_number(cs_evaluator *e, const char *name) {
  for (uint32_t i = 0; i < e->field_count; i++)
    if (strcmp(e->fields[i], name) == 0) return (int8_t)i;
  if (e->field_count == CS_FIELDS_READ) return -1;
  e->fields[e->field_count] = name;
  return (int8_t)e->field_count++;
}

/* Fields that some counter looks at. */
static int bind_fields(cs_evaluator *e, cs_err *err) {
  const cs_program *p = e->program;
  static const char *const always[] = {"on", "kind", "from", "to"};
  for (int i = 0; i < CS_FIELD_FIRST; i++) field_number(e, always[i]);
  e->field_of_kind = malloc((p->kind_count + 1) * sizeof *e->field_of_kind);
  if (e->field_of_kind == NULL) return no_memory(err);
  memset(e->field_of_kind, -1, (p->kind_count + 1) * sizeof *e->field_of_kind);
  for (uint32_t i = 0; i < p->counter_count; i++) {
    const cs_counter *counter = &p->counters[i];
    if (counter->kind < 64) e->counted_kinds |= UINT64_C(1) << counter->kind;
    for (uint32_t f = 0; f < p->kinds[counter->kind].field_count; f++) {
      if (!((counter->fields >> f) & 1)) continue;
      int8_t number = field_number(e, p->kinds[counter->kind].fields[f].name);
      if (number < 0) return cs_fail(err, CS_ELIMIT, CS_MSG_too_many_fields);
      e->field_of_kind[counter->kind][number] = (int8_t)f;
    }
  }
  return CS_OK;
}

int cs_binding_init(cs_evaluator *e, cs_err *err) {
  e->binding.place = calloc(e->program->list_count + 1, sizeof *e->binding.place);
  if (e->binding.place == NULL) return no_memory(err);
  int rc = bind_fields(e, err);
  return rc == CS_OK ? cs_binding_refresh(e, err) : rc;
}

static bool grow(void *array, uint32_t capacity, size_t size) {
  void *grown = realloc(*(void **)array, capacity * size);
  if (grown == NULL) return false;
  *(void **)array = grown;
  return true;
}

static void bind_symbol(cs_evaluator *e, uint32_t symbol, const char *text) {
  const cs_program *p = e->program;
  cs_binding *b = &e->binding;
  if (text == NULL) text = "";
  int32_t attr = cs_program_attribute(p, text), series = cs_program_series(p, text);
  b->attribute[symbol] = (int16_t)(attr >= 0 && p->attributes[attr].used ? attr : -1);
  b->series[symbol] = (int16_t)(series >= 0 && p->series[series].used ? series : -1);
  b->kind[symbol] = (int16_t)cs_program_kind(p, text);
  b->field[symbol] = -1;
  for (uint32_t i = 0; i < e->field_count; i++)
    if (strcmp(e->fields[i], text) == 0) b->field[symbol] = (int16_t)i;
  if (strcmp(text, "code") == 0) e->code = symbol;
  for (uint32_t i = 0; i < p->list_count; i++) {
    int32_t place = cs_list_find(&p->lists[i], text, strlen(text));
    b->place[i][symbol] = place < 0 ? CS_STRANGE : (uint8_t)place;
  }
}

/* Room for symbols below `count`. */
static int reserve(cs_evaluator *e, uint32_t count, cs_err *err) {
  cs_binding *b = &e->binding;
  if (count <= b->capacity) return CS_OK;
  uint32_t capacity = count * 2 + 64;
  bool grown = grow(&b->attribute, capacity, sizeof *b->attribute) &&
               grow(&b->series, capacity, sizeof *b->series) &&
               grow(&b->field, capacity, sizeof *b->field) &&
               grow(&b->kind, capacity, sizeof *b->kind);
  for (uint32_t i = 0; grown && i < e->program->list_count; i++)
    grown = grow(&b->place[i], capacity, 1);
  if (!grown) return no_memory(err);
  b->capacity = capacity;
  return CS_OK;
}

int cs_binding_refresh(cs_evaluator *e, cs_err *err) {
  cs_binding *b = &e->binding;
  uint32_t count = cs_symbol_count(e->store) + 1; /* 0 is no symbol */
  if (count <= b->count) return CS_OK;
  int rc = reserve(e, count, err);
  if (rc != CS_OK) return rc;
  for (uint32_t symbol = b->count; symbol < count; symbol++)
    bind_symbol(e, symbol, symbol == 0 ? NULL : cs_symbol_text(e->store, symbol));
  b->count = count;
  return CS_OK;
}

int cs_binding_name(cs_evaluator *e, uint32_t symbol, const char *text, cs_err *err) {
  cs_binding *b = &e->binding;
  int rc = reserve(e, symbol + 1, err);
  if (rc != CS_OK) return rc;
  for (; b->count <= symbol; b->count++) bind_symbol(e, b->count, NULL);
  bind_symbol(e, symbol, text);
  return CS_OK;
}

void cs_binding_deinit(cs_evaluator *e) {
  cs_binding *b = &e->binding;
  for (uint32_t i = 0; b->place != NULL && i < e->program->list_count; i++) free(b->place[i]);
  free(b->place);
  free(b->attribute);
  free(b->series);
  free(b->field);
  free(b->kind);
  free(e->field_of_kind);
}
