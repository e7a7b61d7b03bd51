/* Scores: means within a role, weights, seats that are missing, private until all are in, AND over forms, draws, checklists. */
#include "core/procedure/scene.h"

/* clang-format off */
#define STAGES(stages)                                                                                   \
  "'procedures': {'rise': {'clause': '1', 'label': {'en': 'rise'}, 'subject': 'employee', 'asks': ["      \
  "   {'ask': 'proposed', 'required': false, 'clause': '3'}], 'opens': {}, 'stages': [" stages "], " AT(40) "}}}"
#define PANEL_STAGE "{'stage': 'panel', 'clause': '4', 'act': 'score', 'panel': 'board', " AT(41) "}"
#define LED_STAGES \
  "{'stage': 'meeting', 'clause': '4', 'act': 'do', " BY("hr") ", 'asks': [{'ask': 'post', 'clause': '3'}], " AT(45) "},"   \
  "{'stage': 'votes', 'clause': '4', 'act': 'score', 'panel': 'led', " AT(46) "}"
#define FORMS_STAGE \
  "{'stage': 'forms', 'clause': '5', 'act': 'score', 'check': 'good', 'collects': ["                                        \
  "  {'form': 'work form', 'from': [{'role': 'head'}], 'into': 'work', 'several': 'mean', 'clause': '6'},"                  \
  "  {'form': 'conduct form', 'from': [{'role': 'hr'}], 'into': 'conduct', 'several': 'least', 'clause': '7'}], " AT(42) "}"
#define LOT_STAGE \
  "{'stage': 'lot', 'clause': '6', 'act': 'score', 'draws': 'lot', 'collects': ["                                           \
  "  {'form': 'work form', 'from': [], 'draw': 'lot', 'into': 'work', 'several': 'mean', 'clause': '6'}], " AT(43) "}"
#define MATRIX_MAYBE \
  "{'stage': 'matrix', 'clause': '6', 'act': 'judge', " BY("superior") ", 'checklist': 'matrix', 'when': {'op': 'all', 'of': []}, " AT(44) "}"
#define MATRIX_STAGE \
  "{'stage': 'matrix', 'clause': '6', 'act': 'judge', " BY("superior") ", 'checklist': 'matrix', " AT(44) "}"
/* clang-format on */

static const cs_words_given nothing = {NULL, 0};

static scene *opened(const char *stages, const char *settings, cs_words_given sets) {
  scene *s = open_scene(stages, settings);
  char code[CS_KIND_SIZE];
  holds(s, "head", "BOSS", "2026-01-01");
  holds(s, "hr", "HR2", "2026-01-01");
  OK(s, try_open(s, "admin", "rise", "E1", sets, code));
  return s;
}

#define SCORE(form, points) .code = "C000001", .scores = WORDS({form, points})

/* A member of the newest act, as a number; -1: it has none. */
static int64_t newest(scene *s, const char *member) {
  json_t *data = NULL;
  OK(s, cs_office_case(s->office, "C000001", NULL, UINT32_MAX, day(s->today), &data, &s->err));
  const json_t *acts = json_object_get(data, "acts");
  const json_t *value = json_object_get(json_array_get(acts, json_array_size(acts) - 1), member);
  int64_t number = json_is_integer(value) ? json_integer_value(value) : -1;
  json_decref(data);
  return number;
}

