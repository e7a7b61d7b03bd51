/* Procedures are read: every name is one, weights total, no stage is out of reach or without an end. */
#include "core/procedure/scene.h"

/* clang-format off */
#define EVERY(role, other) "'" role "': {'label': {'en': 'c'}, 'every': '" other "', " AT(20) "},"
static const char *const good =
  "'labels': {'outcome': {'words': {'stopped': {'en': 'halted', 'zh': '已停止'}}, " AT(60) "}},"
  "'procedures': {'rise': {'clause': '1', 'label': {'en': 'rise'}, 'subject': 'employee', 'asks': [{'ask': 'proposed', 'required': true}]," \
  "  'opens': {" BY("superior") ", 'check': 'ready'}, 'stages': ["
  "  {'stage': 'one', 'clause': '2', 'act': 'decide', " BY("hr") ", 'answers': {'go': 'next', 'stop': {'ends': 'stopped'}}, " AT(41) "},"
  "  {'stage': 'two', 'clause': '3', 'act': 'score', 'panel': 'board', 'fails': 'one', 'returns': ['one'],"
  "   'collects': [{'form': 'work form', 'from': [{'role': 'head'}], 'into': 'work', 'several': 'mean'}],"
  "   'due': {'within': 5, 'unit': 'workdays', 'of': {'stage': 'one'}}, " AT(42) "},"
  "  {'stage': 'three', 'clause': '4', 'act': 'approve', " BY("boss") ", 'reasons': ['5'], 'makes': ['notice'], 'check': 'good',"
  "   'when': {'op': 'is', 'attr': 'route', 'in': ['long']},"
  "   'writes': [{'write': 'grade', 'value': {'case': 'proposed'}, 'on': {'date': 'done_on', 'months': 1}}], " AT(43) "}], " AT(40) "}},"
  " 'triggers': {'t': {'clause': '7', 'on': {'attribute': 'left_on'}, 'as_of': 'recorded', 'opens': 'rise', " AT(50) "}}}";

static const struct wrong {
  const char *old, *new, *says;
} wrongs[] = {
  {"'subject': 'employee'", "'subject': 'machine'", "pack.lua:40: subject: there is no 'machine'"},
  {"'ask': 'proposed'", "'ask': 'grade'", "'grade' is no attribute of a case"},
  {"'check': 'ready'", "'check': 'steady'", "there is no 'steady' among the pack's checks"},
  {"'role': 'hr'}]", "'role': 'ht'}]", "pack.lua:41: role: there is no 'ht'"},
  {"'go': 'next'", "'go': 'four'", "the procedure has no stage 'four'"},
  {"'go': 'next'", "'go': null", "answer 'go' of stage 'one' leads nowhere"},
  {"'answers': {'go': 'next', 'stop': {'ends': 'stopped'}}, ", "", "stage 'one' is a 'decide', which needs one of: answers"},
  {"'panel': 'board'", "'panel': 'bored'", "there is no 'bored' among the pack's panels"},
  {"'fails': 'one'", "'fails': 'nil'", "the procedure has no stage 'nil'"},
  {"'returns': ['one']", "'returns': ['three']", "can only be sent back to a stage before it"},
  {"'form': 'work form', 'from'", "'form': 'works', 'from'", "there is no 'works' among the pack's forms"},
  {"'into': 'work'", "'into': 'grade'", "'grade' is no attribute of a case"},
  {"'unit': 'workdays', 'of'", "'unit': 'weeks', 'of'", "unit"},
  {"'of': {'stage': 'one'}", "'of': {'stage': 'none'}", "the procedure has no stage 'none'"},
  {"'within': 5", "'within': 'five'", "'within' must be an integer"},
  {"'reasons': ['5']", "'reasons': ['55']", "clause '55' is not in the pack's register"},
  {"'makes': ['notice']", "'makes': ['nothing']", "there is no 'nothing' among the pack's forms"},
  {"'attr': 'route'", "'attr': 'rout'", "'rout' is not an attribute"},
  {"'write': 'grade'", "'write': 'work'", "'work' is known to the case only"},
  {"{'case': 'proposed'}, 'on'", "{'case': 'grade'}, 'on'", "'grade' is no attribute of a case"},
  {"'date': 'done_on'", "'date': 'some day'", "there is no 'some day' among the pack's attributes"},
  {"'opens': 'rise'", "'opens': 'fall'", "there is no 'fall' among the pack's procedures"},
  {"'attribute': 'left_on'}", "'attribute': 'left_on', 'event': 'praise'}", "one of series, attribute, event"},
  {"'weight': 3000", "'weight': 2900", "pack.lua:31: the weights of 'board' total 9900"},
  {"'stage': 'two'", "'stage': 'one'", "'one' is in 'stages' twice"},
  {"'go': 'next'", "'go': 'three'", "pack.lua:42: stage 'two' of procedure 'rise' is never reached"},
  {"'go': 'next', 'stop': {'ends': 'stopped'}}", "'go': 'one'}", "stage 'two' of procedure 'rise' is never reached"},
  {"'collects': [{", "'collect': [{", "there is no member 'collect'"},
  {"'labels': {'outcome'", "'labels': {'outcom'", "there is no member 'outcom'"},
  {"{'en': 'halted'", "{'de': 'halted'", "there is no member 'de'"},
  {"{'en': 'halted'", "{'en': 7", "'en' must be"},
  {"'several': true, ", "'every': 'hr', ", "pack.lua:21: the role 'hr' goes in a circle of 'every'"},
  {"'roles': {", "'roles': {" EVERY("c0", "c1") EVERY("c1", "c2") EVERY("c2", "c3") EVERY("c3", "c4") EVERY("c4", "c5") EVERY("c5", "c6")
    EVERY("c6", "c7") EVERY("c7", "c8") EVERY("c8", "hr"), "'c0' goes in a circle of 'every', or through more than 8 roles"},
  {"'several': true, ", "'every': 'nobody', ", "pack.lua:21: the pack has no role 'nobody'"},
};
/* clang-format on */

