/* Cells to values on the way in, values to slots on the way into the record. */
#include "base/messages.h"
#include "intake/internal.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int no_memory(cs_err *err) { return cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory); }

/* ---- complaints about a cell ---- */

static cs_problem about(const cs_intake *in, int32_t column, const char *reason) {
  const cs_column *c = &in->columns.columns[column];
  return (cs_problem){.line = in->line, .column = c->shown, .value = c->raw, .reason = reason};
}

int cs_intake_bad(cs_intake *in, int32_t column, const char *reason, cs_err *err) {
  cs_problem problem = about(in, column, reason);
  in->bad = true;
  return cs_report_error(in, &problem, err);
}

int cs_intake_warn(cs_intake *in, int32_t column, const char *reason, cs_err *err) {
  cs_problem problem = about(in, column, reason);
  return cs_report_warning(in, &problem, err);
}

/* ---- codes ---- */

static bool is_plain(cs_slice s) { /* printable ASCII */
  for (size_t i = 0; i < s.size; i++) {
    if ((unsigned char)(s.text[i] - ' ') >= 0x5f) return false;
  }
  return true;
}

/* What is wrong with it; NULL: nothing. in->scratch tells whether memory was short. */
static const char *code_trouble(cs_intake *in, cs_slice code) {
  cs_buf_clear(&in->scratch);
  if (code.size > CS_INTAKE_CODE_MAX) return CS_MSG_intake_code_long;
  if (is_plain(code)) return NULL;
  cs_text_put_visible(&in->scratch, code.text, code.size);
  bool same = in->scratch.size == code.size && memcmp(in->scratch.data, code.text, code.size) == 0;
  return same ? NULL : CS_MSG_intake_code_marks;
}

int cs_intake_code(cs_intake *in, int32_t column, cs_err *err) {
  cs_slice code = cs_columns_text(in, column);
  bool named = column == in->columns.employee && in->columns.name >= 0 &&
               in->columns.columns[in->columns.name].given;
  if (code.size == 0 && named && cs_columns_text(in, in->columns.name).size > 0)
    return cs_names_resolve(in, err);
  if (code.size == 0) return cs_intake_bad(in, column, CS_MSG_intake_code_blank, err);
  const char *trouble = code_trouble(in, code);
  if (trouble != NULL && in->scratch.failed) return no_memory(err);
  if (trouble != NULL) return cs_intake_bad(in, column, trouble, err);
  cs_buf_clear(&in->code);
  cs_buf_put(&in->code, code.text, code.size);
  if (in->code.failed) return no_memory(err);
  return named && in->kind != &cs_kind_employees ? cs_names_compare(in, err) : CS_OK;
}

/* ---- dates, periods, numbers ---- */

/* A day of a workbook whose cell has lost the format of a date: five digits are 1927 to 2173. */
static bool parse_serial(const cs_intake *in, cs_slice text, cs_date *out) {
  const cs_xlsx *book = in->sheet == NULL ? NULL : cs_sheet_book(in->sheet);
  int32_t day = 0;
  if (book == NULL || text.size != 5 || text.text[0] == '0') return false;
  for (size_t i = 0; i < text.size; i++) {
    if (text.text[i] < '0' || text.text[i] > '9') return false;
    day = day * 10 + (text.text[i] - '0');
  }
  *out = (cs_xlsx_from_1904(book) ? cs_date_of(1904, 1, 1) : cs_date_of(1899, 12, 30)) + day;
  return true;
}

static bool parse_date(const cs_intake *in, cs_slice text, cs_date *out) {
  if (cs_date_parse(text.text, text.size, out) || parse_serial(in, text, out)) return true;
  const cs_mapping *m = in->options->mapping;
  for (size_t i = 0; m != NULL && i < m->date_count; i++) {
    if (cs_date_parse_as(text.text, text.size, m->dates[i], out)) return true;
  }
  return false;
}

int cs_intake_date(cs_intake *in, int32_t column, cs_date *out, cs_err *err) {
  *out = CS_DATE_NONE;
  cs_slice text = cs_columns_text(in, column);
  if (text.size == 0) return 0;
  if (parse_date(in, text, out)) return 1;
  return cs_intake_bad(in, column, CS_MSG_intake_date_bad, err);
}

