#include "core/intake/support.h"
#include "store/archive.h"

#define HEAD "employee,on,kind,cause,upheld,ref\n"

static int setup(void **state) {
  support_setup(state);
  support_good(*state, "employees", "code\nE1\nE2\nE3\n");
  return 0;
}
#define EVENTS(name) cmocka_unit_test_setup_teardown(name, setup, support_teardown)

/* -- one thing at a time -------------------------------------------------------------------------------------------- */
static void an_event_moves_to_whom_the_row_names(void **state) {
  support *s = *state;
  support_good(s, "events", HEAD "E1,2026-03-12,complaint,personal,yes,T1\n");
  support_good(s, "events", HEAD "E2,2026-03-12,complaint,,,T1\n");
  assert_counts(s, "1 0 1 0 0 0");
  assert_string_equal(support_person(s, "E1"), "");
  assert_string_equal(support_person(s, "E2"),
                      "e cause 1 :personal\ne kind 1 :complaint\ne on 1 2026-03-12\n"
                      "e ref 1 T1\ne upheld 1 :yes\n");
  support_good(s, "events", HEAD "E2,2026-03-12,complaint,,no,T1\n");
  assert_counts(s, "1 0 1 0 0 0");
  support_good(s, "events", HEAD "E1,2026-03-13,complaint,,,T1\n"); /* and back again */
  assert_counts(s, "1 0 1 0 0 0");
  assert_string_equal(support_person(s, "E2"), "");
  assert_string_equal(support_person(s, "E1"),
                      "e cause 1 :personal\ne kind 1 :complaint\ne on 1 2026-03-13\n"
                      "e ref 1 T1\ne upheld 1 :no\n");
}

static void rows_without_a_reference_do_not_mean_it(void **state) {
  support *s = *state;
  support_good(s, "events", HEAD "E1,2026-03-12,complaint,other,,T1\n");
  support_good(s, "events",
               HEAD "E1,2026-03-12,complaint,other,,\nE2,2026-03-12,complaint,other,,T1\n"
                    "E2,2026-03-12,complaint,other,,\n");
  assert_counts(s, "3 2 1 0 0 0");
}

static void nobody_known_keeps_it_where_it_is(void **state) {
  support *s = *state;
  support_good(s, "events", HEAD "E1,2026-03-12,complaint,other,,T1\n");
  const char *csv = HEAD "E9,2026-03-12,complaint,other,,T1\nE2,2026-03-12,complaint,,,T2\n";
  support_write("in.csv", csv, strlen(csv));
  cs_intake_options options = {.kind = "events", .path = "in.csv", .valid_only = true};
  support_ok(s, support_run(s, &options));
  assert_counts(s, "2 1 0 0 1 0");
  assert_int_equal(s->report.problems[0].line, 2);
  assert_non_null(strstr(support_person(s, "E1"), "e ref 1 T1\n"));
}

static void put_ref(support *s, cs_txn *t, const char *code, const char *name, cs_value value) {
  cs_slot slot = {.klass = CS_EVENT, .instance = 1};
  cs_record r;
  support_ok(s, cs_record_init(&r, &s->err));
  support_ok(s, cs_person_load(s->store, s->company.id, code, &r, &s->err));
  support_ok(s, cs_symbol_intern(s->store, name, strlen(name), &slot.name, &s->err));
  support_ok(s, cs_txn_set(t, &r, &slot, &value, &s->err));
  support_ok(s, cs_txn_save(t, &r, &s->err));
  cs_record_deinit(&r);
}

/* As long as a reference was an employee's own, two could have one. */
static void of_two_with_one_reference_the_row_says_whose_it_is(void **state) {
  support *s = *state;
  cs_txn *t;
  support_ok(s, cs_txn_begin(s->store, &s->company, &s->stamp, &t, &s->err));
  for (int i = 1; i <= 2; i++) {
    const char *code = i == 1 ? "E1" : "E2";
    put_ref(s, t, code, "ref", (cs_value){.kind = CS_STRING, .text = "T1", .size = 2});
    put_ref(s, t, code, "on", (cs_value){.kind = CS_DATE, .number = cs_date_of(2026, 3, 12)});
  }
  support_ok(s, cs_txn_commit(t, &s->err));
  support_good(s, "events", HEAD "E2,2026-03-12,complaint,,,T1\n");
  assert_counts(s, "1 0 1 0 0 0");
  assert_string_equal(support_person(s, "E1"), "");
  assert_string_equal(support_person(s, "E2"),
                      "e kind 1 :complaint\ne on 1 2026-03-12\ne ref 1 T1\n");
}

static int undo(support *s, uint32_t batch) {
  cs_txn *t;
  uint64_t people;
  s->stamp.now++;
  support_ok(s, cs_txn_begin(s->store, &s->company, &s->stamp, &t, &s->err));
  int rc = cs_batch_undo(t, batch, &people, &s->err);
  if (rc == CS_OK)
    support_ok(s, cs_txn_commit(t, &s->err));
  else
    cs_txn_rollback(t);
  return rc;
}

