#include "base/messages.h"
#include "store/internal.h"
#include <stdlib.h>
#include <string.h>

#define BLOCK_BYTES 1048576 /* a block is cut here too, so that long texts do not fill the memory */

/* -- begin and end -------------------------------------------------------------------------------------------------- */
static void txn_free(cs_txn *t) {
  if (t == NULL) return;
  free(t->actor);
  free(t->system_user);
  free(t->command);
  cs_buf_deinit(&t->lines);
  cs_buf_deinit(&t->hashes);
  cs_buf_deinit(&t->ref_key);
  cs_sorter_free(t->refs);
  sodium_memzero(t->random, sizeof t->random);
  free(t);
}

static cs_txn *txn_new(cs_store *s, const cs_company *company, const cs_stamp *stamp) {
  cs_txn *t = calloc(1, sizeof *t);
  if (t == NULL) return NULL;
  t->store = s;
  if (company != NULL) t->company = *company;
  t->now = stamp->now;
  t->actor = strdup(stamp->actor);
  t->system_user = strdup(stamp->system_user);
  t->command = strdup(stamp->command);
  if (t->actor == NULL || t->system_user == NULL || t->command == NULL) {
    txn_free(t);
    return NULL;
  }
  return t;
}

bool cs_stamp_follows(cs_time *now, int64_t slack, cs_time last) {
  if (*now >= last) return true;
  if (slack <= 0 || *now < last - slack) return false;
  *now = last;
  return true;
}

/* Takes its place behind the last transaction; refuses to lie before it in time. */
static int follow_head(cs_txn *t, int64_t slack, cs_err *err) {
  cs_query q;
  int rc = cs_query_open(t->store, CS_SQL_TXN_HEAD, &q, err, "");
  if (rc != CS_OK) return rc;
  rc = cs_query_next(&q, err);
  t->number = 1;
  if (rc == 1) {
    rc = CS_OK;
    int64_t number = cs_column_int(&q, 0);
    cs_time last = cs_column_int(&q, 2);
    t->number = (uint32_t)number + 1;
    if (sqlite3_column_bytes(q.statement, 7) != CS_HASH_SIZE || number < 1 ||
        number >= UINT32_MAX) {
      rc = cs_fail(err, CS_EDB, CS_MSG_store_damaged, t->store->path, "txn");
    } else if (!cs_stamp_follows(&t->now, slack, last)) {
      char then[CS_TIME_SIZE], now[CS_TIME_SIZE];
      const char *zone = t->company.id == 0 ? "UTC" : t->company.zone;
      rc = cs_fail(err, CS_EREFUSED, CS_MSG_store_time_back, cs_time_text(t->now, zone, now),
                   cs_time_text(last, zone, then));
    } else {
      memcpy(t->previous, sqlite3_column_blob(q.statement, 7), CS_HASH_SIZE);
    }
  }
  cs_query_close(&q);
  return rc;
}

int cs_txn_begin(cs_store *s, const cs_company *company, const cs_stamp *stamp, cs_txn **out,
                 cs_err *err) {
  *out = NULL;
  cs_txn *t = txn_new(s, company, stamp);
  if (t == NULL) return cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory);
  int rc = cs_store_begin(s, err);
  if (rc != CS_OK) goto fail;
  rc = follow_head(t, stamp->slack, err);
  if (rc != CS_OK) {
    cs_store_rollback(s);
    goto fail;
  }
  *out = t;
  return CS_OK;

fail:
  txn_free(t);
  return rc;
}

void cs_txn_rollback(cs_txn *t) {
  if (t == NULL) return;
  cs_store_rollback(t->store);
  txn_free(t);
}

uint32_t cs_txn_number(const cs_txn *t) { return t->number; }
uint64_t cs_txn_facts(const cs_txn *t) { return t->facts; }

