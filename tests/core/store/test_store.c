#include "core/store/helper.h"
#include <sys/stat.h>

static void write_file(const char *bytes, size_t size) {
  remove_database();
  FILE *f = fopen(PATH, "wb");
  assert_non_null(f);
  assert_int_equal(fwrite(bytes, 1, size, f), size);
  fclose(f);
}

static int open_code(cs_store_mode mode) {
  cs_store *s = (cs_store *)&error; /* must be set, also on failure */
  int rc = cs_store_open(PATH, mode, &s, &error);
  if (rc != CS_OK) {
    assert_null(s);
    assert_int_equal(error.code, rc);
    assert_text(PATH);
  }
  cs_store_close(s);
  return rc;
}

static void absent_file_is_named(void **unused) {
  (void)unused;
  remove_database();
  assert_code(CS_ENOTFOUND, open_code(CS_STORE_READ));
  assert_code(CS_ENOTFOUND, open_code(CS_STORE_WRITE));
  assert_int_not_equal(access(PATH, F_OK), 0);
  cs_store *s = NULL;
  assert_code(CS_EIO, cs_store_open("no/such/folder/x.db", CS_STORE_CREATE, &s, &error));
  assert_text("no/such/folder/x.db");
}

/* SQLite would wait at a pipe without an end, and call a folder a fault of the disk. */
static void what_lies_beside_is_a_file(void **unused) {
  (void)unused;
  static const char *const beside[] = {PATH "-wal", PATH "-journal", PATH "-shm"};
  remove_database();
  assert_code(CS_OK, open_code(CS_STORE_CREATE));
  for (size_t i = 0; i < sizeof beside / sizeof *beside; i++) {
    unlink(beside[i]);
    assert_int_equal(mkfifo(beside[i], 0600), 0);
    assert_code(CS_EIO, open_code(CS_STORE_READ));
    assert_text(beside[i]);
    assert_text("no plain file");
    assert_code(CS_EIO, open_code(CS_STORE_WRITE));
    unlink(beside[i]);
    assert_int_equal(symlink("/etc/passwd", beside[i]), 0);
    assert_code(CS_EIO, open_code(CS_STORE_CREATE));
    unlink(beside[i]);
  }
  assert_code(CS_OK, open_code(CS_STORE_READ));
  remove_database();
  assert_int_equal(mkfifo(PATH, 0600), 0);
  assert_code(CS_EIO, open_code(CS_STORE_CREATE));
  assert_text("no plain file");
  remove_database();
}

static void create_is_idempotent(void **unused) {
  (void)unused;
  remove_database();
  assert_code(CS_OK, open_code(CS_STORE_CREATE));
  assert_code(CS_OK, open_code(CS_STORE_CREATE));
  assert_code(CS_OK, open_code(CS_STORE_WRITE));
  assert_code(CS_OK, open_code(CS_STORE_READ));
}

static void foreign_newer_and_damaged_files(void **unused) {
  (void)unused;
  char junk[20000];
  memset(junk, 'x', sizeof junk);
  write_file(junk, sizeof junk);
  assert_code(CS_EDB, open_code(CS_STORE_CREATE));
  assert_text("not a database");

  remove_database();
  sql("CREATE TABLE person (name TEXT)");
  assert_code(CS_EDB, open_code(CS_STORE_CREATE));
  assert_text("not one of Cursus");
  assert_code(CS_EDB, open_code(CS_STORE_READ));

  write_file("", 0); /* empty: may become ours, is not yet */
  assert_code(CS_EDB, open_code(CS_STORE_WRITE));
  assert_code(CS_OK, open_code(CS_STORE_CREATE));

  sql("PRAGMA user_version = 99");
  assert_code(CS_EDB, open_code(CS_STORE_WRITE));
  assert_text("newer");
  assert_text("99");
}

static void damage_inside_is_an_error(void **unused) {
  (void)unused;
  cs_company c;
  cs_store *s = create(&c);
  cs_store_close(s);
  sql("PRAGMA wal_checkpoint(TRUNCATE)");
  FILE *f = fopen(PATH, "r+b");
  assert_non_null(f);
  fseek(f, 8192, SEEK_SET);
  for (int i = 0; i < 8192 * 10; i++) fputc(0x5a, f);
  fclose(f);
  int rc = cs_store_open(PATH, CS_STORE_READ, &s, &error);
  cs_verified v = {0};
  if (rc == CS_OK) rc = cs_ledger_verify(s, &v, &error);
  assert_code(CS_EDB, rc);
  assert_text("damaged");
  cs_store_close(s);
}

