/* cursus.calendar: kinds of day and working days, for trusted scripts. What is not known is nil and the year whose table is missing. */
#include "base/json.h"
#include "bindings/encode.h"
#include "bindings/handle.h"
#include "bindings/open.h"
#include "calendar/due.h"
#include "calendar/facts.h"

#define CALENDAR "cursus.calendar"
#define STEPS_MAX 1000000

static cs_calendar *to_calendar(lua_State *L) {
  cs_calendar **box = luaL_checkudata(L, 1, CALENDAR);
  luaL_argcheck(L, *box != NULL, 1, "the calendar is closed");
  return *box;
}

static int calendar_gc(lua_State *L) {
  cs_calendar **box = luaL_checkudata(L, 1, CALENDAR);
  cs_calendar_free(*box);
  *box = NULL;
  return 0;
}

/* ---- arguments and results ---- */

/* Years 1 to 9999: what follows does not leave the calendar's own arithmetic. */
static cs_date to_day(lua_State *L, int arg) {
  cs_date d = cs_bridge_date(L, arg);
  char text[CS_DATE_SIZE];
  luaL_argcheck(L, cs_date_text(d, text)[0] != '\0', arg, "not a date");
  return d;
}

static cs_period to_month(lua_State *L, int arg) {
  size_t n;
  const char *text = luaL_checklstring(L, arg, &n);
  cs_every every;
  cs_period month = 0;
  bool good = cs_period_parse(text, n, &every, &month) && every == CS_MONTH;
  luaL_argcheck(L, good, arg, "a month such as \"2026-07\" expected");
  return month;
}

static int to_number(lua_State *L, int arg) {
  lua_Integer n = luaL_checkinteger(L, arg);
  luaL_argcheck(L, n >= -STEPS_MAX && n <= STEPS_MAX, arg, "too many days");
  return (int)n;
}

static void push_date(lua_State *L, cs_date d) {
  if (d == CS_DATE_NONE || d == CS_DATE_MAX)
    lua_pushnil(L);
  else
    lua_pushinteger(L, d);
}

/* A date, nil when there is none, or nil and the missing year. */
static int push_answer(lua_State *L, bool known, cs_date d, int missing) {
  push_date(L, d);
  if (known) return 1;
  lua_pushinteger(L, missing);
  return 2;
}

static void set_text(lua_State *L, const char *name, const char *text) {
  if (text == NULL) return;
  lua_pushstring(L, text);
  lua_setfield(L, -2, name);
}

/* ---- methods ---- */

static int calendar_day(lua_State *L) {
  cs_day day;
  bool known = cs_calendar_day(to_calendar(L), to_day(L, 2), &day);
  lua_newtable(L);
  set_text(L, "kind", cs_day_kind_text(day.kind));
  set_text(L, "note", day.note);
  lua_pushboolean(L, day.own);
  lua_setfield(L, -2, "own");
  if (day.festival != NULL) {
    lua_newtable(L);
    set_text(L, "id", day.festival->id);
    set_text(L, "en", day.festival->en);
    set_text(L, "zh", day.festival->zh);
    lua_setfield(L, -2, "festival");
  }
  if (known) {
    lua_pushboolean(L, cs_day_kind_works(day.kind));
    lua_setfield(L, -2, "works");
  } else {
    lua_pushinteger(L, day.missing);
    lua_setfield(L, -2, "missing");
  }
  return 1;
}

static int calendar_add_workdays(lua_State *L) {
  cs_date out;
  int missing = 0;
  bool known =
      cs_calendar_add_workdays(to_calendar(L), to_day(L, 2), to_number(L, 3), &out, &missing);
  return push_answer(L, known, out, missing);
}

static int calendar_count_workdays(lua_State *L) {
  int count, missing = 0;
  bool known =
      cs_calendar_count_workdays(to_calendar(L), to_day(L, 2), to_day(L, 3), &count, &missing);
  if (known)
    lua_pushinteger(L, count);
  else
    lua_pushnil(L);
  if (!known) lua_pushinteger(L, missing);
  return known ? 1 : 2;
}

