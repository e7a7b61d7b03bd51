/* A run whose decisions have cases: approval waits for them, and a panel decision is applied once its case is approved. */
#include "core/cycle/scene.h"
#include "cycle/cases.h"

/* clang-format off */
static const char *const procedures =
  ", 'roles': {'office': {'label': {'en': 'office'}, 'several': true, " AT "}},"
  " 'procedures': {'advance': {'clause': '4', 'label': {'en': 'advance'}, 'subject': 'employee', 'asks': [],"
  "   'opens': {'cycle': 'yearly', 'by': [{'role': 'office'}], 'clause': '1'}, 'stages': ["
  "   {'stage': 'files', 'clause': '2', 'label': {'en': 'files'}, 'act': 'do', 'by': [{'role': 'office'}], " AT "},"
  "   {'stage': 'approval', 'clause': '3', 'label': {'en': 'approval'}, 'act': 'approve', 'by': [{'role': 'office'}],"
  "    'reasons': ['5'], 'returns': ['files'], " AT "},"
  "   {'stage': 'notice', 'clause': '5', 'label': {'en': 'notice'}, 'act': 'do', 'by': [{'role': 'office'}],"
  "    'returns': ['files'], " AT "}], " AT "},"
  "  'twice': {'clause': '4', 'label': {'en': 'twice'}, 'subject': 'employee', 'asks': [],"
  "   'opens': {'cycle': 'yearly', 'by': [{'role': 'office'}], 'clause': '1'}, 'stages': ["
  "   {'stage': 'review', 'clause': '2', 'label': {'en': 'review'}, 'act': 'approve', 'by': [{'role': 'office'}], " AT "},"
  "   {'stage': 'approval', 'clause': '3', 'label': {'en': 'approval'}, 'act': 'approve', 'by': [{'role': 'office'}],"
  "    'reasons': ['5'], " AT "}], " AT "},"
  "  'together': {'clause': '4', 'label': {'en': 'together'}, 'subject': 'employee', 'asks': [],"
  "   'opens': {'cycle': 'yearly', 'by': [{'role': 'office'}], 'clause': '1'}, 'stages': ["
  "   {'stage': 'approval', 'clause': '3', 'label': {'en': 'approval'}, 'act': 'approve', 'mode': 'all',"
  "    'by': [{'role': 'office'}], " AT "}], " AT "}}}";
/* clang-format on */

static void adopt_with_procedures(scene *s) {
  char *pack = pack_json("sample");
  size_t n = strlen(pack), size = n + strlen(procedures) + 1;
  char *json = calloc(1, size);
  assert_non_null(json);
  (void)snprintf(json, size, "%.*s%s", (int)n - 1, pack, procedures); /* without its last brace */
  for (char *at = json; *at != '\0'; at++)
    if (*at == '\'') *at = '"';
  cs_pack_row row = {
      .id = "sample", .title = "{\"en\":\"Sample\"}", .compiled = json, .sources = "{}"};
  memset(row.hash, 'c', sizeof row.hash - 1);
  cs_txn *t = begin(s);
  OK(s, cs_pack_store(s->store, &row, &s->err));
  cs_adoption a = {.pack_id = "sample", .effective = CS_DATE_MIN, .settings = "{}"};
  memcpy(a.hash, row.hash, sizeof a.hash);
  OK(s, cs_adopt(t, &a, &s->err));
  commit(s, t);
  free(json);
  free(pack);
}

/* P8 holds the office, and P6. */
static void hold_office(scene *s) {
  cs_record r;
  cs_txn *t = begin(s);
  OK(s, cs_record_init(&r, &s->err));
  cs_record_clear_as(&r, "role", "office");
  cs_slot slot = {.klass = CS_ATTRIBUTE, .name = symbol(s, "code"), .at = CS_DATE_MIN};
  put(s, t, &r, slot, (cs_value){.kind = CS_STRING, .text = "office", .size = 6});
  slot = (cs_slot){.klass = CS_SPAN, .instance = 1, .name = symbol(s, "employee")};
  put(s, t, &r, slot, (cs_value){.kind = CS_SYMBOL, .number = symbol(s, "P8")});
  slot.instance = 2;
  put(s, t, &r, slot, (cs_value){.kind = CS_SYMBOL, .number = symbol(s, "P6")});
  OK(s, cs_txn_save(t, &r, &s->err));
  commit(s, t);
  cs_record_deinit(&r);
}