static void undo_takes_back_both_halves(void **state) {
  support *s = *state;
  support_good(s, "events", HEAD "E1,2026-03-12,complaint,personal,,T1\n");
  uint32_t first = s->report.batch;
  char before[256];
  snprintf(before, sizeof before, "%s", support_person(s, "E1"));
  support_good(s, "events", HEAD "E2,2026-03-12,complaint,,,T1\n");
  uint32_t second = s->report.batch;
  assert_int_equal(undo(s, first), CS_EREFUSED); /* it is E2's now */
  support_ok(s, undo(s, second));
  assert_string_equal(support_person(s, "E1"), before);
  assert_string_equal(support_person(s, "E2"), "");
}

static void undo_leaves_no_half_event(void **state) {
  support *s = *state;
  support_good(s, "events", HEAD "E1,2026-03-12,complaint,personal,,T1\n");
  support_good(s, "events", HEAD "E2,2026-03-12,complaint,,,T1\n");
  uint32_t moved = s->report.batch;
  support_good(s, "events", HEAD "E2,2026-03-12,complaint,,yes,T1\n");
  uint32_t more = s->report.batch;
  assert_int_equal(undo(s, moved), CS_EREFUSED);
  assert_non_null(strstr(s->err.text, "E2"));
  support_ok(s, undo(s, more));
  support_ok(s, undo(s, moved));
  assert_non_null(strstr(support_person(s, "E1"), "e ref 1 T1\n"));
}

/* -- random files against a slow model ------------------------------------------------------------------------------- */
#define PEOPLE 5
#define REFS 9
#define STEPS 60
#define FIELDS 4 /* on, kind, cause, upheld */

static const char *const names[FIELDS] = {"on", "kind", "cause", "upheld"};

typedef struct told {        /* an event, or a row */
  int person;                /* from 1; 0: there is none */
  const char *value[FIELDS]; /* "" blank */
} told;
typedef struct model {
  told event[REFS];
} model;

static uint32_t seed;
static uint32_t pick(uint32_t n) {
  seed = seed * 1664525u + 1013904223u;
  return (seed >> 8) % n;
}

static told random_row(void) {
  static const char *const days[] = {"2026-03-12", "2026-03-13", "2026-04-01"};
  static const char *const causes[] = {"", "personal", "other"};
  static const char *const upheld[] = {"", "yes", "no"};
  return (told){.person = 1 + (int)pick(PEOPLE + (pick(12) == 0)),
                .value = {days[pick(3)], "complaint", causes[pick(3)], upheld[pick(3)]}};
}

typedef struct file {
  told row[16];
  int ref[16];
  int count;
} file;

static bool alike(const told *a, const told *b) {
  bool equal = a->person == b->person;
  for (int i = 0; i < FIELDS; i++) equal = equal && strcmp(a->value[i], b->value[i]) == 0;
  return equal;
}

static file random_file(void) {
  file f = {.count = 1 + (int)pick(12)};
  for (int i = 0; i < f.count; i++) {
    f.row[i] = random_row();
    f.ref[i] = (int)pick(REFS);
    for (int k = 0; k < i && pick(20) > 0; k++) /* mostly what one reference says is one thing */
      if (f.ref[k] == f.ref[i]) f.row[i] = f.row[k];
  }
  return f;
}

static void write_file(const file *f) {
  cs_buf csv = {0};
  cs_buf_puts(&csv, HEAD);
  for (int i = 0; i < f->count; i++) {
    const told *r = &f->row[i];
    cs_buf_printf(&csv, "E%d,%s,%s,%s,%s,T%d\n", r->person, r->value[0], r->value[1], r->value[2],
                  r->value[3], f->ref[i]);
  }
  support_write("in.csv", csv.data, csv.size);
  cs_buf_deinit(&csv);
}

/* What the file does to the model, and what the report counts. */
static model expect_file(const model *before, const file *f, char counts[64]) {
  model after = *before;
  bool seen[REFS] = {false};
  int added = 0, corrected = 0, same = 0, rejected = 0;
  for (int i = 0; i < f->count; i++) {
    int ref = f->ref[i], rows = 0;
    bool good = f->row[i].person <= PEOPLE;
    if (seen[ref]) continue;
    seen[ref] = true;
    for (int k = 0; k < f->count; k++) {
      if (f->ref[k] != ref) continue;
      rows++;
      good = good && alike(&f->row[i], &f->row[k]);
    }
    told *e = &after.event[ref];
    const told was = *e;
    for (int k = 0; good && k < FIELDS; k++)
      if (e->value[k] == NULL || f->row[i].value[k][0] != '\0') e->value[k] = f->row[i].value[k];
    if (good) e->person = f->row[i].person;
    if (!good)
      rejected += rows;
    else if (was.person == 0)
      added++;
    else if (!alike(&was, e))
      corrected++;
    else
      same++;
    same += good ? rows - 1 : 0;
  }
  snprintf(counts, 64, "%d %d %d %d %d 0", f->count, added, corrected, same, rejected);
  return after;
}

