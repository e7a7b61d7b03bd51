#include "base/err.h"
#include "base/messages.h"
#include "base/text.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>
#include <string.h>

static void records_code_and_text(void **state) {
  (void)state;
  cs_err err;
  assert_int_equal(cs_fail(&err, CS_EINPUT, "line %d: %s", 7, "李芳"), CS_EINPUT);
  assert_int_equal(err.code, CS_EINPUT);
  assert_string_equal(err.text, "line 7: 李芳");
  assert_int_equal(cs_fail(NULL, CS_EDB, "x"), CS_EDB);
}

static void puts_the_context_before(void **state) {
  (void)state;
  cs_err err;
  cs_fail(&err, CS_EPACK, "no such clause");
  assert_int_equal(cs_fail_within(&err, "pack %s", "002"), CS_EPACK);
  assert_string_equal(err.text, "pack 002: no such clause");
  assert_int_equal(cs_fail(&err, err.code, "again: %s", err.text), CS_EPACK);
  assert_string_equal(err.text, "again: pack 002: no such clause");
  assert_int_equal(cs_fail_within(NULL, "x"), CS_OK);
}

static void cuts_at_a_character(void **state) {
  (void)state;
  char text[1100];
  for (size_t lead = 0; lead < 4;
       lead++) { /* every position of the cut inside a three-byte character */
    memset(text, 'a', lead);
    size_t n = lead;
    while (n + 4 < sizeof text) {
      memcpy(text + n, "芳", 3);
      n += 3;
    }
    text[n] = '\0';
    cs_err err;
    cs_fail(&err, CS_EINPUT, "%s", text);
    size_t size = strlen(err.text);
    assert_true(cs_utf8_valid(err.text, size));
    assert_true(size > 1023 - 3 && size <= 1023);
    assert_int_equal((size - lead) % 3, 0);
    assert_null(strchr(err.text, '?'));
    cs_fail_within(&err, "%s", "文件");
    assert_true(cs_utf8_valid(err.text, strlen(err.text)));
    assert_null(strchr(err.text, '?'));
  }
  memset(text, 'a', 1099);
  text[1099] = '\0';
  cs_err err;
  cs_fail(&err, CS_EINPUT, "%s", text);
  assert_int_equal(strlen(err.text), 1023);
}

static void replaces_bytes_that_are_no_utf8(void **state) {
  (void)state;
  cs_err err;
  cs_fail(&err, CS_EIO, "%s: cannot open", "\xff\xe6 \xc0\x80");
  assert_string_equal(err.text, "?? ?\?: cannot open");
}

static void names_and_statuses(void **state) {
  (void)state;
  assert_string_equal(cs_err_name(CS_OK), "CS_OK");
  assert_string_equal(cs_err_name(CS_EINPUT), "CS_EINPUT");
  assert_string_equal(cs_err_name(12345), "CS_UNKNOWN");
  assert_int_equal(cs_err_status(CS_OK), 0);
  assert_int_equal(cs_err_status(CS_EUSAGE), 2);
  assert_int_equal(cs_err_status(CS_EDB), 1);
#define IS_NEGATIVE(name, status, meaning) assert_true(name < 0);
  CS_ERRORS(IS_NEGATIVE)
#undef IS_NEGATIVE
}

static void speaks_both_languages(void **state) {
  (void)state;
  assert_int_equal(cs_lang_get(), CS_EN);
  assert_string_equal(CS_MSG_no_memory, "out of memory");
  cs_lang_set(CS_ZH);
  assert_string_equal(CS_MSG_no_memory, "内存不足");
  cs_lang_set(CS_EN);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(records_code_and_text), cmocka_unit_test(puts_the_context_before),
      cmocka_unit_test(cuts_at_a_character),   cmocka_unit_test(replaces_bytes_that_are_no_utf8),
      cmocka_unit_test(names_and_statuses),    cmocka_unit_test(speaks_both_languages),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
