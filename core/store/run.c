#include "base/messages.h"
#include "store/internal.h"
#include <string.h>

void cs_run_of(const cs_query *q, cs_run *out) {
  *out = (cs_run){.id = (uint32_t)cs_column_int(q, 0),
                  .company = (int32_t)cs_column_int(q, 1),
                  .cycle = cs_column_text(q, 2),
                  .as_of = (cs_date)cs_column_int(q, 3),
                  .known_txn = (uint32_t)cs_column_int(q, 4),
                  .settings = cs_column_text(q, 6),
                  .engine = cs_column_text(q, 7),
                  .seed = (uint64_t)cs_column_int(q, 8),
                  .planned = cs_column_int(q, 9),
                  .counts = cs_column_text(q, 10),
                  .people = (uint64_t)cs_column_int(q, 11)};
  cs_copy_hash(out->pack, cs_column_text(q, 5));
  cs_copy_hash(out->digest, cs_column_text(q, 12));
}

/* -- planning ------------------------------------------------------------------------------------------------------- */
int cs_run_begin(cs_store *s, cs_run *run, cs_err *err) {
  if (!s->writing) return cs_fail(err, CS_EUSAGE, CS_MSG_store_nested, s->path);
  int64_t id = 0;
  int rc = cs_query_number(s, CS_SQL_RUN_ADD, &id, err, "itiitttii", (int64_t)run->company,
                           run->cycle, (int64_t)run->as_of, (int64_t)run->known_txn, run->pack,
                           run->settings, run->engine, (int64_t)run->seed, run->planned);
  run->id = (uint32_t)id;
  return rc < 0 ? rc : CS_OK;
}

int cs_run_add(cs_store *s, const cs_run *run, const cs_block *block, cs_err *err) {
  if (!s->writing) return cs_fail(err, CS_EUSAGE, CS_MSG_store_nested, s->path);
  if (block->count == 0) return CS_OK;
  unsigned char hash[CS_HASH_SIZE];
  cs_hash(block->bytes, block->size, hash);
  return cs_query_run(s, CS_SQL_DECISIONS_ADD, err, "iiibb", (int64_t)run->id, (int64_t)block->unit,
                      (int64_t)block->count, block->bytes, block->size, hash, sizeof hash);
}

/* "run COMPANY CYCLE AS_OF KNOWN_TXN PACK SETTINGS ENGINE SEED COUNTS PEOPLE", TABs between, LF at the end. */
static int put_header(cs_store *s, const cs_run *run, cs_buf *out, cs_err *err) {
  cs_company company;
  int rc = cs_company_by_id(s, run->company, &company, err);
  if (rc != CS_OK) return rc;
  cs_buf_puts(out, "run");
  cs_line_put_word(out, company.code, strlen(company.code));
  cs_line_put_word(out, run->cycle, strlen(run->cycle));
  cs_buf_printf(out, "\t%ld\t%lu", (long)run->as_of, (unsigned long)run->known_txn);
  cs_line_put_word(out, run->pack, strlen(run->pack));
  cs_line_put_word(out, run->settings, strlen(run->settings));
  cs_line_put_word(out, run->engine, strlen(run->engine));
  cs_buf_printf(out, "\t%llu", (unsigned long long)run->seed);
  cs_line_put_word(out, run->counts, strlen(run->counts));
  cs_buf_printf(out, "\t%llu\n", (unsigned long long)run->people);
  return out->failed ? cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory) : CS_OK;
}

/* One "UNIT COUNT HASH" line a block, in unit order. */
static int hash_blocks(cs_store *s, uint32_t run, crypto_generichash_state *state, cs_err *err) {
  cs_query q;
  int rc = cs_query_open(s, CS_SQL_DECISION_HASHES, &q, err, "i", (int64_t)run);
  if (rc != CS_OK) return rc;
  while ((rc = cs_query_next(&q, err)) == 1) {
    const void *hash = sqlite3_column_blob(q.statement, 2);
    char text[CS_HASH_TEXT], line[CS_HASH_TEXT + 64];
    if (hash == NULL || sqlite3_column_bytes(q.statement, 2) != CS_HASH_SIZE) {
      rc = cs_fail(err, CS_EDB, CS_MSG_store_damaged, s->path, "decision_block");
      break;
    }
    cs_hash_text(hash, text);
    sqlite3_snprintf(sizeof line, line, "%lld\t%lld\t%s\n", cs_column_int(&q, 0),
                     cs_column_int(&q, 1), text);
    crypto_generichash_update(state, (const unsigned char *)line, strlen(line));
  }
  cs_query_close(&q);
  return rc;
}

int cs_run_digest(cs_store *s, const cs_run *run, char out[CS_HASH_TEXT], cs_err *err) {
  cs_buf header = {0};
  crypto_generichash_state state;
  unsigned char hash[CS_HASH_SIZE];
  int rc = put_header(s, run, &header, err);
  if (rc != CS_OK) goto done;
  crypto_generichash_init(&state, NULL, 0, sizeof hash);
  crypto_generichash_update(&state, (const unsigned char *)header.data, header.size);
  rc = hash_blocks(s, run->id, &state, err);
  if (rc != CS_OK) goto done;
  crypto_generichash_final(&state, hash, sizeof hash);
  cs_hash_text(hash, out);

done:
  cs_buf_deinit(&header);
  return rc;
}

