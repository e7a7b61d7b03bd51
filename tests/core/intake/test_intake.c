#include "core/intake/support.h"
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>

static void all_or_nothing(void **state) {
  support *s = *state;
  const char *csv = "code,grade\nE1,g1\nE2,g9\n";
  assert_int_equal(support_import(s, "employees", csv), CS_EINPUT);
  assert_string_equal(support_person(s, "E1"), "");
  cs_intake_options options = {
      .kind = "employees", .path = "in.csv", .valid_only = true, .dry_run = true};
  support_ok(s, support_run(s, &options));
  assert_counts(s, "2 1 0 0 1 0");
  assert_int_equal(s->report.batch, 0);
  assert_string_equal(support_person(s, "E1"), "");
  options.dry_run = false;
  support_ok(s, support_run(s, &options));
  assert_counts(s, "2 1 0 0 1 0");
  assert_string_equal(support_person(s, "E1"), "a grade  :g1\n");
  cs_batch batch;
  support_ok(s, cs_batch_find(s->store, s->company.id, s->report.batch, &batch, &s->err));
  assert_string_equal(batch.kind, "employees");
  assert_string_equal(batch.file, "in.csv");
  assert_int_equal(batch.rows, 2);
  assert_int_equal(batch.rejected, 1);
  assert_int_equal(strlen(batch.digest), 64);
}

static void a_late_bad_row_leaves_nothing_behind(void **state) {
  support *s = *state;
  support_good(s, "employees", "code\nE1\nE3\n");
  cs_txn_info before, after;
  support_ok(s, cs_ledger_head(s->store, &before, &s->err));
  assert_int_equal(
      support_import(s, "ratings",
                     "employee,period,rating\nE1,2026-01,A\nE2,2026-01,A\nE3,2026-01,A\n"),
      CS_EINPUT);
  assert_counts(s, "3 2 0 0 1 0");
  support_ok(s, cs_ledger_head(s->store, &after, &s->err));
  assert_string_equal(before.hash, after.hash);
  assert_string_equal(support_person(s, "E1"), "");
  support_good(s, "ratings", "employee,period,rating\nE1,2026-01,A\n");
}

static void a_dry_run_counts_what_a_run_does(void **state) {
  support *s = *state;
  support_good(s, "employees", "code,grade,graded_on\nE1,g1,2025-01-01\nE2,g2,2025-01-01\n");
  const char *csv = "code,grade,graded_on\nE1,g3,2024-01-01\nE2,g2,2025-01-01\nE3,g1,\n";
  support_write("in.csv", csv, strlen(csv));
  cs_intake_options options = {.kind = "employees", .path = "in.csv", .dry_run = true};
  support_ok(s, support_run(s, &options));
  assert_counts(s, "3 1 1 1 0 0");
  options.dry_run = false;
  support_ok(s, support_run(s, &options));
  assert_counts(s, "3 1 1 1 0 0");
}

static void a_batch_can_be_taken_back(void **state) {
  support *s = *state;
  support_good(s, "employees", "code,grade,graded_on\nE1,g1,2025-01-01\n");
  support_good(s, "employees", "code,grade,graded_on\nE1,g2,2026-01-01\n");
  cs_txn *t;
  uint64_t people;
  s->stamp.now++;
  support_ok(s, cs_txn_begin(s->store, &s->company, &s->stamp, &t, &s->err));
  support_ok(s, cs_batch_undo(t, s->report.batch, &people, &s->err));
  support_ok(s, cs_txn_commit(t, &s->err));
  assert_int_equal(people, 1);
  assert_string_equal(support_person(s, "E1"), "a grade  :g1\na graded_on  2025-01-01\n");
  support_good(s, "employees", "code,grade,graded_on\nE1,g2,2026-01-01\n");
  assert_counts(s, "1 0 1 0 0 0");
}

/* ---- hostile bytes ---- */

static int import_bytes(support *s, const void *bytes, size_t n, bool valid_only) {
  support_write("in.csv", bytes, n);
  cs_intake_options options = {.kind = "employees", .path = "in.csv", .valid_only = valid_only};
  return support_run(s, &options);
}

static void gb18030(void **state) {
  support *s = *state;
  const char csv[] = "\xb9\xa4\xba\xc5,\xbc\xb6\xb1\xf0\nE1,g1\n"; /* 工号,级别 */
  support_ok(s, import_bytes(s, csv, sizeof csv - 1, false));
  assert_string_equal(s->report.encoding, "gb18030");
  assert_string_equal(support_person(s, "E1"), "a grade  :g1\n");
}

