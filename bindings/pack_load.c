#include "bindings/pack_load.h"
#include "base/messages.h"
#include "bindings/embedded_find.h"
#include "bindings/encode.h"
#include <stdio.h>
#include <string.h>

typedef struct loading { /* lives in cs_pack_load_kept's frame, which outlives the protected call */
  const cs_pack_run *run;
  const char *data; /* cs_pack_data: the one file; else NULL */
  cs_buf *document;
} loading;

static loading *loading_of(lua_State *L) { return lua_touserdata(L, lua_upvalueindex(1)); }

/* -- compiling ------------------------------------------------------------------------------------------ */

#define PIECE ((size_t)4096)

typedef struct source {
  const char *text;
  size_t size, at;
} source;

/* In pieces, each of which is charged: the compiler has no hook of its own. */
static const char *next_piece(lua_State *L, void *user, size_t *size) {
  source *s = user;
  *size = s->size - s->at < PIECE ? s->size - s->at : PIECE;
  if (*size == 0) return NULL;
  cs_sandbox_charge(L, *size);
  const char *piece = s->text + s->at;
  s->at += *size;
  return piece;
}

/* Compiles text, never bytecode, with the value on top of the stack (popped) as _ENV; errors are raised. */
static void compile(lua_State *L, const char *text, size_t size, const char *name) {
  if (size >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0) text += 3, size -= 3;
  source s = {.text = text, .size = size};
  const char *chunk = lua_pushfstring(L, "@%s", name);
  cs_sandbox_compiling(L, name);
  if (lua_load(L, next_piece, &s, chunk, "t") != LUA_OK) lua_error(L);
  cs_sandbox_compiling(L, NULL);
  lua_pushvalue(L, -3);
  lua_setupvalue(L, -2, 1);
  lua_insert(L, -3); /* env, chunk name, function -> function */
  lua_pop(L, 2);
}

static void compile_embedded(lua_State *L, const char *name) {
  const struct cs_embedded *file = cs_embedded_find(name);
  if (file == NULL) {
    luaL_error(L, "%s is not in the program", name);
    return;
  }
  compile(L, (const char *)file->data, file->size, name);
}

/* -- host: what the policy language is given ------------------------------------------------------------ */

static int host_setmetatable(lua_State *L) {
  luaL_checktype(L, 1, LUA_TTABLE);
  lua_settop(L, 2);
  lua_setmetatable(L, 1);
  return 1;
}

static int host_where(lua_State *L) {
  lua_Debug ar;
  if (!cs_sandbox_where(L, 1, &ar)) return 0;
  lua_pushstring(L, ar.source + 1);
  lua_pushinteger(L, ar.currentline);
  return 2;
}

static int host_building(lua_State *L) {
  cs_sandbox_building(L, luaL_checkstring(L, 1), (int)luaL_checkinteger(L, 2));
  return 0;
}

static int host_read(lua_State *L) {
  size_t n;
  const char *name = luaL_checklstring(L, 1, &n);
  const cs_pack_file *file = cs_pack_files_find(loading_of(L)->run->files, name);
  if (file == NULL || strlen(name) != n) return 0; /* "pack.lua\0.txt" names nothing */
  cs_sandbox_charge(L, file->size / 16);
  cs_sandbox_allow_long(L, true);
  lua_pushlstring(L, file->text, file->size);
  cs_sandbox_allow_long(L, false);
  return 1;
}

#define ENVIRONMENT "cursus.environment" /* the pack's, in the registry */

static const cs_pack_file *file_named(lua_State *L, const loading *l, const char *name) {
  const cs_pack_file *file = cs_pack_files_find(l->run->files, name);
  if (file == NULL) luaL_error(L, CS_MSG_pack_file_absent, name);
  return file;
}

/* Runs a Lua file of the pack and leaves what it returns. */
static void run_file(lua_State *L, const loading *l, const char *name) {
  const cs_pack_file *file = file_named(L, l, name);
  lua_getfield(L, LUA_REGISTRYINDEX, ENVIRONMENT);
  compile(L, file->text, file->size, file->name);
  lua_call(L, 0, LUA_MULTRET);
}

