/* The prepared statements of core/store, and the one way to run them. To add one: a row in CS_STATEMENTS.
 * Private to core/store. */
#pragma once
#include "base/err.h"
#include "store/store.h"
#include <sqlite3.h>
#include <stdbool.h>

#define CS_RUN_COLUMNS                                                                            \
  "id, company, cycle, as_of, known_txn, pack, settings, engine, seed, planned, counts, people, " \
  "digest, seal"
#define CS_BATCH_COLUMNS \
  "txn, kind, file, digest, read, added, corrected, same, rejected, undone_by"
#define CS_APPLICATION_COLUMNS "run, txn, people, undone_by, line"
#define CS_MARK_COLUMNS "txn, kind, code, outcome, target, by, reason, run, line"
#define CS_APPROVAL_COLUMNS "txn, by, everyone, count, codes, run, line"
#define CS_ADOPTION_COLUMNS "a.txn, a.pack, p.id, a.effective, a.settings, p.digest, a.line"

/* name, SQL */
#define CS_STATEMENTS(X)                                                                           \
  X(ROLLBACK, "ROLLBACK")                                                                          \
  X(SETTING_GET, "SELECT value FROM setting WHERE key = ?1")                                       \
  X(SETTING_SET, "INSERT INTO setting (key, value) VALUES (?1, ?2)")                               \
  X(SYMBOLS_AFTER, "SELECT id, text FROM symbol WHERE id > ?1 ORDER BY id")                        \
  X(SYMBOL_ADD, "INSERT INTO symbol (id, text) VALUES (?1, ?2)")                                   \
  X(COMPANIES, "SELECT id, code, zone, txn FROM company ORDER BY code")                            \
  X(COMPANY_BY_CODE, "SELECT id, code, zone, txn FROM company WHERE code = ?1")                    \
  X(COMPANY_BY_ID, "SELECT id, code, zone, txn FROM company WHERE id = ?1")                        \
  X(COMPANY_ADD, "INSERT INTO company (id, code, zone, txn) "                                      \
                 "SELECT coalesce(max(id), 0) + 1, ?1, ?2, ?3 FROM company RETURNING id")          \
  X(TXN_HEAD, "SELECT number, company, recorded_ms, actor, system_user, command, facts, hash "     \
              "FROM txn ORDER BY number DESC LIMIT 1")                                             \
  X(TXNS, "SELECT number, company, recorded_ms, actor, system_user, command, facts, hash "         \
          "FROM txn WHERE ?1 = 0 OR company = ?1 ORDER BY number")                                 \
  X(TXN_KNOWN_AT, "SELECT number FROM txn WHERE recorded_ms <= ?1 ORDER BY number DESC LIMIT 1")   \
  X(TXN_RECORDED, "SELECT recorded_ms FROM txn WHERE number = ?1")                                 \
  X(TXN_ADD,                                                                                       \
    "INSERT INTO txn (number, company, recorded_ms, actor, system_user, command, facts, hash) "    \
    "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)")                                                     \
  X(BLOCK_ADD, "INSERT INTO block (txn, seq, facts, lines, hash) VALUES (?1, ?2, ?3, ?4, ?5)")     \
  X(BLOCKS, "SELECT seq, facts, lines, hash FROM block WHERE txn = ?1 ORDER BY seq")               \
  X(BLOCK_COUNT, "SELECT count(*) FROM block")                                                     \
  X(BUNDLE_AT, "SELECT first, people FROM bundle WHERE company = ?1 AND first <= ?2 "              \
               "ORDER BY first DESC LIMIT 1")                                                      \
  X(BUNDLE_AND_NEXT, "SELECT first, people FROM bundle WHERE company = ?1 AND first >= "           \
                     "(SELECT first FROM bundle WHERE company = ?1 AND first <= ?2 "               \
                     "ORDER BY first DESC LIMIT 1) ORDER BY first LIMIT 2")                        \
  X(BUNDLE_PUT, "INSERT OR REPLACE INTO bundle (company, first, people) VALUES (?1, ?2, ?3)")      \
  X(BUNDLES, "SELECT people FROM bundle WHERE company = ?1 AND first >= "                          \
             "(SELECT first FROM bundle WHERE company = ?1 AND first <= ?2 "                       \
             "ORDER BY first DESC LIMIT 1) AND first <= ?3 ORDER BY first")                        \
  X(BUNDLES_ALL, "SELECT company, first, people FROM bundle ORDER BY company, first")              \
  X(BUNDLES_CLEAR, "DELETE FROM bundle")                                                           \
  X(PERSONS, /* older databases */                                                                 \
    "SELECT company, '', code, last_txn, record FROM person ORDER BY company, code")               \
  X(BOUND_ADD, "INSERT OR IGNORE INTO unit_bound (company, code) VALUES (?1, ?2)")                 \
  X(BOUNDS, "SELECT code FROM unit_bound WHERE company = ?1 ORDER BY code")                        \
  X(BOUND_COUNT, "SELECT count(*) FROM unit_bound")                                                \
  X(BOUND_HAS, "SELECT 1 FROM unit_bound WHERE company = ?1 AND code = ?2")                        \
  X(BOUNDS_CLEAR, "DELETE FROM unit_bound")                                                        \
  X(PERSONAL_ADD, "INSERT INTO personal (company, code, field, txn, line, salt, value) "           \
                  "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)")                                           \
  X(PERSONAL_AT,                                                                                   \
    "SELECT value, txn FROM personal WHERE company = ?1 AND code = ?2 AND field = ?3 "             \
    "AND txn <= ?4 ORDER BY txn DESC, line DESC LIMIT 1")                                          \
  X(PERSONAL_ROW,                                                                                  \
    "SELECT salt, value FROM personal WHERE company = ?1 AND code = ?2 AND field = ?3 "            \
    "AND txn = ?4 AND line = ?5")                                                                  \
  X(PERSONAL_OF_FIELD, "SELECT code, value FROM personal WHERE company = ?1 AND field = ?2 "       \
                       "ORDER BY code, txn, line")                                                 \
  X(PERSONAL_OF_TXN, "SELECT DISTINCT code, field FROM personal WHERE company = ?1 AND txn = ?2 "  \
                     "ORDER BY code, field")                                                       \
  X(PERSONAL_COUNT, "SELECT count(*) FROM personal")                                               \
  X(PERSONAL_DELETE, "DELETE FROM personal WHERE company = ?1 AND code = ?2")                      \
  X(ERASURE_ADD, "INSERT OR IGNORE INTO erasure (company, code, txn) VALUES (?1, ?2, ?3)")         \
  X(ERASURE_AFTER, "SELECT 1 FROM erasure WHERE company = ?1 AND code = ?2 AND txn >= ?3 LIMIT 1") \
  X(ERASURE_OF, "SELECT 1 FROM erasure WHERE company = ?1 AND code = ?2 AND txn = ?3")             \
  X(ERASURE_COUNT, "SELECT count(*) FROM erasure")                                                 \
  X(PACK_ADD, "INSERT INTO pack (hash, id, title, compiled, sources, digest) "                     \
              "VALUES (?1, ?2, ?3, ?4, ?5, ?6)")                                                   \
  X(PACK_GET, "SELECT hash, id, title, compiled, sources FROM pack WHERE hash = ?1")               \
  X(PACKS, "SELECT hash, id, title, NULL, NULL FROM pack ORDER BY id, hash")                       \
  X(PACKS_WHOLE, "SELECT hash, id, title, compiled, sources, digest FROM pack ORDER BY hash")      \
  X(PACK_DIGEST, "SELECT digest, id FROM pack WHERE hash = ?1")                                    \
  X(ADOPTION_ADD, "INSERT INTO adoption (company, txn, line, pack, effective, settings) "          \
                  "VALUES (?1, ?2, ?3, ?4, ?5, ?6)")                                               \
  X(ADOPTIONS, "SELECT " CS_ADOPTION_COLUMNS " FROM adoption a JOIN pack p ON p.hash = a.pack "    \
               "WHERE a.company = ?1 AND a.effective <= ?2 "                                       \
               "ORDER BY a.effective DESC, a.txn DESC, a.line DESC")                               \
  X(ADOPTIONS_OF_TXN,                                                                              \
    "SELECT " CS_ADOPTION_COLUMNS " FROM adoption a JOIN pack p ON p.hash = a.pack "               \
    "WHERE a.txn = ?1 AND a.company = ?2")                                                         \
  X(BATCH_ADD,                                                                                     \
    "INSERT INTO batch (txn, company, kind, file, digest, read, added, corrected, same, "          \
    "rejected) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)")                                  \
  X(BATCH_GET, "SELECT " CS_BATCH_COLUMNS " FROM batch WHERE company = ?1 AND txn = ?2")           \
  X(BATCHES_OF_TXN, "SELECT " CS_BATCH_COLUMNS " FROM batch WHERE txn = ?1 AND company = ?2")      \
  X(BATCHES, "SELECT " CS_BATCH_COLUMNS " FROM batch WHERE company = ?1 ORDER BY txn")             \
  X(BATCH_UNDONE, "UPDATE batch SET undone_by = ?3 WHERE company = ?1 AND txn = ?2")               \
  X(BATCHES_UNDONE_BY,                                                                             \
    "SELECT " CS_BATCH_COLUMNS " FROM batch WHERE undone_by = ?1 AND company = ?2 "                \
    "AND undone_by <> 0")                                                                          \
  X(RUN_ADD, "INSERT INTO run (" CS_RUN_COLUMNS ") SELECT coalesce(max(id), 0) + 1, "              \
             "?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, '', 0, '', x'' FROM run RETURNING id")           \
  X(RUN_FINISH, "UPDATE run SET counts = ?2, people = ?3, digest = ?4, seal = ?5 WHERE id = ?1")   \
  X(RUN_GET, "SELECT " CS_RUN_COLUMNS " FROM run WHERE company = ?1 AND id = ?2")                  \
  X(RUN_OF, "SELECT " CS_RUN_COLUMNS " FROM run WHERE id = ?1")                                    \
  X(RUNS, "SELECT " CS_RUN_COLUMNS " FROM run WHERE company = ?1 ORDER BY id")                     \
  X(RUNS_ALL, "SELECT " CS_RUN_COLUMNS " FROM run ORDER BY id")                                    \
  X(RUN_SAME,                                                                                      \
    "SELECT id FROM run r WHERE company = ?1 AND cycle = ?2 AND as_of = ?3 AND known_txn = ?4 "    \
    "AND pack = ?5 AND settings = ?6 AND engine = ?7 AND seed = ?8 AND digest <> '' "              \
    "AND NOT EXISTS (SELECT 1 FROM mark WHERE run = r.id) "                                        \
    "AND NOT EXISTS (SELECT 1 FROM approval WHERE run = r.id) "                                    \
    "AND NOT EXISTS (SELECT 1 FROM application WHERE run = r.id) ORDER BY id DESC LIMIT 1")        \
  X(DECISIONS_ADD,                                                                                 \
    "INSERT INTO decision_block (run, unit, count, bytes, hash) VALUES (?1, ?2, ?3, ?4, ?5)")      \
  X(DECISIONS, "SELECT unit, count, bytes, hash FROM decision_block WHERE run = ?1 ORDER BY unit") \
  X(DECISION_HASHES, "SELECT unit, count, hash FROM decision_block WHERE run = ?1 ORDER BY unit")  \
  X(DECISIONS_OF_UNIT, "SELECT bytes FROM decision_block WHERE run = ?1 AND unit = ?2")            \
  X(DECISIONS_STRAY, "SELECT count(*) FROM decision_block WHERE run NOT IN (SELECT id FROM run)")  \
  X(MARK_ADD, "INSERT INTO mark (run, txn, line, kind, code, outcome, target, by, reason) "        \
              "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)")                                       \
  X(MARKS, "SELECT " CS_MARK_COLUMNS " FROM mark WHERE run = ?1 ORDER BY code, txn, line")         \
  X(MARKS_OF_TXN, "SELECT " CS_MARK_COLUMNS " FROM mark WHERE txn = ?1 ORDER BY line")             \
  X(APPROVAL_ADD, "INSERT INTO approval (run, txn, line, by, everyone, count, codes) "             \
                  "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)")                                           \
  X(APPROVALS, "SELECT " CS_APPROVAL_COLUMNS " FROM approval WHERE run = ?1 ORDER BY txn, line")   \
  X(APPROVALS_OF_TXN, "SELECT " CS_APPROVAL_COLUMNS " FROM approval WHERE txn = ?1 ORDER BY line") \
  X(APPLICATION_ADD, "INSERT INTO application (run, txn, line, people) VALUES (?1, ?2, ?3, ?4)")   \
  X(APPLICATIONS,                                                                                  \
    "SELECT " CS_APPLICATION_COLUMNS " FROM application WHERE run = ?1 ORDER BY txn, line")        \
  X(APPLICATIONS_OF_TXN,                                                                           \
    "SELECT " CS_APPLICATION_COLUMNS " FROM application WHERE txn = ?1 ORDER BY line")             \
  X(APPLICATION_UNDO, "UPDATE application SET undone_by = ?2 WHERE run = ?1 AND undone_by = 0")    \
  X(APPLICATIONS_UNDONE_BY,                                                                        \
    "SELECT DISTINCT run FROM application WHERE undone_by = ?1 AND undone_by <> 0 "                \
    "ORDER BY run")                                                                                \
  X(APPLICATION_RIVAL,                                                                             \
    "SELECT r.id FROM run r JOIN application a ON a.run = r.id WHERE r.company = ?1 "              \
    "AND r.cycle = ?2 AND r.as_of = ?3 AND r.id <> ?4 AND a.undone_by = 0 "                        \
    "ORDER BY r.id LIMIT 1")                                                                       \
  X(ACT_COUNT,                                                                                     \
    "SELECT (SELECT count(*) FROM adoption) + (SELECT count(*) FROM batch) + "                     \
    "(SELECT count(*) FROM mark) + (SELECT count(*) FROM approval) + "                             \
    "(SELECT count(*) FROM application) + (SELECT count(*) FROM batch WHERE undone_by <> 0) + "    \
    "(SELECT count(*) FROM (SELECT DISTINCT run, undone_by FROM application "                      \
    "WHERE undone_by <> 0)) + (SELECT count(*) FROM company)")                                     \
  X(COMPANIES_OF_TXN, "SELECT code, zone FROM company WHERE txn = ?1")                             \
  X(SUBJECT_GET,                                                                                   \
    "SELECT last_txn, record FROM subject WHERE company = ?1 AND kind = ?2 AND code = ?3")         \
  X(SUBJECT_PUT, "INSERT OR REPLACE INTO subject (company, kind, code, last_txn, record) "         \
                 "VALUES (?1, ?2, ?3, ?4, ?5)")                                                    \
  X(SUBJECTS, "SELECT code, last_txn, record FROM subject WHERE company = ?1 AND kind = ?4 "       \
              "AND code > ?2 AND code <= ?3 ORDER BY code")                                        \
  X(SUBJECTS_ALL,                                                                                  \
    "SELECT company, kind, code, last_txn, record FROM subject ORDER BY company, kind, code")      \
  X(SUBJECTS_CLEAR, "DELETE FROM subject")                                                         \
  X(SUBJECT_KINDS, "SELECT DISTINCT kind FROM subject WHERE company = ?1 ORDER BY kind")           \
  X(SUBJECT_LAST_CODE, "SELECT code FROM subject WHERE company = ?1 AND kind = ?2 "                \
                       "AND code > ?3 AND code < ?3 || ':' AND length(code) = length(?3) + ?4 "    \
                       "AND ltrim(substr(code, length(?3) + 1), '0123456789') = '' "               \
                       "ORDER BY code DESC LIMIT 1") /* ':' follows '9' */                         \
  X(EVENT_REF_HOLDERS,                                                                             \
    "SELECT DISTINCT code FROM event_ref WHERE company = ?1 AND ref = ?2 ORDER BY code")           \
  X(EVENT_REF_ADD, "INSERT OR REPLACE INTO event_ref (company, ref, code, instance) "              \
                   "VALUES (?1, ?2, ?3, ?4)")                                                      \
  X(EVENT_REF_DROP, "DELETE FROM event_ref WHERE company = ?1 AND ref = ?2 AND code = ?3 "         \
                    "AND instance = ?4")                                                           \
  X(EVENT_REFS_ALL, "SELECT company, ref, code, instance FROM event_ref")                          \
  X(EVENT_REFS_CLEAR, "DELETE FROM event_ref")                                                     \
  X(SUSPECT_GET,                                                                                   \
    "SELECT last_txn, record FROM temp.suspect WHERE company = ?1 AND kind = ?2 AND code = ?3")    \
  X(SUSPECT_PUT, "INSERT OR REPLACE INTO temp.suspect (company, kind, code, last_txn, record) "    \
                 "VALUES (?1, ?2, ?3, ?4, ?5)")                                                    \
  X(SUSPECT_DROP, "DELETE FROM temp.suspect WHERE company = ?1 AND kind = ?2 AND code = ?3")       \
  X(SUSPECT_LEFT, "SELECT company, code FROM temp.suspect ORDER BY company, kind, code LIMIT 1")

