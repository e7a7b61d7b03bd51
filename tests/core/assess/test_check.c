/* Checks and single conditions: what procedures ask, with what only the case knows standing beside the person's facts. */
#include "assess/check.h"
#include "core/assess/support.h"

static const char *const check_pack =
    "{'format':1,'id':'t','title':{},'clauses':[{'id':'9.1'},{'id':'9.2'},{'id':'9.3'},{'id':'9.4'}"
    ","
    "{'id':'9.5'}],"
    "'values':{'ladder':{'kind':'ladder','order':['a','b','c'],'labels':{}},"
    "'scale':{'kind':'scale','order':['S','A','B','C'],'labels':{}},"
    "'kinds':{'kind':'catalogue','order':['new','return'],'labels':{'new':{'zh':'新人'}}}},"
    "'attributes':{'grade':{'type':'ladder','blank':'unknown'},"
    "'since':{'type':'date','blank':'unknown'},"
    "'proposed':{'type':'ladder','blank':'unknown','case':true,'label':{'en':'proposed grade'}},"
    "'score':{'type':'integer','blank':'unknown','case':true},"
    "'heard_on':{'type':'date','blank':'none','case':true},"
    "'remark':{'type':'text','blank':'none','case':true},"
    "'staff':{'type':'kinds','blank':'unknown','case':true}},"
    "'series':{'rating':{'scale':'scale','every':'month','default':true}},"
    "'parameters':{'pass':{'type':'integer','required':true,'clause':'9.3'}},"
    "'readings':{'strict':{'choices':['yes','no'],'default':'yes'}},"
    "'checks':{'trial':{'clause':'9.1','gates':["
    "{'clause':'9.2','when':{'op':'elapsed','since':'since','months':3}},"
    "{'clause':'9.3','label':{'en':'score'},'when':{'op':'number','attr':'score','cmp':'>=','value'"
    ":{'param':'pass'}}},"
    "{'clause':'9.4','when':{'op':'grade','attr':'proposed','cmp':'<=','value':'b'}},"
    "{'clause':'9.5','when':{'op':'meets','series':'rating','window':{'periods':2,'every':'month'},"
    "'"
    "need':'1A'}}]},"
    "'free':{'clause':'9.1','gates':[]}},"
    "'cycles':{},'guards':[],"
    "'roles':{'x':1},'relations':7,'subjects':[],'panels':{},'checklists':{},'draws':{},'forms':{},"
    "'procedures':{'p':{'stages':[{'when':{'op':'is','attr':'staff','in':['new'],'clause':'9.2'}},"
    "{'when':{'op':'any','of':[{'op':'is','attr':'remark','in':['fine']},"
    "{'op':'date','attr':'heard_on','cmp':'<=','value':'as_of'}]}},"
    "{'when':{'op':'choose','reading':'strict','of':{'yes':{'op':'grade','attr':'proposed','cmp':'>"
    "="
    "','value':'b'},'no':{'op':'all','of':[]}}}}]}},"
    "'triggers':{'t':{}}}";

static char *quoted(const char *text) {
  char *copy = strdup(text);
  for (char *s = copy; *s != '\0'; s++)
    if (*s == '\'') *s = '"';
  return copy;
}

typedef struct asked {
  bench b;
  json_t *effective;
} asked;

static void ask_open(asked *a, const char *settings) {
  cs_err err;
  bench *b = &a->b;
  memset(a, 0, sizeof *a);
  if (cs_store_open("check.db", CS_STORE_CREATE, &b->store, &err) != CS_OK) DIE(err);
  unlink("check.db");
  if (cs_work_begin(b->store, &err) != CS_OK) DIE(err);
  char *text = quoted(check_pack);
  if (cs_pack_parse(text, strlen(text), &b->pack, &err) != CS_OK) DIE(err);
  free(text);
  text = quoted(settings);
  json_t *given = json_loads(text, 0, NULL);
  if (cs_pack_settings(b->pack, given, &a->effective, &err) != CS_OK) DIE(err);
  json_decref(given);
  free(text);
  if (cs_record_init(&b->record, &err) != CS_OK) DIE(err);
}

