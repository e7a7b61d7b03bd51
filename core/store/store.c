#include "base/messages.h"
#include "store/internal.h"
#include "store/schema.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define STRING_OF_(x) #x
#define STRING_OF(x) STRING_OF_(x)
#define FAMILY_BLOCK 1024
#define JOURNAL_KEPT \
  16777216 /* bytes of the write-ahead log left on disk after a large transaction */

/* -- opening -------------------------------------------------------------------------------------------------------- */
static int pragma_number(cs_store *s, const char *sql, int64_t *out, cs_err *err) {
  sqlite3_stmt *statement = NULL;
  int rc = sqlite3_prepare_v2(s->db, sql, -1, &statement, NULL);
  if (rc == SQLITE_OK) rc = sqlite3_step(statement);
  *out = rc == SQLITE_ROW ? sqlite3_column_int64(statement, 0) : 0;
  if (rc == SQLITE_ROW || rc == SQLITE_DONE) rc = SQLITE_OK;
  int result = rc == SQLITE_OK ? CS_OK : cs_db_fail(s, rc, err);
  sqlite3_finalize(statement);
  return result;
}

/* What SQLite must not do for a file that may be hostile. */
static int restrain(cs_store *s, cs_err *err) {
  static const struct {
    int option, value;
  } options[] = {
      {SQLITE_DBCONFIG_DEFENSIVE, 1},      {SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0},
      {SQLITE_DBCONFIG_DQS_DML, 0},        {SQLITE_DBCONFIG_DQS_DDL, 0},
      {SQLITE_DBCONFIG_ENABLE_TRIGGER, 0}, {SQLITE_DBCONFIG_ENABLE_VIEW, 0},
      {SQLITE_DBCONFIG_ENABLE_FKEY, 1},
  };
  for (size_t i = 0; i < sizeof options / sizeof *options; i++) {
    int rc = sqlite3_db_config(s->db, options[i].option, options[i].value, (int *)NULL);
    if (rc != SQLITE_OK) return cs_db_fail(s, rc, err);
  }
  int rc = sqlite3_busy_timeout(s->db, CS_BUSY_MS);
  return rc == SQLITE_OK ? CS_OK : cs_db_fail(s, rc, err);
}

static int configure(cs_store *s, bool any_age, cs_err *err) {
  int rc = restrain(s, err);
  if (rc == CS_OK && any_age) rc = cs_still_open(s, err);
  if (rc == CS_OK && s->still) rc = restrain(s, err);
  if (rc != CS_OK) return rc;
  return cs_db_exec(
      s,
      "PRAGMA cell_size_check = ON; PRAGMA cache_size = -8000; PRAGMA temp_store = FILE;"
      "PRAGMA mmap_size = 0; PRAGMA page_size = 8192",
      err);
}

int cs_store_fail_older(const cs_store *s, int64_t schema, cs_err *err) {
  return cs_fail(err, CS_EDB, CS_MSG_store_older, s->path, (long long)schema,
                 (long long)cs_schema_count);
}

static int refuse_version(cs_store *s, int64_t version, bool any_age, cs_err *err) {
  if (version > (int64_t)cs_schema_count) {
    return cs_fail(err, CS_EDB, CS_MSG_store_newer, s->path, (long long)version,
                   (long long)cs_schema_count);
  }
  if (s->mode == CS_STORE_READ && !any_age && version < (int64_t)cs_schema_count) {
    return cs_store_fail_older(s, version, err);
  }
  return CS_OK;
}

/* Reads, without changing a byte, whether the file is ours. *version 0: empty. */
static int identify(cs_store *s, bool any_age, int64_t *version, cs_err *err) {
  int64_t application = 0, tables = 0;
  int rc = pragma_number(s, "SELECT count(*) FROM sqlite_schema", &tables, err);
  if (rc == CS_OK) rc = pragma_number(s, "PRAGMA application_id", &application, err);
  if (rc == CS_OK) rc = pragma_number(s, "PRAGMA user_version", version, err);
  if (rc != CS_OK) return rc;
  bool empty = tables == 0 && application == 0 && *version == 0;
  if (!(empty && s->mode == CS_STORE_CREATE) &&
      (application != CS_APPLICATION_ID || *version < 1)) {
    return cs_fail(err, CS_EDB, CS_MSG_store_foreign, s->path);
  }
  return refuse_version(s, *version, any_age, err);
}

