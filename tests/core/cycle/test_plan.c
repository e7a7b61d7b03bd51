#include "scene.h"

static void counts_and_decisions(void **unused) {
  (void)unused;
  scene *s = sample_scene();
  cs_plan_options options = yearly(s);
  cs_run run;
  OK(s, cs_cycle_plan(s->store, &s->company, &options, &run, &s->err));
  assert_string_equal(run.counts,
                      "{\"direct\":2,\"panel\":1,\"not_met\":1,\"capped\":1,\"ineligible\":1,"
                      "\"undetermined\":1,\"error\":0}");
  assert_int_equal(run.people, 7);
  assert_string_equal(run.settings,
                      "{\"parameters\":{\"boss\":null},\"readings\":{\"need\":\"two\"}}");
  assert_string_equal(run.engine, CURSUS_VERSION);
  assert_string_equal(tell(s, run.id, "P1"), "direct g2 +1 [3.a]");
  assert_string_equal(tell(s, run.id, "P2"), "panel g3 +1 [3.a]");
  assert_string_equal(tell(s, run.id, "P3"), "not_met");
  assert_string_equal(tell(s, run.id, "P4"), "capped");
  assert_string_equal(tell(s, run.id, "P5"), "ineligible");
  assert_string_equal(tell(s, run.id, "P6"), "undetermined");
  assert_string_equal(tell(s, run.id, "P8"), "");
  assert_string_equal(tell(s, run.id, "nobody"), "");
  close_scene(s);
}

static void planning_twice_is_one_run(void **unused) {
  (void)unused;
  scene *s = sample_scene();
  cs_plan_options options = yearly(s);
  cs_run run;
  uint32_t first = plan(s);
  assert_int_equal(plan(s), first);
  options.seed = 7;
  OK(s, cs_cycle_plan(s->store, &s->company, &options, &run, &s->err));
  assert_int_not_equal(run.id, first);
  OK(s, try_mark(s, first, "P1", CS_HOLD)); /* something was done on it, and the ledger went on */
  assert_int_not_equal(plan(s), first);
  close_scene(s);
}

static int collect(void *user, const cs_block *block) {
  cs_buf *all = user;
  cs_buf_put(all, block->bytes, block->size);
  return 0;
}

static void threads_do_not_matter(void **unused) {
  (void)unused;
  scene *s = open_scene();
  adopt(s, "sample", CS_DATE_MIN, "{}");
  hire_many(s, 5000);
  char digest[CS_HASH_TEXT] = "";
  cs_buf first = {0}, other = {0};
  for (unsigned threads = 1; threads <= 4; threads++) {
    cs_plan_options options = yearly(s);
    cs_run run;
    options.threads = threads;
    options.known_txn = UINT32_MAX;
    OK(s, cs_cycle_plan(s->store, &s->company, &options, &run, &s->err));
    cs_buf *blocks = threads == 1 ? &first : &other;
    cs_buf_clear(blocks);
    OK(s, cs_run_blocks(s->store, run.id, collect, blocks, &s->err));
    if (threads == 1) {
      memcpy(digest, run.digest, sizeof digest);
      assert_int_equal(run.people, 5000 - 5000 / 11 - 1);
    } else {
      assert_string_equal(run.digest, digest);
      assert_int_equal(other.size, first.size);
      assert_memory_equal(other.data, first.data, first.size);
    }
    /* in a database of its own, so that the same run is not simply found again */
    close_scene(s);
    s = open_scene();
    adopt(s, "sample", CS_DATE_MIN, "{}");
    hire_many(s, 5000);
  }
  cs_buf_deinit(&first);
  cs_buf_deinit(&other);
  close_scene(s);
}

