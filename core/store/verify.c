#include "store/verify.h"
#include "base/messages.h"
#include "base/text.h"
#include "store/extract.h"
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int cs_verify_broken(cs_verify *v, cs_err *err, const char *what, ...) {
  char place[256], time[CS_TIME_SIZE];
  va_list arguments;
  va_start(arguments, what);
  vsnprintf(place, sizeof place, what, arguments);
  va_end(arguments);
  const char *zone = v->company.id == 0 ? "UTC" : v->company.zone;
  cs_buf who = {0}; /* as recorded, but nothing that a terminal would obey */
  cs_text_put_visible(&who, v->info.actor, strlen(v->info.actor));
  cs_buf_puts(&who, " (");
  cs_text_put_visible(&who, v->info.system_user, strlen(v->info.system_user));
  cs_buf_puts(&who, "): ");
  cs_text_put_visible(&who, v->info.command, strlen(v->info.command));
  int rc = cs_fail(err, CS_EDB, CS_MSG_store_broken, v->info.number, place,
                   cs_time_text(v->info.recorded, zone, time), cs_buf_str(&who));
  return cs_buf_end(&who, rc, err);
}

uint64_t cs_verify_hash(cs_verify *v, int32_t company, uint32_t txn, const char *line, size_t n) {
  unsigned char key[crypto_shorthash_KEYBYTES], hash[crypto_shorthash_BYTES];
  memcpy(key, v->key, sizeof key);
  for (size_t i = 0; i < 4; i++) {
    key[i] ^= (unsigned char)(txn >> (8 * i));
    key[i + 4] ^= (unsigned char)((uint32_t)company >> (8 * i));
  }
  crypto_shorthash(hash, (const unsigned char *)line, n, key);
  uint64_t value;
  memcpy(&value, hash, sizeof value);
  return value;
}

/* -- lines ---------------------------------------------------------------------------------------------------------- */
/* "p CODE FIELD DIGEST": its value is beside the chain, or the person was erased since. */
static int check_personal(cs_verify *v, cs_err *err) {
  if (v->line.count != 4)
    return cs_verify_broken(v, err, CS_MSG_store_broken_line, (unsigned long long)v->lines);
  const char *code = v->line.field[1], *field = v->line.field[2];
  cs_query q;
  int rc = cs_query_open(v->store, CS_SQL_PERSONAL_ROW, &q, err, "ittii", (int64_t)v->info.company,
                         code, field, (int64_t)v->info.number, (int64_t)v->lines);
  if (rc != CS_OK) return rc;
  rc = cs_query_next(&q, err);
  bool row = rc == 1, equal = false;
  if (row && sqlite3_column_bytes(q.statement, 0) == crypto_generichash_KEYBYTES_MIN) {
    char digest[CS_HASH_TEXT];
    const void *salt = sqlite3_column_blob(q.statement, 0);
    const char *value = cs_column_text(&q, 1);
    cs_personal_digest(v->company.code, code, field, value,
                       (size_t)sqlite3_column_bytes(q.statement, 1), salt, &v->scratch, digest);
    equal = strcmp(digest, v->line.field[3]) == 0;
  }
  cs_query_close(&q);
  if (rc < 0) return rc;
  if (row) {
    v->personal++;
    return equal ? CS_OK : cs_verify_broken(v, err, CS_MSG_store_broken_personal, code);
  }
  int64_t one = 0;
  rc = cs_query_number(v->store, CS_SQL_ERASURE_AFTER, &one, err, "iti", (int64_t)v->info.company,
                       code, (int64_t)v->info.number);
  if (rc == 0) return cs_verify_broken(v, err, CS_MSG_store_broken_personal, code);
  return rc < 0 ? rc : CS_OK;
}

static int check_erasure(cs_verify *v, cs_err *err) {
  if (v->line.count != 2)
    return cs_verify_broken(v, err, CS_MSG_store_broken_line, (unsigned long long)v->lines);
  int64_t one = 0;
  int rc = cs_query_number(v->store, CS_SQL_ERASURE_OF, &one, err, "iti", (int64_t)v->info.company,
                           v->line.field[1], (int64_t)v->info.number);
  if (rc == 0) return cs_verify_broken(v, err, CS_MSG_store_broken_personal, v->line.field[1]);
  if (rc < 0) return rc;
  v->erasures++;
  return CS_OK;
}

