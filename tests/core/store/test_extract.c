#include "store/extract.h"
#include "core/store/helper.h"

static const cs_extract sample = {.number = "17",
                                  .hash = "abc",
                                  .attribute = "department",
                                  .value = "a\tb",
                                  .people = "12",
                                  .without = "-"};

static void a_marked_file_is_for_reading(void **unused) {
  (void)unused;
  cs_company c;
  cs_extract found;
  cs_store *s = create(&c);
  assert_int_equal(cs_extract_find(s, &found, &error), 0);
  cs_txn *t = begin(s, &c);
  put_person(t, s, &c, "E1");
  assert_ok(cs_extract_note(t, &sample, &error));
  assert_ok(cs_extract_mark(s, &error));
  assert_ok(cs_txn_commit(t, &error));
  cs_store_close(s);
  assert_code(CS_EREFUSED, cs_store_open(PATH, CS_STORE_WRITE, &s, &error));
  assert_text("for reading only");
  assert_code(CS_EREFUSED, cs_store_open(PATH, CS_STORE_CREATE, &s, &error));

  assert_ok(cs_store_open(PATH, CS_STORE_READ, &s, &error));
  assert_int_equal(cs_extract_find(s, &found, &error), 1);
  assert_string_equal(found.number, "17");
  assert_string_equal(found.value, "a b");
  assert_string_equal(found.without, "-");
  cs_verified v = {0};
  assert_ok(cs_ledger_verify(s, &v, &error));
  cs_store_close(s);

  sql("UPDATE setting SET value = 0 WHERE key = 'extract'");
  assert_ok(cs_store_open(PATH, CS_STORE_WRITE, &s, &error));
  assert_code(CS_EDB, cs_ledger_verify(s, &v, &error));
  assert_text("do not agree");
  cs_store_close(s);
}

static void a_mark_alone_is_no_extract(void **unused) {
  (void)unused;
  cs_company c;
  cs_extract found;
  cs_store *s = create(&c);
  assert_ok(cs_work_begin(s, &error));
  assert_ok(cs_extract_mark(s, &error));
  assert_ok(cs_work_commit(s, &error));
  assert_code(CS_EDB, cs_extract_find(s, &found, &error));
  cs_store_close(s);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_marked_file_is_for_reading),
      cmocka_unit_test(a_mark_alone_is_no_extract),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
