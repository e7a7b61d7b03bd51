/* What a policy may use of Lua. Built up from nothing by the tables below; what is not in them does not exist. Left out on purpose
 * (code.md section 4): patterns, rep, move, xpcall, coroutines, metatables, load, require, collectgarbage, debug, os, io; they
 * run in C where no budget reaches, or let a pack outlive its run.
 *
 * To add one: a row in a table. It must be linear in its arguments, charge for what it does, and give the same result on
 * every machine. */
#define _GNU_SOURCE /* memmem */
#include "bindings/sandbox.h"
#include <lauxlib.h>
#include <lualib.h>
#include <stdlib.h>
#include <string.h>

#define BASE "cursus.sandbox.base"

/* -- keys in order -------------------------------------------------------------------------------------- */

typedef struct key { /* order: numbers, texts, false, true */
  int type;
  bool is_integer;
  lua_Integer integer;
  lua_Number number;
  const char *text;
  size_t size;
} key;

static void read_key(lua_State *L, int index, key *out) {
  memset(out, 0, sizeof *out);
  out->type = lua_type(L, index);
  switch (out->type) {
    case LUA_TNUMBER:
      out->is_integer = lua_isinteger(L, index);
      out->integer = lua_tointeger(L, index);
      out->number = lua_tonumber(L, index);
      break;
    case LUA_TSTRING: out->text = lua_tolstring(L, index, &out->size); break;
    case LUA_TBOOLEAN: out->integer = lua_toboolean(L, index); break;
    default: luaL_error(L, "a %s as key has no order", luaL_typename(L, index));
  }
}

static int rank(int type) { return type == LUA_TNUMBER ? 0 : type == LUA_TSTRING ? 1 : 2; }

static int compare_keys(const void *left, const void *right) {
  const key *a = left, *b = right;
  if (a->type != b->type) return rank(a->type) - rank(b->type);
  if (a->type == LUA_TSTRING) {
    int order = memcmp(a->text, b->text, a->size < b->size ? a->size : b->size);
    if (order != 0) return order;
    return a->size < b->size ? -1 : a->size > b->size;
  }
  if (a->type == LUA_TNUMBER && !(a->is_integer && b->is_integer)) {
    return a->number < b->number ? -1 : a->number > b->number;
  }
  return a->integer < b->integer ? -1 : a->integer > b->integer;
}

static void push_key(lua_State *L, const key *k) {
  switch (k->type) {
    case LUA_TSTRING: lua_pushlstring(L, k->text, k->size); break;
    case LUA_TBOOLEAN: lua_pushboolean(L, k->integer != 0); break;
    default:
      if (k->is_integer)
        lua_pushinteger(L, k->integer);
      else
        lua_pushnumber(L, k->number);
  }
}

static int pairs_step(lua_State *L) {
  lua_Integer i = lua_tointeger(L, lua_upvalueindex(2));
  for (;;) {
    if (lua_rawgeti(L, lua_upvalueindex(1), ++i) == LUA_TNIL) return 1;
    lua_pushvalue(L, -1);
    if (lua_rawget(L, 1) != LUA_TNIL) break; /* taken out meanwhile: passed over */
    lua_pop(L, 2);
  }
  lua_pushinteger(L, i);
  lua_replace(L, lua_upvalueindex(2));
  return 2;
}

/* pairs(t): the keys there are now, in order. */
static int base_pairs(lua_State *L) {
  luaL_checkany(L, 1);
  if (luaL_getmetafield(L, 1, "__pairs") != LUA_TNIL) { /* only the policy language can set one */
    lua_pushvalue(L, 1);
    lua_call(L, 1, 3);
    return 3;
  }
  luaL_checktype(L, 1, LUA_TTABLE);
  size_t count = 0;
  for (lua_pushnil(L); lua_next(L, 1) != 0; lua_pop(L, 1)) count++;
  cs_sandbox_charge(L, count * 4);
  key *keys = lua_newuserdatauv(L, (count + 1) * sizeof *keys, 0);
  size_t n = 0;
  for (lua_pushnil(L); lua_next(L, 1) != 0; lua_pop(L, 1)) read_key(L, -2, &keys[n++]);
  qsort(keys, n, sizeof *keys, compare_keys);

  lua_createtable(L, (int)n, 0);
  for (size_t i = 0; i < n; i++) {
    push_key(L, &keys[i]);
    lua_rawseti(L, -2, (lua_Integer)i + 1);
  }
  lua_pushinteger(L, 0);
  lua_pushcclosure(L, pairs_step, 2);
  lua_pushvalue(L, 1);
  lua_pushnil(L);
  return 3;
}

