/* The CSV reader once more, with a window of a few bytes, so that every row is cut in every place. */
#pragma once
#include "base/csv.h"

int small_csv_open(const char *path, cs_encoding encoding, cs_csv **out, cs_err *err);
void small_csv_close(cs_csv *c);
bool small_csv_copied(const cs_csv *c);
cs_encoding small_csv_encoding(const cs_csv *c);
int small_csv_next(cs_csv *c, cs_row *row, cs_err *err);
int small_csv_rewind(cs_csv *c, cs_err *err);
