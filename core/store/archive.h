/* What is kept beside the facts: packs by content, adoptions, import batches, runs with their decisions, and the human
 * acts on a run. Acts are recorded twice in one transaction: as a note in the ledger and as a row here. */
#pragma once
#include "store/ledger.h"

/* -- packs -------------------------------------------------------------------------------------------------------- */
typedef struct cs_pack_row {
  char hash[CS_HASH_TEXT]; /* of the pack's files: names and contents, sorted */
  const char *id, *title;  /* title as JSON text {"en":..,"zh":..} */
  const char *compiled;    /* the pack as data, JSON (docs/policy-data.md) */
  const char *sources;     /* JSON object file name -> content */
} cs_pack_row;
/* Inside a write transaction; the same hash again is nothing. */
int cs_pack_store(cs_store *s, const cs_pack_row *row, cs_err *err);
/* Its strings are valid until the next call on s. */
int cs_pack_find(cs_store *s, const char *hash, cs_pack_row *out, cs_err *err);
/* Is a row that was found as it was stored? CS_EDB: no. */
int cs_pack_check(cs_store *s, const cs_pack_row *row, cs_err *err);
/* By id, hash; compiled and sources NULL. */
int cs_pack_each(cs_store *s, int (*row)(void *, const cs_pack_row *), void *user, cs_err *err);

typedef struct cs_adoption {
  uint32_t txn;
  char hash[CS_HASH_TEXT];
  const char *pack_id;
  cs_date effective; /* CS_DATE_MIN: from the beginning of time */
  /* JSON {"parameters":{..},"readings":{..}} as given by --set and --reading. */
  const char *settings;
} cs_adoption;
int cs_adopt(cs_txn *t, const cs_adoption *a, cs_err *err);
/* Newest first by (effective, txn); only those with effective <= on. */
int cs_adoption_each(cs_store *s, int32_t company, cs_date on,
                     int (*row)(void *, const cs_adoption *), void *user, cs_err *err);

/* -- import batches ------------------------------------------------------------------------------------------------ */
typedef struct cs_batch {
  uint32_t txn;            /* also its id */
  const char *kind, *file; /* file: its name as given */
  char digest[CS_HASH_TEXT];
  uint64_t rows, added, corrected, same, rejected;
  uint32_t undone_by; /* transaction, 0: stands */
} cs_batch;
int cs_batch_add(cs_txn *t, const cs_batch *b, cs_err *err);
int cs_batch_find(cs_store *s, int32_t company, uint32_t id, cs_batch *out, cs_err *err);
int cs_batch_each(cs_store *s, int32_t company, int (*row)(void *, const cs_batch *), void *user,
                  cs_err *err);
/* Take one back: every slot it changed returns to the value before it. Refuses (CS_EREFUSED), naming the first people, when a
 * later transaction changed one of these slots, or when it would leave facts of a person whose row of employees goes. */
int cs_batch_undo(cs_txn *t, uint32_t batch, uint64_t *people, cs_err *err);

/* -- runs ------------------------------------------------------------------------------------------------------------ */
typedef struct cs_run {
  uint32_t id;
  int32_t company;
  const char *cycle;
  cs_date as_of;
  uint32_t known_txn; /* facts known at this transaction */
  char pack[CS_HASH_TEXT];
  const char *settings; /* JSON: parameters and readings in force, all of them */
  const char *engine;   /* version */
  uint64_t seed;
  cs_time planned;           /* by the engine's clock; not part of the digest */
  const char *counts;        /* JSON object, outcome -> number */
  char digest[CS_HASH_TEXT]; /* of all of the above but id and planned, and of the blocks */
  uint64_t people;
} cs_run;

typedef struct cs_block { /* decisions of one unit of people */
  uint32_t unit;
  uint32_t count;
  const void *bytes;
  size_t size;
} cs_block;

/* Planning, inside cs_work_begin: begin, blocks in unit order, end. Blocks without decisions are not stored. */
int cs_run_begin(cs_store *s, cs_run *run, cs_err *err); /* gives run->id */
int cs_run_add(cs_store *s, const cs_run *run, const cs_block *block, cs_err *err);
/* The caller has set run->counts and people; gives run->digest. */
int cs_run_end(cs_store *s, cs_run *run, cs_err *err);
/* Its strings are valid until the next cs_run_* call on s. */
int cs_run_find(cs_store *s, int32_t company, uint32_t id, cs_run *out, cs_err *err);
int cs_run_each(cs_store *s, int32_t company, int (*row)(void *, const cs_run *), void *user,
                cs_err *err);
/* A stored run with the same inputs and no act on it: planning again gives the same run. 1 found, 0 not. */
int cs_run_same(cs_store *s, const cs_run *run, uint32_t *id, cs_err *err);
/* In unit order. */
int cs_run_blocks(cs_store *s, uint32_t run, int (*row)(void *, const cs_block *), void *user,
                  cs_err *err);
/* 1 found, 0 none. */
int cs_run_block(cs_store *s, uint32_t run, uint32_t unit, cs_buf *out, cs_err *err);

/* Human acts. A mark stands for one person of one run; the newest counts. */
typedef enum cs_mark_kind { CS_OVERRIDE = 1, CS_HOLD, CS_EXCLUDE, CS_RELEASE } cs_mark_kind;
typedef struct cs_mark {
  uint32_t txn;
  int64_t line; /* of the transaction: which act came first; given by cs_mark_each */
  cs_mark_kind kind;
  /* Outcome and target: override only, else NULL. */
  const char *code, *outcome, *target, *by, *reason;
} cs_mark;
int cs_mark_add(cs_txn *t, uint32_t run, const cs_mark *m, cs_err *err);
/* By code, then txn. */
int cs_mark_each(cs_store *s, uint32_t run, int (*row)(void *, const cs_mark *), void *user,
                 cs_err *err);

/* An approval covers everyone who may be approved at that time, or the listed people. */
typedef struct cs_approval {
  uint32_t txn;
  int64_t line; /* as in cs_mark */
  const char *by;
  bool everyone;
  const char *const *codes; /* sorted; when not everyone */
  size_t count;             /* how many it approved */
} cs_approval;
int cs_approval_add(cs_txn *t, uint32_t run, const cs_approval *a, cs_err *err);
/* By txn. */
int cs_approval_each(cs_store *s, uint32_t run, int (*row)(void *, const cs_approval *), void *user,
                     cs_err *err);

/* An application made approved decisions facts; undone_by is the transaction that took it back. */
typedef struct cs_application {
  uint32_t run, txn;
  uint64_t people;
  uint32_t undone_by;
} cs_application;
int cs_application_add(cs_txn *t, uint32_t run, uint64_t people, cs_err *err);
/* Marks every standing application of the run. */
int cs_application_undo(cs_txn *t, uint32_t run, cs_err *err);
int cs_application_each(cs_store *s, uint32_t run, int (*row)(void *, const cs_application *),
                        void *user, cs_err *err);
/* The run that this transaction applied: 1 found, 0 it applied none. */
int cs_application_find(cs_store *s, uint32_t txn, uint32_t *run, cs_err *err);
/* Another run of this cycle and as-of date with a standing application: 1 found (its id in *other), 0 none. */
int cs_application_rival(cs_store *s, const cs_run *run, uint32_t *other, cs_err *err);
