/* What a pack's forms may name, and that they show what they have to hold. */
#include "form/check.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>
#include <string.h>

static json_t *pack_with(const char *text, const char *fields) {
  json_error_t wrong;
  json_t *list = json_loads(fields, 0, &wrong);
  json_t *pack = json_pack("{s:{s:{}, s:{s:b}}, s:{s:{s:{s:{}}}}, s:{s:{s:s, s:s, s:o, s:{s:s, "
                           "s:i}}}, s:{s:{s:[{s:[s]}]}}}",
                           "attributes", "post", "wanted", "case", 1, "subjects", "vacancy",
                           "attributes", "opened", "forms", "notice", "template", "forms/a.html",
                           "text", text, "fields", list, "at", "file", "p.lua", "line", 7,
                           "procedures", "move", "stages", "makes", "notice");
  assert_non_null(pack);
  return pack;
}

/* "" when the form is good, else the complaint. */
static void check(const char *text, const char *fields, const char *expected) {
  cs_err err = {0};
  json_t *pack = pack_with(text, fields);
  int rc = cs_forms_check(pack, &err);
  assert_string_equal(rc == CS_OK ? "" : err.text, expected);
  assert_true(rc == CS_OK || rc == CS_EPACK);
  json_decref(pack);
}

static void names_are_found_in_their_sections(void **state) {
  (void)state;
  check("{{number}}{{#zh}}{{asked.wanted}}{{/zh}}{{#en}}{{asked.wanted}}{{/en}}{{subject.post}}"
        "{{subject.opened}}{{#panel.seats}}{{label}}{{#raters}}{{name}}{{number}}{{/raters}}"
        "{{/panel.seats}}{{#panel}}{{total}}{{#seats}}{{mean}}{{/seats}}{{/panel}}"
        "{{#reason}}{{.}}{{/reason}}",
        "[\"number\",\"panel.seats\",\"panel.total\",\"reason\",\"subject\",\"asked.wanted\"]", "");
  check("\n{{#clauses}}{{mean}}{{/clauses}}", "[\"clauses\"]",
        "forms/a.html:2: the form has no field 'mean'");
  check("{{subject.wanted}}", "[]", "forms/a.html:1: the form has no field 'subject.wanted'");
  check("{{asked.post}}", "[]", "forms/a.html:1: the form has no field 'asked.post'");
  check("{{panel.seats.raters.nam}}", "[]",
        "forms/a.html:1: the form has no field 'panel.seats.raters.nam'");
  check("{{clauses}}", "[]", "forms/a.html:1: the form has no field 'clauses'");
  check("{{.}}", "[]", "forms/a.html:1: the form has no field '.'");
}

static void what_a_form_has_to_hold_is_shown(void **state) {
  (void)state;
  check("<p></p>", "[\"change.to\"]",
        "forms/a.html:1: form 'notice' does not show 'change.to', which it has to hold (p.lua:7)");
  check("{{#change.to}}x{{/change.to}}", "[\"change.to\"]",
        "forms/a.html:1: form 'notice' does not show 'change.to', which it has to hold (p.lua:7)");
  check("{{#clauses}}-{{/clauses}}", "[\"clauses\"]",
        "forms/a.html:1: form 'notice' does not show 'clauses', which it has to hold (p.lua:7)");
  check("{{#clauses}}{{id}}{{/clauses}}", "[\"clauses\"]", "");
  check("", "[\"weather\"]",
        "p.lua:7: form 'notice': there is no 'weather' that a form could hold (docs/forms.md lists "
        "the names)");
}

static void it_is_shown_in_each_language(void **state) {
  (void)state;
  check("{{#zh}}{{change.to}}{{/zh}}", "[\"change.to\"]",
        "forms/a.html:1: form 'notice' does not show 'change.to' where it is printed in 'en'; it "
        "has to hold that in each language (p.lua:7)");
  check("{{^zh}}{{#clauses}}{{id}}{{/clauses}}{{/zh}}", "[\"clauses\"]",
        "forms/a.html:1: form 'notice' does not show 'clauses' where it is printed in 'zh'; it has "
        "to hold that in each language (p.lua:7)");
  check("{{#zh}}{{^zh}}{{number}}{{/zh}}{{/zh}}", "[\"number\"]",
        "forms/a.html:1: form 'notice' does not show 'number', which it has to hold (p.lua:7)");
  check("{{#zh}}{{change.to}}{{/zh}}{{^zh}}{{change.to}}{{/zh}}", "[\"change.to\"]", "");
}

static void what_it_shows_is_among_its_fields(void **state) {
  (void)state;
  check("{{number}}\n{{reason}}", "[\"number\"]",
        "forms/a.html:2: form 'notice' shows 'reason', which is not among its 'fields' (p.lua:7)");
  check("{{#clauses}}{{label}}{{/clauses}}", "[\"clauses.id\"]",
        "forms/a.html:1: form 'notice' shows 'clauses.label', which is not among its 'fields' "
        "(p.lua:7)");
  check("{{number}}{{#reason}}-{{/reason}}", "[\"number\"]",
        "forms/a.html:1: form 'notice' shows 'reason', which is not among its 'fields' (p.lua:7)");
  check("{{#panel}}{{#seats}}{{mean}}{{/seats}}{{/panel}}{{^panel.seats}}-{{/panel.seats}}",
        "[\"panel.seats.mean\"]", "");
  check("{{#zh}}{{#en}}{{/en}}{{/zh}}", "[]", "");
}

static void templates_are_parsed(void **state) {
  (void)state;
  check("<p>\n<script>", "[]",
        "forms/a.html:2: <script>: not a tag a form may use; a plain < is "
        "written &lt;");
}

static void a_printed_form_has_a_template_and_a_series(void **state) {
  (void)state;
  cs_err err = {0};
  json_t *pack = pack_with("", "[]");
  json_t *form = json_object_get(json_object_get(pack, "forms"), "notice");
  assert_string_equal(cs_form_series("notice", form), "notice");
  json_object_set_new(form, "series", json_string("A [1]"));
  assert_int_equal(cs_forms_check(pack, &err), CS_EPACK);
  assert_non_null(strstr(err.text, "p.lua:7: form 'notice': the series 'A [1]'"));
  json_object_set_new(form, "series", json_string("A.1"));
  assert_string_equal(cs_form_series("notice", form), "A.1");
  json_object_del(form, "text");
  assert_int_equal(cs_forms_check(pack, &err), CS_EPACK);
  assert_string_equal(err.text, "p.lua:7: form 'notice' is printed by a stage and has no template");
  json_object_del(pack, "procedures");
  assert_int_equal(cs_forms_check(pack, &err), CS_OK);
  json_decref(pack);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(names_are_found_in_their_sections),
      cmocka_unit_test(what_a_form_has_to_hold_is_shown),
      cmocka_unit_test(it_is_shown_in_each_language),
      cmocka_unit_test(what_it_shows_is_among_its_fields),
      cmocka_unit_test(templates_are_parsed),
      cmocka_unit_test(a_printed_form_has_a_template_and_a_series),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
