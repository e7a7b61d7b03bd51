#include "attack.h"

/* Row 9, first half: a loop that never ends is cut by the budget of steps, at the same place every time. */
static void a_loop_ends(void **state) {
  (void)state;
  attack_fails("while true do end", CS_ELIMIT, "attack/pack.lua:2: the budget of 50000000 steps");
  attack_fails("for i = 1, math.maxinteger do end", CS_ELIMIT, "attack/pack.lua:2: the budget");
  attack_fails("::again:: goto again", CS_ELIMIT, "attack/pack.lua:2: the budget");
}

static void recursion_ends(void **state) {
  (void)state;
  attack_fails("local function f() return f() end f()", CS_ELIMIT, "attack/pack.lua:2: the budget");
  attack_fails("local function f() return 1 + f() end f()", CS_ELIMIT,
               "attack/pack.lua:2: the budget of 64 MB");
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(a_loop_ends),
                                     cmocka_unit_test(recursion_ends)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
