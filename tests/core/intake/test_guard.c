/* Guards in imports: what they warn of, what they refuse, and that a dry run says the same. */
#include "core/intake/support.h"

/* The pack of support.h with guards, and these for the day of recording. */
typedef struct guarded {
  support *s;
  cs_pack *pack;
  json_t *effective;
  cs_guards *guards;
} guarded;

#define INTERN(effect)                                                                \
  "{'clause':'1','label':{'en':'interns begin at the bottom'},'effect':'" effect "'," \
  "'when':{'op':'is','attr':'status','in':['intern']},"                               \
  "'must':{'op':'grade','attr':'grade','cmp':'==','value':'g1'}}"

static int open_kind(guarded *g, support *s, const char *kind, const char *list, const char *more) {
  cs_buf text = {0};
  *g = (guarded){.s = s};
  size_t parts = sizeof support_pack_parts / sizeof *support_pack_parts;
  for (size_t i = 0; i < parts; i++) {
    const char *cut = strstr(support_pack_parts[i], "'parameters':{}");
    cs_buf_put(&text, support_pack_parts[i],
               cut == NULL ? strlen(support_pack_parts[i]) : (size_t)(cut - support_pack_parts[i]));
  }
  cs_buf_printf(&text, "'parameters':{%s},'readings':{},'cycles':{},'opaque':[],'guards':[%s]}",
                more, list);
  for (size_t i = 0; i < text.size; i++)
    if (text.data[i] == '\'') text.data[i] = '"';
  int rc = cs_pack_parse(text.data, text.size, &g->pack, &s->err);
  cs_buf_deinit(&text);
  if (rc != CS_OK) return rc;
  support_ok(s, cs_pack_settings(g->pack, NULL, &g->effective, &s->err));
  const cs_pack *packs[] = {g->pack};
  const json_t *effective[] = {g->effective};
  return cs_guards_compile(packs, effective, 1, kind, s->store, cs_date_of(2026, 7, 1), &g->guards,
                           &s->err);
}

static int open_guards(guarded *g, support *s, const char *list, const char *more) {
  return open_kind(g, s, "employees", list, more);
}

static void close_guards(guarded *g) {
  cs_guards_free(g->guards);
  json_decref(g->effective);
  cs_pack_free(g->pack);
}

static int import_kind(guarded *g, const char *kind, const char *csv, bool dry, bool valid_only) {
  support_write("in.csv", csv, strlen(csv));
  cs_intake_options options = {.kind = kind,
                               .path = "in.csv",
                               .guards = g->guards,
                               .dry_run = dry,
                               .valid_only = valid_only};
  return support_run(g->s, &options);
}

static int import_with(guarded *g, const char *csv, bool dry, bool valid_only) {
  return import_kind(g, "employees", csv, dry, valid_only);
}

static const char *const two = "code,position,grade,status,hired_on\nE1,agent,g1,intern,2026-06-"
                               "01\nE2,agent,g2,intern,2026-06-01\n";

static void a_warning_names_line_person_and_clause(void **state) {
  support *s = *state;
  guarded g;
  support_ok(s, open_guards(&g, s, INTERN("warn"), ""));
  for (int round = 0; round < 2;
       round++) { /* nothing is known yet; then a dry run first says the same */
    support_ok(s, import_with(&g, two, round == 0, false));
    assert_counts(s, "2 2 0 0 0 1");
    assert_int_equal(s->report.problems[0].line, 3);
    assert_string_equal(s->report.problems[0].value, "E2");
    assert_true(s->report.problems[0].warning);
    assert_non_null(strstr(s->report.problems[0].reason, "interns begin at the bottom: "));
    assert_non_null(strstr(s->report.problems[0].reason, "Second"));
    assert_non_null(strstr(s->report.problems[0].reason, " [1]"));
    assert_string_equal(s->report.reasons[0].reason, "interns begin at the bottom [1]");
  }
  assert_non_null(strstr(support_person(s, "E2"), "a grade  :g2\n"));
  support_ok(s, import_with(&g, two, false, false)); /* nothing changes, nothing is said */
  assert_counts(s, "2 0 0 2 0 0");
  close_guards(&g);
}

static void a_block_is_a_bad_row(void **state) {
  support *s = *state;
  guarded g;
  support_ok(s, open_guards(&g, s, INTERN("block"), ""));
  assert_int_equal(import_with(&g, two, false, false), CS_EINPUT);
  assert_counts(s, "2 1 0 0 1 0");
  assert_int_equal(s->report.batch, 0);
  assert_string_equal(support_person(s, "E1"), "");
  assert_int_equal(import_with(&g, two, true, false), CS_EINPUT);
  support_ok(s, import_with(&g, two, false, true));
  assert_counts(s, "2 1 0 0 1 0");
  assert_int_not_equal(s->report.batch, 0);
  assert_non_null(strstr(support_person(s, "E1"), "a grade  :g1\n"));
  assert_string_equal(support_person(s, "E2"), "");
  support_ok(s,
             import_with(&g, "code,status\nE1,confirmed\n", false, false)); /* out of scope now */
  support_ok(s, import_with(&g, "code,grade\nE1,g3\n", false, false));
  assert_int_equal(import_with(&g, "code,status\nE1,intern\n", false, false),
                   CS_EINPUT); /* by what is known already */
  assert_non_null(strstr(support_person(s, "E1"), "a status  :confirmed\n"));
  close_guards(&g);
}

