/* Parameters and readings: those the pack declares, and a company's own values for them. */
#include "assess/settings.h"
#include "base/json.h"
#include "base/messages.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>

static const char *const types[] = {"text", "integer", "date", "table"};

/* The list of values that the type names; NULL: it is none. */
static const json_t *list_of(const json_t *pack, const char *type) {
  for (size_t i = 0; i < sizeof types / sizeof *types; i++)
    if (strcmp(types[i], type) == 0) return NULL;
  return json_object_get(json_object_get(pack, "values"), type);
}

static bool fits(const json_t *pack, const char *type, const json_t *value) {
  const char *text = json_string_value(value);
  cs_date date;
  char *end;
  if (strcmp(type, "integer") == 0) {
    if (text == NULL) return json_is_integer(value);
    errno = 0;
    (void)strtoll(text, &end, 10);
    return end != text && *end == '\0' && errno == 0;
  }
  if (strcmp(type, "table") == 0) return json_is_object(value);
  if (strcmp(type, "date") == 0) return text != NULL && cs_date_parse(text, strlen(text), &date);
  const json_t *list = list_of(pack, type);
  if (list != NULL)
    return text != NULL && cs_settings_value(list, text, json_string_length(value)) != NULL;
  size_t texts = 0; /* a text, or a list of texts */
  while (texts < json_array_size(value) && json_is_string(json_array_get(value, texts))) texts++;
  return text != NULL || (json_is_array(value) && texts == json_array_size(value));
}

#define POINTS_MOST 10000 /* hundredths: 100 points */
#define HUNDREDTHS_LEAST \
  1000 /* a whole number from here on can be no score, and is one in hundredths */

static bool is_points(const json_t *declared) {
  const char *type = json_string_value(json_object_get(declared, "type")),
             *unit = json_string_value(json_object_get(declared, "unit"));
  return unit != NULL && strcmp(type, "integer") == 0 && strcmp(unit, "points") == 0;
}

/* A score: as people write it, "75" or "75.50"; as a number, and where it can be nothing else as text too, in hundredths. */
static bool points_of(const json_t *value, json_int_t *out) {
  const char *text = json_string_value(value);
  if (text == NULL) {
    *out = json_integer_value(value);
    return json_is_integer(value) && *out >= 0 && *out <= POINTS_MOST;
  }
  if (!cs_settings_amount(text, out)) return false;
  bool hundredths = strchr(text, '.') == NULL && *out >= 100 * HUNDREDTHS_LEAST;
  if (hundredths) *out /= 100;
  return *out <= POINTS_MOST;
}

static int set_points(const char *name, const json_t *declared, const json_t *value, json_t **out,
                      cs_err *err) {
  const char *clause = json_string_value(json_object_get(declared, "clause"));
  char number[32];
  json_int_t points;
  if (points_of(value, &points)) {
    *out = json_integer(points);
    return *out == NULL ? cs_fail(err, CS_ENOMEM, CS_MSG_no_memory) : CS_OK;
  }
  (void)snprintf(number, sizeof number, "%lld", (long long)json_integer_value(value));
  return cs_fail(err, CS_EINPUT, CS_MSG_setting_points, name,
                 json_is_string(value)    ? json_string_value(value)
                 : json_is_integer(value) ? number
                                          : "?",
                 clause == NULL ? "" : clause);
}

static int declared_parameter(cs_compiler *c, const char *name, const json_t *json) {
  int type;
  const char *word;
  const json_t *pack = c->program->pack;
  int rc = cs_members(c, json, "parameter", "type value? required? clause? unit? keys? label? at?");
  if (rc == CS_OK) rc = cs_member_text(c, json, "type", &word);
  if (rc == CS_OK && list_of(pack, word) == NULL)
    rc = cs_member_word(c, json, "type", "text integer date table", &type);
  if (rc != CS_OK) return rc;
  if (strcmp(word, "table") == 0 && (rc = cs_table_declared(c, name, json)) != CS_OK) return rc;
  const json_t *value = json_object_get(json, "value");
  if (value != NULL && !json_is_null(value) && !fits(pack, word, value))
    return cs_refuse(c, CS_MSG_pack_parameter_type, name, word);
  json_int_t points;
  if (json_is_integer(value) && is_points(json) && !points_of(value, &points))
    return cs_refuse(c, CS_MSG_pack_parameter_points, name);
  return CS_OK;
}

static int declared_reading(cs_compiler *c, const char *name, const json_t *json) {
  const json_t *choices;
  const char *by_default;
  int rc = cs_members(c, json, "reading", "choices default clauses? question? at? clause?");
  if (rc == CS_OK) rc = cs_member_array(c, json, "choices", &choices);
  if (rc == CS_OK) rc = cs_member_text(c, json, "default", &by_default);
  if (rc != CS_OK) return rc;
  bool found = false;
  for (size_t i = 0; i < json_array_size(choices); i++) {
    const char *choice = json_string_value(json_array_get(choices, i));
    if (choice == NULL) return cs_refuse(c, CS_MSG_pack_text_wanted, "choices");
    for (size_t k = 0; k < i; k++)
      if (strcmp(json_string_value(json_array_get(choices, k)), choice) == 0)
        return cs_refuse(c, CS_MSG_pack_twice, choice, name);
    found = found || strcmp(choice, by_default) == 0;
  }
  return found ? CS_OK : cs_refuse(c, CS_MSG_pack_not_in_list, "default", by_default, name);
}

