/* The facts a pack declares: closed lists, attributes, series, events and spans, from JSON into a program's arrays. */
#include "assess/compile.h"
#include "base/messages.h"
#include <string.h>

#define FIND(count, entry)                                                          \
  for (uint32_t i = 0; i < (count); i++)                                            \
    if ((entry).name != NULL && strcmp((entry).name, name) == 0) return (int32_t)i; \
  return -1

int32_t cs_program_attribute(const cs_program *p, const char *name) {
  FIND(p->attribute_count, p->attributes[i]);
}
int32_t cs_program_series(const cs_program *p, const char *name) {
  FIND(p->series_count, p->series[i]);
}
int32_t cs_program_kind(const cs_program *p, const char *name) { FIND(p->kind_count, p->kinds[i]); }
int32_t cs_program_span(const cs_program *p, const char *name) { FIND(p->span_count, p->spans[i]); }
int32_t cs_program_list(const cs_program *p, const char *name) { FIND(p->list_count, p->lists[i]); }

int32_t cs_list_find(const cs_list *l, const char *text, size_t size) {
  for (uint32_t i = 0; i < l->count; i++)
    if (strlen(l->texts[i]) == size && memcmp(l->texts[i], text, size) == 0) return (int32_t)i;
  return -1;
}

const char *cs_label_text(const json_t *label, const char *otherwise) {
  const char *en = json_string_value(json_object_get(label, "en")),
             *zh = json_string_value(json_object_get(label, "zh"));
  const char *text = cs_lang_get() == CS_ZH ? (zh ? zh : en) : (en ? en : zh);
  return text != NULL && *text != '\0' ? text : otherwise;
}

const char *cs_list_label(const cs_list *l, uint32_t value) {
  if (value >= l->count) return "?";
  return cs_label_text(json_object_get(l->labels, l->texts[value]), l->texts[value]);
}

/* A list of the texts of `order`; its place in *out. */
static int add_list(cs_compiler *c, const char *name, const json_t *order, cs_list **out) {
  cs_program *p = c->program;
  size_t count = json_array_size(order);
  if (count > CS_VALUES_MAX)
    return cs_refuse(c, CS_MSG_pack_list_long, name ? name : "?", CS_VALUES_MAX);
  cs_list *lists = cs_grown(c, p->lists, p->list_count, sizeof *lists);
  const char **texts = cs_arena_alloc(p->arena, (count + 1) * sizeof *texts);
  if (lists == NULL || texts == NULL) return cs_no_memory(c);
  p->lists = lists;
  cs_list *l = *out = &lists[p->list_count++];
  *l = (cs_list){.name = name, .texts = texts};
  for (size_t i = 0; i < count; i++) {
    const json_t *text = json_array_get(order, i);
    if (!json_is_string(text) || json_string_length(text) == 0)
      return cs_refuse(c, CS_MSG_pack_text_wanted, name ? name : "values");
    if (cs_list_find(l, json_string_value(text), json_string_length(text)) >= 0)
      return cs_refuse(c, CS_MSG_pack_twice, json_string_value(text), name ? name : "values");
    texts[l->count++] = json_string_value(text);
  }
  return CS_OK;
}

/* Clauses of single values: of values that there are, and in the register. */
static int check_terms(cs_compiler *c, const json_t *json, const cs_list *l) {
  const json_t *clauses;
  const char *value;
  json_t *term;
  int rc = cs_member_object(c, json, "clauses", &clauses);
  json_object_foreach((json_t *)clauses, value, term) {
    if (rc != CS_OK) return rc;
    if (cs_list_find(l, value, strlen(value)) < 0)
      return cs_refuse(c, CS_MSG_pack_not_in_list, "clauses", value, l->name);
    rc = cs_members(c, term, "value", "clause value? at?");
  }
  return rc;
}

static int compile_values(cs_compiler *c, const char *name, const json_t *json) {
  int kind = 0;
  const json_t *order = NULL, *labels = NULL;
  cs_list *l = NULL;
  int rc = cs_members(c, json, "values", "kind order labels? clause? clauses? open? at?");
  if (rc == CS_OK) rc = cs_member_word(c, json, "kind", "catalogue scale ladder", &kind);
  if (rc == CS_OK) rc = cs_member_array(c, json, "order", &order);
  if (rc == CS_OK) rc = cs_member_object(c, json, "labels", &labels);
  if (rc == CS_OK) rc = add_list(c, name, order, &l);
  if (rc == CS_OK) rc = check_terms(c, json, l);
  if (rc != CS_OK) return rc;
  l->kind = kind == 0 ? CS_CATALOGUE : kind == 1 ? CS_SCALE : CS_LADDER;
  l->labels = labels;
  l->clause = json_string_value(json_object_get(json, "clause"));
  if (l->kind != CS_CATALOGUE && l->count == 0) return cs_refuse(c, CS_MSG_pack_list_empty, name);
  return cs_member_flag(c, json, "open", &l->open);
}

