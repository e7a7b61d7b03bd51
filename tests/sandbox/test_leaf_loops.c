#include "leaf.h"
#include <unistd.h>

/* A leaf that does not come back: in Lua its budget of steps ends it; where it has taken over its process the deadline does. Many short
 * loops for one person are ended by the person's own budget, wherever they are computed. */
static bool taken_over;

static void hostile(void *user, const char *request, size_t size, cs_buf *out) {
  (void)user;
  (void)size;
  cs_leaf_answer fine = {.holds = true};
  if (request[0] == 'O') {
    cs_wire_put_answer(out, CS_OK, &fine, "");
    return;
  }
  for (volatile unsigned i = 0;; i = i + 1) continue;
}

static void in_its_process(void **unused) {
  (void)unused;
  void *state = NULL;
  cs_err err;
  assert_int_equal(setenv("UBSAN_OPTIONS", "taken=over", 1),
                   0); /* the only word that gets through */
  if (leaf_open(LEAF("return true"), &state, &err) != CS_OK) fail_msg("%s", err.text);
  leaf_stopped(
      state, "A", 1, 2500,
      "attack/pack.lua:2: opaque 'leaf', with 2000 ms for one answer: the pack used up its time");
  cs_leaf_host.close(state);
  assert_int_equal(unsetenv("UBSAN_OPTIONS"), 0);
}

static void in_lua(void **unused) {
  (void)unused;
  void *state = NULL;
  cs_err err;
  if (leaf_open(LEAF("while true do end"), &state, &err) != CS_OK) fail_msg("%s", err.text);
  leaf_stopped(state, "A", 1, 2000, "attack/pack.lua:2: the budget of 1000000 steps");
  leaf_stopped(state, "B", 1, 2000, "attack/pack.lua:2: the budget of 1000000 steps");
  cs_leaf_host.close(state);
}

static void one_person_many_times(void **unused) {
  (void)unused;
  void *state = NULL;
  cs_err err;
  if (leaf_open(LEAF("for _ = 1, 450000 do end return true"), &state, &err) != CS_OK)
    fail_msg("%s", err.text);
  for (int round = 0; round < 2; round++) { /* remembered answers cost what they cost */
    cs_case *c = leaf_nobody();
    int asked = 0, rc;
    bool holds;
    c->code = round == 0 ? "A" : "B";
    int64_t before = leaf_clock();
    while ((rc = cs_leaf_host.call(state, "leaf", c, &holds, &err)) == CS_OK) asked++;
    assert_true(leaf_clock() - before < 2000);
    assert_int_equal(rc, CS_ELIMIT);
    assert_string_equal(err.text, "attack/pack.lua:2: opaque 'leaf': the budget of 100000000 steps "
                                  "for one person is used up");
    assert_int_equal(asked, 222);
  }
  cs_leaf_host.close(state);
}

/* A failure is remembered and costs what it cost, like any answer: law 8 asks a leaf for every value of what is not known. */
static void failing_many_times(void **unused) {
  (void)unused;
  void *state = NULL;
  cs_err err;
  if (leaf_open(LEAF("for _ = 1, 450000 do end error(\"no\")"), &state, &err) != CS_OK)
    fail_msg("%s", err.text);
  cs_case *c = leaf_nobody();
  int asked = 0;
  bool holds;
  c->code = "A";
  int64_t before = leaf_clock();
  while (cs_leaf_host.call(state, "leaf", c, &holds, &err) == CS_EPACK && asked < 1000) {
    assert_string_equal(err.text, "attack/pack.lua:2: no");
    asked++;
  }
  assert_true(leaf_clock() - before < 1000);
  assert_int_equal(asked, 223);
  assert_string_equal(err.text, "attack/pack.lua:2: opaque 'leaf': the budget of 100000000 steps "
                                "for one person is used up");
  cs_leaf_host.close(state);
}

int main(int argc, char **argv) {
  const char *word = getenv("UBSAN_OPTIONS");
  taken_over = word != NULL && strcmp(word, "taken=over") == 0;
  if (leaf_is_room(argc, argv) && taken_over) _exit(cs_room_live(hostile, NULL));
  if (leaf_is_room(argc, argv)) cs_leaf_room();
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(in_lua),
      cmocka_unit_test(in_its_process),
      cmocka_unit_test(one_person_many_times),
      cmocka_unit_test(failing_many_times),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
