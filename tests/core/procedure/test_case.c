/* A case from its opening to its end, with what is refused on the way. */
#include "core/procedure/scene.h"

/* clang-format off */
#define PROMOTION                                                                                              \
  "'procedures': {'promotion': {'clause': '1', 'label': {'en': 'promotion'}, 'subject': 'employee'," \
  "   'asks': [{'ask': 'proposed', 'required': true, 'clause': '3'}],"                                         \
  "   'opens': {" BY("superior") ", 'check': 'ready', 'clause': '1'},"                                          \
  "   'stages': ["                                                                                              \
  "    {'stage': 'report', 'clause': '2', 'act': 'do', " BY("superior") ", 'needs': ['work report'],"            \
  "     'due': {'within': 5, 'unit': 'workdays', 'of': 'opened_on', 'clause': '3'}, " AT(41) "},"               \
  "    {'stage': 'review', 'clause': '3', 'act': 'file', " BY("hr") ", 'returns': ['report'], " AT(42) "},"      \
  "    {'stage': 'approval', 'clause': '4', 'act': 'approve', " BY("boss") ", 'reasons': ['5', '6'],"            \
  "     'writes': [{'write': 'grade', 'value': {'case': 'proposed'}, 'on': {'date': 'done_on'}, 'clause': '4'},"\
  "                {'write': 'pay_from', 'value': {'when': {'date': 'done_on', 'first_of_month': true}},"       \
  "                 'on': {'date': 'done_on'}}], " AT(43) "},"                                                  \
  "    {'stage': 'notice', 'clause': '7', 'act': 'do', " BY("hr") ", 'makes': ['notice'], " AT(44) "}], " AT(40) "}}}"
/* clang-format on */

static const cs_words_given proposed = WORDS({"proposed", "g1.b"});
static const cs_words_given report = WORDS({"work report", NULL});

static scene *promoted_to(const char *stage) {
  scene *s = open_scene(PROMOTION, "{}");
  char code[CS_KIND_SIZE];
  OK(s, try_open(s, "LEAD", "promotion", "E1", proposed, code));
  assert_string_equal(code, "C000001");
  if (strcmp(stage, "report") != 0) DO(s, "LEAD", .code = code, .documents = report);
  if (strcmp(stage, "approval") == 0) DO(s, "HR1", .code = code);
  assert_string_equal(stands(s, code), stage);
  return s;
}

static void test_from_opening_to_end(void **state) {
  (void)state;
  scene *s = promoted_to("approval");
  s->today = "2026-07-15";
  DO(s, "BOSS", .code = "C000001", .stage = "approval", .answer = "yes");
  assert_string_equal(stands(s, "C000001"), "notice");
  assert_string_equal(known(s, "E1", "grade", "2026-07-14"), "g1.a");
  assert_string_equal(known(s, "E1", "grade", "2026-07-15"), "g1.b");
  assert_string_equal(known(s, "E1", "pay_from", "2026-07-15"), "2026-07-01");
  DO(s, "HR1", .code = "C000001");
  assert_string_equal(stands(s, "C000001"), "done");
  NOT(s, CS_EREFUSED, "ended", "HR1", .code = "C000001");
  close_scene(s);
}

static void test_who_may_not(void **state) {
  (void)state;
  scene *s = promoted_to("approval");
  NOT(s, CS_EREFUSED, "4", "HR1", .code = "C000001", .answer = "yes");
  NOT(s, CS_EREFUSED, "(clause 4)", "HR1", .code = "C000001", .stage = "notice");
  char code[CS_KIND_SIZE];
  REFUSED(s, CS_EREFUSED, "1", try_open(s, "HR1", "promotion", "E1", proposed, code));
  REFUSED(s, CS_EREFUSED, "1", try_open(s, "LEAD", "promotion", "LEAD", proposed, code));
  close_scene(s);
}

/* A "no" where nothing is asked carries nothing on. */
static void test_no_is_no_answer_to_what_is_only_done(void **state) {
  (void)state;
  scene *s = promoted_to("report");
  NOT(s, CS_EINPUT, "'no' is no answer", "LEAD", .code = "C000001", .answer = "no",
      .documents = report);
  assert_string_equal(stands(s, "C000001"), "report");
  DO(s, "LEAD", .code = "C000001", .answer = "yes", .documents = report);
  assert_string_equal(stands(s, "C000001"), "review");
  close_scene(s);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_from_opening_to_end),
      cmocka_unit_test(test_who_may_not),
      cmocka_unit_test(test_no_is_no_answer_to_what_is_only_done),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
