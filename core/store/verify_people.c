/* Verify: the records against the ledger. See verify.h for the way. */
#include "base/messages.h"
#include "store/verify.h"
#include <string.h>

static int differs(cs_verify *v, int32_t company, const char *code, cs_err *err) {
  cs_company found;
  cs_err ignored;
  bool known = cs_company_by_id(v->store, company, &found, &ignored) == CS_OK;
  return cs_fail(err, CS_EDB, CS_MSG_store_broken_record, code, known ? found.code : "?");
}

/* The dictionary in memory, which the lines are made with, is the one in the file. */
static int check_dictionary(cs_verify *v, cs_err *err) {
  cs_query q;
  uint32_t count = 0;
  int rc = cs_query_open(v->store, CS_SQL_SYMBOLS_AFTER, &q, err, "i", (int64_t)0);
  if (rc != CS_OK) return rc;
  while ((rc = cs_query_next(&q, err)) == 1) {
    const char *text = cs_symbol_text(v->store, ++count);
    if (cs_column_int(&q, 0) != count || strcmp(text, cs_column_text(&q, 1)) != 0) {
      rc = cs_fail(err, CS_EDB, "%s", CS_MSG_store_broken_dictionary);
      break;
    }
  }
  cs_query_close(&q);
  if (rc == CS_OK && count != cs_symbol_count(v->store)) {
    rc = cs_fail(err, CS_EDB, "%s", CS_MSG_store_broken_dictionary);
  }
  return rc;
}

/* -- the sum -------------------------------------------------------------------------------------------------------- */
static int check_bound(cs_verify *v, int32_t company, const char *code, uint64_t *bounds,
                       cs_err *err) {
  if (!cs_code_is_bound(code)) return CS_OK;
  int64_t one = 0;
  int rc = cs_query_number(v->store, CS_SQL_BOUND_HAS, &one, err, "it", (int64_t)company, code);
  if (rc == 0) return cs_fail(err, CS_EDB, "%s", CS_MSG_store_broken_units);
  ++*bounds;
  return rc < 0 ? rc : CS_OK;
}

/* The index of references is a sum, too: what the records say less what stands in it. */
static uint64_t hash_ref(cs_verify *v, int32_t company, uint32_t instance, const char *ref,
                         size_t size, const char *code) {
  cs_buf_clear(&v->scratch);
  cs_buf_put(&v->scratch, ref, size);
  cs_buf_put(&v->scratch, "", 1);
  cs_buf_puts(&v->scratch, code);
  return cs_verify_hash(v, company, instance, v->scratch.data, v->scratch.size);
}

static int add_refs(cs_verify *v, int32_t company, const cs_record *r, cs_err *err) {
  for (uint32_t i = 0; v->ref_name != 0 && i < r->count; i++) {
    const cs_entry *e = &r->entries[i];
    if (!cs_ref_at(r, i, v->ref_name)) continue;
    v->refs += hash_ref(v, company, e->slot.instance, e->value.text, e->value.size, r->code);
  }
  return v->scratch.failed ? cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory) : CS_OK;
}

static int check_refs(cs_verify *v, cs_err *err) {
  cs_query q;
  int rc = cs_query_open(v->store, CS_SQL_EVENT_REFS_ALL, &q, err, "");
  if (rc != CS_OK) return rc;
  while ((rc = cs_query_next(&q, err)) == 1) {
    int64_t company = cs_column_int(&q, 0), instance = cs_column_int(&q, 3);
    const char *ref = cs_column_text(&q, 1);
    v->refs -= hash_ref(v, (int32_t)company, (uint32_t)instance, ref,
                        (size_t)sqlite3_column_bytes(q.statement, 1), cs_column_text(&q, 2));
    if (company != (int32_t)company || instance != (uint32_t)instance) v->refs++;
  }
  cs_query_close(&q);
  if (rc == CS_OK && v->scratch.failed) rc = cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory);
  if (rc == CS_OK && v->refs != 0) rc = cs_fail(err, CS_EDB, "%s", CS_MSG_store_broken_refs);
  return rc;
}

