/* events: something that happened on a day. It is known by its reference, or else by day, kind and cause and its number
 * among those that are alike in all three. */
#include "base/messages.h"
#include "intake/internal.h"
#include <string.h>

enum { EMPLOYEE, ON, KIND, REF, FIELDS };

static int columns(cs_intake *in, cs_err *err) {
  const cs_vocabulary *v = in->vocabulary;
  cs_columns *c = &in->columns;
  if (v->event_count == 0) return cs_fail(err, CS_EINPUT, CS_MSG_intake_none_declared, "events");
  int32_t rc = cs_columns_want(c, "employee", true, "code 员工 工号 员工编号 员工号 员工工号", err);
  if (rc >= 0) rc = cs_columns_want(c, "on", true, "date 日期 发生日期 事件日期 投诉日期", err);
  if (rc >= 0) rc = cs_columns_want(c, "kind", true, "类型 类别 事件类型", err);
  if (rc >= 0) rc = cs_columns_want(c, "ref", false, "编号 单号 事件编号 投诉编号 工单号", err);
  for (uint32_t i = 0; rc >= 0 && i < v->field_count; i++) {
    const char *name = v->fields[i].name;
    const char *aliases = strcmp(name, "cause") == 0    ? "原因 事由 投诉原因"
                          : strcmp(name, "upheld") == 0 ? "是否成立 成立 是否属实"
                                                        : NULL;
    in->places[i] = rc = cs_columns_want(c, name, false, aliases, err);
  }
  for (uint32_t i = 0; rc >= 0 && i < v->field_count; i++) {
    rc = cs_columns_alias(c, in->places[i], v->fields[i].aliases, err);
    if (rc >= 0) rc = cs_columns_alias(c, in->places[i], v->fields[i].label, err);
  }
  return rc < 0 ? rc : CS_OK;
}

/* The fields of the kind into the payload; the cause's value also to the end of the key. */
static int stage_fields(cs_intake *in, const cs_event_type *event, bool counted, cs_err *err) {
  const cs_vocabulary *v = in->vocabulary;
  bool caused = false;
  for (uint32_t i = 0; i < v->field_count; i++) {
    if (!in->columns.columns[in->places[i]].given ||
        in->columns.columns[in->places[i]].raw.size == 0)
      continue;
    int rc;
    if (event->fields[i] == NULL) {
      rc = cs_intake_bad(in, in->places[i], CS_MSG_intake_field_foreign, err);
      if (rc < 0) return rc;
      continue;
    }
    size_t before = in->payload.size;
    cs_buf_put_uint(&in->payload, i);
    size_t value = in->payload.size;
    rc = cs_intake_fact(in, in->places[i], event->fields[i], err);
    if (rc < 0) return rc;
    if (rc == 0) in->payload.size = before;
    if (rc == 1 && counted && strcmp(v->fields[i].name, "cause") == 0) {
      cs_buf_put(&in->key, in->payload.data + value, in->payload.size - value);
      caused = true;
    }
  }
  if (counted && !caused) cs_stage_put_blank(&in->key);
  return CS_OK;
}

static int stage(cs_intake *in, cs_err *err) {
  const cs_vocabulary *v = in->vocabulary;
  cs_date on = 0;
  int32_t kind = -1;
  int rc = cs_intake_code(in, EMPLOYEE, err);
  if (rc >= 0 && cs_columns_text(in, ON).size == 0)
    rc = cs_intake_bad(in, ON, CS_MSG_intake_blank, err);
  else if (rc >= 0)
    rc = cs_intake_date(in, ON, &on, err);
  if (rc >= 0 && cs_columns_text(in, KIND).size == 0)
    rc = cs_intake_bad(in, KIND, CS_MSG_intake_blank, err);
  else if (rc >= 0)
    rc = cs_intake_word(in, KIND, &v->event_words, &in->scratch, &kind, err);
  if (rc < 0 || kind < 0) return rc < 0 ? rc : CS_BAD;
  cs_slice ref = cs_columns_text(in, REF);
  if (ref.size > CS_INTAKE_TEXT_MAX) {
    rc = cs_intake_bad(in, REF, CS_MSG_intake_text_long, err);
    return rc < 0 ? rc : CS_BAD;
  }
  cs_stage_put_date(&in->payload, on);
  cs_buf_put_uint(&in->payload, (uint64_t)kind);
  if (ref.size > 0) {
    cs_buf_putc(&in->key, CS_KEY_ONE);
    cs_key_put_text(&in->key, ref);
    cs_stage_put_text(&in->payload, ref);
  } else {
    cs_buf_putc(&in->key, CS_KEY_COUNTED);
    cs_key_put_small(&in->key, on);
    cs_key_put_small(&in->key, kind);
    cs_stage_put_blank(&in->payload);
  }
  rc = stage_fields(in, &v->events[kind], ref.size == 0, err);
  if (rc >= 0 && ref.size > 0 && !in->bad) rc = cs_refs_add(in, ref, err);
  if (rc < 0) return rc;
  return in->bad ? CS_BAD : CS_STAGED;
}

