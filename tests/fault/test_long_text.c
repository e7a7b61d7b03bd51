/* A text longer than a page of the database, when memory is short: it is read whole or memory is said to be short; it is never
 * an empty text. */
#include "fault/memory.h"
#include "store/archive.h"
#include "store/ledger.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>
#include <string.h>
#include <unistd.h>

static char longest[20000];
static cs_pack_row pack = {.id = "p", .title = "{}", .compiled = longest, .sources = longest};

static void keep_pack(void) {
  const cs_stamp stamp = {.now = 5000, .actor = "Ann", .system_user = "ann", .command = "test"};
  cs_err err;
  cs_store *s;
  cs_txn *txn;
  (void)unlink("long.db");
  memset(longest, 'x', sizeof longest - 1);
  memset(pack.hash, 'a', sizeof pack.hash - 1);
  assert_int_equal(cs_store_open("long.db", CS_STORE_CREATE, &s, &err), CS_OK);
  assert_int_equal(cs_txn_begin(s, NULL, &stamp, &txn, &err), CS_OK);
  assert_int_equal(cs_pack_store(s, &pack, &err), CS_OK);
  assert_int_equal(cs_txn_commit(txn, &err), CS_OK);
  cs_store_close(s);
}

/* Returns how many allocations there were. */
static unsigned find_pack(unsigned n, int *rc) {
  cs_pack_row found;
  cs_err err;
  cs_store *s;
  assert_int_equal(cs_store_open("long.db", CS_STORE_READ, &s, &err), CS_OK);
  fault_memory_arm(FAULT_OF_CORE, n, false);
  *rc = cs_pack_find(s, pack.hash, &found, &err);
  unsigned count = fault_memory_disarm();
  if (*rc == CS_OK) {
    assert_string_equal(found.compiled, longest);
    assert_string_equal(found.sources, longest);
  }
  cs_store_close(s);
  return count;
}

static void a_long_text_is_whole_or_memory_is_short(void **state) {
  (void)state;
  int rc;
  keep_pack();
  unsigned count = find_pack(0, &rc);
  assert_int_equal(rc, CS_OK);
  assert_true(count > 2);
  for (unsigned n = 1; n <= count; n++) {
    (void)find_pack(n, &rc);
    assert_true(rc == CS_OK || rc == CS_ENOMEM);
  }
}

int main(void) {
  fault_memory_install();
  const struct CMUnitTest tests[] = {cmocka_unit_test(a_long_text_is_whole_or_memory_is_short)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
