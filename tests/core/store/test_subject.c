#include "store/subject.h"
#include "core/store/bundles.h"
#include "store/schema.h"

static void put_state(cs_txn *t, cs_store *s, const cs_company *c, const char *kind,
                      const char *code, const char *state) {
  put_subject(t, s, c, kind, code, attribute(symbol(s, "state"), CS_DATE_MIN), text_value(state));
}

/* The attribute `state` as known at a transaction; "" unknown. */
static const char *state_of(cs_store *s, const cs_company *c, const char *kind, const char *code,
                            uint32_t txn) {
  static char text[64];
  cs_record r;
  assert_ok(cs_record_init(&r, &error));
  text[0] = '\0';
  if (cs_subject_load(s, c->id, kind, code, &r, &error) == CS_OK) {
    const cs_entry *e =
        cs_record_attribute(&r, cs_symbol_find(s, "state", 5), CS_DATE_MAX - 1, txn);
    if (e != NULL) snprintf(text, sizeof text, "%.*s", (int)e->value.size, e->value.text);
  }
  cs_record_deinit(&r);
  return text;
}

static int collect_line(void *user, const char *const *fields, size_t count) {
  for (size_t i = 0; i < count; i++) {
    append(user, fields[i]);
    append(user, i + 1 == count ? "\n" : "|");
  }
  return 0;
}

static void lines_bear_the_kind(void **unused) {
  (void)unused;
  cs_company c;
  cs_store *s = create(&c);
  cs_txn *t = begin(s, &c);
  uint32_t number = cs_txn_number(t);
  put_person(t, s, &c, "E1");
  put_subject(t, s, &c, "case", "C\t1", attribute(symbol(s, "opened_on"), cs_date_of(2026, 7, 1)),
              (cs_value){.kind = CS_DATE, .number = cs_date_of(2026, 7, 1)});
  put_subject(t, s, &c, "case", "C\t1", month(symbol(s, "score"), 2026, 3),
              (cs_value){.kind = CS_INT, .number = 8550});
  put_subject(t, s, &c, "case", "C\t1", (cs_slot){CS_EVENT, 3, symbol(s, "verb"), 0},
              (cs_value){.kind = CS_SYMBOL, .number = symbol(s, "approve")});
  put_subject(t, s, &c, "role", "HR", (cs_slot){CS_SPAN, 1, symbol(s, "employee"), 0},
              text_value("E1"));
  assert_ok(cs_txn_commit(t, &error));
  char lines[TEXT_MAX] = "";
  assert_ok(cs_ledger_lines(s, number, collect_line, lines, &error));
  assert_string_equal(lines, "a|E1|code|-|=E1\n"
                             "A|case|C\t1|opened_on|2026-07-01|@2026-07-01\n"
                             "S|case|C\t1|score|2026-03|#8550\n"
                             "E|case|C\t1|3|verb|:approve\n"
                             "I|role|HR|1|employee|=E1\n");
  cs_verified v = {0};
  assert_ok(cs_ledger_verify(s, &v, &error));
  assert_int_equal(v.people, 1);
  assert_int_equal(v.subjects, 2);
  cs_store_close(s);
}

static void kinds_and_employees_are_apart(void **unused) {
  (void)unused;
  cs_company c;
  cs_store *s = create(&c);
  cs_txn *t = begin(s, &c);
  put(t, s, &c, "X", attribute(symbol(s, "state"), CS_DATE_MIN), text_value("person"));
  put_state(t, s, &c, "case", "X", "case");
  put_state(t, s, &c, "role", "X", "role");
  assert_ok(cs_txn_commit(t, &error));
  cs_company other = add_company(s, "two");
  assert_string_equal(state_of(s, &c, "", "X", UINT32_MAX), "person");
  assert_string_equal(state_of(s, &c, "case", "X", UINT32_MAX), "case");
  assert_string_equal(state_of(s, &c, "role", "X", UINT32_MAX), "role");
  assert_string_equal(state_of(s, &other, "role", "X", UINT32_MAX), "");

  cs_people *people = NULL;
  cs_record r;
  assert_ok(cs_record_init(&r, &error));
  assert_ok(cs_people_open(s, c.id, NULL, NULL, &people, &error));
  assert_int_equal(cs_people_next(people, &r, &error), 1);
  assert_string_equal(r.kind, "");
  assert_int_equal(cs_people_next(people, &r, &error), 0); /* the other two are no employees */
  cs_people_close(people);
  cs_record_deinit(&r);
  cs_store_close(s);
}

