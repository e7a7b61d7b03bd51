#include "bindings/bridge.h"
#include "base/json.h"
#include "base/messages.h"
#include "base/text.h"
#include <string.h>

#define FAILURE "cursus.failure"

int cs_bridge_failure(lua_State *L, const cs_err *err) {
  luaL_pushfail(L);
  lua_pushstring(L, err->text);
  lua_pushstring(L, cs_err_name(err->code));
  return 3;
}

static int failure_text(lua_State *L) {
  lua_getfield(L, 1, "message");
  return 1;
}

/* Pushes the metatable of that name. New is also one that memory was too short to finish: its last field is __metatable. */
static bool is_new_class(lua_State *L, const char *name) {
  if (luaL_newmetatable(L, name)) return true;
  bool unfinished = lua_getfield(L, -1, "__metatable") == LUA_TNIL;
  lua_pop(L, 1);
  return unfinished;
}

int cs_bridge_raise(lua_State *L, const cs_err *err) {
  lua_createtable(L, 0, 2);
  lua_pushstring(L, err->text);
  lua_setfield(L, -2, "message");
  lua_pushstring(L, cs_err_name(err->code));
  lua_setfield(L, -2, "code");
  if (is_new_class(L, FAILURE)) {
    lua_pushcfunction(L, failure_text);
    lua_setfield(L, -2, "__tostring");
    lua_pushliteral(L, FAILURE);
    lua_setfield(L, -2, "__metatable");
  }
  lua_setmetatable(L, -2);
  return lua_error(L);
}

int cs_bridge_done(lua_State *L, int rc, const cs_err *err) {
  if (rc != CS_OK) return cs_bridge_failure(L, err);
  lua_pushboolean(L, 1);
  return 1;
}

void cs_bridge_class(lua_State *L, const char *name, const luaL_Reg *methods, lua_CFunction gc,
                     const luaL_Reg *more) {
  if (is_new_class(L, name)) {
    lua_newtable(L);
    if (methods != NULL) luaL_setfuncs(L, methods, 0);
    lua_setfield(L, -2, "__index");
    if (gc != NULL) {
      lua_pushcfunction(L, gc);
      lua_pushvalue(L, -1);
      lua_setfield(L, -3, "__gc");
      lua_setfield(L, -2, "__close");
    }
    if (more != NULL) luaL_setfuncs(L, more, 0);
    lua_pushboolean(L, 0);
    lua_setfield(L, -2, "__metatable");
  }
  lua_pop(L, 1);
}

/* -- boxes ---------------------------------------------------------------------------------------------- */

#define BUF "cursus.box.buf"
#define JSON "cursus.box.json"

static int buf_gc(lua_State *L) {
  cs_buf_deinit(luaL_checkudata(L, 1, BUF));
  return 0;
}

cs_buf *cs_bridge_buf(lua_State *L) {
  cs_bridge_class(L, BUF, NULL, buf_gc, NULL);
  cs_buf *b = lua_newuserdatauv(L, sizeof *b, 0);
  memset(b, 0, sizeof *b);
  luaL_setmetatable(L, BUF);
  return b;
}

static int json_gc(lua_State *L) {
  json_t **box = luaL_checkudata(L, 1, JSON);
  json_decref(*box);
  *box = NULL;
  return 0;
}

json_t **cs_bridge_json(lua_State *L) {
  cs_bridge_class(L, JSON, NULL, json_gc, NULL);
  json_t **box = lua_newuserdatauv(L, sizeof *box, 0); /* NOLINT: the box holds a pointer */
  *box = NULL;
  luaL_setmetatable(L, JSON);
  return box;
}

void *cs_bridge_memory(lua_State *L, size_t size) {
  void *memory = lua_newuserdatauv(L, size == 0 ? 1 : size, 0);
  memset(memory, 0, size);
  return memory;
}

void cs_bridge_stack(lua_State *L, int slots) {
  if (!lua_checkstack(L, slots)) luaL_error(L, "not enough memory");
}

/* -- arguments ------------------------------------------------------------------------------------------ */

cs_date cs_bridge_date(lua_State *L, int arg) {
  lua_Integer n = luaL_checkinteger(L, arg);
  luaL_argcheck(L, n > CS_DATE_NONE && n < CS_DATE_MAX, arg, "not a date (days since 1970-01-01)");
  return (cs_date)n;
}

uint32_t cs_bridge_id(lua_State *L, int arg) {
  lua_Integer n = luaL_checkinteger(L, arg);
  luaL_argcheck(L, n >= 0 && n <= UINT32_MAX, arg, "out of range");
  return (uint32_t)n;
}

