#include "bindings/sandbox.h"
#include "base/messages.h"
#include <lauxlib.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define HOOK_STEPS 10000 /* between two looks at the budget; measured: ~15 % of a bare loop */
#define BIG_BLOCK \
  ((size_t)32     \
   << 10) /* allocations from here on look at the clock: copying them takes time no hook sees */

const cs_budget cs_budget_load = {.memory = (size_t)64 << 20, .steps = 50000000, .cpu_ms = 1200};
const cs_budget cs_budget_leaf = {.memory = (size_t)64 << 20, .steps = 1000000, .cpu_ms = 500};

typedef enum expiry {
  ALIVE,
  OUT_OF_STEPS,
  OUT_OF_TIME,
  OUT_OF_MEMORY,
  TEXT_TOO_LONG,
  NO_MEMORY
} expiry;

struct cs_sandbox {
  lua_State *L;
  cs_budget budget;
  size_t used;
  int64_t allocations;
  int64_t steps_left;
  int64_t deadline; /* processor time of this thread, ns */
  bool allow_long;
  bool running;    /* inside cs_sandbox_call; outside, no budget of time runs */
  expiry expired;  /* final for steps and time: no code in Lua can clear it */
  expiry memory;   /* why the last allocation failed */
  char where[160]; /* "file:line: " where a budget ended or an error without a place was raised */
  char compiling[160]; /* the file that the compiler reads; empty: none */
  char building
      [144];  /* "file:line" of the pack that is being worked on while none of its lines runs */
  int raised; /* code given by cs_sandbox_raise; CS_OK: none */
  char name[96];
};

static cs_sandbox *sandbox_of(lua_State *L) { return *(cs_sandbox **)lua_getextraspace(L); }

static int64_t processor_time(void) {
  struct timespec t;
  if (clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t) != 0) return 0;
  return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

/* -- where ---------------------------------------------------------------------------------------------- */

static bool is_pack_line(const lua_Debug *ar) {
  return ar->source[0] == '@' && strncmp(ar->source, "@dsl/", 5) != 0 && ar->currentline > 0;
}

/* Reads only, allocates nothing: the allocator itself calls it. */
bool cs_sandbox_where(lua_State *L, int level, lua_Debug *ar) {
  for (int i = level; i < level + 200 && lua_getstack(L, i, ar); i++) {
    lua_getinfo(L, "Sl", ar);
    if (is_pack_line(ar)) return true;
  }
  return false;
}

/* Found nothing: what was noted stays, for the interpreter also allocates while it unwinds. */
static void note_where(cs_sandbox *s) {
  lua_Debug ar;
  if (s->L == NULL) return;
  if (s->compiling[0] != '\0') {
    snprintf(s->where, sizeof s->where, "%.120s: ", s->compiling);
  } else if (cs_sandbox_where(s->L, 0, &ar)) {
    snprintf(s->where, sizeof s->where, "%.120s:%d: ", ar.source + 1, ar.currentline);
  } else if (s->building[0] != '\0') {
    snprintf(s->where, sizeof s->where, "%.140s: ", s->building);
  }
}

void cs_sandbox_building(lua_State *L, const char *file, int line) {
  cs_sandbox *s = sandbox_of(L);
  snprintf(s->building, sizeof s->building, "%.120s:%d", file, line);
}

void cs_sandbox_compiling(lua_State *L, const char *name) {
  cs_sandbox *s = sandbox_of(L);
  snprintf(s->compiling, sizeof s->compiling, "%.159s", name != NULL ? name : "");
}

/* -- memory --------------------------------------------------------------------------------------------- */

static void *refuse(cs_sandbox *s, expiry why) {
  s->memory = why;
  note_where(s);
  return NULL;
}

/* Only growth can fail. For a new block Lua passes a type tag as the old size. */
static void *allocate(void *user, void *block, size_t old, size_t size) {
  cs_sandbox *s = user;
  int tag = block == NULL ? (int)old : LUA_TNONE;
  if (block == NULL) old = 0;
  if (size == 0) {
    free(block);
    s->used -= old;
    return NULL;
  }
  if (size > old) {
    s->allocations++;
    if (s->budget.fail_at > 0 && s->allocations >= s->budget.fail_at) return refuse(s, NO_MEMORY);
    if (size - old > s->budget.memory - s->used) return refuse(s, OUT_OF_MEMORY);
    if (tag == LUA_TSTRING && size > CS_SANDBOX_TEXT_MAX && !s->allow_long)
      return refuse(s, TEXT_TOO_LONG);
    if (size >= BIG_BLOCK && s->running && processor_time() > s->deadline) {
      s->expired = OUT_OF_TIME;
      return refuse(s, OUT_OF_TIME);
    }
  }
  void *grown = realloc(block, size);
  if (grown == NULL && size > old) return refuse(s, NO_MEMORY);
  if (grown == NULL) grown = block; /* which for Lua is the smaller one */
  s->used += size;
  s->used -= old;
  return grown;
}

