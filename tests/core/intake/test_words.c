#include "core/intake/support.h"
#include "intake/internal.h"

static int32_t find(const cs_words *w, const char *text) {
  cs_buf scratch = {0};
  int32_t value = cs_words_find(w, cs_slice_of(text, strlen(text)), &scratch);
  cs_buf_deinit(&scratch);
  return value;
}

static void by_name_and_by_label(void **state) {
  (void)state;
  cs_arena *arena = cs_arena_new(1024);
  cs_words w = {0};
  assert_int_equal(find(&w, "any"), -1);
  for (uint32_t i = 0; i < 1000; i++) {
    char name[16];
    int size = snprintf(name, sizeof name, "v%u", i);
    assert_int_equal(cs_words_add(&w, arena, name, (size_t)size, i + 7), (int)i);
    assert_int_equal(cs_words_add(&w, arena, name, (size_t)size, 99), (int)i);
  }
  assert_true(cs_words_label(&w, arena, 5, "Level  Five（高）"));
  assert_true(cs_words_label(&w, arena, 6, "shared"));
  assert_true(cs_words_label(&w, arena, 7, "Shared"));
  assert_int_equal(find(&w, "v999"), 999);
  assert_int_equal(w.terms[999], 1006);
  assert_int_equal(find(&w, "V999"), -1); /* a name is taken to the letter */
  assert_int_equal(find(&w, "levelfive(高)"), 5);
  assert_int_equal(find(&w, "shared"), -1); /* two have it: nobody does */
  cs_words_deinit(&w);
  cs_arena_free(arena);
}

static void folding(void **state) {
  (void)state;
  cs_buf out = {0};
  const char *text = " Hired_On　（入职 日期） ";
  assert_true(cs_intake_fold(text, strlen(text), &out));
  assert_string_equal(cs_buf_str(&out), "hiredon(入职日期)");
  assert_false(cs_intake_fold("\xff", 1, &out));
  cs_buf_deinit(&out);
}

static void nearest_names(void **state) {
  (void)state;
  const char *const names[] = {"employee", "period", "rating"};
  assert_int_equal(cs_intake_nearest("employe", names, 3), 0);
  assert_int_equal(cs_intake_nearest("peroid", names, 3), 1);
  assert_int_equal(cs_intake_nearest("Rating ", names, 3), 2);
  assert_int_equal(cs_intake_nearest("department", names, 3), -1);
  assert_int_equal(cs_intake_nearest("", names, 3), -1);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(by_name_and_by_label),
                                     cmocka_unit_test(folding), cmocka_unit_test(nearest_names)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
