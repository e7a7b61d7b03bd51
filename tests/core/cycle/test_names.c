#include "cycle/names.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

static cs_names of(int from, int count) {
  cs_names n = {0};
  for (int i = from; i < from + count; i++) {
    char code[16];
    (void)snprintf(code, sizeof code, "E%d", i);
    cs_names_add(&n, code);
  }
  return n;
}

static void ten_are_shown(void **unused) {
  (void)unused;
  char text[CS_NAMES_TEXT];
  cs_names none = of(0, 0), two = of(1, 2), ten = of(1, 10), many = of(1, 25);
  assert_string_equal(cs_names_text(&none, text), "");
  assert_string_equal(cs_names_text(&two, text), "E1, E2");
  assert_string_equal(cs_names_text(&ten, text), "E1, E2, E3, E4, E5, E6, E7, E8, E9, E10");
  assert_string_equal(cs_names_text(&many, text),
                      "E1, E2, E3, E4, E5, E6, E7, E8, E9, E10 and 15 more (25 people)");
}

static void parts_join(void **unused) {
  (void)unused;
  char text[CS_NAMES_TEXT];
  for (int cut = 0; cut <= 25; cut++) {
    cs_names n = of(1, cut), rest = of(1 + cut, 25 - cut), whole = of(1, 25);
    char expected[CS_NAMES_TEXT];
    cs_names_join(&n, &rest);
    assert_string_equal(cs_names_text(&n, text), cs_names_text(&whole, expected));
  }
}

static void a_long_code_is_cut_at_a_character(void **unused) {
  (void)unused;
  char code[400] = "", text[CS_NAMES_TEXT];
  for (size_t i = 0; i < 60; i++) memcpy(code + 3 * i, "李", 4);
  cs_names n = {0};
  for (int i = 0; i < 12; i++) cs_names_add(&n, code);
  cs_names_text(&n, text);
  assert_int_equal(strncmp(text, code, 39), 0);
  assert_int_equal(strncmp(text + 39, "…, ", 5), 0);
  assert_non_null(strstr(text, "(12 people)"));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(ten_are_shown),
      cmocka_unit_test(parts_join),
      cmocka_unit_test(a_long_code_is_cut_at_a_character),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
