/* The verdict, person by person: each rule just met and just missed, each outcome, what is missing, absence. */
#include "core/assess/support.h"

#define AS_OF "2026-07-01"

/* An agent at junior.good, graded long ago, with six ratings of the first half of 2026. */
static void agent(bench *b, const char *grade, const char *marks) {
  person(b, "E1");
  fact(b, "position", "agent");
  fact(b, "status", "confirmed");
  fact(b, "hired_on", "2020-01-01");
  fact(b, "grade", grade);
  fact(b, "graded_on", "2025-11-17");
  ratings(b, "2026-01", marks);
}

static void rules_met_and_missed(void **state) {
  (void)state;
  static const char *const rows[][3] = {
      {"junior.good", "SSAABB", "direct 8.4.1.2.C mid1.good +3"},
      {"junior.good", "SAAABB", "direct 8.4.1.2.B mid1.ordinary +2"},
      {"junior.good", "AAABBB", "direct 8.4.1.2.B mid1.ordinary +2"},
      {"junior.good", "SABBBB", "direct 8.4.1.2.B mid1.ordinary +2"},
      {"junior.good", "SBBBBB", "direct 8.4.1.2.A junior.excellent +1"},
      {"junior.good", "AABBBB", "direct 8.4.1.2.A junior.excellent +1"},
      {"junior.good", "BBBBBB", "direct 8.4.1.2.A junior.excellent +1"},
      {"junior.good", "SSAABC", "not_met"},
      {"junior.good", "BBBBBD", "not_met"},
      {"intern", "BBBBBB", "direct 8.4.1.2.A junior.ordinary +1"},
      {"mid1.good", "AAABBB", "panel 8.4.1.2.B mid2.ordinary +2"},
      {"mid1.ordinary", "AAABBB", "direct 8.4.1.2.B mid1.excellent +2"},
      {"mid1.excellent", "SSSSSS", "panel 8.4.1.2.C mid2.excellent +3"},
      {"mid2.ordinary", "AABBBB", "panel 8.4.1.3.a mid2.good +1"},
      {"mid2.ordinary", "SBBBBB", "panel 8.4.1.3.a mid2.good +1"},
      {"mid2.ordinary", "ABBBBB", "not_met"},
      {"chief.excellent", "SSSSSS", "capped"},
      {"chief.good", "SSSSSS", "panel 8.4.1.3.a chief.excellent +1"},
  };
  bench b;
  bench_open(&b, "half-year", AS_OF, NULL);
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    agent(&b, rows[i][0], rows[i][1]);
    assert_string_equal(judged(&b), rows[i][2]);
  }
  bench_close(&b);
}

static void outcomes(void **state) {
  (void)state;
  bench b;
  bench_open(&b, "half-year", AS_OF, NULL);
  static const char *const rows[][3] = {
      /* one fact changed, and the verdict */
      {"position", "leader", "-"},
      {"position", "qc", "direct 8.4.1.2.A junior.excellent +1"},
      {"status", "left", "-"},
      {"status", "probation", "ineligible"},
      {"status", "intern", "ineligible"},
      {"left_on", "2026-07-01", "-"},
      {"left_on", "2026-07-02", "direct 8.4.1.2.A junior.excellent +1"},
      {"hired_on", "2026-07-02", "-"},
      {"confirmed_on", "2026-07-02", "ineligible"},
      {"confirmed_on", "2026-07-01", "direct 8.4.1.2.A junior.excellent +1"},
      {"graded_on", "2026-04-01", "direct 8.4.1.2.A junior.excellent +1"},
      {"graded_on", "2026-04-02", "ineligible"},
      {"graded_on", "2026-08-02", "ineligible"},
      {"grade", "nonsense", "error grade is 'nonsense', which the pack does not know"},
  };
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    agent(&b, "junior.good", "BBBBBB");
    fact(&b, rows[i][0], "");
    put(&b, CS_ATTRIBUTE, 0, rows[i][0], CS_DATE_MIN, 2, rows[i][1]);
    assert_string_equal(judged(&b), rows[i][2]);
  }
  agent(&b, "mid2.excellent", "SSSSSS");
  put(&b, CS_ATTRIBUTE, 0, "position", CS_DATE_MIN, 2, "assistant");
  assert_string_equal(judged(&b), "capped");
  agent(&b, "mid2.good", "SSSSSS");
  put(&b, CS_ATTRIBUTE, 0, "position", CS_DATE_MIN, 2, "assistant");
  assert_string_equal(judged(&b), "panel 8.4.1.3.a mid2.excellent +1");
  agent(&b, "nonsense", "SSSSSS");
  put(&b, CS_ATTRIBUTE, 0, "position", CS_DATE_MIN, 2, "leader");
  assert_string_equal(judged(&b), "-"); /* out of scope whatever the grade */
  agent(&b, "junior.good", "BBBBB");
  rating(&b, "2026-06", "X");
  assert_string_equal(judged(&b), "error rating:2026-06 is 'X', which the pack does not know");
  person(&b, "E2");
  assert_string_equal(
      judged(&b),
      "undetermined grade graded_on hired_on position rating:2026-01 rating:2026-02 rating:2026-03 "
      "rating:2026-04 rating:2026-05 rating:2026-06 status");
  bench_close(&b);
}

