/* Guards hold for what acts write: refused with nothing written, warned and noted, on the day it takes effect. */
#include "core/procedure/scene.h"

/* clang-format off */
#define MUST_BE(attr, value) "'must': {'op': 'is', 'attr': '" attr "', 'in': [" value "]}"
#define GUARDS                                                                                          \
  "'guards': ["                                                                                         \
  "  {'clause': '5', 'label': {'en': 'no top here', 'zh': '不得最高'}, 'effect': 'block',"                 \
  "   " MUST_BE("grade", "'g1.a', 'g1.b', 'g2.a'") ", " AT(50) "},"                                      \
  "  {'clause': '6', 'label': {'en': 'stay in the first', 'zh': '应在第一级'}, 'effect': 'warn',"           \
  "   " MUST_BE("grade", "'g1.a', 'g1.b'") ", " AT(51) "},"                                              \
  "  {'clause': '7', 'kind': 'events', 'effect': 'block', 'must': {'op': 'events', 'kind': 'praise',"   \
  "   'window': {'periods': 12, 'every': 'month'}, 'cmp': '<=', 'count': 0}, " AT(52) "}],"
#define PROCEDURES                                                                                      \
  "'procedures': {"                                                                                      \
  " 'move': {'clause': '1', 'label': {'en': 'move'}, 'subject': 'employee', 'asks': ["                   \
  "   {'ask': 'proposed', 'required': true}, {'ask': 'ends_on', 'required': true}], 'opens': {}, 'stages': ["  \
  "   {'stage': 'set', 'clause': '2', 'act': 'do', " BY("hr") ", 'makes': ['notice'], 'writes': ["       \
  "     {'write': 'grade', 'value': {'case': 'proposed'}, 'on': {'date': {'case': 'ends_on'}}, 'clause': '2'}], " AT(41) "}], " AT(40) "},"  \
  " 'praise': {'clause': '1', 'label': {'en': 'praise'}, 'subject': 'employee', 'asks': [], 'opens': {}, 'stages': ["  \
  "   {'stage': 'praise', 'clause': '3', 'act': 'do', " BY("hr") ", 'writes': ["                         \
  "     {'event': 'praise', 'fields': {'by': 'hr'}, 'on': {'date': {'case': 'ends_on'}}}], 'asks': [{'ask': 'ends_on', 'required': true}], " AT(42) "}], " AT(40) "}}}"
/* clang-format on */

#define TO(grade, on_day) ((cs_words_given)WORDS({"proposed", grade}, {"ends_on", on_day}))

static int forms_made;

static int make(void *user, cs_txn *t, const char *form, const json_t *data, const char **number,
                cs_err *err) {
  (void)user;
  (void)t;
  (void)form;
  (void)data;
  (void)err;
  forms_made++;
  *number = "N-1";
  return CS_OK;
}

static scene *guarded(void) {
  scene *s = open_scene(GUARDS PROCEDURES, "{}");
  cs_office_close(s->office);
  s->hooks.form = make;
  forms_made = 0;
  OK(s, cs_office_open(s->store, &s->company, &s->hooks, &s->office, &s->err));
  return s;
}

static void open_move(scene *s, const char *grade, const char *on) {
  char code[CS_KIND_SIZE];
  OK(s, try_open(s, "admin", "move", "E1", TO(grade, on), code));
}

/* How many warnings the acts since have given, and the clause of the last. */
static size_t warned(scene *s, char clause[16]) {
  json_t *list = cs_office_warnings(s->office);
  size_t count = json_array_size(list);
  const json_t *last = json_array_get(list, count - 1);
  const char *text = json_string_value(json_object_get(last, "clause"));
  (void)snprintf(clause, 16, "%s", text == NULL ? "" : text);
  json_decref(list);
  return count;
}

static void test_refused_with_the_clause(void **state) {
  (void)state;
  scene *s = guarded();
  char clause[16];
  open_move(s, "g2.b", "2026-07-06");
  cs_txn_info before, after;
  OK(s, cs_ledger_head(s->store, &before, &s->err));
  NOT(s, CS_EREFUSED, "no top here", "HR1", .code = "C000001");
  NOT(s, CS_EREFUSED, "[5]", "HR1", .code = "C000001");
  assert_int_equal(forms_made, 0);
  assert_int_equal(warned(s, clause), 0); /* the warning of 6 was of an act that was not done */
  OK(s, cs_ledger_head(s->store, &after, &s->err));
  assert_int_equal(before.number, after.number);
  assert_string_equal(known(s, "E1", "grade", "2026-07-06"), "g1.a");
  assert_string_equal(stands(s, "C000001"), "set");
  close_scene(s);
}

