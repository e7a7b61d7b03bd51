#include "bindings/leaf.h"
#include "assess/case.h"
#include "base/messages.h"
#include "bindings/pack_load.h"
#include <lauxlib.h>
#include <stdlib.h>
#include <string.h>

typedef struct leaves {
  cs_sandbox *sandbox;
  json_t *opaque; /* id -> names that it reads */
} leaves;

typedef struct question { /* one leaf for one person */
  const leaves *of;
  const char *id;
  const cs_case *person;
  bool holds;
} question;

/* -- what a leaf sees ------------------------------------------------------------------------------------ */

static void push_value(lua_State *L, const cs_program *p, const cs_attribute *a, const cs_atom *v) {
  char date[CS_DATE_SIZE];
  if (v->known != CS_KNOWN)
    lua_pushnil(L);
  else if (v->text != NULL)
    lua_pushlstring(L, v->text, v->size);
  else if (a->type == CS_TYPE_DATE)
    lua_pushstring(L, cs_date_text((cs_date)v->number, date));
  else if (a->list < 0)
    lua_pushinteger(L, v->number);
  else if (v->number < 0 || (uint64_t)v->number >= p->lists[a->list].count)
    lua_pushnil(L);
  else
    lua_pushstring(L, p->lists[a->list].texts[v->number]);
}

/* {"2026-01" = "S", ...} */
static void push_series(lua_State *L, const cs_case *c, int32_t series) {
  const cs_series *s = &c->program->series[series];
  const cs_list *values = &c->program->lists[s->list];
  lua_newtable(L);
  for (uint32_t i = 0; i < s->horizon && i < CS_HORIZON; i++) {
    uint8_t cell = c->cells[series][i];
    if (cell == 0 || cell > values->count) continue;
    char period[CS_DATE_SIZE];
    cs_period_text(s->every, s->now - 1 - (cs_period)i, period);
    lua_pushstring(L, values->texts[cell - 1]);
    lua_setfield(L, -2, period);
  }
}

/* {as_of =, attribute = value, series = { period = value }}: what the leaf has declared to read, nothing else. */
static void push_facts(lua_State *L, const question *q) {
  const cs_case *c = q->person;
  char date[CS_DATE_SIZE];
  size_t i;
  json_t *name;
  lua_newtable(L);
  lua_pushstring(L, cs_date_text(c->program->as_of, date));
  lua_setfield(L, -2, "as_of");
  json_array_foreach(json_object_get(q->of->opaque, q->id), i, name) {
    const char *text = json_string_value(name);
    if (text == NULL) continue;
    int32_t attr = cs_program_attribute(c->program, text);
    int32_t series = attr < 0 ? cs_program_series(c->program, text) : -1;
    if (attr >= 0)
      push_value(L, c->program, &c->program->attributes[attr], &c->attributes[attr]);
    else if (series >= 0)
      push_series(L, c, series);
    else
      continue;
    lua_setfield(L, -2, text);
  }
}

/* -- asking ---------------------------------------------------------------------------------------------- */

static int ask(lua_State *L) {
  question *q = lua_touserdata(L, 1);
  lua_getfield(L, LUA_REGISTRYINDEX, CS_PACK_LEAVES);
  if (!lua_istable(L, -1) || lua_getfield(L, -1, q->id) != LUA_TFUNCTION) {
    return luaL_error(L, CS_MSG_leaf_absent, q->id);
  }
  lua_Debug ar;
  lua_pushvalue(L, -1);
  lua_getinfo(L, ">S", &ar);
  cs_sandbox_push_base(L); /* fresh: what the person before left in it is gone */
  if (lua_setupvalue(L, -2, 1) == NULL) lua_pop(L, 1);
  push_facts(L, q);
  lua_call(L, 1, 1);
  if (!lua_isboolean(L, -1)) {
    return luaL_error(L, CS_MSG_leaf_result, ar.short_src, ar.linedefined, q->id,
                      luaL_typename(L, -1));
  }
  q->holds = lua_toboolean(L, -1);
  return 0;
}

static int leaf_call(void *user, const char *id, const struct cs_case *c, bool *holds,
                     cs_err *err) {
  leaves *l = user;
  question q = {.of = l, .id = id, .person = c};
  *holds = false;
  cs_sandbox_refill(l->sandbox, &cs_budget_leaf);
  int rc = cs_sandbox_call(l->sandbox, ask, &q, err);
  if (rc == CS_OK) *holds = q.holds;
  return rc;
}

/* -- opening --------------------------------------------------------------------------------------------- */

static void leaf_close(void *state) {
  leaves *l = state;
  if (l == NULL) return;
  cs_sandbox_close(l->sandbox);
  json_decref(l->opaque);
  free(l);
}

/* Id -> names, from the document that the pack has given just now. */
static json_t *names_by_id(const cs_buf *document) {
  json_t *pack = json_loadb(document->data, document->size, 0, NULL), *found = json_object(), *leaf;
  size_t i;
  json_array_foreach(json_object_get(pack, "opaque"), i, leaf) {
    const char *id = json_string_value(json_object_get(leaf, "id"));
    json_t *reads = json_object_get(leaf, "reads");
    if (id != NULL && reads != NULL) json_object_set(found, id, reads);
  }
  json_decref(pack);
  return found;
}

static int leaf_open(void *user, const cs_pack_row *pack, void **state, cs_err *err) {
  (void)user;
  *state = NULL;
  cs_pack_files files;
  cs_buf document;
  memset(&files, 0, sizeof files);
  memset(&document, 0, sizeof document);
  leaves *l = calloc(1, sizeof *l);
  if (l == NULL) return cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory);
  int rc = cs_pack_files_parse(pack->id, pack->sources, &files, err);
  cs_pack_run run = {.files = &files};
  if (rc == CS_OK) rc = cs_pack_load_kept(&run, &document, &l->sandbox, err);
  if (rc == CS_OK && (l->opaque = names_by_id(&document)) == NULL)
    rc = cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory);
  cs_buf_deinit(&document);
  cs_pack_files_deinit(&files);
  if (rc == CS_OK)
    *state = l;
  else
    leaf_close(l);
  return rc;
}

const cs_opaque_host cs_leaf_host = {leaf_open, leaf_close, leaf_call, NULL};
