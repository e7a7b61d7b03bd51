/* cursus.case: cases, what people do to them, the inbox. */
#include "base/messages.h"
#include "bindings/encode.h"
#include "bindings/handle.h"
#include "bindings/open.h"
#include "cycle/cases.h"
#include <stdlib.h>
#include <string.h>

/* -- an office for one call ------------------------------------------------------------------------------ */

typedef struct office_box {
  cs_child child;         /* closed with the store at the latest, also when Lua raised in between */
  cs_cycle_office *cycle; /* NULL: closed */
  cs_office *office;      /* its */
} office_box;

#define OFFICE "cursus.office"

static void done(office_box *box) {
  cs_handle_unlink(&box->child);
  cs_cycle_office_close(box->cycle);
  box->cycle = NULL;
  box->office = NULL;
}

static void close_child(cs_child *child) {
  office_box *box = (office_box *)child;
  cs_cycle_office_close(box->cycle);
  box->cycle = NULL;
  box->office = NULL;
}

static int close_office(lua_State *L) {
  done(luaL_checkudata(L, 1, OFFICE));
  return 0;
}

/* Pushes its box, which closes it when the call is over, however it ends. */
static office_box *push_box(lua_State *L, cs_store_handle *s) {
  office_box *box = lua_newuserdatauv(L, sizeof *box, 0);
  memset(box, 0, sizeof *box);
  if (luaL_getmetatable(L, OFFICE) == LUA_TNIL) {
    lua_pop(L, 1);
    cs_bridge_class(L, OFFICE, NULL, close_office, NULL);
    luaL_getmetatable(L, OFFICE);
  }
  lua_setmetatable(L, -2);
  box->child.close = close_child;
  cs_handle_link(s, &box->child);
  return box;
}

static int open_box(office_box *box, const cs_store_handle *s, const cs_company *c, cs_err *err) {
  int rc = cs_cycle_office_open(s->store, c, &box->cycle, err);
  if (rc == CS_OK) box->office = cs_cycle_office_of(box->cycle);
  return rc;
}

/* -- arguments ------------------------------------------------------------------------------------------- */

static cs_date field_day(lua_State *L, int arg, const char *name, cs_date otherwise) {
  lua_Integer n;
  if (!cs_bridge_field_integer(L, arg, name, &n)) return otherwise;
  luaL_argcheck(L, n > CS_DATE_NONE && n < CS_DATE_MAX, arg, "not a date");
  return (cs_date)n;
}

static int compare_words(const void *a, const void *b) {
  return strcmp(((const cs_word *)a)->name, ((const cs_word *)b)->name);
}

/* {name = text or whole number}, in the order of the names, so that the same table gives the same ledger. What keeps the
 * texts is left on the stack. A value `true` is a text that is not given. */
static cs_words_given field_words(lua_State *L, int arg, const char *name) {
  cs_words_given given = {NULL, 0};
  if (lua_getfield(L, arg, name) == LUA_TNIL) {
    lua_pop(L, 1);
    return given;
  }
  luaL_argcheck(L, lua_istable(L, -1), arg, "a table of name = value expected");
  int table = lua_gettop(L);
  size_t count = 0;
  for (lua_pushnil(L); lua_next(L, table) != 0; lua_pop(L, 1)) count++;
  luaL_argcheck(L, count <= 1000, arg, "more than 1000 names");
  cs_word *list = cs_bridge_memory(L, (count + 1) * sizeof *list);
  cs_bridge_stack(L, (int)count + 8);
  for (lua_pushnil(L); lua_next(L, table) != 0;) {
    int type = lua_type(L, -1);
    luaL_argcheck(L, lua_type(L, -2) == LUA_TSTRING, arg, "a name is a text");
    bool given_as = type == LUA_TSTRING || lua_isinteger(L, -1) ||
                    (type == LUA_TBOOLEAN && lua_toboolean(L, -1));
    luaL_argcheck(L, given_as, arg, "a value is a text or a whole number");
    const char *text =
        type == LUA_TBOOLEAN ? NULL : lua_tostring(L, -1); /* a number becomes its text here */
    list[given.count++] = (cs_word){lua_tostring(L, -2), text};
    lua_insert(L, -2); /* the value stays below: it may be a text made of a number */
  }
  if (given.count > 0) qsort(list, given.count, sizeof *list, compare_words);
  given.list = list;
  return given;
}