static scene *planned_scene(uint32_t *run) {
  scene *s = open_scene();
  s->now = INT64_C(1782000000000) + INT64_C(86400000) * 15; /* July 2026 */
  adopt_with_procedures(s);
  hire_eight(s);
  hold_office(s);
  *run = plan(s);
  return s;
}

static scene *scene_of(const char *procedure, uint32_t *run, uint64_t *opened) {
  scene *s = planned_scene(run);
  cs_cycle_office *o = NULL;
  OK(s, cs_cycle_office_open(s->store, &s->company, &o, &s->err));
  cs_stamp stamp = stamp_of(s);
  stamp.actor = "P8";
  OK(s, cs_cycle_open_cases(o, &stamp, procedure, *run, opened, &s->err));
  cs_cycle_office_close(o);
  return s;
}

static scene *cases_scene(uint32_t *run, uint64_t *opened) {
  return scene_of("advance", run, opened);
}

static int try_act(scene *s, const char *code, const char *verb, const char *answer,
                   uint32_t number) {
  cs_cycle_office *o = NULL;
  cs_stamp stamp = stamp_of(s);
  cs_done done;
  stamp.actor = "P8";
  cs_doing doing = {.code = code,
                    .verb = verb,
                    .answer = answer,
                    .act = number,
                    .to = "files",
                    .on = CS_DATE_NONE,
                    .comment = "so"};
  OK(s, cs_cycle_office_open(s->store, &s->company, &o, &s->err));
  OK(s, cs_office_begin(cs_cycle_office_of(o), &stamp, &s->err));
  int rc = cs_office_does(cs_cycle_office_of(o), &doing, &done, &s->err);
  if (rc == CS_OK) rc = cs_office_commit(cs_cycle_office_of(o), &s->err);
  cs_cycle_office_close(o);
  return rc;
}

static void act(scene *s, const char *code, const char *verb, const char *answer, uint32_t number) {
  OK(s, try_act(s, code, verb, answer, number));
}

/* Opens cases for the run once more; gives how many. */
static uint64_t open_again(scene *s, uint32_t run) {
  cs_cycle_office *o = NULL;
  uint64_t opened;
  cs_stamp stamp = stamp_of(s);
  stamp.actor = "P8";
  OK(s, cs_cycle_office_open(s->store, &s->company, &o, &s->err));
  OK(s, cs_cycle_open_cases(o, &stamp, "advance", run, &opened, &s->err));
  cs_cycle_office_close(o);
  return opened;
}

static int try_approve(scene *s, uint32_t run, const char *code, uint64_t *approved) {
  cs_stamp stamp = stamp_of(s);
  return cs_cycle_approve(s->store, &s->company, &stamp, run, "P8", code == NULL ? NULL : &code,
                          code != NULL, approved, NULL, &s->err);
}

/* P1 and P7 are direct, P2 is for the panel. */
static void test_approval_waits_for_the_case(void **state) {
  (void)state;
  uint32_t run;
  uint64_t opened, approved;
  scene *s = cases_scene(&run, &opened);
  assert_int_equal(opened, 3);
  REFUSED(s, CS_EREFUSED, "P1, P2, P7 (clause 3)", try_approve(s, run, NULL, &approved));
  act(s, "C000001", NULL, NULL, 0);
  OK(s, try_approve(s, run, "P1", &approved));
  assert_int_equal(approved, 1);
  REFUSED(s, CS_EREFUSED, "P2", try_approve(s, run, NULL, &approved));
  cs_applied applied;
  OK(s, try_apply(s, run, &applied));
  assert_int_equal(applied.applied, 1);
  assert_string_equal(attribute(s, "P1", "grade", AS_OF), "g2");
  close_scene(s);
}

