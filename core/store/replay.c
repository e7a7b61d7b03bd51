#include "base/messages.h"
#include "store/internal.h"
#include <string.h>

typedef struct replay {
  cs_store *store;
  cs_shelf shelf;
  const unsigned char *filter;
  cs_record record; /* the subject being filled */
  int32_t company;  /* of that subject; 0: none yet */
  uint32_t txn;
  cs_line line;
} replay;

uint32_t cs_bucket_of(const char *line, size_t n) {
  size_t end = cs_line_whose(line, n); /* as written, escapes and all */
  return (uint32_t)(cs_code_hash(line + 2, end - 2) >> 48) % CS_BUCKETS;
}

static int save(replay *p, cs_err *err) {
  if (p->company == 0 || p->record.count == 0) return CS_OK;
  return cs_shelf_save(p->store, p->shelf, p->company, &p->record, err);
}

/* The facts of one mostly come one after the other: only a change of subject costs a load. */
static int turn_to(replay *p, int32_t company, const char *kind, const char *code, cs_err *err) {
  if (p->company == company && strcmp(p->record.code, code) == 0 &&
      strcmp(p->record.kind, kind) == 0)
    return CS_OK;
  int rc = save(p, err);
  if (rc != CS_OK) return rc;
  p->company = company;
  rc = cs_shelf_load(p->store, p->shelf, company, kind, code, &p->record, err);
  return rc == CS_ENOTFOUND ? CS_OK : rc;
}

static int replay_line(replay *p, int32_t company, const char *bytes, size_t n, cs_err *err) {
  if (!cs_line_is_fact(bytes, n)) return CS_OK;
  if (p->filter != NULL) {
    uint32_t bucket = cs_bucket_of(bytes, n);
    if (!(p->filter[bucket / 8] >> (bucket % 8) & 1)) return CS_OK;
  }
  cs_entry entry = {.txn = p->txn};
  int rc = cs_line_split(&p->line, bytes, n, err);
  if (rc == CS_OK) rc = cs_line_fact(p->store, &p->line, &entry.slot, &entry.value, err);
  bool of_kind = rc == CS_OK && cs_line_of_kind(&p->line);
  if (rc == CS_OK) {
    rc = turn_to(p, company, of_kind ? p->line.field[1] : "", p->line.field[of_kind ? 2 : 1], err);
  }
  return rc == CS_OK ? cs_record_add(&p->record, &entry, err) : rc;
}

static int replay_block(replay *p, int32_t company, const char *bytes, size_t size, cs_err *err) {
  int rc = CS_OK;
  while (rc == CS_OK && size > 0) {
    const char *end = memchr(bytes, '\n', size);
    size_t length = end == NULL ? size : (size_t)(end - bytes),
           taken = end == NULL ? length : length + 1;
    rc = replay_line(p, company, bytes, length, err);
    bytes += taken;
    size -= taken;
  }
  return rc;
}

static int replay_txn(replay *p, const cs_txn_info *info, cs_err *err) {
  cs_query q;
  int rc = cs_query_open(p->store, CS_SQL_BLOCKS, &q, err, "i", (int64_t)info->number);
  if (rc != CS_OK) return rc;
  p->txn = info->number;
  while ((rc = cs_query_next(&q, err)) == 1) {
    const char *bytes = sqlite3_column_blob(q.statement, 2);
    rc = replay_block(p, info->company, bytes, (size_t)sqlite3_column_bytes(q.statement, 2), err);
    if (rc != CS_OK) break;
  }
  cs_query_close(&q);
  return rc;
}

int cs_replay(cs_store *s, cs_shelf shelf, const unsigned char *filter, cs_err *err) {
  replay p = {.store = s, .shelf = shelf, .filter = filter};
  cs_query q;
  int rc = cs_record_init(&p.record, err);
  if (rc == CS_OK) rc = cs_query_open(s, CS_SQL_TXNS, &q, err, "i", (int64_t)0);
  if (rc != CS_OK) goto done;
  while ((rc = cs_query_next(&q, err)) == 1) {
    cs_txn_info info;
    cs_txn_info_of(&q, &info);
    rc = replay_txn(&p, &info, err);
    if (rc != CS_OK) break;
  }
  cs_query_close(&q);
  if (rc == CS_OK) rc = save(&p, err);

done:
  cs_record_deinit(&p.record);
  cs_line_deinit(&p.line);
  return rc;
}

int cs_ledger_rebuild(cs_store *s, cs_err *err) {
  int rc = cs_store_begin(s, err);
  if (rc != CS_OK) return rc;
  rc = cs_query_run(s, CS_SQL_BUNDLES_CLEAR, err, "");
  if (rc == CS_OK) rc = cs_query_run(s, CS_SQL_BOUNDS_CLEAR, err, "");
  if (rc == CS_OK) rc = cs_query_run(s, CS_SQL_SUBJECTS_CLEAR, err, "");
  if (rc == CS_OK) rc = cs_replay(s, CS_SHELF_STORED, NULL, err);
  if (rc == CS_OK) rc = cs_ref_fill(s, err);
  if (rc != CS_OK) {
    cs_store_rollback(s);
    return rc;
  }
  return cs_store_commit(s, err);
}