static int blank_of(cs_compiler *c, const json_t *json, bool *none) {
  int place = 0;
  int rc = json_object_get(json, "blank") == NULL
               ? CS_OK
               : cs_member_word(c, json, "blank", "unknown none", &place);
  *none = place == 1;
  return rc;
}

/* Do scores of forms go into it? They are kept in hundredths. */
static bool collects_into(const json_t *pack, const char *name) {
  const char *procedure;
  json_t *json, *stage, *collect;
  size_t i, k;
  json_object_foreach(json_object_get(pack, "procedures"), procedure, json) {
    json_array_foreach(json_object_get(json, "stages"), i, stage) {
      json_array_foreach(json_object_get(stage, "collects"), k, collect) {
        const char *into = json_string_value(json_object_get(collect, "into"));
        if (into != NULL && strcmp(into, name) == 0) return true;
      }
    }
  }
  return false;
}

#define ATTRIBUTE_MEMBERS \
  "type blank? label? amount? aliases? dated_by? personal? pay? case? at? clause?"

static int compile_attribute(cs_compiler *c, const char *name, const json_t *json) {
  cs_program *p = c->program;
  cs_attribute *a = &p->attributes[p->attribute_count++];
  const char *type, *dated;
  const json_t *aliases, *amount;
  bool personal;
  *a = (cs_attribute){.name = name, .list = -1};
  int rc = cs_members(c, json, "attribute", ATTRIBUTE_MEMBERS);
  if (rc == CS_OK) rc = cs_member_text(c, json, "type", &type);
  if (rc == CS_OK) rc = blank_of(c, json, &a->blank_none);
  if (rc == CS_OK) rc = cs_member_label(c, json, "label", &a->label);
  if (rc == CS_OK) rc = cs_member_label(c, json, "amount", &amount);
  if (rc == CS_OK && amount != NULL && strcmp(type, "integer") != 0)
    rc = cs_refuse(c, CS_MSG_pack_amount_type, name, type);
  if (rc == CS_OK) rc = cs_member_array(c, json, "aliases", &aliases);
  if (rc == CS_OK) rc = cs_member_text(c, json, "dated_by", &dated);
  if (rc == CS_OK) rc = cs_member_flag(c, json, "personal", &personal);
  if (rc == CS_OK) rc = cs_member_flag(c, json, "case", &a->of_case);
  if (rc == CS_OK && a->of_case && dated != NULL) rc = cs_refuse(c, CS_MSG_pack_case_dated, name);
  if (rc != CS_OK) return rc;
  a->dated = dated != NULL;
  if (strcmp(type, "date") == 0) {
    a->type = CS_TYPE_DATE;
  } else if (strcmp(type, "integer") == 0) {
    a->type = CS_TYPE_INTEGER;
    a->points = a->of_case && collects_into(p->pack, name);
  } else if (strcmp(type, "text") == 0 || strcmp(type, "code") == 0) {
    cs_list *l = NULL;
    a->type = CS_TYPE_TEXT;
    a->list = (int32_t)p->list_count;
    rc = add_list(c, NULL, NULL, &l);
    if (rc == CS_OK) l->open = true;
  } else {
    a->list = cs_program_list(p, type);
    if (a->list < 0) return cs_refuse(c, CS_MSG_pack_type_unknown, name, type);
  }
  return rc;
}

/* The attributes that others are dated by are dated too. */
static int check_dates(cs_compiler *c, const json_t *attributes) {
  const char *name;
  json_t *json;
  json_object_foreach((json_t *)attributes, name, json) {
    const char *by = json_string_value(json_object_get(json, "dated_by"));
    if (by == NULL) continue;
    int32_t date = cs_program_attribute(c->program, by);
    if (date < 0 || c->program->attributes[date].type != CS_TYPE_DATE) {
      int rc = cs_members(c, json, "attribute", ATTRIBUTE_MEMBERS);
      return rc != CS_OK ? rc : cs_refuse(c, CS_MSG_pack_not_a_date, by);
    }
    c->program->attributes[date].dated = true;
  }
  return CS_OK;
}

