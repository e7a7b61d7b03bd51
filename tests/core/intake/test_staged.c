#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>
#include "intake/internal.h"
#include <string.h>

static void numbers_in_keys_sort_like_numbers(void **state) {
  (void)state;
  const int32_t numbers[] = {INT32_MIN, -70000, -1, 0, 1, 255, 256, 70000, INT32_MAX};
  for (size_t i = 0; i + 1 < sizeof numbers / sizeof *numbers; i++) {
    cs_buf a = {0}, b = {0};
    cs_key_put_small(&a, numbers[i]);
    cs_key_put_small(&b, numbers[i + 1]);
    assert_true(memcmp(a.data, b.data, 4) < 0);
    assert_int_equal(cs_key_small(a.data), numbers[i]);
    cs_buf_clear(&a);
    cs_buf_clear(&b);
    cs_key_put_int(&a, numbers[i]);
    cs_key_put_int(&b, numbers[i + 1]);
    assert_true(memcmp(a.data, b.data, 8) < 0);
    cs_buf_deinit(&a);
    cs_buf_deinit(&b);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(numbers_in_keys_sort_like_numbers)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
