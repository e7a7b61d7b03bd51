/* What people may do to a case besides carrying it forward, and what is refused. */
#include "core/procedure/scene.h"

/* clang-format off */
#define PROCEDURE(stages)                                                                                \
  "'procedures': {'talk': {'clause': '1', 'label': {'en': 'talk'}, 'subject': 'employee', 'asks': ["      \
  "   {'ask': 'proposed', 'required': false}, {'ask': 'ends_on', 'required': false}], 'opens': {}, 'stages': [" stages "], " AT(40) "}}}"
#define THREE \
  "{'stage': 'one', 'clause': '2', 'act': 'do', " BY("hr") ", 'asks': [{'ask': 'route', 'required': true, 'clause': '3'}], " AT(41) "}," \
  "{'stage': 'two', 'clause': '3', 'act': 'decide', " BY("superior") ", 'returns': ['one'], 'answers': {"          \
  "   'go': 'next', 'back': 'one', 'stop': {'ends': 'stopped', 'reason': '6'}}, " AT(42) "},"                       \
  "{'stage': 'three', 'clause': '4', 'act': 'approve', " BY("boss") ", 'reasons': ['5', '6'], 'fails': 'two'," \
  "   'when': {'op': 'is', 'attr': 'route', 'in': ['long']}, " AT(43) "},"                                        \
  "{'stage': 'four', 'clause': '5', 'act': 'do', 'mode': 'all', " BY("hr") ", " AT(44) "}"
#define DAYS \
  "{'stage': 'soon', 'clause': '2', 'act': 'do', " BY("hr") ", 'due': {'within': 5, 'unit': 'workdays', 'of': 'opened_on', 'clause': '3'}, " AT(41) "}," \
  "{'stage': 'notice', 'clause': '4', 'act': 'object', " BY("hr") ", 'due': {'within': 3, 'unit': 'days', 'of': {'stage': 'soon'}, 'clause': '5'}," \
  "   'answers': {'dismissed': 'next', 'upheld': {'ends': 'withdrawn on objection'}}, " AT(42) "},"            \
  "{'stage': 'trial', 'clause': '6', 'act': 'wait', 'from': {'before': 10, 'unit': 'days', 'of': {'case': 'ends_on'}, 'clause': '7'}, " AT(43) "}"
/* clang-format on */

static const cs_words_given nothing = {NULL, 0};
#define C1 .code = "C000001"

static scene *opened(const char *stages, cs_words_given sets) {
  scene *s = open_scene(stages, "{}");
  char code[CS_KIND_SIZE];
  OK(s, try_open(s, "admin", "talk", "E1", sets, code));
  return s;
}

static const cs_words_given brief = WORDS({"route", "short"}), full = WORDS({"route", "long"});

static void test_asked_and_answered(void **state) {
  (void)state;
  scene *s = opened(PROCEDURE(THREE), nothing);
  NOT(s, CS_EREFUSED, "'route' is required and has no answer (clause 3)", "HR1", C1);
  NOT(s, CS_EINPUT, "not one of: short, long", "HR1", C1, .sets = WORDS({"route", "wide"}));
  NOT(s, CS_EINPUT, "asked is: route", "HR1", C1, .sets = WORDS({"work", "1"}));
  DO(s, "HR1", C1, .sets = brief);
  NOT(s, CS_EINPUT, "go, back, stop", "LEAD", C1, .answer = "maybe");
  DO(s, "LEAD", C1, .answer = "go");
  assert_string_equal(stands(s, "C000001"), "four"); /* three is skipped by its condition */
  close_scene(s);
}

static void test_returned_for_rework(void **state) {
  (void)state;
  scene *s = opened(PROCEDURE(THREE), nothing);
  DO(s, "HR1", C1, .sets = brief);
  NOT(s, CS_EREFUSED, "(clause 3)", "LEAD", C1, .verb = CS_CASE_VERB_RETURN, .to = "four",
      .comment = "no");
  NOT(s, CS_EINPUT, "comment", "LEAD", C1, .verb = CS_CASE_VERB_RETURN, .to = "one");
  DO(s, "LEAD", C1, .verb = CS_CASE_VERB_RETURN, .to = "one", .comment = "say more");
  assert_string_equal(stands(s, "C000001"), "one");
  /* What was answered there is void. */
  NOT(s, CS_EREFUSED, "'route' is required", "HR1", C1);
  DO(s, "HR1", C1, .sets = full);
  DO(s, "LEAD", C1, .answer = "go");
  assert_string_equal(stands(s, "C000001"), "three");
  close_scene(s);
}

