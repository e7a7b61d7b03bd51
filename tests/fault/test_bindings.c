/* Every allocation under every Lua module fails once, in turn: the core's (with jansson's, SQLite's and the threads of libuv, in
 * the processes behind the wall too), Lua's own, and both from one place on; and Lua collects its garbage at any of them. Each ends in a
 * clear error or is done and saw the same; no byte of the Lua state stays, the database opens and verifies, nothing is half-written or left
 * behind (traces.h), and where Lua's own memory was short the same state can do it afterwards. The rows are in bindings.lua. CURSUS_FAULTS: how many a row (a number), `places`: each chain of calls that allocates, the first time;
 * `all`: every allocation. CURSUS_FAULTS_ROW: this row only; CURSUS_FAULTS_AT: only the allocation of this number. tests/fault/_sweep.sh goes through all of them. */
#include "bindings/leaf.h"
#include "bindings/room.h"
#include "bindings/script.h"
#include "fault/memory.h"
#include "fault/story.h"
#include "fault/traces.h"
#include "fault/vfs.h"
#include <lauxlib.h>
#include <limits.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#define PREPARED "prepared.db"
#define ROWS_MAX 100
#define STRIKE_SECONDS 300

typedef struct outcome {
  int status; /* of the protected call */
  char text[20000];
} outcome;

typedef struct row {
  char name[64];
  int from;
  outcome calm;
  char *before, *after; /* states of the database without faults */
  traces left;          /* what stands beside it afterwards */
  size_t lost;          /* bytes, with each use */
} row;

static row rows[ROWS_MAX];
static unsigned row_count;

/* -- one use --------------------------------------------------------------------------------------------------------- */
static const char *rows_file(void) {
  static char path[1000];
  const char *sources = getenv("CURSUS_SOURCE_DIR");
  (void)snprintf(path, sizeof path, "%s/tests/fault/bindings.lua", sources != NULL ? sources : ".");
  return path;
}

static int keep_piece(lua_State *L, const void *piece, size_t size, void *user) {
  (void)L;
  cs_buf_put(user, piece, size);
  return 0;
}

/* A new script state with the list of rows on its stack. The file is compiled once: a sweep opens half a million. */
static lua_State *open_rows(void) {
  static cs_buf compiled;
  lua_State *L = cs_script_new();
  assert_non_null(L);
  int rc = compiled.size == 0 ? luaL_loadfile(L, rows_file())
                              : luaL_loadbuffer(L, compiled.data, compiled.size, "rows");
  if (rc == LUA_OK && compiled.size == 0) lua_dump(L, keep_piece, &compiled, 0);
  if (rc != LUA_OK || lua_pcall(L, 0, 1, 0) != LUA_OK) fail_msg("%s", lua_tostring(L, -1));
  return L;
}

static void close_state(lua_State *L, const char *where) {
  lua_close(L);
  size_t left = fault_memory_of_lua()->used;
  if (left != 0) fail_msg("%s: %zu bytes of the Lua state stay", where, left);
}

static void note_result(lua_State *L, outcome *o) {
  (void)snprintf(o->text, sizeof o->text, "%s", luaL_tolstring(L, -1, NULL));
  lua_pop(L, 1);
}

static void call(lua_State *L, const row *r, const char *function, outcome *o) {
  lua_rawgeti(L, 1, (lua_Integer)(r - rows) + 1);
  if (lua_getfield(L, -1, function) == LUA_TNIL) return;
  o->status = lua_pcall(L, 0, 1, 0);
  note_result(L, o);
}

static char *state_now(const row *r, const char *where) {
  static cs_buf state;
  cs_err err;
  if (r->from == STORY_INIT) return NULL;
  if (story_state(&state, &err) != CS_OK) fail_msg("%s: afterwards %s", where, err.text);
  char *copy = strdup(state.data);
  assert_non_null(copy);
  return copy;
}

static void reset(const row *r) {
  if (r->from == STORY_INIT) return;
  story_return(STORY_INIT); /* what lies beside it goes, too */
  story_copy(PREPARED, STORY_DB);
}

/* -- in peace -------------------------------------------------------------------------------------------------------- */
static int step_named(const char *name) {
  for (story_step step = 0; name != NULL && step < STORY_STEPS; step++)
    if (strcmp(story_names[step], name) == 0) return (int)step;
  if (name != NULL) fail_msg("no step '%s' in the story", name);
  return STORY_INIT;
}