static int calendar_nth_workday(lua_State *L) {
  cs_date out;
  int missing = 0, n = to_number(L, 3);
  luaL_argcheck(L, n != 0, 3, "working days count from 1, or from -1 at the end");
  bool known = cs_calendar_nth_workday(to_calendar(L), to_month(L, 2), n, &out, &missing);
  return push_answer(L, known, out, missing);
}

static int calendar_window(lua_State *L) {
  cs_date from, to;
  int missing = 0, n = to_number(L, 3);
  luaL_argcheck(L, n >= 1, 3, "at least one working day");
  bool known = cs_calendar_window(to_calendar(L), to_month(L, 2), n, &from, &to, &missing);
  push_date(L, from);
  return 1 + push_answer(L, known, to, missing);
}

static int read_due(const cs_buf *text, json_t **box, cs_due *due, cs_err *err) {
  int rc = cs_json_reread(text->data, text->size, box, err);
  if (rc != CS_OK) return rc;
  const json_t *n = cs_due_number(*box);
  return cs_due_read(*box, json_is_integer(n) ? json_integer_value(n) : -1, due, err);
}

/* cal:due({within = 5, unit = "workdays"}, base) → from, to, missing */
static int calendar_due(lua_State *L) {
  const cs_calendar *c = to_calendar(L);
  luaL_checktype(L, 2, LUA_TTABLE);
  cs_date base = to_day(L, 3);
  cs_buf *text = cs_bridge_buf(L);
  json_t **box = cs_bridge_json(L);
  const cs_encode_options options = {.strict = false};
  cs_err err;
  cs_due due;
  cs_due_window w;
  int rc = cs_encode(L, 2, &options, text, &err);
  if (rc == CS_OK) rc = read_due(text, box, &due, &err);
  if (rc == CS_ENOMEM) return luaL_error(L, "%s", err.text);
  if (rc != CS_OK) return luaL_argerror(L, 2, lua_pushstring(L, err.text));
  bool known = cs_due_resolve(&due, c, base, &w);
  push_date(L, w.from);
  return 1 + push_answer(L, known, w.to, w.missing);
}

static int calendar_id(lua_State *L) {
  lua_pushstring(L, cs_calendar_id(to_calendar(L)));
  return 1;
}

/* ---- opening ---- */

static cs_calendar **push_calendar(lua_State *L) {
  static const luaL_Reg methods[] = {
      {"id", calendar_id},
      {"day", calendar_day},
      {"add_workdays", calendar_add_workdays},
      {"count_workdays", calendar_count_workdays},
      {"nth_workday", calendar_nth_workday},
      {"window", calendar_window},
      {"due", calendar_due},
      {NULL, NULL},
  };
  cs_bridge_class(L, CALENDAR, methods, calendar_gc, NULL);
  cs_calendar **box = lua_newuserdatauv(L, sizeof *box, 0); /* NOLINT: the box holds a pointer */
  *box = NULL;
  luaL_setmetatable(L, CALENDAR);
  return box;
}

/* calendar.open([id]): the table alone. */
static int open_table(lua_State *L) {
  const char *id = lua_isnoneornil(L, 1) ? NULL : cs_bridge_text(L, 1);
  cs_calendar **box = push_calendar(L);
  cs_err err;
  return cs_calendar_new(id, box, &err) == CS_OK ? 1 : cs_bridge_failure(L, &err);
}

/* c:calendar([known_at]): the table and the company's own days. */
static int company_calendar(lua_State *L) {
  cs_store_handle *s;
  const cs_company *c = cs_handle_company(L, 1, &s);
  uint32_t known = lua_isnoneornil(L, 2) ? UINT32_MAX : cs_bridge_id(L, 2);
  cs_calendar **box = push_calendar(L);
  cs_err err;
  int rc = cs_calendar_open(s->store, c->id, NULL, known, box, &err);
  return rc == CS_OK ? 1 : cs_bridge_failure(L, &err);
}

const luaL_Reg cs_calendar_company[] = {{"calendar", company_calendar}, {NULL, NULL}};

int cs_open_calendar(lua_State *L) {
  static const luaL_Reg functions[] = {{"open", open_table}, {NULL, NULL}};
  luaL_newlib(L, functions);
  return 1;
}
