#include "base/csv.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>
#include <fcntl.h>
#include <iconv.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char path[64];

static void write_file(const void *bytes, size_t n) {
  strcpy(path, "/tmp/cursus-csv-XXXXXX");
  int file = mkstemp(path);
  assert_true(file >= 0);
  assert_int_equal(write(file, bytes, n), n);
  close(file);
}

static cs_csv *open_bytes(const void *bytes, size_t n, cs_encoding encoding) {
  write_file(bytes, n);
  cs_csv *c;
  cs_err err = {0};
  if (cs_csv_open(path, encoding, &c, &err) != CS_OK) fail_msg("%s", err.text);
  unlink(path);
  return c;
}

static void refuse_bytes(const void *bytes, size_t n, cs_encoding encoding, int code,
                         const char *part) {
  write_file(bytes, n);
  cs_csv *c = (cs_csv *)path;
  cs_err err = {0};
  assert_int_equal(cs_csv_open(path, encoding, &c, &err), code);
  unlink(path);
  assert_null(c);
  if (strstr(err.text, part) == NULL) fail_msg("\"%s\" should say \"%s\"", err.text, part);
}

/* Writes what the reader gives as one text: cells in <>, rows "line:<a><b>;", errors
 * "line!raw;". */
static void show(cs_csv *c, cs_buf *out) {
  cs_row row;
  cs_err err;
  for (;;) {
    int got = cs_csv_next(c, &row, &err);
    if (got == 0) return;
    cs_buf_printf(out, "%d%c", (int)row.line, got == 1 ? ':' : '!');
    if (got < 0) {
      assert_int_equal(got, CS_EINPUT);
      assert_int_equal(row.count, 0);
      cs_buf_put(out, row.raw, row.raw_size);
    }
    for (size_t i = 0; i < row.count; i++) {
      cs_buf_putc(out, '<');
      cs_buf_put(out, row.cells[i].text, row.cells[i].size);
      cs_buf_putc(out, '>');
    }
    cs_buf_putc(out, ';');
  }
}

static void check(const char *bytes, const char *expected) {
  cs_csv *c = open_bytes(bytes, strlen(bytes), CS_ENC_AUTO);
  for (int round = 0; round < 2; round++) {
    cs_buf out = {0};
    show(c, &out);
    assert_string_equal(cs_buf_str(&out), expected);
    cs_buf_deinit(&out);
    assert_int_equal(cs_csv_rewind(c, NULL), CS_OK);
  }
  cs_csv_close(c);
}

static void reads_rows(void **state) {
  (void)state;
  check("", "");
  check("\n", "1:<>;");
  check("a", "1:<a>;");
  check("a,b\nc,d\n", "1:<a><b>;2:<c><d>;");
  check("a,b\r\nc,d\r\n", "1:<a><b>;2:<c><d>;");
  check("a,b\r\nc,d", "1:<a><b>;2:<c><d>;");
  check("a,b\r", "1:<a><b>;");
  check("a\rb\n", "1:<a\rb>;");
  check(",\n,,", "1:<><>;2:<><><>;");
  check("a\n\nb\n", "1:<a>;2:<>;3:<b>;");
  check(" a , b \n", "1:< a >< b >;");
  check("\xef\xbb\xbf工号,姓名\n1,李芳\n", "1:<工号><姓名>;2:<1><李芳>;");
  check("\xef\xbb\xbf", "");
  check("\xef\xbb\xbf\"a\"\n", "1:<a>;");
  check("sep=,\r\na,b\r\n", "2:<a><b>;");
  check("\xef\xbb\xbfSEP=,\na,b\n", "2:<a><b>;");
  check("sep=,", "");
  check("sep=,x\n", "1:<sep=><x>;");
  check("sep=\n", "1:<sep=>;");
}

static void reads_quotes(void **state) {
  (void)state;
  check("\"a\",\"b\"\n", "1:<a><b>;");
  check("\"a,b\",c\r\n", "1:<a,b><c>;");
  check("\"\",\"\"\"\",\"a\"\"b\"\"\"\n", "1:<><\"><a\"b\">;");
  check("\"a\"\"\",\"\"\"b\",plain,\"c\"\"d\"\n", "1:<a\"><\"b><plain><c\"d>;");
  check("\"a\nb\",c\nd\n", "1:<a\nb><c>;3:<d>;");
  check("\"a\r\n\r\nb\"\r\nd\r\n", "1:<a\r\n\r\nb>;4:<d>;");
  check("\"a\"", "1:<a>;");
  check("\"a\"\r", "1:<a>;");
  check("5\" pipe,x\"y\"\n", "1:<5\" pipe><x\"y\">;");
  check(" \"a\"\n", "1:< \"a\">;");
}

