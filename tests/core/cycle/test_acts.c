#include "scene.h"

static void marks_are_checked(void **unused) {
  (void)unused;
  scene *s = sample_scene();
  uint32_t run = plan(s);
  cs_stamp stamp = stamp_of(s);
  REFUSED(s, CS_EINPUT, "direct", try_override(s, run, "P3", "maybe", "g2"));
  REFUSED(s, CS_EINPUT, "undetermined", try_override(s, run, "P3", "undetermined", NULL));
  REFUSED(s, CS_EINPUT, "grade", try_override(s, run, "P3", "direct", NULL));
  REFUSED(s, CS_EINPUT, "g9", try_override(s, run, "P3", "direct", "g9"));
  REFUSED(s, CS_EINPUT, "not_met", try_override(s, run, "P1", "not_met", "g2"));
  REFUSED(s, CS_ENOTFOUND, "P8", try_override(s, run, "P8", "direct", "g2"));
  REFUSED(s, CS_ENOTFOUND, "P99", try_mark(s, run, "P99", CS_HOLD));
  REFUSED(s, CS_ENOTFOUND, "77", try_mark(s, 77, "P1", CS_HOLD));
  REFUSED(s, CS_EREFUSED, "P1", try_mark(s, run, "P1", CS_RELEASE));
  REFUSED(s, CS_EUSAGE, "", try_mark(s, run, "P1", CS_OVERRIDE));
  REFUSED(s, CS_EINPUT, "reason",
          cs_cycle_mark(s->store, &s->company, &stamp, run, "P1", CS_HOLD, " ", &s->err));
  stamp.actor = "";
  REFUSED(s, CS_EINPUT, "named",
          cs_cycle_mark(s->store, &s->company, &stamp, run, "P1", CS_HOLD, "because", &s->err));
  cs_txn_info head;
  OK(s, cs_ledger_head(s->store, &head, &s->err));
  assert_int_equal(head.number, 3); /* nothing was written */
  close_scene(s);
}

/* A mark in the file that none of ours has written: an override without an outcome, or with one that there is not. */
static void damaged_marks(void **unused) {
  (void)unused;
  static const cs_mark marks[] = {
      {.kind = CS_OVERRIDE, .code = "P3", .outcome = NULL, .by = "Ann", .reason = "x"},
      {.kind = CS_OVERRIDE, .code = "P3", .outcome = "{\"a\":", .by = "Ann", .reason = "x"},
      {.kind = (cs_mark_kind)9, .code = "P3", .outcome = NULL, .by = "Ann", .reason = "x"},
  };
  for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
    scene *s = sample_scene();
    uint32_t run = plan(s);
    cs_run_reader *reader = NULL;
    cs_txn *t = begin(s);
    OK(s, cs_mark_add(t, run, &marks[i], &s->err));
    commit(s, t);
    REFUSED(s, CS_EDB, "damaged (mark)",
            cs_run_reader_open(s->store, &s->company, run, &reader, &s->err));
    assert_null(reader);
    close_scene(s);
  }
}