static void test_means_and_weights(void **state) {
  (void)state;
  scene *s = opened(STAGES(PANEL_STAGE), "{'parameters': {'pass': 7560}}", nothing);
  DO(s, "LEAD", SCORE("board", "70"));
  DO(s, "BOSS", SCORE("board", "80.05"));
  DO(s, "HR1", SCORE("board", "71.01"));
  assert_string_equal(stands(s, "C000001"), "panel");
  DO(s, "HR2", SCORE("board", "72"));
  /* 70 x 30 % + 80.05 x 50 % + half up(71.505) x 20 % = 21 + 40.025 + 14.302 = 75.327 */
  assert_int_equal(newest(s, "total"), 7533);
  assert_int_equal(newest(s, "pass"), 7560);
  assert_string_equal(stands(s, "C000001"), "refused");
  close_scene(s);
  s = opened(STAGES(PANEL_STAGE), "{'parameters': {'pass': 7533}}", nothing);
  DO(s, "LEAD", SCORE("board", "70"));
  DO(s, "BOSS", SCORE("board", "80.05"));
  DO(s, "HR1", SCORE("board", "71.01"));
  DO(s, "HR2", SCORE("board", "72"));
  assert_string_equal(stands(s, "C000001"), "done");
  close_scene(s);
}

static void test_no_pass_mark_no_scores(void **state) {
  (void)state;
  scene *s = opened(STAGES(PANEL_STAGE), "{}", nothing);
  NOT(s, CS_EPARAM, "'pass' has no value (clause 5)", "LEAD", SCORE("board", "70"));
  close_scene(s);
}

static void test_who_scores(void **state) {
  (void)state;
  scene *s = opened(STAGES(PANEL_STAGE), "{'parameters': {'pass': 7000}}", nothing);
  NOT(s, CS_EREFUSED, "4", "E2", SCORE("board", "70"));
  NOT(s, CS_EREFUSED, "4", "E1", SCORE("board", "70"));
  NOT(s, CS_EINPUT, "100", "LEAD", SCORE("board", "100.5"));
  NOT(s, CS_EINPUT, "board", "LEAD", SCORE("work form", "70"));
  NOT(s, CS_EINPUT, "score", "LEAD", .code = "C000001");
  close_scene(s);
}

/* Seen by another rater, a score is hidden until all are in. */
/* A rater's turn goes to somebody who has none there: a second score would take the place of their own. */
static void test_nobody_scores_twice(void **state) {
  (void)state;
  scene *s = opened(STAGES(PANEL_STAGE), "{'parameters': {'pass': 7560}}", nothing);
  NOT(s, CS_EREFUSED, "HR1 has a turn of their own", "HR2", .code = "C000001",
      .verb = CS_CASE_VERB_REASSIGN, .by = "HR1", .comment = "x");
  DO(s, "HR2", .code = "C000001", .verb = CS_CASE_VERB_REASSIGN, .by = "E2", .comment = "x");
  DO(s, "E2", .code = "C000001", .verb = CS_CASE_VERB_REASSIGN, .by = "HR2", .comment = "back");
  close_scene(s);
}

/* Who sits in two seats scores in each, and that is said. */
static void test_in_two_seats(void **state) {
  (void)state;
  scene *s = opened(STAGES(PANEL_STAGE), "{'parameters': {'pass': 7560}}", nothing);
  holds(s, "hr", "LEAD", "2026-01-01");
  DO(s, "HR1", SCORE("board", "70"));
  json_t *warnings = cs_office_warnings(s->office);
  assert_int_equal(json_array_size(warnings), 0);
  json_decref(warnings);
  DO(s, "LEAD", SCORE("board", "70"), .role = "hr");
  warnings = cs_office_warnings(s->office);
  assert_int_equal(json_array_size(warnings), 1);
  const json_t *text = json_object_get(json_array_get(warnings, 0), "text");
  assert_string_equal(json_string_value(text),
                      "LEAD sits in 2 seats of 'board' and scores in each: superior, hr");
  json_decref(warnings);
  close_scene(s);
}

