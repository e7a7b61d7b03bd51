/* employees: one row a person, a column an attribute. What is dated by another attribute forms states with it: a row with a later
 * date begins a new state, one with an earlier date corrects the state it belongs to. */
#include "base/messages.h"
#include "intake/internal.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int no_memory(cs_err *err) { return cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory); }

static int columns(cs_intake *in, cs_err *err) {
  const cs_vocabulary *v = in->vocabulary;
  cs_columns *c = &in->columns;
  int32_t code = cs_columns_want(c, "code", true, NULL, err);
  if (code < 0) return code;
  /* Names first, so that an alias of one attribute never takes the name of another. */
  for (uint32_t i = 0; i < v->attribute_count; i++) {
    bool own = strcmp(v->attributes[i].name, "code") == 0;
    in->places[i] = own ? code : cs_columns_want(c, v->attributes[i].name, false, NULL, err);
    if (in->places[i] < 0) return in->places[i];
  }
  int rc = CS_OK;
  for (uint32_t i = 0; rc == CS_OK && i < v->attribute_count; i++) {
    const cs_fact *f = &v->attributes[i];
    for (size_t k = 0; rc == CS_OK && k < sizeof f->aliases / sizeof f->aliases[0]; k++) {
      rc = cs_columns_alias(c, in->places[i], f->aliases[k], err);
    }
    if (rc == CS_OK) rc = cs_columns_alias(c, in->places[i], f->label, err);
  }
  static const char *const codes[] = {"employee", "工号", "员工编号", "员工号", "员工工号", "编号"};
  for (size_t i = 0; rc == CS_OK && i < sizeof codes / sizeof *codes; i++) {
    json_t *alias = json_string(codes[i]);
    rc = alias == NULL ? no_memory(err) : cs_columns_alias(c, code, alias, err);
    json_decref(alias);
  }
  return rc;
}

/* Dates of the contract's record that come one after the other in a usual life. */
static int check_order(cs_intake *in, cs_err *err) {
  static const char *const pairs[][2] = {
      {"hired_on", "confirmed_on"},      {"hired_on", "graded_on"},
      {"hired_on", "in_position_since"}, {"hired_on", "left_on"},
      {"confirmed_on", "left_on"},       {"graded_on", "left_on"},
      {"in_position_since", "left_on"}};
  const cs_vocabulary *v = in->vocabulary;
  for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
    int32_t first = cs_vocabulary_attribute(v, pairs[i][0]),
            then = cs_vocabulary_attribute(v, pairs[i][1]);
    if (first < 0 || then < 0 || in->values[first].kind != CS_DATE ||
        in->values[then].kind != CS_DATE)
      continue;
    if (in->values[then].number >= in->values[first].number) continue;
    char reason[256];
    snprintf(reason, sizeof reason, CS_MSG_intake_dates_order, pairs[i][1], pairs[i][0]);
    int rc = cs_intake_warn(in, in->places[then], reason, err);
    if (rc != CS_OK) return rc;
  }
  return CS_OK;
}

static int stage(cs_intake *in, cs_err *err) {
  const cs_vocabulary *v = in->vocabulary;
  int rc = cs_intake_code(in, 0, err);
  for (uint32_t i = 0; rc >= 0 && i < v->attribute_count; i++) {
    in->values[i].kind = CS_NONE;
    if (in->places[i] == 0 || !in->columns.columns[in->places[i]].given) continue;
    size_t before = in->payload.size;
    cs_buf_put_uint(&in->payload, i);
    rc = cs_intake_fact(in, in->places[i], &v->attributes[i], err);
    if (rc == 0) in->payload.size = before;
    if (rc != 1 || v->attributes[i].type != CS_FACT_DATE) continue;
    cs_date date;
    rc = cs_intake_date(in, in->places[i], &date, err);
    in->values[i] = (cs_value){.kind = CS_DATE, .number = date};
  }
  if (rc >= 0 && !in->bad) rc = check_order(in, err);
  if (rc >= 0 && !in->bad) rc = cs_names_remember(in, err);
  if (rc < 0) return rc;
  cs_buf_putc(&in->key, CS_KEY_ONE);
  return in->bad ? CS_BAD : CS_STAGED;
}

