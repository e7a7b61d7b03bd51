#include "fault/memory.h"
#include <jansson.h>
#include <sqlite3.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

static struct {
  atomic_uint n, seen;
  atomic_bool armed, on;
} plan;

void fault_memory_arm(unsigned n, bool on) {
  plan.n = n;
  plan.on = on;
  plan.seen = 0;
  plan.armed = true;
}

unsigned fault_memory_disarm(void) {
  plan.armed = false;
  return plan.seen;
}

static bool fails(void) {
  if (!plan.armed) return false;
  unsigned now = atomic_fetch_add(&plan.seen, 1) + 1;
  return plan.n != 0 && (plan.on ? now >= plan.n : now == plan.n);
}

/* -- the linker sends every call of our own objects here (-Wl,--wrap) ------------------------------------------------ */
void *__real_malloc(size_t n);
void *__real_calloc(size_t count, size_t n);
void *__real_realloc(void *old, size_t n);
void *__wrap_malloc(size_t n);
void *__wrap_calloc(size_t count, size_t n);
void *__wrap_realloc(void *old, size_t n);
char *__wrap_strdup(const char *text);

void *__wrap_malloc(size_t n) { return fails() ? NULL : __real_malloc(n); }
void *__wrap_calloc(size_t count, size_t n) { return fails() ? NULL : __real_calloc(count, n); }
void *__wrap_realloc(void *old, size_t n) { return fails() ? NULL : __real_realloc(old, n); }

char *__wrap_strdup(const char *text) {
  size_t size = strlen(text) + 1;
  char *copy = __wrap_malloc(size);
  return copy == NULL ? NULL : memcpy(copy, text, size);
}

/* -- SQLite ---------------------------------------------------------------------------------------------------------- */
static sqlite3_mem_methods real_memory;

static void *sqlite_malloc(int n) { return fails() ? NULL : real_memory.xMalloc(n); }
static void *sqlite_realloc(void *old, int n) {
  return fails() ? NULL : real_memory.xRealloc(old, n);
}

void fault_memory_install(void) {
  json_set_alloc_funcs(__wrap_malloc, free);
  (void)sqlite3_config(SQLITE_CONFIG_GETMALLOC, &real_memory);
  sqlite3_mem_methods methods = real_memory;
  methods.xMalloc = sqlite_malloc;
  methods.xRealloc = sqlite_realloc;
  (void)sqlite3_config(SQLITE_CONFIG_MALLOC, &methods);
  (void)sqlite3_config(SQLITE_CONFIG_LOOKASIDE, 0, 0); /* every request goes where it can fail */
}
