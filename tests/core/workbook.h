/* Workbooks made by hand, part by part, for what no good program writes. */
#pragma once
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>
#include "base/buf.h"
#include <string.h>
#include <unistd.h>
#include <zip.h>

/* Pairs of name and content, NULL at the end. */
static inline void workbook_zip(const char *path, const char *const *parts) {
  int code = 0;
  unlink(path);
  zip_t *zip = zip_open(path, ZIP_CREATE | ZIP_TRUNCATE, &code);
  assert_non_null(zip);
  for (; parts[0] != NULL; parts += 2) {
    zip_source_t *source = zip_source_buffer(zip, parts[1], strlen(parts[1]), 0);
    assert_non_null(source);
    assert_true(zip_file_add(zip, parts[0], source, ZIP_FL_OVERWRITE | ZIP_FL_ENC_UTF_8) >= 0);
  }
  assert_int_equal(zip_close(zip), 0);
}

#define WORKBOOK_HEAD "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
#define WORKBOOK_RELATION "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
#define WORKBOOK_RELS                                                                      \
  WORKBOOK_HEAD                                                                            \
  "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">" \
  "<Relationship Id=\"r1\" Type=\"" WORKBOOK_RELATION                                      \
  "/officeDocument\" Target=\"xl/workbook.xml\"/>"                                         \
  "</Relationships>"

typedef struct workbook {
  const char *properties;   /* inside <workbook>, before the sheets; NULL: none */
  const char *strings;      /* the <si> elements; NULL: no such part */
  const char *formats;      /* the <numFmt> elements; NULL: no styles */
  const char *styles;       /* the <xf> elements of the cells */
  const char *sheets[6][3]; /* name, what stands in <worksheet>, state (NULL: visible) */
} workbook;

static inline void workbook_write(const char *path, const workbook *w) {
  static cs_buf texts[6 + 4];
  const char *parts[2 * (6 + 5) + 1];
  char names[6][40];
  size_t n = 0, sheets = 0;
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) cs_buf_clear(&texts[i]);
  cs_buf *book = &texts[6], *relations = &texts[7], *strings = &texts[8], *styles = &texts[9];
  cs_buf_printf(book,
                WORKBOOK_HEAD "<workbook xmlns=\"m\" xmlns:r=\"" WORKBOOK_RELATION "\">%s<sheets>",
                w->properties == NULL ? "" : w->properties);
  cs_buf_puts(relations, WORKBOOK_HEAD "<Relationships xmlns=\"m\">");
  for (; sheets < 6 && w->sheets[sheets][0] != NULL; sheets++) {
    const char *state = w->sheets[sheets][2];
    cs_buf_printf(book, "<sheet name=\"%s\" sheetId=\"%zu\" state=\"%s\" r:id=\"s%zu\"/>",
                  w->sheets[sheets][0], sheets + 1, state == NULL ? "visible" : state, sheets);
    cs_buf_printf(relations,
                  "<Relationship Id=\"s%zu\" Type=\"" WORKBOOK_RELATION
                  "/worksheet\" Target=\"worksheets/sheet%zu.xml\"/>",
                  sheets, sheets + 1);
    cs_buf_printf(&texts[sheets], WORKBOOK_HEAD "<worksheet xmlns=\"m\">%s</worksheet>",
                  w->sheets[sheets][1]);
    snprintf(names[sheets], sizeof names[sheets], "xl/worksheets/sheet%zu.xml", sheets + 1);
    parts[n++] = names[sheets];
    parts[n++] = cs_buf_str(&texts[sheets]);
  }
  cs_buf_puts(book, "</sheets></workbook>");
  if (w->strings != NULL) {
    cs_buf_puts(relations, "<Relationship Id=\"t\" Type=\"" WORKBOOK_RELATION
                           "/sharedStrings\" Target=\"/xl/sharedStrings.xml\"/>");
    cs_buf_printf(strings, WORKBOOK_HEAD "<sst xmlns=\"m\">%s</sst>", w->strings);
    parts[n++] = "xl/sharedStrings.xml";
    parts[n++] = cs_buf_str(strings);
  }
  if (w->styles != NULL) {
    cs_buf_puts(relations, "<Relationship Id=\"y\" Type=\"" WORKBOOK_RELATION
                           "/styles\" Target=\"styles.xml\"/>");
    cs_buf_printf(styles,
                  WORKBOOK_HEAD
                  "<styleSheet xmlns=\"m\"><numFmts>%s</numFmts><cellStyleXfs><xf "
                  "numFmtId=\"14\"/></cellStyleXfs><cellXfs>%s</cellXfs></styleSheet>",
                  w->formats == NULL ? "" : w->formats, w->styles);
    parts[n++] = "xl/styles.xml";
    parts[n++] = cs_buf_str(styles);
  }
  cs_buf_puts(relations, "</Relationships>");
  parts[n++] = "_rels/.rels";
  parts[n++] = WORKBOOK_RELS;
  parts[n++] = "xl/workbook.xml";
  parts[n++] = cs_buf_str(book);
  parts[n++] = "xl/_rels/workbook.xml.rels";
  parts[n++] = cs_buf_str(relations);
  parts[n] = NULL;
  workbook_zip(path, parts);
}

/* A sheet from lines of cells parted by '|': text, "#4.1" a number, "@46204" a date (style 1), "!#REF!" an error, "?" a formula
 * without its result. A line that begins with '~' is hidden, an empty one is no row. `merged`: areas, parted by blanks. */
static inline const char *workbook_table(const char *lines, const char *merged) {
  static cs_buf out;
  cs_buf_clear(&out);
  cs_buf_puts(&out, "<sheetData>");
  for (int row = 1; *lines != '\0'; row++) {
    size_t n = strcspn(lines, "\n");
    const char *end = lines + n;
    bool hidden = *lines == '~';
    if (n > 0) cs_buf_printf(&out, "<row r=\"%d\"%s>", row, hidden ? " hidden=\"1\"" : "");
    for (const char *at = lines + hidden; n > 0 && at <= end;) {
      size_t size = strcspn(at, "|\n");
      int body = (int)(size > 0 ? size - 1 : 0);
      if (size == 0)
        cs_buf_puts(&out, "<c/>");
      else if (*at == '#' || *at == '@')
        cs_buf_printf(&out, "<c s=\"%d\"><v>%.*s</v></c>", *at == '@', body, at + 1);
      else if (*at == '!')
        cs_buf_printf(&out, "<c t=\"e\"><v>%.*s</v></c>", body, at + 1);
      else if (*at == '?')
        cs_buf_puts(&out, "<c><f>A1</f></c>");
      else
        cs_buf_printf(&out, "<c t=\"inlineStr\"><is><t>%.*s</t></is></c>", (int)size, at);
      at += size + 1;
    }
    if (n > 0) cs_buf_puts(&out, "</row>");
    lines = *end == '\n' ? end + 1 : end;
  }
  cs_buf_puts(&out, "</sheetData>");
  while (merged != NULL && *merged != '\0') {
    size_t n = strcspn(merged, " ");
    cs_buf_printf(&out, "<mergeCell ref=\"%.*s\"/>", (int)n, merged);
    merged += n + (merged[n] == ' ');
  }
  return cs_buf_str(&out);
}

static inline void workbook_one(const char *path, const char *lines, const char *merged) {
  workbook w = {.styles = "<xf numFmtId=\"0\"/><xf numFmtId=\"14\"/>",
                .sheets = {{"Sheet1", workbook_table(lines, merged)}}};
  workbook_write(path, &w);
}