static void known_at_any_time(void **unused) {
  (void)unused;
  cs_company c;
  cs_store *s = create(&c);
  cs_txn *t = begin(s, &c);
  uint32_t first = cs_txn_number(t);
  put_state(t, s, &c, "case", "C1", "opened");
  assert_ok(cs_txn_commit(t, &error));
  t = begin(s, &c);
  put_state(t, s, &c, "case", "C1", "opened"); /* nothing */
  put_state(t, s, &c, "case", "C1", "done");
  assert_int_equal(cs_txn_facts(t), 1);
  assert_ok(cs_txn_commit(t, &error));
  assert_string_equal(state_of(s, &c, "case", "C1", first), "opened");
  assert_string_equal(state_of(s, &c, "case", "C1", UINT32_MAX), "done");
  assert_string_equal(state_of(s, &c, "case", "C1", first - 1), "");
  cs_store_close(s);
}

static int collect_kind(void *user, const char *kind) {
  append(user, kind);
  append(user, " ");
  return 0;
}

static void they_stream_by_code(void **unused) {
  (void)unused;
  cs_company c;
  cs_store *s = create(&c);
  cs_txn *t = begin(s, &c);
  static const char *const codes[] = {"C3", "C1", "C2", "C4"};
  for (size_t i = 0; i < 4; i++) put_state(t, s, &c, "case", codes[i], codes[i]);
  put_state(t, s, &c, "a role", "C2", "other");
  assert_ok(cs_txn_commit(t, &error));
  char seen[TEXT_MAX] = "";
  cs_people *cases = NULL;
  cs_record r;
  assert_ok(cs_record_init(&r, &error));
  assert_ok(cs_subjects_open(s, c.id, "case", "C1", NULL, &cases, &error));
  while (cs_people_next(cases, &r, &error) == 1) {
    assert_string_equal(r.kind, "case");
    assert_int_equal(r.count, 1);
    append(seen, r.code);
  }
  cs_people_close(cases);
  assert_string_equal(seen, "C2C3C4");

  t = begin(s, &c); /* read ahead by the writer */
  seen[0] = '\0';
  assert_ok(cs_subjects_open(s, c.id, "case", NULL, "C3", &cases, &error));
  while (cs_people_next_since(cases, cs_txn_number(t), &r, &error) == 1) {
    assert_int_equal(r.count, 0); /* nothing so new */
    assert_string_equal(r.kind, "case");
    append(seen, r.code);
  }
  cs_people_close(cases);
  cs_txn_rollback(t);
  assert_string_equal(seen, "C1C2C3");
  cs_record_deinit(&r);

  seen[0] = '\0';
  assert_ok(cs_subject_kinds(s, c.id, collect_kind, seen, &error));
  assert_string_equal(seen, "a role case ");
  cs_store_close(s);
}

static void a_kind_has_a_bounded_name(void **unused) {
  (void)unused;
  cs_company c;
  cs_store *s = create(&c);
  char kind[CS_KIND_SIZE + 1];
  memset(kind, 'k', CS_KIND_SIZE);
  kind[CS_KIND_SIZE] = '\0';
  cs_record r;
  cs_people *stream = NULL;
  assert_ok(cs_record_init(&r, &error));
  assert_code(CS_EUSAGE, cs_subject_load(s, c.id, kind, "C1", &r, &error));
  assert_code(CS_EUSAGE, cs_subjects_open(s, c.id, kind, NULL, NULL, &stream, &error));
  kind[CS_KIND_SIZE - 1] = '\0';
  assert_code(CS_ENOTFOUND, cs_subject_load(s, c.id, kind, "C1", &r, &error));
  assert_string_equal(r.kind, kind);
  assert_code(CS_ENOTFOUND, cs_subject_load(s, c.id, r.kind, "C2", &r, &error)); /* its own */
  assert_string_equal(r.kind, kind);
  cs_record_deinit(&r);
  cs_store_close(s);
}

