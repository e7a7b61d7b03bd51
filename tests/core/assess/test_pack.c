/* A pack is hostile: whatever is wrong with it is refused with file, line and word. */
#include "core/assess/support.h"

/* The pack with the first `old` replaced by `new` (apostrophes for quotes). */
static char *changed(const char *old, const char *new) {
  char *text = pack003_text(), from[256], to[1024];
  snprintf(from, sizeof from, "%s", old);
  snprintf(to, sizeof to, "%s", new);
  for (char *s = from; *s != '\0'; s++)
    if (*s == '\'') *s = '"';
  for (char *s = to; *s != '\0'; s++)
    if (*s == '\'') *s = '"';
  char *at = strstr(text, from);
  if (at == NULL) fail_msg("not in the pack: %s", old);
  char *out = malloc(strlen(text) + strlen(to) + 1);
  sprintf(out, "%.*s%s%s", (int)(at - text), text, to, at + strlen(from));
  free(text);
  return out;
}

typedef struct wrong {
  const char *old, *new, *says;
} wrong;

static const wrong rows[] = {
    {"'format':1", "'format':2", "format 1"},
    {"'id':'003'", "'id':3", "id"},
    {"'id':'003',", "", "'id'"},
    {"{'id':'8.2.1'}", "{'id':'2'}", "'2' is in 'clauses' twice"},
    {"{'id':'8.2.1'}", "{}", "id"},
    {"'kind':'ladder'", "'kind':'stairs'", "stairs"},
    {"'order':['S','A','B','C','D']", "'order':['S','S','B','C','D']", "'S' is in 'ratings' twice"},
    {"'order':['S','A','B','C','D']", "'order':[]", "ratings"},
    {"'order':['S','A','B','C','D']", "'order':[1]", "ratings"},
    {"'type':'grades'", "'type':'shoes'", "shoes"},
    {"'dated_by':'graded_on'", "'dated_by':'position'", "position"},
    {"'blank':'unknown','dated_by'", "'blank':'maybe','dated_by'", "maybe"},
    {"'blank':'unknown','dated_by'", "'blank':'none','dated_by'", "'grade' is what moves"},
    {"'blank':'unknown','dated_by'", "'blank':'unknown','amount':{},'dated_by'",
     "'grade' is an amount of money"},
    {"'unit':'points','value':6000", "'unit':'points','value':10001",
     "parameter 'pass' is no score from 0 to 100 points"},
    {"'every':'month','default'", "'every':'fortnight','default'", "fortnight"},
    {"'scale':'ratings'", "'scale':'grades'", "grades"},
    {"'from':'hired_on'", "'from':'status'", "status"},
    {"'values':['yes','no']", "'values':'yes'", "values"},
    {"'value':3,", "'value':'x',", "months_between"},
    {"'default':'target'", "'default':'aim'", "aim"},
    {"'choices':['target','held']", "'choices':['target','target']", "twice"},
    {"'moves':'grade'", "'moves':'position'", "position"},
    {"'months':[1,7]", "'months':[1,13]", "13"},
    {"'requires':['position'", "'requires':['shoe'", "shoe"},
    {"'op':'date'", "'op':'day'", "day"},
    {"'op':'date',", "", "op"},
    {"'attr':'hired_on','cmp':'<='", "'attr':'hired_on','cmp':'=<'", "=<"},
    {"'attr':'hired_on','cmp'", "'attr':'hired','cmp'", "'hired'"},
    {"'attr':'hired_on','cmp'", "'attr':'status','cmp'", "status"},
    {"'value':'as_of'", "'value':'tomorrow'", "tomorrow"},
    {"'value':'as_of'", "'value':7", "value"},
    {"'in':['left']", "'in':['gone']", "gone"},
    {"'op':'blank','attr':'left_on'", "'op':'blank','attr':'graded_on'", "graded_on"},
    {"'op':'blank','attr':'left_on'", "'op':'blank','attr':'left_on','why':1", "rules.lua:10: "},
    {"'months':{'param':'months_between'}", "'months':{'param':'months'}",
     "rules.lua:24: 'months'"},
    {"'months':{'param':'months_between'}", "'months':-1", "rules.lua:24: 'months' is -1"},
    {"'months':{'param':'months_between'}", "'months':1.5", "rules.lua:24: 'months'"},
    {"'months':{'param':'months_between'}", "'months':{'parm':'months_between'}",
     "rules.lua:24: 'months'"},
    {"'months':{'param':'months_between'}", "'days':3", "rules.lua:24: "},
    {"'clause':'8.2.2','at'", "'clause':'9.9.9','at'", "rules.lua:24: clause '9.9.9'"},
    {"'top':'mid2.excellent'", "'top':'mid9'", "rules.lua:30: 'top': 'mid9'"},
    {"'hit':'best'", "'hit':'worst'", "rules.lua:40: 'hit' is 'worst'"},
    {"'gives':{'up':3}", "'gives':{'up':0}", "rules.lua:41: 'up' is 0"},
    {"'gives':{'up':3}", "'gives':{}", "rules.lua:41: 'gives'"},
    {"'gives':{'up':3}", "'gives':{'sideways':3}",
     "rules.lua:41: gives: there is no member 'sideways'"},
    {"'gives':{'up':3}", "'gives':{'up':3,'down':1}", "rules.lua:41: 'gives'"},
    {"'gives':{'up':3}", "'gives':{'up':3,'clause':'99'}", "rules.lua:41: clause '99'"},
    {"'order':['S','A','B','C','D']",
     "'order':['S','A','B','C','D'],'clauses':{'E':{'clause':'8.2.1'}}", "'E'"},
    {"'order':['S','A','B','C','D']",
     "'order':['S','A','B','C','D'],'clauses':{'A':{'clause':'99'}}", "'99'"},
    {"'gives':{'up':3}", "'gives':{'to':'duke'}", "duke"},
    {"'need':'2S+2A'", "'need':'2S+2X'", "rules.lua:41: '2S+2X' is no requirement from 'X'"},
    {"'need':'2S+2A'", "'need':'S'", "rules.lua:41: 'S' is no requirement"},
    {"'need':'2S+2A'", "'need':''", "requirement"},
    {"'need':'2S+2A'", "'need':'2S+'", "requirement"},
    {"'need':'2S+2A'", "'need':'99999999999999999999S'", "requirement"},
    {"'need':'2S+2A'", "'need':['2S']", "need"},
    {"'series':'rating','window'", "'series':'stars','window'", "rules.lua:41: 'stars'"},
    {"'periods':6", "'periods':0", "'periods' is 0"},
    {"'periods':6", "'periods':65", "'periods' is 65"},
    {"'periods':6", "'periods':{'reading':'absence'}", "'periods'"},
    {"'reach':12", "'reach':5", "'reach' is 5, but must be from 6 to 64"},
    {"'span':'absence','how'", "'span':'holiday','how'", "holiday"},
    {"'how':{'reading':'absence'}", "'how':{'reading':'absent'}", "absent"},
    {"'how':{'reading':'absence'}", "'how':{'reading':'8.3.3.B'}", "target"},
    {"'values':['C','D']", "'values':['C','E']", "'E'"},
    {"'choose':'8.4.1.2.A','of':{'personal+attitude':['personal','attitude'],",
     "'choose':'8.4.1.2.A','of':{", "personal+attitude"},
    {"'choose':'8.4.1.2.A','of':{", "'choose':'8.4.1.2.A','of':{'more':[],", "8.4.1.2.A"},
    {"'personal':['personal']", "'personal':['private']", "private"},
    {"'where':{'upheld'", "'where':{'held_up'", "held_up"},
    {"'kind':'complaint'", "'kind':'praise'", "praise"},
    {"'literal':{'op':'all','of':[]},", "", "literal"},
    {"'literal':{'op':'all','of':[]}", "'literal':{'op':'all','of':{'a':1}}", "of"},
    {"'held':{'op':'grade','attr':'grade'", "'held':{'op':'grade','attr':'position'", "position"},
    {"'route':'panel'", "'route':'lottery'", "rules.lua:70: 'route' is 'lottery'"},
    {"'writes':{'grade':'target'", "'writes':{'grade':'up'", "'grade' is 'up'"},
    {"'writes':{'grade':'target'", "'writes':{'rank':'target'", "rank"},
    {"'gives':{'up':3}", "'gives':{'back':'status'}",
     "rules.lua:41: 'status' is not an attribute on a ladder"},
    {"'gives':{'up':3}", "'gives':{'back':'rank'}", "rules.lua:41: 'rank'"},
    {"'gives':{'up':3}", "'gives':{'back':'grade','up':1}", "rules.lua:41: 'gives'"},
    {"'months':[1,7]", "'months':[1,7],'on':'weekday'", "weekday"},
    {"'months':[1,7]", "'months':[1,7],'step':{'most':1,'clause':'8.2.2'}", "unless"},
    {"'months':[1,7]", "'months':[1,7],'step':{'most':1,'clause':'8.2.2','unless':'special'}",
     "special"},
    {"'events':{'complaint'", "'events':{'concluded':{},'complaint'", "'concluded'"},
    {"'op':'blank','attr':'left_on'", "'op':'changed','attr':'status','how':'up','months':3",
     "status"},
    {"'op':'blank','attr':'left_on'", "'op':'changed','attr':'grade','how':'sideways','months':3",
     "sideways"},
    {"'op':'blank','attr':'left_on'", "'op':'during','span':'holiday'", "holiday"},
    {"'op':'blank','attr':'left_on'", "'op':'concluded','procedure':'special','outcome':['x']",
     "special"},
    {"'op':'blank','attr':'left_on'",
     "'op':'rated','series':'rating','window':{'periods':3,'every':'month'},'values':['E'],'cmp':'="
     "=','count':1",
     "'E'"},
    {"'op':'blank','attr':'left_on'",
     "'op':'none','series':'rating','window':{'from':'hired_on','every':'month'},'values':['D']",
     "'until' is missing"},
    {"'op':'blank','attr':'left_on'",
     "'op':'none','series':'rating','window':{'from':'hired_on','until':'status','every':'month'},'"
     "values':['D']",
     "status"},
    {"'op':'blank','attr':'left_on'",
     "'op':'none','series':'rating','window':{'from':'hired_on','until':'left_on','every':'year'},'"
     "values':['D']",
     "rating"},
    {"'op':'blank','attr':'left_on'",
     "'op':'none','series':'rating','window':{'periods':1,'until':'left_on','every':'month'},'"
     "values':['D']",
     "until"},
    {"'rules':[", "'rules':[7,", "object"},
    {"'eligibility':[", "'eligibility':{'a':[", "line"},
    {"'population':{", "'people':{", "people"},
};

