/* The ledger: append-only, two-dated, hash-chained.
 *
 * A transaction is one command's effect: who (actor, a claim; system user), what (the command line), when
 * (recorded), for which company. Its facts are lines of text in blocks of at most CS_BLOCK_FACTS, so that an
 * auditor can read and hash them without this program:
 *
 *   a CODE FIELD EFFECTIVE VALUE       attribute; EFFECTIVE "-" is from the beginning
 *   s CODE SERIES PERIOD VALUE         period series
 *   e CODE INSTANCE FIELD VALUE        one field of one event
 *   i CODE INSTANCE FIELD VALUE        one field of one span
 *   A KIND CODE FIELD EFFECTIVE VALUE  the same four of a subject that is no employee (store/subject.h): a case, a role
 *   S KIND CODE SERIES PERIOD VALUE
 *   E KIND CODE INSTANCE FIELD VALUE
 *   I KIND CODE INSTANCE FIELD VALUE
 *   p CODE FIELD DIGEST                a personal field: keyed digest; salt and value stay outside the chain
 *   x CODE                             personal fields erased
 *   n WORD ...                         a note: adoption of a pack, approval, override, application, undo
 *
 * separated by TAB; TAB, LF, CR and backslash inside a value are \t \n \r \\. An empty VALUE is a retraction.
 * VALUE carries its kind in front: "=text" string, ":text" symbol, "#123" integer, "@2026-07-01" date.
 * hash(block) = BLAKE2b-256(lines); hash(txn) = BLAKE2b-256(previous txn hash, canonical header, block hashes). */
#pragma once
#include "base/time.h"
#include "store/record.h"

#define CS_BLOCK_FACTS 4096
#define CS_HASH_SIZE 32
#define CS_HASH_TEXT (CS_HASH_SIZE * 2 + 1)

typedef struct cs_stamp { /* who and when; all strings terminated, none NULL */
  cs_time now;
  const char *actor;
  const char *system_user;
  const char *command;
  int64_t slack; /* ms, of cs_stamp_follows; 0 unless given */
} cs_stamp;

/* May what bears the time *now come after what was recorded at `last`? A clock is read before the lock is there, and others may have
 * written until then: a time that lies before `last` by no more than the slack becomes `last`. */
bool cs_stamp_follows(cs_time *now, int64_t slack, cs_time last);

typedef struct cs_txn cs_txn;

/* Takes the writer's lock. CS_EREFUSED when `now` does not follow the last transaction. `company` may be NULL only for
 * the creation of a company. */
int cs_txn_begin(cs_store *s, const cs_company *company, const cs_stamp *stamp, cs_txn **out,
                 cs_err *err);
/* Frees t on success and failure; a failure has rolled back. An empty txn is not recorded. */
int cs_txn_commit(cs_txn *t, cs_err *err);
void cs_txn_rollback(cs_txn *t);         /* frees t; NULL is legal */
uint32_t cs_txn_number(const cs_txn *t); /* the number it will have */
uint64_t cs_txn_facts(const cs_txn *t);  /* lines so far */

int cs_company_create(cs_txn *t, const char *code, const char *zone, cs_company *out, cs_err *err);

/* Facts. `r` is the loaded record of a person or another subject; the value is added to it as a version of this
 * transaction and a line goes to the ledger. Setting what already holds does nothing. Slot and value may be an entry's of
 * `r` itself. Call cs_txn_save once per record after the last change. For one transaction people should come in code
 * order (fast), but any order is right. */
int cs_txn_set(cs_txn *t, cs_record *r, const cs_slot *slot, const cs_value *value, cs_err *err);
int cs_txn_save(cs_txn *t, const cs_record *r, cs_err *err);

/* Personal fields (names, free text a pack calls personal): kept outside the chain. */
int cs_txn_set_personal(cs_txn *t, const char *code, const char *field, const char *text,
                        size_t size, cs_err *err);
/* Deletes values and salts for good (secure_delete). */
int cs_txn_erase(cs_txn *t, const char *code, cs_err *err);

