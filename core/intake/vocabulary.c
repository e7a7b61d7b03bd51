/* The names and closed lists of all facts that the adopted packs declare, merged: what one pack takes is taken. */
#include "base/messages.h"
#include "calendar/facts.h"
#include "intake/internal.h"
#include <stdlib.h>
#include <string.h>

#define NO_TERM UINT32_MAX

/* The place of a text among the terms; NO_TERM: no memory. */
static uint32_t term_of(cs_vocabulary *v, const char *text) {
  uint32_t before = v->term_places.size;
  int32_t place = cs_words_add(&v->term_places, v->arena, text, strlen(text), before);
  if (place < 0) return NO_TERM;
  if ((uint32_t)place < before) return (uint32_t)place;
  if (v->term_count == v->term_capacity) {
    uint32_t capacity = v->term_capacity == 0 ? 64 : v->term_capacity * 2;
    const char **terms = realloc(v->terms, capacity * sizeof *terms);
    if (terms == NULL) return NO_TERM;
    v->terms = terms;
    v->term_capacity = capacity;
  }
  const char *kept = cs_arena_text(v->arena, text, strlen(text));
  if (kept == NULL) return NO_TERM;
  v->terms[v->term_count++] = kept;
  return (uint32_t)place;
}

static bool add_word(cs_vocabulary *v, cs_words *w, const char *text, const json_t *label,
                     const json_t *aliases) {
  uint32_t term = term_of(v, text);
  if (term == NO_TERM) return false;
  int32_t value;
  if (w->upper) { /* the key is in upper case, the value as the pack writes it */
    char *upper = cs_arena_text(v->arena, text, strlen(text));
    if (upper == NULL) return false;
    cs_text_upper_ascii(upper, strlen(upper));
    value = cs_words_add(w, v->arena, upper, strlen(upper), term);
  } else {
    value = cs_words_add(w, v->arena, text, strlen(text), term);
  }
  if (value < 0) return false;
  if (w->labels[value] == NULL) w->labels[value] = label;
  const char *language;
  json_t *one;
  json_object_foreach((json_t *)label, language, one) {
    if (!cs_words_label(w, v->arena, value, json_string_value(one))) return false;
  }
  size_t i;
  json_array_foreach((json_t *)aliases, i, one) {
    if (!cs_words_label(w, v->arena, value, json_string_value(one))) return false;
  }
  return true;
}

/* The values of a list of the pack: {order, labels, open}. */
static bool add_list(cs_vocabulary *v, cs_words *w, const json_t *pack, const char *name) {
  const json_t *values = json_object_get(json_object_get(pack, "values"), name);
  const json_t *labels = json_object_get(values, "labels");
  size_t i;
  json_t *one;
  json_array_foreach(json_object_get(values, "order"), i, one) {
    const char *text = json_string_value(one);
    if (text != NULL && !add_word(v, w, text, json_object_get(labels, text), NULL)) return false;
  }
  if (json_is_true(json_object_get(values, "open"))) w->open = true;
  return true;
}

static cs_fact_type type_of(const char *type) {
  static const struct {
    const char *name;
    cs_fact_type type;
  } types[] = {{"text", CS_FACT_TEXT},
               {"date", CS_FACT_DATE},
               {"integer", CS_FACT_INTEGER},
               {"code", CS_FACT_CODE}};
  for (size_t i = 0; type != NULL && i < sizeof types / sizeof *types; i++) {
    if (strcmp(type, types[i].name) == 0) return types[i].type;
  }
  return type == NULL ? CS_FACT_TEXT : CS_FACT_WORD;
}

static void add_names(cs_fact *f, const json_t *json) {
  const json_t *aliases = json_object_get(json, "aliases");
  for (size_t i = 0; aliases != NULL && i < sizeof f->aliases / sizeof f->aliases[0]; i++) {
    if (f->aliases[i] != NULL) continue;
    f->aliases[i] = aliases;
    break;
  }
  if (f->label == NULL) f->label = json_object_get(json, "label");
}

int32_t cs_vocabulary_attribute(const cs_vocabulary *v, const char *name) {
  for (uint32_t i = 0; name != NULL && i < v->attribute_count; i++) {
    if (strcmp(v->attributes[i].name, name) == 0) return (int32_t)i;
  }
  return -1;
}

