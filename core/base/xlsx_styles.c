/* The formats of numbers, by style of a cell. */
#include "base/messages.h"
#include "base/xlsx_internal.h"
#include <stdlib.h>
#include <string.h>

struct xlsx_styles {
  cs_xlsx_format *formats; /* by style */
  uint32_t count, capacity;
};

typedef struct own_format {
  uint32_t id;
  cs_xlsx_format format;
} own_format;

typedef struct reading {
  xlsx_styles *styles;
  xlsx_xml *xml;
  own_format *own;
  uint32_t own_count, own_capacity;
  bool inside; /* the list of the cells' styles */
} reading;

/* Room for one more; false: none. */
static bool room(void **list, uint32_t count, uint32_t *capacity, size_t size) {
  if (count < *capacity) return true;
  uint32_t more = *capacity == 0 ? 64 : *capacity * 2;
  void *grown = realloc(*list, more * size);
  if (grown == NULL) return false;
  *list = grown;
  *capacity = more;
  return true;
}

static bool add_own(reading *r, uint32_t id, const char *code) {
  if (!room((void **)&r->own, r->own_count, &r->own_capacity, sizeof *r->own)) return false;
  own_format *f = &r->own[r->own_count++];
  f->id = id;
  cs_xlsx_format_parse(code, strlen(code), &f->format);
  return true;
}

static bool add_style(reading *r, uint32_t id) {
  xlsx_styles *s = r->styles;
  if (!room((void **)&s->formats, s->count, &s->capacity, sizeof *s->formats)) return false;
  cs_xlsx_format *f = &s->formats[s->count++];
  for (uint32_t i = 0; i < r->own_count; i++) {
    if (r->own[i].id != id) continue;
    *f = r->own[i].format;
    return true;
  }
  cs_xlsx_format_builtin(id, f);
  return true;
}

static void on_start(void *user, const char *name, const char *const *attributes) {
  reading *r = user;
  uint32_t id = 0;
  bool fine = true;
  if (strcmp(name, "cellXfs") == 0) r->inside = true;
  if (strcmp(name, "numFmt") == 0 && xlsx_attribute_number(attributes, "numFmtId", &id)) {
    const char *code = xlsx_attribute(attributes, "formatCode");
    fine = code == NULL || add_own(r, id, code);
  } else if (strcmp(name, "xf") == 0 && r->inside) {
    xlsx_attribute_number(attributes, "numFmtId", &id);
    fine = add_style(r, id);
  }
  if (!fine) {
    cs_err err;
    cs_fail(&err, CS_ENOMEM, "%s", CS_MSG_no_memory);
    xlsx_xml_fail(r->xml, &err);
  } else if (r->own_count > XLSX_FORMATS_MAX / 16 || r->styles->count > XLSX_FORMATS_MAX) {
    xlsx_xml_refuse(r->xml, CS_MSG_xlsx_too_many);
  }
}

static void on_end(void *user, const char *name) {
  reading *r = user;
  if (strcmp(name, "cellXfs") == 0) r->inside = false;
}

int xlsx_styles_read(xlsx_package *p, const char *part, xlsx_styles **out, cs_err *err) {
  static const xlsx_handlers handlers = {.start = on_start, .end = on_end};
  reading r = {.styles = calloc(1, sizeof *r.styles)};
  *out = r.styles;
  if (r.styles == NULL) return cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory);
  int rc = xlsx_xml_read(p, part, &handlers, &r, &r.xml, err);
  free(r.own);
  if (rc != CS_OK) {
    xlsx_styles_free(*out);
    *out = NULL;
  }
  return rc;
}

void xlsx_styles_free(xlsx_styles *s) {
  if (s == NULL) return;
  free(s->formats);
  free(s);
}

const cs_xlsx_format *xlsx_styles_format(const xlsx_styles *s, uint32_t style) {
  static const cs_xlsx_format general = {0};
  return s == NULL || style >= s->count ? &general : &s->formats[style];
}
