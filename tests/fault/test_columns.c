/* The columns of an import when memory is short: a name that could not be compared is no name that nobody knows. */
#include "fault/memory.h"
#include "intake/internal.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>
#include <string.h>

static void a_column_is_found_or_memory_is_short(void **state) {
  (void)state;
  static const char *const names[] = {"rating", "Rating", "评 级", "nobody"};
  cs_columns c = {0};
  cs_err err;
  assert_int_equal(cs_columns_want(&c, "rating", true, "评级 等级", &err), 0);
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    fault_memory_arm(FAULT_OF_CORE, 0, false);
    int32_t calm = cs_columns_place(&c, names[i]);
    unsigned count = fault_memory_disarm();
    assert_int_equal(calm, i < 3 ? 0 : -1);
    assert_true(count > 0);
    for (unsigned n = 1; n <= count; n++) {
      fault_memory_arm(FAULT_OF_CORE, n, false);
      int32_t place = cs_columns_place(&c, names[i]);
      (void)fault_memory_disarm();
      assert_int_equal(place, CS_ENOMEM);
    }
  }
  cs_columns_deinit(&c);
}

static void a_word_is_found_or_memory_is_short(void **state) {
  (void)state;
  static const char *const texts[] = {"top", "最 好", "（最好）", "nobody"};
  static const cs_words empty;
  cs_words w = empty;
  cs_buf scratch = {0};
  cs_arena *arena = cs_arena_new(4096);
  assert_non_null(arena);
  assert_int_equal(cs_words_add(&w, arena, "top", 3, 1), 0);
  assert_true(cs_words_label(&w, arena, 0, "最好"));
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
    cs_slice text = cs_slice_of(texts[i], strlen(texts[i]));
    fault_memory_arm(FAULT_OF_CORE, 0, false);
    int32_t calm = cs_words_find(&w, text, &scratch);
    unsigned count = fault_memory_disarm();
    assert_int_equal(calm, i < 3 ? 0 : -1);
    for (unsigned n = 1; n <= count; n++) {
      cs_buf_deinit(&scratch);
      fault_memory_arm(FAULT_OF_CORE, n, false);
      int32_t place = cs_words_find(&w, text, &scratch);
      (void)fault_memory_disarm();
      assert_int_equal(place, CS_ENOMEM);
    }
  }
  cs_buf_deinit(&scratch);
  cs_words_deinit(&w);
  cs_arena_free(arena);
}

/* Every alias is there, or the column is not. */
static void no_alias_is_lost(void **state) {
  (void)state;
  for (unsigned n = 1, count = 1; n <= count; n++) {
    cs_columns c = {0};
    cs_err err;
    fault_memory_arm(FAULT_OF_CORE, n, false);
    int32_t place = cs_columns_want(&c, "rating", true, "评级 等级", &err);
    count = fault_memory_disarm() + (place < 0);
    if (place >= 0) {
      assert_int_equal(cs_columns_place(&c, "评级"), 0);
      assert_int_equal(cs_columns_place(&c, "等级"), 0);
    } else {
      assert_int_equal(place, CS_ENOMEM);
    }
    cs_columns_deinit(&c);
  }
}

int main(void) {
  fault_memory_install();
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_column_is_found_or_memory_is_short),
      cmocka_unit_test(a_word_is_found_or_memory_is_short),
      cmocka_unit_test(no_alias_is_lost),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