#define ACT_FIELDS                                                                             \
  "case verb stage role answer reason comment to whom by act on confirm set scores documents " \
  "forms cells no_send"

/* What is done, of the table at `arg`. Leaves on the stack what keeps its texts. */
static cs_doing doing_of(lua_State *L, int arg) {
  lua_Integer act = 0;
  arg = lua_absindex(L, arg);
  cs_bridge_fields(L, arg, ACT_FIELDS);
  cs_doing d = {.code = cs_bridge_field_text(L, arg, "case", false),
                .verb = cs_bridge_field_text(L, arg, "verb", false),
                .stage = cs_bridge_field_text(L, arg, "stage", false),
                .role = cs_bridge_field_text(L, arg, "role", false),
                .answer = cs_bridge_field_text(L, arg, "answer", false),
                .reason = cs_bridge_field_text(L, arg, "reason", false),
                .comment = cs_bridge_field_text(L, arg, "comment", false),
                .to = cs_bridge_field_text(L, arg, "to", false),
                .whom = cs_bridge_field_text(L, arg, "whom", false),
                .by = cs_bridge_field_text(L, arg, "by", false),
                .on = field_day(L, arg, "on", CS_DATE_NONE),
                .confirm = cs_bridge_field_true(L, arg, "confirm")};
  if (cs_bridge_field_integer(L, arg, "act", &act))
    luaL_argcheck(L, act > 0 && act <= UINT32_MAX, arg, "field 'act': out of range");
  d.act = (uint32_t)act;
  d.sets = field_words(L, arg, "set");
  d.scores = field_words(L, arg, "scores");
  d.documents = field_words(L, arg, "documents");
  d.forms = field_words(L, arg, "forms");
  d.cells = field_words(L, arg, "cells");
  return d;
}

/* -- opening and acting ---------------------------------------------------------------------------------- */

/* Pushes what guards warned of, a list, empty when there was nothing; `box` is pushed before the office is opened. */
static void push_warnings(lua_State *L, json_t *const *box) {
  if (*box != NULL)
    cs_decode_push(L, *box, false);
  else
    lua_newtable(L);
}

/* c:case_open{ procedure =, subject =, on =, as_of =, set = {}, comment = } → code, what guards warned of */
static int company_case_open(lua_State *L) {
  cs_store_handle *s;
  const cs_company *c = cs_handle_company(L, 1, &s);
  cs_bridge_fields(L, 2, "procedure subject on as_of set comment origin");
  cs_opening o = {.procedure = cs_bridge_field_text(L, 2, "procedure", true),
                  .subject = cs_bridge_field_text(L, 2, "subject", true),
                  .on = field_day(L, 2, "on", CS_DATE_NONE),
                  .as_of = field_day(L, 2, "as_of", CS_DATE_NONE),
                  .comment = cs_bridge_field_text(L, 2, "comment", false),
                  .origin = cs_bridge_field_text(L, 2, "origin", false)};
  o.sets = field_words(L, 2, "set");
  if (o.origin != NULL && strchr(o.origin, '/') != NULL)
    return luaL_error(L, CS_MSG_case_origin_reserved, o.origin);
  cs_stamp stamp = cs_handle_stamp(L, 1);
  json_t **warnings = cs_bridge_json(L);
  office_box *box = push_box(L, s);
  cs_err err;
  char code[CS_KIND_SIZE] = "";
  int rc = open_box(box, s, c, &err);
  if (rc == CS_OK) rc = cs_office_begin(box->office, &stamp, &err);
  if (rc == CS_OK) rc = cs_office_opens(box->office, &o, code, &err);
  if (rc == CS_OK) rc = cs_office_commit(box->office, &err);
  if (rc == CS_OK) *warnings = cs_office_warnings(box->office);
  done(box);
  if (rc != CS_OK) return cs_bridge_failure(L, &err);
  lua_pushstring(L, code);
  push_warnings(L, warnings);
  return 2;
}

