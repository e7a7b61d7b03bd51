/* On what a case went on or ended, told afterwards by what was known then. */
#include "core/procedure/scene.h"

/* clang-format off */
#define RISE                                                                                                 \
  "'procedures': {'rise': {'clause': '1', 'label': {'en': 'rise'}, 'subject': 'employee', 'opens': {'check': 'ready'}, 'stages': [" \
  "  {'stage': 'rule', 'clause': '4', 'act': 'judge', 'judges': 'entry', " BY("hr") ", " AT(41) "},"          \
  "  {'stage': 'work', 'clause': '5', 'act': 'score', 'check': 'good', 'fails': {'ends': 'refused'}, 'collects': ["  \
  "    {'form': 'work form', 'from': [{'role': 'head'}], 'into': 'work', 'several': 'mean', 'clause': '6'},"  \
  "    {'form': 'conduct form', 'from': [{'role': 'head'}], 'into': 'conduct', 'several': 'mean', 'clause': '6'}], " AT(42) "},"                  \
  "  {'stage': 'agree', 'clause': '7', 'act': 'approve', " BY("boss") ", 'check': 'ready', 'fails': {'ends': 'refused'}, 'reasons': ['2'], " AT(43) "}"          \
  "  ], " AT(40) "}}}"
/* clang-format on */

/* "act part outcome: mark clause, …" of each. */
static void grounds(scene *s, const char *expected) {
  json_t *list = NULL, *one, *line;
  char text[1024] = "";
  size_t i, k;
  OK(s, cs_office_grounds(s->office, "C000001", day(s->today), &list, &s->err));
  json_array_foreach(list, i, one) {
    const char *check = json_string_value(json_object_get(one, "check"));
    const char *cycle = json_string_value(json_object_get(one, "cycle"));
    size_t n = strlen(text);
    n += (size_t)snprintf(text + n, sizeof text - n, "%s%lld %s %s:", i > 0 ? "; " : "",
                          (long long)json_integer_value(json_object_get(one, "act")),
                          check != NULL ? check : cycle,
                          json_string_value(json_object_get(one, "outcome")));
    json_array_foreach(json_object_get(one, "lines"), k, line) {
      n = strlen(text);
      (void)snprintf(text + n, sizeof text - n, " %s %s",
                     json_string_value(json_object_get(line, "mark")),
                     json_string_value(json_object_get(line, "clause")));
    }
  }
  assert_string_equal(text, expected);
  json_decref(list);
}

/* What the last line of the last one says: scores that forms are added up into are points. */
static void last_says(scene *s, const char *expected) {
  json_t *list = NULL;
  OK(s, cs_office_grounds(s->office, "C000001", day(s->today), &list, &s->err));
  const json_t *lines = json_object_get(json_array_get(list, json_array_size(list) - 1), "lines");
  const json_t *line = json_array_get(lines, json_array_size(lines) - 1);
  assert_string_equal(json_string_value(json_object_get(line, "text")), expected);
  json_decref(list);
}

static scene *begun(void) {
  scene *s = open_scene(RISE, "{'parameters': {'pass': 7000}}");
  char code[CS_KIND_SIZE];
  holds(s, "head", "BOSS", "2026-01-01");
  OK(s, try_open(s, "admin", "rise", "E1", (cs_words_given){0}, code));
  DO(s, "HR1", .code = code);
  return s;
}

#define FIRST "1 ready direct: met 2; 2 entry direct: met 2 met 5"

static void test_each_check_and_judgement(void **state) {
  (void)state;
  scene *s = begun();
  grounds(s, FIRST);
  DO(s, "BOSS", .code = "C000001", .scores = WORDS({"work form", "75"}, {"conduct form", "69.99"}));
  assert_string_equal(stands(s, "C000001"), "refused");
  grounds(s, FIRST "; 3 good ineligible: met 6 unmet 7");
  last_says(s, "conduct 69.99 (needs ≥ 70.00)");
  close_scene(s);
}

/* What is recorded later, and what the case came to later, does not change why it went on. */
static void test_by_what_was_known_then(void **state) {
  (void)state;
  scene *s = begun();
  DO(s, "BOSS", .code = "C000001", .scores = WORDS({"work form", "80"}, {"conduct form", "80"}));
  fact(s, "", "E1", "status", "", "trial");
  fact(s, "", "E1", "grade", "2026-01-01", "g1.b");
  grounds(s, FIRST "; 3 good direct: met 6 met 7");
  DO(s, "BOSS", .code = "C000001", .answer = "yes");
  assert_string_equal(stands(s, "C000001"), "refused");
  grounds(s, FIRST "; 3 good direct: met 6 met 7; 4 ready ineligible: unmet 2");
  close_scene(s);
}

/* Somebody's no asks no check, and what is taken back has found nothing. */
static void test_what_was_not_judged(void **state) {
  (void)state;
  scene *s = begun();
  DO(s, "BOSS", .code = "C000001", .scores = WORDS({"work form", "80"}, {"conduct form", "80"}));
  DO(s, "BOSS", .code = "C000001", .answer = "no", .reason = "2", .comment = "not yet");
  grounds(s, FIRST "; 3 good direct: met 6 met 7");
  DO(s, "BOSS", .code = "C000001", .verb = CS_CASE_VERB_REVERSE, .act = 4, .comment = "x");
  DO(s, "BOSS", .code = "C000001", .verb = CS_CASE_VERB_REVERSE, .act = 3, .comment = "x");
  grounds(s, FIRST);
  json_t *none = NULL;
  assert_int_equal(cs_office_grounds(s->office, "C9", day(s->today), &none, &s->err), CS_ENOTFOUND);
  assert_null(none);
  close_scene(s);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_each_check_and_judgement),
      cmocka_unit_test(test_by_what_was_known_then),
      cmocka_unit_test(test_what_was_not_judged),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
