#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>
#include "base/buf.h"
#include "base/xlsx.h"
#include "base/xlsx_writer.h"
#include <glob.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>
#include <zip.h>

static cs_err err;

static void ok(int rc) {
  if (rc != CS_OK) fail_msg("%s: %s", cs_err_name(rc), err.text);
}

static void put(cs_xlsx_book *b, const char *a, const char *c) {
  const cs_cell cells[] = {{a, a == NULL ? 0 : strlen(a)}, {c, c == NULL ? 0 : strlen(c)}};
  ok(cs_xlsx_put(b, cells, 2, &err));
}

/* A part of the workbook, as it stands there. */
static const char *part(const char *path, const char *name) {
  static char bytes[1 << 20];
  zip_t *zip = zip_open(path, ZIP_RDONLY, NULL);
  assert_non_null(zip);
  zip_file_t *file = zip_fopen(zip, name, 0);
  assert_non_null(file);
  zip_int64_t n = zip_fread(file, bytes, sizeof bytes - 1);
  assert_true(n >= 0);
  bytes[n] = '\0';
  zip_fclose(file);
  zip_discard(zip);
  return bytes;
}

static const char *read_back(const char *path, size_t sheet) {
  static cs_buf out;
  cs_xlsx *x;
  cs_xlsx_row row;
  cs_buf_clear(&out);
  ok(cs_xlsx_open(path, &x, &err));
  ok(cs_xlsx_select(x, sheet, &err));
  while (cs_xlsx_next(x, &row, &err) == 1) {
    for (size_t i = 0; i < row.count; i++) {
      if (i > 0) cs_buf_putc(&out, '|');
      cs_buf_put(&out, row.cells[i].text, row.cells[i].size);
    }
    cs_buf_putc(&out, '\n');
  }
  cs_xlsx_close(x);
  return cs_buf_str(&out);
}

static void make(const char *path) {
  static const char *const grades[] = {"初级客服(一般)", "a, b", "=1+1"};
  static const cs_xlsx_look columns[] = {
      {.title = "工号", .kind = CS_XLSX_CODE, .required = true, .hint = "例如 E001"},
      {.title = "级别", .choices = grades, .choice_count = 3}};
  static const cs_xlsx_look numbers[] = {{.title = "n", .kind = CS_XLSX_NUMBER},
                                         {.title = "on", .kind = CS_XLSX_DATE}};
  static const char *const heads[] = {"调薪表", "2026年7月"};
  cs_xlsx_book *b;
  ok(cs_xlsx_create(path, &b, &err));
  ok(cs_xlsx_begin(b, "人员", NULL, 0, columns, 2, &err));
  put(b, "0042", "初级客服(一般)");
  put(b, "=cmd|' /C calc'!A0", "+1");
  put(b, "'quoted", " spaces ");
  put(b, "two\nlines", "\t_x0041_ & <b>");
  put(b, "bad \xff byte", NULL);
  ok(cs_xlsx_begin(b, "pay: [7/8]", heads, 2, numbers, 2, &err));
  put(b, "1234.50", "2026-07-01");
  put(b, "007", "x");
  put(b, "1e5", NULL);
  put(b, "1234567890123456", NULL);
  ok(cs_xlsx_finish(b, &err));
}

static void cells_are_texts(void **state) {
  (void)state;
  make("a.xlsx");
  assert_string_equal(read_back("a.xlsx", 0),
                      "工号|级别\n0042|初级客服(一般)\n=cmd|' /C calc'!A0|+1\n'quoted| spaces "
                      "\ntwo\nlines|\t_x0041_ & <b>\nbad \\xff byte\n");
  assert_null(strstr(part("a.xlsx", "xl/worksheets/sheet1.xml"), "<f>"));
  assert_string_equal(read_back("a.xlsx", 1),
                      "调薪表\n2026年7月\nn|on\n1234.5|2026-07-01\n007|x\n1e5\n1234567890123456\n");
  const char *pay = part("a.xlsx", "xl/worksheets/sheet2.xml");
  assert_non_null(strstr(pay, "<v>1234.5</v>"));
  assert_null(strstr(pay, "<v>7</v>"));
}

/* Not well-formed, a workbook could not be opened; what is in it comes back all the same. */
static void characters_that_no_xml_holds(void **state) {
  (void)state;
  static const char *const choices[] = {"c\xef\xbf\xbf", "_x0041_", "d\xff"};
  static const cs_xlsx_look columns[] = {
      {.title = "t\xef\xbf\xbe", .hint = "h\v\xef\xbf\xbf!", .choices = choices, .choice_count = 3},
      {.title = "u"}};
  cs_xlsx_book *b;
  ok(cs_xlsx_create("a.xlsx", &b, &err));
  ok(cs_xlsx_begin(b, "s\x01\xef\xbf\xbf.", NULL, 0, columns, 2, &err));
  put(b, "a\xef\xbf\xbe\xef\xbf\xbf", "\xef\xbf\xbd\xef\xbf");
  ok(cs_xlsx_finish(b, &err));
  assert_string_equal(read_back("a.xlsx", 0),
                      "t\xef\xbf\xbe|u\na\xef\xbf\xbe\xef\xbf\xbf|\xef\xbf\xbd\\xef\\xbf\n");
  assert_string_equal(read_back("a.xlsx", 1), "c\xef\xbf\xbf\n_x0041_\nd\\xff\n");
  assert_non_null(strstr(part("a.xlsx", "xl/worksheets/sheet1.xml"), "h \xef\xbf\xbd!"));
  assert_non_null(strstr(part("a.xlsx", "xl/workbook.xml"), "name=\"s \xef\xbf\xbd.\""));
}