/* next(t [, k]): the smallest key after k. Linear, for asking whether a table is empty. */
static int base_next(lua_State *L) {
  luaL_checktype(L, 1, LUA_TTABLE);
  lua_settop(L, 2);
  bool after = !lua_isnil(L, 2), found = false;
  key from, best, one;
  memset(&best, 0, sizeof best);
  if (after) read_key(L, 2, &from);
  size_t count = 0;
  for (lua_pushnil(L); lua_next(L, 1) != 0; lua_pop(L, 1)) {
    count++;
    read_key(L, -2, &one);
    if (after && compare_keys(&one, &from) <= 0) continue;
    if (!found || compare_keys(&one, &best) < 0) best = one;
    found = true;
  }
  cs_sandbox_charge(L, count);
  if (!found) {
    lua_pushnil(L);
    return 1;
  }
  push_key(L, &best);
  lua_pushvalue(L, -1);
  lua_rawget(L, 1);
  return 2;
}

/* -- base ----------------------------------------------------------------------------------------------- */

/* No addresses: they differ from run to run. */
static void push_text(lua_State *L, int index) {
  switch (lua_type(L, index)) {
    case LUA_TNIL:
    case LUA_TBOOLEAN:
    case LUA_TNUMBER:
    case LUA_TSTRING: luaL_tolstring(L, index, NULL); break;
    default:
      if (luaL_getmetafield(L, index, "__tostring") != LUA_TNIL) {
        lua_pop(L, 1);
        luaL_tolstring(L, index, NULL);
      } else {
        lua_pushstring(L, luaL_typename(L, index));
      }
  }
}

static int base_tostring(lua_State *L) {
  luaL_checkany(L, 1);
  push_text(L, 1);
  return 1;
}

/* The function that the closure wraps, run in the same frame. */
static int wrapped(lua_State *L) { return lua_tocfunction(L, lua_upvalueindex(1))(L); }

static int base_tonumber(lua_State *L) {
  if (lua_type(L, 1) == LUA_TSTRING && lua_rawlen(L, 1) > 64) {
    lua_pushnil(L);
    return 1;
  }
  return wrapped(L);
}

/* -- string --------------------------------------------------------------------------------------------- */

static int string_format(lua_State *L) {
  size_t n;
  const char *at = luaL_checklstring(L, 1, &n), *end = at + n;
  cs_sandbox_charge(L, n);
  int arg = 1;
  while (at < end) {
    if (*at++ != '%') continue;
    if (at < end && *at == '%') {
      at++;
      continue;
    }
    while (at < end && strchr("-+ #0123456789.", *at) != NULL && *at != '\0') at++;
    arg++;
    if (at >= end || strchr("dicsqxXo", *at) == NULL || *at == '\0') {
      return luaL_error(L, "string.format: only %%d %%i %%c %%s %%q %%x %%X %%o are there");
    }
    if (*at++ == 's' && arg <= lua_gettop(L)) {
      push_text(L, arg);
      lua_replace(L, arg);
    }
  }
  return wrapped(L);
}

static int change_case(lua_State *L, char from, char to, int by) {
  size_t n;
  const char *s = luaL_checklstring(L, 1, &n);
  cs_sandbox_charge(L, n / 16);
  luaL_Buffer b;
  char *out = luaL_buffinitsize(L, &b, n);
  for (size_t i = 0; i < n; i++) out[i] = (char)(s[i] >= from && s[i] <= to ? s[i] + by : s[i]);
  luaL_pushresultsize(&b, n);
  return 1;
}

static int string_lower(lua_State *L) { return change_case(L, 'A', 'Z', 'a' - 'A'); }
static int string_upper(lua_State *L) { return change_case(L, 'a', 'z', 'A' - 'a'); }

static int string_contains(lua_State *L) {
  size_t n, m;
  const char *s = luaL_checklstring(L, 1, &n), *part = luaL_checklstring(L, 2, &m);
  cs_sandbox_charge(L, n / 16 + m / 16);
  lua_pushboolean(L, m == 0 || memmem(s, n, part, m) != NULL);
  return 1;
}

static int string_starts_with(lua_State *L) {
  size_t n, m;
  const char *s = luaL_checklstring(L, 1, &n), *part = luaL_checklstring(L, 2, &m);
  lua_pushboolean(L, m <= n && memcmp(s, part, m) == 0);
  return 1;
}

static int string_ends_with(lua_State *L) {
  size_t n, m;
  const char *s = luaL_checklstring(L, 1, &n), *part = luaL_checklstring(L, 2, &m);
  lua_pushboolean(L, m <= n && memcmp(s + n - m, part, m) == 0);
  return 1;
}

