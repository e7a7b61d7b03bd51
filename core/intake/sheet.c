#include "intake/sheet.h"
#include "base/messages.h"
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct cs_sheet {
  cs_csv *csv;
  cs_xlsx *book; /* one of the two */
  size_t sheet;
  uint32_t header_end;
  cs_xlsx_row row; /* the one read last */
  uint64_t hidden, first_hidden;
};

/* A zip file, or what old Excel and passwords make of a workbook. A pipe is not even opened: its writer would be told that its reader went away. */
static bool is_workbook(const char *path) {
  char head[4] = {0};
  struct stat status;
  if (strcmp(path, "-") == 0 || stat(path, &status) != 0 || !S_ISREG(status.st_mode)) return false;
  int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (file < 0) return false;
  bool whole = pread(file, head, sizeof head, 0) == (ssize_t)sizeof head;
  close(file);
  return whole && (memcmp(head, "PK\x03\x04", 4) == 0 || memcmp(head, "\xd0\xcf\x11\xe0", 4) == 0);
}

int cs_sheet_open(const char *path, cs_encoding encoding, cs_sheet **out, cs_err *err) {
  *out = NULL;
  cs_sheet *s = calloc(1, sizeof *s);
  if (s == NULL) return cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory);
  int rc = is_workbook(path) ? cs_xlsx_open(path, &s->book, err)
                             : cs_csv_open(path, encoding, &s->csv, err);
  if (rc == CS_OK)
    *out = s;
  else
    cs_sheet_close(s);
  return rc;
}

void cs_sheet_close(cs_sheet *s) {
  if (s == NULL) return;
  cs_csv_close(s->csv);
  cs_xlsx_close(s->book);
  free(s);
}

cs_xlsx *cs_sheet_book(const cs_sheet *s) { return s->book; }

const char *cs_sheet_encoding(const cs_sheet *s) {
  if (s->book != NULL) return "xlsx";
  return cs_csv_encoding(s->csv) == CS_ENC_GB18030 ? "gb18030" : "utf-8";
}

bool cs_sheet_copied(const cs_sheet *s) { return s->csv != NULL && cs_csv_copied(s->csv); }

int cs_sheet_choose(cs_sheet *s, size_t sheet, uint32_t header_end, cs_err *err) {
  s->sheet = sheet;
  s->header_end = header_end;
  s->hidden = 0;
  return cs_xlsx_select(s->book, sheet, err);
}

const char *cs_sheet_name(const cs_sheet *s) {
  return s->book == NULL ? NULL : cs_xlsx_sheet_name(s->book, s->sheet);
}

int cs_sheet_next(cs_sheet *s, cs_row *row, cs_err *err) {
  if (s->book == NULL) return cs_csv_next(s->csv, row, err);
  int rc;
  do {
    rc = cs_xlsx_next(s->book, &s->row, err);
  } while (rc == 1 && s->row.number <= s->header_end);
  if (rc != 1) return rc;
  if (s->row.hidden && s->hidden++ == 0) s->first_hidden = s->row.number;
  *row = (cs_row){.cells = s->row.cells, .count = s->row.count, .line = s->row.number};
  return 1;
}

int cs_sheet_rewind(cs_sheet *s, cs_err *err) {
  return s->book == NULL ? cs_csv_rewind(s->csv, err)
                         : cs_sheet_choose(s, s->sheet, s->header_end, err);
}

const char *cs_sheet_trouble(const cs_sheet *s, size_t cell) {
  return s->book == NULL || cell >= s->row.count ? NULL : s->row.troubles[cell];
}

uint64_t cs_sheet_hidden_rows(const cs_sheet *s, uint64_t *first) {
  *first = s->first_hidden;
  return s->hidden;
}