static void test_a_panel_decision_is_applied_when_its_case_is_approved(void **state) {
  (void)state;
  uint32_t run;
  uint64_t opened;
  cs_applied applied;
  scene *s = cases_scene(&run, &opened);
  act(s, "C000002", NULL, NULL, 0);
  OK(s, try_apply(s, run, &applied));
  assert_int_equal(applied.applied, 0);
  act(s, "C000002", NULL, "yes", 0);
  OK(s, try_apply(s, run, &applied));
  assert_int_equal(applied.applied, 1);
  assert_int_equal(applied.waiting_panel, 0);
  assert_string_equal(attribute(s, "P2", "grade", AS_OF), "g3");
  OK(s, try_apply(s, run, &applied));
  assert_int_equal(applied.applied, 0);
  assert_int_equal(applied.already, 1);
  close_scene(s);
}

static void test_an_approval_that_is_reversed(void **state) {
  (void)state;
  uint32_t run;
  uint64_t opened;
  cs_applied applied;
  scene *s = cases_scene(&run, &opened);
  act(s, "C000002", NULL, NULL, 0);
  act(s, "C000002", NULL, "yes", 0);
  act(s, "C000002", CS_CASE_VERB_REVERSE, NULL, 3);
  OK(s, try_apply(s, run, &applied));
  assert_int_equal(applied.applied, 0);
  assert_int_equal(applied.unapproved, 3);
  act(s, "C000002", NULL, "yes", 0);
  OK(s, try_apply(s, run, &applied));
  assert_int_equal(applied.applied, 1);
  close_scene(s);
}

/* Whoever qualifies by hand later waits for a case as well. */
static void test_decided_later(void **state) {
  (void)state;
  uint32_t run;
  uint64_t opened, approved;
  scene *s = cases_scene(&run, &opened);
  cs_cycle_office *o = NULL;
  cs_stamp stamp = stamp_of(s);
  OK(s, cs_cycle_override(s->store, &s->company, &stamp, run, "P3", "direct", "g2", "because",
                          &s->err));
  REFUSED(s, CS_EREFUSED, "P3", try_approve(s, run, "P3", &approved));
  stamp = stamp_of(s);
  stamp.actor = "P8";
  OK(s, cs_cycle_office_open(s->store, &s->company, &o, &s->err));
  OK(s, cs_cycle_open_cases(o, &stamp, "advance", run, &opened, &s->err));
  assert_int_equal(opened, 1);
  cs_cycle_office_close(o);
  act(s, "C000004", NULL, NULL, 0);
  OK(s, try_approve(s, run, "P3", &approved));
  close_scene(s);
}

/* Whoever the panel decides about has a case opened after the run was approved, too: without it they would wait for ever. */
static void test_approved_before_the_cases(void **state) {
  (void)state;
  uint32_t run;
  uint64_t approved;
  cs_applied applied;
  scene *s = planned_scene(&run);
  OK(s, try_approve(s, run, NULL, &approved));
  assert_int_equal(approved, 3);
  assert_int_equal(open_again(s, run), 1);
  assert_int_equal(open_again(s, run), 0);
  OK(s, try_apply(s, run, &applied));
  assert_int_equal(applied.applied, 2);
  assert_int_equal(applied.waiting_panel, 0); /* the approval is the case's now */
  assert_int_equal(applied.unapproved, 1);
  act(s, "C000001", NULL, NULL, 0);
  act(s, "C000001", NULL, "yes", 0);
  OK(s, try_apply(s, run, &applied));
  assert_int_equal(applied.applied, 1);
  assert_string_equal(attribute(s, "P2", "grade", AS_OF), "g3");
  close_scene(s);
}

/* How many cases opening them for the run would open now. */
static uint64_t unopened(scene *s, uint32_t run, uint64_t panel) {
  cs_cycle_office *o = NULL;
  cs_unopened found;
  OK(s, cs_cycle_office_open(s->store, &s->company, &o, &s->err));
  OK(s, cs_cycle_unopened(o, run, cs_date_of(2026, 7, 6), &found, &s->err));
  assert_string_equal(found.procedure, "advance");
  assert_int_equal(found.panel, panel);
  cs_cycle_office_close(o);
  return found.count;
}

static void mark(scene *s, uint32_t run, const char *code, cs_mark_kind kind) {
  cs_stamp stamp = stamp_of(s);
  OK(s, cs_cycle_mark(s->store, &s->company, &stamp, run, code, kind, "because", &s->err));
}

static void override(scene *s, uint32_t run, const char *code, const char *outcome,
                     const char *to) {
  cs_stamp stamp = stamp_of(s);
  OK(s,
     cs_cycle_override(s->store, &s->company, &stamp, run, code, outcome, to, "because", &s->err));
}

