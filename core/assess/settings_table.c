/* Tables as parameters: rows named by values of one or more lists, of amounts, numbers or values of a list. */
#include "assess/settings.h"
#include "base/messages.h"
#include "base/text.h"
#include <string.h>

#define AMOUNT_DIGITS \
  15 /* before the point: far beyond any pay, far within an int64 of minor units */

const char *cs_settings_value(const json_t *values, const char *text, size_t size) {
  size_t i;
  json_t *item;
  json_array_foreach(json_object_get(values, "order"), i, item) {
    const char *id = json_string_value(item);
    if (id != NULL && strlen(id) == size && memcmp(id, text, size) == 0) return id;
  }
  const char *id, *language;
  json_t *label, *word;
  json_object_foreach(json_object_get(values, "labels"), id, label) {
    json_object_foreach(label, language, word) {
      if (json_is_string(word) &&
          cs_text_same(json_string_value(word), json_string_length(word), text, size))
        return id; /* full-width letters and brackets mean the same */
    }
  }
  return NULL;
}

bool cs_settings_amount(const char *text, json_int_t *out) {
  json_int_t units = 0;
  size_t whole = strspn(text, "0123456789");
  if (whole == 0 || whole > AMOUNT_DIGITS) return false;
  for (size_t i = 0; i < whole; i++) units = units * 10 + (text[i] - '0');
  const char *rest = text + whole;
  size_t decimals = *rest == '.' ? strspn(rest + 1, "0123456789") : 0;
  if (*rest == '.' && (decimals == 0 || decimals > 2)) return false;
  if (rest[*rest == '.' ? decimals + 1 : 0] != '\0') return false;
  units *= 100;
  if (decimals > 0) units += (rest[1] - '0') * 10;
  if (decimals > 1) units += rest[2] - '0';
  *out = units;
  return true;
}

static int refuse_row(const char *name, const char *key, const char *what, cs_err *err) {
  return cs_fail(err, CS_EINPUT, CS_MSG_setting_table_row, name, key, what);
}

/* "qc/mid1.good" in ids, each part of the list in its place; a part may hold a '/' only when its list is the last. */
static int row_key(const json_t *pack, const char *name, const json_t *keys, const char *given,
                   cs_buf *out, cs_err *err) {
  const char *at = given;
  for (size_t i = 0; i < json_array_size(keys); i++) {
    const char *list = json_string_value(json_array_get(keys, i));
    const char *end = i + 1 < json_array_size(keys) ? strchr(at, '/') : at + strlen(at);
    const json_t *values = json_object_get(json_object_get(pack, "values"), list);
    const char *id = end == NULL ? NULL : cs_settings_value(values, at, (size_t)(end - at));
    if (id == NULL) return refuse_row(name, given, list, err);
    if (i > 0) cs_buf_putc(out, '/');
    cs_buf_puts(out, id);
    at = end + 1;
  }
  return out->failed ? cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory) : CS_OK;
}

/* What stands in the row: minor units, a number, or a value of the list that is the unit. */
static int row_value(const json_t *pack, const char *name, const char *unit, const char *key,
                     const json_t *given, json_t **out, cs_err *err) {
  const char *text = json_string_value(given);
  json_int_t units;
  if (strcmp(unit, "money") == 0 || strcmp(unit, "integer") == 0) {
    bool money = strcmp(unit, "money") == 0;
    if (json_is_integer(given)) {
      units = json_integer_value(given);
    } else if (text == NULL || !cs_settings_amount(text, &units) ||
               (!money && strchr(text, '.') != NULL)) {
      return refuse_row(name, key, unit, err);
    } else if (!money) {
      units /= 100;
    }
    *out = json_integer(units);
  } else {
    const json_t *values = json_object_get(json_object_get(pack, "values"), unit);
    const char *id = text == NULL ? NULL : cs_settings_value(values, text, strlen(text));
    if (id == NULL) return refuse_row(name, key, unit, err);
    *out = json_string(id);
  }
  return *out == NULL ? cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory) : CS_OK;
}

int cs_table_normalise(const json_t *pack, const char *name, const json_t *parameter,
                       const json_t *given, json_t **out, cs_err *err) {
  const json_t *keys = json_object_get(parameter, "keys");
  const char *unit = json_string_value(json_object_get(parameter, "unit"));
  const char *key;
  json_t *value, *table = json_object();
  cs_buf id = {0};
  *out = NULL;
  if (table == NULL) return cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory);
  int rc =
      json_is_object(given) ? CS_OK : cs_fail(err, CS_EINPUT, CS_MSG_setting_type, name, "table");
  json_object_foreach((json_t *)given, key, value) {
    json_t *cell = NULL;
    cs_buf_clear(&id);
    if (rc == CS_OK) rc = row_key(pack, name, keys, key, &id, err);
    if (rc == CS_OK) rc = row_value(pack, name, unit, key, value, &cell, err);
    if (rc == CS_OK && json_object_get(table, cs_buf_str(&id)) != NULL) {
      json_decref(cell);
      rc = cs_fail(err, CS_EINPUT, CS_MSG_setting_table_twice, name, cs_buf_str(&id));
    }
    if (rc != CS_OK) break;
    if (json_object_set_new(table, cs_buf_str(&id), cell) != 0)
      rc = cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory);
  }
  cs_buf_deinit(&id);
  if (rc == CS_OK)
    *out = table;
  else
    json_decref(table);
  return rc;
}

/* The rows that hold until a company gives its own: what is wrong in them shall not wait for that day. */
static int check_rows(cs_compiler *c, const char *name, const json_t *parameter) {
  const json_t *rows = json_object_get(parameter, "value");
  json_t *table;
  cs_err wrong;
  if (!json_is_object(rows)) return CS_OK; /* none, or of the wrong type: the caller says so */
  int rc = cs_table_normalise(c->program->pack, name, parameter, rows, &table, &wrong);
  if (rc == CS_ENOMEM) return cs_no_memory(c);
  if (rc != CS_OK) return cs_refuse(c, "%s", wrong.text);
  json_decref(table);
  return CS_OK;
}

int cs_table_declared(cs_compiler *c, const char *name, const json_t *json) {
  const json_t *keys, *values = json_object_get(c->program->pack, "values");
  const char *unit;
  int rc = cs_member_array(c, json, "keys", &keys);
  if (rc == CS_OK) rc = cs_member_text(c, json, "unit", &unit);
  if (rc != CS_OK) return rc;
  for (size_t i = 0; i < json_array_size(keys); i++) {
    const char *list = json_string_value(json_array_get(keys, i));
    if (list == NULL || json_object_get(values, list) == NULL)
      return cs_refuse(c, CS_MSG_pack_parameter_keys, name, list == NULL ? "?" : list);
  }
  if (unit == NULL) unit = "?";
  bool known = strcmp(unit, "money") == 0 || strcmp(unit, "integer") == 0 ||
               json_object_get(values, unit) != NULL;
  if (!known || json_array_size(keys) == 0)
    return cs_refuse(c, CS_MSG_pack_parameter_keys, name, unit);
  return check_rows(c, name, json);
}