static int host_include(lua_State *L) {
  const char *name = luaL_checkstring(L, 1);
  lua_settop(L, 1);
  run_file(L, loading_of(L), name);
  return lua_gettop(L) - 1;
}

/* Only files of the policy language, each once: "dsl.shape" is scripts/dsl/shape.lua. */
static int host_require(lua_State *L) {
  const char *module = luaL_checkstring(L, 1);
  lua_settop(L, 1);
  lua_pushvalue(L, 1);
  if (lua_rawget(L, lua_upvalueindex(2)) != LUA_TNIL) return 1;
  luaL_argcheck(L, strncmp(module, "dsl.", 4) == 0 && strpbrk(module + 4, "./") == NULL, 1,
                "not dsl.<name>");
  const char *name = lua_pushfstring(L, "dsl/%s.lua", module + 4);
  lua_pushvalue(L, lua_upvalueindex(1));
  compile_embedded(L, name);
  lua_call(L, 0, 1);
  lua_pushvalue(L, 1);
  lua_pushvalue(L, -2);
  lua_rawset(L, lua_upvalueindex(2));
  return 1;
}

static int host_base(lua_State *L) {
  cs_sandbox_push_base(L);
  return 1;
}

static int host_object(lua_State *L) {
  luaL_checktype(L, 1, LUA_TTABLE);
  lua_settop(L, 1);
  if (luaL_newmetatable(L, "object")) { /* sets __name, which is what the writer looks for */
    lua_pushboolean(L, 0);
    lua_setfield(L, -2, "__metatable");
  }
  lua_setmetatable(L, 1);
  return 1;
}

/* The document of a base pack, each empty object handed to the function at 2. */
static void push_base(lua_State *L, json_t *value) {
  cs_sandbox_stack(L, 6);
  cs_sandbox_charge(L, 4);
  const char *name;
  json_t *member;
  size_t i;
  switch (json_typeof(value)) {
    case JSON_OBJECT:
      lua_newtable(L);
      json_object_foreach(value, name, member) {
        push_base(L, member);
        lua_setfield(L, -2, name);
      }
      if (json_object_size(value) > 0) break;
      lua_pushvalue(L, 2);
      lua_pushvalue(L, -2);
      lua_call(L, 1, 0);
      break;
    case JSON_ARRAY:
      lua_newtable(L);
      json_array_foreach(value, i, member) {
        push_base(L, member);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
      }
      break;
    case JSON_STRING:
      lua_pushlstring(L, json_string_value(value), json_string_length(value));
      break;
    case JSON_INTEGER: lua_pushinteger(L, json_integer_value(value)); break;
    default: lua_pushboolean(L, json_is_true(value)); break;
  }
}

static int host_document(lua_State *L) {
  const char *id = luaL_checkstring(L, 1);
  luaL_checktype(L, 2, LUA_TFUNCTION);
  json_t *base = json_object_get(json_object_get(loading_of(L)->run->bases, id), "document");
  if (base == NULL) return 0;
  push_base(L, base);
  return 1;
}

/* What a leaf keeps from call to call would be state carried from person to person: it may use its parameters and _ENV. */
static void check_leaf(lua_State *L, const char *id) {
  for (int i = 1;; i++) {
    const char *name = lua_getupvalue(L, -1, i);
    if (name == NULL) return;
    lua_pop(L, 1);
    if (strcmp(name, "_ENV") == 0) continue;
    lua_Debug ar;
    lua_pushvalue(L, -1);
    lua_getinfo(L, ">S", &ar);
    char text[300];
    snprintf(text, sizeof text, CS_MSG_pack_leaf_upvalue, ar.short_src, ar.linedefined, id, name);
    lua_pushstring(L, text);
    lua_error(L);
  }
}

static int host_opaque(lua_State *L) {
  const char *id = luaL_checkstring(L, 1);
  lua_settop(L, 2);
  if (!lua_isfunction(L, 2) || lua_iscfunction(L, 2))
    return luaL_error(L, CS_MSG_pack_leaf_function, id);
  check_leaf(L, id);
  luaL_getsubtable(L, LUA_REGISTRYINDEX, CS_PACK_LEAVES);
  lua_insert(L, 1);
  lua_rawset(L, 1);
  return 0;
}

