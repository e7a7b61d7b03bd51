#include "cycle/dictionary.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

static void numbered_in_the_order_they_are_met(void **unused) {
  (void)unused;
  cs_dictionary d = {0};
  cs_err err;
  uint32_t number;
  for (int round = 0; round < 2; round++) {
    for (int again = 0; again < 2; again++) {
      for (uint32_t i = 0; i < 1000; i++) {
        char key[32];
        int size = snprintf(key, sizeof key, "%.*s%u", (int)(i % 12), "abcdefghijkl", i);
        assert_int_equal(cs_dictionary_number(&d, key, (size_t)size, &number, &err), CS_OK);
        assert_int_equal(number, i + 1);
        assert_string_equal(cs_dictionary_key_of(&d, number), key);
      }
      assert_int_equal(d.count, 1000);
    }
    cs_dictionary_clear(&d);
    assert_int_equal(d.count, 0);
  }
  cs_dictionary_deinit(&d);
}

static void bytes_are_bytes(void **unused) {
  (void)unused;
  cs_dictionary d = {0};
  cs_err err;
  static const struct {
    const char *key;
    size_t size;
    uint32_t number;
  } rows[] = {{"", 0, 1},  {"\0", 1, 2}, {"\0\0", 2, 3}, {"a\0b", 3, 4},
              {"a", 1, 5}, {"", 0, 1},   {"\0\0", 2, 3}};
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    uint32_t number;
    assert_int_equal(cs_dictionary_number(&d, rows[i].key, rows[i].size, &number, &err), CS_OK);
    assert_int_equal(number, rows[i].number);
  }
  cs_dictionary_deinit(&d);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(numbered_in_the_order_they_are_met),
      cmocka_unit_test(bytes_are_bytes),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