static void bytes_that_are_no_text(void **state) {
  support *s = *state;
  const char wrong[] = "code\nE\xff\xff\n";
  assert_int_equal(import_bytes(s, wrong, sizeof wrong - 1, false), CS_EINPUT);
  support_write("in.csv", wrong, sizeof wrong - 1);
  cs_intake_options options = {.kind = "employees", .path = "in.csv", .encoding = CS_ENC_UTF8};
  assert_int_equal(support_run(s, &options), CS_EINPUT);
  assert_counts(s, "1 0 0 0 1 0");
  const char nul[] = "code,department\nE1,a\0b\nE2,c\n";
  support_ok(s, import_bytes(s, nul, sizeof nul - 1, true));
  assert_counts(s, "2 1 0 0 1 0");
  const char open[] = "code,department\nE3,\"never closed\nE4,x\n";
  support_ok(s, import_bytes(s, open, sizeof open - 1, true));
  assert_counts(s, "2 1 0 0 1 0");
  assert_string_equal(support_person(s, "E4"), "a department  x\n");
}

static void a_cell_of_ten_megabytes(void **state) {
  support *s = *state;
  size_t n = (size_t)10 << 20;
  char *csv = malloc(n + 64);
  size_t at = (size_t)sprintf(csv, "code,department\nE1,");
  memset(csv + at, 'x', n);
  at += n;
  at += (size_t)sprintf(csv + at, "\nE2,y\n");
  support_ok(s, import_bytes(s, csv, at, true));
  free(csv);
  assert_counts(s, "2 1 0 0 1 0");
  assert_string_equal(support_person(s, "E2"), "a department  y\n");
}

static void one_key_a_hundred_thousand_times(void **state) {
  support *s = *state;
  cs_buf csv = {0};
  cs_buf_puts(&csv, "code,seats\n");
  for (int i = 0; i < 100000; i++) cs_buf_puts(&csv, "E1,1\n");
  support_ok(s, import_bytes(s, csv.data, csv.size, false));
  assert_counts(s, "100000 1 0 99999 0 0");
  cs_buf_puts(&csv, "E1,2\n");
  assert_int_equal(import_bytes(s, csv.data, csv.size, false), CS_EINPUT);
  assert_counts(s, "100001 0 0 0 100001 0");
  cs_buf_deinit(&csv);
}

static void noise(void **state) {
  support *s = *state;
  static const char *const pieces[] = {"E1", "E2",   ",", ",",  "\n", "\n", "\"", "2026-01",
                                       "A",  "\xff", "é", "\r", " ",  "=1", "g1", ""};
  static const char *const heads[] = {"code,grade,name\n", "employee,period,rating\n",
                                      "employee,on,kind,cause,upheld,ref\n",
                                      "employee,from,to,kind\n", "employee,period,metric,value\n"};
  static const char *const kinds[] = {"employees", "ratings", "events", "absences", "metrics"};
  uint32_t seed = 7;
  for (int round = 0; round < 300; round++) {
    cs_buf csv = {0};
    cs_buf_puts(&csv, heads[round % 5]);
    for (int i = 0; i < 60; i++) {
      seed = seed * 1664525u + 1013904223u;
      cs_buf_puts(&csv, pieces[seed >> 28]);
    }
    support_write("in.csv", csv.data, csv.size);
    cs_buf_deinit(&csv);
    cs_intake_options options = {.kind = kinds[round % 5],
                                 .path = "in.csv",
                                 .encoding = CS_ENC_UTF8,
                                 .valid_only = true,
                                 .dry_run = round % 2 == 0,
                                 .rejects = "rejects.csv"};
    int rc = support_run(s, &options);
    assert_true(rc == CS_OK || rc == CS_EINPUT);
    support_counts(s);
  }
}

/* It is opened once: neither what it is nor its digest is asked of a pipe a second time. */
static void a_pipe_with_a_name(void **state) {
  support *s = *state;
  cs_batch batch;
  char digests[2][CS_HASH_TEXT];
  unlink("pipe");
  for (int i = 0; i < 2; i++) {
    assert_int_equal(mkfifo("pipe", 0600), 0);
    pid_t child = fork();
    if (child == 0) {
      FILE *file = fopen("pipe", "w");
      fprintf(file, "code\nE%d\n", i + 1);
      _exit(fclose(file));
    }
    cs_intake_options options = {.kind = "employees", .path = "pipe"};
    support_ok(s, support_run(s, &options));
    assert_counts(s, "1 1 0 0 0 0");
    support_ok(s, cs_batch_find(s->store, s->company.id, s->report.batch, &batch, &s->err));
    memcpy(digests[i], batch.digest, CS_HASH_TEXT);
    int status;
    waitpid(child, &status, 0);
    assert_int_equal(status, 0);
    unlink("pipe");
  }
  assert_string_not_equal(digests[0], digests[1]);
}

static void no_such_file(void **state) {
  support *s = *state;
  cs_intake_options options = {.kind = "employees", .path = "absent.csv"};
  assert_int_equal(support_run(s, &options), CS_EIO);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(all_or_nothing),
      TEST(a_late_bad_row_leaves_nothing_behind),
      TEST(a_dry_run_counts_what_a_run_does),
      TEST(a_batch_can_be_taken_back),
      TEST(gb18030),
      TEST(bytes_that_are_no_text),
      TEST(a_cell_of_ten_megabytes),
      TEST(one_key_a_hundred_thousand_times),
      TEST(noise),
      TEST(a_pipe_with_a_name),
      TEST(no_such_file),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
