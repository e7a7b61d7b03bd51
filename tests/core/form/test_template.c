#include "form/template.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>
#include <string.h>

/* What the template makes of the data; "!" and the error when it fails. The text is the caller's to free. */
static char *made(const char *text, const char *data) {
  cs_err err = {0};
  cs_buf out = {0};
  cs_template *t = NULL;
  json_t *json = json_loads(data, 0, NULL);
  assert_non_null(json);
  int rc = cs_template_parse("forms/a.html", text, strlen(text), &t, &err);
  if (rc == CS_OK) rc = cs_template_render(t, json, &out, &err);
  if (rc != CS_OK) {
    cs_buf_clear(&out);
    cs_buf_printf(&out, "!%s", err.text);
  }
  char *copy = strdup(cs_buf_str(&out));
  cs_buf_deinit(&out);
  cs_template_free(t);
  json_decref(json);
  return copy;
}

static void check(const char *text, const char *data, const char *expected) {
  char *got = made(text, data);
  assert_string_equal(got, expected);
  free(got);
}

static void values_are_escaped(void **state) {
  (void)state;
  check("<p>{{name}}</p>", "{\"name\": \"<b>A & \\\"B\\\"</b>'\"}",
        "<p>&lt;b&gt;A &amp; &quot;B&quot;&lt;/b&gt;&#39;</p>");
  check("{{a.b.c}} {{n}} {{! a remark }}{{none}}|",
        "{\"a\":{\"b\":{\"c\":\"x\"}},\"n\":12,\"none\":null}", "x 12 |");
  check("{{name}}", "{\"name\":\"A\\u202eB\\u0007C\\u200b张伟\"}", "ABC张伟");
}

static void sections_repeat(void **state) {
  (void)state;
  const char *data = "{\"rows\":[{\"n\":\"1\",\"in\":[\"a\",\"b\"]},{\"n\":\"2\",\"in\":[]}],"
                     "\"top\":\"t\",\"no\":[]}";
  check("{{#rows}}{{n}}{{top}}{{#in}}{{.}}{{/in}}{{^in}}-{{/in}};{{/rows}}{{^no}}none{{/"
        "no}}{{#no}}x{{/no}}",
        data, "1tab;2t-;none");
  check("{{#who}}{{name}}{{/who}}", "{\"who\":{\"name\":\"李\"}}", "李");
}

static void errors_say_where(void **state) {
  (void)state;
  check("<p>\n{{nobody}}</p>", "{}", "!forms/a.html:2: the form has no field 'nobody'");
  check("{{#a}}\n{{/b}}", "{}", "!forms/a.html:2: b: no section of that name is open here");
  check("\n{{#a}}", "{}", "!forms/a.html:2: a: opened here and never closed");
  check("{{a", "{}", "!forms/a.html:1: {{a: opened here and never closed");
  check("{{{a}}}", "{}", "!forms/a.html:1: {{{a}}: a name is of letters, digits, _ - and dots");
}

static void nothing_runs_or_loads(void **state) {
  (void)state;
  static const char *const attacks[] = {
      "<script>x</script>",
      "<img src=\"http://x\">",
      "<p onclick=\"x\">",
      "<a href=\"x\">",
      "<p class=\"{{x}}\">",
      "<p style=\"x\">",
      "<!-- x -->",
      "<style>",
      "<P>",
      "</p class=\"x\">",
      "<td colspan=2>",
      "<p",
      "< p>",
      "a < b",
      "<svg/onload=x>",
  };
  for (size_t i = 0; i < sizeof attacks / sizeof *attacks; i++) {
    char *got = made(attacks[i], "{\"x\":\"y\"}");
    if (got[0] != '!') fail_msg("%s was let in", attacks[i]);
    free(got);
  }
  check("<table class=\"wide grid\"><tr><td colspan=\"2\">1<br/></td></tr></table>", "{}",
        "<table class=\"wide grid\"><tr><td colspan=\"2\">1<br/></td></tr></table>");
}

static void a_template_that_multiplies_ends(void **state) {
  (void)state;
  json_t *ten = json_array();
  for (int i = 0; i < 10; i++) json_array_append_new(ten, json_integer(i));
  json_t *data = json_pack("{s:o}", "a", ten);
  char *text = json_dumps(data, JSON_COMPACT);
  char *got = made(
      "{{#a}}{{#a}}{{#a}}{{#a}}{{#a}}{{#a}}{{#a}}{{/a}}{{/a}}{{/a}}{{/a}}{{/a}}{{/a}}{{/a}}", text);
  assert_non_null(strstr(got, "takes more than 1000000 steps"));
  free(got);
  free(text);
  json_decref(data);

  char deep[17 * 6 + 1] = "";
  for (int i = 0; i < 17; i++) strcat(deep, "{{#a}}");
  check(deep, "{}", "!forms/a.html:1: a: sections more than 16 deep");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(values_are_escaped),
      cmocka_unit_test(sections_repeat),
      cmocka_unit_test(errors_say_where),
      cmocka_unit_test(nothing_runs_or_loads),
      cmocka_unit_test(a_template_that_multiplies_ends),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
