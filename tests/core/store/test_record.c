#include "core/store/helper.h"

static uint64_t state = 88172645463325252u;
static uint32_t dice(uint32_t sides) { /* xorshift */
  state ^= state << 13;
  state ^= state >> 7;
  state ^= state << 17;
  return (uint32_t)(state >> 11) % sides;
}

static cs_value random_value(char *text) {
  cs_value v = {.kind = (cs_kind)dice(5)};
  switch (v.kind) {
    case CS_NONE: break;
    case CS_INT:
      v.number = dice(4) == 0 ? INT64_MIN + (int64_t)dice(3) : (int64_t)dice(100000) - 50000;
      break;
    case CS_DATE: v.number = (int64_t)dice(60000) - 20000; break;
    case CS_SYMBOL: v.number = 1 + dice(300); break;
    case CS_STRING:
      v.size = dice(40);
      for (uint32_t i = 0; i < v.size; i++) text[i] = (char)dice(256);
      v.text = text;
      break;
  }
  return v;
}

static cs_entry random_entry(char *text) {
  cs_entry e = {.txn = 1 + dice(dice(2) ? 5 : 1000000), .value = random_value(text)};
  e.slot.klass = (cs_class)(1 + dice(4));
  e.slot.name = 1 + dice(20);
  switch (e.slot.klass) {
    case CS_ATTRIBUTE: e.slot.at = dice(2) ? CS_DATE_MIN : (int32_t)dice(40000) - 10000; break;
    case CS_SERIES: e.slot.at = CS_PERIOD_SLOT(CS_MONTH, 2020 * 12 + (int32_t)dice(80)); break;
    default: e.slot.instance = 1 + dice(dice(2) ? 4 : 100000); break;
  }
  return e;
}

static void random_record(cs_record *r, uint32_t entries) {
  char text[64];
  cs_record_clear(r, "E1");
  for (uint32_t i = 0; i < entries; i++) {
    cs_entry e = random_entry(text);
    assert_ok(cs_record_add(r, &e, &error));
  }
}

static void assert_same(const cs_record *a, const cs_record *b) {
  assert_string_equal(a->code, b->code);
  assert_int_equal(a->count, b->count);
  assert_int_equal(a->last_txn, b->last_txn);
  for (uint32_t i = 0; i < a->count; i++) {
    assert_int_equal(cs_slot_compare(&a->entries[i].slot, &b->entries[i].slot), 0);
    assert_int_equal(a->entries[i].txn, b->entries[i].txn);
    assert_true(cs_value_equal(&a->entries[i].value, &b->entries[i].value));
  }
}

static void encode_decode_round_trip(void **unused) {
  (void)unused;
  cs_record a, b;
  cs_buf bytes = {0};
  assert_ok(cs_record_init(&a, &error));
  assert_ok(cs_record_init(&b, &error));
  for (int round = 0; round < 3000; round++) {
    random_record(&a, dice(round % 10 == 0 ? 400 : 30));
    for (uint32_t i = 1; i < a.count; i++) {
      int order = cs_slot_compare(&a.entries[i - 1].slot, &a.entries[i].slot);
      assert_true(order < 0 || (order == 0 && a.entries[i - 1].txn < a.entries[i].txn));
    }
    cs_buf_clear(&bytes);
    cs_record_encode(&a, &bytes);
    assert_ok(cs_record_decode(&b, "E1", bytes.data, bytes.size, &error));
    assert_same(&a, &b);
  }
  cs_buf_deinit(&bytes);
  cs_record_deinit(&a);
  cs_record_deinit(&b);
}

/* Whatever the bytes, decoding ends in a sorted record or in CS_EDB. */
static void hostile_bytes_are_refused(void **unused) {
  (void)unused;
  cs_record a, b;
  cs_buf bytes = {0};
  assert_ok(cs_record_init(&a, &error));
  assert_ok(cs_record_init(&b, &error));
  for (int round = 0; round < 20000; round++) {
    random_record(&a, dice(12));
    cs_buf_clear(&bytes);
    cs_record_encode(&a, &bytes);
    size_t size = bytes.size;
    if (dice(3) == 0) size = dice((uint32_t)size + 1);
    for (uint32_t n = dice(4); n > 0 && size > 0; n--)
      bytes.data[dice((uint32_t)size)] = (char)dice(256);
    char *exact = malloc(size + 1); /* so that the sanitizer sees every overrun */
    memcpy(exact, bytes.data, size);
    char *tight = realloc(exact, size == 0 ? 1 : size);
    int rc = cs_record_decode(&b, "E1", tight, size, &error);
    if (rc == CS_OK) {
      for (uint32_t i = 1; i < b.count; i++) {
        int order = cs_slot_compare(&b.entries[i - 1].slot, &b.entries[i].slot);
        assert_true(order < 0 || (order == 0 && b.entries[i - 1].txn < b.entries[i].txn));
      }
    } else {
      assert_int_equal(rc, CS_EDB);
      assert_int_equal(b.count, 0);
      assert_text("E1");
    }
    free(tight);
  }
  cs_buf_deinit(&bytes);
  cs_record_deinit(&a);
  cs_record_deinit(&b);
}

static void add(cs_record *r, cs_slot slot, uint32_t txn, cs_value value) {
  cs_entry e = {slot, txn, value};
  assert_ok(cs_record_add(r, &e, &error));
}

static const cs_value none = {.kind = CS_NONE};
static cs_value number(int64_t n) { return (cs_value){.kind = CS_INT, .number = n}; }

