#include "base/csv.h"
#include "base/csv_encoding.h"
#include "base/messages.h"
#include "base/source.h"
#include "base/temporary.h"
#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <iconv.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A byte that is not valid in the file's encoding is handed on as this one, which is never valid
 * UTF-8, so that the one check of each row finds it. */
#define WRONG_BYTE '\xff'

/* After an error the lines of the broken row are tried one by one. A file made for it could have
 * nearly every byte read again thousands of times, so that is paid for: with so much at first,
 * and so much for each byte of the file. */
#define FIRST_CREDIT ((uint64_t)64 << 20)
#define CREDIT_PER_BYTE 16u

struct cs_csv {
  char *name;           /* for messages */
  int file;             /* seekable */
  bool copied;          /* it is the copy of what can be read only once */
  cs_encoding encoding; /* decided: never CS_ENC_AUTO */

  iconv_t converter; /* (iconv_t)-1 unless GB18030 */
  char *undecoded;   /* CHUNK bytes; GB18030 only */
  size_t undecoded_size;
  bool file_ended;

  char *text;      /* UTF-8, capacity + 1 bytes: a line feed at text[end] stops every scan */
  size_t capacity; /* grows with the longest row */
  size_t start;    /* of the row to read next */
  size_t end;
  bool ended;      /* nothing comes after text[end] */
  uint64_t line;   /* of text[start] */
  uint64_t credit; /* bytes that may still be read a second time after an error */
  bool broken;     /* the file failed: only the end is left */

  char
      *unquoted; /* `capacity` bytes for cells with doubled quotes; made when the first one comes */
  cs_cell *cells;
  size_t cell_capacity;
};

/* ---- bytes from the file ---- */

/* Copies a pipe into an unlinked temporary file, so that it can be read twice. */
static int spool(cs_csv *c, cs_err *err) {
  int copy = -1;
  char *bytes = malloc(CHUNK);
  int rc =
      bytes == NULL ? cs_fail(err, CS_ENOMEM, CS_MSG_no_memory) : cs_temporary_open(&copy, err);
  uint64_t size_so_far = 0;
  for (size_t n = 1; rc == CS_OK && n > 0;) {
    rc = cs_csv_read(c->name, c->file, bytes, CHUNK, &n, err);
    if (rc == CS_OK) rc = cs_source_check_size(c->name, size_so_far += n, err);
    if (rc != CS_OK) goto done;
    for (size_t at = 0; at < n;) {
      ssize_t size = write(copy, bytes + at, n - at);
      if (size < 0 && errno == EINTR) continue;
      if (size < 0) {
        rc = cs_fail(err, CS_EIO, CS_MSG_csv_spool, c->name, strerror(errno));
        goto done;
      }
      at += (size_t)size;
    }
  }
  if (rc != CS_OK) goto done;
  close(c->file);
  c->file = copy;
  c->copied = true;
  copy = -1;

done:
  if (copy >= 0) close(copy);
  free(bytes);
  return rc;
}

static int open_file(cs_csv *c, const char *path, cs_err *err) {
  bool plain = false;
  int rc = strcmp(path, "-") == 0 ? cs_source_standard_input(c->name, &c->file, err)
                                  : cs_source_open(path, &c->file, &plain, err);
  return rc == CS_OK && !plain ? spool(c, err) : rc;
}

/* ---- the text window ---- */

