#include "attack.h"

/* The compiler is attack surface: deep nesting, endless lists and broken text end in an error of the pack. */
static char *repeated(const char *head, const char *piece, size_t times, const char *tail) {
  size_t n = strlen(piece), h = strlen(head);
  char *code = malloc(h + n * times + strlen(tail) + 1);
  assert_non_null(code);
  memcpy(code, head, h);
  for (size_t i = 0; i < times; i++) memcpy(code + h + i * n, piece, n);
  strcpy(code + h + n * times, tail);
  return code;
}

static void try_repeated(const char *head, const char *piece, size_t times, const char *tail,
                         int code_expected, const char *text) {
  char *code = repeated(head, piece, times, tail);
  attack_fails(code, code_expected, text);
  free(code);
}

static void nesting_ends(void **state) {
  (void)state;
  try_repeated("local t = ", "{", 100000, "", CS_EPACK, "attack/pack.lua: C stack overflow");
  try_repeated("local t = ", "(", 100000, "", CS_EPACK, "attack/pack.lua: C stack overflow");
  try_repeated("", "do ", 100000, "", CS_EPACK, "attack/pack.lua: C stack overflow");
  try_repeated("local f = ", "function() return ", 10000, "", CS_EPACK,
               "attack/pack.lua: C stack overflow");
  try_repeated("local x = ", "not ", 100000, "1", CS_EPACK, "attack/pack.lua: C stack overflow");
  try_repeated("local x = ", "'a' .. ", 100000, "'b'", CS_EPACK,
               "attack/pack.lua: C stack overflow");
}

/* Jump lists of the compiler are walked again and again: quadratic, but in pieces that are charged. */
static void long_chains_end(void **state) {
  (void)state;
  try_repeated("local a if a then ", "elseif a then ", 70000, "end", CS_ELIMIT,
               "attack/pack.lua: the budget");
  try_repeated("", "local a ", 100000, "", CS_EPACK, "pack.lua:2: too many local variables");
  try_repeated("", "::x:: ", 100000, "", CS_EPACK, "attack/pack.lua: C stack overflow");
  try_repeated("while true do ", "break ", 100000, "end error 'end'", CS_EPACK, "");
}

static void broken_texts_end(void **state) {
  (void)state;
  try_repeated("local s = [", "=", 100000, "[ x", CS_EPACK, "pack.lua:2: ");
  try_repeated("local s = 0x", "f", 500000, "z", CS_ELIMIT, "attack/pack.lua: a text longer than");
  try_repeated("local s = 'a", "\\u{7FFFFFFF}", 20000, "", CS_EPACK,
               "attack/pack.lua:2: unfinished string");
  try_repeated("local s = 'a", "a", 500000, "'", CS_ELIMIT, "attack/pack.lua: a text longer than");
  attack_fails("local s = '\\xzz'", CS_EPACK, "pack.lua:2: ");
  attack_fails("--[==[ never closed", CS_EPACK, "pack.lua:2: ");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(nesting_ends),
      cmocka_unit_test(long_chains_end),
      cmocka_unit_test(broken_texts_end),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