static void two_dates(void **state) {
  (void)state;
  bench b;
  bench_open(&b, "half-year", AS_OF, NULL);
  agent(&b, "junior.good", "BBBBBB");
  put(&b, CS_SERIES, 0, "rating",
      CS_PERIOD_SLOT(CS_MONTH, cs_period_of(CS_MONTH, day("2026-06-01"))), 5, "C");
  assert_string_equal(judged_at(&b, 4), "direct 8.4.1.2.A junior.excellent +1");
  assert_string_equal(judged_at(&b, 5), "not_met");
  assert_string_equal(judged_at(&b, 0), "-"); /* nobody was known */
  /* a later grade is not today's, unless no other is known */
  agent(&b, "junior.good", "BBBBBB");
  put(&b, CS_ATTRIBUTE, 0, "grade", day("2026-07-01"), 3, "mid2.good");
  assert_string_equal(judged(&b), "not_met");
  agent(&b, "junior.good", "BBBBBB");
  put(&b, CS_ATTRIBUTE, 0, "grade", day("2026-07-02"), 3, "mid2.good");
  assert_string_equal(judged(&b), "direct 8.4.1.2.A junior.excellent +1");
  agent(&b, "", "BBBBBB");
  put(&b, CS_ATTRIBUTE, 0, "grade", day("2026-08-01"), 3, "mid2.good");
  put(&b, CS_ATTRIBUTE, 0, "graded_on", CS_DATE_MIN, 3, "");
  put(&b, CS_ATTRIBUTE, 0, "graded_on", day("2026-08-01"), 3, "2026-08-01");
  assert_string_equal(judged(&b), "ineligible");
  bench_close(&b);
}

static void month_ends(void **state) {
  (void)state;
  static const char *const rows[][3] = {
      {"2026-02-28", "2025-11-30", "met"},  {"2026-02-27", "2025-11-30", "late"},
      {"2026-02-28", "2025-11-28", "met"},  {"2028-02-29", "2027-11-30", "met"},
      {"2028-02-28", "2027-11-29", "late"}, {"2026-05-30", "2026-02-28", "met"},
      {"2026-05-28", "2026-02-28", "met"},  {"2026-05-27", "2026-02-28", "late"},
      {"2026-04-30", "2026-01-31", "met"},  {"2026-04-29", "2026-01-31", "late"},
  };
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    bench b;
    bench_open(&b, "half-year", rows[i][0], NULL);
    agent(&b, "mid2.good", "");
    put(&b, CS_ATTRIBUTE, 0, "graded_on", CS_DATE_MIN, 2, rows[i][1]);
    for (int m = 1; m <= 12; m++) {
      char period[CS_DATE_SIZE];
      rating(&b, cs_period_text(CS_MONTH, cs_period_of(CS_MONTH, day(rows[i][0])) - m, period),
             "B");
    }
    assert_string_equal(judged(&b), strcmp(rows[i][2], "met") == 0 ? "not_met" : "ineligible");
    bench_close(&b);
  }
}

