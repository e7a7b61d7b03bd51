#include "fault/story.h"
#include "core/cycle/pack.h"
#include "cycle/cases.h"
#include "form/archive.h"
#include "intake/intake.h"
#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
/* cmocka needs four of those above first */
#include <cmocka.h>

#define PEOPLE 40
#define CASES 18 /* one for each mark of B */
#define AS_OF cs_date_of(2026, 7, 1)

const char *const story_names[STORY_STEPS] = {
    "init",  "adopt", "import employees", "import ratings", "plan", "approve",
    "apply", "undo",  "import roles",     "triggers",       "acts", "forms"};

/* What a mark of B opens, and who signs it. */
/* clang-format off */
static const char procedures[] =
  ", 'roles': {'office': {'label': {'en': 'office'}, 'several': true, " AT "}},"
  " 'forms': {'note': {'clause': '5', 'label': {'en': 'note'}, 'kind': 'notice', 'fields': [], " AT "}},"
  " 'triggers': {'weak': {'clause': '3', 'on': {'series': 'mark', 'values': ['B']}, 'as_of': 'recorded', 'opens': 'hearing', " AT "}},"
  " 'procedures': {'hearing': {'clause': '4', 'label': {'en': 'hearing'}, 'subject': 'employee', 'asks': [], 'opens': {}, 'stages': ["
  "   {'stage': 'word', 'clause': '4', 'label': {'en': 'word'}, 'act': 'do', 'by': [{'role': 'office'}], 'makes': ['note'], " AT "},"
  "   {'stage': 'end', 'clause': '5', 'label': {'en': 'end'}, 'act': 'approve', 'by': [{'role': 'office'}], " AT "}], " AT "}}}";
/* clang-format on */

static char pack_json[8192];

static const cs_stamp stamp = {
    .now = 5000, .actor = "Ann", .system_user = "ann", .command = "story"};
static const cs_stamp stamp_of_office = {
    .now = 5000, .actor = "E000", .system_user = "ann", .command = "story"};

/* -- the files ------------------------------------------------------------------------------------------------------- */
static FILE *open_new(const char *path) {
  FILE *f = fopen(path, "wb");
  assert_non_null(f);
  return f;
}

void story_prepare(void) {
  static const char *const grades[] = {"g1", "g2", "g3", "g4", ""};
  static const char *const marks[] = {"S", "A", "A", "B"};
  size_t size = strlen(pack_text) - 1; /* its last brace comes with the procedures */
  assert_true(size + sizeof procedures < sizeof pack_json);
  memcpy(pack_json, pack_text, size);
  memcpy(pack_json + size, procedures, sizeof procedures);
  for (char *at = pack_json; *at != '\0'; at++)
    if (*at == '\'') *at = '"';
  FILE *f = open_new("employees.csv");
  (void)fputs("code,position,grade,status,hired_on,graded_on,department\n", f);
  for (int i = 0; i < PEOPLE; i++) {
    (void)fprintf(f, "E%03d,%s,%s,%s,2020-01-01,2026-01-01,D%d\n", i * 7 % PEOPLE,
                  i % 9 == 0 ? "boss" : "clerk", grades[i % 5], i % 11 == 0 ? "trial" : "confirmed",
                  i % 4);
  }
  assert_int_equal(fclose(f), 0);
  f = open_new("ratings.csv");
  (void)fputs("employee,period,rating\n", f);
  for (int i = 0; i < PEOPLE; i++) {
    (void)fprintf(f, "E%03d,2026-05,%s\nE%03d,2026-06,%s\n", i, marks[i % 4], i, marks[i / 4 % 4]);
  }
  assert_int_equal(fclose(f), 0);
  f = open_new("roles.csv");
  (void)fputs("role,employee\noffice,E000\noffice,E007\n", f);
  assert_int_equal(fclose(f), 0);
}

/* -- the steps ------------------------------------------------------------------------------------------------------- */
typedef struct teller {
  cs_store *store;
  cs_company company;
  cs_err *err;
} teller;