static void marks_and_approvals(void **unused) {
  (void)unused;
  scene *s = sample_scene();
  uint32_t run = plan(s);
  OK(s, try_override(s, run, "P3", "direct", "g3"));
  assert_string_equal(tell(s, run, "P3"), "direct g3 +2 [] override");
  OK(s, try_override(s, run, "P7", "not_met", NULL));
  assert_string_equal(tell(s, run, "P7"), "not_met override");
  OK(s, try_mark(s, run, "P1", CS_HOLD));
  assert_string_equal(tell(s, run, "P1"), "direct g2 +1 [3.a] hold");

  assert_int_equal(approve(s, run, NULL, 0), 2); /* P2, P3 */
  assert_string_equal(tell(s, run, "P1"), "direct g2 +1 [3.a] hold");
  assert_string_equal(tell(s, run, "P2"), "panel g3 +1 [3.a] approved");
  assert_string_equal(tell(s, run, "P3"), "direct g3 +2 [] override approved");
  assert_string_equal(tell(s, run, "P7"), "not_met override");
  assert_int_equal(approve(s, run, NULL, 0), 0);

  OK(s, try_mark(s, run, "P1", CS_RELEASE)); /* released, but not approved by that */
  assert_string_equal(tell(s, run, "P1"), "direct g2 +1 [3.a]");
  OK(s, try_mark(s, run, "P3", CS_EXCLUDE)); /* a mark takes the approval back */
  assert_string_equal(tell(s, run, "P3"), "direct g3 +2 [] exclude");
  OK(s, try_override(s, run, "P3", "direct", "g2")); /* and an override the exclusion */
  assert_string_equal(tell(s, run, "P3"), "direct g2 +1 [] override");
  OK(s, try_override(s, run, "P6", "panel", "g1"));
  assert_string_equal(tell(s, run, "P6"), "panel g1 +0 [] override");

  static const char *const some[] = {"P3", "P1", "P2", "P1"};
  assert_int_equal(approve(s, run, some, 4), 2); /* P2 is already */
  assert_string_equal(tell(s, run, "P1"), "direct g2 +1 [3.a] approved");
  assert_string_equal(tell(s, run, "P6"), "panel g1 +0 [] override");
  close_scene(s);
}

static void act_in(scene *s, cs_txn *t, uint32_t run, bool approves) {
  static const char *const code[] = {"P1"};
  const cs_mark release = {.kind = CS_RELEASE, .code = "P1", .by = "case", .reason = "taken back"};
  const cs_approval approval = {.by = "GM", .codes = code, .count = 1};
  OK(s, approves ? cs_approval_add(t, run, &approval, &s->err)
                 : cs_mark_add(t, run, &release, &s->err));
}

/* Acts of one transaction, as those of a case may be, count in the order in which they were done. */
static void in_one_transaction(void **unused) {
  (void)unused;
  for (int last = 0; last < 2; last++) {
    scene *s = sample_scene();
    uint32_t run = plan(s);
    cs_txn *t = begin(s);
    for (int i = 0; i < 3; i++) act_in(s, t, run, (i + last) % 2 != 0);
    commit(s, t);
    assert_string_equal(tell(s, run, "P1"),
                        last == 0 ? "direct g2 +1 [3.a]" : "direct g2 +1 [3.a] approved");
    close_scene(s);
  }
}

static void lists_are_checked(void **unused) {
  (void)unused;
  scene *s = sample_scene();
  uint32_t run = plan(s);
  cs_stamp stamp = stamp_of(s);
  uint64_t approved = 0;
  OK(s, try_mark(s, run, "P7", CS_HOLD));
  static const char *const unknown[] = {"P1", "P8", "Nobody"};
  static const char *const unfit[] = {"P1", "P3", "P5"};
  static const char *const held[] = {"P7", "P1"};
  stamp = stamp_of(s);
#define APPROVE(by, codes, count) \
  cs_cycle_approve(s->store, &s->company, &stamp, run, by, codes, count, &approved, NULL, &s->err)
  REFUSED(s, CS_EREFUSED, "Nobody, P8", APPROVE("Boss", unknown, 3));
  REFUSED(s, CS_EREFUSED, "P3, P5", APPROVE("Boss", unfit, 3));
  REFUSED(s, CS_EREFUSED, "P7", APPROVE("Boss", held, 2));
  REFUSED(s, CS_EINPUT, "named", APPROVE("", NULL, 0));
  assert_int_equal(approved, 0);
  assert_string_equal(tell(s, run, "P1"), "direct g2 +1 [3.a]");

  adopt(s, "sample", CS_DATE_MIN, "{\"parameters\":{\"boss\":\"Director\"}}");
  run = plan(s);
  stamp = stamp_of(s);
  REFUSED(s, CS_EREFUSED, "Director", APPROVE("Boss", NULL, 0));
  REFUSED(s, CS_EREFUSED, "(4)", APPROVE("Boss", NULL, 0));
  OK(s, APPROVE("Director", NULL, 0));
  assert_int_equal(approved, 3);
#undef APPROVE
  close_scene(s);
}

