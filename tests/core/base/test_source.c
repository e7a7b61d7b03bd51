/* What is no file and no pipe with a writer is refused; what is, is read to its end. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>
#include "base/source.h"
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static void wait_ms(long ms) {
  struct timespec t = {.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000};
  nanosleep(&t, NULL);
}

static void refuses(const char *path, const char *why) {
  int file;
  bool plain;
  cs_err err = {0};
  assert_int_equal(cs_source_open(path, &file, &plain, &err), CS_EIO);
  assert_int_equal(file, -1);
  assert_ptr_equal(strstr(err.text, path), err.text);
  if (strstr(err.text, why) == NULL) fail_msg("%s", err.text);
}

static void reads(const char *path, const char *expected, bool a_file) {
  int file;
  bool plain;
  char text[100] = "";
  size_t n = 0;
  cs_err err = {0};
  if (cs_source_open(path, &file, &plain, &err) != CS_OK) fail_msg("%s", err.text);
  assert_int_equal(plain, a_file);
  for (ssize_t got = 1; got > 0; n += (size_t)got) {
    got = read(file, text + n, sizeof text - 1 - n);
    assert_true(got >= 0);
  }
  close(file);
  assert_string_equal(text, expected);
}

static void what_never_ends(void **state) {
  (void)state;
  refuses("/dev/zero", ": a device");
  refuses("/dev/null", ": a device");
  refuses("/tmp", ": cannot open: Is a directory");
  refuses("missing", ": cannot open: No such file");
}

static void what_never_begins(void **state) {
  (void)state;
  unlink("fifo");
  assert_int_equal(mkfifo("fifo", 0600), 0);
  refuses("fifo", ": nobody writes to this pipe");
}

/* The writer comes after `late` ms and says "ab" `slow` ms later. */
static void with_writer(long late, long slow) {
  unlink("fifo");
  assert_int_equal(mkfifo("fifo", 0600), 0);
  pid_t child = fork();
  if (child == 0) {
    wait_ms(late);
    int file = open("fifo", O_WRONLY);
    wait_ms(slow);
    _exit(write(file, "ab", 2) == 2 ? 0 : 1);
  }
  reads("fifo", "ab", false);
  int status;
  waitpid(child, &status, 0);
  assert_int_equal(status, 0);
}

static void pipes_with_a_writer(void **state) {
  (void)state;
  with_writer(0, 0);
  with_writer(300, 100);
  with_writer(0, 6000); /* longer than without a writer */
}

/* As bash gives <(...): a pipe without a name, whose writer may be done before it is opened. */
static void a_pipe_of_the_shell(void **state) {
  (void)state;
  int ends[2];
  char path[40];
  for (int said = 1; said >= 0; said--) {
    assert_int_equal(pipe(ends), 0);
    assert_int_equal(write(ends[1], "x", (size_t)said), said);
    close(ends[1]);
    snprintf(path, sizeof path, "/dev/fd/%d", ends[0]);
    reads(path, said == 1 ? "x" : "", false);
    close(ends[0]);
  }
}

static void a_file(void **state) {
  (void)state;
  int file = open("file", O_WRONLY | O_CREAT | O_TRUNC, 0600);
  assert_int_equal(write(file, "text", 4), 4);
  close(file);
  reads("file", "text", true);
}

static void standard_input(void **state) {
  (void)state;
  int keep = dup(STDIN_FILENO), zero = open("/dev/zero", O_RDONLY), file = 0;
  cs_err err = {0};
  dup2(zero, STDIN_FILENO);
  int rc = cs_source_standard_input("standard input", &file, &err);
  dup2(keep, STDIN_FILENO);
  close(keep);
  close(zero);
  assert_int_equal(rc, CS_EIO);
  assert_int_equal(file, -1);
  assert_non_null(strstr(err.text, "standard input: a device"));
}

static void what_does_not_end(void **state) {
  (void)state;
  cs_err err = {0};
  assert_int_equal(cs_source_check_size("a pipe", CS_SOURCE_PIPE_MOST, &err), CS_OK);
  assert_int_equal(cs_source_check_size("a pipe", CS_SOURCE_PIPE_MOST + 1, &err), CS_ELIMIT);
  assert_non_null(strstr(err.text, "a pipe: more than 1024 MB"));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(what_never_ends),     cmocka_unit_test(what_never_begins),
      cmocka_unit_test(what_does_not_end),   cmocka_unit_test(pipes_with_a_writer),
      cmocka_unit_test(a_pipe_of_the_shell), cmocka_unit_test(a_file),
      cmocka_unit_test(standard_input)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
