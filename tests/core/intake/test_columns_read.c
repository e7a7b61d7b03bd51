#include "core/intake/support.h"

static void rows_of_other_lengths(void **state) {
  support *s = *state;
  support_good(s, "employees", "code,position,department\nE1,agent\n\n,,\nE2,agent,x,,\n");
  assert_counts(s, "2 2 0 0 0 1");
  assert_non_null(
      strstr(support_bad(s, "employees", "code,position\nE3,agent,Smith\n", 2), "quotes"));
}

/* Typed so that a spreadsheet leaves the cell alone; a text may begin so. */
static void apostrophes_before_codes(void **state) {
  support *s = *state;
  support_good(s, "employees", "code,manager,department\n'00042, '00007 ,'A\n");
  assert_string_equal(support_person(s, "00042"), "a department  'A\na manager  00007\n");
}

/* What our own writer puts before what would be a formula, it takes away again: only in a file of bad rows. */
static void our_own_guards(void **state) {
  support *s = *state;
  support_good(s, "employees", "code,department,line,reason\nE1,'=A,2,x\n");
  assert_string_equal(support_person(s, "E1"), "a department  =A\n");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(rows_of_other_lengths),
      TEST(apostrophes_before_codes),
      TEST(our_own_guards),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