void cs_run_seal(const cs_run *run, unsigned char out[CS_HASH_SIZE]) {
  char text[CS_HASH_TEXT + 64];
  sqlite3_snprintf(sizeof text, text, "%u\t%lld\t%s", run->id, (long long)run->planned,
                   run->digest);
  cs_hash(text, strlen(text), out);
}

int cs_run_end(cs_store *s, cs_run *run, cs_err *err) {
  if (!s->writing) return cs_fail(err, CS_EUSAGE, CS_MSG_store_nested, s->path);
  int rc = cs_run_digest(s, run, run->digest, err);
  if (rc != CS_OK) return rc;
  unsigned char seal[CS_HASH_SIZE];
  cs_run_seal(run, seal);
  return cs_query_run(s, CS_SQL_RUN_FINISH, err, "ititb", (int64_t)run->id, run->counts,
                      (int64_t)run->people, run->digest, seal, sizeof seal);
}

/* -- reading -------------------------------------------------------------------------------------------------------- */
int cs_run_find(cs_store *s, int32_t company, uint32_t id, cs_run *out, cs_err *err) {
  *out = (cs_run){.cycle = "", .settings = "", .engine = "", .counts = ""};
  cs_query q;
  int rc = cs_query_open(s, CS_SQL_RUN_GET, &q, err, "ii", (int64_t)company, (int64_t)id);
  if (rc != CS_OK) return rc;
  rc = cs_query_next(&q, err);
  if (rc == 1) {
    cs_run_of(&q, out);
    cs_store_family(s, CS_FAMILY_RUN);
    out->cycle = cs_store_keep(s, CS_FAMILY_RUN, out->cycle);
    out->settings = cs_store_keep(s, CS_FAMILY_RUN, out->settings);
    out->engine = cs_store_keep(s, CS_FAMILY_RUN, out->engine);
    out->counts = cs_store_keep(s, CS_FAMILY_RUN, out->counts);
    bool whole =
        out->cycle != NULL && out->settings != NULL && out->engine != NULL && out->counts != NULL;
    rc = whole ? CS_OK : cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory);
  } else if (rc == 0) {
    rc = cs_fail(err, CS_ENOTFOUND, CS_MSG_store_run_unknown, id);
  }
  cs_query_close(&q);
  return rc;
}

int cs_run_each(cs_store *s, int32_t company, int (*row)(void *, const cs_run *), void *user,
                cs_err *err) {
  cs_query q;
  int rc = cs_query_open(s, CS_SQL_RUNS, &q, err, "i", (int64_t)company);
  if (rc != CS_OK) return rc;
  while ((rc = cs_query_next(&q, err)) == 1) {
    cs_run run;
    cs_run_of(&q, &run);
    rc = row(user, &run);
    if (rc != 0) break;
  }
  cs_query_close(&q);
  return rc;
}

int cs_run_same(cs_store *s, const cs_run *run, uint32_t *id, cs_err *err) {
  int64_t found = 0;
  int rc = cs_query_number(s, CS_SQL_RUN_SAME, &found, err, "itiittti", (int64_t)run->company,
                           run->cycle, (int64_t)run->as_of, (int64_t)run->known_txn, run->pack,
                           run->settings, run->engine, (int64_t)run->seed);
  *id = (uint32_t)found;
  return rc;
}

int cs_run_blocks(cs_store *s, uint32_t run, int (*row)(void *, const cs_block *), void *user,
                  cs_err *err) {
  cs_query q;
  int rc = cs_query_open(s, CS_SQL_DECISIONS, &q, err, "i", (int64_t)run);
  if (rc != CS_OK) return rc;
  while ((rc = cs_query_next(&q, err)) == 1) {
    cs_block block = {.unit = (uint32_t)cs_column_int(&q, 0),
                      .count = (uint32_t)cs_column_int(&q, 1),
                      .bytes = sqlite3_column_blob(q.statement, 2),
                      .size = (size_t)sqlite3_column_bytes(q.statement, 2)};
    rc = row(user, &block);
    if (rc != 0) break;
  }
  cs_query_close(&q);
  return rc;
}

int cs_run_block(cs_store *s, uint32_t run, uint32_t unit, cs_buf *out, cs_err *err) {
  cs_query q;
  int rc = cs_query_open(s, CS_SQL_DECISIONS_OF_UNIT, &q, err, "ii", (int64_t)run, (int64_t)unit);
  if (rc != CS_OK) return rc;
  rc = cs_query_next(&q, err);
  if (rc == 1) {
    const void *bytes = sqlite3_column_blob(q.statement, 0);
    cs_buf_put(out, bytes, (size_t)sqlite3_column_bytes(q.statement, 0));
    if (out->failed) rc = cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory);
  }
  cs_query_close(&q);
  return rc;
}
