/* cursus.intake: files and rows into the ledger. */
#include "intake/intake.h"
#include "intake/template.h"
#include "base/json.h"
#include "base/messages.h"
#include "bindings/encode.h"
#include "bindings/handle.h"
#include "bindings/open.h"
#include <stdlib.h>
#include <string.h>

#define INTAKE "cursus.box.intake"
#define TEMPLATE "cursus.box.template"
#define PACKS_MAX 64

/* All that one import owns besides the store. */
typedef struct intake {
  cs_intake_options options;
  cs_mapping *mapping;
  cs_pack *packs[PACKS_MAX];
  char hashes[PACKS_MAX][CS_HASH_TEXT];
  char ids[PACKS_MAX][128];
  char *settings[PACKS_MAX];
  json_t *effective[PACKS_MAX];
  size_t pack_count;
  cs_guards *guards;
  cs_vocabulary *vocabulary;
  cs_intake_report report;
  bool reported; /* the report is to be deinited */
} intake;

static int intake_gc(lua_State *L) {
  intake *in = luaL_checkudata(L, 1, INTAKE);
  if (in->reported) cs_intake_report_deinit(&in->report);
  cs_vocabulary_free(in->vocabulary);
  cs_guards_free(in->guards);
  for (size_t i = 0; i < in->pack_count; i++) {
    json_decref(in->effective[i]);
    free(in->settings[i]);
    cs_pack_free(in->packs[i]);
  }
  cs_mapping_free(in->mapping);
  memset(in, 0, sizeof *in);
  return 0;
}

static intake *push_intake(lua_State *L) {
  cs_bridge_class(L, INTAKE, NULL, intake_gc, NULL);
  intake *in = lua_newuserdatauv(L, sizeof *in, 0);
  memset(in, 0, sizeof *in);
  luaL_setmetatable(L, INTAKE);
  return in;
}

/* -- the vocabulary: of each pack adopted, the newest version ------------------------------------------------------ */

static int note_adoption(void *user, const cs_adoption *a) {
  intake *in = user;
  for (size_t i = 0; i < in->pack_count; i++) {
    if (strcmp(in->ids[i], a->pack_id) == 0) return 0; /* newest first: an older version */
  }
  if (in->pack_count == PACKS_MAX) return 1;
  strncpy(in->ids[in->pack_count], a->pack_id, sizeof in->ids[0] - 1);
  in->settings[in->pack_count] = strdup(a->settings);
  memcpy(in->hashes[in->pack_count++], a->hash, CS_HASH_TEXT);
  return 0;
}

static int open_vocabulary(intake *in, cs_store *s, const cs_company *c, cs_err *err) {
  int rc = cs_adoption_each(s, c->id, CS_DATE_MAX, note_adoption, in, err);
  if (rc < 0) return rc;
  for (size_t i = 0; i < in->pack_count; i++) {
    rc = cs_pack_open(s, in->hashes[i], &in->packs[i], err);
    if (rc != CS_OK) return rc;
  }
  return cs_vocabulary_new((const cs_pack *const *)in->packs, in->pack_count, &in->vocabulary, err);
}

/* -- the guards: of the same packs, for the day of recording where the company is ----------------------------------- */

static int settle(intake *in, size_t i, cs_err *err) {
  const char *settings = in->settings[i];
  if (settings == NULL) return cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory);
  json_t *given = NULL;
  json_error_t wrong;
  int rc = cs_json_read(settings, strlen(settings), 0, &given, &wrong, err);
  if (rc == CS_EINPUT) rc = cs_fail(err, CS_EDB, CS_MSG_cycle_settings_bad, settings, wrong.text);
  if (rc == CS_OK) rc = cs_pack_settings(in->packs[i], given, &in->effective[i], err);
  json_decref(given);
  return rc;
}

static int open_guards(intake *in, cs_store *s, cs_err *err) {
  for (size_t i = 0; i < in->pack_count; i++) {
    int rc = settle(in, i, err);
    if (rc != CS_OK) return rc;
  }
  return cs_guards_compile((const cs_pack *const *)in->packs, (const json_t *const *)in->effective,
                           in->pack_count, in->options.kind, s, in->options.today, &in->guards,
                           err);
}

