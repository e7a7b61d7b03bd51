/* cursus.form: templates, and printed forms with their numbers. */
#include "base/arena.h"
#include "base/json.h"
#include "base/messages.h"
#include "bindings/encode.h"
#include "bindings/handle.h"
#include "bindings/open.h"
#include "form/archive.h"
#include "form/template.h"
#include "procedure/casefile.h"
#include <string.h>

/* -- templates ------------------------------------------------------------------------------------------- */

#define TEMPLATE "cursus.box.form"

static int template_gc(lua_State *L) {
  cs_template **t = luaL_checkudata(L, 1, TEMPLATE);
  cs_template_free(*t);
  *t = NULL;
  return 0;
}

/* render(file, text, data) → html: `file` names the template in errors. */
static int form_render(lua_State *L) {
  const char *file = cs_bridge_text(L, 1), *text = cs_bridge_text(L, 2);
  luaL_checktype(L, 3, LUA_TTABLE);
  lua_settop(L, 3);
  cs_bridge_class(L, TEMPLATE, NULL, template_gc, NULL);
  cs_template **t = lua_newuserdatauv(L, sizeof *t, 0);
  *t = NULL;
  luaL_setmetatable(L, TEMPLATE);
  cs_buf *encoded = cs_bridge_buf(L), *out = cs_bridge_buf(L);
  json_t **data = cs_bridge_json(L);
  const cs_encode_options options = {0};
  cs_err err;
  int rc = cs_encode(L, 3, &options, encoded, &err);
  if (rc == CS_OK) rc = cs_json_reread(encoded->data, encoded->size, data, &err);
  if (rc == CS_OK) rc = cs_template_parse(file, text, strlen(text), t, &err);
  if (rc == CS_OK) rc = cs_template_render(*t, *data, out, &err);
  if (rc != CS_OK) return cs_bridge_failure(L, &err);
  lua_pushlstring(L, out->size > 0 ? out->data : "", out->size);
  return 1;
}

/* escape(text) → HTML */
static int form_escape(lua_State *L) {
  size_t size;
  const char *text = luaL_checklstring(L, 1, &size);
  cs_buf *out = cs_bridge_buf(L);
  cs_form_put_html(out, text, size);
  if (out->failed) return luaL_error(L, "not enough memory");
  lua_pushlstring(L, out->size > 0 ? out->data : "", out->size);
  return 1;
}

/* hash(document) → text */
static int form_hash(lua_State *L) {
  size_t size;
  const char *text = luaL_checklstring(L, 1, &size);
  char hash[CS_HASH_TEXT];
  cs_form_hash(text, size, hash);
  lua_pushstring(L, hash);
  return 1;
}

static const luaL_Reg functions[] = {
    {"render", form_render}, {"escape", form_escape}, {"hash", form_hash}, {NULL, NULL}};

int cs_open_form(lua_State *L) {
  luaL_newlib(L, functions);
  lua_pushliteral(L, CS_FORM_NAME_FROM);
  lua_setfield(L, -2, "name_from");
  lua_pushliteral(L, CS_FORM_NAME_TO);
  lua_setfield(L, -2, "name_to");
  lua_pushliteral(L, CS_FORM_BETWEEN);
  lua_setfield(L, -2, "between");
  return 1;
}

/* -- what is printed -------------------------------------------------------------------------------------- */

/* Has the act that printed it been taken back, or the case gone back behind it? 1 yes, 0 no, negative error. */
static int is_withdrawn(cs_store *s, int32_t company, const cs_form_row *form, cs_err *err) {
  cs_record record;
  cs_casefile file;
  cs_arena *arena = cs_arena_new(4096);
  int rc = cs_record_init(&record, err);
  if (rc == CS_OK && arena == NULL) rc = cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory);
  if (rc == CS_OK) rc = cs_subject_load(s, company, CS_KIND_CASE, form->case_code, &record, err);
  if (rc == CS_OK) rc = cs_casefile_read(s, &record, UINT32_MAX, arena, &file, err);
  if (rc == CS_OK) {
    const cs_case_act *act = cs_casefile_act(&file, form->act);
    rc = act != NULL && !cs_case_act_counts(act);
  }
  cs_record_deinit(&record);
  cs_arena_free(arena);
  return rc;
}