static void everybody_is_found_and_in_order(void **unused) {
  (void)unused;
  scene *s = open_scene();
  adopt(s, "sample", CS_DATE_MIN, "{}");
  hire_many(s, 5000);
  uint32_t run = plan(s);
  cs_run_reader *all = NULL, *one = NULL, *any = NULL;
  cs_outcome_now now, found;
  OK(s, cs_run_reader_open(s->store, &s->company, run, &all, &s->err));
  OK(s, cs_run_reader_open(s->store, &s->company, run, &one, &s->err));
  OK(s, cs_run_reader_open(s->store, &s->company, run, &any, &s->err));
  for (int i = 0; i < 5000; i++) {
    char code[16], other[16];
    (void)snprintf(code, sizeof code, "E%06d", i);
    (void)snprintf(other, sizeof other, "E%06d", (int)((unsigned)i * 2654435761u % 5000u));
    int expected = i % 11 != 0;
    assert_int_equal(cs_run_reader_find(one, code, &found, &s->err), expected);
    if (expected) {
      assert_string_equal(found.decision.code, code);
      assert_int_equal(cs_run_reader_next(all, &now, &s->err), 1);
      assert_string_equal(now.decision.code, code);
    }
    if (i % 10 != 0) continue;
    int rc = cs_run_reader_find(any, other, &found, &s->err);
    assert_true(rc == 0 || (rc == 1 && strcmp(found.decision.code, other) == 0));
    assert_int_equal(rc, strtol(other + 1, NULL, 10) % 11 != 0);
  }
  assert_int_equal(cs_run_reader_next(all, &now, &s->err), 0);
  assert_int_equal(cs_run_reader_next(all, &now, &s->err), 0);
  assert_int_equal(cs_run_reader_find(one, "", &found, &s->err), 0);
  assert_int_equal(cs_run_reader_find(one, "Z", &found, &s->err), 0);
  assert_int_equal(cs_run_reader_find(one, "E000001", &found, &s->err), 1);
  cs_run_reader_close(all);
  cs_run_reader_close(one);
  cs_run_reader_close(any);
  close_scene(s);
}

static void the_past_stays(void **unused) {
  (void)unused;
  scene *s = sample_scene();
  cs_txn_info head;
  OK(s, cs_ledger_head(s->store, &head, &s->err));
  uint32_t before = head.number;
  correct(s, "P3", A_MARK, "S");
  correct(s, "P1", A_MARK, "D");
  cs_txn *t = begin(s);
  hire(s, t, "P9", "clerk", "confirmed", "g1", "A", "A");
  commit(s, t);
  correct(s, "P7", A_CODE, NULL); /* not a person any more */

  cs_plan_options options = yearly(s);
  cs_run run;
  OK(s, cs_cycle_plan(s->store, &s->company, &options, &run, &s->err));
  assert_string_equal(tell(s, run.id, "P1"), "not_met");
  assert_string_equal(tell(s, run.id, "P9"), "direct g2 +1 [3.a]");
  assert_string_equal(tell(s, run.id, "P7"), "");
  options.known_txn = before;
  OK(s, cs_cycle_plan(s->store, &s->company, &options, &run, &s->err));
  assert_int_equal(run.known_txn, before);
  assert_string_equal(tell(s, run.id, "P1"), "direct g2 +1 [3.a]");
  assert_string_equal(tell(s, run.id, "P7"), "direct g2 +1 [3.a]");
  assert_string_equal(tell(s, run.id, "P9"), "");
  options.known_txn = 2; /* a policy, and nobody yet */
  OK(s, cs_cycle_plan(s->store, &s->company, &options, &run, &s->err));
  assert_int_equal(run.people, 0);
  options.known_txn = 1; /* nor a policy: nobody could be judged */
  assert_int_equal(cs_cycle_plan(s->store, &s->company, &options, &run, &s->err), CS_EREFUSED);
  assert_non_null(strstr(s->err.text, "no policy was adopted yet"));
  close_scene(s);
}

static void two_companies_two_readings(void **unused) {
  (void)unused;
  scene *s = sample_scene();
  cs_company one = s->company;
  found(s, "two");
  adopt(s, "sample", CS_DATE_MIN, "{\"readings\":{\"need\":\"one\"}}");
  hire_eight(s);
  cs_company two = s->company;
  uint32_t second = plan(s);
  s->company = one;
  uint32_t first = plan(s);
  assert_string_equal(tell(s, first, "P3"), "not_met");
  s->company = two;
  assert_string_equal(tell(s, second, "P3"), "direct g2 +1 [3.a]");
  cs_run_reader *reader = NULL;
  REFUSED(s, CS_ENOTFOUND, "two", cs_run_reader_open(s->store, &two, first, &reader, &s->err));
  assert_null(reader);
  assert_int_equal(approve(s, second, NULL, 0), 5);
  assert_int_equal(apply(s, second), 4);
  assert_string_equal(attribute(s, "P1", "grade", AS_OF), "g2");
  s->company = one;
  assert_string_equal(attribute(s, "P1", "grade", AS_OF), "g1");
  close_scene(s);
}