/* Counted by the outcomes as they are now, not as planned, whoever has a case already. */
static void test_how_many_have_no_case(void **state) {
  (void)state;
  uint32_t run;
  cs_applied applied;
  uint64_t approved;
  scene *s = planned_scene(&run);
  assert_int_equal(unopened(s, run, 1), 3);
  mark(s, run, "P2", CS_HOLD);
  mark(s, run, "P1", CS_EXCLUDE);
  assert_int_equal(unopened(s, run, 0), 1);
  override(s, run, "P7", "not_met", NULL);
  assert_int_equal(unopened(s, run, 0), 0);
  assert_int_equal(open_again(s, run), 0);
  mark(s, run, "P2", CS_RELEASE);
  assert_int_equal(unopened(s, run, 1), 1);
  assert_int_equal(open_again(s, run), 1);
  assert_int_equal(unopened(s, run, 0), 0);
  override(s, run, "P3", "panel", "g3");
  mark(s, run, "P1", CS_RELEASE);
  assert_int_equal(unopened(s, run, 1), 2); /* P2 has a case, others have none */
  act(s, "C000001", CS_CASE_VERB_WITHDRAW, NULL, 0);
  assert_int_equal(unopened(s, run, 2), 3);
  act(s, "C000001", CS_CASE_VERB_REVERSE, NULL, 2);
  mark(s, run, "P3", CS_HOLD);
  assert_int_equal(open_again(s, run), 1);
  act(s, "C000001", NULL, NULL, 0);
  act(s, "C000002", NULL, NULL, 0);
  OK(s, try_approve(s, run, NULL, &approved));
  OK(s, try_apply(s, run, &applied));
  assert_int_equal(applied.applied, 2);
  mark(s, run, "P3", CS_RELEASE);
  assert_int_equal(unopened(s, run, 1), 1);
  assert_int_equal(open_again(s, run), 1);
  close_scene(s);
}

/* Nobody is sent to a second procedure of the same cycle. */
static void test_the_procedure_that_the_cases_are_of(void **state) {
  (void)state;
  uint32_t run;
  uint64_t opened;
  cs_unopened found;
  cs_cycle_office *o = NULL;
  scene *s = scene_of("twice", &run, &opened);
  override(s, run, "P3", "direct", "g2");
  OK(s, cs_cycle_office_open(s->store, &s->company, &o, &s->err));
  OK(s, cs_cycle_unopened(o, run, cs_date_of(2026, 7, 6), &found, &s->err));
  assert_string_equal(found.procedure, "twice");
  assert_int_equal(found.count, 1);
  REFUSED(s, CS_ENOTFOUND, "9", cs_cycle_unopened(o, 9, CS_DATE_MIN, &found, &s->err));
  cs_cycle_office_close(o);
  close_scene(s);
}

static void test_no_procedure_for_the_cycle(void **state) {
  (void)state;
  cs_unopened found;
  cs_cycle_office *o = NULL;
  scene *s = sample_scene();
  uint32_t run = plan(s);
  OK(s, cs_cycle_office_open(s->store, &s->company, &o, &s->err));
  OK(s, cs_cycle_unopened(o, run, cs_date_of(2026, 7, 6), &found, &s->err));
  assert_null(found.procedure);
  assert_int_equal(found.count, 0);
  cs_cycle_office_close(o);
  close_scene(s);
}

static void test_cases_are_opened_once(void **state) {
  (void)state;
  uint32_t run;
  uint64_t opened;
  scene *s = cases_scene(&run, &opened);
  cs_cycle_office *o = NULL;
  cs_stamp stamp = stamp_of(s);
  stamp.actor = "P8";
  OK(s, cs_cycle_office_open(s->store, &s->company, &o, &s->err));
  OK(s, cs_cycle_open_cases(o, &stamp, "advance", run, &opened, &s->err));
  assert_int_equal(opened, 0);
  stamp = stamp_of(s); /* Ann holds no office */
  REFUSED(s, CS_ENOTFOUND, "nothing",
          cs_cycle_open_cases(o, &stamp, "nothing", run, &opened, &s->err));
  cs_cycle_office_close(o);
  close_scene(s);
}