static void applied_in_batches(void **unused) {
  (void)unused;
  scene *s = sample_scene();
  uint32_t run = plan(s);
  cs_applied done;
  OK(s, try_apply(s, run, &done));
  assert_int_equal(done.applied + done.already + done.waiting_panel, 0);
  assert_int_equal(done.unapproved, 3);

  static const char *const first[] = {"P1", "P2"};
  approve(s, run, first, 2);
  OK(s, try_apply(s, run, &done));
  assert_int_equal(done.applied, 1);
  assert_int_equal(done.waiting_panel, 1);
  assert_int_equal(done.unapproved, 1);
  assert_string_equal(tell(s, run, "P1"), "direct g2 +1 [3.a] approved applied");
  assert_string_equal(tell(s, run, "P7"), "direct g2 +1 [3.a]");
  assert_string_equal(attribute(s, "P1", "grade", AS_OF), "g2");
  assert_string_equal(attribute(s, "P1", "graded_on", AS_OF), "2026-07-01");
  assert_string_equal(attribute(s, "P1", "grade", AS_OF - 1), "g1");
  assert_string_equal(attribute(s, "P2", "grade", AS_OF), "g2");

  approve(s, run, NULL, 0); /* P7, later: not by the application before */
  assert_string_equal(tell(s, run, "P7"), "direct g2 +1 [3.a] approved");
  assert_string_equal(tell(s, run, "P1"), "direct g2 +1 [3.a] approved applied");
  OK(s, try_apply(s, run, &done));
  assert_int_equal(done.applied, 1);
  assert_int_equal(done.already, 1);
  cs_txn_info head, again;
  OK(s, cs_ledger_head(s->store, &head, &s->err));
  OK(s, try_apply(s, run, &done));
  assert_int_equal(done.applied, 0);
  assert_int_equal(done.already, 2);
  OK(s, cs_ledger_head(s->store, &again, &s->err));
  assert_string_equal(head.hash, again.hash);

  REFUSED(s, CS_EREFUSED, "P1", try_mark(s, run, "P1", CS_HOLD));
  REFUSED(s, CS_EREFUSED, "P7", try_override(s, run, "P7", "not_met", NULL));
  close_scene(s);
}

static void undone_and_applied_again(void **unused) {
  (void)unused;
  scene *s = sample_scene();
  uint32_t run = plan(s);
  assert_int_equal(undo(s, run), 0);
  static const char *const first[] = {"P1"};
  approve(s, run, first, 1);
  assert_int_equal(apply(s, run), 1);
  approve(s, run, NULL, 0);
  assert_int_equal(apply(s, run), 1);
  assert_int_equal(undo(s, run), 2);
  assert_string_equal(attribute(s, "P1", "grade", AS_OF), "g1");
  assert_string_equal(attribute(s, "P7", "graded_on", AS_OF), "2026-01-01");
  assert_string_equal(tell(s, run, "P1"), "direct g2 +1 [3.a] approved");
  assert_int_equal(undo(s, run), 0);
  OK(s, try_override(s, run, "P7", "direct", "g3"));
  assert_int_equal(apply(s, run), 1); /* the mark took P7's approval back */
  approve(s, run, NULL, 0);
  assert_int_equal(apply(s, run), 1);
  assert_string_equal(attribute(s, "P7", "grade", AS_OF), "g3");
  assert_int_equal(undo(s, run), 2);
  assert_string_equal(attribute(s, "P7", "grade", AS_OF), "g1");
  uint64_t people;
  cs_stamp stamp = stamp_of(s);
  REFUSED(s, CS_EINPUT, "reason",
          cs_cycle_undo(s->store, &s->company, &stamp, run, "", &people, &s->err));
  close_scene(s);
}

