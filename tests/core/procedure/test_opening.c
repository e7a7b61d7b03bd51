/* What has to be so when a case is opened; what it stands on from then on; judging; forms. */
#include "core/procedure/scene.h"

/* clang-format off */
#define OPENINGS                                                                                          \
  "'subjects': {'vacancy': {'label': {'en': 'vacancy'}, 'attributes': {'grade': {'type': 'grades'}, 'open_from': {'type': 'date'}, 'open_until': {'type': 'date'}}, " AT(60) "}}," \
  " 'procedures': {'rise': {'clause': '1', 'label': {'en': 'rise'}, 'subject': 'employee', 'asks': ["      \
  "   {'ask': 'proposed', 'required': true}, {'ask': 'post', 'required': false}],"                        \
  "   'opens': {'check': 'ready', 'window': {'first_workdays': 5, 'months': [1, 7], 'clause': '3'}, 'requires': ["                 \
  "     {'subject': 'vacancy', 'asked': 'post', 'matches': {'grade': 'proposed'}, 'from': 'open_from', 'until': 'open_until',"        \
  "      'when': {'op': 'is', 'attr': 'proposed', 'in': ['g2.a']}, 'clause': '7'}]},"                       \
  "   'stages': ["                                                                                        \
  "    {'stage': 'sheet', 'clause': '2', 'act': 'do', " BY("hr") ", 'fills': ['sheet'], 'makes': ['notice'], " AT(41) "}], " AT(40) "}," \
  "  'judged': {'clause': '4', 'label': {'en': 'judged'}, 'subject': 'employee', 'asks': [], 'opens': {}, 'stages': ["             \
  "    {'stage': 'rule', 'clause': '4', 'act': 'judge', 'judges': 'entry', " AT(42) "},"                    \
  "    {'stage': 'sign', 'clause': '5', 'act': 'do', 'by': [{'role': 'candidate'}], 'writes': ["           \
  "      {'write': 'grade', 'value': 'target', 'on': {'date': 'as_of'}}], " AT(43) "}], " AT(40) "}}}"
/* clang-format on */

static const cs_words_given to_one_b = WORDS({"proposed", "g1.b"});
#define TO_POST(code) ((cs_words_given)WORDS({"proposed", "g2.a"}, {"post", code}))
#define RISE(s, subject, sets, code) try_open((s), "admin", "rise", (subject), (sets), (code))

static scene *openings(void) { return open_scene(OPENINGS, "{}"); }

static void test_what_is_not_known_is_named(void **state) {
  (void)state;
  char code[CS_KIND_SIZE];
  scene *s = openings();
  fact(s, "", "E9", "grade", "2026-01-01", "g1.a");
  REFUSED(s, CS_EREFUSED, "status", RISE(s, "E9", to_one_b, code));
  REFUSED(s, CS_ENOTFOUND, "E77", RISE(s, "E77", to_one_b, code));
  REFUSED(s, CS_ENOTFOUND, "rise, judged", try_open(s, "admin", "fall", "E1", to_one_b, code));
  close_scene(s);
}

static json_t *seen(scene *s, const char *code) {
  json_t *data = NULL;
  OK(s, cs_office_case(s->office, code, NULL, UINT32_MAX, day(s->today), &data, &s->err));
  return data;
}

/* Outside its window a case is opened late, not refused. */
static void test_a_window(void **state) {
  (void)state;
  char code[CS_KIND_SIZE];
  scene *s = openings();
  OK(s, RISE(s, "E1", to_one_b, code));
  json_t *data = seen(s, code);
  assert_null(json_object_get(json_array_get(json_object_get(data, "acts"), 0), "late"));
  json_decref(data);
  s->today = "2026-07-20";
  OK(s, RISE(s, "E2", to_one_b, code));
  data = seen(s, code);
  assert_non_null(json_object_get(json_array_get(json_object_get(data, "acts"), 0), "late"));
  json_decref(data);
  close_scene(s);
}