static const char *text_of(support *s, const cs_record *r, uint32_t instance, const char *name,
                           uint32_t txn, char out[32]) {
  const cs_slot slot = {.klass = CS_EVENT,
                        .instance = instance,
                        .name = cs_symbol_find(s->store, name, strlen(name))};
  const cs_entry *e = slot.name == 0 ? NULL : cs_record_find(r, &slot, txn);
  out[0] = '\0';
  if (e == NULL || e->value.kind == CS_NONE) return out;
  if (e->value.kind == CS_DATE) return cs_date_text((cs_date)e->value.number, out);
  if (e->value.kind == CS_SYMBOL)
    snprintf(out, 32, "%s", cs_symbol_text(s->store, (cs_symbol)e->value.number));
  else
    snprintf(out, 32, "%.*s", (int)e->value.size, e->value.text);
  return out;
}

/* The company at a transaction is the model. */
static void compare(support *s, const model *m, uint32_t txn) {
  cs_record r;
  int found = 0, expected = 0;
  support_ok(s, cs_record_init(&r, &s->err));
  for (int i = 0; i < REFS; i++) expected += m->event[i].person != 0;
  for (int person = 1; person <= PEOPLE; person++) {
    char code[16];
    snprintf(code, sizeof code, "E%d", person);
    support_ok(s, cs_person_load(s->store, s->company.id, code, &r, &s->err));
    for (uint32_t k = 1; k <= cs_record_instances(&r, CS_EVENT); k++) {
      char ref[32], value[32];
      if (*text_of(s, &r, k, "ref", txn, ref) == '\0') {
        for (int i = 0; i < FIELDS; i++)
          assert_string_equal(text_of(s, &r, k, names[i], txn, value), "");
        continue;
      }
      const told *e = &m->event[ref[1] - '0'];
      assert_int_equal(e->person, person);
      for (int i = 0; i < FIELDS; i++)
        assert_string_equal(text_of(s, &r, k, names[i], txn, value), e->value[i]);
      found++;
    }
  }
  assert_int_equal(found, expected);
  cs_record_deinit(&r);
}

static uint32_t head(support *s) {
  cs_txn_info info;
  support_ok(s, cs_ledger_head(s->store, &info, &s->err));
  return info.number;
}

typedef struct world {
  support *s;
  model now, then[STEPS]; /* then: before each batch that stands */
  uint32_t batch[STEPS];
  int standing;
  model known[2 * STEPS];
  uint32_t at[2 * STEPS];
  int views;
} world;

static void import_one(world *w) {
  support *s = w->s;
  file f = random_file();
  char counts[64];
  bool valid_only = pick(2) == 0;
  model after = expect_file(&w->now, &f, counts);
  write_file(&f);
  cs_intake_options options = {
      .kind = "events", .path = "in.csv", .dry_run = true, .valid_only = valid_only};
  support_run(s, &options);
  assert_counts(s, counts);
  options.dry_run = false;
  int rc = support_run(s, &options);
  assert_counts(s, counts);
  bool loaded = valid_only || s->report.rejected == 0;
  assert_int_equal(rc, loaded ? CS_OK : CS_EINPUT);
  if (s->report.batch == 0) return;
  w->then[w->standing] = w->now;
  w->batch[w->standing++] = s->report.batch;
  w->now = after;
}

static void undo_last(world *w) {
  support_ok(w->s, undo(w->s, w->batch[--w->standing]));
  w->now = w->then[w->standing];
}

static void a_random_company(uint32_t start) {
  support s;
  cs_verified verified;
  world *w = calloc(1, sizeof *w);
  assert_non_null(w);
  w->s = &s;
  seed = start;
  support_open(&s, "refs.db");
  support_good(&s, "employees", "code\nE1\nE2\nE3\nE4\nE5\n");
  for (int i = 0; i < STEPS; i++) {
    if (w->standing > 0 && pick(5) == 0)
      undo_last(w);
    else
      import_one(w);
    compare(&s, &w->now, UINT32_MAX);
    w->known[w->views] = w->now;
    w->at[w->views++] = head(&s);
  }
  for (int i = 0; i < w->views; i++) compare(&s, &w->known[i], w->at[i]);
  support_ok(&s, cs_ledger_verify(s.store, &verified, &s.err));
  support_ok(&s, cs_ledger_rebuild(s.store, &s.err));
  support_ok(&s, cs_ledger_verify(s.store, &verified, &s.err));
  compare(&s, &w->now, UINT32_MAX);
  support_close(&s);
  free(w);
}

static void random_files_agree_with_the_model(void **state) {
  (void)state;
  for (uint32_t start = 1; start <= 5; start++) a_random_company(start);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      EVENTS(an_event_moves_to_whom_the_row_names),
      EVENTS(rows_without_a_reference_do_not_mean_it),
      EVENTS(nobody_known_keeps_it_where_it_is),
      EVENTS(of_two_with_one_reference_the_row_says_whose_it_is),
      EVENTS(undo_takes_back_both_halves),
      EVENTS(undo_leaves_no_half_event),
      cmocka_unit_test(random_files_agree_with_the_model),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
