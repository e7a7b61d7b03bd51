/* The fold alone: acts in, state out. */
#include "procedure/casefile.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

#define COUNT(list) (sizeof(list) / sizeof *(list))

static cs_casefile folded(cs_case_act *acts, size_t count) {
  for (size_t i = 0; i < count; i++) {
    acts[i].number = (uint32_t)i + 1;
    acts[i].on = 100 + (cs_date)i;
  }
  cs_casefile c = {.acts = acts, .act_count = count};
  cs_casefile_fold(&c);
  return c;
}

#define OPEN \
  { .verb = CS_CASE_VERB_OPEN, .to = "a" }

static void test_where_it_stands(void **state) {
  (void)state;
  cs_case_act acts[] = {
      OPEN, {.verb = "do", .stage = "a", .to = "b"}, {.verb = "score", .stage = "b"}};
  cs_casefile c = folded(acts, COUNT(acts));
  assert_string_equal(c.stage, "b");
  assert_int_equal(c.entered_on, 101);
  assert_int_equal(cs_casefile_done_on(&c, "a"), 101);
  assert_int_equal(cs_casefile_done_on(&c, "b"), CS_DATE_NONE);
  size_t here;
  assert_ptr_equal(cs_casefile_here(&c, &here), &acts[2]);
  assert_int_equal(here, 1);
  assert_null(c.outcome);
}

static void test_how_it_ended(void **state) {
  (void)state;
  cs_case_act acts[] = {OPEN,
                        {.verb = "approve",
                         .stage = "a",
                         .answer = "no",
                         .ends = "refused",
                         .reason = "5",
                         .failed = true}};
  cs_casefile c = folded(acts, COUNT(acts));
  assert_null(c.stage);
  assert_string_equal(c.outcome, "refused");
  assert_string_equal(c.outcome_reason, "5");
  assert_int_equal(c.ended_on, 101);
  assert_null(cs_casefile_approval(&c, NULL));
}

/* What was collected since the stage was entered before is void; the act that jumps stands. */
static void test_a_jump_back(void **state) {
  (void)state;
  const cs_handed first = {.kind = CS_HANDED_SET,
                           .name = "x",
                           .value = {.kind = CS_INT, .number = 1}},
                  second = {
                      .kind = CS_HANDED_SET, .name = "x", .value = {.kind = CS_INT, .number = 2}};
  cs_case_act acts[] = {
      OPEN,
      {.verb = "do", .stage = "a", .to = "b", .handed = &first, .handed_count = 1},
      {.verb = "do", .stage = "b", .to = "c", .handed = &second, .handed_count = 1},
      {.verb = "decide", .stage = "c", .to = "b"},
  };
  cs_casefile c = folded(acts, COUNT(acts));
  assert_string_equal(c.stage, "b");
  assert_false(acts[1].is_void);
  assert_true(acts[2].is_void);
  assert_false(acts[3].is_void);
  assert_int_equal(cs_casefile_value(&c, "x")->number, 1);
  assert_int_equal(cs_casefile_done_on(&c, "a"), 101);
  assert_int_equal(cs_casefile_done_on(&c, "b"), CS_DATE_NONE);
  assert_null(cs_casefile_value(&c, "y"));
}

static void test_reversed(void **state) {
  (void)state;
  cs_case_act acts[] = {
      OPEN,
      {.verb = "do", .stage = "a", .to = "b"},
      {.verb = "approve", .stage = "b", .ends = "done", .answer = "yes"},
      {.verb = CS_CASE_VERB_REVERSE, .reverses = 3},
      {.verb = CS_CASE_VERB_REVERSE, .reverses = 2},
  };
  cs_casefile c = folded(acts, 3);
  assert_ptr_equal(cs_casefile_approval(&c, NULL), &acts[2]);
  c = folded(acts, 4);
  assert_string_equal(c.stage, "b");
  assert_null(cs_casefile_approval(&c, NULL));
  assert_int_equal(acts[2].reversed_by, 4);
  assert_ptr_equal(cs_casefile_newest(&c), &acts[1]);
  c = folded(acts, 5);
  assert_string_equal(c.stage, "a");
  assert_null(cs_casefile_newest(&c));
}

/* A jump that is reversed makes nothing void. */
static void test_a_jump_back_that_is_reversed(void **state) {
  (void)state;
  cs_case_act acts[] = {
      OPEN,
      {.verb = "do", .stage = "a", .to = "b"},
      {.verb = "do", .stage = "b", .to = "c"},
      {.verb = CS_CASE_VERB_RETURN, .stage = "c", .to = "a"},
      {.verb = CS_CASE_VERB_REVERSE, .reverses = 4},
  };
  cs_casefile c = folded(acts, 4);
  assert_string_equal(c.stage, "a");
  assert_true(acts[1].is_void && acts[2].is_void);
  c = folded(acts, 5);
  assert_string_equal(c.stage, "c");
  assert_false(acts[1].is_void || acts[2].is_void);
}

static void test_the_latest_judgement(void **state) {
  (void)state;
  cs_case_act acts[] = {
      {.verb = CS_CASE_VERB_OPEN, .to = "a", .outcome = "direct", .target = "g2"},
      {.verb = "judge", .stage = "a", .to = "b", .outcome = "panel", .target = "g3"},
  };
  cs_casefile c = folded(acts, 1);
  assert_string_equal(c.judged->target, "g2");
  c = folded(acts, 2);
  assert_string_equal(c.judged->target, "g3");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_where_it_stands),
      cmocka_unit_test(test_how_it_ended),
      cmocka_unit_test(test_a_jump_back),
      cmocka_unit_test(test_reversed),
      cmocka_unit_test(test_a_jump_back_that_is_reversed),
      cmocka_unit_test(test_the_latest_judgement),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
