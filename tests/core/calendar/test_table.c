/* The two tables of China checked against each other: the notices' days and the statutory holidays. */
#include "calendar/table.h"
#include "support.h"

static const cs_table *table(void) {
  for (size_t i = 0; i < cs_table_count; i++)
    if (strcmp(cs_tables[i].id, "cn") == 0) return &cs_tables[i];
  fail_msg("there is no table cn");
  return NULL;
}

static int year_of(cs_date d) {
  int year, month, day;
  cs_date_split(d, &year, &month, &day);
  return year;
}

/* Whose notice names the row: New Year's days before 1 January are of the following year's. */
static int notice_of(const cs_table *t, const cs_table_row *row) {
  int year, month, day;
  cs_date_split(row->date, &year, &month, &day);
  return year + (month == 12 && strcmp(t->festivals[row->festival].id, "new-year") == 0);
}

static void rows_are_in_order_and_of_use(void **state) {
  (void)state;
  const cs_table *t = table();
  for (size_t i = 0; i < t->row_count; i++) {
    if (i > 0) assert_true(t->rows[i - 1].date < t->rows[i].date);
    assert_true(t->rows[i].listed != CS_LISTED_NOT || t->rows[i].statutory);
  }
  assert_int_equal(t->year_count, 8);
  for (size_t i = 0; i < t->year_count; i++) assert_int_equal(t->years[i], 2019 + (int)i);
}

static void each_year_has_its_statutory_days(void **state) {
  (void)state;
  const struct {
    const char *festival;
    int until_2024, from_2025;
  } law[] = {{"new-year", 1, 1},    {"spring-festival", 3, 4}, {"qingming", 1, 1},
             {"labour-day", 1, 2},  {"dragon-boat", 1, 1},     {"mid-autumn", 1, 1},
             {"national-day", 3, 3}};
  const cs_table *t = table();
  for (int year = 2019; year <= 2027; year++) {
    int sum = 0;
    for (size_t k = 0; k < sizeof law / sizeof *law; k++) {
      int count = 0;
      for (size_t i = 0; i < t->row_count; i++) {
        const cs_table_row *row = &t->rows[i];
        count += row->statutory && year_of(row->date) == year &&
                 strcmp(t->festivals[row->festival].id, law[k].festival) == 0;
      }
      int expected = year < 2025 ? law[k].until_2024 : law[k].from_2025;
      if (count != expected) fail_msg("%d: %s has %d days", year, law[k].festival, count);
      sum += count;
    }
    assert_int_equal(sum, year < 2025 ? 11 : 13);
  }
}

static void a_statutory_day_of_an_announced_year_is_off(void **state) {
  (void)state;
  const cs_table *t = table();
  for (size_t i = 0; i < t->row_count; i++) {
    const cs_table_row *row = &t->rows[i];
    char text[CS_DATE_SIZE];
    if (row->statutory && (row->listed == CS_LISTED_OFF) != (year_of(row->date) <= 2026))
      fail_msg("%s", cs_date_text(row->date, text));
  }
}

static void only_weekend_days_are_made_up(void **state) {
  (void)state;
  const cs_table *t = table();
  for (size_t i = 0; i < t->row_count; i++)
    if (t->rows[i].listed == CS_LISTED_WORK) assert_true(cs_weekday(t->rows[i].date) >= 6);
}

/* A weekday off that is no holiday is paid for: by a weekend day that is worked or by a holiday that fell on a weekend. But in
 * 2020 the notice of 26 January gave 31 January and took back the make-up day 1 February. */
static void rest_in_lieu_balances_each_year(void **state) {
  (void)state;
  const cs_table *t = table();
  for (int year = 2019; year <= 2026; year++) {
    int rest = 0, made_up = 0, fell_on_weekend = 0;
    for (size_t i = 0; i < t->row_count; i++) {
      const cs_table_row *row = &t->rows[i];
      if (notice_of(t, row) != year) continue;
      bool weekend = cs_weekday(row->date) >= 6;
      rest += row->listed == CS_LISTED_OFF && !row->statutory && !weekend;
      made_up += row->listed == CS_LISTED_WORK;
      fell_on_weekend += row->statutory && weekend;
    }
    if (rest != made_up + fell_on_weekend + (year == 2020 ? 2 : 0))
      fail_msg("%d: %d in lieu, %d made up, %d fell on a weekend", year, rest, made_up,
               fell_on_weekend);
  }
}

/* A day off that a notice names lies in one run of days off with a statutory holiday. */
static void days_off_lie_beside_a_holiday(void **state) {
  (void)state;
  const cs_table *t = table();
  cs_calendar *c = china();
  for (size_t i = 0; i < t->row_count; i++) {
    if (t->rows[i].listed != CS_LISTED_OFF) continue;
    bool found = false;
    for (int step = -1; step <= 1; step += 2) {
      cs_day day;
      for (cs_date d = t->rows[i].date; cs_calendar_day(c, d, &day) && !cs_day_kind_works(day.kind);
           d += step)
        found = found || day.kind == CS_DAY_STATUTORY;
    }
    char text[CS_DATE_SIZE];
    if (!found) fail_msg("%s", cs_date_text(t->rows[i].date, text));
  }
  cs_calendar_free(c);
}