static void the_pack_in_force(void **unused) {
  (void)unused;
  scene *s = open_scene();
  cs_plan_options options = yearly(s);
  cs_run run;
  REFUSED(s, CS_ENOTFOUND, "2026-07-01",
          cs_cycle_plan(s->store, &s->company, &options, &run, &s->err));
  adopt(s, "sample", CS_DATE_MIN, "{}");
  adopt(s, "sbmple", cs_date_of(2026, 6, 1), "{\"readings\":{\"need\":\"one\"}}");
  adopt(s, "tample", cs_date_of(2026, 8, 1), "{}");
  hire_eight(s);
  options.now = s->now;
  OK(s, cs_cycle_plan(s->store, &s->company, &options, &run, &s->err));
  assert_non_null(strstr(run.settings, "\"one\""));
  options.as_of = cs_date_of(2026, 5, 31);
  OK(s, cs_cycle_plan(s->store, &s->company, &options, &run, &s->err));
  assert_non_null(strstr(run.settings, "\"two\""));
  options.cycle = "monthly";
  REFUSED(s, CS_ENOTFOUND, "yearly", cs_cycle_plan(s->store, &s->company, &options, &run, &s->err));
  adopt(s, "sample", CS_DATE_MIN,
        "{\"readings\":{\"need\":\"one\"}}"); /* the one recorded last holds */
  options.cycle = "yearly";
  options.now = s->now - 2;
  REFUSED(s, CS_EREFUSED, "lies before the last transaction",
          cs_cycle_plan(s->store, &s->company, &options, &run, &s->err));
  options.now = s->now;
  OK(s, cs_cycle_plan(s->store, &s->company, &options, &run, &s->err));
  assert_non_null(strstr(run.settings, "\"one\""));
  close_scene(s);
}

static int put_row(void *user, const char *fact, uint64_t verdicts, const char *example) {
  cs_buf_printf(user, "%s %llu %s\n", fact, (unsigned long long)verdicts, example);
  return 0;
}

static void what_is_missing(void **unused) {
  (void)unused;
  scene *s = sample_scene();
  cs_txn *t = begin(s);
  hire(s, t, "Q1", "clerk", "confirmed", "g1", "", "");
  hire(s, t, "Q2", "clerk", "", "g1", "A", "A");
  commit(s, t);
  cs_plan_options options = yearly(s);
  cs_buf rows = {0};
  OK(s, cs_cycle_ready(s->store, &s->company, &options, put_row, &rows, &s->err));
  assert_string_equal(cs_buf_str(&rows), "rating:2026-06 2 P6\nrating:2026-05 1 Q1\nstatus 1 Q2\n");
  cs_buf_deinit(&rows);
  close_scene(s);
}

static void explained(void **unused) {
  (void)unused;
  scene *s = sample_scene();
  uint32_t run = plan(s);
  cs_plan_options options = yearly(s);
  json_t *told = NULL;
  OK(s, try_override(s, run, "P3", "direct", "g2"));
  OK(s, cs_cycle_explain(s->store, &s->company, NULL, run, "P3", NULL, &told, &s->err));
  assert_string_equal(json_string_value(json_object_get(told, "outcome")), "not_met");
  const json_t *mark = json_object_get(told, "mark");
  assert_string_equal(json_string_value(json_object_get(mark, "kind")), "override");
  assert_string_equal(json_string_value(json_object_get(mark, "to")), "g2");
  assert_string_equal(json_string_value(json_object_get(mark, "by")), "Ann");
  assert_true(json_is_false(json_object_get(told, "approved")));
  assert_int_equal(json_integer_value(json_object_get(told, "run")), run);
  json_decref(told);

  static const char *const good[] = {"rating:2026-06", "A", NULL};
  OK(s, cs_cycle_explain(s->store, &s->company, &options, 0, "P6", good, &told, &s->err));
  assert_string_equal(json_string_value(json_object_get(told, "outcome")), "direct");
  assert_null(json_object_get(told, "run"));
  json_decref(told);

  correct(s, "P1", A_MARK, "D"); /* the run saw it otherwise */
  OK(s, cs_cycle_explain(s->store, &s->company, NULL, run, "P1", NULL, &told, &s->err));
  assert_string_equal(json_string_value(json_object_get(told, "outcome")), "direct");
  json_decref(told);
  REFUSED(s, CS_ENOTFOUND, "P8",
          cs_cycle_explain(s->store, &s->company, NULL, run, "P8", NULL, &told, &s->err));
  REFUSED(s, CS_ENOTFOUND, "P99",
          cs_cycle_explain(s->store, &s->company, NULL, run, "P99", NULL, &told, &s->err));
  REFUSED(s, CS_ENOTFOUND, "99",
          cs_cycle_explain(s->store, &s->company, NULL, 99, "P1", NULL, &told, &s->err));
  assert_null(told);
  close_scene(s);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(counts_and_decisions),
      cmocka_unit_test(planning_twice_is_one_run),
      cmocka_unit_test(threads_do_not_matter),
      cmocka_unit_test(everybody_is_found_and_in_order),
      cmocka_unit_test(the_past_stays),
      cmocka_unit_test(two_companies_two_readings),
      cmocka_unit_test(the_pack_in_force),
      cmocka_unit_test(what_is_missing),
      cmocka_unit_test(explained),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
