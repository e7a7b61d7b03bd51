#include "bindings/encode.h"
#include "base/messages.h"
#include "base/text.h"
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct encoder {
  lua_State *L;
  cs_buf *out;
  const cs_encode_options *options;
  cs_err *err;
  int depth;
  size_t path_size;
  char path[240];  /* of the value being written, for messages */
  char where[120]; /* "file:line: " of the nearest `at`; empty: none */
} encoder;

typedef struct member {
  const char *name; /* the table keeps it alive */
  size_t size;
  size_t rank; /* place in options->keys */
} member;

static int put_value(encoder *e, int index);

/* -- marks ---------------------------------------------------------------------------------------------- */

#define ARRAY "cursus.array"

void cs_encode_mark_array(lua_State *L, int index) {
  index = lua_absindex(L, index);
  luaL_newmetatable(L, ARRAY);
  lua_setmetatable(L, index);
}

static bool is_array(lua_State *L, int index) {
  if (!lua_getmetatable(L, index)) return false;
  luaL_getmetatable(L, ARRAY);
  bool same = lua_rawequal(L, -1, -2);
  lua_pop(L, 2);
  return same;
}

/* The policy language's mark, made inside the policy state: a metatable that says __name = "object". */
static bool is_object(lua_State *L, int index) {
  if (!lua_getmetatable(L, index)) return false;
  lua_pushliteral(L, "__name");
  lua_rawget(L, -2);
  bool named = lua_type(L, -1) == LUA_TSTRING && strcmp(lua_tostring(L, -1), "object") == 0;
  lua_pop(L, 2);
  return named;
}

void cs_encode_push_null(lua_State *L) { lua_pushlightuserdata(L, NULL); }

/* -- failing -------------------------------------------------------------------------------------------- */

static int fail(encoder *e, const char *format, const char *what) {
  char text[160];
  snprintf(text, sizeof text, format, what); /* NOLINT: formats are messages of ours with one %s */
  const char *path = e->path_size > 0 ? e->path : CS_MSG_encode_value;
  return cs_fail(e->err, e->options->strict ? CS_EPACK : CS_EINPUT, "%s%s: %s", e->where, path,
                 text);
}

static size_t enter(encoder *e, const char *format, const char *name, lua_Integer i) {
  size_t before = e->path_size, room = sizeof e->path - before;
  int n = name != NULL ? snprintf(e->path + before, room, format, before > 0 ? "." : "", name)
                       : snprintf(e->path + before, room, "[%lld]", (long long)i);
  if (n > 0) e->path_size = (size_t)n < room ? before + (size_t)n : sizeof e->path - 1;
  return before;
}

static void leave(encoder *e, size_t before) {
  e->path_size = before;
  e->path[before] = '\0';
}

/* -- scalars -------------------------------------------------------------------------------------------- */

static int put_number(encoder *e, int index) {
  if (lua_isinteger(e->L, index)) {
    cs_buf_printf(e->out, "%" PRId64, (int64_t)lua_tointeger(e->L, index));
    return CS_OK;
  }
  char text[40];
  double number = lua_tonumber(e->L, index);
  snprintf(text, sizeof text, "%.17g", number);
  if (e->options->strict) return fail(e, CS_MSG_encode_float, text);
  if (!isfinite(number)) return fail(e, CS_MSG_encode_infinite, text);
  cs_buf_puts(e->out, text);
  if (strspn(text, "-0123456789") == strlen(text)) cs_buf_puts(e->out, ".0"); /* stays a float */
  return CS_OK;
}

/* Where a text has what cannot be seen or moves a cursor, other than the ends of its lines. */
static size_t hidden_mark(const char *s, size_t n) {
  size_t at = 0;
  while ((at += cs_text_plain(s + at, n - at)) < n && strchr("\n\r\t", s[at]) != NULL &&
         s[at] != '\0')
    at++;
  return at;
}

static int fail_mark(encoder *e, const char *s, size_t n) {
  size_t at = hidden_mark(s, n);
  uint32_t point;
  size_t size = cs_utf8_next(s + at, n - at, &point);
  cs_buf shown = {0};
  cs_text_put_visible(&shown, s + at, size);
  return cs_buf_end(&shown, fail(e, CS_MSG_encode_mark, cs_buf_str(&shown)), e->err);
}

static int put_string(encoder *e, int index) {
  size_t n;
  const char *s = lua_tolstring(e->L, index, &n);
  if (!cs_utf8_valid(s, n)) return fail(e, CS_MSG_encode_utf8, "");
  if (e->options->strict && hidden_mark(s, n) < n) return fail_mark(e, s, n);
  cs_text_put_json(e->out, s, n);
  return CS_OK;
}

static void put_line(encoder *e) {
  if (e->options->indent == 0) return;
  cs_buf_putc(e->out, '\n');
  for (int i = 0; i < e->depth * e->options->indent; i++) cs_buf_putc(e->out, ' ');
}