static void gives_the_raw_row(void **state) {
  (void)state;
  const char text[] = "\xef\xbb\xbf\"a\"\"b\",c\r\n\"d\ne\"\r\nf";
  cs_csv *c = open_bytes(text, sizeof text - 1, CS_ENC_AUTO);
  const char *const raws[] = {"\"a\"\"b\",c", "\"d\ne\"", "f"};
  cs_row row;
  for (size_t i = 0; i < 3; i++) {
    assert_int_equal(cs_csv_next(c, &row, NULL), 1);
    assert_int_equal(row.raw_size, strlen(raws[i]));
    assert_memory_equal(row.raw, raws[i], row.raw_size);
  }
  assert_int_equal(cs_csv_next(c, &row, NULL), 0);
  assert_int_equal(cs_csv_next(c, &row, NULL), 0);
  cs_csv_close(c);
  cs_csv_close(NULL);
}

static void goes_on_after_an_error(void **state) {
  (void)state;
  check("a\n\"b\"x,c\nd\n", "1:<a>;2!\"b\"x,c;3:<d>;");
  check("a\n\"b\" ,c\r\nd\n", "1:<a>;2!\"b\" ,c;3:<d>;");
  check("a\n\"b\rx\",c\"\nd\n", "1:<a>;2:<b\rx><c\">;3:<d>;");
  check("a\n\"b,c\nd,e\nf\n", "1:<a>;2!\"b,c;3:<d><e>;4:<f>;"); /* never closed */
  check("a\n\"b\n\"c\",d\ne\n", "1:<a>;2!\"b;3:<c><d>;4:<e>;");
  check("\"", "1!\";");
  check("\"a\r\n", "1!\"a;");
  check("\"a\"\rb\n", "1!\"a\"\rb;");
}

static void next_fails(cs_csv *c, uint64_t line, const char *part) {
  cs_row row;
  cs_err err = {0};
  assert_int_equal(cs_csv_next(c, &row, &err), CS_EINPUT);
  assert_int_equal(row.line, line);
  if (strstr(err.text, part) == NULL) fail_msg("\"%s\" should say \"%s\"", err.text, part);
}

static void next_is(cs_csv *c, uint64_t line, const char *first) {
  cs_row row;
  cs_err err = {0};
  if (cs_csv_next(c, &row, &err) != 1) fail_msg("%s", err.text);
  assert_int_equal(row.line, line);
  assert_int_equal(row.cells[0].size, strlen(first));
  assert_memory_equal(row.cells[0].text, first, row.cells[0].size);
}

static void errors_name_the_line(void **state) {
  (void)state;
  const char text[] =
      "a\nx,\"1\n2\",\"3\n4\nb\n"; /* the quote that is never closed opens on line 3 */
  cs_csv *c = open_bytes(text, sizeof text - 1, CS_ENC_AUTO);
  next_is(c, 1, "a");
  next_fails(c, 2, "line 3: the quote opened here is never closed");
  next_fails(c, 3, "line 3: the quote opened here is never closed");
  next_is(c, 4, "4");
  next_is(c, 5, "b");
  cs_csv_close(c);

  const char after[] = "\"1\n2\"3\n4\n";
  c = open_bytes(after, sizeof after - 1, CS_ENC_AUTO);
  next_fails(c, 1, "line 1: the quote opened here is closed on line 2");
  next_is(c, 2, "2\"3");
  next_is(c, 3, "4");
  cs_csv_close(c);

  const char nul[] = "a\nb\0,c\n\"d\0\n\",e\nf\n";
  c = open_bytes(nul, sizeof nul - 1, CS_ENC_AUTO);
  next_is(c, 1, "a");
  next_fails(c, 2, "line 2: a NUL byte");
  next_fails(c, 3, "line 3: a NUL byte");
  next_is(c, 5, "f");
  cs_csv_close(c);
}

