/* What a stage or an end writes, as rows: EFFECT. */
#include "base/messages.h"
#include "procedure/rows.h"
#include <string.h>

static int literal_any(cs_compiler *c, const char *member, const json_t *literal, void *out) {
  if (!json_is_string(literal) && !json_is_integer(literal))
    return cs_refuse(c, CS_MSG_procedure_value, member);
  *(const json_t **)out = literal;
  return CS_OK;
}

static int read_table(cs_rows *r, const json_t *value, cs_effect_value *out) {
  cs_compiler *c = &r->compiler;
  const json_t *effective = c->effective;
  out->of = CS_VALUE_TABLE;
  int rc = cs_members(c, value, "value", "table of at?");
  if (rc == CS_OK) rc = cs_rows_name(r, value, "table", "parameters", &out->name);
  if (rc == CS_OK) rc = cs_rows_texts(r, value, "of", NULL, &out->keys);
  for (size_t i = 0; rc == CS_OK && i < out->keys.count; i++)
    if (strcmp(out->keys.list[i], "target") != 0)
      rc = cs_rows_known(r, "of", "attributes", out->keys.list[i]);
  if (rc != CS_OK) return rc;
  const json_t *parameter =
      json_object_get(json_object_get(cs_pack_json(r->pack), "parameters"), out->name);
  out->clause = json_string_value(json_object_get(parameter, "clause"));
  out->literal = effective == NULL
                     ? json_object_get(parameter, "value")
                     : json_object_get(json_object_get(effective, "parameters"), out->name);
  if (json_is_null(out->literal)) out->literal = NULL;
  if (out->literal == NULL) out->lack = (cs_lack){out->name, out->clause ? out->clause : ""};
  return rc;
}

/* VALUE, "target", "before", {"case"}, {"when"} or {"table","of"} */
static int read_value(cs_rows *r, const json_t *json, const char *member, cs_effect_value *out) {
  cs_compiler *c = &r->compiler;
  const json_t *value = json_object_get(json, member);
  const char *word = json_string_value(value);
  *out = (cs_effect_value){.of = CS_VALUE_LITERAL};
  if (word != NULL && strcmp(word, "target") == 0) {
    out->of = CS_VALUE_TARGET;
    return CS_OK;
  }
  if (word != NULL && strcmp(word, "before") == 0) {
    out->of = CS_VALUE_BEFORE;
    return CS_OK;
  }
  if (json_object_get(value, "case") != NULL) {
    out->of = CS_VALUE_ASKED;
    int rc = cs_members(c, value, member, "case at?");
    if (rc == CS_OK) rc = cs_member_text(c, value, "case", &out->name);
    return rc == CS_OK ? cs_rows_case_attribute(r, member, out->name) : rc;
  }
  if (json_object_get(value, "when") != NULL) {
    out->of = CS_VALUE_WHEN;
    return cs_rows_when(r, json_object_get(value, "when"), &out->when);
  }
  if (json_object_get(value, "table") != NULL) return read_table(r, value, out);
  return cs_rows_value(r, json, member, literal_any, &out->literal, &out->lack);
}

static int read_write(cs_rows *r, const json_t *json, cs_effect *out) {
  out->kind = CS_EFFECT_WRITE;
  int rc = cs_members(&r->compiler, json, "writes", "write value on clause? at?");
  if (rc == CS_OK) rc = cs_member_text(&r->compiler, json, "write", &out->name);
  if (rc == CS_OK) rc = cs_rows_fact(r, "write", out->name);
  if (rc == CS_OK && cs_rows_is_of_case(r, out->name))
    rc = cs_refuse(&r->compiler, CS_MSG_procedure_writes_case, out->name);
  if (rc == CS_OK) rc = read_value(r, json, "value", &out->value);
  return rc == CS_OK ? cs_rows_when(r, json_object_get(json, "on"), &out->on) : rc;
}

