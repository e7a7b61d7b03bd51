#include "fault/memory.h"
#include <execinfo.h>
#include <expat.h>
#include <fcntl.h>
#include <lauxlib.h>
#include <sqlite3.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <uv.h>

#define PLACES (1u << 17) /* a power of two; the largest use has a tenth of it */
#define CHAIN 64          /* calls, the nearest */

typedef struct fault_plan {
  atomic_uint n, seen, kinds;
  atomic_bool armed, on, looking;
  _Atomic uint64_t chains[PLACES]; /* by hash; 0: free */
  atomic_uint first[PLACES];
} fault_plan;

static fault_plan *
    plan; /* NULL: not installed; else shared with child processes, by its file with those that exec */
static unsigned places[PLACES];

void fault_memory_look(unsigned kinds) {
  memset(plan->chains, 0, sizeof plan->chains);
  fault_memory_arm(kinds, 0, false);
  plan->looking = true;
}

static int by_number(const void *a, const void *b) {
  unsigned one = *(const unsigned *)a, other = *(const unsigned *)b;
  return one < other ? -1 : one > other;
}

size_t fault_memory_places(const unsigned **numbers) {
  size_t count = 0;
  (void)fault_memory_disarm();
  for (size_t i = 0; i < PLACES; i++)
    if (plan->chains[i] != 0) places[count++] = plan->first[i];
  qsort(places, count, sizeof *places, by_number);
  *numbers = places;
  return count;
}

static void note_place(unsigned number) {
  void *calls[CHAIN];
  int depth = backtrace(calls, CHAIN);
  uint64_t hash = UINT64_C(1469598103934665603);
  for (int i = 0; i < depth; i++)
    hash = (hash ^ (uint64_t)(uintptr_t)calls[i]) * UINT64_C(1099511628211);
  if (hash == 0) hash = 1;
  for (size_t i = hash >> 40, tried = 0; tried < PLACES; i++, tried++) {
    uint64_t there = 0;
    bool taken = atomic_compare_exchange_strong(&plan->chains[i % PLACES], &there, hash);
    if (taken) plan->first[i % PLACES] = number;
    if (taken || there == hash) return;
  }
  abort(); /* PLACES is too small */
}

void fault_memory_arm(unsigned kinds, unsigned n, bool on) {
  plan->kinds = kinds;
  plan->n = n;
  plan->on = on;
  plan->seen = 0;
  plan->armed = true;
}

unsigned fault_memory_disarm(void) {
  plan->armed = plan->looking = false;
  return plan->seen;
}

/* Of one that is looked for by its number: for addr2line. */
static bool tell(bool struck, unsigned now) {
  void *calls[CHAIN];
  if (struck && now == plan->n && getenv("CURSUS_FAULTS_AT") != NULL)
    backtrace_symbols_fd(calls, backtrace(calls, CHAIN), STDERR_FILENO);
  return struck;
}

static bool fails(unsigned kind) {
  if (plan == NULL || !plan->armed || (plan->kinds & kind) == 0) return false;
  unsigned now = atomic_fetch_add(&plan->seen, 1) + 1;
  if (plan->looking) note_place(now);
  return tell(plan->n != 0 && (plan->on ? now >= plan->n : now == plan->n), now);
}

/* -- the linker sends every call of our own objects here (-Wl,--wrap) ------------------------------------------------ */
void *__real_malloc(size_t n);
void *__real_calloc(size_t count, size_t n);
void *__real_realloc(void *old, size_t n);
void *__wrap_malloc(size_t n);
void *__wrap_calloc(size_t count, size_t n);
void *__wrap_realloc(void *old, size_t n);
char *__wrap_strdup(const char *text);

void *__wrap_malloc(size_t n) { return fails(FAULT_OF_CORE) ? NULL : __real_malloc(n); }

void *__wrap_calloc(size_t count, size_t n) {
  return fails(FAULT_OF_CORE) ? NULL : __real_calloc(count, n);
}

void *__wrap_realloc(void *old, size_t n) {
  return fails(FAULT_OF_CORE) ? NULL : __real_realloc(old, n);
}

char *__wrap_strdup(const char *text) {
  size_t size = strlen(text) + 1;
  char *copy = __wrap_malloc(size);
  return copy == NULL ? NULL : memcpy(copy, text, size);
}

