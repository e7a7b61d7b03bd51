#include "core/workbook.h"
#include "base/xlsx.h"
#include <stdio.h>
#include <stdlib.h>

#define DATA(rows) "<sheetData>" rows "</sheetData>"

static cs_err err;

/* The rows of a sheet: "number: cell|cell", a cell that cannot be taken as "!cell", a hidden row with "~". */
static const char *rows_of(const char *path, size_t sheet) {
  static cs_buf out;
  cs_xlsx *x;
  cs_xlsx_row row;
  cs_buf_clear(&out);
  err = (cs_err){0};
  int rc = cs_xlsx_open(path, &x, &err);
  if (rc == CS_OK) rc = cs_xlsx_select(x, sheet, &err);
  while (rc == CS_OK && (rc = cs_xlsx_next(x, &row, &err)) == 1) {
    cs_buf_printf(&out, "%s%u:", row.hidden ? "~" : "", row.number);
    for (size_t i = 0; i < row.count; i++) {
      cs_buf_puts(&out, i == 0 ? " " : "|");
      if (row.troubles[i] != NULL) cs_buf_putc(&out, '!');
      cs_buf_put(&out, row.cells[i].text, row.cells[i].size);
    }
    cs_buf_putc(&out, '\n');
    rc = CS_OK;
  }
  if (rc < 0) cs_buf_printf(&out, "%s %s", cs_err_name(rc), err.text);
  cs_xlsx_close(x);
  return cs_buf_str(&out);
}

static const char *sheet_of(const char *sheet) {
  workbook w = {.sheets = {{"Sheet1", sheet}}};
  workbook_write("a.xlsx", &w);
  return rows_of("a.xlsx", 0);
}

static void all_kinds_of_cells(void **state) {
  (void)state;
  workbook w = {
      .strings = "<si><t>shared</t></si><si><r><t>ri</t></r><r><rPr/><t>ch</t></r></si>"
                 "<si><t>重</t><rPh sb=\"0\" eb=\"1\"><t>ジュウ</t></rPh></si><si/>"
                 "<si><t xml:space=\"preserve\"> a_x000D_b_x005F_x0041_ _x0000_ </t></si>",
      .formats = "<numFmt numFmtId=\"164\" "
                 "formatCode=\"yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;\"/>",
      .styles = "<xf numFmtId=\"0\"/><xf numFmtId=\"164\"/><xf numFmtId=\"2\"/>",
      .sheets = {
          {"Sheet1",
           DATA("<row r=\"2\"><c r=\"A2\" t=\"s\"><v>0</v></c><c r=\"B2\" t=\"s\"><v>1</v></c>"
                "<c r=\"C2\" t=\"s\"><v>2</v></c><c r=\"D2\" t=\"s\"><v>3</v></c>"
                "<c r=\"E2\" t=\"s\"><v>4</v></c></row>"
                "<row><c t=\"inlineStr\"><is><r><t>in</t></r><r><t>line</t></r></is></c>"
                "<c t=\"str\"><f>A1</f><v>formula</v></c><c t=\"b\"><v>1</v></c>"
                "<c t=\"e\"><v>#REF!</v></c><c><f>1+1</f><v/></c><c t=\"d\"><v>2026-07-01</v></c>"
                "<c><f>2+2</f><v>4.0999999999999996</v></c><c "
                "t=\"str\"><f>A9</f><v></v></c><c><f>3</f></c></row>"
                "<row r=\"7\" hidden=\"1\"><c r=\"C7\" s=\"1\"><v>46204</v></c>"
                "<c r=\"E7\" s=\"2\"><v>4.1</v></c><c r=\"F7\" s=\"1\"/></row>"
                "<row r=\"9\"><c r=\"A9\" s=\"1\"/></row>")}}};
  workbook_write("a.xlsx", &w);
  assert_string_equal(rows_of("a.xlsx", 0), "2: shared|rich|重|| a\rb_x0041_ _x0000_ \n"
                                            "3: inline|formula|TRUE|!#REF!|!|2026-07-01|4.1||!\n"
                                            "~7: ||2026-07-01||4.10\n");
}

