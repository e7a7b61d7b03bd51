/* What an explanation says, and what it says would change the verdict. */
#include "core/assess/support.h"

static void agent(bench *b, const char *grade, const char *marks) {
  person(b, "E0000042");
  fact(b, "position", "agent");
  fact(b, "status", "confirmed");
  fact(b, "hired_on", "2020-01-01");
  fact(b, "confirmed_on", "2022-06-22");
  fact(b, "grade", grade);
  fact(b, "graded_on", "2025-11-17");
  ratings(b, "2026-01", marks);
}

static json_t *explained(bench *b) {
  json_t *out;
  cs_err err;
  judged(b);
  if (cs_evaluator_explain(b->evaluator, &out, &err) != CS_OK) DIE(err);
  assert_string_equal(json_string_value(json_object_get(out, "outcome")),
                      cs_outcome_name(b->decision.outcome));
  return out;
}

/* Each line as "mark text [clause] reading"; change as "text". */
static const char *told(json_t *why) {
  static char text[8192];
  size_t i, n = 0;
  json_t *line;
  json_array_foreach(json_object_get(why, "lines"), i, line) {
    const char *clause = json_string_value(json_object_get(line, "clause")),
               *reading = json_string_value(json_object_get(line, "reading"));
    n += (size_t)snprintf(text + n, sizeof text - n, "%s %s [%s] %s\n",
                          json_string_value(json_object_get(line, "mark")),
                          json_string_value(json_object_get(line, "text")), clause ? clause : "-",
                          reading ? reading : "");
  }
  json_array_foreach(json_object_get(why, "change"), i, line) n += (size_t)snprintf(
      text + n, sizeof text - n, "-> %s\n", json_string_value(json_object_get(line, "text")));
  json_decref(why);
  return text;
}

static void has(const char *text, const char *part) {
  if (strstr(text, part) == NULL) fail_msg("not said: %s\nin:\n%s", part, text);
}
static void lacks(const char *text, const char *part) {
  if (strstr(text, part) != NULL) fail_msg("said: %s\nin:\n%s", part, text);
}

static void a_promotion(void **state) {
  (void)state;
  bench b;
  bench_open(&b, "half-year", "2026-07-01", NULL);
  agent(&b, "junior.good", "SABABB");
  json_t *why = explained(&b);
  assert_string_equal(json_string_value(json_object_get(why, "summary")),
                      "junior.good → mid1.ordinary   direct +2   [8.4.1.2.B]");
  assert_string_equal(
      json_string_value(json_object_get(json_object_get(why, "readings"), "absence")), "back");
  const char *text = told(why);
  has(text, "met confirmed: status confirmed, confirmed_on 2022-06-22 [8.2.1]");
  has(text, "met 3 months since last grading 2025-11-17 (needs 2026-02-17) [8.2.2]");
  has(text, "met 3A or 1S+1A in 2026-01..06: S A B A B B [8.4.1.2.B] absence=back\n");
  has(text, "met no C, D: none of 6 [8.4.1.2.B]");
  has(text, "open 2S+2A in 2026-01..06: S A B A B B; lacks 1 S; would give +3 [8.4.1.2.C]");
  has(text, "[8.3.3.B] 8.3.3.B=target\n");
  has(text, "-> rating:2026-06 were S instead of B: mid1.good, +3\n");
  cs_lang_set(CS_ZH);
  text = told(explained(&b));
  cs_lang_set(CS_EN);
  has(text, "met 已转正：status confirmed");
  has(text, "尚缺 1 S；可得 +3");
  bench_close(&b);
}

/* How far it led by which clause, and what of the ladder's order that hangs on. */
static void a_move_cites_the_ladder(void **state) {
  (void)state;
  bench b;
  bench_open(&b, "half-year", "2026-07-01", NULL);
  agent(&b, "junior.ordinary", "BBBBBB");
  const char *text = told(explained(&b));
  has(text, "met +1: junior.ordinary → junior.good [8.4.1.1.a]");
  has(text, "info order: first, then good [5.1.2]");
  lacks(text, "[5.1.1]");
  agent(&b, "junior.excellent", "BBBBBB");
  text = told(explained(&b));
  has(text, "info order: junior, then mid1 [5.1.1]");
  has(text, "info order: first, then excellent [5.1.2]");
  agent(&b, "junior.good", "SABABB"); /* two steps: the rule says how far itself */
  text = told(explained(&b));
  lacks(text, "+2: ");
  has(text, "info order: junior, then mid1 [5.1.1]");
  agent(&b, "junior.good", "BBBBBC");
  lacks(told(explained(&b)), "order:");
  bench_close(&b);
}

