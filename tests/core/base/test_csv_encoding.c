#include "base/csv_encoding.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* An unlinked file with these bytes, left at its end. */
static int file_of(const void *bytes, size_t n) {
  char path[] = "/tmp/cursus-encoding-XXXXXX";
  int file = mkstemp(path);
  assert_true(file >= 0);
  unlink(path);
  assert_int_equal(write(file, bytes, n), n);
  return file;
}

static void is(const void *bytes, size_t n, cs_encoding expected) {
  cs_encoding found = CS_ENC_AUTO;
  cs_err err;
  int file = file_of(bytes, n);
  if (cs_csv_decide_encoding("in.csv", file, &found, &err) != CS_OK) fail_msg("%s", err.text);
  assert_int_equal(found, expected);
  close(file);
}

static void is_wrong(const void *bytes, size_t n, const char *text) {
  cs_encoding found;
  cs_err err;
  int file = file_of(bytes, n);
  assert_int_equal(cs_csv_decide_encoding("in.csv", file, &found, &err), CS_EINPUT);
  if (strstr(err.text, text) == NULL) fail_msg("'%s' should say '%s'", err.text, text);
  assert_non_null(strstr(err.text, "in.csv"));
  close(file);
}

static void short_files(void **state) {
  (void)state;
  is("", 0, CS_ENC_UTF8);
  is("a,b\n", 4, CS_ENC_UTF8); /* plain ASCII */
  is("\xe6\x9d\x8e", 3, CS_ENC_UTF8);
  is("\xc0\xee", 2, CS_ENC_GB18030);
  is("\x84\x31\x95\x33\xc0\xee\n", 7, CS_ENC_GB18030);
}

static void the_first_wrong_byte_is_named(void **state) {
  (void)state;
  is_wrong("a,b\n\x80\xff\n", 7, "wrong at byte 5");
  is_wrong("a,\xe6\x9d\xe6", 5, "UTF-8 (wrong at byte 3)"); /* cut at the end */
  is_wrong("\xc0\xee\x81", 3, "GB18030 (wrong at byte 3)");
}

/* Characters that the end of a chunk cuts in every place, and what is wrong just there. */
static void at_the_end_of_a_chunk(void **state) {
  (void)state;
  const size_t chunk = CURSUS_CSV_CHUNK, size = chunk + 8;
  char *bytes = malloc(size);
  assert_non_null(bytes);
  for (size_t before = 1; before <= 5; before++) {
    memset(bytes, 'x', size);
    memcpy(bytes + chunk - before, "\xf0\x9f\x98\x80", 4);
    is(bytes, size, CS_ENC_UTF8);
    memcpy(bytes + chunk - before, "\x95\x32\x82\x36", 4); /* four bytes of GB18030 */
    is(bytes, size, CS_ENC_GB18030);
    memcpy(bytes + chunk - before, "\xff\xff\xff\xff", 4);
    char text[60];
    (void)snprintf(text, sizeof text, "UTF-8 (wrong at byte %zu)", chunk - before + 1);
    is_wrong(bytes, size, text);
  }
  free(bytes);
}

static void other_formats(void **state) {
  (void)state;
  static const struct {
    const char *bytes, *text; /* NULL: it may be CSV */
  } heads[] = {{"\xff\xfe"
                "a",
                "UTF-16"},
               {"\xfe\xff"
                "a",
                "UTF-16"},
               {"PK\x03\x04....", "Excel workbook"},
               {"\xd0\xcf\x11\xe0", "Excel workbook"},
               {"PK,code", NULL},
               {"a", NULL},
               {"", NULL}};
  for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
    cs_err err;
    int file = file_of(heads[i].bytes, strlen(heads[i].bytes));
    int rc = cs_csv_refuse_other_formats("in.csv", file, &err);
    assert_int_equal(rc, heads[i].text == NULL ? CS_OK : CS_EINPUT);
    if (rc != CS_OK) assert_non_null(strstr(err.text, heads[i].text));
    close(file);
  }
}

static void a_file_that_cannot_be_read(void **state) {
  (void)state;
  cs_encoding found;
  cs_err err;
  assert_int_equal(cs_csv_decide_encoding("in.csv", -1, &found, &err), CS_EIO);
  assert_non_null(strstr(err.text, "in.csv"));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(short_files),
      cmocka_unit_test(the_first_wrong_byte_is_named),
      cmocka_unit_test(at_the_end_of_a_chunk),
      cmocka_unit_test(other_formats),
      cmocka_unit_test(a_file_that_cannot_be_read),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
