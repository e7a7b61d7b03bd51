/* Writing Excel workbooks: tables with a styled, frozen and filtered header, columns as wide as what they show, and drop-down
 * lists. Cells are texts, never formulas; only a column of numbers has numbers. Memory does not grow with the rows. The file
 * appears whole or not at all, and two runs give the same bytes. */
#pragma once
#include "base/csv.h"
#include "base/err.h"
#include <stdbool.h>
#include <stddef.h>

typedef enum cs_xlsx_kind {
  CS_XLSX_TEXT,
  CS_XLSX_CODE,   /* text whatever is typed: leading zeros stay, and a period is no date */
  CS_XLSX_DATE,   /* what is typed becomes a date; what is written stays text */
  CS_XLSX_NUMBER, /* plain decimals are written as numbers */
} cs_xlsx_kind;

typedef struct cs_xlsx_look { /* its texts live until the workbook is finished */
  const char *title;
  cs_xlsx_kind kind;
  bool required;              /* its header stands out */
  const char *hint;           /* shown when a cell is entered; NULL: none */
  const char *const *choices; /* a drop-down list; NULL: none */
  size_t choice_count;
  bool open; /* other values are taken after a question */
} cs_xlsx_look;

typedef struct cs_xlsx_book cs_xlsx_book;
int cs_xlsx_create(const char *path, cs_xlsx_book **out, cs_err *err);
/* Begins a sheet: `heads` above the table, then the header. What Excel does not take in a sheet's name is replaced. */
int cs_xlsx_begin(cs_xlsx_book *b, const char *name, const char *const *heads, size_t head_count,
                  const cs_xlsx_look *columns, size_t count, cs_err *err);
/* The next row of the sheet; cells beyond its columns are written too, a NULL text is blank. */
int cs_xlsx_put(cs_xlsx_book *b, const cs_cell *cells, size_t count, cs_err *err);
/* Frees b on success and failure; after a failure there is no file. */
int cs_xlsx_finish(cs_xlsx_book *b, cs_err *err);
void cs_xlsx_discard(cs_xlsx_book *b); /* NULL is legal */
