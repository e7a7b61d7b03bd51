/* cursus.decisions: the decisions of a run, one by one, singly, and as the contract's lines. */
#include "base/messages.h"
#include "base/output.h"
#include "base/text.h"
#include "bindings/encode.h"
#include "bindings/handle.h"
#include "bindings/open.h"
#include "cycle/cycle.h"
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define READER "cursus.decisions"

typedef struct reader {
  cs_child child; /* closed with the store */
  cs_run_reader *run;
} reader;

static void reader_close(cs_child *c) {
  reader *r = (reader *)c;
  cs_run_reader_close(r->run);
  r->run = NULL;
}

static int reader_gc(lua_State *L) {
  reader *r = luaL_checkudata(L, 1, READER);
  cs_handle_unlink(&r->child);
  reader_close(&r->child);
  return 0;
}

/* Pushes the box, which holds the company at 1; false: err. */
static reader *push_reader(lua_State *L, uint32_t run, cs_err *err) {
  cs_store_handle *s;
  const cs_company *c = cs_handle_company(L, 1, &s);
  cs_bridge_class(L, READER, NULL, reader_gc, NULL);
  reader *r = lua_newuserdatauv(L, sizeof *r, 1);
  memset(r, 0, sizeof *r);
  r->child.close = reader_close;
  luaL_setmetatable(L, READER);
  lua_pushvalue(L, 1);
  lua_setiuservalue(L, -2, 1);
  if (cs_run_reader_open(s->store, c, run, &r->run, err) != CS_OK) return NULL;
  cs_handle_link(s, &r->child);
  return r;
}

static void set_text(lua_State *L, const char *name, const char *text) {
  if (text == NULL) return;
  lua_pushstring(L, text);
  lua_setfield(L, -2, name);
}

static const char *mark_name(cs_mark_kind kind) {
  switch (kind) {
    case CS_OVERRIDE: return "override";
    case CS_HOLD: return "hold";
    case CS_EXCLUDE: return "exclude";
    case CS_RELEASE: return "release";
    default: return NULL;
  }
}

static void push_decision(lua_State *L, const cs_outcome_now *now) {
  const cs_decision *d = &now->decision;
  lua_newtable(L);
  set_text(L, "employee", d->code);
  set_text(L, "outcome", cs_outcome_name(d->outcome));
  set_text(L, "rule", d->rule);
  set_text(L, "from", d->from);
  set_text(L, "to", d->to);
  lua_pushinteger(L, d->steps);
  lua_setfield(L, -2, "steps");
  lua_createtable(L, (int)d->missing_count, 0);
  cs_encode_mark_array(L, -1);
  for (size_t i = 0; i < d->missing_count; i++) {
    lua_pushstring(L, d->missing[i]);
    lua_rawseti(L, -2, (lua_Integer)i + 1);
  }
  lua_setfield(L, -2, "missing");
  set_text(L, "clause", d->clause);
  set_text(L, "error", d->error);
  set_text(L, "mark", mark_name(now->mark));
  set_text(L, "mark_by", now->mark_by);
  set_text(L, "mark_reason", now->mark_reason);
  lua_pushboolean(L, now->approved);
  lua_setfield(L, -2, "approved");
  lua_pushboolean(L, now->applied);
  lua_setfield(L, -2, "applied");
  lua_pushboolean(L, now->refused);
  lua_setfield(L, -2, "refused");
  set_text(L, "refusal", now->refusal);
}

static int decisions_step(lua_State *L) {
  reader *r = luaL_checkudata(L, lua_upvalueindex(1), READER);
  if (r->run == NULL) return 0; /* read to its end, or closed */
  cs_outcome_now now;
  cs_err err;
  int rc = cs_run_reader_next(r->run, &now, &err);
  if (rc < 0) return cs_bridge_raise(L, &err);
  if (rc > 0) {
    push_decision(L, &now);
    return 1;
  }
  cs_handle_unlink(&r->child);
  reader_close(&r->child);
  return 0;
}

/* c:decisions(run): an iterator of decisions, by employee code. */
static int company_decisions(lua_State *L) {
  uint32_t run = cs_bridge_id(L, 2);
  cs_err err;
  lua_settop(L, 2);
  if (push_reader(L, run, &err) == NULL) return cs_bridge_failure(L, &err);
  lua_pushvalue(L, -1);
  lua_pushcclosure(L, decisions_step, 1);
  lua_pushnil(L);
  lua_pushnil(L);
  lua_pushvalue(L, 3); /* the loop closes it */
  return 4;
}

