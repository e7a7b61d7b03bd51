/* What the units of core/store share and nobody else sees. */
#pragma once
#include "base/arena.h"
#include "base/buf.h"
#include "base/sorter.h"
#include "store/archive.h"
#include "store/statement.h"
#include <sodium.h>
#include <sys/stat.h>

#define CS_APPLICATION_ID 0x43727375 /* "Crsu" in the file's header */

/* The dictionary of symbols, whole in memory. Id n is rows[n - 1]. */
typedef struct cs_symbols {
  struct cs_symbol_row {
    const char *text;
    uint32_t size;
    uint32_t hash;
  } * rows;
  uint32_t count;
  uint32_t committed; /* those that a rollback leaves */
  uint32_t capacity;
  uint32_t *table; /* open addressing; ids, 0 is free */
  uint32_t mask;
  cs_arena *texts;
} cs_symbols;

/* Texts handed out until the next call of the same family. */
typedef enum cs_family {
  CS_FAMILY_TXN,
  CS_FAMILY_PACK,
  CS_FAMILY_BATCH,
  CS_FAMILY_RUN,
  CS_FAMILY_COUNT
} cs_family;

#define CS_PERIOD_CACHE 256

/* The bundle in hand (bundle.c): those up to the person saved last are in `fresh`, who comes behind is what is left of `old`. */
typedef struct cs_pen {
  int32_t company; /* 0: none in hand */
  bool changed;
  bool failed;                     /* half a change: what follows must not be committed */
  cs_buf first, bound, old, fresh; /* bound: the key of the next bundle; empty: there is none */
  cs_buf last;                     /* code of the person saved last; empty: none yet */
  cs_reader left;
} cs_pen;

struct cs_store {
  sqlite3 *db;
  char *path;
  cs_store_mode mode;
  bool writing;   /* inside cs_txn_begin or cs_work_begin */
  bool snapshot;  /* inside cs_store_snapshot */
  int64_t schema; /* of the file; lower than ours: only what is said to go */
  bool still;     /* read as if nobody wrote it (still.c) */
  struct stat was;
  bool seeded;
  uint64_t seed;
  sqlite3_stmt *statements[CS_STATEMENT_COUNT];
  bool taken[CS_STATEMENT_COUNT];
  cs_symbols symbols;
  cs_arena *families[CS_FAMILY_COUNT];
  cs_buf encoded; /* of the record being saved */
  cs_pen pen;
  void *lodger; /* cs_store_lodge */
  void (*free_lodger)(void *lodger);
  struct {
    int32_t at;
    uint32_t size; /* 0: free */
    char text[CS_DATE_SIZE];
  } periods[CS_PERIOD_CACHE];
};

#define CS_RANDOM_KEPT 1024
struct cs_txn {
  cs_store *store;
  cs_company company; /* id 0: none yet */
  cs_time now;
  char *actor, *system_user, *command;
  uint32_t number;
  unsigned char previous[CS_HASH_SIZE]; /* hash of the transaction before */
  uint64_t facts;
  cs_buf lines;                         /* the block being filled */
  uint32_t line_count;                  /* lines in it */
  uint32_t block_count;                 /* blocks written */
  cs_buf hashes;                        /* theirs */
  unsigned char random[CS_RANDOM_KEPT]; /* fetched at once for the next salts */
  size_t random_left;
  struct {
    char kind[CS_KIND_SIZE], code[CS_KIND_SIZE];
    int64_t number; /* that stands in the code */
    int digits;     /* as asked for */
    bool saved;
  } given;         /* the code given last; kind "": none that is known to be the highest */
  cs_sorter *refs; /* who bears which reference from now on; NULL: nothing changed */
  cs_symbol ref_name;
  uint64_t ref_changes;
  cs_buf ref_key;
  int failed; /* first failure that left half a change: commit gives it again */
  bool erased;
};

/* store.c: write transactions without the ledger's part */
int cs_store_fail_older(const cs_store *s, int64_t schema, cs_err *err);
int cs_store_begin(cs_store *s, cs_err *err);
int cs_store_commit(cs_store *s, cs_err *err);
void cs_store_rollback(cs_store *s);
char *cs_store_keep(cs_store *s, cs_family family, const char *text); /* a copy; NULL: no memory */
cs_arena *cs_store_family(cs_store *s, cs_family family);             /* emptied; NULL: no memory */

