/* Copies of the database: made while others work, checked before anybody relies on them, and put back without a
 * moment at which there is neither the old file nor the new one. Also the question an auditor asks with a kept head:
 * is this transaction still what it was? */
#pragma once
#include "store/ledger.h"

/* A copy of everything committed so far in the new file `to` (one file, nothing beside it), of the same schema: the program that left an
 * older one can go back to it. It gets its name only when it has been verified; *out is what verify found in it. CS_EREFUSED: `to` exists. */
int cs_store_backup(cs_store *s, const char *to, cs_verified *out, cs_err *err);

typedef struct cs_restored {
  cs_verified whole; /* what verify found in the copy now in place */
  uint32_t given_up; /* transactions of the old file that the copy does not have; 0 without force */
  char kept[4096];   /* the old file's new name; "" when there was none */
} cs_restored;

/* Puts a copy of the backup `from` in the place of `to`, which nobody may have open (CS_EBUSY). The old file becomes
 * `to`.before-restore. What an older program left is brought up to date in the copy. CS_EREFUSED, unless `force`: the old file has history that the backup lacks, or none that can be
 * read. */
int cs_store_restore(const char *from, const char *to, bool force, cs_restored *out, cs_err *err);

/* The hash of a transaction: 1 found, 0 there is none. */
int cs_ledger_hash(cs_store *s, uint32_t number, char out[CS_HASH_TEXT], cs_err *err);
