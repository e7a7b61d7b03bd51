/* What the stage where a case stands still wants. */
#include "core/procedure/scene.h"

/* clang-format off */
#define STAGES(stages)                                                                                   \
  "'procedures': {'rise': {'clause': '1', 'label': {'en': 'rise'}, 'subject': 'employee', 'asks': ["      \
  "   {'ask': 'proposed', 'required': false, 'clause': '3'}], 'opens': {}, 'stages': [" stages "], " AT(40) "}}}"
#define FILES \
  "{'stage': 'files', 'clause': '2', 'act': 'do', " BY("hr") ", 'needs': ['file', 'speech'], 'fills': ['sheet'], "            \
  "  'asks': [{'ask': 'post', 'required': true, 'clause': '3'}, {'ask': 'ends_on', 'required': false}], " AT(41) "},"
#define MATRIX "{'stage': 'matrix', 'clause': '6', 'act': 'judge', " BY("superior") ", 'checklist': 'matrix', " AT(42) "},"
#define VOTES \
  "{'stage': 'votes', 'clause': '5', 'act': 'score', 'panel': 'board', 'collects': ["                                         \
  "  {'form': 'split', 'from': [{'role': 'head'}], 'into': 'work', 'several': 'mean', 'clause': '6'}], " AT(43) "},"
#define AGREE "{'stage': 'agree', 'clause': '7', 'act': 'approve', " BY("boss") ", 'reasons': ['2'], " AT(44) "}"
/* clang-format on */

static void wants(scene *s, const char *expected) {
  json_t *data = NULL;
  OK(s, cs_office_case(s->office, "C000001", NULL, UINT32_MAX, day(s->today), &data, &s->err));
  const json_t *needs = json_object_get(data, "needs");
  char *text = needs == NULL ? NULL : json_dumps(needs, JSON_COMPACT | JSON_SORT_KEYS);
  for (char *at = text; at != NULL && *at != '\0'; at++)
    if (*at == '"') *at = '\'';
  assert_string_equal(text == NULL ? "none" : text, expected);
  free(text);
  json_decref(data);
}

static void test_what_each_stage_wants(void **state) {
  (void)state;
  const cs_words_given to_one_b = WORDS({"proposed", "g1.b"});
  scene *s = open_scene(STAGES(FILES MATRIX VOTES AGREE), "{'parameters': {'pass': 7000}}");
  char code[CS_KIND_SIZE];
  holds(s, "head", "BOSS", "2026-01-01");
  OK(s, try_open(s, "admin", "rise", "E1", to_one_b, code));
  wants(s, "{'asks':[{'ask':'post','clause':'3','required':true},"
           "{'ask':'ends_on','clause':'2','required':false}],"
           "'documents':['file','speech'],'forms':['sheet']}");
  DO(s, "HR1", .code = code, .verb = CS_CASE_VERB_ATTACH, .documents = WORDS({"file", NULL}));
  wants(s, "{'asks':[{'ask':'post','clause':'3','required':true},"
           "{'ask':'ends_on','clause':'2','required':false}],"
           "'documents':['speech'],'forms':['sheet']}");
  DO(s, "HR1", .code = code, .documents = WORDS({"speech", NULL}), .forms = WORDS({"sheet", NULL}),
     .sets = WORDS({"post", "P1"}));
  wants(s, "{'cells':[{'clause':'6','label':{'en':'deft'},'row':'skill'},"
           "{'clause':'7','row':'calm','row_label':{'en':'calmness','zh':'沉着'}}]}");
  DO(s, "LEAD", .code = code, .cells = WORDS({"skill", "yes"}));
  wants(s, "{'cells':[{'clause':'7','row':'calm',"
           "'row_label':{'en':'calmness','zh':'沉着'}}]}");
  DO(s, "LEAD", .code = code, .cells = WORDS({"calm", "yes"}));
  wants(s, "{'scores':['split.pace','split.care','board']}");
  DO(s, "BOSS", .code = code,
     .scores = WORDS({"split.pace", "20"}, {"split.care", "12"}, {"board", "90"}));
  DO(s, "LEAD", .code = code, .scores = WORDS({"board", "90"}));
  DO(s, "HR1", .code = code, .scores = WORDS({"board", "90"}));
  wants(s, "{'answers':['yes','no'],'reasons':['2']}");
  DO(s, "BOSS", .code = code, .answer = "yes");
  wants(s, "none");
  close_scene(s);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_what_each_stage_wants)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
