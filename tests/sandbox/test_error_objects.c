#include "attack.h"

/* Row 2: whatever is raised becomes a message, and no code of the pack runs while it does. */
static void any_error_object_is_reported(void **state) {
  (void)state;
  attack_fails("error { 'a table' }", CS_EPACK, "attack/pack.lua:2: the error raised is a table");
  attack_fails("error(nil)", CS_EPACK, "attack/pack.lua:2: the error raised is a nil");
  attack_fails("error(function() while true do end end)", CS_EPACK,
               "attack/pack.lua:2: the error raised is a function");
  attack_fails("error(42)", CS_EPACK, "attack/pack.lua:2: 42");
  attack_fails("error(true)", CS_EPACK, "attack/pack.lua:2: the error raised is a boolean");
  attack_fails("error('here')", CS_EPACK, "attack/pack.lua:2: here");
}

static void long_and_strange_texts_are_cut(void **state) {
  (void)state;
  attack_fails("local s = 'x' for i = 1, 16 do s = s .. s end error(s, 0)", CS_EPACK, "xxx");
  attack_fails("error('\\xff\\0\\x1b[31m', 0)", CS_EPACK, "attack/pack.lua:2: ?");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(any_error_object_is_reported),
      cmocka_unit_test(long_and_strange_texts_are_cut),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
