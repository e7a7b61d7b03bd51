/* Killed at any moment and run again, a cycle ends in the same bytes as never killed. */
#include "scene.h"
#include <signal.h>
#include <sys/wait.h>
#include <time.h>

#define PEOPLE 1500
#define KILLS 24
#define STORY "story.db"

static void copy(const char *from, const char *to) {
  char block[65536];
  FILE *in = fopen(from, "rb"), *out = fopen(to, "wb");
  assert_non_null(in);
  assert_non_null(out);
  for (size_t n; (n = fread(block, 1, sizeof block, in)) > 0;)
    assert_int_equal(fwrite(block, 1, n, out), n);
  (void)fclose(in);
  assert_int_equal(fclose(out), 0);
}

static void fresh_story(void) {
  (void)unlink(STORY "-wal");
  (void)unlink(STORY "-shm");
  copy("seed.db", STORY);
}

static int first_run(void *user, const cs_run *run) {
  uint32_t *first = user;
  if (*first == 0 || run->id < *first) *first = run->id;
  return 0;
}

/* Plan, approve, apply; each step does nothing when it was done before. All at one time, so that any step may be the last. */
static void tell_story(char head[CS_HASH_TEXT], char digest[CS_HASH_TEXT]) {
  scene *s = calloc(1, sizeof *s);
  assert_non_null(s);
  OK(s, cs_store_open(STORY, CS_STORE_WRITE, &s->store, &s->err));
  OK(s, cs_company_find(s->store, NULL, &s->company, &s->err));
  s->now = 9000000;
  cs_stamp stamp = {.now = 9000000, .actor = "Ann", .system_user = "ann", .command = "test"};
  uint32_t run = 0;
  OK(s, cs_run_each(s->store, s->company.id, first_run, &run, &s->err));
  if (run == 0) run = plan(s);
  uint64_t approved;
  cs_applied applied;
  OK(s, cs_cycle_approve(s->store, &s->company, &stamp, run, "Boss", NULL, 0, &approved, NULL,
                         &s->err));
  OK(s, cs_cycle_apply(s->store, &s->company, &stamp, run, NULL, &applied, &s->err));
  assert_true(applied.applied + applied.already > 50);
  cs_txn_info info;
  cs_run found_run;
  OK(s, cs_ledger_head(s->store, &info, &s->err));
  memcpy(head, info.hash, CS_HASH_TEXT);
  OK(s, cs_run_find(s->store, s->company.id, run, &found_run, &s->err));
  memcpy(digest, found_run.digest, CS_HASH_TEXT);
  close_scene(s);
}

static long microseconds(void) {
  struct timespec t;
  assert_int_equal(clock_gettime(CLOCK_MONOTONIC, &t), 0);
  return (long)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static void wait_for(long time) {
  struct timespec t = {time / 1000000, time % 1000000 * 1000};
  (void)nanosleep(&t, NULL);
}

static void killed_at_any_moment(void **unused) {
  (void)unused;
  scene *s = open_scene();
  adopt(s, "sample", CS_DATE_MIN, "{}");
  hire_many(s, PEOPLE);
  close_scene(s); /* the last connection folds the log into the file */
  copy("scene.db", "seed.db");

  char head[CS_HASH_TEXT], digest[CS_HASH_TEXT], head_again[CS_HASH_TEXT],
      digest_again[CS_HASH_TEXT];
  fresh_story();
  long before = microseconds();
  tell_story(head, digest);
  long whole = microseconds() - before;

  for (int i = 0; i < KILLS; i++) {
    fresh_story();
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
      tell_story(head_again, digest_again);
      _exit(0);
    }
    wait_for(whole * i / KILLS);
    assert_int_equal(kill(child, SIGKILL), 0);
    assert_int_equal(waitpid(child, NULL, 0), child);
    tell_story(head_again, digest_again);
    assert_string_equal(head, head_again);
    assert_string_equal(digest, digest_again);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(killed_at_any_moment)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
