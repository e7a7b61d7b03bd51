/* What the tests of core/store share: a database in the current folder, and short words for facts. */
#pragma once
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>
#include "store/archive.h"
#include "store/subject.h"
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PATH "test.db"
#define assert_ok(call)                                              \
  do {                                                               \
    int rc_ = (call);                                                \
    if (rc_ != CS_OK) fail_msg("%s: %d %s", #call, rc_, error.text); \
  } while (0)
#define assert_code(expected, call) assert_int_equal((call), (expected))
#define assert_text(part)                                                                       \
  do {                                                                                          \
    if (strstr(error.text, (part)) == NULL) fail_msg("'%s' is not in: %s", (part), error.text); \
  } while (0)

static cs_err error;

#define TEXT_MAX 4096 /* of a buffer that append fills */
static inline void append(char *text, const char *more) {
  size_t used = strlen(text);
  snprintf(text + used, TEXT_MAX - used, "%s", more);
}

static inline void remove_database(void) {
  unlink(PATH);
  unlink(PATH "-wal");
  unlink(PATH "-shm");
}

static inline cs_txn *begin_at(cs_store *s, const cs_company *c, cs_time now) {
  cs_stamp stamp = {.now = now, .actor = "Mei", .system_user = "root", .command = "cursus test"};
  cs_txn *t = NULL;
  assert_ok(cs_txn_begin(s, c, &stamp, &t, &error));
  return t;
}

static inline cs_txn *begin(cs_store *s, const cs_company *c) { return begin_at(s, c, 1000); }

static inline cs_company add_company(cs_store *s, const char *code) {
  cs_company company;
  cs_txn *t = begin(s, NULL);
  assert_ok(cs_company_create(t, code, "Asia/Shanghai", &company, &error));
  assert_ok(cs_txn_commit(t, &error));
  return company;
}

/* A new database with company "one". */
static inline cs_store *create_seeded(cs_company *company, uint64_t seed) {
  remove_database();
  cs_store *s = NULL;
  assert_ok(cs_store_open(PATH, CS_STORE_CREATE, &s, &error));
  if (seed != 0) assert_ok(cs_store_set_seed(s, seed, &error));
  *company = add_company(s, "one");
  return s;
}

static inline cs_store *create(cs_company *company) { return create_seeded(company, 0); }

static inline cs_symbol symbol(cs_store *s, const char *text) {
  cs_symbol out = 0;
  assert_ok(cs_symbol_intern(s, text, strlen(text), &out, &error));
  return out;
}

static inline cs_value text_value(const char *text) {
  return (cs_value){.kind = CS_STRING, .text = text, .size = (uint32_t)strlen(text)};
}

static inline cs_slot attribute(cs_symbol name, cs_date at) {
  return (cs_slot){.klass = CS_ATTRIBUTE, .name = name, .at = at};
}

static inline cs_slot month(cs_symbol series, int year, int number) {
  return (cs_slot){
      .klass = CS_SERIES, .name = series, .at = CS_PERIOD_SLOT(CS_MONTH, year * 12 + number - 1)};
}

/* Load, set one slot, save. */
static inline void put(cs_txn *t, cs_store *s, const cs_company *c, const char *code, cs_slot slot,
                       cs_value value) {
  cs_record r;
  assert_ok(cs_record_init(&r, &error));
  int rc = cs_person_load(s, c->id, code, &r, &error);
  if (rc != CS_ENOTFOUND) assert_ok(rc);
  assert_ok(cs_txn_set(t, &r, &slot, &value, &error));
  assert_ok(cs_txn_save(t, &r, &error));
  cs_record_deinit(&r);
}

/* The same for a subject of another kind. */
static inline void put_subject(cs_txn *t, cs_store *s, const cs_company *c, const char *kind,
                               const char *code, cs_slot slot, cs_value value) {
  cs_record r;
  assert_ok(cs_record_init(&r, &error));
  int rc = cs_subject_load(s, c->id, kind, code, &r, &error);
  if (rc != CS_ENOTFOUND) assert_ok(rc);
  assert_string_equal(r.kind, kind);
  assert_string_equal(r.code, code);
  assert_ok(cs_txn_set(t, &r, &slot, &value, &error));
  assert_ok(cs_txn_save(t, &r, &error));
  cs_record_deinit(&r);
}

static inline void put_person(cs_txn *t, cs_store *s, const cs_company *c, const char *code) {
  put(t, s, c, code, attribute(symbol(s, "code"), CS_DATE_MIN), text_value(code));
}

static inline void put_rating(cs_txn *t, cs_store *s, const cs_company *c, const char *code,
                              int number, const char *rating) {
  cs_value value = {.kind = CS_SYMBOL, .number = symbol(s, rating)};
  put(t, s, c, code, month(symbol(s, "rating"), 2026, number), value);
}

/* The rating of a month as text, as known at a transaction; "" unknown. */
static inline const char *rating_of(cs_store *s, const cs_company *c, const char *code, int number,
                                    uint32_t txn) {
  cs_record r;
  assert_ok(cs_record_init(&r, &error));
  const char *text = "";
  if (cs_person_load(s, c->id, code, &r, &error) == CS_OK) {
    cs_slot slot = month(cs_symbol_find(s, "rating", 6), 2026, number);
    const cs_entry *e = cs_record_find(&r, &slot, txn);
    if (e != NULL && e->value.kind == CS_SYMBOL)
      text = cs_symbol_text(s, (cs_symbol)e->value.number);
  }
  cs_record_deinit(&r);
  return text;
}

/* Behind the store's back. */
static inline void sql(const char *text) {
  sqlite3 *db = NULL;
  char *message = NULL;
  assert_int_equal(sqlite3_open(PATH, &db), SQLITE_OK);
  if (sqlite3_exec(db, text, NULL, NULL, &message) != SQLITE_OK) fail_msg("%s: %s", text, message);
  sqlite3_close(db);
}
