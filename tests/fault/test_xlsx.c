/* A workbook when memory is short: what is read is all of it, or memory is said to be short; what is written is whole or absent. */
#include "base/xlsx.h"
#include "base/xlsx_writer.h"
#include "core/workbook.h"
#include "fault/memory.h"
#include <stdio.h>
#include <stdlib.h>

static const workbook everything = {
    .strings = "<si><t>code</t></si><si><r><t>na</t></r><r><t>me_x0041_</t></r></si>",
    .formats = "<numFmt numFmtId=\"170\" formatCode=\"yyyy-mm-dd\"/>",
    .styles = "<xf numFmtId=\"0\"/><xf numFmtId=\"170\"/>",
    .sheets = {{"one",
                "<sheetData>"
                "<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>a note</t></is></c></row>"
                "<row r=\"2\"><c r=\"A2\" t=\"s\"><v>0</v></c><c r=\"B2\" t=\"s\"><v>1</v></c>"
                "<c r=\"C2\" t=\"b\"><v>1</v></c></row>"
                "<row r=\"3\"><c r=\"A3\"><v>12.50</v></c><c r=\"B3\" s=\"1\"><v>46023</v></c>"
                "<c r=\"BZ3\" t=\"str\"><f>A1</f><v>far</v></c></row>"
                "<row r=\"4\"><c r=\"B4\" t=\"inlineStr\"><is><t>over two</t></is></c></row>"
                "<row r=\"5\"><c r=\"A5\"><v>5</v></c></row></sheetData>"
                "<mergeCells><mergeCell ref=\"B4:C5\"/></mergeCells>"}}};

static int put_all(cs_buf *out, cs_err *err) {
  cs_xlsx *x = NULL;
  cs_xlsx_row row;
  cs_buf_clear(out);
  int rc = cs_xlsx_open("in.xlsx", &x, err);
  if (rc == CS_OK) rc = cs_xlsx_select(x, 0, err);
  while (rc == CS_OK && (rc = cs_xlsx_next(x, &row, err)) == 1) {
    rc = CS_OK;
    cs_buf_printf(out, "%u:", row.number);
    for (size_t i = 0; i < row.count; i++) {
      cs_buf_putc(out, ' ');
      cs_buf_put(out, row.cells[i].text, row.cells[i].size);
      if (row.troubles[i] != NULL) cs_buf_puts(out, row.troubles[i]);
    }
    cs_buf_putc(out, '\n');
  }
  cs_xlsx_close(x);
  return rc;
}

static void no_cell_is_lost(void **state) {
  (void)state;
  cs_buf calm = {0}, now = {0};
  cs_err err;
  workbook_write("in.xlsx", &everything);
  assert_int_equal(put_all(&calm, &err), CS_OK);
  assert_true(cs_buf_reserve(&now, calm.size + 1000)); /* no allocation of the test's own fails */
  assert_non_null(strstr(cs_buf_str(&calm), "over two"));
  for (int on = 0; on <= 1; on++) {
    for (unsigned n = 1, count = 1; n <= count; n++) {
      fault_memory_arm(FAULT_OF_CORE, n, on == 1);
      int rc = put_all(&now, &err);
      count = fault_memory_disarm() + (rc != CS_OK);
      if (rc != CS_OK && rc != CS_ENOMEM) fail_msg("%u: %d %s", n, rc, err.text);
      if (rc == CS_OK) assert_string_equal(cs_buf_str(&now), calm.data);
    }
  }
  cs_buf_deinit(&calm);
  cs_buf_deinit(&now);
}

/* What libxlsxwriter asks for itself does not fail here: it would crash. The writer sees before each call that there is room for it, and
 * that request does. */
static int write_all(cs_err *err) {
  static const char *const choices[] = {"low", "high"}, *const heads[] = {"one", "two"};
  static const cs_xlsx_look columns[] = {
      {.title = "code", .kind = CS_XLSX_CODE, .required = true, .hint = "as on the badge"},
      {.title = "grade", .choices = choices, .choice_count = 2, .open = true},
      {.title = "pay", .kind = CS_XLSX_NUMBER}};
  const cs_cell cells[] = {{"E1", 2}, {"high", 4}, {"12.5", 4}};
  cs_xlsx_book *book = NULL;
  int rc = cs_xlsx_create("out.xlsx", &book, err);
  if (rc == CS_OK) rc = cs_xlsx_begin(book, "one", heads, 2, columns, 3, err);
  if (rc == CS_OK) rc = cs_xlsx_put(book, cells, 3, err);
  if (rc == CS_OK) return cs_xlsx_finish(book, err);
  cs_xlsx_discard(book);
  return rc;
}

static void a_book_is_whole_or_absent(void **state) {
  (void)state;
  cs_err err;
  for (unsigned n = 1, count = 1; n <= count; n++) {
    (void)unlink("out.xlsx");
    fault_memory_arm(FAULT_OF_CORE, n, false);
    int rc = write_all(&err);
    count = fault_memory_disarm() + (rc != CS_OK);
    if (rc != CS_OK && rc != CS_ENOMEM) fail_msg("%u: %d %s", n, rc, err.text);
    assert_true((access("out.xlsx", F_OK) == 0) == (rc == CS_OK));
  }
}

int main(void) {
  fault_memory_install();
  const struct CMUnitTest tests[] = {cmocka_unit_test(no_cell_is_lost),
                                     cmocka_unit_test(a_book_is_whole_or_absent)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
