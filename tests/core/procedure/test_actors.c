#include "procedure/actors.h"
#include "core/store/helper.h"

static const char *const pack_text =
    "{'roles':{"
    "'HR':{'several':true},"
    "'general manager':{},"
    "'department head':{'per':'department'},"
    "'all heads':{'every':'department head'},"
    "'superior':{'is':'manager'},"
    "'applicant':{'is':'self'},"
    "'mentor':{'is':'mentors'},"
    "'related heads':{'is':'works with','per':'department','every':'department head'},"
    "'circle':{'every':'circle'},"
    "'1':{'every':'2'},'2':{'every':'3'},'3':{'every':'4'},'4':{'every':'5'},"
    "'5':{'every':'6'},'6':{'every':'7'},'7':{'every':'8'},'8':{'every':'superior'}},"
    "'relations':{'mentors':{},'works with':{},'subordinates':{'of':'manager'}}}";

#define JULY cs_date_of(2026, 7, 3)

typedef struct scene {
  cs_store *store;
  cs_company company;
  cs_txn *txn;
  json_t *pack;
  cs_record subject;
  cs_acting q;
  cs_actors actors;
} scene;

static scene open_scene(void) {
  scene s = {0};
  s.store = create(&s.company);
  char *text = strdup(pack_text);
  for (char *at = text; *at != '\0'; at++) {
    if (*at == '\'') *at = '"';
  }
  json_error_t wrong;
  s.pack = json_loads(text, 0, &wrong);
  if (s.pack == NULL) fail_msg("%s", wrong.text);
  free(text);
  s.txn = begin(s.store, &s.company);
  assert_ok(cs_record_init(&s.subject, &error));
  return s;
}

static void close_scene(scene *s) {
  cs_txn_rollback(s->txn);
  cs_record_deinit(&s->subject);
  cs_actors_deinit(&s->actors);
  json_decref(s->pack);
  cs_store_close(s->store);
}

/* A span of a role, relation or delegation: pairs of field and text; "@2026-07-01" is a date. */
static void span(scene *s, const char *kind, const char *code, const char *const *pairs) {
  cs_record r;
  assert_ok(cs_record_init(&r, &error));
  int rc = cs_subject_load(s->store, s->company.id, kind, code, &r, &error);
  if (rc != CS_ENOTFOUND) assert_ok(rc);
  uint32_t instance = cs_record_instances(&r, CS_SPAN) + 1;
  for (; pairs[0] != NULL; pairs += 2) {
    cs_slot slot = {.klass = CS_SPAN, .instance = instance, .name = symbol(s->store, pairs[0])};
    cs_value value = text_value(pairs[1]);
    cs_date date;
    if (pairs[1][0] == '@' && cs_date_parse(pairs[1] + 1, strlen(pairs[1]) - 1, &date))
      value = (cs_value){.kind = CS_DATE, .number = date};
    assert_ok(cs_txn_set(s->txn, &r, &slot, &value, &error));
  }
  assert_ok(cs_txn_save(s->txn, &r, &error));
  cs_record_deinit(&r);
}
#define SPAN(s, kind, code, ...) span(s, kind, code, (const char *const[]){__VA_ARGS__, NULL})

static void person(scene *s, const char *code, const char *field, const char *value) {
  put_person(s->txn, s->store, &s->company, code);
  cs_date date;
  cs_value v = text_value(value);
  if (cs_date_parse(value, strlen(value), &date)) v = (cs_value){.kind = CS_DATE, .number = date};
  put(s->txn, s->store, &s->company, code, attribute(symbol(s->store, field), CS_DATE_MIN), v);
}

/* Who may act for a case about this subject. */
static void about(scene *s, const char *kind, const char *code) {
  int rc = cs_subject_load(s->store, s->company.id, kind, code, &s->subject, &error);
  if (rc != CS_ENOTFOUND) assert_ok(rc);
  s->q = (cs_acting){.store = s->store,
                     .company = s->company.id,
                     .pack = s->pack,
                     .subject = &s->subject,
                     .on = JULY,
                     .known_txn = UINT32_MAX};
}

static const char *listed(const cs_actors *a) {
  static char text[TEXT_MAX];
  text[0] = '\0';
  for (size_t i = 0; i < a->count; i++) {
    append(text, i == 0 ? "" : " ");
    append(text, a->list[i].code);
    append(text, a->list[i].as == NULL ? "" : "/");
    append(text, a->list[i].as == NULL ? "" : a->list[i].as);
  }
  return text;
}

static void expect(scene *s, const char *role, const char *people) {
  assert_ok(cs_actors_of(&s->q, role, &s->actors, &error));
  assert_string_equal(listed(&s->actors), people);
  assert_true((s->actors.nobody != NULL) == (*people == '\0'));
}

