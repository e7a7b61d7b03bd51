/* VALUE: a literal, a parameter, a reading, or a choice made by a reading (docs/policy-data.md, "Settings"). */
#include "assess/compile.h"
#include "base/messages.h"
#include <stdlib.h>
#include <string.h>

static int resolve(cs_compiler *c, const json_t *value, const char *member, cs_literal read,
                   void *out, int depth);

static int note_reading(cs_compiler *c, const char *id) {
  cs_program *p = c->program;
  for (int i = 0; i < CS_READINGS_MAX; i++) {
    if (c->readings[i] == NULL) c->readings[i] = id;
    if (strcmp(c->readings[i], id) == 0) break;
  }
  for (uint32_t i = 0; i < p->reading_count; i++)
    if (strcmp(p->readings[i], id) == 0) return CS_OK;
  const char **grown = cs_grown(c, p->readings, p->reading_count, sizeof *grown);
  if (grown == NULL) return cs_no_memory(c);
  grown[p->reading_count++] = id;
  p->readings = grown;
  return CS_OK;
}

static int find_reading(cs_compiler *c, const json_t *id, const json_t **choices) {
  const json_t *reading = json_object_get(json_object_get(c->program->pack, "readings"),
                                          json_is_string(id) ? json_string_value(id) : "");
  if (reading == NULL)
    return cs_refuse(c, CS_MSG_pack_reading_unknown,
                     json_is_string(id) ? json_string_value(id) : "?");
  *choices = json_object_get(reading, "choices");
  return note_reading(c, json_string_value(id));
}

/* The choice in force, as JSON; NULL while checking: all of them may be. */
static const json_t *choice_of(const cs_compiler *c, const json_t *id) {
  return c->effective == NULL
             ? NULL
             : json_object_get(json_object_get(c->effective, "readings"), json_string_value(id));
}

int cs_reading_read(cs_compiler *c, const json_t *id, const char *member, cs_literal read,
                    void *out) {
  const json_t *choices;
  int rc = find_reading(c, id, &choices);
  if (rc != CS_OK) return rc;
  if (c->effective != NULL) return read(c, member, choice_of(c, id), out);
  for (size_t i = 0; rc == CS_OK && i < json_array_size(choices); i++)
    rc = read(c, member, json_array_get(choices, i), out);
  return rc;
}

static int resolve_choose(cs_compiler *c, const json_t *value, const char *member, cs_literal read,
                          void *out, int depth) {
  const json_t *id = json_object_get(value, "choose"), *of = json_object_get(value, "of"), *choices;
  int rc = find_reading(c, id, &choices);
  if (rc != CS_OK) return rc;
  if (!json_is_object(of)) return cs_refuse(c, CS_MSG_pack_object_wanted, "of");
  if (c->effective != NULL)
    return resolve(c, json_object_get(of, json_string_value(choice_of(c, id))), member, read, out,
                   depth + 1);
  for (size_t i = 0; rc == CS_OK && i < json_array_size(choices); i++) {
    const char *choice = json_string_value(json_array_get(choices, i));
    const json_t *chosen = json_object_get(of, choice);
    if (chosen == NULL)
      return cs_refuse(c, CS_MSG_pack_choice_absent, json_string_value(id), choice);
    rc = resolve(c, chosen, member, read, out, depth + 1);
  }
  if (rc == CS_OK && json_object_size(of) != json_array_size(choices))
    return cs_refuse(c, CS_MSG_pack_choice_extra, json_string_value(id));
  return rc;
}

static int lacks(cs_compiler *c, const char *name, const json_t *declared) {
  const char *clause = json_string_value(json_object_get(declared, "clause"));
  return json_object_set_new(c->lacking, name, json_string(clause ? clause : "")) == 0
             ? CS_OK
             : cs_no_memory(c);
}

static int resolve_parameter(cs_compiler *c, const json_t *name, const char *member,
                             cs_literal read, void *out) {
  const char *word = json_is_string(name) ? json_string_value(name) : "?";
  const json_t *declared = json_object_get(json_object_get(c->program->pack, "parameters"), word);
  if (declared == NULL) return cs_refuse(c, CS_MSG_pack_parameter_unknown, word);
  const json_t *value = c->effective != NULL
                            ? json_object_get(json_object_get(c->effective, "parameters"), word)
                            : json_object_get(declared, "value");
  if (value == NULL || json_is_null(value))
    return c->effective != NULL ? lacks(c, word, declared) : CS_OK;
  int rc = read(c, member, value, out);
  if (rc == CS_EPACK) cs_fail_within(c->err, "%s", word);
  return rc;
}

static int resolve(cs_compiler *c, const json_t *value, const char *member, cs_literal read,
                   void *out, int depth) {
  if (depth > CS_DEPTH_MAX) return cs_refuse(c, CS_MSG_pack_too_deep, CS_DEPTH_MAX);
  if (!json_is_object(value)) return read(c, member, value, out);
  const json_t *parameter = json_object_get(value, "param"),
               *reading = json_object_get(value, "reading");
  size_t size = json_object_size(value);
  if (parameter != NULL && size == 1) return resolve_parameter(c, parameter, member, read, out);
  if (reading != NULL && size == 1) return cs_reading_read(c, reading, member, read, out);
  if (json_object_get(value, "choose") != NULL && size == 2)
    return resolve_choose(c, value, member, read, out, depth);
  return cs_refuse(c, CS_MSG_pack_value_wanted, member);
}

