/* In which encoding a file of CSV is written; private to csv.c. `name` is for messages; `file` is seekable and may be left anywhere. */
#pragma once
#include "base/err.h"
#include "base/text.h"
#include <stddef.h>

/* Bytes read at a time; 16 at least, which the fuzz target takes. */
#ifndef CURSUS_CSV_CHUNK
#define CURSUS_CSV_CHUNK ((size_t)256 << 10)
#endif
#define CHUNK ((size_t)CURSUS_CSV_CHUNK)

/* Reads until n bytes or the end. */
int cs_csv_read(const char *name, int file, char *out, size_t n, size_t *got, cs_err *err);
int cs_csv_seek_to_start(const char *name, int file, cs_err *err);

/* CS_EINPUT: a format that people take for CSV. */
int cs_csv_refuse_other_formats(const char *name, int file, cs_err *err);

/* Over the whole file: valid UTF-8, else valid GB18030, else CS_EINPUT naming the first wrong byte of each. */
int cs_csv_decide_encoding(const char *name, int file, cs_encoding *out, cs_err *err);
