#include "attack.h"

/* Files that include one another, and compile again and again: the compiler's work is charged too. */
static void a_file_includes_itself(void **state) {
  (void)state;
  attack_fails("include \"pack.lua\"", CS_EPACK, "attack/pack.lua:");
}

static void compiling_is_charged(void **state) {
  (void)state;
  attack a;
  memset(&a, 0, sizeof a);
  size_t n = 900000;
  char *long_file = malloc(n + 1);
  memset(long_file, ' ', n); /* cheap to compile, so that steps end before time does */
  long_file[n] = '\0';
  char code[4000] = ATTACK_HEAD;
  for (int i = 0; i < 64; i++) {
    char name[32];
    snprintf(name, sizeof name, "f%02d.lua", i);
    attack_file(&a, name, long_file, n);
    size_t at = strlen(code);
    snprintf(code + at, sizeof code - at, "include \"%s\"\n", name);
  }
  attack_file(&a, "pack.lua", code, strlen(code));
  attack_run(&a);
  assert_int_equal(a.rc, CS_ELIMIT);
  assert_non_null(strstr(a.err.text, ".lua: the budget of 50000000 steps"));
  attack_end(&a);
  free(long_file);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(a_file_includes_itself),
                                     cmocka_unit_test(compiling_is_charged)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
