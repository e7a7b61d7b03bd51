/* cursus.scope: a part of a database as a file of its own, and what such a file says it is. */
#include "cycle/scope.h"
#include "bindings/bridge.h"
#include "bindings/handle.h"
#include "bindings/open.h"

static void set_text(lua_State *L, const char *name, const char *value) {
  lua_pushstring(L, value);
  lua_setfield(L, -2, name);
}

static void set_integer(lua_State *L, const char *name, uint64_t value) {
  lua_pushinteger(L, (lua_Integer)value);
  lua_setfield(L, -2, name);
}

/* c:export_scope{attribute =, value =, on = days, without_pay =, path =} → what was written, and what verify found in it */
static int company_export_scope(lua_State *L) {
  cs_store_handle *s;
  const cs_company *c = cs_handle_company(L, 1, &s);
  cs_bridge_fields(L, 2, "attribute value on without_pay path");
  lua_Integer on = 0;
  luaL_argcheck(L, cs_bridge_field_integer(L, 2, "on", &on), 2, "field 'on' is missing");
  luaL_argcheck(L, on > CS_DATE_NONE && on < CS_DATE_MAX, 2, "field 'on': not a date");
  const cs_scope_options options = {.attribute = cs_bridge_field_text(L, 2, "attribute", true),
                                    .value = cs_bridge_field_text(L, 2, "value", true),
                                    .path = cs_bridge_field_text(L, 2, "path", true),
                                    .without_pay = cs_bridge_field_true(L, 2, "without_pay"),
                                    .on = (cs_date)on};
  cs_stamp stamp = cs_handle_stamp(L, 1);
  cs_err err;
  cs_scope_report r;
  if (cs_scope_export(s->store, c, &stamp, &options, &r, &err) != CS_OK)
    return cs_bridge_failure(L, &err);
  lua_createtable(L, 0, 11);
  set_integer(L, "people", r.people);
  set_integer(L, "runs", r.runs);
  set_integer(L, "left_out", r.runs_left_out);
  set_integer(L, "cases", r.cases);
  set_integer(L, "forms", r.forms);
  set_integer(L, "forms_left_out", r.forms_left_out);
  set_text(L, "of", r.extract.number);
  set_text(L, "of_hash", r.extract.hash);
  set_integer(L, "txns", r.whole.txns);
  set_integer(L, "facts", r.whole.facts);
  set_text(L, "head", r.whole.head);
  return 1;
}

/* s:extract() → what the file is an extract of; nil: it is none */
static int store_extract(lua_State *L) {
  cs_store_handle *s = cs_handle_store(L, 1);
  cs_err err;
  cs_extract e;
  int rc = cs_extract_find(s->store, &e, &err);
  if (rc < 0) return cs_bridge_failure(L, &err);
  if (rc == 0) {
    lua_pushnil(L);
    return 1;
  }
  lua_createtable(L, 0, 6);
  set_text(L, "of", e.number);
  set_text(L, "of_hash", e.hash);
  set_text(L, "attribute", e.attribute);
  set_text(L, "value", e.value);
  set_text(L, "people", e.people);
  set_text(L, "without", e.without);
  return 1;
}

const luaL_Reg cs_scope_company[] = {{"export_scope", company_export_scope}, {NULL, NULL}};
const luaL_Reg cs_scope_store[] = {{"extract", store_extract}, {NULL, NULL}};