static void ask_program(asked *a, cs_program *program) {
  cs_err err;
  cs_evaluator_free(a->b.evaluator);
  cs_program_free(a->b.program);
  a->b.program = program;
  if (cs_evaluator_new(program, a->b.store, NULL, NULL, &a->b.evaluator, &err) != CS_OK) DIE(err);
}

static void ask_check(asked *a, const char *name) {
  cs_err err;
  cs_program *program;
  if (cs_check_compile(a->b.pack, name, a->effective, day("2026-07-15"), &program, &err) != CS_OK)
    DIE(err);
  ask_program(a, program);
}

static const json_t *stage_when(const asked *a, size_t stage) {
  const json_t *procedure =
      json_object_get(json_object_get(cs_pack_json(a->b.pack), "procedures"), "p");
  return json_object_get(json_array_get(json_object_get(procedure, "stages"), stage), "when");
}

static void ask_condition(asked *a, size_t stage) {
  cs_err err;
  cs_program *program;
  const json_t *when = stage_when(a, stage);
  if (cs_condition_compile(a->b.pack, when, a->effective, day("2026-07-15"), &program, &err) !=
      CS_OK)
    DIE(err);
  ask_program(a, program);
}

static void ask_close(asked *a) {
  json_decref(a->effective);
  bench_close(&a->b);
}

/* What the case knows, as core/procedure adds it: an attribute from the beginning. */
static void known(asked *a, const char *name, cs_value value) {
  cs_err err;
  cs_entry entry = {{CS_ATTRIBUTE, 0, symbol(&a->b, name), CS_DATE_MIN}, 1, value};
  if (cs_record_add(&a->b.record, &entry, &err) != CS_OK) DIE(err);
}
static void known_text(asked *a, const char *name, const char *text) {
  known(a, name, (cs_value){.kind = CS_STRING, .text = text, .size = (uint32_t)strlen(text)});
}
static void known_number(asked *a, const char *name, int64_t number) {
  known(a, name, (cs_value){.kind = CS_INT, .number = number});
}

static void candidate(asked *a, const char *since, const char *marks) {
  person(&a->b, "E1");
  fact(&a->b, "grade", "a");
  fact(&a->b, "since", since);
  ratings(&a->b, "2026-05", marks);
}

/* The verdict with the clause that decided: "ineligible [9.3]". */
static const char *verdict(asked *a) {
  static char text[600];
  const char *said = judged(&a->b);
  const cs_decision *d = &a->b.decision;
  assert_null(d->rule);
  assert_null(d->from);
  assert_null(d->to);
  assert_int_equal(d->steps, 0);
  snprintf(text, sizeof text, "%s [%s]", said, d->clause ? d->clause : "-");
  return text;
}

static void gates_in_order(void **state) {
  (void)state;
  asked a;
  ask_open(&a, "{'parameters':{'pass':7000}}");
  ask_check(&a, "trial");
  candidate(&a, "2026-01-01", "AB");
  assert_string_equal(verdict(&a), "undetermined proposed score [-]");
  known_number(&a, "score", 6999);
  assert_string_equal(verdict(&a), "ineligible [9.3]"); /* whatever is proposed */
  candidate(&a, "2026-01-01", "AB");
  known_number(&a, "score", 7000);
  known_text(&a, "proposed", "c");
  assert_string_equal(verdict(&a), "ineligible [9.4]");
  candidate(&a, "2026-01-01", "AB");
  known_number(&a, "score", 7000);
  known(&a, "proposed", (cs_value){.kind = CS_SYMBOL, .number = symbol(&a.b, "b")});
  assert_string_equal(verdict(&a), "direct [9.1]");
  candidate(&a, "2026-01-01", "B-");
  known_number(&a, "score", 7000);
  known_text(&a, "proposed", "b");
  assert_string_equal(verdict(&a), "undetermined rating:2026-06 [-]");
  candidate(&a, "2026-05-01", "B-");
  assert_string_equal(verdict(&a), "ineligible [9.2]"); /* the first that fails for certain */
  candidate(&a, "", "AA");
  known_number(&a, "score", 7000);
  known_text(&a, "proposed", "b");
  assert_string_equal(verdict(&a), "undetermined since [-]");
  candidate(&a, "2026-01-01", "AA");
  known_number(&a, "score", 7000);
  known_text(&a, "proposed", "duke");
  assert_string_equal(verdict(&a), "error proposed is 'duke', which the pack does not know [-]");
  ask_check(&a, "free");
  assert_string_equal(verdict(&a), "direct [9.1]");
  ask_close(&a);
}

