#include "store/statement.h"
#include "base/messages.h"
#include "store/holder.h"
#include "store/internal.h"
#include <assert.h>
#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *const sql_of[CS_STATEMENT_COUNT] = {
#define CS_STATEMENT_SQL(name, sql) [CS_SQL_##name] = (sql),
    CS_STATEMENTS(CS_STATEMENT_SQL)
#undef CS_STATEMENT_SQL
};

static int busy(const char *path, cs_err *err) {
  cs_buf who = {0};
  cs_holder_put(&who, path, CS_HOLD_WRITE);
  int rc = cs_fail(err, CS_EBUSY, CS_MSG_store_busy, path, cs_buf_str(&who), CS_BUSY_MS / 1000);
  return cs_buf_end(&who, rc, err);
}

int cs_db_fail(cs_store *s, int code, cs_err *err) {
  assert(s != NULL);
  if (cs_still_is_why(s, code)) return cs_fail(err, CS_EIO, CS_MSG_store_still, s->path);
  return cs_db_fail_at(s->db, s->path == NULL ? "" : s->path, code, err);
}

/* A reader who may not write the database leaves its log behind, empty and their own: then nobody else can. */
static int read_only(const char *path, cs_err *err) {
  static const char *const beside[] = {"-wal", "-shm"};
  char *whole = realpath(path, NULL);
  cs_buf name = {0};
  int rc = CS_OK;
  for (size_t i = 0; whole != NULL && rc == CS_OK && i < sizeof beside / sizeof *beside; i++) {
    cs_buf_clear(&name);
    cs_buf_printf(&name, "%s%s", whole, beside[i]);
    const char *at = cs_buf_str(&name);
    if (access(whole, W_OK) == 0 && access(at, F_OK) == 0 && access(at, W_OK) != 0)
      rc = cs_fail(err, CS_EIO, CS_MSG_store_log_foreign, path, at);
  }
  cs_buf_deinit(&name);
  free(whole);
  return rc == CS_OK ? cs_fail(err, CS_EIO, CS_MSG_store_read_only, path) : rc;
}

int cs_db_fail_at(sqlite3 *db, const char *path, int code, cs_err *err) {
  const char *detail = db == NULL ? sqlite3_errstr(code) : sqlite3_errmsg(db);
  if (code == SQLITE_IOERR_NOMEM) code = SQLITE_NOMEM;
  int reason = db == NULL ? 0 : sqlite3_system_errno(db);
  const char *system = reason == 0 ? sqlite3_errstr(code) : strerror(reason);
  /* the log's index cannot grow: SQLite calls that an I/O error */
  if ((code & 0xff) == SQLITE_IOERR && (reason == ENOSPC || reason == EDQUOT)) code = SQLITE_FULL;
  switch (code & 0xff) {
    case SQLITE_NOMEM: return cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory);
    case SQLITE_BUSY:
    case SQLITE_LOCKED: return busy(path, err);
    case SQLITE_NOTADB: return cs_fail(err, CS_EDB, CS_MSG_store_not_database, path);
    case SQLITE_CORRUPT: return cs_fail(err, CS_EDB, CS_MSG_store_damaged, path, detail);
    case SQLITE_FULL: return cs_fail(err, CS_EIO, CS_MSG_store_full, path);
    case SQLITE_READONLY: return read_only(path, err);
    case SQLITE_CANTOPEN: return cs_fail(err, CS_EIO, CS_MSG_store_cannot_open, path, system);
    case SQLITE_IOERR: return cs_fail(err, CS_EIO, CS_MSG_store_io, path, system);
    default: return cs_fail(err, CS_EDB, CS_MSG_store_failed, path, detail);
  }
}

int cs_db_open(const char *path, int flags, sqlite3 **out) {
  const char *folder = path[0] == '/' || path[0] == '.' ? "" : "./";
  *out = NULL;
  char *plain = malloc(strlen(folder) + strlen(path) + 1);
  if (plain == NULL) return SQLITE_NOMEM;
  strcpy(plain, folder);
  strcat(plain, path);
  int rc = sqlite3_open_v2(plain, out, flags, NULL);
  free(plain);
  return rc;
}

int cs_db_exec(cs_store *s, const char *sql, cs_err *err) {
  int rc = sqlite3_exec(s->db, sql, NULL, NULL, NULL);
  return rc == SQLITE_OK ? CS_OK : cs_db_fail(s, rc, err);
}

static int bind_one(sqlite3_stmt *statement, int index, char kind, va_list *arguments) {
  switch (kind) {
    case 'i': return sqlite3_bind_int64(statement, index, va_arg(*arguments, int64_t));
    case 't':
      return sqlite3_bind_text(statement, index, va_arg(*arguments, const char *), -1,
                               SQLITE_STATIC);
    default: break;
  }
  const char *bytes = va_arg(*arguments, const char *);
  size_t size = va_arg(*arguments, size_t);
  if (bytes == NULL) bytes = ""; /* empty, not NULL */
  return kind == 's'
             ? sqlite3_bind_text64(statement, index, bytes, size, SQLITE_STATIC, SQLITE_UTF8)
             : sqlite3_bind_blob64(statement, index, bytes, size, SQLITE_STATIC);
}