static void versions_and_known_at(void **unused) {
  (void)unused;
  cs_record r;
  assert_ok(cs_record_init(&r, &error));
  cs_record_clear(&r, "E1");
  cs_slot slot = month(7, 2026, 3);
  assert_null(cs_record_find(&r, &slot, UINT32_MAX));
  add(&r, slot, 5, number(50));
  add(&r, slot, 2, number(20));
  add(&r, slot, 9, none);
  add(&r, month(7, 2026, 4), 1, number(1));
  assert_null(cs_record_find(&r, &slot, 1));
  assert_int_equal(cs_record_find(&r, &slot, 2)->value.number, 20);
  assert_int_equal(cs_record_find(&r, &slot, 4)->value.number, 20);
  assert_int_equal(cs_record_find(&r, &slot, 8)->value.number, 50);
  assert_int_equal(cs_record_find(&r, &slot, 9)->value.kind, CS_NONE);
  add(&r, slot, 9, number(90)); /* the same transaction again */
  assert_int_equal(cs_record_find(&r, &slot, UINT32_MAX)->value.number, 90);
  assert_int_equal(r.count, 4);
  assert_int_equal(r.last_txn, 9);
  cs_record_deinit(&r);
}

static void attribute_as_of(void **unused) {
  (void)unused;
  cs_record r;
  assert_ok(cs_record_init(&r, &error));
  cs_record_clear(&r, "E1");
  add(&r, attribute(3, CS_DATE_MIN), 1, number(1));
  add(&r, attribute(3, 100), 2, number(2));
  add(&r, attribute(3, 200), 3, number(3));
  add(&r, attribute(3, 200), 4, none); /* taken back */
  add(&r, attribute(4, 50), 1, number(9));
  assert_int_equal(cs_record_attribute(&r, 3, 99, UINT32_MAX)->value.number, 1);
  assert_int_equal(cs_record_attribute(&r, 3, CS_DATE_MIN, UINT32_MAX)->value.number, 1);
  assert_int_equal(cs_record_attribute(&r, 3, 100, UINT32_MAX)->value.number, 2);
  assert_int_equal(cs_record_attribute(&r, 3, 100, 1)->value.number, 1);
  assert_int_equal(cs_record_attribute(&r, 3, 300, 3)->value.number, 3);
  assert_int_equal(cs_record_attribute(&r, 3, 300, 4)->value.number, 2);
  assert_null(cs_record_attribute(&r, 4, 49, UINT32_MAX));
  assert_null(cs_record_attribute(&r, 2, 300, UINT32_MAX));
  assert_null(cs_record_attribute(&r, 3, 300, 0));
  cs_record_deinit(&r);
}

static void instances_and_existence(void **unused) {
  (void)unused;
  cs_record r;
  assert_ok(cs_record_init(&r, &error));
  cs_record_clear(&r, "E1");
  assert_int_equal(cs_record_instances(&r, CS_EVENT), 0);
  add(&r, (cs_slot){CS_EVENT, 2, 1, 0}, 1, number(1));
  add(&r, (cs_slot){CS_EVENT, 7, 1, 0}, 1, none);
  add(&r, (cs_slot){CS_SPAN, 9, 1, 0}, 1, number(1));
  assert_int_equal(cs_record_instances(&r, CS_EVENT), 7);
  assert_int_equal(cs_record_instances(&r, CS_SPAN), 9);
  assert_false(cs_record_exists(&r, 5, UINT32_MAX));
  add(&r, attribute(5, CS_DATE_MIN), 3, text_value("E1"));
  assert_true(cs_record_exists(&r, 5, 3));
  assert_false(cs_record_exists(&r, 5, 2));
  cs_record_clear(&r, r.code);
  assert_string_equal(r.code, "E1");
  cs_record_deinit(&r);
}

static void a_usual_record_is_small(void **unused) {
  (void)unused;
  cs_record r;
  cs_buf bytes = {0};
  assert_ok(cs_record_init(&r, &error));
  cs_record_clear(&r, "E0000001");
  for (uint32_t i = 1; i <= 12; i++) {
    cs_value date = {.kind = CS_DATE, .number = 18000 + i},
             word = {.kind = CS_SYMBOL, .number = 30 + i};
    add(&r, attribute(i, CS_DATE_MIN), 2, i % 2 ? date : i == 2 ? text_value("E0000001") : word);
    add(&r, month(20, 2026, (int)i), 3, (cs_value){.kind = CS_SYMBOL, .number = 40});
  }
  cs_record_encode(&r, &bytes);
  assert_true(bytes.size <= 150);
  cs_buf_deinit(&bytes);
  cs_record_deinit(&r);
}

static void periods_describe_themselves(void **unused) {
  (void)unused;
  const cs_every all[] = {CS_MONTH, CS_QUARTER, CS_HALF, CS_YEAR};
  for (size_t i = 0; i < 4; i++) {
    int32_t at = CS_PERIOD_SLOT(all[i], 24315);
    assert_int_equal(cs_slot_period_every(at), all[i]);
    assert_int_equal(cs_slot_period(at), 24315);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(encode_decode_round_trip),    cmocka_unit_test(hostile_bytes_are_refused),
      cmocka_unit_test(versions_and_known_at),       cmocka_unit_test(attribute_as_of),
      cmocka_unit_test(instances_and_existence),     cmocka_unit_test(a_usual_record_is_small),
      cmocka_unit_test(periods_describe_themselves),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