/* Who only reviews approves nothing yet: the last stage that approves does. */
static void test_the_last_approval_counts(void **state) {
  (void)state;
  uint32_t run;
  uint64_t opened, approved;
  cs_applied applied;
  scene *s = scene_of("twice", &run, &opened);
  REFUSED(s, CS_EREFUSED, "P1 (clause 3)", try_approve(s, run, "P1", &approved));
  act(s, "C000001", NULL, "yes", 0);
  act(s, "C000002", NULL, "yes", 0);
  OK(s, try_apply(s, run, &applied));
  assert_int_equal(applied.applied, 0);
  OK(s, try_approve(s, run, "P1", &approved));
  assert_int_equal(approved, 1);
  act(s, "C000002", NULL, "yes", 0);
  OK(s, try_apply(s, run, &applied));
  assert_int_equal(applied.applied, 2);
  close_scene(s);
}

/* Only the act that the stage asks for approves: not one that sends back, or withdraws, from there. */
static void test_sent_back_from_the_approving_stage(void **state) {
  (void)state;
  uint32_t run;
  uint64_t opened;
  cs_applied applied;
  scene *s = cases_scene(&run, &opened);
  act(s, "C000001", NULL, NULL, 0);
  act(s, "C000002", NULL, NULL, 0);
  act(s, "C000001", CS_CASE_VERB_RETURN, NULL, 0);
  act(s, "C000002", CS_CASE_VERB_WITHDRAW, NULL, 0);
  OK(s, try_apply(s, run, &applied));
  assert_int_equal(applied.applied, 0);
  assert_int_equal(applied.unapproved, 3);
  close_scene(s);
}

static int try_refuse(scene *s, const char *code) {
  cs_cycle_office *o = NULL;
  cs_stamp stamp = stamp_of(s);
  cs_done done;
  stamp.actor = "P8";
  cs_doing no = {.code = code, .answer = "no", .reason = "5", .on = CS_DATE_NONE, .comment = "so"};
  OK(s, cs_cycle_office_open(s->store, &s->company, &o, &s->err));
  OK(s, cs_office_begin(cs_cycle_office_of(o), &stamp, &s->err));
  int rc = cs_office_does(cs_cycle_office_of(o), &no, &done, &s->err);
  if (rc == CS_OK) rc = cs_office_commit(cs_cycle_office_of(o), &s->err);
  cs_cycle_office_close(o);
  return rc;
}

/* Whose case is refused is neither approved nor waiting: told apart, with the clause; not of one that is withdrawn. */
static void test_refused_in_their_case(void **state) {
  (void)state;
  uint32_t run;
  uint64_t opened;
  cs_applied applied;
  cs_outcome_now now;
  cs_run_reader *reader = NULL;
  scene *s = cases_scene(&run, &opened);
  act(s, "C000001", NULL, NULL, 0);
  act(s, "C000002", NULL, NULL, 0);
  OK(s, try_refuse(s, "C000001"));
  act(s, "C000002", CS_CASE_VERB_WITHDRAW, NULL, 0);
  OK(s, try_apply(s, run, &applied));
  assert_int_equal(applied.unapproved, 3);
  assert_int_equal(applied.refused, 1);
  OK(s, cs_run_reader_open(s->store, &s->company, run, &reader, &s->err));
  assert_int_equal(cs_run_reader_find(reader, "P1", &now, &s->err), 1);
  assert_true(now.refused);
  assert_string_equal(now.refusal, "5");
  assert_int_equal(cs_run_reader_find(reader, "P2", &now, &s->err), 1);
  assert_false(now.refused);
  cs_run_reader_close(reader);
  act(s, "C000001", CS_CASE_VERB_REVERSE, NULL, 3);
  OK(s, try_apply(s, run, &applied));
  assert_int_equal(applied.refused, 0);
  close_scene(s);
}

