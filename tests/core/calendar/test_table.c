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

static void lunar_festivals_are_where_the_moon_has_them(void **state) {
  (void)state;
  /* Days from the first day of the first month to the fifth of the fifth and the fifteenth of the eighth: four or five, seven
   * or eight lunar months of 29.53 days, and the days into the month. */
  const cs_table *t = table();
  for (int year = 2019; year <= 2027; year++) {
    cs_date spring = CS_DATE_NONE, boat = CS_DATE_NONE, autumn = CS_DATE_NONE;
    for (size_t i = 0; i < t->row_count; i++) {
      const cs_table_row *row = &t->rows[i];
      if (!row->statutory || year_of(row->date) != year) continue;
      const char *id = t->festivals[row->festival].id;
      if (strcmp(id, "spring-festival") == 0) spring = row->date - 2; /* the third day, last seen */
      if (strcmp(id, "dragon-boat") == 0) boat = row->date;
      if (strcmp(id, "mid-autumn") == 0) autumn = row->date;
    }
    if (year == 2020)
      autumn = cs_date_of(2020, 10, 1); /* National Day too; 4 October stands for it */
    int to_boat = boat - spring, to_autumn = autumn - spring;
    assert_true((to_boat >= 121 && to_boat <= 123) || (to_boat >= 151 && to_boat <= 153));
    assert_true((to_autumn >= 220 && to_autumn <= 222) || (to_autumn >= 249 && to_autumn <= 252));
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(rows_are_in_order_and_of_use),
      cmocka_unit_test(each_year_has_its_statutory_days),
      cmocka_unit_test(a_statutory_day_of_an_announced_year_is_off),
      cmocka_unit_test(only_weekend_days_are_made_up),
      cmocka_unit_test(rest_in_lieu_balances_each_year),
      cmocka_unit_test(lunar_festivals_are_where_the_moon_has_them),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