size_t cs_sandbox_used(const cs_sandbox *s) { return s->used; }
int64_t cs_sandbox_steps(const cs_sandbox *s) { return s->budget.steps - s->steps_left; }
int64_t cs_sandbox_allocations(const cs_sandbox *s) { return s->allocations; }

void cs_sandbox_allow_long(lua_State *L, bool on) { sandbox_of(L)->allow_long = on; }

/* -- steps and time ------------------------------------------------------------------------------------- */

static int expire(lua_State *L, cs_sandbox *s, expiry why) {
  s->expired = why;
  note_where(s);
  return luaL_error(L, "the budget is used up");
}

static void look(lua_State *L, int64_t steps) {
  cs_sandbox *s = sandbox_of(L);
  s->steps_left -= steps;
  if (s->expired != ALIVE) expire(L, s, s->expired);
  if (s->steps_left <= 0) expire(L, s, OUT_OF_STEPS);
  if (processor_time() > s->deadline) expire(L, s, OUT_OF_TIME);
}

static void hook(lua_State *L, lua_Debug *ar) {
  (void)ar;
  look(L, HOOK_STEPS);
}

/* The clock is asked only when the work was worth it. */
void cs_sandbox_charge(lua_State *L, size_t steps) {
  cs_sandbox *s = sandbox_of(L);
  int64_t before = s->steps_left / HOOK_STEPS;
  s->steps_left -= (int64_t)(steps < INT32_MAX ? steps : INT32_MAX);
  if (s->steps_left / HOOK_STEPS != before || s->steps_left <= 0) look(L, 0);
}

void cs_sandbox_refill(cs_sandbox *s, const cs_budget *budget) {
  s->budget = *budget;
  s->steps_left = budget->steps;
  s->deadline = processor_time() + budget->cpu_ms * 1000000;
  s->expired = ALIVE;
  s->memory = ALIVE;
  s->raised = CS_OK;
  s->where[0] = '\0';
  if (s->L != NULL) /* begins counting anew: where a budget ends hangs on nothing that ran before */
    lua_sethook(s->L, hook, LUA_MASKCOUNT, HOOK_STEPS);
}

/* The only pcall there is: a budget's end and a memory error pass through it. */
int cs_sandbox_pcall(lua_State *L) {
  luaL_checkany(L, 1);
  int status = lua_pcall(L, lua_gettop(L) - 1, LUA_MULTRET, 0);
  cs_sandbox *s = sandbox_of(L);
  s->compiling[0] = '\0';
  if (s->expired != ALIVE || s->raised != CS_OK || status == LUA_ERRMEM) return lua_error(L);
  lua_pushboolean(L, status == LUA_OK);
  lua_insert(L, 1);
  return lua_gettop(L);
}

/* -- the way in ----------------------------------------------------------------------------------------- */

static int report_budget(cs_sandbox *s, expiry why, cs_err *err) {
  const char *slash = s->where[0] != '\0' ? "/" : ": ";
  switch (why) {
    case OUT_OF_STEPS:
      return cs_fail(err, CS_ELIMIT, CS_MSG_sandbox_steps, s->name, slash, s->where,
                     (long long)s->budget.steps);
    case OUT_OF_TIME:
      return cs_fail(err, CS_ELIMIT, CS_MSG_sandbox_time, s->name, slash, s->where,
                     (long long)s->budget.cpu_ms);
    case OUT_OF_MEMORY:
      return cs_fail(err, CS_ELIMIT, CS_MSG_sandbox_memory, s->name, slash, s->where,
                     s->budget.memory >> 20);
    case TEXT_TOO_LONG:
      return cs_fail(err, CS_ELIMIT, CS_MSG_sandbox_text, s->name, slash, s->where,
                     CS_SANDBOX_TEXT_MAX >> 10);
    default: return cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory);
  }
}

/* "chapter.lua:12: ..." gets the pack's name before it as its folder; so does a text without a place when it is known where it was
 * raised; others get the name as a heading. */