/* still.c */
/* Is it that nothing may be written where the file lies, so that it cannot be read in place? `code` is SQLite's. */
bool cs_still_is_why(const cs_store *s, int code);
/* Called before anything is read, takes the other way where the file can be read in no other; CS_EIO where a log lies beside it. */
int cs_still_open(cs_store *s, cs_err *err);
int cs_still_check(const cs_store *s, cs_err *err); /* CS_EBUSY: somebody has written it since */

/* symbol.c */
int cs_symbols_refresh(cs_store *s, cs_err *err); /* reads what others have added */
void cs_symbols_rollback(cs_store *s);
void cs_symbols_deinit(cs_store *s);

/* company.c */
int cs_company_by_id(cs_store *s, int32_t id, cs_company *out, cs_err *err);

/* line.c: the ledger's lines as text */
/* Whose it is stands in r. */
void cs_line_put_fact(cs_store *s, cs_buf *out, const cs_record *r, const cs_slot *slot,
                      const cs_value *value);
void cs_line_put_word(cs_buf *out, const char *text, size_t n); /* TAB and the escaped text */

typedef struct cs_line { /* a line taken apart; a zeroed one is valid */
  cs_buf text;
  const char **field; /* terminated */
  size_t *size;
  size_t count, capacity;
} cs_line;
int cs_line_split(cs_line *l, const char *bytes, size_t n, cs_err *err);
void cs_line_deinit(cs_line *l);
bool cs_line_is_fact(const char *bytes, size_t n);
/* Of a fact line: where the part that says whose it is ends; it begins at 2. */
size_t cs_line_whose(const char *bytes, size_t n);
/* Is it the fact of a subject with a kind? Then field 1 is the kind and 2 the code, else 1 is an employee's code. */
bool cs_line_of_kind(const cs_line *l);
/* The slot and value that a fact line says; value->text points into the line. Malformed is CS_EDB. Names new to the
 * dictionary are added inside a write transaction, else malformed. */
int cs_line_fact(cs_store *s, const cs_line *l, cs_slot *slot, cs_value *value, cs_err *err);

/* chain.c: hashing */
void cs_hash(const void *bytes, size_t n, unsigned char out[CS_HASH_SIZE]);
void cs_hash_text(const unsigned char hash[CS_HASH_SIZE], char out[CS_HASH_TEXT]);
void cs_chain_header(cs_buf *out, const cs_txn_info *info, const char *company_code);
void cs_personal_digest(const char *company, const char *code, const char *field, const char *value,
                        size_t size, const unsigned char salt[crypto_generichash_KEYBYTES_MIN],
                        cs_buf *scratch, char out[CS_HASH_TEXT]);
uint64_t cs_code_hash(const char *code, size_t n); /* stable for ever: it decides the units */
bool cs_code_is_bound(const char *code);           /* does a unit of work end with this person? */

/* ledger.c */
int cs_txn_line_end(cs_txn *t, cs_err *err); /* the line in t->lines is whole but for its LF */
int cs_txn_check(cs_txn *t, cs_err *err);    /* may anything be added? */
/* An act's note: the words, then its row follows. The words in acts.c are its own: cs_txn_note refuses them. */
int cs_txn_act(cs_txn *t, const cs_buf *line, cs_err *err);
void cs_txn_info_of(const cs_query *q, cs_txn_info *out);

/* note.c: each act as the line of its note, from the row alone, so that verify can make it again. A run's digest
 * stands in every note about it, and so gets into the chain. */
bool cs_note_reserved(const char *text);
void cs_note_company(cs_buf *out, const char *code, const char *zone);
void cs_note_adoption(cs_buf *out, const cs_adoption *a, const char *pack_digest);
void cs_note_batch(cs_buf *out, const cs_batch *b);
void cs_note_batch_undo(cs_buf *out, uint32_t batch);
void cs_note_mark(cs_buf *out, uint32_t run, const char *digest, const cs_mark *m);
void cs_note_approval(cs_buf *out, uint32_t run, const char *digest, const cs_approval *a,
                      const void *codes, size_t size); /* codes as in the row */
void cs_note_application(cs_buf *out, const cs_application *a, const char *digest);
void cs_note_application_undo(cs_buf *out, uint32_t run, const char *digest);

