#include "core/intake/support.h"
#include "store/verify.h"

static int run(support *s, const char *csv, const cs_map *maps, size_t count, bool learn) {
  support_write("in.csv", csv, strlen(csv));
  cs_intake_options options = {
      .kind = "ratings", .path = "in.csv", .maps = maps, .map_count = count, .learn = learn};
  return support_run(s, &options);
}

static int list(void *user, const cs_map *m) {
  cs_buf_printf(user, "%s.%s:%s=%s by %s in %u\n", m->kind, m->column, m->from, m->to, m->actor,
                m->txn);
  return 0;
}

static const char *learned(support *s) {
  static cs_buf out;
  cs_buf_clear(&out);
  support_ok(s, cs_map_each(s->store, s->company.id, list, &out, &s->err));
  return cs_buf_str(&out);
}

static void for_one_import(void **state) {
  support *s = *state;
  support_good(s, "employees", "code\nE1\n");
  const cs_map maps[] = {{.column = "等级", .from = "良（好）", .to = "A"},
                         {.column = "rating", .from = "未评", .to = ""}};
  support_ok(s, run(s, "employee,period,等级\nE1,2026-01,良 好\nE1,2026-02,未评\nE1,2026-03,优秀\n",
                    maps, 2, false));
  assert_counts(s, "3 2 0 1 0 0");
  assert_string_equal(support_person(s, "E1"), "s rating 2026-01 :A\ns rating 2026-03 :S\n");
  assert_int_equal(run(s, "employee,period,rating\nE1,2026-04,良好\n", NULL, 0, false), CS_EINPUT);
  assert_string_equal(learned(s), "");
}

static void learned_once_and_forgotten(void **state) {
  support *s = *state;
  support_good(s, "employees", "code\nE1\n");
  const cs_map maps[] = {{.column = "rating", .from = "优", .to = "S"},
                         {.column = "rating", .from = "良", .to = "A"}};
  assert_int_equal(run(s, "employee,period,rating\nE1,2026-01,优\nE1,2026-02,?\n", maps, 2, true),
                   CS_EINPUT); /* nothing loaded, nothing learned */
  assert_string_equal(learned(s), "");
  support_ok(s, run(s, "employee,period,rating\nE1,2026-01,优\n", maps, 2, true));
  assert_string_equal(learned(s),
                      "ratings.rating:优=S by tester in 4\nratings.rating:良=A by tester in 4\n");
  support_ok(s,
             run(s, "employee,period,rating\nE1,2026-02,「优」\nE1,2026-03,良\n", NULL, 0, false));
  assert_string_equal(support_person(s, "E1"),
                      "s rating 2026-01 :S\ns rating 2026-02 :S\ns rating 2026-03 :A\n");
  const cs_map other = {
      .column = "rating", .from = "优", .to = "A"}; /* goes before what was learned */
  support_ok(s, run(s, "employee,period,rating\nE1,2026-04,优\n", &other, 1, false));
  assert_non_null(strstr(support_person(s, "E1"), "2026-04 :A"));
  cs_txn *t;
  s->stamp.now++;
  support_ok(s, cs_txn_begin(s->store, &s->company, &s->stamp, &t, &s->err));
  support_ok(s, cs_map_forget(t, s->store, s->company.id, "ratings.rating:优", &s->err));
  assert_int_equal(cs_map_forget(t, s->store, s->company.id, "ratings.rating:差", &s->err),
                   CS_ENOTFOUND);
  support_ok(s, cs_txn_commit(t, &s->err));
  assert_string_equal(learned(s), "ratings.rating:良=A by tester in 4\n");
  assert_int_equal(run(s, "employee,period,rating\nE1,2026-05,优\n", NULL, 0, false), CS_EINPUT);
  cs_verified verified;
  support_ok(s, cs_ledger_verify(s->store, &verified, &s->err));
}

static void a_dry_run_learns_nothing(void **state) {
  support *s = *state;
  support_good(s, "employees", "code\nE1\n");
  const cs_map map = {.column = "rating", .from = "优", .to = "S"};
  const char *csv = "employee,period,rating\nE1,2026-01,优\n";
  support_write("in.csv", csv, strlen(csv));
  cs_intake_options options = {.kind = "ratings",
                               .path = "in.csv",
                               .maps = &map,
                               .map_count = 1,
                               .learn = true,
                               .dry_run = true};
  support_ok(s, support_run(s, &options));
  assert_counts(s, "1 1 0 0 0 0");
  assert_string_equal(learned(s), "");
}

static void maps_that_are_refused(void **state) {
  support *s = *state;
  support_good(s, "employees", "code\nE1\n");
  const char *csv = "employee,period,rating\nE1,2026-01,A\n";
  const cs_map nowhere = {.column = "colour", .from = "优", .to = "S"};
  assert_int_equal(run(s, csv, &nowhere, 1, false), CS_EINPUT);
  const cs_map nothing = {.column = "rating", .from = "优", .to = "Q"};
  assert_int_equal(run(s, csv, &nothing, 1, false), CS_EINPUT);
  assert_non_null(strstr(s->err.text, "S, A, B, C"));
  const cs_map person = {.column = "name", .from = "张三", .to = "李四"};
  assert_int_equal(run(s, csv, &person, 1, false), CS_EINPUT);
}

static void brackets_do_not_matter_and_the_nearest_is_named(void **state) {
  support *s = *state;
  support_good(s, "employees", "code,grade\nE1,中(二)级客服一般\nE2,中【二】级客服 （一般）\n");
  assert_string_equal(support_person(s, "E2"), "a grade  :g2\n");
  const char *reason = support_bad(s, "employees", "code,grade\nE3,中（二）级 一般\n", 2);
  assert_non_null(strstr(reason, "nearest: g2"));
  assert_non_null(strstr(reason, "--map 'grade:中(二)级 一般=g2' --learn"));
  assert_string_equal(s->report.reasons[0].reason, "grade: not on the list: g1, g2, g3, g4");
  reason = support_bad(s, "employees", "code,grade\nE3,??\n", 2);
  assert_null(strstr(reason, "nearest"));
  assert_non_null(strstr(reason, "--map 'grade:\?\?=VALUE' --learn"));
  cs_lang_set(CS_ZH); /* the list is in the words of the reader, what is copied needs no words */
  reason = support_bad(s, "employees", "code,grade\nE3,中（二）级 一般\n", 2);
  cs_lang_set(CS_EN);
  assert_non_null(strstr(reason, "最接近：中(二)级客服(一般)"));
  assert_non_null(strstr(reason, "--map 'grade:中(二)级 一般=g2' --learn"));
}

/* "中二一般" is far from the label by letters, but has nothing that it has not. */
static void what_is_left_out_of_a_name_does_not_matter(void **state) {
  support *s = *state;
  const char *reason = support_bad(s, "employees", "code,grade\nE3,中二一般\n", 2);
  assert_non_null(strstr(reason, "nearest: g2"));
  reason = support_bad(s, "employees", "code,grade\nE3,级\n", 2); /* anything may be meant */
  assert_null(strstr(reason, "nearest"));
}

int main(void) {
  const struct CMUnitTest tests[] = {TEST(for_one_import),
                                     TEST(learned_once_and_forgotten),
                                     TEST(a_dry_run_learns_nothing),
                                     TEST(maps_that_are_refused),
                                     TEST(brackets_do_not_matter_and_the_nearest_is_named),
                                     TEST(what_is_left_out_of_a_name_does_not_matter)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
