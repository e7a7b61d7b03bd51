#include "base/messages.h"
#include "intake/internal.h"
#include "store/subject.h"
#include <stdio.h>
#include <string.h>

#define TEXTS_MAX 4 /* of a key */

static int no_memory(cs_err *err) { return cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory); }

/* -- on the way in -------------------------------------------------------------------------------------------------- */
int cs_dated_days(cs_intake *in, int32_t from, int32_t to, cs_err *err) {
  cs_date first, last;
  int rc = cs_intake_date(in, from, &first, err);
  if (rc >= 0) rc = cs_intake_date(in, to, &last, err);
  if (rc < 0 || in->bad) return rc < 0 ? rc : CS_OK;
  if (last != CS_DATE_NONE && first != CS_DATE_NONE && last < first) {
    rc = cs_intake_warn(in, to, CS_MSG_intake_to_before_from, err);
    if (rc != CS_OK) return rc;
  }
  cs_buf_putc(&in->key, CS_KEY_ONE);
  cs_key_put_small(&in->key, first);
  if (last == CS_DATE_NONE)
    cs_stage_put_blank(&in->payload);
  else
    cs_stage_put_date(&in->payload, last);
  return CS_OK;
}

static int unknown_name(cs_intake *in, int32_t column, const cs_words *words, cs_err *err) {
  const char *names[256];
  cs_buf all = {0}, typed = {0};
  char reason[1024];
  size_t count = words->size < 256 ? words->size : 256;
  cs_slice text = cs_columns_text(in, column);
  for (size_t i = 0; i < count; i++) {
    names[i] = in->vocabulary->terms[words->terms[i]];
    cs_buf_printf(&all, "%s%s", i == 0 ? "" : ", ", names[i]);
  }
  cs_buf_put(&typed, text.text, text.size);
  int32_t near = cs_intake_nearest(cs_buf_str(&typed), names, count);
  if (near < 0)
    snprintf(reason, sizeof reason, CS_MSG_intake_word_unknown, cs_buf_str(&all));
  else
    snprintf(reason, sizeof reason, CS_MSG_intake_name_unknown, names[near], cs_buf_str(&all));
  bool whole = !all.failed && !typed.failed && near != CS_ENOMEM;
  cs_buf_deinit(&all);
  cs_buf_deinit(&typed);
  return whole ? cs_intake_bad(in, column, reason, err) : no_memory(err);
}

int cs_dated_subject(cs_intake *in, int32_t column, const cs_words *words, int32_t *place,
                     cs_err *err) {
  cs_slice text = cs_columns_text(in, column);
  *place = -1;
  if (text.size == 0) return cs_intake_bad(in, column, CS_MSG_intake_blank, err);
  *place = cs_words_find(words, text, &in->scratch);
  if (*place == CS_ENOMEM) return no_memory(err);
  if (*place < 0) return unknown_name(in, column, words, err);
  cs_buf_clear(&in->code);
  cs_buf_puts(&in->code, in->vocabulary->terms[words->terms[*place]]);
  return in->code.failed ? no_memory(err) : CS_OK;
}

int cs_dated_code(cs_intake *in, int32_t column, cs_err *err) {
  cs_buf held = in->code; /* the row's subject */
  in->code = (cs_buf){0};
  int rc = cs_intake_code(in, column, err);
  if (rc == CS_OK && !in->bad) cs_key_put_text(&in->key, cs_slice_of(in->code.data, in->code.size));
  cs_buf_deinit(&in->code);
  in->code = held;
  return rc;
}

/* -- into the record ------------------------------------------------------------------------------------------------ */
int cs_dated_keys(const cs_staged *row, const char **texts, size_t count) {
  const char *at = row->key + 5, *end = row->key + row->key_size;
  for (size_t i = 0; i < count; i++) {
    const char *stop = at < end ? memchr(at, '\0', (size_t)(end - at)) : NULL;
    if (stop == NULL) return 0;
    texts[i] = at;
    at = stop + 1;
  }
  return 1;
}