/* Where scores are asked, the other acts are those of the roles that score as well. */
static void test_a_stranger_does_nothing(void **state) {
  (void)state;
  scene *s = opened(STAGES(PANEL_STAGE), "{'parameters': {'pass': 7560}}", nothing);
  DO(s, "LEAD", SCORE("board", "70"));
  static const char *const verbs[] = {CS_CASE_VERB_ATTACH, CS_CASE_VERB_REFUSE, CS_CASE_VERB_RETURN,
                                      CS_CASE_VERB_REVERSE};
  for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++)
    NOT(s, CS_EREFUSED, "E2 does not hold", "E2", .code = "C000001", .verb = verbs[i], .act = 2,
        .comment = "x", .documents = WORDS({"note", ""}));
  DO(s, "HR1", .code = "C000001", .verb = CS_CASE_VERB_REVERSE, .act = 2, .comment = "x");
  close_scene(s);
}

static void test_private_until_all_are_in(void **state) {
  (void)state;
  scene *s = opened(STAGES(PANEL_STAGE), "{'parameters': {'pass': 7000}}", nothing);
  json_t *data = NULL;
  DO(s, "LEAD", SCORE("board", "70"));
  DO(s, "LEAD", SCORE("board", "90"));
  OK(s, cs_office_case(s->office, "C000001", "BOSS", UINT32_MAX, day(s->today), &data, &s->err));
  const json_t *acts = json_object_get(data, "acts");
  assert_true(json_is_true(json_object_get(json_array_get(acts, 1), "hidden")));
  assert_null(json_object_get(json_array_get(acts, 1), "scores"));
  json_decref(data);
  OK(s, cs_office_case(s->office, "C000001", "LEAD", UINT32_MAX, day(s->today), &data, &s->err));
  acts = json_object_get(data, "acts");
  assert_non_null(json_object_get(json_array_get(acts, 1), "scores"));
  json_decref(data);
  DO(s, "BOSS", SCORE("board", "90"));
  DO(s, "HR1", SCORE("board", "90"));
  DO(s, "HR2", SCORE("board", "90"));
  assert_int_equal(newest(s, "total"), 9000);
  OK(s, cs_office_case(s->office, "C000001", "BOSS", UINT32_MAX, day(s->today), &data, &s->err));
  acts = json_object_get(data, "acts");
  assert_non_null(json_object_get(json_array_get(acts, 1), "scores"));
  json_decref(data);
  NOT(s, CS_EREFUSED, "ended", "LEAD", SCORE("board", "10"));
  close_scene(s);
}

static void test_a_missing_seat(void **state) {
  (void)state;
  scene *s = opened(STAGES(PANEL_STAGE), "{'parameters': {'pass': 7000}}", nothing);
  DO(s, "LEAD", SCORE("board", "80"));
  NOT(s, CS_EREFUSED, "waits for the seat of BOSS", "admin", .code = "C000001",
      .verb = CS_CASE_VERB_EXCUSE, .whom = "BOSS", .comment = "ill");
  close_scene(s);
  s = opened(STAGES(PANEL_STAGE),
             "{'parameters': {'pass': 7000}, 'readings': {'missing': 'reweigh'}}", nothing);
  DO(s, "LEAD", SCORE("board", "80"));
  DO(s, "HR1", SCORE("board", "70"));
  DO(s, "admin", .code = "C000001", .verb = CS_CASE_VERB_EXCUSE, .whom = "HR2", .comment = "kin");
  assert_string_equal(stands(s, "C000001"), "panel");
  DO(s, "admin", .code = "C000001", .verb = CS_CASE_VERB_EXCUSE, .whom = "BOSS", .comment = "ill");
  assert_int_equal(newest(s, "total"), 7600); /* (80 x 30 + 70 x 20) / 50 */
  assert_string_equal(stands(s, "C000001"), "done");
  close_scene(s);
}

/* Of the rows of the inbox that say that nobody holds a role: the one about it; NULL: none. Borrowed. */
static const json_t *nobody_row(const json_t *rows, const char *role) {
  for (size_t i = 0; i < json_array_size(rows); i++) {
    const json_t *row = json_array_get(rows, i);
    const char *text = json_string_value(json_object_get(row, "role"));
    if (json_object_get(row, "nobody") != NULL && text != NULL && strcmp(text, role) == 0)
      return row;
  }
  return NULL;
}