static int subtract(cs_verify *v, int32_t company, const cs_record *r, cs_err *err) {
  for (uint32_t i = 0; i < r->count; i++) {
    const cs_entry *e = &r->entries[i];
    cs_buf_clear(&v->scratch);
    cs_line_put_fact(v->store, &v->scratch, r, &e->slot, &e->value);
    if (v->scratch.failed) return cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory);
    v->buckets[cs_bucket_of(v->scratch.data, v->scratch.size)] -=
        cs_verify_hash(v, company, e->txn, v->scratch.data, v->scratch.size);
  }
  return CS_OK;
}

/* A row of PEOPLE_ALL or SUBJECTS_ALL. */
static int subtract_row(cs_verify *v, const cs_query *q, cs_record *r, uint64_t *bounds,
                        cs_err *err) {
  int32_t company = (int32_t)cs_column_int(q, 0);
  const char *kind = cs_column_text(q, 1), *code = cs_column_text(q, 2);
  const void *bytes = sqlite3_column_blob(q->statement, 4);
  int rc = cs_kind_check(kind, err);
  if (rc != CS_OK) return differs(v, company, code, err);
  rc = cs_record_decode(r, code, bytes, (size_t)sqlite3_column_bytes(q->statement, 4), err);
  if (rc == CS_OK && r->last_txn != cs_column_int(q, 3)) rc = differs(v, company, code, err);
  if (rc != CS_OK) return rc;
  memcpy(r->kind, kind, strlen(kind) + 1);
  if (kind[0] == '\0') {
    rc = check_bound(v, company, code, bounds, err);
    if (rc == CS_OK) rc = add_refs(v, company, r, err);
    v->out->people++;
  } else {
    v->out->subjects++;
  }
  return rc == CS_OK ? subtract(v, company, r, err) : rc;
}

static int subtract_all(cs_verify *v, cs_record *r, cs_err *err) {
  static const cs_statement tables[] = {CS_SQL_PEOPLE_ALL, CS_SQL_SUBJECTS_ALL};
  uint64_t bounds = 0;
  for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
    cs_query q;
    int rc = cs_query_open(v->store, tables[i], &q, err, "");
    if (rc != CS_OK) return rc;
    while ((rc = cs_query_next(&q, err)) == 1) {
      rc = subtract_row(v, &q, r, &bounds, err);
      if (rc != CS_OK) break;
    }
    cs_query_close(&q);
    if (rc != CS_OK) return rc;
  }
  int64_t stored = 0;
  int rc = cs_query_number(v->store, CS_SQL_BOUND_COUNT, &stored, err, "");
  if (rc < 0) return rc;
  return (uint64_t)stored == bounds ? CS_OK : cs_fail(err, CS_EDB, "%s", CS_MSG_store_broken_units);
}

/* -- the suspects --------------------------------------------------------------------------------------------------- */
static bool is_suspect(const unsigned char *filter, const char *kind, const char *code,
                       cs_buf *line) {
  cs_buf_clear(line);
  cs_buf_putc(line, kind[0] == '\0' ? 's' : 'S');
  if (kind[0] != '\0') cs_line_put_word(line, kind, strlen(kind));
  cs_line_put_word(line, code, strlen(code));
  cs_buf_putc(line, '\t');
  if (line->failed) return true;
  uint32_t bucket = cs_bucket_of(line->data, line->size);
  return filter[bucket / 8] >> (bucket % 8) & 1;
}

static int compare_one(cs_verify *v, const cs_query *q, cs_err *err) {
  cs_query other;
  int32_t company = (int32_t)cs_column_int(q, 0);
  const char *kind = cs_column_text(q, 1), *code = cs_column_text(q, 2);
  int rc =
      cs_query_open(v->store, CS_SQL_SUSPECT_GET, &other, err, "itt", (int64_t)company, kind, code);
  if (rc != CS_OK) return rc;
  rc = cs_query_next(&other, err);
  bool equal = false;
  if (rc == 1) {
    const void *a = sqlite3_column_blob(q->statement, 4),
               *b = sqlite3_column_blob(other.statement, 1);
    size_t size = (size_t)sqlite3_column_bytes(q->statement, 4);
    equal = size == (size_t)sqlite3_column_bytes(other.statement, 1) && memcmp(a, b, size) == 0;
  }
  cs_query_close(&other);
  if (rc < 0) return rc;
  return equal ? CS_OK : differs(v, company, code, err);
}