static int read_span(cs_rows *r, const json_t *json, cs_effect *out) {
  cs_compiler *c = &r->compiler;
  out->kind = CS_EFFECT_SPAN;
  int rc = cs_members(c, json, "writes", "span kind from to? clause? at?");
  if (rc == CS_OK) rc = cs_rows_name(r, json, "span", "spans", &out->name);
  if (rc == CS_OK) rc = cs_member_text(c, json, "kind", &out->span_kind);
  const json_t *span = json_object_get(json_object_get(cs_pack_json(r->pack), "spans"), out->name);
  if (rc == CS_OK && !json_is_true(json_object_get(span, "open")) &&
      json_object_get(json_object_get(span, "kinds"), out->span_kind) == NULL)
    rc = cs_refuse(c, CS_MSG_pack_not_in_list, "kind", out->span_kind, out->name);
  if (rc == CS_OK) rc = cs_rows_when(r, json_object_get(json, "from"), &out->on);
  const json_t *to = json_object_get(json, "to");
  out->ends = to != NULL && !json_is_null(to);
  return rc == CS_OK && out->ends ? cs_rows_when(r, to, &out->to) : rc;
}

static int read_event(cs_rows *r, const json_t *json, cs_effect *out) {
  cs_compiler *c = &r->compiler;
  const json_t *fields;
  out->kind = CS_EFFECT_EVENT;
  int rc = cs_members(c, json, "writes", "event fields? on clause? at?");
  if (rc == CS_OK) rc = cs_rows_name(r, json, "event", "events", &out->name);
  if (rc == CS_OK) rc = cs_rows_when(r, json_object_get(json, "on"), &out->on);
  if (rc == CS_OK) rc = cs_member_object(c, json, "fields", &fields);
  if (rc != CS_OK) return rc;
  const json_t *declared = json_object_get(
      json_object_get(json_object_get(cs_pack_json(r->pack), "events"), out->name), "fields");
  cs_effect_field *list = cs_rows_alloc(r, json_object_size(fields), sizeof *list);
  if (list == NULL) return cs_no_memory(c);
  out->fields = list;
  const char *name;
  json_t *value;
  json_object_foreach((json_t *)fields, name, value) {
    if (json_object_get(declared, name) == NULL)
      return cs_refuse(c, CS_MSG_pack_member_unknown, out->name, name, "");
    cs_effect_field *field = &list[out->field_count++];
    field->name = name;
    rc = read_value(r, fields, name, &field->value);
    if (rc != CS_OK) return rc;
  }
  return CS_OK;
}

static int read_effect(cs_rows *r, const json_t *json, cs_effect *out) {
  cs_compiler *c = &r->compiler;
  const char *clause = c->clause;
  *out = (cs_effect){0};
  int rc;
  if (json_object_get(json, "write") != NULL) {
    rc = read_write(r, json, out);
  } else if (json_object_get(json, "span") != NULL) {
    rc = read_span(r, json, out);
  } else if (json_object_get(json, "event") != NULL) {
    rc = read_event(r, json, out);
  } else {
    out->kind = CS_EFFECT_OPEN;
    rc = cs_members(c, json, "writes", "open clause? at?");
    if (rc == CS_OK) rc = cs_rows_name(r, json, "open", "procedures", &out->name);
  }
  const char *own = json_string_value(json_object_get(json, "clause"));
  out->clause = own != NULL ? own : clause;
  c->clause = clause;
  return rc;
}

int cs_rows_effects(cs_rows *r, const json_t *json, const char *member, cs_effects *out) {
  const json_t *array;
  int rc = cs_member_array(&r->compiler, json, member, &array);
  size_t count = json_array_size(array);
  cs_effect *list = cs_rows_alloc(r, count, sizeof *list);
  if (rc == CS_OK && list == NULL) return cs_no_memory(&r->compiler);
  for (size_t i = 0; rc == CS_OK && i < count; i++)
    rc = read_effect(r, json_array_get(array, i), &list[i]);
  *out = (cs_effects){list, rc == CS_OK ? count : 0};
  return rc;
}