/* Decodes as much as fits behind text[end]. */
static int fill_gb18030(cs_csv *c, cs_err *err) {
  while (c->capacity - c->end >= 4) {
    if (c->undecoded_size < 4 && !c->file_ended) {
      size_t got;
      int rc = cs_csv_read(c->name, c->file, c->undecoded + c->undecoded_size,
                           CHUNK - c->undecoded_size, &got, err);
      if (rc != CS_OK) return rc;
      c->undecoded_size += got;
      c->file_ended = got == 0;
    }
    if (c->undecoded_size == 0) {
      c->ended = c->file_ended;
      if (c->ended) return CS_OK;
      continue;
    }
    char *in = c->undecoded, *out = c->text + c->end;
    size_t in_left = c->undecoded_size, out_left = c->capacity - c->end;
    size_t result = iconv(c->converter, &in, &in_left, &out, &out_left);
    int problem = result == (size_t)-1 ? errno : 0;
    c->end = (size_t)(out - c->text);
    bool cut = problem == EINVAL && c->file_ended;
    if ((problem == EILSEQ || cut) && in_left > 0 && out_left > 0) {
      c->text[c->end++] = WRONG_BYTE;
      in++;
      in_left--;
    }
    memmove(c->undecoded, in, in_left);
    c->undecoded_size = in_left;
    if (problem == E2BIG) return CS_OK;
    if (problem == EINVAL && !c->file_ended) {
      size_t got;
      int rc = cs_csv_read(c->name, c->file, c->undecoded + in_left, CHUNK - in_left, &got, err);
      if (rc != CS_OK) return rc;
      c->undecoded_size += got;
      c->file_ended = got == 0;
    }
  }
  return CS_OK;
}

/* Moves the row begun to the front and reads more behind it. */
static int fill(cs_csv *c, cs_err *err) {
  if (c->start > 0) {
    memmove(c->text, c->text + c->start, c->end - c->start);
    c->end -= c->start;
    c->start = 0;
  }
  if (c->capacity - c->end < c->capacity / 4) {
    char *text = realloc(c->text, c->capacity * 2 + 1);
    if (text == NULL) return cs_fail(err, CS_ENOMEM, CS_MSG_no_memory);
    c->text = text;
    c->capacity *= 2;
    free(c->unquoted);
    c->unquoted = NULL;
  }
  size_t kept = c->end;
  int rc;
  if (c->encoding == CS_ENC_GB18030) {
    rc = fill_gb18030(c, err);
  } else {
    size_t space = c->capacity - c->end, got;
    rc = cs_csv_read(c->name, c->file, c->text + c->end, space, &got, err);
    c->end += got;
    c->ended = got < space;
  }
  c->credit += (c->end - kept) * CREDIT_PER_BYTE;
  c->text[c->end] = '\n';
  return rc;
}

/* Excel's first line "sep=,". */
static int skip_separator_line(cs_csv *c, cs_err *err) {
  const char *first = c->text + c->start;
  size_t n = c->end - c->start;
  if (n < 5 || (memcmp(first, "sep=", 4) != 0 && memcmp(first, "SEP=", 4) != 0)) return CS_OK;
  size_t after = n > 5 && first[5] == '\r' ? 6 : 5;
  if (after < n && first[after] != '\n') return CS_OK;
  if (first[4] == '\r' || first[4] == '\n') return CS_OK;
  if (first[4] != ',') return cs_fail(err, CS_EINPUT, CS_MSG_csv_separator, c->name);
  c->start += after < n ? after + 1 : n;
  c->line = 2;
  return CS_OK;
}

int cs_csv_rewind(cs_csv *c, cs_err *err) {
  int rc = cs_csv_seek_to_start(c->name, c->file, err);
  c->start = c->end = c->undecoded_size = 0;
  c->ended = c->file_ended = false;
  c->line = 1;
  c->credit = FIRST_CREDIT;
  c->broken = true;
  if (rc != CS_OK) return rc;
  if (c->encoding == CS_ENC_GB18030) iconv(c->converter, NULL, NULL, NULL, NULL);
  rc = fill(c, err);
  if (rc != CS_OK) return rc;
  if (c->end >= 3 && memcmp(c->text, "\xef\xbb\xbf", 3) == 0) c->start = 3;
  rc = skip_separator_line(c, err);
  c->broken = rc != CS_OK;
  return rc;
}

