/* cursus.policy: loading packs, keeping them, adopting them. */
#include "assess/program.h"
#include "base/json.h"
#include "base/messages.h"
#include "bindings/encode.h"
#include "bindings/handle.h"
#include "bindings/open.h"
#include "bindings/pack_load.h"
#include "bindings/wall.h"
#include "form/check.h"
#include "procedure/procedure.h"
#include "store/archive.h"
#include <stdio.h>
#include <string.h>

/* -- boxes ---------------------------------------------------------------------------------------------- */

#define FILES "cursus.box.files"

static int files_gc(lua_State *L) {
  cs_pack_files_deinit(luaL_checkudata(L, 1, FILES));
  return 0;
}

static cs_pack_files *push_files(lua_State *L) {
  cs_bridge_class(L, FILES, NULL, files_gc, NULL);
  cs_pack_files *f = lua_newuserdatauv(L, sizeof *f, 0);
  memset(f, 0, sizeof *f);
  luaL_setmetatable(L, FILES);
  return f;
}

/* -- loading -------------------------------------------------------------------------------------------- */

/* Facts, cycles, procedures and forms. */
static int check_text(const char *text, size_t size, cs_err *err) {
  cs_pack *pack = NULL;
  cs_procedures *procedures = NULL;
  int rc = cs_pack_parse(text, size, &pack, err);
  if (rc == CS_OK) rc = cs_procedures_parse(pack, NULL, &procedures, err);
  if (rc == CS_OK) rc = cs_forms_check(cs_pack_json(pack), err);
  cs_procedures_free(procedures);
  cs_pack_free(pack);
  return rc;
}

static int check_document(const cs_buf *document, const char *folder, cs_err *err) {
  int rc = check_text(document->data, document->size, err);
  if (rc != CS_OK) cs_fail_within(err, "%s", folder);
  return rc;
}

static int run_pack(void *run, cs_buf *out, cs_err *err) { return cs_pack_load(run, out, err); }

/* The base of a variant is kept with it: a variant is its files and those of all it extends. */
static int add_base(const json_t *document, const json_t *bases, cs_pack_files *files,
                    cs_err *err) {
  const char *id = json_string_value(json_object_get(document, "extends"));
  const json_t *base = id == NULL ? NULL : json_object_get(bases, id);
  if (base == NULL) return CS_OK;
  const json_t *below = json_object_get(json_object_get(base, "document"), "layers");
  size_t layer = json_array_size(below) > 0 ? json_array_size(below) : 1;
  const char *sources = json_string_value(json_object_get(base, "sources"));
  return cs_pack_files_add_base(files, id, sources, layer, err);
}

/* Reads the pack of the folder, runs it behind the wall and checks what comes back. The document is given as text and as JSON. */
static int load(const char *dir, const json_t *bases, cs_pack_files *files, cs_buf *document,
                json_t **json, cs_buf *sources, cs_err *err) {
  int rc = cs_pack_files_read(dir, files, err);
  cs_pack_run run = {.files = files, .bases = bases};
  if (rc == CS_OK) rc = cs_wall_run(&cs_wall_default, run_pack, &run, document, err);
  if (rc == CS_OK) rc = check_document(document, files->folder, err);
  if (rc == CS_OK) rc = cs_json_reread(document->data, document->size, json, err);
  if (rc == CS_OK) rc = add_base(*json, bases, files, err);
  return rc == CS_OK ? cs_pack_files_json(files, sources, err) : rc;
}

static void set_text(lua_State *L, const char *name, const char *text) {
  lua_pushstring(L, text);
  lua_setfield(L, -2, name);
}

static void set_bytes(lua_State *L, const char *name, const cs_buf *b) {
  lua_pushlstring(L, b->data, b->size);
  lua_setfield(L, -2, name);
}

/* Pushes { id, title, document, compiled } of a pack's document. */
static void push_pack(lua_State *L, json_t *document) {
  lua_newtable(L);
  const char *id = json_string_value(json_object_get(document, "id"));
  set_text(L, "id", id != NULL ? id : "");
  cs_decode_push(L, document, false);
  lua_getfield(L, -1, "title");
  lua_setfield(L, -3, "title");
  lua_setfield(L, -2, "document");
}