int cs_intake_period(cs_intake *in, int32_t column, cs_every every, cs_period *out, cs_err *err) {
  *out = 0;
  cs_slice text = cs_columns_text(in, column);
  if (text.size == 0) return cs_intake_bad(in, column, CS_MSG_intake_period_blank, err);
  cs_every found;
  if (cs_period_parse(text.text, text.size, &found, out) && found == every) {
    cs_date today = in->options->today;
    if (today == 0 || cs_period_first(every, *out) <= today) return 1;
    int rc = cs_intake_warn(in, column, CS_MSG_intake_period_to_come, err);
    return rc == CS_OK ? 1 : rc;
  }
  const char *reason = every == CS_MONTH     ? CS_MSG_intake_period_month
                       : every == CS_QUARTER ? CS_MSG_intake_period_quarter
                       : every == CS_HALF    ? CS_MSG_intake_period_half
                                             : CS_MSG_intake_period_year;
  return cs_intake_bad(in, column, reason, err);
}

static bool parse_integer(cs_slice text, int64_t *out) {
  size_t at = text.size > 0 && (text.text[0] == '-' || text.text[0] == '+');
  if (at == text.size || text.size - at > 18) return false;
  int64_t n = 0;
  for (size_t i = at; i < text.size; i++) {
    if (text.text[i] < '0' || text.text[i] > '9') return false;
    n = n * 10 + (text.text[i] - '0');
  }
  *out = text.text[0] == '-' ? -n : n;
  return true;
}

/* ---- values of lists ---- */

/* As people call it: the label where the language has one that is not the name, else the name. */
const char *cs_intake_called(const cs_intake *in, const cs_words *words, uint32_t value) {
  const char *name = in->vocabulary->terms[words->terms[value]];
  const json_t *label = words->labels[value];
  const char *zh = json_string_value(json_object_get(label, "zh"));
  return cs_lang_get() == CS_ZH && zh != NULL ? zh : name;
}

const char *cs_intake_listed(cs_intake *in, const cs_words *words) {
  cs_buf_clear(&in->scratch);
  for (uint32_t i = 0; i < words->size; i++) {
    if (in->scratch.size > 300) {
      cs_buf_printf(&in->scratch, CS_MSG_list_more, (unsigned long long)(words->size - i));
      break;
    }
    cs_buf_printf(&in->scratch, "%s%s", i == 0 ? "" : ", ", cs_intake_called(in, words, i));
  }
  return cs_buf_str(&in->scratch);
}

/* Are the bytes of the text in the name, in this order? */
static bool is_within(const cs_buf *text, const cs_buf *name) {
  size_t at = 0;
  for (size_t i = 0; i < name->size && at < text->size; i++) at += name->data[i] == text->data[at];
  return at == text->size;
}

/* The one value that the text is short for, "senior ag" of "senior agent"; -1: none, or several; CS_ENOMEM. */
static int32_t shortened(const char *text, const char *const *names, const int32_t *values,
                         size_t count) {
  cs_buf typed = {0}, name = {0};
  int32_t found = -1;
  bool fits = cs_intake_fold(text, strlen(text), &typed) && typed.size > 3; /* a sign or more */
  for (size_t i = 0; fits && i < count; i++) {
    cs_buf_clear(&name);
    bool folded = cs_intake_fold(names[i], strlen(names[i]), &name);
    if (name.failed) break;
    if (!folded || !is_within(&typed, &name)) continue;
    fits = found < 0 || found == values[i];
    found = values[i];
  }
  bool failed = typed.failed || name.failed;
  cs_buf_deinit(&typed);
  cs_buf_deinit(&name);
  if (failed) return CS_ENOMEM;
  return fits ? found : -1;
}

