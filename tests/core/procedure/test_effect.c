/* What cases write: on a day, pending, in the way of others, taken back. */
#include "core/procedure/scene.h"

/* clang-format off */
#define WRITES                                                                                           \
  "'procedures': {"                                                                                      \
  " 'move': {'clause': '1', 'label': {'en': 'move'}, 'subject': 'employee', 'asks': ["                    \
  "   {'ask': 'proposed', 'required': true}, {'ask': 'ends_on', 'required': true}], 'opens': {}, 'stages': ["                    \
  "   {'stage': 'set', 'clause': '2', 'act': 'do', " BY("hr") ", 'writes': ["                             \
  "     {'write': 'grade', 'value': {'case': 'proposed'}, 'on': {'date': {'case': 'ends_on'}}, 'clause': '2'}], " AT(41) "}], " AT(40) "},"  \
  " 'raise': {'clause': '7', 'label': {'en': 'raise'}, 'subject': 'employee', 'asks': ["                  \
  "   {'ask': 'proposed', 'required': true}, {'ask': 'ends_on', 'required': true}], 'opens': {}, 'stages': ["                    \
  "   {'stage': 'raise', 'clause': '7', 'act': 'do', " BY("hr") ", 'writes': ["                           \
  "     {'write': 'grade', 'value': {'case': 'proposed'}, 'on': {'date': {'case': 'ends_on'}}},"          \
  "     {'write': 'pay', 'value': {'table': 'pay by grade', 'of': ['grade']}, 'on': {'date': 'done_on'}}," \
  "     {'write': 'pay', 'value': {'table': 'pay by grade', 'of': ['grade']}, 'on': {'date': {'case': 'ends_on'}}}], " AT(45) "}], " AT(40) "},"  \
  " 'trial': {'clause': '3', 'label': {'en': 'trial'}, 'subject': 'employee', 'asks': ["                  \
  "   {'ask': 'proposed', 'required': true}], 'opens': {}, 'stages': ["                                                           \
  "   {'stage': 'appoint', 'clause': '3', 'act': 'do', " BY("hr") ", 'writes': ["                         \
  "     {'write': 'grade', 'value': {'case': 'proposed'}, 'on': {'date': 'done_on'}},"                    \
  "     {'span': 'appointment', 'kind': 'trial', 'from': {'date': 'done_on'}, 'to': {'date': 'done_on', 'months': 3}},"           \
  "     {'event': 'praise', 'fields': {'by': 'hr'}, 'on': {'date': 'done_on'}},"                          \
  "     {'open': 'talk'}], " AT(42) "},"                                                                 \
  "   {'stage': 'formal', 'clause': '4', 'act': 'approve', " BY("boss") ", 'fails': {'ends': 'back', 'writes': ["                 \
  "     {'write': 'grade', 'value': 'before', 'on': {'date': 'done_on'}, 'clause': '5'}]}, " AT(43) "}], " AT(40) "},"            \
  " 'talk': {'clause': '6', 'label': {'en': 'talk'}, 'subject': 'employee', 'asks': [], 'opens': {}, 'stages': ["                 \
  "   {'stage': 'talk', 'clause': '6', 'act': 'do', " BY("hr") ", " AT(44) "}], " AT(40) "}}}"
/* clang-format on */

#define TO(grade, on_day) ((cs_words_given)WORDS({"proposed", grade}, {"ends_on", on_day}))

static const cs_words_given to_g1b = WORDS({"proposed", "一乙"}); /* a label */

static scene *moved(const char *grade, const char *on) {
  scene *s = open_scene(WRITES, "{}");
  char code[CS_KIND_SIZE];
  OK(s, try_open(s, "admin", "move", "E1", TO(grade, on), code));
  DO(s, "HR1", .code = code);
  return s;
}