/* One that the pack declares, into a list that has room for it. */
static bool add_attribute(cs_vocabulary *v, cs_fact *all, uint32_t *count, const json_t *pack,
                          const char *name, const json_t *json) {
  uint32_t place = 0;
  const char *type = json_string_value(json_object_get(json, "type"));
  while (place < *count && strcmp(all[place].name, name) != 0) place++;
  if (place == *count) {
    all[place] = (cs_fact){.name = cs_arena_text(v->arena, name, strlen(name)),
                           .term = term_of(v, name),
                           .type = type_of(type),
                           .dated_by = -1};
    if (all[place].term == NO_TERM || all[place].name == NULL) return false;
    ++*count;
  }
  cs_fact *f = &all[place];
  add_names(f, json);
  if (json_is_true(json_object_get(json, "personal"))) f->personal = true;
  return f->type != CS_FACT_WORD || add_list(v, &f->words, pack, type);
}

static bool add_attributes(cs_vocabulary *v, const json_t *pack) {
  const char *name;
  json_t *json;
  json_object_foreach(json_object_get(pack, "attributes"), name, json) {
    if (json_is_true(json_object_get(json, "case"))) continue; /* no fact of a person */
    if (!add_attribute(v, v->attributes, &v->attribute_count, pack, name, json)) return false;
  }
  json_object_foreach(json_object_get(pack, "attributes"), name, json) {
    int32_t by = cs_vocabulary_attribute(v, json_string_value(json_object_get(json, "dated_by")));
    if (by < 0 || v->attributes[by].type != CS_FACT_DATE) continue;
    v->attributes[cs_vocabulary_attribute(v, name)].dated_by = by;
    v->attributes[by].dates = true;
  }
  return true;
}

static cs_every every_of(const json_t *json) {
  const char *every = json_string_value(json_object_get(json, "every"));
  if (every == NULL) return CS_MONTH;
  return strcmp(every, "year") == 0      ? CS_YEAR
         : strcmp(every, "half") == 0    ? CS_HALF
         : strcmp(every, "quarter") == 0 ? CS_QUARTER
                                         : CS_MONTH;
}

/* The named one among series or metrics, made when new; NULL: no memory. */
static cs_serial *serial(cs_vocabulary *v, cs_serial *all, uint32_t *count, cs_words *names,
                         const char *name, const json_t *json) {
  for (uint32_t i = 0; i < *count; i++) {
    if (strcmp(all[i].name, name) == 0) return &all[i];
  }
  if (!add_word(v, names, name, json_object_get(json, "label"), json_object_get(json, "aliases")))
    return NULL;
  cs_serial *s = &all[(*count)++];
  const char *from = json_string_value(json_object_get(json, "from"));
  const char *until = json_string_value(json_object_get(json, "until"));
  *s = (cs_serial){.name = cs_arena_text(v->arena, name, strlen(name)),
                   .term = term_of(v, name),
                   .every = every_of(json),
                   .decimals = (int32_t)json_integer_value(json_object_get(json, "decimals")),
                   .from = from == NULL ? v->hired : cs_vocabulary_attribute(v, from),
                   .until = until == NULL ? v->left : cs_vocabulary_attribute(v, until)};
  if (s->decimals < 0 || s->decimals > 6) s->decimals = 0;
  s->words.upper = true;
  return s->name == NULL || s->term == NO_TERM ? NULL : s;
}

static bool add_serials(cs_vocabulary *v, const json_t *pack) {
  const char *name;
  json_t *json;
  json_object_foreach(json_object_get(pack, "series"), name, json) {
    cs_serial *s = serial(v, v->series, &v->series_count, &v->series_words, name, json);
    if (s == NULL) return false;
    const char *scale = json_string_value(json_object_get(json, "scale"));
    if (scale != NULL && !add_list(v, &s->words, pack, scale)) return false;
    if (json_is_true(json_object_get(json, "default"))) s->by_default = true;
  }
  json_object_foreach(json_object_get(pack, "metrics"), name, json) {
    if (serial(v, v->metrics, &v->metric_count, &v->metric_words, name, json) == NULL) return false;
  }
  return true;
}

