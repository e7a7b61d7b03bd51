/* cursus.json */
#include "base/text.h"
#include "base/json.h"
#include "bindings/encode.h"
#include "bindings/open.h"

static int push_text(lua_State *L, cs_buf *b) {
  lua_pushlstring(L, b->size > 0 ? b->data : "", b->size);
  cs_buf_deinit(b);
  return 1;
}

/* What cannot be written is the programmer's mistake. */
static void encode(lua_State *L, int index, const cs_encode_options *options, cs_buf *b) {
  cs_err err;
  if (cs_encode(L, index, options, b, &err) != CS_OK) luaL_error(L, "%s", err.text);
}

/* encode(value [, {indent = n, keys = {names that come first}}]) */
static int json_encode(lua_State *L) {
  cs_encode_options options = {.strict = false};
  luaL_checkany(L, 1);
  lua_settop(L, 2);
  if (!lua_isnil(L, 2)) {
    cs_bridge_fields(L, 2, "indent keys");
    lua_Integer indent = 0;
    cs_bridge_field_integer(L, 2, "indent", &indent);
    luaL_argcheck(L, indent >= 0 && indent <= 8, 2, "indent from 0 to 8");
    options.indent = (int)indent;
    if (lua_getfield(L, 2, "keys") == LUA_TTABLE)
      options.keys = lua_gettop(L);
    else
      luaL_argcheck(L, lua_isnil(L, -1), 2, "keys: a list of names expected");
  }
  cs_buf *b = cs_bridge_buf(L);
  encode(L, 1, &options, b);
  return push_text(L, b);
}

static int json_decode(lua_State *L) {
  size_t n;
  const char *text = luaL_checklstring(L, 1, &n);
  json_t **box = cs_bridge_json(L);
  json_error_t trouble;
  const size_t flags = JSON_DECODE_ANY | JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL;
  cs_err err;
  int rc = cs_json_read(text, n, flags, box, &trouble, &err);
  if (rc == CS_EINPUT) cs_fail(&err, rc, "%d:%d: %s", trouble.line, trouble.column, trouble.text);
  if (rc != CS_OK) return cs_bridge_failure(L, &err);
  cs_decode_push(L, *box, true);
  return 1;
}

static int json_array_(lua_State *L) {
  luaL_checktype(L, 1, LUA_TTABLE);
  lua_settop(L, 1);
  cs_encode_mark_array(L, 1);
  return 1;
}

/* row(names, values): one object with the names in that order; a value that is nil gives null. */
static int json_row(lua_State *L) {
  static const cs_encode_options plain = {.strict = false};
  luaL_checktype(L, 1, LUA_TTABLE);
  luaL_checktype(L, 2, LUA_TTABLE);
  size_t count = lua_rawlen(L, 1);
  cs_buf *b = cs_bridge_buf(L);
  cs_buf_putc(b, '{');
  for (size_t i = 1; i <= count; i++) {
    size_t n;
    lua_rawgeti(L, 1, (lua_Integer)i);
    if (lua_type(L, -1) != LUA_TSTRING) return luaL_argerror(L, 1, "a list of names expected");
    const char *name = lua_tolstring(L, -1, &n);
    if (i > 1) cs_buf_putc(b, ',');
    cs_text_put_json(b, name, n);
    cs_buf_putc(b, ':');
    lua_rawgeti(L, 2, (lua_Integer)i);
    encode(L, -1, &plain, b);
    lua_pop(L, 2);
  }
  cs_buf_putc(b, '}');
  if (b->failed) return luaL_error(L, "not enough memory");
  return push_text(L, b);
}

static const luaL_Reg functions[] = {
    {"encode", json_encode},
    {"decode", json_decode},
    {"array", json_array_},
    {"row", json_row},
    {NULL, NULL},
};

int cs_open_json(lua_State *L) {
  luaL_newlib(L, functions);
  cs_encode_push_null(L);
  lua_setfield(L, -2, "null");
  return 1;
}