int cs_csv_open(const char *path, cs_encoding encoding, cs_csv **out, cs_err *err) {
  *out = NULL;
  cs_csv *c = calloc(1, sizeof *c);
  if (c == NULL) return cs_fail(err, CS_ENOMEM, CS_MSG_no_memory);
  c->file = -1;
  c->encoding = encoding;
  c->converter = (iconv_t)-1;
  c->name = strdup(strcmp(path, "-") == 0 ? CS_MSG_csv_standard_input : path);
  c->capacity = CHUNK;
  c->text = malloc(c->capacity + 1);
  c->cell_capacity = 64;
  c->cells = malloc(c->cell_capacity * sizeof *c->cells);
  int rc = CS_ENOMEM;
  if (c->name == NULL || c->text == NULL || c->cells == NULL) {
    cs_fail(err, rc, CS_MSG_no_memory);
    goto fail;
  }
  rc = open_file(c, path, err);
  if (rc == CS_OK) rc = cs_csv_refuse_other_formats(c->name, c->file, err);
  if (rc == CS_OK && encoding == CS_ENC_AUTO)
    rc = cs_csv_decide_encoding(c->name, c->file, &c->encoding, err);
  if (rc != CS_OK) goto fail;
  if (c->encoding == CS_ENC_GB18030) {
    c->converter = iconv_open("UTF-8", "GB18030");
    c->undecoded = malloc(CHUNK);
    if (c->converter == (iconv_t)-1) {
      rc = cs_fail(err, CS_EIO, CS_MSG_csv_no_gb18030, c->name);
      goto fail;
    }
    if (c->undecoded == NULL) {
      rc = cs_fail(err, CS_ENOMEM, CS_MSG_no_memory);
      goto fail;
    }
  }
  rc = cs_csv_rewind(c, err);
  if (rc != CS_OK) goto fail;
  *out = c;
  return CS_OK;

fail:
  cs_csv_close(c);
  return rc;
}

void cs_csv_close(cs_csv *c) {
  if (c == NULL) return;
  if (c->converter != (iconv_t)-1) iconv_close(c->converter);
  if (c->file >= 0) close(c->file);
  free(c->undecoded);
  free(c->cells);
  free(c->unquoted);
  free(c->text);
  free(c->name);
  free(c);
}

cs_encoding cs_csv_encoding(const cs_csv *c) { return c->encoding; }

bool cs_csv_copied(const cs_csv *c) { return c->copied; }

/* ---- rows ---- */

typedef enum outcome {
  ROW,
  MORE_NEEDED, /* the window ends before the row does */
  OUT_OF_MEMORY,
  UNCLOSED_QUOTE,
  TEXT_AFTER_QUOTE,
  CELL_TOO_LONG,
  ROW_TOO_LONG,
  TOO_MANY_CELLS,
  NUL_BYTE,
} outcome;

typedef struct scan {
  size_t count;     /* of cells */
  const char *last; /* one past the row's last byte, before the line end */
  const char *next; /* the next row's first byte */
  const char *stop; /* where reading ended without a row */
  uint64_t lines;   /* line feeds inside quotes */
  uint64_t trouble; /* lines after the row's first where the trouble began */
  bool has_nul;
} scan;

static bool room_for_cell(cs_csv *c, size_t count) {
  assert(c->cell_capacity > 0);
  if (count < c->cell_capacity) return true;
  cs_cell *cells = realloc(c->cells, c->cell_capacity * 2 * sizeof *cells);
  if (cells == NULL) return false;
  c->cells = cells;
  c->cell_capacity *= 2;
  return true;
}

/* One for the bytes that end an unquoted cell. */
static const unsigned char stops_cell[256] = {[','] = 1, ['\n'] = 1, ['\0'] = 1};