int cs_dated_check_person(cs_intake *in, uint64_t line, const char *column, const char *code,
                          cs_err *err) {
  cs_symbol name;
  int rc = cs_intake_symbol(in, in->vocabulary->term_code, &name, err);
  if (rc != CS_OK) return rc;
  rc = cs_person_load(in->store, in->company->id, code, &in->ahead, err);
  if (rc != CS_OK && rc != CS_ENOTFOUND) return rc;
  if (name != 0 && cs_record_exists(&in->ahead, name, UINT32_MAX)) return CS_OK;
  const cs_problem problem = {.line = line,
                              .column = column,
                              .value = cs_slice_of(code, strlen(code)),
                              .reason = CS_MSG_intake_holder_unknown};
  return cs_report_warning(in, &problem, err);
}

static const cs_value *field(cs_intake *in, uint32_t instance, cs_symbol name) {
  const cs_slot slot = {.klass = CS_SPAN, .instance = instance, .name = name};
  return cs_intake_known(in, &slot);
}

static bool says(const cs_value *v, const char *text) {
  if (v == NULL) return *text == '\0';
  return v->kind == CS_STRING && cs_slice_is(cs_slice_of(v->text, v->size), text);
}

/* The fact with these texts that begins on the day; without a day the one that is said to begin on none, else
 * the latest of those with these texts. 0: none. */
static int find(cs_intake *in, const cs_dated *fact, const char *const *texts, cs_date first,
                uint32_t *out, cs_err *err) {
  cs_symbol names[TEXTS_MAX], from;
  cs_date latest = CS_DATE_MIN;
  *out = 0;
  int rc = cs_intake_symbol(in, in->vocabulary->term_from, &from, err);
  for (size_t i = 0; rc == CS_OK && i < fact->key_count; i++)
    rc = cs_intake_symbol(in, fact->keys[i], &names[i], err);
  for (uint32_t k = 1; rc == CS_OK && k <= in->instances; k++) {
    bool alike = true;
    for (size_t i = 0; alike && i < fact->key_count; i++)
      alike = says(field(in, k, names[i]), texts[i]);
    if (!alike) continue;
    const cs_value *v = field(in, k, from);
    cs_date begins = v != NULL && v->kind == CS_DATE ? (cs_date)v->number : CS_DATE_NONE;
    if (begins == first) {
      *out = k;
      return CS_OK;
    }
    if (first == CS_DATE_NONE && begins > latest) {
      latest = begins;
      *out = k;
    }
  }
  return rc;
}

static int set_texts(cs_intake *in, uint32_t instance, const cs_dated *fact,
                     const char *const *texts, cs_err *err) {
  int rc = CS_OK;
  for (size_t i = 0; rc == CS_OK && i < fact->key_count; i++) {
    const cs_value value = {
        .kind = CS_STRING, .text = texts[i], .size = (uint32_t)strlen(texts[i])};
    if (value.size > 0) rc = cs_intake_set_term(in, CS_SPAN, instance, fact->keys[i], &value, err);
  }
  return rc;
}

int cs_dated_apply(cs_intake *in, const cs_staged *row, const cs_dated *fact, cs_err *err) {
  const char *texts[TEXTS_MAX] = {""};
  cs_date first = cs_key_small(row->key + 1);
  cs_reader r = cs_reader_of(row->payload, row->payload_size);
  uint32_t instance = 0;
  cs_value value = {.kind = CS_DATE, .number = first};
  if (!cs_dated_keys(row, texts, fact->key_count))
    return cs_fail(err, CS_EIO, CS_MSG_intake_spill_failed, "?");
  int rc = find(in, fact, texts, first, &instance, err);
  in->exists = instance != 0;
  if (!in->exists) instance = cs_record_instances(&in->record, CS_SPAN) + 1;
  if (rc == CS_OK && !in->exists) rc = set_texts(in, instance, fact, texts, err);
  if (rc == CS_OK && !in->exists && first != CS_DATE_NONE)
    rc = cs_intake_set_term(in, CS_SPAN, instance, in->vocabulary->term_from, &value, err);
  for (size_t i = 0; rc == CS_OK && i <= fact->value_count; i++) {
    rc = cs_intake_value(in, &r, &value, err);
    uint32_t term = i == 0 ? in->vocabulary->term_to : fact->values[i - 1];
    if (rc == CS_OK && value.kind != CS_NONE)
      rc = cs_intake_set_term(in, CS_SPAN, instance, term, &value, err);
  }
  return rc < 0 ? rc : (int)cs_intake_outcome(in);
}
