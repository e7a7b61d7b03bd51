#include "base/text.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>
#include <string.h>

static void utf8_is_checked_strictly(void **state) {
  (void)state;
  const struct {
    const char *bytes;
    size_t n, prefix;
  } cases[] = {
      {"", 0, 0},
      {"plain ascii, longer than a word", 31, 31},
      {"a\0b", 3, 3},
      {"李芳", 6, 6},
      {"李芳", 5, 3},
      {"\xf0\x9f\x98\x80", 4, 4},
      {"\xf4\x8f\xbf\xbf", 4, 4}, /* U+10FFFF */
      {"\xf4\x90\x80\x80", 4, 0}, /* beyond */
      {"\xed\x9f\xbf", 3, 3},     /* U+D7FF */
      {"\xed\xa0\x80", 3, 0},     /* surrogates */
      {"\xed\xbf\xbf", 3, 0},
      {"\xc0\x80", 2, 0}, /* overlong */
      {"\xc1\xbf", 2, 0},
      {"\xe0\x9f\xbf", 3, 0},
      {"\xf0\x8f\xbf\xbf", 4, 0},
      {"\x80", 1, 0},
      {"\xff", 1, 0},
      {"12345678\xfe", 9, 8},
      {"\xe6\x9d"
       "a",
       3, 0},
      {"\xf0\x9f\x98"
       "a",
       4, 0},
      {"\xf8\x88\x80\x80\x80", 5, 0},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    assert_int_equal(cs_utf8_prefix(cases[i].bytes, cases[i].n), cases[i].prefix);
    assert_int_equal(cs_utf8_valid(cases[i].bytes, cases[i].n), cases[i].prefix == cases[i].n);
  }
  for (uint32_t point = 0; point <= 0x10ffff; point++) { /* every character comes back */
    char s[4];
    size_t n;
    if (point < 0x80) {
      s[0] = (char)point;
      n = 1;
    } else if (point < 0x800) {
      s[0] = (char)(0xc0 | point >> 6);
      s[1] = (char)(0x80 | (point & 63));
      n = 2;
    } else if (point < 0x10000) {
      s[0] = (char)(0xe0 | point >> 12);
      s[1] = (char)(0x80 | (point >> 6 & 63));
      s[2] = (char)(0x80 | (point & 63));
      n = 3;
    } else {
      s[0] = (char)(0xf0 | point >> 18);
      s[1] = (char)(0x80 | (point >> 12 & 63));
      s[2] = (char)(0x80 | (point >> 6 & 63));
      s[3] = (char)(0x80 | (point & 63));
      n = 4;
    }
    uint32_t back = 0;
    bool surrogate = point >= 0xd800 && point <= 0xdfff;
    size_t expected = surrogate ? 0 : n;
    if (cs_utf8_next(s, n, &back) != expected) fail_msg("U+%04X", (unsigned)point);
    if (!surrogate && back != point) fail_msg("U+%04X", (unsigned)point);
    if (cs_utf8_next(s, n - 1, NULL) != 0) fail_msg("U+%04X cut", (unsigned)point);
  }
}

static void normalises(void **state) {
  (void)state;
  const struct {
    const char *from, *to;
  } cases[] = {
      {"", ""},
      {"  abc\t\r\n", "abc"},
      {" \xe3\x80\x80 \xc2\xa0\xef\xbb\xbf", ""},
      {"\xe3\x80\x80李芳\xc2\xa0", "李芳"},
      {"\xef\xbb\xbf工号", "工号"},
      {"李 芳", "李 芳"},
      {"ＡＢＣ１２３", "ABC123"},
      {"（Ｓ级）", "(S级)"},
      {"e\xcc\x81", "\xc3\xa9"},
      {"ﾊﾟ", "パ"},
      {"①②", "12"},
      {"㎡", "m2"},
      {"\xe2\x80\x8b", "\xe2\x80\x8b"}, /* zero width space is no White_Space */
      {"\xe2\x80\x83"
       "a b\xe2\x80\xa8",
       "a b"},
      {"豈", "豈"},     /* a compatibility ideograph becomes its unified one */
      {"한글", "한글"}, /* composes */
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    cs_buf out = {0};
    cs_err err;
    assert_int_equal(cs_text_normalise(cases[i].from, strlen(cases[i].from), &out, &err), CS_OK);
    assert_string_equal(cs_buf_str(&out), cases[i].to);
    cs_buf_deinit(&out);
  }
  cs_buf out = {0};
  cs_err err;
  cs_buf_puts(&out, "x:");
  assert_int_equal(cs_text_normalise(" a\0b ", 5, &out, &err), CS_OK);
  assert_int_equal(out.size, 5);
  assert_memory_equal(out.data, "x:a\0b", 5);
  assert_int_equal(cs_text_normalise("ab\xff", 3, &out, &err), CS_EINPUT);
  assert_string_equal(err.text, "the text is not valid UTF-8 (byte 3)");
  assert_int_equal(cs_text_normalise("李\xed\xa0\x80", 6, &out, &err), CS_EINPUT);
  assert_int_equal(out.size, 5);
  cs_buf_deinit(&out);
}