static void recorded_holders(void **unused) {
  (void)unused;
  scene s = open_scene();
  person(&s, "E7", "department", "one");
  SPAN(&s, "role", "HR", "employee", "E9", "from", "@2026-01-01", "to", "@2026-07-03");
  SPAN(&s, "role", "HR", "employee", "E3");
  SPAN(&s, "role", "HR", "employee", "E4", "to", "@2026-07-02");
  SPAN(&s, "role", "HR", "employee", "E5", "from", "@2026-07-04");
  SPAN(&s, "role", "HR", "employee", "E6", "from", "@2026-07-01");
  person(&s, "E6", "left_on", "2026-07-02");
  SPAN(&s, "role", "HR", "employee", "E8", "from", "@2026-07-01");
  person(&s, "E8", "left_on", "2026-07-03"); /* the last day */
  about(&s, "", "E7");
  expect(&s, "HR", "E3 E8 E9");
  assert_string_equal(s.actors.list[0].role, "HR");
  assert_null(s.actors.list[0].as);
  s.q.on = cs_date_of(2026, 7, 4);
  expect(&s, "HR", "E3 E5");
  s.q.known_txn = cs_txn_number(s.txn) - 1;
  expect(&s, "HR", "");
  assert_code(CS_EPACK, cs_actors_of(&s.q, "nonsense", &s.actors, &error));
  assert_text("nonsense");
  close_scene(&s);
}

static void one_holder_gives_way_to_the_next(void **unused) {
  (void)unused;
  scene s = open_scene();
  person(&s, "E7", "department", "one");
  SPAN(&s, "role", "general manager", "employee", "E1", "from", "@2020-01-01");
  SPAN(&s, "role", "general manager", "employee", "E2", "from", "@2026-07-01");
  about(&s, "", "E7");
  expect(&s, "general manager", "E2");
  s.q.on = cs_date_of(2026, 6, 30);
  expect(&s, "general manager", "E1");
  close_scene(&s);
}

static void holders_of_a_department(void **unused) {
  (void)unused;
  scene s = open_scene();
  person(&s, "E7", "department", "one");
  person(&s, "E7", "manager", "E9");
  person(&s, "E8", "grade", "x");
  SPAN(&s, "role", "department head", "employee", "E1", "per", "one");
  SPAN(&s, "role", "department head", "employee", "E2", "per", "two");
  SPAN(&s, "role", "department head", "employee", "E3"); /* wherever nobody else is */
  about(&s, "", "E7");
  expect(&s, "department head", "E1");
  expect(&s, "all heads", "E1 E2 E3");
  expect(&s, "1", "E9"); /* through as many roles as a pack may name */
  put_subject(s.txn, s.store, &s.company, "vacancy", "V1",
              attribute(symbol(s.store, "department"), CS_DATE_MIN), text_value("three"));
  about(&s, "vacancy", "V1");
  expect(&s, "department head", "E3");
  about(&s, "", "E8");
  expect(&s, "department head", "");
  assert_non_null(strstr(s.actors.nobody, "cursus record employees code=E8 department="));
  assert_code(CS_EPACK, cs_actors_of(&s.q, "circle", &s.actors, &error));
  close_scene(&s);
}

static void found_in_the_record_or_by_relation(void **unused) {
  (void)unused;
  scene s = open_scene();
  person(&s, "E7", "manager", "E1");
  person(&s, "E7", "department", "one");
  person(&s, "E8", "manager", "E7");
  person(&s, "E9", "manager", "E7");
  person(&s, "E9", "left_on", "2026-01-31");
  SPAN(&s, "relation", "mentors", "subject", "E7", "object", "E5", "to", "@2026-07-03");
  SPAN(&s, "relation", "mentors", "subject", "E8", "object", "E6");
  SPAN(&s, "relation", "works with", "subject", "one", "object", "two");
  SPAN(&s, "relation", "works with", "subject", "one", "object", "three");
  SPAN(&s, "role", "department head", "employee", "E1", "per", "one");
  SPAN(&s, "role", "department head", "employee", "E2", "per", "two");
  about(&s, "", "E7");
  expect(&s, "superior", "E1");
  expect(&s, "applicant", "E7");
  assert_false(s.actors.candidate_left_out);
  expect(&s, "mentor", "E5");
  expect(&s, "related heads", "E2");
  assert_ok(cs_related_to(&s.q, "subordinates", &s.actors, &error));
  assert_string_equal(listed(&s.actors), "E8");
  assert_ok(cs_related_to(&s.q, "mentors", &s.actors, &error));
  assert_string_equal(listed(&s.actors), "E5");
  assert_code(CS_EPACK, cs_related_to(&s.q, "nonsense", &s.actors, &error));
  s.q.on = cs_date_of(2026, 7, 4);
  assert_ok(cs_related_to(&s.q, "mentors", &s.actors, &error));
  assert_int_equal(s.actors.count, 0);
  assert_non_null(strstr(s.actors.nobody, "mentors"));
  about(&s, "", "E8");
  expect(&s, "mentor", "E6");
  put_subject(s.txn, s.store, &s.company, "vacancy", "V1",
              attribute(symbol(s.store, "department"), CS_DATE_MIN), text_value("three"));
  about(&s, "vacancy", "V1");
  expect(&s, "applicant", "");
  close_scene(&s);
}

