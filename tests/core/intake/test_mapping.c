#include "core/intake/support.h"

static cs_mapping *mapping(const char *text) {
  cs_buf json = {0};
  cs_err err;
  cs_mapping *m = NULL;
  for (; *text != '\0'; text++) cs_buf_putc(&json, *text == '\'' ? '"' : *text);
  int rc = cs_mapping_parse("map.json", json.data, json.size, &m, &err);
  if (rc != CS_OK) fail_msg("%s", err.text);
  cs_buf_deinit(&json);
  return m;
}

static int import_with(support *s, const char *kind, const char *map, const char *csv) {
  cs_mapping *m = mapping(map);
  support_write("in.csv", csv, strlen(csv));
  cs_intake_options options = {.kind = kind, .path = "in.csv", .mapping = m};
  int rc = support_run(s, &options);
  cs_mapping_free(m);
  return rc;
}

static void a_foreign_export(void **state) {
  support *s = *state;
  support_ok(s, import_with(s, "employees",
                            "{'kind':'employees','skip_lines':1,'dates':['M/D/Y','D-M-Y'],"
                            "'columns':{'code':'Number','name':{'join':['First','Last'],'with':' "
                            "'},'hired_on':['Begin','Start'],"
                            "'status':'State','position':{'value':'agent'}},"
                            "'values':{'status':{'Active':'confirmed','Gone':'left','*':null}},'"
                            "ignore':['Shoe size']}",
                            "Export of yesterday\nNumber,First,Last,Start,State,Shoe "
                            "size\n7,Ann,Lee,9/20/2019,Active,38\n"
                            "8,Bo,,30-08-2020,Away,\n"));
  assert_counts(s, "2 2 0 0 0 0");
  assert_string_equal(support_person(s, "7"),
                      "a hired_on  2019-09-20\na position  :agent\na status  :confirmed\n");
  assert_string_equal(support_person(s, "8"), "a hired_on  2020-08-30\na position  :agent\n");
  cs_buf name = {0};
  cs_person_personal(s->store, s->company.id, "7", "name", UINT32_MAX, &name, NULL, &s->err);
  assert_string_equal(cs_buf_str(&name), "Ann Lee");
  cs_buf_deinit(&name);
}

static void a_wide_sheet(void **state) {
  support *s = *state;
  support_good(s, "employees", "code\nE1\nE2\n");
  const char *csv = "工号,2026-01,2026-02,2026-03\nE1,S,,A\nE2,B,x,\nE9,,A,\n";
  const char *any = "{'kind':'ratings','wide':{'columns':'YYYY-MM'}}";
  assert_int_equal(import_with(s, "ratings", any, csv), CS_EINPUT);
  assert_counts(s, "9 3 0 4 2 0");
  assert_int_equal(s->report.problems[0].line, 3);
  assert_string_equal(s->report.problems[0].column, "2026-02");
  assert_string_equal(s->report.problems[0].value, "x");
  assert_int_equal(s->report.problems[1].line, 4);
  support_ok(
      s, import_with(
             s, "ratings",
             "{'wide':{'columns':{'Jan':'2026-01','Feb':'2026-02'},'into':['period','rating']}}",
             "employee,Jan,Feb\nE1,S,B\n"));
  assert_string_equal(support_person(s, "E1"), "s rating 2026-01 :S\ns rating 2026-02 :B\n");
}

/* A sheet with a column a month, whatever way the months are written; without a mapping it is said how to read it. */
static void months_as_heads(void **state) {
  support *s = *state;
  static const char *const forms[] = {"YYYY-MM", "YYYY年M月", "YYYY年MM月"};
  support_good(s, "employees", "code\nE1\n");
  const char *file = "employee,2026年1月,2026年02月,2026-03\nE1,S,B,A\n";
  for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
    char mapping[64];
    (void)snprintf(mapping, sizeof mapping, "{'wide':{'columns':'%s'}}", forms[i]);
    assert_int_equal(import_with(s, "ratings", mapping, file), CS_OK);
    assert_string_equal(support_person(s, "E1"),
                        "s rating 2026-01 :S\ns rating 2026-02 :B\ns rating 2026-03 :A\n");
  }
  assert_int_equal(import_with(s, "ratings", "{}", file), CS_EINPUT);
  assert_non_null(
      strstr(s->err.text, "but 3 columns are called like periods, the first is 2026年1月"));
  assert_non_null(
      strstr(s->err.text, "{\"kind\": \"ratings\", \"wide\": {\"columns\": \"YYYY-MM\"}}"));
  assert_int_equal(import_with(s, "ratings", "{}", "employee,2026Q1\nE1,S\n"), CS_EINPUT);
  assert_non_null(strstr(s->err.text, "\"YYYY-Qn\""));
  assert_int_equal(import_with(s, "ratings", "{}", "period,rating,2026-01\n2026-01,S,x\n"),
                   CS_EINPUT);
  assert_non_null(strstr(s->err.text, "One of them may be it"));
}

