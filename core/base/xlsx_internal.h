/* What the units of the workbook reader share: the package (a zip with limits), its XML parts (expat with limits), the table of
 * shared texts, the formats. All bytes are hostile: nothing is extracted, a DOCTYPE is refused, what grows is bounded. */
#pragma once
#include "base/arena.h"
#include "base/spool.h"
#include "base/xlsx.h"
#include "base/xlsx_number.h"

#define XLSX_ENTRIES_MAX 10000
#define XLSX_BYTES_MAX ((uint64_t)4 << 30) /* unpacked, of one part */
#define XLSX_RATIO_MAX 200                 /* unpacked to packed, beyond the first bytes */
#define XLSX_RATIO_FROM ((uint64_t)16 << 20)
#define XLSX_DEPTH_MAX 64                   /* of nested elements */
#define XLSX_TOKEN_MAX ((uint64_t)4 << 20)  /* bytes of XML without a tag or text in between */
#define XLSX_CELLS_MAX ((uint64_t)64 << 20) /* of a sheet */
#define XLSX_MERGES_MAX 100000
#define XLSX_MERGES_OPEN 1024 /* over one row */
#define XLSX_SHEETS_MAX 1024
#define XLSX_FORMATS_MAX 65536
#define XLSX_STRINGS_MAX ((uint64_t)16 << 20)
#define XLSX_ROWS_MAX 1048576
#define XLSX_COLUMNS_MAX 16384

/* -- xlsx_package.c ------------------------------------------------------------------------------------------------- */
typedef struct xlsx_package xlsx_package;
int xlsx_package_open(const char *path, xlsx_package **out, cs_err *err);
void xlsx_package_close(xlsx_package *p); /* NULL is legal */
const char *xlsx_package_name(const xlsx_package *p);
bool xlsx_package_has(const xlsx_package *p, const char *part);

/* One part as a stream of elements; names come without their prefix. A handler may pause the stream or fail it. */
typedef struct xlsx_xml xlsx_xml;
typedef struct xlsx_handlers {
  void (*start)(void *user, const char *name, const char *const *attributes);
  void (*end)(void *user, const char *name);
  void (*text)(void *user, const char *text, size_t n);
} xlsx_handlers;
/* CS_ENOTFOUND without text when there is no such part. */
int xlsx_xml_open(xlsx_package *p, const char *part, const xlsx_handlers *handlers, void *user,
                  xlsx_xml **out, cs_err *err);
int xlsx_xml_run(xlsx_xml *x, cs_err *err); /* 1 paused, 0 the end, negative an error */
void xlsx_xml_close(xlsx_xml *x);           /* NULL is legal */
void xlsx_xml_pause(xlsx_xml *x);
void xlsx_xml_stop(xlsx_xml *x); /* as if the end had come: the rest is not wanted */
/* The part is wrong: `what` says in which way. */
void xlsx_xml_refuse(xlsx_xml *x, const char *what);
void xlsx_xml_fail(xlsx_xml *x, const cs_err *err);
/* Opens, runs to the end and closes; `x` is where a handler finds the stream. */
int xlsx_xml_read(xlsx_package *p, const char *part, const xlsx_handlers *handlers, void *user,
                  xlsx_xml **x, cs_err *err);
/* The value of an attribute, prefix or not; NULL: none. */
const char *xlsx_attribute(const char *const *attributes, const char *name);
bool xlsx_attribute_number(const char *const *attributes, const char *name, uint32_t *out);
bool xlsx_attribute_true(const char *const *attributes, const char *name);

/* -- xlsx_text.c: text of cells and the shared ones -------------------------------------------------------------------- */
/* Appends with _xHHHH_ resolved. */
void xlsx_put_text(cs_buf *out, const char *text, size_t n);
typedef struct xlsx_strings xlsx_strings;
int xlsx_strings_read(xlsx_package *p, const char *part, xlsx_strings **out, cs_err *err);
void xlsx_strings_free(xlsx_strings *s); /* NULL is legal */
/* Appends text `index`; false without one of that number. */
bool xlsx_strings_get(xlsx_strings *s, uint64_t index, cs_buf *out, cs_err *err);

/* -- xlsx_styles.c -------------------------------------------------------------------------------------------------- */
typedef struct xlsx_styles xlsx_styles;
int xlsx_styles_read(xlsx_package *p, const char *part, xlsx_styles **out, cs_err *err);
void xlsx_styles_free(xlsx_styles *s); /* NULL is legal */
const cs_xlsx_format *xlsx_styles_format(const xlsx_styles *s, uint32_t style);

/* -- xlsx.c --------------------------------------------------------------------------------------------------------- */
typedef struct xlsx_sheet {
  const char *name, *part;
  bool hidden;
  struct xlsx_merges *merges; /* NULL: the sheet was not read yet */
} xlsx_sheet;

struct cs_xlsx {
  cs_arena *arena;
  xlsx_package *package;
  xlsx_strings *strings;
  xlsx_styles *styles;
  xlsx_sheet *sheets;
  size_t sheet_count;
  bool from_1904;
  struct xlsx_rows *rows; /* of the sheet selected */
};

/* -- xlsx_merges.c -------------------------------------------------------------------------------------------------- */
typedef struct xlsx_merges xlsx_merges;
/* Goes through the whole part, which must be sound. */
int xlsx_merges_read(xlsx_package *p, const char *part, xlsx_merges **out, cs_err *err);
void xlsx_merges_free(xlsx_merges *m); /* NULL is legal */
const cs_xlsx_area *xlsx_merges_list(const xlsx_merges *m, size_t *count);
/* Letters to a place from 0, and what follows; false: none or beyond the last column. */
bool xlsx_column_of(const char **at, uint32_t *column);

/* -- xlsx_rows.c ---------------------------------------------------------------------------------------------------- */
typedef struct xlsx_rows xlsx_rows;
int xlsx_rows_open(cs_xlsx *x, const char *part, const xlsx_merges *merges, xlsx_rows **out,
                   cs_err *err);
int xlsx_rows_next(xlsx_rows *r, cs_xlsx_row *row, cs_err *err);
const cs_xlsx_area *xlsx_rows_merges(const xlsx_rows *r, size_t *count);
void xlsx_rows_close(xlsx_rows *r); /* NULL is legal */
