#include "cycle/scope.h"
#include "scene.h"

#define PART "part.db"

static int export_to(scene *s, const char *department, bool without_pay, cs_scope_report *out) {
  const cs_scope_options options = {.attribute = "department",
                                    .value = department,
                                    .on = AS_OF,
                                    .without_pay = without_pay,
                                    .path = PART};
  cs_stamp stamp = stamp_of(s);
  cs_store *reader = NULL;
  unlink(PART);
  OK(s, cs_store_open(cs_store_path(s->store), CS_STORE_READ, &reader, &s->err));
  int rc = cs_scope_export(reader, &s->company, &stamp, &options, out, &s->err);
  cs_store_close(reader);
  return rc;
}

/* The extract as a scene of its own, to be read with the same words. */
static scene open_part(scene *s) {
  scene part = {.now = s->now};
  OK(s, cs_store_open(PART, CS_STORE_READ, &part.store, &s->err));
  OK(s, cs_company_find(part.store, NULL, &part.company, &s->err));
  return part;
}

/* P1 direct, P2 panel, P3 not_met, P4 capped in department one, the others elsewhere. */
static scene *two_departments(void) {
  scene *s = open_scene();
  adopt(s, "sample", CS_DATE_MIN, "{}");
  hire_eight(s);
  for (int i = 1; i <= 8; i++) {
    char code[4] = {'P', (char)('0' + i), '\0'};
    correct(s, code, A_DEPARTMENT, i <= 4 ? "one" : "two");
  }
  return s;
}

static void people_decisions_and_acts(void **unused) {
  (void)unused;
  scene *s = two_departments();
  cs_scope_report report;
  uint32_t run = plan(s);
  cs_stamp stamp = stamp_of(s);
  OK(s,
     cs_cycle_override(s->store, &s->company, &stamp, run, "P3", "direct", "g2", "why", &s->err));
  approve(s, run, NULL, 0);
  apply(s, run);
  correct(s, "P1", A_MARK, "D");
  correct(s, "P7", A_MARK, "D");
  OK(s, export_to(s, "one", false, &report));
  assert_int_equal(report.people, 4);
  assert_int_equal(report.runs, 1);
  assert_int_equal(report.whole.people, 4);

  scene part = open_part(s);
  assert_string_equal(attribute(&part, "P1", "grade", AS_OF), "g2");
  assert_string_equal(attribute(&part, "P3", "grade", AS_OF), "g2");
  cs_record r;
  OK(s, cs_record_init(&r, &s->err));
  assert_int_equal(cs_person_load(part.store, part.company.id, "P7", &r, &s->err), CS_ENOTFOUND);
  cs_record_deinit(&r);
  cs_run_reader *reader = NULL;
  cs_outcome_now now;
  OK(s, cs_run_reader_open(part.store, &part.company, 1, &reader, &s->err));
  assert_int_equal(cs_run_reader_find(reader, "P3", &now, &s->err), 1);
  assert_int_equal(now.mark, CS_OVERRIDE);
  assert_true(now.applied);
  assert_int_equal(cs_run_reader_find(reader, "P5", &now, &s->err), 0);
  cs_run_reader_close(reader);
  uint64_t people = 0;
  OK(s, cs_cycle_replay(part.store, &part.company, 1, NULL, &people, &s->err));
  assert_int_equal(people, 4);
  cs_store_close(part.store);
  close_scene(s);
}

/* Two runs about the same day, one before and one after a correction: each keeps what was known to it. */
static void runs_keep_what_was_known(void **unused) {
  (void)unused;
  scene *s = two_departments();
  cs_scope_report report;
  plan(s);
  correct(s, "P7", A_MARK, "D"); /* of another department: nothing of it is in the extract */
  correct(s, "P1", A_MARK, "D");
  plan(s);
  OK(s, export_to(s, "one", false, &report));
  assert_int_equal(report.runs, 2);
  scene part = open_part(s);
  uint64_t people;
  OK(s, cs_cycle_replay(part.store, &part.company, 1, NULL, &people, &s->err));
  OK(s, cs_cycle_replay(part.store, &part.company, 2, NULL, &people, &s->err));
  cs_store_close(part.store);
  close_scene(s);
}

static void it_says_where_it_comes_from(void **unused) {
  (void)unused;
  scene *s = two_departments();
  cs_scope_report report;
  cs_txn_info head;
  OK(s, export_to(s, "two", true, &report));
  OK(s, cs_ledger_head(s->store, &head, &s->err));
  scene part = open_part(s);
  cs_extract e;
  assert_int_equal(cs_extract_find(part.store, &e, &s->err), 1);
  assert_string_equal(e.hash, head.hash);
  assert_string_equal(e.value, "two");
  assert_string_equal(e.people, "4");
  assert_string_equal(e.without, "pay");
  cs_store_close(part.store);
  REFUSED(s, CS_EREFUSED, "for reading only",
          cs_store_open(PART, CS_STORE_WRITE, &part.store, &s->err));
  assert_int_equal(cs_extract_find(s->store, &e, &s->err), 0);
  close_scene(s);
}

static void nobody_there(void **unused) {
  (void)unused;
  scene *s = two_departments();
  cs_scope_report report;
  REFUSED(s, CS_ENOTFOUND, "three", export_to(s, "three", false, &report));
  assert_int_not_equal(access(PART, F_OK), 0);
  close_scene(s);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(people_decisions_and_acts),
      cmocka_unit_test(runs_keep_what_was_known),
      cmocka_unit_test(it_says_where_it_comes_from),
      cmocka_unit_test(nobody_there),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