static void missing_ratings(void **state) {
  (void)state;
  static const char *const rows[][3] = {
      {"junior.good", "SSAA-B", "undetermined rating:2026-05"}, /* C would spoil it */
      {"junior.good", "C-SSAA", "not_met"},                     /* spoilt already */
      {"junior.good", "AABB--", "undetermined rating:2026-05 rating:2026-06"},
      {"mid2.good", "-----C", "not_met"},
      {"chief.excellent", "------", "capped"},
  };
  bench b;
  bench_open(&b, "half-year", AS_OF, NULL);
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    agent(&b, rows[i][0], rows[i][1]);
    assert_string_equal(judged(&b), rows[i][2]);
  }
  agent(&b, "junior.good", "---BBB"); /* not employed on the first of these months */
  put(&b, CS_ATTRIBUTE, 0, "hired_on", CS_DATE_MIN, 2, "2026-03-02");
  assert_string_equal(judged(&b), "not_met");
  agent(&b, "junior.good", "--AABB"); /* a rating in an unexpected month counts */
  rating(&b, "2026-02", "A");
  put(&b, CS_ATTRIBUTE, 0, "hired_on", CS_DATE_MIN, 2, "2026-02-10");
  assert_string_equal(judged(&b), "direct 8.4.1.2.B mid1.ordinary +2");
  bench_close(&b);
}

static void blanks(void **state) {
  (void)state;
  static const char *const rows[][3] = {
      {"graded_on", "BBBBBC", "undetermined graded_on"}, /* not_met, or ineligible */
      {"graded_on", "BBBBB-", "undetermined graded_on rating:2026-06"},
      {"position", "BBBBBB", "undetermined position"},
      {"status", "BBBBBB", "undetermined status"},
      {"grade", "BBBBBC",
       "undetermined grade"}, /* the same verdict but at the very top, and then too */
      {"hired_on", "BBBBBB", "undetermined hired_on"},
      {"hired_on", "-BBBBB", "undetermined hired_on rating:2026-01"},
      {"hired_on", "BBBBBC", "undetermined hired_on"},
  };
  bench b;
  bench_open(&b, "half-year", AS_OF, NULL);
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    agent(&b, "junior.good", rows[i][1]);
    put(&b, CS_ATTRIBUTE, 0, rows[i][0], CS_DATE_MIN, 2, "");
    assert_string_equal(judged(&b), rows[i][2]);
  }
  agent(&b, "junior.good", "BBBBBB");
  put(&b, CS_ATTRIBUTE, 0, "status", CS_DATE_MIN, 2, "");
  put(&b, CS_ATTRIBUTE, 0, "left_on", CS_DATE_MIN, 2, "2026-06-30");
  assert_string_equal(judged(&b), "-"); /* certainly gone */
  agent(&b, "junior.good", "B");
  put(&b, CS_ATTRIBUTE, 0, "grade", CS_DATE_MIN, 2, "");
  put(&b, CS_ATTRIBUTE, 0, "position", CS_DATE_MIN, 2, "leader");
  assert_string_equal(judged(&b), "-");
  agent(&b, "junior.good", "B"); /* ineligible, but a blank that is required is always named */
  put(&b, CS_ATTRIBUTE, 0, "grade", CS_DATE_MIN, 2, "");
  put(&b, CS_ATTRIBUTE, 0, "graded_on", CS_DATE_MIN, 2, "2026-06-01");
  assert_string_equal(judged(&b), "undetermined grade");
  bench_close(&b);
}