/* c:case_open_run{ procedure =, run = } → how many, what guards warned of */
static int company_case_open_run(lua_State *L) {
  cs_store_handle *s;
  const cs_company *c = cs_handle_company(L, 1, &s);
  lua_Integer run = 0;
  cs_bridge_fields(L, 2, "procedure run");
  const char *procedure = cs_bridge_field_text(L, 2, "procedure", true);
  luaL_argcheck(L, cs_bridge_field_integer(L, 2, "run", &run) && run > 0 && run <= UINT32_MAX, 2,
                "field 'run' is missing or out of range");
  cs_stamp stamp = cs_handle_stamp(L, 1);
  json_t **warnings = cs_bridge_json(L);
  office_box *box = push_box(L, s);
  cs_err err;
  uint64_t opened = 0;
  int rc = open_box(box, s, c, &err);
  if (rc == CS_OK)
    rc = cs_cycle_open_cases(box->cycle, &stamp, procedure, (uint32_t)run, &opened, &err);
  if (rc == CS_OK) *warnings = cs_office_warnings(box->office);
  done(box);
  if (rc != CS_OK) return cs_bridge_failure(L, &err);
  lua_pushinteger(L, (lua_Integer)opened);
  push_warnings(L, warnings);
  return 2;
}

/* In one transaction of its own. */
static int trigger_since(cs_office *o, const cs_stamp *stamp, uint32_t since, cs_triggered *out,
                         cs_err *err) {
  if (out->list == NULL || out->more == NULL)
    return cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory);
  int rc = cs_office_begin(o, stamp, err);
  if (rc == CS_OK) rc = cs_office_triggers(o, since, out, err);
  return rc == CS_OK ? cs_office_commit(o, err) : rc;
}

/* c:case_triggers([since [, most]]) → { {trigger =, clause =, procedure =, subject =, fact =, case = | error =} },
 * { {trigger =, clause =, procedure =, opened =, refused =} }: those that are not in the list */
static int company_case_triggers(lua_State *L) {
  cs_store_handle *s;
  const cs_company *c = cs_handle_company(L, 1, &s);
  uint32_t since = lua_isnoneornil(L, 2) ? UINT32_MAX : cs_bridge_id(L, 2);
  lua_Integer most = luaL_optinteger(L, 3, LUA_MAXINTEGER);
  luaL_argcheck(L, most >= 0, 3, "a number of cases to list, or nothing for all");
  cs_stamp stamp = cs_handle_stamp(L, 1);
  office_box *box = push_box(L, s);
  json_t **list = cs_bridge_json(L), **more = cs_bridge_json(L);
  *list = json_array();
  *more = json_array();
  cs_triggered out = {.list = *list, .more = *more, .most = (size_t)most};
  cs_err err;
  int rc = open_box(box, s, c, &err);
  if (rc == CS_OK) rc = trigger_since(box->office, &stamp, since, &out, &err);
  done(box);
  int pushed = cs_listing_push(L, rc, *list, &err);
  return rc == CS_OK ? pushed + cs_listing_push(L, rc, *more, &err) : pushed;
}