/* The others of the run are approved all the same, and the approval is not theirs who were refused: neither now nor when that is reversed. */
static void test_approved_but_for_the_refused(void **state) {
  (void)state;
  uint32_t run;
  uint64_t opened, approved;
  cs_applied applied;
  scene *s = cases_scene(&run, &opened);
  for (int i = 1; i <= 3; i++)
    act(s, i == 1 ? "C000001" : i == 2 ? "C000002" : "C000003", NULL, NULL, 0);
  OK(s, try_refuse(s, "C000001"));
  REFUSED(s, CS_EREFUSED, "ended without approval: P1", try_approve(s, run, "P1", &approved));
  OK(s, try_approve(s, run, NULL, &approved));
  assert_int_equal(approved, 2);
  OK(s, try_approve(s, run, NULL, &approved));
  assert_int_equal(approved, 0);
  OK(s, try_apply(s, run, &applied));
  assert_int_equal(applied.applied, 2);
  assert_int_equal(applied.refused, 1);
  act(s, "C000001", CS_CASE_VERB_REVERSE, NULL, 3);
  OK(s, try_apply(s, run, &applied));
  assert_int_equal(applied.applied, 0);
  assert_int_equal(applied.unapproved, 1);
  OK(s, try_approve(s, run, NULL, &approved));
  assert_int_equal(approved, 1);
  close_scene(s);
}

/* A withdrawn case may be opened again, once; the new one counts, and the old one stays as it is. */
static void test_opened_again_after_withdrawal(void **state) {
  (void)state;
  uint32_t run;
  uint64_t opened, approved;
  cs_applied applied;
  scene *s = cases_scene(&run, &opened);
  act(s, "C000002", NULL, NULL, 0);
  act(s, "C000002", CS_CASE_VERB_WITHDRAW, NULL, 0);
  REFUSED(s, CS_EREFUSED, "case open --run): P2", try_approve(s, run, "P2", &approved));
  act(s, "C000002", CS_CASE_VERB_REVERSE, NULL, 3); /* no other yet: it goes on */
  assert_int_equal(open_again(s, run), 0);
  act(s, "C000002", CS_CASE_VERB_WITHDRAW, NULL, 0);
  assert_int_equal(open_again(s, run), 1);
  assert_int_equal(open_again(s, run), 0);
  REFUSED(s, CS_EREFUSED, "C000004", try_act(s, "C000002", CS_CASE_VERB_REVERSE, NULL, 5));
  act(s, "C000004", NULL, NULL, 0);
  act(s, "C000004", NULL, "yes", 0);
  OK(s, try_apply(s, run, &applied));
  assert_int_equal(applied.applied, 1);
  assert_string_equal(attribute(s, "P2", "grade", AS_OF), "g3");
  close_scene(s);
}

/* Which case is the newest goes by the number, also where that gets one digit more. */
static void test_opened_again_behind_a_million(void **state) {
  (void)state;
  uint32_t run;
  uint64_t opened;
  cs_record r;
  scene *s = cases_scene(&run, &opened);
  cs_txn *t = begin(s);
  OK(s, cs_record_init(&r, &s->err));
  cs_record_clear_as(&r, "case", "C999998");
  put_date(s, t, &r, "hired_on", CS_DATE_MIN, AS_OF);
  OK(s, cs_txn_save(t, &r, &s->err));
  cs_record_deinit(&r);
  commit(s, t);
  act(s, "C000002", CS_CASE_VERB_WITHDRAW, NULL, 0);
  assert_int_equal(open_again(s, run), 1);
  act(s, "C999999", CS_CASE_VERB_WITHDRAW, NULL, 0);
  assert_int_equal(open_again(s, run), 1);
  assert_int_equal(open_again(s, run), 0);
  act(s, "C1000000", NULL, NULL, 0);
  close_scene(s);
}

/* What was approved in a case that is withdrawn is approved no more. */
static void test_withdrawn_after_approval(void **state) {
  (void)state;
  uint32_t run;
  uint64_t opened;
  cs_applied applied;
  scene *s = cases_scene(&run, &opened);
  act(s, "C000002", NULL, NULL, 0);
  act(s, "C000002", NULL, "yes", 0);
  act(s, "C000002", CS_CASE_VERB_WITHDRAW, NULL, 0);
  OK(s, try_apply(s, run, &applied));
  assert_int_equal(applied.applied, 0);
  assert_int_equal(open_again(s, run), 1);
  act(s, "C000004", NULL, NULL, 0);
  act(s, "C000004", NULL, "yes", 0);
  OK(s, try_apply(s, run, &applied));
  assert_int_equal(applied.applied, 1);
  REFUSED(s, CS_EREFUSED, "undo the run first",
          try_act(s, "C000004", CS_CASE_VERB_WITHDRAW, NULL, 0));
  REFUSED(s, CS_EREFUSED, "undo the run first",
          try_act(s, "C000004", CS_CASE_VERB_REVERSE, NULL, 3));
  close_scene(s);
}

