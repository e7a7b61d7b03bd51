/* A file takes its place whole, with the rights of what stood there; what is no file of output stays untouched. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>
#include "base/output.h"
#include <glob.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static cs_err err;

static void put(const char *path, const char *bytes, size_t n) {
  FILE *f = fopen(path, "wb");
  assert_non_null(f);
  assert_int_equal(fwrite(bytes, 1, n, f), n);
  assert_int_equal(fclose(f), 0);
}

static void holds(const char *path, const char *text) {
  char found[100] = "";
  FILE *f = fopen(path, "rb");
  assert_non_null(f);
  found[fread(found, 1, sizeof found - 1, f)] = '\0';
  assert_int_equal(fclose(f), 0);
  assert_string_equal(found, text);
}

static int mode_of(const char *path) {
  struct stat status;
  assert_int_equal(stat(path, &status), 0);
  return (int)(status.st_mode & 0777);
}

static void nothing_is_left(void) {
  glob_t left;
  assert_int_equal(glob("*.part-*", 0, NULL, &left), GLOB_NOMATCH);
}

static void write_text(const char *path, const char *text, bool finished) {
  cs_output o;
  int file;
  if (cs_output_open(path, &o, &file, &err) != CS_OK) fail_msg("%s", err.text);
  assert_int_equal(write(file, text, strlen(text)), strlen(text));
  close(file);
  if (finished)
    assert_int_equal(cs_output_finish(&o, &err), CS_OK);
  else
    cs_output_discard(&o);
  cs_output_discard(&o);
  nothing_is_left();
}

static void refuses(const char *path, int code, const char *why) {
  cs_output o;
  int file;
  assert_int_equal(cs_output_check(path, &err), code);
  assert_int_equal(cs_output_open(path, &o, &file, &err), code);
  assert_int_equal(file, -1);
  if (strstr(err.text, why) == NULL) fail_msg("%s", err.text);
  cs_output_discard(&o);
  nothing_is_left();
}

static void whole_or_not_at_all(void **state) {
  (void)state;
  unlink("out");
  mode_t mask = umask(022);
  write_text("out", "one", false);
  assert_int_equal(access("out", F_OK), -1);
  write_text("out", "one", true);
  holds("out", "one");
  assert_int_equal(mode_of("out"), 0644);
  write_text("out", "two", false);
  holds("out", "one");
  assert_int_equal(chmod("out", 0600), 0);
  write_text("out", "three", true);
  holds("out", "three");
  assert_int_equal(mode_of("out"), 0600);
  umask(mask);
}

static void links_lead_on(void **state) {
  (void)state;
  unlink("link");
  put("out", "old", 3);
  assert_int_equal(symlink("out", "link"), 0);
  write_text("link", "new", true);
  holds("out", "new");
  struct stat status;
  assert_int_equal(lstat("link", &status), 0);
  assert_true(S_ISLNK(status.st_mode));
  assert_true(cs_output_same_file("link", "./out"));
  assert_false(cs_output_same_file("out", "nothing"));
  assert_false(cs_output_same_file("nothing", "nothing"));
  unlink("link");
  assert_int_equal(symlink("nothing", "link"), 0);
  refuses("link", CS_EIO, "link: cannot be written: No such");
  assert_int_equal(lstat("link", &status), 0);
  assert_true(S_ISLNK(status.st_mode));
}

static void what_is_protected_stays(void **state) {
  (void)state;
  if (geteuid() == 0) skip(); /* who may write everything */
  unlink("out");
  put("out", "old", 3);
  assert_int_equal(chmod("out", 0444), 0);
  refuses("out", CS_EIO, "out: cannot be written: Permission denied");
  holds("out", "old");
}

static void what_is_no_file_of_output(void **state) {
  (void)state;
  unlink("pipe");
  assert_int_equal(mkfifo("pipe", 0600), 0);
  refuses("pipe", CS_EREFUSED, "pipe: a device or a pipe");
  refuses("/dev/null", CS_EREFUSED, "/dev/null: a device or a pipe");
  refuses(".", CS_EIO, ".: cannot be written: ");
  put("data", "SQLite format 3\0\x10\x00", 18);
  refuses("data", CS_EREFUSED, "data: a database stands there");
  put("data", "\x37\x7f\x06\x82\x00\x2d\xe2\x18", 8);
  refuses("data", CS_EREFUSED, "data: a database stands there");
  put("data", "SQLite format", 13);
  write_text("data", "text", true);
  put("data", "", 0);
  write_text("data", "text", true);
  cs_output o;
  int file;
  assert_int_equal(cs_output_open("no/where", &o, &file, &err), CS_EIO);
  if (strstr(err.text, "no/where: cannot be written: No such") == NULL) fail_msg("%s", err.text);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(what_is_protected_stays),
      cmocka_unit_test(whole_or_not_at_all),
      cmocka_unit_test(links_lead_on),
      cmocka_unit_test(what_is_no_file_of_output),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