static void codes_are_counted(void **unused) {
  (void)unused;
  cs_company c;
  cs_store *s = create(&c);
  char code[CS_KIND_SIZE];
  cs_txn *t = begin(s, &c);
  for (int i = 1; i <= 12; i++) {
    char expected[16];
    snprintf(expected, sizeof expected, "C%06d", i);
    assert_ok(cs_subject_next_code(t, "case", "C", 6, code, &error));
    assert_string_equal(code, expected);
    put_state(t, s, &c, "case", code, "opened");
  }
  put_state(t, s, &c, "case", "C00x", "not a number");
  put_state(t, s, &c, "case", "C0000999", "too long");
  put_state(t, s, &c, "case", "Z", "behind all");
  put_state(t, s, &c, "vacancy", "C000500", "another kind");
  assert_ok(cs_subject_next_code(t, "case", "C", 6, code, &error));
  assert_string_equal(code, "C000013");

  assert_ok(
      cs_subject_next_code(t, "case", "C", 6, code, &error)); /* it was given, and is not there */
  assert_string_equal(code, "C000013");
  put_state(t, s, &c, "case", code, "opened");
  put_state(t, s, &c, "case", "C000020", "by somebody else");
  assert_ok(cs_subject_next_code(t, "case", "C", 6, code, &error));
  assert_string_equal(code, "C000021");
  put_state(t, s, &c, "case", code, "opened");
  assert_ok(cs_subject_next_code(t, "case", "C", 5, code, &error));
  assert_string_equal(code, "C00001");
  assert_ok(cs_subject_next_code(t, "role", "C", 6, code, &error));
  assert_string_equal(code, "C000001");

  assert_ok(cs_subject_next_code(t, "case", "P", 1, code, &error));
  assert_string_equal(code, "P1");
  put_state(t, s, &c, "case", "P9", "the last of one digit");
  assert_ok(cs_subject_next_code(t, "case", "P", 1, code, &error));
  assert_string_equal(code, "P10");
  put_state(t, s, &c, "case", "P41", "x");
  assert_ok(cs_subject_next_code(t, "case", "P", 1, code, &error));
  assert_string_equal(code, "P42");
  put_state(t, s, &c, "case", "P99", "x");
  assert_ok(cs_subject_next_code(t, "case", "P", 1, code, &error));
  assert_string_equal(code, "P100");

  assert_code(CS_EUSAGE, cs_subject_next_code(t, "case", "C", 0, code, &error));
  assert_code(CS_EUSAGE, cs_subject_next_code(t, "case", "C", 19, code, &error));
  cs_txn_rollback(t);
  cs_store_close(s);
}

static void the_ledger_rebuilds_them(void **unused) {
  (void)unused;
  cs_company c;
  cs_store *s = create(&c);
  cs_txn *t = begin(s, &c);
  for (int i = 0; i < 300; i++) {
    char code[CS_KIND_SIZE];
    snprintf(code, sizeof code, "S%d", i % 100);
    put_state(t, s, &c, i % 3 == 0 ? "case" : "role", code, "first");
    if (i % 2 == 0) put_person(t, s, &c, code);
  }
  assert_ok(cs_txn_commit(t, &error));
  cs_store_close(s);
  sql("UPDATE subject SET record = x'0100' WHERE kind = 'role' AND code = 'S41'");
  assert_ok(cs_store_open(PATH, CS_STORE_WRITE, &s, &error));
  cs_verified v = {0};
  assert_code(CS_EDB, cs_ledger_verify(s, &v, &error));
  assert_text("S41");
  assert_ok(cs_ledger_rebuild(s, &error));
  assert_ok(cs_ledger_verify(s, &v, &error));
  assert_string_equal(state_of(s, &c, "role", "S41", UINT32_MAX), "first");
  cs_store_close(s);

  sql("DELETE FROM subject WHERE kind = 'case' AND code = 'S3'");
  assert_ok(cs_store_open(PATH, CS_STORE_READ, &s, &error));
  assert_code(CS_EDB, cs_ledger_verify(s, &v, &error));
  assert_text("S3");
  cs_store_close(s);
  assert_ok(cs_store_open(PATH, CS_STORE_WRITE, &s, &error));
  assert_ok(cs_ledger_rebuild(s, &error));
  cs_store_close(s);

  sql("INSERT INTO subject SELECT company, 'ghost', code, last_txn, record FROM subject LIMIT 1");
  assert_ok(cs_store_open(PATH, CS_STORE_READ, &s, &error));
  assert_code(CS_EDB, cs_ledger_verify(s, &v, &error));
  cs_store_close(s);
}

