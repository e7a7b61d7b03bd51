/* A backup is whole or absent; a restore loses nothing that it was not told to lose. */
#include "core/store/bundles.h"
#include "store/backup.h"

#define COPY "copy.db"
#define KEPT PATH ".before-restore"

static void remove_all(void) {
  remove_database();
  (void)unlink(COPY);
  (void)unlink(KEPT);
}

static void add_rating(cs_store *s, const cs_company *c, const char *rating) {
  cs_txn *t = begin(s, c);
  put_person(t, s, c, "E1");
  put_rating(t, s, c, "E1", 1, rating);
  assert_ok(cs_txn_commit(t, &error));
}

static cs_store *history(cs_company *c) { /* transactions 1 and 2 */
  remove_all();
  cs_store *s = create_seeded(c, 3);
  add_rating(s, c, "A");
  return s;
}

static void backup(cs_store *s, const char *to) {
  cs_verified v;
  assert_ok(cs_store_backup(s, to, &v, &error));
}

static uint32_t count_of(const char *path, char head[CS_HASH_TEXT]) {
  cs_store *s = NULL;
  cs_verified v;
  assert_ok(cs_store_open_any(path, &s, &error));
  assert_ok(cs_ledger_verify(s, &v, &error));
  memcpy(head, v.head, CS_HASH_TEXT);
  cs_store_close(s);
  return v.txns;
}

static bool there(const char *path) { return access(path, F_OK) == 0; }

static void a_backup_while_others_write(void **unused) {
  (void)unused;
  cs_company c;
  cs_store *s = history(&c), *reader = NULL;
  cs_verified v;
  cs_txn *t = begin(s, &c);
  put_rating(t, s, &c, "E1", 2, "B");
  assert_ok(cs_store_open(PATH, CS_STORE_READ, &reader, &error));
  assert_ok(cs_store_backup(reader, COPY, &v, &error));
  assert_ok(cs_txn_commit(t, &error));
  assert_int_equal(v.txns, 2); /* what was committed when it began */
  char head[CS_HASH_TEXT];
  assert_int_equal(count_of(COPY, head), 2);
  assert_string_equal(head, v.head);
  assert_false(there(COPY "-wal"));
  cs_store_close(reader);

  assert_code(CS_EREFUSED, cs_store_backup(s, COPY, &v, &error));
  assert_text(COPY);
  assert_int_equal(count_of(COPY, head), 2);
  assert_code(CS_EIO, cs_store_backup(s, "no/such/folder/copy.db", &v, &error));
  assert_text("no/such/folder");
  cs_store_close(s);
}

static void a_damaged_database_gives_no_backup(void **unused) {
  (void)unused;
  cs_company c;
  cs_store *s = history(&c);
  cs_store_close(s);
  sql("UPDATE txn SET actor = 'Nobody' WHERE number = 2");
  assert_ok(cs_store_open(PATH, CS_STORE_READ, &s, &error));
  cs_verified v;
  assert_code(CS_EDB, cs_store_backup(s, COPY, &v, &error));
  assert_text("transaction 2");
  assert_false(there(COPY));
  cs_store_close(s);
}

static void restored_in_place(void **unused) {
  (void)unused;
  cs_company c;
  cs_store *s = history(&c);
  char head[CS_HASH_TEXT], again[CS_HASH_TEXT];
  cs_restored r;
  backup(s, COPY);
  cs_store_close(s);
  (void)count_of(PATH, head);

  remove_database(); /* lost altogether */
  assert_ok(cs_store_restore(COPY, PATH, false, &r, &error));
  assert_string_equal(r.kept, "");
  assert_int_equal(count_of(PATH, again), 2);
  assert_string_equal(head, again);

  /* the same history, not newer: replaced; the old one stays beside it */
  assert_ok(cs_store_restore(COPY, PATH, false, &r, &error));
  assert_string_equal(r.kept, KEPT);
  static const char *const beside[] = {PATH "-wal", PATH "-shm", PATH "-journal", KEPT "-journal"};
  for (size_t i = 0; i < sizeof beside / sizeof *beside; i++) assert_false(there(beside[i]));
  assert_int_equal(count_of(KEPT, again), 2);
  assert_code(CS_EREFUSED, cs_store_restore(COPY, PATH, false, &r, &error));
  assert_text(KEPT);

  /* and life goes on */
  assert_ok(cs_store_open(PATH, CS_STORE_WRITE, &s, &error));
  add_rating(s, &c, "B");
  cs_store_close(s);
  assert_int_equal(count_of(PATH, again), 3);
}

static void newer_history_is_not_replaced(void **unused) {
  (void)unused;
  cs_company c;
  cs_store *s = history(&c);
  char head[CS_HASH_TEXT];
  cs_restored r;
  backup(s, COPY);
  add_rating(s, &c, "B");
  cs_store_close(s);
  assert_code(CS_EREFUSED, cs_store_restore(COPY, PATH, false, &r, &error));
  assert_text("has 3 transactions");
  assert_int_equal(count_of(PATH, head), 3);
  assert_false(there(KEPT));
  assert_ok(cs_store_restore(COPY, PATH, true, &r, &error));
  assert_int_equal(r.given_up, 1);
  assert_int_equal(count_of(PATH, head), 2);
  assert_int_equal(count_of(KEPT, head), 3);

  assert_int_equal(unlink(KEPT), 0); /* another history of the same length */
  s = create_seeded(&c, 4);
  add_rating(s, &c, "C");
  cs_store_close(s);
  assert_code(CS_EREFUSED, cs_store_restore(COPY, PATH, false, &r, &error));
  assert_text("another history");
}