static bool same(const char *a, const char *b) { return cs_text_same(a, strlen(a), b, strlen(b)); }

static void tells_whether_texts_are_one(void **state) {
  (void)state;
  assert_true(same("中级", " 中级 "));
  assert_true(same("Ａ（良好）", "A(良好)"));
  assert_true(same("e\xcc\x81", "\xc3\xa9"));
  assert_true(same("a\xe2\x80\x83", "a"));
  assert_false(same("中级", "高级"));
  assert_false(same("a", "A"));
  assert_false(same("ａ", "b"));
  assert_false(same("ａb", "a"));
  assert_false(same("", ""));
  assert_false(same("\xe3\x80\x80", " "));
  assert_true(same("a\xff", "a\xff"));
  assert_false(same("a\xff", "a"));
  static char longer[3 * (CS_TEXT_SAME_MOST + 1) + 1]; /* is itself, and nothing else */
  for (size_t i = 0; i + 1 < sizeof longer; i += 3) memcpy(longer + i, "ａ", 3);
  assert_true(same(longer, longer));
  assert_false(cs_text_same(longer, sizeof longer - 1, longer, sizeof longer - 4));
}

/* The fast path claims that these characters are their own normal form, whatever stands beside
 * them. */
static void the_fast_path_agrees_with_the_slow_one(void **state) {
  (void)state;
  for (uint32_t point = 0x4e00; point <= 0x9fff; point++) {
    const char alone[] = {(char)(0xe0 | point >> 12), (char)(0x80 | (point >> 6 & 63)),
                          (char)(0x80 | (point & 63))};
    char slow[8] = "\xc3\xa9"; /* sends the whole text through utf8proc */
    memcpy(slow + 2, alone, 3);
    cs_buf a = {0}, b = {0};
    assert_int_equal(cs_text_normalise(alone, 3, &a, NULL), CS_OK);
    assert_int_equal(cs_text_normalise(slow, 5, &b, NULL), CS_OK);
    assert_int_equal(a.size, 3);
    assert_int_equal(b.size, 5);
    assert_memory_equal(a.data, b.data + 2, 3);
    cs_buf_deinit(&a);
    cs_buf_deinit(&b);
  }
}

static void trims_only_blanks(void **state) {
  (void)state;
  const char *s = " \xe3\x80 \xff ";
  size_t n = 6;
  cs_text_trim(&s, &n);
  assert_int_equal(n, 4);
  assert_memory_equal(s, "\xe3\x80 \xff", 4);
  s = "\x80\x80\x80\x80";
  n = 4;
  cs_text_trim(&s, &n);
  assert_int_equal(n, 4);
  char text[] = "a级z-09";
  cs_text_upper_ascii(text, strlen(text));
  assert_string_equal(text, "A级Z-09");
}

static void measures_columns(void **state) {
  (void)state;
  const struct {
    const char *text;
    size_t width;
  } cases[] = {
      {"", 0},         {"abc", 3},    {"李芳", 4},         {"e\xcc\x81", 1}, {"😀", 2},
      {"ＡＢ", 4},     {"（）", 4},   {"ｱｲ", 2},           {"\x1b[0m", 3},   {"±§", 2},
      {"\xff\xfe", 2}, {"a\tb\n", 2}, {"\xe2\x80\x8b", 0}, {"한글", 4},      {"\xc2\x85", 0},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    size_t width = cs_text_width(cases[i].text, strlen(cases[i].text));
    if (width != cases[i].width) fail_msg("\"%s\" takes %zu columns", cases[i].text, width);
  }
}