/* The value whose name or label is nearest to the text; -1: none is near; CS_ENOMEM. */
static int32_t nearest_value(const cs_intake *in, const cs_words *words, const char *text) {
  size_t count = 0;
  const char **names = malloc((3 * (size_t)words->size + 1) * sizeof *names);
  int32_t *values = malloc((3 * (size_t)words->size + 1) * sizeof *values);
  for (uint32_t i = 0; names != NULL && values != NULL && i < words->size; i++) {
    const char *language;
    json_t *label;
    names[count] = in->vocabulary->terms[words->terms[i]];
    values[count++] = (int32_t)i;
    json_object_foreach((json_t *)words->labels[i], language, label) {
      if (!json_is_string(label) || count >= 3 * (size_t)i + 3) continue;
      names[count] = json_string_value(label);
      values[count++] = (int32_t)i;
    }
  }
  bool have = names != NULL && values != NULL;
  int32_t near = !have ? CS_ENOMEM : count == 0 ? -1 : cs_intake_nearest(text, names, count);
  if (near != CS_ENOMEM) near = near >= 0 ? values[near] : shortened(text, names, values, count);
  free(names);
  free(values);
  return near;
}

/* Counted by the list; the one problem also says what may have been meant, and how to say so for good. */
static int not_listed(cs_intake *in, int32_t column, const cs_words *words, cs_slice text,
                      cs_err *err) {
  const cs_column *c = &in->columns.columns[column];
  cs_buf reason = {0}, counted = {0}, value = {0};
  in->bad = true;
  cs_text_put_visible(&value, text.text, cs_text_fit(text.text, text.size, 40));
  int32_t near = nearest_value(in, words, cs_buf_str(&value));
  cs_buf_printf(&reason, CS_MSG_intake_word_unknown, cs_intake_listed(in, words));
  cs_buf_printf(&counted, "%s: %s", c->shown, cs_buf_str(&reason));
  if (near >= 0) {
    const char *name = in->vocabulary->terms[words->terms[near]];
    cs_buf_printf(&reason, CS_MSG_intake_word_near, cs_intake_called(in, words, (uint32_t)near),
                  c->name, cs_buf_str(&value), name);
  } else {
    cs_buf_printf(&reason, CS_MSG_intake_word_map, c->name, cs_buf_str(&value));
  }
  const cs_problem problem = {.line = in->line,
                              .column = c->shown,
                              .value = c->raw,
                              .reason = cs_buf_str(&counted),
                              .detail = cs_buf_str(&reason),
                              .of_value = true};
  bool whole = !reason.failed && !counted.failed && !value.failed && !in->scratch.failed &&
               near != CS_ENOMEM;
  int rc = whole ? cs_report_error(in, &problem, err) : no_memory(err);
  cs_buf_deinit(&reason);
  cs_buf_deinit(&counted);
  cs_buf_deinit(&value);
  return rc;
}

int cs_intake_word(cs_intake *in, int32_t column, const cs_words *words, cs_buf *out,
                   int32_t *place, cs_err *err) {
  *place = -1;
  cs_slice text = cs_columns_text(in, column);
  if (text.size == 0) return 0;
  *place = cs_words_find(words, text, &in->scratch);
  if (*place >= 0) {
    cs_stage_put_term(out, words->terms[*place]);
    return 1;
  }
  if (*place == CS_ENOMEM) return no_memory(err);
  if (!words->open) return not_listed(in, column, words, text, err);
  if (text.size > CS_INTAKE_WORD_MAX || !is_plain(text)) {
    cs_buf_clear(&in->scratch);
    cs_text_put_visible(&in->scratch, text.text, text.size);
    bool same =
        in->scratch.size == text.size && memcmp(in->scratch.data, text.text, text.size) == 0;
    if (text.size > CS_INTAKE_WORD_MAX || !same)
      return cs_intake_bad(in, column, CS_MSG_intake_word_bad, err);
  }
  if (words->upper) {
    cs_buf_clear(&in->scratch);
    cs_buf_put(&in->scratch, text.text, text.size);
    if (in->scratch.failed) return no_memory(err);
    cs_text_upper_ascii(in->scratch.data, in->scratch.size);
    text = (cs_slice){in->scratch.data, in->scratch.size};
  }
  cs_stage_put_foreign(out, text);
  int rc = cs_intake_warn(in, column, CS_MSG_intake_word_foreign, err);
  return rc == CS_OK ? 1 : rc;
}

