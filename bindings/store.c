/* cursus.store: databases, companies, the chain. */
#include "base/messages.h"
#include "bindings/encode.h"
#include "bindings/handle.h"
#include "bindings/open.h"
#include <string.h>

/* open(path, "create" | "write" | "read" | "any") */
static int store_open(lua_State *L) {
  static const char *const names[] = {"create", "write", "read", "any", NULL};
  static const cs_store_mode modes[] = {CS_STORE_CREATE, CS_STORE_WRITE, CS_STORE_READ};
  const char *path = cs_bridge_text(L, 1);
  size_t mode = (size_t)luaL_checkoption(L, 2, NULL, names);
  bool any = mode == sizeof modes / sizeof *modes;
  cs_store_handle *s = cs_handle_push_store(L);
  cs_err err;
  int rc = any ? cs_store_open_any(path, &s->store, &err)
               : cs_store_open(path, modes[mode], &s->store, &err);
  return rc == CS_OK ? 1 : cs_bridge_failure(L, &err);
}

#define CS_SLACK_MAX 3600000

/* s:stamp{now = ms, actor =, command =, slack = ms} */
static int store_stamp(lua_State *L) {
  cs_store_handle *s = cs_handle_store(L, 1);
  lua_Integer now, slack = 0;
  cs_bridge_fields(L, 2, "now actor command slack");
  luaL_argcheck(L, cs_bridge_field_integer(L, 2, "now", &now), 2, "field 'now' is missing");
  const char *actor = cs_bridge_field_text(L, 2, "actor", true);
  const char *command = cs_bridge_field_text(L, 2, "command", true);
  lua_createtable(L, 0, 2); /* a copy: the caller may change theirs */
  lua_pushstring(L, actor);
  lua_setfield(L, -2, "actor");
  lua_pushstring(L, command);
  lua_setfield(L, -2, "command");
  lua_setiuservalue(L, 1, 1);
  (void)cs_bridge_field_integer(L, 2, "slack", &slack);
  luaL_argcheck(L, slack >= 0 && slack <= CS_SLACK_MAX, 2, "field 'slack': from 0 to an hour");
  s->now = now;
  s->slack = slack;
  s->stamped = true;
  return 0;
}

static int store_set_seed(lua_State *L) {
  cs_store_handle *s = cs_handle_store(L, 1);
  lua_Integer seed = luaL_checkinteger(L, 2);
  cs_err err;
  return cs_bridge_done(L, cs_store_set_seed(s->store, (uint64_t)seed, &err), &err);
}

static int create(cs_store *s, const cs_stamp *stamp, const char *code, const char *zone,
                  cs_company *out, cs_err *err) {
  cs_txn *t = NULL;
  int rc = cs_txn_begin(s, NULL, stamp, &t, err);
  if (rc != CS_OK) return rc;
  rc = cs_company_create(t, code, zone, out, err);
  if (rc == CS_OK) return cs_txn_commit(t, err);
  cs_txn_rollback(t);
  return rc;
}

/* s:create_company(code, zone [, seed]) → company */
static int store_create_company(lua_State *L) {
  cs_store_handle *s = cs_handle_store(L, 1);
  const char *code = cs_bridge_text(L, 2), *zone = cs_bridge_text(L, 3);
  bool seeded = !lua_isnoneornil(L, 4);
  lua_Integer seed = luaL_optinteger(L, 4, 0);
  cs_stamp stamp = cs_handle_stamp(L, 1);
  cs_err err;
  cs_company company;
  int rc = seeded ? cs_store_set_seed(s->store, (uint64_t)seed, &err) : CS_OK;
  if (rc == CS_OK) rc = create(s->store, &stamp, code, zone, &company, &err);
  if (rc != CS_OK) return cs_bridge_failure(L, &err);
  cs_handle_push_company(L, 1, &company);
  return 1;
}

/* -- lists: the core's callbacks build JSON, which is pushed when the core is done --------------------------------- */

static int list_company(void *user, const cs_company *c) {
  cs_listing *l = user;
  json_t *o = json_object();
  bool ok = cs_bridge_put_text(o, "code", c->code) && cs_bridge_put_text(o, "zone", c->zone);
  return cs_bridge_append(l->box, o, ok, l->err);
}

static int store_companies(lua_State *L) {
  cs_store_handle *s = cs_handle_store(L, 1);
  cs_err err;
  cs_listing l = {cs_bridge_json(L), &err};
  int rc = cs_company_each(s->store, list_company, &l, &err);
  return cs_listing_push(L, rc, *l.box, &err);
}