static void long_cells_are_errors(void **state) {
  (void)state;
  cs_buf b = {0};
  for (int quoted = 0; quoted < 2; quoted++) {
    for (size_t extra = 0; extra < 2; extra++) {
      cs_buf_clear(&b);
      cs_buf_puts(&b, "a\nx,");
      if (quoted) cs_buf_putc(&b, '"');
      for (size_t i = 0; i < CS_CSV_CELL_MAX + extra; i++) cs_buf_putc(&b, 'y');
      if (quoted) cs_buf_putc(&b, '"');
      cs_buf_puts(&b, "\nb\n");
      cs_csv *c = open_bytes(b.data, b.size, CS_ENC_AUTO);
      next_is(c, 1, "a");
      if (extra)
        next_fails(c, 2, "line 2: a cell is longer than 1048576 bytes");
      else
        next_is(c, 2, "x");
      next_is(c, 3, "b");
      cs_csv_close(c);
    }
  }

  /* a quote left open in a long file: the cell limit notices, and no line after it is lost */
  cs_buf_clear(&b);
  cs_buf_puts(&b, "a\n\"open\n");
  for (int i = 3; i < 300000; i++) cs_buf_printf(&b, "%d,x\n", i);
  cs_csv *c = open_bytes(b.data, b.size, CS_ENC_AUTO);
  next_is(c, 1, "a");
  next_fails(c, 2, "line 2: a cell is longer");
  for (int i = 3; i < 300000; i++) {
    char first[16];
    snprintf(first, sizeof first, "%d", i);
    next_is(c, (uint64_t)i, first);
  }
  cs_csv_close(c);

  cs_buf_clear(&b);
  for (size_t i = 0; i < CS_CSV_CELLS_MAX; i++) cs_buf_putc(&b, ',');
  cs_buf_puts(&b, "\nb\n");
  c = open_bytes(b.data, b.size, CS_ENC_AUTO);
  next_fails(c, 1, "line 1: a row has more than 16384 cells");
  next_is(c, 2, "b");
  cs_csv_close(c);

  cs_buf_clear(&b);
  for (size_t i = 0; i < 40; i++) {
    for (size_t k = 0; k < CS_CSV_CELL_MAX - 10; k++) cs_buf_putc(&b, 'z');
    cs_buf_putc(&b, ',');
  }
  cs_buf_puts(&b, "\nb\n");
  c = open_bytes(b.data, b.size, CS_ENC_AUTO);
  cs_row row;
  cs_err err;
  assert_int_equal(cs_csv_next(c, &row, &err), CS_EINPUT);
  assert_non_null(strstr(err.text, "line 1: a row is longer than"));
  assert_null(row.raw);
  next_is(c, 2, "b");
  cs_csv_close(c);
  cs_buf_deinit(&b);
}

/* Each line, read on its own, opens a quote that runs over thousands of the next ones. */
static void a_file_made_to_be_slow_is_not(void **state) {
  (void)state;
  cs_buf b = {0};
  for (int i = 0; i < 1000000; i++) cs_buf_puts(&b, "x\",\"\n");
  cs_csv *c = open_bytes(b.data, b.size, CS_ENC_AUTO);
  cs_row row;
  uint64_t line = 0;
  int errors = 0;
  for (;;) {
    int got = cs_csv_next(c, &row, NULL);
    if (got == 0) break;
    assert_true(row.line > line);
    line = row.line;
    errors += got < 0;
  }
  assert_in_range(errors, 61, 20000);
  cs_csv_close(c);
  cs_buf_deinit(&b);
}

static size_t to_gb18030(const char *text, char *out, size_t space) {
  iconv_t converter = iconv_open("GB18030", "UTF-8");
  assert_true(converter != (iconv_t)-1);
  char *in = (char *)(uintptr_t)text, *at = out;
  size_t in_left = strlen(text), left = space;
  assert_int_equal(iconv(converter, &in, &in_left, &at, &left), 0);
  iconv_close(converter);
  return space - left;
}