int cs_intake_fact(cs_intake *in, int32_t column, const cs_fact *fact, cs_err *err) {
  cs_slice text = in->columns.columns[column].raw;
  int32_t place;
  int64_t number;
  cs_date date;
  int rc;
  switch (fact->type) {
    case CS_FACT_WORD: return cs_intake_word(in, column, &fact->words, &in->payload, &place, err);
    case CS_FACT_DATE:
      rc = cs_intake_date(in, column, &date, err);
      if (rc == 1) cs_stage_put_date(&in->payload, date);
      return rc;
    case CS_FACT_TEXT:
      if (text.size == 0) return 0;
      if (text.size > CS_INTAKE_TEXT_MAX)
        return cs_intake_bad(in, column, CS_MSG_intake_text_long, err);
      cs_stage_put_text(&in->payload, text);
      return 1;
    case CS_FACT_CODE:
    case CS_FACT_INTEGER: break;
  }
  text = cs_columns_text(in, column);
  if (text.size == 0) return 0;
  if (fact->type == CS_FACT_CODE) {
    const char *trouble = code_trouble(in, text);
    if (trouble != NULL) return cs_intake_bad(in, column, trouble, err);
    cs_stage_put_text(&in->payload, text);
    return 1;
  }
  if (!parse_integer(text, &number))
    return cs_intake_bad(in, column, CS_MSG_intake_integer_bad, err);
  cs_stage_put_int(&in->payload, number);
  return 1;
}

/* ---- into the record ---- */

int cs_intake_symbol(cs_intake *in, uint32_t term, cs_symbol *out, cs_err *err) {
  *out = in->symbols[term];
  if (*out != 0) return CS_OK;
  const char *text = in->vocabulary->terms[term];
  if (in->writing) {
    int rc = cs_symbol_intern(in->store, text, strlen(text), out, err);
    if (rc != CS_OK) return rc;
  } else {
    *out = cs_symbol_find(in->store, text, strlen(text));
    if (*out == 0 && in->guards != NULL) {
      int rc = cs_guard_symbol(in, term, text, out, err);
      if (rc != CS_OK) return rc;
    }
  }
  in->symbols[term] = *out;
  return CS_OK;
}

static int damaged(cs_err *err) { return cs_fail(err, CS_EIO, CS_MSG_intake_spill_failed, "?"); }

int cs_intake_value(cs_intake *in, cs_reader *r, cs_value *out, cs_err *err) {
  *out = (cs_value){.kind = CS_NONE};
  const char *kind = cs_read_bytes(r, 1);
  cs_symbol symbol;
  int rc;
  switch (kind == NULL ? '\0' : *kind) {
    case '-': return CS_OK;
    case '@': *out = (cs_value){.kind = CS_DATE, .number = cs_read_int(r)}; break;
    case '#': *out = (cs_value){.kind = CS_INT, .number = cs_read_int(r)}; break;
    case ':': {
      uint64_t term = cs_read_uint(r);
      if (term >= in->vocabulary->term_count) return damaged(err);
      rc = cs_intake_symbol(in, (uint32_t)term, &symbol, err);
      if (rc != CS_OK) return rc;
      *out = (cs_value){.kind = CS_SYMBOL, .number = symbol};
      break;
    }
    case '+':
    case '=': {
      uint64_t size = cs_read_uint(r);
      const char *text = size > UINT32_MAX ? NULL : cs_read_bytes(r, (size_t)size);
      if (text == NULL) return damaged(err);
      *out = (cs_value){.kind = CS_STRING, .text = text, .size = (uint32_t)size};
      if (*kind == '=') break;
      symbol = cs_symbol_find(in->store, text, (size_t)size);
      rc = symbol == 0 && in->writing
               ? cs_symbol_intern(in->store, text, (size_t)size, &symbol, err)
               : CS_OK;
      if (rc != CS_OK) return rc;
      if (symbol != 0) *out = (cs_value){.kind = CS_SYMBOL, .number = symbol};
      break;
    }
    default: return damaged(err);
  }
  return r->bad ? damaged(err) : CS_OK;
}