/* "n" line; text may hold TABs between words. */
int cs_txn_note(cs_txn *t, const char *text, cs_err *err);

/* Reading people. */
/* CS_ENOTFOUND without text when absent: out is then cleared to code. */
int cs_person_load(cs_store *s, int32_t company, const char *code, cs_record *out, cs_err *err);
/* The personal value known at txn; 1 found (appended to out), 0 none, CS_... erased is 0 with *erased = true. */
int cs_person_personal(cs_store *s, int32_t company, const char *code, const char *field,
                       uint32_t txn, cs_buf *out, bool *erased, cs_err *err);

/* The values of a personal field that hold now, by code; stops when `row` returns non-zero and returns that. */
int cs_personal_each(cs_store *s, int32_t company, const char *field,
                     int (*row)(void *user, const char *code, const char *value, size_t size),
                     void *user, cs_err *err);

typedef struct cs_people cs_people; /* an ordered stream of records, by code (bytewise) */
/* (after, upto]; NULL: open end. */
int cs_people_open(cs_store *s, int32_t company, const char *after, const char *upto,
                   cs_people **out, cs_err *err);
int cs_people_next(cs_people *p, cs_record *out, cs_err *err); /* 1 row, 0 end, negative error */
/* As next, but the record is decoded only when its last_txn > since; else out has code, last_txn and no entries. */
int cs_people_next_since(cs_people *p, uint32_t since, cs_record *out, cs_err *err);
void cs_people_close(cs_people *p);

/* The company's people cut into units of about 1000 by a hash of their codes: the same people give the same units,
 * whoever added them and in which order. Unit i is (bound[i-1], bound[i]]; the last bound is NULL (open end).
 * *out is an array of *count pointers, one allocation, freed with free(). */
int cs_people_units(cs_store *s, int32_t company, char ***out, size_t *count, cs_err *err);

/* The chain. */
typedef struct cs_txn_info {
  uint32_t number;
  int32_t company;
  cs_time recorded;
  const char *actor, *system_user, *command;
  char hash[CS_HASH_TEXT];
  uint64_t facts;
} cs_txn_info;
/* Number 0: empty; strings valid until the next call. */
int cs_ledger_head(cs_store *s, cs_txn_info *out, cs_err *err);
/* Company 0: all. */
int cs_ledger_each(cs_store *s, int32_t company, int (*row)(void *, const cs_txn_info *),
                   void *user, cs_err *err);
/* The last transaction recorded at or before; 0: none. */
int cs_ledger_known_at(cs_store *s, cs_time at, uint32_t *txn, cs_err *err);
/* When a transaction was recorded. 1 and *out; 0: there is none of that number. */
int cs_ledger_recorded(cs_store *s, uint32_t txn, cs_time *out, cs_err *err);
/* Each line of a transaction, unescaped fields; stops on non-zero. */
int cs_ledger_lines(cs_store *s, uint32_t txn,
                    int (*line)(void *, const char *const *fields, size_t count), void *user,
                    cs_err *err);

/* The employees whose facts a committed transaction changed, by code, each once: `r` is the whole record, and those of its
 * entries that have this txn are what came in. Stops when `row` returns non-zero and returns that. */
int cs_txn_touched(cs_store *s, int32_t company, uint32_t txn,
                   int (*row)(void *user, const cs_record *r), void *user, cs_err *err);

/* Is the chain whole? Checks every hash, every personal value against its digest, every decision block against its run,
 * and the record of every person and subject against the ledger. CS_EDB names the first broken link: transaction, block, who recorded it. */
typedef struct cs_verified {
  uint32_t txns;
  uint64_t facts;
  uint64_t people;
  uint64_t subjects; /* of other kinds */
  uint64_t runs;
  char head[CS_HASH_TEXT];
} cs_verified;
int cs_ledger_verify(cs_store *s, cs_verified *out, cs_err *err);
int cs_ledger_rebuild(cs_store *s, cs_err *err); /* write every record anew from the ledger */
