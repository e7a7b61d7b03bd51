/* cursus.xlsx: writing workbooks. Reading is cursus.intake's. */
#include "base/arena.h"
#include "base/xlsx_writer.h"
#include "bindings/bridge.h"
#include "bindings/open.h"
#include <string.h>

#define BOOK "cursus.xlsx.book"

typedef struct book {
  cs_xlsx_book *book; /* NULL: closed */
  cs_arena *arena;    /* texts of the columns, which are asked for again on closing */
} book;

static int book_gc(lua_State *L) {
  book *b = luaL_checkudata(L, 1, BOOK);
  cs_xlsx_discard(b->book);
  cs_arena_free(b->arena);
  *b = (book){0};
  return 0;
}

static book *check_book(lua_State *L) {
  book *b = luaL_checkudata(L, 1, BOOK);
  if (b->book == NULL) luaL_error(L, "the workbook is closed");
  return b;
}

static const char *keep(lua_State *L, const book *b, const char *text, size_t n) {
  const char *kept = cs_arena_text(b->arena, text, n);
  if (kept == NULL) luaL_error(L, "not enough memory");
  return kept;
}

/* The texts of the array on top of the stack; pops it. */
static const char **keep_texts(lua_State *L, const book *b, size_t *count) {
  *count = lua_istable(L, -1) ? lua_rawlen(L, -1) : 0;
  const char **texts = cs_arena_alloc(b->arena, (*count + 1) * sizeof *texts);
  if (texts == NULL) luaL_error(L, "not enough memory");
  for (size_t i = 0; i < *count; i++) {
    size_t n;
    lua_rawgeti(L, -1, (lua_Integer)i + 1);
    if (lua_type(L, -1) != LUA_TSTRING) luaL_error(L, "a list of texts expected");
    const char *text = lua_tolstring(L, -1, &n);
    texts[i] = keep(L, b, text, n);
    lua_pop(L, 1);
  }
  lua_pop(L, 1);
  return texts;
}

static cs_xlsx_kind kind_of(lua_State *L, const char *name) {
  static const struct {
    const char *name;
    cs_xlsx_kind kind;
  } kinds[] = {{"text", CS_XLSX_TEXT},     {"code", CS_XLSX_CODE}, {"period", CS_XLSX_CODE},
               {"number", CS_XLSX_NUMBER}, {"date", CS_XLSX_DATE}, {"word", CS_XLSX_TEXT}};
  if (name == NULL) return CS_XLSX_TEXT;
  for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
    if (strcmp(kinds[i].name, name) == 0) return kinds[i].kind;
  }
  luaL_error(L, "type: text, code, period, number, date or word");
  return CS_XLSX_TEXT;
}

/* The column on top of the stack: {title=, type=, required=, hint=, choices=, open=}. */
static void read_column(lua_State *L, const book *b, cs_xlsx_look *out) {
  int at = lua_gettop(L);
  cs_bridge_fields(L, at, "title type required hint choices open name");
  const char *title = cs_bridge_field_text(L, at, "title", true);
  const char *hint = cs_bridge_field_text(L, at, "hint", false);
  *out = (cs_xlsx_look){.title = keep(L, b, title, strlen(title)),
                        .kind = kind_of(L, cs_bridge_field_text(L, at, "type", false)),
                        .required = cs_bridge_field_true(L, at, "required"),
                        .hint = hint == NULL ? NULL : keep(L, b, hint, strlen(hint)),
                        .open = cs_bridge_field_true(L, at, "open")};
  lua_getfield(L, at, "choices");
  out->choices = keep_texts(L, b, &out->choice_count);
}

/* book:sheet(name, columns [, heads]) */
static int book_sheet(lua_State *L) {
  const book *b = check_book(L);
  const char *name = cs_bridge_text(L, 2);
  luaL_checktype(L, 3, LUA_TTABLE);
  lua_settop(L, 4);
  size_t count = lua_rawlen(L, 3), head_count;
  cs_xlsx_look *columns = cs_arena_alloc(b->arena, (count + 1) * sizeof *columns);
  if (columns == NULL) return luaL_error(L, "not enough memory");
  for (size_t i = 0; i < count; i++) {
    lua_rawgeti(L, 3, (lua_Integer)i + 1);
    luaL_argcheck(L, lua_istable(L, -1), 3, "a list of columns expected");
    read_column(L, b, &columns[i]);
    lua_settop(L, 4);
  }
  lua_pushvalue(L, 4);
  const char **heads = keep_texts(L, b, &head_count);
  cs_err err;
  int rc = cs_xlsx_begin(b->book, name, heads, head_count, columns, count, &err);
  return cs_bridge_done(L, rc, &err);
}

/* book:row(values): texts, numbers as Lua writes them, nil and false for blank cells; values.n or #values of them. */
static int book_row(lua_State *L) {
  const book *b = check_book(L);
  luaL_checktype(L, 2, LUA_TTABLE);
  lua_settop(L, 2);
  lua_Integer count = (lua_Integer)lua_rawlen(L, 2);
  if (lua_getfield(L, 2, "n") == LUA_TNUMBER) count = lua_tointeger(L, -1);
  luaL_argcheck(L, count >= 0 && count <= 16384, 2, "too many cells");
  cs_cell *cells = cs_bridge_memory(L, ((size_t)count + 1) * sizeof *cells);
  lua_createtable(L, (int)count, 0); /* keeps the texts */
  for (lua_Integer i = 1; i <= count; i++) {
    lua_rawgeti(L, 2, i);
    if (lua_toboolean(L, -1)) {
      cells[i - 1].text = luaL_tolstring(L, -1, &cells[i - 1].size);
      lua_rawseti(L, -3, i);
    }
    lua_pop(L, 1);
  }
  cs_err err;
  return cs_bridge_done(L, cs_xlsx_put(b->book, cells, (size_t)count, &err), &err);
}

static int book_close(lua_State *L) {
  book *b = check_book(L);
  cs_xlsx_book *held = b->book;
  cs_err err;
  b->book = NULL; /* freed on success and failure */
  return cs_bridge_done(L, cs_xlsx_finish(held, &err), &err);
}

static const luaL_Reg methods[] = {
    {"sheet", book_sheet}, {"row", book_row}, {"close", book_close}, {NULL, NULL}};

/* create(path) → book; there is no file before book:close(). */
static int xlsx_create(lua_State *L) {
  const char *path = cs_bridge_text(L, 1);
  cs_bridge_class(L, BOOK, methods, book_gc, NULL);
  book *b = lua_newuserdatauv(L, sizeof *b, 0);
  *b = (book){0};
  luaL_setmetatable(L, BOOK);
  cs_err err;
  b->arena = cs_arena_new(4096);
  if (b->arena == NULL) return luaL_error(L, "not enough memory");
  return cs_xlsx_create(path, &b->book, &err) == CS_OK ? 1 : cs_bridge_failure(L, &err);
}

static const luaL_Reg functions[] = {{"create", xlsx_create}, {NULL, NULL}};

int cs_open_xlsx(lua_State *L) {
  luaL_newlib(L, functions);
  return 1;
}