static int write_block(cs_txn *t, cs_err *err) {
  if (t->line_count == 0) return CS_OK;
  unsigned char hash[CS_HASH_SIZE];
  cs_hash(t->lines.data, t->lines.size, hash);
  int rc = cs_query_run(t->store, CS_SQL_BLOCK_ADD, err, "iiibb", (int64_t)t->number,
                        (int64_t)t->block_count, (int64_t)t->line_count, t->lines.data,
                        t->lines.size, hash, sizeof hash);
  if (rc != CS_OK) return rc;
  cs_buf_put(&t->hashes, hash, sizeof hash);
  if (t->hashes.failed) return cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory);
  cs_buf_clear(&t->lines);
  t->line_count = 0;
  t->block_count++;
  return CS_OK;
}

static int write_txn(cs_txn *t, cs_err *err) {
  cs_txn_info info = {.number = t->number,
                      .recorded = t->now,
                      .actor = t->actor,
                      .system_user = t->system_user,
                      .command = t->command,
                      .facts = t->facts};
  cs_buf content = {0};
  cs_buf_put(&content, t->previous, sizeof t->previous);
  cs_chain_header(&content, &info, t->company.code);
  cs_buf_put(&content, t->hashes.data, t->hashes.size);
  unsigned char hash[CS_HASH_SIZE] = {0};
  bool failed = content.failed;
  if (!failed) cs_hash(content.data, content.size, hash);
  cs_buf_deinit(&content);
  if (failed) return cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory);
  return cs_query_run(t->store, CS_SQL_TXN_ADD, err, "iiitttib", (int64_t)t->number,
                      (int64_t)t->company.id, t->now, t->actor, t->system_user, t->command,
                      (int64_t)t->facts, hash, sizeof hash);
}

int cs_txn_commit(cs_txn *t, cs_err *err) {
  cs_store *s = t->store;
  bool erased = t->erased;
  int rc = cs_txn_check(t, err);
  if (rc == CS_OK && t->facts > 0 && t->company.id == 0)
    rc = cs_fail(err, CS_EUSAGE, CS_MSG_store_nested, s->path);
  if (rc == CS_OK && t->refs != NULL) rc = cs_ref_write(t->store, t->company.id, t->refs, err);
  if (rc == CS_OK) rc = write_block(t, err);
  if (rc == CS_OK && t->facts > 0) rc = write_txn(t, err);
  if (rc != CS_OK) {
    cs_txn_rollback(t);
    return rc;
  }
  rc = cs_store_commit(s, err);
  txn_free(t);
  /* The write-ahead log still holds the erased values; a reader may delay this until the next erasure or close. */
  if (rc == CS_OK && erased)
    sqlite3_wal_checkpoint_v2(s->db, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
  return rc;
}

/* -- lines ---------------------------------------------------------------------------------------------------------- */
int cs_txn_check(cs_txn *t, cs_err *err) {
  if (t->failed == CS_OK) return CS_OK;
  if (t->failed == CS_ENOMEM) return cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory);
  return cs_fail(err, t->failed, CS_MSG_store_transaction_lost, t->store->path);
}

int cs_txn_line_end(cs_txn *t, cs_err *err) {
  cs_buf_putc(&t->lines, '\n');
  if (t->lines.failed) { return t->failed = cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory); }
  t->facts++;
  t->line_count++;
  if (t->line_count < CS_BLOCK_FACTS && t->lines.size < BLOCK_BYTES) return CS_OK;
  return t->failed = write_block(t, err);
}

int cs_txn_act(cs_txn *t, const cs_buf *line, cs_err *err) {
  int rc = cs_txn_check(t, err);
  if (rc != CS_OK) return rc;
  if (line->failed) t->lines.failed = true;
  cs_buf_put(&t->lines, line->data, line->size);
  return cs_txn_line_end(t, err);
}

