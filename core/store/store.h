/* The database: one SQLite file, many companies. This unit opens it, owns the prepared statements, and is
 * the way in for the other units of core/store. Nothing outside core/store sees SQLite.
 *
 * One writer at a time. A store opened CS_STORE_READ sees one snapshot from cs_store_snapshot on; worker
 * threads have one each. A cs_store is used by one thread at a time. */
#pragma once
#include "base/date.h"
#include "base/err.h"
#include <stdint.h>

typedef struct cs_store cs_store;
typedef enum cs_store_mode { CS_STORE_CREATE, CS_STORE_WRITE, CS_STORE_READ } cs_store_mode;

/* CREATE makes a database (an existing one is opened for writing); the others refuse a file that is absent,
 * foreign, damaged, or of a newer schema, each with its own text. Waits `CS_BUSY_MS` for a lock, then CS_EBUSY. */
#define CS_BUSY_MS 5000
int cs_store_open(const char *path, cs_store_mode mode, cs_store **out, cs_err *err);
/* For reading, also where nothing may be written (who relies on what was read finds out whether somebody has written it
 * meanwhile), and what an older program left, which stays as it is: of such a file only cs_ledger_verify, cs_ledger_head,
 * cs_ledger_hash, cs_extract_find and cs_store_backup are of use, the rest is CS_EDB. */
int cs_store_open_any(const char *path, cs_store **out, cs_err *err);
bool cs_store_is_older(const cs_store *s);
void cs_store_close(cs_store *s); /* rolls back what is open; NULL is legal */
const char *cs_store_path(const cs_store *s);

/* What a room above keeps with the store, such as what it has parsed of it: one thing, freed when the store is closed. */
void cs_store_lodge(cs_store *s, void *lodger, void (*free_lodger)(void *lodger));
void *cs_store_lodger(const cs_store *s); /* NULL: none yet */

/* Begin a read transaction now (CS_STORE_READ): everything read later is of this moment. The writer takes
 * its lock first (cs_txn_begin or cs_work_begin) when readers must see exactly what it sees. */
int cs_store_snapshot(cs_store *s, cs_err *err);

/* A write transaction that adds nothing to the ledger's chain: storing a pack or a planned run. */
int cs_work_begin(cs_store *s, cs_err *err);
int cs_work_commit(cs_store *s, cs_err *err);
void cs_work_rollback(cs_store *s);

/* The seed for salts and draws. Set once by init --seed; without it salts come from the system's generator. */
/* CS_EREFUSED when another one is set. */
int cs_store_set_seed(cs_store *s, uint64_t seed, cs_err *err);
bool cs_store_seed(const cs_store *s, uint64_t *out); /* false: none was set */

/* Companies. Every row of every query belongs to one; ids are small integers, codes are what people type. */
typedef struct cs_company {
  int32_t id;
  char code[64];
  char zone[64]; /* IANA time zone */
} cs_company;

/* Code NULL: the only one. */
int cs_company_find(cs_store *s, const char *code, cs_company *out, cs_err *err);
/* Calls `row` for each, by code; stops when it returns non-zero and returns that. */
int cs_company_each(cs_store *s, int (*row)(void *user, const cs_company *c), void *user,
                    cs_err *err);

/* Symbols: the closed vocabularies (field names, ratings, grades, positions, kinds) as small integers, so
 * that a person's record is compact. The dictionary belongs to the database and only grows; it lives in
 * memory whole. 0 is never a symbol. */
typedef uint32_t cs_symbol;
/* Needs a write transaction when new. */
int cs_symbol_intern(cs_store *s, const char *text, size_t size, cs_symbol *out, cs_err *err);
cs_symbol cs_symbol_find(cs_store *s, const char *text, size_t size); /* 0: never seen */
/* Valid while the store is open. */
const char *cs_symbol_text(cs_store *s, cs_symbol symbol);
uint32_t cs_symbol_count(cs_store *s);