static bool add_field_values(cs_vocabulary *v, cs_fact *f, const json_t *json) {
  size_t i;
  json_t *one;
  const json_t *labels = json_object_get(json, "labels");
  json_array_foreach(json_object_get(json, "values"), i, one) {
    const char *text = json_string_value(one);
    if (text != NULL && !add_word(v, &f->words, text, json_object_get(labels, text), NULL))
      return false;
  }
  return true;
}

/* The fields of one kind of event; their names become columns of the import. */
static bool add_fields(cs_vocabulary *v, cs_event_type *event, const json_t *fields) {
  const char *name;
  json_t *json;
  json_object_foreach((json_t *)fields, name, json) {
    uint32_t place = 0;
    while (place < v->field_count && strcmp(v->fields[place].name, name) != 0) place++;
    if (place == v->field_count) {
      v->fields[place].name = cs_arena_text(v->arena, name, strlen(name));
      v->fields[place].term = term_of(v, name);
      if (v->fields[place].name == NULL || v->fields[place].term == NO_TERM) return false;
      v->field_count++;
    }
    if (v->fields[place].aliases == NULL)
      v->fields[place].aliases = json_object_get(json, "aliases");
    if (v->fields[place].label == NULL) v->fields[place].label = json_object_get(json, "label");
    cs_fact *f = event->fields[place];
    if (f == NULL) {
      f = event->fields[place] = cs_arena_alloc(v->arena, sizeof *f);
      if (f == NULL) return false;
      f->name = v->fields[place].name;
      f->term = v->fields[place].term;
      f->dated_by = -1;
      const json_t *type = json_object_get(json, "type");
      f->type =
          json_object_get(json, "values") != NULL ? CS_FACT_WORD : type_of(json_string_value(type));
    }
    if (!add_field_values(v, f, json)) return false;
  }
  return true;
}

static bool add_events(cs_vocabulary *v, const json_t *pack, size_t fields_at_most) {
  const char *name;
  json_t *json;
  json_object_foreach(json_object_get(pack, "events"), name, json) {
    uint32_t place = 0;
    while (place < v->event_count && strcmp(v->events[place].name, name) != 0) place++;
    cs_event_type *event = &v->events[place];
    if (place == v->event_count) {
      if (!add_word(v, &v->event_words, name, json_object_get(json, "label"),
                    json_object_get(json, "aliases"))) {
        return false;
      }
      *event = (cs_event_type){
          .name = cs_arena_text(v->arena, name, strlen(name)),
          .term = term_of(v, name),
          .fields = cs_arena_alloc(v->arena, (fields_at_most + 1) * sizeof(cs_fact *))};
      if (event->name == NULL || event->fields == NULL || event->term == NO_TERM) return false;
      v->event_count++;
    }
    if (!add_fields(v, event, json_object_get(json, "fields"))) return false;
  }
  json_object_foreach(json_object_get(pack, "spans"), name, json) {
    const char *kind;
    json_t *label;
    cs_words *words = strcmp(name, "absence") == 0 ? &v->span_words : &v->other_span_words;
    json_object_foreach(json_object_get(json, "kinds"), kind, label) {
      if (!add_word(v, words, kind, label, NULL)) return false;
    }
    if (json_is_true(json_object_get(json, "open"))) words->open = true;
  }
  return true;
}

/* The kinds of day with what people call them. */
static bool add_days(cs_vocabulary *v) {
  static const struct {
    const char *name, *labels[5];
  } days[] = {
      {"workday", {"工作日", "上班"}},
      {"weekend", {"周末", "公休", "公休日", "休息日"}},
      {"statutory", {"法定节假日", "法定假日", "法定休假日", "statutory holiday"}},
      {"in-lieu", {"调休放假", "调休", "放假", "in-lieu rest"}},
      {"make-up", {"调休上班", "补班", "make-up workday"}},
      {CS_CALENDAR_ANNOUNCED, {"已公布", "公布"}},
  };
  for (size_t i = 0; i < sizeof days / sizeof *days; i++) {
    if (!add_word(v, &v->day_words, days[i].name, NULL, NULL)) return false;
    for (size_t k = 0; k < 5; k++) {
      if (!cs_words_label(&v->day_words, v->arena, (int32_t)i, days[i].labels[k])) return false;
    }
  }
  return true;
}