static void what_hangs_on_an_unknown_fact_is_silent(void **state) {
  support *s = *state;
  guarded g;
  support_ok(s, open_guards(&g, s, INTERN("block"), ""));
  support_ok(s,
             import_with(&g, "code,position,status\nE1,agent,intern\nE2,agent,\n", false, false));
  assert_counts(s, "2 2 0 0 0 0");
  support_ok(s, import_with(&g, "code,grade\nE2,g3\n", false, false));
  assert_int_equal(import_with(&g, "code,grade\nE1,g3\n", false, false), CS_EINPUT);
  close_guards(&g);
}

/* An event whose row a guard blocks stays with whoever has it. */
static void a_block_keeps_an_event_where_it_is(void **state) {
  support *s = *state;
  guarded g;
  const char *moving = "employee,on,kind,ref\nE1,2026-06-02,complaint,T1\n";
  support_good(s, "employees", "code,grade,status\nE1,g2,intern\nE2,g2,\n");
  support_good(s, "events", "employee,on,kind,ref\nE2,2026-06-02,complaint,T1\n");
  support_ok(s, open_kind(&g, s, "events",
                          "{'clause':'1','effect':'block','kind':'events',"
                          "'when':{'op':'is','attr':'status','in':['intern']},"
                          "'must':{'op':'grade','attr':'grade','cmp':'==','value':'g1'}}",
                          ""));
  assert_int_equal(import_kind(&g, "events", moving, false, false), CS_EINPUT);
  support_ok(s, import_kind(&g, "events", moving, false, true));
  assert_counts(s, "1 0 0 0 1 0");
  assert_non_null(strstr(support_person(s, "E2"), "e ref 1 T1\n"));
  support_good(s, "employees", "code,grade\nE1,g1\n");
  support_ok(s, import_kind(&g, "events", moving, true, false));
  support_ok(s, import_kind(&g, "events", moving, false, false));
  assert_counts(s, "1 0 1 0 0 0");
  assert_null(strstr(support_person(s, "E2"), "e ref"));
  assert_non_null(strstr(support_person(s, "E1"), "e ref 1 T1\n"));
  close_guards(&g);
}

static void the_day_of_recording_counts(void **state) {
  support *s = *state;
  guarded g;
  support_ok(
      s, open_guards(
             &g, s,
             "{'clause':'1','effect':'warn','when':{'op':'is','attr':'status','in':['probation']},"
             "'must':{'op':'not','of':{'op':'elapsed','since':'hired_on','months':3}}}",
             ""));
  support_ok(
      s, import_with(&g, "code,status,hired_on\nE1,probation,2026-04-02\nE2,probation,2026-04-01\n",
                     false, false));
  assert_counts(s, "2 2 0 0 0 1");
  assert_string_equal(s->report.problems[0].value, "E2");
  close_guards(&g);
}

static void without_its_parameter_a_guard_is_left_out(void **state) {
  support *s = *state;
  guarded g;
  support_ok(s, open_guards(
                    &g, s,
                    "{'clause':'1','effect':'block',"
                    "'must':{'op':'elapsed','since':'hired_on','months':{'param':'wait'}}}," INTERN(
                        "warn"),
                    "'wait':{'type':'integer','required':true,'clause':'1'}"));
  support_ok(s, import_with(&g, two, false, false));
  assert_counts(s, "2 2 0 0 0 2");
  assert_non_null(strstr(s->report.problems[0].reason, "'wait'"));
  close_guards(&g);
}

static void a_pack_without_guards_has_none(void **state) {
  support *s = *state;
  guarded g;
  support_ok(s, open_guards(&g, s, "", ""));
  assert_null(g.guards);
  support_ok(s, import_with(&g, two, false, false));
  assert_counts(s, "2 2 0 0 0 0");
  close_guards(&g);
}

#define NO_C                                                                                       \
  "{'clause':'1','kind':'ratings','label':{'en':'a C wants a cause'},'effect':'block',"            \
  "'when':{'op':'rated','series':'rating','window':{'periods':6,'every':'month'},'values':['C'],'" \
  "cmp':"                                                                                          \
  "'>=','count':1},'must':{'op':'events','kind':'complaint','window':{'periods':6,'every':'month'" \
  "},"                                                                                             \
  "'cmp':'>=','count':1}}"