static int string_split(lua_State *L) {
  size_t n, m;
  const char *s = luaL_checklstring(L, 1, &n), *separator = luaL_checklstring(L, 2, &m);
  luaL_argcheck(L, m > 0, 2, "empty separator");
  cs_sandbox_charge(L, n / 4);
  lua_newtable(L);
  const char *end = s + n;
  for (lua_Integer i = 1;; i++) {
    const char *found = memmem(s, (size_t)(end - s), separator, m);
    lua_pushlstring(L, s, (size_t)((found != NULL ? found : end) - s));
    lua_rawseti(L, -2, i);
    if (found == NULL) return 1;
    s = found + m;
  }
}

static bool is_blank(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

static int string_trim(lua_State *L) {
  size_t n;
  const char *s = luaL_checklstring(L, 1, &n);
  cs_sandbox_charge(L, n / 16);
  while (n > 0 && is_blank(*s)) s++, n--;
  while (n > 0 && is_blank(s[n - 1])) n--;
  lua_pushlstring(L, s, n);
  return 1;
}

/* -- table ---------------------------------------------------------------------------------------------- */

static size_t length_of(lua_State *L) {
  luaL_checktype(L, 1, LUA_TTABLE);
  return lua_rawlen(L, 1);
}

/* insert and remove move what is behind the place. */
static int table_shift(lua_State *L) {
  size_t n = length_of(L);
  bool inside =
      lua_isinteger(L, 2) && (lua_gettop(L) == 3 || lua_toboolean(L, lua_upvalueindex(2)));
  lua_Integer at = inside ? lua_tointeger(L, 2) : 0;
  if (at > 0 && (size_t)at < n) cs_sandbox_charge(L, n - (size_t)at);
  return wrapped(L);
}

static int table_concat(lua_State *L) {
  cs_sandbox_charge(L, length_of(L));
  return wrapped(L);
}

static int table_unpack(lua_State *L) {
  lua_Integer last = luaL_opt(L, luaL_checkinteger, 3, (lua_Integer)length_of(L));
  lua_Integer first = luaL_optinteger(L, 2, 1);
  if (last >= first) {
    if ((lua_Unsigned)last - (lua_Unsigned)first >= 10000)
      return luaL_error(L, "too many results to unpack");
    cs_sandbox_charge(L, (size_t)(last - first));
  }
  return wrapped(L);
}

/* Is the value on top less than the one below it? Pops both. */
static bool top_is_less(lua_State *L) {
  bool less;
  if (lua_isnil(L, 2)) {
    less = lua_compare(L, -1, -2, LUA_OPLT);
    lua_pop(L, 2);
  } else {
    lua_pushvalue(L, 2);
    lua_pushvalue(L, -2);
    lua_pushvalue(L, -4);
    lua_call(L, 2, 1);
    less = lua_toboolean(L, -1);
    lua_pop(L, 3);
  }
  return less;
}

/* Merges from[low, middle) and from[middle, high) into `to`; equal ones stay in order. */
static void merge(lua_State *L, int from, int to, lua_Integer low, lua_Integer middle,
                  lua_Integer high) {
  lua_Integer left = low, right = middle;
  for (lua_Integer at = low; at < high; at++) {
    bool take_right = left >= middle;
    if (left < middle && right < high) {
      lua_rawgeti(L, from, left);
      lua_rawgeti(L, from, right);
      take_right = top_is_less(L);
    }
    lua_rawgeti(L, from, take_right ? right++ : left++);
    lua_rawseti(L, to, at);
  }
}

/* table.sort that is stable, so ties come out alike on every machine (Lua's own takes its pivot from the clock), and of
 * n log n steps whatever the comparison says. */
static int table_sort(lua_State *L) {
  lua_Integer n = (lua_Integer)length_of(L);
  if (!lua_isnoneornil(L, 2)) luaL_checktype(L, 2, LUA_TFUNCTION);
  lua_settop(L, 2);
  lua_newtable(L);
  int from = 1, to = 3;
  for (lua_Integer width = 1; width < n; width *= 2) {
    for (lua_Integer low = 1; low <= n; low += 2 * width) {
      lua_Integer middle = low + width <= n ? low + width : n + 1;
      lua_Integer high = middle + width <= n ? middle + width : n + 1;
      cs_sandbox_charge(L, (size_t)(high - low) * 4);
      merge(L, from, to, low, middle, high);
    }
    int other = from;
    from = to;
    to = other;
  }
  for (lua_Integer i = 1; from == 3 && i <= n; i++) {
    lua_rawgeti(L, 3, i);
    lua_rawseti(L, 1, i);
  }
  return 0;
}

/* -- the lists ------------------------------------------------------------------------------------------ */

/* name, our function, does it wrap Lua's of that name? Without one of ours Lua's own is taken. */
typedef struct offer {
  const char *name;
  lua_CFunction ours;
  bool wraps;
} offer;

static const offer base_offers[] = {
    {"assert", NULL, false},
    {"error", NULL, false},
    {"ipairs", NULL, false},
    {"next", base_next, false},
    {"pairs", base_pairs, false},
    {"pcall", cs_sandbox_pcall, false},
    {"select", NULL, false},
    {"tonumber", base_tonumber, true},
    {"tostring", base_tostring, false},
    {"type", NULL, false},
};

static const offer string_offers[] = {
    {"byte", NULL, false},
    {"char", NULL, false},
    {"contains", string_contains, false},
    {"ends_with", string_ends_with, false},
    {"format", string_format, true},
    {"len", NULL, false},
    {"lower", string_lower, false},
    {"reverse", NULL, false},
    {"split", string_split, false},
    {"starts_with", string_starts_with, false},
    {"sub", NULL, false},
    {"trim", string_trim, false},
    {"upper", string_upper, false},
};

static const offer table_offers[] = {
    {"concat", table_concat, true}, {"insert", table_shift, true},  {"remove", table_shift, true},
    {"sort", table_sort, false},    {"unpack", table_unpack, true},
};

static const offer math_offers[] = {
    {"abs", NULL, false},  {"ceil", NULL, false},       {"floor", NULL, false},
    {"fmod", NULL, false}, {"max", NULL, false},        {"maxinteger", NULL, false},
    {"min", NULL, false},  {"mininteger", NULL, false}, {"tointeger", NULL, false},
    {"type", NULL, false}, {"ult", NULL, false},
};

#define COUNT(list) (sizeof(list) / sizeof *(list))

/* Puts what is offered of the library at `library` into the table on top. */
static void take(lua_State *L, int library, const offer *offers, size_t count) {
  for (size_t i = 0; i < count; i++) {
    const offer *o = &offers[i];
    if (o->ours == NULL || o->wraps) lua_getfield(L, library, o->name);
    if (o->wraps) lua_pushboolean(L, strcmp(o->name, "remove") == 0);
    if (o->ours != NULL) lua_pushcclosure(L, o->ours, o->wraps ? 2 : 0);
    lua_setfield(L, -2, o->name);
  }
}

static void add_library(lua_State *L, const char *name, lua_CFunction open, const offer *offers,
                        size_t count) {
  lua_pushcfunction(L, open);
  lua_call(L, 0, 1);
  int library = lua_gettop(L);
  lua_newtable(L);
  take(L, library, offers, count);
  lua_remove(L, library);
  lua_setfield(L, -2, name);
}

void cs_sandbox_open_base(lua_State *L) {
  lua_newtable(L); /* the template */
  lua_pushcfunction(L, luaopen_base);
  lua_call(L, 0, 1);
  lua_insert(L, -2);
  take(L, lua_gettop(L) - 1, base_offers, COUNT(base_offers));
  lua_remove(L, -2);
  add_library(L, "string", luaopen_string, string_offers, COUNT(string_offers));
  add_library(L, "table", luaopen_table, table_offers, COUNT(table_offers));
  add_library(L, "math", luaopen_math, math_offers, COUNT(math_offers));
  lua_setfield(L, LUA_REGISTRYINDEX, BASE);

  lua_newtable(L); /* luaopen_base filled the globals: nothing of them stays in reach */
  lua_rawseti(L, LUA_REGISTRYINDEX, LUA_RIDX_GLOBALS);

  lua_pushliteral(L, ""); /* methods of strings: ("x"):rep must not be there either */
  lua_newtable(L);
  cs_sandbox_push_base(L);
  lua_getfield(L, -1, "string");
  lua_remove(L, -2);
  lua_setfield(L, -2, "__index");
  lua_pushboolean(L, 0);
  lua_setfield(L, -2, "__metatable");
  lua_setmetatable(L, -2);
  lua_pop(L, 1);
}

static void copy_into(lua_State *L, int from, int to) {
  for (lua_pushnil(L); lua_next(L, from) != 0;) {
    lua_pushvalue(L, -2);
    if (lua_istable(L, -2)) {
      lua_newtable(L);
      copy_into(L, lua_gettop(L) - 2, lua_gettop(L));
    } else {
      lua_pushvalue(L, -2);
    }
    lua_rawset(L, to);
    lua_pop(L, 1);
  }
}

void cs_sandbox_push_base(lua_State *L) {
  cs_sandbox_stack(L, 20);
  lua_getfield(L, LUA_REGISTRYINDEX, BASE);
  lua_createtable(L, 0, 16);
  copy_into(L, lua_gettop(L) - 1, lua_gettop(L));
  lua_remove(L, -2);
}
