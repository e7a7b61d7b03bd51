/* cursus.date: civil dates as days, points of time as milliseconds. */
#include "base/date.h"
#include "base/time.h"
#include "bindings/bridge.h"
#include "bindings/open.h"
#include <time.h>

static int push_date(lua_State *L, bool valid, cs_date d) {
  if (valid)
    lua_pushinteger(L, d);
  else
    luaL_pushfail(L);
  return 1;
}

static int date_parse(lua_State *L) {
  size_t n;
  const char *s = luaL_checklstring(L, 1, &n);
  cs_date d;
  bool valid = cs_date_parse(s, n, &d);
  return push_date(L, valid, d);
}

static int date_text(lua_State *L) {
  char text[CS_DATE_SIZE];
  lua_pushstring(L, cs_date_text(cs_bridge_date(L, 1), text));
  return 1;
}

static int date_of(lua_State *L) {
  lua_Integer y = luaL_checkinteger(L, 1), m = luaL_checkinteger(L, 2), d = luaL_checkinteger(L, 3);
  bool small = y >= 1 && y <= 9999 && m >= 1 && m <= 12 && d >= 1 && d <= 31;
  bool valid = small && cs_date_valid((int)y, (int)m, (int)d);
  return push_date(L, valid, valid ? cs_date_of((int)y, (int)m, (int)d) : 0);
}

static int date_split(lua_State *L) {
  int y, m, d;
  cs_date_split(cs_bridge_date(L, 1), &y, &m, &d);
  lua_pushinteger(L, y);
  lua_pushinteger(L, m);
  lua_pushinteger(L, d);
  return 3;
}

static int date_add_months(lua_State *L) {
  cs_date d = cs_bridge_date(L, 1);
  lua_Integer n = luaL_checkinteger(L, 2);
  luaL_argcheck(L, n > -200000 && n < 200000, 2, "too many months");
  lua_pushinteger(L, cs_date_add_months(d, (int)n));
  return 1;
}

static void push_month(lua_State *L, cs_period p) {
  char text[CS_DATE_SIZE];
  lua_pushstring(L, cs_period_text(CS_MONTH, p, text));
}

static int date_month(lua_State *L) {
  push_month(L, cs_period_of(CS_MONTH, cs_bridge_date(L, 1)));
  return 1;
}

/* months_before(days, n): the n whole months before that of `days`, oldest first. */
static int date_months_before(lua_State *L) {
  cs_period last = cs_period_of(CS_MONTH, cs_bridge_date(L, 1));
  lua_Integer n = luaL_checkinteger(L, 2);
  luaL_argcheck(L, n >= 0 && n <= 1200, 2, "from 0 to 1200 months");
  lua_createtable(L, (int)n, 0);
  for (lua_Integer i = 1; i <= n; i++) {
    push_month(L, last - (cs_period)(n - i + 1));
    lua_rawseti(L, -2, i);
  }
  return 1;
}

static int time_parse(lua_State *L) {
  const char *text = cs_bridge_text(L, 1), *zone = cs_bridge_text(L, 2);
  cs_time t;
  if (cs_time_parse(text, zone, &t))
    lua_pushinteger(L, t);
  else
    luaL_pushfail(L);
  return 1;
}

static int time_text(lua_State *L) {
  cs_time t = luaL_checkinteger(L, 1);
  const char *zone = cs_bridge_text(L, 2);
  char text[CS_TIME_SIZE];
  lua_pushstring(L, cs_time_text(t, zone, text));
  return 1;
}

static int zone_valid(lua_State *L) {
  lua_pushboolean(L, cs_zone_valid(cs_bridge_text(L, 1)));
  return 1;
}

/* The machine's clock: only the command line asks it, to give --now its default. */
static int date_clock(lua_State *L) {
  struct timespec t;
  if (clock_gettime(CLOCK_REALTIME, &t) != 0) return luaL_error(L, "this machine has no clock");
  lua_pushinteger(L, (lua_Integer)t.tv_sec * 1000 + t.tv_nsec / 1000000);
  return 1;
}

static const luaL_Reg functions[] = {
    {"parse", date_parse},
    {"text", date_text},
    {"of", date_of},
    {"split", date_split},
    {"add_months", date_add_months},
    {"month", date_month},
    {"months_before", date_months_before},
    {"time_parse", time_parse},
    {"time_text", time_text},
    {"zone_valid", zone_valid},
    {"clock", date_clock},
    {NULL, NULL},
};

int cs_open_date(lua_State *L) {
  luaL_newlib(L, functions);
  return 1;
}