static void prepare(row *r) {
  outcome o = {0};
  if (r->from != STORY_INIT) story_return((story_step)r->from);
  lua_State *L = open_rows();
  call(L, r, "prepare", &o);
  close_state(L, r->name);
  if (o.status != LUA_OK) fail_msg("%s: %s", r->name, o.text);
  if (r->from != STORY_INIT) story_copy(STORY_DB, PREPARED);
  reset(r);
  free(r->before);
  r->before = state_now(r, r->name);
  L = open_rows();
  call(L, r, "run", &r->calm);
  close_state(L, r->name);
  if (r->calm.status != LUA_OK) fail_msg("%s: %s", r->name, r->calm.text);
  free(r->after);
  r->after = state_now(r, r->name);
}

static void read_rows(void) {
  lua_State *L = open_rows();
  for (lua_Integer i = 1; lua_rawgeti(L, 1, i) == LUA_TTABLE; i++) {
    row *r = &rows[row_count++];
    assert_true(row_count < ROWS_MAX);
    lua_rawgeti(L, -1, 1);
    (void)snprintf(r->name, sizeof r->name, "%s", luaL_checkstring(L, -1));
    lua_getfield(L, -2, "from");
    r->from = step_named(lua_tostring(L, -1));
    lua_settop(L, 1);
  }
  lua_close(L);
}

/* -- strikes --------------------------------------------------------------------------------------------------------- */
typedef struct manner {
  const char *what;
  unsigned kinds;
  bool on;
} manner;

static const manner manners[] = {
    {"the core's allocation", FAULT_OF_CORE, false},
    {"Lua's allocation", FAULT_OF_LUA, false},
    {"memory gone from", FAULT_OF_CORE | FAULT_OF_LUA, true},
};

/* A form is filled in both languages, and what goes wrong in the second is said in it. */
static bool is_clear(const outcome *o) {
  bool told = strstr(o->text, "memory") != NULL || strstr(o->text, "内存不足") != NULL ||
              strstr(o->text, "cannot start a worker thread: ") != NULL;
  return told && strlen(o->text) < 400;
}

static unsigned complaints;

/* Every place is tried, whatever the one before did. */
static void complain(const char *where, const char *what, const char *text) {
  print_error("%s: %s: %.900s\n", where, what, text);
  complaints++;
}

/* With what is around the first byte in which they differ. */
static void complain_of(const char *where, const char *what, const char *text, const char *calm) {
  size_t at = 0;
  while (text[at] != '\0' && text[at] == calm[at]) at++;
  size_t from = at < 60 ? 0 : at - 60;
  print_error("%s: %s: %.200s\n  where in peace %.200s\n", where, what, text + from, calm + from);
  complaints++;
}

static void judge(const row *r, const char *where, const outcome *o) {
  if (getenv("CURSUS_FAULTS_TELL") != NULL) print_message("%s: %s\n", where, o->text);
  if (o->status == LUA_OK && strcmp(o->text, r->calm.text) != 0)
    complain_of(where, "another answer", o->text, r->calm.text);
  if (o->status != LUA_OK && !is_clear(o)) complain(where, "not clear", o->text);
  if (r->from == STORY_INIT) return;
  char *state = story_is(PREPARED) ? strdup(r->before) : state_now(r, where);
  assert_non_null(state);
  bool done = strcmp(state, r->after) == 0;
  if (!done && (o->status == LUA_OK || strcmp(state, r->before) != 0))
    complain_of(where, "half-written", state, o->status == LUA_OK ? r->after : r->before);
  free(state);
}

enum { EVERY_PLACE = UINT_MAX - 1, EVERY_ONE = UINT_MAX };

static unsigned wish(unsigned most) {
  const char *text = getenv("CURSUS_FAULTS");
  if (text == NULL) return most;
  if (strcmp(text, "all") == 0) return EVERY_ONE;
  if (strcmp(text, "places") == 0) return EVERY_PLACE;
  most = (unsigned)strtoul(text, NULL, 10);
  if (most == 0) fail_msg("CURSUS_FAULTS is a number, places or all, not '%s'", text);
  return most;
}

/* A strike that breaks the program or hangs is told, too. */
static char where[200];

void __sanitizer_set_death_callback(void (*callback)(void)) __attribute__((weak));

static void tell_where(void) { (void)dprintf(STDERR_FILENO, "at %s\n", where); }

static void give_up(int signal) {
  (void)signal;
  tell_where();
  _exit(3);
}

/* Of the row on top of the stack. */
static void make_ready(lua_State *L) {
  if (lua_getfield(L, -1, "ready") == LUA_TNIL)
    lua_pop(L, 1);
  else if (lua_pcall(L, 0, 0, 0) != LUA_OK)
    fail_msg("%s: %s", where, lua_tostring(L, -1));
}

/* In a state whose memory was short once. */
static void run_again(lua_State *L, const row *r) {
  static outcome o;
  lua_settop(L, 1);
  call(L, r, "run", &o);
  if (o.status != LUA_OK || strcmp(o.text, r->calm.text) != 0)
    complain_of(where, "not as before afterwards", o.text, r->calm.text);
}

