#include "attack.h"

/* Row 9: a budget that has ended cannot be caught and outlived. */
static void pcall_does_not_swallow_the_end(void **state) {
  (void)state;
  attack_fails("while true do pcall(function() while true do end end) end", CS_ELIMIT,
               "pack.lua:2: the budget of 50000000 steps");
  attack_fails("local function f() pcall(f) while true do end end f()", CS_ELIMIT,
               "pack.lua:2: the budget");
  attack_fails("pcall(pcall, pcall, pcall, function() while true do end end) error('alive')",
               CS_ELIMIT, "the budget of");
}

static void the_comparison_of_a_sort_is_interrupted(void **state) {
  (void)state;
  attack_fails("table.sort({ 3, 2, 1 }, function() while true do end end)", CS_ELIMIT,
               "pack.lua:2: the budget");
  attack_fails("pcall(table.sort, { 3, 2, 1 }, function() while true do end end) error('alive')",
               CS_ELIMIT, "the budget");
}

/* What is caught stays usable for honest errors. */
static void honest_errors_are_caught(void **state) {
  (void)state;
  attack_passes("local ok, text = pcall(error, 'x', 0) assert(not ok and text == 'x')");
  attack_passes("local ok, t = pcall(error, { 1 }) assert(not ok and t[1] == 1)");
  attack_passes("assert(select('#', pcall(function() return 1, 2, 3 end)) == 4)");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(pcall_does_not_swallow_the_end),
      cmocka_unit_test(the_comparison_of_a_sort_is_interrupted),
      cmocka_unit_test(honest_errors_are_caught),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
