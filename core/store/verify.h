/* What the parts of verify share. Private to core/store.
 *
 * Every hash is made again from the rows. The records are compared with the ledger without building them: each fact line
 * has a hash under a key drawn for this run, the ledger's are added up in the bucket of the person's code, the
 * records' subtracted. Only the people of a bucket that is not zero are rebuilt, in a temporary file, to say who. Memory:
 * the buckets (512 kB) and one block of lines. */
#pragma once
#include "store/internal.h"

typedef struct cs_verify {
  cs_store *store;
  cs_verified *out;
  unsigned char key[crypto_shorthash_KEYBYTES];
  uint64_t *buckets;
  cs_company company;                   /* of the transaction at hand */
  unsigned char previous[CS_HASH_SIZE]; /* hash of the transaction before */
  cs_txn_info info;                     /* of the transaction at hand; texts as in its row */
  uint64_t lines;                       /* seen in it */
  cs_buf notes;                         /* its acts' notes: number of the line, TAB, line, LF */
  uint64_t note_count;
  uint64_t blocks, personal, erasures, acts; /* rows that the chain vouches for, in all */
  cs_symbol ref_name;                        /* of references of events; 0: there are none */
  uint64_t refs; /* those of the records less those of the index, as a sum of hashes */
  cs_line line;
  cs_buf scratch;
} cs_verify;

/* The error that names the transaction at hand; `what` is in the language set. */
int cs_verify_broken(cs_verify *v, cs_err *err, const char *what, ...)
    __attribute__((format(printf, 3, 4)));

uint64_t cs_verify_hash(cs_verify *v, int32_t company, uint32_t txn, const char *line, size_t n);

int cs_verify_acts(cs_verify *v, cs_err *err); /* rows and notes of the transaction at hand agree */
int cs_verify_packs(cs_verify *v, cs_err *err);
int cs_verify_runs(cs_verify *v, cs_err *err);
int cs_verify_people(cs_verify *v, cs_err *err); /* when all lines have been added to the buckets */
