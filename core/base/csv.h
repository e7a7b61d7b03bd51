/* A streaming RFC 4180 reader. Memory is bounded by the longest row. Cells keep their bytes:
 * nothing is trimmed here. LF, CRLF and a missing last newline are accepted; a UTF-8 BOM and
 * Excel's first line "sep=," are skipped. A line break inside quotes belongs to its cell; a
 * quote inside an unquoted cell is a plain character. An empty line is a row of one empty cell. */
#pragma once
#include "base/err.h"
#include "base/text.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct cs_csv cs_csv;

typedef struct cs_cell {
  const char *text; /* UTF-8, not terminated; valid until the next row */
  size_t size;
} cs_cell;

typedef struct cs_row {
  const cs_cell *cells;
  size_t count;
  uint64_t line;   /* 1-based line of the row's first byte */
  const char *raw; /* the row's own bytes without the line end, UTF-8; for the file of rejects */
  size_t raw_size;
} cs_row;

/* What goes beyond is an error that names the line. */
#define CS_CSV_CELL_MAX (1u << 20)  /* bytes of a cell */
#define CS_CSV_ROW_MAX (16u << 20)  /* bytes of a row */
#define CS_CSV_CELLS_MAX (1u << 14) /* cells of a row; a sheet of Excel has as many columns */

/* Opens a file or, for "-", standard input (base/source.h; a pipe is spooled to a temporary file). With
 * CS_ENC_AUTO the encoding is decided over the whole file: valid UTF-8, else valid GB18030, else
 * CS_EINPUT naming the byte. With a given encoding a line that is not valid in it is an error of
 * that line. */
int cs_csv_open(const char *path, cs_encoding encoding, cs_csv **out, cs_err *err);
void cs_csv_close(cs_csv *c); /* NULL is legal */
cs_encoding cs_csv_encoding(const cs_csv *c);
bool cs_csv_copied(const cs_csv *c); /* it came through a pipe: the path gives it no second time */

/* 1: a row; 0: the end; negative: an error naming the line (unclosed quote, text after a closing
 * quote, a NUL, bytes of another encoding, a cell or row too long). After CS_EINPUT the reader
 * may be asked again: it has moved on to the next line that can begin a row, which is the one
 * after the broken row's first line when the quotes cannot be trusted. The row then has no
 * cells; line and raw say what was passed over, raw as it stands in the file, NULL when too long
 * to show. After any other error it is at its end. */
int cs_csv_next(cs_csv *c, cs_row *row, cs_err *err);
int cs_csv_rewind(cs_csv *c, cs_err *err); /* to the first row again */