const cs_value *cs_intake_known(cs_intake *in, const cs_slot *slot) {
  const cs_entry *e = slot->name == 0 ? NULL : cs_record_find(&in->record, slot, UINT32_MAX);
  return e == NULL || e->value.kind == CS_NONE ? NULL : &e->value;
}

int cs_intake_set(cs_intake *in, cs_slot slot, const cs_value *value, cs_err *err) {
  const cs_value *known = cs_intake_known(in, &slot);
  if (known != NULL && cs_value_equal(known, value)) return CS_OK;
  if (known == NULL)
    in->row_added = true;
  else
    in->row_changed = true;
  if (in->trying) return cs_guard_set(in, &slot, value, err);
  return in->writing ? cs_txn_set(in->txn, &in->record, &slot, value, err) : CS_OK;
}

int cs_intake_set_term(cs_intake *in, cs_class klass, uint32_t instance, uint32_t term,
                       const cs_value *value, cs_err *err) {
  cs_slot slot = {
      .klass = klass, .instance = instance, .at = klass == CS_ATTRIBUTE ? CS_DATE_MIN : 0};
  int rc = cs_intake_symbol(in, term, &slot.name, err);
  return rc == CS_OK ? cs_intake_set(in, slot, value, err) : rc;
}

cs_applied cs_intake_outcome(const cs_intake *in) {
  if (!in->row_added && !in->row_changed) return CS_SAME;
  return in->exists ? CS_CORRECTED : CS_ADDED;
}

/* ---- the time of employment ---- */

static int latest_date(cs_intake *in, int32_t attribute, cs_date otherwise, cs_date *out,
                       cs_err *err) {
  *out = otherwise;
  if (attribute < 0) return CS_OK;
  cs_symbol name;
  int rc = cs_intake_symbol(in, in->vocabulary->attributes[attribute].term, &name, err);
  if (rc != CS_OK || name == 0) return rc;
  const cs_entry *e = cs_record_attribute(&in->record, name, CS_DATE_MAX - 1, UINT32_MAX);
  if (e != NULL && e->value.kind == CS_DATE) *out = (cs_date)e->value.number;
  return CS_OK;
}

int cs_intake_employed(cs_intake *in, const cs_staged *row, const char *column, const char *value,
                       int32_t from, int32_t until, cs_date first, cs_date last, cs_err *err) {
  cs_date hired, left;
  int rc = latest_date(in, from, CS_DATE_MIN, &hired, err);
  if (rc == CS_OK) rc = latest_date(in, until, CS_DATE_MAX, &left, err);
  if (rc != CS_OK || (last >= hired && first <= left)) return rc;
  cs_problem problem = {.line = row->line,
                        .column = column,
                        .value = cs_slice_of(value, strlen(value)),
                        .reason = last < hired ? CS_MSG_intake_before_hiring
                                               : CS_MSG_intake_after_leaving};
  return cs_report_warning(in, &problem, err);
}

int cs_intake_apply_serial(cs_intake *in, const cs_staged *row, const cs_serial *serials,
                           int32_t column, cs_err *err) {
  const cs_serial *s = &serials[cs_key_small(row->key + 1)];
  cs_period period = cs_key_small(row->key + 5);
  cs_reader r = cs_reader_of(row->payload, row->payload_size);
  cs_value value;
  int rc = cs_intake_value(in, &r, &value, err);
  char text[CS_DATE_SIZE];
  if (rc == CS_OK) {
    rc = cs_intake_employed(
        in, row, in->columns.columns[column].name, cs_period_text(s->every, period, text), s->from,
        s->until, cs_period_first(s->every, period), cs_period_last(s->every, period), err);
  }
  cs_slot slot = {.klass = CS_SERIES, .at = CS_PERIOD_SLOT(s->every, period)};
  if (rc == CS_OK) rc = cs_intake_symbol(in, s->term, &slot.name, err);
  in->exists = cs_intake_known(in, &slot) != NULL;
  if (rc == CS_OK) rc = cs_intake_set(in, slot, &value, err);
  return rc < 0 ? rc : (int)cs_intake_outcome(in);
}
