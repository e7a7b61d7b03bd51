/* Verify: acts against their notes, packs, runs. */
#include "base/messages.h"
#include "store/verify.h"
#include <stdlib.h>
#include <string.h>

/* -- the acts of one transaction ------------------------------------------------------------------------------------ */
/* Is the line in v->scratch among the transaction's notes, at its place when `number` tells it (not negative)? */
static bool noted(cs_verify *v, int64_t number) {
  const char *at = v->notes.data;
  size_t left = v->notes.size, size = v->scratch.size;
  while (left > 0) {
    const char *end = memchr(at, '\n', left);
    char *line = NULL;
    int64_t place = strtoll(at, &line, 10);
    line++; /* the TAB */
    bool placed = number < 0 || number == place;
    if (placed && (size_t)(end - line) == size && memcmp(line, v->scratch.data, size) == 0)
      return true;
    left -= (size_t)(end + 1 - at);
    at = end + 1;
  }
  return false;
}

static int run_digest(cs_verify *v, uint32_t run, char out[CS_HASH_TEXT], cs_err *err) {
  cs_query q;
  out[0] = '\0';
  int rc = cs_query_open(v->store, CS_SQL_RUN_OF, &q, err, "i", (int64_t)run);
  if (rc != CS_OK) return rc;
  rc = cs_query_next(&q, err);
  if (rc == 1) {
    cs_run found;
    cs_run_of(&q, &found);
    if (found.company == v->info.company) cs_copy_hash(out, found.digest);
  }
  cs_query_close(&q);
  return rc < 0 ? rc : CS_OK;
}

/* Each writes into v->scratch the note that the row must have. */
static int company_note(cs_verify *v, const cs_query *q, cs_err *err) {
  (void)err;
  cs_note_company(&v->scratch, cs_column_text(q, 0), cs_column_text(q, 1));
  return CS_OK;
}

static int adoption_note(cs_verify *v, const cs_query *q, cs_err *err) {
  (void)err;
  cs_adoption adoption;
  cs_adoption_of(q, &adoption);
  cs_note_adoption(&v->scratch, &adoption, cs_column_text(q, 5));
  return CS_OK;
}

static int batch_note(cs_verify *v, const cs_query *q, cs_err *err) {
  (void)err;
  cs_batch batch;
  cs_batch_of(q, &batch);
  cs_note_batch(&v->scratch, &batch);
  return CS_OK;
}

static int batch_undo_note(cs_verify *v, const cs_query *q, cs_err *err) {
  (void)err;
  cs_note_batch_undo(&v->scratch, (uint32_t)cs_column_int(q, 0));
  return CS_OK;
}

static int mark_note(cs_verify *v, const cs_query *q, cs_err *err) {
  char digest[CS_HASH_TEXT];
  uint32_t run = (uint32_t)cs_column_int(q, 7);
  int rc = run_digest(v, run, digest, err);
  cs_mark mark;
  cs_mark_of(q, &mark);
  cs_note_mark(&v->scratch, run, digest, &mark);
  return rc;
}

static int approval_note(cs_verify *v, const cs_query *q, cs_err *err) {
  char digest[CS_HASH_TEXT];
  uint32_t run = (uint32_t)cs_column_int(q, 5);
  int rc = run_digest(v, run, digest, err);
  cs_approval approval = {.by = cs_column_text(q, 1),
                          .everyone = cs_column_int(q, 2) != 0,
                          .count = (size_t)cs_column_int(q, 3)};
  const void *codes = sqlite3_column_blob(q->statement, 4);
  cs_note_approval(&v->scratch, run, digest, &approval, codes,
                   (size_t)sqlite3_column_bytes(q->statement, 4));
  return rc;
}

static int application_note(cs_verify *v, const cs_query *q, cs_err *err) {
  char digest[CS_HASH_TEXT];
  cs_application application;
  cs_application_of(q, &application);
  int rc = run_digest(v, application.run, digest, err);
  cs_note_application(&v->scratch, &application, digest);
  return rc;
}

static int application_undo_note(cs_verify *v, const cs_query *q, cs_err *err) {
  char digest[CS_HASH_TEXT];
  uint32_t run = (uint32_t)cs_column_int(q, 0);
  int rc = run_digest(v, run, digest, err);
  cs_note_application_undo(&v->scratch, run, digest);
  return rc;
}

/* To add a kind of act: a row here, its note in note.c, its table in ACT_COUNT. */
static const struct act_kind {
  cs_statement rows; /* ?1 the transaction, ?2 its company where the statement takes one */
  int line;          /* column that tells where the note is; -1: none */
  const char *kinds;
  int (*note)(cs_verify *v, const cs_query *q, cs_err *err);
} act_kinds[] = {
    {CS_SQL_COMPANIES_OF_TXN, -1, "i", company_note},
    {CS_SQL_ADOPTIONS_OF_TXN, 6, "ii", adoption_note},
    {CS_SQL_BATCHES_OF_TXN, -1, "ii", batch_note},
    {CS_SQL_BATCHES_UNDONE_BY, -1, "ii", batch_undo_note},
    {CS_SQL_MARKS_OF_TXN, 8, "i", mark_note},
    {CS_SQL_APPROVALS_OF_TXN, 6, "i", approval_note},
    {CS_SQL_APPLICATIONS_OF_TXN, 4, "i", application_note},
    {CS_SQL_APPLICATIONS_UNDONE_BY, -1, "i", application_undo_note},
};

