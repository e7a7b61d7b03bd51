/* Human acts on a run: marks, approvals, applications. */
#include "base/messages.h"
#include "store/internal.h"
#include <string.h>

/* The digest of a run of this transaction's company, for the note. */
static int run_digest(cs_txn *t, uint32_t run, char out[CS_HASH_TEXT], cs_err *err) {
  int rc = cs_txn_check(t, err);
  if (rc != CS_OK) return rc;
  cs_query q;
  rc = cs_query_open(t->store, CS_SQL_RUN_GET, &q, err, "ii", (int64_t)t->company.id, (int64_t)run);
  if (rc != CS_OK) return rc;
  rc = cs_query_next(&q, err);
  if (rc == 1) {
    cs_run found;
    cs_run_of(&q, &found);
    cs_copy_hash(out, found.digest);
    rc = CS_OK;
  } else if (rc == 0) {
    rc = cs_fail(err, CS_ENOTFOUND, CS_MSG_store_run_unknown, run);
  }
  cs_query_close(&q);
  return rc;
}

/* The row is written: its note goes to the chain. */
static int finish(cs_txn *t, int rc, cs_buf *note, cs_err *err) {
  if (rc == CS_OK) rc = cs_txn_act(t, note, err);
  if (rc != CS_OK) t->failed = rc;
  cs_buf_deinit(note);
  return rc;
}

/* -- marks ---------------------------------------------------------------------------------------------------------- */
void cs_mark_of(const cs_query *q, cs_mark *out) {
  *out = (cs_mark){.txn = (uint32_t)cs_column_int(q, 0),
                   .kind = (cs_mark_kind)cs_column_int(q, 1),
                   .code = cs_column_text(q, 2),
                   .outcome = (const char *)sqlite3_column_text(q->statement, 3),
                   .target = (const char *)sqlite3_column_text(q->statement, 4),
                   .by = cs_column_text(q, 5),
                   .reason = cs_column_text(q, 6),
                   .line = cs_column_int(q, 8)};
}

int cs_mark_add(cs_txn *t, uint32_t run, const cs_mark *m, cs_err *err) {
  char digest[CS_HASH_TEXT];
  int rc = run_digest(t, run, digest, err);
  if (rc != CS_OK) return rc;
  cs_buf note = {0};
  cs_note_mark(&note, run, digest, m);
  rc = cs_query_run(t->store, CS_SQL_MARK_ADD, err, "iiiittttt", (int64_t)run, (int64_t)t->number,
                    (int64_t)t->facts, (int64_t)m->kind, m->code, m->outcome, m->target, m->by,
                    m->reason);
  return finish(t, rc, &note, err);
}

int cs_mark_each(cs_store *s, uint32_t run, int (*row)(void *, const cs_mark *), void *user,
                 cs_err *err) {
  cs_query q;
  int rc = cs_query_open(s, CS_SQL_MARKS, &q, err, "i", (int64_t)run);
  if (rc != CS_OK) return rc;
  while ((rc = cs_query_next(&q, err)) == 1) {
    cs_mark mark;
    cs_mark_of(&q, &mark);
    rc = row(user, &mark);
    if (rc != 0) break;
  }
  cs_query_close(&q);
  return rc;
}

/* -- approvals ------------------------------------------------------------------------------------------------------ */
bool cs_approval_of(const cs_query *q, cs_approval *out, cs_buf *codes, bool *no_memory) {
  *out = (cs_approval){.txn = (uint32_t)cs_column_int(q, 0),
                       .by = cs_column_text(q, 1),
                       .everyone = cs_column_int(q, 2) != 0,
                       .count = (size_t)cs_column_int(q, 3),
                       .line = cs_column_int(q, 6)};
  const char *at = sqlite3_column_blob(q->statement, 4);
  size_t left = (size_t)sqlite3_column_bytes(q->statement, 4), found = 0;
  *no_memory = false;
  if (left > 0 && at[left - 1] != '\0') return false;
  cs_buf_clear(codes);
  for (; left > 0; found++) {
    size_t size = strlen(at) + 1;
    cs_buf_put(codes, &at, sizeof at);
    at += size;
    left -= size;
  }
  *no_memory = codes->failed;
  if (codes->failed || (!out->everyone && found != out->count)) return false;
  if (!out->everyone) out->codes = (const char *const *)(const void *)codes->data;
  return true;
}

