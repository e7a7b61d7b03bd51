#include "bindings/handle.h"
#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* The methods of a class, in the registry, apart from its hidden metatable. */
static void push_methods(lua_State *L, const char *class_name) {
  const char *key = lua_pushfstring(L, "%s.methods", class_name);
  luaL_getsubtable(L, LUA_REGISTRYINDEX, key);
  lua_remove(L, -2);
}

void cs_handle_add(lua_State *L, const char *class_name, const luaL_Reg *methods) {
  push_methods(L, class_name);
  luaL_setfuncs(L, methods, 0);
  lua_pop(L, 1);
}

/* -- stores --------------------------------------------------------------------------------------------- */

void cs_handle_link(cs_store_handle *s, cs_child *c) {
  c->store = s;
  c->previous = NULL;
  c->next = s->children;
  if (c->next != NULL) c->next->previous = c;
  s->children = c;
}

void cs_handle_unlink(cs_child *c) {
  if (c->store == NULL) return;
  if (c->previous != NULL)
    c->previous->next = c->next;
  else
    c->store->children = c->next;
  if (c->next != NULL) c->next->previous = c->previous;
  c->store = NULL;
}

static int store_close(lua_State *L) { /* s:close(), __gc and __close alike */
  cs_store_handle *s = luaL_checkudata(L, 1, CS_HANDLE_STORE);
  while (s->children != NULL) {
    cs_child *c = s->children;
    cs_handle_unlink(c);
    c->close(c);
  }
  cs_store_close(s->store);
  s->store = NULL;
  return 0;
}

static int store_text(lua_State *L) {
  cs_store_handle *s = luaL_checkudata(L, 1, CS_HANDLE_STORE);
  lua_pushfstring(L, "store (%s)", s->store != NULL ? cs_store_path(s->store) : "closed");
  return 1;
}

cs_store_handle *cs_handle_push_store(lua_State *L) {
  cs_store_handle *s = lua_newuserdatauv(L, sizeof *s, 1);
  memset(s, 0, sizeof *s);
  luaL_setmetatable(L, CS_HANDLE_STORE);
  struct passwd *user = getpwuid(geteuid());
  if (user != NULL)
    snprintf(s->system_user, sizeof s->system_user, "%.63s", user->pw_name);
  else
    snprintf(s->system_user, sizeof s->system_user, "uid %ld", (long)geteuid());
  return s;
}

cs_store_handle *cs_handle_store(lua_State *L, int arg) {
  cs_store_handle *s = luaL_checkudata(L, arg, CS_HANDLE_STORE);
  luaL_argcheck(L, s->store != NULL, arg, "the store is closed");
  return s;
}

/* -- companies ------------------------------------------------------------------------------------------ */

const cs_company *cs_handle_company(lua_State *L, int arg, cs_store_handle **store) {
  const cs_company *c = luaL_checkudata(L, arg, CS_HANDLE_COMPANY);
  lua_getiuservalue(L, arg, 1);
  *store = lua_touserdata(L, -1); /* set by us alone, in cs_handle_push_company */
  luaL_argcheck(L, *store != NULL && (*store)->store != NULL, arg, "the store is closed");
  lua_pop(L, 1); /* the company goes on holding it */
  return c;
}

void cs_handle_push_company(lua_State *L, int store_index, const cs_company *c) {
  store_index = lua_absindex(L, store_index);
  cs_company *box = lua_newuserdatauv(L, sizeof *box, 1);
  *box = *c;
  luaL_setmetatable(L, CS_HANDLE_COMPANY);
  lua_pushvalue(L, store_index);
  lua_setiuservalue(L, -2, 1);
}

/* c.code, c.zone, or a method. */
static int company_index(lua_State *L) {
  const cs_company *c = luaL_checkudata(L, 1, CS_HANDLE_COMPANY);
  const char *name = luaL_checkstring(L, 2);
  if (strcmp(name, "code") == 0)
    lua_pushstring(L, c->code);
  else if (strcmp(name, "zone") == 0)
    lua_pushstring(L, c->zone);
  else
    lua_getfield(L, lua_upvalueindex(1), name);
  return 1;
}

static int company_text(lua_State *L) {
  const cs_company *c = luaL_checkudata(L, 1, CS_HANDLE_COMPANY);
  lua_pushfstring(L, "company (%s)", c->code);
  return 1;
}

cs_stamp cs_handle_stamp(lua_State *L, int arg) {
  arg = lua_absindex(L, arg);
  if (luaL_testudata(L, arg, CS_HANDLE_COMPANY) != NULL)
    lua_getiuservalue(L, arg, 1);
  else
    lua_pushvalue(L, arg);
  const cs_store_handle *s = cs_handle_store(L, -1);
  if (!s->stamped) luaL_error(L, "say who writes first: store:stamp { now =, actor =, command = }");
  lua_getiuservalue(L, -1, 1);
  lua_getfield(L, -1, "actor");
  lua_getfield(L, -2, "command");
  lua_remove(L, -3);
  lua_remove(L, -3);
  return (cs_stamp){.now = s->now,
                    .slack = s->slack,
                    .actor = lua_tostring(L, -2),
                    .system_user = s->system_user,
                    .command = lua_tostring(L, -1)};
}

/* -- classes -------------------------------------------------------------------------------------------- */

void cs_handle_classes(lua_State *L) {
  static const luaL_Reg store_more[] = {{"__tostring", store_text}, {NULL, NULL}};
  static const luaL_Reg company_more[] = {{"__tostring", company_text}, {NULL, NULL}};
  static const luaL_Reg close[] = {{"close", store_close}, {NULL, NULL}};

  cs_bridge_class(L, CS_HANDLE_STORE, NULL, store_close, store_more);
  luaL_getmetatable(L, CS_HANDLE_STORE);
  push_methods(L, CS_HANDLE_STORE);
  luaL_setfuncs(L, close, 0);
  lua_setfield(L, -2, "__index");
  lua_pop(L, 1);

  cs_bridge_class(L, CS_HANDLE_COMPANY, NULL, NULL, company_more);
  luaL_getmetatable(L, CS_HANDLE_COMPANY);
  push_methods(L, CS_HANDLE_COMPANY);
  lua_pushcclosure(L, company_index, 1);
  lua_setfield(L, -2, "__index");
  lua_pop(L, 1);
}
