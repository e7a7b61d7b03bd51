#include "cycle/decision.h"
#include "scene.h"

static uint64_t replay(scene *s, uint32_t run) {
  uint64_t people = 0;
  OK(s, cs_cycle_replay(s->store, &s->company, run, NULL, &people, &s->err));
  return people;
}

static void same_whatever_has_come_since(void **unused) {
  (void)unused;
  scene *s = open_scene();
  adopt(s, "sample", CS_DATE_MIN, "{}");
  hire_many(s, 3000);
  uint32_t run = plan(s);
  uint64_t people = replay(s, run);
  assert_int_equal(people, 3000 - 3000 / 11 - 1);
  approve(s, run, NULL, 0);
  apply(s, run);
  assert_int_equal(replay(s, run), people);
  correct(s, "E000001", A_MARK, "D");
  correct(s, "E000002", A_CODE, NULL);
  adopt(s, "tample", CS_DATE_MIN, "{\"readings\":{\"need\":\"one\"}}");
  hire_many(s, 8000); /* more people, other units */
  assert_int_equal(replay(s, run), people);
  uint32_t later = plan(s);
  assert_true(replay(s, later) > people);
  close_scene(s);
}

/* A run stored with decisions that nobody computed. */
static uint32_t forge(scene *s, const char *skip, const char *alter, const char *add) {
  cs_plan_options options = yearly(s);
  cs_run run;
  options.seed = s->now > 0 ? (uint64_t)s->now : 0;
  s->now += 10; /* the forged run takes the next seed */
  OK(s, cs_cycle_plan(s->store, &s->company, &options, &run, &s->err));
  cs_run_reader *reader = NULL;
  cs_decision_writer *w = NULL;
  cs_outcome_now now;
  cs_buf bytes = {0};
  OK(s, cs_run_reader_open(s->store, &s->company, run.id, &reader, &s->err));
  OK(s, cs_decision_writer_new(&w, &s->err));
  while (cs_run_reader_next(reader, &now, &s->err) == 1) {
    if (skip != NULL && strcmp(skip, now.decision.code) == 0) continue;
    if (alter != NULL && strcmp(alter, now.decision.code) == 0) now.decision.outcome = CS_CAPPED;
    OK(s, cs_decision_writer_add(w, &now.decision, &s->err));
  }
  cs_decision extra = {.outcome = CS_CAPPED, .code = add};
  if (add != NULL) OK(s, cs_decision_writer_add(w, &extra, &s->err));
  cs_run_reader_close(reader);
  OK(s, cs_decision_writer_finish(w, &bytes, &s->err));
  OK(s, cs_run_find(s->store, s->company.id, run.id, &run, &s->err));
  run.seed++;
  OK(s, cs_work_begin(s->store, &s->err));
  cs_run forged = run;
  OK(s, cs_run_begin(s->store, &forged, &s->err));
  cs_block block = {
      .unit = 0, .count = cs_decision_writer_count(w), .bytes = bytes.data, .size = bytes.size};
  OK(s, cs_run_add(s->store, &forged, &block, &s->err));
  OK(s, cs_run_end(s->store, &forged, &s->err));
  OK(s, cs_work_commit(s->store, &s->err));
  cs_decision_writer_free(w);
  cs_buf_deinit(&bytes);
  return forged.id;
}

static void a_difference_is_named(void **unused) {
  (void)unused;
  scene *s = sample_scene();
  uint64_t people = 0;
  uint32_t run = forge(s, NULL, "P3", NULL);
#define REPLAY cs_cycle_replay(s->store, &s->company, run, NULL, &people, &s->err)
  REFUSED(s, CS_EREFUSED, "P3 differs: stored capped", REPLAY);
  assert_non_null(strstr(s->err.text, "not_met"));
  run = forge(s, "P5", NULL, NULL);
  REFUSED(s, CS_EREFUSED, "P5", REPLAY);
  run = forge(s, "P7", NULL, NULL);
  REFUSED(s, CS_EREFUSED, "P7", REPLAY);
  run = forge(s, NULL, NULL, "P8");
  REFUSED(s, CS_EREFUSED, "P8", REPLAY);
  assert_int_equal(people, 0);
  run = forge(s, NULL, NULL, NULL);
  assert_int_equal(replay(s, run), 7);
  run = 99;
  REFUSED(s, CS_ENOTFOUND, "99", REPLAY);
#undef REPLAY
  close_scene(s);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(same_whatever_has_come_since),
      cmocka_unit_test(a_difference_is_named),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