static int found(teller *t) {
  cs_txn *txn = NULL;
  int rc = cs_store_set_seed(t->store, 7, t->err);
  if (rc == CS_OK) rc = cs_txn_begin(t->store, NULL, &stamp, &txn, t->err);
  if (rc != CS_OK) return rc;
  rc = cs_company_create(txn, "one", "UTC", &t->company, t->err);
  if (rc == CS_OK) return cs_txn_commit(txn, t->err);
  cs_txn_rollback(txn);
  return rc;
}

/* Adopting twice is two adoptions: who sees it done does not do it again. */
static int adopt(teller *t) {
  cs_txn_info head;
  int rc = cs_ledger_head(t->store, &head, t->err);
  if (rc != CS_OK || head.number >= 2) return rc;
  cs_pack_row row = {
      .id = "sample", .title = "{\"en\":\"Sample\"}", .compiled = pack_json, .sources = "{}"};
  memset(row.hash, 'a', sizeof row.hash - 1);
  cs_adoption adoption = {.pack_id = "sample", .effective = CS_DATE_MIN, .settings = "{}"};
  memcpy(adoption.hash, row.hash, sizeof adoption.hash);
  cs_txn *txn = NULL;
  rc = cs_txn_begin(t->store, &t->company, &stamp, &txn, t->err);
  if (rc != CS_OK) return rc;
  rc = cs_pack_store(t->store, &row, t->err);
  if (rc == CS_OK) rc = cs_adopt(txn, &adoption, t->err);
  if (rc == CS_OK) return cs_txn_commit(txn, t->err);
  cs_txn_rollback(txn);
  return rc;
}

static int import(teller *t, const char *kind, const char *path) {
  cs_pack *pack = NULL;
  cs_vocabulary *vocabulary = NULL;
  cs_intake_report report = {0};
  cs_intake_options options = {.kind = kind, .path = path};
  int rc = cs_pack_parse(pack_json, strlen(pack_json), &pack, t->err);
  const cs_pack *packs[] = {pack};
  if (rc == CS_OK) rc = cs_vocabulary_new(packs, 1, &vocabulary, t->err);
  if (rc == CS_OK)
    rc = cs_intake_run(t->store, &t->company, &stamp, vocabulary, &options, &report, t->err);
  cs_intake_report_deinit(&report);
  cs_vocabulary_free(vocabulary);
  cs_pack_free(pack);
  return rc;
}

static int plan(teller *t) {
  cs_plan_options options = {
      .cycle = "yearly", .as_of = AS_OF, .known_txn = UINT32_MAX, .now = stamp.now, .threads = 2};
  cs_run run;
  return cs_cycle_plan(t->store, &t->company, &options, &run, t->err);
}

static int approve(teller *t) {
  uint64_t approved;
  return cs_cycle_approve(t->store, &t->company, &stamp, 1, "Boss", NULL, 0, &approved, NULL,
                          t->err);
}

static int apply(teller *t) {
  cs_applied applied;
  return cs_cycle_apply(t->store, &t->company, &stamp, 1, NULL, &applied, t->err);
}

static int undo(teller *t) {
  uint64_t people;
  return cs_cycle_undo(t->store, &t->company, &stamp, 1, "a mistake", &people, t->err);
}

static int open_office(teller *t, cs_cycle_office **out, const cs_stamp *by) {
  int rc = cs_cycle_office_open(t->store, &t->company, out, t->err);
  return rc == CS_OK ? cs_office_begin(cs_cycle_office_of(*out), by, t->err) : rc;
}

static int open_cases(teller *t) {
  cs_cycle_office *office = NULL;
  cs_triggered opened = {.list = json_array(), .more = json_array(), .most = CASES};
  int rc = opened.list != NULL && opened.more != NULL
               ? open_office(t, &office, &stamp)
               : cs_fail(t->err, CS_ENOMEM, "%s", "out of memory");
  if (rc == CS_OK) rc = cs_office_triggers(cs_cycle_office_of(office), UINT32_MAX, &opened, t->err);
  if (rc == CS_OK) rc = cs_office_commit(cs_cycle_office_of(office), t->err);
  cs_cycle_office_close(office);
  json_decref(opened.list);
  json_decref(opened.more);
  return rc;
}