static void decodes_gb18030(void **state) {
  (void)state;
  char bytes[1000];
  const char text[] =
      "工号,姓名,备注\n1,李芳,\"优,良\"\n2,㐀\xf0\xa0\x80\x80,😀\n"; /* four-byte codes too */
  size_t n = to_gb18030(text, bytes, sizeof bytes);
  for (int given = 0; given < 2; given++) {
    cs_csv *c = open_bytes(bytes, n, given ? CS_ENC_GB18030 : CS_ENC_AUTO);
    assert_int_equal(cs_csv_encoding(c), CS_ENC_GB18030);
    for (int round = 0; round < 2; round++) {
      cs_buf out = {0};
      show(c, &out);
      assert_string_equal(cs_buf_str(&out), "1:<工号><姓名><备注>;2:<1><李芳><优,良>;"
                                            "3:<2><㐀\xf0\xa0\x80\x80><😀>;");
      cs_buf_deinit(&out);
      cs_csv_rewind(c, NULL);
    }
    cs_csv_close(c);
  }
  /* its byte order mark */
  cs_csv *c = open_bytes("\x84\x31\x95\x33\xc0\xee\n", 7, CS_ENC_AUTO);
  next_is(c, 1, "李");
  cs_csv_close(c);
  /* plain ASCII is UTF-8 */
  c = open_bytes("a,b\n", 4, CS_ENC_AUTO);
  assert_int_equal(cs_csv_encoding(c), CS_ENC_UTF8);
  cs_csv_close(c);

  /* characters cut by every buffer: lines of odd lengths over some megabytes */
  cs_buf b = {0}, lines = {0};
  for (int i = 0; i < 120000; i++) {
    cs_buf_clear(&lines);
    cs_buf_printf(&lines, "%d李芳😀㐀\n", i);
    n = to_gb18030(cs_buf_str(&lines), bytes, sizeof bytes);
    cs_buf_put(&b, bytes, n);
  }
  c = open_bytes(b.data, b.size, CS_ENC_AUTO);
  for (int i = 0; i < 120000; i++) {
    cs_buf_clear(&lines);
    cs_buf_printf(&lines, "%d李芳😀㐀", i);
    next_is(c, (uint64_t)i + 1, cs_buf_str(&lines));
  }
  cs_csv_close(c);
  cs_buf_deinit(&b);
  cs_buf_deinit(&lines);
}

static void utf8_cut_by_the_buffer(void **state) {
  (void)state;
  cs_buf b = {0};
  for (size_t shift = 0; shift < 3; shift++) { /* more than two chunks of three-byte characters */
    cs_buf_clear(&b);
    for (size_t i = 0; i < shift; i++) cs_buf_putc(&b, 'x');
    for (int i = 0; i < 200000; i++) cs_buf_puts(&b, i % 7 == 6 ? "\n" : "芳");
    cs_csv *c = open_bytes(b.data, b.size, CS_ENC_AUTO);
    assert_int_equal(cs_csv_encoding(c), CS_ENC_UTF8);
    cs_row row;
    int rows = 0;
    while (cs_csv_next(c, &row, NULL) == 1) rows++;
    assert_int_equal(rows, 200000 / 7 + 1);
    cs_csv_close(c);
  }
  cs_buf_deinit(&b);
}

static void bad_bytes_are_errors_of_their_line(void **state) {
  (void)state;
  const char text[] = "a\nb\xffz,c\nd\n\xed\xa0\x80\ne\n";
  cs_csv *c = open_bytes(text, sizeof text - 1, CS_ENC_UTF8);
  next_is(c, 1, "a");
  next_fails(c, 2, "line 2: not valid UTF-8");
  next_is(c, 3, "d");
  next_fails(c, 4, "line 4: not valid UTF-8");
  next_is(c, 5, "e");
  cs_csv_close(c);
  const char gb[] = "a\nb\xff,c\n\xc0\xee\ne\x81";
  c = open_bytes(gb, sizeof gb - 1, CS_ENC_GB18030);
  next_is(c, 1, "a");
  next_fails(c, 2, "line 2: not valid GB18030");
  next_is(c, 3, "李");
  next_fails(c, 4, "line 4: not valid GB18030"); /* cut at the end of the file */
  cs_row row;
  assert_int_equal(cs_csv_next(c, &row, NULL), 0);
  cs_csv_close(c);
}

static void other_formats_are_named(void **state) {
  (void)state;
  refuse_bytes("\xff\xfe"
               "a\0",
               4, CS_ENC_AUTO, CS_EINPUT, "UTF-16");
  refuse_bytes("\xfe\xff\0a", 4, CS_ENC_UTF8, CS_EINPUT, "UTF-16");
  refuse_bytes("PK\x03\x04.....", 9, CS_ENC_AUTO, CS_EINPUT, "Excel workbook");
  refuse_bytes("sep=;\na;b\n", 10, CS_ENC_AUTO, CS_EINPUT, "separator");
  cs_csv *c = (cs_csv *)path;
  cs_err err;
  assert_int_equal(cs_csv_open("/nowhere/at/all.csv", CS_ENC_AUTO, &c, &err), CS_EIO);
  assert_string_equal(err.text, "/nowhere/at/all.csv: cannot open: No such file or directory");
  assert_null(c);
  assert_int_equal(cs_csv_open("/tmp", CS_ENC_AUTO, &c, &err), CS_EIO);
}