static void conditions(void **state) {
  (void)state;
  asked a;
  ask_open(&a, "{}");
  ask_condition(&a, 0);
  candidate(&a, "", "");
  assert_string_equal(verdict(&a), "undetermined staff [-]");
  known_text(&a, "staff", "return");
  assert_string_equal(verdict(&a), "ineligible [9.2]");
  candidate(&a, "", "");
  known_text(&a, "staff", "new");
  assert_string_equal(verdict(&a), "direct [9.2]");

  ask_condition(&a, 1); /* a text and a date; both may be none */
  candidate(&a, "", "");
  assert_string_equal(verdict(&a), "ineligible [-]");
  known_text(&a, "remark", "so so");
  assert_string_equal(verdict(&a), "ineligible [-]");
  known(&a, "heard_on", (cs_value){.kind = CS_DATE, .number = day("2026-07-16")});
  assert_string_equal(verdict(&a), "ineligible [-]");
  candidate(&a, "", "");
  known_text(&a, "remark", "fine");
  assert_string_equal(verdict(&a), "direct [-]");
  candidate(&a, "", "");
  known(&a, "heard_on", (cs_value){.kind = CS_DATE, .number = day("2026-07-15")});
  assert_string_equal(verdict(&a), "direct [-]");

  ask_condition(&a, 2); /* a reading chooses */
  candidate(&a, "", "");
  known_text(&a, "proposed", "a");
  assert_string_equal(verdict(&a), "ineligible [-]");
  ask_close(&a);
  ask_open(&a, "{'readings':{'strict':'no'}}");
  ask_condition(&a, 2);
  candidate(&a, "", "");
  assert_string_equal(verdict(&a), "direct [-]");
  ask_close(&a);
}

static const char *told(asked *a) {
  static char text[4096];
  json_t *why, *line;
  cs_err err;
  size_t i, n;
  judged(&a->b);
  if (cs_evaluator_explain(a->b.evaluator, &why, &err) != CS_OK) DIE(err);
  n = (size_t)snprintf(text, sizeof text, "%s\n",
                       json_string_value(json_object_get(why, "summary")));
  json_array_foreach(json_object_get(why, "lines"), i, line) {
    const char *clause = json_string_value(json_object_get(line, "clause"));
    n += (size_t)snprintf(text + n, sizeof text - n, "%s %s [%s]\n",
                          json_string_value(json_object_get(line, "mark")),
                          json_string_value(json_object_get(line, "text")), clause ? clause : "-");
  }
  json_array_foreach(json_object_get(why, "change"), i, line) {
    assert_true(json_is_null(json_object_get(line, "to")));
    n += (size_t)snprintf(text + n, sizeof text - n, "-> %s\n",
                          json_string_value(json_object_get(line, "text")));
  }
  json_decref(why);
  return text;
}

static void explained(void **state) {
  (void)state;
  asked a;
  ask_open(&a, "{'parameters':{'pass':7000}}");
  ask_check(&a, "trial");
  candidate(&a, "2026-01-01", "AB");
  known_number(&a, "score", 7000);
  known_text(&a, "proposed", "b");
  assert_string_equal(told(&a), "holds   [9.1]\n"
                                "met 3 months since since 2026-01-01 (needs 2026-04-01) [9.2]\n"
                                "met score: score 7000 [9.3]\n"
                                "met proposed grade b (needs ≤ b) [9.4]\n"
                                "met 1A in 2026-05..06: A B [9.5]\n");
  cs_lang_set(CS_ZH);
  assert_non_null(strstr(told(&a), "成立   [9.1]\n"));
  cs_lang_set(CS_EN);
  candidate(&a, "2026-01-01", "BB"); /* a rating may be wished for, a score or an answer may not */
  known_number(&a, "score", 7000);
  known_text(&a, "proposed", "b");
  assert_non_null(strstr(told(&a), "does not hold   [9.5]\n"));
  assert_non_null(strstr(told(&a), "-> rating:2026-06 were S instead of B: holds\n"));
  candidate(&a, "2026-01-01", "AB");
  assert_non_null(strstr(told(&a), "undetermined: proposed, score\n"));
  assert_null(strstr(told(&a), "->"));
  ask_close(&a);
}

