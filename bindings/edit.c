/* cursus.edit: lines typed at a prompt, with editing and a history where there is a terminal. */
#include "bindings/bridge.h"
#include "bindings/open.h"
#include <errno.h>
#include <histedit.h>
#include <signal.h>
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
  bool cancelled, empty; /* the line was taken back; there was nothing in it */
} editor;

static const char *prompt_of(EditLine *line) {
  editor *e = NULL;
  el_get(line, EL_CLIENTDATA, &e);
  return e->prompt;
}

/* Ctrl-C: the line is taken back. */
static unsigned char cancel(EditLine *line, int key) {
  editor *e = NULL;
  const LineInfo *info = el_line(line);
  (void)key;
  el_get(line, EL_CLIENTDATA, &e);
  e->cancelled = true;
  e->empty = info->lastchar == info->buffer;
  return CC_EOF;
}

/* Ctrl-Z, as at any prompt. */
static unsigned char suspend(EditLine *line, int key) {
  (void)key;
  el_set(line, EL_PREP_TERM, 0);
  (void)kill(0, SIGTSTP);
  el_set(line, EL_PREP_TERM, 1);
  return CC_REDISPLAY;
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
  /* While a line is edited these are keys. Wide texts are not copied, and so not lost. */
  el_set(e->line, EL_SETTY, "-d", "-isig", NULL);
  el_wset(e->line, EL_ADDFN, L"cursus-cancel", L"take the line back", cancel);
  el_wset(e->line, EL_ADDFN, L"cursus-suspend", L"stop until called back", suspend);
  el_wset(e->line, EL_BIND, L"^C", L"cursus-cancel", NULL);
  el_wset(e->line, EL_BIND, L"^Z", L"cursus-suspend", NULL);
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

/* read(prompt) → the line without its end, or nil at the end of the input; false, and whether it was empty, when it was taken back. */
static int edit_read(lua_State *L) {
  editor *e = luaL_checkudata(L, 1, EDIT);
  const char *prompt = luaL_optstring(L, 2, "> ");
  luaL_argcheck(L, e->open, 1, "closed");
  snprintf(e->prompt, sizeof e->prompt, "%.63s", prompt);
  int count = 0;
  e->cancelled = false;
  const char *text = e->line != NULL ? el_gets(e->line, &count) : read_plain(e, &count);
  if (e->cancelled) {
    lua_pushboolean(L, 0);
    lua_pushboolean(L, e->empty);
    return 2;
  }
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