static void reads_standard_input_twice(void **state) {
  (void)state;
  int ends[2];
  assert_int_equal(pipe(ends), 0);
  int keep = dup(STDIN_FILENO);
  dup2(ends[0], STDIN_FILENO);
  close(ends[0]);
  assert_int_equal(write(ends[1], "a\nb\n", 4), 4);
  close(ends[1]);
  cs_csv *c;
  cs_err err = {0};
  if (cs_csv_open("-", CS_ENC_AUTO, &c, &err) != CS_OK) fail_msg("%s", err.text);
  dup2(keep, STDIN_FILENO);
  close(keep);
  for (int round = 0; round < 2; round++) {
    next_is(c, 1, "a");
    next_is(c, 2, "b");
    assert_int_equal(cs_csv_rewind(c, &err), CS_OK);
  }
  cs_csv_close(c);
}

/* What cs_text_put_csv writes comes back, whatever is in it but formulas and NUL. */
static void random_tables_round_trip(void **state) {
  (void)state;
  const uint64_t seed = 20260701;
  print_message("seed %llu\n", (unsigned long long)seed);
  uint64_t random = seed;
  static const char *const pieces[] = {"a",    "李", "😀", ",", "\"",  "\"\"", "\n",
                                       "\r\n", "\r", " ", "1", "x y", ""};
  enum { ROWS = 20000, WIDTH = 6, TEXT = 64 };
  static char table[ROWS][WIDTH][TEXT];
  static size_t widths[ROWS];
  cs_buf b = {0};
  for (size_t r = 0; r < ROWS; r++) {
    widths[r] = 1 + (random >> 33) % WIDTH;
    for (size_t w = 0; w < widths[r]; w++) {
      table[r][w][0] = '\0';
      random = random * 6364136223846793005u + 1442695040888963407u;
      size_t count = (random >> 33) % 8;
      for (size_t i = 0; i < count; i++) {
        random = random * 6364136223846793005u + 1442695040888963407u;
        const char *piece = pieces[(random >> 33) % (sizeof pieces / sizeof *pieces)];
        if (table[r][w][0] == '\0' && (*piece == '\n' || *piece == '\r'))
          continue; /* guarded as a formula */
        strcat(table[r][w], piece);
      }
      if (w > 0) cs_buf_putc(&b, ',');
      cs_text_put_csv(&b, table[r][w], strlen(table[r][w]));
    }
    cs_buf_puts(&b, r % 2 ? "\n" : "\r\n");
  }
  cs_csv *c = open_bytes(b.data, b.size, CS_ENC_AUTO);
  cs_row row;
  cs_err err = {0};
  uint64_t line = 0;
  for (size_t r = 0; r < ROWS; r++) {
    if (cs_csv_next(c, &row, &err) != 1) fail_msg("row %zu: %s", r, err.text);
    assert_true(row.line > line);
    line = row.line;
    assert_int_equal(row.count, widths[r]);
    for (size_t w = 0; w < widths[r]; w++) {
      if (row.cells[w].size != strlen(table[r][w]) ||
          memcmp(row.cells[w].text, table[r][w], row.cells[w].size) != 0) {
        fail_msg("row %zu cell %zu", r, w);
      }
    }
  }
  assert_int_equal(cs_csv_next(c, &row, &err), 0);
  cs_csv_close(c);
  cs_buf_deinit(&b);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(reads_rows),
      cmocka_unit_test(reads_quotes),
      cmocka_unit_test(gives_the_raw_row),
      cmocka_unit_test(goes_on_after_an_error),
      cmocka_unit_test(errors_name_the_line),
      cmocka_unit_test(long_cells_are_errors),
      cmocka_unit_test(a_file_made_to_be_slow_is_not),
      cmocka_unit_test(decodes_gb18030),
      cmocka_unit_test(utf8_cut_by_the_buffer),
      cmocka_unit_test(bad_bytes_are_errors_of_their_line),
      cmocka_unit_test(other_formats_are_named),
      cmocka_unit_test(reads_standard_input_twice),
      cmocka_unit_test(random_tables_round_trip),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
