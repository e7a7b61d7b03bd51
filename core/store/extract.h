/* An extract: a database that holds a part of another one, with a chain of its own, for reading only. It says of itself what it
 * was taken from, in a note of its last transaction:
 *
 *   n extract NUMBER HASH ATTRIBUTE VALUE PEOPLE WITHOUT
 *
 * the head of the other database then, whom it holds (the attribute's value), how many, and what was left out ("pay" or "-"). Its chain
 * vouches for what is in the extract since it was made; that nothing else was left out only the other database can tell. */
#pragma once
#include "store/ledger.h"

typedef struct cs_extract {
  char number[16], hash[CS_HASH_TEXT]; /* of the other database's head */
  char attribute[128], value[256];
  char people[24];
  char without[64];
} cs_extract;

/* From now on nobody opens the file for writing: CS_EREFUSED. Inside a write transaction. */
int cs_extract_mark(cs_store *s, cs_err *err);
/* The note, in a transaction that is its last. */
int cs_extract_note(cs_txn *t, const cs_extract *e, cs_err *err);
/* 1: it is one, 0: it is not. CS_EDB: the file is marked and its ledger says nothing, or the other way round. */
int cs_extract_find(cs_store *s, cs_extract *out, cs_err *err);
