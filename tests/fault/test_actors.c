/* Who holds a role when memory is short: a department that could not be read is no department that is not known. */
#include "fault/memory.h"
#include "core/store/helper.h"
#include "procedure/actors.h"

#define LONG 3000 /* bytes: more than the memory that is there anyway */

static void somebody_is_found_or_memory_is_short(void **state) {
  (void)state;
  static char department[LONG];
  memset(department, 'x', LONG - 1);
  cs_company company;
  cs_store *s = create(&company);
  cs_txn *t = begin(s, &company);
  json_error_t wrong;
  json_t *pack = json_loads("{\"roles\":{\"head\":{\"per\":\"department\",\"is\":\"leads\"}},"
                            "\"relations\":{\"leads\":{}},\"attributes\":{\"department\":{}}}",
                            0, &wrong);
  put_person(t, s, &company, "E7");
  put(t, s, &company, "E7", attribute(symbol(s, "department"), CS_DATE_MIN),
      text_value(department));
  cs_slot slot = {.klass = CS_SPAN, .instance = 1, .name = symbol(s, "subject")};
  put_subject(t, s, &company, "relation", "leads", slot, text_value("E7"));
  slot.name = symbol(s, "object");
  put_subject(t, s, &company, "relation", "leads", slot, text_value("E1"));
  assert_ok(cs_txn_commit(t, &error));
  cs_record subject;
  assert_int_equal(cs_record_init(&subject, &error), CS_OK);
  assert_int_equal(cs_subject_load(s, company.id, "", "E7", &subject, &error), CS_OK);
  cs_acting q = {.store = s, .company = company.id, .pack = pack, .subject = &subject};
  q.on = cs_date_of(2026, 7, 3);
  q.known_txn = UINT32_MAX;
  unsigned count = 1;
  for (unsigned n = 0; n <= count; n++) {
    cs_actors found = {0};
    fault_memory_arm(FAULT_OF_CORE, n, false);
    int rc = cs_actors_of(&q, "head", &found, &error);
    unsigned there = fault_memory_disarm();
    if (n == 0) count = there;
    if (n == 0) assert_int_equal(rc, CS_OK);
    if (rc == CS_OK)
      assert_int_equal(found.count, 1);
    else
      assert_int_equal(rc, CS_ENOMEM);
    cs_actors_deinit(&found);
  }
  assert_true(count > 2);
  cs_record_deinit(&subject);
  json_decref(pack);
  cs_store_close(s);
}

int main(void) {
  fault_memory_install();
  const struct CMUnitTest tests[] = {cmocka_unit_test(somebody_is_found_or_memory_is_short)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