/* In one transaction, as by a sheet: of two that write one fact neither could be taken back without the other. */
static void test_one_fact_by_two_acts_at_once(void **state) {
  (void)state;
  scene *s = open_scene(WRITES, "{}");
  char first[CS_KIND_SIZE], second[CS_KIND_SIZE], same[CS_KIND_SIZE];
  cs_done done;
  OK(s, try_open(s, "admin", "move", "E1", TO("g1.b", "2026-09-01"), first));
  OK(s, try_open(s, "admin", "move", "E1", TO("g1.b", "2026-09-01"), same));
  OK(s, try_open(s, "admin", "move", "E1", TO("g2.a", "2026-09-01"), second));
  s->actor = "HR1";
  cs_stamp stamp = stamp_of(s);
  cs_doing one = {.code = first, .on = CS_DATE_NONE}, other = {.code = second, .on = CS_DATE_NONE};
  OK(s, cs_office_begin(s->office, &stamp, &s->err));
  OK(s, cs_office_does(s->office, &one, &done, &s->err));
  REFUSED(s, CS_EREFUSED, "another act of this sheet",
          cs_office_does(s->office, &other, &done, &s->err));
  other.code = same;
  OK(s, cs_office_does(s->office, &other, &done, &s->err)); /* what it would write stands already */
  cs_office_rollback(s->office);
  close_scene(s);
}

/* What was not known before cannot be gone back to. */
static void test_back_to_what_was_not_known(void **state) {
  (void)state;
  scene *s = open_scene(WRITES, "{}");
  char code[CS_KIND_SIZE];
  fact(s, "", "NEW", "status", "", "confirmed");
  OK(s, try_open(s, "admin", "trial", "NEW", to_g1b, code));
  DO(s, "HR1", .code = code);
  NOT(s, CS_EREFUSED, "'grade' is not known", "BOSS", .code = code, .answer = "no", .comment = "x");
  close_scene(s);
}

static size_t pending_then(scene *s, const char *as_of, uint32_t known) {
  json_t *rows = NULL;
  OK(s, cs_office_pending(s->office, day(as_of), known, &rows, &s->err));
  size_t count = json_array_size(rows);
  json_decref(rows);
  return count;
}

static size_t pending(scene *s, const char *as_of) { return pending_then(s, as_of, UINT32_MAX); }

static void test_pending_takes_effect_by_itself(void **state) {
  (void)state;
  scene *s = moved("g1.b", "2026-09-01");
  assert_string_equal(known(s, "E1", "grade", "2026-08-31"), "g1.a");
  assert_string_equal(known(s, "E1", "grade", "2026-09-01"), "g1.b");
  assert_int_equal(pending(s, "2026-07-06"), 1);
  assert_int_equal(pending(s, "2026-09-01"), 0);
  close_scene(s);
}

static void test_a_change_between_is_refused(void **state) {
  (void)state;
  scene *s = moved("g1.b", "2026-09-01");
  char code[CS_KIND_SIZE];
  OK(s, try_open(s, "admin", "move", "E1", TO("g2.a", "2026-08-01"), code));
  NOT(s, CS_EREFUSED, "2026-09-01", "HR1", .code = code);
  assert_string_equal(known(s, "E1", "grade", "2026-08-01"), "g1.a");
  DO(s, "HR1", .code = code, .confirm = true);
  assert_string_equal(known(s, "E1", "grade", "2026-08-01"), "g2.a");
  assert_string_equal(known(s, "E1", "grade", "2026-09-01"), "g1.b");
  close_scene(s);
}

/* What is withdrawn while it is pending leaves no trace in what holds; what was known before stays known. */
static void test_pending_is_withdrawn(void **state) {
  (void)state;
  scene *s = moved("g1.b", "2026-09-01");
  char code[CS_KIND_SIZE];
  cs_txn_info before;
  OK(s, cs_ledger_head(s->store, &before, &s->err));
  DO(s, "HR1", .code = "C000001", .verb = CS_CASE_VERB_REVERSE, .act = 2, .comment = "too soon");
  assert_int_equal(pending(s, "2026-07-06"), 0);
  assert_int_equal(pending_then(s, "2026-07-06", before.number), 1);
  assert_int_equal(pending_then(s, "2026-07-06", before.number - 1), 0);
  assert_string_equal(known(s, "E1", "grade", "2026-09-01"), "g1.a");
  OK(s, try_open(s, "admin", "move", "E1", TO("g2.a", "2026-08-01"), code));
  DO(s, "HR1", .code = code);
  assert_string_equal(known(s, "E1", "grade", "2026-09-01"), "g2.a");
  close_scene(s);
}

