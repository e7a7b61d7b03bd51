/* A temporary file has no name, so that nobody who is killed leaves one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>
#include "base/temporary.h"
#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FOLDER "temporary"

static int entries(void) {
  int count = 0;
  DIR *d = opendir(FOLDER);
  assert_non_null(d);
  for (const struct dirent *e; (e = readdir(d)) != NULL;) count += e->d_name[0] != '.';
  (void)closedir(d);
  return count;
}

static void it_has_no_name(void **state) {
  (void)state;
  (void)mkdir(FOLDER, 0755);
  assert_int_equal(setenv("TMPDIR", FOLDER, 1), 0);
  int file;
  cs_err err;
  char text[5] = "";
  struct stat there, it;
  assert_int_equal(cs_temporary_open(&file, &err), CS_OK);
  assert_int_equal(entries(), 0);
  assert_int_equal(stat(FOLDER, &there), 0);
  assert_int_equal(fstat(file, &it), 0);
  assert_true(there.st_dev == it.st_dev); /* it lies there all the same */
  assert_int_equal(it.st_mode & 0777, 0600);
  assert_true((fcntl(file, F_GETFD) & FD_CLOEXEC) != 0);
  assert_int_equal(write(file, "text", 4), 4);
  assert_int_equal(pread(file, text, 4, 0), 4);
  assert_string_equal(text, "text");
  assert_int_equal(close(file), 0);
}

static void a_folder_that_is_not_there(void **state) {
  (void)state;
  int file;
  cs_err err;
  assert_int_equal(setenv("TMPDIR", "no/such/folder", 1), 0);
  assert_int_equal(cs_temporary_open(&file, &err), CS_EIO);
  assert_int_equal(file, -1);
  assert_non_null(strstr(err.text, "$TMPDIR"));
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(it_has_no_name),
                                     cmocka_unit_test(a_folder_that_is_not_there)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