/* A sheet of acts, all or none. */
static int act_on_cases(teller *t) {
  cs_cycle_office *office = NULL;
  cs_done done;
  char code[16];
  int rc = open_office(t, &office, &stamp_of_office);
  for (int i = 1; rc == CS_OK && i <= CASES; i++) {
    (void)snprintf(code, sizeof code, "C%06d", i);
    const cs_doing doing = {.code = code, .stage = "word", .on = CS_DATE_NONE};
    rc = cs_office_does(cs_cycle_office_of(office), &doing, &done, t->err);
  }
  if (rc == CS_OK) rc = cs_office_commit(cs_cycle_office_of(office), t->err);
  cs_cycle_office_close(office);
  return rc;
}

static int keep_forms(teller *t) {
  static const char document[] = "<p>\xe8\xaf\xb4\xe6\x98\x8e</p>";
  cs_txn *txn = NULL;
  bool added = false, any = false;
  char number[32];
  int rc = cs_txn_begin(t->store, &t->company, &stamp, &txn, t->err);
  for (int i = 1; rc == CS_OK && i <= CASES; i++) {
    (void)snprintf(number, sizeof number, "note-%06d", i);
    rc = cs_form_keep(txn, t->store, t->company.id, number, "en", document, sizeof document - 1,
                      &added, t->err);
    any = any || added;
  }
  if (rc == CS_OK && any) return cs_txn_commit(txn, t->err);
  cs_txn_rollback(txn);
  return rc;
}

static int do_step(teller *t, story_step step) {
  switch (step) {
    case STORY_INIT: return found(t);
    case STORY_ADOPT: return adopt(t);
    case STORY_EMPLOYEES: return import(t, "employees", "employees.csv");
    case STORY_RATINGS: return import(t, "ratings", "ratings.csv");
    case STORY_PLAN: return plan(t);
    case STORY_APPROVE: return approve(t);
    case STORY_APPLY: return apply(t);
    case STORY_UNDO: return undo(t);
    case STORY_ROLES: return import(t, "roles", "roles.csv");
    case STORY_TRIGGERS: return open_cases(t);
    case STORY_ACTS: return act_on_cases(t);
    case STORY_FORMS: return keep_forms(t);
    case STORY_STEPS: break;
  }
  abort();
}

int story_tell(story_step step, cs_err *err) {
  teller t = {.err = err};
  *err = (cs_err){0};
  int rc =
      cs_store_open(STORY_DB, step == STORY_INIT ? CS_STORE_CREATE : CS_STORE_WRITE, &t.store, err);
  if (rc == CS_OK && step != STORY_INIT) rc = cs_company_find(t.store, "one", &t.company, err);
  if (rc == CS_OK) rc = do_step(&t, step);
  cs_store_close(t.store);
  return rc;
}

/* -- the bytes ------------------------------------------------------------------------------------------------------- */
typedef struct seen {
  uint32_t runs;
  cs_buf *out;
} seen;

static int put_run(void *user, const cs_run *run) {
  seen *s = user;
  s->runs++;
  cs_buf_printf(s->out, "run %u %s\n", run->id, run->digest);
  return 0;
}

static int put_decisions(teller *t, cs_buf *out) {
  cs_run_reader *reader = NULL;
  cs_outcome_now now;
  int rc = cs_run_reader_open(t->store, &t->company, 1, &reader, t->err);
  while (rc == CS_OK && (rc = cs_run_reader_next(reader, &now, t->err)) == 1) {
    cs_buf_printf(
        out, "%s %s %s %d%d%d\n", now.decision.code, cs_outcome_name(now.decision.outcome),
        now.decision.to == NULL ? "-" : now.decision.to, (int)now.mark, now.approved, now.applied);
    rc = CS_OK;
  }
  cs_run_reader_close(reader);
  return rc;
}