static void complaints(void **state) {
  (void)state;
  static const char *const rows[][5] = {
      {"2026-03-12", "personal", "yes", "not_met", NULL},
      {"2026-03-12", "attitude", "yes", "not_met", NULL},
      {"2026-03-12", "other", "yes", "direct", NULL},
      {"2026-03-12", "personal", "no", "direct", NULL},
      {"2026-03-12", "personal", "", "undetermined", "complaint:2026-03-12"},
      {"2026-03-12", "other", "", "direct", NULL},
      {"2026-03-12", "", "yes", "undetermined", "complaint:2026-03-12"},
      {"2026-03-12", "", "no", "direct", NULL},
      {"2026-03-12", "", "", "undetermined", "complaint:2026-03-12"},
      {"2025-12-31", "personal", "yes", "direct", NULL},
      {"2026-01-01", "personal", "yes", "not_met", NULL},
      {"2026-06-30", "personal", "yes", "not_met", NULL},
      {"2026-07-01", "personal", "yes", "direct", NULL},
  };
  bench b;
  bench_open(&b, "half-year", AS_OF, NULL);
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    agent(&b, "junior.good", "BBBBBB");
    complaint(&b, rows[i][0], rows[i][1], rows[i][2]);
    const char *text = judged(&b);
    if (strncmp(text, rows[i][3], strlen(rows[i][3])) != 0) fail_msg("row %zu: %s", i, text);
    if (rows[i][4] != NULL) assert_string_equal(text + strlen("undetermined "), rows[i][4]);
  }
  agent(&b, "junior.good", "BBBBBB"); /* several on one day: one name */
  complaint(&b, "2026-03-12", "personal", "");
  complaint(&b, "2026-03-12", "", "yes");
  complaint(&b, "2026-02-01", "", "");
  assert_string_equal(judged(&b), "undetermined complaint:2026-02-01 complaint:2026-03-12");
  agent(&b, "junior.good", "BBBBBB"); /* one that counts for sure makes the other idle */
  complaint(&b, "2026-03-12", "personal", "yes");
  complaint(&b, "2026-02-01", "", "");
  assert_string_equal(judged(&b), "not_met");
  bench_close(&b);

  bench_open(&b, "half-year", AS_OF, "{'readings':{'8.4.1.2.A':'personal'}}");
  agent(&b, "junior.good", "BBBBBB");
  complaint(&b, "2026-03-12", "attitude", "");
  assert_string_equal(judged(&b), "direct 8.4.1.2.A junior.excellent +1");
  bench_close(&b);
}

/* Neither matters while the other is what it is most likely to be: both are named. */
static void together(void **state) {
  (void)state;
  bench b;
  bench_open(&b, "half-year", AS_OF, NULL);
  agent(&b, "mid2.good", "BBBB-A");
  complaint(&b, "2026-02-01", "personal", "");
  assert_string_equal(judged(&b), "undetermined complaint:2026-02-01 rating:2026-05");
  agent(&b, "mid2.good", "BBBB-B"); /* only an S would do, and only without the complaint */
  complaint(&b, "2026-02-01", "", "yes");
  assert_string_equal(judged(&b), "undetermined complaint:2026-02-01 rating:2026-05");
  bench_close(&b);
}

static void absence(void **state) {
  (void)state;
  bench b;
  bench_open(&b, "half-year", AS_OF, NULL);
  agent(&b, "junior.good", "--BBBB"); /* back: two months earlier ones fill in */
  ratings(&b, "2025-11", "AA");
  absent(&b, "2026-01-01", "2026-01-20"); /* a month of two absences together */
  absent(&b, "2026-01-21", "2026-02-28");
  assert_string_equal(judged(&b), "direct 8.4.1.2.A junior.excellent +1");
  agent(&b, "junior.good", "AABBBB"); /* the month leaves with its rating */
  ratings(&b, "2025-11", "BB");
  absent(&b, "2025-12-31", "2026-02-28");
  assert_string_equal(judged(&b), "direct 8.4.1.2.A junior.excellent +1");
  agent(&b, "junior.good", "AABBBB");
  ratings(&b, "2025-11", "-B");
  absent(&b, "2026-02-01", "2026-02-27"); /* a day is left: the month stays */
  assert_string_equal(judged(&b), "direct 8.4.1.2.A junior.excellent +1");
  agent(&b, "junior.good", "BBBBBB"); /* the complaint's months reach back too */
  ratings(&b, "2025-11", "BB");
  absent(&b, "2026-01-15", "2026-02-28");
  complaint(&b, "2025-12-05", "personal", "yes");
  assert_string_equal(judged(&b), "not_met");
  agent(&b, "mid2.good", "------"); /* still away: nothing is left within twelve months but one */
  ratings(&b, "2025-07", "S");
  absent(&b, "2025-08-01", "");
  assert_string_equal(judged(&b), "panel 8.4.1.3.a mid2.excellent +1");
  agent(&b, "mid2.good", "------");
  ratings(&b, "2025-06", "S"); /* the thirteenth month is not looked at */
  absent(&b, "2025-07-01", "");
  complaint(&b, "2026-03-01", "", "");
  assert_string_equal(judged(&b), "not_met");
  agent(&b, "junior.good", "---SSS"); /* months before hiring fill places */
  put(&b, CS_ATTRIBUTE, 0, "hired_on", CS_DATE_MIN, 2, "2026-03-15");
  absent(&b, "2026-04-01", "2026-05-31");
  rating(&b, "2025-10", "A");
  assert_string_equal(judged(&b), "not_met");
  bench_close(&b);

  bench_open(&b, "half-year", AS_OF, "{'readings':{'absence':'shorten'}}");
  agent(&b, "junior.good", "--BBBB");
  ratings(&b, "2025-11", "AA");
  absent(&b, "2026-01-01", "2026-02-28");
  assert_string_equal(judged(&b), "not_met");
  bench_close(&b);
  bench_open(&b, "half-year", AS_OF, "{'readings':{'absence':'missing'}}");
  agent(&b, "junior.good", "--BBBB");
  absent(&b, "2026-01-01", "2026-02-28");
  assert_string_equal(judged(&b), "undetermined rating:2026-01 rating:2026-02");
  bench_close(&b);
}