static void test_refused_with_a_reason(void **state) {
  (void)state;
  scene *s = opened(PROCEDURE(THREE), nothing);
  DO(s, "HR1", C1, .sets = full);
  DO(s, "LEAD", C1, .answer = "go");
  NOT(s, CS_EINPUT, "comment", "BOSS", C1, .answer = "no", .reason = "5");
  NOT(s, CS_EINPUT, "one of:\n  5\n  6", "BOSS", C1, .answer = "no", .comment = "no");
  NOT(s, CS_EINPUT, "one of:\n  5\n  6", "BOSS", C1, .answer = "no", .reason = "1",
      .comment = "no");
  DO(s, "BOSS", C1, .answer = "no", .reason = "5", .comment = "not yet");
  assert_string_equal(stands(s, "C000001"), "two"); /* where failing leads */
  DO(s, "LEAD", C1, .answer = "stop");
  assert_string_equal(stands(s, "C000001"), "stopped");
  close_scene(s);
}

static void test_everyone_acts(void **state) {
  (void)state;
  scene *s = opened(PROCEDURE(THREE), nothing);
  holds(s, "hr", "HR2", "2026-01-01");
  delegates(s, "HR2", "E2", "2026-07-01", "2026-07-10");
  DO(s, "HR1", C1, .sets = brief);
  DO(s, "LEAD", C1, .answer = "go");
  DO(s, "HR1", C1);
  assert_string_equal(stands(s, "C000001"), "four");
  DO(s, "E2", C1);
  assert_string_equal(stands(s, "C000001"), "done");
  close_scene(s);
}

static void test_reassigned(void **state) {
  (void)state;
  scene *s = opened(PROCEDURE(THREE), nothing);
  NOT(s, CS_EREFUSED, "candidate", "HR1", C1, .verb = CS_CASE_VERB_REASSIGN, .by = "E1",
      .comment = "x");
  NOT(s, CS_EREFUSED, "", "E2", C1, .sets = brief);
  DO(s, "HR1", C1, .verb = CS_CASE_VERB_REASSIGN, .by = "E2", .comment = "on leave");
  DO(s, "E2", C1, .sets = brief);
  assert_string_equal(stands(s, "C000001"), "two");
  close_scene(s);
}

/* A delegate gives the turn of whom they act for. */
static void test_reassigned_by_a_delegate(void **state) {
  (void)state;
  scene *s = opened(PROCEDURE(THREE), nothing);
  holds(s, "hr", "HR2", "2026-01-01");
  delegates(s, "HR2", "E2", "2026-07-01", "2026-07-10");
  DO(s, "HR1", C1, .sets = brief);
  DO(s, "LEAD", C1, .answer = "go");
  DO(s, "E2", C1, .verb = CS_CASE_VERB_REASSIGN, .by = "LEAD", .comment = "on leave");
  DO(s, "HR1", C1);
  assert_string_equal(stands(s, "C000001"), "four");
  DO(s, "LEAD", C1);
  assert_string_equal(stands(s, "C000001"), "done");
  close_scene(s);
}

static const char *inbox_of(scene *s, char *out, size_t size) {
  json_t *rows = NULL, *row;
  size_t i, n = 0;
  *out = '\0';
  OK(s, cs_office_todo(s->office, NULL, day(s->today), &rows, &s->err));
  json_array_foreach(rows, i, row) {
    const char *of = json_string_value(json_object_get(row, "in_place_of"));
    n += (size_t)snprintf(out + n, size - n, "%s%s for %s", i == 0 ? "" : ", ",
                          json_string_value(json_object_get(row, "actor")), of == NULL ? "-" : of);
  }
  json_decref(rows);
  return out;
}

