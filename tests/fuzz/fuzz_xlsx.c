/* Any workbook, and any import of one. The first byte (odd) says that the rest is not a zip but the parts of a workbook: texts
 * parted by NUL, which are sheet, shared texts, styles; so that mutations reach the XML. The second byte chooses the kind.
 *
 * Holds: no part is read beyond its limits; rows come in order, cells are UTF-8 and bounded; a second reading gives the
 * same; an import of it is refused or adds up, and its report is bounded and fit for a terminal. */
#define _GNU_SOURCE /* memfd_create */
#include "base/xlsx.h"
#include "base/text.h"
#include "intake/intake.h"
#include "fuzz.h"
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <zip.h>

#define ROWS_LOOKED_AT 5000

static int file = -1;
static char path[64];

/* ---- a workbook from its parts ---- */

static void add_part(zip_t *zip, const char *name, const char *bytes, size_t n) {
  zip_source_t *source = zip_source_buffer(zip, bytes, n, 0);
  HOLDS(source != NULL);
  zip_int64_t at = zip_file_add(zip, name, source, ZIP_FL_ENC_UTF_8);
  HOLDS(at >= 0);
  HOLDS(zip_set_file_compression(zip, (zip_uint64_t)at, ZIP_CM_STORE, 0) == 0);
}

#define RELATION "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
static const char root[] = "<Relationships><Relationship Id=\"r\" Type=\"" RELATION
                           "/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>";
static const char book[] =
    "<workbook xmlns:r=\"" RELATION "\"><sheets><sheet name=\"S\" r:id=\"a\"/>"
    "</sheets></workbook>";
static const char relations[] =
    "<Relationships><Relationship Id=\"a\" Type=\"" RELATION "/worksheet\" Target=\"s.xml\"/>"
    "<Relationship Id=\"b\" Type=\"" RELATION "/sharedStrings\" Target=\"t.xml\"/>"
    "<Relationship Id=\"c\" Type=\"" RELATION "/styles\" Target=\"y.xml\"/></Relationships>";

static void write_parts(const char *bytes, size_t n) {
  static const char *const names[] = {"xl/s.xml", "xl/t.xml", "xl/y.xml"};
  zip_error_t error;
  zip_error_init(&error);
  zip_source_t *target = zip_source_buffer_create(NULL, 0, 0, &error);
  HOLDS(target != NULL);
  zip_source_keep(target);
  zip_t *zip = zip_open_from_source(target, ZIP_TRUNCATE, &error);
  HOLDS(zip != NULL);
  add_part(zip, "_rels/.rels", root, sizeof root - 1);
  add_part(zip, "xl/workbook.xml", book, sizeof book - 1);
  add_part(zip, "xl/_rels/workbook.xml.rels", relations, sizeof relations - 1);
  for (size_t i = 0; i < 3; i++) {
    const char *stop = n == 0 ? NULL : memchr(bytes, '\0', n);
    size_t size = stop == NULL ? n : (size_t)(stop - bytes);
    if (size > 0) add_part(zip, names[i], bytes, size);
    bytes += stop == NULL ? size : size + 1;
    n -= stop == NULL ? size : size + 1;
  }
  HOLDS(zip_close(zip) == 0);
  zip_stat_t status;
  HOLDS(zip_source_stat(target, &status) == 0 && zip_source_open(target) == 0);
  char block[4096];
  zip_int64_t got;
  off_t at = 0;
  while ((got = zip_source_read(target, block, sizeof block)) > 0) {
    HOLDS(pwrite(file, block, (size_t)got, at) == got);
    at += got;
  }
  zip_source_close(target);
  zip_source_free(target);
  zip_error_fini(&error);
}

/* ---- reading ---- */

static void check_text(const char *text) {
  if (text != NULL) HOLDS(cs_utf8_valid(text, strlen(text)));
}

/* A sum over all rows, that a second reading must give again. */
static int read_sheet(cs_xlsx *x, size_t sheet, uint64_t *sum, cs_err *err) {
  cs_xlsx_row row;
  uint32_t last = 0;
  *sum = 1;
  int rc = cs_xlsx_select(x, sheet, err);
  for (int i = 0; rc == CS_OK && i < ROWS_LOOKED_AT; i++) {
    rc = cs_xlsx_next(x, &row, err);
    if (rc != 1) return rc;
    rc = CS_OK;
    HOLDS(row.number > last && row.number <= 1048576 && row.count <= 16384 && row.count > 0);
    last = row.number;
    for (size_t c = 0; c < row.count; c++) {
      const cs_cell *cell = &row.cells[c];
      HOLDS(cell->text != NULL && cell->size <= CS_CSV_CELL_MAX);
      HOLDS(cs_utf8_valid(cell->text, cell->size));
      HOLDS(memchr(cell->text, '\0', cell->size) == NULL);
      for (size_t k = 0; k < cell->size; k++) *sum = *sum * 31 + (unsigned char)cell->text[k];
      check_text(row.troubles[c]);
    }
    *sum = *sum * 31 + row.number;
  }
  return rc;
}