static void push_done(lua_State *L, const cs_done *d, json_t *const *warnings) {
  lua_createtable(L, 0, 5);
  push_warnings(L, warnings);
  lua_setfield(L, -2, "warnings");
  lua_pushinteger(L, d->act);
  lua_setfield(L, -2, "act");
  lua_pushboolean(L, d->late);
  lua_setfield(L, -2, "late");
  if (*d->stage != '\0') {
    lua_pushstring(L, d->stage);
    lua_setfield(L, -2, "stage");
  }
  if (*d->outcome != '\0') {
    lua_pushstring(L, d->outcome);
    lua_setfield(L, -2, "outcome");
  }
}

/* c:case_act(case, { … }) → { act =, late =, stage =, outcome =, warnings = { {case =, subject =, clause =, label =, text =} } } */
static int company_case_act(lua_State *L) {
  cs_store_handle *s;
  const cs_company *c = cs_handle_company(L, 1, &s);
  const char *code = cs_bridge_text(L, 2);
  cs_doing doing = doing_of(L, 3);
  doing.code = code;
  cs_stamp stamp = cs_handle_stamp(L, 1);
  bool silent = cs_bridge_field_true(L, 3, "no_send");
  json_t **warnings = cs_bridge_json(L);
  office_box *box = push_box(L, s);
  cs_err err;
  cs_done result;
  int rc = open_box(box, s, c, &err);
  if (rc == CS_OK) cs_cycle_office_silence(box->cycle, silent);
  if (rc == CS_OK) rc = cs_office_begin(box->office, &stamp, &err);
  if (rc == CS_OK) rc = cs_office_does(box->office, &doing, &result, &err);
  if (rc == CS_OK) rc = cs_office_commit(box->office, &err);
  if (rc == CS_OK) *warnings = cs_office_warnings(box->office);
  done(box);
  if (rc != CS_OK) return cs_bridge_failure(L, &err);
  push_done(L, &result, warnings);
  return 1;
}

/* What a row is refused by; all else ends the whole. */
static bool refuses(int rc) {
  return rc == CS_EREFUSED || rc == CS_EINPUT || rc == CS_ENOTFOUND || rc == CS_EPARAM;
}

#define ROWS_MOST 100000

/* c:case_acts{ { case =, … }, … } → { { act = … } | { error =, code = } }, and when one was refused: message, code. All or nothing. */
static int company_case_acts(lua_State *L) {
  cs_store_handle *s;
  const cs_company *c = cs_handle_company(L, 1, &s);
  luaL_checktype(L, 2, LUA_TTABLE);
  lua_settop(L, 2);
  size_t count = lua_rawlen(L, 2), refused = 0;
  luaL_argcheck(L, count <= ROWS_MOST, 2, "too many rows");
  for (size_t i = 0; i < count;
       i++) { /* mistakes of the programmer raise before anything is begun */
    luaL_argcheck(L, lua_rawgeti(L, 2, (lua_Integer)i + 1) == LUA_TTABLE, 2,
                  "a list of tables expected");
    luaL_argcheck(L, doing_of(L, -1).code != NULL, 2, "field 'case' is missing");
    lua_settop(L, 2);
  }
  cs_stamp stamp = cs_handle_stamp(L, 1);
  json_t **warnings = cs_bridge_json(L);
  office_box *box = push_box(L, s);
  cs_err err, first;
  int rc = open_box(box, s, c, &err);
  if (rc == CS_OK) rc = cs_office_begin(box->office, &stamp, &err);
  if (rc != CS_OK) return cs_bridge_failure(L, &err);
  lua_createtable(L, (int)count, 0);
  int results = lua_gettop(L);
  for (size_t i = 0; i < count; i++) {
    cs_done result;
    lua_rawgeti(L, 2, (lua_Integer)i + 1);
    cs_doing doing = doing_of(L, -1);
    cs_cycle_office_silence(box->cycle, cs_bridge_field_true(L, results + 1, "no_send"));
    rc = cs_office_does(box->office, &doing, &result, &err);
    if (rc == CS_OK) {
      json_decref(*warnings);
      *warnings = cs_office_warnings(box->office);
      push_done(L, &result, warnings);
    } else if (!refuses(rc)) {
      done(box);
      return cs_bridge_failure(L, &err);
    } else {
      if (refused++ == 0) first = err;
      lua_createtable(L, 0, 2);
      lua_pushstring(L, err.text);
      lua_setfield(L, -2, "error");
      lua_pushstring(L, cs_err_name(rc));
      lua_setfield(L, -2, "code");
    }
    lua_rawseti(L, results, (lua_Integer)i + 1);
    lua_settop(L, results);
  }
  if (refused == 0) rc = cs_office_commit(box->office, &err);
  done(box);
  if (refused == 0 && rc != CS_OK) return cs_bridge_failure(L, &err);
  if (refused == 0) return 1;
  lua_pushstring(L, first.text);
  lua_pushstring(L, cs_err_name(first.code));
  return 3;
}

