#include "store/ref.h"
#include "core/store/bundles.h"
#include "store/schema.h"

static void put_ref(cs_txn *t, cs_store *s, const cs_company *c, const char *code,
                    uint32_t instance, const char *ref) {
  const cs_slot slot = {.klass = CS_EVENT, .instance = instance, .name = symbol(s, "ref")};
  const cs_value none = {.kind = CS_NONE};
  put(t, s, c, code, slot, ref == NULL ? none : text_value(ref));
}

/* Who has it, parted by blanks. */
static const char *holders(cs_store *s, const cs_company *c, const char *ref) {
  static char text[TEXT_MAX];
  cs_buf codes = {0};
  text[0] = '\0';
  assert_ok(cs_ref_holders(s, c->id, ref, strlen(ref), &codes, &error));
  for (size_t at = 0; at < codes.size; at += strlen(codes.data + at) + 1) {
    if (at > 0) append(text, " ");
    append(text, codes.data + at);
  }
  cs_buf_deinit(&codes);
  return text;
}

static cs_store *two_people(cs_company *c) {
  cs_store *s = create(c);
  cs_txn *t = begin(s, c);
  put_person(t, s, c, "E1");
  put_person(t, s, c, "E2");
  put_ref(t, s, c, "E1", 1, "T1");
  put_ref(t, s, c, "E2", 1, "T2");
  put_ref(t, s, c, "E2", 2, "T3");
  put_subject(t, s, c, "case", "C1", (cs_slot){CS_EVENT, 1, symbol(s, "ref"), 0}, text_value("T4"));
  assert_ok(cs_txn_commit(t, &error));
  return s;
}

static void it_follows_the_records(void **unused) {
  (void)unused;
  cs_company c;
  cs_store *s = two_people(&c);
  assert_string_equal(holders(s, &c, "T1"), "E1");
  assert_string_equal(holders(s, &c, "T3"), "E2");
  assert_string_equal(holders(s, &c, "T4"), ""); /* a case's event is no employee's */
  assert_string_equal(holders(s, &c, "T"), "");
  cs_company other = add_company(s, "two");
  assert_string_equal(holders(s, &other, "T1"), "");

  cs_txn *t = begin(s, &c);
  put_ref(t, s, &c, "E1", 1, NULL);
  put_ref(t, s, &c, "E2", 3, "T1");
  put_ref(t, s, &c, "E2", 1, "T9");
  assert_ok(cs_txn_commit(t, &error));
  assert_string_equal(holders(s, &c, "T1"), "E2");
  assert_string_equal(holders(s, &c, "T2"), "");
  assert_string_equal(holders(s, &c, "T9"), "E2");

  t = begin(s, &c);
  put_ref(t, s, &c, "E1", 1, "T9");
  put_ref(t, s, &c, "E1", 1, "T8"); /* and away again within the transaction */
  cs_txn_rollback(t);
  assert_string_equal(holders(s, &c, "T8"), "");
  cs_verified v = {0};
  assert_ok(cs_ledger_verify(s, &v, &error));
  cs_store_close(s);
}

static void two_changes_of_one_transaction(void **unused) {
  (void)unused;
  cs_company c;
  cs_store *s = two_people(&c);
  cs_txn *t = begin(s, &c);
  put_ref(t, s, &c, "E1", 1, "T8");
  put_ref(t, s, &c, "E1", 1, NULL);
  put_ref(t, s, &c, "E2", 1, NULL);
  put_ref(t, s, &c, "E2", 1, "T2");
  assert_ok(cs_txn_commit(t, &error));
  assert_string_equal(holders(s, &c, "T1"), "");
  assert_string_equal(holders(s, &c, "T8"), "");
  assert_string_equal(holders(s, &c, "T2"), "E2");
  cs_verified v = {0};
  assert_ok(cs_ledger_verify(s, &v, &error));
  cs_store_close(s);
}

static void which_event_it_is(void **unused) {
  (void)unused;
  cs_company c;
  cs_store *s = two_people(&c);
  cs_record r;
  assert_ok(cs_record_init(&r, &error));
  assert_ok(cs_person_load(s, c.id, "E2", &r, &error));
  assert_int_equal(cs_ref_instance(s, &r, "T3", 2), 2);
  assert_int_equal(cs_ref_instance(s, &r, "T1", 2), 0);
  cs_record_deinit(&r);
  cs_store_close(s);
}

static void expect_broken(const char *change) {
  cs_company c;
  cs_verified v = {0};
  cs_store_close(two_people(&c));
  sql(change);
  cs_store *s = NULL;
  assert_ok(cs_store_open(PATH, CS_STORE_WRITE, &s, &error));
  assert_code(CS_EDB, cs_ledger_verify(s, &v, &error));
  assert_text("index of event references");
  assert_ok(cs_ledger_rebuild(s, &error));
  assert_ok(cs_ledger_verify(s, &v, &error));
  assert_string_equal(holders(s, &c, "T2"), "E2");
  cs_store_close(s);
}

static void verify_sees_an_index_that_lies(void **unused) {
  (void)unused;
  expect_broken("UPDATE event_ref SET code = 'E1' WHERE ref = 'T2'");
  expect_broken("UPDATE event_ref SET ref = 'T7' WHERE ref = 'T2'");
  expect_broken("UPDATE event_ref SET instance = instance + 4294967296");
  expect_broken("DELETE FROM event_ref WHERE ref = 'T2'");
  expect_broken("INSERT INTO event_ref VALUES (1, 'T7', 'E1', 1)");
}

static void an_older_database_gets_it(void **unused) {
  (void)unused;
  cs_company c;
  cs_verified before = {0}, after = {0};
  cs_store *s = two_people(&c);
  assert_ok(cs_ledger_verify(s, &before, &error));
  cs_store_close(s);
  unbundle();
  sql("DROP TABLE event_ref; PRAGMA user_version = 2");
  assert_ok(cs_store_open(PATH, CS_STORE_WRITE, &s, &error));
  assert_string_equal(holders(s, &c, "T1"), "E1");
  assert_string_equal(holders(s, &c, "T3"), "E2");
  assert_ok(cs_ledger_verify(s, &after, &error));
  assert_string_equal(before.head, after.head);
  cs_store_close(s);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(it_follows_the_records),    cmocka_unit_test(two_changes_of_one_transaction),
      cmocka_unit_test(which_event_it_is),         cmocka_unit_test(verify_sees_an_index_that_lies),
      cmocka_unit_test(an_older_database_gets_it),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
