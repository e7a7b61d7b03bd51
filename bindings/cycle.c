/* cursus.cycle: plan, runs, human acts, apply, undo, replay, explain. */
#include "cycle/cycle.h"
#include "base/messages.h"
#include "bindings/encode.h"
#include "bindings/handle.h"
#include "bindings/leaf.h"
#include "bindings/open.h"
#include <string.h>

/* -- options -------------------------------------------------------------------------------------------- */

/* {cycle =, as_of =, known_at =, seed =, threads =} of the table at 2. The clock is the stamp's; who only looks needs none. */
static cs_plan_options plan_options(lua_State *L, const cs_store_handle *s) {
  cs_plan_options o = {
      .cycle = cs_bridge_field_text(L, 2, "cycle", true),
      .known_txn = UINT32_MAX,
      .now = s->stamped ? s->now : 0,
      .slack = s->slack,
      .opaque = &cs_leaf_host,
  };
  lua_Integer n;
  luaL_argcheck(L, cs_bridge_field_integer(L, 2, "as_of", &n), 2, "field 'as_of' is missing");
  luaL_argcheck(L, n > CS_DATE_NONE && n < CS_DATE_MAX, 2, "field 'as_of': not a date");
  o.as_of = (cs_date)n;
  if (cs_bridge_field_integer(L, 2, "known_at", &n)) {
    luaL_argcheck(L, n >= 0 && n < UINT32_MAX, 2, "field 'known_at': not a transaction");
    o.known_txn = (uint32_t)n;
  }
  if (cs_bridge_field_integer(L, 2, "seed", &n)) o.seed = (uint64_t)n;
  if (cs_bridge_field_integer(L, 2, "threads", &n)) {
    luaL_argcheck(L, n >= 0 && n <= 1024, 2, "field 'threads': from 0 to 1024");
    o.threads = (unsigned)n;
  }
  return o;
}

/* -- runs ------------------------------------------------------------------------------------------------ */

static int list_run(void *user, const cs_run *r) {
  cs_listing *l = user;
  json_t *o = json_object();
  bool ok =
      cs_bridge_put_integer(o, "id", r->id) && cs_bridge_put_text(o, "cycle", r->cycle) &&
      cs_bridge_put_integer(o, "as_of", r->as_of) &&
      cs_bridge_put_integer(o, "known", r->known_txn) && cs_bridge_put_text(o, "pack", r->pack) &&
      cs_bridge_put_parsed(o, "settings", r->settings) &&
      cs_bridge_put_text(o, "engine", r->engine) &&
      cs_bridge_put_integer(o, "seed", (int64_t)r->seed) &&
      cs_bridge_put_integer(o, "planned", r->planned) &&
      cs_bridge_put_parsed(o, "counts", r->counts) && cs_bridge_put_text(o, "digest", r->digest) &&
      cs_bridge_put_integer(o, "people", (int64_t)r->people);
  return cs_bridge_append(l->box, o, ok, l->err);
}

static int count_approval(void *user, const cs_approval *a) {
  *(int64_t *)user += (int64_t)a->count;
  return 0;
}

static int count_application(void *user, const cs_application *a) {
  if (a->undone_by == 0) *(int64_t *)user += (int64_t)a->people;
  return 0;
}

static int note_mark(void *user, const cs_mark *m) {
  (void)m;
  *(bool *)user = true;
  return 0;
}

/* Whose approval stands: a mark takes it back, and the person may be approved again. */
static int count_standing(cs_store *s, const cs_company *c, uint32_t run, int64_t *approved,
                          cs_err *err) {
  cs_run_reader *reader = NULL;
  cs_outcome_now now;
  int rc = cs_run_reader_open(s, c, run, &reader, err);
  if (rc != CS_OK) return rc;
  *approved = 0;
  while ((rc = cs_run_reader_next(reader, &now, err)) == 1) *approved += now.approved;
  cs_run_reader_close(reader);
  return rc;
}