/* After a use, or two; a calm one says what is to stand there, and what a library never gives back. Returns how many bytes more stay. */
static size_t look_around(row *r, const traces *before, bool calm) {
  static traces now;
  traces_note(&now);
  size_t more = now.memory > before->memory ? now.memory - before->memory : 0;
  if (calm) {
    r->left = now;
    r->lost = more;
  }
  const char *odd = traces_odd(&now, before, &r->left);
  if (odd != NULL) complain(where, "left behind", odd);
  return more > 2 * r->lost ? more : 0;
}

/* Returns how many allocations there were; n = 0: counts and, where that is wished, looks at the places. */
static unsigned strike_once(row *r, const manner *m, unsigned n, size_t *stays) {
  static outcome o;
  static traces before;
  (void)snprintf(where, sizeof where, "%s, %s %u", r->name, m->what, n);
  (void)alarm(STRIKE_SECONDS);
  if (n == 0 || !story_is(PREPARED)) reset(r);
  traces_note(&before);
  lua_State *L = open_rows();
  lua_rawgeti(L, 1, (lua_Integer)(r - rows) + 1);
  make_ready(L);
  lua_getfield(L, -1, "run");
  lua_gc(L, LUA_GCCOLLECT);
  if (n == 0 && wish(1) == EVERY_PLACE) {
    fault_memory_look(m->kinds);
  } else {
    fault_memory_arm(m->kinds, n, m->on);
  }
  o.status = lua_pcall(L, 0, 1, 0);
  unsigned seen = fault_memory_disarm();
  note_result(L, &o);
  bool again = n > 0 && m->kinds == FAULT_OF_LUA && o.status != LUA_OK;
  if (again)
    lua_gc(L, LUA_GCCOLLECT); /* closes what was left open */
  else
    close_state(L, where);
  judge(r, where, &o);
  if (again && (r->from == STORY_INIT || story_is(PREPARED))) run_again(L, r);
  if (again) close_state(L, where);
  *stays = look_around(r, &before, n == 0);
  return seen;
}

/* What stays every time leaks; what stays once was kept for later, or lies in a block that is larger than was asked for. */
static unsigned strike(row *r, const manner *m, unsigned n) {
  size_t stays = 0;
  char text[64];
  unsigned seen = strike_once(r, m, n, &stays);
  for (int more = 0; stays > 0 && more < 4; more++) (void)strike_once(r, m, n, &stays);
  (void)snprintf(text, sizeof text, "%zu bytes", stays);
  if (stays > 0) complain(where, "left behind", text);
  return seen;
}

static bool is_wanted(const char *row_name) {
  const char *name = getenv("CURSUS_FAULTS_ROW");
  return name == NULL || strcmp(row_name, name) == 0;
}

static unsigned sweep_places(row *r, const manner *m) {
  const unsigned *numbers;
  size_t count = fault_memory_places(&numbers);
  for (size_t i = 0; i < count; i++) (void)strike(r, m, numbers[i]);
  return (unsigned)count;
}

/* At even distances, each at a seeded place. */
static unsigned sweep_evenly(row *r, const manner *m, unsigned count, unsigned most) {
  unsigned width = count <= most ? 1 : (count - 1) / most + 1, strikes = 0;
  uint32_t random = 12345;
  for (unsigned from = 1; from <= count; from += width, strikes++) {
    random = random * 1664525u + 1013904223u;
    unsigned n = from + (random >> 8) % width;
    (void)strike(r, m, n > count ? count : n);
  }
  return strikes;
}

static void sweep(row *r, const manner *m, unsigned most) {
  const char *at = getenv("CURSUS_FAULTS_AT");
  if (at != NULL) {
    (void)strike(r, m, 0);
    (void)strike(r, m, (unsigned)strtoul(at, NULL, 10));
    return;
  }
  unsigned count = strike(r, m, 0);
  unsigned strikes = most == EVERY_PLACE ? sweep_places(r, m) : sweep_evenly(r, m, count, most);
  print_message("%s, %s: %u of %u struck\n", r->name, m->what, strikes, count);
}

static void every_allocation_fails_once(void **unused) {
  (void)unused;
  complaints = 0;
  for (row *r = rows; r < rows + row_count; r++) {
    if (!is_wanted(r->name)) continue;
    prepare(r);
    for (size_t i = 0; i < sizeof manners / sizeof *manners; i++) sweep(r, &manners[i], wish(6));
  }
  (void)alarm(0);
  assert_int_equal(complaints, 0);
}

static void run_collecting(row *r, unsigned every, outcome *o) {
  reset(r);
  lua_State *L = open_rows();
  fault_memory_of_lua()->collect = every;
  call(L, r, "run", o);
  fault_memory_of_lua()->collect = 0;
  close_state(L, r->name);
}

