/* A company with a pack of procedures, people and roles, and the words to tell what becomes of a case. */
#pragma once
#include "procedure/office.h"
#include "store/archive.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#define HELPER static __attribute__((unused))

/* clang-format off */
#define AT(line) "'at': {'file': 'pack.lua', 'line': " #line "}"
#define CLAUSE(id) "{'id': '" id "', 'kind': 'rule', 'primitive': 'rule', 'executable': 'yes'}"
#define ATTRIBUTE(name, type) "'" name "': {'type': '" type "', 'label': {'en': '" name "'}}"
#define ASKED(name, type) "'" name "': {'type': '" type "', 'case': true, 'label': {'en': '" name "'}}"
#define ROLE_IS(name, who) "'" name "': {'label': {'en': '" name "'}, 'is': '" who "', " AT(20) "}"
#define ROLE(name) "'" name "': {'label': {'en': '" name "'}, 'several': true, " AT(21) "}"
#define BY(role) "'by': [{'role': '" role "'}]"

#define PACK_FACTS \
  "{'format': 1, 'id': 'sample', 'title': {'en': 'Sample'}, 'opaque': []," \
  " 'clauses': [" CLAUSE("1") "," CLAUSE("2") "," CLAUSE("3") "," CLAUSE("4") "," CLAUSE("5") "," CLAUSE("6") "," CLAUSE("7") "]," \
  " 'values': {" \
  "   'grades': {'kind': 'ladder', 'order': ['g1.a', 'g1.b', 'g2.a', 'g2.b'], 'labels': {'g1.b': {'en': 'one b', 'zh': '一乙'}}, " AT(1) "}," \
  "   'states': {'kind': 'catalogue', 'order': ['trial', 'confirmed'], 'labels': {}, " AT(2) "}," \
  "   'routes': {'kind': 'catalogue', 'order': ['short', 'long'], 'labels': {}, " AT(3) "}}," \
  " 'attributes': {" ATTRIBUTE("code", "code") "," ATTRIBUTE("status", "states") "," ATTRIBUTE("grade", "grades") "," \
      ATTRIBUTE("graded_on", "date") "," ATTRIBUTE("pay_from", "date") "," ATTRIBUTE("manager", "code") "," \
      ATTRIBUTE("department", "text") "," ATTRIBUTE("left_on", "date") "," ATTRIBUTE("pay", "integer") "," \
      ASKED("proposed", "grades") "," ASKED("ends_on", "date") "," ASKED("work", "integer") "," ASKED("conduct", "integer") "," ASKED("route", "routes") "," ASKED("post", "code") "}," \
  " 'series': {}, 'metrics': {}, 'events': {'praise': {'fields': {'by': {'type': 'text'}}, 'label': {'en': 'praise'}, " AT(4) "}}," \
  " 'spans': {'appointment': {'kinds': {'trial': {'en': 'trial'}}, 'label': {'en': 'appointment'}, " AT(5) "}}," \
  " 'parameters': {'pass': {'type': 'integer', 'required': true, 'clause': '5'}, 'drawn': {'type': 'integer', 'value': 3, 'required': false, 'clause': '6'}," \
  "   'pay by grade': {'type': 'table', 'keys': ['grades'], 'unit': 'integer', 'required': true, 'clause': '7', 'value': {'g1.a': 100, 'g1.b': 200}}}," \
  " 'readings': {'missing': {'choices': ['wait', 'reweigh'], 'default': 'wait', 'clauses': ['4'], 'question': {'en': '?'}}}," \
  " 'cycles': {'entry': {'clause': '4', 'label': {'en': 'entry'}, 'moves': 'grade',"                            \
  "   'population': {'when': {'op': 'all', 'of': []}}, 'eligibility': [{'clause': '2', 'when': {'op': 'is', 'attr': 'status', 'in': ['confirmed']}}]," \
  "   'ceiling': [{'clause': '5', 'top': 'g2.b'}], 'rulesets': [{'clause': '4', 'hit': 'first', 'rules': ["     \
  "     {'clause': '4', 'when': {'op': 'all', 'of': []}, 'gives': {'up': 1}}]}], 'routing': [], 'writes': {'grade': 'target'}}},"