static int put_case(void *user, const cs_case_brief *c) {
  cs_buf_printf(user, "case %s %s %s\n", c->code, c->subject, c->stage != NULL ? c->stage : "-");
  return 0;
}

static int put_form(void *user, const cs_form_row *row) {
  cs_buf_printf(user, "form %s %s %s\n", row->number, row->case_code,
                row->hash != NULL ? row->hash : "-");
  return 0;
}

int story_state(cs_buf *out, cs_err *err) {
  teller t = {.err = err};
  cs_verified v;
  seen s = {.out = out};
  cs_buf_clear(out);
  int rc = cs_store_open(STORY_DB, CS_STORE_READ, &t.store, err);
  if (rc == CS_OK) rc = cs_ledger_verify(t.store, &v, err);
  if (rc == CS_OK && v.txns > 0) rc = cs_company_find(t.store, "one", &t.company, err);
  if (rc == CS_OK) {
    cs_buf_printf(out, "head %u %s\n", v.txns, v.head);
    rc = cs_run_each(t.store, t.company.id, put_run, &s, err);
  }
  if (rc == CS_OK && s.runs > 0) rc = put_decisions(&t, out);
  for (int i = 0; rc == CS_OK && v.txns > 0 && i < PEOPLE; i++) {
    char person[16];
    (void)snprintf(person, sizeof person, "E%03d", i);
    rc = cs_cases_each(t.store, t.company.id, 0, "hearing", person, put_case, out, err);
  }
  if (rc == CS_OK && v.txns > 0) rc = cs_form_each(t.store, t.company.id, put_form, out, err);
  cs_store_close(t.store);
  (void)cs_buf_str(out);
  return rc;
}

/* -- before each step ------------------------------------------------------------------------------------------------ */
static struct {
  char name[32];
  char *state; /* after the step, told without faults */
} kept[STORY_STEPS];

void story_copy(const char *from, const char *to) {
  static char block[65536];
  FILE *in = fopen(from, "rb"), *out = open_new(to);
  assert_non_null(in);
  for (size_t n; (n = fread(block, 1, sizeof block, in)) > 0;)
    assert_int_equal(fwrite(block, 1, n, out), n);
  (void)fclose(in);
  assert_int_equal(fclose(out), 0);
}

bool story_is(const char *path) {
  static char one[65536], other[65536];
  struct stat log;
  if (stat(STORY_DB "-wal", &log) == 0) return false;
  FILE *a = fopen(STORY_DB, "rb"), *b = fopen(path, "rb");
  bool same = a != NULL && b != NULL;
  for (size_t n = 1; same && n > 0;) {
    n = fread(one, 1, sizeof one, a);
    same = fread(other, 1, sizeof other, b) == n && memcmp(one, other, n) == 0;
  }
  if (a != NULL) (void)fclose(a);
  if (b != NULL) (void)fclose(b);
  return same;
}

static void remove_story(void) {
  (void)unlink(STORY_DB);
  (void)unlink(STORY_DB "-wal");
  (void)unlink(STORY_DB "-shm");
  (void)unlink(STORY_DB "-journal");
}

void story_keep(story_step step) {
  (void)snprintf(kept[step].name, sizeof kept[step].name, "before-%d.db", (int)step);
  if (step != STORY_INIT) story_copy(STORY_DB, kept[step].name);
}

void story_return(story_step step) {
  remove_story();
  if (step != STORY_INIT) story_copy(kept[step].name, STORY_DB);
}

void story_tell_all(void) {
  cs_err err;
  cs_buf state = {0};
  remove_story();
  for (story_step step = 0; step < STORY_STEPS; step++) {
    story_keep(step);
    if (story_tell(step, &err) != CS_OK) fail_msg("%s: %s", story_names[step], err.text);
    if (story_state(&state, &err) != CS_OK) fail_msg("%s: %s", story_names[step], err.text);
    free(kept[step].state);
    kept[step].state = strdup(state.data);
  }
  cs_buf_deinit(&state);
}