static void every_wrongness(void **state) {
  (void)state;
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    char *text = changed(rows[i].old, rows[i].new);
    cs_pack *pack = NULL;
    cs_err err = {0};
    int rc = cs_pack_parse(text, strlen(text), &pack, &err);
    if (rc != CS_EPACK) fail_msg("%s -> %s: accepted", rows[i].old, rows[i].new);
    assert_null(pack);
    if (strstr(err.text, rows[i].says) == NULL)
      fail_msg("%s -> %s: \"%s\" does not say \"%s\"", rows[i].old, rows[i].new, err.text,
               rows[i].says);
    free(text);
  }
}

static void not_json(void **state) {
  (void)state;
  static const char *const texts[] = {"",     "{",
                                      "[]",   "null",
                                      "7",    "{\"format\":1,\"format\":1}",
                                      "\xff", "{\"format\":1,\"id\":\"\\u0000\"}"};
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
    cs_pack *pack;
    cs_err err;
    assert_int_equal(cs_pack_parse(texts[i], strlen(texts[i]), &pack, &err), CS_EPACK);
  }
}

/* Every prefix, and every byte made another: refused or accepted, never worse. */
static void mangled(void **state) {
  (void)state;
  char *text = pack003_text();
  size_t n = strlen(text);
  for (size_t i = 0; i < n; i += 97) {
    cs_pack *pack;
    cs_err err;
    assert_int_equal(cs_pack_parse(text, i, &pack, &err), CS_EPACK);
    char kept = text[i];
    text[i] = (char)("{}[]\"9,x"[i % 8]);
    if (cs_pack_parse(text, n, &pack, &err) == CS_OK) cs_pack_free(pack);
    text[i] = kept;
  }
  free(text);
}