#define PACK_PARTS \
  " 'roles': {" ROLE_IS("superior", "manager") "," ROLE_IS("candidate", "self") "," ROLE("hr") "," ROLE("boss") "," ROLE("head") "}," \
  " 'relations': {'under': {'label': {'en': 'under'}, " AT(6) "}}," \
  " 'checks': {'ready': {'clause': '1', 'gates': [{'clause': '2', 'when': {'op': 'is', 'attr': 'status', 'in': ['confirmed']}, " AT(22) "}], " AT(23) "}," \
  "   'good': {'clause': '5', 'gates': [{'clause': '6', 'when': {'op': 'number', 'attr': 'work', 'cmp': '>=', 'value': 7500}, " AT(24) "}," \
  "     {'clause': '7', 'when': {'op': 'number', 'attr': 'conduct', 'cmp': '>=', 'value': 7000}, " AT(24) "}], " AT(25) "}}," \
  " 'forms': {'notice': {'clause': '7', 'label': {'en': 'notice'}, 'kind': 'notice', 'fields': [], " AT(26) "}," \
  "   'sheet': {'clause': '7', 'label': {'en': 'sheet'}, 'kind': 'document', 'fields': [], " AT(26) "}," \
  "   'split': {'clause': '5', 'label': {'en': 'split'}, 'kind': 'score', 'fields': [], 'items': [" \
  "     {'item': 'pace', 'label': {'en': 'pace', 'zh': '速度'}, 'most': 2000, " AT(28) "}, {'item': 'care', 'label': {}, 'most': 1250, " AT(28) "}], " AT(28) "}," \
  "   'shares': {'clause': '6', 'label': {'en': 'shares'}, 'kind': 'score', 'fields': [], 'items': [" \
  "     {'item': 'a', 'label': {}, 'most': 300, 'weight': 6000, " AT(29) "}, {'item': 'b', 'label': {}, 'most': 700, 'weight': 4000, " AT(29) "}], " AT(29) "}," \
  "   'work form': {'clause': '5', 'label': {'en': 'work'}, 'kind': 'score', 'items': [], 'fields': [], " AT(27) "}," \
  "   'conduct form': {'clause': '5', 'label': {'en': 'conduct'}, 'kind': 'score', 'items': [], 'fields': [], " AT(27) "}}," \
  " 'panels': {'board': {'clause': '4', 'label': {'en': 'board'}, 'seats': [" \
  "     {'role': 'superior', 'weight': 3000, " AT(30) "}, {'role': 'head', 'weight': 5000, " AT(30) "}, {'role': 'hr', 'weight': 2000, " AT(30) "}]," \
  "   'pass': {'param': 'pass'}, 'missing': {'reading': 'missing'}, " AT(31) "}," \
  "   'led': {'clause': '4', 'label': {'en': 'led'}, 'chair': {'clause': '3', 'asked': 'post'}, 'seats': [" \
  "     {'role': 'superior', 'weight': 5000, " AT(35) "}, {'role': 'head', 'weight': 5000, " AT(35) "}]," \
  "   'pass': {'param': 'pass'}, 'missing': 'wait', " AT(36) "}}," \
  " 'checklists': {'matrix': {'clause': '6', 'label': {'en': 'matrix'}, 'by': 'proposed', 'cells': [" \
  "     {'row': 'skill', 'column': 'g1', 'clause': '6', 'label': {'en': 'deft'}, " AT(32) "}, {'row': 'calm', 'column': 'g1', 'clause': '7', " AT(32) "}]," \
  "   'rows': {'calm': {'en': 'calmness', 'zh': '沉着'}}, " AT(33) "}}," \
  " 'draws': {'lot': {'clause': '6', 'from': 'under', 'least': 2, 'most': 4, 'number': {'param': 'drawn'}, " AT(34) "}},"
/* clang-format on */

