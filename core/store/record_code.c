/* A record as bytes: a version byte, the number of entries, then each entry as
 *
 *   flags      bits 0-1 class - 1, bits 2-4 kind of value, bit 5 SAME_NAME, bit 6 SAME_TXN, bit 7 NEAR
 *   name       uint, unless SAME_NAME (as in the entry before, of the same class)
 *   instance   events and spans, unless NEAR (as in the entry before): uint, distance from it
 *   at         attributes, unless NEAR (from the beginning); series, unless NEAR (one period on): int, distance
 *              from the entry before when it has the same name, else from 0
 *   txn        unless SAME_TXN: int, distance from the entry before
 *   value      int, date: int; symbol: uint; string: uint size, bytes
 *
 * "The entry before" of the first is all zeros. Series and attributes are half of every scan, so they take two or
 * three bytes each. Entries come strictly sorted; a decoder refuses anything else. */
#include "base/messages.h"
#include "store/record.h"
#include <stdlib.h>
#include <string.h>

#define RECORD_VERSION 1
#define SAME_NAME 0x20u
#define SAME_TXN 0x40u
#define NEAR 0x80u
#define PERIOD_STEP 16
#define ENTRY_MAX 48 /* bytes an entry can take without its string */

/* -- encoding: into space that was reserved before ---------------------------------------------------------------- */
static unsigned flags_of(const cs_entry *e, const cs_entry *before) {
  const cs_slot *slot = &e->slot;
  unsigned flags = ((unsigned)slot->klass - 1) | (unsigned)e->value.kind << 2;
  bool same_name = slot->klass == before->slot.klass && slot->name == before->slot.name;
  if (same_name) flags |= SAME_NAME;
  if (e->txn == before->txn) flags |= SAME_TXN;
  bool near;
  switch (slot->klass) {
    case CS_ATTRIBUTE: near = slot->at == CS_DATE_MIN; break;
    case CS_SERIES:
      near = same_name && (int64_t)slot->at == (int64_t)before->slot.at + PERIOD_STEP;
      break;
    default:
      near = slot->klass == before->slot.klass && slot->instance == before->slot.instance;
      break;
  }
  return near ? flags | NEAR : flags;
}

static unsigned char *put_entry(unsigned char *to, const cs_entry *e, const cs_entry *before) {
  unsigned flags = flags_of(e, before);
  *to++ = (unsigned char)flags;
  if (!(flags & SAME_NAME)) to = cs_put_uint(to, e->slot.name);
  if (!(flags & NEAR)) {
    if (e->slot.klass >= CS_EVENT) {
      uint32_t base = e->slot.klass == before->slot.klass ? before->slot.instance : 0;
      to = cs_put_uint(to, e->slot.instance - base);
    } else {
      int64_t base = flags & SAME_NAME ? before->slot.at : 0;
      to = cs_put_int(to, e->slot.at - base);
    }
  }
  if (!(flags & SAME_TXN)) to = cs_put_int(to, (int64_t)e->txn - before->txn);
  switch (e->value.kind) {
    case CS_NONE: break;
    case CS_INT:
    case CS_DATE: to = cs_put_int(to, e->value.number); break;
    case CS_SYMBOL: to = cs_put_uint(to, (uint64_t)e->value.number); break;
    case CS_STRING:
      to = cs_put_uint(to, e->value.size);
      if (e->value.size > 0) memcpy(to, e->value.text, e->value.size);
      to += e->value.size;
      break;
  }
  return to;
}

void cs_record_encode(const cs_record *r, cs_buf *out) {
  static const cs_entry zero;
  size_t most = 16 + (size_t)r->count * ENTRY_MAX;
  for (uint32_t i = 0; i < r->count; i++) {
    if (r->entries[i].value.kind == CS_STRING) most += r->entries[i].value.size;
  }
  if (!cs_buf_reserve(out, most)) return;
  unsigned char *to = (unsigned char *)out->data + out->size;
  *to++ = RECORD_VERSION;
  to = cs_put_uint(to, r->count);
  const cs_entry *before = &zero;
  for (uint32_t i = 0; i < r->count; i++) {
    to = put_entry(to, &r->entries[i], before);
    before = &r->entries[i];
  }
  out->size = (size_t)((char *)to - out->data);
}

