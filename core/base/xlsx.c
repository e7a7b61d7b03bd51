/* The workbook: which parts it is made of, and its sheets by name. */
#include "base/xlsx.h"
#include "base/messages.h"
#include "base/xlsx_internal.h"
#include <stdlib.h>
#include <string.h>

#define RELATIONS_MAX 4096
#define PATH_MAX_BYTES 512

typedef struct relation {
  const char *id, *part;
  const char *type; /* the last word of its type */
} relation;

typedef struct reading {
  cs_xlsx *book;
  xlsx_xml *xml;
  const char *folder; /* that targets are relative to: "" or "xl/" */
  relation *relations;
  size_t count;
} reading;

static int no_memory(cs_err *err) { return cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory); }

static void fail_memory(xlsx_xml *xml) {
  cs_err err;
  no_memory(&err);
  xlsx_xml_fail(xml, &err);
}

/* ---- relations ---- */

/* folder + target without "." and ".."; NULL: it leads out of the package. */
static char *resolve(cs_arena *arena, const char *folder, const char *target) {
  char path[PATH_MAX_BYTES * 2];
  size_t size = 0;
  if (*target == '/') {
    folder = "";
    target++;
  }
  if (strlen(folder) + strlen(target) >= PATH_MAX_BYTES) return NULL;
  const char *sources[] = {folder, target};
  for (size_t i = 0; i < 2; i++) {
    for (const char *at = sources[i]; *at != '\0';) {
      size_t n = strcspn(at, "/");
      if (n == 2 && memcmp(at, "..", 2) == 0) {
        if (size == 0) return NULL;
        for (size--; size > 0 && path[size - 1] != '/';) size--;
      } else if (n > 0 && !(n == 1 && *at == '.')) {
        memcpy(path + size, at, n);
        size += n;
        if (at[n] == '/') path[size++] = '/';
      }
      at += n + (at[n] == '/');
    }
  }
  return cs_arena_text(arena, path, size);
}

static void on_relation(void *user, const char *name, const char *const *attributes) {
  reading *r = user;
  if (strcmp(name, "Relationship") != 0) return;
  const char *id = xlsx_attribute(attributes, "Id"), *target = xlsx_attribute(attributes, "Target");
  const char *type = xlsx_attribute(attributes, "Type"),
             *mode = xlsx_attribute(attributes, "TargetMode");
  if (id == NULL || target == NULL || type == NULL ||
      (mode != NULL && strcmp(mode, "External") == 0))
    return;
  const char *part = resolve(r->book->arena, r->folder, target);
  if (part == NULL) return; /* a path that leads nowhere is no part */
  if (r->count == RELATIONS_MAX) {
    xlsx_xml_refuse(r->xml, CS_MSG_xlsx_too_many);
    return;
  }
  const char *slash = strrchr(type, '/');
  if (slash != NULL) type = slash + 1;
  relation *one = &r->relations[r->count++];
  *one = (relation){.id = cs_arena_text(r->book->arena, id, strlen(id)),
                    .part = part,
                    .type = cs_arena_text(r->book->arena, type, strlen(type))};
  if (one->id == NULL || one->type == NULL) fail_memory(r->xml);
}

static int read_relations(reading *r, const char *part, const char *folder, cs_err *err) {
  static const xlsx_handlers handlers = {.start = on_relation};
  r->folder = folder;
  r->count = 0;
  int rc = xlsx_xml_read(r->book->package, part, &handlers, r, &r->xml, err);
  if (rc != CS_ENOTFOUND) return rc;
  return cs_fail(err, CS_EINPUT, CS_MSG_xlsx_no_workbook, xlsx_package_name(r->book->package));
}

static const char *part_of_type(const reading *r, const char *type) {
  for (size_t i = 0; i < r->count; i++) {
    if (strcmp(r->relations[i].type, type) == 0) return r->relations[i].part;
  }
  return NULL;
}

/* ---- the workbook ---- */

static void add_sheet(reading *r, const char *name, const char *id, const char *state) {
  cs_xlsx *x = r->book;
  for (size_t i = 0; i < r->count; i++) {
    const relation *one = &r->relations[i];
    if (strcmp(one->id, id) != 0 || strcmp(one->type, "worksheet") != 0) continue;
    if (x->sheet_count == XLSX_SHEETS_MAX) {
      xlsx_xml_refuse(r->xml, CS_MSG_xlsx_too_many);
      return;
    }
    xlsx_sheet *sheet = &x->sheets[x->sheet_count++];
    *sheet = (xlsx_sheet){.name = cs_arena_text(x->arena, name, strlen(name)),
                          .part = one->part,
                          .hidden = state != NULL && strcmp(state, "visible") != 0};
    if (sheet->name == NULL) fail_memory(r->xml);
    return;
  }
}

static void on_workbook(void *user, const char *name, const char *const *attributes) {
  reading *r = user;
  if (strcmp(name, "workbookPr") == 0) {
    r->book->from_1904 = xlsx_attribute_true(attributes, "date1904");
  } else if (strcmp(name, "sheet") == 0) {
    const char *title = xlsx_attribute(attributes, "name"), *id = xlsx_attribute(attributes, "id");
    if (title != NULL && id != NULL) add_sheet(r, title, id, xlsx_attribute(attributes, "state"));
  }
}