static json_t *object_of(const cs_form_row *f, bool withdrawn) {
  char on[CS_DATE_SIZE];
  json_t *o = json_object();
  bool ok =
      o != NULL && cs_bridge_put_text(o, "number", f->number) &&
      cs_bridge_put_text(o, "form", f->form) && cs_bridge_put_text(o, "series", f->series) &&
      cs_bridge_put_text(o, "case", f->case_code) && cs_bridge_put_integer(o, "act", f->act) &&
      cs_bridge_put_integer(o, "txn", f->txn) && cs_bridge_put_text(o, "subject", f->subject) &&
      cs_bridge_put_text(o, "by", f->by) && cs_bridge_put_text(o, "pack", f->pack) &&
      cs_bridge_put_text(o, "language", f->language) && cs_bridge_put_text(o, "hash", f->hash);
  if (ok && *f->subject_kind != '\0') ok = cs_bridge_put_text(o, "subject_kind", f->subject_kind);
  if (ok && f->issued_on != CS_DATE_NONE)
    ok = cs_bridge_put_text(o, "on", cs_date_text(f->issued_on, on));
  if (ok && f->archived != 0) ok = cs_bridge_put_integer(o, "archived", f->archived);
  if (ok && withdrawn) ok = cs_bridge_put(o, "withdrawn", json_true());
  if (ok) return o;
  json_decref(o);
  return NULL;
}

typedef struct listing {
  cs_store *store;
  int32_t company;
  const char *series, *case_code, *subject; /* NULL: any */
  bool pending;
  cs_listing out;
} listing;

static bool unlike(const char *wanted, const char *is) {
  return wanted != NULL && strcmp(wanted, is) != 0;
}

static int list_form(void *user, const cs_form_row *f) {
  listing *l = user;
  if (unlike(l->series, f->series) || unlike(l->case_code, f->case_code) ||
      unlike(l->subject, f->subject) || (l->pending && f->archived != 0))
    return CS_OK;
  int withdrawn = is_withdrawn(l->store, l->company, f, l->out.err);
  if (withdrawn < 0) return withdrawn;
  json_t *o = object_of(f, withdrawn == 1);
  return cs_bridge_append(l->out.box, o, o != NULL, l->out.err);
}

/* c:forms{ series =, case =, subject =, pending = bool } → { … }, by number, without their content */
static int company_forms(lua_State *L) {
  cs_store_handle *s;
  const cs_company *c = cs_handle_company(L, 1, &s);
  cs_bridge_fields(L, 2, "series case subject pending");
  cs_err err;
  listing l = {.store = s->store,
               .company = c->id,
               .series = cs_bridge_field_text(L, 2, "series", false),
               .case_code = cs_bridge_field_text(L, 2, "case", false),
               .subject = cs_bridge_field_text(L, 2, "subject", false),
               .pending = cs_bridge_field_true(L, 2, "pending")};
  l.out = (cs_listing){cs_bridge_json(L), &err};
  int rc = cs_form_each(s->store, c->id, list_form, &l, &err);
  return cs_listing_push(L, rc, *l.out.box, &err);
}

static int find(cs_store *s, const cs_company *c, const char *number, json_t **out, cs_err *err) {
  cs_form_row row;
  cs_record record;
  int rc = cs_record_init(&record, err);
  if (rc != CS_OK) return rc;
  rc = cs_form_find(s, c->id, number, &record, &row, err);
  if (rc != CS_OK) goto done;
  rc = is_withdrawn(s, c->id, &row, err);
  if (rc < 0) goto done;
  *out = object_of(&row, rc == 1);
  bool ok = *out != NULL && cs_bridge_put_text(*out, "document", row.document);
  rc = ok ? CS_OK : cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory);