/* Known by its name, however it is written, and by its labels. */
static bool add_name(cs_vocabulary *v, cs_words *w, const char *name, const json_t *json) {
  if (!add_word(v, w, name, json_object_get(json, "label"), NULL)) return false;
  cs_buf scratch = {0};
  int32_t place = cs_words_find(w, cs_slice_of(name, strlen(name)), &scratch);
  cs_buf_deinit(&scratch);
  return place >= 0 && cs_words_label(w, v->arena, place, name);
}

/* Roles and relations by name, and for what a role is held. */
static bool add_roles(cs_vocabulary *v, const json_t *pack) {
  const char *name;
  json_t *json;
  json_object_foreach(json_object_get(pack, "roles"), name, json) {
    if (json_object_get(json, "is") != NULL || json_object_get(json, "every") != NULL) {
      if (!add_name(v, &v->derived_roles, name, json)) return false;
      continue;
    }
    uint32_t before = v->role_words.size;
    if (!add_name(v, &v->role_words, name, json)) return false;
    if (v->role_words.size == before) continue; /* another pack's, too: the first one counts */
    v->role_per[before] =
        cs_vocabulary_attribute(v, json_string_value(json_object_get(json, "per")));
  }
  json_object_foreach(json_object_get(pack, "relations"), name, json) {
    if (json_object_get(json, "of") != NULL) continue; /* is read from people, not recorded */
    if (!add_name(v, &v->relation_words, name, json)) return false;
  }
  return true;
}

/* The kinds of subject that are no employees. */
static bool add_subjects(cs_vocabulary *v, const json_t *pack, size_t at_most) {
  const char *name, *attribute;
  json_t *json, *one;
  json_object_foreach(json_object_get(pack, "subjects"), name, json) {
    uint32_t place = 0;
    while (place < v->subject_count && strcmp(v->subjects[place].name, name) != 0) place++;
    cs_subject_type *type = &v->subjects[place];
    if (place == v->subject_count) {
      *type = (cs_subject_type){
          .name = cs_arena_text(v->arena, name, strlen(name)),
          .attributes = cs_arena_alloc(v->arena, (at_most + 1) * sizeof *type->attributes)};
      if (type->name == NULL || type->attributes == NULL) return false;
      v->subject_count++;
    }
    json_object_foreach(json_object_get(json, "attributes"), attribute, one) {
      if (strcmp(attribute, "code") != 0 &&
          !add_attribute(v, type->attributes, &type->attribute_count, pack, attribute, one))
        return false;
    }
  }
  return true;
}

/* Room for the roles and subjects of all packs, and how many attributes subjects have at most. */
static bool reserve_subjects(cs_vocabulary *v, const cs_pack *const *packs, size_t count,
                             size_t *attributes) {
  size_t roles = 0, subjects = 0;
  *attributes = 0;
  for (size_t i = 0; i < count; i++) {
    const json_t *pack = cs_pack_json(packs[i]);
    const char *name;
    json_t *json;
    roles += json_object_size(json_object_get(pack, "roles"));
    json_object_foreach(json_object_get(pack, "subjects"), name, json) {
      subjects++;
      *attributes += json_object_size(json_object_get(json, "attributes"));
    }
  }
  v->role_per = cs_arena_alloc(v->arena, (roles + 1) * sizeof *v->role_per);
  v->subjects = cs_arena_alloc(v->arena, (subjects + 1) * sizeof *v->subjects);
  return v->role_per != NULL && v->subjects != NULL;
}

/* Room for everything that any of the packs declares. */
static bool reserve(cs_vocabulary *v, const cs_pack *const *packs, size_t count, size_t *fields) {
  size_t attributes = 0, series = 0, metrics = 0, events = 0;
  *fields = 0;
  for (size_t i = 0; i < count; i++) {
    const json_t *pack = cs_pack_json(packs[i]);
    attributes += json_object_size(json_object_get(pack, "attributes"));
    series += json_object_size(json_object_get(pack, "series"));
    metrics += json_object_size(json_object_get(pack, "metrics"));
    const char *name;
    json_t *json;
    json_object_foreach(json_object_get(pack, "events"), name, json) {
      events++;
      *fields += json_object_size(json_object_get(json, "fields"));
    }
  }
  v->attributes = cs_arena_alloc(v->arena, (attributes + 1) * sizeof *v->attributes);
  v->series = cs_arena_alloc(v->arena, (series + 1) * sizeof *v->series);
  v->metrics = cs_arena_alloc(v->arena, (metrics + 1) * sizeof *v->metrics);
  v->events = cs_arena_alloc(v->arena, (events + 1) * sizeof *v->events);
  v->fields = cs_arena_alloc(v->arena, (*fields + 1) * sizeof *v->fields);
  return v->attributes != NULL && v->series != NULL && v->metrics != NULL && v->events != NULL &&
         v->fields != NULL;
}