typedef struct scene {
  cs_store *store;
  cs_company company;
  cs_office *office;
  cs_case_hooks hooks;
  const char *actor;
  const char *today; /* the stamp's day */
  uint32_t ticks;
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

HELPER cs_date day(const char *text) {
  cs_date d;
  if (!cs_date_parse(text, strlen(text), &d)) fail_msg("no date: %s", text);
  return d;
}

HELPER cs_stamp stamp_of(scene *s) {
  cs_time now;
  assert_true(cs_time_parse(s->today, "UTC", &now));
  return (cs_stamp){
      .now = now + 1000 * ++s->ticks, .actor = s->actor, .system_user = "u", .command = "test"};
}

HELPER cs_txn *begin(scene *s) {
  cs_stamp stamp = stamp_of(s);
  cs_txn *t = NULL;
  OK(s, cs_txn_begin(s->store, &s->company, &stamp, &t, &s->err));
  return t;
}

/* The pieces as one text, apostrophes to quotes; freed by the caller. */
HELPER char *quoted(const char *const *pieces) {
  size_t size = 1;
  for (size_t i = 0; pieces[i] != NULL; i++) size += strlen(pieces[i]);
  char *json = calloc(1, size);
  assert_non_null(json);
  size_t n = 0;
  for (size_t i = 0; pieces[i] != NULL; i++)
    n += (size_t)snprintf(json + n, size - n, "%s", pieces[i]);
  for (char *at = json; *at != '\0'; at++)
    if (*at == '\'') *at = '"';
  return json;
}

HELPER void adopt(scene *s, const char *procedures, const char *settings) {
  char *json = quoted((const char *const[]){PACK_FACTS, PACK_PARTS, procedures, NULL});
  char *given = quoted((const char *const[]){settings, NULL});
  cs_pack_row row = {
      .id = "sample", .title = "{\"en\":\"Sample\"}", .compiled = json, .sources = "{}"};
  memset(row.hash, 'a' + (int)(s->ticks % 20), sizeof row.hash - 1);
  cs_txn *t = begin(s);
  OK(s, cs_pack_store(s->store, &row, &s->err));
  cs_adoption a = {.pack_id = "sample", .effective = CS_DATE_MIN, .settings = given};
  memcpy(a.hash, row.hash, sizeof a.hash);
  OK(s, cs_adopt(t, &a, &s->err));
  OK(s, cs_txn_commit(t, &s->err));
  free(json);
  free(given);
}

HELPER cs_symbol symbol(scene *s, const char *text) {
  cs_symbol out = 0;
  OK(s, cs_symbol_intern(s->store, text, strlen(text), &out, &s->err));
  return out;
}

HELPER cs_value word(scene *s, const char *text) {
  if (*text == '\0') return (cs_value){.kind = CS_NONE};
  cs_date d;
  if (cs_date_parse(text, strlen(text), &d)) return (cs_value){.kind = CS_DATE, .number = d};
  return (cs_value){.kind = CS_SYMBOL, .number = symbol(s, text)};
}

/* One fact of a subject: kind "" is an employee; from "" is from the beginning. */
HELPER void fact(scene *s, const char *kind, const char *code, const char *name, const char *from,
                 const char *value) {
  cs_record r;
  cs_txn *t = begin(s);
  OK(s, cs_record_init(&r, &s->err));
  int rc = cs_subject_load(s->store, s->company.id, kind, code, &r, &s->err);
  assert_true(rc == CS_OK || rc == CS_ENOTFOUND);
  cs_slot slot = {.klass = CS_ATTRIBUTE, .name = symbol(s, "code"), .at = CS_DATE_MIN};
  cs_value own = {.kind = CS_STRING, .text = code, .size = (uint32_t)strlen(code)},
           v = word(s, value);
  OK(s, cs_txn_set(t, &r, &slot, &own, &s->err));
  slot.name = symbol(s, name);
  if (*from != '\0') slot.at = day(from);
  OK(s, cs_txn_set(t, &r, &slot, &v, &s->err));
  OK(s, cs_txn_save(t, &r, &s->err));
  OK(s, cs_txn_commit(t, &s->err));
  cs_record_deinit(&r);
}

/* A span of a subject with three fields. */
HELPER void span(scene *s, const char *kind, const char *code, const char *const *fields) {
  cs_record r;
  cs_txn *t = begin(s);
  OK(s, cs_record_init(&r, &s->err));
  int rc = cs_subject_load(s->store, s->company.id, kind, code, &r, &s->err);
  assert_true(rc == CS_OK || rc == CS_ENOTFOUND);
  cs_slot slot = {.klass = CS_ATTRIBUTE, .name = symbol(s, "code"), .at = CS_DATE_MIN};
  cs_value own = {.kind = CS_STRING, .text = code, .size = (uint32_t)strlen(code)};
  OK(s, cs_txn_set(t, &r, &slot, &own, &s->err));
  slot = (cs_slot){.klass = CS_SPAN, .instance = cs_record_instances(&r, CS_SPAN) + 1};
  for (; *fields != NULL; fields += 2) {
    cs_value v = word(s, fields[1]);
    slot.name = symbol(s, fields[0]);
    OK(s, cs_txn_set(t, &r, &slot, &v, &s->err));
  }
  OK(s, cs_txn_save(t, &r, &s->err));
  OK(s, cs_txn_commit(t, &s->err));
  cs_record_deinit(&r);
}

HELPER void holds(scene *s, const char *role, const char *employee, const char *from) {
  span(s, "role", role, (const char *const[]){"employee", employee, "from", from, NULL});
}

HELPER void delegates(scene *s, const char *who, const char *delegate, const char *from,
                      const char *to) {
  span(s, "delegation", who,
       (const char *const[]){"delegate", delegate, "from", from, "to", to, NULL});
}

HELPER void hire(scene *s, const char *code, const char *manager) {
  fact(s, "", code, "status", "", "confirmed");
  fact(s, "", code, "grade", "2026-01-01", "g1.a");
  if (manager != NULL) fact(s, "", code, "manager", "", manager);
}

/* The attribute in force on a date, as text; "" when unknown. Lives until the next call. */
HELPER const char *known(scene *s, const char *code, const char *name, const char *on) {
  static char text[64];
  cs_record r;
  OK(s, cs_record_init(&r, &s->err));
  OK(s, cs_person_load(s->store, s->company.id, code, &r, &s->err));
  const cs_entry *e =
      cs_record_attribute(&r, cs_symbol_find(s->store, name, strlen(name)), day(on), UINT32_MAX);
  text[0] = '\0';
  if (e != NULL && e->value.kind == CS_DATE) cs_date_text((cs_date)e->value.number, text);
  if (e != NULL && e->value.kind == CS_INT)
    (void)snprintf(text, sizeof text, "%lld", (long long)e->value.number);
  if (e != NULL && e->value.kind == CS_SYMBOL)
    (void)snprintf(text, sizeof text, "%s", cs_symbol_text(s->store, (cs_symbol)e->value.number));
  cs_record_deinit(&r);
  return text;
}

HELPER scene *open_scene(const char *procedures, const char *settings) {
  scene *s = calloc(1, sizeof *s);
  assert_non_null(s);
  (void)unlink("scene.db");
  (void)unlink("scene.db-wal");
  (void)unlink("scene.db-shm");
  s->actor = "admin";
  s->today = "2026-07-06"; /* a Monday */
  OK(s, cs_store_open("scene.db", CS_STORE_CREATE, &s->store, &s->err));
  OK(s, cs_store_set_seed(s->store, 1, &s->err));
  cs_stamp stamp = stamp_of(s);
  cs_txn *t = NULL;
  OK(s, cs_txn_begin(s->store, NULL, &stamp, &t, &s->err));
  OK(s, cs_company_create(t, "one", "UTC", &s->company, &s->err));
  OK(s, cs_txn_commit(t, &s->err));
  adopt(s, procedures, settings);
  hire(s, "BOSS", NULL);
  hire(s, "LEAD", "BOSS");
  hire(s, "HR1", "BOSS");
  hire(s, "HR2", "BOSS");
  hire(s, "E1", "LEAD");
  hire(s, "E2", "LEAD");
  holds(s, "hr", "HR1", "2026-01-01");
  holds(s, "boss", "BOSS", "2026-01-01");
  OK(s, cs_office_open(s->store, &s->company, &s->hooks, &s->office, &s->err));
  return s;
}

HELPER void close_scene(scene *s) {
  cs_verified whole;
  cs_office_close(s->office);
  OK(s, cs_ledger_verify(s->store, &whole, &s->err));
  cs_store_close(s->store);
  free(s);
}

/* ---- what is done, each a transaction of its own ---- */

HELPER int try_open(scene *s, const char *actor, const char *procedure, const char *subject,
                    cs_words_given sets, char code[CS_KIND_SIZE]) {
  s->actor = actor;
  cs_stamp stamp = stamp_of(s);
  cs_opening o = {.procedure = procedure,
                  .subject = subject,
                  .on = CS_DATE_NONE,
                  .as_of = CS_DATE_NONE,
                  .sets = sets};
  OK(s, cs_office_begin(s->office, &stamp, &s->err));
  int rc = cs_office_opens(s->office, &o, code, &s->err);
  if (rc != CS_OK) {
    cs_office_rollback(s->office);
    return rc;
  }
  return cs_office_commit(s->office, &s->err);
}

HELPER int try_do(scene *s, const char *actor, cs_doing doing, cs_done *done) {
  s->actor = actor;
  cs_stamp stamp = stamp_of(s);
  cs_done ignored;
  if (doing.on == 0) doing.on = CS_DATE_NONE;
  OK(s, cs_office_begin(s->office, &stamp, &s->err));
  int rc = cs_office_does(s->office, &doing, done == NULL ? &ignored : done, &s->err);
  if (rc != CS_OK) {
    cs_office_rollback(s->office);
    return rc;
  }
  return cs_office_commit(s->office, &s->err);
}

#define WORDS(...) \
  { (const cs_word[]){__VA_ARGS__}, sizeof((cs_word[]){__VA_ARGS__}) / sizeof(cs_word) }
#define DO(s, actor, ...) OK(s, try_do((s), (actor), (cs_doing){__VA_ARGS__}, NULL))
#define NOT(s, code_, part, actor, ...) \
  REFUSED(s, code_, part, try_do((s), (actor), (cs_doing){__VA_ARGS__}, NULL))

/* Where the case stands, or how it ended. Lives until the next call. */
HELPER const char *stands(scene *s, const char *code) {
  static char text[128];
  json_t *data = NULL;
  OK(s, cs_office_case(s->office, code, NULL, UINT32_MAX, day(s->today), &data, &s->err));
  const char *stage = json_string_value(json_object_get(data, "stage"));
  const char *outcome = json_string_value(json_object_get(data, "outcome"));
  (void)snprintf(text, sizeof text, "%s", stage != NULL ? stage : outcome);
  json_decref(data);
  return text;
}
