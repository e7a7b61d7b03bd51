/* The merged areas of a sheet. They stand behind its rows, so the part is read through once before them, which also finds out
 * whether it is sound to its last byte. */
#include "base/messages.h"
#include "base/xlsx_internal.h"
#include <stdlib.h>
#include <string.h>

struct xlsx_merges {
  cs_xlsx_area *areas;
  size_t count, capacity;
};

typedef struct reading {
  xlsx_merges *merges;
  xlsx_xml *xml;
  uint64_t cells;
} reading;

bool xlsx_column_of(const char **at, uint32_t *column) {
  uint32_t n = 0;
  const char *s = *at;
  for (; (*s >= 'A' && *s <= 'Z') || (*s >= 'a' && *s <= 'z'); s++) {
    n = n * 26 + (uint32_t)((*s | 0x20) - 'a') + 1;
    if (n > XLSX_COLUMNS_MAX) return false;
  }
  if (n == 0) return false;
  *at = s;
  *column = n - 1;
  return true;
}

static bool row_of(const char **at, uint32_t *row) {
  uint32_t n = 0;
  const char *s = *at;
  for (; *s >= '0' && *s <= '9'; s++) {
    n = n * 10 + (uint32_t)(*s - '0');
    if (n > XLSX_ROWS_MAX) return false;
  }
  if (n == 0) return false;
  *at = s;
  *row = n - 1;
  return true;
}

/* "B2:C3" or "B2" */
static bool parse_area(const char *text, cs_xlsx_area *out) {
  if (text == NULL || !xlsx_column_of(&text, &out->left) || !row_of(&text, &out->top)) return false;
  out->right = out->left;
  out->bottom = out->top;
  if (*text == '\0') return true;
  if (*text++ != ':') return false;
  return xlsx_column_of(&text, &out->right) && row_of(&text, &out->bottom) && *text == '\0' &&
         out->right >= out->left && out->bottom >= out->top;
}

static bool add(xlsx_merges *m, const cs_xlsx_area *area) {
  if (m->count == m->capacity) {
    size_t capacity = m->capacity == 0 ? 64 : m->capacity * 2;
    cs_xlsx_area *areas = realloc(m->areas, capacity * sizeof *areas);
    if (areas == NULL) return false;
    m->areas = areas;
    m->capacity = capacity;
  }
  m->areas[m->count++] = *area;
  return true;
}

static void on_start(void *user, const char *name, const char *const *attributes) {
  reading *r = user;
  if (strcmp(name, "c") == 0 && ++r->cells > XLSX_CELLS_MAX)
    xlsx_xml_refuse(r->xml, CS_MSG_xlsx_too_many);
  if (strcmp(name, "mergeCell") != 0) return;
  cs_xlsx_area area;
  if (!parse_area(xlsx_attribute(attributes, "ref"), &area)) {
    xlsx_xml_refuse(r->xml, CS_MSG_xlsx_bad_reference);
  } else if (r->merges->count == XLSX_MERGES_MAX) {
    xlsx_xml_refuse(r->xml, CS_MSG_xlsx_too_many);
  } else if (!add(r->merges, &area)) {
    cs_err err;
    cs_fail(&err, CS_ENOMEM, "%s", CS_MSG_no_memory);
    xlsx_xml_fail(r->xml, &err);
  }
}

static int compare(const void *a, const void *b) {
  const cs_xlsx_area *x = a, *y = b;
  if (x->top != y->top) return x->top < y->top ? -1 : 1;
  return (x->left > y->left) - (x->left < y->left);
}

int xlsx_merges_read(xlsx_package *p, const char *part, xlsx_merges **out, cs_err *err) {
  static const xlsx_handlers handlers = {.start = on_start};
  reading r = {.merges = calloc(1, sizeof *r.merges)};
  *out = r.merges;
  if (r.merges == NULL) return cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory);
  int rc = xlsx_xml_read(p, part, &handlers, &r, &r.xml, err);
  if (rc != CS_OK) {
    xlsx_merges_free(*out);
    *out = NULL;
  } else if (r.merges->count > 0) {
    qsort(r.merges->areas, r.merges->count, sizeof *r.merges->areas, compare);
  }
  return rc;
}

void xlsx_merges_free(xlsx_merges *m) {
  if (m == NULL) return;
  free(m->areas);
  free(m);
}

const cs_xlsx_area *xlsx_merges_list(const xlsx_merges *m, size_t *count) {
  *count = m->count;
  return m->areas;
}