/* pack.c, batch.c, run.c, act.c: a row of each, its texts valid until the query moves on */
void cs_adoption_of(const cs_query *q, cs_adoption *out);
void cs_batch_of(const cs_query *q, cs_batch *out);
void cs_run_of(const cs_query *q, cs_run *out);
void cs_mark_of(const cs_query *q, cs_mark *out);
void cs_application_of(const cs_query *q, cs_application *out);
/* `codes` is filled with pointers into the row; false: damaged, or *no_memory. */
bool cs_approval_of(const cs_query *q, cs_approval *out, cs_buf *codes, bool *no_memory);
void cs_pack_digest(const cs_pack_row *row, cs_buf *scratch, char out[CS_HASH_TEXT]);
/* The digest of the run as stored, from the hashes of its blocks. */
int cs_run_digest(cs_store *s, const cs_run *run, char out[CS_HASH_TEXT], cs_err *err);
void cs_run_seal(const cs_run *run,
                 unsigned char out[CS_HASH_SIZE]);           /* what the digest leaves out */
void cs_copy_hash(char out[CS_HASH_TEXT], const char *text); /* "" when too long */

int cs_kind_check(const char *kind, cs_err *err); /* does the name fit a record? */

/* subject.c: where records are: in the tables, or in those that verify builds beside them. */
#define CS_SUBJECT_SCHEMA 2 /* older databases hold employees only */
typedef enum cs_shelf { CS_SHELF_STORED, CS_SHELF_SUSPECT } cs_shelf;
int cs_shelf_load(cs_store *s, cs_shelf shelf, int32_t company, const char *kind, const char *code,
                  cs_record *out, cs_err *err);
int cs_shelf_save(cs_store *s, cs_shelf shelf, int32_t company, const cs_record *r, cs_err *err);
void cs_subject_saved(cs_txn *t, const cs_record *r); /* counts for cs_subject_next_code */

/* bundle.c: the rows that hold employees, some in each */
#define CS_BUNDLE_SCHEMA 4 /* older databases have a row a person */
typedef struct cs_neighbour {
  const char *code; /* terminated */
  int64_t last;     /* the newest transaction in the record */
  const void *record;
  size_t size;
} cs_neighbour;
/* The next of a bundle's bytes, pointing into them: 1, 0 the end, -1 damaged. */
int cs_bundle_next(cs_reader *in, cs_neighbour *out);
void cs_bundle_put(cs_buf *out, const cs_neighbour *n);
/* CS_ENOTFOUND leaves `out` as it is. While the store writes, loads and saves go through the bundle in hand, which is cheap in the order of codes;
 * who reads the table itself flushes it first. Commit does, too. */
int cs_bundle_load(cs_store *s, int32_t company, const char *code, cs_record *out, cs_err *err);
int cs_bundle_save(cs_store *s, int32_t company, const cs_neighbour *n, cs_err *err);
int cs_bundle_flush(cs_store *s, cs_err *err);
void cs_bundle_forget(cs_store *s); /* what has not been written */
void cs_bundle_deinit(cs_store *s);
int cs_bundle_fill(cs_store *s,
                   cs_err *err); /* takes over the rows of older databases, and drops them */

/* ref.c: the index of references (store/ref.h) */
#define CS_REF_SCHEMA 3             /* older databases have none */
cs_symbol cs_ref_name(cs_store *s); /* of the field; 0: never used */
/* Does the record's entry say what an event's reference is now? */
bool cs_ref_at(const cs_record *r, uint32_t i, cs_symbol name);
/* An employee's event has another value in a slot: `before` may be NULL. Written by cs_ref_write. */
int cs_ref_change(cs_txn *t, const cs_record *r, const cs_slot *slot, const cs_value *before,
                  const cs_value *after, cs_err *err);
int cs_ref_write(cs_store *s, int32_t company, cs_sorter *changes, cs_err *err);
int cs_ref_fill(cs_store *s, cs_err *err); /* makes it anew from the records */

/* replay.c: the facts of the ledger, in order, into the records of a shelf. With a filter only the subjects whose
 * bucket's bit is set. */
#define CS_BUCKETS 65536u
uint32_t cs_bucket_of(const char *line, size_t n); /* of a fact line: by whose it is */
int cs_replay(cs_store *s, cs_shelf shelf, const unsigned char *filter, cs_err *err);
