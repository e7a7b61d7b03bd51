#include "procedure/draw.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

static cs_err error;

static void expect(uint64_t seed, size_t n, const char *const *codes, size_t count,
                   const char *expected) {
  const char *drawn[16] = {0};
  char text[256] = "";
  int64_t got = cs_draw(seed, codes, count, n, drawn, &error);
  assert_int_equal(got, n < count ? n : count);
  for (int64_t i = 0; i < got; i++) {
    size_t used = strlen(text);
    snprintf(text + used, sizeof text - used, "%s ", drawn[i]);
  }
  assert_string_equal(text, expected);
}

/* for c in E1 E2 E3 E4 E5 E6; do printf '%s %s\n' "$(printf '7\n%s' $c | b2sum -l 256)" $c; done | sort */
static void anybody_can_repeat_it(void **unused) {
  (void)unused;
  static const char *const codes[] = {"E1", "E2", "E3", "E4", "E5", "E6"};
  static const char *const turned[] = {"E6", "E5", "E4", "E3", "E2", "E1"};
  expect(7, 3, codes, 6, "E5 E6 E2 ");
  expect(7, 6, codes, 6, "E5 E6 E2 E4 E1 E3 ");
  expect(7, 3, turned, 6, "E5 E6 E2 ");
  expect(8, 3, codes, 6, "E3 E2 E6 ");
}

static void fewer_than_wanted_is_all(void **unused) {
  (void)unused;
  static const char *const one[] = {"E1"};
  expect(7, 5, one, 1, "E1 ");
  expect(7, 5, NULL, 0, "");
  expect(7, 0, one, 1, "");
}

/* Whoever is taken out moves nobody but the next in line. */
static void one_less_moves_nobody(void **unused) {
  (void)unused;
  static const char *const codes[] = {"E1", "E2", "E3", "E4", "E5", "E6"};
  const char *all[6], *rest[5];
  assert_int_equal(cs_draw(7, codes, 6, 6, all, &error), 6);
  const char *left[5];
  size_t count = 0;
  for (size_t i = 0; i < 6; i++) {
    if (codes[i] != all[1]) left[count++] = codes[i];
  }
  assert_int_equal(cs_draw(7, left, 5, 5, rest, &error), 5);
  assert_ptr_equal(rest[0], all[0]);
  for (size_t i = 1; i < 5; i++) assert_ptr_equal(rest[i], all[i + 1]);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(anybody_can_repeat_it),
      cmocka_unit_test(fewer_than_wanted_is_all),
      cmocka_unit_test(one_less_moves_nobody),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
