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

/* A budget that ends while the document is put together, when no line of the pack runs, still names one. */
static void a_place_for_what_is_put_together(void **state) {
  (void)state;
  static const char *const
      clauses = "id\tkind\texecutable\tparaphrase_en\tlabel_zh\tprimitive\tambiguity\n"
                "1\tworkflow\tyes\tAll.\t\u5168\tworkflow step\t\n",
      *const code = ATTACK_HEAD "clauses \"clauses.tsv\"\n"
                                "role \"r\" { label = \"r\" }\nlocal names, answers = {}, {}\n"
                                "for i = 1, 40 do answers[\"a\" .. i] = \"1\" end\n"
                                "for i = 1, 2000 do\n"
                                "  names[i] = tostring(i)\n"
                                "  stage(names[i]) { clause = \"1\", label = \"s\", by = \"r\", "
                                "act = \"decide\", answers = answers }\n"
                                "end\n"
                                "procedure \"p\" { clause = \"1\", label = \"p\", stages = names, "
                                "opens = {} }\n";
  attack a;
  memset(&a, 0, sizeof a);
  attack_file(&a, "clauses.tsv", clauses, strlen(clauses));
  attack_file(&a, "pack.lua", code, strlen(code));
  attack_run(&a);
  assert_int_equal(a.rc, CS_ELIMIT);
  assert_non_null(strstr(a.err.text, "attack/pack.lua:"));
  attack_end(&a);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(ten_thousand_conditions),
                                     cmocka_unit_test(a_place_for_what_is_put_together)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
