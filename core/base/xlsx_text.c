/* The text of cells, and the table of texts that cells share. */
#include "base/messages.h"
#include "base/xlsx_internal.h"
#include <stdlib.h>
#include <string.h>

/* ---- _xHHHH_ ---- */

static int hex(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The character that "_xHHHH_" stands for; 0: that is no such thing, or a character no cell can hold. */
static uint32_t escaped(const char *s, size_t n) {
  if (n < 7 || s[0] != '_' || s[1] != 'x' || s[6] != '_') return 0;
  uint32_t point = 0;
  for (int i = 2; i < 6; i++) {
    if (hex(s[i]) < 0) return 0;
    point = point * 16 + (uint32_t)hex(s[i]);
  }
  bool blank = point == '\t' || point == '\n' || point == '\r';
  bool surrogate = point >= 0xd800 && point <= 0xdfff;
  return (point < 0x20 && !blank) || surrogate ? 0 : point;
}

static void put_point(cs_buf *out, uint32_t point) {
  if (point < 0x80) {
    cs_buf_putc(out, (char)point);
  } else if (point < 0x800) {
    cs_buf_putc(out, (char)(0xc0 | point >> 6));
    cs_buf_putc(out, (char)(0x80 | (point & 0x3f)));
  } else {
    cs_buf_putc(out, (char)(0xe0 | point >> 12));
    cs_buf_putc(out, (char)(0x80 | (point >> 6 & 0x3f)));
    cs_buf_putc(out, (char)(0x80 | (point & 0x3f)));
  }
}

void xlsx_put_text(cs_buf *out, const char *text, size_t n) {
  while (n > 0) {
    const char *mark = memchr(text, '_', n);
    size_t plain = mark == NULL ? n : (size_t)(mark - text);
    cs_buf_put(out, text, plain);
    text += plain;
    n -= plain;
    if (n == 0) return;
    uint32_t point = escaped(text, n);
    if (point == 0) {
      cs_buf_putc(out, '_');
    } else {
      put_point(out, point);
    }
    size_t length = point == 0 ? 1 : 7;
    text += length;
    n -= length;
  }
}

/* ---- shared texts ---- */

struct xlsx_strings {
  cs_spool *texts, *ends; /* all texts; eight bytes a text: where it ends */
  uint64_t count;
};

typedef struct reading {
  xlsx_strings *strings;
  xlsx_xml *xml;
  cs_buf raw, text;
  uint32_t phonetic; /* inside elements that tell how the text is spoken */
  bool inside;       /* a text that counts */
} reading;

static void on_start(void *user, const char *name, const char *const *attributes) {
  reading *r = user;
  (void)attributes;
  if (strcmp(name, "si") == 0) cs_buf_clear(&r->raw);
  if (strcmp(name, "rPh") == 0) r->phonetic++;
  r->inside = strcmp(name, "t") == 0 && r->phonetic == 0;
}

static void on_text(void *user, const char *text, size_t n) {
  reading *r = user;
  if (!r->inside) return;
  cs_buf_put(&r->raw, text, n);
  if (r->raw.size > CS_CSV_CELL_MAX) xlsx_xml_refuse(r->xml, CS_MSG_xlsx_cell_long);
}

static void add(reading *r) {
  cs_err err;
  cs_buf_clear(&r->text);
  xlsx_put_text(&r->text, r->raw.data == NULL ? "" : r->raw.data, r->raw.size);
  int rc = CS_OK;
  if (r->raw.failed || r->text.failed) rc = cs_fail(&err, CS_ENOMEM, "%s", CS_MSG_no_memory);
  if (rc == CS_OK && r->text.size > 0)
    rc = cs_spool_put(r->strings->texts, r->text.data, r->text.size, &err);
  uint64_t end = cs_spool_size(r->strings->texts);
  if (rc == CS_OK) rc = cs_spool_put(r->strings->ends, &end, sizeof end, &err);
  if (rc != CS_OK) xlsx_xml_fail(r->xml, &err);
  if (++r->strings->count > XLSX_STRINGS_MAX) xlsx_xml_refuse(r->xml, CS_MSG_xlsx_too_many);
}

static void on_end(void *user, const char *name) {
  reading *r = user;
  r->inside = false;
  if (strcmp(name, "rPh") == 0 && r->phonetic > 0) r->phonetic--;
  if (strcmp(name, "si") == 0) add(r);
}

int xlsx_strings_read(xlsx_package *p, const char *part, xlsx_strings **out, cs_err *err) {
  static const xlsx_handlers handlers = {on_start, on_end, on_text};
  reading r = {.strings = calloc(1, sizeof *r.strings)};
  *out = r.strings;
  if (r.strings == NULL) return cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory);
  int rc = cs_spool_new(&r.strings->texts, err);
  if (rc == CS_OK) rc = cs_spool_new(&r.strings->ends, err);
  if (rc == CS_OK) rc = xlsx_xml_read(p, part, &handlers, &r, &r.xml, err);
  cs_buf_deinit(&r.raw);
  cs_buf_deinit(&r.text);
  if (rc != CS_OK) {
    xlsx_strings_free(*out);
    *out = NULL;
  }
  return rc;
}

void xlsx_strings_free(xlsx_strings *s) {
  if (s == NULL) return;
  cs_spool_free(s->texts);
  cs_spool_free(s->ends);
  free(s);
}

bool xlsx_strings_get(xlsx_strings *s, uint64_t index, cs_buf *out, cs_err *err) {
  uint64_t ends[2] = {0, 0};
  cs_fail(err, CS_EINPUT, "%s", CS_MSG_xlsx_no_string);
  if (s == NULL || index >= s->count) return false;
  int rc = index == 0 ? cs_spool_get(s->ends, 0, &ends[1], sizeof ends[1], err)
                      : cs_spool_get(s->ends, (index - 1) * 8, ends, sizeof ends, err);
  size_t size = (size_t)(ends[1] - ends[0]);
  if (rc != CS_OK) return false;
  if (size == 0) return true;
  if (!cs_buf_reserve(out, size)) {
    cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory);
    return false;
  }
  rc = cs_spool_get(s->texts, ends[0], out->data + out->size, size, err);
  if (rc == CS_OK) out->size += size;
  return rc == CS_OK;
}