static void nobody_may_have_it_open(void **unused) {
  (void)unused;
  cs_company c;
  cs_store *s = history(&c);
  cs_restored r;
  char head[CS_HASH_TEXT];
  backup(s, COPY);
  assert_code(CS_EBUSY, cs_store_restore(COPY, PATH, false, &r, &error));
  assert_text("another program");
  add_rating(s, &c, "B"); /* undisturbed */
  cs_store_close(s);
  assert_int_equal(count_of(PATH, head), 3);
}

static void a_file_that_cannot_be_read(void **unused) {
  (void)unused;
  cs_company c;
  cs_store *s = history(&c);
  cs_restored r;
  char head[CS_HASH_TEXT];
  backup(s, COPY);
  cs_store_close(s);
  FILE *f = fopen(PATH, "wb");
  assert_non_null(f);
  for (int i = 0; i < 20000; i++) (void)fputc('x', f);
  assert_int_equal(fclose(f), 0);
  assert_code(CS_EREFUSED, cs_store_restore(COPY, PATH, false, &r, &error));
  assert_text("not a database");
  assert_text("--force");
  assert_ok(cs_store_restore(COPY, PATH, true, &r, &error));
  assert_int_equal(count_of(PATH, head), 2);
  assert_true(there(KEPT));

  /* and a backup that is none */
  assert_code(CS_EDB, cs_store_restore(KEPT, PATH, true, &r, &error));
  assert_code(CS_ENOTFOUND, cs_store_restore("absent.db", PATH, true, &r, &error));
  assert_code(CS_EREFUSED, cs_store_restore(PATH, "./" PATH, true, &r, &error));
  assert_int_equal(count_of(PATH, head), 2);
}

/* What an older program left, as backup and as the file in its place. */
static void a_backup_of_an_older_program(void **unused) {
  (void)unused;
  cs_company c;
  cs_restored r;
  char head[CS_HASH_TEXT];
  cs_store_close(history(&c));
  leave_older(3);
  assert_int_equal(rename(PATH, COPY), 0);
  assert_ok(cs_store_restore(COPY, PATH, false, &r, &error));
  assert_int_equal(r.whole.txns, 2);
  assert_int_equal(count_of(PATH, head), 2);
  assert_string_equal(head, r.whole.head);
  assert_false(there(PATH "-wal"));
  cs_store *s = NULL;
  assert_code(CS_EDB, cs_store_open(COPY, CS_STORE_READ, &s, &error)); /* as it was */
  assert_text("older");

  assert_int_equal(rename(COPY, PATH), 0);
  assert_ok(cs_store_open(PATH, CS_STORE_WRITE, &s, &error));
  backup(s, COPY);
  cs_store_close(s);
  leave_older(3);
  assert_ok(cs_store_restore(COPY, PATH, false, &r, &error));
  assert_int_equal(count_of(PATH, head), 2);
  assert_true(there(KEPT));
  assert_int_equal(r.given_up, 0);
}

/* Kept as it is, for a way back to that program. */
static void a_backup_of_an_older_database(void **unused) {
  (void)unused;
  cs_company c;
  cs_verified v;
  cs_restored r;
  char head[CS_HASH_TEXT];
  cs_store *s = NULL;
  cs_store_close(history(&c));
  leave_older(3);
  assert_ok(cs_store_open_any(PATH, &s, &error));
  assert_ok(cs_store_backup(s, COPY, &v, &error));
  cs_store_close(s);
  assert_int_equal(v.txns, 2);
  assert_false(there(COPY "-wal"));
  static const char *const both[] = {PATH, COPY};
  for (size_t i = 0; i < 2; i++) {
    assert_int_equal(count_of(both[i], head), 2);
    assert_string_equal(head, v.head);
    assert_code(CS_EDB, cs_store_open(both[i], CS_STORE_READ, &s, &error));
    assert_text("schema 3");
  }
  assert_ok(cs_store_restore(COPY, PATH, false, &r, &error));
  assert_ok(cs_store_open(PATH, CS_STORE_READ, &s, &error));
  cs_store_close(s);

  remove_all(); /* and one that lies is no backup */
  cs_store_close(history(&c));
  leave_older(3);
  sql("UPDATE person SET last_txn = 1");
  assert_ok(cs_store_open_any(PATH, &s, &error));
  assert_code(CS_EDB, cs_store_backup(s, COPY, &v, &error));
  cs_store_close(s);
  assert_false(there(COPY));
}

static void the_kept_head_is_found(void **unused) {
  (void)unused;
  cs_company c;
  cs_store *s = history(&c);
  backup(s, COPY);
  cs_txn_info info;
  assert_ok(cs_ledger_head(s, &info, &error));
  char hash[CS_HASH_TEXT];
  assert_int_equal(cs_ledger_hash(s, 2, hash, &error), 1);
  assert_string_equal(hash, info.hash);
  assert_int_equal(cs_ledger_hash(s, 3, hash, &error), 0);
  assert_string_equal(hash, "");
  cs_store_close(s);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_backup_while_others_write),
      cmocka_unit_test(a_damaged_database_gives_no_backup),
      cmocka_unit_test(restored_in_place),
      cmocka_unit_test(newer_history_is_not_replaced),
      cmocka_unit_test(nobody_may_have_it_open),
      cmocka_unit_test(a_file_that_cannot_be_read),
      cmocka_unit_test(a_backup_of_an_older_program),
      cmocka_unit_test(a_backup_of_an_older_database),
      cmocka_unit_test(the_kept_head_is_found),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