/* To add one: a row, and a line in README.md. */
static const luaL_Reg host_functions[] = {
    {"setmetatable", host_setmetatable},
    {"where", host_where},
    {"building", host_building},
    {"read", host_read},
    {"include", host_include},
    {"opaque", host_opaque},
    {"object", host_object},
    {"base", host_base},
    {"document", host_document},
    {NULL, NULL},
};

static void push_host(lua_State *L, loading *l) {
  lua_newtable(L);
  lua_pushlightuserdata(L, l);
  luaL_setfuncs(L, host_functions, 1);
  lua_pushinteger(L, CS_PACK_LAYERS_MAX);
  lua_setfield(L, -2, "layers");
}

/* The policy language's own environment: what packs have, in copies of its own, and `require`. */
static void push_language(lua_State *L) {
  cs_sandbox_push_base(L);
  lua_pushvalue(L, -1);
  lua_newtable(L);
  lua_pushcclosure(L, host_require, 2);
  lua_setfield(L, -2, "require");
}

/* -- running -------------------------------------------------------------------------------------------- */

static void write_document(lua_State *L, int index, const cs_encode_options *options, cs_buf *out) {
  cs_err err;
  if (cs_encode(L, index, options, out, &err) != CS_OK) cs_sandbox_raise(L, &err);
}

static int run_pack(lua_State *L) {
  loading *l = lua_touserdata(L, 1);
  push_language(L);
  compile_embedded(L, "dsl/init.lua");
  lua_call(L, 0, 1);
  push_host(L, l);
  lua_call(L, 1, 2);
  lua_insert(L, -2); /* finish, env */
  lua_setfield(L, LUA_REGISTRYINDEX, ENVIRONMENT);
  run_file(L, l, "pack.lua");
  lua_settop(L, 2);
  lua_call(L, 0, 1);
  luaL_checktype(L, -1, LUA_TTABLE);
  static const cs_encode_options strict = {
      .strict = true, .size_max = CS_PACK_DOCUMENT_MAX, .charge = cs_sandbox_charge};
  write_document(L, -1, &strict, l->document);
  return 0;
}

static int run_data(lua_State *L) {
  loading *l = lua_touserdata(L, 1);
  cs_sandbox_push_base(L);
  lua_setfield(L, LUA_REGISTRYINDEX, ENVIRONMENT);
  run_file(L, l, l->data);
  lua_settop(L, 2);
  const cs_encode_options strict = {.strict = true,
                                    .size_max = CS_PACK_DOCUMENT_MAX,
                                    .charge = cs_sandbox_charge,
                                    .root = l->data};
  write_document(L, -1, &strict, l->document);
  return 0;
}

static int run_in_state(const char *name, const cs_budget *budget, lua_CFunction f, loading *l,
                        cs_sandbox **out, cs_err *err) {
  cs_sandbox *s;
  int rc = cs_sandbox_new(name, budget != NULL ? budget : &cs_budget_load, &s, err);
  if (rc != CS_OK) return rc;
  rc = cs_sandbox_call(s, f, l, err);
  if (rc == CS_OK && out != NULL)
    *out = s;
  else if (cs_sandbox_close(s) != 0 && rc == CS_OK)
    rc = cs_fail(err, CS_ENOMEM, "memory is not whole after a policy state"); /* our bug */
  return rc;
}

int cs_pack_load_kept(const cs_pack_run *run, cs_buf *document, cs_sandbox **out, cs_err *err) {
  loading l = {.run = run, .document = document};
  if (out != NULL) *out = NULL;
  return run_in_state(run->files->folder, run->budget, run_pack, &l, out, err);
}

int cs_pack_load(const cs_pack_run *run, cs_buf *document, cs_err *err) {
  return cs_pack_load_kept(run, document, NULL, err);
}

int cs_pack_data(const cs_pack_files *files, const char *name, const cs_budget *budget,
                 cs_buf *json, cs_err *err) {
  const cs_pack_run run = {.files = files};
  loading l = {.run = &run, .data = name, .document = json};
  return run_in_state(files->folder, budget, run_data, &l, NULL, err);
}