int cs_verify_acts(cs_verify *v, cs_err *err) {
  uint64_t rows = 0;
  for (size_t i = 0; i < sizeof act_kinds / sizeof *act_kinds; i++) {
    cs_query q;
    int rc = cs_query_open(v->store, act_kinds[i].rows, &q, err, act_kinds[i].kinds,
                           (int64_t)v->info.number, (int64_t)v->info.company);
    if (rc != CS_OK) return rc;
    while ((rc = cs_query_next(&q, err)) == 1) {
      rows++;
      cs_buf_clear(&v->scratch);
      rc = act_kinds[i].note(v, &q, err);
      if (rc == CS_OK && v->scratch.failed) rc = cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory);
      if (rc == CS_OK &&
          !noted(v, act_kinds[i].line < 0 ? -1 : cs_column_int(&q, act_kinds[i].line)))
        rc = cs_verify_broken(v, err, "%s", CS_MSG_store_broken_act);
      if (rc != CS_OK) break;
    }
    cs_query_close(&q);
    if (rc != CS_OK) return rc;
  }
  v->acts += rows;
  return rows == v->note_count ? CS_OK : cs_verify_broken(v, err, "%s", CS_MSG_store_broken_act);
}

/* -- packs ---------------------------------------------------------------------------------------------------------- */
int cs_verify_packs(cs_verify *v, cs_err *err) {
  cs_query q;
  int rc = cs_query_open(v->store, CS_SQL_PACKS_WHOLE, &q, err, "");
  if (rc != CS_OK) return rc;
  while ((rc = cs_query_next(&q, err)) == 1) {
    cs_pack_row pack = {.id = cs_column_text(&q, 1),
                        .title = cs_column_text(&q, 2),
                        .compiled = cs_column_text(&q, 3),
                        .sources = cs_column_text(&q, 4)};
    cs_copy_hash(pack.hash, cs_column_text(&q, 0));
    char digest[CS_HASH_TEXT];
    cs_pack_digest(&pack, &v->scratch, digest);
    if (v->scratch.failed) {
      rc = cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory);
      break;
    }
    if (strcmp(digest, cs_column_text(&q, 5)) != 0) {
      rc = cs_fail(err, CS_EDB, CS_MSG_store_broken_pack, pack.hash);
      break;
    }
  }
  cs_query_close(&q);
  cs_buf_deinit(&v->scratch); /* packs are large */
  return rc;
}

/* -- runs ----------------------------------------------------------------------------------------------------------- */
static int check_decisions(cs_verify *v, uint32_t run, cs_err *err) {
  cs_query q;
  int rc = cs_query_open(v->store, CS_SQL_DECISIONS, &q, err, "i", (int64_t)run);
  if (rc != CS_OK) return rc;
  while ((rc = cs_query_next(&q, err)) == 1) {
    unsigned char hash[CS_HASH_SIZE];
    const void *bytes = sqlite3_column_blob(q.statement, 2);
    cs_hash(bytes, (size_t)sqlite3_column_bytes(q.statement, 2), hash);
    const void *stored = sqlite3_column_blob(q.statement, 3);
    if (stored == NULL || sqlite3_column_bytes(q.statement, 3) != CS_HASH_SIZE ||
        memcmp(stored, hash, sizeof hash) != 0) {
      rc =
          cs_fail(err, CS_EDB, CS_MSG_store_broken_decisions, run, (long long)cs_column_int(&q, 0));
      break;
    }
  }
  cs_query_close(&q);
  return rc;
}

static int check_run(cs_verify *v, const cs_query *q, cs_err *err) {
  cs_run run;
  cs_run_of(q, &run);
  int rc = check_decisions(v, run.id, err);
  if (rc != CS_OK) return rc;
  char digest[CS_HASH_TEXT];
  unsigned char seal[CS_HASH_SIZE];
  rc = cs_run_digest(v->store, &run, digest, err);
  if (rc != CS_OK) return rc;
  cs_run_seal(&run, seal);
  const void *stored = sqlite3_column_blob(q->statement, 13);
  if (strcmp(digest, run.digest) != 0 || stored == NULL ||
      sqlite3_column_bytes(q->statement, 13) != CS_HASH_SIZE ||
      memcmp(stored, seal, sizeof seal) != 0) {
    return cs_fail(err, CS_EDB, CS_MSG_store_broken_run, run.id);
  }
  v->out->runs++;
  return CS_OK;
}

int cs_verify_runs(cs_verify *v, cs_err *err) {
  cs_query q;
  int rc = cs_query_open(v->store, CS_SQL_RUNS_ALL, &q, err, "");
  if (rc != CS_OK) return rc;
  while ((rc = cs_query_next(&q, err)) == 1) {
    rc = check_run(v, &q, err);
    if (rc != CS_OK) break;
  }
  cs_query_close(&q);
  return rc;
}
