/* cursus.message: the texts of the program in the language set, from the one table that C uses too. */
#include "bindings/bridge.h"
#include "bindings/messages_table.h"
#include "bindings/open.h"
#include <stdlib.h>
#include <string.h>

static int by_id(const void *wanted, const void *row) {
  return strcmp(wanted, ((const struct cs_message *)row)->id);
}

/* C's length modifiers mean nothing to string.format. */
static void push_format(lua_State *L, const char *format) {
  luaL_Buffer b;
  luaL_buffinit(L, &b);
  for (const char *at = format; *at != '\0';) {
    luaL_addchar(&b, *at);
    if (*at++ != '%') continue;
    while (*at != '\0' && strchr("-+ #0123456789.", *at) != NULL) luaL_addchar(&b, *at++);
    while (*at != '\0' && strchr("hlzjt", *at) != NULL) at++;
    if (*at == 'u')
      luaL_addchar(&b, 'd'), at++;
    else if (*at != '\0')
      luaL_addchar(&b, *at++);
  }
  luaL_pushresult(&b);
}

/* tr(id, ...) */
static int message_tr(lua_State *L) {
  const char *id = luaL_checkstring(L, 1);
  const struct cs_message *m = bsearch(id, cs_messages, cs_message_count, sizeof *m, by_id);
  if (m == NULL) return luaL_error(L, "no message '%s'", id);
  push_format(L, cs_lang_get() == CS_ZH ? m->zh : m->en);
  lua_replace(L, 1);
  lua_pushvalue(L, lua_upvalueindex(1)); /* string.format */
  lua_insert(L, 1);
  lua_call(L, lua_gettop(L) - 1, 1);
  return 1;
}

static int message_language(lua_State *L) {
  static const char *const names[] = {"en", "zh", NULL};
  if (!lua_isnoneornil(L, 1)) cs_lang_set(luaL_checkoption(L, 1, NULL, names) == 1 ? CS_ZH : CS_EN);
  lua_pushstring(L, cs_lang_get() == CS_ZH ? "zh" : "en");
  return 1;
}

/* label{en=, zh=}: the one of the language set, else the other, else "". */
static int message_label(lua_State *L) {
  if (lua_isnoneornil(L, 1)) {
    lua_pushliteral(L, "");
    return 1;
  }
  luaL_checktype(L, 1, LUA_TTABLE);
  bool zh = cs_lang_get() == CS_ZH;
  if (lua_getfield(L, 1, zh ? "zh" : "en") == LUA_TSTRING) return 1;
  if (lua_getfield(L, 1, zh ? "en" : "zh") == LUA_TSTRING) return 1;
  lua_pushliteral(L, "");
  return 1;
}

static const luaL_Reg functions[] = {
    {"language", message_language},
    {"label", message_label},
    {"tr", NULL},
    {NULL, NULL},
};

int cs_open_message(lua_State *L) {
  luaL_newlib(L, functions);
  lua_getglobal(L, "string");
  lua_getfield(L, -1, "format");
  lua_remove(L, -2);
  lua_pushcclosure(L, message_tr, 1);
  lua_setfield(L, -2, "tr");
  return 1;
}