done:
  cs_record_deinit(&record);
  return rc;
}

/* c:form(number) → one of them with its content, `document`, once it is archived */
static int company_form(lua_State *L) {
  cs_store_handle *s;
  const cs_company *c = cs_handle_company(L, 1, &s);
  const char *number = cs_bridge_text(L, 2);
  json_t **out = cs_bridge_json(L);
  cs_err err;
  int rc = find(s->store, c, number, out, &err);
  return cs_listing_push(L, rc, *out, &err);
}

/* -- keeping ----------------------------------------------------------------------------------------------- */

/* The texts of row i of the list at 2, left on the stack. */
static const char *row_text(lua_State *L, int row, const char *name, size_t *size) {
  if (lua_getfield(L, row, name) != LUA_TSTRING)
    luaL_argerror(L, 2, "number, language and document are texts");
  return lua_tolstring(L, -1, size);
}

/* c:keep_forms{ { number =, language =, document = }, … } → how many were new; all or none */
static int company_keep_forms(lua_State *L) {
  cs_store_handle *s;
  const cs_company *c = cs_handle_company(L, 1, &s);
  luaL_checktype(L, 2, LUA_TTABLE);
  lua_settop(L, 2);
  lua_Integer count = (lua_Integer)lua_rawlen(L, 2), kept = 0;
  cs_stamp stamp = cs_handle_stamp(L, 1);
  int top = lua_gettop(L);
  struct kept_row {
    const char *number, *language, *document;
    size_t size;
  } *rows = cs_bridge_memory(L, ((size_t)count + 1) * sizeof *rows);
  lua_createtable(L, (int)count, 0); /* keeps what the texts are read from */
  for (lua_Integer i = 0; i < count; i++) {
    size_t ignored;
    luaL_argcheck(L, lua_rawgeti(L, 2, i + 1) == LUA_TTABLE, 2, "a list of tables expected");
    int row = lua_gettop(L);
    rows[i].number = row_text(L, row, "number", &ignored);
    rows[i].language = row_text(L, row, "language", &ignored);
    rows[i].document = row_text(L, row, "document", &rows[i].size);
    lua_settop(L, top + 2);
  }
  cs_txn *t = NULL;
  cs_err err;
  int rc = cs_txn_begin(s->store, c, &stamp, &t, &err);
  for (lua_Integer i = 0; rc == CS_OK && i < count; i++) {
    bool added = false;
    rc = cs_form_keep(t, s->store, c->id, rows[i].number, rows[i].language, rows[i].document,
                      rows[i].size, &added, &err);
    kept += added;
  }
  if (rc == CS_OK)
    rc = cs_txn_commit(t, &err);
  else
    cs_txn_rollback(t);
  if (rc != CS_OK) return cs_bridge_failure(L, &err);
  lua_pushinteger(L, kept);
  return 1;
}

/* c:personal(employee, field, known_at | nil) → text or nil, and whether it was erased */
static int company_personal(lua_State *L) {
  cs_store_handle *s;
  const cs_company *c = cs_handle_company(L, 1, &s);
  const char *code = cs_bridge_text(L, 2), *field = cs_bridge_text(L, 3);
  uint32_t known = lua_isnoneornil(L, 4) ? UINT32_MAX : cs_bridge_id(L, 4);
  cs_buf *b = cs_bridge_buf(L);
  cs_err err;
  bool erased = false;
  int rc = cs_person_personal(s->store, c->id, code, field, known, b, &erased, &err);
  if (rc < 0) return cs_bridge_failure(L, &err);
  if (rc == 0)
    lua_pushnil(L);
  else
    lua_pushlstring(L, b->size > 0 ? b->data : "", b->size);
  lua_pushboolean(L, erased);
  return 2;
}

const luaL_Reg cs_form_company[] = {
    {"forms", company_forms},       {"form", company_form}, {"keep_forms", company_keep_forms},
    {"personal", company_personal}, {NULL, NULL},
};
