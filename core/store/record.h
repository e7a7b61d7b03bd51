/* A person's record: every fact ever recorded about one subject, with all versions, in one compact row.
 * It is a projection of the ledger (rebuilt by cs_ledger_rebuild), written in the same transaction, and it
 * is all that an evaluation reads.
 *
 * A fact is a slot and a value. A slot has versions, one per ledger transaction that changed it; the
 * value known at transaction T is that of the last version with txn <= T, and CS_NONE means retracted or never known.
 * Nothing is ever removed. */
#pragma once
#include "base/arena.h"
#include "base/buf.h"
#include "base/date.h"
#include "store/store.h"

typedef enum cs_class {
  CS_ATTRIBUTE = 1, /* name = field, at = effective from (CS_DATE_MIN: from the beginning) */
  CS_SERIES,        /* name = series, at = CS_PERIOD_SLOT(every, period) */
  CS_EVENT, /* instance = which event of this person (1, 2, ...), name = field ("on", "kind") */
  CS_SPAN,  /* instance likewise; fields "from", "to", "kind": an absence, a secondment */
} cs_class;

typedef enum cs_kind { CS_NONE, CS_INT, CS_DATE, CS_SYMBOL, CS_STRING } cs_kind;

typedef struct cs_value {
  cs_kind kind;
  int64_t number;   /* CS_INT, CS_DATE (a cs_date), CS_SYMBOL (a cs_symbol) */
  const char *text; /* CS_STRING: not terminated, lives as long as the record */
  uint32_t size;
} cs_value;

typedef struct cs_slot {
  cs_class klass;
  uint32_t instance; /* 0 for attributes and series */
  cs_symbol name;
  int32_t at; /* 0 for events and spans */
} cs_slot;

typedef struct cs_entry { /* one version */
  cs_slot slot;
  uint32_t txn;
  cs_value value;
} cs_entry;

#define CS_KIND_SIZE 64 /* bytes of a kind's name with its terminator */

typedef struct cs_record {
  char kind[CS_KIND_SIZE]; /* of the subject; "": an employee */
  const char *code;        /* the subject's code, terminated */
  uint32_t last_txn;       /* the newest transaction that touched it; 0: new */
  cs_entry *entries;       /* sorted by class, instance, name, at, txn */
  uint32_t count;
  uint32_t capacity;
  cs_arena *arena; /* owns texts and code */
} cs_record;

int cs_record_init(cs_record *r, cs_err *err);
void cs_record_deinit(cs_record *r);
/* An empty record of the employee `code` (copied); keeps memory. */
void cs_record_clear(cs_record *r, const char *code);
/* The same of a subject of another kind; a name that does not fit leaves a record that cannot be saved. */
void cs_record_clear_as(cs_record *r, const char *kind, const char *code);

/* The `at` of a series tells its granularity too, so that a slot describes itself. `every` is 1, 3, 6 or 12 (cs_every). */
#define CS_PERIOD_SLOT(every, period) ((int32_t)((period)*16 + (int32_t)(every)))
static inline cs_every cs_slot_period_every(int32_t at) { return (cs_every)(at & 15); }
static inline cs_period cs_slot_period(int32_t at) { return at >> 4; }

static inline int cs_slot_compare(const cs_slot *a, const cs_slot *b) {
  if (a->klass != b->klass) return a->klass < b->klass ? -1 : 1;
  if (a->instance != b->instance) return a->instance < b->instance ? -1 : 1;
  if (a->name != b->name) return a->name < b->name ? -1 : 1;
  if (a->at != b->at) return a->at < b->at ? -1 : 1;
  return 0;
}
bool cs_value_equal(const cs_value *a, const cs_value *b);

/* The version of `slot` known at `txn`; NULL: none. CS_NONE entries are returned as such. */
const cs_entry *cs_record_find(const cs_record *r, const cs_slot *slot, uint32_t txn);

/* The attribute `name` in force on `as_of`: of the slots with at <= as_of that are known and not CS_NONE the latest. NULL: unknown. */
const cs_entry *cs_record_attribute(const cs_record *r, cs_symbol name, cs_date as_of,
                                    uint32_t txn);

/* Is there such a subject, as known at `txn`: is its attribute `code_symbol` ("code", from the beginning) known? */
bool cs_record_exists(const cs_record *r, cs_symbol code_symbol, uint32_t txn);

/* The highest event or span instance in use (any version). */
uint32_t cs_record_instances(const cs_record *r, cs_class klass);

/* Add a version (used by the ledger only; callers change facts with cs_txn_set). */
int cs_record_add(cs_record *r, const cs_entry *entry, cs_err *err);

void cs_record_encode(const cs_record *r, cs_buf *out);
/* Bytes are hostile. Gives an employee's record: who reads another kind says so in out->kind. */
int cs_record_decode(cs_record *r, const char *code, const void *bytes, size_t n, cs_err *err);