const char *cs_bridge_text(lua_State *L, int arg) {
  luaL_checktype(L, arg, LUA_TSTRING);
  size_t n;
  const char *s = lua_tolstring(L, arg, &n);
  luaL_argcheck(L, strlen(s) == n, arg, "a NUL inside a text");
  return s;
}

static bool is_word_of(const char *names, const char *word) {
  size_t n = strlen(word);
  for (const char *at = names; *at != '\0';) {
    size_t length = strcspn(at, " ");
    if (length == n && memcmp(at, word, n) == 0) return true;
    at += length + strspn(at + length, " ");
  }
  return false;
}

void cs_bridge_fields(lua_State *L, int arg, const char *names) {
  luaL_checktype(L, arg, LUA_TTABLE);
  for (lua_pushnil(L); lua_next(L, arg) != 0; lua_pop(L, 1)) {
    if (lua_type(L, -2) != LUA_TSTRING) luaL_argerror(L, arg, "a field without a name");
    const char *name = lua_tostring(L, -2);
    if (!is_word_of(names, name)) {
      luaL_argerror(L, arg, lua_pushfstring(L, "no field '%s'; there are: %s", name, names));
    }
  }
}

/* Pushes the field; false, and nothing pushed, when it is nil. */
static bool push_field(lua_State *L, int arg, const char *name) {
  lua_pushstring(L, name);
  if (lua_rawget(L, arg) != LUA_TNIL) return true;
  lua_pop(L, 1);
  return false;
}

static int field_error(lua_State *L, int arg, const char *name, const char *expected) {
  const char *got = luaL_typename(L, -1);
  return luaL_argerror(L, arg,
                       lua_pushfstring(L, "field '%s': %s expected, got %s", name, expected, got));
}

bool cs_bridge_has(lua_State *L, int arg, const char *name) {
  if (!push_field(L, arg, name)) return false;
  lua_pop(L, 1);
  return true;
}

/* The table keeps the text alive. */
const char *cs_bridge_field_text(lua_State *L, int arg, const char *name, bool required) {
  if (!push_field(L, arg, name)) {
    if (required) luaL_argerror(L, arg, lua_pushfstring(L, "field '%s' is missing", name));
    return NULL;
  }
  if (lua_type(L, -1) != LUA_TSTRING) field_error(L, arg, name, "string");
  size_t n;
  const char *text = lua_tolstring(L, -1, &n);
  if (strlen(text) != n) luaL_argerror(L, arg, lua_pushfstring(L, "field '%s': a NUL", name));
  lua_pop(L, 1);
  return text;
}

bool cs_bridge_field_integer(lua_State *L, int arg, const char *name, lua_Integer *out) {
  if (!push_field(L, arg, name)) return false;
  if (!lua_isinteger(L, -1)) field_error(L, arg, name, "whole number");
  *out = lua_tointeger(L, -1);
  lua_pop(L, 1);
  return true;
}

bool cs_bridge_field_true(lua_State *L, int arg, const char *name) {
  if (!push_field(L, arg, name)) return false;
  if (!lua_isboolean(L, -1)) field_error(L, arg, name, "boolean");
  bool value = lua_toboolean(L, -1);
  lua_pop(L, 1);
  return value;
}

/* -- building JSON in core callbacks -------------------------------------------------------------------- */

bool cs_bridge_put(json_t *object, const char *name, json_t *value) {
  return json_object_set_new(object, name, value) == 0;
}

/* Texts come from the database or from C and may hold any bytes after damage; '?' is better than a lost row. */
bool cs_bridge_put_text(json_t *object, const char *name, const char *text) {
  if (text == NULL) return true;
  bool whole = cs_utf8_valid(text, strlen(text));
  json_t *value = json_string(whole ? text : "?");
  return cs_bridge_put(object, name, value);
}

bool cs_bridge_put_integer(json_t *object, const char *name, int64_t value) {
  return cs_bridge_put(object, name, json_integer(value));
}

bool cs_bridge_put_parsed(json_t *object, const char *name, const char *json_text) {
  if (json_text == NULL || *json_text == '\0') return cs_bridge_put(object, name, json_object());
  json_t *value;
  cs_err err;
  int rc = cs_json_reread(json_text, strlen(json_text), &value, &err);
  return rc == CS_OK && cs_bridge_put(object, name, value);
}

int cs_bridge_append(json_t **box, json_t *item, bool ok, cs_err *err) {
  if (*box == NULL) *box = json_array();
  if (ok && item != NULL && *box != NULL) {
    if (json_array_append_new(*box, item) == 0) return CS_OK;
    return cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory);
  }
  json_decref(item);
  return cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory);
}