/* -- looking --------------------------------------------------------------------------------------------- */

static uint32_t field_known(lua_State *L, int arg) {
  lua_Integer n;
  if (!cs_bridge_field_integer(L, arg, "known_at", &n)) return UINT32_MAX;
  luaL_argcheck(L, n >= 0 && n < UINT32_MAX, arg, "field 'known_at': not a transaction");
  return (uint32_t)n;
}

/* c:case(code, { viewer =, known_at =, today = }) */
static int company_case(lua_State *L) {
  cs_store_handle *s;
  const cs_company *c = cs_handle_company(L, 1, &s);
  const char *code = cs_bridge_text(L, 2);
  cs_bridge_fields(L, 3, "viewer known_at today");
  const char *viewer = cs_bridge_field_text(L, 3, "viewer", false);
  uint32_t known = field_known(L, 3);
  cs_date today = field_day(L, 3, "today", CS_DATE_MIN);
  office_box *box = push_box(L, s);
  json_t **out = cs_bridge_json(L);
  cs_err err;
  int rc = open_box(box, s, c, &err);
  if (rc == CS_OK) rc = cs_office_case(box->office, code, viewer, known, today, out, &err);
  done(box);
  return cs_listing_push(L, rc, *out, &err);
}

/* c:case_grounds(code [, { today = }]) → { {act =, on =, check = | cycle =, label =, clause =, and an explanation} } */
static int company_case_grounds(lua_State *L) {
  cs_store_handle *s;
  const cs_company *c = cs_handle_company(L, 1, &s);
  const char *code = cs_bridge_text(L, 2);
  lua_settop(L, 3);
  if (lua_isnil(L, 3)) {
    lua_newtable(L);
    lua_replace(L, 3);
  }
  cs_bridge_fields(L, 3, "today");
  cs_date today = field_day(L, 3, "today", CS_DATE_MIN);
  office_box *box = push_box(L, s);
  json_t **out = cs_bridge_json(L);
  cs_err err;
  int rc = open_box(box, s, c, &err);
  if (rc == CS_OK) rc = cs_office_grounds(box->office, code, today, out, &err);
  done(box);
  return cs_listing_push(L, rc, *out, &err);
}

/* c:cases{ procedure =, stage =, subject =, run =, open =, known_at =, today = } */
static int company_cases(lua_State *L) {
  cs_store_handle *s;
  const cs_company *c = cs_handle_company(L, 1, &s);
  lua_Integer run = 0;
  cs_bridge_fields(L, 2, "procedure stage subject run open known_at today");
  cs_case_filter f = {.procedure = cs_bridge_field_text(L, 2, "procedure", false),
                      .stage = cs_bridge_field_text(L, 2, "stage", false),
                      .subject = cs_bridge_field_text(L, 2, "subject", false),
                      .open = cs_bridge_field_true(L, 2, "open"),
                      .known = field_known(L, 2),
                      .today = field_day(L, 2, "today", CS_DATE_MIN)};
  if (cs_bridge_field_integer(L, 2, "run", &run))
    luaL_argcheck(L, run > 0 && run <= UINT32_MAX, 2, "field 'run': out of range");
  f.run = (uint32_t)run;
  office_box *box = push_box(L, s);
  json_t **out = cs_bridge_json(L);
  cs_err err;
  int rc = open_box(box, s, c, &err);
  if (rc == CS_OK) rc = cs_office_cases(box->office, &f, out, &err);
  done(box);
  return cs_listing_push(L, rc, *out, &err);
}