/* Seats that nobody holds stand in the inbox, each with its clause, whether they are waited for or not. */
static void test_nobody_in_a_seat(void **state) {
  (void)state;
  static const char *const settings[] = {
      "{'parameters': {'pass': 7000}}",
      "{'parameters': {'pass': 7000}, 'readings': {'missing': 'reweigh'}}"};
  for (int reweigh = 0; reweigh < 2; reweigh++) {
    scene *s = open_scene(STAGES(PANEL_STAGE), settings[reweigh]);
    char code[CS_KIND_SIZE];
    json_t *rows = NULL;
    fact(s, "", "HR1", "left_on", "", "2026-07-01"); /* the only one in HR; "head" nobody holds */
    OK(s, try_open(s, "admin", "rise", "E1", nothing, code));
    for (int scored = 0; scored < 2; scored++) {
      OK(s, cs_office_todo(s->office, NULL, day(s->today), &rows, &s->err));
      static const char *const roles[] = {"head", "hr"};
      for (int i = 0; i < 2 && !(scored && reweigh); i++) {
        const json_t *row = nobody_row(rows, roles[i]);
        assert_non_null(row);
        assert_string_equal(json_string_value(json_object_get(row, "nobody_clause")), "4");
        assert_string_equal(json_string_value(json_object_get(row, "form")), "board");
        assert_non_null(
            strstr(json_string_value(json_object_get(row, "nobody")), "cursus record roles"));
      }
      assert_null(nobody_row(rows, "superior"));
      json_decref(rows);
      if (!scored) DO(s, "LEAD", SCORE("board", "80"));
    }
    assert_string_equal(stands(s, "C000001"), reweigh ? "done" : "panel");
    close_scene(s);
  }
}

/* Refused by the act that names the chair; and at the end, of somebody who has lost the seat since. */
static void test_the_chair_sits(void **state) {
  (void)state;
  scene *s = opened(STAGES(LED_STAGES), "{'parameters': {'pass': 7000}}", nothing);
  NOT(s, CS_EREFUSED, "'E2' is no member of the panel 'led' and cannot chair it [3]", "HR1",
      .code = "C000001", .sets = WORDS({"post", "E2"}));
  assert_string_equal(stands(s, "C000001"), "meeting");
  delegates(s, "BOSS", "E2", "2026-07-01", "2026-07-31");
  NOT(s, CS_EREFUSED, "[3]", "HR1", .code = "C000001", .sets = WORDS({"post", "E2"}));
  DO(s, "HR1", .code = "C000001", .sets = WORDS({"post", "LEAD"}));
  assert_string_equal(stands(s, "C000001"), "votes");
  DO(s, "BOSS", SCORE("led", "80"));
  fact(s, "", "E1", "manager", "2026-07-06", "HR2");
  NOT(s, CS_EREFUSED, "'LEAD' is no member of the panel 'led'", "HR2", SCORE("led", "80"));
  close_scene(s);
}

static void test_and_over_forms(void **state) {
  (void)state;
  scene *s = opened(STAGES(FORMS_STAGE), "{}", nothing);
  DO(s, "BOSS", SCORE("work form", "75"));
  DO(s, "HR1", SCORE("conduct form", "90"));
  assert_string_equal(stands(s, "C000001"), "forms");
  DO(s, "HR2", SCORE("conduct form", "69.99"));
  assert_string_equal(stands(s, "C000001"), "refused"); /* the least of two counts: clause 7 */
  json_t *data = NULL;
  OK(s, cs_office_case(s->office, "C000001", NULL, UINT32_MAX, day(s->today), &data, &s->err));
  assert_string_equal(json_string_value(json_object_get(data, "reason")), "7");
  assert_int_equal(json_integer_value(json_object_get(json_object_get(data, "known"), "conduct")),
                   6999);
  json_decref(data);
  close_scene(s);
}

