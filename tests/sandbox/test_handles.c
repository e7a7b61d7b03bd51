#include "attack.h"

/* Rows 8, 16 and 22: the tables that the language hands out have metatables; they cannot be reached, replaced or made to lie, and a method
 * called with the wrong receiver is a mistake of the pack, not of the program. */
static void metatables_cannot_be_had(void **state) {
  (void)state;
  attack_fails("local r = ratings(months(6)) local m = r.__index.x", CS_EPACK,
               "attack/pack.lua:2: ");
  attack_fails("local r = ratings(months(6)) local m = r.__metatable", CS_EPACK,
               "attack/pack.lua:2: ");
}

static void methods_check_their_receiver(void **state) {
  (void)state;
  attack_fails("local r = ratings(months(6)) r.meets(1, \"1S\")", CS_EPACK, "attack");
  attack_fails("local r = ratings(months(6)) r.meets(nil, 1)", CS_EPACK, "attack");
}

/* A field named like a metamethod is a field and nothing else. */
static void fields_are_no_metamethods(void **state) {
  (void)state;
  attack_passes(
      "local t = { __gc = function() while true do end end, __close = 1, __len = function() return "
      "1 << 40 end,\n"
      "  __index = function() while true do end end, __pairs = 1, __tostring = error }\n"
      "assert(#t == 0 and t.x == nil and tostring(t) == 'table') for _ in pairs(t) do end\n"
      "table.sort(t) table.concat(t) assert(table.unpack(t) == nil)");
  attack_fails("local t <close> = { __close = function() end }", CS_EPACK,
               "pack.lua:2: variable 't' got a non-closable value");
}

static void huge_numbers_are_refused(void **state) {
  (void)state;
  attack_fails("local w = months(math.maxinteger + 1)", CS_EPACK, "attack/pack.lua:2: ");
  attack_fails("local w = months(6.0)", CS_EPACK, "attack/pack.lua:2: ");
  attack_fails("local w = months(0 / 0)", CS_EPACK, "attack/pack.lua:2: ");
  attack_fails("local w = months(1e300)", CS_EPACK, "attack/pack.lua:2: ");
  attack_fails("local w = months(-1)", CS_EPACK, "attack/pack.lua:2: ");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(metatables_cannot_be_had),
      cmocka_unit_test(methods_check_their_receiver),
      cmocka_unit_test(fields_are_no_metamethods),
      cmocka_unit_test(huge_numbers_are_refused),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
