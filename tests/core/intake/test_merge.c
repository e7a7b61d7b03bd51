/* People as a stream, by look-ups, and from the one to the other: the batch decides, the result is the same. */
#include "core/intake/support.h"

#define PEOPLE 30000

static void hire(support *s, unsigned first, unsigned step) {
  cs_buf csv = {0};
  cs_buf_puts(&csv, "code,position\n");
  for (unsigned i = first; i < PEOPLE; i += step) cs_buf_printf(&csv, "E%06u,agent\n", i);
  support_good(s, "employees", cs_buf_str(&csv));
  cs_buf_deinit(&csv);
}

/* A rating for every `step`th person, last one first; some nobody knows. */
static void rate(support *s, unsigned step, const char *month, unsigned strangers) {
  cs_buf csv = {0};
  unsigned people = 0;
  cs_buf_puts(&csv, "employee,period,rating\n");
  for (unsigned i = 0; i < PEOPLE; i += step, people++) {
    cs_buf_printf(&csv, "E%06u,%s,%c\n", PEOPLE - 1 - i, month, "SABC"[(PEOPLE - 1 - i) % 4]);
  }
  for (unsigned i = 0; i < strangers; i++) cs_buf_printf(&csv, "E%06ux,%s,A\n", i * 7, month);
  support_write("in.csv", csv.data, csv.size);
  cs_buf_deinit(&csv);
  cs_intake_options options = {.kind = "ratings", .path = "in.csv", .valid_only = true};
  support_ok(s, support_run(s, &options));
  assert_int_equal(s->report.added, people);
  assert_int_equal(s->report.rejected, strangers);
  for (unsigned i = 0; i < PEOPLE; i += step * 997) {
    char code[16], line[64];
    unsigned n = PEOPLE - 1 - i;
    snprintf(code, sizeof code, "E%06u", n);
    snprintf(line, sizeof line, "s rating %s :%c\n", month, "SABC"[n % 4]);
    assert_non_null(strstr(support_person(s, code), line));
  }
}

static void streams_and_lookups(void **state) {
  support *s = *state;
  hire(s, 0, 2);
  hire(s, 1, 2); /* between the others */
  assert_int_equal(s->report.added, PEOPLE / 2);
  rate(s, 1, "2026-01", 0);    /* everybody */
  rate(s, 3, "2026-02", 600);  /* many, and strangers */
  rate(s, 50, "2026-03", 0);   /* so few of the stream that look-ups take over */
  rate(s, 1000, "2026-04", 3); /* a handful */
  cs_verified verified;
  support_ok(s, cs_ledger_verify(s->store, &verified, &s->err));
  assert_int_equal(verified.people, PEOPLE);
}

static void other_companies_are_not_touched(void **state) {
  support *s = *state;
  cs_company first = s->company;
  cs_txn *t;
  support_good(s, "employees", "code\nE1\n");
  s->stamp.now++;
  support_ok(s, cs_txn_begin(s->store, NULL, &s->stamp, &t, &s->err));
  support_ok(s, cs_company_create(t, "other", "UTC", &s->company, &s->err));
  support_ok(s, cs_txn_commit(t, &s->err));
  assert_int_equal(support_import(s, "ratings", "employee,period,rating\nE1,2026-01,A\n"),
                   CS_EINPUT);
  support_good(s, "employees", "code,position\nE1,guide\n");
  assert_counts(s, "1 1 0 0 0 0");
  s->company = first;
  assert_string_equal(support_person(s, "E1"), "");
}

int main(void) {
  const struct CMUnitTest tests[] = {TEST(streams_and_lookups),
                                     TEST(other_companies_are_not_touched)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