static void leaders(void **state) {
  (void)state;
  static const char *const rows[][2] = {
      {"AAAABBBBBBBB", "direct 8.4.2.a junior.excellent +1"},
      {"AAABBBBBBBBB", "not_met"},
      {"SSBBBBBBBBBB", "direct 8.4.2.a junior.excellent +1"},
      {"SAABBBBBBBBB", "direct 8.4.2.a junior.excellent +1"},
      {"SABBBBBBBBBB", "not_met"},
      {"SSSSBBBBBBBC", "not_met"},
  };
  bench b;
  bench_open(&b, "leaders-yearly", "2026-01-01", NULL);
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    agent(&b, "junior.good", "");
    put(&b, CS_ATTRIBUTE, 0, "position", CS_DATE_MIN, 2, "leader");
    put(&b, CS_ATTRIBUTE, 0, "graded_on", CS_DATE_MIN, 2, "2025-09-30");
    ratings(&b, "2025-01", rows[i][0]);
    assert_string_equal(judged(&b), rows[i][1]);
  }
  agent(&b, "junior.good", "");
  assert_string_equal(judged(&b), "-");
  bench_close(&b);
}

static void readings(void **state) {
  (void)state;
  bench b;
  bench_open(&b, "half-year", AS_OF, "{'readings':{'8.3.3.B':'held','8.4.1.2.B':'no-complaint'}}");
  agent(&b, "mid1.excellent", "AAABBB");
  assert_string_equal(judged(&b), "direct 8.4.1.2.B mid2.good +2");
  complaint(&b, "2026-02-02", "personal", "yes");
  assert_string_equal(judged(&b), "not_met");
  bench_close(&b);
}

static void assumptions(void **state) {
  (void)state;
  bench b;
  cs_err err;
  bench_open(&b, "half-year", AS_OF, NULL);
  agent(&b, "junior.good", "SSAA-B");
  complaint(&b, "2026-03-12", "", "");
  put(&b, CS_ATTRIBUTE, 0, "graded_on", CS_DATE_MIN, 2, "");
  assert_int_equal(cs_evaluator_assume(b.evaluator, "rating:2026-05", "B", &err), CS_OK);
  assert_string_equal(judged(&b), "undetermined graded_on");
  assert_int_equal(cs_evaluator_assume(b.evaluator, "graded_on", "2025-11-17", &err), CS_OK);
  assert_string_equal(judged(&b), "direct 8.4.1.2.C mid1.good +3");
  assert_int_equal(cs_evaluator_assume(b.evaluator, "grade", "mid2.ordinary", &err), CS_OK);
  assert_string_equal(judged(&b), "undetermined complaint:2026-03-12");
  assert_int_equal(cs_evaluator_assume(b.evaluator, "complaint:2026-03-12", "yes", &err), CS_OK);
  assert_string_equal(judged(&b), "not_met");
  assert_int_equal(cs_evaluator_assume(b.evaluator, "complaint:2026-03-12", "no", &err), CS_OK);
  assert_string_equal(judged(&b), "panel 8.4.1.3.a mid2.good +1");
  assert_int_equal(cs_evaluator_assume(b.evaluator, "complaint:2026-03-13", "yes", &err), CS_OK);
  assert_string_equal(judged(&b), "not_met");
  assert_int_equal(cs_evaluator_assume(b.evaluator, "rating:2026-05", "Q", &err), CS_EINPUT);
  assert_int_equal(cs_evaluator_assume(b.evaluator, "shoe_size", "43", &err), CS_EINPUT);
  assert_non_null(strstr(err.text, "graded_on"));
  assert_non_null(strstr(err.text, "complaint:"));
  cs_evaluator_clear(b.evaluator);
  assert_string_equal(
      judged(&b),
      "undetermined graded_on rating:2026-05"); /* clause C takes no notice of complaints */
  bench_close(&b);
}

