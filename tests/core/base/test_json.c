#include "base/json.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>
#include <string.h>

static int take(const char *text, size_t flags, json_t **out, json_error_t *wrong, cs_err *err) {
  *err = (cs_err){.code = 7};
  return cs_json_read(text, strlen(text), flags, out, wrong, err);
}

static void a_value_is_the_callers(void **state) {
  (void)state;
  json_t *value = NULL;
  cs_err err;
  assert_int_equal(take("{\"a\": [1, 2]}", 0, &value, NULL, &err), CS_OK);
  assert_int_equal(json_array_size(json_object_get(value, "a")), 2);
  json_decref(value);
}

static void no_json_says_where(void **state) {
  (void)state;
  static const char *const texts[] = {"", "{", "[1,\n2,]", "nul", "{\"a\": 1, \"a\": 2}"};
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
    json_t *value = NULL;
    json_error_t wrong = {0};
    cs_err err;
    assert_int_equal(take(texts[i], JSON_REJECT_DUPLICATES, &value, &wrong, &err), CS_EINPUT);
    assert_null(value);
    assert_int_equal(err.code, 7);
    assert_true(wrong.line >= 1 && wrong.text[0] != '\0');
    assert_int_equal(take(texts[i], JSON_REJECT_DUPLICATES, &value, NULL, &err), CS_EINPUT);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_value_is_the_callers),
      cmocka_unit_test(no_json_says_where),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
