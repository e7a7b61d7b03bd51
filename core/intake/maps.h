/* Values as companies write them and what they mean here, learned once: "优" is S. Kept in the ledger as subjects of their own
 * kind, so each has who learned it and when, can be taken back, and is checked by verify. */
#pragma once
#include "store/ledger.h"

#define CS_MAP_SUBJECT "import-map"

typedef struct cs_map {
  const char *kind;   /* of import: "ratings" */
  const char *column; /* the contract's name */
  const char *from;   /* as it stands in files; blanks, brackets, width and case do not matter */
  const char *to;     /* "": says nothing */
  uint32_t txn;       /* that learned it */
  cs_time recorded;
  const char *actor;
} cs_map;

/* Those that hold, by kind, column and text; stops when `row` returns non-zero and returns that. */
int cs_map_each(cs_store *s, int32_t company, int (*row)(void *user, const cs_map *m), void *user,
                cs_err *err);
/* Only kind, column, from and to are read. */
int cs_map_learn(cs_txn *t, cs_store *s, int32_t company, const cs_map *m, cs_err *err);
/* `id` is "kind.column:text". CS_ENOTFOUND: there is no such map. */
int cs_map_forget(cs_txn *t, cs_store *s, int32_t company, const char *id, cs_err *err);
