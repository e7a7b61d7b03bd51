#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>
#include "base/xlsx_number.h"
#include <string.h>

static cs_xlsx_trouble trouble;

static const char *text_of(const char *number, const cs_xlsx_format *f, bool from_1904) {
  static cs_buf out;
  cs_buf_clear(&out);
  trouble = cs_xlsx_number_text(number, strlen(number), f, from_1904, &out);
  return cs_buf_str(&out);
}

static const char *shown(const char *number, const char *code) {
  cs_xlsx_format f;
  cs_xlsx_format_parse(code, strlen(code), &f);
  return text_of(number, &f, false);
}

static void numbers_have_no_noise(void **state) {
  (void)state;
  static const char *const rows[][2] = {{"42", "42"},
                                        {"4.0999999999999996", "4.1"},
                                        {"0.1", "0.1"},
                                        {"0.30000000000000004", "0.3"},
                                        {"-0.0", "0"},
                                        {"1E-3", "0.001"},
                                        {"1.5e+2", "150"},
                                        {"100", "100"},
                                        {"99.999999999999999", "100"},
                                        {"123456789012345", "123456789012345"},
                                        {"-12.50", "-12.5"}};
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    assert_string_equal(shown(rows[i][0], "General"), rows[i][1]);
    assert_int_equal(trouble, CS_XLSX_FINE);
  }
}

static void as_their_format_shows_them(void **state) {
  (void)state;
  static const char *const rows[][3] = {{"4.1", "0.00", "4.10"},
                                        {"4.126666666", "0.00", "4.13"},
                                        {"-4.125", "0.00_);(0.00)", "-4.13"},
                                        {"0.004", "0.00", "0.00"},
                                        {"999.995", "0.00", "1000.00"},
                                        {"42", "00000", "00042"},
                                        {"42", "\"E\"0000", "E0042"},
                                        {"42", "\\E\\-000", "E-042"},
                                        {"95", "0\"分\"", "95"},
                                        {"95", "0 元", "95"},
                                        {"1234.5", "#,##0.00", "1234.50"},
                                        {"1234.5", "¥#,##0.00", "1234.50"},
                                        {"1234.5", "[$¥-804]#,##0.0", "1234.5"},
                                        {"0.9523", "0%", "95%"},
                                        {"0.9", "0.00%", "90.00%"},
                                        {"1234567", "0,", "1234567"},
                                        {"1234567", "0.00E+00", "1234567"},
                                        {"0.5", "# ?/?", "0.5"},
                                        {"4.126", "G/通用格式", "4.126"},
                                        {"12.5", "0.##", "12.5"},
                                        {"12", "0.##", "12"},
                                        {"7", "@", "7"}};
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    assert_string_equal(shown(rows[i][0], rows[i][1]), rows[i][2]);
    assert_int_equal(trouble, CS_XLSX_FINE);
  }
}

static void dates(void **state) {
  (void)state;
  static const char *const rows[][3] = {{"46204", "yyyy-mm-dd", "2026-07-01"},
                                        {"46204", "yyyy\"年\"m\"月\"d\"日\"", "2026-07-01"},
                                        {"46204", "[$-804]yyyy年m月d日;@", "2026-07-01"},
                                        {"46204", "m/d/yy", "2026-07-01"},
                                        {"46204", "[$-F800]dddd, mmmm dd, yyyy", "2026-07-01"},
                                        {"46204", "yyyy\"年\"m\"月\"", "2026-07"},
                                        {"46204", "mmm-yy", "2026-07"},
                                        {"46210", "yyyy-mm", "2026-07-07"},
                                        {"46023", "yyyy", "2026"},
                                        {"46204", "m\"月\"d\"日\"", "2026-07-01"},
                                        {"46204.39583333334", "yyyy-m-d h:mm", "2026-07-01 09:30"},
                                        {"46204.999999", "yyyy-m-d h:mm", "2026-07-02"},
                                        {"46204.39583333334", "yyyy-m-d", "2026-07-01"},
                                        {"0.5", "h:mm", "12:00"},
                                        {"1.25", "[h]:mm:ss", "30:00"},
                                        {"0.000011574074", "mm:ss", "00:00:01"},
                                        {"1", "yyyy-m-d", "1900-01-01"},
                                        {"59", "yyyy-m-d", "1900-02-28"},
                                        {"61", "yyyy-m-d", "1900-03-01"},
                                        {"2958465", "yyyy-m-d", "9999-12-31"}};
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    assert_string_equal(shown(rows[i][0], rows[i][1]), rows[i][2]);
    assert_int_equal(trouble, CS_XLSX_FINE);
  }
  cs_xlsx_format f;
  cs_xlsx_format_builtin(14, &f);
  assert_string_equal(text_of("44742", &f, true), "2026-07-01");
  assert_string_equal(text_of("0", &f, true), "1904-01-01");
  cs_xlsx_format_builtin(57, &f);
  assert_string_equal(text_of("46204", &f, false), "2026-07");
  cs_xlsx_format_builtin(31, &f);
  assert_string_equal(text_of("46204", &f, false), "2026-07-01");
}

static void what_cannot_be_taken(void **state) {
  (void)state;
  shown("440106199001011000", "General");
  assert_int_equal(trouble, CS_XLSX_TOO_LONG);
  shown("4.4010619900101101E+17", "0");
  assert_int_equal(trouble, CS_XLSX_TOO_LONG);
  assert_string_equal(shown("0", "yyyy-m-d"), "0");
  assert_int_equal(trouble, CS_XLSX_DATE_BLANK);
  shown("60", "yyyy-m-d");
  assert_int_equal(trouble, CS_XLSX_NO_DATE);
  shown("2958466", "yyyy-m-d");
  assert_int_equal(trouble, CS_XLSX_NO_DATE);
  assert_string_equal(shown("-1", "yyyy-m-d"), "-1");
  assert_int_equal(trouble, CS_XLSX_NO_DATE);
  static const char *const wrong[] = {"", "-", "1.2.3", "nan", "1e", "0x10", "1e99999", "12 3"};
  for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
    assert_string_equal(shown(wrong[i], "0"), wrong[i]);
    assert_int_equal(trouble, CS_XLSX_NO_NUMBER);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(numbers_have_no_noise), cmocka_unit_test(as_their_format_shows_them),
      cmocka_unit_test(dates), cmocka_unit_test(what_cannot_be_taken)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