/* -- decoding ------------------------------------------------------------------------------------------------------- */
static inline uint64_t get_uint(cs_reader *in) {
  return in->at < in->end && *in->at < 0x80 ? *in->at++ : cs_read_uint(in);
}

static inline int64_t get_int(cs_reader *in) {
  uint64_t bits = get_uint(in);
  return (int64_t)((bits >> 1) ^ (0 - (bits & 1)));
}

/* A sum of two untrusted numbers that must fit `at`. */
static inline int32_t get_at(cs_reader *in, int32_t base) {
  int64_t distance = get_int(in), sum = 0;
  if (__builtin_add_overflow(distance, (int64_t)base, &sum) || sum < INT32_MIN || sum > INT32_MAX) {
    in->bad = true;
    return 0;
  }
  return (int32_t)sum;
}

static inline uint32_t get_small(cs_reader *in, uint32_t base) {
  uint64_t value = get_uint(in);
  if (value > UINT32_MAX - base) in->bad = true;
  return (uint32_t)value + base;
}

static void get_value(cs_reader *in, unsigned kind, cs_value *value) {
  *value = (cs_value){.kind = (cs_kind)kind};
  switch (kind) {
    case CS_NONE: break;
    case CS_INT: value->number = get_int(in); break;
    case CS_DATE: value->number = get_at(in, 0); break;
    case CS_SYMBOL: value->number = get_small(in, 0); break;
    case CS_STRING:
      value->size = get_small(in, 0);
      value->text = cs_read_bytes(in, value->size);
      break;
    default: in->bad = true; break;
  }
}

/* Reads one entry; false when it is malformed or not after `before`. */
static bool get_entry(cs_reader *in, cs_entry *e, const cs_entry *before) {
  if (in->at >= in->end) return false;
  unsigned flags = *in->at++;
  cs_class klass = (cs_class)((flags & 3) + 1);
  bool same_class = klass == before->slot.klass;
  e->slot = (cs_slot){.klass = klass};
  if (flags & SAME_NAME) {
    if (!same_class) return false;
    e->slot.name = before->slot.name;
  } else {
    e->slot.name = get_small(in, 0);
  }
  if (klass >= CS_EVENT) {
    uint32_t base = same_class ? before->slot.instance : 0;
    e->slot.instance = flags & NEAR ? base : get_small(in, base);
  } else if (!(flags & NEAR)) {
    e->slot.at = get_at(in, flags & SAME_NAME ? before->slot.at : 0);
  } else if (klass == CS_ATTRIBUTE) {
    e->slot.at = CS_DATE_MIN;
  } else if (!(flags & SAME_NAME) ||
             __builtin_add_overflow(before->slot.at, PERIOD_STEP, &e->slot.at)) {
    return false;
  }
  int64_t txn = before->txn;
  if (!(flags & SAME_TXN) && __builtin_add_overflow(txn, get_int(in), &txn)) return false;
  if (txn < 1 || txn > UINT32_MAX || e->slot.name == 0) return false;
  e->txn = (uint32_t)txn;
  get_value(in, flags >> 2 & 7, &e->value);
  int order = cs_slot_compare(&before->slot, &e->slot);
  return !in->bad && (order < 0 || (order == 0 && before->txn < e->txn));
}

/* What most of a record is: the next attribute, from the beginning, or the same series one period on, of the same
 * transaction. Where reading goes on; NULL: the entry is another one. PADDING bytes behind the end can be read, and where
 * reading goes on may be among them. */
