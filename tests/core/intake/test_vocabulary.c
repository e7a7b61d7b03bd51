#include "core/intake/support.h"
#include "intake/internal.h"

static void what_a_pack_declares(void **state) {
  support *s = *state;
  const cs_vocabulary *v = s->vocabulary;
  int32_t grade = cs_vocabulary_attribute(v, "grade"),
          graded = cs_vocabulary_attribute(v, "graded_on");
  assert_true(grade >= 0 && graded >= 0);
  assert_int_equal(v->attributes[grade].dated_by, graded);
  assert_true(v->attributes[graded].dates);
  assert_true(v->attributes[cs_vocabulary_attribute(v, "name")].personal);
  assert_true(v->attributes[cs_vocabulary_attribute(v, "site")].words.open);
  assert_int_equal(cs_vocabulary_attribute(v, "unheard"), -1);
  assert_int_equal(v->series_count, 2);
  assert_string_equal(v->series[v->default_series].name, "rating");
  assert_int_equal(v->metric_count, 2);
  assert_int_equal(v->event_count, 2);
  assert_int_equal(v->span_words.size, 2);
}

static cs_pack *parse(const char *text) {
  cs_buf json = {0};
  cs_err err;
  cs_pack *pack;
  for (; *text != '\0'; text++) cs_buf_putc(&json, *text == '\'' ? '"' : *text);
  int rc = cs_pack_parse(json.data, json.size, &pack, &err);
  if (rc != CS_OK) fail_msg("%s", err.text);
  cs_buf_deinit(&json);
  return pack;
}

static void two_packs_are_merged(void **state) {
  support *s = *state;
  cs_pack *other =
      parse("{'format':1,'id':'other','title':{},'clauses':[],'values':{'grades':{'kind':'ladder','"
            "order':['g4','g5'],'labels':{}},"
            "'marks':{'kind':'scale','order':['D'],'labels':{}}},'attributes':{"
            "'grade':{'type':'grades','blank':'unknown','label':{},'aliases':['档次']},"
            "'badge':{'type':'text','blank':'unknown','label':{},'aliases':[]},"
            "'score':{'type':'integer','blank':'unknown','case':true}},"
            "'series':{'rating':{'scale':'marks','every':'month','label':{}}},'metrics':{},'events'"
            ":{'complaint':{'fields':"
            "{'cause':{'values':['weather'],'blank':'unknown','label':{}}},'label':{}}},'spans':{},"
            "'parameters':{},'readings':{},'cycles':{},'opaque':[]}");
  const cs_pack *packs[] = {s->pack, other};
  cs_vocabulary *both;
  support_ok(s, cs_vocabulary_new(packs, 2, &both, &s->err));
  cs_vocabulary_free(s->vocabulary);
  s->vocabulary = both;
  assert_int_equal(cs_vocabulary_attribute(both, "score"),
                   -1); /* what a case knows is imported by nobody */
  support_good(s, "employees", "code,档次,badge\nE1,g5,red\nE2,g1,\n");
  support_good(s, "ratings", "employee,period,rating\nE1,2026-01,D\nE2,2026-01,S\n");
  support_good(s, "events", "employee,on,kind,cause,upheld\nE1,2026-01-02,complaint,weather,no\n");
  assert_string_equal(support_person(s, "E1"),
                      "a badge  red\na grade  :g5\ne cause 1 :weather\ne kind 1 :complaint\n"
                      "e on 1 2026-01-02\ne upheld 1 :no\ns rating 2026-01 :D\n");
  cs_vocabulary_free(both);
  cs_pack_free(other);
  s->vocabulary = NULL;
}

static void no_pack_nothing_to_record(void **state) {
  support *s = *state;
  cs_vocabulary_free(s->vocabulary);
  support_ok(s, cs_vocabulary_new(NULL, 0, &s->vocabulary, &s->err));
  assert_int_equal(support_import(s, "employees", "code\nE1\n"), CS_EINPUT);
  assert_non_null(strstr(s->err.text, "policy load"));
}

int main(void) {
  const struct CMUnitTest tests[] = {TEST(what_a_pack_declares), TEST(two_packs_are_merged),
                                     TEST(no_pack_nothing_to_record)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