/* What people have done to each listed run since. */
static int add_state(cs_store *s, const cs_company *c, json_t *runs, cs_err *err) {
  size_t i;
  json_t *run;
  json_array_foreach(runs, i, run) {
    uint32_t id = (uint32_t)json_integer_value(json_object_get(run, "id"));
    int64_t approved = 0, applied = 0;
    bool marked = false;
    int rc = cs_approval_each(s, id, count_approval, &approved, err);
    if (rc == CS_OK) rc = cs_application_each(s, id, count_application, &applied, err);
    if (rc == CS_OK && approved > 0) rc = cs_mark_each(s, id, note_mark, &marked, err);
    if (rc == CS_OK && marked) rc = count_standing(s, c, id, &approved, err);
    if (rc != CS_OK) return rc;
    if (!cs_bridge_put_integer(run, "approved", approved) ||
        !cs_bridge_put_integer(run, "applied", applied)) {
      return cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory);
    }
  }
  return CS_OK;
}

/* Pushes the one run as a table. */
static int push_run(lua_State *L, cs_store *s, const cs_company *c, const cs_run *r) {
  cs_err err;
  cs_listing l = {cs_bridge_json(L), &err};
  int rc = list_run(&l, r);
  if (rc == CS_OK) rc = add_state(s, c, *l.box, &err);
  if (rc != CS_OK) return cs_bridge_failure(L, &err);
  cs_decode_push(L, json_array_get(*l.box, 0), false);
  return 1;
}

/* c:runs() */
static int company_runs(lua_State *L) {
  cs_store_handle *s;
  const cs_company *c = cs_handle_company(L, 1, &s);
  cs_err err;
  cs_listing l = {cs_bridge_json(L), &err};
  int rc = cs_run_each(s->store, c->id, list_run, &l, &err);
  if (rc == CS_OK) rc = add_state(s->store, c, *l.box, &err);
  return cs_listing_push(L, rc, *l.box, &err);
}

static int list_approval(void *user, const cs_approval *a) {
  cs_listing *l = user;
  json_t *o = json_object(), *codes = a->everyone ? NULL : json_array();
  bool ok = cs_bridge_put_integer(o, "txn", a->txn) && cs_bridge_put_text(o, "by", a->by);
  for (size_t i = 0; codes != NULL && i < a->count; i++)
    ok = json_array_append_new(codes, json_string(a->codes[i])) == 0 && ok;
  if (codes != NULL) ok = cs_bridge_put(o, "codes", codes) && ok;
  return cs_bridge_append(l->box, o, ok, l->err);
}

/* c:approvals(run) → { {txn =, by =, codes = nil: everyone} }, oldest first */
static int company_approvals(lua_State *L) {
  cs_store_handle *s;
  const cs_company *c = cs_handle_company(L, 1, &s);
  uint32_t run = cs_bridge_id(L, 2);
  cs_err err;
  cs_run row;
  cs_listing l = {cs_bridge_json(L), &err};
  int rc = cs_run_find(s->store, c->id, run, &row, &err);
  if (rc == CS_OK) rc = cs_approval_each(s->store, run, list_approval, &l, &err);
  return cs_listing_push(L, rc, *l.box, &err);
}

/* c:run(id) */
static int company_run(lua_State *L) {
  cs_store_handle *s;
  const cs_company *c = cs_handle_company(L, 1, &s);
  cs_err err;
  cs_run run;
  if (cs_run_find(s->store, c->id, cs_bridge_id(L, 2), &run, &err) != CS_OK)
    return cs_bridge_failure(L, &err);
  return push_run(L, s->store, c, &run);
}

/* c:applied_run(txn) → the id of the run that this transaction applied; nil alone: it applied none */
static int company_applied_run(lua_State *L) {
  cs_store_handle *s;
  cs_handle_company(L, 1, &s);
  cs_err err;
  uint32_t run = 0;
  int rc = cs_application_find(s->store, cs_bridge_id(L, 2), &run, &err);
  if (rc < 0) return cs_bridge_failure(L, &err);
  if (rc == 1)
    lua_pushinteger(L, run);
  else
    lua_pushnil(L);
  return 1;
}