int cs_txn_note(cs_txn *t, const char *text, cs_err *err) {
  int rc = cs_txn_check(t, err);
  if (rc != CS_OK) return rc;
  if (cs_note_reserved(text)) return cs_fail(err, CS_EUSAGE, CS_MSG_store_note_reserved, text);
  cs_buf_putc(&t->lines, 'n');
  for (const char *word = text;; word++) {
    size_t size = strcspn(word, "\t");
    cs_line_put_word(&t->lines, word, size);
    word += size;
    if (*word == '\0') break;
  }
  return cs_txn_line_end(t, err);
}

/* -- facts ---------------------------------------------------------------------------------------------------------- */
/* Only what the line can say and a decoder accepts may enter. */
static bool slot_valid(const cs_store *s, const cs_slot *slot) {
  if (slot->name < 1 || slot->name > s->symbols.count) return false;
  switch (slot->klass) {
    case CS_ATTRIBUTE:
      return slot->instance == 0 &&
             (slot->at == CS_DATE_MIN || (slot->at != CS_DATE_MAX && slot->at != CS_DATE_NONE));
    case CS_SERIES: {
      cs_every every = cs_slot_period_every(slot->at);
      return slot->instance == 0 && slot->at > 0 &&
             (every == CS_MONTH || every == CS_QUARTER || every == CS_HALF || every == CS_YEAR);
    }
    case CS_EVENT:
    case CS_SPAN: return slot->at == 0 && slot->instance > 0;
  }
  return false;
}

static bool value_valid(const cs_store *s, const cs_value *value) {
  switch (value->kind) {
    case CS_NONE:
    case CS_INT: return true;
    case CS_DATE: return value->number > CS_DATE_NONE && value->number < CS_DATE_MAX;
    case CS_SYMBOL: return value->number > 0 && value->number <= s->symbols.count;
    case CS_STRING: return value->size == 0 || value->text != NULL;
  }
  return false;
}

int cs_txn_set(cs_txn *t, cs_record *r, const cs_slot *at, const cs_value *to, cs_err *err) {
  int rc = cs_txn_check(t, err);
  if (rc != CS_OK) return rc;
  /* They may be of an entry of `r`, which moves when it grows. */
  const cs_slot where = *at, *slot = &where;
  const cs_value what = *to, *value = &what;
  if (t->company.id == 0 || r->code[0] == '\0' || !slot_valid(t->store, slot) ||
      !value_valid(t->store, value)) {
    return cs_fail(err, CS_EUSAGE, CS_MSG_store_fact_invalid, r->code);
  }
  static const cs_value none = {.kind = CS_NONE};
  const cs_entry *held = cs_record_find(r, slot, UINT32_MAX);
  if (cs_value_equal(held == NULL ? &none : &held->value, value)) return CS_OK;

  if (slot->klass == CS_EVENT && r->kind[0] == '\0')
    rc = cs_ref_change(t, r, slot, held == NULL ? NULL : &held->value, value, err);
  cs_entry entry = {.slot = *slot, .txn = t->number, .value = *value};
  if (rc == CS_OK) rc = cs_record_add(r, &entry, err);
  if (rc != CS_OK) return t->failed = rc;
  cs_line_put_fact(t->store, &t->lines, r, slot, value);
  return cs_txn_line_end(t, err);
}

int cs_txn_save(cs_txn *t, const cs_record *r, cs_err *err) {
  int rc = cs_txn_check(t, err);
  if (rc != CS_OK || r->last_txn != t->number) return rc; /* nothing of this transaction in it */
  rc = cs_shelf_save(t->store, CS_SHELF_STORED, t->company.id, r, err);
  if (rc != CS_OK) return t->failed = rc;
  cs_subject_saved(t, r);
  return CS_OK;
}