static void what_would_change_it(void **state) {
  (void)state;
  bench b;
  bench_open(&b, "half-year", "2026-07-01", NULL);
  agent(&b, "junior.good", "AAABBB");
  put(&b, CS_ATTRIBUTE, 0, "graded_on", CS_DATE_MIN, 2, "2026-05-17");
  const char *text = told(explained(&b));
  has(text, "unmet 3 months since last grading 2026-05-17 (needs 2026-08-17) [8.2.2]");
  has(text, "-> from 2026-08-17 on: mid1.ordinary, +2\n");

  agent(&b, "mid2.good", "BBBBBB");
  complaint(&b, "2026-03-12", "personal", "yes");
  text = told(explained(&b));
  has(text, "-> complaint:2026-03-12 did not count and rating:2026-06 were S instead of B: "
            "mid2.excellent, +1\n");

  agent(&b, "mid2.good", "BBBBBB"); /* one S is fewer changes than two As */
  text = told(explained(&b));
  has(text, "-> rating:2026-06 were S instead of B: mid2.excellent, +1\n");
  lacks(text, " and rating");

  agent(&b, "junior.good", "BBBBBB");
  put(&b, CS_ATTRIBUTE, 0, "status", CS_DATE_MIN, 2, "probation");
  lacks(told(explained(&b)), "->"); /* who somebody is, is not up for change */

  agent(&b, "chief.excellent", "CCCCCC");
  lacks(told(explained(&b)), "->");
  bench_close(&b);
}

static void unknown_facts(void **state) {
  (void)state;
  bench b;
  bench_open(&b, "half-year", "2026-07-01", NULL);
  agent(&b, "mid2.good", "ABBB-B");
  complaint(&b, "2026-03-12", "personal", "");
  const char *text = told(explained(&b));
  has(text, "unknown 2A or 1S in 2026-01..06: A B B B ? B");
  has(text, "2026-03-12?");
  has(text, "-> complaint:2026-03-12 did not count and rating:2026-05 is A: mid2.excellent, +1\n");
  agent(&b, "junior.good", "AAABBB");
  put(&b, CS_ATTRIBUTE, 0, "position", CS_DATE_MIN, 2, "");
  text = told(explained(&b));
  has(text, "unknown position not known [2]");
  has(text, "-> position is agent: mid1.ordinary, +2\n");
  agent(&b, "junior.good", "AAABBB");
  put(&b, CS_ATTRIBUTE, 0, "graded_on", CS_DATE_MIN, 2, "");
  text = told(explained(&b));
  has(text, "-> graded_on is 2026-04-01: mid1.ordinary, +2\n");
  bench_close(&b);
}

/* Explaining tries other facts; the judgement afterwards is the one before. */
static void leaves_no_trace(void **state) {
  (void)state;
  bench b;
  bench_open(&b, "half-year", "2026-07-01", NULL);
  agent(&b, "mid2.good", "ABBB-B");
  complaint(&b, "2026-03-12", "", "");
  put(&b, CS_ATTRIBUTE, 0, "hired_on", CS_DATE_MIN, 2, "");
  json_t *why = explained(&b);
  char *first = json_dumps(why, JSON_SORT_KEYS);
  json_decref(why);
  cs_err err;
  json_t *again;
  assert_int_equal(cs_evaluator_explain(b.evaluator, &again, &err), CS_OK);
  char *second = json_dumps(again, JSON_SORT_KEYS);
  assert_string_equal(first, second);
  free(first);
  free(second);
  json_decref(again);
  bench_close(&b);
}

static void nobody_and_out_of_scope(void **state) {
  (void)state;
  bench b;
  cs_err err;
  json_t *out;
  bench_open(&b, "half-year", "2026-07-01", NULL);
  assert_int_equal(cs_evaluator_explain(b.evaluator, &out, &err), CS_EREFUSED);
  agent(&b, "junior.good", "AAABBB");
  put(&b, CS_ATTRIBUTE, 0, "position", CS_DATE_MIN, 2, "leader");
  judged(&b);
  assert_int_equal(cs_evaluator_explain(b.evaluator, &out, &err), CS_OK);
  assert_string_equal(json_string_value(json_object_get(out, "outcome")), "out_of_scope");
  has(told(out), "unmet position leader (needs agent or assistant or QC) [2]");
  bench_close(&b);
}

/* The first pack with other conditions in the first rule of the half-year, and procedures beside it. */
static void open_with(bench *b, const char *condition, const char *gives) {
  static const char rule[] = "\"gives\":{\"up\":3}";
  char *text = pack003_text(), *at = strstr(text, rule), *when = strstr(at, "\"when\":");
  char *end = strstr(when, ",{\"clause\":\"8.4.1.2.B\""); /* the next rule */
  cs_buf out = {0};
  cs_buf_put(&out, text, (size_t)(at - text));
  cs_buf_printf(&out, "\"gives\":%s", gives);
  cs_buf_put(&out, at + strlen(rule), (size_t)(when - at) - strlen(rule));
  cs_buf_printf(&out, "\"when\":%s}", condition);
  cs_buf_puts(&out, end);
  out.size--;
  cs_buf_puts(&out, ",\"procedures\":{\"special\":{\"label\":{\"en\":\"special "
                    "advancement\",\"zh\":\"特殊晋级\"}}}}");
  for (size_t i = 0; i < out.size; i++)
    if (out.data[i] == '\'') out.data[i] = '"';
  bench_open_pack(b, strdup(cs_buf_str(&out)), "half-year", "2026-07-01", NULL);
  cs_buf_deinit(&out);
  free(text);
}