/* c:decision(run, employee) → decision, or nil when there is none */
static int company_decision(lua_State *L) {
  uint32_t run = cs_bridge_id(L, 2);
  const char *code = cs_bridge_text(L, 3);
  cs_err err;
  lua_settop(L, 3);
  reader *r = push_reader(L, run, &err);
  if (r == NULL) return cs_bridge_failure(L, &err);
  cs_outcome_now now;
  int rc = cs_run_reader_find(r->run, code, &now, &err);
  if (rc < 0) return cs_bridge_failure(L, &err);
  if (rc > 0)
    push_decision(L, &now);
  else
    luaL_pushfail(L);
  cs_handle_unlink(&r->child);
  reader_close(&r->child);
  return 1;
}

/* -- the contract's lines -------------------------------------------------------------------------------- */

static void put_text(cs_buf *b, const char *name, const char *text) {
  cs_buf_printf(b, ",\"%s\":", name);
  if (text != NULL)
    cs_text_put_json(b, text, strlen(text));
  else
    cs_buf_puts(b, "null");
}

/* {"employee":..,"outcome":..,"rule":..,"from":..,"to":..,"steps":..,"missing":[..]} */
static void put_line(cs_buf *b, const cs_decision *d) {
  cs_buf_puts(b, "{\"employee\":");
  cs_text_put_json(b, d->code, strlen(d->code));
  put_text(b, "outcome", cs_outcome_name(d->outcome));
  put_text(b, "rule", d->rule);
  put_text(b, "from", d->from);
  put_text(b, "to", d->to);
  cs_buf_printf(b, ",\"steps\":%d,\"missing\":[", (int)d->steps);
  for (size_t i = 0; i < d->missing_count; i++) {
    if (i > 0) cs_buf_putc(b, ',');
    cs_text_put_json(b, d->missing[i], strlen(d->missing[i]));
  }
  cs_buf_puts(b, "]}\n");
}

#define WRITE_SIZE ((size_t)64 << 10)
#define READER_GONE 1 /* whoever reads us (head, less) has had enough: no failure */

static int flush(cs_buf *b, FILE *file, cs_err *err) {
  if (b->failed) return cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory);
  if (b->size > 0 && fwrite(b->data, 1, b->size, file) != b->size) {
    if (errno == EPIPE) return READER_GONE;
    return cs_fail(err, CS_EIO, "%s", strerror(errno));
  }
  cs_buf_clear(b);
  return CS_OK;
}

static int write_lines(cs_run_reader *r, FILE *file, cs_buf *b, int64_t *count, cs_err *err) {
  cs_outcome_now now;
  int more, rc = CS_OK;
  *count = 0;
  while (rc == CS_OK && (more = cs_run_reader_next(r, &now, err)) != 0) {
    if (more < 0) return more;
    put_line(b, &now.decision);
    ++*count;
    if (b->size >= WRITE_SIZE) rc = flush(b, file, err);
  }
  if (rc == CS_OK) rc = flush(b, file, err);
  return rc == READER_GONE ? CS_OK : rc;
}

static int write_path(cs_run_reader *r, const char *path, cs_buf *b, int64_t *count, cs_err *err) {
  cs_output output;
  int descriptor, rc = cs_output_open(path, &output, &descriptor, err);
  if (rc != CS_OK) return rc;
  FILE *file = fdopen(descriptor, "wb");
  rc = file == NULL ? cs_fail(err, CS_EIO, "%s", strerror(errno))
                    : write_lines(r, file, b, count, err);
  if ((file == NULL ? close(descriptor) : fclose(file)) != 0 && rc == CS_OK)
    rc = cs_fail(err, CS_EIO, "%s", strerror(errno));
  if (rc == CS_OK) return cs_output_finish(&output, err);
  cs_output_discard(&output);
  return cs_fail_within(err, "%s", path);
}

/* c:write_decisions(run, file or path) → how many */
static int company_write_decisions(lua_State *L) {
  uint32_t run = cs_bridge_id(L, 2);
  luaL_Stream *stream =
      lua_type(L, 3) == LUA_TSTRING ? NULL : luaL_checkudata(L, 3, LUA_FILEHANDLE);
  const char *path = stream == NULL ? cs_bridge_text(L, 3) : NULL;
  luaL_argcheck(L, stream == NULL || stream->closef != NULL, 3, "a closed file");
  cs_err err;
  lua_settop(L, 3);
  cs_buf *b = cs_bridge_buf(L);
  reader *r = push_reader(L, run, &err);
  if (r == NULL) return cs_bridge_failure(L, &err);
  int64_t count = 0;
  int rc = stream != NULL ? write_lines(r->run, stream->f, b, &count, &err)
                          : write_path(r->run, path, b, &count, &err);
  cs_buf_deinit(b);
  cs_handle_unlink(&r->child);
  reader_close(&r->child);
  if (rc != CS_OK) return cs_bridge_failure(L, &err);
  lua_pushinteger(L, count);
  return 1;
}

const luaL_Reg cs_decisions_company[] = {
    {"decisions", company_decisions},
    {"decision", company_decision},
    {"write_decisions", company_write_decisions},
    {NULL, NULL},
};
