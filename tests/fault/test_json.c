/* Every allocation fails once while a text is read, and once with all after it: out of memory is all that is said, whatever
 * the length of a token; no byte is written beyond what is held (the sanitizers see it) and none stays. */
#include "base/json.h"
#include "fault/memory.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void fail_everywhere(const char *text, bool on) {
  json_t *calm = NULL, *value = NULL;
  cs_err err;
  fault_memory_arm(FAULT_OF_CORE, 0, on);
  int rc = cs_json_read(text, strlen(text), JSON_DECODE_ANY, &calm, NULL, &err);
  unsigned count = fault_memory_disarm();
  assert_int_equal(rc, CS_OK);
  assert_true(count > 2);
  for (unsigned n = 1; n <= count; n++) {
    fault_memory_arm(FAULT_OF_CORE, n, on);
    rc = cs_json_read(text, strlen(text), JSON_DECODE_ANY, &value, NULL, &err);
    (void)fault_memory_disarm();
    assert_int_equal(rc, CS_ENOMEM);
    assert_null(value);
  }
  rc = cs_json_read(text, strlen(text), JSON_DECODE_ANY, &value, NULL, &err);
  assert_int_equal(rc, CS_OK);
  assert_true(json_equal(value, calm));
  json_decref(value);
  json_decref(calm);
}

/* The buffer of a token grows at 16, 32, ... bytes: each of its bytes is the one that does not fit, the last quote too. */
static void no_token_loses_bytes(void **state) {
  (void)state;
  char text[400];
  for (size_t size = 10; size < 70; size++) {
    char token[100];
    memset(token, 'a', size);
    token[size] = '\0';
    (void)snprintf(text, sizeof text, "{\"%s\": [\"%s\", \"\\u7532%s\", true]}", token, token,
                   token);
    fail_everywhere(text, false);
    fail_everywhere(text, true);
  }
  fail_everywhere("[1234567890123456, 0.12345678901234567890123456789, {}]", false);
  fail_everywhere("[1234567890123456, 0.12345678901234567890123456789, {}]", true);
  fail_everywhere("\"a lone text, longer than sixteen bytes\"", false);
}

static void no_key_is_lost_in_writing(void **state) {
  (void)state;
  json_t *value =
      json_pack("{s:{s:i,s:[s]},s:n}",
                "a key of more than sixty-four bytes, so that the text grows while it is put",
                "one", 1, "two", "another text that is long", "a last key, which is long as well");
  char *calm = cs_json_text(value);
  assert_non_null(calm);
  for (unsigned n = 1, count = 1; n <= count; n++) {
    fault_memory_arm(FAULT_OF_CORE, n, false);
    char *text = cs_json_text(value);
    count = fault_memory_disarm() + (text == NULL);
    if (text != NULL) assert_string_equal(text, calm);
    free(text);
  }
  free(calm);
  json_decref(value);
}

static void copied(json_t *copy(const json_t *value)) {
  json_t *value = json_pack("{s:{s:i,s:[s]},s:[i,i],s:s}", "one", "a", 1, "b", "two", "three", 1, 2,
                            "four", "five");
  for (unsigned n = 1, count = 1; n <= count; n++) {
    fault_memory_arm(FAULT_OF_CORE, n, false);
    json_t *another = copy(value);
    count = fault_memory_disarm() + (another == NULL);
    if (another != NULL) assert_true(json_equal(another, value));
    json_decref(another);
  }
  json_decref(value);
}

static void no_copy_lacks_a_member(void **state) {
  (void)state;
  copied(cs_json_copy);
  copied(cs_json_deep_copy);
}

int main(void) {
  fault_memory_install();
  const struct CMUnitTest tests[] = {cmocka_unit_test(no_token_loses_bytes),
                                     cmocka_unit_test(no_key_is_lost_in_writing),
                                     cmocka_unit_test(no_copy_lacks_a_member)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