/* What a binding holds only in C is lost when Lua collects: each n-th allocation collects everything that has no anchor.
 * From 2, since what Lua asks for again after its collection is to succeed; a luaL_Buffer does not ask again: then the next n. */
static void garbage_is_collected_anywhere(void **unused) {
  (void)unused;
  complaints = 0;
  for (row *r = rows; r < rows + row_count; r++) {
    if (!is_wanted(r->name)) continue;
    static outcome o;
    unsigned every = wish(8) >= EVERY_PLACE ? 2 : 29, last = every + 40;
    prepare(r);
    do {
      run_collecting(r, every, &o);
    } while (o.status != LUA_OK && is_clear(&o) && every++ < last);
    if (o.status != LUA_OK) fail_msg("%s: %s", r->name, o.text);
    judge(r, r->name, &o);
  }
  assert_int_equal(complaints, 0);
}

static void a_script_state_is_whole_or_absent(void **unused) {
  (void)unused;
  if (!is_wanted("a new state")) skip();
  const unsigned kinds = FAULT_OF_CORE | FAULT_OF_LUA;
  fault_memory_arm(kinds, 0, false);
  lua_State *L = cs_script_new();
  unsigned count = fault_memory_disarm(), most = wish(60), width = most >= count ? 1 : count / most;
  assert_non_null(L);
  close_state(L, "in peace");
  (void)freopen("/dev/null", "w", stderr); /* where it says why */
  for (unsigned n = 1; n <= count; n += width) {
    fault_memory_arm(kinds, n, false);
    L = cs_script_new();
    (void)fault_memory_disarm();
    if (L != NULL) close_state(L, "a new state");
    assert_int_equal(fault_memory_of_lua()->used, 0);
  }
}

/* -- nothing is left out --------------------------------------------------------------------------------------------- */
static const char watch[] =
    "local called = {}\n"
    "debug.sethook(function() called[debug.getinfo(2, 'f').func] = true end, 'c')\n"
    "return called";

static const char compare[] =
    "local called = ...\n"
    "debug.sethook()\n"
    "local foreign, left = require 'lfs', {}\n"
    "local function look(name, methods)\n"
    "  for key, value in pairs(methods) do\n"
    "    if type(value) == 'function' and not called[value] and not foreign[key] then\n"
    "      left[#left + 1] = name .. '.' .. key\n"
    "    end\n"
    "  end\n"
    "end\n"
    "for name in pairs(package.preload) do\n"
    "  local module = require(name)\n"
    "  if type(module) == 'table' then look(name, module) end\n"
    "end\n"
    "for key, value in pairs(debug.getregistry()) do\n"
    "  if type(key) == 'string' and key:match '^cursus%.[%w.]*methods$' then look(key, value) end\n"
    "end\n"
    "table.sort(left)\n"
    "return table.concat(left, ' ')";

static void run_rows(lua_State *L) {
  for (row *r = rows; r < rows + row_count; r++) {
    outcome o = {0};
    if (r->from != STORY_INIT) story_return((story_step)r->from);
    call(L, r, "prepare", &o);
    lua_settop(L, 2);
    call(L, r, "run", &o);
    lua_settop(L, 2);
    if (o.status != LUA_OK) fail_msg("%s: %s", r->name, o.text);
  }
}

static void every_function_has_a_row(void **unused) {
  (void)unused;
  if (!is_wanted("all rows")) skip();
  lua_State *L = open_rows();
  if (luaL_dostring(L, watch) != LUA_OK) fail_msg("%s", lua_tostring(L, -1));
  run_rows(L);
  if (luaL_loadstring(L, compare) != LUA_OK) fail_msg("%s", lua_tostring(L, -1));
  lua_pushvalue(L, 2);
  if (lua_pcall(L, 1, 1, 0) != LUA_OK) fail_msg("%s", lua_tostring(L, -1));
  assert_string_equal(lua_tostring(L, -1), "");
  close_state(L, "all rows");
}

int main(int argc, char **argv) {
  if (argc == 2 && strcmp(argv[1], CS_ROOM_WORD) == 0) {
    fault_memory_join();
    cs_leaf_room();
  }
  fault_memory_install();
  fault_vfs_register(); /* for its speed */
  (void)freopen("/dev/null", "r", stdin);
  story_prepare();
  story_tell_all();
  read_rows();
  (void)signal(SIGALRM, give_up);
  if (__sanitizer_set_death_callback != NULL) __sanitizer_set_death_callback(tell_where);
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_function_has_a_row),
      cmocka_unit_test(every_allocation_fails_once),
      cmocka_unit_test(garbage_is_collected_anywhere),
      cmocka_unit_test(a_script_state_is_whole_or_absent),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
