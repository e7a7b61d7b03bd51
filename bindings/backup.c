/* cursus.backup: copies of a database and back; the hash of a transaction, for the head that an auditor kept. */
#include "store/backup.h"
#include "bindings/handle.h"
#include "bindings/open.h"

static void set_text(lua_State *L, const char *name, const char *value) {
  lua_pushstring(L, value);
  lua_setfield(L, -2, name);
}

static void set_integer(lua_State *L, const char *name, uint64_t value) {
  lua_pushinteger(L, (lua_Integer)value);
  lua_setfield(L, -2, name);
}

static void push_verified(lua_State *L, const cs_verified *v) {
  lua_createtable(L, 0, 7);
  set_integer(L, "txns", v->txns);
  set_integer(L, "facts", v->facts);
  set_integer(L, "people", v->people);
  set_integer(L, "runs", v->runs);
  set_text(L, "head", v->head);
}

/* s:backup(path) → what verify found in the copy */
static int store_backup(lua_State *L) {
  cs_store_handle *s = cs_handle_store(L, 1);
  const char *path = cs_bridge_text(L, 2);
  cs_err err;
  cs_verified v;
  if (cs_store_backup(s->store, path, &v, &err) != CS_OK) return cs_bridge_failure(L, &err);
  push_verified(L, &v);
  return 1;
}

/* s:hash(number) → text; nil when there is no such transaction */
static int store_hash(lua_State *L) {
  cs_store_handle *s = cs_handle_store(L, 1);
  uint32_t number = cs_bridge_id(L, 2);
  cs_err err;
  char hash[CS_HASH_TEXT];
  int rc = cs_ledger_hash(s->store, number, hash, &err);
  if (rc < 0) return cs_bridge_failure(L, &err);
  if (rc == 1)
    lua_pushstring(L, hash);
  else
    lua_pushnil(L);
  return 1;
}

/* restore(from, to, force) → what verify found, given_up, kept (nil: there was no file) */
static int restore(lua_State *L) {
  const char *from = cs_bridge_text(L, 1), *to = cs_bridge_text(L, 2);
  bool force = lua_toboolean(L, 3) != 0;
  cs_err err;
  cs_restored r;
  if (cs_store_restore(from, to, force, &r, &err) != CS_OK) return cs_bridge_failure(L, &err);
  push_verified(L, &r.whole);
  set_integer(L, "given_up", r.given_up);
  if (r.kept[0] != '\0') set_text(L, "kept", r.kept);
  return 1;
}

const luaL_Reg cs_backup_store[] = {{"backup", store_backup}, {"hash", store_hash}, {NULL, NULL}};

int cs_open_backup(lua_State *L) {
  static const luaL_Reg functions[] = {{"restore", restore}, {NULL, NULL}};
  luaL_newlib(L, functions);
  return 1;
}