int cs_settings_declared(cs_compiler *c) {
  const json_t *section;
  const char *name;
  json_t *json;
  int rc = cs_member_object(c, c->program->pack, "parameters", &section);
  if (rc != CS_OK) return rc;
  json_object_foreach((json_t *)section, name, json) {
    if ((rc = declared_parameter(c, name, json)) != CS_OK) return rc;
  }
  rc = cs_member_object(c, c->program->pack, "readings", &section);
  if (rc != CS_OK) return rc;
  json_object_foreach((json_t *)section, name, json) {
    if ((rc = declared_reading(c, name, json)) != CS_OK) return rc;
  }
  return CS_OK;
}

/* "a, b, c": the names an object or array of texts has. */
static void list_names(const json_t *json, char *out, size_t size) {
  size_t n = 0, i;
  const char *name;
  json_t *value;
  out[0] = '\0';
  if (json_is_object(json)) {
    json_object_foreach((json_t *)json, name, value) {
      if (n < size) n += (size_t)snprintf(out + n, size - n, "%s%s", n > 0 ? ", " : "", name);
    }
  }
  json_array_foreach((json_t *)json, i, value) {
    if (n < size)
      n += (size_t)snprintf(out + n, size - n, "%s%s", n > 0 ? ", " : "", json_string_value(value));
  }
}

static int bad_value(const json_t *pack, const char *name, const json_t *declared,
                     const json_t *value, cs_err *err) {
  const char *type = json_string_value(json_object_get(declared, "type"));
  const char *clause = json_string_value(json_object_get(declared, "clause"));
  const json_t *list = list_of(pack, type);
  char names[512];
  if (list == NULL) return cs_fail(err, CS_EINPUT, CS_MSG_setting_type, name, type);
  list_names(json_object_get(list, "order"), names, sizeof names);
  return cs_fail(err, CS_EINPUT, CS_MSG_setting_value, name,
                 json_is_string(value) ? json_string_value(value) : "?", type,
                 clause == NULL ? "" : clause, names);
}

/* In the form that is judged by: a table in ids and units, an id of a list, a number. */
static int set_one(const cs_pack *p, const char *name, const json_t *declared, const json_t *value,
                   json_t **out, cs_err *err) {
  const char *type = json_string_value(json_object_get(declared, "type"));
  const json_t *list = list_of(p->json, type);
  bool none = value == NULL || json_is_null(value);
  if (!none && is_points(declared)) return set_points(name, declared, value, out, err);
  if (!none && !fits(p->json, type, value)) return bad_value(p->json, name, declared, value, err);
  if (none)
    *out = json_null();
  else if (strcmp(type, "table") == 0)
    return cs_table_normalise(p->json, name, declared, value, out, err);
  else if (list != NULL)
    *out =
        json_string(cs_settings_value(list, json_string_value(value), json_string_length(value)));
  else if (json_is_string(value) && strcmp(type, "integer") == 0)
    *out = json_integer(strtoll(json_string_value(value), NULL, 10));
  else
    *out = cs_json_deep_copy(value);
  return *out == NULL ? cs_fail(err, CS_ENOMEM, CS_MSG_no_memory) : CS_OK;
}

static int set_parameters(const cs_pack *p, const json_t *given, json_t *out, cs_err *err) {
  const json_t *section = json_object_get(p->json, "parameters");
  const char *name;
  json_t *json;
  char names[512];
  json_object_foreach((json_t *)section, name, json) {
    const json_t *value = json_object_get(given, name);
    json_t *set = NULL;
    if (value == NULL) value = json_object_get(json, "value");
    int rc = set_one(p, name, json, value, &set, err);
    if (rc != CS_OK) return rc;
    if (json_object_set_new(out, name, set) != 0) return cs_fail(err, CS_ENOMEM, CS_MSG_no_memory);
  }
  json_object_foreach((json_t *)given, name, json) {
    if (json_object_get(section, name) != NULL) continue;
    list_names(section, names, sizeof names);
    return cs_fail(err, CS_EINPUT, CS_MSG_setting_parameter_unknown, name, names);
  }
  return CS_OK;
}

static int set_readings(const cs_pack *p, const json_t *given, json_t *out, cs_err *err) {
  const json_t *section = json_object_get(p->json, "readings");
  const char *name;
  json_t *json;
  char names[512];
  json_object_foreach((json_t *)section, name, json) {
    const json_t *choices = json_object_get(json, "choices"),
                 *choice = json_object_get(given, name);
    if (choice == NULL) choice = json_object_get(json, "default");
    size_t i = 0;
    while (i < json_array_size(choices) && !json_equal(json_array_get(choices, i), choice)) i++;
    if (i == json_array_size(choices)) {
      list_names(choices, names, sizeof names);
      return cs_fail(err, CS_EINPUT, CS_MSG_setting_choice_unknown,
                     json_is_string(choice) ? json_string_value(choice) : "?", name, names);
    }
    if (json_object_set(out, name, (json_t *)choice) != 0)
      return cs_fail(err, CS_ENOMEM, CS_MSG_no_memory);
  }
  json_object_foreach((json_t *)given, name, json) {
    if (json_object_get(section, name) != NULL) continue;
    list_names(section, names, sizeof names);
    return cs_fail(err, CS_EINPUT, CS_MSG_setting_reading_unknown, name, names);
  }
  return CS_OK;
}

int cs_pack_settings(const cs_pack *p, const json_t *settings, json_t **effective, cs_err *err) {
  *effective = NULL;
  json_t *parameters = json_object(), *readings = json_object();
  json_t *all = json_pack("{s:o, s:o}", "parameters", parameters, "readings", readings);
  if (all == NULL) return cs_fail(err, CS_ENOMEM, CS_MSG_no_memory);
  int rc = set_parameters(p, json_object_get(settings, "parameters"), parameters, err);
  if (rc == CS_OK) rc = set_readings(p, json_object_get(settings, "readings"), readings, err);
  if (rc == CS_OK) {
    *effective = all;
  } else {
    json_decref(all);
  }
  return rc;
}
