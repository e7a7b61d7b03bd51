#include "loop/workers.h"
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <cmocka.h>

#define NEVER SIZE_MAX

typedef struct scene {
  size_t fail_start, fail_job, fail_job_too, fail_done, slow_job; /* which one fails or dawdles */
  size_t next;                                                    /* the job `done` expects */
  atomic_size_t made, freed, started, stopped, ahead;             /* ahead: most results at once */
  atomic_bool start_failed;
} scene;

static scene scene_of(void) {
  return (scene){.fail_start = NEVER,
                 .fail_job = NEVER,
                 .fail_job_too = NEVER,
                 .fail_done = NEVER,
                 .slow_job = NEVER};
}

static void nap(long microseconds) {
  struct timespec t = {0, microseconds * 1000};
  while (nanosleep(&t, &t) != 0 && errno == EINTR) {}
}

static int start(void *user, unsigned number, void **state, cs_err *err) {
  scene *s = user;
  if (number == s->fail_start) {
    atomic_store(&s->start_failed, true);
    return cs_fail(err, CS_EIO, "worker %u", number);
  }
  unsigned *own = malloc(sizeof *own);
  if (own == NULL) return cs_fail(err, CS_ENOMEM, "memory");
  *own = number;
  *state = own;
  atomic_fetch_add(&s->started, 1);
  return CS_OK;
}

static void stop(void *user, void *state) {
  scene *s = user;
  free(state);
  atomic_fetch_add(&s->stopped, 1);
}

static int job(void *user, void *state, size_t index, void **result, cs_err *err) {
  scene *s = user;
  if (state == NULL) abort();
  if (index == s->slow_job) nap(20000);
  while (s->fail_start != NEVER && !atomic_load(&s->start_failed)) nap(100);
  if (index == s->fail_job || index == s->fail_job_too)
    return cs_fail(err, CS_EINPUT, "job %zu", index);
  size_t *number = malloc(sizeof *number);
  if (number == NULL) return cs_fail(err, CS_ENOMEM, "memory");
  *number = index * index;
  *result = number;
  size_t alive = atomic_fetch_add(&s->made, 1) + 1 - atomic_load(&s->freed);
  size_t most = atomic_load(&s->ahead);
  while (alive > most && !atomic_compare_exchange_weak(&s->ahead, &most, alive)) {}
  return CS_OK;
}

static void drop(void *user, void *result) {
  scene *s = user;
  free(result);
  atomic_fetch_add(&s->freed, 1);
}

static int done(void *user, size_t index, void *result, cs_err *err) {
  scene *s = user;
  size_t number = *(size_t *)result;
  drop(user, result);
  assert_int_equal(index, s->next);
  assert_int_equal(number, index * index);
  if (index == s->fail_done) return cs_fail(err, CS_EDB, "done %zu", index);
  s->next++;
  return CS_OK;
}

static int run(scene *s, size_t count, unsigned threads, cs_err *err) {
  cs_workers_task task = {start, job, done, drop, stop, s};
  int rc = cs_workers_run(&task, count, threads, err);
  assert_int_equal(s->made, s->freed);
  assert_int_equal(s->started, s->stopped);
  return rc;
}

static void results_come_in_order(void **unused) {
  (void)unused;
  static const size_t counts[] = {0, 1, 2, 7, 64, 1000};
  for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
    for (unsigned threads = 0; threads <= 9; threads++) {
      scene s = scene_of();
      s.slow_job = counts[i] / 2;
      cs_err err = {0};
      assert_int_equal(run(&s, counts[i], threads, &err), CS_OK);
      assert_int_equal(s.next, counts[i]);
      if (threads > 0) assert_true(s.started <= threads);
      assert_true(s.started <= counts[i]);
    }
  }
}

static void memory_is_bounded(void **unused) {
  (void)unused;
  scene s = scene_of();
  s.slow_job = 0;
  cs_err err = {0};
  assert_int_equal(run(&s, 5000, 3, &err), CS_OK);
  assert_true(s.ahead <= 3 * 4 + 3);
}

static void a_failed_job_ends_after_those_before_it(void **unused) {
  (void)unused;
  for (unsigned threads = 1; threads <= 8; threads++) {
    for (size_t at = 0; at < 40; at += 13) {
      scene s = scene_of();
      s.fail_job = at;
      s.fail_job_too = at + 1;
      s.slow_job = at == 0 ? 0 : at - 1;
      cs_err err = {0};
      assert_int_equal(run(&s, 40, threads, &err), CS_EINPUT);
      char text[32];
      (void)snprintf(text, sizeof text, "job %zu", at);
      assert_string_equal(err.text, text);
      assert_int_equal(err.code, CS_EINPUT);
      assert_int_equal(s.next, at);
    }
  }
}

static void a_worker_that_cannot_start_ends_it(void **unused) {
  (void)unused;
  for (unsigned threads = 1; threads <= 4; threads++) {
    scene s = scene_of();
    s.fail_start = threads - 1;
    cs_err err = {0};
    int rc = run(&s, 100000, threads, &err);
    assert_int_equal(rc, CS_EIO);
    assert_int_equal(strncmp(err.text, "worker", 6), 0);
  }
}

static void the_caller_can_give_up(void **unused) {
  (void)unused;
  for (unsigned threads = 1; threads <= 4; threads++) {
    for (size_t at = 0; at < 30; at += 29) {
      scene s = scene_of();
      s.fail_done = at;
      s.fail_job = at + 1;
      cs_err err = {0};
      assert_int_equal(run(&s, 30, threads, &err), CS_EDB);
      assert_int_equal(s.next, at);
      assert_int_equal(strncmp(err.text, "done", 4), 0);
    }
  }
}

static int job_alone(void *user, void *state, size_t index, void **result, cs_err *err) {
  (void)state;
  (void)err;
  (void)result;
  return index == 3 && user == NULL ? CS_EINPUT : CS_OK;
}

static int done_alone(void *user, size_t index, void *result, cs_err *err) {
  (void)index;
  (void)err;
  if (user != NULL) (*(size_t *)user)++;
  assert_null(result);
  return CS_OK;
}

static void start_stop_drop_and_err_may_be_absent(void **unused) {
  (void)unused;
  size_t seen = 0;
  cs_workers_task task = {.job = job_alone, .done = done_alone, .user = &seen};
  assert_int_equal(cs_workers_run(&task, 10, 2, NULL), CS_OK);
  assert_int_equal(seen, 10);
  task.user = NULL;
  assert_int_equal(cs_workers_run(&task, 10, 2, NULL), CS_EINPUT);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(results_come_in_order),
      cmocka_unit_test(memory_is_bounded),
      cmocka_unit_test(a_failed_job_ends_after_those_before_it),
      cmocka_unit_test(a_worker_that_cannot_start_ends_it),
      cmocka_unit_test(the_caller_can_give_up),
      cmocka_unit_test(start_stop_drop_and_err_may_be_absent),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
