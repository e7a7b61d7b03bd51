#include "base/buf.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>
#include <string.h>

static void grows_and_terminates(void **state) {
  (void)state;
  cs_buf b = {0};
  assert_string_equal(cs_buf_str(&b), "");
  cs_buf_put(&b, NULL, 0);
  for (int i = 0; i < 1000; i++) cs_buf_printf(&b, "%d,", i);
  assert_int_equal(b.size, 10 * 2 + 90 * 3 + 900 * 4);
  assert_int_equal(strlen(cs_buf_str(&b)), b.size);
  char *data = b.data;
  cs_buf_clear(&b);
  assert_ptr_equal(b.data, data);
  cs_buf_puts(&b, "李");
  cs_buf_putc(&b, 'x');
  assert_string_equal(cs_buf_str(&b), "李x");
  cs_buf_clear(&b);
  char big[5000];
  memset(big, 'z', sizeof big - 1);
  big[sizeof big - 1] = '\0';
  cs_buf_printf(&b, "<%s>", big);
  assert_int_equal(b.size, sizeof big + 1);
  assert_int_equal(b.data[b.size - 1], '>');
  cs_buf_deinit(&b);
  assert_null(b.data);
  cs_buf_deinit(&b);
}

static void remembers_a_failure(void **state) {
  (void)state;
  cs_buf b = {0};
  cs_buf_puts(&b, "abc");
  assert_false(cs_buf_reserve(&b, SIZE_MAX));
  assert_true(b.failed);
  cs_buf_puts(&b, "d");
  assert_int_equal(b.size, 3);
  assert_string_equal(cs_buf_str(&b), "");
  cs_buf_clear(&b);
  cs_buf_puts(&b, "e");
  assert_string_equal(cs_buf_str(&b), "e");
  cs_buf_deinit(&b);
}

/* So that what was put without a failure is never read as "". */
static void a_terminator_always_fits(void **state) {
  (void)state;
  for (size_t n = 0; n < 600; n++) {
    cs_buf b = {0};
    cs_err err = {0};
    for (size_t i = 0; i < n; i++) cs_buf_putc(&b, 'x');
    assert_true(n == 0 || b.capacity > b.size);
    assert_int_equal(cs_buf_end(&b, CS_ENOTFOUND, &err), CS_ENOTFOUND);
    assert_int_equal(err.code, CS_OK);
    assert_null(b.data);
  }
}

static void what_was_not_whole_is_out_of_memory(void **state) {
  (void)state;
  cs_buf b = {0};
  cs_err err = {0};
  (void)cs_buf_reserve(&b, SIZE_MAX);
  assert_int_equal(cs_buf_end(&b, cs_fail(&err, CS_EINPUT, "one of: %s", cs_buf_str(&b)), &err),
                   CS_ENOMEM);
  assert_int_equal(err.code, CS_ENOMEM);
  assert_string_equal(err.text, "out of memory");
  assert_false(b.failed);
}

static void varints_round_trip(void **state) {
  (void)state;
  cs_buf b = {0};
  uint64_t values[64 * 3 + 1];
  size_t n = 0;
  for (unsigned shift = 0; shift < 64; shift++) {
    uint64_t power = UINT64_C(1) << shift;
    values[n++] = power - 1;
    values[n++] = power;
    values[n++] = power + 1;
  }
  values[n++] = UINT64_MAX;
  for (size_t i = 0; i < n; i++) {
    cs_buf_put_uint(&b, values[i]);
    cs_buf_put_int(&b, (int64_t)values[i]);
    cs_buf_put_int(&b, (int64_t)(0 - values[i]));
  }
  cs_reader r = cs_reader_of(b.data, b.size);
  for (size_t i = 0; i < n; i++) {
    assert_true(cs_read_uint(&r) == values[i]);
    assert_true(cs_read_int(&r) == (int64_t)values[i]);
    assert_true(cs_read_int(&r) == (int64_t)(0 - values[i]));
  }
  assert_true(cs_read_done(&r));
  assert_false(r.bad);
  cs_buf_deinit(&b);
}

static void varint_bytes_are_the_format(void **state) {
  (void)state;
  cs_buf b = {0};
  cs_buf_put_uint(&b, 300);
  cs_buf_put_int(&b, -1);
  cs_buf_put_int(&b, 1);
  cs_buf_put_int(&b, INT64_MIN);
  const unsigned char expected[] = {0xac, 0x02, 0x01, 0x02, 0xff, 0xff, 0xff,
                                    0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01};
  assert_int_equal(b.size, sizeof expected);
  assert_memory_equal(b.data, expected, sizeof expected);
  cs_buf_deinit(&b);
}

static void hostile_varints_are_bad(void **state) {
  (void)state;
  const struct {
    const char *bytes;
    size_t n;
  } cases[] = {
      {"", 0},
      {"\x80", 1},                                      /* cut */
      {"\xff\xff\xff\xff\xff\xff\xff\xff\xff", 9},      /* cut */
      {"\xff\xff\xff\xff\xff\xff\xff\xff\xff\x02", 10}, /* 65 bits */
      {"\xff\xff\xff\xff\xff\xff\xff\xff\xff\x81\x00", 11},
      {"\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x01", 11}, /* 11 bytes */
      {"\x80\x00", 2},                                      /* padded zero */
      {"\xff\x80\x00", 3},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    cs_reader r = cs_reader_of(cases[i].bytes, cases[i].n);
    assert_true(cs_read_uint(&r) == 0);
    assert_true(r.bad);
    assert_true(cs_read_int(&r) == 0);
    assert_null(cs_read_bytes(&r, 0));
    assert_true(cs_read_done(&r));
  }
}

static void reads_bytes_within_bounds(void **state) {
  (void)state;
  cs_reader r = cs_reader_of("abcd", 4);
  assert_memory_equal(cs_read_bytes(&r, 3), "abc", 3);
  assert_non_null(cs_read_bytes(&r, 0));
  assert_null(cs_read_bytes(&r, SIZE_MAX));
  assert_true(r.bad);
  assert_true(cs_read_uint(&r) == 0);
  cs_reader empty = cs_reader_of(NULL, 0);
  assert_true(cs_read_done(&empty));
  assert_false(empty.bad);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(grows_and_terminates),
      cmocka_unit_test(remembers_a_failure),
      cmocka_unit_test(a_terminator_always_fits),
      cmocka_unit_test(what_was_not_whole_is_out_of_memory),
      cmocka_unit_test(varints_round_trip),
      cmocka_unit_test(varint_bytes_are_the_format),
      cmocka_unit_test(hostile_varints_are_bad),
      cmocka_unit_test(reads_bytes_within_bounds),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