static void days_from_1904(void **state) {
  (void)state;
  workbook w = {.properties = "<workbookPr date1904=\"1\"/>",
                .styles = "<xf numFmtId=\"14\"/>",
                .sheets = {{"Sheet1", DATA("<row><c><v>44742</v></c></row>")}}};
  workbook_write("a.xlsx", &w);
  assert_string_equal(rows_of("a.xlsx", 0), "1: 2026-07-01\n");
}

#define CELL(at, text) "<c r=\"" at "\" t=\"str\"><v>" text "</v></c>"

static void merged_areas_have_their_value_in_every_cell(void **state) {
  (void)state;
  assert_string_equal(
      sheet_of(DATA("<row r=\"1\">" CELL(
          "A1",
          "title") "</row>"
                   "<row r=\"2\">" CELL("A2", "x") CELL(
                       "B2",
                       "wide") "</row>"
                               "<row r=\"3\">" CELL("B3", "b") CELL(
                                   "C3",
                                   "c") "</row>"
                                        "<row r=\"4\">" CELL(
                                            "B4",
                                            "d") "</row>"
                                                 "<row r=\"6\">" CELL(
                                                     "B6",
                                                     "e") "</row><row r=\"7\">" CELL("B7",
                                                                                     "f") "</"
                                                                                          "row"
                                                                                          ">") //
               "<mergeCells count=\"4\"><mergeCell ref=\"B2:C2\"/><mergeCell ref=\"A2:A6\"/>"
               "<mergeCell ref=\"A1:C1\"/><mergeCell ref=\"D1:D9\"/></mergeCells>"),
      "1: title|title|title\n2: x|wide|wide\n3: x|b|c\n4: x|d\n6: x|e\n7: |f\n");
}

static void sheets_by_name(void **state) {
  (void)state;
  workbook w = {.sheets = {{"六月", DATA("<row><c><v>1</v></c></row>")},
                           {"lists", DATA("<row><c><v>2</v></c></row>"), "veryHidden"},
                           {"a &amp; b", DATA("")}}};
  workbook_write("a.xlsx", &w);
  cs_xlsx *x;
  assert_int_equal(cs_xlsx_open("a.xlsx", &x, &err), CS_OK);
  assert_int_equal(cs_xlsx_sheet_count(x), 3);
  assert_string_equal(cs_xlsx_sheet_name(x, 0), "六月");
  assert_string_equal(cs_xlsx_sheet_name(x, 2), "a & b");
  assert_false(cs_xlsx_sheet_hidden(x, 0));
  assert_true(cs_xlsx_sheet_hidden(x, 1));
  cs_xlsx_close(x);
  assert_string_equal(rows_of("a.xlsx", 1), "1: 2\n");
  assert_string_equal(rows_of("a.xlsx", 2), "");
}

static void many_shared_texts_and_rows(void **state) {
  (void)state;
  enum { COUNT = 60000 };
  cs_buf strings = {0}, rows = {0};
  for (int i = 0; i < COUNT; i++) {
    cs_buf_printf(&strings, "<si><t>%0100d</t></si>", i);
    cs_buf_printf(&rows, "<row><c t=\"s\"><v>%d</v></c></row>", COUNT - 1 - i);
  }
  cs_buf sheet = {0};
  cs_buf_printf(&sheet, DATA("%s"), cs_buf_str(&rows));
  workbook w = {.strings = cs_buf_str(&strings), .sheets = {{"S", cs_buf_str(&sheet)}}};
  workbook_write("a.xlsx", &w);
  cs_xlsx *x;
  cs_xlsx_row row;
  assert_int_equal(cs_xlsx_open("a.xlsx", &x, &err), CS_OK);
  for (int again = 0; again < 2; again++) {
    assert_int_equal(cs_xlsx_select(x, 0, &err), CS_OK);
    for (int i = 0; i < COUNT; i++) {
      assert_int_equal(cs_xlsx_next(x, &row, &err), 1);
      assert_int_equal(row.cells[0].size, 100);
      assert_int_equal(atoi(row.cells[0].text + 90), COUNT - 1 - i);
    }
    assert_int_equal(cs_xlsx_next(x, &row, &err), 0);
  }
  cs_xlsx_close(x);
  cs_buf_deinit(&strings);
  cs_buf_deinit(&rows);
  cs_buf_deinit(&sheet);
}