static void a_header_that_is_not_there(void **state) {
  support *s = *state;
  assert_int_equal(
      import_with(s, "employees", "{'columns':{'code':'Numbr'}}", "Number,Name\n7,Ann\n"),
      CS_EINPUT);
  assert_non_null(strstr(s->err.text, "map.json"));
  assert_non_null(strstr(s->err.text, "\"Numbr\"; nearest: Number; it has: Number, Name"));
  assert_int_equal(import_with(s, "employees", "{'columns':{'grad':'Number'}}", "Number\n7\n"),
                   CS_EINPUT);
  assert_non_null(strstr(s->err.text, "nearest: grade"));
  assert_int_equal(import_with(s, "ratings", "{'kind':'employees'}", "employee,period,rating\n"),
                   CS_EINPUT);
}

static void bad_mapping_files(void **state) {
  (void)state;
  static const struct {
    const char *json, *expected;
  } bad[] = {{"", "map.json"},
             {"[]", "object"},
             {"{\"kind\":\"horses\"}", "employees"},
             {"{\"colums\":{}}", "\"colums\""},
             {"{\"columns\":[]}", "\"columns\""},
             {"{\"columns\":{\"code\":7}}", "\"code\""},
             {"{\"columns\":{\"code\":[]}}", "\"code\""},
             {"{\"columns\":{\"name\":{\"join\":[],\"with\":\" \"}}}", "\"name\""},
             {"{\"columns\":{\"name\":{\"with\":\" \"}}}", "\"name\""},
             {"{\"dates\":[\"M/D\"]}", "\"M/D\""},
             {"{\"dates\":[\"\"]}", "\"dates\""},
             {"{\"skip_lines\":-1}", "\"skip_lines\""},
             {"{\"skip_lines\":1.5}", "\"skip_lines\""},
             {"{\"values\":{\"status\":{\"a\":7}}}", "\"status\""},
             {"{\"values\":{\"status\":[]}}", "\"status\""},
             {"{\"wide\":{\"columns\":\"MM/YY\"}}", "\"wide\""},
             {"{\"wide\":{\"columns\":\"YYYY\",\"into\":[\"period\"]}}", "\"into\""},
             {"{\"encoding\":\"latin1\"}", "gb18030"},
             {"{\"kind\":\"employees\",\"kind\":\"ratings\"}", "map.json:1:"},
             {"{\"ignore\":\"\\u0000\"}", "map.json:1:"},
             {"{\"ignore\":7}", "\"ignore\""},
             {"{\"\\u202eevil\":1}", "\\u202e"}};
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
    cs_err err = {0};
    cs_mapping *m;
    assert_int_equal(cs_mapping_parse("map.json", bad[i].json, strlen(bad[i].json), &m, &err),
                     CS_EINPUT);
    assert_null(m);
    if (strstr(err.text, bad[i].expected) == NULL) fail_msg("%s: %s", bad[i].json, err.text);
    assert_non_null(strstr(err.text, "map.json"));
  }
  cs_mapping *m;
  cs_err err = {0};
  assert_int_equal(cs_mapping_load("absent.json", &m, &err), CS_EIO);
  support_write("map.json", "\xef\xbb\xbf{}", 5);
  assert_int_equal(cs_mapping_load("map.json", &m, &err), CS_OK);
  cs_mapping_free(m);
  cs_mapping_free(NULL);
}

int main(void) {
  const struct CMUnitTest tests[] = {TEST(a_foreign_export), TEST(a_wide_sheet),
                                     TEST(months_as_heads), TEST(a_header_that_is_not_there),
                                     cmocka_unit_test(bad_mapping_files)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
