#include "small_csv.h"

#define CURSUS_CSV_CHUNK 16
#define cs_csv_open small_csv_open
#define cs_csv_close small_csv_close
#define cs_csv_encoding small_csv_encoding
#define cs_csv_next small_csv_next
#define cs_csv_rewind small_csv_rewind
#include "base/csv.c"
