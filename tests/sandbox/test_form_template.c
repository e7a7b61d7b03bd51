#include "attack.h"
#include "form/check.h"

/* A form's template is hostile, too: it may not run, load or disguise anything, nor be large, deep or without an end. */

static void template_fails(const char *text, size_t size, const char *expected) {
  static const char clauses[] = "id\tkind\texecutable\tparaphrase_en\tlabel_"
                                "zh\tprimitive\tambiguity\n1\trule\tyes\tx\tx\tform\t\n";
  static const char pack[] = ATTACK_HEAD "clauses \"clauses.tsv\"\n"
                                         "form \"1\" { kind = \"notice\", label = \"l\", fields = "
                                         "{ \"reason\" }, template = \"f.html\" }\n";
  attack a;
  cs_err err = {0};
  memset(&a, 0, sizeof a);
  attack_file(&a, "clauses.tsv", clauses, sizeof clauses - 1);
  attack_file(&a, "f.html", text, size);
  attack_file(&a, "pack.lua", pack, sizeof pack - 1);
  attack_run(&a);
  if (a.rc == CS_OK) {
    int64_t before = attack_clock();
    json_t *document = json_loadb(a.document.data, a.document.size, 0, NULL);
    a.rc =
        document == NULL ? CS_EPACK : cs_forms_check(document, &err); /* NUL is no text of JSON */
    json_decref(document);
    assert_true(attack_clock() - before < ATTACK_CPU_MS);
  } else {
    err = a.err;
  }
  if (expected == NULL) {
    if (a.rc != CS_OK) fail_msg("%s", err.text);
  } else {
    assert_int_not_equal(a.rc, CS_OK);
    if (strstr(err.text, expected) == NULL) fail_msg("%s", err.text);
  }
  attack_end(&a);
}

static void fails(const char *text, const char *expected) {
  template_fails(text, strlen(text), expected);
}

static void a_plain_one_is_taken(void **state) {
  (void)state;
  fails("<p>{{reason}}</p>", NULL);
}

static void nothing_runs_or_loads(void **state) {
  (void)state;
  fails("{{reason}}\n<script>alert(1)</script>", "f.html:2: <script>");
  fails("{{reason}}<img src=\"http://x/y\">", "f.html:1: <img");
  fails("{{reason}}<p style=\"background:url(x)\">", "f.html:1: <p style");
  fails("{{reason}}<p class=\"{{reason}}\">", "f.html:1: <p class");
  fails("{{{reason}}}", "f.html:1: {{{reason}}");
  fails("{{reason}}{{subject.password}}", "no field 'subject.password'");
  fails("{{reason}}{{> ../../etc/passwd}}", "f.html:1: {{> ../../etc/passwd}}");
}

/* What turns a line round cannot be seen in a template, written as a number it could be; nor does a value become it. */
static void nothing_is_disguised(void **state) {
  (void)state;
  fails("<p>{{reason}} &amp; &lt;a&gt; &nbsp;&quot;</p>", NULL);
  fails("{{reason}}\n&#x202e;1", "f.html:2: &#x202e;");
  fails("{{reason}}&#27;[31m", "f.html:1: &#27;");
  fails("{{reason}}&shy", "f.html:1: &shy");
  fails("{{reason}}&rlm;", "f.html:1: &rlm;");
  fails("&{{reason}}", "f.html:1: &{{reason}}");
  fails("{{reason}}&amp", "f.html:1: &amp");
  fails("{{reason}} a & b", "a plain & is written &amp;");
}

static void nothing_is_endless(void **state) {
  (void)state;
  size_t size = (size_t)900 << 10;
  char *text = malloc(size);
  assert_non_null(text);
  for (size_t i = 0; i < size; i++) text[i] = "{{#zh}}"[i % 7];
  template_fails(text, size, "");
  memset(text, '<', size);
  template_fails(text, size, "");
  memset(text, 'x', size);
  template_fails(text, size, "");
  free(text);
}

static void bytes_are_text(void **state) {
  (void)state;
  template_fails("{{reason}}\xff\xfe", 12, "");
  template_fails("{{reason}}\0{{no}}", 17, "");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_plain_one_is_taken), cmocka_unit_test(nothing_runs_or_loads),
      cmocka_unit_test(nothing_is_disguised), cmocka_unit_test(nothing_is_endless),
      cmocka_unit_test(bytes_are_text),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