static void undo_minds_later_changes(void **unused) {
  (void)unused;
  scene *s = sample_scene();
  uint32_t run = plan(s);
  uint64_t people = 0;
  approve(s, run, NULL, 0);
  assert_int_equal(apply(s, run), 2);
  correct(s, "P1", A_MARK, "S");   /* not what was set */
  correct(s, "P3", A_GRADE, "g2"); /* not somebody it was set for */
  assert_int_equal(undo(s, run), 2);
  correct(s, "P1", A_MARK, "A");
  correct(s, "P3", A_GRADE, "g1");
  assert_int_equal(apply(s, run), 2);
  correct(s, "P7", A_GRADE, "g2"); /* the same field, though of another date */
  cs_txn_info head, again;
  OK(s, cs_ledger_head(s->store, &head, &s->err));
  REFUSED(s, CS_EREFUSED, "P7", try_undo(s, run, &people));
  assert_null(strstr(s->err.text, "P1"));
  assert_int_equal(people, 0);
  OK(s, cs_ledger_head(s->store, &again, &s->err));
  assert_string_equal(head.hash, again.hash);
  assert_string_equal(attribute(s, "P1", "grade", AS_OF), "g2");
  correct(s, "P7", A_GRADE,
          "g1"); /* what was changed is changed back: as for imports, no obstacle */
  assert_int_equal(undo(s, run), 2);
  assert_string_equal(attribute(s, "P1", "grade", AS_OF), "g1");
  assert_string_equal(attribute(s, "P7", "grade", AS_OF), "g1");
  assert_int_equal(apply(s, run), 2);
  correct(s, "P7", A_GRADE, "g2");
  correct(s, "P7", A_GRADE, "g1");
  assert_int_equal(undo(s, run), 2);
  close_scene(s);
}

static void rivals(void **unused) {
  (void)unused;
  scene *s = sample_scene();
  cs_applied done;
  uint32_t first = plan(s);
  approve(s, first, NULL, 0);
  uint32_t second = plan(s);
  assert_int_not_equal(first, second);
  approve(s, second, NULL, 0);
  assert_int_equal(apply(s, first), 2);
  char name[16];
  (void)snprintf(name, sizeof name, "run %u", first);
  REFUSED(s, CS_EREFUSED, name, try_apply(s, second, &done));
  undo(s, first);
  assert_int_equal(apply(s, second), 2);
  REFUSED(s, CS_EREFUSED, "", try_apply(s, first, &done));
  close_scene(s);
}

static void a_story_told_twice_is_the_same(void **unused) {
  (void)unused;
  char heads[2][CS_HASH_TEXT], digests[2][CS_HASH_TEXT];
  for (int i = 0; i < 2; i++) {
    scene *s = open_scene();
    adopt(s, "sample", CS_DATE_MIN, "{}");
    hire_many(s, 3000);
    uint32_t run = plan(s);
    OK(s, try_mark(s, run, "E000001", CS_HOLD));
    approve(s, run, NULL, 0);
    assert_true(apply(s, run) > 100);
    assert_true(undo(s, run) > 100);
    assert_true(apply(s, run) > 100);
    cs_txn_info head;
    cs_run found_run;
    OK(s, cs_ledger_head(s->store, &head, &s->err));
    OK(s, cs_run_find(s->store, s->company.id, run, &found_run, &s->err));
    memcpy(heads[i], head.hash, sizeof head.hash);
    memcpy(digests[i], found_run.digest, sizeof found_run.digest);
    close_scene(s);
  }
  assert_string_equal(heads[0], heads[1]);
  assert_string_equal(digests[0], digests[1]);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(marks_are_checked),
      cmocka_unit_test(damaged_marks),
      cmocka_unit_test(marks_and_approvals),
      cmocka_unit_test(in_one_transaction),
      cmocka_unit_test(lists_are_checked),
      cmocka_unit_test(applied_in_batches),
      cmocka_unit_test(undone_and_applied_again),
      cmocka_unit_test(undo_minds_later_changes),
      cmocka_unit_test(rivals),
      cmocka_unit_test(a_story_told_twice_is_the_same),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