/* A restore has put another file under the name since it was opened: what is written to this one would be lost. */
static int refuse_moved(cs_store *s, cs_err *err) {
  int moved = 0;
  int rc = sqlite3_file_control(s->db, "main", SQLITE_FCNTL_HAS_MOVED, &moved);
  return rc == SQLITE_OK && moved ? cs_fail(err, CS_EBUSY, CS_MSG_store_moved, s->path) : CS_OK;
}

/* Applies what is missing, all or nothing. Another program may be doing the same: the lock decides. */
static int migrate(cs_store *s, cs_err *err) {
  int rc = cs_db_exec(s, "BEGIN IMMEDIATE", err);
  if (rc != CS_OK) return rc;
  int64_t version = 0;
  rc = identify(s, false, &version, err);
  for (size_t i = (size_t)version; rc == CS_OK && i < cs_schema_count; i++) {
    rc = cs_db_exec(s, cs_schema[i].text, err);
  }
  if (rc == CS_OK && version < CS_BUNDLE_SCHEMA) rc = cs_bundle_fill(s, err);
  if (rc == CS_OK && version > 0 && version < CS_REF_SCHEMA) {
    rc = cs_symbols_refresh(s, err);
    if (rc == CS_OK) rc = cs_ref_fill(s, err);
  }
  if (rc == CS_OK) rc = cs_db_exec(s, "PRAGMA application_id = " STRING_OF(CS_APPLICATION_ID), err);
  char sql[64];
  sqlite3_snprintf(sizeof sql, sql, "PRAGMA user_version = %d", (int)cs_schema_count);
  if (rc == CS_OK) rc = cs_db_exec(s, sql, err);
  if (rc == CS_OK) rc = cs_db_exec(s, "COMMIT", err);
  if (rc != CS_OK) sqlite3_exec(s->db, "ROLLBACK", NULL, NULL, NULL);
  return rc;
}

/* From here on the file is known to be ours or empty. */
static int prepare_modes(cs_store *s, bool migrating, cs_err *err) {
  if (s->mode == CS_STORE_READ) return cs_db_exec(s, "PRAGMA query_only = ON", err);
  if (sqlite3_db_readonly(s->db, "main") == 1)
    return cs_fail(err, CS_EIO, CS_MSG_store_read_only, s->path);
  /* FULL: what apply and approve report as done survives a power loss. secure_delete: erased is erased. */
  int rc = cs_db_exec(
      s,
      "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON;"
      "PRAGMA wal_autocheckpoint = 2000; PRAGMA journal_size_limit = " STRING_OF(JOURNAL_KEPT),
      err);
  return rc == CS_OK && migrating ? migrate(s, err) : rc;
}

/* What SQLite would open beside the file, and wait at a pipe without an end. */
static int refuse_special(const char *path, cs_err *err) {
  static const char *const beside[] = {"", "-wal", "-journal", "-shm"};
  char *whole = realpath(path, NULL);
  cs_buf name = {0};
  int rc = CS_OK;
  for (size_t i = 0; whole != NULL && rc == CS_OK && i < sizeof beside / sizeof *beside; i++) {
    struct stat status;
    cs_buf_clear(&name);
    cs_buf_printf(&name, "%s%s", whole, beside[i]);
    const char *at = cs_buf_str(&name);
    if (name.failed)
      rc = cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory);
    else if (lstat(at, &status) == 0 && !S_ISREG(status.st_mode))
      rc = cs_fail(err, CS_EIO, CS_MSG_store_special, at);
  }
  cs_buf_deinit(&name);
  free(whole);
  return rc;
}

