/* What a leaf that cannot answer does to a judgement: its own failure is the person's error, wherever it is asked; that there is no memory or no
 * process to run it in is nobody's, and ends the judging. */
#include "core/assess/support.h"
#include "core/cycle/pack.h"

static int failure; /* of every leaf */

static int ask(void *user, const char *id, const struct cs_case *c, bool *holds, cs_err *err) {
  (void)user;
  (void)id;
  (void)c;
  *holds = failure == CS_OK;
  return failure == CS_OK ? CS_OK : cs_fail(err, failure, "no answer");
}

/* The pack of core/cycle with a leaf for who is in scope. */
static void open_bench(bench *b) {
  static const char plain[] = "{'op': 'is', 'attr': 'position', 'in': ['clerk']}",
                    leaf[] = "{'op': 'opaque', 'id': 'odd', 'reads': ['position']}";
  const char *at = strstr(pack_text, plain);
  size_t size = strlen(pack_text) + sizeof leaf;
  char *text = malloc(size);
  cs_err err;
  assert_non_null(at);
  snprintf(text, size, "%.*s%s%s", (int)(at - pack_text), pack_text, leaf, at + strlen(plain));
  for (char *c = text; *c != '\0'; c++)
    if (*c == '\'') *c = '"';
  bench_open_pack(b, text, "yearly", "2026-07-01", NULL);
  cs_evaluator_free(b->evaluator);
  assert_int_equal(cs_evaluator_new(b->program, b->store, ask, NULL, &b->evaluator, &err), CS_OK);
  cs_record_deinit(&b->record);
  assert_int_equal(cs_record_init(&b->record, &err), CS_OK);
}

static int judge(bench *b, int code, bool all_known, cs_err *err) {
  failure = code;
  person(b, "E1");
  fact(b, "position", "clerk");
  fact(b, "grade", "g1");
  fact(b, "hired_on", "2020-01-01");
  fact(b, "graded_on", "2025-01-01");
  if (all_known) fact(b, "status", "trial");
  return cs_evaluator_judge(b->evaluator, &b->record, 1, &b->decision, err);
}

static void a_leaf_that_fails_is_the_persons_error(void **state) {
  (void)state;
  static const int codes[] = {CS_EPACK, CS_ELIMIT};
  bench b;
  cs_err err;
  open_bench(&b);
  for (int i = 0; i < 4; i++) {
    assert_int_equal(judge(&b, codes[i % 2], i < 2, &err), CS_OK);
    assert_int_equal(b.decision.outcome, CS_ERROR);
    assert_string_equal(b.decision.error, "no answer");
  }
  assert_int_equal(judge(&b, CS_OK, true, &err), CS_OK);
  assert_int_equal(b.decision.outcome, CS_INELIGIBLE);
  bench_close(&b);
}

static void what_no_person_can_help_ends_the_judging(void **state) {
  (void)state;
  static const int codes[] = {CS_ENOMEM, CS_EIO};
  bench b;
  cs_err err;
  open_bench(&b);
  for (int i = 0; i < 4; i++) {
    assert_int_equal(judge(&b, codes[i % 2], i < 2, &err), codes[i % 2]);
    assert_string_equal(err.text, "no answer");
  }
  assert_int_equal(judge(&b, CS_OK, true, &err),
                   CS_OK); /* the next person has a chance of their own */
  assert_int_equal(b.decision.outcome, CS_INELIGIBLE);
  bench_close(&b);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_leaf_that_fails_is_the_persons_error),
      cmocka_unit_test(what_no_person_can_help_ends_the_judging),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
