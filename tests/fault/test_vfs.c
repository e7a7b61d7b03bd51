/* Every open, read, write, sync, truncation, deletion and lock fails once in turn, the disk fills up, the power goes: each
 * command ends in a clear error or is done, and told again ends in the same bytes. CURSUS_FAULTS=all: every place; a number: so many a
 * command; CURSUS_FAULTS_SEED: which. */
#include "fault/story.h"
#include "fault/vfs.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>

typedef struct order {
  fault_operation operation;
  fault_manner manner;
} order;

static void arm(void *user, unsigned n) {
  const order *o = user;
  fault_vfs_arm(o->operation, n, o->manner);
}

static unsigned disarm(void *user) {
  (void)user;
  return fault_vfs_disarm();
}

static void sweep(fault_operation operation, fault_manner manner, unsigned most) {
  char what[64];
  order o = {operation, manner};
  story_fault fault = {.arm = arm,
                       .disarm = disarm,
                       .user = &o,
                       .what = what,
                       .may_be_done = manner == FAULT_POWER || manner == FAULT_LOST};
  static const char *const manners[FAULT_MANNERS] = {"", " (disk full)", " (power lost)",
                                                     " (power lost, unsynced gone)"};
  (void)snprintf(what, sizeof what, "%s%s", fault_operation_names[operation], manners[manner]);
  unsigned strikes = 0;
  for (story_step step = 0; step < STORY_STEPS; step++) strikes += story_sweep(step, &fault, most);
  print_message("%s: %u strikes\n", what, strikes);
}

static void one_operation_fails(void **unused) {
  (void)unused;
  for (fault_operation o = 0; o < FAULT_OPERATIONS; o++) sweep(o, FAULT_ONCE, 6);
}

static void the_disk_is_full(void **unused) {
  (void)unused;
  sweep(FAULT_WRITE, FAULT_FULL, 6);
}

static void the_power_goes(void **unused) {
  (void)unused;
  sweep(FAULT_WRITE, FAULT_POWER, 6);
}

/* What was reported as done is done: its bytes were synced before. */
static void the_power_takes_what_was_not_synced(void **unused) {
  (void)unused;
  sweep(FAULT_WRITE, FAULT_LOST, 6);
  sweep(FAULT_SYNC, FAULT_LOST, 6);
  sweep(FAULT_DELETE, FAULT_LOST, 6);
}

int main(void) {
  fault_vfs_register();
  story_prepare();
  story_tell_all();
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(one_operation_fails),
      cmocka_unit_test(the_disk_is_full),
      cmocka_unit_test(the_power_goes),
      cmocka_unit_test(the_power_takes_what_was_not_synced),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