int cs_approval_add(cs_txn *t, uint32_t run, const cs_approval *a, cs_err *err) {
  char digest[CS_HASH_TEXT];
  int rc = run_digest(t, run, digest, err);
  if (rc != CS_OK) return rc;
  cs_buf note = {0}, codes = {0};
  for (size_t i = 0; !a->everyone && i < a->count; i++)
    cs_buf_put(&codes, a->codes[i], strlen(a->codes[i]) + 1);
  cs_note_approval(&note, run, digest, a, codes.data, codes.size);
  if (codes.failed) {
    rc = cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory);
  } else {
    rc = cs_query_run(t->store, CS_SQL_APPROVAL_ADD, err, "iiitiib", (int64_t)run,
                      (int64_t)t->number, (int64_t)t->facts, a->by, (int64_t)a->everyone,
                      (int64_t)a->count, codes.data, codes.size);
  }
  cs_buf_deinit(&codes);
  return finish(t, rc, &note, err);
}

int cs_approval_each(cs_store *s, uint32_t run, int (*row)(void *, const cs_approval *), void *user,
                     cs_err *err) {
  cs_query q;
  cs_buf codes = {0};
  int rc = cs_query_open(s, CS_SQL_APPROVALS, &q, err, "i", (int64_t)run);
  if (rc != CS_OK) return rc;
  while ((rc = cs_query_next(&q, err)) == 1) {
    cs_approval approval;
    bool no_memory;
    if (!cs_approval_of(&q, &approval, &codes, &no_memory)) {
      rc = no_memory ? cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory)
                     : cs_fail(err, CS_EDB, CS_MSG_store_damaged, s->path, "approval");
    } else {
      rc = row(user, &approval);
    }
    if (rc != 0) break;
  }
  cs_query_close(&q);
  cs_buf_deinit(&codes);
  return rc;
}

/* -- applications --------------------------------------------------------------------------------------------------- */
void cs_application_of(const cs_query *q, cs_application *out) {
  *out = (cs_application){.run = (uint32_t)cs_column_int(q, 0),
                          .txn = (uint32_t)cs_column_int(q, 1),
                          .people = (uint64_t)cs_column_int(q, 2),
                          .undone_by = (uint32_t)cs_column_int(q, 3)};
}

int cs_application_add(cs_txn *t, uint32_t run, uint64_t people, cs_err *err) {
  char digest[CS_HASH_TEXT];
  int rc = run_digest(t, run, digest, err);
  if (rc != CS_OK) return rc;
  cs_buf note = {0};
  cs_application application = {.run = run, .people = people};
  cs_note_application(&note, &application, digest);
  rc = cs_query_run(t->store, CS_SQL_APPLICATION_ADD, err, "iiii", (int64_t)run, (int64_t)t->number,
                    (int64_t)t->facts, (int64_t)people);
  return finish(t, rc, &note, err);
}

int cs_application_undo(cs_txn *t, uint32_t run, cs_err *err) {
  char digest[CS_HASH_TEXT];
  int rc = run_digest(t, run, digest, err);
  if (rc != CS_OK) return rc;
  rc = cs_query_run(t->store, CS_SQL_APPLICATION_UNDO, err, "ii", (int64_t)run, (int64_t)t->number);
  if (rc == CS_OK && sqlite3_changes(t->store->db) == 0) {
    return cs_fail(err, CS_EREFUSED, CS_MSG_store_nothing_applied, run);
  }
  cs_buf note = {0};
  cs_note_application_undo(&note, run, digest);
  return finish(t, rc, &note, err);
}

int cs_application_each(cs_store *s, uint32_t run, int (*row)(void *, const cs_application *),
                        void *user, cs_err *err) {
  cs_query q;
  int rc = cs_query_open(s, CS_SQL_APPLICATIONS, &q, err, "i", (int64_t)run);
  if (rc != CS_OK) return rc;
  while ((rc = cs_query_next(&q, err)) == 1) {
    cs_application application;
    cs_application_of(&q, &application);
    rc = row(user, &application);
    if (rc != 0) break;
  }
  cs_query_close(&q);
  return rc;
}

int cs_application_find(cs_store *s, uint32_t txn, uint32_t *run, cs_err *err) {
  int64_t found = 0;
  int rc = cs_query_number(s, CS_SQL_APPLICATIONS_OF_TXN, &found, err, "i", (int64_t)txn);
  *run = (uint32_t)found;
  return rc;
}

int cs_application_rival(cs_store *s, const cs_run *run, uint32_t *other, cs_err *err) {
  int64_t found = 0;
  int rc = cs_query_number(s, CS_SQL_APPLICATION_RIVAL, &found, err, "itii", (int64_t)run->company,
                           run->cycle, (int64_t)run->as_of, (int64_t)run->id);
  *other = (uint32_t)found;
  return rc;
}
