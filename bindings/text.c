/* cursus.text: display width, fitting, safety on a terminal, normal form. */
#include "base/text.h"
#include "bindings/bridge.h"
#include "bindings/open.h"
#include <string.h>
#include <unistd.h>

static int text_width(lua_State *L) {
  size_t n;
  const char *s = luaL_checklstring(L, 1, &n);
  lua_pushinteger(L, (lua_Integer)cs_text_width(s, n));
  return 1;
}

/* pad(s, columns [, "right"]): blanks behind it, or with "right" before it. */
static int text_pad(lua_State *L) {
  static const char *const sides[] = {"left", "right", NULL};
  size_t n;
  const char *s = luaL_checklstring(L, 1, &n);
  lua_Integer columns = luaL_checkinteger(L, 2);
  bool right = luaL_checkoption(L, 3, "left", sides) == 1;
  luaL_argcheck(L, columns <= 100000, 2, "too many columns");
  size_t width = cs_text_width(s, n);
  size_t blanks = columns > 0 && (size_t)columns > width ? (size_t)columns - width : 0;
  luaL_Buffer b;
  char *out = luaL_buffinitsize(L, &b, n + blanks);
  memset(out, ' ', n + blanks);
  memcpy(out + (right ? blanks : 0), s, n);
  luaL_pushresultsize(&b, n + blanks);
  return 1;
}

static int text_fit(lua_State *L) {
  size_t n;
  const char *s = luaL_checklstring(L, 1, &n);
  lua_Integer columns = luaL_checkinteger(L, 2);
  lua_pushlstring(L, s, columns > 0 ? cs_text_fit(s, n, (size_t)columns) : 0);
  return 1;
}

static int push_buf(lua_State *L, cs_buf *b) {
  if (b->failed) return luaL_error(L, "not enough memory");
  lua_pushlstring(L, b->size > 0 ? b->data : "", b->size);
  cs_buf_deinit(b);
  return 1;
}

static int text_visible(lua_State *L) {
  size_t n;
  const char *s = luaL_checklstring(L, 1, &n);
  cs_buf *b = cs_bridge_buf(L);
  cs_text_put_visible(b, s, n);
  return push_buf(L, b);
}

static int text_normalise(lua_State *L) {
  size_t n;
  const char *s = luaL_checklstring(L, 1, &n);
  cs_buf *b = cs_bridge_buf(L);
  cs_err err;
  int rc = cs_text_normalise(s, n, b, &err);
  if (rc == CS_ENOMEM) return luaL_error(L, "%s", err.text); /* nothing about the text */
  return rc == CS_OK ? push_buf(L, b) : cs_bridge_failure(L, &err);
}

/* Does standard output go to a terminal? */
static int text_terminal(lua_State *L) {
  lua_pushboolean(L, isatty(STDOUT_FILENO));
  return 1;
}

static const luaL_Reg functions[] = {
    {"width", text_width},
    {"pad", text_pad},
    {"fit", text_fit},
    {"visible", text_visible},
    {"normalise", text_normalise},
    {"terminal", text_terminal},
    {NULL, NULL},
};

int cs_open_text(lua_State *L) {
  luaL_newlib(L, functions);
  return 1;
}