static void evidence(void **state) {
  (void)state;
  bench b;
  char before[256];
  size_t size;
  bench_open(&b, "half-year", AS_OF, NULL);
  agent(&b, "junior.good", "BBBBBB");
  judged(&b);
  size = b.decision.evidence_size;
  assert_true(size > 0 && size < 64);
  memcpy(before, b.decision.evidence, size);
  fact(&b, "department", "x"); /* nothing reads it */
  rating(&b, "2025-12", "A");
  judged(&b);
  assert_int_equal(b.decision.evidence_size, size);
  assert_memory_equal(b.decision.evidence, before, size);
  complaint(&b, "2026-02-02", "other", "yes");
  judged(&b);
  assert_true(b.decision.evidence_size != size || memcmp(b.decision.evidence, before, size) != 0);
  bench_close(&b);
}

/* Absences after the as-of month and before the months that a window came to look at are not read either. */
static void evidence_of_absence(void **state) {
  (void)state;
  bench b;
  char before[256];
  size_t size;
  bench_open(&b, "half-year", AS_OF, NULL);
  agent(&b, "junior.good", "BBBBBB");
  absent(&b, "2026-03-01", "2026-03-31"); /* the window reaches back to 2025-12 */
  judged(&b);
  size = b.decision.evidence_size;
  memcpy(before, b.decision.evidence, size);
  absent(&b, "2026-07-01", "");
  absent(&b, "2025-11-01", "2025-11-30");
  judged(&b);
  assert_int_equal(b.decision.evidence_size, size);
  assert_memory_equal(b.decision.evidence, before, size);
  absent(&b, "2025-12-31", "2025-12-31");
  judged(&b);
  assert_true(b.decision.evidence_size != size);
  bench_close(&b);
}

/* Two people about whom the same is known: the second is answered from memory, and explained as if it were not. */
static void the_same_unknowns_twice(void **state) {
  (void)state;
  bench b;
  cs_err err;
  json_t *first = NULL, *second = NULL;
  char missing[2][512] = {"", ""};
  bench_open(&b, "half-year", AS_OF, NULL);
  for (int i = 0; i < 2; i++) {
    agent(&b, "junior.good", "------");
    judged(&b);
    assert_int_equal(b.decision.outcome, CS_UNDETERMINED);
    assert_string_equal(b.decision.from, "junior.good");
    for (size_t n = 0; n < b.decision.missing_count; n++) {
      strcat(missing[i], b.decision.missing[n]);
      strcat(missing[i], " ");
    }
    assert_int_equal(cs_evaluator_explain(b.evaluator, i == 0 ? &first : &second, &err), CS_OK);
  }
  assert_string_equal(missing[0], missing[1]);
  assert_non_null(strstr(missing[1], "rating:2026-06"));
  assert_true(json_equal(first, second));
  agent(&b, "mid1.good", "------"); /* other evidence, another grade */
  judged(&b);
  assert_string_equal(b.decision.from, "mid1.good");
  json_decref(first);
  json_decref(second);
  bench_close(&b);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(rules_met_and_missed),
      cmocka_unit_test(outcomes),
      cmocka_unit_test(two_dates),
      cmocka_unit_test(month_ends),
      cmocka_unit_test(missing_ratings),
      cmocka_unit_test(blanks),
      cmocka_unit_test(complaints),
      cmocka_unit_test(together),
      cmocka_unit_test(absence),
      cmocka_unit_test(leaders),
      cmocka_unit_test(readings),
      cmocka_unit_test(assumptions),
      cmocka_unit_test(evidence),
      cmocka_unit_test(evidence_of_absence),
      cmocka_unit_test(the_same_unknowns_twice),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