/* -- a batch -------------------------------------------------------------------------------------------------------- */
static uint32_t import_state(cs_store *s, const cs_company *c, const char *code,
                             const char *state) {
  cs_txn *t = begin(s, c);
  uint32_t number = cs_txn_number(t);
  put_subject(t, s, c, "vacancy", code, attribute(symbol(s, "code"), CS_DATE_MIN),
              text_value(code));
  put_state(t, s, c, "vacancy", code, state);
  cs_batch batch = {.kind = "vacancies", .file = "v.csv", .digest = "00", .rows = 1};
  assert_ok(cs_batch_add(t, &batch, &error));
  assert_ok(cs_txn_commit(t, &error));
  return number;
}

static int undo(cs_store *s, const cs_company *c, uint32_t batch, uint64_t *subjects) {
  cs_txn *t = begin(s, c);
  int rc = cs_batch_undo(t, batch, subjects, &error);
  if (rc == CS_OK) {
    assert_ok(cs_txn_commit(t, &error));
  } else {
    cs_txn_rollback(t);
  }
  return rc;
}

static void a_batch_is_taken_back(void **unused) {
  (void)unused;
  cs_company c;
  cs_store *s = create(&c);
  uint64_t subjects = 0;
  uint32_t first = import_state(s, &c, "V1", "open"), second = import_state(s, &c, "V1", "closed");
  assert_code(CS_EREFUSED, undo(s, &c, first, &subjects)); /* changed since */
  assert_text("vacancy V1");
  assert_ok(undo(s, &c, second, &subjects));
  assert_int_equal(subjects, 1);
  assert_string_equal(state_of(s, &c, "vacancy", "V1", UINT32_MAX), "open");
  assert_string_equal(state_of(s, &c, "vacancy", "V1", second), "closed");

  cs_txn *t = begin(s, &c); /* facts that stay when its row goes */
  put_subject(t, s, &c, "vacancy", "V1", attribute(symbol(s, "filled_by"), CS_DATE_MIN),
              text_value("E1"));
  assert_ok(cs_txn_commit(t, &error));
  assert_code(CS_EREFUSED, undo(s, &c, first, &subjects));
  assert_text("vacancy V1");
  cs_verified v = {0};
  assert_ok(cs_ledger_verify(s, &v, &error));
  cs_store_close(s);
}

/* -- an older database ---------------------------------------------------------------------------------------------- */
static void an_older_database_is_brought_up_to_date(void **unused) {
  (void)unused;
  cs_company c;
  cs_store *s = create(&c);
  cs_txn *t = begin(s, &c);
  put_person(t, s, &c, "E1");
  put_rating(t, s, &c, "E1", 1, "A");
  assert_ok(cs_txn_commit(t, &error));
  cs_verified before = {0}, after = {0};
  assert_ok(cs_ledger_verify(s, &before, &error));
  cs_store_close(s);
  unbundle(); /* what the first release left */
  sql("DROP TABLE subject; DROP TABLE event_ref; PRAGMA user_version = 1");

  assert_code(CS_EDB, cs_store_open(PATH, CS_STORE_READ, &s, &error));
  assert_text("older");
  assert_ok(cs_store_open(PATH, CS_STORE_WRITE, &s, &error));
  assert_ok(cs_ledger_verify(s, &after, &error));
  assert_string_equal(before.head, after.head);
  assert_string_equal(rating_of(s, &c, "E1", 1, UINT32_MAX), "A");
  t = begin(s, &c);
  put_state(t, s, &c, "case", "C000001", "opened");
  assert_ok(cs_txn_commit(t, &error));
  assert_string_equal(state_of(s, &c, "case", "C000001", UINT32_MAX), "opened");
  cs_store_close(s);
  assert_ok(cs_store_open(PATH, CS_STORE_READ, &s, &error));
  cs_store_close(s);

  char version[64];
  snprintf(version, sizeof version, "PRAGMA user_version = %d", (int)cs_schema_count + 1);
  sql(version);
  assert_code(CS_EDB, cs_store_open(PATH, CS_STORE_WRITE, &s, &error));
  assert_text("newer");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(lines_bear_the_kind),
      cmocka_unit_test(kinds_and_employees_are_apart),
      cmocka_unit_test(known_at_any_time),
      cmocka_unit_test(they_stream_by_code),
      cmocka_unit_test(a_kind_has_a_bounded_name),
      cmocka_unit_test(codes_are_counted),
      cmocka_unit_test(the_ledger_rebuilds_them),
      cmocka_unit_test(a_batch_is_taken_back),
      cmocka_unit_test(an_older_database_is_brought_up_to_date),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