/* Is the as-of month none of those that the cycle names? A warning hangs on it. */
static int month_unusual(cs_store *s, const cs_company *c, const cs_plan_options *o, bool *unusual,
                         cs_err *err) {
  cs_pack *pack = NULL;
  cs_program *program = NULL;
  json_t *settings = NULL;
  char hash[CS_HASH_TEXT];
  int rc = cs_cycle_pack(s, c->id, o->cycle, o->as_of, o->known_txn, &pack, &settings, hash, err);
  if (rc == CS_OK)
    rc = cs_program_compile(pack, cs_cycle_name(pack, o->cycle), settings, o->as_of, &program, err);
  *unusual = rc == CS_OK && !cs_program_month_usual(program);
  cs_program_free(program);
  json_decref(settings);
  cs_pack_free(pack);
  return rc;
}

/* c:plan{...} → run, with month_unusual */
static int company_plan(lua_State *L) {
  cs_store_handle *s;
  const cs_company *c = cs_handle_company(L, 1, &s);
  cs_bridge_fields(L, 2, "cycle as_of known_at seed threads");
  cs_plan_options options = plan_options(L, s);
  luaL_argcheck(L, s->stamped, 1, "say who plans first: store:stamp { now =, actor =, command = }");
  cs_err err;
  cs_run run;
  bool unusual = false;
  int rc = month_unusual(s->store, c, &options, &unusual, &err);
  if (rc != CS_ENOMEM) rc = cs_cycle_plan(s->store, c, &options, &run, &err); /* says all else */
  if (rc != CS_OK) return cs_bridge_failure(L, &err);
  int pushed = push_run(L, s->store, c, &run);
  if (pushed != 1) return pushed;
  lua_pushboolean(L, unusual);
  lua_setfield(L, -2, "month_unusual");
  return 1;
}

static int list_missing(void *user, const char *fact, uint64_t verdicts, const char *example) {
  cs_listing *l = user;
  json_t *o = json_object();
  bool ok = cs_bridge_put_text(o, "fact", fact) &&
            cs_bridge_put_integer(o, "verdicts", (int64_t)verdicts) &&
            cs_bridge_put_text(o, "example", example);
  return cs_bridge_append(l->box, o, ok, l->err);
}

/* c:ready{...} → { {fact =, verdicts =, example =} } */
static int company_ready(lua_State *L) {
  cs_store_handle *s;
  const cs_company *c = cs_handle_company(L, 1, &s);
  cs_bridge_fields(L, 2, "cycle as_of known_at seed threads");
  cs_plan_options options = plan_options(L, s);
  cs_err err;
  cs_listing l = {cs_bridge_json(L), &err};
  if (cs_cycle_ready(s->store, c, &options, list_missing, &l, &err) != CS_OK)
    return cs_bridge_failure(L, &err);
  if (*l.box == NULL)
    lua_newtable(L);
  else
    cs_decode_push(L, *l.box, false);
  return 1;
}

/* -- human acts ------------------------------------------------------------------------------------------ */

/* c:override(run, employee, {outcome =, to =, reason =}) */
static int company_override(lua_State *L) {
  cs_store_handle *s;
  const cs_company *c = cs_handle_company(L, 1, &s);
  uint32_t run = cs_bridge_id(L, 2);
  const char *code = cs_bridge_text(L, 3);
  cs_bridge_fields(L, 4, "outcome to reason");
  const char *outcome = cs_bridge_field_text(L, 4, "outcome", true);
  const char *to = cs_bridge_field_text(L, 4, "to", false),
             *reason = cs_bridge_field_text(L, 4, "reason", true);
  cs_stamp stamp = cs_handle_stamp(L, 1);
  cs_err err;
  return cs_bridge_done(
      L, cs_cycle_override(s->store, c, &stamp, run, code, outcome, to, reason, &err), &err);
}