/* An earlier change is not taken back under a later one, so no stale value comes back. */
static void test_an_earlier_one_stays_under_a_later_one(void **state) {
  (void)state;
  scene *s = moved("g1.b", "2026-07-06");
  char code[CS_KIND_SIZE];
  OK(s, try_open(s, "admin", "move", "E1", TO("g2.a", "2026-10-01"), code));
  DO(s, "HR1", .code = code);
  NOT(s, CS_EREFUSED, "'grade' has been changed since", "HR1", .code = "C000001",
      .verb = CS_CASE_VERB_REVERSE, .act = 2, .comment = "x");
  DO(s, "HR1", .code = code, .verb = CS_CASE_VERB_REVERSE, .act = 2, .comment = "first the later");
  DO(s, "HR1", .code = "C000001", .verb = CS_CASE_VERB_REVERSE, .act = 2, .comment = "x");
  assert_string_equal(known(s, "E1", "grade", "2026-12-01"), "g1.a");
  close_scene(s);
}

#define REVERSE(s, actor, case_) \
  DO(s, actor, .code = (case_), .verb = CS_CASE_VERB_REVERSE, .act = 2, .comment = "x")

/* Two cases say the same of one day: the first is not taken back under the second, and goes with it. */
static void test_the_same_is_written_twice(void **state) {
  (void)state;
  scene *s = moved("g1.b", "2026-07-06");
  char code[CS_KIND_SIZE];
  OK(s, try_open(s, "admin", "move", "E1", TO("g1.b", "2026-07-06"), code));
  DO(s, "HR1", .code = code);
  NOT(s, CS_EREFUSED, "was written by act 2 of case C000002 as well", "HR1", .code = "C000001",
      .verb = CS_CASE_VERB_REVERSE, .act = 2, .comment = "x");
  REVERSE(s, "HR1", code);
  assert_string_equal(known(s, "E1", "grade", "2026-07-06"), "g1.b");
  REVERSE(s, "HR1", "C000001");
  assert_string_equal(known(s, "E1", "grade", "2026-07-06"), "g1.a");
  close_scene(s);
}

/* In one transaction: what one wrote stays as long as the other stands. */
static void test_the_same_is_written_at_once(void **state) {
  (void)state;
  scene *s = open_scene(WRITES, "{}");
  char first[CS_KIND_SIZE], second[CS_KIND_SIZE];
  cs_done done;
  OK(s, try_open(s, "admin", "move", "E1", TO("g1.b", "2026-07-06"), first));
  OK(s, try_open(s, "admin", "move", "E1", TO("g1.b", "2026-07-06"), second));
  s->actor = "HR1";
  cs_stamp stamp = stamp_of(s);
  cs_doing one = {.code = second, .on = CS_DATE_NONE}, other = {.code = first, .on = CS_DATE_NONE};
  OK(s, cs_office_begin(s->office, &stamp, &s->err));
  OK(s, cs_office_does(s->office, &one, &done, &s->err));
  OK(s, cs_office_does(s->office, &other, &done, &s->err));
  OK(s, cs_office_commit(s->office, &s->err));
  REVERSE(s, "HR1", second);
  assert_string_equal(known(s, "E1", "grade", "2026-07-06"), "g1.b");
  REVERSE(s, "HR1", first);
  assert_string_equal(known(s, "E1", "grade", "2026-07-06"), "g1.a");
  close_scene(s);
}

