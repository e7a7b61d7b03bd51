#include "base/arena.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>
#include <stdalign.h>
#include <string.h>

static void gives_zeroed_aligned_memory(void **state) {
  (void)state;
  cs_arena *a = cs_arena_new(1000);
  for (int round = 0; round < 3; round++) {
    for (size_t n = 0; n < 3000; n += 7) { /* small, a quarter block, and beyond a block */
      unsigned char *bytes = cs_arena_alloc(a, n);
      assert_non_null(bytes);
      assert_int_equal((uintptr_t)bytes % alignof(max_align_t), 0);
      for (size_t i = 0; i < n; i++) assert_int_equal(bytes[i], 0);
      memset(bytes, 0xee, n);
    }
    assert_true(cs_arena_used(a) >= 3000 / 7 * 1500);
    cs_arena_reset(a);
    assert_int_equal(cs_arena_used(a), 0);
  }
  cs_arena_free(a);
  cs_arena_free(NULL);
}

static void pieces_do_not_overlap(void **state) {
  (void)state;
  cs_arena *a = cs_arena_new(0);
  char *texts[2000];
  for (size_t i = 0; i < 2000; i++) {
    char text[400];
    memset(text, (int)('a' + i % 26), sizeof text);
    texts[i] = cs_arena_text(a, text, i * 37 % sizeof text);
  }
  for (size_t i = 0; i < 2000; i++) {
    size_t n = i * 37 % 400;
    assert_int_equal(strlen(texts[i]), n);
    for (size_t k = 0; k < n; k++) assert_int_equal(texts[i][k], 'a' + i % 26);
  }
  assert_string_equal(cs_arena_text(a, NULL, 0), "");
  cs_arena_free(a);
}

static void refuses_the_impossible(void **state) {
  (void)state;
  assert_null(cs_arena_new(SIZE_MAX - 8));
  cs_arena *a = cs_arena_new(64);
  assert_null(cs_arena_alloc(a, SIZE_MAX));
  assert_null(cs_arena_alloc(a, SIZE_MAX / 2));
  assert_null(cs_arena_text(a, "", SIZE_MAX));
  assert_int_equal(cs_arena_used(a), 0);
  assert_non_null(cs_arena_alloc(a, 1));
  cs_arena_free(a);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(gives_zeroed_aligned_memory),
      cmocka_unit_test(pieces_do_not_overlap),
      cmocka_unit_test(refuses_the_impossible),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