/* Reads the quoted cell whose opening quote is at `at`; *after is set behind the closing one. */
static outcome scan_quoted(cs_csv *c, scan *s, const char *at, char **spare, cs_cell *cell,
                           const char **after) {
  const char *const end = c->text + c->end;
  const char *plain = ++at; /* what is not yet copied */
  char *copy = NULL;        /* start of the copy, once there is a doubled quote */
  s->trouble = s->lines;
  for (;;) {
    while (*at != '"' && *at != '\n' && *at != '\0') at++;
    if (at == end) { /* the line feed that stops scans */
      s->stop = at;
      size_t size = (copy == NULL ? 0 : (size_t)(*spare - copy)) + (size_t)(at - plain);
      if (size > CS_CSV_CELL_MAX) return CELL_TOO_LONG;
      return c->ended ? UNCLOSED_QUOTE : MORE_NEEDED;
    }
    if (*at == '\n') s->lines++;
    if (*at == '\0') s->has_nul = true;
    if (*at != '"') {
      at++;
      continue;
    }
    s->stop = at;
    if (at + 1 == end && !c->ended) return MORE_NEEDED;
    if (at + 1 == end || at[1] != '"') break;
    if (copy == NULL) {
      if (c->unquoted == NULL) {
        assert(c->capacity > 0);
        c->unquoted = malloc(c->capacity);
        if (c->unquoted == NULL) return OUT_OF_MEMORY;
      }
      if (*spare == NULL) *spare = c->unquoted;
      copy = *spare;
    }
    size_t size = (size_t)(at + 1 - plain);
    memcpy(*spare, plain, size);
    *spare += size;
    at += 2;
    plain = at;
  }
  cell->text = plain;
  cell->size = (size_t)(at - plain);
  if (copy != NULL) {
    memcpy(*spare, plain, cell->size);
    *spare += cell->size;
    cell->text = copy;
    cell->size = (size_t)(*spare - copy);
  }
  *after = at + 1;
  return ROW;
}

/* Reads one row from text[start]. The window does not move meanwhile; when it ends too early the
 * whole row is read again after a fill, which doubles the window, so that the work stays linear. */
static outcome scan_row(cs_csv *c, scan *s) {
  const char *const end = c->text + c->end;
  const char *at = c->text + c->start;
  char *spare = NULL; /* free part of c->unquoted */
  *s = (scan){0};
  for (;;) {
    s->stop = at;
    if (s->count == CS_CSV_CELLS_MAX) return TOO_MANY_CELLS;
    if (!room_for_cell(c, s->count)) return OUT_OF_MEMORY;
    cs_cell *cell = &c->cells[s->count++];
    if (*at == '"') {
      outcome result = scan_quoted(c, s, at, &spare, cell, &at);
      if (result != ROW) return result;
      s->stop = s->last = at;
      if (*at == '\r' && at + 1 == end && !c->ended) return MORE_NEEDED;
      if (*at == '\r' && at[1] == '\n') at++;
      if (*at != ',' && *at != '\n') return TEXT_AFTER_QUOTE;
    } else {
      cell->text = at;
      for (;;) {
        while (!stops_cell[(unsigned char)*at]) at++;
        if (*at != '\0') break;
        s->has_nul = true;
        at++;
      }
      s->stop = s->last = at;
      if (*at == '\n' && at > cell->text && at[-1] == '\r') s->last--;
      cell->size = (size_t)(s->last - cell->text);
    }
    if (cell->size > CS_CSV_CELL_MAX) {
      s->trouble = s->lines;
      return CELL_TOO_LONG;
    }
    if (*at == '\n') break;
    at++;
  }
  if (at == end && !c->ended) return MORE_NEEDED;
  s->next = at == end ? end : at + 1;
  if ((size_t)(s->last - (c->text + c->start)) > CS_CSV_ROW_MAX) return ROW_TOO_LONG;
  return s->has_nul ? NUL_BYTE : ROW;
}

