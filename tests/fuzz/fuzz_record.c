/* A person's record from any bytes. The first byte chooses: 0..127 the rest is the encoded record,
 * else the rest tells which entries to add.
 *
 * Holds: a record that was decoded or built is strictly sorted, and encoded and decoded again it is
 * the same; finding agrees with looking through all entries; what is refused leaves an empty record. */
#include "fuzz.h"
#include "store/record.h"
#include <string.h>

static bool same_entry(const cs_entry *a, const cs_entry *b) {
  return cs_slot_compare(&a->slot, &b->slot) == 0 && a->txn == b->txn &&
         cs_value_equal(&a->value, &b->value);
}

static void check_find(const cs_record *r, const cs_entry *e, uint32_t txn) {
  const cs_entry *slow = NULL, *in_force = NULL;
  for (uint32_t i = 0; i < r->count; i++) {
    const cs_entry *x = &r->entries[i];
    if (cs_slot_compare(&x->slot, &e->slot) == 0 && x->txn <= txn) slow = x;
  }
  HOLDS(cs_record_find(r, &e->slot, txn) == slow);
  if (e->slot.klass != CS_ATTRIBUTE) return;
  for (uint32_t i = 0; i < r->count; i++) {
    const cs_entry *x = &r->entries[i];
    if (x->slot.klass != CS_ATTRIBUTE || x->slot.name != e->slot.name || x->slot.at > e->slot.at)
      continue;
    const cs_entry *known = cs_record_find(r, &x->slot, txn);
    if (known != NULL && known->value.kind != CS_NONE) in_force = known;
  }
  HOLDS(cs_record_attribute(r, e->slot.name, e->slot.at, txn) == in_force);
}

static void check_record(const cs_record *r) {
  cs_err err = {0};
  for (uint32_t i = 0; i < r->count; i++) {
    const cs_entry *e = &r->entries[i];
    HOLDS(e->txn <= r->last_txn);
    if (i > 0) {
      int order = cs_slot_compare(&e[-1].slot, &e->slot);
      HOLDS(order < 0 || (order == 0 && e[-1].txn < e->txn));
    }
    if (i < 16) {
      check_find(r, e, e->txn);
      check_find(r, e, e->txn - 1);
      check_find(r, e, UINT32_MAX);
    }
  }
  for (int klass = CS_ATTRIBUTE; klass <= CS_SPAN; klass++) {
    uint32_t most = 0;
    for (uint32_t i = 0; i < r->count; i++) {
      if (r->entries[i].slot.klass == (cs_class)klass) most = r->entries[i].slot.instance;
    }
    HOLDS(cs_record_instances(r, (cs_class)klass) == most);
  }

  cs_buf bytes = {0}, again_bytes = {0};
  cs_record_encode(r, &bytes);
  HOLDS(!bytes.failed);
  cs_record again;
  HOLDS(cs_record_init(&again, &err) == CS_OK);
  HOLDS(cs_record_decode(&again, "E1", bytes.data, bytes.size, &err) == CS_OK);
  HOLDS(again.count == r->count && again.last_txn == r->last_txn && strcmp(again.code, "E1") == 0);
  for (uint32_t i = 0; i < r->count; i++) HOLDS(same_entry(&again.entries[i], &r->entries[i]));
  cs_record_encode(&again, &again_bytes);
  HOLDS(bytes.size == again_bytes.size && memcmp(bytes.data, again_bytes.data, bytes.size) == 0);
  cs_record_deinit(&again);
  cs_buf_deinit(&bytes);
  cs_buf_deinit(&again_bytes);
}

static int32_t small(cs_reader *in) { return (int32_t)(cs_read_uint(in) & 31) - 8; }

static void build(cs_record *r, cs_reader in) {
  cs_err err = {0};
  cs_record_clear(r, "E2");
  for (int i = 0; i < 200 && !cs_read_done(&in); i++) {
    cs_entry e = {.txn = 1 + (uint32_t)(cs_read_uint(&in) & 15)};
    e.slot.klass = (cs_class)(CS_ATTRIBUTE + (cs_read_uint(&in) & 3));
    e.slot.name = 1 + (cs_symbol)(cs_read_uint(&in) & 7);
    if (e.slot.klass >= CS_EVENT) {
      e.slot.instance = (uint32_t)(cs_read_uint(&in) & 7);
    } else if (e.slot.klass == CS_SERIES) {
      e.slot.at = CS_PERIOD_SLOT(CS_MONTH, small(&in));
    } else {
      e.slot.at = (cs_read_uint(&in) & 1) == 0 ? CS_DATE_MIN : small(&in);
    }
    e.value.kind = (cs_kind)(cs_read_uint(&in) % 5);
    if (e.value.kind == CS_STRING) {
      e.value.size = (uint32_t)(cs_read_uint(&in) & 15);
      e.value.text = cs_read_bytes(&in, e.value.size);
      if (e.value.text == NULL) e.value.size = 0;
    } else if (e.value.kind != CS_NONE) {
      int64_t number = cs_read_int(&in);
      e.value.number = e.value.kind == CS_DATE     ? (int32_t)number
                       : e.value.kind == CS_SYMBOL ? (uint32_t)number
                                                   : number;
    }
    HOLDS(cs_record_add(r, &e, &err) == CS_OK);
    const cs_entry *found = cs_record_find(r, &e.slot, e.txn);
    HOLDS(found != NULL && same_entry(found, &e));
  }
  check_record(r);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  if (size == 0) return 0;
  cs_record r;
  cs_err err = {0};
  HOLDS(cs_record_init(&r, &err) == CS_OK);
  if (data[0] >= 128) {
    build(&r, cs_reader_of(data + 1, size - 1));
  } else {
    int rc = cs_record_decode(&r, "E000001", data + 1, size - 1, &err);
    if (rc == CS_OK) {
      check_record(&r);
    } else {
      HOLDS(rc == CS_EDB && r.count == 0 && r.last_txn == 0 && err.text[0] != '\0');
    }
    build(&r, cs_reader_of(data + 1, size - 1)); /* a used record is as good as a new one */
  }
  cs_record_deinit(&r);
  return 0;
}