static void test_a_vacancy(void **state) {
  (void)state;
  char code[CS_KIND_SIZE];
  scene *s = openings();
  fact(s, "vacancy", "V1", "grade", "", "g2.a");
  fact(s, "vacancy", "V1", "open_from", "", "2026-07-01");
  fact(s, "vacancy", "V1", "open_until", "", "2026-07-10");
  fact(s, "vacancy", "V2", "grade", "", "g2.b");
  fact(s, "vacancy", "V2", "open_from", "", "2026-07-01");
  OK(s, RISE(s, "E2", to_one_b, code)); /* not asked for */
  REFUSED(s, CS_EREFUSED, "(clause 7)",
          RISE(s, "E1", ((cs_words_given)WORDS({"proposed", "g2.a"})), code));
  REFUSED(s, CS_EREFUSED, "no vacancy 'V3' (clause 7)", RISE(s, "E1", TO_POST("V3"), code));
  REFUSED(s, CS_EREFUSED, "its 'grade' differs (clause 7)", RISE(s, "E1", TO_POST("V2"), code));
  OK(s, RISE(s, "E1", TO_POST("V1"), code));
  s->today = "2026-07-11";
  REFUSED(s, CS_EREFUSED, "not open on that day (clause 7)", RISE(s, "E2", TO_POST("V1"), code));
  close_scene(s);
}

/* A newer pack does not move a case. */
static void test_the_pack_is_pinned(void **state) {
  (void)state;
  char code[CS_KIND_SIZE];
  scene *s = openings();
  OK(s, RISE(s, "E1", to_one_b, code));
  adopt(s,
        "'procedures': {'rise': {'clause': '1', 'label': {'en': 'rise'}, 'subject': 'employee', "
        "'asks': [],"
        " 'opens': {}, 'stages': [{'stage': 'other', 'clause': '2', 'act': 'do', " BY("hr") "}]}}}",
        "{}");
  assert_string_equal(stands(s, code), "sheet");
  OK(s, try_open(s, "admin", "rise", "E2", (cs_words_given){NULL, 0}, code));
  assert_string_equal(stands(s, code), "other");
  close_scene(s);
}

static int print(void *user, cs_txn *t, const char *form, const json_t *data, const char **number,
                 cs_err *err) {
  scene *s = user;
  (void)t, (void)err;
  assert_string_equal(form, "notice");
  assert_string_equal(json_string_value(json_object_get(data, "outcome")), "done");
  s->ticks += 100;
  *number = "N-1";
  return CS_OK;
}

static void test_forms(void **state) {
  (void)state;
  char code[CS_KIND_SIZE];
  scene *s = openings();
  cs_office_close(s->office);
  s->hooks = (cs_case_hooks){.form = print, .user = s};
  OK(s, cs_office_open(s->store, &s->company, &s->hooks, &s->office, &s->err));
  OK(s, RISE(s, "E1", to_one_b, code));
  NOT(s, CS_EREFUSED, "the form 'sheet' is not filled in (clause 2)", "HR1", .code = code);
  NOT(s, CS_EINPUT, "no form 'shoot'", "HR1", .code = code, .forms = WORDS({"shoot", NULL}));
  DO(s, "admin", .code = code, .verb = CS_CASE_VERB_ATTACH, .forms = WORDS({"sheet", "abc"}));
  uint32_t ticks = s->ticks;
  DO(s, "HR1", .code = code);
  assert_true(s->ticks > ticks + 100);
  json_t *data = seen(s, code);
  const json_t *act = json_array_get(json_object_get(data, "acts"), 2);
  assert_string_equal(json_string_value(json_object_get(json_object_get(act, "made"), "notice")),
                      "N-1");
  json_decref(data);
  close_scene(s);
}

static void test_judged_and_signed_by_the_candidate(void **state) {
  (void)state;
  char code[CS_KIND_SIZE];
  scene *s = openings();
  OK(s, try_open(s, "admin", "judged", "E1", (cs_words_given){NULL, 0}, code));
  NOT(s, CS_EREFUSED, "E1", "E1", .code = code);
  DO(s, "HR1", .code = code);
  assert_string_equal(stands(s, code), "sign");
  NOT(s, CS_EREFUSED, "5", "HR1", .code = code);
  DO(s, "E1", .code = code);
  assert_string_equal(known(s, "E1", "grade", "2026-07-06"), "g1.b");
  fact(s, "", "E2", "status", "", "trial");
  OK(s, try_open(s, "admin", "judged", "E2", (cs_words_given){NULL, 0}, code));
  DO(s, "HR1", .code = code);
  assert_string_equal(stands(s, code), "refused");
  close_scene(s);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_what_is_not_known_is_named),
      cmocka_unit_test(test_a_window),
      cmocka_unit_test(test_a_vacancy),
      cmocka_unit_test(test_the_pack_is_pinned),
      cmocka_unit_test(test_forms),
      cmocka_unit_test(test_judged_and_signed_by_the_candidate),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
