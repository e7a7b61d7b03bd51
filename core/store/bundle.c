/* Employees in bundles: rows of about a dozen neighbours. A month for everybody rewrites everybody, and SQLite's part of that is by the row, not by the
 * byte; a plan reads by the row, too.
 *
 * The people of a bundle stand in the order of their codes, each as
 *
 *   uint       bytes of the code with its terminator
 *   code       terminated
 *   int        the newest transaction in the record
 *   uint       bytes of the record
 *   record     record_code.c
 *
 * A bundle's key is a code before which none of its people stand; the first of a company has the empty key, so that there is a bundle
 * for every code. Bundles are cut and never joined: nobody is ever removed. */
#include "base/messages.h"
#include "store/internal.h"
#include <string.h>

/* Bytes. A row stays whole in its page below 2,030 (SQLite's file format, 1.6: pages of 8192, WITHOUT ROWID). */
#define FULL 1920 /* more is cut, unless it is one person */
#define PART 1280 /* into parts of about this */

static int damaged(const char *near, cs_err *err) {
  return cs_fail(err, CS_EDB, CS_MSG_store_record_damaged, near);
}

static int no_memory(cs_err *err) { return cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory); }

/* ---- reading ---- */

int cs_bundle_next(cs_reader *in, cs_neighbour *out) {
  if (in->at == in->end) return 0;
  uint64_t size = cs_read_uint(in);
  out->code = size > (size_t)(in->end - in->at) ? NULL : cs_read_bytes(in, (size_t)size);
  if (out->code == NULL || size < 2 ||
      memchr(out->code, '\0', (size_t)size) != out->code + size - 1)
    return -1;
  out->last = cs_read_int(in);
  size = cs_read_uint(in);
  if (in->bad || size > (size_t)(in->end - in->at)) return -1;
  out->size = (size_t)size;
  out->record = cs_read_bytes(in, out->size);
  return out->last < 1 || out->last > UINT32_MAX ? -1 : 1;
}

void cs_bundle_put(cs_buf *out, const cs_neighbour *n) {
  size_t size = strlen(n->code) + 1;
  cs_buf_put_uint(out, size);
  cs_buf_put(out, n->code, size);
  cs_buf_put_int(out, n->last);
  cs_buf_put_uint(out, n->size);
  cs_buf_put(out, n->record, n->size);
}

/* 1 found, 0 not. */
static int find(cs_reader in, const char *code, cs_neighbour *out, cs_err *err) {
  int more, order = -1;
  while ((more = cs_bundle_next(&in, out)) == 1 && (order = strcmp(out->code, code)) < 0) {}
  return more < 0 ? damaged(code, err) : more == 1 && order == 0;
}

static int load_found(int found, const cs_neighbour *n, const char *code, cs_record *out,
                      cs_err *err) {
  if (found < 0) return found;
  return found == 0 ? CS_ENOTFOUND : cs_record_decode(out, code, n->record, n->size, err);
}

static int load_from_table(cs_store *s, int32_t company, const char *code, cs_record *out,
                           cs_err *err) {
  cs_query q;
  cs_neighbour n;
  int rc = cs_query_open(s, CS_SQL_BUNDLE_AT, &q, err, "it", (int64_t)company, code);
  if (rc != CS_OK) return rc;
  rc = cs_query_next(&q, err);
  if (rc == 1) {
    const void *bytes = sqlite3_column_blob(q.statement, 1);
    size_t size = (size_t)sqlite3_column_bytes(q.statement, 1);
    rc = find(cs_reader_of(bytes, size), code, &n, err);
  }
  rc = load_found(rc, &n, code, out, err);
  cs_query_close(&q);
  return rc;
}

/* ---- the bundle in hand ---- */

static int put_row(cs_store *s, const char *key, const char *bytes, size_t size, cs_err *err) {
  return cs_query_run(s, CS_SQL_BUNDLE_PUT, err, "itb", (int64_t)s->pen.company, key, bytes, size);
}

/* Writes what is in `fresh`, in parts where it is too long; not the last of them, which more will follow, unless `all`. */
static int write_fresh(cs_store *s, bool all, cs_err *err) {
  cs_pen *p = &s->pen;
  size_t total = p->fresh.size;
  size_t parts = total <= FULL ? 1 : (total + PART - 1) / PART;
  const char *bytes = p->fresh.data, *key = cs_buf_str(&p->first);
  size_t from = 0;
  cs_reader in = cs_reader_of(bytes, total);
  cs_neighbour n;
  int rc = CS_OK;
  for (size_t at = 0; rc == CS_OK && at < total; at = total - (size_t)(in.end - in.at)) {
    if (cs_bundle_next(&in, &n) != 1) return damaged(key, err);
    size_t end = total - (size_t)(in.end - in.at);
    if (at == from || (at * parts / total == from * parts / total && end - from <= FULL)) continue;
    rc = put_row(s, key, bytes + from, at - from, err);
    from = at;
    key = n.code;
  }
  if (rc == CS_OK && all)
    return total == 0 ? CS_OK : put_row(s, key, bytes + from, total - from, err);
  if (rc != CS_OK || from == 0) return rc;
  cs_buf_clear(&p->first);
  cs_buf_puts(&p->first, key);
  memmove(p->fresh.data, p->fresh.data + from, total - from);
  p->fresh.size = total - from;
  return *cs_buf_str(&p->first) == '\0' ? no_memory(err) : CS_OK;
}

void cs_bundle_forget(cs_store *s) {
  s->pen.company = 0;
  s->pen.failed = false;
}

void cs_bundle_deinit(cs_store *s) {
  cs_pen *p = &s->pen;
  cs_buf_deinit(&p->first);
  cs_buf_deinit(&p->bound);
  cs_buf_deinit(&p->old);
  cs_buf_deinit(&p->fresh);
  cs_buf_deinit(&p->last);
}

