/* cursus.edit: lines typed at a prompt, with editing and a history where there is a terminal. */
#include "bindings/bridge.h"
#include "bindings/open.h"
#include <errno.h>
#include <histedit.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define EDIT "cursus.edit"
#define HISTORY_SIZE 1000

typedef struct editor {
  EditLine *line; /* NULL: closed, or not a terminal */
  History *history;
  char *path;  /* of the history's file; NULL: none is kept */
  char *plain; /* the line buffer when there is no terminal */
  size_t plain_size;
  char prompt[64];
  bool open;
} editor;

static const char *prompt_of(EditLine *line) {
  editor *e = NULL;
  el_get(line, EL_CLIENTDATA, &e);
  return e->prompt;
}

static void load_history(editor *e, const char *path) {
  HistEvent event;
  history(e->history, &event, H_SETSIZE, HISTORY_SIZE);
  history(e->history, &event, H_SETUNIQUE, 1);
  if (path == NULL) return;
  e->path = strdup(path);
  if (e->path != NULL) history(e->history, &event, H_LOAD, e->path);
}

static int start(editor *e, const char *path, cs_err *err) {
  e->open = true;
  if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO)) return CS_OK;
  e->line = el_init("cursus", stdin, stdout, stderr);
  e->history = history_init();
  if (e->line == NULL || e->history == NULL) return cs_fail(err, CS_ENOMEM, "libedit");
  load_history(e, path);
  el_set(e->line, EL_CLIENTDATA, e);
  el_set(e->line, EL_PROMPT, prompt_of);
  el_set(e->line, EL_EDITOR, "emacs");
  el_set(e->line, EL_SIGNAL, 1);
  el_set(e->line, EL_HIST, history, e->history);
  el_source(e->line, NULL); /* ~/.editrc */
  return CS_OK;
}

static int edit_close(lua_State *L) {
  editor *e = luaL_checkudata(L, 1, EDIT);
  HistEvent event;
  if (e->history != NULL && e->path != NULL) history(e->history, &event, H_SAVE, e->path);
  if (e->line != NULL) el_end(e->line);
  if (e->history != NULL) history_end(e->history);
  free(e->path);
  free(e->plain);
  memset(e, 0, sizeof *e);
  return 0;
}

/* open{history = path} → lines; lines:read(prompt), lines:close() */
static int edit_open(lua_State *L) {
  lua_settop(L, 1);
  if (lua_isnil(L, 1)) lua_newtable(L), lua_replace(L, 1);
  cs_bridge_fields(L, 1, "history");
  const char *path = cs_bridge_field_text(L, 1, "history", false);
  editor *e = lua_newuserdatauv(L, sizeof *e, 0);
  memset(e, 0, sizeof *e);
  luaL_setmetatable(L, EDIT);
  cs_err err;
  return start(e, path, &err) == CS_OK ? 1 : cs_bridge_failure(L, &err);
}

static const char *read_plain(editor *e, int *count) {
  ssize_t n = getline(&e->plain, &e->plain_size, stdin);
  *count = (int)n;
  return n > 0 ? e->plain : NULL;
}

/* read(prompt) → the line without its end, or nil at the end of the input. */
static int edit_read(lua_State *L) {
  editor *e = luaL_checkudata(L, 1, EDIT);
  const char *prompt = luaL_optstring(L, 2, "> ");
  luaL_argcheck(L, e->open, 1, "closed");
  snprintf(e->prompt, sizeof e->prompt, "%.63s", prompt);
  int count = 0;
  const char *text = e->line != NULL ? el_gets(e->line, &count) : read_plain(e, &count);
  if (text == NULL || count <= 0) {
    luaL_pushfail(L);
    return 1;
  }
  size_t n = strcspn(text, "\r\n");
  HistEvent event;
  if (e->history != NULL && n > 0) history(e->history, &event, H_ENTER, text);
  lua_pushlstring(L, text, n);
  return 1;
}

int cs_open_edit(lua_State *L) {
  static const luaL_Reg functions[] = {{"open", edit_open}, {NULL, NULL}};
  static const luaL_Reg methods[] = {{"read", edit_read}, {"close", edit_close}, {NULL, NULL}};
  cs_bridge_class(L, EDIT, methods, edit_close, NULL);
  luaL_newlib(L, functions);
  return 1;
}
