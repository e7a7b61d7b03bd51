/* The process that runs opaque leaves. All here is what a hostile pack may take over; what it can reach then is the door. */
#include "base/json.h"
#include "base/messages.h"
#include "bindings/leaf.h"
#include "bindings/leaf_wire.h"
#include "bindings/pack_load.h"
#include "bindings/room.h"
#include <lauxlib.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef struct leaf {
  char *id;
  cs_sandbox *sandbox; /* of the layer that has it; NULL: none has */
} leaf;

typedef struct room {
  cs_sandbox *layers[CS_PACK_LAYERS_MAX];
  size_t layer_count;
  leaf *leaves;
  size_t leaf_count;
} room;

static int no_memory(cs_err *err) { return cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory); }

static int misunderstood(cs_err *err) { return cs_fail(err, CS_ELIMIT, "%s", CS_MSG_wall_answer); }

static char *take_text(cs_reader *r) {
  size_t size;
  const char *text = cs_wire_text(r, &size);
  return text == NULL ? NULL : strndup(text, size);
}

/* -- opening: every layer's files run, each on the document of the one below ------------------------------------- */

static int run_layer(room *m, const cs_pack_files *files, json_t **below, const char *base,
                     cs_err *err) {
  cs_buf document = {0};
  json_t *bases = NULL;
  int rc = CS_OK;
  if (*below != NULL && (bases = json_pack("{s:{s:O}}", base, "document", *below)) == NULL)
    rc = no_memory(err);
  cs_pack_run run = {.files = files, .bases = bases};
  if (rc == CS_OK) rc = cs_pack_load_kept(&run, &document, &m->layers[m->layer_count], err);
  if (rc == CS_OK) m->layer_count++;
  json_decref(bases);
  json_decref(*below);
  *below = NULL;
  if (rc == CS_OK) rc = cs_json_reread(document.data, document.size, below, err);
  cs_buf_deinit(&document);
  return rc;
}

static int run_layers(room *m, char *const *ids, size_t count, const char *sources, cs_err *err) {
  cs_pack_files whole = {0};
  json_t *below = NULL;
  int rc = cs_pack_files_parse(ids[count - 1], sources, &whole, err);
  for (size_t i = 0; rc == CS_OK && i < count; i++) {
    cs_pack_files files = {0};
    rc = cs_pack_files_layer(&whole, i + 1 < count ? i + 1 : 0, ids[i], &files, err);
    if (rc == CS_OK) rc = run_layer(m, &files, &below, i > 0 ? ids[i - 1] : "", err);
    cs_pack_files_deinit(&files);
  }
  json_decref(below);
  cs_pack_files_deinit(&whole);
  return rc;
}

static int find_leaf(lua_State *L) {
  leaf *l = lua_touserdata(L, 1);
  luaL_getsubtable(L, LUA_REGISTRYINDEX, CS_PACK_LEAVES);
  if (lua_getfield(L, -1, l->id) != LUA_TFUNCTION) return luaL_error(L, CS_MSG_leaf_absent, l->id);
  return 0;
}

static int find_leaves(room *m, cs_reader *r, cs_err *err) {
  uint64_t count = cs_read_uint(r);
  if (r->bad || count > (uint64_t)(r->end - r->at)) return misunderstood(err);
  m->leaves = calloc((size_t)count + 1, sizeof *m->leaves);
  if (m->leaves == NULL) return no_memory(err);
  for (; m->leaf_count < count; m->leaf_count++) {
    leaf *l = &m->leaves[m->leaf_count];
    l->id = take_text(r);
    if (l->id == NULL) return r->bad ? misunderstood(err) : no_memory(err);
    cs_err absent;
    for (size_t i = 0; i < m->layer_count && l->sandbox == NULL; i++) {
      int rc = cs_sandbox_call(m->layers[i], find_leaf, l, &absent);
      if (rc == CS_ENOMEM) return no_memory(err);
      if (rc == CS_OK) l->sandbox = m->layers[i];
    }
  }
  return CS_OK;
}

static int open_room(room *m, cs_reader *r, cs_err *err) {
  char *ids[CS_PACK_LAYERS_MAX] = {NULL}, *sources = NULL;
  cs_lang_set(cs_read_uint(r) == CS_ZH ? CS_ZH : CS_EN);
  uint64_t count = cs_read_uint(r);
  int rc = r->bad || count < 1 || count > CS_PACK_LAYERS_MAX ? misunderstood(err) : CS_OK;
  for (size_t i = 0; rc == CS_OK && i < count; i++)
    if ((ids[i] = take_text(r)) == NULL) rc = no_memory(err);
  if (rc == CS_OK && (sources = take_text(r)) == NULL) rc = no_memory(err);
  if (rc == CS_OK) rc = run_layers(m, ids, (size_t)count, sources, err);
  if (rc == CS_OK) rc = find_leaves(m, r, err);
  for (size_t i = 0; i < CS_PACK_LAYERS_MAX; i++) free(ids[i]);
  free(sources);
  return rc;
}