/* -- threads and what holds them together ---------------------------------------------------------------------------- */
int __real_uv_thread_create(uv_thread_t *thread, uv_thread_cb entry, void *argument);
int __real_uv_mutex_init(uv_mutex_t *mutex);
int __real_uv_cond_init(uv_cond_t *condition);
int __wrap_uv_thread_create(uv_thread_t *thread, uv_thread_cb entry, void *argument);
int __wrap_uv_mutex_init(uv_mutex_t *mutex);
int __wrap_uv_cond_init(uv_cond_t *condition);

int __wrap_uv_thread_create(uv_thread_t *thread, uv_thread_cb entry, void *argument) {
  return fails(FAULT_OF_CORE) ? UV_EAGAIN : __real_uv_thread_create(thread, entry, argument);
}

int __wrap_uv_mutex_init(uv_mutex_t *mutex) {
  return fails(FAULT_OF_CORE) ? UV_ENOMEM : __real_uv_mutex_init(mutex);
}

int __wrap_uv_cond_init(uv_cond_t *condition) {
  return fails(FAULT_OF_CORE) ? UV_ENOMEM : __real_uv_cond_init(condition);
}

/* -- the XML of workbooks ---------------------------------------------------------------------------------------------- */
XML_Parser __wrap_XML_ParserCreate(const XML_Char *encoding);

XML_Parser __wrap_XML_ParserCreate(const XML_Char *encoding) {
  static const XML_Memory_Handling_Suite memory = {__wrap_malloc, __wrap_realloc, free};
  return XML_ParserCreate_MM(encoding, &memory, NULL);
}

/* -- Lua ------------------------------------------------------------------------------------------------------------- */
static void *allocate(void *user, void *block, size_t old, size_t size) {
  fault_lua *state = user;
  if (block == NULL) old = 0; /* a type's tag */
  if (size > old) {
    bool second = state->again;
    state->again = false;
    if (second) return NULL;
    if (state->collect > 0 && ++state->asked % state->collect == 0) return NULL;
    state->again = fails(FAULT_OF_LUA);
    if (state->again) return NULL;
  }
  void *moved = NULL;
  if (size == 0)
    free(block);
  else if ((moved = __real_realloc(block, size)) == NULL)
    return NULL;
  state->used += size - old;
  return moved;
}

static fault_lua lua;

fault_lua *fault_memory_of_lua(void) { return &lua; }

lua_State *__wrap_luaL_newstate(void);
lua_State *__wrap_luaL_newstate(void) {
  lua = (fault_lua){0};
  return lua_newstate(allocate, &lua);
}

/* -- SQLite ---------------------------------------------------------------------------------------------------------- */
static sqlite3_mem_methods real_memory;

static void *sqlite_malloc(int n) { return fails(FAULT_OF_CORE) ? NULL : real_memory.xMalloc(n); }

static void *sqlite_realloc(void *old, int n) {
  return fails(FAULT_OF_CORE) ? NULL : real_memory.xRealloc(old, n);
}

#define PLAN_FILE "fault.plan"

static void share_plan(int file) {
  if (file < 0 || ftruncate(file, sizeof *plan) != 0) abort();
  plan = mmap(NULL, sizeof *plan, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  if (plan == MAP_FAILED) abort();
  (void)close(file);
}

void fault_memory_join(void) {
  void *calls[CHAIN];
  int file = open(PLAN_FILE, O_RDWR);
  if (file >= 0) share_plan(file);
  (void)backtrace(calls, CHAIN); /* which loads a library when it is first called */
}

void fault_memory_install(void) {
  share_plan(open(PLAN_FILE, O_RDWR | O_CREAT | O_TRUNC, 0600));
  (void)uv_replace_allocator(__wrap_malloc, __wrap_realloc, __wrap_calloc, free);
  (void)sqlite3_config(SQLITE_CONFIG_GETMALLOC, &real_memory);
  sqlite3_mem_methods methods = real_memory;
  methods.xMalloc = sqlite_malloc;
  methods.xRealloc = sqlite_realloc;
  (void)sqlite3_config(SQLITE_CONFIG_MALLOC, &methods);
  (void)sqlite3_config(SQLITE_CONFIG_LOOKASIDE, 0, 0); /* every request goes where it can fail */
}
