#include "base/messages.h"
#include "store/internal.h"
#include "store/subject.h"
#include <stdlib.h>
#include <string.h>

int cs_person_load(cs_store *s, int32_t company, const char *code, cs_record *out, cs_err *err) {
  return cs_subject_load(s, company, "", code, out, err);
}

/* -- the stream ----------------------------------------------------------------------------------------------------- */
#define READ_AHEAD 65536 /* bytes */

/* While the store writes, rows are read ahead: after each write into the tree an open cursor must find its place again.
 * What is written to people who were read ahead is not seen. */
struct cs_people {
  cs_query query;
  char kind[CS_KIND_SIZE]; /* "": employees */
  char *after, *upto;      /* bound to the statement, as is the kind */
  cs_buf rows;             /* read ahead */
  cs_reader row;           /* the next of them */
  bool ended;
};

/* The row in hand. */
typedef struct person_row {
  const char *code;
  int64_t last;
  const void *record;
  size_t size;
} person_row;

/* The open end is an empty blob: SQLite sorts every blob after every text. */
static int open_query(cs_people *p, cs_store *s, int64_t company, bool open_end, cs_err *err) {
  bool employees = p->kind[0] == '\0';
  cs_statement which = employees ? CS_SQL_PEOPLE : CS_SQL_SUBJECTS;
  if (open_end) {
    return cs_query_open(s, which, &p->query, err, employees ? "itb" : "itbt", company, p->after,
                         p->upto, (size_t)0, p->kind);
  }
  return cs_query_open(s, which, &p->query, err, employees ? "itt" : "ittt", company, p->after,
                       p->upto, p->kind);
}

int cs_subjects_open(cs_store *s, int32_t company, const char *kind, const char *after,
                     const char *upto, cs_people **out, cs_err *err) {
  *out = NULL;
  int rc = cs_kind_check(kind, err);
  if (rc != CS_OK) return rc;
  cs_people *p = calloc(1, sizeof *p);
  if (p == NULL) return cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory);
  memcpy(p->kind, kind, strlen(kind) + 1);
  p->after = strdup(after == NULL ? "" : after);
  p->upto = strdup(upto == NULL ? "" : upto);
  rc =
      p->after == NULL || p->upto == NULL ? cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory) : CS_OK;
  if (rc == CS_OK) rc = open_query(p, s, company, upto == NULL, err);
  if (rc != CS_OK) {
    cs_people_close(p);
    return rc;
  }
  *out = p;
  return CS_OK;
}

int cs_people_open(cs_store *s, int32_t company, const char *after, const char *upto,
                   cs_people **out, cs_err *err) {
  return cs_subjects_open(s, company, "", after, upto, out, err);
}

static int row_from_query(cs_people *p, person_row *out, cs_err *err) {
  int rc = cs_query_next(&p->query, err);
  if (rc != 1) return rc;
  out->code = cs_column_text(&p->query, 0);
  out->last = cs_column_int(&p->query, 1);
  out->record = sqlite3_column_blob(p->query.statement, 2);
  out->size = (size_t)sqlite3_column_bytes(p->query.statement, 2);
  return 1;
}

/* The query anew, from behind this person: a cursor left open would find whoever was changed under it a second time. */
static int go_on_after(cs_people *p, const char *code, cs_err *err) {
  char *after = strdup(code);
  if (after == NULL) return cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory);
  sqlite3_reset(p->query.statement);
  int rc = sqlite3_bind_text(p->query.statement, 2, after, -1, SQLITE_STATIC);
  free(p->after);
  p->after = after;
  return rc == SQLITE_OK ? CS_OK : cs_db_fail(p->query.store, rc, err);
}

