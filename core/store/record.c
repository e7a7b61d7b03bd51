#include "store/record.h"
#include "base/messages.h"
#include <stdlib.h>
#include <string.h>

#define ARENA_BLOCK 4096
#define FIRST_CAPACITY 64

int cs_record_init(cs_record *r, cs_err *err) {
  *r = (cs_record){.code = ""};
  r->arena = cs_arena_new(ARENA_BLOCK);
  return r->arena == NULL ? cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory) : CS_OK;
}

void cs_record_deinit(cs_record *r) {
  cs_arena_free(r->arena);
  free(r->entries);
  *r = (cs_record){.code = ""};
}

void cs_record_clear(cs_record *r, const char *code) {
  char copy[128]; /* `code` may be this record's own, in the arena that is being reset */
  size_t size = strlen(code);
  bool small = size < sizeof copy;
  if (small) memcpy(copy, code, size + 1);
  cs_arena_reset(r->arena);
  const char *kept = cs_arena_text(r->arena, small ? copy : code, size);
  r->code = kept == NULL ? "" : kept; /* an empty code cannot be saved */
  r->kind[0] = '\0';
  r->count = 0;
  r->last_txn = 0;
}

void cs_record_clear_as(cs_record *r, const char *kind, const char *code) {
  char copy[CS_KIND_SIZE]; /* `kind` may be this record's own */
  size_t size = strlen(kind) + 1;
  bool fits = size <= sizeof copy;
  if (fits) memcpy(copy, kind, size);
  cs_record_clear(r, fits ? code : "");
  if (fits) memcpy(r->kind, copy, size);
}

bool cs_value_equal(const cs_value *a, const cs_value *b) {
  if (a->kind != b->kind) return false;
  switch (a->kind) {
    case CS_NONE: return true;
    case CS_STRING:
      return a->size == b->size && (a->size == 0 || memcmp(a->text, b->text, a->size) == 0);
    default: return a->number == b->number;
  }
}

/* The number of entries whose (slot, txn) is at or before the given one. */
static uint32_t position_after(const cs_record *r, const cs_slot *slot, uint32_t txn) {
  uint32_t low = 0, high = r->count;
  while (low < high) {
    uint32_t middle = low + (high - low) / 2;
    const cs_entry *e = &r->entries[middle];
    int order = cs_slot_compare(&e->slot, slot);
    if (order < 0 || (order == 0 && e->txn <= txn)) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

const cs_entry *cs_record_find(const cs_record *r, const cs_slot *slot, uint32_t txn) {
  uint32_t position = position_after(r, slot, txn);
  if (position == 0) return NULL;
  const cs_entry *e = &r->entries[position - 1];
  return cs_slot_compare(&e->slot, slot) == 0 ? e : NULL;
}

const cs_entry *cs_record_attribute(const cs_record *r, cs_symbol name, cs_date as_of,
                                    uint32_t txn) {
  cs_slot slot = {.klass = CS_ATTRIBUTE, .name = name, .at = as_of};
  uint32_t position = position_after(r, &slot, UINT32_MAX);
  /* Backwards over the versions of the slots at or before as_of: the first known one of a slot decides that slot. */
  while (position > 0) {
    const cs_entry *e = &r->entries[position - 1];
    if (e->slot.klass != CS_ATTRIBUTE || e->slot.name != name) return NULL;
    if (e->txn <= txn) {
      if (e->value.kind != CS_NONE) return e;
      int32_t at = e->slot.at; /* retracted: skip the older versions of this slot */
      while (position > 0 && r->entries[position - 1].slot.klass == CS_ATTRIBUTE &&
             r->entries[position - 1].slot.name == name && r->entries[position - 1].slot.at == at) {
        position--;
      }
    } else {
      position--;
    }
  }
  return NULL;
}

bool cs_record_exists(const cs_record *r, cs_symbol code_symbol, uint32_t txn) {
  cs_slot slot = {.klass = CS_ATTRIBUTE, .name = code_symbol, .at = CS_DATE_MIN};
  const cs_entry *e = cs_record_find(r, &slot, txn);
  return e != NULL && e->value.kind != CS_NONE;
}

uint32_t cs_record_instances(const cs_record *r, cs_class klass) {
  cs_slot last = {.klass = klass, .instance = UINT32_MAX, .name = UINT32_MAX, .at = INT32_MAX};
  uint32_t position = position_after(r, &last, UINT32_MAX);
  if (position == 0 || r->entries[position - 1].slot.klass != klass) return 0;
  return r->entries[position - 1].slot.instance;
}

static bool grow(cs_record *r, uint32_t least) {
  uint32_t capacity = r->capacity == 0 ? FIRST_CAPACITY : r->capacity;
  while (capacity < least) {
    if (capacity > UINT32_MAX / 2) return false;
    capacity *= 2;
  }
  cs_entry *entries = realloc(r->entries, (size_t)capacity * sizeof *entries);
  if (entries == NULL) return false;
  r->entries = entries;
  r->capacity = capacity;
  return true;
}

int cs_record_add(cs_record *r, const cs_entry *entry, cs_err *err) {
  if (r->count == UINT32_MAX || (r->count == r->capacity && !grow(r, r->count + 1))) goto no_memory;
  cs_entry added = *entry;
  if (added.value.kind == CS_STRING) {
    added.value.text = cs_arena_text(r->arena, entry->value.text, entry->value.size);
    if (added.value.text == NULL) goto no_memory;
  } else {
    added.value.text = NULL;
    added.value.size = 0;
  }

  uint32_t position = position_after(r, &entry->slot, entry->txn);
  cs_entry *place = &r->entries[position];
  if (position > 0 && place[-1].txn == entry->txn &&
      cs_slot_compare(&place[-1].slot, &entry->slot) == 0) {
    place[-1] = added; /* the same transaction says it again */
  } else {
    memmove(place + 1, place, (r->count - position) * sizeof *place);
    *place = added;
    r->count++;
  }
  if (entry->txn > r->last_txn) r->last_txn = entry->txn;
  return CS_OK;

no_memory:
  return cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory);
}