static void what_is_lacking(void **state) {
  (void)state;
  asked a;
  cs_err err;
  cs_program *program;
  ask_open(&a, "{}");
  assert_int_equal(
      cs_check_compile(a.b.pack, "trail", a.effective, day("2026-07-15"), &program, &err),
      CS_ENOTFOUND);
  assert_null(program);
  assert_non_null(strstr(err.text, "trial, free"));
  assert_int_equal(
      cs_check_compile(a.b.pack, "trial", a.effective, day("2026-07-15"), &program, &err),
      CS_EPARAM);
  assert_non_null(strstr(err.text, "pass (9.3)"));
  for (size_t i = 0; i < 3; i++)
    assert_int_equal(cs_condition_check(a.b.pack, stage_when(&a, i), &err), CS_OK);
  static const char *const bad[][2] = {
      {"null", "condition"},
      {"{'op':'is','attr':'staff','in':['old']}", "old"},
      {"{'op':'grade','attr':'target','cmp':'>=','value':'b'}", "target"},
      {"{'op':'all','of':[],'clause':'1','at':{'file':'f.lua','line':3}}", "f.lua:3: clause '1'"},
      {"{'op':'choose','reading':'strict','of':{'yes':{'op':'all','of':[]}}}", "strict"},
  };
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
    char *text = quoted(bad[i][0]);
    json_t *node = json_loads(text, JSON_DECODE_ANY, NULL);
    assert_int_equal(cs_condition_check(a.b.pack, node, &err), CS_EPACK);
    if (strstr(err.text, bad[i][1]) == NULL) fail_msg("%s: %s", bad[i][0], err.text);
    json_decref(node);
    free(text);
  }
  ask_close(&a);
}

/* The pack with the first `old` replaced by `new`. */
static void refused(const char *old, const char *new, const char *says) {
  cs_buf out = {0};
  cs_pack *pack;
  cs_err err = {0};
  const char *at = strstr(check_pack, old);
  assert_non_null(at);
  cs_buf_put(&out, check_pack, (size_t)(at - check_pack));
  cs_buf_printf(&out, "%s%s", new, at + strlen(old));
  char *text = quoted(cs_buf_str(&out));
  assert_int_equal(cs_pack_parse(text, strlen(text), &pack, &err), CS_EPACK);
  if (strstr(err.text, says) == NULL) fail_msg("%s: %s", new, err.text);
  free(text);
  cs_buf_deinit(&out);
}

static void hostile(void **state) {
  (void)state;
  refused("'free':{'clause':'9.1',", "'free':{'clause':'1',", "'1'");
  refused("'free':{'clause':'9.1',", "'free':{", "clause");
  refused("'gates':[]", "'gates':7", "gates");
  refused("'gates':[]", "'gates':[7]", "gate");
  refused("'gates':[]", "'gates':[],'rulesets':[]", "rulesets");
  refused("'checks':{", "'checks':[1],'check':{", "checks");
  refused("'case':true", "'case':1", "case");
  refused("'case':true", "'case':true,'dated_by':'since'", "proposed");
  refused("'cycles':{}",
          "'cycles':{'c':{'moves':'grade','rulesets':[],"
          "'population':{'requires':['score'],'when':{'op':'all','of':[]}}}}",
          "'score'");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(gates_in_order),  cmocka_unit_test(conditions), cmocka_unit_test(explained),
      cmocka_unit_test(what_is_lacking), cmocka_unit_test(hostile),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