/* ---- what is refused ---- */

static void refused(const char *text, const char *why) {
  if (strncmp(text, "CS_EINPUT ", 10) != 0 || strstr(text, why) == NULL)
    fail_msg("not refused with \"%s\": %s", why, text);
}

static void documents_that_are_not_sound(void **state) {
  (void)state;
  refused(sheet_of(DATA("<row r=\"2\"/><row r=\"2\"/>")), "out of order");
  refused(sheet_of(DATA("<row r=\"x\"/>")), "out of order");
  refused(sheet_of(DATA("<row r=\"1048577\"/>")), "out of order");
  refused(sheet_of(DATA("<row><c r=\"B1\"/><c r=\"A1\"/></row>")), "out of order");
  refused(sheet_of(DATA("<row><c r=\"XFE1\"><v>1</v></c></row>")), "out of order");
  refused(sheet_of(DATA("<row><c t=\"s\"><v>0</v></c></row>")), "text that is not there");
  refused(sheet_of(DATA("") "<mergeCell ref=\"B1:A1\"/>"), "out of order");
  refused(sheet_of(DATA("<row>")), "mismatched");
  cs_buf deep = {0};
  for (int i = 0; i < 100; i++) cs_buf_puts(&deep, "<a>");
  refused(sheet_of(cs_buf_str(&deep)), "nested");
  cs_buf_deinit(&deep);
}

static void entities(void **state) {
  (void)state;
  static const char *const types[] = {"<!DOCTYPE sst [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]>",
                                      "<!DOCTYPE sst SYSTEM \"file:///etc/passwd\">",
                                      "<!DOCTYPE sst [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>"};
  for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
    cs_buf book = {0};
    cs_buf_printf(&book, "<?xml version=\"1.0\"?>%s<workbook/>", types[i]);
    const char *parts[] = {"_rels/.rels",
                           WORKBOOK_RELS,
                           "xl/workbook.xml",
                           cs_buf_str(&book),
                           "xl/_rels/workbook.xml.rels",
                           "<Relationships/>",
                           NULL};
    workbook_zip("a.xlsx", parts);
    refused(rows_of("a.xlsx", 0), "document type");
    cs_buf_deinit(&book);
  }
  refused(sheet_of(DATA("<row><c t=\"str\"><v>&evil;</v></c></row>")), "entity");
}

static void bombs(void **state) {
  (void)state;
  size_t size = (size_t)64 << 20;
  char *zeros = malloc(size + 1);
  memset(zeros, ' ', size);
  zeros[size] = '\0';
  refused(sheet_of(zeros), "enormous");
  memcpy(zeros, "<sheetData><!--", 15); /* one token without an end */
  for (size_t i = 15; i < size; i++) zeros[i] = (char)('a' + (i * 7 + i / 13 * 11 + i / 1009) % 26);
  zeros[(size_t)6 << 20] = '\0';
  refused(sheet_of(zeros), "endless");
  free(zeros);
  const char **parts = calloc(2 * 10002 + 1, sizeof *parts);
  char(*names)[24] = malloc(10002 * sizeof *names);
  for (int i = 0; i < 10002; i++) {
    snprintf(names[i], sizeof names[i], "part%d", i);
    parts[2 * i] = names[i];
    parts[2 * i + 1] = "";
  }
  workbook_zip("a.xlsx", parts);
  refused(rows_of("a.xlsx", 0), "enormous");
  free(parts);
  free(names);
}