static void what_a_sheet_has(void **state) {
  (void)state;
  make("a.xlsx");
  const char *sheet = part("a.xlsx", "xl/worksheets/sheet1.xml");
  assert_non_null(strstr(sheet, "state=\"frozen\""));
  assert_non_null(strstr(sheet, "<autoFilter ref=\"A1:B6\"/>"));
  assert_non_null(strstr(sheet, "type=\"list\""));
  assert_non_null(strstr(sheet, "sqref=\"B2:B1048576\""));
  assert_non_null(strstr(sheet, "<formula1>_lists!$A$1:$A$3</formula1>"));
  assert_non_null(strstr(sheet, "prompt=\"例如 E001\""));
  assert_non_null(
      strstr(sheet, "<col min=\"2\" max=\"2\" width=\"16.7")); /* 14 columns wide, and 2 */
  assert_string_equal(read_back("a.xlsx", 2), "初级客服(一般)\na, b\n=1+1\n");
  assert_non_null(
      strstr(part("a.xlsx", "xl/workbook.xml"), "name=\"_lists\" sheetId=\"3\" state=\"hidden\""));
  assert_non_null(strstr(part("a.xlsx", "xl/workbook.xml"), "name=\"pay_ _7_8_\""));
}

static char *bytes_of(const char *path, size_t *n) {
  FILE *file = fopen(path, "rb");
  assert_non_null(file);
  char *bytes = malloc(1 << 20);
  *n = fread(bytes, 1, 1 << 20, file);
  fclose(file);
  return bytes;
}

static void the_same_bytes(void **state) {
  (void)state;
  size_t n, m;
  make("a.xlsx");
  sleep(2); /* zip knows the time to two seconds */
  make("b.xlsx");
  char *a = bytes_of("a.xlsx", &n), *b = bytes_of("b.xlsx", &m);
  assert_int_equal(n, m);
  assert_memory_equal(a, b, n);
  free(a);
  free(b);
}

static void whole_or_not_at_all(void **state) {
  (void)state;
  cs_xlsx_book *b;
  unlink("c.xlsx");
  assert_int_equal(cs_xlsx_create("no/such/folder.xlsx", &b, &err), CS_EIO);
  assert_non_null(strstr(err.text, "No such file"));
  static const cs_xlsx_look one = {.title = "x"};
  ok(cs_xlsx_create("c.xlsx", &b, &err));
  ok(cs_xlsx_begin(b, "a", NULL, 0, &one, 1, &err));
  assert_int_equal(cs_xlsx_begin(b, "A", NULL, 0, &one, 1, &err), CS_EINPUT);
  cs_xlsx_discard(b);
  assert_int_equal(access("c.xlsx", F_OK), -1);
  glob_t left;
  assert_int_equal(glob("c.xlsx.part*", 0, NULL, &left), GLOB_NOMATCH);
}

static int next_descriptor(void) {
  int next = dup(STDIN_FILENO);
  (void)close(next);
  return next;
}

/* The library keeps a temporary file for each page, and leaves it open where the book is not written. */
static void a_book_given_up_keeps_no_file_open(void **state) {
  (void)state;
  static const cs_xlsx_look one = {.title = "x"};
  cs_xlsx_book *b;
  int before = next_descriptor();
  for (int i = 0; i < 20; i++) {
    ok(cs_xlsx_create("d.xlsx", &b, &err));
    ok(cs_xlsx_begin(b, "a", NULL, 0, &one, 1, &err));
    ok(cs_xlsx_begin(b, "b", NULL, 0, &one, 1, &err));
    cs_xlsx_discard(b);
  }
  assert_int_equal(next_descriptor(), before);
}

/* Packed it would fit, but what is packed does not: the library does not look, and packed what had come through. */
static void temporary_files_that_do_not_fit(void **state) {
  (void)state;
  static const cs_xlsx_look columns[] = {{.title = "x"}, {.title = "y"}};
  struct rlimit before, little;
  cs_xlsx_book *b;
  assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
  (void)signal(SIGXFSZ, SIG_IGN);
  /* Few rows and long ones: before each row the writer asks for memory, which costs with the sanitizers. */
  char text[1001];
  memset(text, 'x', sizeof text - 1);
  text[sizeof text - 1] = '\0';
  for (rlim_t limit = 2 << 10; limit < 400 << 10; limit += limit / 8) {
    (void)unlink("e.xlsx");
    little = (struct rlimit){limit, before.rlim_max};
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &little), 0);
    ok(cs_xlsx_create("e.xlsx", &b, &err));
    ok(cs_xlsx_begin(b, "a", NULL, 0, columns, 2, &err));
    for (int i = 0; i < 120; i++) put(b, text, "again");
    int rc = cs_xlsx_finish(b, &err);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
    if (rc == CS_OK) {
      assert_int_equal(strlen(read_back("e.xlsx", 0)),
                       4 + 120 * (strlen(text) + strlen("|again\n")));
      assert_true(limit > 100 << 10);
      return;
    }
    assert_int_equal(rc, CS_EIO);
    assert_non_null(strstr(err.text, "e.xlsx: cannot be written"));
    assert_int_equal(access("e.xlsx", F_OK), -1);
  }
  fail_msg("no limit was enough");
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(cells_are_texts),
                                     cmocka_unit_test(characters_that_no_xml_holds),
                                     cmocka_unit_test(what_a_sheet_has),
                                     cmocka_unit_test(the_same_bytes),
                                     cmocka_unit_test(whole_or_not_at_all),
                                     cmocka_unit_test(a_book_given_up_keeps_no_file_open),
                                     cmocka_unit_test(temporary_files_that_do_not_fit)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
