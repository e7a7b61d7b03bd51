/* Personal fields: the chain holds a keyed digest of each, the value and the key stay beside it and can be deleted. */
#include "base/messages.h"
#include "store/internal.h"
#include <string.h>

#define SALT_SIZE crypto_generichash_KEYBYTES_MIN

/* With a seed two runs of the same commands give the same chain, at the price that who knows the seed can guess an
 * erased value: for tests and simulations. */
static void make_salt(cs_txn *t, const char *code, const char *field,
                      unsigned char salt[SALT_SIZE]) {
  if (!t->store->seeded) {
    if (t->random_left < SALT_SIZE) {
      randombytes_buf(t->random, sizeof t->random);
      t->random_left = sizeof t->random;
    }
    unsigned char *fresh = t->random + sizeof t->random - t->random_left;
    memcpy(salt, fresh, SALT_SIZE);
    sodium_memzero(fresh, SALT_SIZE);
    t->random_left -= SALT_SIZE;
    return;
  }
  uint64_t numbers[3] = {t->store->seed, t->number, t->facts};
  unsigned char bytes[sizeof numbers];
  for (size_t i = 0; i < sizeof bytes; i++)
    bytes[i] = (unsigned char)(numbers[i / 8] >> (i % 8 * 8));
  crypto_generichash_state state;
  crypto_generichash_init(&state, NULL, 0, SALT_SIZE);
  crypto_generichash_update(&state, bytes, sizeof bytes);
  crypto_generichash_update(&state, (const unsigned char *)code, strlen(code) + 1);
  crypto_generichash_update(&state, (const unsigned char *)field, strlen(field) + 1);
  crypto_generichash_final(&state, salt, SALT_SIZE);
}

/* Is this what already holds? Nothing known is the same as an empty value. 1 yes, 0 no, negative error. */
static int holds_already(cs_txn *t, const char *code, const char *field, const char *text,
                         size_t size, cs_err *err) {
  cs_query q;
  int rc = cs_query_open(t->store, CS_SQL_PERSONAL_AT, &q, err, "itti", (int64_t)t->company.id,
                         code, field, (int64_t)t->number);
  if (rc != CS_OK) return rc;
  rc = cs_query_next(&q, err);
  if (rc == 1) {
    const char *held = cs_column_text(&q, 0);
    rc = (size_t)sqlite3_column_bytes(q.statement, 0) == size && memcmp(held, text, size) == 0;
  } else if (rc == 0) {
    rc = size == 0;
  }
  cs_query_close(&q);
  return rc;
}

int cs_txn_set_personal(cs_txn *t, const char *code, const char *field, const char *text,
                        size_t size, cs_err *err) {
  int rc = cs_txn_check(t, err);
  if (rc != CS_OK) return rc;
  if (t->company.id == 0 || code[0] == '\0' || field[0] == '\0') {
    return cs_fail(err, CS_EUSAGE, CS_MSG_store_fact_invalid, code);
  }
  if (size == 0) text = "";
  rc = holds_already(t, code, field, text, size, err);
  if (rc != 0) return rc < 0 ? rc : CS_OK;

  unsigned char salt[SALT_SIZE];
  char digest[CS_HASH_TEXT];
  cs_buf scratch = {0};
  make_salt(t, code, field, salt);
  cs_personal_digest(t->company.code, code, field, text, size, salt, &scratch, digest);
  if (scratch.failed) {
    rc = cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory);
    goto done;
  }
  rc = cs_query_run(t->store, CS_SQL_PERSONAL_ADD, err, "ittiibs", (int64_t)t->company.id, code,
                    field, (int64_t)t->number, (int64_t)t->facts, salt, sizeof salt, text, size);
  if (rc != CS_OK) {
    t->failed = rc;
    goto done;
  }
  cs_buf_putc(&t->lines, 'p');
  cs_line_put_word(&t->lines, code, strlen(code));
  cs_line_put_word(&t->lines, field, strlen(field));
  cs_line_put_word(&t->lines, digest, strlen(digest));
  rc = cs_txn_line_end(t, err);

done:
  cs_buf_deinit(&scratch);
  sodium_memzero(salt, sizeof salt);
  return rc;
}

int cs_txn_erase(cs_txn *t, const char *code, cs_err *err) {
  int rc = cs_txn_check(t, err);
  if (rc != CS_OK) return rc;
  if (t->company.id == 0 || code[0] == '\0')
    return cs_fail(err, CS_EUSAGE, CS_MSG_store_fact_invalid, code);
  rc = cs_query_run(t->store, CS_SQL_PERSONAL_DELETE, err, "it", (int64_t)t->company.id, code);
  if (rc == CS_OK) {
    rc = cs_query_run(t->store, CS_SQL_ERASURE_ADD, err, "iti", (int64_t)t->company.id, code,
                      (int64_t)t->number);
  }
  if (rc != CS_OK) return t->failed = rc;
  t->erased = true;
  cs_buf_putc(&t->lines, 'x');
  cs_line_put_word(&t->lines, code, strlen(code));
  return cs_txn_line_end(t, err);
}

int cs_person_personal(cs_store *s, int32_t company, const char *code, const char *field,
                       uint32_t txn, cs_buf *out, bool *erased, cs_err *err) {
  if (erased != NULL) *erased = false;
  cs_query q;
  int rc = cs_query_open(s, CS_SQL_PERSONAL_AT, &q, err, "itti", (int64_t)company, code, field,
                         (int64_t)txn);
  if (rc != CS_OK) return rc;
  rc = cs_query_next(&q, err);
  bool row = rc == 1;
  size_t size = 0;
  if (row) {
    const char *text = cs_column_text(&q, 0);
    size = (size_t)sqlite3_column_bytes(q.statement, 0);
    cs_buf_put(out, text, size);
    rc = size > 0; /* an empty value took the one before back */
  }
  cs_query_close(&q);
  if (rc == 1 && out->failed) return cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory);
  if (rc != 0 || row) return rc;

  int64_t one = 0;
  rc = cs_query_number(s, CS_SQL_ERASURE_AFTER, &one, err, "iti", (int64_t)company, code,
                       (int64_t)0);
  if (rc == 1 && erased != NULL) *erased = true;
  return rc < 0 ? rc : 0;
}

/* Rows come by code, then time: the last one of a code holds. */
int cs_personal_each(cs_store *s, int32_t company, const char *field,
                     int (*row)(void *user, const char *code, const char *value, size_t size),
                     void *user, cs_err *err) {
  cs_query q;
  cs_buf code = {0}, value = {0};
  int rc = cs_query_open(s, CS_SQL_PERSONAL_OF_FIELD, &q, err, "it", (int64_t)company, field);
  if (rc != CS_OK) return rc;
  for (int more = 1; rc == CS_OK && more == 1;) {
    more = cs_query_next(&q, err);
    const char *next = more == 1 ? cs_column_text(&q, 0) : "";
    if (more < 0) rc = more;
    bool other = strcmp(next, code.size > 0 ? code.data : "") != 0;
    if (rc == CS_OK && other && value.size > 0) rc = row(user, code.data, value.data, value.size);
    if (rc != CS_OK || more != 1) break;
    const char *text = cs_column_text(&q, 1);
    cs_buf_clear(&code);
    cs_buf_clear(&value);
    cs_buf_put(&code, next, strlen(next) + 1);
    cs_buf_put(&value, text, (size_t)sqlite3_column_bytes(q.statement, 1));
    if (code.failed || value.failed) rc = cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory);
  }
  cs_query_close(&q);
  cs_buf_deinit(&code);
  cs_buf_deinit(&value);
  return rc;
}