static int bound_of(cs_compiler *c, const json_t *json, const char *member, int32_t *out) {
  const char *name;
  *out = -1;
  int rc = cs_member_text(c, json, member, &name);
  if (rc != CS_OK || name == NULL) return rc;
  *out = cs_program_attribute(c->program, name);
  if (*out < 0 || c->program->attributes[*out].type != CS_TYPE_DATE)
    return cs_refuse(c, CS_MSG_pack_not_a_date, name);
  return CS_OK;
}

static const cs_every every_of[] = {CS_MONTH, CS_QUARTER, CS_HALF, CS_YEAR};

static int compile_series(cs_compiler *c, const char *name, const json_t *json) {
  cs_program *p = c->program;
  cs_series *s = &p->series[p->series_count++];
  const char *scale;
  int every = 0;
  *s = (cs_series){.name = name, .list = -1};
  int rc = cs_members(c, json, "series",
                      "scale every default? from? until? label? at? clause? aliases?");
  if (rc == CS_OK) rc = cs_member_text(c, json, "scale", &scale);
  if (rc == CS_OK) rc = cs_member_word(c, json, "every", "month quarter half year", &every);
  if (rc == CS_OK) rc = cs_member_flag(c, json, "default", &s->by_default);
  if (rc == CS_OK) rc = bound_of(c, json, "from", &s->from);
  if (rc == CS_OK) rc = bound_of(c, json, "until", &s->until);
  if (rc == CS_OK) rc = cs_member_label(c, json, "label", &s->label);
  if (rc != CS_OK) return rc;
  s->every = every_of[every];
  s->list = cs_program_list(p, scale);
  if (s->list < 0 || p->lists[s->list].kind != CS_SCALE || p->lists[s->list].open)
    return cs_refuse(c, CS_MSG_pack_not_a_scale, scale);
  if (p->lists[s->list].count > CS_SCALE_MAX)
    return cs_refuse(c, CS_MSG_pack_list_long, scale, CS_SCALE_MAX);
  for (uint32_t i = 0; s->by_default && i + 1 < p->series_count; i++)
    if (p->series[i].by_default)
      return cs_refuse(c, CS_MSG_pack_two_defaults, p->series[i].name, name);
  return CS_OK;
}

#define CONCLUDED "concluded"

static int compile_field(cs_compiler *c, const char *name, const json_t *json,
                         cs_event_kind *kind) {
  const json_t *values = NULL;
  cs_list *l = NULL;
  int type;
  if (kind->field_count == CS_FIELDS_MAX)
    return cs_refuse(c, CS_MSG_pack_list_long, kind->name, CS_FIELDS_MAX);
  cs_field *f = &kind->fields[kind->field_count++];
  *f = (cs_field){.name = name, .list = -1};
  int rc = cs_members(c, json, "field", "values? type? blank? label? at? clause? aliases? labels?");
  if (rc == CS_OK) rc = cs_member_array(c, json, "values", &values);
  if (rc == CS_OK) rc = blank_of(c, json, &f->blank_none);
  if (rc == CS_OK) rc = cs_member_label(c, json, "label", &f->label);
  if (rc != CS_OK) return rc;
  if (values == NULL) return cs_member_word(c, json, "type", "text date integer", &type);
  f->list = (int32_t)c->program->list_count;
  rc = add_list(c, name, values, &l);
  if (rc == CS_OK) rc = cs_member_object(c, json, "labels", &l->labels);
  return rc;
}

static int compile_event(cs_compiler *c, const char *name, const json_t *json) {
  cs_event_kind *kind = &c->program->kinds[c->program->kind_count++];
  const json_t *fields;
  *kind = (cs_event_kind){.name = name};
  int rc = cs_members(c, json, "event", "fields? label? at? clause? aliases?");
  if (rc == CS_OK) rc = cs_member_object(c, json, "fields", &fields);
  if (rc == CS_OK) rc = cs_member_label(c, json, "label", &kind->label);
  const char *field;
  json_t *value;
  if (rc == CS_OK) {
    json_object_foreach((json_t *)fields, field, value) {
      rc = compile_field(c, field, value, kind);
      if (rc != CS_OK) break;
    }
  }
  return rc;
}

