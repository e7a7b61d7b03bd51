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

/* Rows come as those of a bundle do; subjects of other kinds have a row each, which is put that way. While the store writes, rows are read
 * ahead: after each write into the tree an open cursor must find its place again. What is written to people who were read
 * ahead is not seen. */
struct cs_people {
  cs_query query;
  char kind[CS_KIND_SIZE]; /* "": employees */
  char *after, *upto;      /* bound to the statement, as is the kind */
  bool open_end;           /* `upto` says nothing */
  bool begun;              /* somebody behind `after` has been seen: so is whoever follows */
  bool ended;
  cs_buf rows;    /* copies */
  cs_reader left; /* those read and not passed: of `rows`, or of the query's row */
};

/* The open end is an empty blob: SQLite sorts every blob after every text. */
static int open_query(cs_people *p, cs_store *s, int64_t company, cs_err *err) {
  bool employees = p->kind[0] == '\0';
  cs_statement which = employees ? CS_SQL_BUNDLES : CS_SQL_SUBJECTS;
  if (p->open_end) {
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
  if (rc == CS_OK) rc = cs_bundle_flush(s, err);
  if (rc != CS_OK) return rc;
  cs_people *p = calloc(1, sizeof *p);
  if (p == NULL) return cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory);
  memcpy(p->kind, kind, strlen(kind) + 1);
  p->after = strdup(after == NULL ? "" : after);
  p->upto = strdup(upto == NULL ? "" : upto);
  p->open_end = upto == NULL;
  rc =
      p->after == NULL || p->upto == NULL ? cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory) : CS_OK;
  if (rc == CS_OK) rc = open_query(p, s, company, err);
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

static void put_subject(cs_buf *rows, const cs_query *q) {
  const cs_neighbour n = {.code = cs_column_text(q, 0),
                          .last = cs_column_int(q, 1),
                          .record = sqlite3_column_blob(q->statement, 2),
                          .size = (size_t)sqlite3_column_bytes(q->statement, 2)};
  cs_bundle_put(rows, &n);
}

static int damaged(const cs_people *p, const cs_neighbour *n, cs_err *err) {
  return cs_fail(err, CS_EDB, CS_MSG_store_record_damaged, n->code == NULL ? p->after : n->code);
}

/* The first bundle may begin before whoever is wanted. */
static int pass_over(cs_people *p, cs_reader *in, cs_err *err) {
  cs_neighbour n = {0};
  while (!p->begun) {
    const unsigned char *at = in->at;
    int more = cs_bundle_next(in, &n);
    if (more < 0) return damaged(p, &n, err);
    if (more == 0) return CS_OK;
    p->begun = strcmp(n.code, p->after) > 0;
    if (p->begun) in->at = at;
  }
  return CS_OK;
}

/* The query anew, from behind the last of those read: a cursor left open would find whoever was changed under it a second time. */
static int go_on_after(cs_people *p, cs_err *err) {
  cs_reader in = p->left;
  cs_neighbour n = {.code = p->after};
  int more;
  while ((more = cs_bundle_next(&in, &n)) == 1) {}
  if (more < 0) return damaged(p, &n, err);
  char *after = strdup(n.code);
  if (after == NULL) return cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory);
  sqlite3_reset(p->query.statement);
  int rc = sqlite3_bind_text(p->query.statement, 2, after, -1, SQLITE_STATIC);
  free(p->after);
  p->after = after;
  p->begun = false;
  return rc == SQLITE_OK ? CS_OK : cs_db_fail(p->query.store, rc, err);
}

/* Copies the row in hand. */
static int copy_row(cs_people *p, cs_reader in, cs_err *err) {
  if (p->kind[0] != '\0') {
    put_subject(&p->rows, &p->query);
    return CS_OK;
  }
  int rc = pass_over(p, &in, err);
  if (rc == CS_OK) cs_buf_put(&p->rows, in.at, (size_t)(in.end - in.at));
  return rc;
}

/* The next row or, while the store writes, the next rows. */
static int read_more(cs_people *p, cs_err *err) {
  bool ahead = p->query.store->writing;
  size_t most = ahead ? READ_AHEAD : 1;
  cs_buf_clear(&p->rows);
  int rc = ahead ? cs_bundle_flush(p->query.store, err) : CS_OK;
  while (rc == CS_OK && p->rows.size < most) {
    rc = cs_query_next(&p->query, err);
    p->ended = rc == 0;
    if (rc != 1) break;
    p->left = cs_reader_of(sqlite3_column_blob(p->query.statement, 0),
                           (size_t)sqlite3_column_bytes(p->query.statement, 0));
    if (p->kind[0] == '\0' && !ahead) return pass_over(p, &p->left, err);
    rc = copy_row(p, p->left, err);
  }
  if (rc == CS_OK && p->rows.failed) rc = cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory);
  if (rc != CS_OK) return rc;
  p->left = cs_reader_of(p->rows.data, p->rows.size);
  return p->ended || !ahead ? CS_OK : go_on_after(p, err);
}

/* The next up to `upto`; the last bundle may end behind it. */
static int next_row(cs_people *p, cs_neighbour *out, cs_err *err) {
  while (p->left.at == p->left.end) {
    int rc = p->ended ? CS_OK : read_more(p, err);
    if (rc != CS_OK || (p->ended && p->left.at == p->left.end)) return rc;
  }
  if (cs_bundle_next(&p->left, out) < 0) return damaged(p, out, err);
  if (p->open_end || strcmp(out->code, p->upto) <= 0) return 1;
  p->ended = true;
  p->left.at = p->left.end;
  return 0;
}

int cs_people_next_since(cs_people *p, uint32_t since, cs_record *out, cs_err *err) {
  cs_neighbour row = {.code = ""};
  int rc = next_row(p, &row, err);
  if (rc != 1) return rc;
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
