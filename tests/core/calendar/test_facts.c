#include "calendar/facts.h"
#include "core/store/helper.h"
#include "support.h"

static cs_company company;

static void record(cs_store *s, cs_time now, const char *name, const char *date, cs_kind kind,
                   const char *text) {
  cs_txn *t = begin_at(s, &company, now);
  cs_value value = {.kind = kind};
  if (kind == CS_SYMBOL) value.number = symbol(s, text);
  if (kind == CS_STRING) value = text_value(text);
  put_subject(t, s, &company, CS_CALENDAR_SUBJECT, "cn", attribute(symbol(s, name), day_of(date)),
              value);
  assert_ok(cs_txn_commit(t, &error));
}

static void record_symbol(cs_store *s, cs_time now, const char *name, const char *date,
                          const char *value) {
  record(s, now, name, date, CS_SYMBOL, value);
}

static cs_day day_at(cs_store *s, uint32_t known, const char *date) {
  cs_calendar *c;
  cs_day day;
  assert_ok(cs_calendar_open(s, company.id, NULL, known, &c, &error));
  cs_calendar_day(c, day_of(date), &day);
  cs_calendar_free(c);
  day.note = NULL;
  return day;
}

static void a_company_that_recorded_nothing_has_the_table(void **state) {
  (void)state;
  cs_store *s = create(&company);
  assert_int_equal(day_at(s, UINT32_MAX, "2026-01-04").kind, CS_DAY_MAKE_UP);
  assert_false(day_at(s, UINT32_MAX, "2026-01-04").own);
  cs_calendar *c;
  assert_code(CS_ENOTFOUND, cs_calendar_open(s, company.id, "xx", UINT32_MAX, &c, &error));
  assert_null(c);
  cs_store_close(s);
}

static void what_was_recorded_holds_from_when_it_was_known(void **state) {
  (void)state;
  cs_store *s = create(&company); /* transaction 1 */
  record_symbol(s, 2000, CS_CALENDAR_DAY, "2026-03-02", "in-lieu");
  record_symbol(s, 3000, CS_CALENDAR_DAY, "2026-03-02", "weekend");
  record(s, 4000, CS_CALENDAR_DAY, "2026-03-02", CS_NONE, NULL);
  record_symbol(s, 5000, CS_CALENDAR_YEAR, "2027-01-01", CS_CALENDAR_ANNOUNCED);
  assert_int_equal(day_at(s, 1, "2026-03-02").kind, CS_DAY_WORKDAY);
  assert_int_equal(day_at(s, 2, "2026-03-02").kind, CS_DAY_IN_LIEU);
  assert_true(day_at(s, 2, "2026-03-02").own);
  assert_int_equal(day_at(s, 3, "2026-03-02").kind, CS_DAY_WEEKEND);
  assert_int_equal(day_at(s, 4, "2026-03-02").kind, CS_DAY_WORKDAY); /* taken back */
  assert_false(day_at(s, 4, "2026-03-02").own);
  assert_int_equal(day_at(s, 4, "2027-03-02").kind, CS_DAY_UNKNOWN);
  assert_int_equal(day_at(s, 5, "2027-03-02").kind, CS_DAY_WORKDAY);
  assert_int_equal(day_at(s, UINT32_MAX, "2027-03-06").kind, CS_DAY_WEEKEND);
  cs_store_close(s);
}

static void a_note_comes_with_its_day(void **state) {
  (void)state;
  cs_store *s = create(&company);
  record_symbol(s, 2000, CS_CALENDAR_DAY, "2026-03-02", "in-lieu");
  record_symbol(s, 2000, CS_CALENDAR_DAY, "2026-03-03", "in-lieu");
  record(s, 3000, CS_CALENDAR_NOTE, "2026-03-02", CS_STRING, "founders' day");
  cs_calendar *c;
  cs_day day;
  assert_ok(cs_calendar_open(s, company.id, "cn", UINT32_MAX, &c, &error));
  assert_true(cs_calendar_day(c, day_of("2026-03-02"), &day));
  assert_string_equal(day.note, "founders' day");
  assert_true(cs_calendar_day(c, day_of("2026-03-03"), &day));
  assert_null(day.note);
  cs_calendar_free(c);
  cs_store_close(s);
}

static void one_companys_days_are_not_anothers(void **state) {
  (void)state;
  cs_store *s = create(&company);
  record_symbol(s, 1000, CS_CALENDAR_DAY, "2026-03-02", "in-lieu");
  company = add_company(s, "two");
  assert_int_equal(day_at(s, UINT32_MAX, "2026-03-02").kind, CS_DAY_WORKDAY);
  cs_store_close(s);
}

static void a_fact_that_is_no_kind_of_day_is_refused(void **state) {
  (void)state;
  cs_store *s = create(&company);
  record_symbol(s, 2000, CS_CALENDAR_DAY, "2026-03-02", "sunny");
  cs_calendar *c;
  assert_code(CS_EDB, cs_calendar_open(s, company.id, NULL, UINT32_MAX, &c, &error));
  assert_text("2026-03-02");
  assert_null(c);
  cs_store_close(s);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_company_that_recorded_nothing_has_the_table),
      cmocka_unit_test(what_was_recorded_holds_from_when_it_was_known),
      cmocka_unit_test(a_note_comes_with_its_day),
      cmocka_unit_test(one_companys_days_are_not_anothers),
      cmocka_unit_test(a_fact_that_is_no_kind_of_day_is_refused),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