static int report_error(cs_sandbox *s, int code, cs_err *err) {
  lua_State *L = s->L;
  char scratch[80];
  const char *text = scratch;
  if (lua_type(L, -1) == LUA_TSTRING) {
    text = lua_tostring(L, -1);
  } else if (lua_type(L, -1) == LUA_TNUMBER) { /* error(42): converting it in place could raise */
    snprintf(scratch, sizeof scratch, "%.14g", lua_tonumber(L, -1));
  } else {
    snprintf(scratch, sizeof scratch, CS_MSG_sandbox_error_object, luaL_typename(L, -1));
  }
  size_t n = strcspn(text, ":");
  bool placed = text[n] == ':' && text[n + 1] >= '0' && text[n + 1] <= '9' &&
                memchr(text, ' ', n) == NULL && strncmp(text, "dsl/", 4) != 0;
  if (placed) return cs_fail(err, code, "%s/%s", s->name, text);
  if (s->where[0] != '\0') return cs_fail(err, code, "%s/%s%s", s->name, s->where, text);
  return cs_fail(err, code, "%s: %s", s->name, text);
}

/* Runs where the error was raised, before the stack is gone. */
static int handler(lua_State *L) {
  cs_sandbox *s = sandbox_of(L);
  if (s->expired != ALIVE) return 1;
  s->where[0] = '\0';
  note_where(s);
  return 1;
}

static int call(lua_State *L) {
  lua_CFunction f = *(lua_CFunction *)lua_touserdata(L, 1);
  lua_remove(L, 1);
  return f(L);
}

int cs_sandbox_call(cs_sandbox *s, lua_CFunction f, void *argument, cs_err *err) {
  lua_State *L = s->L;
  int top = lua_gettop(L);
  s->running = true;
  s->raised = CS_OK;
  s->where[0] = '\0';
  s->compiling[0] = '\0';
  s->building[0] = '\0';
  lua_pushcfunction(
      L,
      handler); /* light C functions: they need no memory, and the stack has LUA_MINSTACK slots */
  lua_pushcfunction(L, call);
  lua_pushlightuserdata(L, &f);
  lua_pushlightuserdata(L, argument);
  int status = lua_pcall(L, 2, 0, top + 1);
  s->running = false;
  s->allow_long = false;
  int rc = CS_OK;
  if (s->expired != ALIVE)
    rc = report_budget(s, s->expired, err);
  else if (status == LUA_ERRMEM || (status != LUA_OK && s->raised == CS_ENOMEM))
    rc = report_budget(s, s->memory, err);
  else if (status != LUA_OK)
    rc = report_error(s, s->raised != CS_OK ? s->raised : CS_EPACK, err);
  lua_settop(L, top);
  return rc;
}

int cs_sandbox_raise(lua_State *L, const cs_err *err) {
  sandbox_of(L)->raised = err->code;
  lua_pushstring(L, err->text);
  return lua_error(L);
}

void cs_sandbox_stack(lua_State *L, int slots) {
  cs_err err;
  if (lua_checkstack(L, slots)) return;
  cs_fail(&err, CS_ENOMEM, "%s", CS_MSG_no_memory);
  cs_sandbox_raise(L, &err);
}

/* -- making and ending ---------------------------------------------------------------------------------- */

static int open_base(lua_State *L) {
  cs_sandbox_open_base(L);
  return 0;
}

int cs_sandbox_new(const char *name, const cs_budget *budget, cs_sandbox **out, cs_err *err) {
  *out = NULL;
  cs_sandbox *s = calloc(1, sizeof *s);
  if (s == NULL) return cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory);
  snprintf(s->name, sizeof s->name, "%.95s", name);
  cs_sandbox_refill(s, budget);

  int rc = CS_ENOMEM;
  lua_State *L = lua_newstate(allocate, s);
  if (L == NULL) {
    cs_fail(err, rc, "%s", CS_MSG_no_memory);
    goto fail;
  }
  s->L = L;
  *(cs_sandbox **)lua_getextraspace(L) = s;
  lua_sethook(L, hook, LUA_MASKCOUNT, HOOK_STEPS);
  rc = cs_sandbox_call(s, open_base, NULL, err);
  if (rc != CS_OK) goto fail;

  *out = s;
  return CS_OK;

fail:
  cs_sandbox_close(s);
  return rc;
}

size_t cs_sandbox_close(cs_sandbox *s) {
  if (s == NULL) return 0;
  if (s->L != NULL) {
    lua_State *L = s->L;
    s->L = NULL; /* where() must not look at a state that is going */
    lua_close(L);
  }
  size_t left = s->used;
  free(s);
  return left;
}