static void close_room(room *m) {
  for (size_t i = 0; i < m->leaf_count; i++) free(m->leaves[i].id);
  free(m->leaves);
  for (size_t i = 0; i < m->layer_count; i++) cs_sandbox_close(m->layers[i]);
  *m = (room){.layer_count = 0};
}

/* -- asking ---------------------------------------------------------------------------------------------- */

typedef struct question {
  const char *id;
  cs_reader *facts;
  bool holds;
} question;

static void push_text(lua_State *L, cs_reader *r) {
  size_t size;
  const char *text = cs_wire_text(r, &size);
  lua_pushlstring(L, text != NULL ? text : "", size);
}

static void push_series(lua_State *L, cs_reader *r) {
  uint64_t count = cs_read_uint(r);
  lua_newtable(L);
  for (uint64_t i = 0; i < count && !r->bad; i++) {
    push_text(L, r);
    push_text(L, r);
    lua_rawset(L, -3);
  }
}

static void push_facts(lua_State *L, cs_reader *r) {
  uint64_t count = cs_read_uint(r);
  lua_newtable(L);
  for (uint64_t i = 0; i < count && !r->bad; i++) {
    push_text(L, r);
    switch (cs_read_uint(r)) {
      case CS_WIRE_INTEGER: lua_pushinteger(L, cs_read_int(r)); break;
      case CS_WIRE_TEXT: push_text(L, r); break;
      case CS_WIRE_SERIES: push_series(L, r); break;
      default: lua_pushnil(L); break;
    }
    lua_rawset(L, -3);
  }
}

static int ask(lua_State *L) {
  question *q = lua_touserdata(L, 1);
  luaL_getsubtable(L, LUA_REGISTRYINDEX, CS_PACK_LEAVES);
  if (lua_getfield(L, -1, q->id) != LUA_TFUNCTION) return luaL_error(L, CS_MSG_leaf_absent, q->id);
  lua_Debug ar;
  lua_pushvalue(L, -1);
  lua_getinfo(L, ">S", &ar);
  cs_sandbox_push_base(L); /* fresh: what the person before left in it is gone */
  if (lua_setupvalue(L, -2, 1) == NULL) lua_pop(L, 1);
  push_facts(L, q->facts);
  lua_call(L, 1, 1);
  if (!lua_isboolean(L, -1)) {
    return luaL_error(L, CS_MSG_leaf_result, ar.short_src, ar.linedefined, q->id,
                      luaL_typename(L, -1));
  }
  q->holds = lua_toboolean(L, -1);
  return 0;
}

static int answer_question(room *m, cs_reader *r, cs_leaf_answer *a, cs_err *err) {
  uint64_t number = cs_read_uint(r);
  if (r->bad || number >= m->leaf_count) return misunderstood(err);
  const leaf *l = &m->leaves[number];
  if (l->sandbox == NULL) return cs_fail(err, CS_EPACK, CS_MSG_leaf_absent, l->id);
  question q = {.id = l->id, .facts = r};
  cs_sandbox_refill(l->sandbox, &cs_budget_leaf);
  int rc = cs_sandbox_call(l->sandbox, ask, &q, err);
  a->steps = cs_sandbox_steps(l->sandbox);
  a->holds = rc == CS_OK && q.holds;
  return rc;
}

static void answer(void *user, const char *request, size_t size, cs_buf *out) {
  room *m = user;
  cs_reader r = cs_reader_of(request, size);
  cs_leaf_answer a = {.holds = false};
  cs_err err = {0};
  const char *kind = cs_read_bytes(&r, 1);
  int rc = CS_ELIMIT;
  if (kind != NULL && *kind == 'O' && m->layer_count == 0)
    rc = open_room(m, &r, &err);
  else if (kind != NULL && *kind == 'A')
    rc = answer_question(m, &r, &a, &err);
  else
    misunderstood(&err);
  cs_wire_put_answer(out, rc, &a, err.text);
}

void cs_leaf_room(void) {
  room m = {.layer_count = 0};
  int status = cs_room_live(answer, &m);
  close_room(&m);
  _exit(status); /* nothing that is to be done at an end could be done in here */
}
