#include "store/subject.h"
#include "base/messages.h"
#include "store/internal.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int cs_kind_check(const char *kind, cs_err *err) {
  if (strlen(kind) < CS_KIND_SIZE) return CS_OK;
  return cs_fail(err, CS_EUSAGE, CS_MSG_store_kind_long, kind, CS_KIND_SIZE - 1);
}

/* -- records -------------------------------------------------------------------------------------------------------- */
static int open_record(cs_store *s, cs_shelf shelf, int64_t company, const char *kind,
                       const char *code, cs_query *q, cs_err *err) {
  if (shelf == CS_SHELF_SUSPECT)
    return cs_query_open(s, CS_SQL_SUSPECT_GET, q, err, "itt", company, kind, code);
  return cs_query_open(s, CS_SQL_SUBJECT_GET, q, err, "itt", company, kind, code);
}

int cs_shelf_load(cs_store *s, cs_shelf shelf, int32_t company, const char *kind, const char *code,
                  cs_record *out, cs_err *err) {
  cs_query q;
  char copy[CS_KIND_SIZE]; /* `kind` may be the record's own */
  int rc = cs_kind_check(kind, err);
  if (rc != CS_OK) return rc;
  memcpy(copy, kind, strlen(kind) + 1);
  if (shelf == CS_SHELF_STORED && copy[0] == '\0') {
    rc = cs_bundle_load(s, company, code, out, err);
    if (rc == CS_ENOTFOUND) cs_record_clear(out, code);
    return rc;
  }
  rc = open_record(s, shelf, company, copy, code, &q, err);
  if (rc != CS_OK) return rc;
  rc = cs_query_next(&q, err);
  if (rc == 1) {
    const void *bytes = sqlite3_column_blob(q.statement, 1);
    rc = cs_record_decode(out, code, bytes, (size_t)sqlite3_column_bytes(q.statement, 1), err);
    memcpy(out->kind, copy, sizeof out->kind);
  } else if (rc == 0) {
    rc = CS_ENOTFOUND;
  }
  cs_query_close(&q);
  if (rc == CS_ENOTFOUND) cs_record_clear_as(out, copy, code);
  return rc;
}

int cs_subject_load(cs_store *s, int32_t company, const char *kind, const char *code,
                    cs_record *out, cs_err *err) {
  return cs_shelf_load(s, CS_SHELF_STORED, company, kind, code, out, err);
}

static int save_person(cs_store *s, int32_t company, const cs_record *r, cs_err *err) {
  const cs_neighbour n = {
      .code = r->code, .last = r->last_txn, .record = s->encoded.data, .size = s->encoded.size};
  int rc = cs_bundle_save(s, company, &n, err);
  if (rc != CS_OK || !cs_code_is_bound(r->code)) return rc;
  return cs_query_run(s, CS_SQL_BOUND_ADD, err, "it", (int64_t)company, r->code);
}

int cs_shelf_save(cs_store *s, cs_shelf shelf, int32_t company, const cs_record *r, cs_err *err) {
  if (r->code[0] == '\0')
    return cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory); /* see cs_record_clear */
  cs_buf_clear(&s->encoded);
  cs_record_encode(r, &s->encoded);
  if (s->encoded.failed) return cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory);
  if (shelf == CS_SHELF_STORED && r->kind[0] == '\0') return save_person(s, company, r, err);
  cs_statement put = shelf == CS_SHELF_STORED ? CS_SQL_SUBJECT_PUT : CS_SQL_SUSPECT_PUT;
  return cs_query_run(s, put, err, "ittib", (int64_t)company, r->kind, r->code,
                      (int64_t)r->last_txn, s->encoded.data, s->encoded.size);
}

/* -- kinds and codes ------------------------------------------------------------------------------------------------ */
int cs_subject_kinds(cs_store *s, int32_t company, int (*row)(void *user, const char *kind),
                     void *user, cs_err *err) {
  cs_query q;
  int rc = cs_query_open(s, CS_SQL_SUBJECT_KINDS, &q, err, "i", (int64_t)company);
  if (rc != CS_OK) return rc;
  while ((rc = cs_query_next(&q, err)) == 1) {
    rc = row(user, cs_column_text(&q, 0));
    if (rc != 0) break;
  }
  cs_query_close(&q);
  return rc;
}

#define DIGITS_MAX 18 /* of a number that fits 64 bits */

/* The highest number that stands behind the prefix in exactly `digits` digits; 0: none. */
static int last_number(cs_txn *t, const char *kind, const char *prefix, int digits, int64_t *out,
                       cs_err *err) {
  cs_query q;
  *out = 0;
  int rc = cs_query_open(t->store, CS_SQL_SUBJECT_LAST_CODE, &q, err, "itti",
                         (int64_t)t->company.id, kind, prefix, (int64_t)digits);
  if (rc != CS_OK) return rc;
  rc = cs_query_next(&q, err);
  if (rc == 1) *out = strtoll(cs_column_text(&q, 0) + strlen(prefix), NULL, 10);
  cs_query_close(&q);
  return rc == 1 ? CS_OK : rc;
}

void cs_subject_saved(cs_txn *t, const cs_record *r) {
  if (r->kind[0] == '\0' || strcmp(r->kind, t->given.kind) != 0) return;
  t->given.saved = strcmp(r->code, t->given.code) == 0;
  if (!t->given.saved) t->given.kind[0] = '\0';
}

/* Many are asked for one after the other: the one behind a code that was given and saved need not be looked up. */
static bool follow(const cs_txn *t, const char *kind, const char *prefix, int digits,
                   int64_t *number) {
  size_t size = strlen(prefix), length = strlen(t->given.code);
  *number = t->given.number;
  return t->given.saved && strcmp(kind, t->given.kind) == 0 && digits == t->given.digits &&
         length == size + (size_t)digits && memcmp(prefix, t->given.code, size) == 0 &&
         strspn(t->given.code + size, "9") != (size_t)digits;
}

static int look_up_number(cs_txn *t, const char *kind, const char *prefix, int *digits,
                          int64_t *number, cs_err *err) {
  int64_t most = 1;
  for (int i = 0; i < *digits; i++) most *= 10;
  int rc = last_number(t, kind, prefix, *digits, number, err);
  while (rc == CS_OK && *number == most - 1 && *digits < DIGITS_MAX) {
    int64_t longer = 0;
    rc = last_number(t, kind, prefix, ++*digits, &longer, err);
    if (rc == CS_OK && longer > *number) *number = longer;
    if (longer == 0) break; /* the first with one digit more */
    most *= 10;
  }
  return rc;
}

int cs_subject_next_code(cs_txn *t, const char *kind, const char *prefix, int digits,
                         char out[CS_KIND_SIZE], cs_err *err) {
  int64_t number = 0;
  int wanted = digits;
  out[0] = '\0';
  if (digits < 1 || digits > DIGITS_MAX || strlen(prefix) + DIGITS_MAX >= CS_KIND_SIZE) {
    return cs_fail(err, CS_EUSAGE, CS_MSG_store_fact_invalid, prefix);
  }
  int rc = cs_kind_check(kind, err);
  if (rc == CS_OK && !follow(t, kind, prefix, digits, &number))
    rc = look_up_number(t, kind, prefix, &digits, &number, err);
  if (rc != CS_OK) return rc;
  snprintf(out, CS_KIND_SIZE, "%s%0*" PRId64, prefix, digits, ++number);
  memcpy(t->given.kind, kind, strlen(kind) + 1);
  memcpy(t->given.code, out, CS_KIND_SIZE);
  t->given.number = number;
  t->given.digits = wanted;
  t->given.saved = false;
  return CS_OK;
}
