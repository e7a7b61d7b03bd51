#include "scene.h"

/* Everybody approved, nothing applied. */
static uint32_t approved_run(scene *s) {
  uint32_t run = plan(s);
  approve(s, run, NULL, 0);
  return run;
}

static void a_fact_that_was_read(void **unused) {
  (void)unused;
  static const char *const people[] = {"P1", "P3", "P6"}; /* approved or not, the run read it */
  for (int i = 0; i < 3; i++) {
    scene *s = sample_scene();
    cs_applied done;
    uint32_t run = approved_run(s);
    correct(s, people[i], A_MARK, "B");
    REFUSED(s, CS_ESTALE, people[i], try_apply(s, run, &done));
    assert_null(strstr(s->err.text, "P7"));
    assert_string_equal(attribute(s, "P7", "grade", AS_OF), "g1");
    run = plan(s);
    approve(s, run, NULL, 0);
    assert_int_equal(apply(s, run), i == 0 ? 1 : 2);
    close_scene(s);
  }
}

static void somebody_came_into_scope_or_went(void **unused) {
  (void)unused;
  scene *s = sample_scene();
  cs_applied done;
  uint32_t run = approved_run(s);
  correct(s, "P8", A_POST, "clerk");
  REFUSED(s, CS_ESTALE, "P8", try_apply(s, run, &done));
  correct(s, "P8", A_POST, "boss");
  correct(s, "P3", A_CODE, NULL);
  REFUSED(s, CS_ESTALE, "P3", try_apply(s, run, &done));
  close_scene(s);
}

/* The round of the others may have moved them since. */
static void somebody_the_cycle_never_decided(void **unused) {
  (void)unused;
  scene *s = sample_scene();
  uint32_t run = approved_run(s);
  correct(s, "P8", A_GRADE, "g3");
  assert_int_equal(apply(s, run), 2);
  close_scene(s);
}

static void a_fact_that_was_not_read(void **unused) {
  (void)unused;
  scene *s = sample_scene();
  uint32_t run = approved_run(s);
  correct(s, "P1", A_DEPARTMENT, "north");
  cs_txn *t = begin(s); /* nor does somebody new count */
  hire(s, t, "P0", "clerk", "confirmed", "g1", "A", "A");
  commit(s, t);
  assert_int_equal(apply(s, run), 2);
  assert_string_equal(attribute(s, "P0", "grade", AS_OF), "g1");
  close_scene(s);
}

static void changed_and_changed_back(void **unused) {
  (void)unused;
  scene *s = sample_scene();
  uint32_t run = approved_run(s);
  cs_applied done;
  correct(s, "P1", A_MARK, "D");
  REFUSED(s, CS_ESTALE, "P1", try_apply(s, run, &done));
  correct(s, "P1", A_MARK, "A");
  assert_int_equal(apply(s, run), 2);
  close_scene(s);
}

static void its_own_doing_does_not_count(void **unused) {
  (void)unused;
  scene *s = sample_scene();
  uint32_t run = plan(s);
  static const char *const first[] = {"P1"};
  cs_applied done;
  approve(s, run, first, 1);
  assert_int_equal(apply(s, run), 1);
  approve(s, run, NULL, 0);
  correct(s, "P1", A_DEPARTMENT, "north");
  assert_int_equal(apply(s, run), 1);
  undo(s, run);
  assert_int_equal(apply(s, run), 2);
  undo(s, run);
  correct(s, "P1", A_MARK, "S"); /* theirs and ours on one record */
  REFUSED(s, CS_ESTALE, "P1", try_apply(s, run, &done));
  close_scene(s);
}

static void nothing_left_is_not_stale(void **unused) {
  (void)unused;
  scene *s = sample_scene();
  uint32_t run = approved_run(s);
  assert_int_equal(apply(s, run), 2);
  correct(s, "P1", A_MARK, "D");
  assert_int_equal(apply(s, run), 0);
  close_scene(s);
}

static void many_are_named_in_short(void **unused) {
  (void)unused;
  scene *s = open_scene();
  adopt(s, "sample", CS_DATE_MIN, "{}");
  hire_many(s, 4000);
  uint32_t run = approved_run(s);
  cs_txn *t = begin(s);
  for (int i = 1; i <= 3990;
       i += 21) { /* another grade than before for every one of them who is not a boss */
    char code[16];
    (void)snprintf(code, sizeof code, "E%06d", i);
    hire(s, t, code, "clerk", "confirmed", i % 6 == 2 ? "g1" : "g3", "A", "A");
  }
  commit(s, t);
  cs_applied done;
  REFUSED(s, CS_ESTALE, "E000001, E000022", try_apply(s, run, &done));
  assert_non_null(strstr(s->err.text, "190 people"));
  close_scene(s);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_fact_that_was_read),
      cmocka_unit_test(somebody_came_into_scope_or_went),
      cmocka_unit_test(somebody_the_cycle_never_decided),
      cmocka_unit_test(a_fact_that_was_not_read),
      cmocka_unit_test(changed_and_changed_back),
      cmocka_unit_test(its_own_doing_does_not_count),
      cmocka_unit_test(nothing_left_is_not_stale),
      cmocka_unit_test(many_are_named_in_short),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