/* A later change of the very fact that was itself taken back is no obstacle, and nothing is left over. */
static void test_changed_and_changed_back(void **state) {
  (void)state;
  scene *s = moved("g1.b", "2026-07-06");
  char code[CS_KIND_SIZE];
  OK(s, try_open(s, "admin", "move", "E1", TO("g2.a", "2026-07-06"), code));
  DO(s, "HR1", .code = code);
  REVERSE(s, "HR1", code);
  REVERSE(s, "HR1", "C000001");
  assert_string_equal(known(s, "E1", "grade", "2026-07-06"), "g1.a");
  close_scene(s);
}

/* An act that writes a fact twice is taken back as one. */
static void test_one_act_writes_twice(void **state) {
  (void)state;
  scene *s = open_scene(WRITES, "{}");
  char code[CS_KIND_SIZE];
  OK(s, try_open(s, "admin", "raise", "E1", TO("g1.b", "2026-07-06"), code));
  DO(s, "HR1", .code = code);
  assert_string_equal(known(s, "E1", "pay", "2026-07-06"), "200");
  REVERSE(s, "HR1", code);
  assert_string_equal(known(s, "E1", "pay", "2026-07-06"), "");
  close_scene(s);
}

/* A day that is reckoned past the last year says so, and not that it is not known. */
static void test_a_day_off_the_calendar(void **state) {
  (void)state;
  scene *s = open_scene(
      "'procedures': {'move': {'clause': '1', 'label': {'en': 'move'}, 'subject': 'employee', "
      "'asks': [{'ask': 'proposed', 'required': true}, {'ask': 'ends_on', 'required': true}, "
      "{'ask': 'work', 'required': true}], 'opens': {}, 'stages': ["
      "{'stage': 'set', 'clause': '2', 'act': 'do', " BY(
          "hr") ", 'writes': ["
                "{'write': 'grade', 'value': {'case': 'proposed'}, 'on': {'date': {'case': "
                "'ends_on'}, "
                "'days': {'case': 'work'}}}], " AT(41) "}], " AT(40) "}}}",
      "{}");
  static const struct {
    const char *from, *days, *says;
  } ways[] = {
      {"9999-12-31", "1", "1 days from 9999-12-31 leave the calendar (years 1 to 9999)"},
      {"2026-07-06", "99999999", "99999999 days from 2026-07-06 leave the calendar"},
  };
  for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
    char code[CS_KIND_SIZE];
    cs_words_given sets =
        WORDS({"proposed", "g1.b"}, {"ends_on", ways[i].from}, {"work", ways[i].days});
    OK(s, try_open(s, "admin", "move", "E1", sets, code));
    NOT(s, CS_EREFUSED, ways[i].says, "HR1", .code = code);
  }
  close_scene(s);
}

/* A table is read by the grade of the day, the one that this very act writes included. */
static void test_a_table_knows_what_was_just_written(void **state) {
  (void)state;
  scene *s = open_scene(WRITES, "{}");
  char code[CS_KIND_SIZE];
  OK(s, try_open(s, "admin", "raise", "E1", TO("g1.b", "2026-09-01"), code));
  DO(s, "HR1", .code = code);
  assert_string_equal(known(s, "E1", "pay", "2026-08-31"), "100");
  assert_string_equal(known(s, "E1", "pay", "2026-09-01"), "200");
  OK(s, try_open(s, "admin", "raise", "E1", TO("g2.b", "2026-10-01"), code));
  NOT(s, CS_EPARAM, "no row for 'g2.b' (clause 7)", "HR1", .code = code, .confirm = true);
  close_scene(s);
}

static uint32_t spans_known(scene *s) {
  cs_record r;
  uint32_t found = 0;
  OK(s, cs_record_init(&r, &s->err));
  OK(s, cs_person_load(s->store, s->company.id, "E1", &r, &s->err));
  for (uint32_t i = 0; i < r.count; i++) {
    const cs_entry *e = &r.entries[i];
    bool newest = i + 1 == r.count || cs_slot_compare(&e[0].slot, &e[1].slot) != 0;
    found += newest && e->value.kind != CS_NONE &&
             (e->slot.klass == CS_SPAN || e->slot.klass == CS_EVENT);
  }
  cs_record_deinit(&r);
  return found;
}