static int read_ahead(cs_people *p, cs_err *err) {
  cs_buf_clear(&p->rows);
  person_row row = {.code = ""};
  while (!p->ended && p->rows.size < READ_AHEAD) {
    int rc = row_from_query(p, &row, err);
    if (rc < 0) return rc;
    p->ended = rc == 0;
    if (p->ended) break;
    size_t size = strlen(row.code) + 1;
    cs_buf_put_uint(&p->rows, size);
    cs_buf_put(&p->rows, row.code, size);
    cs_buf_put_int(&p->rows, row.last);
    cs_buf_put_uint(&p->rows, row.size);
    if (row.size > 0) cs_buf_put(&p->rows, row.record, row.size);
  }
  p->row = cs_reader_of(p->rows.data, p->rows.size);
  if (p->rows.failed) return cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory);
  return p->ended ? CS_OK : go_on_after(p, row.code, err);
}

static int next_row(cs_people *p, person_row *out, cs_err *err) {
  bool left = p->row.at < p->row.end;
  if (!left && (p->ended || !p->query.store->writing))
    return p->ended ? 0 : row_from_query(p, out, err);
  int rc = left ? CS_OK : read_ahead(p, err);
  if (rc != CS_OK || p->row.at == p->row.end) return rc;
  out->code = cs_read_bytes(&p->row, (size_t)cs_read_uint(&p->row));
  out->last = cs_read_int(&p->row);
  out->size = (size_t)cs_read_uint(&p->row);
  out->record = cs_read_bytes(&p->row, out->size);
  return 1;
}

int cs_people_next_since(cs_people *p, uint32_t since, cs_record *out, cs_err *err) {
  person_row row = {.code = ""};
  int rc = next_row(p, &row, err);
  if (rc != 1) return rc;
  if (row.last < 1 || row.last > UINT32_MAX)
    return cs_fail(err, CS_EDB, CS_MSG_store_record_damaged, row.code);
  if (row.last <= since) {
    cs_record_clear(out, row.code);
  } else {
    rc = cs_record_decode(out, row.code, row.record, row.size, err);
    if (rc != CS_OK) return rc;
  }
  memcpy(out->kind, p->kind, sizeof p->kind);
  out->last_txn = (uint32_t)row.last;
  return 1;
}

int cs_people_next(cs_people *p, cs_record *out, cs_err *err) {
  return cs_people_next_since(p, 0, out, err);
}

void cs_people_close(cs_people *p) {
  if (p == NULL) return;
  cs_query_close(&p->query);
  cs_buf_deinit(&p->rows);
  free(p->after);
  free(p->upto);
  free(p);
}

/* -- units ---------------------------------------------------------------------------------------------------------- */
/* The codes one after the other, terminated; *count of them. */
static int collect_bounds(cs_store *s, int32_t company, cs_buf *codes, size_t *count, cs_err *err) {
  cs_query q;
  *count = 0;
  int rc = cs_query_open(s, CS_SQL_BOUNDS, &q, err, "i", (int64_t)company);
  if (rc != CS_OK) return rc;
  while ((rc = cs_query_next(&q, err)) == 1) {
    const char *code = cs_column_text(&q, 0);
    cs_buf_put(codes, code, strlen(code) + 1);
    ++*count;
  }
  cs_query_close(&q);
  return rc;
}

int cs_people_units(cs_store *s, int32_t company, char ***out, size_t *count, cs_err *err) {
  *out = NULL;
  cs_buf codes = {0};
  size_t bounds = 0;
  int rc = collect_bounds(s, company, &codes, &bounds, err);
  if (rc != CS_OK) goto done;
  size_t pointers = (bounds + 1) * sizeof(char *);
  char **units = codes.failed ? NULL : malloc(pointers + codes.size);
  if (units == NULL) {
    rc = cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory);
    goto done;
  }
  char *text = (char *)units + pointers;
  if (codes.size > 0) memcpy(text, codes.data, codes.size);
  for (size_t i = 0; i < bounds; i++) {
    units[i] = text;
    text += strlen(text) + 1;
  }
  units[bounds] = NULL;
  *out = units;
  *count = bounds + 1;

done:
  cs_buf_deinit(&codes);
  return rc;
}