static void fact_on(bench *b, const char *name, const char *on, const char *text) {
  put(b, CS_ATTRIBUTE, 0, name, day(on), 1, text);
}

static void what_procedures_need(void **state) {
  (void)state;
  bench b;
  open_with(&b,
            "{'op':'all','of':[{'op':'changed','attr':'grade','how':'up','months':3},"
            "{'op':'rated','series':'rating','window':{'periods':1,'every':'month'},'values':['C','"
            "D'],'cmp':'"
            ">=','count':1},"
            "{'op':'none','series':'rating','window':{'from':'confirmed_on','until':'left_on','"
            "every':'month'},"
            "'values':['D']},"
            "{'op':'not','of':{'op':'during','span':'absence','kinds':['medical']}},"
            "{'op':'not','of':{'op':'concluded','procedure':'special','outcome':['granted']}}]}",
            "{'back':'grade'}");
  agent(&b, "junior.good", "BBBBBC");
  fact_on(&b, "grade", "2026-05-01", "mid1.good");
  put(&b, CS_ATTRIBUTE, 0, "confirmed_on", CS_DATE_MIN, 2, "2026-03-16");
  complaint(&b, "2026-03-12", "personal", "yes"); /* nothing else would be met */
  json_t *why = explained(&b);
  assert_string_equal(json_string_value(json_object_get(why, "summary")),
                      "mid1.good → junior.good   down -3   [8.4.1.2.C]");
  const char *text = told(why);
  has(text,
      "met 级别 rose on 2026-05-01 from junior.good (needs a rise within 3 months) [8.4.1.2.C] \n");
  has(text, "met C or D ≥ 1 in 2026-06: C [8.4.1.2.C] \n");
  has(text, "met no D: none of 4 [8.4.1.2.C] \n");
  has(text, "met not: in absence medical: none [8.4.1.2.C] \n");
  has(text, "met not: special advancement granted: none [8.4.1.2.C] \n");
  has(text, "-> rating:2026-06 were B instead of C: no fall\n");
  lacks(text, "ceiling");
  cs_lang_set(CS_ZH);
  text = told(explained(&b));
  cs_lang_set(CS_EN);
  has(text, "met 级别 于 2026-05-01 由 junior.good 上升（要求 上升，3 个月内） [8.4.1.2.C] \n");
  has(text, "met 非：处于absence medical：无 [8.4.1.2.C] \n");
  has(text, "met 非：特殊晋级 granted：无 [8.4.1.2.C] \n");

  uint32_t i = ++b.instance;
  put(&b, CS_EVENT, i, "kind", 0, 1, "concluded");
  put(&b, CS_EVENT, i, "on", 0, 1, "2026-06-12");
  put(&b, CS_EVENT, i, "procedure", 0, 1, "special");
  put(&b, CS_EVENT, i, "outcome", 0, 1, "granted");
  absent(&b, "2026-06-20", "");
  text = told(explained(&b));
  has(text, "not: in absence medical: 2026-06-20..; not: special advancement granted: 2026-06-12");
  has(text, "; would lead back to the 级别 before the last rise [8.4.1.2.C] \n");
  lacks(text, "concluded:");
  bench_close(&b);
}

static void a_window_of_unknown_days(void **state) {
  (void)state;
  bench b;
  open_with(&b,
            "{'op':'meets','series':'rating','window':{'from':'graded_on','until':'left_on','every'"
            ":'month'},'"
            "need':'2A'}",
            "{'up':1}");
  agent(&b, "junior.good", "AABCBB");
  put(&b, CS_ATTRIBUTE, 0, "graded_on", CS_DATE_MIN, 2, "");
  const char *text = told(explained(&b));
  has(text, "unknown 2A in last grading not known; would give +1 [8.4.1.2.C]");
  put(&b, CS_ATTRIBUTE, 0, "graded_on", CS_DATE_MIN, 3, "2026-02-10");
  text = told(explained(&b));
  has(text, "open 2A in 2026-02..06: A B C B B; lacks 1 A; would give +1 [8.4.1.2.C]");
  bench_close(&b);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_promotion),          cmocka_unit_test(a_move_cites_the_ladder),
      cmocka_unit_test(what_would_change_it), cmocka_unit_test(unknown_facts),
      cmocka_unit_test(leaves_no_trace),      cmocka_unit_test(nobody_and_out_of_scope),
      cmocka_unit_test(what_procedures_need), cmocka_unit_test(a_window_of_unknown_days),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
