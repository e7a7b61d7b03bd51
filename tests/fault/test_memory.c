/* Every allocation of core, jansson and SQLite fails once in turn, and once with all after it: each command ends in a
 * clear error or is done, nothing is half-written, nothing leaks. CURSUS_FAULTS=all: every place; a number: so many a
 * command. */
#include "fault/memory.h"
#include "fault/story.h"
#include "fault/vfs.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

static void arm(void *user, unsigned n) { fault_memory_arm(FAULT_OF_CORE, n, *(const bool *)user); }

static unsigned disarm(void *user) {
  (void)user;
  return fault_memory_disarm();
}

static void sweep(bool on, unsigned most) {
  story_fault fault = {
      .arm = arm, .disarm = disarm, .user = &on, .what = on ? "memory gone from" : "allocation"};
  unsigned strikes = 0;
  for (story_step step = 0; step < STORY_STEPS; step++) strikes += story_sweep(step, &fault, most);
  print_message("%s: %u strikes\n", fault.what, strikes);
}

static void one_allocation_fails(void **unused) {
  (void)unused;
  sweep(false, 26);
}

static void memory_runs_out(void **unused) {
  (void)unused;
  sweep(true, 13);
}

int main(void) {
  fault_memory_install();
  fault_vfs_register(); /* for its speed */
  story_prepare();
  story_tell_all();
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(one_allocation_fails),
      cmocka_unit_test(memory_runs_out),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
