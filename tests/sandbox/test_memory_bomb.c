#include "attack.h"

/* Rows 4 and 5: the allocator's cap holds, and a memory error is not caught and survived. */
static void tables_and_texts_fill_the_memory(void **state) {
  (void)state;
  attack_fails("local t = {} for i = 1, 1 << 40 do t[i] = { i } end", CS_ELIMIT,
               "pack.lua:2: the budget of 64 MB");
  attack_fails("local t = {} for i = 1, 1 << 40 do t[i] = ('x' .. i) .. i end", CS_ELIMIT,
               "pack.lua:2: the budget of");
  attack_fails("local s = 'x' while true do s = s .. s end", CS_ELIMIT,
               "pack.lua:2: a text longer than the budget of 128 KB");
  attack_fails(
      "local t = {} for i = 1, 1 << 18 do t[i] = 'xxxxxxxxxx' end local s = table.concat(t)",
      CS_ELIMIT, "pack.lua:2: ");
}

static void a_memory_error_is_not_caught(void **state) {
  (void)state;
  attack_fails("local function bomb() local t = {} while true do t = { t, {}, {} } end end\n"
               "while true do pcall(bomb) end",
               CS_ELIMIT, "pack.lua:2: the budget of 64 MB");
  attack_fails("while true do pcall(function() local s = 'x' while true do s = s .. s end end) end",
               CS_ELIMIT, "pack.lua:2: a text longer");
}

/* Garbage is no fault: what is let go is collected. */
static void garbage_is_allowed(void **state) {
  (void)state;
  attack_passes("for i = 1, 200000 do local t = { i, {}, 'x' .. i } end");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(tables_and_texts_fill_the_memory),
      cmocka_unit_test(a_memory_error_is_not_caught),
      cmocka_unit_test(garbage_is_allowed),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