static void deep(void **state) {
  (void)state;
  char nested[1000] = "'literal':", *to = nested + strlen(nested);
  for (int i = 0; i < 15; i++) to += sprintf(to, "{'op':'not','of':");
  to += sprintf(to, "{'op':'all','of':[]}");
  for (int i = 0; i < 15; i++) to += sprintf(to, "}");
  char *text = changed("'literal':{'op':'all','of':[]}", nested);
  cs_pack *pack;
  cs_err err;
  assert_int_equal(cs_pack_parse(text, strlen(text), &pack, &err), CS_OK);
  cs_pack_free(pack);
  free(text);
}

static void settings(void **state) {
  (void)state;
  cs_err err;
  cs_pack *pack;
  cs_program *program;
  char *text = pack003_text();
  json_t *effective, *given;
  assert_int_equal(cs_pack_parse(text, strlen(text), &pack, &err), CS_OK);
  free(text);
  static const char *const bad[][2] = {
      {"{\"parameters\":{\"months\":1}}", "months_between"},
      {"{\"parameters\":{\"months_between\":\"x\"}}", "integer"},
      {"{\"parameters\":{\"months_between\":\"99999999999999999999\"}}", "integer"},
      {"{\"parameters\":{\"approver\":[\"HR\",1]}}", "text"},
      {"{\"parameters\":{\"pass\":\"100.01\"}}", "'pass': '100.01' is no score from 0 to 100"},
      {"{\"parameters\":{\"pass\":\"101\"}}", "in points, as in 75 or 75.50 (clause 8.2.2)"},
      {"{\"parameters\":{\"pass\":\"999\"}}", "is no score"},
      {"{\"parameters\":{\"pass\":\"10001\"}}", "is no score"},
      {"{\"parameters\":{\"pass\":\"7500.00\"}}", "is no score"},
      {"{\"parameters\":{\"pass\":\"-1\"}}", "is no score"},
      {"{\"parameters\":{\"pass\":\"75.001\"}}", "is no score"},
      {"{\"parameters\":{\"pass\":10001}}", "'10001' is no score"},
      {"{\"parameters\":{\"pass\":true}}", "is no score"},
      {"{\"readings\":{\"absence\":\"front\"}}", "shorten"},
      {"{\"readings\":{\"absent\":\"back\"}}", "absence"},
  };
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
    given = json_loads(bad[i][0], 0, NULL);
    assert_int_equal(cs_pack_settings(pack, given, &effective, &err), CS_EINPUT);
    assert_non_null(strstr(err.text, bad[i][1]));
    json_decref(given);
  }
  given = json_loads("{\"parameters\":{\"months_between\":\"4\",\"approver\":\"HR\"}}", 0, NULL);
  assert_int_equal(cs_pack_settings(pack, given, &effective, &err), CS_OK);
  assert_int_equal(json_integer_value(
                       json_object_get(json_object_get(effective, "parameters"), "months_between")),
                   4);
  assert_string_equal(
      json_string_value(json_object_get(json_object_get(effective, "readings"), "absence")),
      "back");
  assert_int_equal(
      cs_program_compile(pack, "half-year", effective, day("2026-07-01"), &program, &err), CS_OK);
  const char *clause;
  assert_string_equal(cs_program_approver(program, &clause), "HR");
  assert_string_equal(clause, "8.5");
  assert_true(cs_program_month_usual(program));
  cs_program_free(program);
  assert_int_equal(cs_program_compile(pack, "yearly", effective, day("2026-07-01"), &program, &err),
                   CS_ENOTFOUND);
  json_object_set_new(json_object_get(effective, "parameters"), "months_between", json_null());
  assert_int_equal(
      cs_program_compile(pack, "half-year", effective, day("2026-07-01"), &program, &err),
      CS_EPARAM);
  assert_non_null(strstr(err.text, "months_between (8.2.2)"));
  json_decref(effective);
  json_decref(given);
  assert_int_equal(cs_pack_settings(pack, NULL, &effective, &err), CS_OK);
  assert_int_equal(
      cs_program_compile(pack, "half-year", effective, day("2026-08-01"), &program, &err), CS_OK);
  assert_null(cs_program_approver(program, NULL)); /* nobody is named, and that stops nothing */
  assert_false(cs_program_month_usual(program));
  cs_program_free(program);
  json_decref(effective);
  cs_pack_free(pack);
}