/* A list of the names in `object`, with their labels; without a name of its own conditions may add to it. */
static int add_names(cs_compiler *c, const char *list, const json_t *object, int32_t *out) {
  json_t *names = json_array();
  cs_list *l = NULL;
  const char *name;
  json_t *label;
  int rc = names == NULL ? cs_no_memory(c) : CS_OK;
  json_object_foreach((json_t *)object, name, label) {
    if (rc == CS_OK && json_array_append_new(names, json_string(name)) != 0) rc = cs_no_memory(c);
  }
  *out = (int32_t)c->program->list_count;
  if (rc == CS_OK) rc = add_list(c, list, names, &l);
  json_decref(names);
  if (rc != CS_OK) return rc;
  l->open = list == NULL;
  l->labels = object;
  uint32_t i = 0; /* the texts are the object's, which lives as long as the pack */
  json_object_foreach((json_t *)object, name, label) l->texts[i++] = name;
  return CS_OK;
}

/* How cases of a person ended is an event that procedures write; the pack names the procedures. */
static int add_concluded(cs_compiler *c) {
  cs_program *p = c->program;
  const json_t *procedures;
  p->concluded = -1;
  if (cs_program_kind(p, CONCLUDED) >= 0)
    return cs_refuse(c, CS_MSG_pack_event_reserved, CONCLUDED);
  int rc = cs_member_object(c, p->pack, "procedures", &procedures);
  if (rc != CS_OK || procedures == NULL) return rc;
  cs_event_kind *kind = &p->kinds[p->kind_count];
  *kind = (cs_event_kind){.name = CONCLUDED, .field_count = 2};
  kind->fields[0] = (cs_field){.name = "procedure", .blank_none = true};
  kind->fields[1] = (cs_field){.name = "outcome", .blank_none = true};
  rc = add_names(c, NULL, procedures, &kind->fields[0].list); /* open: other packs have others */
  if (rc == CS_OK) rc = add_names(c, NULL, NULL, &kind->fields[1].list);
  p->concluded = (int32_t)p->kind_count++;
  return rc;
}

static int compile_span(cs_compiler *c, const char *name, const json_t *json) {
  cs_span_kind *span = &c->program->spans[c->program->span_count++];
  *span = (cs_span_kind){.name = name};
  int rc = cs_members(c, json, "span", "kinds? open? label? at? clause? aliases?");
  if (rc == CS_OK) rc = cs_member_object(c, json, "kinds", &span->kinds);
  if (rc == CS_OK) rc = cs_member_flag(c, json, "open", &span->open);
  if (rc == CS_OK) rc = cs_member_label(c, json, "label", &span->label);
  if (rc == CS_OK) rc = add_names(c, span->open ? NULL : name, span->kinds, &span->list);
  return rc;
}

typedef int (*compile_one)(cs_compiler *c, const char *name, const json_t *json);

/* Room for all, then one by one. */
static int compile_section(cs_compiler *c, const char *section, size_t size, void *array,
                           compile_one one) {
  const json_t *json;
  c->clause = NULL;
  int rc = cs_member_object(c, c->program->pack, section, &json);
  if (rc != CS_OK) return rc;
  if (json_object_size(json) > CS_VALUES_MAX)
    return cs_refuse(c, CS_MSG_pack_list_long, section, CS_VALUES_MAX);
  if (array != NULL && (*(void **)array = cs_arena_alloc(
                            c->program->arena, (json_object_size(json) + 1) * size)) == NULL)
    return cs_no_memory(c);
  const char *name;
  json_t *value;
  json_object_foreach((json_t *)json, name, value) {
    rc = one(c, name, value);
    if (rc == CS_EPACK) cs_fail_within(c->err, "%s %s", section, name);
    if (rc != CS_OK) return rc;
  }
  return CS_OK;
}

int cs_catalogue_compile(cs_compiler *c) {
  cs_program *p = c->program;
  int rc = compile_section(c, "values", 0, NULL, compile_values);
  if (rc == CS_OK)
    rc = compile_section(c, "attributes", sizeof *p->attributes, &p->attributes, compile_attribute);
  if (rc == CS_OK) rc = check_dates(c, json_object_get(p->pack, "attributes"));
  if (rc == CS_OK) rc = compile_section(c, "series", sizeof *p->series, &p->series, compile_series);
  if (rc == CS_OK) rc = compile_section(c, "events", sizeof *p->kinds, &p->kinds, compile_event);
  if (rc == CS_OK) rc = compile_section(c, "spans", sizeof *p->spans, &p->spans, compile_span);
  if (rc == CS_OK) rc = add_concluded(c);
  if (rc == CS_OK && p->kind_count > 64) rc = cs_refuse(c, CS_MSG_pack_list_long, "events", 64);
  if (rc == CS_OK && p->series_count > 64) rc = cs_refuse(c, CS_MSG_pack_list_long, "series", 64);
  return rc;
}