static int compare_table(cs_verify *v, cs_statement table, const unsigned char *filter,
                         cs_err *err) {
  cs_query q;
  cs_buf line = {0};
  int rc = cs_query_open(v->store, table, &q, err, "");
  if (rc != CS_OK) return rc;
  while ((rc = cs_query_next(&q, err)) == 1) {
    if (is_suspect(filter, cs_column_text(&q, 1), cs_column_text(&q, 2), &line))
      rc = compare_one(v, &q, err);
    if (rc < 0) break;
  }
  cs_query_close(&q);
  cs_buf_deinit(&line);
  return rc;
}

static int compare_suspects(cs_verify *v, const unsigned char *filter, cs_err *err) {
  cs_query q;
  int rc = compare_table(v, CS_SQL_PEOPLE_ALL, filter, err);
  if (rc == CS_OK) rc = compare_table(v, CS_SQL_SUBJECTS_ALL, filter, err);
  if (rc != CS_OK) return rc;

  rc = cs_query_open(v->store, CS_SQL_SUSPECT_ORPHAN, &q, err, "");
  if (rc != CS_OK) return rc;
  rc = cs_query_next(&q, err);
  if (rc == 1) rc = differs(v, (int32_t)cs_column_int(&q, 0), cs_column_text(&q, 1), err);
  cs_query_close(&q);
  return rc;
}

/* Rebuilds the subjects of `filter` beside the database and compares. Not every suspect is guilty: a value set twice in
 * one transaction has two lines and one version. */
static int judge_suspects(cs_verify *v, const unsigned char *filter, cs_err *err) {
  cs_store *s = v->store;
  int rc = s->mode == CS_STORE_READ ? cs_db_exec(s, "PRAGMA query_only = OFF", err) : CS_OK;
  if (rc != CS_OK) return rc;
  rc = cs_db_exec(
      s,
      "DROP TABLE IF EXISTS temp.suspect; CREATE TEMP TABLE suspect (company INTEGER NOT NULL, "
      "kind TEXT NOT NULL, code TEXT NOT NULL, last_txn INTEGER NOT NULL, record BLOB NOT NULL, "
      "PRIMARY KEY (company, kind, code)) "
      "WITHOUT ROWID",
      err);
  if (rc == CS_OK) rc = cs_replay(s, CS_SHELF_SUSPECT, filter, err);
  if (rc == CS_EDB) cs_fail_within(err, "%s", CS_MSG_store_broken_dictionary);
  if (rc == CS_OK) rc = compare_suspects(v, filter, err);
  sqlite3_exec(s->db, "DROP TABLE IF EXISTS temp.suspect", NULL, NULL, NULL);
  if (s->mode == CS_STORE_READ) sqlite3_exec(s->db, "PRAGMA query_only = ON", NULL, NULL, NULL);
  return rc;
}

int cs_verify_people(cs_verify *v, cs_err *err) {
  cs_record record;
  int rc = cs_record_init(&record, err);
  if (rc != CS_OK) return rc;
  rc = check_dictionary(v, err);
  v->ref_name = cs_ref_name(v->store);
  if (rc == CS_OK) rc = subtract_all(v, &record, err);
  cs_record_deinit(&record);
  if (rc != CS_OK) return rc;

  unsigned char filter[CS_BUCKETS / 8] = {0};
  bool any = false;
  for (uint32_t i = 0; i < CS_BUCKETS; i++) {
    if (v->buckets[i] == 0) continue;
    filter[i / 8] = (unsigned char)(filter[i / 8] | 1u << (i % 8));
    any = true;
  }
  if (any) rc = judge_suspects(v, filter, err);
  return rc == CS_OK ? check_refs(v, err) : rc;
}
