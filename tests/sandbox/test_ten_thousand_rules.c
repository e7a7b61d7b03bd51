#include "attack.h"

/* A pack of many rules, honest or not: it loads, or it is refused by a budget, in two seconds. */
static void ten_thousand_conditions(void **state) {
  (void)state;
  size_t size = 0, capacity = 1 << 20;
  char *code = malloc(capacity);
  size += (size_t)snprintf(code, capacity, "%sscale \"s\" { \"S\", \"A\" }\n", ATTACK_HEAD);
  for (int i = 0; i < 10000 && size + 200 < capacity; i++) {
    size += (size_t)snprintf(
        code + size, capacity - size,
        "condition \"c%d\" { when = all { always(), none_of { always() } } }\n", i);
  }
  attack a;
  memset(&a, 0, sizeof a);
  attack_file(&a, "pack.lua", code, size);
  free(code);
  attack_run(&a);
  if (a.rc != CS_OK) assert_true(a.rc == CS_ELIMIT || a.rc == CS_EPACK);
  attack_end(&a);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(ten_thousand_conditions)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