/* -- arrays --------------------------------------------------------------------------------------------- */

static int put_array(encoder *e, int index, lua_Integer count) {
  lua_State *L = e->L;
  cs_buf_putc(e->out, '[');
  e->depth++;
  for (lua_Integer i = 1; i <= count; i++) {
    if (i > 1) cs_buf_putc(e->out, ',');
    put_line(e);
    lua_rawgeti(L, index, i);
    size_t before = enter(e, NULL, NULL, i);
    int rc = put_value(e, lua_gettop(L));
    if (rc != CS_OK) return rc;
    leave(e, before);
    lua_pop(L, 1);
  }
  e->depth--;
  if (count > 0) put_line(e);
  cs_buf_putc(e->out, ']');
  return CS_OK;
}

/* -- objects -------------------------------------------------------------------------------------------- */

static int by_rank_and_name(const void *left, const void *right) {
  const member *a = left, *b = right;
  if (a->rank != b->rank) return a->rank < b->rank ? -1 : 1;
  size_t n = a->size < b->size ? a->size : b->size;
  int order = memcmp(a->name, b->name, n);
  if (order != 0) return order;
  return a->size < b->size ? -1 : a->size > b->size;
}

static size_t rank_of(encoder *e, const member *m) {
  if (e->options->keys == 0) return 0;
  lua_State *L = e->L;
  size_t count = lua_rawlen(L, e->options->keys), rank = count;
  for (size_t i = 0; i < count && rank == count; i++) {
    lua_rawgeti(L, e->options->keys, (lua_Integer)i + 1);
    size_t n = 0;
    const char *name = lua_type(L, -1) == LUA_TSTRING ? lua_tolstring(L, -1, &n) : NULL;
    if (name != NULL && n == m->size && memcmp(name, m->name, n) == 0) rank = i;
    lua_pop(L, 1);
  }
  return rank;
}

static void add_member(encoder *e, member *list, size_t *count) {
  member *m = &list[(*count)++];
  m->name = lua_tolstring(e->L, -1, &m->size);
  m->rank = rank_of(e, m);
}

/* Names that were null when the object was decoded and have no value now. Pushes the list, or nil. */
static size_t push_nulls(lua_State *L, int index) {
  if (!lua_getmetatable(L, index)) {
    lua_pushnil(L);
    return 0;
  }
  lua_pushliteral(L, "nulls");
  lua_rawget(L, -2);
  lua_remove(L, -2);
  return lua_istable(L, -1) ? lua_rawlen(L, -1) : 0;
}

/* Pushes the memory that holds the sorted members; the list of nulls stands below it. */
static member *sorted_members(encoder *e, int index, size_t count, size_t *total) {
  lua_State *L = e->L;
  size_t nulls = push_nulls(L, index);
  int nulls_at = lua_gettop(L);
  member *list = cs_bridge_memory(L, (count + nulls) * sizeof *list);
  *total = 0;
  for (lua_pushnil(L); lua_next(L, index) != 0;) {
    lua_pop(L, 1);
    add_member(e, list, total);
  }
  for (size_t i = 1; i <= nulls; i++) {
    lua_rawgeti(L, nulls_at, (lua_Integer)i);
    lua_pushvalue(L, -1);
    if (lua_type(L, -1) == LUA_TSTRING && lua_rawget(L, index) == LUA_TNIL) {
      lua_pop(L, 1);
      add_member(e, list, total);
      lua_pop(L, 1);
    } else {
      lua_pop(L, 2);
    }
  }
  qsort(list, *total, sizeof *list, by_rank_and_name);
  return list;
}

/* The pack says with `at` where it says a thing; the nearest one is the place of an error. */
static void note_place(encoder *e, int index) {
  lua_State *L = e->L;
  lua_pushliteral(L, "at");
  if (lua_rawget(L, index) == LUA_TTABLE) {
    lua_pushliteral(L, "file");
    lua_rawget(L, -2);
    lua_pushliteral(L, "line");
    lua_rawget(L, -3);
    if (lua_type(L, -2) == LUA_TSTRING && lua_isinteger(L, -1)) {
      snprintf(e->where, sizeof e->where, "%.90s:%lld: ", lua_tostring(L, -2),
               (long long)lua_tointeger(L, -1));
    }
    lua_pop(L, 2);
  }
  lua_pop(L, 1);
}

