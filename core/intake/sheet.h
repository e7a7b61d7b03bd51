/* A table of text cells, row by row: a CSV file, or one sheet of a workbook. A row's `line` is the line of the file, or the row's
 * number in the sheet. */
#pragma once
#include "base/csv.h"
#include "base/xlsx.h"

typedef struct cs_sheet cs_sheet;
/* What it is is seen from its first bytes; "-" is standard input and CSV. */
int cs_sheet_open(const char *path, cs_encoding encoding, cs_sheet **out, cs_err *err);
void cs_sheet_close(cs_sheet *s);                 /* NULL is legal */
cs_xlsx *cs_sheet_book(const cs_sheet *s);        /* NULL: a CSV file */
const char *cs_sheet_encoding(const cs_sheet *s); /* "utf-8", "gb18030" or "xlsx" */
bool cs_sheet_copied(const cs_sheet *s);          /* as cs_csv_copied */

/* Of a workbook: which sheet, and the row in which its header ends. The next row is the first one of data. */
int cs_sheet_choose(cs_sheet *s, size_t sheet, uint32_t header_end, cs_err *err);
const char *cs_sheet_name(const cs_sheet *s); /* NULL: a CSV file */

/* As cs_csv_next; a workbook's rows are those behind the header that hold something. */
int cs_sheet_next(cs_sheet *s, cs_row *row, cs_err *err);
int cs_sheet_rewind(cs_sheet *s, cs_err *err);
/* Why a cell of the row read last cannot be taken; NULL: it can. */
const char *cs_sheet_trouble(const cs_sheet *s, size_t cell);
/* Hidden rows read so far; *first: the first one. */
uint64_t cs_sheet_hidden_rows(const cs_sheet *s, uint64_t *first);