#define ONE_COMPLAINT                                                                        \
  "{'clause':'1','kind':'events','effect':'warn','must':{'op':'events','kind':'complaint','" \
  "window':"                                                                                 \
  "{'periods':6,'every':'month'},'cmp':'<=','count':1}}"
#define NOT_AWAY                                                                                   \
  "{'clause':'1','kind':'absences','effect':'block','must':{'op':'not','of':{'op':'during','span'" \
  ":"                                                                                              \
  "'absence','kinds':['training']}}}"

static void each_kind_has_its_own(void **state) {
  support *s = *state;
  guarded g;
  static const char *const all = INTERN("warn") "," NO_C "," ONE_COMPLAINT "," NOT_AWAY;
  static const char ratings[] = "employee,period,rating\nE1,2026-05,C\nE1,2026-06,A\n";
  support_ok(s, open_guards(&g, s, all, ""));
  support_ok(s,
             import_with(&g, "code,position,grade,status,hired_on\nE1,agent,g1,intern,2026-06-01\n",
                         false, false));
  assert_counts(s, "1 1 0 0 0 0");
  close_guards(&g);

  support_ok(s, open_kind(&g, s, "ratings", all, ""));
  assert_int_equal(import_kind(&g, "ratings", ratings, true, false), CS_EINPUT);
  assert_counts(s, "2 1 0 0 1 0");
  assert_non_null(strstr(s->report.problems[0].reason, "a C wants a cause: "));
  support_ok(s, import_kind(&g, "ratings", ratings, false, true));
  close_guards(&g);
  support_ok(s, open_kind(&g, s, "events", all, ""));
  support_ok(s, import_kind(&g, "events",
                            "employee,on,kind,cause,upheld\nE1,2026-06-02,complaint,other,no\n"
                            "E1,2026-06-03,complaint,other,no\n",
                            false, false));
  assert_counts(s, "2 2 0 0 0 1");
  assert_int_equal(s->report.problems[0].line, 3);
  close_guards(&g);

  support_ok(s, open_kind(&g, s, "ratings", all, ""));
  support_ok(s, import_kind(&g, "ratings", ratings, false, false)); /* now there is a cause */
  assert_non_null(strstr(support_person(s, "E1"), "s rating 2026-05 :C\n"));
  close_guards(&g);

  support_ok(s, open_kind(&g, s, "absences", all, ""));
  support_ok(s, import_kind(&g, "absences",
                            "employee,from,to,kind\nE1,2026-06-28,2026-07-02,training\n"
                            "E1,2026-08-01,2026-08-02,training\n",
                            false, true));
  assert_null(strstr(support_person(s, "E1"), "2026-06-28"));
  assert_non_null(strstr(support_person(s, "E1"), "2026-08-01"));
  close_guards(&g);

  support_ok(s, open_kind(&g, s, "metrics", all, "")); /* there are none */
  assert_null(g.guards);
  close_guards(&g);
}

static void hostile_guards_are_refused(void **state) {
  static const char *const bad[][2] = {
      {"{'clause':'1','effect':'warn'}", "must"},
      {"{'clause':'9','effect':'warn','must':{'op':'all','of':[]}}", "9"},
      {"{'effect':'warn','must':{'op':'all','of':[]}}", "clause"},
      {"{'clause':'1','effect':'shout','must':{'op':'all','of':[]}}", "shout"},
      {"{'clause':'1','must':{'op':'all','of':[]}}", "effect"},
      {"{'clause':'1','effect':'warn','must':[]}", "condition"},
      {"{'clause':'1','effect':'warn','must':{'op':'grade','attr':'target','cmp':'==','value':'g1'}"
       "}",
       "target"},
      {"{'clause':'1','effect':'warn','must':{'op':'opaque','id':'x','reads':['grade']}}", "guard"},
      {"7", "guard"},
      {"{'clause':'1','kind':'weather','effect':'warn','must':{'op':'all','of':[]}}", "weather"},
      {"{'clause':'1','kind':7,'effect':'warn','must':{'op':'all','of':[]}}", "kind"},
  };
  support *s = *state;
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
    guarded g;
    assert_int_equal(open_guards(&g, s, bad[i][0], ""), CS_EPACK);
    if (strstr(s->err.text, bad[i][1]) == NULL) fail_msg("%s: %s", bad[i][0], s->err.text);
    close_guards(&g);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(a_warning_names_line_person_and_clause),
      TEST(a_block_is_a_bad_row),
      TEST(each_kind_has_its_own),
      TEST(what_hangs_on_an_unknown_fact_is_silent),
      TEST(a_block_keeps_an_event_where_it_is),
      TEST(the_day_of_recording_counts),
      TEST(without_its_parameter_a_guard_is_left_out),
      TEST(a_pack_without_guards_has_none),
      TEST(hostile_guards_are_refused),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