static int check_line(cs_verify *v, const char *bytes, size_t n, cs_err *err) {
  if (cs_line_is_fact(bytes, n)) {
    v->buckets[cs_bucket_of(bytes, n)] +=
        cs_verify_hash(v, v->info.company, v->info.number, bytes, n);
    return CS_OK;
  }
  char letter = n > 1 && bytes[1] == '\t' ? bytes[0] : '\0';
  int rc = cs_line_split(&v->line, bytes, n, err);
  if (rc != CS_OK) return rc;
  switch (letter) {
    case 'p': return check_personal(v, err);
    case 'x': return check_erasure(v, err);
    case 'n':
      if (!cs_note_reserved(v->line.field[1])) return CS_OK;
      cs_buf_printf(&v->notes, "%llu\t", (unsigned long long)v->lines);
      cs_buf_put(&v->notes, bytes, n);
      cs_buf_putc(&v->notes, '\n');
      v->note_count++;
      return v->notes.failed ? cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory) : CS_OK;
    default:
      return cs_verify_broken(v, err, CS_MSG_store_broken_line, (unsigned long long)v->lines);
  }
}

/* -- blocks and transactions ---------------------------------------------------------------------------------------- */
static int check_block(cs_verify *v, const cs_query *q, int64_t sequence,
                       crypto_generichash_state *state, cs_err *err) {
  const char *bytes = sqlite3_column_blob(q->statement, 2);
  size_t size = (size_t)sqlite3_column_bytes(q->statement, 2);
  const void *stored = sqlite3_column_blob(q->statement, 3);
  unsigned char hash[CS_HASH_SIZE];
  cs_hash(bytes, size, hash);
  if (cs_column_int(q, 0) != sequence || stored == NULL ||
      sqlite3_column_bytes(q->statement, 3) != CS_HASH_SIZE ||
      memcmp(stored, hash, sizeof hash) != 0) {
    return cs_verify_broken(v, err, CS_MSG_store_broken_block, (long long)sequence);
  }
  crypto_generichash_update(state, hash, sizeof hash);
  uint64_t before = v->lines;
  while (size > 0) {
    const char *end = memchr(bytes, '\n', size);
    if (end == NULL)
      return cs_verify_broken(v, err, CS_MSG_store_broken_block, (long long)sequence);
    int rc = check_line(v, bytes, (size_t)(end - bytes), err);
    if (rc != CS_OK) return rc;
    v->lines++;
    size -= (size_t)(end + 1 - bytes);
    bytes = end + 1;
  }
  if ((int64_t)(v->lines - before) != cs_column_int(q, 1)) {
    return cs_verify_broken(v, err, CS_MSG_store_broken_block, (long long)sequence);
  }
  v->blocks++;
  return CS_OK;
}

static int check_blocks(cs_verify *v, crypto_generichash_state *state, cs_err *err) {
  cs_query q;
  int rc = cs_query_open(v->store, CS_SQL_BLOCKS, &q, err, "i", (int64_t)v->info.number);
  if (rc != CS_OK) return rc;
  int64_t sequence = 0;
  while ((rc = cs_query_next(&q, err)) == 1) {
    rc = check_block(v, &q, sequence++, state, err);
    if (rc != CS_OK) break;
  }
  cs_query_close(&q);
  return rc;
}

static int find_company(cs_verify *v, cs_err *err) {
  if (v->company.id == v->info.company) return CS_OK;
  int rc = cs_company_by_id(v->store, v->info.company, &v->company, err);
  return rc == CS_EDB ? cs_verify_broken(v, err, "%s", CS_MSG_store_broken_header) : rc;
}

static int check_txn(cs_verify *v, const cs_query *q, cs_err *err) {
  cs_txn_info_of(q, &v->info);
  v->lines = 0;
  v->note_count = 0;
  cs_buf_clear(&v->notes);
  int rc = find_company(v, err);
  if (rc != CS_OK) return rc;
  if (v->info.number != v->out->txns + 1)
    return cs_verify_broken(v, err, "%s", CS_MSG_store_broken_place);

  cs_buf_clear(&v->scratch);
  cs_chain_header(&v->scratch, &v->info, v->company.code);
  if (v->scratch.failed) return cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory);
  crypto_generichash_state state;
  unsigned char hash[CS_HASH_SIZE];
  char text[CS_HASH_TEXT];
  crypto_generichash_init(&state, NULL, 0, sizeof hash);
  crypto_generichash_update(&state, v->previous, sizeof v->previous);
  crypto_generichash_update(&state, (const unsigned char *)v->scratch.data, v->scratch.size);
  rc = check_blocks(v, &state, err);
  if (rc != CS_OK) return rc;
  crypto_generichash_final(&state, hash, sizeof hash);
  cs_hash_text(hash, text);
  if (v->lines != v->info.facts || strcmp(text, v->info.hash) != 0) {
    return cs_verify_broken(v, err, "%s", CS_MSG_store_broken_header);
  }
  memcpy(v->previous, hash, sizeof hash);
  cs_copy_hash(v->out->head, text);
  v->out->txns++;
  v->out->facts += v->info.facts;
  return cs_verify_acts(v, err);
}