/* A turn is given away by who has it, given on, given back; it stands in the inbox of who has it only. */
static void test_a_turn_is_with_somebody(void **state) {
  (void)state;
  scene *s = opened(PROCEDURE(THREE), nothing);
  char box[200];
  NOT(s, CS_ENOTFOUND, "no employee NOPE", "HR1", C1, .verb = CS_CASE_VERB_REASSIGN, .by = "NOPE",
      .comment = "x");
  NOT(s, CS_EREFUSED, "LEAD does not hold", "LEAD", C1, .verb = CS_CASE_VERB_REASSIGN, .by = "E2",
      .comment = "x");
  NOT(s, CS_EREFUSED,
      "admin is nobody that is known here: the code of an employee says who acts (--actor CODE; in "
      "'cycle approve' --by CODE); 'hr' on 2026-07-06 [2] is held by HR1",
      "admin", C1, .verb = CS_CASE_VERB_REASSIGN, .by = "E2", .comment = "has no turn to give");
  DO(s, "admin", C1, .verb = CS_CASE_VERB_REASSIGN, .whom = "HR1", .by = "E2", .comment = "x");
  assert_string_equal(inbox_of(s, box, sizeof box), "E2 for HR1");
  DO(s, "E2", C1, .verb = CS_CASE_VERB_REASSIGN, .by = "LEAD", .comment = "x");
  assert_string_equal(inbox_of(s, box, sizeof box), "LEAD for HR1");
  NOT(s, CS_EREFUSED, "E2 does not hold", "E2", C1, .sets = brief);
  DO(s, "LEAD", C1, .verb = CS_CASE_VERB_REASSIGN, .by = "HR1", .comment = "back");
  assert_string_equal(inbox_of(s, box, sizeof box), "HR1 for -");
  NOT(s, CS_EREFUSED, "LEAD does not hold", "LEAD", C1, .sets = brief);
  DO(s, "HR1", C1, .verb = CS_CASE_VERB_REASSIGN, .by = "LEAD", .comment = "x");
  DO(s, "LEAD", C1, .sets = brief);
  assert_string_equal(stands(s, "C000001"), "two");
  close_scene(s);
}

static void test_reversed_newest_first(void **state) {
  (void)state;
  scene *s = opened(PROCEDURE(THREE), nothing);
  DO(s, "HR1", C1, .sets = brief);
  DO(s, "LEAD", C1, .answer = "stop");
  assert_string_equal(stands(s, "C000001"), "stopped");
  NOT(s, CS_EREFUSED, "reverse act 3 first", "HR1", C1, .verb = CS_CASE_VERB_REVERSE, .act = 2,
      .comment = "x");
  NOT(s, CS_EREFUSED, "3", "E2", C1, .verb = CS_CASE_VERB_REVERSE, .act = 3, .comment = "x");
  NOT(s, CS_EINPUT, "comment", "LEAD", C1, .verb = CS_CASE_VERB_REVERSE, .act = 3);
  DO(s, "LEAD", C1, .verb = CS_CASE_VERB_REVERSE, .act = 3, .comment = "wrong answer");
  assert_string_equal(stands(s, "C000001"), "two");
  DO(s, "HR1", C1, .verb = CS_CASE_VERB_REVERSE, .act = 2, .comment = "wrong route");
  assert_string_equal(stands(s, "C000001"), "one");
  NOT(s, CS_EREFUSED, "opening", "admin", C1, .verb = CS_CASE_VERB_REVERSE, .act = 1,
      .comment = "x");
  /* With nothing left to reverse, too. */
  NOT(s, CS_EREFUSED, "a reversal", "HR1", C1, .verb = CS_CASE_VERB_REVERSE, .act = 5,
      .comment = "x");
  DO(s, "HR1", C1, .sets = full);
  assert_string_equal(stands(s, "C000001"), "two");
  NOT(s, CS_EREFUSED, "a reversal", "HR1", C1, .verb = CS_CASE_VERB_REVERSE, .act = 5,
      .comment = "x");
  close_scene(s);
}

static void test_withdrawn(void **state) {
  (void)state;
  scene *s = opened(PROCEDURE(THREE), nothing);
  NOT(s, CS_EREFUSED, "opened by admin", "HR1", C1, .verb = CS_CASE_VERB_WITHDRAW, .comment = "x");
  DO(s, "admin", C1, .verb = CS_CASE_VERB_WITHDRAW, .comment = "no longer wanted");
  assert_string_equal(stands(s, "C000001"), "withdrawn");
  close_scene(s);
}

