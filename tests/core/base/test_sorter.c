#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>
#include "base/sorter.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static uint32_t random_number(uint32_t *seed) { return *seed = *seed * 1664525u + 1013904223u; }

static void add(cs_sorter *s, const char *code, int key, uint64_t line) {
  cs_err err;
  const char byte = (char)key;
  char payload[32];
  cs_sorted row = {
      .code = code, .code_size = strlen(code), .key = &byte, .key_size = 1, .line = line};
  row.payload = payload;
  row.payload_size =
      (size_t)snprintf(payload, sizeof payload, "%s/%d/%llu", code, key, (unsigned long long)line);
  assert_int_equal(cs_sorter_add(s, &row, &err), CS_OK);
}

/* Adds `count` rows, scattered or in order, and reads them back. */
static void sort_rows(size_t memory, uint32_t count, bool scattered) {
  cs_err err;
  cs_sorter *s;
  uint32_t seed = 1;
  assert_int_equal(cs_sorter_new(memory, &s, &err), CS_OK);
  for (uint32_t i = 0; i < count; i++) {
    char code[32];
    uint32_t n = scattered ? random_number(&seed) >> 8 : i * 16;
    snprintf(code, sizeof code, "E%06u", n / 16 % 1000000);
    add(s, code, (int)(n % 16), i);
  }
  assert_int_equal(cs_sorter_sort(s, &err), CS_OK);
  char last_code[64] = "";
  int last_key = -1;
  uint64_t last_line = 0;
  uint32_t seen = 0;
  cs_sorted row;
  int rc;
  while ((rc = cs_sorter_next(s, &row, &err)) == 1) {
    int key = row.key[0], order = strcmp(last_code, row.code);
    assert_true(order < 0 ||
                (order == 0 && (last_key < key || (last_key == key && last_line < row.line))));
    char payload[64];
    int size = snprintf(payload, sizeof payload, "%s/%d/%llu", row.code, key,
                        (unsigned long long)row.line);
    assert_int_equal(row.payload_size, size);
    assert_memory_equal(row.payload, payload, (size_t)size);
    assert_int_equal(strlen(row.code), row.code_size);
    snprintf(last_code, sizeof last_code, "%s", row.code);
    last_key = key;
    last_line = row.line;
    seen++;
  }
  assert_int_equal(rc, 0);
  assert_int_equal(cs_sorter_next(s, &row, &err), 0);
  assert_int_equal(seen, count);
  cs_sorter_free(s);
}

static void sorts_in_memory_and_in_runs(void **state) {
  (void)state;
  for (uint32_t count = 0; count < 40; count++) sort_rows((size_t)24 << 20, count, true);
  sort_rows((size_t)24 << 20, 20000, true);
  sort_rows((size_t)16 << 10, 20000, true); /* hundreds of runs */
  sort_rows((size_t)64 << 10, 20000, false);
}

static void a_row_longer_than_the_buffers(void **state) {
  (void)state;
  cs_err err;
  cs_sorter *s;
  assert_int_equal(cs_sorter_new(4096, &s, &err), CS_OK);
  size_t size = 50000;
  char *payload = malloc(size);
  memset(payload, 'x', size);
  for (uint64_t i = 0; i < 20; i++) {
    cs_sorted row = {.code = "E",
                     .code_size = 1,
                     .key = "k",
                     .key_size = 1,
                     .line = 20 - i,
                     .payload = payload,
                     .payload_size = size - (size_t)i};
    assert_int_equal(cs_sorter_add(s, &row, &err), CS_OK);
  }
  assert_int_equal(cs_sorter_sort(s, &err), CS_OK);
  cs_sorted row;
  for (uint64_t i = 1; i <= 20; i++) {
    assert_int_equal(cs_sorter_next(s, &row, &err), 1);
    assert_int_equal(row.line, i);
    assert_int_equal(row.payload_size, size - 20 + i);
    assert_memory_equal(row.payload, payload, row.payload_size);
  }
  assert_int_equal(cs_sorter_next(s, &row, &err), 0);
  assert_int_equal(cs_sorter_codes(s), 1);
  cs_sorter_free(s);
  free(payload);
}

static void no_room_for_the_temporary_file(void **state) {
  (void)state;
  cs_err err = {0};
  cs_sorter *s;
  setenv("TMPDIR", "/nowhere/at/all", 1);
  assert_int_equal(cs_sorter_new(1024, &s, &err), CS_OK);
  int rc = CS_OK;
  cs_sorted row = {.code = "E", .code_size = 1, .key = "k", .key_size = 1};
  for (row.line = 1; row.line < 1000 && rc == CS_OK; row.line++) rc = cs_sorter_add(s, &row, &err);
  assert_int_equal(rc, CS_EIO);
  assert_non_null(strstr(err.text, "TMPDIR"));
  cs_sorter_free(s);
  unsetenv("TMPDIR");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(sorts_in_memory_and_in_runs),
      cmocka_unit_test(a_row_longer_than_the_buffers),
      cmocka_unit_test(no_room_for_the_temporary_file),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