static int check_txns(cs_verify *v, cs_err *err) {
  cs_query q;
  int rc = cs_query_open(v->store, CS_SQL_TXNS, &q, err, "i", (int64_t)0);
  if (rc != CS_OK) return rc;
  while ((rc = cs_query_next(&q, err)) == 1) {
    rc = check_txn(v, &q, err);
    if (rc != CS_OK) break;
  }
  cs_query_close(&q);
  if (rc == CS_EDB && v->out->txns > 0) {
    cs_fail_within(err, CS_MSG_store_whole_up_to, (unsigned)v->out->txns);
  }
  return rc;
}

/* Rows that the chain does not vouch for: their number alone tells. */
static int check_strays(cs_verify *v, cs_err *err) {
  const struct {
    cs_statement count;
    uint64_t expected;
    const char *table;
  } rows[] = {
      {CS_SQL_BLOCK_COUNT, v->blocks, "block"},
      {CS_SQL_PERSONAL_COUNT, v->personal, "personal"},
      {CS_SQL_ERASURE_COUNT, v->erasures, "erasure"},
      {CS_SQL_ACT_COUNT, v->acts, "adoption, batch, mark, approval, application, company"},
      {CS_SQL_DECISIONS_STRAY, 0, "decision_block"},
  };
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    int64_t count = 0;
    int rc = cs_query_number(v->store, rows[i].count, &count, err, "");
    if (rc < 0) return rc;
    if ((uint64_t)count != rows[i].expected) {
      return cs_fail(err, CS_EDB, CS_MSG_store_broken_strays, rows[i].table, (long long)count,
                     (unsigned long long)rows[i].expected);
    }
  }
  return CS_OK;
}

/* A page that could not be had for want of memory, or of the disk, stands in the text as if it were damage. */
static int trouble_of(const char *text) {
  static const char mark[] = "error code=";
  const char *at = strstr(text, mark);
  return at == NULL ? SQLITE_OK : (int)strtol(at + sizeof mark - 1, NULL, 10);
}

/* `text`: what the check of the file says; NULL: it could not be read. */
static int judge_file(cs_store *s, const char *text, cs_err *err) {
  if (text == NULL) return cs_db_fail(s, SQLITE_NOMEM, err);
  if (strcmp(text, "ok") == 0) return CS_OK;
  int trouble = trouble_of(text) & 0xff;
  if (trouble == SQLITE_NOMEM || trouble == SQLITE_IOERR) return cs_db_fail(s, trouble, err);
  return cs_fail(err, CS_EDB, CS_MSG_store_damaged, s->path, text);
}

static int look_at_file(cs_verify *v, cs_err *err) {
  sqlite3_stmt *statement = NULL;
  cs_store *s = v->store;
  int rc = sqlite3_prepare_v2(s->db, "PRAGMA integrity_check(1)", -1, &statement, NULL);
  if (rc == SQLITE_OK) rc = sqlite3_step(statement);
  int result = rc != SQLITE_ROW
                   ? cs_db_fail(s, rc, err)
                   : judge_file(s, (const char *)sqlite3_column_text(statement, 0), err);
  sqlite3_finalize(statement);
  return result;
}

/* Of the list of free pages it does not say that memory was short for one: what is damaged is so the second time, too. */
static int check_file(cs_verify *v, cs_err *err) {
  int rc = look_at_file(v, err);
  return rc == CS_EDB ? look_at_file(v, err) : rc;
}

int cs_ledger_verify(cs_store *s, cs_verified *out, cs_err *err) {
  *out = (cs_verified){0};
  memset(out->head, '0', CS_HASH_TEXT - 1);
  cs_verify v = {.store = s, .out = out};
  crypto_shorthash_keygen(v.key);
  bool own = sqlite3_get_autocommit(s->db) != 0; /* all of it at one moment */
  int rc = own ? cs_db_begin(s, "BEGIN", err) : CS_OK;
  if (rc != CS_OK) return rc;
  v.buckets = calloc(CS_BUCKETS, sizeof *v.buckets);
  if (v.buckets == NULL) rc = cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory);
  if (rc == CS_OK) rc = cs_symbols_refresh(s, err);
  if (rc == CS_OK) rc = check_txns(&v, err);
  if (rc == CS_OK) rc = check_strays(&v, err);
  if (rc == CS_OK) rc = cs_verify_packs(&v, err);
  if (rc == CS_OK) rc = cs_verify_runs(&v, err);
  if (rc == CS_OK) rc = cs_verify_people(&v, err);
  cs_extract extract;
  if (rc == CS_OK) rc = cs_extract_find(s, &extract, err);
  if (rc == 1) rc = CS_OK;
  if (rc == CS_OK) rc = check_file(&v, err);
  free(v.buckets);
  cs_buf_deinit(&v.notes);
  cs_buf_deinit(&v.scratch);
  cs_line_deinit(&v.line);
  if (own) cs_db_rollback(s);
  int still = rc == CS_OK || rc == CS_EDB ? cs_still_check(s, err) : rc;
  return still == CS_OK ? rc : still;
}
