#include "cycle/decision.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#define PEOPLE 500

static const char *const facts[] = {"grade", "rating:2026-01", "rating:2026-02"};

/* Person i, made of i alone. */
static cs_decision person(size_t i, char code[32], unsigned char evidence[64]) {
  (void)snprintf(code, 32, "E%05zu%s", i, i % 7 == 0 ? "李" : "");
  memset(evidence, (int)(i & 255), 64);
  cs_decision d = {.outcome = (cs_outcome)(i % CS_OUTCOME_COUNT), .code = code, .clause = "1.2"};
  d.from = i % 5 == 0 ? NULL : "low";
  d.evidence = evidence;
  d.evidence_size = i % 64;
  if (cs_decision_qualifies(&d)) {
    d.rule = "8.1";
    d.to = i % 2 == 0 ? "high" : "highest";
    d.steps = i % 3 == 0 ? -1 : 2;
  }
  if (d.outcome == CS_UNDETERMINED) {
    d.missing = facts;
    d.missing_count = i % 4;
  }
  if (d.outcome == CS_ERROR) d.error = i % 2 == 0 ? "" : "something is wrong";
  return d;
}

static void write_block(size_t from, size_t count, cs_buf *out) {
  cs_decision_writer *w;
  cs_err err;
  char code[32];
  unsigned char evidence[64];
  assert_int_equal(cs_decision_writer_new(&w, &err), CS_OK);
  for (int twice = 0; twice < 2; twice++) { /* a writer that is used again gives the same */
    cs_buf_clear(out);
    cs_decision_writer_clear(w);
    for (size_t i = from; i < from + count; i++) {
      cs_decision d = person(i, code, evidence);
      assert_int_equal(cs_decision_writer_add(w, &d, &err), CS_OK);
    }
    assert_int_equal(cs_decision_writer_count(w), count);
    assert_int_equal(cs_decision_writer_finish(w, out, &err), CS_OK);
  }
  cs_decision_writer_free(w);
}

static void what_is_written_is_read(void **unused) {
  (void)unused;
  cs_decision_reader *r;
  cs_err err;
  cs_buf block = {0};
  char code[32];
  unsigned char evidence[64];
  assert_int_equal(cs_decision_reader_new(&r, &err), CS_OK);
  for (size_t count = 0; count <= PEOPLE; count += PEOPLE / 4) {
    write_block(3, count, &block);
    assert_int_equal(cs_decision_reader_open(r, block.data, block.size, &err), CS_OK);
    assert_int_equal(cs_decision_reader_left(r), count);
    cs_decision got;
    for (size_t i = 3; i < 3 + count; i++) {
      cs_decision want = person(i, code, evidence);
      assert_int_equal(cs_decision_reader_next(r, &got, &err), 1);
      assert_true(cs_decision_equal(&got, &want));
    }
    assert_int_equal(cs_decision_reader_next(r, &got, &err), 0);
    assert_int_equal(cs_decision_reader_next(r, &got, &err), 0);
  }
  cs_decision_reader_free(r);
  cs_buf_deinit(&block);
}

static void a_block_is_compact_and_its_own(void **unused) {
  (void)unused;
  cs_buf one = {0}, other = {0};
  write_block(0, PEOPLE, &one);
  write_block(0, PEOPLE, &other);
  assert_int_equal(one.size, other.size);
  assert_memory_equal(one.data, other.data, one.size);
  size_t evidence = 0;
  for (size_t i = 0; i < PEOPLE; i++) evidence += i % 64;
  assert_true(one.size < evidence + PEOPLE * (size_t)12 + 200);
  cs_buf_deinit(&one);
  cs_buf_deinit(&other);
}