static int mark(lua_State *L, cs_mark_kind kind) {
  cs_store_handle *s;
  const cs_company *c = cs_handle_company(L, 1, &s);
  uint32_t run = cs_bridge_id(L, 2);
  const char *code = cs_bridge_text(L, 3), *reason = cs_bridge_text(L, 4);
  cs_stamp stamp = cs_handle_stamp(L, 1);
  cs_err err;
  return cs_bridge_done(L, cs_cycle_mark(s->store, c, &stamp, run, code, kind, reason, &err), &err);
}

static int company_hold(lua_State *L) { return mark(L, CS_HOLD); }
static int company_exclude(lua_State *L) { return mark(L, CS_EXCLUDE); }
static int company_release(lua_State *L) { return mark(L, CS_RELEASE); }

/* c:approve(run, by [, {codes}]) → count, what guards warned of (as c:case_act) */
static int company_approve(lua_State *L) {
  cs_store_handle *s;
  const cs_company *c = cs_handle_company(L, 1, &s);
  uint32_t run = cs_bridge_id(L, 2);
  const char *by = cs_bridge_text(L, 3), **codes = NULL;
  lua_settop(L, 4);
  size_t count = 0;
  if (!lua_isnil(L, 4)) {
    luaL_checktype(L, 4, LUA_TTABLE);
    count = lua_rawlen(L, 4);
    codes = cs_bridge_memory(L, (count + 1) * sizeof *codes);
    for (size_t i = 0; i < count; i++) {
      luaL_argcheck(L, lua_rawgeti(L, 4, (lua_Integer)i + 1) == LUA_TSTRING, 4,
                    "a list of employee codes expected");
      codes[i] = lua_tostring(L, -1); /* the table keeps it */
      lua_pop(L, 1);
    }
  }
  cs_stamp stamp = cs_handle_stamp(L, 1);
  json_t **warnings = cs_bridge_json(L);
  cs_err err;
  uint64_t approved = 0;
  *warnings = json_array();
  int rc = *warnings == NULL ? cs_fail(&err, CS_ENOMEM, "%s", CS_MSG_no_memory)
                             : cs_cycle_approve(s->store, c, &stamp, run, by, codes, count,
                                                &approved, *warnings, &err);
  if (rc != CS_OK) return cs_bridge_failure(L, &err);
  lua_pushinteger(L, (lua_Integer)approved);
  cs_decode_push(L, *warnings, false);
  return 2;
}

static void set_count(lua_State *L, const char *name, uint64_t n) {
  lua_pushinteger(L, (lua_Integer)n);
  lua_setfield(L, -2, name);
}

/* c:apply(run) */
static int company_apply(lua_State *L) {
  cs_store_handle *s;
  const cs_company *c = cs_handle_company(L, 1, &s);
  uint32_t run = cs_bridge_id(L, 2);
  cs_stamp stamp = cs_handle_stamp(L, 1);
  cs_err err;
  cs_applied applied;
  memset(&applied, 0, sizeof applied);
  if (cs_cycle_apply(s->store, c, &stamp, run, &cs_leaf_host, &applied, &err) != CS_OK)
    return cs_bridge_failure(L, &err);
  lua_newtable(L);
  set_count(L, "applied", applied.applied);
  set_count(L, "waiting_panel", applied.waiting_panel);
  set_count(L, "already", applied.already);
  set_count(L, "unapproved", applied.unapproved);
  set_count(L, "refused", applied.refused);
  return 1;
}

/* c:undo(run, reason) → people */
static int company_undo(lua_State *L) {
  cs_store_handle *s;
  const cs_company *c = cs_handle_company(L, 1, &s);
  uint32_t run = cs_bridge_id(L, 2);
  const char *reason = cs_bridge_text(L, 3);
  cs_stamp stamp = cs_handle_stamp(L, 1);
  cs_err err;
  uint64_t people = 0;
  if (cs_cycle_undo(s->store, c, &stamp, run, reason, &people, &err) != CS_OK)
    return cs_bridge_failure(L, &err);
  lua_pushinteger(L, (lua_Integer)people);
  return 1;
}

