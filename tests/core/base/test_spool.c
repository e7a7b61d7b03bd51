#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>
#include "base/spool.h"
#include <string.h>

/* Number i of eight bytes lies at 8i: what is read anywhere tells whether it is right. */
static void read_back(uint64_t count) {
  cs_err err;
  cs_spool *s;
  assert_int_equal(cs_spool_new(&s, &err), CS_OK);
  for (uint64_t i = 0; i < count; i++) assert_int_equal(cs_spool_put(s, &i, sizeof i, &err), CS_OK);
  assert_int_equal(cs_spool_size(s), 8 * count);
  uint64_t at = 0;
  for (int i = 0; i < 5000; i++) {
    uint64_t two[2];
    at = (at * 6364136223846793005u + 1442695040888963407u);
    uint64_t place = (at >> 20) % (count - 1);
    assert_int_equal(cs_spool_get(s, place * 8, two, sizeof two, &err), CS_OK);
    assert_int_equal(two[0], place);
    assert_int_equal(two[1], place + 1);
  }
  uint64_t more = count;
  assert_int_equal(cs_spool_put(s, &more, sizeof more, &err), CS_OK);
  assert_int_equal(cs_spool_get(s, count * 8, &more, sizeof more, &err), CS_OK);
  assert_int_equal(more, count);
  cs_spool_free(s);
}

static void in_memory(void **state) {
  (void)state;
  read_back(1000);
}

static void beyond_memory(void **state) {
  (void)state;
  read_back(3 * CS_SPOOL_MEMORY / 8 + 12345);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(in_memory), cmocka_unit_test(beyond_memory)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
