/* A database where nothing may be written: looked through and copied, unless a log belongs to it or somebody writes it meanwhile. */
#define _GNU_SOURCE /* setresuid */
#include "core/store/helper.h"
#include "store/backup.h"
#include "store/internal.h"
#include <fcntl.h>

#define FOLDER "still"
#define FIXED FOLDER "/a 100%?#.db"
#define NOBODY 65534

static void open_folder(void) { (void)chmod(FOLDER, 0755); }
static void close_folder(void) { assert_int_equal(chmod(FOLDER, 0555), 0); }

/* The system asks root for no permission. Of whoever is not root it asks already. */
static bool lowered;
static void become_nobody(void) {
  lowered = geteuid() == 0;
  if (lowered) assert_int_equal(setresuid(NOBODY, NOBODY, 0), 0);
}
static void come_back(void) {
  if (lowered) assert_int_equal(setresuid(0, 0, 0), 0);
}

static int make(void **unused) {
  (void)unused;
  cs_company c;
  open_folder();
  (void)mkdir(FOLDER, 0755);
  (void)unlink(FIXED);
  (void)unlink(FIXED "-wal");
  cs_store_close(create_seeded(&c, 3));
  assert_int_equal(rename(PATH, FIXED), 0);
  assert_int_equal(chmod(FIXED, 0444), 0);
  close_folder();
  return 0;
}

static int unmake(void **unused) {
  (void)unused;
  open_folder();
  return 0;
}

/* As somebody who may read and not write. */
static int open_there(cs_store **s) {
  become_nobody();
  if (access(FIXED, R_OK) != 0) { /* the folder of the tests is closed to others */
    come_back();
    skip();
  }
  int rc = cs_store_open_any(FIXED, s, &error);
  come_back();
  return rc;
}

static void looked_through(void **unused) {
  (void)unused;
  cs_store *s = NULL;
  cs_verified v;
  assert_ok(open_there(&s));
  assert_true(s->still);
  assert_ok(cs_ledger_verify(s, &v, &error));
  assert_int_equal(v.txns, 1);
  (void)unlink("copy.db");
  assert_ok(cs_store_backup(s, "copy.db", &v, &error));
  assert_int_equal(v.txns, 1);
  cs_store_close(s);
  become_nobody();
  int rc = cs_store_open(FIXED, CS_STORE_READ, &s, &error);
  come_back();
  assert_int_equal(rc, CS_EIO);
  assert_text("backup");
}

static void written_meanwhile(void **unused) {
  (void)unused;
  cs_store *s = NULL;
  cs_verified v;
  assert_ok(open_there(&s));
  static const struct timespec then[] = {{1, 1}, {1, 1}};
  assert_int_equal(utimensat(AT_FDCWD, FIXED, then, 0), 0);
  assert_code(CS_EBUSY, cs_ledger_verify(s, &v, &error));
  assert_text("while it was read");
  (void)unlink("copy.db");
  assert_code(CS_EBUSY, cs_store_backup(s, "copy.db", &v, &error));
  assert_int_not_equal(access("copy.db", F_OK), 0);
  cs_store_close(s);
}

static void a_log_belongs_to_it(void **unused) {
  (void)unused;
  cs_store *s = NULL;
  cs_verified v;
  assert_ok(open_there(&s));
  open_folder();
  FILE *log = fopen(FIXED "-wal", "wb");
  assert_non_null(log);
  (void)fputs("log", log);
  assert_int_equal(fclose(log), 0);
  close_folder();
  assert_code(CS_EBUSY, cs_ledger_verify(s, &v, &error)); /* it has come since */
  cs_store_close(s);
  assert_code(CS_EIO, open_there(&s));
  assert_text("a log lies beside it");
}

/* Where the folder may be written, SQLite reads it as ever. */
static void elsewhere(void **unused) {
  (void)unused;
  open_folder();
  cs_store *s = NULL;
  assert_ok(cs_store_open_any(FIXED, &s, &error));
  assert_false(s->still);
  cs_store_close(s);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(looked_through, make, unmake),
      cmocka_unit_test_setup_teardown(written_meanwhile, make, unmake),
      cmocka_unit_test_setup_teardown(a_log_belongs_to_it, make, unmake),
      cmocka_unit_test_setup_teardown(elsewhere, make, unmake),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