static bool fill(cs_vocabulary *v, const cs_pack *const *packs, size_t count) {
  static const char *const own[] = {"code",           "on",       "kind",          "ref",
                                    "from",           "to",       CS_CALENDAR_DAY, CS_CALENDAR_NOTE,
                                    CS_CALENDAR_YEAR, "employee", "per",           "subject",
                                    "object",         "delegate", "reason"};
  uint32_t *places[] = {&v->term_code,   &v->term_on,       &v->term_kind,  &v->term_ref,
                        &v->term_from,   &v->term_to,       &v->term_day,   &v->term_note,
                        &v->term_year,   &v->term_employee, &v->term_per,   &v->term_subject,
                        &v->term_object, &v->term_delegate, &v->term_reason};
  size_t fields, subjects;
  for (size_t i = 0; i < sizeof own / sizeof *own; i++) {
    *places[i] = term_of(v, own[i]);
    if (*places[i] == NO_TERM) return false;
  }
  if (!add_days(v) || !reserve(v, packs, count, &fields) ||
      !reserve_subjects(v, packs, count, &subjects))
    return false;
  for (size_t i = 0; i < count; i++) {
    if (!add_attributes(v, cs_pack_json(packs[i]))) return false;
  }
  v->hired = cs_vocabulary_attribute(v, "hired_on");
  v->left = cs_vocabulary_attribute(v, "left_on");
  for (size_t i = 0; i < count; i++) {
    const json_t *pack = cs_pack_json(packs[i]);
    if (!add_serials(v, pack) || !add_events(v, pack, fields) || !add_roles(v, pack) ||
        !add_subjects(v, pack, subjects))
      return false;
  }
  v->default_series = v->series_count == 1 ? 0 : -1;
  for (uint32_t i = v->series_count; i-- > 0;) {
    if (v->series[i].by_default) v->default_series = (int32_t)i;
  }
  return true;
}

int cs_vocabulary_new(const cs_pack *const *packs, size_t count, cs_vocabulary **out, cs_err *err) {
  *out = NULL;
  cs_vocabulary *v = calloc(1, sizeof *v);
  if (v == NULL) return cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory);
  v->arena = cs_arena_new(4096);
  if (v->arena == NULL || !fill(v, packs, count)) {
    cs_vocabulary_free(v);
    return cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory);
  }
  *out = v;
  return CS_OK;
}

void cs_vocabulary_free(cs_vocabulary *v) {
  if (v == NULL) return;
  for (uint32_t i = 0; i < v->attribute_count; i++) cs_words_deinit(&v->attributes[i].words);
  for (uint32_t i = 0; i < v->series_count; i++) cs_words_deinit(&v->series[i].words);
  for (uint32_t i = 0; i < v->event_count; i++) {
    for (uint32_t f = 0; f < v->field_count; f++) {
      if (v->events[i].fields[f] != NULL) cs_words_deinit(&v->events[i].fields[f]->words);
    }
  }
  cs_words_deinit(&v->series_words);
  cs_words_deinit(&v->metric_words);
  cs_words_deinit(&v->event_words);
  cs_words_deinit(&v->span_words);
  cs_words_deinit(&v->other_span_words);
  cs_words_deinit(&v->day_words);
  cs_words_deinit(&v->role_words);
  cs_words_deinit(&v->relation_words);
  cs_words_deinit(&v->derived_roles);
  for (uint32_t i = 0; i < v->subject_count; i++) {
    for (uint32_t k = 0; k < v->subjects[i].attribute_count; k++)
      cs_words_deinit(&v->subjects[i].attributes[k].words);
  }
  cs_words_deinit(&v->term_places);
  free(v->terms);
  cs_arena_free(v->arena);
  free(v);
}