/* The pack on top of the stack as {document, sources}. */
static int take_base(lua_State *L, json_t **out, cs_err *err) {
  int top = lua_gettop(L);
  luaL_argcheck(L, lua_istable(L, top), 2, "bases: id = pack");
  bool whole = lua_getfield(L, top, "compiled") == LUA_TSTRING &&
               lua_getfield(L, top, "sources") == LUA_TSTRING;
  luaL_argcheck(L, whole, 2, "bases: a pack has compiled and sources");
  size_t size;
  const char *text = lua_tolstring(L, top + 1, &size), *sources = lua_tostring(L, top + 2);
  json_t *document = NULL;
  int rc = cs_json_read(text, size, 0, &document, NULL, err);
  luaL_argcheck(L, rc != CS_EINPUT, 2, "bases: not a compiled pack");
  if (rc == CS_OK &&
      (*out = json_pack("{s:o, s:s}", "document", document, "sources", sources)) == NULL)
    rc = cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory);
  lua_settop(L, top);
  return rc;
}

/* The table {id = pack} on top of the stack as one object, boxed. */
static int take_bases(lua_State *L, json_t **bases, cs_err *err) {
  *bases = json_object();
  for (lua_pushnil(L); lua_next(L, -2) != 0; lua_pop(L, 1)) {
    luaL_argcheck(L, lua_type(L, -2) == LUA_TSTRING, 2, "bases: id = pack");
    json_t *base = NULL;
    int rc = take_base(L, &base, err);
    if (rc == CS_OK && !cs_bridge_put(*bases, lua_tostring(L, -2), base))
      rc = cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory);
    if (rc != CS_OK) return rc;
  }
  return CS_OK;
}

/* load(dir [, {bases = {id = pack}}]): the packs that a variant may extend, by id, as store:pack gives them. */
static int policy_load(lua_State *L) {
  const char *dir = cs_bridge_text(L, 1);
  lua_settop(L, 2);
  cs_err err;
  json_t **bases = cs_bridge_json(L);
  if (!lua_isnil(L, 2)) {
    cs_bridge_fields(L, 2, "bases");
    if (lua_getfield(L, 2, "bases") == LUA_TTABLE && take_bases(L, bases, &err) != CS_OK)
      return cs_bridge_failure(L, &err);
    lua_pop(L, 1);
  }
  cs_pack_files *files = push_files(L);
  cs_buf *document = cs_bridge_buf(L), *sources = cs_bridge_buf(L);
  json_t **json = cs_bridge_json(L);
  if (load(dir, *bases, files, document, json, sources, &err) != CS_OK)
    return cs_bridge_failure(L, &err);

  char hash[CS_PACK_HASH_SIZE];
  cs_pack_files_hash(files, hash);
  push_pack(L, *json);
  set_text(L, "hash", hash);
  set_bytes(L, "compiled", document);
  set_bytes(L, "sources", sources);
  return 1;
}

static int effective_of(const char *compiled, const json_t *given, json_t **out, cs_err *err) {
  cs_pack *pack = NULL;
  int rc = cs_pack_parse(compiled, strlen(compiled), &pack, err);
  if (rc == CS_OK) rc = cs_pack_settings(pack, given, out, err);
  cs_pack_free(pack);
  return rc;
}

/* settings(compiled, { parameters = {}, readings = {} }) → all that are in force, tables by the ids of their rows */
static int policy_settings(lua_State *L) {
  const char *compiled = cs_bridge_text(L, 1);
  luaL_checktype(L, 2, LUA_TTABLE);
  cs_buf *text = cs_bridge_buf(L);
  json_t **given = cs_bridge_json(L), **out = cs_bridge_json(L);
  const cs_encode_options options = {0};
  cs_err err;
  int rc = cs_encode(L, 2, &options, text, &err);
  if (rc == CS_OK) rc = cs_json_read(cs_buf_str(text), text->size, 0, given, NULL, &err);
  if (rc == CS_OK) rc = effective_of(compiled, *given, out, &err);
  if (rc != CS_OK) return cs_bridge_failure(L, &err);
  cs_decode_push(L, *out, false);
  return 1;
}

static int policy_open(lua_State *L) {
  size_t n;
  const char *text = luaL_checklstring(L, 1, &n);
  cs_err err;
  return cs_bridge_done(L, check_text(text, n, &err), &err);
}

typedef struct data_file {
  const cs_pack_files *files;
  const char *name;
} data_file;

static int run_data(void *argument, cs_buf *out, cs_err *err) {
  const data_file *d = argument;
  return cs_pack_data(d->files, d->name, NULL, out, err);
}