/* ---- finding the event again ---- */

typedef struct staged_event {
  cs_value on, kind, ref, cause;
  const cs_event_type *type;
  cs_reader fields; /* what follows in the payload */
} staged_event;

static int read_event(cs_intake *in, const cs_staged *row, staged_event *e, cs_err *err) {
  const cs_vocabulary *v = in->vocabulary;
  cs_reader r = cs_reader_of(row->payload, row->payload_size);
  int rc = cs_intake_value(in, &r, &e->on, err);
  uint64_t kind = cs_read_uint(&r);
  if (rc == CS_OK && kind >= v->event_count)
    rc = cs_fail(err, CS_EIO, CS_MSG_intake_spill_failed, "?");
  if (rc != CS_OK) return rc;
  e->type = &v->events[kind];
  cs_symbol symbol;
  rc = cs_intake_symbol(in, e->type->term, &symbol, err);
  e->kind = (cs_value){.kind = CS_SYMBOL, .number = symbol};
  if (rc == CS_OK) rc = cs_intake_value(in, &r, &e->ref, err);
  e->fields = r;
  e->cause = (cs_value){.kind = CS_NONE};
  while (rc == CS_OK && r.at < r.end) {
    uint64_t field = cs_read_uint(&r);
    cs_value value;
    rc = cs_intake_value(in, &r, &value, err);
    if (rc == CS_OK && field < v->field_count && strcmp(v->fields[field].name, "cause") == 0)
      e->cause = value;
  }
  return rc;
}

static const cs_value *held(cs_intake *in, uint32_t instance, cs_symbol name) {
  cs_slot slot = {.klass = CS_EVENT, .instance = instance, .name = name};
  return cs_intake_known(in, &slot);
}

typedef struct names {
  cs_symbol on, kind, ref, cause;
} names;

static int find_names(cs_intake *in, names *n, cs_err *err) {
  const cs_vocabulary *v = in->vocabulary;
  *n = (names){0};
  int rc = cs_intake_symbol(in, v->term_on, &n->on, err);
  if (rc == CS_OK) rc = cs_intake_symbol(in, v->term_kind, &n->kind, err);
  if (rc == CS_OK) rc = cs_intake_symbol(in, v->term_ref, &n->ref, err);
  for (uint32_t i = 0; rc == CS_OK && i < v->field_count; i++) {
    if (strcmp(v->fields[i].name, "cause") == 0)
      rc = cs_intake_symbol(in, v->fields[i].term, &n->cause, err);
  }
  return rc;
}

static bool same(const cs_value *known, const cs_value *value) {
  return known == NULL ? value->kind == CS_NONE : cs_value_equal(known, value);
}

/* The event that the row speaks of among those known before this batch; 0: a new one. A row without a reference is first
 * looked for among those without; then among those with one that no row of this batch has named, because an export may
 * leave the reference out. */
static uint32_t find_event(cs_intake *in, const names *n, const staged_event *e, uint32_t number) {
  uint32_t found = 0;
  for (int pass = 0; pass < 2; pass++) {
    for (uint32_t i = 1; i <= in->instances; i++) {
      const cs_value *ref = held(in, i, n->ref);
      if (e->ref.kind != CS_NONE) {
        if (ref != NULL && cs_value_equal(ref, &e->ref)) return i;
        continue;
      }
      if ((ref == NULL) != (pass == 0) || (ref != NULL && in->claimed.data[i] == 1)) continue;
      const cs_value *on = held(in, i, n->on);
      if (on == NULL || !cs_value_equal(on, &e->on) || !same(held(in, i, n->kind), &e->kind))
        continue;
      if (!same(held(in, i, n->cause), &e->cause)) continue;
      if (++found == number) return i;
    }
    if (e->ref.kind != CS_NONE) return 0;
  }
  return 0;
}