/* Sent back behind its approval, or refused after it, a case is approved no more, and neither is its decision. */
static void test_sent_back_after_approval(void **state) {
  (void)state;
  uint32_t run;
  uint64_t opened;
  cs_applied applied;
  scene *s = cases_scene(&run, &opened);
  for (int i = 1; i <= 2; i++) {
    const char *code = i == 1 ? "C000001" : "C000002";
    act(s, code, NULL, NULL, 0);
    act(s, code, NULL, "yes", 0);
  }
  act(s, "C000001", CS_CASE_VERB_RETURN, NULL, 0);
  act(s, "C000002", CS_CASE_VERB_REFUSE, NULL, 0);
  OK(s, try_apply(s, run, &applied));
  assert_int_equal(applied.applied, 0);
  assert_int_equal(applied.unapproved, 3);
  act(s, "C000001", CS_CASE_VERB_REVERSE, NULL, 4); /* as if neither had been done */
  act(s, "C000002", CS_CASE_VERB_REVERSE, NULL, 4);
  OK(s, try_apply(s, run, &applied));
  assert_int_equal(applied.applied, 2);
  REFUSED(s, CS_EREFUSED, "undo the run first",
          try_act(s, "C000001", CS_CASE_VERB_RETURN, NULL, 0));
  REFUSED(s, CS_EREFUSED, "undo the run first",
          try_act(s, "C000002", CS_CASE_VERB_REFUSE, NULL, 0));
  close_scene(s);
}

/* The withdrawal reversed, the approval stands again. */
static void test_withdrawal_reversed(void **state) {
  (void)state;
  uint32_t run;
  uint64_t opened;
  cs_applied applied;
  scene *s = cases_scene(&run, &opened);
  act(s, "C000002", NULL, NULL, 0);
  act(s, "C000002", NULL, "yes", 0);
  act(s, "C000002", CS_CASE_VERB_WITHDRAW, NULL, 0);
  act(s, "C000002", CS_CASE_VERB_REVERSE, NULL, 4);
  OK(s, try_apply(s, run, &applied));
  assert_int_equal(applied.applied, 1);
  close_scene(s);
}

/* Where all have to approve, one's word for the run is not enough. */
static void test_not_yours_alone(void **state) {
  (void)state;
  uint32_t run;
  uint64_t opened, approved;
  cs_applied applied;
  scene *s = scene_of("together", &run, &opened);
  REFUSED(s, CS_EREFUSED, "P1 (clause 3)", try_approve(s, run, "P1", &approved));
  act(s, "C000001", NULL, "yes", 0);
  OK(s, try_apply(s, run, &applied));
  assert_int_equal(applied.applied, 0);
  assert_int_equal(applied.unapproved, 3);
  close_scene(s);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_the_last_approval_counts),
      cmocka_unit_test(test_approval_waits_for_the_case),
      cmocka_unit_test(test_a_panel_decision_is_applied_when_its_case_is_approved),
      cmocka_unit_test(test_an_approval_that_is_reversed),
      cmocka_unit_test(test_decided_later),
      cmocka_unit_test(test_approved_before_the_cases),
      cmocka_unit_test(test_how_many_have_no_case),
      cmocka_unit_test(test_the_procedure_that_the_cases_are_of),
      cmocka_unit_test(test_no_procedure_for_the_cycle),
      cmocka_unit_test(test_cases_are_opened_once),
      cmocka_unit_test(test_sent_back_from_the_approving_stage),
      cmocka_unit_test(test_refused_in_their_case),
      cmocka_unit_test(test_approved_but_for_the_refused),
      cmocka_unit_test(test_opened_again_after_withdrawal),
      cmocka_unit_test(test_opened_again_behind_a_million),
      cmocka_unit_test(test_withdrawn_after_approval),
      cmocka_unit_test(test_sent_back_after_approval),
      cmocka_unit_test(test_withdrawal_reversed),
      cmocka_unit_test(test_not_yours_alone),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
