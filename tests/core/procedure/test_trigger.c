/* Facts that open cases: once each, not for newcomers, not for what is old. */
#include "core/procedure/scene.h"
#include "procedure/desk.h"

/* clang-format off */
#define TRIGGERS                                                                                          \
  "'procedures': {'talk': {'clause': '6', 'label': {'en': 'talk'}, 'subject': 'employee', 'asks': [], 'opens': {'check': 'ready'}, 'stages': ["  \
  "   {'stage': 'talk', 'clause': '6', 'act': 'do', " BY("hr") ", " AT(44) "}], " AT(40) "}},"             \
  " 'triggers': {'left': {'clause': '7', 'on': {'attribute': 'left_on'}, 'as_of': 'effective', 'opens': 'talk', 'fresh': 2, " AT(50) "}," \
  "  'raised': {'clause': '5', 'on': {'attribute': 'grade', 'values': ['g2.a']}, 'as_of': 'month_after', 'opens': 'talk',"                \
  "   'when': {'op': 'is', 'attr': 'department', 'in': ['sales']}, " AT(51) "},"                            \
  "  'praised': {'clause': '4', 'on': {'event': 'praise'}, 'as_of': 'recorded', 'opens': 'talk', " AT(52) "}}}"
/* clang-format on */

static uint32_t head(scene *s) {
  cs_txn_info info;
  OK(s, cs_ledger_head(s->store, &info, &s->err));
  return info.number;
}

/* What transactions after `since` trigger: freed by the caller. */
static json_t *trigger(scene *s, uint32_t since) {
  cs_triggered out = {.list = json_array(), .more = json_array(), .most = SIZE_MAX};
  cs_stamp stamp = stamp_of(s);
  OK(s, cs_office_begin(s->office, &stamp, &s->err));
  OK(s, cs_office_triggers(s->office, since, &out, &s->err));
  OK(s, cs_office_commit(s->office, &s->err));
  assert_int_equal(json_array_size(out.more), 0);
  json_decref(out.more);
  return out.list;
}

/* What the newest transaction triggers: freed by the caller. */
static json_t *triggered(scene *s) { return trigger(s, head(s) - 1); }

#define SAYS(out, i, name) json_string_value(json_object_get(json_array_get((out), (i)), (name)))

static void test_once_and_only_once(void **state) {
  (void)state;
  scene *s = open_scene(TRIGGERS, "{}");
  fact(s, "", "E1", "left_on", "", "2026-07-20");
  uint32_t txn = head(s);
  json_t *out = triggered(s);
  assert_int_equal(json_array_size(out), 1);
  assert_string_equal(SAYS(out, 0, "case"), "C000001");
  assert_string_equal(SAYS(out, 0, "fact"), "left_on:2026-07-20");
  json_decref(out);
  json_t *data = NULL;
  OK(s, cs_office_case(s->office, "C000001", NULL, UINT32_MAX, day(s->today), &data, &s->err));
  assert_string_equal(json_string_value(json_object_get(data, "as_of")), "2026-07-20");
  json_decref(data);
  out = trigger(s, txn - 1);
  assert_int_equal(json_array_size(out), 0);
  json_decref(out);
  close_scene(s);
}

static size_t triggered_since(scene *s, uint32_t txn) {
  json_t *out = trigger(s, txn);
  size_t count = json_array_size(out);
  json_decref(out);
  return count;
}

/* Of what the candidate's own record has opened nobody is the opener: whose turn it is withdraws it. */
static void test_opened_by_the_candidate(void **state) {
  (void)state;
  scene *s = open_scene(TRIGGERS, "{}");
  uint32_t before = head(s);
  s->actor = "E1";
  fact(s, "", "E1", "left_on", "", "2026-07-20");
  assert_int_equal(triggered_since(s, before), 1);
  NOT(s, CS_EREFUSED, "E1 does not hold 'hr'", "E1", .code = "C000001",
      .verb = CS_CASE_VERB_WITHDRAW, .comment = "x");
  NOT(s, CS_EREFUSED, "BOSS does not hold 'hr'", "BOSS", .code = "C000001",
      .verb = CS_CASE_VERB_WITHDRAW, .comment = "x");
  DO(s, "HR1", .code = "C000001", .verb = CS_CASE_VERB_WITHDRAW, .comment = "a slip");
  assert_string_equal(stands(s, "C000001"), "withdrawn");
  close_scene(s);
}