/* The text with the first `old` as `new`; freed by the caller. */
static char *changed(const char *text, const char *old, const char *new) {
  size_t size = strlen(text) + strlen(new) + 1;
  char *out = calloc(1, size);
  assert_non_null(out);
  const char *at = old == NULL ? NULL : strstr(text, old);
  if (old != NULL && at == NULL) fail_msg("not in the pack: %s", old);
  int before = (int)(at == NULL ? strlen(text) : (size_t)(at - text));
  (void)snprintf(out, size, "%.*s%s%s", before, text, at == NULL ? "" : new,
                 at == NULL ? "" : at + strlen(old));
  return out;
}

static int parse(const char *old, const char *new, cs_procedures **out, cs_err *err) {
  char *whole = quoted((const char *const[]){PACK_FACTS, PACK_PARTS, good, NULL});
  char *from = old == NULL ? NULL : quoted((const char *const[]){old, NULL}),
       *to = quoted((const char *const[]){new, NULL});
  char *text = changed(whole, from, to);
  cs_pack *pack = NULL;
  *out = NULL;
  int rc = cs_pack_parse(text, strlen(text), &pack, err);
  if (rc == CS_OK) rc = cs_procedures_parse(pack, NULL, out, err);
  cs_pack_free(pack);
  free(text);
  free(to);
  free(from);
  free(whole);
  return rc;
}

static void test_read(void **state) {
  (void)state;
  cs_procedures *p;
  cs_err err = {0};
  if (parse(NULL, "", &p, &err) != CS_OK) fail_msg("%s", err.text);
  const cs_procedure *rise = cs_procedures_find(p, "rise");
  assert_int_equal(rise->stage_count, 3);
  const cs_stage_row *two = cs_procedure_stage(rise, "two");
  assert_int_equal(two->panel->seat_count, 3);
  assert_int_equal(two->due.due.n, 5);
  assert_int_equal(two->fails.way, CS_NEXT_STAGE);
  assert_int_equal(two->fails.stage, 0);
  assert_int_equal(cs_procedure_stage(rise, "three")->writes.list[0].on.months, 1);
  assert_null(cs_procedure_stage(rise, "four"));
  assert_null(cs_procedures_find(p, "fall"));
  cs_procedures_free(p);
}

static void test_refused(void **state) {
  (void)state;
  for (size_t i = 0; i < sizeof wrongs / sizeof *wrongs; i++) {
    cs_procedures *p;
    cs_err err = {0};
    int rc = parse(wrongs[i].old, wrongs[i].new, &p, &err);
    if (rc != CS_EPACK) fail_msg("%s: %s %s", wrongs[i].new, cs_err_name(rc), err.text);
    if (strstr(err.text, wrongs[i].says) == NULL)
      fail_msg("%s lacks '%s'", err.text, wrongs[i].says);
  }
}

/* A loop that no answer leaves. */
static void test_without_an_end(void **state) {
  (void)state;
  char *text = quoted((const char *const[]){
      PACK_FACTS, PACK_PARTS,
      "'procedures': {'round': {'clause': '1', 'label': {'en': 'r'}, 'subject': 'employee', "
      "'stages': ["
      "{'stage': 'one', 'clause': '2', 'act': 'do', " BY("hr") ", 'next': 'two', " AT(
          41) "},"
              "{'stage': 'two', 'clause': '3', 'act': 'do', " BY("hr") ", 'next': 'one', " AT(
                  42) "}]}}}",
      NULL});
  cs_pack *pack = NULL;
  cs_procedures *p = NULL;
  cs_err err = {0};
  if (cs_pack_parse(text, strlen(text), &pack, &err) != CS_OK) fail_msg("%s", err.text);
  assert_int_equal(cs_procedures_parse(pack, NULL, &p, &err), CS_EPACK);
  assert_non_null(strstr(err.text, "no way leads from stage 'one' of procedure 'round' to an end"));
  cs_pack_free(pack);
  free(text);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_read),
      cmocka_unit_test(test_refused),
      cmocka_unit_test(test_without_an_end),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