static void paths_that_lead_out(void **state) {
  (void)state;
  static const char *const targets[] = {"../../../etc/passwd", "/../etc/passwd", "xl/../../../x"};
  for (size_t i = 0; i < sizeof targets / sizeof *targets; i++) {
    cs_buf relations = {0};
    cs_buf_printf(&relations,
                  "<Relationships><Relationship Id=\"a\" Type=\"x/officeDocument\" "
                  "Target=\"%s\"/></Relationships>",
                  targets[i]);
    const char *parts[] = {"_rels/.rels", cs_buf_str(&relations), NULL};
    workbook_zip("a.xlsx", parts);
    refused(rows_of("a.xlsx", 0), "no Excel workbook");
    cs_buf_deinit(&relations);
  }
}

static void put_file(const char *path, const void *bytes, size_t n) {
  FILE *file = fopen(path, "wb");
  assert_int_equal(fwrite(bytes, 1, n, file), n);
  assert_int_equal(fclose(file), 0);
}

static void files_that_are_no_workbooks(void **state) {
  (void)state;
  put_file("a.xlsx", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old", 12);
  refused(rows_of("a.xlsx", 0), "save it as .xlsx without a password");
  put_file("a.xlsx", "PK\x03\x04 and then nothing", 20);
  refused(rows_of("a.xlsx", 0), "not a sound workbook");
  const char *document[] = {"word/document.xml", "<w/>", NULL};
  workbook_zip("a.xlsx", document);
  refused(rows_of("a.xlsx", 0), "no Excel workbook");
  assert_string_equal(rows_of("missing.xlsx", 0),
                      "CS_EIO missing.xlsx: cannot open: No such file or directory");
}

/* Cut or changed anywhere: an error or the same rows, never other ones. */
static void damaged_anywhere(void **state) {
  (void)state;
  char *whole =
      strdup(sheet_of(DATA("<row><c><v>12345</v></c></row><row><c><v>67890</v></c></row>")));
  static char bytes[65536];
  FILE *file = fopen("a.xlsx", "rb");
  size_t n = fread(bytes, 1, sizeof bytes, file);
  fclose(file);
  for (size_t i = 0; i < n; i++) {
    bytes[i] = (char)(bytes[i] ^ 0x11);
    put_file("b.xlsx", bytes, n);
    bytes[i] = (char)(bytes[i] ^ 0x11);
    const char *text = rows_of("b.xlsx", 0);
    if (strcmp(text, whole) != 0) refused(text, "");
    if (i % 7 != 0) continue;
    put_file("b.xlsx", bytes, i);
    refused(rows_of("b.xlsx", 0), "");
  }
  free(whole);
}

static void columns_have_letters(void **state) {
  (void)state;
  char out[CS_XLSX_COLUMN_SIZE];
  assert_string_equal(cs_xlsx_column(0, out), "A");
  assert_string_equal(cs_xlsx_column(25, out), "Z");
  assert_string_equal(cs_xlsx_column(26, out), "AA");
  assert_string_equal(cs_xlsx_column(701, out), "ZZ");
  assert_string_equal(cs_xlsx_column(702, out), "AAA");
  assert_string_equal(cs_xlsx_column(16383, out), "XFD");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(all_kinds_of_cells),
      cmocka_unit_test(days_from_1904),
      cmocka_unit_test(merged_areas_have_their_value_in_every_cell),
      cmocka_unit_test(sheets_by_name),
      cmocka_unit_test(many_shared_texts_and_rows),
      cmocka_unit_test(documents_that_are_not_sound),
      cmocka_unit_test(entities),
      cmocka_unit_test(bombs),
      cmocka_unit_test(paths_that_lead_out),
      cmocka_unit_test(files_that_are_no_workbooks),
      cmocka_unit_test(damaged_anywhere),
      cmocka_unit_test(columns_have_letters),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