/* -- strikes --------------------------------------------------------------------------------------------------------- */
unsigned story_count(story_step step, const story_fault *fault) {
  cs_err err;
  story_return(step);
  fault->arm(fault->user, 0);
  int rc = story_tell(step, &err);
  unsigned count = fault->disarm(fault->user);
  if (rc != CS_OK) fail_msg("%s: %s", story_names[step], err.text);
  return count;
}

static void check_error(story_step step, const story_fault *fault, unsigned n, int rc,
                        const cs_err *err) {
  if (rc == CS_OK) return;
  if (rc == err->code && err->text[0] != '\0') {
    if (getenv("CURSUS_FAULTS_TELL") != NULL)
      print_message("%s %s %u: %s %s\n", story_names[step], fault->what, n, cs_err_name(rc),
                    err->text);
    return;
  }
  fail_msg("%s, %s %u: code %d, error %d '%s'", story_names[step], fault->what, n, rc, err->code,
           err->text);
}

void story_strike(story_step step, const story_fault *fault, unsigned n) {
  static cs_buf state;
  cs_err err, struck;
  story_return(step);
  fault->arm(fault->user, n);
  int rc = story_tell(step, &struck);
  (void)fault->disarm(fault->user);
  check_error(step, fault, n, rc, &struck);

  const char *where = story_names[step];
  if (step != STORY_INIT && story_state(&state, &err) != CS_OK)
    fail_msg("%s, %s %u (%s): afterwards %s", where, fault->what, n, struck.text, err.text);
  if (rc != CS_OK && step != STORY_INIT && !fault->may_be_done &&
      strcmp(state.data, kept[step].state) == 0)
    fail_msg("%s, %s %u: an error (%s), and yet it is done", where, fault->what, n, struck.text);
  if (rc == CS_OK && step == STORY_INIT && story_state(&state, &err) != CS_OK)
    fail_msg("%s, %s %u: said to be done, afterwards %s", where, fault->what, n, err.text);
  if (rc == CS_OK && strcmp(state.data, kept[step].state) != 0)
    fail_msg("%s, %s %u: said to be done, and is lost", where, fault->what, n);
  int again = story_tell(step, &err);
  if (again != CS_OK && again != CS_EREFUSED)
    fail_msg("%s, %s %u (%s): told again %s", where, fault->what, n, struck.text, err.text);
  if (story_state(&state, &err) != CS_OK)
    fail_msg("%s, %s %u (%s): told again %s", where, fault->what, n, struck.text, err.text);
  if (strcmp(state.data, kept[step].state) != 0)
    fail_msg("%s, %s %u (%s): other bytes:\n%s\n%s", where, fault->what, n, struck.text, state.data,
             kept[step].state);
}

story_spread story_spread_of(unsigned count, unsigned most) {
  const char *wish = getenv("CURSUS_FAULTS"), *seed = getenv("CURSUS_FAULTS_SEED");
  if (wish != NULL) most = strcmp(wish, "all") == 0 ? UINT_MAX : (unsigned)strtoul(wish, NULL, 10);
  if (most == 0) fail_msg("CURSUS_FAULTS is a number or all, not '%s'", wish);
  return (story_spread){.count = count,
                        .width = count <= most ? 1 : (count - 1) / most + 1,
                        .random = seed == NULL ? 12345 : (uint32_t)strtoul(seed, NULL, 10)};
}

unsigned story_next(story_spread *s) {
  if (s->from >= s->count) return 0;
  s->random = s->random * 1664525u + 1013904223u;
  unsigned n = s->from + 1 + (s->random >> 8) % s->width;
  s->from += s->width;
  return n > s->count ? s->count : n;
}

unsigned story_sweep(story_step step, const story_fault *fault, unsigned most) {
  story_spread spread = story_spread_of(story_count(step, fault), most);
  unsigned strikes = 0;
  for (unsigned n; (n = story_next(&spread)) != 0; strikes++) story_strike(step, fault, n);
  return strikes;
}
