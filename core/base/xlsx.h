/* A streaming reader of Excel workbooks (.xlsx). Memory does not grow with the rows: shared texts beyond a few megabytes lie in
 * a temporary file. A cell's text is what somebody sees: the stored value of a formula, a date as ISO text, a number as its
 * format shows it but without thousands separators, currency and trailing units. */
#pragma once
#include "base/csv.h"
#include "base/err.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct cs_xlsx cs_xlsx;
/* CS_EINPUT naming the file and what to do: no workbook, damaged, an old .xls, one with a password, a bomb. */
int cs_xlsx_open(const char *path, cs_xlsx **out, cs_err *err);
void cs_xlsx_close(cs_xlsx *x); /* NULL is legal */

size_t
cs_xlsx_sheet_count(const cs_xlsx *x); /* worksheets, in the order of their tabs; one at least */
const char *cs_xlsx_sheet_name(const cs_xlsx *x, size_t sheet); /* lives as long as x */
bool cs_xlsx_sheet_hidden(const cs_xlsx *x, size_t sheet);
bool cs_xlsx_from_1904(const cs_xlsx *x); /* days are counted from 1904 */

typedef struct cs_xlsx_area { /* cells that were merged: from 0, the last ones included */
  uint32_t top, left, bottom, right;
} cs_xlsx_area;

typedef struct cs_xlsx_row {
  const cs_cell *cells; /* from column A; a merged area has its value in every cell */
  size_t count;
  const char *const
      *troubles;   /* by cell: why its value cannot be taken, in the language set; NULL: it can */
  uint32_t number; /* from 1, as Excel shows it */
  bool hidden;
} cs_xlsx_row;

/* Begins a sheet at its first row; may be called again. The first time the sheet is read through, so a damaged one is refused. */
int cs_xlsx_select(cs_xlsx *x, size_t sheet, cs_err *err);
/* Of the sheet selected, by top and left. */
const cs_xlsx_area *cs_xlsx_merges(const cs_xlsx *x, size_t *count);
/* 1: a row that has a value of its own; 0: the end; negative: an error. The row is valid until the next call. */
int cs_xlsx_next(cs_xlsx *x, cs_xlsx_row *row, cs_err *err);

/* "C" for 2. */
#define CS_XLSX_COLUMN_SIZE 8
char *cs_xlsx_column(uint32_t column, char out[CS_XLSX_COLUMN_SIZE]);
