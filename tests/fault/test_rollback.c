/* What is begun can be taken back when there is no memory left at all: else the transaction stays open behind an error, and the same
 * program can write nothing any more. */
#include "fault/memory.h"
#include "store/ledger.h"
#include "store/verify.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>
#include <unistd.h>

static const cs_stamp stamp = {
    .now = 5000, .actor = "Ann", .system_user = "ann", .command = "test"};
static cs_err err;

static cs_store *found_company(void) {
  cs_store *s;
  cs_txn *txn;
  cs_company one;
  (void)unlink("back.db");
  assert_int_equal(cs_store_open("back.db", CS_STORE_CREATE, &s, &err), CS_OK);
  assert_int_equal(cs_txn_begin(s, NULL, &stamp, &txn, &err), CS_OK);
  assert_int_equal(cs_company_create(txn, "one", "UTC", &one, &err), CS_OK);
  assert_int_equal(cs_txn_commit(txn, &err), CS_OK);
  return s;
}

static void can_begin(cs_store *s) {
  cs_txn *txn;
  if (cs_txn_begin(s, NULL, &stamp, &txn, &err) != CS_OK) fail_msg("%s", err.text);
  fault_memory_arm(FAULT_OF_CORE, 1, true);
  cs_txn_rollback(txn);
  (void)fault_memory_disarm();
}

static void a_transaction_is_taken_back(void **state) {
  (void)state;
  cs_store *s = found_company();
  can_begin(s);
  can_begin(s);
  cs_store_close(s);
}

static void a_verification_that_memory_ends_leaves_nothing_open(void **state) {
  (void)state;
  cs_store *s = found_company();
  cs_verified v;
  fault_memory_arm(FAULT_OF_CORE, 0, false);
  assert_int_equal(cs_ledger_verify(s, &v, &err), CS_OK);
  unsigned count = fault_memory_disarm();
  for (unsigned n = 1; n <= count; n++) {
    fault_memory_arm(FAULT_OF_CORE, n, true);
    (void)cs_ledger_verify(s, &v, &err);
    (void)fault_memory_disarm();
    can_begin(s);
  }
  cs_store_close(s);
}

int main(void) {
  fault_memory_install();
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_transaction_is_taken_back),
      cmocka_unit_test(a_verification_that_memory_ends_leaves_nothing_open),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
