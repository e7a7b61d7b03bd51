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

/* Looks at one record as it is stored; what `kind` and `code` point to lives until it returns. */
typedef int (*look)(cs_verify *v, int32_t company, const char *kind, const cs_neighbour *n,
                    void *user, cs_err *err);

/* Bundles stand in the order of their keys and people in the order of their codes, so that each is found by its code. */
static int each_of_bundle(cs_verify *v, const cs_query *q, cs_buf *before, look at, void *user,
                          cs_err *err) {
  int32_t company = (int32_t)cs_column_int(q, 0);
  const char *first = cs_column_text(q, 1);
  cs_reader in = cs_reader_of(sqlite3_column_blob(q->statement, 2),
                              (size_t)sqlite3_column_bytes(q->statement, 2));
  if (first[0] == '\0') cs_buf_clear(before);
  if (before->size > 0 && strcmp(first, cs_buf_str(before)) <= 0)
    return differs(v, company, first, err);
  cs_neighbour n = {0};
  int more, rc = CS_OK;
  while (rc == CS_OK && (more = cs_bundle_next(&in, &n)) != 0) {
    if (more < 0 || strcmp(n.code, first) < 0 ||
        (before->size > 0 && strcmp(n.code, cs_buf_str(before)) <= 0))
      return differs(v, company, more < 0 && before->size > 0 ? cs_buf_str(before) : first, err);
    cs_buf_clear(before);
    cs_buf_puts(before, n.code);
    rc = cs_buf_str(before)[0] == '\0' ? cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory)
                                       : at(v, company, "", &n, user, err);
  }
  return rc;
}

/* Whose rows hold one record each, with the columns company, kind, code, last_txn, record. */
static int each_row(cs_verify *v, cs_statement rows, look at, void *user, cs_err *err) {
  cs_query q;
  int rc = cs_query_open(v->store, rows, &q, err, "");
  if (rc != CS_OK) return rc;
  while ((rc = cs_query_next(&q, err)) == 1) {
    cs_neighbour n = {.code = cs_column_text(&q, 2),
                      .last = cs_column_int(&q, 3),
                      .record = sqlite3_column_blob(q.statement, 4),
                      .size = (size_t)sqlite3_column_bytes(q.statement, 4)};
    rc = at(v, (int32_t)cs_column_int(&q, 0), cs_column_text(&q, 1), &n, user, err);
    if (rc != CS_OK) break;
  }
  cs_query_close(&q);
  return rc;
}

static int each_person(cs_verify *v, look at, void *user, cs_err *err) {
  cs_query q;
  cs_buf before = {0}; /* the code of the person before */
  int64_t company = 0;
  int rc = cs_query_open(v->store, CS_SQL_BUNDLES_ALL, &q, err, "");
  if (rc != CS_OK) return rc;
  while ((rc = cs_query_next(&q, err)) == 1) {
    if (cs_column_int(&q, 0) != company) cs_buf_clear(&before);
    company = cs_column_int(&q, 0);
    rc = each_of_bundle(v, &q, &before, at, user, err);
    if (rc != CS_OK) break;
  }
  cs_query_close(&q);
  cs_buf_deinit(&before);
  return rc;
}

/* Of an older database in the tables that it has. */
static int each_record(cs_verify *v, look at, void *user, cs_err *err) {
  int64_t schema = v->store->schema;
  int rc = schema < CS_BUNDLE_SCHEMA ? each_row(v, CS_SQL_PERSONS, at, user, err)
                                     : each_person(v, at, user, err);
  if (rc != CS_OK || schema < CS_SUBJECT_SCHEMA) return rc;
  return each_row(v, CS_SQL_SUBJECTS_ALL, at, user, err);
}

typedef struct sum {
  cs_record *record;
  uint64_t bounds;
} sum;

static int subtract_row(cs_verify *v, int32_t company, const char *kind, const cs_neighbour *n,
                        void *user, cs_err *err) {
  sum *all = user;
  cs_record *r = all->record;
  int rc = cs_kind_check(kind, err);
  if (rc != CS_OK) return differs(v, company, n->code, err);
  rc = cs_record_decode(r, n->code, n->record, n->size, err);
  if (rc == CS_OK && r->last_txn != n->last) rc = differs(v, company, n->code, err);
  if (rc != CS_OK) return rc;
  memcpy(r->kind, kind, strlen(kind) + 1);
  if (kind[0] == '\0') {
    rc = check_bound(v, company, n->code, &all->bounds, err);
    if (rc == CS_OK) rc = add_refs(v, company, r, err);
    v->out->people++;
  } else {
    v->out->subjects++;
  }
  return rc == CS_OK ? subtract(v, company, r, err) : rc;
}

static int subtract_all(cs_verify *v, cs_record *r, cs_err *err) {
  sum all = {.record = r};
  int64_t stored = 0;
  int rc = each_record(v, subtract_row, &all, err);
  if (rc == CS_OK) rc = cs_query_number(v->store, CS_SQL_BOUND_COUNT, &stored, err, "");
  if (rc < 0) return rc;
  return (uint64_t)stored == all.bounds ? CS_OK
                                        : cs_fail(err, CS_EDB, "%s", CS_MSG_store_broken_units);
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

typedef struct suspicion {
  const unsigned char *filter;
  cs_buf line;
} suspicion;

/* Whoever is as the ledger says is no suspect any more. */
static int compare_one(cs_verify *v, int32_t company, const char *kind, const cs_neighbour *n,
                       void *user, cs_err *err) {
  suspicion *all = user;
  cs_query other;
  if (!is_suspect(all->filter, kind, n->code, &all->line)) return CS_OK;
  int rc = cs_query_open(v->store, CS_SQL_SUSPECT_GET, &other, err, "itt", (int64_t)company, kind,
                         n->code);
  if (rc != CS_OK) return rc;
  rc = cs_query_next(&other, err);
  bool equal = rc == 1 && n->size == (size_t)sqlite3_column_bytes(other.statement, 1) &&
               memcmp(n->record, sqlite3_column_blob(other.statement, 1), n->size) == 0;
  cs_query_close(&other);
  if (rc < 0) return rc;
  if (!equal) return differs(v, company, n->code, err);
  return cs_query_run(v->store, CS_SQL_SUSPECT_DROP, err, "itt", (int64_t)company, kind, n->code);
}

static int compare_suspects(cs_verify *v, const unsigned char *filter, cs_err *err) {
  cs_query q;
  suspicion all = {.filter = filter};
  int rc = each_record(v, compare_one, &all, err);
  cs_buf_deinit(&all.line);
  if (rc == CS_OK) rc = cs_query_open(v->store, CS_SQL_SUSPECT_LEFT, &q, err, "");
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
  bool indexed = v->store->schema >= CS_REF_SCHEMA;
  if (indexed) v->ref_name = cs_ref_name(v->store);
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
  return rc == CS_OK && indexed ? check_refs(v, err) : rc;
}
