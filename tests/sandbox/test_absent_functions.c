#include "attack.h"

/* Rows 6, 7, 8, 10, 11, 12, 13 and 15: what runs in C without end, reaches into the interpreter or outlives the run is not there, neither as a
 * global, nor in a library, nor as a method of strings. */
static const char *const globals[] = {
    "collectgarbage", "coroutine", "debug",  "dofile",   "getmetatable", "io",
    "load",           "loadfile",  "os",     "package",  "print",        "rawequal",
    "rawget",         "rawlen",    "rawset", "require",  "setmetatable", "utf8",
    "warn",           "xpcall",    "_G",     "_VERSION", "host",         "loadstring"};

static void globals_are_not_there(void **state) {
  (void)state;
  for (size_t i = 0; i < sizeof globals / sizeof *globals; i++) {
    char code[120];
    snprintf(code, sizeof code, "local x = %s", globals[i]);
    attack_fails(code, CS_EPACK, "attack/pack.lua:2: ");
  }
}

static void library_functions_are_not_there(void **state) {
  (void)state;
  attack_passes("for _, name in ipairs { 'rep', 'find', 'match', 'gmatch', 'gsub', 'dump', 'pack', "
                "'unpack', 'packsize' } do\n"
                "  assert(string[name] == nil, name)\n"
                "  assert((''):len() == 0 and ('')[name] == nil, name)\n"
                "end\n"
                "assert(table.move == nil and table.pack == nil)\n"
                "assert(math.random == nil and math.randomseed == nil)");
}

static void the_measured_one_liners_end(void **state) {
  (void)state;
  attack_fails("local x = (''):rep(1 << 62)", CS_EPACK, "attack/pack.lua:2: ");
  attack_fails("string.find('aaaaaaaaaaaaaaaa', 'a?a?a?a?')", CS_EPACK, "attack/pack.lua:2: ");
  attack_fails("table.move({}, 1, 1 << 40, 2)", CS_EPACK, "attack/pack.lua:2: ");
}

/* The environment gives nothing away: its metatable is hidden, its words cannot be replaced. */
static void the_environment_is_closed(void **state) {
  (void)state;
  attack_fails("x = 1", CS_EPACK, "attack/pack.lua:2: ");
  attack_fails("pack = nil x = pack", CS_EPACK, "attack/pack.lua:2: ");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(globals_are_not_there),
      cmocka_unit_test(library_functions_are_not_there),
      cmocka_unit_test(the_measured_one_liners_end),
      cmocka_unit_test(the_environment_is_closed),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
