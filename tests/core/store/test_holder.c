/* Who holds the database is named, but never ourselves. */
#include "core/store/helper.h"
#include "store/holder.h"
#include <signal.h>
#include <sys/wait.h>

static bool told(cs_hold hold, long pid) {
  cs_buf text = {0};
  char process[32];
  (void)snprintf(process, sizeof process, "process %ld", pid);
  cs_holder_put(&text, PATH, hold);
  bool found = strstr(cs_buf_str(&text), process) != NULL;
  if (pid == 0) found = text.size > 0;
  cs_buf_deinit(&text);
  return found;
}

/* A process that has the database open, with or without the writer's lock; says so by a byte. */
static pid_t other_program(bool writes) {
  int ready[2];
  assert_int_equal(pipe(ready), 0);
  pid_t child = fork();
  assert_true(child >= 0);
  if (child == 0) {
    cs_store *s = NULL;
    int rc = cs_store_open(PATH, CS_STORE_WRITE, &s, &error);
    if (rc == CS_OK && writes) rc = cs_work_begin(s, &error);
    if (write(ready[1], rc == CS_OK ? "y" : "n", 1) == 1) (void)pause();
    _exit(0);
  }
  char answer = '\0';
  assert_int_equal(read(ready[0], &answer, 1), 1);
  assert_int_equal(answer, 'y');
  (void)close(ready[0]);
  (void)close(ready[1]);
  return child;
}

static void stop(pid_t child) {
  assert_int_equal(kill(child, SIGKILL), 0);
  assert_int_equal(waitpid(child, NULL, 0), child);
}

static void the_holder_is_named(void **unused) {
  (void)unused;
  if (access("/proc/locks", R_OK) != 0) skip();
  cs_company c;
  cs_store_close(create(&c));
  assert_false(told(CS_HOLD_ANY, 0));
  pid_t reader = other_program(false);
  assert_true(told(CS_HOLD_ANY, reader));
  assert_false(told(CS_HOLD_WRITE, 0));
  pid_t writer = other_program(true);
  assert_true(told(CS_HOLD_WRITE, writer));
  stop(reader);
  stop(writer);
  assert_false(told(CS_HOLD_ANY, 0));

  cs_store *s = NULL;
  assert_ok(cs_store_open(PATH, CS_STORE_WRITE, &s, &error));
  assert_ok(cs_work_begin(s, &error));
  assert_false(told(CS_HOLD_ANY, 0)); /* ourselves */
  cs_store_close(s);
  remove_database();
  assert_false(told(CS_HOLD_ANY, 0)); /* nobody: there is none */
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(the_holder_is_named)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