static void read_book(void) {
  cs_err err = {0};
  cs_xlsx *x;
  int rc = cs_xlsx_open(path, &x, &err);
  HOLDS(rc == CS_OK || rc == CS_EINPUT || rc == CS_EIO);
  check_text(err.text);
  if (rc != CS_OK) return;
  HOLDS(cs_xlsx_sheet_count(x) > 0);
  for (size_t i = 0; i < cs_xlsx_sheet_count(x) && i < 4; i++) {
    uint64_t once, twice;
    check_text(cs_xlsx_sheet_name(x, i));
    rc = read_sheet(x, i, &once, &err);
    HOLDS(rc == CS_OK || (rc == CS_EINPUT && err.text[0] != '\0'));
    HOLDS(read_sheet(x, i, &twice, &err) == rc && once == twice);
  }
  cs_xlsx_close(x);
}

/* ---- the import ---- */

static const char pack_text[] =
    "{'format':1,'id':'f','title':{'en':'F'},'clauses':[{'id':'1'}],"
    "'values':{'g':{'kind':'ladder','order':['g1','g2'],'labels':{'g1':{'zh':'一'}}},"
    "'m':{'kind':'scale','order':['S','A'],'labels':{}},'states':{'kind':'catalogue','order':"
    "['intern','probation','confirmed','left'],'labels':{}}},"
    "'attributes':{'code':{'type':'code','blank':'unknown','label':{},'aliases':[]},"
    "'name':{'type':'text','blank':'unknown','label':{},'aliases':[],'personal':true},"
    "'grade':{'type':'g','blank':'unknown','label':{},'aliases':[]},"
    "'status':{'type':'states','blank':'unknown','label':{},'aliases':[]},"
    "'department':{'type':'text','blank':'unknown','label':{},'aliases':[]},"
    "'hired_on':{'type':'date','blank':'unknown','label':{},'aliases':[]},"
    "'left_on':{'type':'date','blank':'none','label':{},'aliases':[]},"
    "'seats':{'type':'integer','blank':'unknown','label':{},'aliases':[]}},"
    "'series':{'rating':{'scale':'m','every':'month','default':true,'label':{}}},"
    "'metrics':{},'events':{},'spans':{},'parameters':{},'readings':{},'cycles':{},'opaque':[]}";

static cs_vocabulary *vocabulary;
static cs_store *store;
static cs_company company;
static cs_time now = 1000;

static cs_stamp stamp(void) {
  return (cs_stamp){.now = now++, .actor = "f", .system_user = "f", .command = "fuzz"};
}

static const char *const DATABASE[] = {"fuzz_xlsx.db", "fuzz_xlsx.db-wal", "fuzz_xlsx.db-shm"};

static void open_all(void) {
  static cs_pack *pack; /* as long as the program */
  cs_err err = {0};
  char text[sizeof pack_text];
  for (size_t i = 0; i < sizeof text; i++)
    text[i] = (char)(pack_text[i] == '\'' ? '"' : pack_text[i]);
  int rc = cs_pack_parse(text, sizeof text - 1, &pack, &err);
  if (rc != CS_OK) fprintf(stderr, "%s\n", err.text);
  HOLDS(rc == CS_OK);
  const cs_pack *packs[] = {pack};
  HOLDS(cs_vocabulary_new(packs, 1, &vocabulary, &err) == CS_OK);
  for (size_t i = 0; i < sizeof DATABASE / sizeof *DATABASE; i++)
    (void)unlink(DATABASE[i]); /* of a run before this one in the same folder */
  HOLDS(cs_store_open(DATABASE[0], CS_STORE_CREATE, &store, &err) == CS_OK);
  cs_txn *t;
  cs_stamp s = stamp();
  HOLDS(cs_txn_begin(store, NULL, &s, &t, &err) == CS_OK);
  HOLDS(cs_company_create(t, "fuzzed", "UTC", &company, &err) == CS_OK);
  HOLDS(cs_txn_commit(t, &err) == CS_OK);
  file = memfd_create("book", MFD_CLOEXEC);
  HOLDS(file >= 0);
  snprintf(path, sizeof path, "/proc/self/fd/%d", file);
}

static void check_shown(const char *text) {
  check_text(text);
  for (; text != NULL && *text != '\0'; text++)
    HOLDS((unsigned char)*text >= 0x20 && *text != 0x7f);
}

static void import_book(const char *kind) {
  cs_err err = {0};
  cs_stamp s = stamp();
  cs_intake_report r = {0};
  cs_intake_options options = {.kind = kind, .path = path, .dry_run = true, .valid_only = true};
  int rc = cs_intake_run(store, &company, &s, vocabulary, &options, &r, &err);
  HOLDS(rc == CS_OK || rc == CS_EINPUT || rc == CS_EIO);
  check_text(err.text);
  if (rc == CS_OK) HOLDS(r.rows == r.added + r.corrected + r.same + r.rejected);
  for (size_t i = 0; i < r.problem_count; i++) {
    check_shown(r.problems[i].cell);
    check_shown(r.problems[i].column);
    check_shown(r.problems[i].value);
    check_shown(r.problems[i].reason);
  }
  for (size_t i = 0; i < r.left_out_count; i++) check_shown(r.left_out[i]);
  cs_intake_report_deinit(&r);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  if (size < 2) return 0;
  if (store == NULL) open_all();
  const char *bytes = (const char *)data + 2;
  HOLDS(ftruncate(file, 0) == 0);
  if (data[0] & 1)
    write_parts(bytes, size - 2);
  else
    HOLDS(pwrite(file, bytes, size - 2, 0) == (ssize_t)(size - 2));
  read_book();
  import_book(data[1] & 1 ? "ratings" : "employees");
  return 0;
}