static void test_a_draw_is_recorded_and_its_people_score(void **state) {
  (void)state;
  scene *s = open_scene(STAGES(LOT_STAGE), "{}");
  char code[CS_KIND_SIZE];
  const char *people[] = {"LEAD", "HR1", "HR2", "E2", "BOSS"};
  for (int i = 0; i < 5; i++)
    span(s, "relation", "under", (const char *const[]){"subject", "E1", "object", people[i], NULL});
  OK(s, try_open(s, "admin", "rise", "E1", nothing, code));
  json_t *data = NULL;
  OK(s, cs_office_case(s->office, code, NULL, UINT32_MAX, day(s->today), &data, &s->err));
  const json_t *act = json_array_get(json_object_get(data, "acts"), 0);
  const json_t *drawn = json_object_get(act, "drawn");
  assert_int_equal(json_array_size(drawn), 3);
  assert_true(json_integer_value(json_object_get(act, "seed")) > 0);
  int scored = 0;
  for (int i = 0; i < 5; i++) {
    bool among = false;
    for (size_t k = 0; k < 3; k++)
      among = among || strcmp(people[i], json_string_value(json_array_get(drawn, k))) == 0;
    if (among) {
      DO(s, people[i], SCORE("work form", "80"));
      scored++;
    } else if (scored < 3) {
      NOT(s, CS_EREFUSED, "", people[i], SCORE("work form", "80"));
    }
  }
  json_decref(data);
  assert_string_equal(stands(s, "C000001"), "done");
  close_scene(s);
}

/* Of what the candidate's own record has opened nobody is the opener: whose turn it is withdraws it, so do those drawn. */
static void test_whom_the_lot_drew_withdraws(void **state) {
  (void)state;
  scene *s = open_scene(STAGES(LOT_STAGE), "{}");
  char code[CS_KIND_SIZE];
  const char *people[] = {"LEAD", "HR1", "HR2"};
  for (int i = 0; i < 3; i++)
    span(s, "relation", "under", (const char *const[]){"subject", "E1", "object", people[i], NULL});
  s->actor = "E1";
  cs_stamp stamp = stamp_of(s);
  cs_opening o = {.procedure = "rise", .subject = "E1", .origin = "fact:1", .by_itself = true};
  o.on = o.as_of = CS_DATE_NONE;
  OK(s, cs_office_begin(s->office, &stamp, &s->err));
  OK(s, cs_office_opens(s->office, &o, code, &s->err));
  OK(s, cs_office_commit(s->office, &s->err));
  NOT(s, CS_EREFUSED, "BOSS is not among those drawn for case C000001 (clause 6)", "BOSS",
      .code = "C000001", .verb = CS_CASE_VERB_WITHDRAW, .comment = "x");
  DO(s, "HR2", .code = "C000001", .verb = CS_CASE_VERB_WITHDRAW, .comment = "a slip");
  assert_string_equal(stands(s, "C000001"), "withdrawn");
  close_scene(s);
}

/* The people under E1, the first `count` of five, and the settings; what the case is told when it draws. */
static void draws(size_t count, const char *settings, size_t expected) {
  scene *s = open_scene(STAGES(LOT_STAGE), settings);
  char code[CS_KIND_SIZE];
  const char *people[] = {"LEAD", "HR1", "HR2", "E2", "BOSS"};
  for (size_t i = 0; i < count; i++)
    span(s, "relation", "under", (const char *const[]){"subject", "E1", "object", people[i], NULL});
  if (expected > 0) {
    OK(s, try_open(s, "admin", "rise", "E1", nothing, code));
    json_t *data = NULL;
    OK(s, cs_office_case(s->office, code, NULL, UINT32_MAX, day(s->today), &data, &s->err));
    const json_t *act = json_array_get(json_object_get(data, "acts"), 0);
    assert_int_equal(json_array_size(json_object_get(act, "drawn")), expected);
    json_decref(data);
  } else {
    REFUSED(s, CS_EPARAM, "(clause 6)", try_open(s, "admin", "rise", "E1", nothing, code));
  }
  close_scene(s);
}