int cs_bundle_flush(cs_store *s, cs_err *err) {
  cs_pen *p = &s->pen;
  if (p->failed) return cs_fail(err, CS_EDB, CS_MSG_store_transaction_lost, s->path);
  if (p->company == 0) return CS_OK;
  int rc = CS_OK;
  if (p->changed) {
    cs_buf_put(&p->fresh, p->left.at, (size_t)(p->left.end - p->left.at));
    rc = p->fresh.failed ? no_memory(err) : write_fresh(s, true, err);
  }
  p->company = 0;
  p->failed = rc != CS_OK;
  return rc;
}

static bool holds(cs_pen *p, int32_t company, const char *code) {
  return p->company == company && strcmp(code, cs_buf_str(&p->first)) >= 0 &&
         (p->bound.size == 0 || strcmp(code, cs_buf_str(&p->bound)) < 0);
}

static void set_text(cs_buf *b, const char *text) {
  cs_buf_clear(b);
  cs_buf_puts(b, text);
}

/* Takes the bundle in hand in which `code` stands or would stand. */
static int take(cs_store *s, int32_t company, const char *code, cs_err *err) {
  cs_pen *p = &s->pen;
  cs_query q;
  int rc = cs_bundle_flush(s, err);
  set_text(&p->first, "");
  set_text(&p->bound, "");
  cs_buf_clear(&p->old);
  cs_buf_clear(&p->fresh);
  cs_buf_clear(&p->last);
  if (rc == CS_OK)
    rc = cs_query_open(s, CS_SQL_BUNDLE_AND_NEXT, &q, err, "it", (int64_t)company, code);
  if (rc != CS_OK) return rc;
  rc = cs_query_next(&q, err);
  if (rc == 1) {
    set_text(&p->first, cs_column_text(&q, 0));
    cs_buf_put(&p->old, sqlite3_column_blob(q.statement, 1),
               (size_t)sqlite3_column_bytes(q.statement, 1));
    rc = cs_query_next(&q, err);
    if (rc == 1) set_text(&p->bound, cs_column_text(&q, 0));
  }
  cs_query_close(&q);
  if (rc < 0) return rc;
  (void)cs_buf_str(&p->first); /* room for the terminators, too */
  (void)cs_buf_str(&p->bound);
  if (p->first.failed || p->bound.failed || p->old.failed) return no_memory(err);
  p->left = cs_reader_of(p->old.data, p->old.size);
  p->changed = false;
  p->company = company;
  return CS_OK;
}

int cs_bundle_load(cs_store *s, int32_t company, const char *code, cs_record *out, cs_err *err) {
  cs_pen *p = &s->pen;
  cs_neighbour n;
  if (!s->writing) return load_from_table(s, company, code, out, err);
  int rc = holds(p, company, code) ? CS_OK : take(s, company, code, err);
  if (rc != CS_OK) return rc;
  bool behind = p->last.size == 0 || strcmp(code, cs_buf_str(&p->last)) > 0;
  rc = find(behind ? p->left : cs_reader_of(p->fresh.data, p->fresh.size), code, &n, err);
  return load_found(rc, &n, code, out, err);
}

/* Copies those who stand before `code`, and passes over `code` itself. */
static int pass(cs_pen *p, const char *code, cs_err *err) {
  cs_neighbour n;
  const unsigned char *from = p->left.at;
  for (;;) {
    const unsigned char *at = p->left.at;
    int more = cs_bundle_next(&p->left, &n);
    if (more < 0) return damaged(code, err);
    int order = more == 0 ? 1 : strcmp(n.code, code);
    if (order < 0) continue;
    cs_buf_put(&p->fresh, from, (size_t)(at - from));
    if (order > 0) p->left.at = at;
    return CS_OK;
  }
}

int cs_bundle_save(cs_store *s, int32_t company, const cs_neighbour *n, cs_err *err) {
  cs_pen *p = &s->pen;
  bool ahead = holds(p, company, n->code) &&
               (p->last.size == 0 || strcmp(n->code, cs_buf_str(&p->last)) > 0);
  int rc = ahead ? CS_OK : take(s, company, n->code, err);
  if (rc != CS_OK) return rc;
  p->changed = true;
  rc = pass(p, n->code, err);
  cs_bundle_put(&p->fresh, n);
  set_text(&p->last, n->code);
  (void)cs_buf_str(&p->last);
  if (rc == CS_OK && (p->fresh.failed || p->last.failed)) rc = no_memory(err);
  if (rc == CS_OK && p->fresh.size > 2 * FULL) rc = write_fresh(s, false, err);
  if (rc != CS_OK) p->failed = true;
  return rc;
}

/* ---- from older databases, which have a row a person ---- */

int cs_bundle_fill(cs_store *s, cs_err *err) {
  cs_query q;
  int rc = cs_query_open(s, CS_SQL_PERSONS, &q, err, "");
  if (rc != CS_OK) return rc;
  while ((rc = cs_query_next(&q, err)) == 1) {
    cs_neighbour n = {.code = cs_column_text(&q, 2),
                      .last = cs_column_int(&q, 3),
                      .record = sqlite3_column_blob(q.statement, 4),
                      .size = (size_t)sqlite3_column_bytes(q.statement, 4)};
    rc = cs_bundle_save(s, (int32_t)cs_column_int(&q, 0), &n, err);
    if (rc != CS_OK) break;
  }
  cs_query_close(&q);
  if (rc == CS_OK) rc = cs_bundle_flush(s, err);
  return rc == CS_OK ? cs_db_exec(s, "DROP TABLE person", err) : rc;
}
