#include "core/intake/support.h"
#include "calendar/facts.h"

#define CALENDAR(name) cmocka_unit_test_setup_teardown(name, support_setup, support_teardown)

/* "kind note" of a day as the company has it now; kind "-": not its own. */
static const char *day_of(support *s, int year, int month, int day) {
  static char text[200];
  cs_calendar *c;
  cs_day d;
  support_ok(s, cs_calendar_open(s->store, s->company.id, NULL, UINT32_MAX, &c, &s->err));
  cs_calendar_day(c, cs_date_of(year, month, day), &d);
  snprintf(text, sizeof text, "%s %s", d.own ? cs_day_kind_text(d.kind) : "-",
           d.note == NULL ? "" : d.note);
  cs_calendar_free(c);
  return text;
}

static void days_are_recorded_and_corrected(void **state) {
  support *s = *state;
  support_good(s, "calendar",
               "date,kind,note\n2026-11-14,make-up,for Thursday\n2026-11-12,in-lieu,\n");
  assert_counts(s, "2 2 0 0 0 0");
  assert_string_equal(day_of(s, 2026, 11, 14), "make-up for Thursday");
  assert_string_equal(day_of(s, 2026, 11, 12), "in-lieu ");
  support_good(s, "calendar", "日期,类型\n2026/11/14,周末\n2026年11月12日,调休放假\n");
  assert_counts(s, "2 0 1 1 0 0");
  assert_string_equal(day_of(s, 2026, 11, 14), "weekend for Thursday"); /* blank leaves the note */
  assert_string_equal(day_of(s, 2026, 11, 13), "- ");
}

static void a_batch_is_taken_back(void **state) {
  support *s = *state;
  support_good(s, "calendar", "date,kind\n2026-11-12,in-lieu\n");
  support_good(s, "calendar", "date,kind,note\n2026-11-12,workday,after all\n");
  uint32_t batch = s->report.batch;
  cs_txn *t;
  uint64_t records;
  s->stamp.now++;
  support_ok(s, cs_txn_begin(s->store, &s->company, &s->stamp, &t, &s->err));
  support_ok(s, cs_batch_undo(t, batch, &records, &s->err));
  support_ok(s, cs_txn_commit(t, &s->err));
  assert_int_equal(records, 1);
  assert_string_equal(day_of(s, 2026, 11, 12), "in-lieu ");
}

static void a_year_is_announced(void **state) {
  support *s = *state;
  assert_string_equal(day_of(s, 2027, 7, 1), "- ");
  support_good(s, "calendar", "date,kind\n2027,已公布\n2027-01-01,workday\n");
  assert_counts(s, "2 2 0 0 0 0"); /* the year and its first day are two facts */
  cs_calendar *c;
  cs_day d;
  support_ok(s, cs_calendar_open(s->store, s->company.id, NULL, UINT32_MAX, &c, &s->err));
  assert_true(cs_calendar_day(c, cs_date_of(2027, 7, 1), &d));
  assert_int_equal(d.kind, CS_DAY_WORKDAY);
  assert_false(d.own);
  assert_true(cs_calendar_day(c, cs_date_of(2027, 1, 1), &d));
  assert_true(d.own && d.kind == CS_DAY_WORKDAY);
  cs_calendar_free(c);
}

static void bad_rows(void **state) {
  support *s = *state;
  support_bad(s, "calendar", "date,kind\n2026-02-30,workday\n", 2);
  support_bad(s, "calendar", "date,kind\n,workday\n", 2);
  support_bad(s, "calendar", "date,kind\n2026-02-03,\n", 2);
  support_bad(s, "calendar", "date,kind\n2026-02-03,holiday\n", 2);
  support_bad(s, "calendar", "date,kind\n2026-02-03,unknown\n", 2);
  support_bad(s, "calendar", "date,kind\n2026-02,announced\n", 2);
  support_bad(s, "calendar", "date,kind\n2026,in-lieu\n", 2);
  assert_int_equal(
      support_import(s, "calendar", "date,kind\n2026-02-03,workday\n2026-02-03,in-lieu\n"),
      CS_EINPUT);
  assert_counts(s, "2 0 0 0 2 0");
}

static void a_kind_that_does_not_fit_the_week_is_a_warning(void **state) {
  support *s = *state;
  support_good(s, "calendar",
               "date,kind\n2026-11-12,make-up\n2026-11-14,in-lieu\n2026-11-13,weekend\n"
               "2026-11-15,workday\n2026-11-16,statutory\n");
  assert_counts(s, "5 5 0 0 0 3");
}

/* The company's calendar hangs on no pack. */
static void no_pack_is_needed(void **state) {
  support *s = *state;
  cs_vocabulary *own = s->vocabulary;
  support_ok(s, cs_vocabulary_new(NULL, 0, &s->vocabulary, &s->err));
  support_good(s, "calendar", "date,kind\n2026-11-12,in-lieu\n");
  assert_counts(s, "1 1 0 0 0 0");
  assert_int_equal(support_import(s, "employees", "code\nE1\n"), CS_EINPUT);
  cs_vocabulary_free(s->vocabulary);
  s->vocabulary = own;
}

int main(void) {
  const struct CMUnitTest tests[] = {
      CALENDAR(days_are_recorded_and_corrected),
      CALENDAR(a_batch_is_taken_back),
      CALENDAR(a_year_is_announced),
      CALENDAR(bad_rows),
      CALENDAR(a_kind_that_does_not_fit_the_week_is_a_warning),
      CALENDAR(no_pack_is_needed),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
