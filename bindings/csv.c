/* cursus.csv: writing. Reading is cursus.intake's. */
#include "base/text.h"
#include "bindings/bridge.h"
#include "bindings/open.h"

/* row(values): one RFC 4180 line without its end. Numbers and booleans are written as Lua writes them, nil as an empty cell. */
static int csv_row(lua_State *L) {
  luaL_checktype(L, 1, LUA_TTABLE);
  size_t count = lua_rawlen(L, 1);
  cs_buf *b = cs_bridge_buf(L);
  for (size_t i = 1; i <= count; i++) {
    if (i > 1) cs_buf_putc(b, ',');
    if (lua_rawgeti(L, 1, (lua_Integer)i) != LUA_TNIL) {
      size_t n;
      const char *text = luaL_tolstring(L, -1, &n);
      cs_text_put_csv(b, text, n);
      lua_pop(L, 1);
    }
    lua_pop(L, 1);
  }
  if (b->failed) return luaL_error(L, "not enough memory");
  lua_pushlstring(L, b->size > 0 ? b->data : "", b->size);
  cs_buf_deinit(b);
  return 1;
}

static const luaL_Reg functions[] = {{"row", csv_row}, {NULL, NULL}};

int cs_open_csv(lua_State *L) {
  luaL_newlib(L, functions);
  lua_pushliteral(L, "\xef\xbb\xbf"); /* Excel takes UTF-8 only with it */
  lua_setfield(L, -2, "bom");
  return 1;
}