/* Who may open their own case may take it back; what they may not do to it otherwise they still may not. */
static void test_withdrawn_by_the_candidate(void **state) {
  (void)state;
  scene *s = open_scene(
      "'procedures': {'talk': {'clause': '1', 'label': {'en': 'talk'}, 'subject': 'employee', "
      "'asks': [], 'opens': {" BY("candidate") "}, 'stages': ["
                                               "{'stage': 'one', 'clause': '2', 'act': 'do', " BY(
                                                   "hr") ", " AT(41) "}], " AT(40) "}}}",
      "{}");
  char code[CS_KIND_SIZE];
  OK(s, try_open(s, "E1", "talk", "E1", nothing, code));
  NOT(s, CS_EREFUSED, "opened by E1", "HR1", C1, .verb = CS_CASE_VERB_WITHDRAW, .comment = "x");
  NOT(s, CS_EREFUSED, "", "E1", C1, .verb = CS_CASE_VERB_REASSIGN, .by = "HR2", .comment = "x");
  DO(s, "E1", C1, .verb = CS_CASE_VERB_WITHDRAW, .comment = "no longer wanted");
  assert_string_equal(stands(s, "C000001"), "withdrawn");
  close_scene(s);
}

static const cs_words_given until = WORDS({"ends_on", "2026-10-20"});

static void test_days(void **state) {
  (void)state;
  cs_done done;
  scene *s = opened(PROCEDURE(DAYS), until);
  NOT(s, CS_EREFUSED, "after today", "HR1", C1, .on = day("2026-07-07"));
  NOT(s, CS_EREFUSED, "before the day", "HR1", C1, .on = day("2026-07-05"));
  s->today = "2026-07-15"; /* 5 working days after Monday the 6th end on the 13th */
  OK(s, try_do(s, "HR1", (cs_doing){C1}, &done));
  assert_true(done.late);
  NOT(s, CS_EREFUSED, "2026-07-19 (clause 5)", "HR1", C1);
  NOT(s, CS_EREFUSED, "E1 is the candidate", "E1", C1, .answer = "objection", .comment = "me");
  DO(s, "E2", C1, .answer = "objection", .comment = "I know better");
  s->today = "2026-07-19";
  NOT(s, CS_EINPUT, "dismissed, upheld", "HR1", C1);
  DO(s, "HR1", C1, .answer = "dismissed");
  NOT(s, CS_EREFUSED, "2026-10-10 (clause 7)", "HR1", C1);
  s->today = "2026-10-10";
  DO(s, "HR1", C1);
  assert_string_equal(stands(s, "C000001"), "done");
  close_scene(s);
}

/* An act of an earlier day that is recorded later is on that day, and not late. */
static void test_recorded_later(void **state) {
  (void)state;
  cs_done done;
  scene *s = opened(PROCEDURE(DAYS), until);
  s->today = "2026-09-01";
  OK(s, try_do(s, "HR1", (cs_doing){C1, .on = day("2026-07-10")}, &done));
  assert_false(done.late);
  close_scene(s);
}

static void test_a_year_not_announced(void **state) {
  (void)state;
  scene *s = open_scene(PROCEDURE(DAYS), "{}");
  char code[CS_KIND_SIZE];
  json_t *data = NULL;
  s->today = "2027-03-01";
  OK(s, try_open(s, "admin", "talk", "E1", until, code));
  OK(s, cs_office_case(s->office, code, NULL, UINT32_MAX, day(s->today), &data, &s->err));
  assert_non_null(strstr(json_string_value(json_object_get(data, "due_unknown")), "2027"));
  json_decref(data);
  cs_done done;
  OK(s, try_do(s, "HR1", (cs_doing){C1}, &done));
  assert_false(done.late);
  close_scene(s);
}

static const char *text_of(const json_t *rows, size_t i, const char *name) {
  const char *text = json_string_value(json_object_get(json_array_get(rows, i), name));
  return text == NULL ? "" : text;
}

