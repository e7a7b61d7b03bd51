/* What a job can do when it has taken over the child: nothing. Each attack ends in a clear error and the parent goes on. */
#include "bindings/wall.h"
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

static const cs_wall_limits LIMITS = {
    .cpu_seconds = 1, .wall_seconds = 3, .memory = (size_t)64 << 20, .answer = 100000};

static int run(cs_wall_job job, void *argument, cs_buf *out, cs_err *err) {
  *out = (cs_buf){0};
  *err = (cs_err){0};
  return cs_wall_run(&LIMITS, job, argument, out, err);
}

static void assert_stopped(cs_wall_job job) {
  cs_buf out;
  cs_err err;
  assert_int_equal(run(job, NULL, &out, &err), CS_ELIMIT);
  assert_true(strlen(err.text) > 10);
  assert_int_equal(out.size, 0);
  cs_buf_deinit(&out);
}

static int honest(void *argument, cs_buf *out, cs_err *err) {
  (void)err;
  for (int i = 0; i < *(int *)argument; i++) cs_buf_puts(out, "document\n");
  return CS_OK;
}

static void test_an_answer_comes_back(void **state) {
  (void)state;
  for (int lines = 0; lines <= 10000; lines += 2500) {
    cs_buf out;
    cs_err err;
    assert_int_equal(run(honest, &lines, &out, &err), CS_OK);
    assert_int_equal(out.size, (size_t)lines * 9);
    cs_buf_deinit(&out);
  }
}

static int failing(void *argument, cs_buf *out, cs_err *err) {
  (void)argument;
  cs_buf_puts(out, "half an answer");
  return cs_fail(err, CS_EPACK, "pack.lua:3: no such grade");
}

static void test_an_error_comes_back_with_its_text(void **state) {
  (void)state;
  cs_buf out;
  cs_err err;
  assert_int_equal(run(failing, NULL, &out, &err), CS_EPACK);
  assert_string_equal(err.text, "pack.lua:3: no such grade");
  assert_int_equal(out.size, 0);
}

/* Says which of the ways out of the room are open. */
static int escaping(void *argument, cs_buf *out, cs_err *err) {
  (void)argument;
  (void)err;
  if (open("/etc/passwd", O_RDONLY) >= 0) cs_buf_puts(out, " open");
  if (open("/tmp/cursus-wall", O_WRONLY | O_CREAT, 0600) >= 0) cs_buf_puts(out, " create");
  if (socket(AF_INET, SOCK_STREAM, 0) >= 0) cs_buf_puts(out, " socket");
  if (fork() >= 0) cs_buf_puts(out, " fork");
  char *const arguments[] = {"true", NULL};
  if (execv("/bin/true", arguments) == 0 || errno != EPERM) cs_buf_puts(out, " exec");
  if (kill(getppid(), 0) == 0) cs_buf_puts(out, " kill");
  char byte;
  if (read(4, &byte, 1) >= 0 || errno != EPERM) cs_buf_puts(out, " read");
  if (mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) != MAP_FAILED)
    cs_buf_puts(out, " code");
  return CS_OK;
}

static void test_every_way_out_is_shut(void **state) {
  (void)state;
  cs_buf out;
  cs_err err;
  assert_int_equal(run(escaping, NULL, &out, &err), CS_OK);
  assert_string_equal(cs_buf_str(&out), "");
  cs_buf_deinit(&out);
}

static int looping(void *argument, cs_buf *out, cs_err *err) {
  (void)argument;
  (void)out;
  (void)err;
  for (volatile unsigned i = 0; i + 1 != 0 || true;) i = i + 1;
  return CS_OK;
}

static int crashing(void *argument, cs_buf *out, cs_err *err) {
  (void)argument;
  (void)out;
  (void)err;
  signal(SIGILL, SIG_DFL); /* cmocka's own handlers would go on with the tests in the child */
  __builtin_trap();        /* a real fault: raise() needs tgkill, which is not allowed */
}

static int leaving(void *argument, cs_buf *out, cs_err *err) {
  (void)argument;
  (void)out;
  (void)err;
  _exit(0);
}

static int forging(void *argument, cs_buf *out, cs_err *err) { /* a frame of its own on the pipe */
  (void)argument;
  (void)out;
  (void)err;
  unsigned char lie[64];
  memset(lie, 0xff, sizeof lie);
  if (write(3, lie, sizeof lie) < 0) _exit(1);
  _exit(0);
}

static int flooding(void *argument, cs_buf *out, cs_err *err) {
  (void)argument;
  (void)err;
  for (size_t i = 0; i < LIMITS.answer / 8; i++) cs_buf_puts(out, "much too much ");
  return CS_OK;
}

static int unknown_code(void *argument, cs_buf *out, cs_err *err) {
  (void)argument;
  (void)out;
  (void)err;
  return 12345;
}

static void test_attacks_are_stopped(void **state) {
  (void)state;
  assert_stopped(looping);
  assert_stopped(crashing);
  assert_stopped(leaving);
  assert_stopped(forging);
  assert_stopped(flooding);
  assert_stopped(unknown_code);
}

#ifndef __SANITIZE_ADDRESS__ /* it reserves address space of its own and ends the process at a failed allocation */
static int greedy(void *argument, cs_buf *out, cs_err *err) {
  (void)argument;
  (void)out;
  for (size_t n = 0; n < 4096; n++) {
    char *block = malloc((size_t)1 << 20);
    if (block == NULL) return cs_fail(err, CS_ENOMEM, "no memory after %zu MB", n);
    memset(block, 1, (size_t)1 << 20);
  }
  return CS_OK;
}
#endif

static void test_memory_is_bounded(void **state) {
  (void)state;
#ifndef __SANITIZE_ADDRESS__
  cs_buf out;
  cs_err err;
  assert_int_equal(run(greedy, NULL, &out, &err), CS_ENOMEM);
#endif
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_an_answer_comes_back),
      cmocka_unit_test(test_an_error_comes_back_with_its_text),
      cmocka_unit_test(test_every_way_out_is_shut),
      cmocka_unit_test(test_attacks_are_stopped),
      cmocka_unit_test(test_memory_is_bounded),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