static void companies(void **unused) {
  (void)unused;
  remove_database();
  cs_store *s = NULL;
  cs_company c, found;
  assert_ok(cs_store_open(PATH, CS_STORE_CREATE, &s, &error));
  assert_code(CS_ENOTFOUND, cs_company_find(s, NULL, &found, &error));
  c = add_company(s, "beta");
  assert_ok(cs_company_find(s, NULL, &found, &error));
  assert_int_equal(found.id, c.id);
  assert_string_equal(found.zone, "Asia/Shanghai");
  add_company(s, "alpha");
  assert_code(CS_EUSAGE, cs_company_find(s, NULL, &found, &error));
  assert_text("alpha, beta");
  assert_code(CS_ENOTFOUND, cs_company_find(s, "gamma", &found, &error));
  assert_text("gamma");

  cs_txn *t = begin(s, NULL);
  assert_code(CS_EREFUSED, cs_company_create(t, "beta", "UTC", &found, &error));
  assert_code(CS_EINPUT, cs_company_create(t, "x", "Mars/Olympus", &found, &error));
  assert_code(CS_EINPUT, cs_company_create(t, "a b", "UTC", &found, &error));
  cs_txn_rollback(t);
  cs_store_close(s);
}

static void symbols_follow_the_transaction(void **unused) {
  (void)unused;
  cs_company c;
  cs_store *s = create(&c), *reader = NULL;
  cs_symbol id = 0;
  assert_code(CS_EUSAGE, cs_symbol_intern(s, "lost", 4, &id, &error));
  cs_txn *t = begin(s, &c);
  uint32_t before = cs_symbol_count(s);
  for (int i = 0; i < 1000; i++) {
    char text[16];
    int n = snprintf(text, sizeof text, "word%d", i);
    assert_ok(cs_symbol_intern(s, text, (size_t)n, &id, &error));
    assert_int_equal(id, before + (uint32_t)i + 1);
  }
  cs_txn_rollback(t);
  assert_int_equal(cs_symbol_count(s), before);
  assert_int_equal(cs_symbol_find(s, "word7", 5), 0);

  assert_ok(cs_store_open(PATH, CS_STORE_READ, &reader, &error));
  assert_ok(cs_work_begin(s, &error));
  id = symbol(s, "kept");
  assert_ok(cs_work_commit(s, &error));
  assert_int_equal(cs_symbol_find(s, "kept", 4), id);
  assert_string_equal(cs_symbol_text(reader, id), "kept");
  assert_string_equal(cs_symbol_text(reader, id + 1), "");
  cs_store_close(reader);
  cs_store_close(s);
}

static void a_snapshot_stands_still(void **unused) {
  (void)unused;
  cs_company c;
  cs_store *s = create(&c), *reader = NULL;
  assert_ok(cs_store_open(PATH, CS_STORE_READ, &reader, &error));
  assert_ok(cs_store_snapshot(reader, &error));
  cs_txn *t = begin(s, &c);
  put_rating(t, s, &c, "E1", 1, "A");
  assert_ok(cs_txn_commit(t, &error));
  assert_string_equal(rating_of(reader, &c, "E1", 1, UINT32_MAX), "");
  assert_ok(cs_store_snapshot(reader, &error));
  assert_string_equal(rating_of(reader, &c, "E1", 1, UINT32_MAX), "A");
  assert_code(CS_EUSAGE, cs_work_begin(reader, &error));
  cs_store_close(reader);
  cs_store_close(s);
}

static void a_second_writer_waits_and_says_so(void **unused) {
  (void)unused;
  cs_company c;
  cs_store *s = create(&c), *other = NULL;
  assert_ok(cs_store_open(PATH, CS_STORE_WRITE, &other, &error));
  cs_txn *t = begin(s, &c), *second = NULL;
  cs_stamp stamp = {.now = 2000, .actor = "Mei", .system_user = "root", .command = "x"};
  assert_code(CS_EBUSY, cs_txn_begin(other, &c, &stamp, &second, &error));
  assert_null(second);
  assert_text(PATH);
  cs_txn_rollback(t);
  assert_ok(cs_txn_begin(other, &c, &stamp, &second, &error));
  cs_txn_rollback(second);
  cs_store_close(other);
  cs_store_close(s);
}

static void one_seed_for_ever(void **unused) {
  (void)unused;
  cs_company c;
  cs_store *s = create_seeded(&c, 42);
  uint64_t seed = 0;
  assert_true(cs_store_seed(s, &seed));
  assert_int_equal(seed, 42);
  assert_ok(cs_store_set_seed(s, 42, &error));
  assert_code(CS_EREFUSED, cs_store_set_seed(s, 43, &error));
  cs_store_close(s);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(absent_file_is_named),
      cmocka_unit_test(what_lies_beside_is_a_file),
      cmocka_unit_test(create_is_idempotent),
      cmocka_unit_test(foreign_newer_and_damaged_files),
      cmocka_unit_test(damage_inside_is_an_error),
      cmocka_unit_test(companies),
      cmocka_unit_test(symbols_follow_the_transaction),
      cmocka_unit_test(a_snapshot_stands_still),
      cmocka_unit_test(a_second_writer_waits_and_says_so),
      cmocka_unit_test(one_seed_for_ever),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
