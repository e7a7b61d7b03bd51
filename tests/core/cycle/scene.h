/* A database with the sample pack and some people, and the words to tell a story with. */
#pragma once
#include "cycle/cycle.h"
#include "pack.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

typedef struct scene {
  cs_store *store;
  cs_company company;
  cs_time now;
  cs_err err;
} scene;

#define OK(s, call)                                                                   \
  do {                                                                                \
    int rc_ = (call);                                                                 \
    if (rc_ != CS_OK) fail_msg("%s: %s: %s", #call, cs_err_name(rc_), (s)->err.text); \
  } while (0)

/* The call fails with the code, and the text says `part`. */
#define REFUSED(s, code_, part, call)                                                            \
  do {                                                                                           \
    (s)->err = (cs_err){0};                                                                      \
    int rc_ = (call);                                                                            \
    if (rc_ != (code_)) fail_msg("%s: %s: %s", #call, cs_err_name(rc_), (s)->err.text);          \
    if (strstr((s)->err.text, (part)) == NULL) fail_msg("%s lacks '%s'", (s)->err.text, (part)); \
  } while (0)

#define AS_OF cs_date_of(2026, 7, 1)

static inline cs_stamp stamp_of(scene *s) {
  s->now += 1000;
  return (cs_stamp){.now = s->now, .actor = "Ann", .system_user = "ann", .command = "test"};
}

static inline cs_txn *begin(scene *s) {
  cs_stamp stamp = stamp_of(s);
  cs_txn *t = NULL;
  OK(s, cs_txn_begin(s->store, &s->company, &stamp, &t, &s->err));
  return t;
}

static inline void commit(scene *s, cs_txn *t) { OK(s, cs_txn_commit(t, &s->err)); }

/* -- the pack ---- */
static inline char *pack_json(const char *id) { /* freed by the caller */
  char *json = strdup(pack_text);
  assert_non_null(json);
  for (char *at = json; *at != '\0'; at++)
    if (*at == '\'') *at = '"';
  char *name = strstr(json, "sample");
  assert_non_null(name);
  memcpy(name, id, strlen("sample"));
  return json;
}

static inline void adopt(scene *s, const char *id, cs_date effective, const char *settings) {
  char *json = pack_json(id);
  cs_pack_row row = {.id = id, .title = "{\"en\":\"Sample\"}", .compiled = json, .sources = "{}"};
  memset(row.hash, id[0], sizeof row.hash - 1);
  cs_txn *t = begin(s);
  OK(s, cs_pack_store(s->store, &row, &s->err));
  cs_adoption a = {.pack_id = id, .effective = effective, .settings = settings};
  memcpy(a.hash, row.hash, sizeof a.hash);
  OK(s, cs_adopt(t, &a, &s->err));
  commit(s, t);
  free(json);
}

/* -- people ---- */
static inline cs_symbol symbol(scene *s, const char *text) {
  cs_symbol out = 0;
  OK(s, cs_symbol_intern(s->store, text, strlen(text), &out, &s->err));
  return out;
}

static inline void put(scene *s, cs_txn *t, cs_record *r, cs_slot slot, cs_value value) {
  OK(s, cs_txn_set(t, r, &slot, &value, &s->err));
}

static inline void put_symbol(scene *s, cs_txn *t, cs_record *r, const char *name, cs_date at,
                              const char *text) {
  cs_slot slot = {.klass = CS_ATTRIBUTE, .name = symbol(s, name), .at = at};
  cs_value value = {.kind = CS_NONE};
  if (text != NULL) value = (cs_value){.kind = CS_SYMBOL, .number = symbol(s, text)};
  put(s, t, r, slot, value);
}

static inline void put_date(scene *s, cs_txn *t, cs_record *r, const char *name, cs_date at,
                            cs_date date) {
  cs_slot slot = {.klass = CS_ATTRIBUTE, .name = symbol(s, name), .at = at};
  put(s, t, r, slot, (cs_value){.kind = CS_DATE, .number = date});
}

static inline void put_mark(scene *s, cs_txn *t, cs_record *r, int month, const char *mark) {
  cs_slot slot = {.klass = CS_SERIES,
                  .name = symbol(s, "mark"),
                  .at =
                      CS_PERIOD_SLOT(CS_MONTH, cs_period_of(CS_MONTH, cs_date_of(2026, month, 1)))};
  cs_value value = {.kind = CS_NONE};
  if (mark != NULL) value = (cs_value){.kind = CS_SYMBOL, .number = symbol(s, mark)};
  put(s, t, r, slot, value);
}

/* A clerk in a grade with two marks; "" leaves something blank. */
static inline void hire(scene *s, cs_txn *t, const char *code, const char *post, const char *state,
                        const char *grade, const char *may, const char *june) {
  cs_record r;
  OK(s, cs_record_init(&r, &s->err));
  int rc = cs_person_load(s->store, s->company.id, code, &r, &s->err);
  assert_true(rc == CS_OK || rc == CS_ENOTFOUND);
  cs_slot slot = {.klass = CS_ATTRIBUTE, .name = symbol(s, "code"), .at = CS_DATE_MIN};
  put(s, t, &r, slot, (cs_value){.kind = CS_STRING, .text = code, .size = (uint32_t)strlen(code)});
  if (*post) put_symbol(s, t, &r, "position", CS_DATE_MIN, post);
  if (*state) put_symbol(s, t, &r, "status", CS_DATE_MIN, state);
  if (*grade) put_symbol(s, t, &r, "grade", cs_date_of(2026, 1, 1), grade);
  put_date(s, t, &r, "hired_on", CS_DATE_MIN, cs_date_of(2020, 1, 1));
  put_date(s, t, &r, "graded_on", cs_date_of(2026, 1, 1), cs_date_of(2026, 1, 1));
  if (*may) put_mark(s, t, &r, 5, may);
  if (*june) put_mark(s, t, &r, 6, june);
  OK(s, cs_txn_save(t, &r, &s->err));
  cs_record_deinit(&r);
}

/* One change of one person, a transaction of its own. */
typedef enum change { A_MARK, A_DEPARTMENT, A_GRADE, A_POST, A_CODE } change;
static inline void correct(scene *s, const char *code, change what, const char *value) {
  cs_record r;
  cs_txn *t = begin(s);
  OK(s, cs_record_init(&r, &s->err));
  OK(s, cs_person_load(s->store, s->company.id, code, &r, &s->err));
  if (what == A_MARK) put_mark(s, t, &r, 6, value);
  if (what == A_DEPARTMENT) put_symbol(s, t, &r, "department", CS_DATE_MIN, value);
  if (what == A_GRADE) put_symbol(s, t, &r, "grade", cs_date_of(2026, 1, 1), value);
  if (what == A_POST) put_symbol(s, t, &r, "position", CS_DATE_MIN, value);
  if (what == A_CODE) put_symbol(s, t, &r, "code", CS_DATE_MIN, value);
  OK(s, cs_txn_save(t, &r, &s->err));
  cs_record_deinit(&r);
  commit(s, t);
}

/* The attribute in force on a date, as text: a symbol or a date; "" when unknown. Lives until the next call. */
static inline const char *attribute(scene *s, const char *code, const char *name, cs_date on) {
  static char text[64];
  cs_record r;
  OK(s, cs_record_init(&r, &s->err));
  OK(s, cs_person_load(s->store, s->company.id, code, &r, &s->err));
  const cs_entry *e =
      cs_record_attribute(&r, cs_symbol_find(s->store, name, strlen(name)), on, UINT32_MAX);
  text[0] = '\0';
  if (e != NULL && e->value.kind == CS_DATE) cs_date_text((cs_date)e->value.number, text);
  if (e != NULL && e->value.kind == CS_SYMBOL)
    (void)snprintf(text, sizeof text, "%s", cs_symbol_text(s->store, (cs_symbol)e->value.number));
  cs_record_deinit(&r);
  return text;
}

/* P1 direct, P2 panel, P3 not_met, P4 capped, P5 ineligible, P6 undetermined, P7 direct, P8 out of scope. */
static inline void hire_eight(scene *s) {
  cs_txn *t = begin(s);
  hire(s, t, "P1", "clerk", "confirmed", "g1", "A", "A");
  hire(s, t, "P2", "clerk", "confirmed", "g2", "A", "S");
  hire(s, t, "P3", "clerk", "confirmed", "g1", "B", "A");
  hire(s, t, "P4", "clerk", "confirmed", "g4", "A", "A");
  hire(s, t, "P5", "clerk", "trial", "g1", "A", "A");
  hire(s, t, "P6", "clerk", "confirmed", "g1", "A", "");
  hire(s, t, "P7", "clerk", "confirmed", "g1", "S", "A");
  hire(s, t, "P8", "boss", "confirmed", "g4", "A", "A");
  commit(s, t);
}

/* Many people, all kinds of outcomes, several units. */
static inline void hire_many(scene *s, int count) {
  static const char *const marks[] = {"S", "A", "B", "", "C"};
  static const char *const grades[] = {"g1", "g2", "g3", "g4", "g1", ""};
  cs_txn *t = begin(s);
  for (int i = 0; i < count; i++) {
    char code[16];
    (void)snprintf(code, sizeof code, "E%06d", i);
    hire(s, t, code, i % 11 == 0 ? "boss" : "clerk", i % 13 == 0 ? "trial" : "confirmed",
         grades[i % 6], marks[i / 6 % 5], marks[i / 30 % 5]);
  }
  commit(s, t);
}

/* -- the scene ---- */
static inline void found(scene *s, const char *code) {
  cs_stamp stamp = stamp_of(s);
  cs_txn *t = NULL;
  OK(s, cs_txn_begin(s->store, NULL, &stamp, &t, &s->err));
  OK(s, cs_company_create(t, code, "UTC", &s->company, &s->err));
  OK(s, cs_txn_commit(t, &s->err));
}

static inline scene *open_scene(void) {
  scene *s = calloc(1, sizeof *s);
  assert_non_null(s);
  (void)unlink("scene.db");
  (void)unlink("scene.db-wal");
  (void)unlink("scene.db-shm");
  s->now = 1000000;
  OK(s, cs_store_open("scene.db", CS_STORE_CREATE, &s->store, &s->err));
  OK(s, cs_store_set_seed(s->store, 1, &s->err));
  found(s, "one");
  return s;
}

static inline scene *sample_scene(void) {
  scene *s = open_scene();
  adopt(s, "sample", CS_DATE_MIN, "{}");
  hire_eight(s);
  return s;
}

static inline void close_scene(scene *s) {
  cs_verified whole;
  OK(s, cs_ledger_verify(s->store, &whole, &s->err));
  cs_store_close(s->store);
  free(s);
}

/* -- what is done ---- */
static inline cs_plan_options yearly(const scene *s) {
  return (cs_plan_options){
      .cycle = "yearly", .as_of = AS_OF, .known_txn = UINT32_MAX, .now = s->now, .threads = 2};
}

static inline uint32_t plan(scene *s) {
  cs_plan_options options = yearly(s);
  cs_run run;
  OK(s, cs_cycle_plan(s->store, &s->company, &options, &run, &s->err));
  return run.id;
}

static inline uint64_t approve(scene *s, uint32_t run, const char *const *codes, size_t count) {
  cs_stamp stamp = stamp_of(s);
  uint64_t approved = 0;
  OK(s, cs_cycle_approve(s->store, &s->company, &stamp, run, "Boss", codes, count, &approved, NULL,
                         &s->err));
  return approved;
}

static inline int try_apply(scene *s, uint32_t run, cs_applied *out) {
  cs_stamp stamp = stamp_of(s);
  return cs_cycle_apply(s->store, &s->company, &stamp, run, NULL, out, &s->err);
}

static inline uint64_t apply(scene *s, uint32_t run) {
  cs_applied applied;
  OK(s, try_apply(s, run, &applied));
  return applied.applied;
}

static inline int try_undo(scene *s, uint32_t run, uint64_t *people) {
  cs_stamp stamp = stamp_of(s);
  return cs_cycle_undo(s->store, &s->company, &stamp, run, "a mistake", people, &s->err);
}

static inline uint64_t undo(scene *s, uint32_t run) {
  uint64_t people = 0;
  OK(s, try_undo(s, run, &people));
  return people;
}

static inline int try_mark(scene *s, uint32_t run, const char *code, cs_mark_kind kind) {
  cs_stamp stamp = stamp_of(s);
  return cs_cycle_mark(s->store, &s->company, &stamp, run, code, kind, "because", &s->err);
}

static inline int try_override(scene *s, uint32_t run, const char *code, const char *outcome,
                               const char *to) {
  cs_stamp stamp = stamp_of(s);
  return cs_cycle_override(s->store, &s->company, &stamp, run, code, outcome, to, "because",
                           &s->err);
}

/* "direct g2 +1 [3.a] hold approved applied": one person's decision now; "" when there is none. Lives until the next call. */
static inline const char *tell(scene *s, uint32_t run, const char *code) {
  static char text[256];
  static const char *const marks[] = {"", " override", " hold", " exclude", " release"};
  cs_run_reader *reader = NULL;
  cs_outcome_now now;
  OK(s, cs_run_reader_open(s->store, &s->company, run, &reader, &s->err));
  int rc = cs_run_reader_find(reader, code, &now, &s->err);
  assert_true(rc == 0 || rc == 1);
  text[0] = '\0';
  if (rc == 1) {
    size_t n = (size_t)snprintf(text, sizeof text, "%s", cs_outcome_name(now.decision.outcome));
    if (now.decision.to != NULL)
      n += (size_t)snprintf(text + n, sizeof text - n, " %s %+d [%s]", now.decision.to,
                            now.decision.steps, now.decision.rule == NULL ? "" : now.decision.rule);
    (void)snprintf(text + n, sizeof text - n, "%s%s%s", marks[now.mark],
                   now.approved ? " approved" : "", now.applied ? " applied" : "");
  }
  cs_run_reader_close(reader);
  return text;
}