static int prepare(cs_store *s, cs_statement which, sqlite3_stmt **out, cs_err *err) {
  int rc = sqlite3_prepare_v3(s->db, sql_of[which], -1, SQLITE_PREPARE_PERSISTENT, out, NULL);
  if (rc == SQLITE_ERROR && s->mode == CS_STORE_READ && cs_store_is_older(s))
    return cs_store_fail_older(s, s->schema, err); /* a table that it does not have */
  return rc == SQLITE_OK ? CS_OK : cs_db_fail(s, rc, err);
}

int cs_db_begin(cs_store *s, const char *sql, cs_err *err) {
  sqlite3_stmt **back = &s->statements[CS_SQL_ROLLBACK];
  int rc = *back == NULL ? prepare(s, CS_SQL_ROLLBACK, back, err) : CS_OK;
  return rc == CS_OK ? cs_db_exec(s, sql, err) : rc;
}

void cs_db_rollback(cs_store *s) {
  if (sqlite3_get_autocommit(s->db)) return;
  (void)sqlite3_step(s->statements[CS_SQL_ROLLBACK]);
  (void)sqlite3_reset(s->statements[CS_SQL_ROLLBACK]);
}

static int query_open(cs_store *s, cs_statement which, cs_query *q, cs_err *err, const char *kinds,
                      va_list *arguments) {
  *q = (cs_query){.store = s, .which = which};
  /* Some failures (a full disk) end SQLite's transaction by themselves: what follows must not commit alone. */
  if (s->writing && sqlite3_get_autocommit(s->db)) {
    return cs_fail(err, CS_EDB, CS_MSG_store_transaction_lost, s->path);
  }
  q->cached = !s->taken[which];
  int rc = CS_OK;
  if (q->cached) {
    if (s->statements[which] == NULL) rc = prepare(s, which, &s->statements[which], err);
    q->statement = s->statements[which];
  } else {
    rc = prepare(s, which, &q->statement, err);
  }
  if (rc != CS_OK) {
    *q = (cs_query){0};
    return rc;
  }
  if (q->cached) s->taken[which] = true;
  for (int i = 0; kinds[i] != '\0'; i++) {
    int bound = bind_one(q->statement, i + 1, kinds[i], arguments);
    if (bound != SQLITE_OK) {
      rc = cs_db_fail(s, bound, err);
      cs_query_close(q);
      break;
    }
  }
  return rc;
}

int cs_query_open(cs_store *s, cs_statement which, cs_query *q, cs_err *err, const char *kinds,
                  ...) {
  va_list arguments;
  va_start(arguments, kinds);
  int rc = query_open(s, which, q, err, kinds, &arguments);
  va_end(arguments);
  return rc;
}

/* A long text is copied when it is asked for, to be terminated: without the memory for that it would read as no text at all. */
static bool texts_are_there(sqlite3_stmt *row) {
  int count = sqlite3_data_count(row);
  for (int i = 0; i < count; i++)
    if (sqlite3_column_type(row, i) == SQLITE_TEXT && sqlite3_column_text(row, i) == NULL)
      return false;
  return true;
}

int cs_query_next(cs_query *q, cs_err *err) {
  int rc = sqlite3_step(q->statement);
  if (rc == SQLITE_ROW && texts_are_there(q->statement)) return 1;
  if (rc == SQLITE_ROW) rc = SQLITE_NOMEM;
  return rc == SQLITE_DONE ? 0 : cs_db_fail(q->store, rc, err);
}

void cs_query_close(cs_query *q) {
  if (q->statement == NULL) return;
  if (q->cached) {
    sqlite3_reset(q->statement);
    sqlite3_clear_bindings(q->statement);
    q->store->taken[q->which] = false;
  } else {
    sqlite3_finalize(q->statement);
  }
  *q = (cs_query){0};
}

int cs_query_run(cs_store *s, cs_statement which, cs_err *err, const char *kinds, ...) {
  cs_query q;
  va_list arguments;
  va_start(arguments, kinds);
  int rc = query_open(s, which, &q, err, kinds, &arguments);
  va_end(arguments);
  if (rc != CS_OK) return rc;
  do { rc = cs_query_next(&q, err); } while (rc == 1);
  cs_query_close(&q);
  return rc;
}

int cs_query_number(cs_store *s, cs_statement which, int64_t *out, cs_err *err, const char *kinds,
                    ...) {
  cs_query q;
  *out = 0;
  va_list arguments;
  va_start(arguments, kinds);
  int rc = query_open(s, which, &q, err, kinds, &arguments);
  va_end(arguments);
  if (rc != CS_OK) return rc;
  rc = cs_query_next(&q, err);
  if (rc == 1) *out = cs_column_int(&q, 0);
  cs_query_close(&q);
  return rc;
}

const char *cs_column_text(const cs_query *q, int column) {
  const char *text = (const char *)sqlite3_column_text(q->statement, column);
  return text == NULL ? "" : text;
}