/* A case that was withdrawn is not opened again by looking again, but by the fact when it comes in anew. */
static void test_withdrawn_and_recorded_anew(void **state) {
  (void)state;
  scene *s = open_scene(TRIGGERS, "{}");
  uint32_t before = head(s);
  fact(s, "", "E1", "left_on", "", "2026-07-20");
  assert_int_equal(triggered_since(s, before), 1);
  DO(s, "admin", .code = "C000001", .verb = CS_CASE_VERB_WITHDRAW, .comment = "another E1");
  assert_int_equal(triggered_since(s, before), 0);
  fact(s, "", "E1", "left_on", "", "");
  fact(s, "", "E1", "left_on", "", "2026-07-20");
  assert_int_equal(triggered_since(s, before), 1);
  assert_string_equal(stands(s, "C000001"), "withdrawn");
  assert_string_equal(stands(s, "C000002"), "talk");
  assert_int_equal(triggered_since(s, before), 0);
  NOT(s, CS_EREFUSED, "C000002", "admin", .code = "C000001", .verb = CS_CASE_VERB_REVERSE, .act = 2,
      .comment = "x");
  close_scene(s);
}

static void test_newcomers_and_old_facts_open_nothing(void **state) {
  (void)state;
  scene *s = open_scene(TRIGGERS, "{}");
  fact(s, "", "E9", "left_on", "", "2026-07-01");
  json_t *out = triggered(s);
  assert_int_equal(json_array_size(out), 0);
  json_decref(out);
  fact(s, "", "E1", "left_on", "", "2026-05-01"); /* more than two months ago */
  out = triggered(s);
  assert_int_equal(json_array_size(out), 0);
  json_decref(out);
  close_scene(s);
}

static void test_values_and_conditions(void **state) {
  (void)state;
  scene *s = open_scene(TRIGGERS, "{}");
  fact(s, "", "E1", "department", "", "sales");
  fact(s, "", "E1", "grade", "2026-07-10", "g1.b");
  json_t *out = triggered(s);
  assert_int_equal(json_array_size(out), 0);
  json_decref(out);
  fact(s, "", "E1", "grade", "2026-07-15", "g2.a");
  out = triggered(s);
  assert_int_equal(json_array_size(out), 1);
  assert_non_null(SAYS(out, 0, "case"));
  json_decref(out);
  fact(s, "", "E2", "department", "", "repair");
  fact(s, "", "E2", "grade", "2026-07-15", "g2.a");
  out = triggered(s);
  assert_int_equal(json_array_size(out), 0);
  json_decref(out);
  close_scene(s);
}

/* What cannot be said, and what the procedure refuses, is told and stops nothing. */
static void test_what_cannot_be_opened_is_told(void **state) {
  (void)state;
  scene *s = open_scene(TRIGGERS, "{}");
  fact(s, "", "E1", "grade", "2026-07-15", "g2.a");
  json_t *out = triggered(s);
  assert_int_equal(json_array_size(out), 1);
  assert_non_null(strstr(SAYS(out, 0, "error"), "department"));
  json_decref(out);
  fact(s, "", "E2", "status", "", "trial");
  fact(s, "", "E2", "left_on", "", "2026-07-20");
  out = triggered(s);
  assert_non_null(strstr(SAYS(out, 0, "error"), "clause 2"));
  json_decref(out);
  close_scene(s);
}

/* More cases than the table of what they were opened for begins with, each found again: as noted when it was opened, and as read. */
static void test_many_are_opened_once(void **state) {
  (void)state;
  enum { MANY = 150 };
  scene *s = open_scene(TRIGGERS, "{}");
  uint32_t before = head(s);
  for (int i = 0; i < MANY; i++) {
    char text[CS_DATE_SIZE];
    fact(s, "", "E1", "left_on", "", cs_date_text(day("2026-07-20") + i, text));
  }
  assert_int_equal(triggered_since(s, before), MANY);
  assert_int_equal(triggered_since(s, before), 0);
  cs_office_forget_origins(s->office);
  assert_int_equal(triggered_since(s, before), 0);
  close_scene(s);
}