static void delegates_act_for_a_holder(void **unused) {
  (void)unused;
  scene s = open_scene();
  person(&s, "E7", "manager", "E1");
  SPAN(&s, "role", "HR", "employee", "E2");
  SPAN(&s, "delegation", "E1", "delegate", "E2", "from", "@2026-07-01", "to", "@2026-07-05");
  SPAN(&s, "delegation", "E2", "delegate", "E3", "reason", "leave");
  SPAN(&s, "delegation", "E2", "delegate", "E7");
  SPAN(&s, "delegation", "E7", "delegate", "E4");
  about(&s, "", "E7");
  expect(&s, "superior", "E1 E2/E1"); /* not E3: a delegate's delegate */
  assert_string_equal(s.actors.list[1].role, "superior");
  expect(&s, "HR", "E2 E3/E2");
  assert_true(s.actors.candidate_left_out); /* as E2's delegate */
  expect(&s, "applicant", "E7");
  s.q.on = cs_date_of(2026, 7, 6);
  expect(&s, "superior", "E1");
  close_scene(&s);
}

static void the_candidate_takes_no_part(void **unused) {
  (void)unused;
  scene s = open_scene();
  cs_actor as;
  person(&s, "E7", "manager", "E7");
  SPAN(&s, "role", "HR", "employee", "E7");
  SPAN(&s, "delegation", "E7", "delegate", "E4");
  json_t *by = json_pack("[{s:s}]", "role", "HR");
  about(&s, "", "E7");
  expect(&s, "HR", "");
  assert_true(s.actors.candidate_left_out);
  assert_non_null(strstr(s.actors.nobody, "E7"));
  expect(&s, "superior", "");
  assert_code(CS_EREFUSED, cs_actor_may(&s.q, by, NULL, "E7", &s.actors, &as, &error));
  assert_text("E7 is whom this case is about");
  /* Why one role has nobody is no reason for the other. */
  json_t *two = json_pack("[{s:s},{s:s}]", "role", "HR", "role", "general manager");
  assert_code(CS_EREFUSED, cs_actor_may(&s.q, two, NULL, "E1", &s.actors, &as, &error));
  assert_text("nobody holds 'general manager'");
  assert_true(s.actors.candidate_left_out);
  json_decref(two);
  put_subject(s.txn, s.store, &s.company, "vacancy", "V1", attribute(symbol(s.store, "x"), 1),
              text_value("y"));
  about(&s, "vacancy", "V1");
  expect(&s, "HR", "E4/E7 E7");
  s.q.candidate = "E7";
  expect(&s, "HR", "");
  json_decref(by);
  close_scene(&s);
}

static void may_or_who_may_instead(void **unused) {
  (void)unused;
  scene s = open_scene();
  cs_actor as;
  json_t *by = json_pack("[{s:s},{s:s}]", "role", "HR", "role", "superior");
  json_t *head = json_pack("[{s:s,s:s}]", "role", "department head", "clause", "4.2.2");
  person(&s, "E7", "manager", "E1");
  person(&s, "E7", "department", "one");
  about(&s, "", "E7");
  assert_ok(cs_actor_may(&s.q, NULL, NULL, "E99", &s.actors, &as, &error)); /* whoever */
  assert_null(as.role);
  assert_code(CS_EREFUSED, cs_actor_may(&s.q, head, "9", "E5", &s.actors, &as, &error));
  assert_string_equal(error.text,
                      "nobody holds 'department head' for department one on 2026-07-03; record it: "
                      "cursus record roles role=\"department head\" employee=… department=one "
                      "from=2026-07-03 [4.2.2]");

  SPAN(&s, "role", "HR", "employee", "E3");
  SPAN(&s, "role", "HR", "employee", "E9");
  SPAN(&s, "delegation", "E9", "delegate", "E3");
  assert_ok(cs_actor_may(&s.q, by, "9", "E3", &s.actors, &as, &error));
  assert_string_equal(as.role, "HR");
  assert_null(as.as); /* rather than for E9 */
  assert_ok(cs_actor_may(&s.q, by, "9", "E1", &s.actors, &as, &error));
  assert_string_equal(as.role, "superior");
  assert_code(CS_EREFUSED, cs_actor_may(&s.q, by, "9.1", "E7", &s.actors, &as, &error));
  assert_string_equal(error.text,
                      "E7 does not hold 'HR' or 'superior' on 2026-07-03 [9.1]: held by "
                      "E1, E3, E3 (for E9), E9");
  json_decref(by);
  json_decref(head);
  close_scene(&s);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(recorded_holders),
      cmocka_unit_test(one_holder_gives_way_to_the_next),
      cmocka_unit_test(holders_of_a_department),
      cmocka_unit_test(found_in_the_record_or_by_relation),
      cmocka_unit_test(delegates_act_for_a_holder),
      cmocka_unit_test(the_candidate_takes_no_part),
      cmocka_unit_test(may_or_who_may_instead),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