typedef enum cs_statement {
#define CS_STATEMENT_ENUM(name, sql) CS_SQL_##name,
  CS_STATEMENTS(CS_STATEMENT_ENUM)
#undef CS_STATEMENT_ENUM
      CS_STATEMENT_COUNT
} cs_statement;

/* One use of a statement. A zeroed cs_query is closed. The statement is the cached one, or, when that one is in use
 * (a callback asks the same question again), one of its own. */
typedef struct cs_query {
  cs_store *store;
  sqlite3_stmt *statement;
  cs_statement which;
  bool cached;
} cs_query;

/* Binds ?1, ?2 ... by the letters of `kinds`: i int64_t; t const char *, NULL is SQL's NULL; s const char * and
 * size_t, text; b const void * and size_t, blob. What is bound must live until the query is closed. */
int cs_query_open(cs_store *s, cs_statement which, cs_query *q, cs_err *err, const char *kinds,
                  ...);
int cs_query_next(cs_query *q, cs_err *err); /* 1 a row, 0 the end, negative error */
void cs_query_close(cs_query *q);

/* Open, run to the end, close. */
/* Begins with this SQL what cs_db_rollback ends, which needs no memory any more: without it a transaction would stay open behind an error. */
int cs_db_begin(cs_store *s, const char *sql, cs_err *err);
void cs_db_rollback(cs_store *s); /* when one is open */

int cs_query_run(cs_store *s, cs_statement which, cs_err *err, const char *kinds, ...);
/* The first column of the first row as a number; 1 found, 0 no row, negative error. */
int cs_query_number(cs_store *s, cs_statement which, int64_t *out, cs_err *err, const char *kinds,
                    ...);

static inline int64_t cs_column_int(const cs_query *q, int column) {
  return sqlite3_column_int64(q->statement, column);
}
const char *cs_column_text(const cs_query *q, int column); /* "" for NULL; valid until next */

/* sqlite3_open_v2 of the file of that name, whatever it is called: "", ":memory:" and "file:x?mode=memory" are names like others. */
int cs_db_open(const char *path, int flags, sqlite3 **out);
/* Text of SQL without parameters or rows. */
int cs_db_exec(cs_store *s, const char *sql, cs_err *err);
/* Turns SQLite's result code into an error that names the file and says what to do. */
int cs_db_fail(cs_store *s, int code, cs_err *err);
/* The same; db may be NULL. */
int cs_db_fail_at(sqlite3 *db, const char *path, int code, cs_err *err);