static int run(intake *in, cs_store *s, const cs_company *c, const cs_stamp *stamp,
               const char *mapping, cs_err *err) {
  char text[CS_TIME_SIZE];
  cs_date_parse(cs_time_text(stamp->now, c->zone, text), 10, &in->options.today);
  int rc = open_vocabulary(in, s, c, err);
  if (rc == CS_OK) rc = open_guards(in, s, err);
  in->options.guards = in->guards;
  if (rc == CS_OK && mapping != NULL) rc = cs_mapping_load(mapping, &in->mapping, err);
  if (rc != CS_OK) return rc;
  in->options.mapping = in->mapping;
  in->reported = true;
  return cs_intake_run(s, c, stamp, in->vocabulary, &in->options, &in->report, err);
}

/* -- options -------------------------------------------------------------------------------------------- */

static int by_text(const void *a, const void *b) {
  return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The table row = {field = value} as pairs in the order of the fields, NULL at the end; pushes what keeps them alive. */
static const char *const *push_row(lua_State *L, int row) {
  size_t count = 0;
  for (lua_pushnil(L); lua_next(L, row) != 0; lua_pop(L, 1)) count++;
  lua_newtable(L); /* values as texts */
  int texts = lua_gettop(L);
  const char **names = cs_bridge_memory(L, (count + 1) * sizeof *names);
  const char **pairs = cs_bridge_memory(L, (2 * count + 1) * sizeof *pairs);
  size_t n = 0;
  for (lua_pushnil(L); lua_next(L, row) != 0; lua_pop(L, 1)) {
    if (lua_type(L, -2) != LUA_TSTRING) luaL_argerror(L, 2, "row: a field without a name");
    if (lua_type(L, -1) != LUA_TSTRING && !lua_isinteger(L, -1))
      luaL_argerror(L, 2, "row: a text or a whole number expected");
    names[n++] = lua_tostring(L, -2);
    lua_pushvalue(L, -2);
    luaL_tolstring(L, -2, NULL);
    lua_rawset(L, texts);
  }
  qsort(names, n, sizeof *names, by_text);
  for (size_t i = 0; i < n; i++) {
    pairs[2 * i] = names[i];
    lua_getfield(L, texts, names[i]);
    pairs[2 * i + 1] = lua_tostring(L, -1);
    lua_pop(L, 1);
  }
  return pairs;
}

/* maps = {{column=, from=, to=}, ...}; stays on the stack. */
static const cs_map *read_maps(lua_State *L, int options, size_t *count) {
  *count = 0;
  if (lua_getfield(L, options, "maps") == LUA_TNIL) return NULL;
  luaL_argcheck(L, lua_istable(L, -1), options, "maps: a table expected");
  int list = lua_gettop(L);
  *count = lua_rawlen(L, list);
  cs_map *maps = cs_bridge_memory(L, (*count + 1) * sizeof *maps);
  for (size_t i = 0; i < *count; i++) {
    lua_rawgeti(L, list, (lua_Integer)i + 1); /* stays in the list, and so do its texts */
    int row = lua_gettop(L);
    cs_bridge_fields(L, row, "column from to");
    maps[i] = (cs_map){.column = cs_bridge_field_text(L, row, "column", true),
                       .from = cs_bridge_field_text(L, row, "from", true),
                       .to = cs_bridge_field_text(L, row, "to", true)};
    lua_settop(L, row - 1);
  }
  return maps;
}

static cs_encoding encoding_of(lua_State *L, const char *name) {
  if (name == NULL || strcmp(name, "auto") == 0) return CS_ENC_AUTO;
  if (strcmp(name, "utf-8") == 0) return CS_ENC_UTF8;
  if (strcmp(name, "gb18030") == 0) return CS_ENC_GB18030;
  luaL_argerror(L, 2, "encoding: auto, utf-8 or gb18030");
  return CS_ENC_AUTO;
}

/* -- the report ----------------------------------------------------------------------------------------- */

static void set_count(lua_State *L, const char *name, uint64_t n) {
  lua_pushinteger(L, (lua_Integer)n);
  lua_setfield(L, -2, name);
}

static void set_text(lua_State *L, const char *name, const char *text) {
  if (text == NULL) return;
  lua_pushstring(L, text);
  lua_setfield(L, -2, name);
}

static void set_texts(lua_State *L, const char *name, const char *const *texts, size_t count) {
  lua_createtable(L, (int)count, 0);
  cs_encode_mark_array(L, -1);
  for (size_t i = 0; i < count; i++) {
    lua_pushstring(L, texts[i]);
    lua_rawseti(L, -2, (lua_Integer)i + 1);
  }
  lua_setfield(L, -2, name);
}

static void push_problems(lua_State *L, const cs_intake_problem *problems, size_t count) {
  lua_createtable(L, (int)count, 0);
  cs_encode_mark_array(L, -1);
  for (size_t i = 0; i < count; i++) {
    const cs_intake_problem *p = &problems[i];
    lua_newtable(L);
    set_count(L, "line", p->line);
    set_text(L, "cell", p->cell);
    set_text(L, "column", p->column);
    set_text(L, "value", p->value);
    set_text(L, "reason", p->reason);
    if (p->times > 0) set_count(L, "times", p->times);
    lua_pushboolean(L, p->warning);
    lua_setfield(L, -2, "warning");
    lua_rawseti(L, -2, (lua_Integer)i + 1);
  }
}

static void push_reasons(lua_State *L, const cs_intake_report *r) {
  lua_createtable(L, (int)r->reason_count, 0);
  cs_encode_mark_array(L, -1);
  for (size_t i = 0; i < r->reason_count; i++) {
    lua_newtable(L);
    set_text(L, "reason", r->reasons[i].reason);
    set_count(L, "count", r->reasons[i].count);
    lua_pushboolean(L, r->reasons[i].warning);
    lua_setfield(L, -2, "warning");
    lua_rawseti(L, -2, (lua_Integer)i + 1);
  }
}

static void push_report(lua_State *L, const cs_intake_report *r) {
  lua_newtable(L);
  set_count(L, "rows", r->rows);
  set_count(L, "added", r->added);
  set_count(L, "corrected", r->corrected);
  set_count(L, "same", r->same);
  set_count(L, "rejected", r->rejected);
  set_count(L, "warnings", r->warnings);
  set_count(L, "batch", r->batch);
  set_text(L, "encoding", r->encoding);
  set_text(L, "sheet", r->sheet);
  if (r->sheet != NULL) set_count(L, "skipped", r->skipped);
  push_problems(L, r->problems, r->problem_count);
  lua_setfield(L, -2, "problems");
  push_problems(L, r->values, r->value_count);
  lua_setfield(L, -2, "values");
  push_reasons(L, r);
  lua_setfield(L, -2, "reasons");
  set_texts(L, "ignored", (const char *const *)r->ignored_columns, r->ignored_count);
  if (r->sheet != NULL) set_texts(L, "left_out", r->left_out, r->left_out_count);
}

/* c:import{kind=, path= | row=, ...} → report; with bad rows report, message, code. */
static int company_import(lua_State *L) {
  cs_store_handle *s;
  const cs_company *c = cs_handle_company(L, 1, &s);
  cs_bridge_fields(L, 2,
                   "kind path row encoding sheet mapping maps learn dry_run valid_only rejects");
  lua_settop(L, 2);
  intake *in = push_intake(L);
  const char *mapping = cs_bridge_field_text(L, 2, "mapping", false);
  in->options = (cs_intake_options){
      .kind = cs_bridge_field_text(L, 2, "kind", true),
      .path = cs_bridge_field_text(L, 2, "path", false),
      .encoding = encoding_of(L, cs_bridge_field_text(L, 2, "encoding", false)),
      .sheet = cs_bridge_field_text(L, 2, "sheet", false),
      .learn = cs_bridge_field_true(L, 2, "learn"),
      .dry_run = cs_bridge_field_true(L, 2, "dry_run"),
      .valid_only = cs_bridge_field_true(L, 2, "valid_only"),
      .rejects = cs_bridge_field_text(L, 2, "rejects", false),
  };
  luaL_argcheck(L, (in->options.path != NULL) != cs_bridge_has(L, 2, "row"), 2,
                "path or row, one of them");
  if (in->options.path == NULL) {
    lua_getfield(L, 2, "row");
    luaL_argcheck(L, lua_istable(L, -1), 2, "row: a table expected");
    in->options.row = push_row(L, lua_gettop(L));
  }
  in->options.maps = read_maps(L, 2, &in->options.map_count);
  cs_stamp stamp = cs_handle_stamp(L, 1);
  cs_err err;
  int rc = run(in, s->store, c, &stamp, mapping, &err);
  if (!in->reported || (rc != CS_OK && rc != CS_EINPUT)) return cs_bridge_failure(L, &err);
  push_report(L, &in->report);
  if (rc == CS_OK) return 1;
  lua_pushstring(L, err.text);
  lua_pushstring(L, cs_err_name(err.code));
  return 3;
}

/* -- templates ----------------------------------------------------------------------------------------- */

static int template_gc(lua_State *L) {
  cs_template_deinit(luaL_checkudata(L, 1, TEMPLATE));
  return 0;
}

static void push_template(lua_State *L, const cs_template *t) {
  lua_createtable(L, (int)t->count, 0);
  for (size_t i = 0; i < t->count; i++) {
    const cs_template_column *c = &t->columns[i];
    lua_newtable(L);
    set_text(L, "name", c->name);
    set_text(L, "title", c->title);
    set_text(L, "type", c->type);
    set_text(L, "hint", c->look.hint);
    lua_pushboolean(L, c->required);
    lua_setfield(L, -2, "required");
    lua_pushboolean(L, c->look.open);
    lua_setfield(L, -2, "open");
    set_texts(L, "choices", c->look.choices, c->look.choice_count);
    lua_rawseti(L, -2, (lua_Integer)i + 1);
  }
}

/* c:template(kind) → the columns of its sheet, as book:sheet takes them */
static int company_template(lua_State *L) {
  cs_store_handle *s;
  const cs_company *c = cs_handle_company(L, 1, &s);
  const char *kind = cs_bridge_text(L, 2);
  intake *in = push_intake(L);
  cs_bridge_class(L, TEMPLATE, NULL, template_gc, NULL);
  cs_template *t = lua_newuserdatauv(L, sizeof *t, 0);
  *t = (cs_template){0};
  luaL_setmetatable(L, TEMPLATE);
  cs_err err;
  int rc = open_vocabulary(in, s->store, c, &err);
  if (rc == CS_OK) rc = cs_template_init(in->vocabulary, kind, t, &err);
  if (rc != CS_OK) return cs_bridge_failure(L, &err);
  push_template(L, t);
  return 1;
}

/* -- learned maps --------------------------------------------------------------------------------------- */

static int list_map(void *user, const cs_map *m) {
  cs_listing *l = user;
  json_t *o = json_object();
  cs_buf id = {0};
  cs_buf_printf(&id, "%s.%s:%s", m->kind, m->column, m->from);
  bool ok = cs_bridge_put_text(o, "map", cs_buf_str(&id)) &&
            cs_bridge_put_text(o, "kind", m->kind) && cs_bridge_put_text(o, "column", m->column) &&
            cs_bridge_put_text(o, "from", m->from) && cs_bridge_put_text(o, "to", m->to) &&
            cs_bridge_put_text(o, "by", m->actor) && cs_bridge_put_integer(o, "txn", m->txn) &&
            cs_bridge_put_integer(o, "recorded", m->recorded);
  ok = ok && !id.failed;
  cs_buf_deinit(&id);
  return cs_bridge_append(l->box, o, ok, l->err);
}

/* c:maps() → {{map=, kind=, column=, from=, to=, by=, recorded=, txn=}, ...} */
static int company_maps(lua_State *L) {
  cs_store_handle *s;
  const cs_company *c = cs_handle_company(L, 1, &s);
  cs_err err;
  cs_listing l = {cs_bridge_json(L), &err};
  if (cs_map_each(s->store, c->id, list_map, &l, &err) != CS_OK) return cs_bridge_failure(L, &err);
  if (*l.box == NULL)
    lua_newtable(L);
  else
    cs_decode_push(L, *l.box, false);
  return 1;
}

static int forget(cs_store *s, const cs_company *c, const cs_stamp *stamp, const char *id,
                  cs_err *err) {
  cs_txn *t = NULL;
  int rc = cs_txn_begin(s, c, stamp, &t, err);
  if (rc == CS_OK) rc = cs_map_forget(t, s, c->id, id, err);
  if (rc == CS_OK) return cs_txn_commit(t, err);
  cs_txn_rollback(t);
  return rc;
}

/* c:forget_map("ratings.rating:优") */
static int company_forget_map(lua_State *L) {
  cs_store_handle *s;
  const cs_company *c = cs_handle_company(L, 1, &s);
  const char *id = cs_bridge_text(L, 2);
  cs_stamp stamp = cs_handle_stamp(L, 1);
  cs_err err;
  return cs_bridge_done(L, forget(s->store, c, &stamp, id, &err), &err);
}

/* -- batches -------------------------------------------------------------------------------------------- */

static int list_batch(void *user, const cs_batch *b) {
  cs_listing *l = user;
  json_t *o = json_object();
  bool ok = cs_bridge_put_integer(o, "id", b->txn) && cs_bridge_put_text(o, "kind", b->kind) &&
            cs_bridge_put_text(o, "file", b->file) && cs_bridge_put_text(o, "digest", b->digest) &&
            cs_bridge_put_integer(o, "rows", (int64_t)b->rows) &&
            cs_bridge_put_integer(o, "added", (int64_t)b->added) &&
            cs_bridge_put_integer(o, "corrected", (int64_t)b->corrected) &&
            cs_bridge_put_integer(o, "same", (int64_t)b->same) &&
            cs_bridge_put_integer(o, "rejected", (int64_t)b->rejected);
  if (ok && b->undone_by != 0) ok = cs_bridge_put_integer(o, "undone_by", b->undone_by);
  return cs_bridge_append(l->box, o, ok, l->err);
}

static int company_batches(lua_State *L) {
  cs_store_handle *s;
  const cs_company *c = cs_handle_company(L, 1, &s);
  cs_err err;
  cs_listing l = {cs_bridge_json(L), &err};
  if (cs_batch_each(s->store, c->id, list_batch, &l, &err) != CS_OK)
    return cs_bridge_failure(L, &err);
  if (*l.box == NULL)
    lua_newtable(L);
  else
    cs_decode_push(L, *l.box, false);
  return 1;
}

static int undo(cs_store *s, const cs_company *c, const cs_stamp *stamp, uint32_t id,
                uint64_t *people, cs_err *err) {
  cs_batch batch;
  cs_txn *t = NULL;
  int rc = cs_batch_find(s, c->id, id, &batch, err);
  if (rc == CS_OK) rc = cs_txn_begin(s, c, stamp, &t, err);
  if (rc != CS_OK) return rc;
  rc = cs_batch_undo(t, id, people, err);
  if (rc == CS_OK) return cs_txn_commit(t, err);
  cs_txn_rollback(t);
  return rc;
}

/* c:undo_batch(id) → people */
static int company_undo_batch(lua_State *L) {
  cs_store_handle *s;
  const cs_company *c = cs_handle_company(L, 1, &s);
  uint32_t id = cs_bridge_id(L, 2);
  cs_stamp stamp = cs_handle_stamp(L, 1);
  cs_err err;
  uint64_t people = 0;
  if (undo(s->store, c, &stamp, id, &people, &err) != CS_OK) return cs_bridge_failure(L, &err);
  lua_pushinteger(L, (lua_Integer)people);
  return 1;
}

const luaL_Reg cs_intake_company[] = {
    {"import", company_import},
    {"template", company_template},
    {"maps", company_maps},
    {"forget_map", company_forget_map},
    {"batches", company_batches},
    {"undo_batch", company_undo_batch},
    {NULL, NULL},
};
