#include "small_csv.h"

#define CURSUS_CSV_CHUNK 16
#define cs_csv_open small_csv_open
#define cs_csv_close small_csv_close
#define cs_csv_copied small_csv_copied
#define cs_csv_encoding small_csv_encoding
#define cs_csv_next small_csv_next
#define cs_csv_rewind small_csv_rewind
#define cs_csv_read small_csv_read
#define cs_csv_seek_to_start small_csv_seek_to_start
#define cs_csv_refuse_other_formats small_csv_refuse_other_formats
#define cs_csv_decide_encoding small_csv_decide_encoding
#include "base/csv.c"
#include "base/csv_encoding.c"