/* s:company([code]) */
static int store_company(lua_State *L) {
  cs_store_handle *s = cs_handle_store(L, 1);
  const char *code = lua_isnoneornil(L, 2) ? NULL : cs_bridge_text(L, 2);
  cs_err err;
  cs_company company;
  int rc = cs_company_find(s->store, code, &company, &err);
  if (rc != CS_OK) return cs_bridge_failure(L, &err);
  cs_handle_push_company(L, 1, &company);
  return 1;
}

/* -- the chain ------------------------------------------------------------------------------------------ */

static json_t *transaction(const cs_txn_info *t) {
  json_t *o = json_object();
  bool ok = cs_bridge_put_integer(o, "number", t->number) &&
            cs_bridge_put_integer(o, "recorded", t->recorded) &&
            cs_bridge_put_text(o, "actor", t->actor) &&
            cs_bridge_put_text(o, "system_user", t->system_user) &&
            cs_bridge_put_text(o, "command", t->command) &&
            cs_bridge_put_text(o, "hash", t->hash) &&
            cs_bridge_put_integer(o, "facts", (int64_t)t->facts);
  if (ok) return o;
  json_decref(o);
  return NULL;
}

static int list_transaction(void *user, const cs_txn_info *t) {
  cs_listing *l = user;
  json_t *o = transaction(t);
  return cs_bridge_append(l->box, o, o != NULL, l->err);
}

static int store_head(lua_State *L) {
  cs_store_handle *s = cs_handle_store(L, 1);
  json_t **box = cs_bridge_json(L);
  cs_err err;
  cs_txn_info head;
  memset(&head, 0, sizeof head);
  int rc = cs_ledger_head(s->store, &head, &err);
  if (rc == CS_OK && (*box = transaction(&head)) == NULL)
    rc = cs_fail(&err, CS_ENOMEM, "%s", CS_MSG_no_memory);
  return cs_listing_push(L, rc, *box, &err);
}

static int company_ledger(lua_State *L) {
  cs_store_handle *s;
  const cs_company *c = cs_handle_company(L, 1, &s);
  cs_err err;
  cs_listing l = {cs_bridge_json(L), &err};
  int rc = cs_ledger_each(s->store, c->id, list_transaction, &l, &err);
  return cs_listing_push(L, rc, *l.box, &err);
}

static int store_known_at(lua_State *L) {
  cs_store_handle *s = cs_handle_store(L, 1);
  lua_Integer at = luaL_checkinteger(L, 2);
  cs_err err;
  uint32_t txn;
  if (cs_ledger_known_at(s->store, at, &txn, &err) != CS_OK) return cs_bridge_failure(L, &err);
  lua_pushinteger(L, txn);
  return 1;
}

static void set_integer(lua_State *L, const char *name, uint64_t value) {
  lua_pushinteger(L, (lua_Integer)value);
  lua_setfield(L, -2, name);
}

static int store_verify(lua_State *L) {
  cs_store_handle *s = cs_handle_store(L, 1);
  cs_err err;
  cs_verified v;
  if (cs_ledger_verify(s->store, &v, &err) != CS_OK) return cs_bridge_failure(L, &err);
  lua_newtable(L);
  set_integer(L, "txns", v.txns);
  set_integer(L, "facts", v.facts);
  set_integer(L, "people", v.people);
  set_integer(L, "runs", v.runs);
  lua_pushstring(L, v.head);
  lua_setfield(L, -2, "head");
  return 1;
}

static int store_older(lua_State *L) {
  lua_pushboolean(L, cs_store_is_older(cs_handle_store(L, 1)->store));
  return 1;
}

static int store_rebuild(lua_State *L) {
  cs_store_handle *s = cs_handle_store(L, 1);
  cs_err err;
  return cs_bridge_done(L, cs_ledger_rebuild(s->store, &err), &err);
}

const luaL_Reg cs_store_store[] = {
    {"stamp", store_stamp},
    {"set_seed", store_set_seed},
    {"create_company", store_create_company},
    {"companies", store_companies},
    {"company", store_company},
    {"head", store_head},
    {"known_at", store_known_at},
    {"verify", store_verify},
    {"rebuild", store_rebuild},
    {"older", store_older},
    {NULL, NULL},
};

const luaL_Reg cs_store_company[] = {{"ledger", company_ledger}, {NULL, NULL}};

int cs_open_store(lua_State *L) {
  static const luaL_Reg functions[] = {{"open", store_open}, {NULL, NULL}};
  luaL_newlib(L, functions);
  return 1;
}