/* Passes over the line at text[start], however long. */
static int skip_line(cs_csv *c, bool shown, cs_row *row, cs_err *err) {
  for (;;) {
    const char *first = c->text + c->start;
    size_t n = c->end - c->start;
    const char *feed = n == 0 ? NULL : memchr(first, '\n', n);
    if (feed != NULL || c->ended) {
      size_t size = feed == NULL ? n : (size_t)(feed - first);
      c->start += feed == NULL ? size : size + 1;
      c->line++;
      if (size > 0 && first[size - 1] == '\r') size--;
      if (shown) {
        row->raw = first;
        row->raw_size = size;
      }
      return CS_OK;
    }
    if (n > CS_CSV_ROW_MAX) shown = false;
    if (!shown) c->start = c->end;
    int rc = fill(c, err);
    if (rc != CS_OK) return rc;
  }
}

static int refuse_row(cs_csv *c, outcome result, const scan *s, cs_row *row, cs_err *err) {
  unsigned long long line = c->line + s->trouble, here = c->line + s->lines;
  switch (result) {
    case UNCLOSED_QUOTE: cs_fail(err, CS_EINPUT, CS_MSG_csv_unclosed_quote, c->name, line); break;
    case TEXT_AFTER_QUOTE:
      cs_fail(err, CS_EINPUT, CS_MSG_csv_text_after_quote, c->name, line, here);
      break;
    case CELL_TOO_LONG:
      cs_fail(err, CS_EINPUT, CS_MSG_csv_cell_too_long, c->name, line, (int)CS_CSV_CELL_MAX);
      break;
    case ROW_TOO_LONG:
      cs_fail(err, CS_EINPUT, CS_MSG_csv_row_too_long, c->name, line, (int)CS_CSV_ROW_MAX);
      break;
    case TOO_MANY_CELLS:
      cs_fail(err, CS_EINPUT, CS_MSG_csv_too_many_cells, c->name, line, (int)CS_CSV_CELLS_MAX);
      break;
    default: break;
  }
  /* Go on at the row's second line, as if the quotes of the first one had not been there; or,
   * when that has been done too often, where the trouble was seen. */
  size_t again = (size_t)(s->stop - (c->text + c->start));
  bool affordable = s->lines == 0 || c->credit >= again;
  if (!affordable) {
    c->start += again;
    c->line += s->lines;
  } else if (s->lines > 0) {
    c->credit -= again;
  }
  int rc = skip_line(c, affordable, row, err); /* never CS_EINPUT itself */
  if (rc == CS_OK) return CS_EINPUT;
  c->broken = true;
  return rc;
}

int cs_csv_next(cs_csv *c, cs_row *row, cs_err *err) {
  *row = (cs_row){.line = c->line};
  if (c->broken) return 0;
  scan s;
  outcome result;
  for (;;) {
    if (c->start == c->end && c->ended) return 0;
    result = c->start == c->end ? MORE_NEEDED : scan_row(c, &s);
    if (result != MORE_NEEDED) break;
    if (c->end - c->start > CS_CSV_ROW_MAX) {
      s.trouble = 0;
      result = ROW_TOO_LONG;
      break;
    }
    int rc = fill(c, err);
    if (rc != CS_OK) {
      c->broken = true;
      return rc;
    }
  }
  if (result == OUT_OF_MEMORY) {
    c->broken = true;
    return cs_fail(err, CS_ENOMEM, CS_MSG_no_memory);
  }
  if (result != ROW && result != NUL_BYTE) return refuse_row(c, result, &s, row, err);

  row->raw = c->text + c->start;
  row->raw_size = (size_t)(s.last - row->raw);
  c->start = (size_t)(s.next - c->text);
  c->line += s.lines + 1;
  if (result == NUL_BYTE) {
    return cs_fail(err, CS_EINPUT, CS_MSG_csv_nul, c->name, (unsigned long long)row->line);
  }
  if (!cs_utf8_valid(row->raw, row->raw_size)) {
    return cs_fail(err, CS_EINPUT, CS_MSG_csv_line_encoding, c->name, (unsigned long long)row->line,
                   c->encoding == CS_ENC_GB18030 ? "GB18030" : "UTF-8");
  }
  row->cells = c->cells;
  row->count = s.count;
  return 1;
}