/* -- reading the chain ---------------------------------------------------------------------------------------------- */
void cs_txn_info_of(const cs_query *q, cs_txn_info *out) {
  *out = (cs_txn_info){.number = (uint32_t)cs_column_int(q, 0),
                       .company = (int32_t)cs_column_int(q, 1),
                       .recorded = cs_column_int(q, 2),
                       .actor = cs_column_text(q, 3),
                       .system_user = cs_column_text(q, 4),
                       .command = cs_column_text(q, 5),
                       .facts = (uint64_t)cs_column_int(q, 6)};
  const void *hash = sqlite3_column_blob(q->statement, 7);
  if (hash != NULL && sqlite3_column_bytes(q->statement, 7) == CS_HASH_SIZE)
    cs_hash_text(hash, out->hash);
}

int cs_ledger_head(cs_store *s, cs_txn_info *out, cs_err *err) {
  *out = (cs_txn_info){.actor = "", .system_user = "", .command = ""};
  cs_query q;
  int rc = cs_query_open(s, CS_SQL_TXN_HEAD, &q, err, "");
  if (rc != CS_OK) return rc;
  rc = cs_query_next(&q, err);
  if (rc == 1) {
    rc = CS_OK;
    cs_txn_info_of(&q, out);
    cs_store_family(s, CS_FAMILY_TXN);
    out->actor = cs_store_keep(s, CS_FAMILY_TXN, out->actor);
    out->system_user = cs_store_keep(s, CS_FAMILY_TXN, out->system_user);
    out->command = cs_store_keep(s, CS_FAMILY_TXN, out->command);
    if (out->actor == NULL || out->system_user == NULL || out->command == NULL) {
      rc = cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory);
    }
  }
  cs_query_close(&q);
  return rc;
}

int cs_ledger_each(cs_store *s, int32_t company, int (*row)(void *, const cs_txn_info *),
                   void *user, cs_err *err) {
  cs_query q;
  int rc = cs_query_open(s, CS_SQL_TXNS, &q, err, "i", (int64_t)company);
  if (rc != CS_OK) return rc;
  while ((rc = cs_query_next(&q, err)) == 1) {
    cs_txn_info info;
    cs_txn_info_of(&q, &info);
    rc = row(user, &info);
    if (rc != 0) break;
  }
  cs_query_close(&q);
  return rc;
}

int cs_ledger_known_at(cs_store *s, cs_time at, uint32_t *txn, cs_err *err) {
  int64_t number = 0;
  int rc = cs_query_number(s, CS_SQL_TXN_KNOWN_AT, &number, err, "i", at);
  *txn = (uint32_t)number;
  return rc < 0 ? rc : CS_OK;
}

int cs_ledger_recorded(cs_store *s, uint32_t txn, cs_time *out, cs_err *err) {
  return cs_query_number(s, CS_SQL_TXN_RECORDED, out, err, "i", (int64_t)txn);
}

static int lines_of_block(const char *bytes, size_t size, cs_line *line,
                          int (*callback)(void *, const char *const *fields, size_t count),
                          void *user, cs_err *err) {
  int rc = CS_OK;
  while (rc == CS_OK && size > 0) {
    const char *end = memchr(bytes, '\n', size);
    size_t length = end == NULL ? size : (size_t)(end - bytes);
    rc = cs_line_split(line, bytes, length, err);
    if (rc == CS_OK) rc = callback(user, line->field, line->count);
    size_t taken = end == NULL ? length : length + 1;
    bytes += taken;
    size -= taken;
  }
  return rc;
}

int cs_ledger_lines(cs_store *s, uint32_t txn,
                    int (*line)(void *, const char *const *fields, size_t count), void *user,
                    cs_err *err) {
  cs_query q;
  cs_line split = {0};
  int rc = cs_query_open(s, CS_SQL_BLOCKS, &q, err, "i", (int64_t)txn);
  if (rc != CS_OK) return rc;
  while ((rc = cs_query_next(&q, err)) == 1) {
    const char *bytes = sqlite3_column_blob(q.statement, 2);
    rc = lines_of_block(bytes, (size_t)sqlite3_column_bytes(q.statement, 2), &split, line, user,
                        err);
    if (rc != 0) break;
  }
  cs_query_close(&q);
  cs_line_deinit(&split);
  return rc;
}
