#include "attack.h"

/* The document comes from the pack: tables that hold themselves, numbers that are none, functions, too much of anything. The file data.lua
 * gives its table to the same writer that takes the document of a pack. */
static void data_fails(const char *code, int code_expected, const char *text) {
  attack a;
  memset(&a, 0, sizeof a);
  attack_file(&a, "data.lua", code, strlen(code));
  int64_t before = attack_clock();
  a.rc = cs_pack_data(&a.files, "data.lua", NULL, &a.document, &a.err);
  assert_true(attack_clock() - before < ATTACK_CPU_MS);
  if (a.rc != code_expected || (a.rc != CS_OK && strstr(a.err.text, text) == NULL)) {
    print_error("code %d, text: %s\nexpected: %s\n", a.rc, a.rc == CS_OK ? "(none)" : a.err.text,
                text);
  }
  assert_int_equal(a.rc, code_expected);
  if (a.rc == CS_OK)
    assert_string_equal(cs_buf_str(&a.document), text);
  else
    assert_non_null(strstr(a.err.text, text));
  attack_end(&a);
}

static void cycles_and_depth(void **state) {
  (void)state;
  data_fails("local t = {} t.t = t return t", CS_EPACK, "more than 64 levels");
  data_fails("local t = {} t[1] = t return t", CS_EPACK, "more than 64 levels");
  data_fails("local t = {} for i = 1, 100 do t = { t } end return t", CS_EPACK,
             "more than 64 levels");
}

/* Without a cycle, yet endless when written out: 2^60 leaves. */
static void shared_tables_explode(void **state) {
  (void)state;
  data_fails("local t = { 1 } for i = 1, 60 do t = { t, t } end return t", CS_ELIMIT,
             "the budget of");
  data_fails("local s = 'x' for i = 1, 16 do s = s .. s end local t = {} for i = 1, 300 do t[i] = "
             "s end return t",
             CS_EPACK, "larger than 16777216 bytes");
}

/* What is stored is printed, in tables, forms and errors, for years: nothing in it may work on a terminal or hide. */
static void marks_that_hide(void **state) {
  (void)state;
  data_fails("return { 'two\\nlines\\tof 文字' }", CS_OK, "[\"two\\nlines\\tof 文字\"]");
  data_fails("return { a = { 'x\\27[31m' } }", CS_EPACK,
             "data.lua.a[1]: a text with \\x1b, a character that cannot be seen");
  data_fails("return { 'a\\0b' }", CS_EPACK, "a text with \\x00");
  data_fails("return { '\\u{202e}a' }", CS_EPACK, "a text with \\u202e");
  data_fails("return { 'E1\\u{200b}' }", CS_EPACK, "a text with \\u200b");
  data_fails("return { '\\u{9b}31m' }", CS_EPACK, "a text with \\u009b");
  data_fails("return { ['a\\u{2066}'] = 1 }", CS_EPACK, "a text with \\u2066");
}

static void numbers(void **state) {
  (void)state;
  data_fails("return { a = { b = { 1, 2.5 } } }", CS_EPACK,
             "data.lua.a.b[2]: a whole number is expected, not 2.5");
  data_fails("return { 2.0 }", CS_EPACK, "not 2");
  data_fails("return { 10 / 2 }", CS_EPACK, "not 5");
  data_fails("return { 0 / 0 }", CS_EPACK, "nan");
  data_fails("return { math.maxinteger + 1.0 }", CS_EPACK, "not 9.2233720368547758e+18");
  data_fails("return { 1e999 }", CS_EPACK, "not inf");
  data_fails("return { math.maxinteger, math.mininteger, math.maxinteger + 1, -0 }", CS_OK,
             "[9223372036854775807,-9223372036854775808,-9223372036854775808,0]");
}

static void keys_and_types(void **state) {
  (void)state;
  data_fails("return { f = function() end }", CS_EPACK, "data.lua.f: a function is no data");
  data_fails("return { [1.5] = 1 }", CS_EPACK, "a key that is neither");
  data_fails("return { [true] = 1 }", CS_EPACK, "a key that is neither");
  data_fails("return { [{}] = 1 }", CS_EPACK, "a key that is neither");
  data_fails("return { 1, 2, x = 3 }", CS_EPACK, "names and places in one table");
  data_fails("return { 1, nil, 3 }", CS_EPACK, "a list with a hole");
  data_fails("return { [2] = 1 }", CS_EPACK, "a list with a hole");
  data_fails("return { [math.mininteger] = 1 }", CS_EPACK, "a list with a hole");
  data_fails("return { a = '\\xff' }", CS_EPACK, "data.lua.a: a text that is not valid UTF-8");
  data_fails("return { ['\\xff'] = 1 }", CS_EPACK, "not valid UTF-8");
  data_fails("return { z = 1, a = { 'x', true }, ['\\n\"'] = {} }", CS_OK,
             "{\"\\n\\\"\":[],\"a\":[\"x\",true],\"z\":1}");
}

static void the_place_is_named(void **state) {
  (void)state;
  data_fails("return { at = { file = 'chapter.lua', line = 7 }, gives = { up = 1.5 } }", CS_EPACK,
             "chapter.lua:7: data.lua.gives.up: a whole number");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(cycles_and_depth), cmocka_unit_test(shared_tables_explode),
      cmocka_unit_test(marks_that_hide),  cmocka_unit_test(numbers),
      cmocka_unit_test(keys_and_types),   cmocka_unit_test(the_place_is_named),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