/* The event that once bore the reference and says nothing now: it was taken back or moved away, and comes again. 0: none. */
static uint32_t former_event(cs_intake *in, const names *n, const cs_value *ref) {
  const cs_record *r = &in->record;
  for (uint32_t i = 0; i < r->count; i++) {
    const cs_slot *slot = &r->entries[i].slot;
    if (slot->klass == CS_EVENT && slot->name == n->ref && slot->instance <= in->instances &&
        cs_value_equal(&r->entries[i].value, ref) && held(in, slot->instance, n->ref) == NULL &&
        held(in, slot->instance, n->on) == NULL)
      return slot->instance;
  }
  return 0;
}

/* What was known of the event when it was somebody else's, where the row is silent. */
static int bring_fields(cs_intake *in, uint32_t instance, cs_err *err) {
  const cs_record *from = &in->ahead;
  int rc = CS_OK;
  for (uint32_t i = 0; rc == CS_OK && i < from->count; i++) {
    const cs_entry *e = &from->entries[i];
    bool last = i + 1 == from->count || cs_slot_compare(&e->slot, &e[1].slot) != 0;
    if (e->slot.klass != CS_EVENT || e->slot.instance != in->moving || !last) continue;
    cs_slot slot = e->slot;
    slot.instance = instance;
    if (e->value.kind != CS_NONE && cs_intake_known(in, &slot) == NULL)
      rc = cs_intake_set(in, slot, &e->value, err);
  }
  return rc;
}

static int set_event(cs_intake *in, uint32_t instance, staged_event *e, cs_err *err) {
  const cs_vocabulary *v = in->vocabulary;
  int rc = cs_intake_set_term(in, CS_EVENT, instance, v->term_on, &e->on, err);
  if (rc == CS_OK) rc = cs_intake_set_term(in, CS_EVENT, instance, v->term_kind, &e->kind, err);
  while (rc == CS_OK && e->fields.at < e->fields.end) {
    uint64_t field = cs_read_uint(&e->fields);
    cs_value value;
    rc = cs_intake_value(in, &e->fields, &value, err);
    if (rc == CS_OK)
      rc = cs_intake_set_term(in, CS_EVENT, instance, v->fields[field].term, &value, err);
  }
  if (rc == CS_OK && e->ref.kind != CS_NONE) {
    rc = cs_intake_set_term(in, CS_EVENT, instance, v->term_ref, &e->ref, err);
  }
  return rc;
}

static int apply(cs_intake *in, const cs_staged *row, uint32_t number, cs_err *err) {
  const cs_vocabulary *v = in->vocabulary;
  staged_event e;
  names n;
  int rc = read_event(in, row, &e, err);
  if (rc == CS_OK) rc = find_names(in, &n, err);
  if (rc != CS_OK) return rc;
  char date[CS_DATE_SIZE];
  cs_date on = (cs_date)e.on.number;
  rc = cs_intake_employed(in, row, "on", cs_date_text(on, date), v->hired, v->left, on, on, err);
  if (rc != CS_OK) return rc;
  uint32_t instance = find_event(in, &n, &e, number);
  bool moves = instance == 0 && in->moving != 0;
  in->exists = instance != 0 || moves;
  if (instance == 0 && e.ref.kind != CS_NONE) instance = former_event(in, &n, &e.ref);
  if (instance != 0 && e.ref.kind != CS_NONE) in->claimed.data[instance] = 1;
  if (instance == 0) instance = cs_record_instances(&in->record, CS_EVENT) + 1;
  rc = set_event(in, instance, &e, err);
  if (rc == CS_OK && moves) rc = bring_fields(in, instance, err);
  return rc < 0 ? rc : (int)cs_intake_outcome(in);
}

int cs_event_claim(cs_intake *in, const cs_staged *row, cs_err *err) {
  names n;
  int rc = find_names(in, &n, err);
  const cs_value ref = {
      .kind = CS_STRING, .text = row->key + 1, .size = (uint32_t)(row->key_size - 2)};
  for (uint32_t i = 1; rc == CS_OK && i <= in->instances; i++) {
    const cs_value *known = held(in, i, n.ref);
    if (known != NULL && cs_value_equal(known, &ref)) in->claimed.data[i] = 1;
  }
  return rc;
}

const cs_intake_kind cs_kind_events = {"events", true, NULL, columns, stage, apply};
