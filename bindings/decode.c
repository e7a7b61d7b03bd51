/* JSON values as Lua values. The value is held by a box or by the core while this runs; nothing here owns anything. */
#include "bindings/encode.h"

static void push_object(lua_State *L, json_t *object, bool keep_null) {
  lua_createtable(L, 0, (int)json_object_size(object));
  const char *name;
  json_t *member;
  int nulls = 0;
  json_object_foreach(object, name, member) {
    if (json_is_null(member) && !keep_null) {
      nulls++;
      continue;
    }
    lua_pushstring(L, name);
    cs_decode_push(L, member, keep_null);
    lua_rawset(L, -3);
  }
  if (nulls == 0) return;
  lua_createtable(L, 0, 1); /* the metatable that remembers them */
  lua_createtable(L, nulls, 0);
  lua_Integer n = 0;
  json_object_foreach(object, name, member) {
    if (!json_is_null(member)) continue;
    lua_pushstring(L, name);
    lua_rawseti(L, -2, ++n);
  }
  lua_setfield(L, -2, "nulls");
  lua_setmetatable(L, -2);
}

void cs_decode_push(lua_State *L, json_t *value, bool keep_null) {
  cs_bridge_stack(L, 6);
  switch (json_typeof(value)) {
    case JSON_OBJECT: push_object(L, value, keep_null); break;
    case JSON_ARRAY: {
      size_t count = json_array_size(value);
      lua_createtable(L, (int)count, 0);
      cs_encode_mark_array(L, -1);
      for (size_t i = 0; i < count; i++) {
        cs_decode_push(L, json_array_get(value, i), true); /* a hole would end the array */
        lua_rawseti(L, -2, (lua_Integer)i + 1);
      }
      break;
    }
    case JSON_STRING:
      lua_pushlstring(L, json_string_value(value), json_string_length(value));
      break;
    case JSON_INTEGER: lua_pushinteger(L, json_integer_value(value)); break;
    case JSON_REAL: lua_pushnumber(L, json_real_value(value)); break;
    case JSON_TRUE: lua_pushboolean(L, 1); break;
    case JSON_FALSE: lua_pushboolean(L, 0); break;
    case JSON_NULL: cs_encode_push_null(L); break;
    default: lua_pushnil(L); break;
  }
}

int cs_listing_push(lua_State *L, int rc, json_t *list, const cs_err *err) {
  if (rc != CS_OK) return cs_bridge_failure(L, err);
  if (list == NULL)
    lua_newtable(L);
  else
    cs_decode_push(L, list, false);
  return 1;
}