int cs_value_read(cs_compiler *c, const json_t *object, const char *member, cs_literal read,
                  void *out) {
  return resolve(c, json_object_get(object, member), member, read, out, 0);
}

struct number {
  int64_t min, max, *out;
};

static int literal_number(cs_compiler *c, const char *member, const json_t *literal, void *out) {
  struct number *n = out;
  long long value = json_integer_value(literal);
  if (json_is_string(literal)) { /* a parameter given on the command line */
    char *end;
    value = strtoll(json_string_value(literal), &end, 10);
    if (end == json_string_value(literal) || *end != '\0')
      return cs_refuse(c, CS_MSG_pack_integer_wanted, member);
  } else if (!json_is_integer(literal)) {
    return cs_refuse(c, CS_MSG_pack_integer_wanted, member);
  }
  if (value < n->min || value > n->max)
    return cs_refuse(c, CS_MSG_pack_number_range, member, value, (long long)n->min,
                     (long long)n->max);
  *n->out = value;
  return CS_OK;
}

int cs_value_number(cs_compiler *c, const json_t *object, const char *member, int64_t min,
                    int64_t max, int64_t *out) {
  struct number n = {min, max, out};
  return cs_value_read(c, object, member, literal_number, &n);
}

static int literal_date(cs_compiler *c, const char *member, const json_t *literal, void *out) {
  cs_date *date = out;
  const char *text = json_string_value(literal);
  if (text != NULL && strcmp(text, "as_of") == 0) {
    *date = c->program->as_of;
    return CS_OK;
  }
  if (text == NULL || !cs_date_parse(text, strlen(text), date))
    return cs_refuse(c, CS_MSG_pack_date_wanted, member, text ? text : "");
  return CS_OK;
}

int cs_value_date(cs_compiler *c, const json_t *object, const char *member, cs_date *out) {
  return cs_value_read(c, object, member, literal_date, out);
}

struct place {
  int32_t list;
  int64_t *place;
  cs_bits *set;
};

static int list_place(cs_compiler *c, const char *member, int32_t list, const json_t *literal,
                      int32_t *out) {
  if (!json_is_string(literal) || list < 0) return cs_refuse(c, CS_MSG_pack_text_wanted, member);
  cs_list *l = &c->program->lists[list];
  const char *text = json_string_value(literal);
  *out = cs_list_find(l, text, json_string_length(literal));
  if (*out >= 0) return CS_OK;
  if (l->name != NULL) return cs_refuse(c, CS_MSG_pack_not_in_list, member, text, l->name);
  if (l->count == CS_VALUES_MAX) return cs_refuse(c, CS_MSG_pack_list_long, member, CS_VALUES_MAX);
  /* A text attribute: its list is made of the texts that conditions name. */
  const char **texts = cs_grown(c, l->texts, l->count, sizeof *texts);
  if (texts == NULL) return cs_no_memory(c);
  *out = (int32_t)l->count;
  texts[l->count++] = text;
  l->texts = texts;
  return CS_OK;
}

static int literal_set(cs_compiler *c, const char *member, const json_t *literal, void *out) {
  struct place *p = out;
  size_t n = json_is_array(literal) ? json_array_size(literal) : 1;
  *p->set = (cs_bits){{0}};
  for (size_t i = 0; i < n; i++) {
    int32_t place = 0;
    int rc = list_place(c, member, p->list,
                        json_is_array(literal) ? json_array_get(literal, i) : literal, &place);
    if (rc != CS_OK) return rc;
    cs_bits_add(p->set, (uint32_t)place);
  }
  return CS_OK;
}

int cs_value_set(cs_compiler *c, const json_t *object, const char *member, int32_t list,
                 cs_bits *out) {
  struct place p = {list, NULL, out};
  return cs_value_read(c, object, member, literal_set, &p);
}

static int literal_place(cs_compiler *c, const char *member, const json_t *literal, void *out) {
  struct place *p = out;
  int32_t place = 0;
  int rc = list_place(c, member, p->list, literal, &place);
  *p->place = place;
  return rc;
}

int cs_value_place(cs_compiler *c, const json_t *object, const char *member, int32_t list,
                   int64_t *out) {
  struct place p = {list, out, NULL};
  return cs_value_read(c, object, member, literal_place, &p);
}

static int literal_text(cs_compiler *c, const char *member, const json_t *literal, void *out) {
  *(const char **)out = json_string_value(literal);
  return json_is_string(literal) ? CS_OK : cs_refuse(c, CS_MSG_pack_text_wanted, member);
}

int cs_value_text(cs_compiler *c, const json_t *object, const char *member, const char **out) {
  return cs_value_read(c, object, member, literal_text, out);
}