/* Of many the first are listed; a refusal is, however many were opened before it. The rest are counted. */
static void test_of_many_the_first_are_listed(void **state) {
  (void)state;
  scene *s = open_scene(TRIGGERS, "{}");
  cs_triggered out = {.list = json_array(), .more = json_array(), .most = 1};
  uint32_t before = head(s);
  for (int i = 1; i <= 3; i++) {
    char day[] = "2026-07-20";
    day[9] = (char)('0' + i);
    fact(s, "", "E1", "left_on", "", day);
  }
  fact(s, "", "E2", "status", "", "trial");
  fact(s, "", "E2", "left_on", "", "2026-07-20");
  cs_stamp stamp = stamp_of(s);
  OK(s, cs_office_begin(s->office, &stamp, &s->err));
  OK(s, cs_office_triggers(s->office, before, &out, &s->err));
  OK(s, cs_office_commit(s->office, &s->err));
  assert_int_equal(json_array_size(out.list), 2);
  assert_string_equal(SAYS(out.list, 0, "case"), "C000001");
  assert_string_equal(SAYS(out.list, 1, "subject"), "E2");
  assert_non_null(SAYS(out.list, 1, "error"));
  char *more = json_dumps(out.more, JSON_COMPACT | JSON_SORT_KEYS);
  assert_string_equal(more, "[{\"clause\":\"7\",\"opened\":2,\"procedure\":\"talk\",\"refused\":0,"
                            "\"trigger\":\"left\"}]");
  free(more);
  json_decref(out.list);
  json_decref(out.more);
  close_scene(s);
}

/* Left to itself it goes on where it was left, from the adoption on; what nothing triggered it does not look at again. */
static void test_goes_on_where_it_was_left(void **state) {
  (void)state;
  scene *s = open_scene(TRIGGERS, "{}");
  fact(s, "", "E1", "left_on", "", "2026-07-20");
  fact(s, "", "E2", "status", "", "trial"); /* another transaction */
  for (size_t round = 0; round < 2; round++) {
    uint32_t before = head(s);
    json_t *out = trigger(s, UINT32_MAX);
    assert_int_equal(json_array_size(out), 1 - round);
    assert_int_equal(head(s), before + 1 - round);
    json_decref(out);
  }
  close_scene(s);
}

static void test_an_event_with_its_fields(void **state) {
  (void)state;
  scene *s = open_scene(TRIGGERS, "{}");
  cs_record r;
  cs_txn *t = begin(s);
  OK(s, cs_record_init(&r, &s->err));
  OK(s, cs_person_load(s->store, s->company.id, "E1", &r, &s->err));
  cs_slot slot = {.klass = CS_EVENT, .instance = 1, .name = symbol(s, "kind")};
  cs_value v = word(s, "praise");
  OK(s, cs_txn_set(t, &r, &slot, &v, &s->err));
  slot.name = symbol(s, "on");
  v = word(s, "2026-07-01");
  OK(s, cs_txn_set(t, &r, &slot, &v, &s->err));
  OK(s, cs_txn_save(t, &r, &s->err));
  OK(s, cs_txn_commit(t, &s->err));
  cs_record_deinit(&r);
  json_t *out = triggered(s);
  assert_int_equal(json_array_size(out), 1);
  assert_string_equal(SAYS(out, 0, "fact"), "praise#1");
  json_decref(out);
  close_scene(s);
}

/* Looked at in one go: a date that came, went and came again, and the same date said from two days on. */
static void test_one_fact_in_several_transactions(void **state) {
  (void)state;
  scene *s = open_scene(TRIGGERS, "{}");
  fact(s, "", "E1", "left_on", "", "2026-07-20");
  fact(s, "", "E1", "left_on", "", "2026-07-21");
  fact(s, "", "E1", "left_on", "", "2026-07-20");
  fact(s, "", "E2", "left_on", "", "2026-07-20");
  fact(s, "", "E2", "left_on", "2026-07-01", "2026-07-20");
  json_t *out = trigger(s, UINT32_MAX);
  assert_int_equal(json_array_size(out), 3);
  assert_string_equal(SAYS(out, 0, "fact"), "left_on:2026-07-20");
  assert_string_equal(SAYS(out, 1, "fact"), "left_on:2026-07-21");
  assert_string_equal(SAYS(out, 2, "subject"), "E2");
  json_decref(out);
  close_scene(s);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_one_fact_in_several_transactions),
      cmocka_unit_test(test_opened_by_the_candidate),
      cmocka_unit_test(test_once_and_only_once),
      cmocka_unit_test(test_withdrawn_and_recorded_anew),
      cmocka_unit_test(test_newcomers_and_old_facts_open_nothing),
      cmocka_unit_test(test_values_and_conditions),
      cmocka_unit_test(test_what_cannot_be_opened_is_told),
      cmocka_unit_test(test_many_are_opened_once),
      cmocka_unit_test(test_of_many_the_first_are_listed),
      cmocka_unit_test(test_goes_on_where_it_was_left),
      cmocka_unit_test(test_an_event_with_its_fields),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