static void difference_is_seen_everywhere(void **unused) {
  (void)unused;
  char code[32], code_too[32];
  unsigned char evidence[64], evidence_too[64];
  cs_decision a = person(8 * 7 + 1, code, evidence);
  for (int what = 0; what < 9; what++) {
    cs_decision b = person(8 * 7 + 1, code_too, evidence_too);
    static const char *const others[] = {"rating:2026-01"};
    if (what == 0) b.code = "E1";
    if (what == 1) b.outcome = CS_CAPPED;
    if (what == 2) b.rule = "8.2";
    if (what == 3) b.from = NULL;
    if (what == 4) b.to = NULL;
    if (what == 5) b.steps++;
    if (what == 6) b.missing = others, b.missing_count = 1;
    if (what == 7) evidence_too[0] ^= 1;
    if (what == 8) b.evidence_size--;
    assert_false(cs_decision_equal(&a, &b));
  }
}

/* Reads to the end or to a complaint; whatever comes out must be in order and well-formed. */
static void read_hostile(cs_decision_reader *r, const void *bytes, size_t size) {
  cs_err err = {0};
  cs_decision d;
  char last[64] = "";
  int rc = cs_decision_reader_open(r, bytes, size, &err);
  while (rc >= 0 && (rc = cs_decision_reader_next(r, &d, &err)) == 1) {
    assert_true(d.outcome < CS_OUTCOME_COUNT);
    if (strlen(d.code) < sizeof last) {
      assert_true(strcmp(d.code, last) > 0);
      memcpy(last, d.code, strlen(d.code) + 1);
    }
    size_t sum = d.evidence_size;
    for (size_t i = 0; i < d.evidence_size; i++) sum += ((const unsigned char *)d.evidence)[i];
    for (size_t i = 0; i < d.missing_count; i++) sum += strlen(d.missing[i]);
    assert_true(sum < SIZE_MAX);
  }
  if (rc < 0) assert_int_equal(rc, CS_EDB);
}

static void hostile_bytes_are_refused(void **unused) {
  (void)unused;
  cs_decision_reader *r;
  cs_err err;
  cs_buf block = {0};
  assert_int_equal(cs_decision_reader_new(&r, &err), CS_OK);
  write_block(0, 40, &block);
  for (size_t size = 0; size < block.size; size++) { /* cut */
    char *bytes = malloc(size + 1);
    assert_non_null(bytes);
    memcpy(bytes, block.data, size);
    read_hostile(r, bytes, size);
    free(bytes);
  }
  if (block.size == 0) fail_msg("an empty block");
  char *bytes = malloc(block.size + 1);
  assert_non_null(bytes);
  for (size_t at = 0; at < block.size; at++) { /* one byte changed */
    for (unsigned change = 1; change < 256; change += at < 200 ? 1 : 37) {
      memcpy(bytes, block.data, block.size);
      bytes[at] = (char)((unsigned char)bytes[at] ^ change);
      read_hostile(r, bytes, block.size);
    }
  }
  uint64_t seed = 42;
  for (int round = 0; round < 20000; round++) { /* several bytes, anywhere */
    memcpy(bytes, block.data, block.size);
    for (int i = 0; i < 4; i++) {
      seed = seed * 6364136223846793005u + 1442695040888963407u;
      bytes[(seed >> 33) % (block.size | 1)] = (char)(seed >> 25);
    }
    read_hostile(r, bytes, block.size);
  }
  free(bytes);

  cs_decision d;
  cs_buf_putc(&block, 0); /* something behind the end */
  int rc = cs_decision_reader_open(r, block.data, block.size, &err);
  for (int i = 0; rc >= 0 && i <= 40; i++) rc = cs_decision_reader_next(r, &d, &err);
  assert_int_equal(rc, CS_EDB);
  static const unsigned char many[] = {1, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f};
  assert_int_equal(cs_decision_reader_open(r, many, sizeof many, &err), CS_EDB);
  static const unsigned char version[] = {2, 0, 0};
  assert_int_equal(cs_decision_reader_open(r, version, sizeof version, &err), CS_EDB);
  cs_decision_reader_free(r);
  cs_buf_deinit(&block);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(what_is_written_is_read),
      cmocka_unit_test(a_block_is_compact_and_its_own),
      cmocka_unit_test(difference_is_seen_everywhere),
      cmocka_unit_test(hostile_bytes_are_refused),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
