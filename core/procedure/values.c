/* Values as people write them, into facts and back. */
#include "base/messages.h"
#include "base/text.h"
#include "procedure/desk.h"
#include "procedure/words.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool same(const char *a, size_t n, const char *b) {
  return b != NULL && strlen(b) == n && memcmp(a, b, n) == 0;
}

static const char *listed(const json_t *values, const char *text, size_t n) {
  const json_t *labels = json_object_get(values, "labels");
  size_t i;
  json_t *one;
  json_array_foreach(json_object_get(values, "order"), i, one) {
    const char *value = json_string_value(one);
    if (same(text, n, value)) return value;
  }
  json_array_foreach(json_object_get(values, "order"), i, one) {
    const json_t *label = json_object_get(labels, json_string_value(one));
    if (same(text, n, json_string_value(json_object_get(label, "zh"))) ||
        same(text, n, json_string_value(json_object_get(label, "en"))))
      return json_string_value(one);
  }
  return NULL;
}

static void put_list(const json_t *values, cs_buf *out) {
  const json_t *labels = json_object_get(values, "labels");
  size_t i;
  json_t *one;
  json_array_foreach(json_object_get(values, "order"), i, one) cs_buf_printf(
      out, "%s%s", i > 0 ? CS_MSG_say_comma : "",
      cs_label_text(json_object_get(labels, json_string_value(one)), json_string_value(one)));
}

static const char *word_of(const cs_desk *d, const char *attribute) {
  return cs_word_of(cs_pack_json(d->book->pack), "attributes", attribute);
}

/* One of a list of the pack. */
static int value_of_list(cs_desk *d, const char *attribute, const json_t *values, const char *text,
                         size_t n, cs_value *out, cs_err *err) {
  const char *found = listed(values, text, n);
  cs_symbol symbol;
  if (found == NULL && !json_is_true(json_object_get(values, "open"))) {
    cs_buf names = {0};
    put_list(values, &names);
    cs_fail(err, CS_EINPUT, CS_MSG_case_value_unknown, word_of(d, attribute), (int)n, text,
            cs_buf_str(&names));
    cs_buf_deinit(&names);
    return CS_EINPUT;
  }
  if (found != NULL) n = strlen(found);
  int rc = cs_symbol_intern(d->office->store, found != NULL ? found : text, n, &symbol, err);
  if (rc == CS_OK) *out = (cs_value){.kind = CS_SYMBOL, .number = symbol};
  return rc;
}

static int wrong(const char *attribute, const char *text, const char *type, cs_err *err) {
  return cs_fail(err, CS_EINPUT, CS_MSG_case_value_type, attribute, text, type);
}

static int value_of(cs_desk *d, const char *attribute, const char *text, size_t n, cs_value *out,
                    cs_err *err) {
  const json_t *pack = cs_pack_json(d->book->pack);
  const json_t *declared = json_object_get(json_object_get(pack, "attributes"), attribute);
  if (!cs_desk_of_employee(d) && declared == NULL) {
    const json_t *kind = json_object_get(json_object_get(pack, "subjects"), d->file.subject_kind);
    declared = json_object_get(json_object_get(kind, "attributes"), attribute);
  }
  if (declared == NULL) return cs_fail(err, CS_EINPUT, CS_MSG_case_attribute_unknown, attribute);
  const char *type = json_string_value(json_object_get(declared, "type"));
  if (strcmp(type, "date") == 0) {
    cs_date date;
    if (!cs_date_parse(text, n, &date)) return wrong(word_of(d, attribute), text, type, err);
    *out = (cs_value){.kind = CS_DATE, .number = date};
    return CS_OK;
  }
  if (strcmp(type, "integer") == 0) {
    char *end;
    errno = 0;
    long long number = strtoll(text, &end, 10);
    if (end == text || *end != '\0' || errno != 0)
      return wrong(word_of(d, attribute), text, type, err);
    *out = (cs_value){.kind = CS_INT, .number = number};
    return CS_OK;
  }
  if (strcmp(type, "text") == 0 || strcmp(type, "code") == 0) {
    *out = (cs_value){.kind = CS_STRING, .text = text, .size = (uint32_t)n};
    return CS_OK;
  }
  return value_of_list(d, attribute, json_object_get(json_object_get(pack, "values"), type), text,
                       n, out, err);
}

int cs_desk_value(cs_desk *d, const char *attribute, const char *text, cs_value *out, cs_err *err) {
  cs_buf clean = {0};
  *out = (cs_value){.kind = CS_NONE};
  int rc = cs_text_normalise(text, strlen(text), &clean, err);
  const char *kept = rc == CS_OK ? cs_desk_keep(d, cs_buf_str(&clean)) : NULL;
  cs_buf_deinit(&clean);
  if (rc != CS_OK) return rc;
  if (kept == NULL) return cs_office_no_memory(err);
  if (*kept == '\0') return CS_OK;
  return value_of(d, attribute, kept, strlen(kept), out, err);
}

#define NUMBER_SIZE 32 /* of a number or a day */

/* What it says, its bytes in *size; in `number` what is no text of its own. */
static const char *shown(cs_office *o, const cs_value *v, char number[NUMBER_SIZE], size_t *size) {
  const char *text = "";
  switch (v->kind) {
    case CS_NONE: break;
    case CS_INT:
      (void)snprintf(number, NUMBER_SIZE, "%lld", (long long)v->number);
      text = number;
      break;
    case CS_DATE: text = cs_date_text((cs_date)v->number, number); break;
    case CS_SYMBOL: text = cs_symbol_text(o->store, (cs_symbol)v->number); break;
    case CS_STRING: *size = v->size; return v->text;
  }
  *size = strlen(text);
  return text;
}

void cs_desk_value_text(cs_office *o, const cs_value *v, cs_buf *out) {
  char number[NUMBER_SIZE];
  size_t size;
  const char *text = shown(o, v, number, &size);
  cs_buf_put(out, text, size);
}

bool cs_desk_value_is(cs_office *o, const cs_value *v, const char *text) {
  char number[NUMBER_SIZE];
  size_t size;
  const char *said = shown(o, v, number, &size);
  return same(said, size, text);
}

bool cs_desk_values_agree(cs_office *o, const cs_value *a, const cs_value *b) {
  char number[NUMBER_SIZE], other[NUMBER_SIZE];
  size_t size, other_size;
  const char *one = shown(o, a, number, &size), *two = shown(o, b, other, &other_size);
  return size == other_size && memcmp(one, two, size) == 0;
}

bool cs_score_parse(const char *text, int64_t *hundredths) {
  int64_t number = 0;
  int decimals = -1, digits = 0;
  for (; *text != '\0'; text++) {
    if (*text == '.' && decimals < 0 && digits > 0) {
      decimals = 0;
      continue;
    }
    if (*text < '0' || *text > '9' || ++digits > 9 || decimals == 2) return false;
    number = number * 10 + (*text - '0');
    decimals += decimals >= 0;
  }
  if (digits == 0 || decimals == 0) return false;
  for (int i = decimals < 0 ? 0 : decimals; i < 2; i++) number *= 10;
  *hundredths = number;
  return true;
}