static int open_file(cs_store *s, cs_err *err) {
  int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
  if (s->mode == CS_STORE_CREATE) flags |= SQLITE_OPEN_CREATE;
  struct stat status;
  if (s->mode != CS_STORE_CREATE && stat(s->path, &status) != 0 &&
      (errno == ENOENT || errno == ENOTDIR)) {
    return cs_fail(err, CS_ENOTFOUND, CS_MSG_store_absent, s->path);
  }
  int rc = refuse_special(s->path, err);
  if (rc != CS_OK) return rc;
  rc = cs_db_open(s->path, flags, &s->db);
  return rc == SQLITE_OK ? CS_OK : cs_db_fail(s, rc, err);
}

static int read_seed(cs_store *s, cs_err *err) {
  int64_t seed = 0;
  int rc = cs_query_number(s, CS_SQL_SETTING_GET, &seed, err, "t", "seed");
  if (rc < 0) return rc;
  s->seeded = rc == 1;
  s->seed = (uint64_t)seed;
  return CS_OK;
}

static int refuse_extract(cs_store *s, cs_err *err) {
  int64_t marked = 0;
  if (s->mode == CS_STORE_READ) return CS_OK;
  int rc = cs_query_number(s, CS_SQL_SETTING_GET, &marked, err, "t", "extract");
  if (rc < 0) return rc;
  return marked == 1 ? cs_fail(err, CS_EREFUSED, CS_MSG_store_extract, s->path) : CS_OK;
}

static int open_store(const char *path, cs_store_mode mode, bool any_age, cs_store **out,
                      cs_err *err) {
  *out = NULL;
  if (sodium_init() < 0) return cs_fail(err, CS_EIO, "%s", CS_MSG_store_no_random);
  cs_store *s = calloc(1, sizeof *s);
  if (s == NULL) return cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory);
  s->mode = mode;
  s->path = strdup(path);
  int rc = s->path == NULL ? cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory) : CS_OK;
  for (int i = 0; rc == CS_OK && i < CS_FAMILY_COUNT; i++) {
    s->families[i] = cs_arena_new(FAMILY_BLOCK);
    if (s->families[i] == NULL) rc = cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory);
  }
  if (rc == CS_OK) rc = open_file(s, err);
  if (rc == CS_OK) rc = configure(s, any_age, err);
  int64_t version = 0;
  if (rc == CS_OK) rc = identify(s, any_age, &version, err);
  if (rc == CS_OK) rc = refuse_moved(s, err);
  bool migrating = version < (int64_t)cs_schema_count;
  if (rc == CS_OK && !migrating) rc = refuse_extract(s, err); /* without changing a byte */
  if (rc == CS_OK) rc = prepare_modes(s, migrating, err);
  if (rc == CS_OK && migrating) rc = refuse_extract(s, err); /* readable again all the same */
  s->schema = s->mode == CS_STORE_READ ? version : (int64_t)cs_schema_count;
  if (rc == CS_OK) rc = cs_symbols_refresh(s, err);
  if (rc == CS_OK) rc = read_seed(s, err);
  if (rc != CS_OK) goto fail;
  *out = s;
  return CS_OK;

fail:
  cs_store_close(s);
  return rc;
}

int cs_store_open(const char *path, cs_store_mode mode, cs_store **out, cs_err *err) {
  return open_store(path, mode, false, out, err);
}

int cs_store_open_any(const char *path, cs_store **out, cs_err *err) {
  return open_store(path, CS_STORE_READ, true, out, err);
}

bool cs_store_is_older(const cs_store *s) { return s->schema < (int64_t)cs_schema_count; }

void cs_store_close(cs_store *s) {
  if (s == NULL) return;
  for (int i = 0; i < CS_STATEMENT_COUNT; i++) sqlite3_finalize(s->statements[i]);
  sqlite3_close_v2(s->db); /* rolls back; waits for statements that a stream still holds */
  cs_symbols_deinit(s);
  for (int i = 0; i < CS_FAMILY_COUNT; i++) cs_arena_free(s->families[i]);
  cs_buf_deinit(&s->encoded);
  cs_bundle_deinit(s);
  if (s->lodger != NULL) s->free_lodger(s->lodger);
  free(s->path);
  free(s);
}