#define NEXT_ATTRIBUTE (SAME_TXN | NEAR)
#define NEXT_PERIOD ((CS_SERIES - 1) | CS_SYMBOL << 2 | SAME_NAME | SAME_TXN | NEAR)
#define KIND 0x1cu
#define PADDING 4 /* bytes an entry can take behind its first, without its string */
static inline const unsigned char *get_usual(const unsigned char *at, const unsigned char *end,
                                             cs_entry *e, const cs_entry *before) {
  if (at >= end || at[1] >= 0x80) return NULL;
  e->txn = before->txn;
  if (at[0] == NEXT_PERIOD) {
    if (before->slot.klass != CS_SERIES || before->slot.at > INT32_MAX - PERIOD_STEP) return NULL;
    e->slot = (cs_slot){CS_SERIES, 0, before->slot.name, before->slot.at + PERIOD_STEP};
    e->value = (cs_value){.kind = CS_SYMBOL, .number = at[1]};
    return at + 2;
  }
  if ((at[0] & ~KIND) != NEXT_ATTRIBUTE || before->slot.klass != CS_ATTRIBUTE ||
      at[1] <= before->slot.name)
    return NULL;
  e->slot = (cs_slot){CS_ATTRIBUTE, 0, at[1], CS_DATE_MIN};
  unsigned kind = at[0] >> 2 & 7;
  if (kind == CS_DATE && at[2] >= 0x80 && at[3] >= 0x80 && at[4] < 0x80 && at[4] > 0) {
    uint32_t bits = (at[2] & 0x7fu) | (at[3] & 0x7fu) << 7 | (uint32_t)at[4] << 14;
    e->value = (cs_value){.kind = CS_DATE, .number = (int32_t)(bits >> 1) ^ -(int32_t)(bits & 1)};
    return at + 5;
  }
  if (at[2] >= 0x80) return NULL;
  if (kind == CS_SYMBOL) {
    e->value = (cs_value){.kind = CS_SYMBOL, .number = at[2]};
    return at + 3;
  }
  if (kind != CS_STRING || end - at < 3 + at[2]) return NULL;
  e->value = (cs_value){.kind = CS_STRING, .text = (const char *)at + 3, .size = at[2]};
  return at + 3 + at[2];
}

int cs_record_decode(cs_record *r, const char *code, const void *bytes, size_t n, cs_err *err) {
  /* The strings of the record point into one copy, which holds the code too, and PADDING zeros. */
  size_t code_size = strlen(code) + 1;
  cs_arena_reset(r->arena);
  r->code = "";
  r->kind[0] = '\0';
  r->count = 0;
  r->last_txn = 0;
  char *copy = cs_arena_alloc(r->arena, code_size + n + PADDING);
  if (copy == NULL) return cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory);
  memcpy(copy, code, code_size);
  if (n > 0) memcpy(copy + code_size, bytes, n);
  r->code = copy;

  cs_reader in = cs_reader_of(copy + code_size, n);
  static const cs_entry zero;
  uint32_t last = 0;
  if (get_uint(&in) != RECORD_VERSION) goto damaged;
  uint64_t count = get_uint(&in);
  if (in.bad || count > (size_t)(in.end - in.at)) goto damaged; /* an entry takes a byte at least */
  if (count > r->capacity) {
    cs_entry *entries = realloc(r->entries, (size_t)count * sizeof *entries);
    if (entries == NULL) return cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory);
    r->entries = entries;
    r->capacity = (uint32_t)count;
  }
  const cs_entry *before = &zero;
  const unsigned char *at = in.at;
  cs_entry *e = r->entries;
  for (uint64_t left = count; left > 0; left--, before = e++) {
    const unsigned char *behind = get_usual(at, in.end, e, before);
    if (behind == NULL) {
      in.at = at;
      if (!get_entry(&in, e, before)) goto damaged;
      if (e->txn > last) last = e->txn;
      behind = in.at;
    }
    at = behind;
  }
  if (at != in.end) goto damaged;
  r->count = (uint32_t)count;
  r->last_txn = last;
  return CS_OK;

damaged:
  return cs_fail(err, CS_EDB, CS_MSG_store_record_damaged, code);
}