static int put_members(encoder *e, int index, const member *list, size_t count) {
  lua_State *L = e->L;
  for (size_t i = 0; i < count; i++) {
    if (i > 0) cs_buf_putc(e->out, ',');
    put_line(e);
    if (!cs_utf8_valid(list[i].name, list[i].size)) return fail(e, CS_MSG_encode_utf8, "");
    if (e->options->strict && hidden_mark(list[i].name, list[i].size) < list[i].size)
      return fail_mark(e, list[i].name, list[i].size);
    cs_text_put_json(e->out, list[i].name, list[i].size);
    cs_buf_puts(e->out, e->options->indent > 0 ? ": " : ":");
    lua_pushlstring(L, list[i].name, list[i].size);
    lua_rawget(L, index);
    size_t before = enter(e, "%s%.60s", list[i].name, 0);
    int rc = put_value(e, lua_gettop(L));
    if (rc != CS_OK) return rc;
    leave(e, before);
    lua_pop(L, 1);
  }
  return CS_OK;
}

static int put_object(encoder *e, int index, size_t count) {
  char where[sizeof e->where];
  memcpy(where, e->where, sizeof where);
  if (e->options->strict) note_place(e, index);

  size_t total;
  const member *list = sorted_members(e, index, count, &total);
  cs_buf_putc(e->out, '{');
  e->depth++;
  int rc = put_members(e, index, list, total);
  if (rc != CS_OK) return rc;
  e->depth--;
  if (total > 0) put_line(e);
  cs_buf_putc(e->out, '}');
  lua_pop(e->L, 2);
  memcpy(e->where, where, sizeof where);
  return CS_OK;
}

/* -- tables --------------------------------------------------------------------------------------------- */

/* Counts the keys by kind; false when one is neither a text nor a whole number. */
static bool count_keys(lua_State *L, int index, size_t *texts, size_t *items) {
  *texts = *items = 0;
  for (lua_pushnil(L); lua_next(L, index) != 0; lua_pop(L, 1)) {
    if (lua_type(L, -2) == LUA_TSTRING)
      ++*texts;
    else if (lua_isinteger(L, -2))
      ++*items;
    else {
      lua_pop(L, 2);
      return false;
    }
  }
  return true;
}

static int put_table(encoder *e, int index) {
  lua_State *L = e->L;
  if (e->depth >= CS_ENCODE_DEPTH) return fail(e, CS_MSG_encode_deep, "64");
  size_t texts, items;
  if (!count_keys(L, index, &texts, &items)) return fail(e, CS_MSG_encode_key, "");
  if (texts > 0 && items > 0) return fail(e, CS_MSG_encode_mixed, "");
  if (texts > 0) return put_object(e, index, texts);
  if (items > 0) {
    size_t length = lua_rawlen(L, index);
    lua_rawgeti(L, index, (lua_Integer)items);
    bool whole = length == items && !lua_isnil(L, -1);
    lua_pop(L, 1);
    for (size_t i = 1; whole && i <= items; i++) {
      whole = lua_rawgeti(L, index, (lua_Integer)i) != LUA_TNIL;
      lua_pop(L, 1);
    }
    if (!whole) return fail(e, CS_MSG_encode_hole, "");
    return put_array(e, index, (lua_Integer)items);
  }
  bool array = e->options->strict ? !is_object(L, index) : is_array(L, index);
  return array ? put_array(e, index, 0) : put_object(e, index, 0);
}

static int put_value(encoder *e, int index) {
  if (!lua_checkstack(e->L, 12)) return cs_fail(e->err, CS_ENOMEM, "%s", CS_MSG_no_memory);
  if (e->options->charge != NULL) e->options->charge(e->L, 16);
  if (e->options->size_max > 0 && e->out->size > e->options->size_max) {
    char size[32];
    snprintf(size, sizeof size, "%zu", e->options->size_max);
    return fail(e, CS_MSG_encode_big, size);
  }
  switch (lua_type(e->L, index)) {
    case LUA_TNIL: cs_buf_puts(e->out, "null"); return CS_OK;
    case LUA_TBOOLEAN:
      cs_buf_puts(e->out, lua_toboolean(e->L, index) ? "true" : "false");
      return CS_OK;
    case LUA_TNUMBER: return put_number(e, index);
    case LUA_TSTRING: return put_string(e, index);
    case LUA_TTABLE: return put_table(e, index);
    case LUA_TLIGHTUSERDATA:
      if (lua_touserdata(e->L, index) == NULL && !e->options->strict) {
        cs_buf_puts(e->out, "null");
        return CS_OK;
      }
      break;
    default: break;
  }
  return fail(e, CS_MSG_encode_type, luaL_typename(e->L, index));
}

int cs_encode(lua_State *L, int index, const cs_encode_options *options, cs_buf *out, cs_err *err) {
  encoder e = {.L = L, .out = out, .options = options, .err = err};
  if (options->root != NULL) enter(&e, "%s%.60s", options->root, 0);
  int top = lua_gettop(L);
  int rc = put_value(&e, lua_absindex(L, index));
  lua_settop(L, top);
  if (rc == CS_OK && out->failed) return cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory);
  return rc;
}