/* c:replay(run) → people */
static int company_replay(lua_State *L) {
  cs_store_handle *s;
  const cs_company *c = cs_handle_company(L, 1, &s);
  uint32_t run = cs_bridge_id(L, 2);
  cs_err err;
  uint64_t people = 0;
  if (cs_cycle_replay(s->store, c, run, &cs_leaf_host, &people, &err) != CS_OK)
    return cs_bridge_failure(L, &err);
  lua_pushinteger(L, (lua_Integer)people);
  return 1;
}

/* -- explaining ------------------------------------------------------------------------------------------ */

/* assume = { {fact, value}, ... } as pairs, NULL at the end; NULL when there is none. Pushes what keeps them. */
static const char *const *push_assumptions(lua_State *L, int options) {
  if (lua_getfield(L, options, "assume") == LUA_TNIL) return NULL;
  luaL_argcheck(L, lua_istable(L, -1), 3, "assume: a list of {fact, value} expected");
  int list = lua_gettop(L);
  size_t count = lua_rawlen(L, list);
  luaL_argcheck(L, count < 1000, 3, "assume: too many");
  const char **pairs = cs_bridge_memory(L, (2 * count + 1) * sizeof *pairs);
  for (size_t i = 0; i < count; i++) {
    luaL_argcheck(L, lua_rawgeti(L, list, (lua_Integer)i + 1) == LUA_TTABLE, 3,
                  "assume: {fact, value} expected");
    for (int k = 0; k < 2; k++) {
      luaL_argcheck(L, lua_rawgeti(L, -1, k + 1) == LUA_TSTRING, 3,
                    "assume: fact and value are texts");
      pairs[2 * i + (size_t)k] = lua_tostring(L, -1);
      lua_pop(L, 1);
    }
    lua_pop(L, 1);
  }
  return pairs;
}

/* c:explain(employee, { run = id } | { cycle =, as_of =, known_at =, assume = }) */
static int company_explain(lua_State *L) {
  cs_store_handle *s;
  const cs_company *c = cs_handle_company(L, 1, &s);
  const char *code = cs_bridge_text(L, 2);
  cs_bridge_fields(L, 3, "run cycle as_of known_at assume seed");
  lua_settop(L, 3);
  lua_Integer run = 0;
  bool of_run = cs_bridge_field_integer(L, 3, "run", &run);
  luaL_argcheck(L, !of_run || (run > 0 && run <= UINT32_MAX), 3, "field 'run': out of range");
  cs_plan_options options = {
      .known_txn = UINT32_MAX, .now = s->stamped ? s->now : 0, .opaque = &cs_leaf_host};
  const char *const *assume = NULL;
  if (!of_run) {
    lua_pushvalue(L, 3);
    lua_insert(L, 2); /* plan_options looks at 2; the code stays alive at 3 */
    options = plan_options(L, s);
    assume = push_assumptions(L, 2);
  }
  json_t **box = cs_bridge_json(L);
  cs_err err;
  int rc = cs_cycle_explain(s->store, c, &options, (uint32_t)run, code, assume, box, &err);
  if (rc != CS_OK) return cs_bridge_failure(L, &err);
  cs_decode_push(L, *box, false);
  return 1;
}

const luaL_Reg cs_cycle_company[] = {
    {"plan", company_plan},
    {"ready", company_ready},
    {"runs", company_runs},
    {"run", company_run},
    {"approvals", company_approvals},
    {"override", company_override},
    {"hold", company_hold},
    {"exclude", company_exclude},
    {"release", company_release},
    {"approve", company_approve},
    {"apply", company_apply},
    {"undo", company_undo},
    {"replay", company_replay},
    {"explain", company_explain},
    {"applied_run", company_applied_run},
    {NULL, NULL},
};
