#include "attack.h"

/* Row 14 and CVE-2025-46818: strings share one metatable. It is reduced, and it can neither be seen nor written. */
static void methods_cannot_be_added(void **state) {
  (void)state;
  attack_fails("local s = '' s.x = function() end", CS_EPACK, "attack/pack.lua:2: ");
  attack_passes(
      "string.evil = function() return 'evil' end assert((''):len() == 0 and (''). evil == nil)");
}

/* A pack that spoils its libraries harms itself only: the policy language has its own. */
static void spoiling_a_library_spoils_nothing_else(void **state) {
  (void)state;
  attack_passes("string.sub = nil table.concat = nil table.sort = nil string.byte = nil "
                "math.tointeger = nil\n"
                "scale \"s\" { \"S\", \"A\" }");
}

/* Numbers are not made of texts in secret: "10" + 1 is a mistake. */
static void texts_are_no_numbers(void **state) {
  (void)state;
  attack_fails("local x = '10' + 1", CS_EPACK,
               "attack/pack.lua:2: attempt to perform arithmetic on a string");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(methods_cannot_be_added),
      cmocka_unit_test(spoiling_a_library_spoils_nothing_else),
      cmocka_unit_test(texts_are_no_numbers),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