static cs_date required_day(lua_State *L, int arg, const char *name) {
  if (!cs_bridge_has(L, arg, name)) luaL_error(L, "field '%s' is missing", name);
  return field_day(L, arg, name, CS_DATE_NONE);
}

/* c:cases_unopened{ run =, today = } → { procedure = (nil: none serves the run's cycle), count =, panel = } */
static int company_cases_unopened(lua_State *L) {
  cs_store_handle *s;
  const cs_company *c = cs_handle_company(L, 1, &s);
  lua_Integer run = 0;
  cs_bridge_fields(L, 2, "run today");
  luaL_argcheck(L, cs_bridge_field_integer(L, 2, "run", &run) && run > 0 && run <= UINT32_MAX, 2,
                "field 'run' is missing or out of range");
  cs_date today = required_day(L, 2, "today");
  office_box *box = push_box(L, s);
  cs_err err;
  cs_unopened found = {0};
  int rc = open_box(box, s, c, &err);
  if (rc == CS_OK) rc = cs_cycle_unopened(box->cycle, (uint32_t)run, today, &found, &err);
  if (rc == CS_OK) {
    lua_createtable(L, 0, 3);
    lua_pushstring(L, found.procedure); /* NULL: nil */
    lua_setfield(L, -2, "procedure");
    lua_pushinteger(L, (lua_Integer)found.count);
    lua_setfield(L, -2, "count");
    lua_pushinteger(L, (lua_Integer)found.panel);
    lua_setfield(L, -2, "panel");
  }
  done(box);
  return rc == CS_OK ? 1 : cs_bridge_failure(L, &err);
}

/* c:todo{ actor =, as_of = days } */
static int company_todo(lua_State *L) {
  cs_store_handle *s;
  const cs_company *c = cs_handle_company(L, 1, &s);
  cs_bridge_fields(L, 2, "actor as_of");
  const char *actor = cs_bridge_field_text(L, 2, "actor", false);
  cs_date as_of = required_day(L, 2, "as_of");
  office_box *box = push_box(L, s);
  json_t **out = cs_bridge_json(L);
  cs_err err;
  int rc = open_box(box, s, c, &err);
  if (rc == CS_OK) rc = cs_office_todo(box->office, actor, as_of, out, &err);
  done(box);
  return cs_listing_push(L, rc, *out, &err);
}

/* c:pending{ as_of = days, known_at = } */
static int company_pending(lua_State *L) {
  cs_store_handle *s;
  const cs_company *c = cs_handle_company(L, 1, &s);
  cs_bridge_fields(L, 2, "as_of known_at");
  cs_date as_of = required_day(L, 2, "as_of");
  uint32_t known = field_known(L, 2);
  office_box *box = push_box(L, s);
  json_t **out = cs_bridge_json(L);
  cs_err err;
  int rc = open_box(box, s, c, &err);
  if (rc == CS_OK) rc = cs_office_pending(box->office, as_of, known, out, &err);
  done(box);
  return cs_listing_push(L, rc, *out, &err);
}

const luaL_Reg cs_case_company[] = {
    {"case_open", company_case_open},
    {"case_open_run", company_case_open_run},
    {"case_triggers", company_case_triggers},
    {"case_act", company_case_act},
    {"case_acts", company_case_acts},
    {"case", company_case},
    {"case_grounds", company_case_grounds},
    {"cases", company_cases},
    {"cases_unopened", company_cases_unopened},
    {"todo", company_todo},
    {"pending", company_pending},
    {NULL, NULL},
};