static void fits_columns(void **state) {
  (void)state;
  assert_int_equal(cs_text_fit("李芳", 6, 4), 6);
  assert_int_equal(cs_text_fit("李芳", 6, 3), 3); /* half a character is none */
  assert_int_equal(cs_text_fit("李芳", 6, 1), 0);
  assert_int_equal(cs_text_fit("e\xcc\x81x", 4, 1), 3); /* the accent belongs to its letter */
  assert_int_equal(cs_text_fit("abc", 3, 10), 3);
  char heap[2 * CS_TEXT_MARKS + 4] = "e"; /* one accent more than there may be */
  for (int i = 0; i <= CS_TEXT_MARKS; i++) strcat(heap, "\xcc\x81");
  assert_int_equal(cs_text_fit(heap, sizeof heap - 1, 10), 1 + 2 * CS_TEXT_MARKS);
  assert_int_equal(cs_text_fit(heap, sizeof heap - 3, 10), 1 + 2 * CS_TEXT_MARKS);
  assert_int_equal(cs_text_fit("", 0, 0), 0);
}

static void hides_nothing_from_the_reader(void **state) {
  (void)state;
  cs_buf out = {0};
  const char text[] =
      "李\x1b[31m\r\n\x7f\xc2\x9b\xe2\x80\xae\xe2\x81\xa6\xff\xe6\x9d|\xf3\xa0\x81\x81\0 😀\\";
  cs_text_put_visible(&out, text, sizeof text - 1);
  assert_string_equal(cs_buf_str(&out),
                      "李\\x1b[31m\\x0d\\x0a\\x7f\\u009b\\u202e\\u2066\\xff\\xe6\\x9d|"
                      "\\U000e0041\\x00 😀\\");
  cs_buf_deinit(&out);
}

static void writes_json(void **state) {
  (void)state;
  cs_buf out = {0};
  const char text[] = "a\"b\\c/\n\r\t\x01\0李\xff\xe2\x80\xa8\x7f\xc2\x9b\xe2\x80\x8b😀";
  cs_text_put_json(&out, text, sizeof text - 1);
  assert_string_equal(
      cs_buf_str(&out),
      "\"a\\\"b\\\\c/\\n\\r\\t\\u0001\\u0000李\\ufffd\\u2028\\u007f\\u009b\\u200b😀\"");
  cs_buf_deinit(&out);
}

static void writes_csv_without_formulas(void **state) {
  (void)state;
  const struct {
    const char *from, *to;
  } cases[] = {
      {"", ""},
      {"李芳", "李芳"},
      {"a,b", "\"a,b\""},
      {"say \"hi\"", "\"say \"\"hi\"\"\""},
      {"\"", "\"\"\"\""},
      {"a\nb", "\"a\nb\""},
      {"=1+1", "'=1+1"},
      {"=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"},
      {"=HYPERLINK(\"x\",\"y\")", "\"'=HYPERLINK(\"\"x\"\",\"\"y\"\")\""},
      {"+8613800000000", "+8613800000000"},
      {"-5", "-5"},
      {"-0.25", "-0.25"},
      {"-12.5%", "-12.5%"},
      {"-", "'-"},
      {"-5-3", "'-5-3"},
      {"-5.", "'-5."},
      {"+1e5", "'+1e5"},
      {"-1,000", "\"'-1,000\""},
      {"@SUM(A1)", "'@SUM(A1)"},
      {"\tx", "'\tx"},
      {"\rx", "\"'\rx\""},
      {"\nx", "\"'\nx\""},
      {"＝1+1", "'＝1+1"},
      {"a=1", "a=1"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    cs_buf out = {0};
    cs_text_put_csv(&out, cases[i].from, strlen(cases[i].from));
    assert_string_equal(cs_buf_str(&out), cases[i].to);
    cs_buf_deinit(&out);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(utf8_is_checked_strictly),
      cmocka_unit_test(normalises),
      cmocka_unit_test(tells_whether_texts_are_one),
      cmocka_unit_test(the_fast_path_agrees_with_the_slow_one),
      cmocka_unit_test(trims_only_blanks),
      cmocka_unit_test(measures_columns),
      cmocka_unit_test(fits_columns),
      cmocka_unit_test(hides_nothing_from_the_reader),
      cmocka_unit_test(writes_json),
      cmocka_unit_test(writes_csv_without_formulas),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