/* A score is set as people write it, and kept in hundredths. */
static void points(void **state) {
  (void)state;
  static const struct {
    const char *given;
    int64_t kept;
  } good[] = {{"\"75\"", 7500},   {"\"75.5\"", 7550}, {"\"75.05\"", 7505}, {"\"0\"", 0},
              {"\"100\"", 10000}, {"\"1000\"", 1000}, {"\"7500\"", 7500},  {"\"10000\"", 10000},
              {"75", 75},         {"7500", 7500}};
  cs_err err;
  cs_pack *pack;
  char *text = pack003_text();
  assert_int_equal(cs_pack_parse(text, strlen(text), &pack, &err), CS_OK);
  free(text);
  for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
    json_t *effective, *given = json_pack("{s:{s:o}}", "parameters", "pass",
                                          json_loads(good[i].given, JSON_DECODE_ANY, NULL));
    assert_int_equal(cs_pack_settings(pack, given, &effective, &err), CS_OK);
    const json_t *parameters = json_object_get(effective, "parameters");
    assert_int_equal(json_integer_value(json_object_get(parameters, "pass")), good[i].kept);
    json_decref(effective);
    json_decref(given);
  }
  cs_pack_free(pack);
}

/* What a cycle says beside its rules. */
static void occasion_and_step(void **state) {
  (void)state;
  cs_err err;
  cs_pack *pack;
  cs_program *program;
  json_t *effective;
  const char *clause, *unless;
  char *text =
      changed("'months':[1,7]", "'on':'event','step':{'most':1,'clause':'8.2.2','unless':'special',"
                                "'at':{'file':'rules.lua','line':3}}");
  char *with = malloc(strlen(text) + 64);
  sprintf(with, "%.*s,\"procedures\":{\"special\":{}}}", (int)strlen(text) - 1, text);
  if (cs_pack_parse(with, strlen(with), &pack, &err) != CS_OK) DIE(err);
  free(text);
  free(with);
  assert_int_equal(cs_pack_settings(pack, NULL, &effective, &err), CS_OK);
  assert_int_equal(
      cs_program_compile(pack, "half-year", effective, day("2026-08-01"), &program, &err), CS_OK);
  assert_true(cs_program_on_event(program));
  assert_true(cs_program_month_usual(program));
  assert_int_equal(cs_program_step_limit(program, &clause, &unless), 1);
  assert_string_equal(clause, "8.2.2");
  assert_string_equal(unless, "special");
  cs_program_free(program);
  assert_int_equal(
      cs_program_compile(pack, "leaders-yearly", effective, day("2026-08-01"), &program, &err),
      CS_OK);
  assert_false(cs_program_on_event(program));
  assert_int_equal(cs_program_step_limit(program, NULL, NULL), -1);
  cs_program_free(program);
  json_decref(effective);
  cs_pack_free(pack);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_wrongness),   cmocka_unit_test(not_json),
      cmocka_unit_test(mangled),           cmocka_unit_test(deep),
      cmocka_unit_test(settings),          cmocka_unit_test(points),
      cmocka_unit_test(occasion_and_step),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