/* data(dir, name): what a Lua file of the pack's folder returns, as plain data; the file is untrusted and runs in a policy state. */
static int policy_data(lua_State *L) {
  const char *dir = cs_bridge_text(L, 1), *name = cs_bridge_text(L, 2);
  cs_pack_files *files = push_files(L);
  cs_buf *text = cs_bridge_buf(L);
  json_t **json = cs_bridge_json(L);
  cs_err err;
  int rc = cs_pack_files_read(dir, files, &err);
  data_file file = {.files = files, .name = name};
  if (rc == CS_OK) rc = cs_wall_run(&cs_wall_default, run_data, &file, text, &err);
  if (rc == CS_OK) rc = cs_json_reread(text->data, text->size, json, &err);
  if (rc != CS_OK) return cs_bridge_failure(L, &err);
  cs_decode_push(L, *json, false);
  return 1;
}

/* -- keeping -------------------------------------------------------------------------------------------- */

/* The hash must be that of the files, whatever the script says. */
static int keep(cs_store *s, const cs_pack_row *row, cs_pack_files *files, cs_err *err) {
  int rc = cs_pack_files_parse(row->id, row->sources, files, err);
  if (rc != CS_OK) return rc;
  char hash[CS_PACK_HASH_SIZE];
  cs_pack_files_hash(files, hash);
  if (strcmp(hash, row->hash) != 0) return cs_fail(err, CS_EINPUT, CS_MSG_pack_hash_wrong, row->id);
  rc = cs_work_begin(s, err);
  if (rc != CS_OK) return rc;
  rc = cs_pack_store(s, row, err);
  if (rc == CS_OK) return cs_work_commit(s, err);
  cs_work_rollback(s);
  return rc;
}

static int store_keep_pack(lua_State *L) {
  cs_store_handle *s = cs_handle_store(L, 1);
  luaL_checktype(L, 2, LUA_TTABLE);
  cs_pack_row row = {
      .id = cs_bridge_field_text(L, 2, "id", true),
      .compiled = cs_bridge_field_text(L, 2, "compiled", true),
      .sources = cs_bridge_field_text(L, 2, "sources", true),
  };
  snprintf(row.hash, sizeof row.hash, "%s", cs_bridge_field_text(L, 2, "hash", true));
  static const cs_encode_options plain = {.strict = false};
  cs_err err;
  cs_buf *title = cs_bridge_buf(L);
  lua_getfield(L, 2, "title");
  if (lua_isnil(L, -1))
    cs_buf_puts(title, "{}");
  else if (cs_encode(L, -1, &plain, title, &err) != CS_OK)
    return luaL_error(L, "%s", err.text);
  row.title = cs_buf_str(title);
  cs_pack_files *files = push_files(L);
  int rc = keep(s->store, &row, files, &err);
  cs_pack_files_deinit(files);
  return cs_bridge_done(L, rc, &err);
}

static int list_pack(void *user, const cs_pack_row *row) {
  cs_listing *l = user;
  json_t *o = json_object();
  bool ok = cs_bridge_put_text(o, "hash", row->hash) && cs_bridge_put_text(o, "id", row->id) &&
            cs_bridge_put_parsed(o, "title", row->title);
  return cs_bridge_append(l->box, o, ok, l->err);
}

static int store_packs(lua_State *L) {
  cs_store_handle *s = cs_handle_store(L, 1);
  cs_err err;
  cs_listing l = {cs_bridge_json(L), &err};
  int rc = cs_pack_each(s->store, list_pack, &l, &err);
  return cs_listing_push(L, rc, *l.box, &err);
}

/* s:pack(hash) */
static int store_pack(lua_State *L) {
  cs_store_handle *s = cs_handle_store(L, 1);
  const char *hash = cs_bridge_text(L, 2);
  json_t **box = cs_bridge_json(L);
  cs_err err;
  cs_pack_row row;
  cs_pack *pack = NULL;
  int rc = cs_pack_open(s->store, hash, &pack, &err); /* for a command it has been read already */
  if (rc == CS_OK) *box = json_incref((json_t *)cs_pack_json(pack));
  cs_pack_free(pack);
  if (rc == CS_OK) rc = cs_pack_find(s->store, hash, &row, &err);
  if (rc != CS_OK) return cs_bridge_failure(L, &err);
  push_pack(L, *box);
  set_text(L, "hash", row.hash);
  set_text(L, "compiled", row.compiled);
  set_text(L, "sources", row.sources);
  return 1;
}

/* -- adopting ------------------------------------------------------------------------------------------- */

