#include "bindings/script.h"
#include "base/messages.h"
#include "bindings/embedded_find.h"
#include "bindings/open.h"
#include <lualib.h>
#include <stdio.h>
#include <string.h>

/* The system's Lua files (argparse, luaunit) and nothing relative: a file in the current folder must not replace a module. */
#define LUA_FILES                                                                                 \
  "/usr/local/share/lua/5.4/?.lua;/usr/local/share/lua/5.4/?/init.lua;/usr/share/lua/5.4/?.lua;/" \
  "usr/share/lua/5.4/?/init.lua"

/* "cli.main" is scripts/cli/main.lua; "dsl" is scripts/dsl/init.lua. */
static const struct cs_embedded *find_module(const char *module) {
  char name[200];
  size_t n = strlen(module);
  if (n > 150) return NULL;
  for (size_t i = 0; i < n; i++) name[i] = module[i] == '.' ? '/' : module[i];
  snprintf(name + n, sizeof name - n, ".lua");
  const struct cs_embedded *file = cs_embedded_find(name);
  if (file != NULL) return file;
  snprintf(name + n, sizeof name - n, "/init.lua");
  return cs_embedded_find(name);
}

static int search_embedded(lua_State *L) {
  const char *module = luaL_checkstring(L, 1);
  const struct cs_embedded *file = find_module(module);
  if (file == NULL) {
    lua_pushfstring(L, "no script '%s' in the program", module);
    return 1;
  }
  const char *chunk = lua_pushfstring(L, "@%s", file->name);
  if (luaL_loadbufferx(L, (const char *)file->data, file->size, chunk, "t") != LUA_OK)
    return lua_error(L);
  return 1; /* no second result: it would be one of `require` too, and an item too many at the end of a list of modules */
}

/* After package.preload, before the files of the system. */
static void add_searcher(lua_State *L) {
  lua_getglobal(L, "package");
  lua_pushliteral(L, LUA_FILES);
  lua_setfield(L, -2, "path");
  lua_getfield(L, -1, "searchers");
  for (lua_Integer i = (lua_Integer)lua_rawlen(L, -1); i >= 2; i--) {
    lua_rawgeti(L, -1, i);
    lua_rawseti(L, -2, i + 1);
  }
  lua_pushcfunction(L, search_embedded);
  lua_rawseti(L, -2, 2);
  lua_pop(L, 2);
}

/* Lua makes the class of its long buffers with the first one; where memory is short for half of it, none of them works again. */
static void make_box(lua_State *L) {
  luaL_Buffer b;
  (void)luaL_buffinitsize(L, &b, LUAL_BUFFERSIZE + 1);
  luaL_pushresultsize(&b, 0);
  lua_pop(L, 1);
}

static int open_all(lua_State *L) {
  luaL_openlibs(L);
  make_box(L);
  cs_open_modules(L);
  add_searcher(L);
  lua_getglobal(L, "require"); /* tr(id, ...) is everywhere */
  lua_pushliteral(L, "cursus.message");
  lua_call(L, 1, 1);
  lua_getfield(L, -1, "tr");
  lua_setglobal(L, "tr");
  return 0;
}

lua_State *cs_script_new(void) {
  lua_State *L = luaL_newstate();
  if (L == NULL) return NULL;
  lua_pushcfunction(L, open_all);
  if (lua_pcall(L, 0, 0, 0) == LUA_OK) return L;
  const char *text = lua_tostring(L, -1);
  fprintf(stderr, "cursus: %s\n", text != NULL ? text : "?");
  lua_close(L);
  return NULL;
}

typedef struct command_line {
  int argc;
  char **argv;
} command_line;

static int run_main(lua_State *L) {
  const command_line *line = lua_touserdata(L, 1);
  lua_getglobal(L, "require");
  lua_pushliteral(L, "cli.main");
  lua_call(L, 1, 1);
  lua_createtable(L, line->argc, 1);
  for (int i = 0; i < line->argc; i++) {
    lua_pushstring(L, line->argv[i]);
    lua_rawseti(L, -2, i);
  }
  lua_pushvalue(L, -1);
  lua_setglobal(L, "arg");
  lua_call(L, 1, 1);
  luaL_checktype(L, -1, LUA_TNUMBER);
  return 1;
}

static int traceback(lua_State *L) {
  const char *text = lua_tostring(L, 1);
  if (text == NULL) text = lua_pushfstring(L, "(an error that is a %s)", luaL_typename(L, 1));
  luaL_traceback(L, L, text, 1);
  return 1;
}

int cs_script_run(lua_State *L, int argc, char **argv) {
  command_line line = {argc, argv};
  lua_pushcfunction(L, traceback);
  lua_pushcfunction(L, run_main);
  lua_pushlightuserdata(L, &line);
  int result = lua_pcall(L, 1, 1, -3), status = 1;
  if (result == LUA_OK) {
    status = (int)lua_tointeger(L, -1);
  } else {
    fflush(stdout);
    const char *text = result == LUA_ERRMEM ? CS_MSG_no_memory : lua_tostring(L, -1);
    fprintf(stderr, "cursus: %s\n", text != NULL ? text : "?");
  }
  lua_pop(L, 2);
  return status;
}