static void test_inbox(void **state) {
  (void)state;
  scene *s = opened(PROCEDURE(DAYS), until);
  char code[CS_KIND_SIZE];
  json_t *rows = NULL;
  OK(s, try_open(s, "admin", "talk", "E2", until, code));
  s->today = "2026-07-14";
  DO(s, "HR1", .code = code);
  OK(s, cs_office_todo(s->office, NULL, day(s->today), &rows, &s->err));
  assert_int_equal(json_array_size(rows), 2);
  assert_string_equal(text_of(rows, 0, "case"), "C000001");
  assert_string_equal(text_of(rows, 0, "actor"), "HR1");
  assert_string_equal(text_of(rows, 0, "due"), "2026-07-13");
  assert_int_equal(json_integer_value(json_object_get(json_array_get(rows, 0), "late")), 1);
  assert_string_equal(text_of(rows, 1, "due"), "2026-07-17");
  json_decref(rows);
  OK(s, cs_office_todo(s->office, "LEAD", day(s->today), &rows, &s->err));
  assert_int_equal(json_array_size(rows), 0);
  json_decref(rows);
  close_scene(s);
}

static void test_nobody_holds_the_role(void **state) {
  (void)state;
  scene *s = open_scene(
      PROCEDURE("{'stage': 'one', 'clause': '2', 'act': 'do', " BY("head") ", " AT(41) "}"), "{}");
  char code[CS_KIND_SIZE];
  json_t *rows = NULL;
  OK(s, try_open(s, "admin", "talk", "E1", nothing, code));
  OK(s, cs_office_todo(s->office, NULL, day(s->today), &rows, &s->err));
  assert_int_equal(json_array_size(rows), 1);
  assert_string_equal(text_of(rows, 0, "role"), "head");
  assert_string_not_equal(text_of(rows, 0, "nobody"), "");
  assert_string_equal(text_of(rows, 0, "nobody_clause"), "2");
  json_decref(rows);
  NOT(s, CS_EREFUSED, "2", "HR1", C1);
  close_scene(s);
}

/* The past as it was known. */
static void test_as_known_before(void **state) {
  (void)state;
  scene *s = opened(PROCEDURE(THREE), nothing);
  json_t *data = NULL;
  cs_txn_info head;
  OK(s, cs_ledger_head(s->store, &head, &s->err));
  DO(s, "HR1", C1, .sets = brief);
  OK(s, cs_office_case(s->office, "C000001", NULL, head.number, day(s->today), &data, &s->err));
  assert_string_equal(json_string_value(json_object_get(data, "stage")), "one");
  json_decref(data);
  REFUSED(
      s, CS_ENOTFOUND, "C000001",
      cs_office_case(s->office, "C000001", NULL, head.number - 1, day(s->today), &data, &s->err));
  close_scene(s);
}

/* What is due hangs on a fact: as it was known then. */
static void test_due_as_known_before(void **state) {
  (void)state;
  scene *s = opened(PROCEDURE("{'stage': 'one', 'clause': '2', 'act': 'do', " BY(
                        "hr") ","
                              " 'due': {'within': 3, 'unit': 'days', 'of': 'pay_from', 'clause': "
                              "'3'}, 'writes': ["
                              "{'write': 'pay_from', 'value': {'when': {'date': 'done_on'}}, 'on': "
                              "{'date': 'done_on'},"
                              " 'clause': '3', " AT(42) "}], " AT(41) "}"),
                    nothing);
  json_t *data = NULL;
  cs_txn_info head;
  OK(s, cs_ledger_head(s->store, &head, &s->err));
  DO(s, "HR1", C1);
  OK(s, cs_office_case(s->office, "C000001", NULL, head.number, day(s->today), &data, &s->err));
  assert_null(json_object_get(data, "due"));
  assert_non_null(json_object_get(data, "due_unknown"));
  json_decref(data);
  close_scene(s);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_asked_and_answered),
      cmocka_unit_test(test_returned_for_rework),
      cmocka_unit_test(test_refused_with_a_reason),
      cmocka_unit_test(test_everyone_acts),
      cmocka_unit_test(test_reassigned),
      cmocka_unit_test(test_reassigned_by_a_delegate),
      cmocka_unit_test(test_a_turn_is_with_somebody),
      cmocka_unit_test(test_reversed_newest_first),
      cmocka_unit_test(test_withdrawn),
      cmocka_unit_test(test_withdrawn_by_the_candidate),
      cmocka_unit_test(test_days),
      cmocka_unit_test(test_recorded_later),
      cmocka_unit_test(test_a_year_not_announced),
      cmocka_unit_test(test_inbox),
      cmocka_unit_test(test_nobody_holds_the_role),
      cmocka_unit_test(test_as_known_before),
      cmocka_unit_test(test_due_as_known_before),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
