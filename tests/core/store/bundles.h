/* Employees' rows changed behind the program's back, and put as older programs left them. */
#pragma once
#include "core/store/helper.h"
#include "store/internal.h"

static inline sqlite3_stmt *stored_bundles(sqlite3 *db) {
  sqlite3_stmt *q = NULL;
  int rc = sqlite3_prepare_v2(
      db, "SELECT company, first, people FROM bundle ORDER BY company, first", -1, &q, NULL);
  assert_int_equal(rc, SQLITE_OK);
  return q;
}

static inline cs_reader bytes_of_bundle(sqlite3_stmt *q) {
  return cs_reader_of(sqlite3_column_blob(q, 2), (size_t)sqlite3_column_bytes(q, 2));
}

/* Each person through `change`: false takes the person out. */
static inline void change_people(bool (*change)(cs_neighbour *n, void *user), void *user) {
  sqlite3 *db = NULL;
  assert_int_equal(sqlite3_open(PATH, &db), SQLITE_OK);
  sqlite3_stmt *q = stored_bundles(db), *put = NULL;
  assert_int_equal(
      sqlite3_prepare_v2(db, "UPDATE bundle SET people = ?3 WHERE company = ?1 AND first = ?2", -1,
                         &put, NULL),
      SQLITE_OK);
  while (sqlite3_step(q) == SQLITE_ROW) {
    cs_reader in = bytes_of_bundle(q);
    cs_neighbour n;
    cs_buf out = {0};
    while (cs_bundle_next(&in, &n) == 1)
      if (change(&n, user)) cs_bundle_put(&out, &n);
    sqlite3_bind_int(put, 1, sqlite3_column_int(q, 0));
    sqlite3_bind_value(put, 2, sqlite3_column_value(q, 1));
    sqlite3_bind_blob(put, 3, out.size == 0 ? "" : out.data, (int)out.size, SQLITE_STATIC);
    assert_int_equal(sqlite3_step(put), SQLITE_DONE);
    sqlite3_reset(put);
    cs_buf_deinit(&out);
  }
  sqlite3_finalize(put);
  sqlite3_finalize(q);
  sqlite3_close(db);
}

/* A row a person, as it was before there were bundles. See leave_older. */
static inline void unbundle(void) {
  sql("CREATE TABLE person (company INTEGER NOT NULL, code TEXT NOT NULL, last_txn INTEGER NOT "
      "NULL, "
      "record BLOB NOT NULL, PRIMARY KEY (company, code)) STRICT, WITHOUT ROWID");
  sqlite3 *db = NULL;
  assert_int_equal(sqlite3_open(PATH, &db), SQLITE_OK);
  sqlite3_stmt *q = stored_bundles(db), *put = NULL;
  assert_int_equal(
      sqlite3_prepare_v2(db, "INSERT INTO person VALUES (?1, ?2, ?3, ?4)", -1, &put, NULL),
      SQLITE_OK);
  while (sqlite3_step(q) == SQLITE_ROW) {
    cs_reader in = bytes_of_bundle(q);
    cs_neighbour n;
    while (cs_bundle_next(&in, &n) == 1) {
      sqlite3_bind_int(put, 1, sqlite3_column_int(q, 0));
      sqlite3_bind_text(put, 2, n.code, -1, SQLITE_STATIC);
      sqlite3_bind_int64(put, 3, n.last);
      sqlite3_bind_blob(put, 4, n.record, (int)n.size, SQLITE_STATIC);
      assert_int_equal(sqlite3_step(put), SQLITE_DONE);
      sqlite3_reset(put);
    }
  }
  sqlite3_finalize(put);
  sqlite3_finalize(q);
  sqlite3_close(db);
  sql("DROP TABLE bundle");
}

/* As a program of that schema left it, without a log beside it. */
static inline void leave_older(int schema) {
  char version[64];
  unbundle();
  if (schema < CS_REF_SCHEMA) sql("DROP TABLE event_ref");
  if (schema < CS_SUBJECT_SCHEMA) sql("DROP TABLE subject");
  snprintf(version, sizeof version, "PRAGMA user_version = %d", schema);
  sql(version);
  sql("PRAGMA journal_mode = DELETE");
}