/* "xl/workbook.xml": folder "xl/", relations "xl/_rels/workbook.xml.rels". */
static int read_workbook(reading *r, const char *part, cs_err *err) {
  static const xlsx_handlers handlers = {.start = on_workbook};
  cs_xlsx *x = r->book;
  size_t size = strlen(part);
  if (size > 4 && strcmp(part + size - 4, ".bin") == 0)
    return cs_fail(err, CS_EINPUT, CS_MSG_xlsx_binary, xlsx_package_name(x->package));
  const char *slash = strrchr(part, '/');
  size_t folder_size = slash == NULL ? 0 : (size_t)(slash + 1 - part);
  const char *folder = cs_arena_text(x->arena, part, folder_size);
  cs_buf relations = {0};
  cs_buf_printf(&relations, "%s_rels/%s.rels", folder == NULL ? "" : folder, part + folder_size);
  int rc = folder == NULL || relations.failed
               ? no_memory(err)
               : read_relations(r, cs_buf_str(&relations), folder, err);
  cs_buf_deinit(&relations);
  if (rc == CS_OK) rc = xlsx_xml_read(x->package, part, &handlers, r, &r->xml, err);
  if (rc == CS_ENOTFOUND || (rc == CS_OK && x->sheet_count == 0))
    rc = cs_fail(err, CS_EINPUT, CS_MSG_xlsx_no_workbook, xlsx_package_name(x->package));
  return rc;
}

static int read_parts(cs_xlsx *x, cs_err *err) {
  reading r = {.book = x};
  x->sheets = cs_arena_alloc(x->arena, XLSX_SHEETS_MAX * sizeof *x->sheets);
  r.relations = cs_arena_alloc(x->arena, RELATIONS_MAX * sizeof *r.relations);
  if (x->sheets == NULL || r.relations == NULL) return no_memory(err);
  int rc = read_relations(&r, "_rels/.rels", "", err);
  if (rc != CS_OK) return rc;
  const char *part = part_of_type(&r, "officeDocument");
  if (part == NULL)
    return cs_fail(err, CS_EINPUT, CS_MSG_xlsx_no_workbook, xlsx_package_name(x->package));
  rc = read_workbook(&r, part, err);
  const char *strings = part_of_type(&r, "sharedStrings"), *styles = part_of_type(&r, "styles");
  if (rc == CS_OK && strings != NULL && xlsx_package_has(x->package, strings))
    rc = xlsx_strings_read(x->package, strings, &x->strings, err);
  if (rc == CS_OK && styles != NULL && xlsx_package_has(x->package, styles))
    rc = xlsx_styles_read(x->package, styles, &x->styles, err);
  return rc;
}

int cs_xlsx_open(const char *path, cs_xlsx **out, cs_err *err) {
  *out = NULL;
  cs_xlsx *x = calloc(1, sizeof *x);
  if (x == NULL) return no_memory(err);
  x->arena = cs_arena_new(4096);
  int rc = x->arena == NULL ? no_memory(err) : xlsx_package_open(path, &x->package, err);
  if (rc == CS_OK) rc = read_parts(x, err);
  if (rc != CS_OK) {
    cs_xlsx_close(x);
    return rc;
  }
  *out = x;
  return CS_OK;
}

void cs_xlsx_close(cs_xlsx *x) {
  if (x == NULL) return;
  xlsx_rows_close(x->rows);
  for (size_t i = 0; i < x->sheet_count; i++) xlsx_merges_free(x->sheets[i].merges);
  xlsx_strings_free(x->strings);
  xlsx_styles_free(x->styles);
  xlsx_package_close(x->package);
  cs_arena_free(x->arena);
  free(x);
}

/* ---- sheets ---- */

size_t cs_xlsx_sheet_count(const cs_xlsx *x) { return x->sheet_count; }
const char *cs_xlsx_sheet_name(const cs_xlsx *x, size_t sheet) { return x->sheets[sheet].name; }
bool cs_xlsx_sheet_hidden(const cs_xlsx *x, size_t sheet) { return x->sheets[sheet].hidden; }
bool cs_xlsx_from_1904(const cs_xlsx *x) { return x->from_1904; }

int cs_xlsx_select(cs_xlsx *x, size_t sheet, cs_err *err) {
  xlsx_sheet *one = &x->sheets[sheet];
  xlsx_rows_close(x->rows);
  x->rows = NULL;
  int rc = one->merges == NULL ? xlsx_merges_read(x->package, one->part, &one->merges, err) : CS_OK;
  if (rc == CS_OK) rc = xlsx_rows_open(x, one->part, one->merges, &x->rows, err);
  if (rc != CS_ENOTFOUND) return rc;
  return cs_fail(err, CS_EINPUT, CS_MSG_xlsx_no_workbook, xlsx_package_name(x->package));
}

const cs_xlsx_area *cs_xlsx_merges(const cs_xlsx *x, size_t *count) {
  return xlsx_rows_merges(x->rows, count);
}

int cs_xlsx_next(cs_xlsx *x, cs_xlsx_row *row, cs_err *err) {
  return xlsx_rows_next(x->rows, row, err);
}

char *cs_xlsx_column(uint32_t column, char out[CS_XLSX_COLUMN_SIZE]) {
  char letters[CS_XLSX_COLUMN_SIZE];
  size_t n = 0, at = 0;
  for (uint64_t rest = (uint64_t)column + 1; rest > 0 && n + 1 < sizeof letters;
       rest = (rest - 1) / 26)
    letters[n++] = (char)('A' + (rest - 1) % 26);
  while (n > 0) out[at++] = letters[--n];
  out[at] = '\0';
  return out;
}
