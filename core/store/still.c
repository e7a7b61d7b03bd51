/* A database where nothing may be written: on a read-only medium, in a snapshot, in somebody else's folder. SQLite reads one with a
 * write-ahead log only with the log's index beside it, which it cannot make there. Where no log lies beside the file, all of it is in the file:
 * that is read as if nobody wrote it, and who relies on what was read asks afterwards whether that was so. */
#include "base/messages.h"
#include "store/internal.h"
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Bytes in the log or journal beside the file: 0 too when there is none. */
static int size_beside(const char *whole, const char *suffix, int64_t *out, cs_err *err) {
  cs_buf name = {0};
  struct stat status;
  cs_buf_printf(&name, "%s%s", whole, suffix);
  const char *at = cs_buf_str(&name);
  *out = stat(at, &status) == 0 ? (int64_t)status.st_size : 0;
  return cs_buf_end(&name, CS_OK, err);
}

static int has_log(const char *whole, bool *out, cs_err *err) {
  int64_t log = 0, journal = 0;
  int rc = size_beside(whole, "-wal", &log, err);
  if (rc == CS_OK) rc = size_beside(whole, "-journal", &journal, err);
  *out = log > 0 || journal > 0;
  return rc;
}

/* The path as SQLite's URI: what means something there is encoded. */
static void put_uri(cs_buf *out, const char *whole) {
  static const char *const special = "?#%";
  cs_buf_puts(out, "file:");
  for (const char *at = whole; *at != '\0'; at++) {
    if (strchr(special, *at) == NULL)
      cs_buf_putc(out, *at);
    else
      cs_buf_printf(out, "%%%02X", (unsigned)*at);
  }
  cs_buf_puts(out, "?immutable=1");
}

static int open_whole(cs_store *s, const char *whole, cs_err *err) {
  cs_buf uri = {0};
  sqlite3 *db = NULL;
  put_uri(&uri, whole);
  const char *name = cs_buf_str(&uri);
  int rc = uri.failed ? SQLITE_NOMEM
                      : sqlite3_open_v2(name, &db,
                                        SQLITE_OPEN_READONLY | SQLITE_OPEN_URI |
                                            SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE,
                                        NULL);
  cs_buf_deinit(&uri);
  if (rc != SQLITE_OK) {
    rc = cs_db_fail_at(db, s->path, rc, err);
    sqlite3_close_v2(db);
    return rc;
  }
  sqlite3_close_v2(s->db);
  s->db = db;
  s->still = true;
  return CS_OK;
}

bool cs_still_is_why(const cs_store *s, int code) {
  if (s->mode != CS_STORE_READ || s->path == NULL ||
      ((code & 0xff) != SQLITE_READONLY && (code & 0xff) != SQLITE_CANTOPEN))
    return false;
  char *whole = realpath(s->path, NULL);
  char *slash = whole == NULL ? NULL : strrchr(whole, '/');
  bool why = slash != NULL && access(whole, R_OK) == 0;
  if (why) slash[slash == whole] = '\0';
  why = why && access(whole, W_OK) != 0;
  free(whole);
  return why;
}

int cs_still_open(cs_store *s, cs_err *err) {
  int code = sqlite3_exec(s->db, "SELECT 1 FROM sqlite_schema LIMIT 1", NULL, NULL, NULL);
  /* any other failure comes again and is told of where it is met */
  if (!cs_still_is_why(s, code)) return CS_OK;
  char *whole = realpath(s->path, NULL);
  bool log = false;
  if (whole == NULL) return cs_db_fail(s, code, err);
  int rc = has_log(whole, &log, err);
  if (rc == CS_OK && log) rc = cs_fail(err, CS_EIO, CS_MSG_store_still_log, s->path);
  if (rc == CS_OK && stat(whole, &s->was) != 0) rc = cs_db_fail(s, code, err);
  if (rc == CS_OK) rc = open_whole(s, whole, err);
  free(whole);
  return rc;
}

int cs_still_check(const cs_store *s, cs_err *err) {
  struct stat now;
  bool log = false;
  if (!s->still) return CS_OK;
  char *whole = realpath(s->path, NULL);
  int rc = whole == NULL ? CS_OK : has_log(whole, &log, err);
  if (rc == CS_OK &&
      (whole == NULL || log || stat(whole, &now) != 0 || now.st_ino != s->was.st_ino ||
       now.st_size != s->was.st_size || now.st_mtim.tv_sec != s->was.st_mtim.tv_sec ||
       now.st_mtim.tv_nsec != s->was.st_mtim.tv_nsec))
    rc = cs_fail(err, CS_EBUSY, CS_MSG_store_still_changed, s->path);
  free(whole);
  return rc;
}