static scene *appointed(void) {
  scene *s = open_scene(WRITES, "{}");
  char code[CS_KIND_SIZE];
  OK(s, try_open(s, "admin", "trial", "E1", to_g1b, code));
  DO(s, "HR1", .code = code);
  return s;
}

static void test_spans_events_and_cases(void **state) {
  (void)state;
  scene *s = appointed();
  assert_string_equal(known(s, "E1", "grade", "2026-07-06"), "g1.b");
  assert_int_equal(spans_known(s), 6); /* kind from to; kind on by */
  assert_string_equal(stands(s, "C000002"), "talk");
  NOT(s, CS_EREFUSED, "has written facts", "admin", .code = "C000001",
      .verb = CS_CASE_VERB_WITHDRAW, .comment = "x");
  DO(s, "HR1", .code = "C000001", .verb = CS_CASE_VERB_REVERSE, .act = 2, .comment = "x");
  assert_int_equal(spans_known(s), 4); /* that the other case was withdrawn */
  assert_string_equal(stands(s, "C000002"), "withdrawn");
  close_scene(s);
}

static void test_a_case_opened_that_went_on(void **state) {
  (void)state;
  scene *s = appointed();
  DO(s, "HR1", .code = "C000002");
  NOT(s, CS_EREFUSED, "opened case C000002", "HR1", .code = "C000001", .verb = CS_CASE_VERB_REVERSE,
      .act = 2, .comment = "x");
  assert_string_equal(known(s, "E1", "grade", "2026-07-06"), "g1.b");
  close_scene(s);
}

/* Failing returns the person to what was before the case. */
static void test_back_to_before(void **state) {
  (void)state;
  scene *s = appointed();
  s->today = "2026-10-06";
  DO(s, "BOSS", .code = "C000001", .answer = "no", .comment = "not this time");
  assert_string_equal(stands(s, "C000001"), "back");
  assert_string_equal(known(s, "E1", "grade", "2026-10-05"), "g1.b");
  assert_string_equal(known(s, "E1", "grade", "2026-10-06"), "g1.a");
  close_scene(s);
}

/* How a case ended is known of the person, as long as it stands. */
static void test_how_it_ended(void **state) {
  (void)state;
  scene *s = moved("g1.b", "2026-09-01");
  assert_string_equal(stands(s, "C000001"), "done");
  assert_int_equal(spans_known(s), 4); /* kind on procedure outcome */
  DO(s, "HR1", .code = "C000001", .verb = CS_CASE_VERB_REVERSE, .act = 2, .comment = "x");
  assert_int_equal(spans_known(s), 0);
  close_scene(s);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_back_to_what_was_not_known),
      cmocka_unit_test(test_one_fact_by_two_acts_at_once),
      cmocka_unit_test(test_pending_takes_effect_by_itself),
      cmocka_unit_test(test_a_change_between_is_refused),
      cmocka_unit_test(test_pending_is_withdrawn),
      cmocka_unit_test(test_an_earlier_one_stays_under_a_later_one),
      cmocka_unit_test(test_a_day_off_the_calendar),
      cmocka_unit_test(test_the_same_is_written_twice),
      cmocka_unit_test(test_the_same_is_written_at_once),
      cmocka_unit_test(test_changed_and_changed_back),
      cmocka_unit_test(test_one_act_writes_twice),
      cmocka_unit_test(test_a_table_knows_what_was_just_written),
      cmocka_unit_test(test_spans_events_and_cases),
      cmocka_unit_test(test_a_case_opened_that_went_on),
      cmocka_unit_test(test_back_to_before),
      cmocka_unit_test(test_how_it_ended),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