/* The regulation itself: its fixed days, and those that hang on the moon and the sun, from the almanac. In 2020 Mid-Autumn was
 * 1 October, National Day: 4 October stands for it. */
static void statutory_days_are_those_of_the_regulation(void **state) {
  (void)state;
  static const struct {
    int year;
    int spring, qingming, boat,
        autumn; /* month * 100 + day; spring: the first of the first month */
  } almanac[] = {
      {2019, 205, 405, 607, 913},  {2020, 125, 404, 625, 1004}, {2021, 212, 404, 614, 921},
      {2022, 201, 405, 603, 910},  {2023, 122, 405, 622, 929},  {2024, 210, 404, 610, 917},
      {2025, 129, 404, 531, 1006}, {2026, 217, 405, 619, 925},  {2027, 206, 405, 609, 915}};
  char expected[2048] = "", found[2048] = "", text[CS_DATE_SIZE];
  for (size_t i = 0; i < sizeof almanac / sizeof *almanac; i++) {
    int year = almanac[i].year;
    bool late = year >= 2025; /* New Year's Eve and 2 May */
    cs_date days[13];
    int n = 0;
    days[n++] = cs_date_of(year, 1, 1);
    cs_date spring = cs_date_of(year, almanac[i].spring / 100, almanac[i].spring % 100);
    for (int k = late ? -1 : 0; k < 3; k++) days[n++] = spring + k;
    days[n++] = cs_date_of(year, 4, almanac[i].qingming % 100);
    for (int k = 1; k <= (late ? 2 : 1); k++) days[n++] = cs_date_of(year, 5, k);
    days[n++] = cs_date_of(year, almanac[i].boat / 100, almanac[i].boat % 100);
    cs_date autumn = cs_date_of(year, almanac[i].autumn / 100, almanac[i].autumn % 100);
    bool before = autumn < cs_date_of(year, 10, 1);
    if (before) days[n++] = autumn;
    for (int k = 1; k <= 3; k++) days[n++] = cs_date_of(year, 10, k);
    if (!before) days[n++] = autumn;
    for (int k = 0; k < n; k++)
      snprintf(expected + strlen(expected), 12, "%s ", cs_date_text(days[k], text));
  }
  const cs_table *t = table();
  for (size_t i = 0; i < t->row_count; i++) {
    if (t->rows[i].statutory)
      snprintf(found + strlen(found), 12, "%s ", cs_date_text(t->rows[i].date, text));
  }
  assert_string_equal(found, expected);
}

/* Written down a second time, from the notices. */
static void make_up_days_are_those_of_the_notices(void **state) {
  (void)state;
  static const char expected[] =
      "2018-12-29 2019-02-02 2019-02-03 2019-04-28 2019-05-05 2019-09-29 2019-10-12 "
      "2020-01-19 2020-04-26 2020-05-09 2020-06-28 2020-09-27 2020-10-10 "
      "2021-02-07 2021-02-20 2021-04-25 2021-05-08 2021-09-18 2021-09-26 2021-10-09 "
      "2022-01-29 2022-01-30 2022-04-02 2022-04-24 2022-05-07 2022-10-08 2022-10-09 "
      "2023-01-28 2023-01-29 2023-04-23 2023-05-06 2023-06-25 2023-10-07 2023-10-08 "
      "2024-02-04 2024-02-18 2024-04-07 2024-04-28 2024-05-11 2024-09-14 2024-09-29 2024-10-12 "
      "2025-01-26 2025-02-08 2025-04-27 2025-09-28 2025-10-11 "
      "2026-01-04 2026-02-14 2026-02-28 2026-05-09 2026-09-20 2026-10-10 ";
  char found[1024] = "", text[CS_DATE_SIZE];
  const cs_table *t = table();
  for (size_t i = 0; i < t->row_count; i++) {
    if (t->rows[i].listed == CS_LISTED_WORK)
      snprintf(found + strlen(found), 12, "%s ", cs_date_text(t->rows[i].date, text));
  }
  assert_string_equal(found, expected);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(rows_are_in_order_and_of_use),
      cmocka_unit_test(each_year_has_its_statutory_days),
      cmocka_unit_test(a_statutory_day_of_an_announced_year_is_off),
      cmocka_unit_test(only_weekend_days_are_made_up),
      cmocka_unit_test(rest_in_lieu_balances_each_year),
      cmocka_unit_test(days_off_lie_beside_a_holiday),
      cmocka_unit_test(statutory_days_are_those_of_the_regulation),
      cmocka_unit_test(make_up_days_are_those_of_the_notices),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
