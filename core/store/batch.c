#include "base/messages.h"
#include "store/internal.h"
#include <string.h>

void cs_batch_of(const cs_query *q, cs_batch *out) {
  *out = (cs_batch){.txn = (uint32_t)cs_column_int(q, 0),
                    .kind = cs_column_text(q, 1),
                    .file = cs_column_text(q, 2),
                    .rows = (uint64_t)cs_column_int(q, 4),
                    .added = (uint64_t)cs_column_int(q, 5),
                    .corrected = (uint64_t)cs_column_int(q, 6),
                    .same = (uint64_t)cs_column_int(q, 7),
                    .rejected = (uint64_t)cs_column_int(q, 8),
                    .undone_by = (uint32_t)cs_column_int(q, 9)};
  cs_copy_hash(out->digest, cs_column_text(q, 3));
}

int cs_batch_add(cs_txn *t, const cs_batch *b, cs_err *err) {
  int rc = cs_txn_check(t, err);
  if (rc != CS_OK) return rc;
  cs_buf note = {0};
  cs_note_batch(&note, b);
  rc = cs_query_run(t->store, CS_SQL_BATCH_ADD, err, "iitttiiiii", (int64_t)t->number,
                    (int64_t)t->company.id, b->kind, b->file, b->digest, (int64_t)b->rows,
                    (int64_t)b->added, (int64_t)b->corrected, (int64_t)b->same,
                    (int64_t)b->rejected);
  if (rc == CS_OK) rc = cs_txn_act(t, &note, err);
  if (rc != CS_OK) t->failed = rc;
  cs_buf_deinit(&note);
  return rc;
}

int cs_batch_find(cs_store *s, int32_t company, uint32_t id, cs_batch *out, cs_err *err) {
  *out = (cs_batch){.kind = "", .file = ""};
  cs_query q;
  int rc = cs_query_open(s, CS_SQL_BATCH_GET, &q, err, "ii", (int64_t)company, (int64_t)id);
  if (rc != CS_OK) return rc;
  rc = cs_query_next(&q, err);
  if (rc == 1) {
    cs_batch_of(&q, out);
    cs_store_family(s, CS_FAMILY_BATCH);
    out->kind = cs_store_keep(s, CS_FAMILY_BATCH, out->kind);
    out->file = cs_store_keep(s, CS_FAMILY_BATCH, out->file);
    rc = out->kind != NULL && out->file != NULL ? CS_OK
                                                : cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory);
  } else if (rc == 0) {
    rc = cs_fail(err, CS_ENOTFOUND, CS_MSG_store_batch_unknown, id);
  }
  cs_query_close(&q);
  return rc;
}

int cs_batch_each(cs_store *s, int32_t company, int (*row)(void *, const cs_batch *), void *user,
                  cs_err *err) {
  cs_query q;
  int rc = cs_query_open(s, CS_SQL_BATCHES, &q, err, "i", (int64_t)company);
  if (rc != CS_OK) return rc;
  while ((rc = cs_query_next(&q, err)) == 1) {
    cs_batch batch;
    cs_batch_of(&q, &batch);
    rc = row(user, &batch);
    if (rc != 0) break;
  }
  cs_query_close(&q);
  return rc;
}