/* Refused within a transaction that goes on: the others' acts stand alone. */
static void test_nothing_half_written(void **state) {
  (void)state;
  scene *s = guarded();
  cs_done done;
  char code[CS_KIND_SIZE];
  open_move(s, "g2.b", "2026-07-06");
  OK(s, try_open(s, "admin", "move", "E2", TO("g1.b", "2026-07-06"), code));
  s->actor = "HR1";
  cs_stamp stamp = stamp_of(s);
  OK(s, cs_office_begin(s->office, &stamp, &s->err));
  cs_doing bad = {.code = "C000001", .on = CS_DATE_NONE}, good = {.code = code, .on = CS_DATE_NONE};
  REFUSED(s, CS_EREFUSED, "[5]", cs_office_does(s->office, &bad, &done, &s->err));
  OK(s, cs_office_does(s->office, &good, &done, &s->err));
  OK(s, cs_office_commit(s->office, &s->err));
  assert_string_equal(known(s, "E1", "grade", "2026-07-06"), "g1.a");
  assert_string_equal(stands(s, "C000001"), "set");
  assert_string_equal(known(s, "E2", "grade", "2026-07-06"), "g1.b");
  close_scene(s);
}

static void test_warned_and_noted(void **state) {
  (void)state;
  scene *s = guarded();
  char clause[16];
  open_move(s, "g2.a", "2026-07-06");
  assert_int_equal(warned(s, clause), 0);
  DO(s, "HR1", .code = "C000001");
  assert_int_equal(warned(s, clause), 1);
  assert_string_equal(clause, "6");
  assert_int_equal(warned(s, clause), 0); /* said once */
  json_t *data = NULL;
  OK(s, cs_office_case(s->office, "C000001", NULL, UINT32_MAX, day(s->today), &data, &s->err));
  const json_t *act = json_array_get(json_object_get(data, "acts"), 1);
  const json_t *warning = json_array_get(json_object_get(act, "warnings"), 0);
  assert_string_equal(json_string_value(json_object_get(warning, "clause")), "6");
  assert_string_equal(json_string_value(json_object_get(json_object_get(warning, "label"), "zh")),
                      "应在第一级");
  json_decref(data);
  close_scene(s);
}

/* What is dated ahead is looked at on its day; taking it back is no recording. */
static void test_on_the_day_it_takes_effect(void **state) {
  (void)state;
  scene *s = guarded();
  char clause[16];
  open_move(s, "g2.b", "2026-09-01");
  NOT(s, CS_EREFUSED, "[5]", "HR1", .code = "C000001");
  open_move(s, "g2.a", "2026-09-01");
  DO(s, "HR1", .code = "C000002");
  assert_int_equal(warned(s, clause), 1);
  DO(s, "HR1", .code = "C000002", .verb = CS_CASE_VERB_REVERSE, .act = 2, .comment = "x");
  assert_int_equal(warned(s, clause), 0);
  close_scene(s);
}

/* Only guards of the kinds that are written: an event does not bring up the grade. */
static void test_by_the_kind_of_fact(void **state) {
  (void)state;
  scene *s = guarded();
  char code[CS_KIND_SIZE], clause[16];
  cs_words_given none = {0}, on = WORDS({"ends_on", "2026-06-01"}),
                 long_ago = WORDS({"ends_on", "2020-06-01"});
  fact(s, "", "E1", "grade", "2026-06-01", "g2.b"); /* against 5, but not by a case */
  OK(s, try_open(s, "admin", "praise", "E1", none, code));
  NOT(s, CS_EREFUSED, "[7]", "HR1", .code = code, .sets = on);
  DO(s, "HR1", .code = code, .sets = long_ago);
  assert_int_equal(warned(s, clause), 0);
  close_scene(s);
}

/* A guard of the pack in force holds, also for a case opened before there was one. */
static void test_of_the_pack_in_force(void **state) {
  (void)state;
  scene *s = open_scene(PROCEDURES, "{}");
  open_move(s, "g2.b", "2026-07-06");
  adopt(s, GUARDS PROCEDURES, "{}");
  cs_office_close(s->office);
  OK(s, cs_office_open(s->store, &s->company, &s->hooks, &s->office, &s->err));
  NOT(s, CS_EREFUSED, "[5]", "HR1", .code = "C000001");
  close_scene(s);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_refused_with_the_clause),
      cmocka_unit_test(test_nothing_half_written),
      cmocka_unit_test(test_warned_and_noted),
      cmocka_unit_test(test_on_the_day_it_takes_effect),
      cmocka_unit_test(test_by_the_kind_of_fact),
      cmocka_unit_test(test_of_the_pack_in_force),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
