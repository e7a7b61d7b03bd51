/* An attack: a pack whose files try to break out, run on or run away. Each one must end in a clear error within two seconds of
 * processor time, and all memory must be back. One file an attack; to add one: a file test_<attack>.c with these helpers. */
#pragma once
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>
#include "bindings/pack_load.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#define ATTACK_CPU_MS 2000

/* The policy language wants these two before anything else. */
#define ATTACK_HEAD "pack { id = \"attack\", title = \"attack\" }\n"

typedef struct attack {
  cs_pack_files files;
  cs_buf document;
  cs_err err;
  int rc;
  int64_t cpu_ms;
} attack;

static inline int64_t attack_clock(void) {
  struct timespec t;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* Puts a file into the pack in memory; call in the order of the names. */
static inline void attack_file(attack *a, const char *name, const char *text, size_t size) {
  cs_pack_files *f = &a->files;
  f->list = realloc(f->list, (f->count + 1) * sizeof *f->list);
  assert_non_null(f->list);
  char *copy = malloc(size + 1);
  memcpy(copy, text, size);
  copy[size] = '\0';
  f->list[f->count++] = (cs_pack_file){.name = strdup(name), .text = copy, .size = size};
  snprintf(f->folder, sizeof f->folder, "attack");
}

static inline void attack_run(attack *a) {
  cs_pack_run run = {.files = &a->files};
  int64_t before = attack_clock();
  a->rc = cs_pack_load(&run, &a->document, &a->err);
  a->cpu_ms = attack_clock() - before;
  if (a->rc != CS_OK) print_message("  %s (%lld ms)\n", a->err.text, (long long)a->cpu_ms);
  assert_true(a->cpu_ms < ATTACK_CPU_MS);
}

static inline void attack_end(attack *a) {
  cs_buf_deinit(&a->document);
  cs_pack_files_deinit(&a->files);
  memset(a, 0, sizeof *a);
}

/* pack.lua is the head and `code`: it fails with `code_expected`, and the message has `text` in it. */
static inline void attack_fails(const char *code, int code_expected, const char *text) {
  attack a;
  memset(&a, 0, sizeof a);
  size_t size = strlen(ATTACK_HEAD) + strlen(code);
  char *whole = malloc(size + 1);
  snprintf(whole, size + 1, "%s%s", ATTACK_HEAD, code);
  attack_file(&a, "pack.lua", whole, size);
  free(whole);
  attack_run(&a);
  if (a.rc != code_expected || strstr(a.err.text, text) == NULL) {
    print_error("code %d, text: %s\nexpected: %s\n", a.rc, a.rc == CS_OK ? "(none)" : a.err.text,
                text);
  }
  assert_int_equal(a.rc, code_expected);
  assert_non_null(strstr(a.err.text, text));
  attack_end(&a);
}

/* The code runs to its end (for checks of its own with assert). */
static inline void attack_passes(const char *code) {
  attack a;
  memset(&a, 0, sizeof a);
  size_t size = strlen(ATTACK_HEAD) + strlen(code);
  char *whole = malloc(size + 1);
  snprintf(whole, size + 1, "%s%s", ATTACK_HEAD, code);
  attack_file(&a, "pack.lua", whole, size);
  free(whole);
  attack_run(&a);
  assert_int_equal(a.rc, CS_OK);
  attack_end(&a);
}
