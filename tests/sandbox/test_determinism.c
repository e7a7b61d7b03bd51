#include "attack.h"

/* Row 21: nothing that differs between two runs or two machines can be seen. */
static void addresses_are_not_shown(void **state) {
  (void)state;
  attack_passes("assert(tostring({}) == 'table' and tostring(function() end) == 'function')");
  attack_passes(
      "assert(string.format('%s', {}) == 'table' and string.format('%s', pairs) == 'function')");
}

static void pairs_goes_in_order(void **state) {
  (void)state;
  attack_passes(
      "local t = { 10, 20, z = 1, a = 2, [true] = 3, [-1] = 4, m = 5, [1.5] = 6 }\n"
      "local seen = {}\n"
      "for k in pairs(t) do seen[#seen + 1] = tostring(k) end\n"
      "assert(table.concat(seen, ' ') == '-1 1 1.5 2 a m z true')\n"
      "assert(next(t) == -1 and next(t, 'a') == 'm' and next(t, true) == nil and next({}) == nil)");
  attack_passes("local t = { a = 1, b = 2, c = 3 } local n = 0\n"
                "for k in pairs(t) do t.b, t.c = nil, nil n = n + 1 end assert(n == 1)");
  attack_fails("for _ in pairs { [{}] = 1 } do end", CS_EPACK,
               "pack.lua:2: a table as key has no order");
}

static void sorting_keeps_ties(void **state) {
  (void)state;
  attack_passes("local t = {} for i = 1, 500 do t[i] = { key = i % 7, place = i } end\n"
                "table.sort(t, function(a, b) return a.key < b.key end)\n"
                "for i = 2, 500 do local a, b = t[i - 1], t[i]\n"
                "  assert(a.key < b.key or a.key == b.key and a.place < b.place) end\n"
                "local n = { 5, 3, 9, 1, 1, 0, -4 } table.sort(n) assert(table.concat(n, ' ') == "
                "'-4 0 1 1 3 5 9')\n"
                "table.sort(n, function() return true end) table.sort({}) table.sort({ 1 })");
  attack_fails("table.sort { 1, 'a' }", CS_EPACK, "pack.lua:2: attempt to compare");
}

static void the_document_is_the_same_twice(void **state) {
  (void)state;
  attack a, b;
  const char *code =
      ATTACK_HEAD "scale \"s\" { \"S\", \"A\", \"B\" }\nscale \"t\" { \"x\", \"y\" }\n";
  memset(&a, 0, sizeof a);
  memset(&b, 0, sizeof b);
  attack_file(&a, "pack.lua", code, strlen(code));
  attack_file(&b, "pack.lua", code, strlen(code));
  attack_run(&a);
  attack_run(&b);
  assert_int_equal(a.rc, CS_OK);
  assert_int_equal(a.document.size, b.document.size);
  assert_memory_equal(a.document.data, b.document.data, a.document.size);
  attack_end(&a);
  attack_end(&b);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(addresses_are_not_shown),
      cmocka_unit_test(pairs_goes_in_order),
      cmocka_unit_test(sorting_keeps_ties),
      cmocka_unit_test(the_document_is_the_same_twice),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
