#include "core/intake/support.h"
#include "intake/template.h"

/* "name title type[!] choice,choice,...": ! needed, ... other values too */
static const char *columns(support *s, const char *kind) {
  static cs_buf out;
  cs_template t;
  cs_buf_clear(&out);
  support_ok(s, cs_template_init(s->vocabulary, kind, &t, &s->err));
  for (size_t i = 0; i < t.count; i++) {
    const cs_template_column *c = &t.columns[i];
    assert_string_equal(c->title, c->look.title);
    cs_buf_printf(&out, "%s %s %s%s", c->name, c->title, c->type, c->required ? "!" : "");
    for (size_t k = 0; k < c->look.choice_count; k++)
      cs_buf_printf(&out, "%s%s", k == 0 ? " " : ",", c->look.choices[k]);
    cs_buf_puts(&out, c->look.open ? ",...\n" : "\n");
  }
  cs_template_deinit(&t);
  return cs_buf_str(&out);
}

static void in_english(void **state) {
  support *s = *state;
  const char *text = columns(s, "employees");
  assert_non_null(strstr(text, "code code code!\n"));
  assert_non_null(strstr(text, "grade grade word g1,Second,Third,g4\n"));
  assert_non_null(strstr(text, "site site word north,south,...\n"));
  assert_non_null(strstr(text, "seats seats number\n"));
  assert_non_null(strstr(text, "hired_on hired_on date\n"));
  text = columns(s, "ratings");
  assert_non_null(strstr(text, "period period period!\n"));
  assert_non_null(strstr(text, "rating rating word! S,A,B,C\n"));
  text = columns(s, "events");
  assert_non_null(strstr(text, "kind kind word! complaint,award\n"));
  assert_non_null(strstr(text, "cause cause word personal,other\n"));
  text = columns(s, "roles");
  assert_non_null(strstr(text, "role role word! HR,boss,department head,site head\n"));
  assert_non_null(strstr(text, "from from date\n"));
  text = columns(s, "vacancy");
  assert_string_equal(text, "code code code!\nposition position word agent,guide\n"
                            "department department text\nopened_on opened_on date\n");
}

static void in_chinese(void **state) {
  support *s = *state;
  cs_lang_set(CS_ZH);
  const char *text = columns(s, "employees");
  bool found = strstr(text, "grade 级别 word g1,中(二)级客服(一般),g3,g4\n") != NULL &&
               strstr(text, "position 岗位 word 客服,guide\n") != NULL &&
               strstr(text, "hired_on 入职日期 date\n") != NULL;
  text = columns(s, "absences");
  found = found &&
          strstr(text, "employee 工号 code!\nfrom 开始日期 date!\nto 结束日期 date!\nkind 类型 "
                       "word 病假,training\n") != NULL;
  text = columns(s, "delegations");
  found = found && strstr(text, "actor 委托人 code!\ndelegate 代理人 code!\n") != NULL;
  text = columns(s, "relations");
  found = found && strstr(text, "relation 关系 word! 协作\n") != NULL;
  cs_lang_set(CS_EN);
  assert_true(found);
}

/* Whatever the language: what the sheet says is what an import reads. */
static void every_title_and_choice_is_understood(void **state) {
  support *s = *state;
  for (int lang = CS_EN; lang <= CS_ZH; lang++) {
    cs_template t;
    cs_buf csv = {0}, row = {0};
    cs_lang_set((cs_lang)lang);
    support_ok(s, cs_template_init(s->vocabulary, "employees", &t, &s->err));
    for (size_t i = 0; i < t.count; i++) {
      const cs_template_column *c = &t.columns[i];
      const char *value = c->look.choice_count > 1         ? c->look.choices[1]
                          : strcmp(c->type, "date") == 0   ? "2026-07-01"
                          : strcmp(c->type, "number") == 0 ? "7"
                                                           : "E1";
      cs_buf_printf(&csv, "%s%s", i == 0 ? "" : ",", c->title);
      cs_buf_printf(&row, "%s%s", i == 0 ? "" : ",", value);
    }
    cs_template_deinit(&t);
    cs_buf_printf(&csv, "\n%s\n", cs_buf_str(&row));
    int rc = support_import(s, "employees", cs_buf_str(&csv));
    cs_lang_set(CS_EN);
    support_ok(s, rc);
    assert_counts(s, lang == CS_EN ? "1 1 0 0 0 0" : "1 0 0 1 0 0");
    cs_buf_deinit(&csv);
    cs_buf_deinit(&row);
  }
}

static void kinds_that_are_not_there(void **state) {
  support *s = *state;
  cs_template t;
  assert_int_equal(cs_template_init(s->vocabulary, "nonsense", &t, &s->err), CS_EUSAGE);
  cs_template_deinit(&t);
}

int main(void) {
  const struct CMUnitTest tests[] = {TEST(in_english), TEST(in_chinese),
                                     TEST(every_title_and_choice_is_understood),
                                     TEST(kinds_that_are_not_there)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