const char *cs_store_path(const cs_store *s) { return s->path; }

void cs_store_lodge(cs_store *s, void *lodger, void (*free_lodger)(void *lodger)) {
  s->lodger = lodger;
  s->free_lodger = free_lodger;
}

void *cs_store_lodger(const cs_store *s) { return s->lodger; }

cs_arena *cs_store_family(cs_store *s, cs_family family) {
  cs_arena_reset(s->families[family]);
  return s->families[family];
}

char *cs_store_keep(cs_store *s, cs_family family, const char *text) {
  return text == NULL ? NULL : cs_arena_text(s->families[family], text, strlen(text));
}

/* -- transactions --------------------------------------------------------------------------------------------------- */
int cs_store_snapshot(cs_store *s, cs_err *err) {
  if (s->writing) return cs_fail(err, CS_EUSAGE, CS_MSG_store_nested, s->path);
  if (s->snapshot) cs_db_rollback(s); /* of what was only read */
  s->snapshot = false;
  int rc = cs_db_begin(s, "BEGIN", err);
  if (rc != CS_OK) return rc;
  s->snapshot = true;
  rc = cs_symbols_refresh(s, err); /* the first read is what fixes the moment */
  if (rc == CS_OK) rc = read_seed(s, err);
  return rc;
}

int cs_store_begin(cs_store *s, cs_err *err) {
  if (s->writing || s->snapshot || s->mode == CS_STORE_READ) {
    return cs_fail(err, CS_EUSAGE, CS_MSG_store_nested, s->path);
  }
  int rc = cs_db_begin(s, "BEGIN IMMEDIATE", err);
  if (rc != CS_OK) return rc;
  s->writing = true;
  rc = cs_symbols_refresh(s, err);
  if (rc == CS_OK) s->symbols.committed = s->symbols.count;
  if (rc == CS_OK) rc = read_seed(s, err);
  if (rc != CS_OK) cs_store_rollback(s);
  return rc;
}

int cs_store_commit(cs_store *s, cs_err *err) {
  int rc = sqlite3_get_autocommit(s->db)
               ? cs_fail(err, CS_EDB, CS_MSG_store_transaction_lost, s->path)
               : cs_bundle_flush(s, err);
  if (rc == CS_OK) rc = cs_db_exec(s, "COMMIT", err);
  if (rc != CS_OK) {
    cs_store_rollback(s);
    return rc;
  }
  s->writing = false;
  s->symbols.committed = s->symbols.count;
  return CS_OK;
}

void cs_store_rollback(cs_store *s) {
  if (!s->writing) return;
  cs_db_rollback(s);
  s->writing = false;
  cs_bundle_forget(s);
  cs_symbols_rollback(s);
}

int cs_work_begin(cs_store *s, cs_err *err) { return cs_store_begin(s, err); }
int cs_work_commit(cs_store *s, cs_err *err) { return cs_store_commit(s, err); }
void cs_work_rollback(cs_store *s) { cs_store_rollback(s); }

int cs_store_set_seed(cs_store *s, uint64_t seed, cs_err *err) {
  int rc = read_seed(s, err);
  if (rc != CS_OK) return rc;
  if (s->seeded && s->seed == seed) return CS_OK;
  if (s->seeded) return cs_fail(err, CS_EREFUSED, CS_MSG_store_seed_set, s->path);
  rc = cs_query_run(s, CS_SQL_SETTING_SET, err, "ti", "seed", (int64_t)seed);
  if (rc == CS_OK) rc = read_seed(s, err);
  return rc;
}

bool cs_store_seed(const cs_store *s, uint64_t *out) {
  *out = s->seed;
  return s->seeded;
}