/* The settings are checked against the pack before anything is written. */
static int adopt(cs_store *s, const cs_company *c, const cs_stamp *stamp, cs_adoption *a,
                 const char *settings, cs_err *err) {
  cs_pack *pack = NULL;
  json_t *given = NULL, *effective = NULL;
  cs_txn *t = NULL;
  int rc = cs_json_read(settings, strlen(settings), 0, &given, NULL, err);
  if (rc == CS_EINPUT) rc = cs_fail(err, rc, "settings");
  if (rc == CS_OK) rc = cs_pack_open(s, a->hash, &pack, err);
  if (rc == CS_OK) rc = cs_pack_settings(pack, given, &effective, err);
  if (rc != CS_OK) goto done;
  a->pack_id = json_string_value(json_object_get(cs_pack_json(pack), "id"));
  a->settings = settings;
  rc = cs_txn_begin(s, c, stamp, &t, err);
  if (rc != CS_OK) goto done;
  rc = cs_adopt(t, a, err);
  if (rc == CS_OK)
    rc = cs_txn_commit(t, err);
  else
    cs_txn_rollback(t);

done:
  json_decref(effective);
  json_decref(given);
  cs_pack_free(pack);
  return rc;
}

/* c:adopt(hash, {effective =, parameters =, readings =}) */
static int company_adopt(lua_State *L) {
  static const cs_encode_options plain = {.strict = false};
  cs_store_handle *s;
  const cs_company *c = cs_handle_company(L, 1, &s);
  const char *hash = cs_bridge_text(L, 2);
  lua_settop(L, 3);
  if (lua_isnil(L, 3)) lua_newtable(L), lua_replace(L, 3);
  cs_bridge_fields(L, 3, "effective parameters readings");
  cs_adoption a = {.effective = CS_DATE_MIN};
  snprintf(a.hash, sizeof a.hash, "%s", hash);
  lua_Integer effective;
  if (cs_bridge_field_integer(L, 3, "effective", &effective)) {
    luaL_argcheck(L, effective > CS_DATE_NONE && effective < CS_DATE_MAX, 3,
                  "field 'effective': not a date");
    a.effective = (cs_date)effective;
  }
  cs_err err;
  cs_buf *settings = cs_bridge_buf(L);
  lua_newtable(L);
  static const char *const groups[] = {"parameters", "readings"};
  for (int i = 0; i < 2; i++) {
    if (lua_getfield(L, 3, groups[i]) == LUA_TNIL) lua_pop(L, 1), lua_newtable(L);
    lua_setfield(L, -2, groups[i]);
  }
  if (cs_encode(L, -1, &plain, settings, &err) != CS_OK) return luaL_error(L, "%s", err.text);
  const char *text = cs_buf_str(settings);
  cs_stamp stamp = cs_handle_stamp(L, 1);
  return cs_bridge_done(L, adopt(s->store, c, &stamp, &a, text, &err), &err);
}

static int list_adoption(void *user, const cs_adoption *a) {
  cs_listing *l = user;
  json_t *o = json_object();
  bool ok = cs_bridge_put_integer(o, "txn", a->txn) && cs_bridge_put_text(o, "hash", a->hash) &&
            cs_bridge_put_text(o, "pack", a->pack_id) &&
            cs_bridge_put_parsed(o, "settings", a->settings);
  if (ok && a->effective != CS_DATE_MIN) ok = cs_bridge_put_integer(o, "effective", a->effective);
  return cs_bridge_append(l->box, o, ok, l->err);
}

/* c:adoptions([on]) → newest first */
static int company_adoptions(lua_State *L) {
  cs_store_handle *s;
  const cs_company *c = cs_handle_company(L, 1, &s);
  cs_date on = lua_isnoneornil(L, 2) ? CS_DATE_MAX : cs_bridge_date(L, 2);
  cs_err err;
  cs_listing l = {cs_bridge_json(L), &err};
  int rc = cs_adoption_each(s->store, c->id, on, list_adoption, &l, &err);
  return cs_listing_push(L, rc, *l.box, &err);
}

const luaL_Reg cs_policy_store[] = {
    {"keep_pack", store_keep_pack},
    {"packs", store_packs},
    {"pack", store_pack},
    {NULL, NULL},
};
const luaL_Reg cs_policy_company[] = {
    {"adopt", company_adopt}, {"adoptions", company_adoptions}, {NULL, NULL}};

int cs_open_policy(lua_State *L) {
  static const luaL_Reg functions[] = {
      {"load", policy_load}, {"open", policy_open}, {"settings", policy_settings},
      {"data", policy_data}, {NULL, NULL},
  };
  luaL_newlib(L, functions);
  return 1;
}