/* ---- states ---- */

typedef struct states {
  int32_t date;   /* the attribute that dates the others */
  cs_symbol name; /* its symbol */
  bool any;       /* the person has one */
  int32_t latest; /* where it begins */
  cs_date dated;  /* its date; CS_DATE_NONE: not known */
} states;

static bool of_group(const cs_intake *in, const states *s, uint32_t attribute) {
  return (int32_t)attribute == s->date || in->vocabulary->attributes[attribute].dated_by == s->date;
}

static int find_latest(cs_intake *in, states *s, cs_err *err) {
  for (uint32_t i = 0; i < in->vocabulary->attribute_count; i++) {
    if (!of_group(in, s, i)) continue;
    cs_symbol name;
    int rc = cs_intake_symbol(in, in->vocabulary->attributes[i].term, &name, err);
    if (rc != CS_OK) return rc;
    if ((int32_t)i == s->date) s->name = name;
    const cs_entry *e =
        name == 0 ? NULL : cs_record_attribute(&in->record, name, CS_DATE_MAX - 1, UINT32_MAX);
    if (e == NULL || (s->any && e->slot.at <= s->latest)) continue;
    s->any = true;
    s->latest = e->slot.at;
  }
  cs_slot slot = {.klass = CS_ATTRIBUTE, .name = s->name, .at = s->latest};
  const cs_value *dated = s->any ? cs_intake_known(in, &slot) : NULL;
  s->dated = dated != NULL && dated->kind == CS_DATE ? (cs_date)dated->number : CS_DATE_NONE;
  return CS_OK;
}

/* The state before the latest one that a row dated `d` belongs to: the one with this date, else the one in force then. */
static int32_t earlier_state(const cs_intake *in, const states *s, cs_date d) {
  const cs_record *r = &in->record;
  int32_t best = CS_DATE_MIN;
  for (uint32_t i = 0; i < r->count; i++) {
    const cs_entry *e = &r->entries[i];
    if (e->slot.klass != CS_ATTRIBUTE || e->slot.name != s->name || e->slot.at == s->latest)
      continue;
    bool newest = i + 1 == r->count || cs_slot_compare(&r->entries[i + 1].slot, &e->slot) != 0;
    if (!newest || e->value.kind != CS_DATE || e->value.number > d) continue;
    if (e->value.number == d) return e->slot.at;
    if (e->slot.at > best) best = e->slot.at;
  }
  return best;
}

/* The latest state holds from the beginning and the row speaks of a time before it: it now begins on its own date. */
static int split_first(cs_intake *in, const states *s, cs_err *err) {
  for (uint32_t i = 0; i < in->vocabulary->attribute_count; i++) {
    if (!of_group(in, s, i)) continue;
    cs_slot slot = {.klass = CS_ATTRIBUTE, .at = s->latest};
    int rc = cs_intake_symbol(in, in->vocabulary->attributes[i].term, &slot.name, err);
    if (rc != CS_OK) return rc;
    const cs_value *known = cs_intake_known(in, &slot);
    if (known == NULL) continue;
    cs_value value = *known; /* setting moves the entries */
    slot.at = s->dated;
    rc = cs_intake_set(in, slot, &value, err);
    if (rc != CS_OK) return rc;
  }
  return CS_OK;
}

static int apply_states(cs_intake *in, int32_t date, cs_err *err) {
  const cs_vocabulary *v = in->vocabulary;
  states s = {.date = date, .latest = CS_DATE_MIN};
  int rc = find_latest(in, &s, err);
  if (rc != CS_OK) return rc;
  cs_date d = in->values[date].kind == CS_DATE ? (cs_date)in->values[date].number : CS_DATE_NONE;
  int32_t at = s.latest;
  if (d != CS_DATE_NONE && s.dated != CS_DATE_NONE && d != s.dated) {
    if (d > s.dated) {
      at = d > s.latest ? d : s.latest;
    } else {
      at = earlier_state(in, &s, d);
      if (s.latest == CS_DATE_MIN) rc = split_first(in, &s, err);
    }
  }
  for (uint32_t i = 0; rc == CS_OK && i < v->attribute_count; i++) {
    if (!of_group(in, &s, i) || in->values[i].kind == CS_NONE || v->attributes[i].personal)
      continue;
    cs_slot slot = {.klass = CS_ATTRIBUTE, .at = at};
    rc = cs_intake_symbol(in, v->attributes[i].term, &slot.name, err);
    if (rc == CS_OK) rc = cs_intake_set(in, slot, &in->values[i], err);
  }
  return rc;
}

