/* What a pack calls its parts, both ways. */
#include "core/procedure/scene.h"
#include "procedure/words.h"

/* clang-format off */
static const char *const text =
  "{'roles': {'hr': {'label': {'en': 'human resources', 'zh': '人力资源部'}}, 'boss': {}},"
  " 'forms': {'f1': {'label': {'zh': '通知书（正本）'}}, 'f2': {'label': {'zh': '表'}}, 'f3': {'label': {'zh': '表'}}},"
  " 'labels': {'outcome': {'words': {'granted': {'en': 'allowed', 'zh': '已核准'}, 'refused': {'zh': '驳回'}}}},"
  " 'clauses': [{'id': '1', 'text': 'What it says.', 'label': {'zh': '条文'}}, {'id': '2', 'label': {}}]}";
/* clang-format on */

static json_t *pack(void) {
  char *json = quoted((const char *const[]){text, NULL});
  json_t *out = json_loads(json, 0, NULL);
  free(json);
  assert_non_null(out);
  return out;
}

static void test_labels_in_the_language_set(void **state) {
  (void)state;
  json_t *p = pack();
  assert_string_equal(cs_word_of(p, "roles", "hr"), "human resources");
  assert_string_equal(cs_word_of(p, "roles", "boss"), "boss");
  assert_string_equal(cs_word_of(p, "roles", "nobody"), "nobody");
  assert_string_equal(cs_word_label(p, "outcome", "granted"), "allowed");
  assert_string_equal(cs_word_label(p, "outcome", "refused"),
                      "驳回"); /* the pack's own comes first */
  assert_string_equal(cs_word_label(p, "outcome", "done"), "done");
  assert_string_equal(cs_word_label(p, "answer", "no"), "no");
  cs_lang_set(CS_ZH);
  assert_string_equal(cs_word_of(p, "roles", "hr"), "人力资源部");
  assert_string_equal(cs_word_label(p, "outcome", "granted"), "已核准");
  assert_string_equal(cs_word_label(p, "outcome", "withdrawn"), "已撤回");
  assert_string_equal(cs_word_label(p, "answer", "no"), "否");
  cs_lang_set(CS_EN);
  json_decref(p);
}

static void test_names_of_labels(void **state) {
  (void)state;
  json_t *p = pack();
  assert_string_equal(cs_word_find(p, "roles", "hr"), "hr");
  assert_string_equal(cs_word_find(p, "roles", "人力资源部"), "hr");
  assert_string_equal(cs_word_find(p, "roles", " human resources"), "hr");
  assert_string_equal(cs_word_find(p, "forms", "通知书(正本)"), "f1");
  assert_null(cs_word_find(p, "forms", "表")); /* either of two */
  assert_null(cs_word_find(p, "roles", "human"));
  assert_null(cs_word_find(p, "roles", NULL));
  assert_null(cs_word_find(p, "roles", ""));
  assert_string_equal(cs_word_find_label(p, "outcome", "已核准"), "granted");
  json_decref(p);
}

static void test_clauses_in_words(void **state) {
  (void)state;
  static const char *const says[][2] = {{"1", "1 What it says."}, {"2", "2"}, {"3", "3"}};
  json_t *p = pack();
  for (size_t i = 0; i < sizeof says / sizeof *says; i++) {
    cs_buf out = {0};
    cs_word_put_clause(p, says[i][0], &out);
    assert_string_equal(cs_buf_str(&out), says[i][1]);
    cs_buf_deinit(&out);
  }
  json_decref(p);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_labels_in_the_language_set),
      cmocka_unit_test(test_names_of_labels),
      cmocka_unit_test(test_clauses_in_words),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
