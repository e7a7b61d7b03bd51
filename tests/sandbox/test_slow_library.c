#include "attack.h"

/* Rows 6 to 8: library functions are linear, and charge for what they do, so that calling them again and again ends too. */
#define MANY "local t = {} for i = 1, 400000 do t[i] = 'x' end\n"
#define LONG "local s = 'x' for i = 1, 16 do s = s .. s end\n"

static void shifting_ends(void **state) {
  (void)state;
  attack_fails(MANY "while true do table.insert(t, 1, 0) end", CS_ELIMIT, "pack.lua:3: the budget");
  attack_fails(MANY "while true do table.remove(t, 1) t[#t + 1] = 1 end", CS_ELIMIT,
               "pack.lua:3: the budget");
}

static void joining_and_sorting_end(void **state) {
  (void)state;
  attack_fails("local t = {} for i = 1, 400000 do t[i] = '' end while true do table.concat(t) end",
               CS_ELIMIT, "the budget");
  attack_fails(MANY "while true do table.sort(t) end", CS_ELIMIT, "pack.lua:3: the budget");
  attack_fails(MANY "while true do for _ in pairs(t) do break end end", CS_ELIMIT,
               "pack.lua:3: the budget");
  attack_fails(MANY "while true do next(t) end", CS_ELIMIT, "pack.lua:3: the budget");
  attack_fails("table.unpack({}, 1, 1 << 30)", CS_EPACK, "too many results");
  attack_fails("while true do select('#', table.unpack({}, 1, 9999)) end", CS_ELIMIT, "the budget");
}

static void long_texts_end(void **state) {
  (void)state;
  attack_fails(LONG "while true do local x = s .. 'y' end", CS_ELIMIT, "pack.lua:3: the budget");
  attack_fails(LONG "while true do local x = s:reverse() end", CS_ELIMIT, "pack.lua:3: the budget");
  attack_fails(LONG "while true do local x = s:upper() end", CS_ELIMIT, "pack.lua:3: the budget");
  attack_fails(LONG "while true do local x = s:contains('xxxxxxxxxxxxxxxxxxxxxxxxy') end",
               CS_ELIMIT, "pack.lua:3: the budget");
  attack_fails(LONG "while true do local x = s:split('xx') end", CS_ELIMIT,
               "pack.lua:3: the budget");
  attack_fails(LONG "while true do local x = tonumber(s) end", CS_ELIMIT, "pack.lua:3: the budget");
  attack_fails(LONG
               "local r = s .. 'a' local q = s .. 'b' while true do local x = r == q or r < q end",
               CS_ELIMIT, "pack.lua:3: the budget");
  attack_fails(
      "local s = '1' for i = 1, 16 do s = s .. s end while true do pcall(math.floor, s) end",
      CS_ELIMIT, "the budget");
}

static void formats_are_limited(void **state) {
  (void)state;
  attack_fails("string.format('%999s', 'x')", CS_EPACK, "pack.lua:2: ");
  attack_fails("string.format('%p', {})", CS_EPACK, "pack.lua:2: ");
  attack_fails("string.format('%.99f', 1e308)", CS_EPACK, "pack.lua:2: ");
  attack_fails("string.format('%', 1)", CS_EPACK, "pack.lua:2: ");
  attack_fails("string.format('%s')", CS_EPACK, "pack.lua:2: ");
  attack_passes("assert(string.format('%5s|%-3d|%%|%q', 'ab', 7, 'x') == '   ab|7  |%|\"x\"')");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(shifting_ends),
      cmocka_unit_test(joining_and_sorting_end),
      cmocka_unit_test(long_texts_end),
      cmocka_unit_test(formats_are_limited),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
