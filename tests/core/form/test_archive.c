/* Numbers by series, content kept once and never changed. */
#include "core/procedure/scene.h"
#include "form/archive.h"

static char hash_of_pack[CS_HASH_TEXT];

static int note_hash(void *user, const cs_adoption *a) {
  (void)user;
  memcpy(hash_of_pack, a->hash, sizeof hash_of_pack);
  return 0;
}

static scene *with_press(cs_form_press **press) {
  scene *s = open_scene("'procedures': {}}", "{}");
  OK(s, cs_adoption_each(s->store, s->company.id, CS_DATE_MAX, note_hash, NULL, &s->err));
  OK(s, cs_form_press_open(s->store, &s->company, press, &s->err));
  return s;
}

static void close_all(scene *s, cs_form_press *press) {
  cs_form_press_close(press);
  close_scene(s);
}

/* What it is filed under; the text lives until the next call. */
static const char *numbered(scene *s, cs_form_press *press, cs_txn *t, const char *form) {
  const char *number = NULL;
  json_t *data = json_pack("{s:s, s:s, s:s, s:[{s:i}, {s:i, s:s, s:s}]}", "case", "C000001",
                           "subject", "E1", "pack", hash_of_pack, "acts", "act", 1, "act", 7, "on",
                           "2026-07-03", "actor", "HR1");
  assert_non_null(data);
  OK(s, cs_form_press_number(press, t, form, data, &number, &s->err));
  json_decref(data);
  return number;
}

static void test_numbers_by_series(void **state) {
  (void)state;
  cs_form_press *press;
  scene *s = with_press(&press);
  cs_txn *t = begin(s);
  assert_string_equal(numbered(s, press, t, "notice"), "notice-000001");
  assert_string_equal(numbered(s, press, t, "sheet"), "sheet-000001");
  assert_string_equal(numbered(s, press, t, "notice"), "notice-000002");
  OK(s, cs_txn_commit(t, &s->err));
  t = begin(s);
  assert_string_equal(numbered(s, press, t, "notice"), "notice-000003");
  cs_txn_rollback(t);
  t = begin(s);
  assert_string_equal(numbered(s, press, t, "notice"), "notice-000003");
  cs_form_press_silence(press, true);
  assert_string_equal(numbered(s, press, t, "notice"), CS_FORM_UNSENT);
  cs_form_press_silence(press, false);
  assert_string_equal(numbered(s, press, t, "notice"), "notice-000004");
  OK(s, cs_txn_commit(t, &s->err));
  close_all(s, press);
}

static int count_forms(void *user, const cs_form_row *row) {
  assert_string_equal(row->subject, "E1");
  ++*(int *)user;
  return 0;
}

static bool keep(scene *s, const char *number, const char *document) {
  bool added = false;
  cs_txn *t = begin(s);
  OK(s, cs_form_keep(t, s->store, s->company.id, number, "en", document, strlen(document), &added,
                     &s->err));
  OK(s, cs_txn_commit(t, &s->err));
  return added;
}

static void test_content_is_kept_once(void **state) {
  (void)state;
  cs_form_press *press;
  scene *s = with_press(&press);
  cs_record r;
  cs_form_row row;
  char hash[CS_HASH_TEXT];
  int count = 0;
  cs_txn *t = begin(s);
  (void)numbered(s, press, t, "notice");
  OK(s, cs_txn_commit(t, &s->err));
  OK(s, cs_record_init(&r, &s->err));
  OK(s, cs_form_find(s->store, s->company.id, "notice-000001", &r, &row, &s->err));
  assert_string_equal(row.form, "notice");
  assert_string_equal(row.case_code, "C000001");
  assert_string_equal(row.by, "HR1");
  assert_int_equal(row.act, 7);
  assert_int_equal(row.issued_on, day("2026-07-03"));
  assert_null(row.document);
  assert_int_equal(row.archived, 0);

  assert_true(keep(s, "notice-000001", "<p>甲</p>"));
  assert_false(keep(s, "notice-000001", "<p>another</p>"));
  OK(s, cs_form_find(s->store, s->company.id, "notice-000001", &r, &row, &s->err));
  assert_string_equal(row.document, "<p>甲</p>");
  assert_string_equal(row.language, "en");
  cs_form_hash("<p>甲</p>", strlen("<p>甲</p>"), hash);
  assert_string_equal(row.hash, hash);
  assert_true(row.archived > row.txn);
  OK(s, cs_form_each(s->store, s->company.id, count_forms, &count, &s->err));
  assert_int_equal(count, 1);
  cs_record_deinit(&r);
  close_all(s, press);
}

static void test_what_is_refused(void **state) {
  (void)state;
  cs_form_press *press;
  scene *s = with_press(&press);
  cs_record r;
  cs_form_row row;
  bool added;
  OK(s, cs_record_init(&r, &s->err));
  REFUSED(s, CS_ENOTFOUND, "notice-000001",
          cs_form_find(s->store, s->company.id, "notice-000001", &r, &row, &s->err));
  cs_txn *t = begin(s);
  (void)numbered(s, press, t, "notice");
  REFUSED(s, CS_EINPUT, "notice-000001",
          cs_form_keep(t, s->store, s->company.id, "notice-000001", "en", "", 0, &added, &s->err));
  REFUSED(
      s, CS_EINPUT, "notice-000001",
      cs_form_keep(t, s->store, s->company.id, "notice-000001", "en", "\xff", 1, &added, &s->err));
  cs_txn_rollback(t);
  cs_record_deinit(&r);
  close_all(s, press);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_numbers_by_series),
      cmocka_unit_test(test_content_is_kept_once),
      cmocka_unit_test(test_what_is_refused),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
