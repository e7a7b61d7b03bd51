/* Opaque leaves: nothing is carried from person to person, each has a budget of its own, and an error is that person's. The leaf is
 * asked through the host that core/cycle uses. */
#include "leaf.h"

static void refused(const char *code, const char *text) {
  void *state = NULL;
  cs_err err;
  int rc = leaf_open(code, &state, &err);
  if (rc == CS_OK || strstr(err.text, text) == NULL)
    print_error("%s\n", rc == CS_OK ? "opened" : err.text);
  assert_int_equal(rc, CS_EPACK);
  assert_non_null(strstr(err.text, text));
  assert_null(state);
}

static void upvalues_are_refused(void **state) {
  (void)state;
  refused("local n = 0\nlocal c = opaque \"leaf\" { reads = {}, holds = function() n = n + 1 "
          "return n > 1 end }",
          "attack/pack.lua:3: opaque 'leaf': uses 'n' from outside");
  refused("local memory = {}\nlocal c = opaque \"leaf\" { reads = {}, holds = function() memory[1] "
          "= 1 return true end }",
          "uses 'memory' from outside");
  refused("local c = opaque \"leaf\" { reads = {}, holds = tostring }", "no function of the pack");
}

/* Asks the leaf twice; both answers must be `expected`. */
static void same_twice(const char *code, bool expected) {
  void *state = NULL;
  cs_err err;
  if (leaf_open(code, &state, &err) != CS_OK) fail_msg("%s", err.text);
  for (int i = 0; i < 3; i++) {
    bool holds = !expected;
    int rc = cs_leaf_host.call(state, "leaf", leaf_nobody(), &holds, &err);
    if (rc != CS_OK) print_error("%s\n", err.text);
    assert_int_equal(rc, CS_OK);
    assert_int_equal(holds, expected);
  }
  cs_leaf_host.close(state);
}

static void state_is_not_carried(void **state) {
  (void)state;
  same_twice(LEAF("if seen then return false end seen = true return true"), true);
  same_twice(LEAF("if string.seen then return false end string.seen = true return true"), true);
  same_twice(LEAF("if table.seen or math.seen then return false end table.seen, math.seen = 1, 1 "
                  "return true"),
             true);
  same_twice(LEAF("pairs = nil ipairs = nil tostring = nil return person ~= nil"), true);
  same_twice(
      LEAF("local ok = pcall(function() (''). seen = 1 end) return not ok and (''). seen == nil"),
      true);
  same_twice(LEAF("_ENV.x = (_ENV.x or 0) + 1 return _ENV.x == 1"), true);
  same_twice(LEAF("person.x = (person.x or 0) + 1 return person.x == 1"), true);
}

/* The words of the language and the host are not there for a leaf: it sees its parameter and what a pack may use of Lua. */
static void the_language_is_not_there(void **state) {
  (void)state;
  same_twice(LEAF("return rule == nil and include == nil and clauses == nil and setmetatable == "
                  "nil and require == nil"),
             true);
}

static void person_fails(const char *code, int code_expected, const char *text) {
  void *state = NULL;
  cs_err err;
  if (leaf_open(code, &state, &err) != CS_OK) fail_msg("%s", err.text);
  for (int i = 0; i < 2; i++) { /* the second person has a budget of their own, and the same end */
    bool holds = true;
    int64_t before = attack_clock();
    int rc = cs_leaf_host.call(state, "leaf", leaf_nobody(), &holds, &err);
    assert_true(attack_clock() - before < ATTACK_CPU_MS);
    if (rc != code_expected || strstr(err.text, text) == NULL)
      print_error("%d %s\n", rc, rc == CS_OK ? "" : err.text);
    assert_int_equal(rc, code_expected);
    assert_false(holds);
    assert_non_null(strstr(err.text, text));
  }
  cs_leaf_host.close(state);
}

static void budgets_and_errors_are_the_persons(void **state) {
  (void)state;
  person_fails(LEAF("while true do end"), CS_ELIMIT,
               "attack/pack.lua:2: the budget of 1000000 steps");
  person_fails(LEAF("while true do pcall(function() while true do end end) end"), CS_ELIMIT,
               "attack/pack.lua:2: the budget");
  person_fails(LEAF("local t = {} while true do t = { t } end"), CS_ELIMIT,
               "attack/pack.lua:2: the budget");
  person_fails(LEAF("return 1"), CS_EPACK, "attack/pack.lua:2: opaque 'leaf' gives a number");
  person_fails(LEAF("return nil"), CS_EPACK, "gives a nil");
  person_fails(LEAF("error('no')"), CS_EPACK, "attack/pack.lua:2: no");
  person_fails(LEAF("error({})"), CS_EPACK, "attack/pack.lua:2: the error raised is a table");
  person_fails(LEAF("return person.x.y"), CS_EPACK, "attack/pack.lua:2: attempt to index");
}

static void an_unknown_leaf(void **state) {
  (void)state;
  void *leaves = NULL;
  cs_err err;
  bool holds;
  if (leaf_open(LEAF("return true"), &leaves, &err) != CS_OK) fail_msg("%s", err.text);
  assert_int_equal(cs_leaf_host.call(leaves, "other", leaf_nobody(), &holds, &err), CS_EPACK);
  assert_non_null(strstr(err.text, "no opaque leaf 'other'"));
  cs_leaf_host.close(leaves);
  cs_leaf_host.close(NULL);
}

static void damaged_sources(void **state) {
  (void)state;
  static const char *const broken[] = {"", "[]", "{\"pack.lua\":1}", "{\"../x\":\"\"}",
                                       "{\"pack.lua\":\"a\\u0000b\"}"};
  for (size_t i = 0; i < sizeof broken / sizeof *broken; i++) {
    const cs_pack_row row = {.id = "attack", .sources = broken[i], .compiled = "{}"};
    void *leaves = NULL;
    cs_err err;
    assert_true(cs_leaf_host.open(NULL, &row, &leaves, &err) < 0);
    assert_null(leaves);
  }
}

int main(int argc, char **argv) {
  if (leaf_is_room(argc, argv)) cs_leaf_room();
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(upvalues_are_refused),
      cmocka_unit_test(state_is_not_carried),
      cmocka_unit_test(the_language_is_not_there),
      cmocka_unit_test(budgets_and_errors_are_the_persons),
      cmocka_unit_test(an_unknown_leaf),
      cmocka_unit_test(damaged_sources),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
