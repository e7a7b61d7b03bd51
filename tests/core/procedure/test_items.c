/* Forms that are scored item by item: each item wanted, none over its maximum, the total added up and rounded. */
#include "core/procedure/scene.h"

/* clang-format off */
#define STAGES                                                                                           \
  "'procedures': {'rise': {'clause': '1', 'label': {'en': 'rise'}, 'subject': 'employee', 'asks': [], 'opens': {}, 'stages': ["  \
  "  {'stage': 'forms', 'clause': '5', 'act': 'score', 'collects': ["                                     \
  "    {'form': 'split', 'from': [{'role': 'head'}], 'into': 'work', 'several': 'mean', 'clause': '6'},"  \
  "    {'form': 'shares', 'from': [{'role': 'head'}], 'into': 'conduct', 'several': 'mean', 'clause': '7'}], " AT(42) "},"  \
  "  {'stage': 'end', 'clause': '6', 'act': 'do', " BY("hr") ", " AT(43) "}], " AT(40) "}}}"
/* clang-format on */

static scene *opened(void) {
  scene *s = open_scene(STAGES, "{}");
  char code[CS_KIND_SIZE];
  cs_words_given none = {0};
  holds(s, "head", "BOSS", "2026-01-01");
  OK(s, try_open(s, "admin", "rise", "E1", none, code));
  return s;
}

#define SCORES(...) .code = "C000001", .scores = WORDS(__VA_ARGS__)

static json_t *case_of(scene *s, const char *viewer) {
  json_t *data = NULL;
  OK(s, cs_office_case(s->office, "C000001", viewer, UINT32_MAX, day(s->today), &data, &s->err));
  return data;
}

static int64_t number(const json_t *o, const char *name) {
  return json_integer_value(json_object_get(o, name));
}

static void test_each_item_is_wanted(void **state) {
  (void)state;
  scene *s = opened();
  NOT(s, CS_EINPUT, "'split' is scored item by item: split.pace, split.care (clause 5)", "BOSS",
      SCORES({"split", "30"}));
  NOT(s, CS_EINPUT, "'split': the item 'care' has no score; it takes 0 to 12.50 (clause 5)", "BOSS",
      SCORES({"split.pace", "10"}));
  NOT(s, CS_EINPUT, "'split.pace': '20.01' is no score from 0 to 20", "BOSS",
      SCORES({"split.care", "1"}, {"split.pace", "20.01"}));
  NOT(s, CS_EINPUT, "'split.speed'; it collects: split.pace, split.care, shares.a, shares.b",
      "BOSS", SCORES({"split.speed", "1"}));
  NOT(s, CS_EINPUT, "'pace' is scored twice", "BOSS",
      SCORES({"split.care", "1"}, {"split.pace", "2"}, {"split.速度", "2"}));
  NOT(s, CS_EREFUSED, "6", "HR1", SCORES({"split.care", "1"}, {"split.pace", "2"}));
  assert_string_equal(stands(s, "C000001"), "forms");
  close_scene(s);
}

/* 17.5 + 12.5; 1.25 of 3 are 25.00 of 60, 3.33 of 7 are 19.03 of 40 (19.028…) */
static void test_the_total(void **state) {
  (void)state;
  scene *s = opened();
  DO(s, "BOSS", SCORES({"split.care", "12.5"}, {"split.速度", "17.5"}));
  assert_string_equal(stands(s, "C000001"), "forms");
  json_t *data = case_of(s, "HR1"); /* private until all are in, items too */
  const json_t *act = json_array_get(json_object_get(data, "acts"), 1);
  assert_null(json_object_get(act, "items"));
  assert_true(json_is_true(json_object_get(act, "hidden")));
  json_decref(data);
  DO(s, "BOSS", SCORES({"shares.a", "1.25"}, {"shares.b", "3.33"}));
  assert_string_equal(stands(s, "C000001"), "end");
  data = case_of(s, "HR1");
  const json_t *known = json_object_get(data, "known");
  assert_int_equal(number(known, "work"), 3000);
  assert_int_equal(number(known, "conduct"), 4403);
  act = json_array_get(json_object_get(data, "acts"), 1);
  const json_t *items = json_object_get(json_object_get(act, "items"), "split");
  assert_int_equal(json_array_size(items), 2);
  assert_string_equal(json_string_value(json_object_get(json_array_get(items, 0), "item")), "pace");
  assert_int_equal(number(json_array_get(items, 0), "points"), 1750);
  act = json_array_get(json_object_get(data, "acts"), 2);
  items = json_object_get(json_object_get(act, "items"), "shares");
  assert_int_equal(number(json_array_get(items, 0), "share"), 2500);
  assert_int_equal(number(json_array_get(items, 1), "share"), 1903);
  json_decref(data);
  close_scene(s);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_each_item_is_wanted),
      cmocka_unit_test(test_the_total),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