static void test_how_many_are_drawn(void **state) {
  (void)state;
  draws(5, "{}", 3);
  draws(1, "{}", 1); /* fewer than the least: all */
  draws(5, "{'parameters': {'drawn': 2}}", 2);
  draws(5, "{'parameters': {'drawn': 4}}", 4);
  draws(5, "{'parameters': {'drawn': 1}}", 0);
  draws(5, "{'parameters': {'drawn': 5}}", 0);
}

static const cs_words_given to_one_b = WORDS({"proposed", "g1.b"});

static void test_a_checklist(void **state) {
  (void)state;
  scene *s = opened(STAGES(MATRIX_STAGE), "{}", to_one_b);
  NOT(s, CS_EINPUT, "'speed'", "LEAD", .code = "C000001", .cells = WORDS({"speed", "yes"}));
  NOT(s, CS_EREFUSED,
      "2 cells of 'matrix' are still to be judged: skill (deft); calm (calmness) (clause 6)",
      "LEAD", .code = "C000001");
  DO(s, "LEAD", .code = "C000001", .cells = WORDS({"skill", "yes"}));
  assert_string_equal(stands(s, "C000001"), "matrix");
  NOT(s, CS_EREFUSED, "1 cells of 'matrix' are still to be judged: calm (calmness) (clause", "LEAD",
      .code = "C000001");
  DO(s, "LEAD", .code = "C000001", .cells = WORDS({"沉着", "yes"})); /* by what it is called */
  assert_string_equal(stands(s, "C000001"), "done");
  close_scene(s);
  s = opened(STAGES(MATRIX_STAGE), "{}", to_one_b);
  DO(s, "LEAD", .code = "C000001", .cells = WORDS({"calm", "no"}, {"skill", "yes"}));
  assert_string_equal(stands(s, "C000001"), "refused");
  close_scene(s);
}

static const cs_words_given to_two = WORDS({"proposed", "g2.a"});

/* A grade without cells cannot be judged: said when it is asked for, else when it is to be judged. */
static void test_a_checklist_without_the_column(void **state) {
  (void)state;

  scene *s = open_scene(STAGES(MATRIX_STAGE), "{}");
  char code[CS_KIND_SIZE];
  REFUSED(s, CS_EREFUSED, "'matrix' has no cells for 'g2.a' (clause 6); it has them for: g1",
          try_open(s, "admin", "rise", "E1", to_two, code));
  close_scene(s);
  s = opened(STAGES(MATRIX_MAYBE), "{}", to_two);
  NOT(s, CS_EREFUSED, "'matrix' has no cells for 'g2' (clause 6); it has them for: g1", "LEAD",
      .code = "C000001", .cells = WORDS({"skill", "yes"}));
  close_scene(s);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_means_and_weights),
      cmocka_unit_test(test_no_pass_mark_no_scores),
      cmocka_unit_test(test_who_scores),
      cmocka_unit_test(test_nobody_scores_twice),
      cmocka_unit_test(test_in_two_seats),
      cmocka_unit_test(test_a_stranger_does_nothing),
      cmocka_unit_test(test_private_until_all_are_in),
      cmocka_unit_test(test_a_missing_seat),
      cmocka_unit_test(test_nobody_in_a_seat),
      cmocka_unit_test(test_the_chair_sits),
      cmocka_unit_test(test_and_over_forms),
      cmocka_unit_test(test_a_draw_is_recorded_and_its_people_score),
      cmocka_unit_test(test_whom_the_lot_drew_withdraws),
      cmocka_unit_test(test_how_many_are_drawn),
      cmocka_unit_test(test_a_checklist),
      cmocka_unit_test(test_a_checklist_without_the_column),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
