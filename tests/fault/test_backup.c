/* Backup, restore and the export of a part on a disk that fails: a copy is whole or absent; after a restore the old database or the new one
 * stands there, whole, and nothing half-made lies beside it. CURSUS_FAULTS=all: every place; a number: so many of each. */
#include "cycle/scope.h"
#include "fault/story.h"
#include "fault/vfs.h"
#include "store/backup.h"
#include <glob.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#define COPY "copy.db"
#define BEFORE "before-5.db" /* before it was approved */
#define KEPT STORY_DB ".before-restore"

static cs_verified head_of(const char *path, const char *what, unsigned n) {
  cs_store *s = NULL;
  cs_verified v;
  cs_err err = {0};
  int rc = cs_store_open(path, CS_STORE_READ, &s, &err);
  if (rc == CS_OK) rc = cs_ledger_verify(s, &v, &err);
  cs_store_close(s);
  if (rc != CS_OK) fail_msg("%s %u: afterwards %s", what, n, err.text);
  return v;
}

static void nothing_half_made(const char *what, unsigned n) {
  glob_t found;
  if (glob("*partial*", 0, NULL, &found) == 0)
    fail_msg("%s %u leaves %s", what, n, found.gl_pathv[0]);
  globfree(&found);
}

static int backup(cs_err *err) {
  cs_store *s = NULL;
  cs_verified v;
  int rc = cs_store_open(STORY_DB, CS_STORE_READ, &s, err);
  if (rc == CS_OK) rc = cs_store_backup(s, COPY, &v, err);
  cs_store_close(s);
  return rc;
}

/* Of a department, with its cases and forms. */
static int export(cs_err *err) {
  static const cs_stamp stamp = {
      .now = 6000, .actor = "Ann", .system_user = "ann", .command = "story"};
  const cs_scope_options options = {
      .attribute = "department", .value = "D3", .on = cs_date_of(2026, 7, 1), .path = COPY};
  cs_store *s = NULL;
  cs_company company;
  cs_scope_report report;
  int rc = cs_store_open(STORY_DB, CS_STORE_READ, &s, err);
  if (rc == CS_OK) rc = cs_company_find(s, "one", &company, err);
  if (rc == CS_OK) rc = cs_scope_export(s, &company, &stamp, &options, &report, err);
  cs_store_close(s);
  if (rc == CS_OK) assert_true(report.cases > 0 && report.forms > 0);
  return rc;
}

static int restore(cs_err *err) {
  cs_restored r;
  return cs_store_restore(BEFORE, STORY_DB, true, &r, err);
}

/* Returns how many such operations there were. */
static unsigned strike(int (*act)(cs_err *), fault_operation o, fault_manner m, unsigned n) {
  const char *what = fault_operation_names[o];
  cs_err err = {0};
  story_return(STORY_FORMS);
  (void)unlink(COPY);
  (void)unlink(KEPT);
  (void)system("rm -f ./*partial*"); /* NOLINT: of the strike before */
  fault_vfs_arm(o, n, m);
  int rc = act(&err);
  unsigned seen = fault_vfs_disarm();
  if (rc != CS_OK && err.text[0] == '\0') fail_msg("%s %u: no text", what, n);
  if (m == FAULT_ONCE) nothing_half_made(what, n); /* else nothing can be removed any more */
  uint32_t txns = head_of(STORY_DB, what, n).txns;
  uint32_t old = head_of("before-11.db", what, n).txns, new = head_of(BEFORE, what, n).txns;
  if (act != restore) {
    assert_int_equal(txns, old);
    if ((access(COPY, F_OK) == 0) != (rc == CS_OK)) fail_msg("%s %u: %s", what, n, err.text);
    uint32_t copied = rc == CS_OK ? head_of(COPY, what, n).txns : 0;
    if (rc == CS_OK && act == backup) assert_int_equal(copied, old);
  } else {
    if (txns != (rc == CS_OK ? new : old)) fail_msg("%s %u: %s, and yet", what, n, err.text);
    if (rc == CS_OK) assert_int_equal(head_of(KEPT, what, n).txns, old);
  }
  return seen;
}

static void sweep(int (*act)(cs_err *), fault_manner m, unsigned most) {
  for (fault_operation o = 0; o < FAULT_OPERATIONS; o++) {
    if (m != FAULT_ONCE && o != FAULT_WRITE && o != FAULT_SYNC) continue;
    unsigned count = strike(act, o, m, 0);
    story_spread spread = story_spread_of(count, most);
    for (unsigned n; (n = story_next(&spread)) != 0;) (void)strike(act, o, m, n);
  }
}

static void backup_is_whole_or_absent(void **unused) {
  (void)unused;
  sweep(backup, FAULT_ONCE, 25);
  sweep(backup, FAULT_LOST, 25);
}

static void export_is_whole_or_absent(void **unused) {
  (void)unused;
  sweep(export, FAULT_ONCE, 6);
  sweep(export, FAULT_LOST, 6);
}

static void restore_is_the_old_or_the_new(void **unused) {
  (void)unused;
  sweep(restore, FAULT_ONCE, 25);
  /* the shim, which knows names, cannot lose files that are renamed */
  sweep(restore, FAULT_POWER, 25);
}

int main(void) {
  fault_vfs_register();
  story_prepare();
  story_tell_all();
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(backup_is_whole_or_absent),
      cmocka_unit_test(export_is_whole_or_absent),
      cmocka_unit_test(restore_is_the_old_or_the_new),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