/* ---- personal fields ---- */

static void put_value_text(cs_intake *in, const cs_value *value, cs_buf *out) {
  char date[CS_DATE_SIZE];
  switch (value->kind) {
    case CS_STRING: cs_buf_put(out, value->text, value->size); break;
    case CS_DATE: cs_buf_puts(out, cs_date_text((cs_date)value->number, date)); break;
    case CS_INT: cs_buf_printf(out, "%lld", (long long)value->number); break;
    case CS_SYMBOL: cs_buf_puts(out, cs_symbol_text(in->store, (cs_symbol)value->number)); break;
    case CS_NONE: break;
  }
}

static int apply_personal(cs_intake *in, const cs_staged *row, uint32_t attribute, cs_err *err) {
  const char *name = in->vocabulary->attributes[attribute].name;
  cs_buf text = {0}, held = {0};
  bool erased = false;
  put_value_text(in, &in->values[attribute], &text);
  int rc = text.failed ? no_memory(err) : CS_OK;
  if (rc == CS_OK && !in->newcomer) {
    rc = cs_person_personal(in->store, in->company->id, row->code, name, UINT32_MAX, &held, &erased,
                            err);
  }
  if (rc < 0) goto done;
  if (erased) {
    cs_problem problem = {.line = row->line, .column = name, .reason = CS_MSG_intake_erased};
    rc = cs_report_warning(in, &problem, err);
  } else if (rc == 1 && held.size > 0 && held.size == text.size &&
             memcmp(held.data, text.data, text.size) == 0) {
    rc = CS_OK;
  } else {
    in->row_changed = true;
    rc = in->writing ? cs_txn_set_personal(in->txn, row->code, name, text.data, text.size, err)
                     : CS_OK;
  }

done:
  cs_buf_deinit(&text);
  cs_buf_deinit(&held);
  return rc;
}

static int read_values(cs_intake *in, const cs_staged *row, cs_err *err) {
  cs_reader r = cs_reader_of(row->payload, row->payload_size);
  for (uint32_t i = 0; i < in->vocabulary->attribute_count; i++) in->values[i].kind = CS_NONE;
  while (r.at < r.end) {
    uint64_t attribute = cs_read_uint(&r);
    if (attribute >= in->vocabulary->attribute_count)
      return cs_fail(err, CS_EIO, CS_MSG_intake_spill_failed, "?");
    int rc = cs_intake_value(in, &r, &in->values[attribute], err);
    if (rc != CS_OK) return rc;
  }
  return CS_OK;
}

static int apply(cs_intake *in, const cs_staged *row, uint32_t number, cs_err *err) {
  (void)number;
  const cs_vocabulary *v = in->vocabulary;
  int rc = read_values(in, row, err);
  cs_value code = {.kind = CS_STRING, .text = row->code, .size = (uint32_t)row->code_size};
  if (rc == CS_OK) rc = cs_intake_set_term(in, CS_ATTRIBUTE, 0, v->term_code, &code, err);
  for (uint32_t i = 0; rc == CS_OK && i < v->attribute_count; i++) {
    const cs_fact *f = &v->attributes[i];
    if (f->dates) rc = apply_states(in, (int32_t)i, err);
    if (rc != CS_OK || in->values[i].kind == CS_NONE) continue;
    if (f->personal && in->trying) {
      continue; /* no guard can ask for it */
    } else if (f->personal) {
      rc = apply_personal(in, row, i, err);
    } else if (!f->dates && f->dated_by < 0) {
      rc = cs_intake_set_term(in, CS_ATTRIBUTE, 0, f->term, &in->values[i], err);
    }
  }
  return rc < 0 ? rc : (int)cs_intake_outcome(in);
}

const cs_intake_kind cs_kind_employees = {"employees", false, NULL, columns, stage, apply};
