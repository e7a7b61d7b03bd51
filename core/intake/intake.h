/* Reading the contract's import files into the ledger: one kind a call, all or nothing, with a reason for each bad row.
 *
 * Rows are parsed, checked against the company's vocabulary, sorted by employee in bounded memory (spilling to a temporary
 * file), and merged with the people's records in code order, in one ledger transaction. Order inside a file is free.
 * Also `record KIND field=value...`: one row made by hand goes the same way. */
#pragma once
#include "assess/guard.h"
#include "base/csv.h"
#include "intake/mapping.h"
#include "intake/maps.h"
#include "store/archive.h"
#include <stdio.h>

/* What may be recorded for a company: the packs adopted at the moment, merged. The packs outlive it. */
typedef struct cs_vocabulary cs_vocabulary;
int cs_vocabulary_new(const cs_pack *const *packs, size_t count, cs_vocabulary **out, cs_err *err);
void cs_vocabulary_free(cs_vocabulary *v);

/* Names of the kinds; to add one: a row here and a file core/intake/kind_<name>.c. Besides, every kind of subject that an
 * adopted pack declares is imported by its name. */
#define CS_INTAKE_KINDS(X) \
  X(employees)             \
  X(ratings) X(metrics) X(events) X(absences) X(calendar) X(roles) X(relations) X(delegations)

typedef struct cs_intake_options {
  const char *kind;
  const char *path;       /* NULL: the row below */
  const char *const *row; /* pairs field, value, ... ; NULL-terminated; for `record` */
  cs_encoding encoding;
  const char *sheet; /* of a workbook, by name; NULL: the first one whose header fits the kind */
  const cs_mapping *mapping; /* NULL: header names as in the contract */
  const cs_map
      *maps; /* values for this import: column, from and to; they go before those learned */
  size_t map_count;
  bool learn;      /* keep them when the import was loaded */
  bool dry_run;    /* report only */
  bool valid_only; /* load the good rows */
  const char
      *rejects;      /* path for the bad rows, with two columns added (line, reason); NULL: none */
  cs_date today;     /* the day of recording, for what is to come; 0: not known */
  cs_guards *guards; /* of the packs adopted, for this kind and the day of recording; NULL: none */
} cs_intake_options;

typedef struct cs_intake_problem {
  uint64_t line;
  const char *cell;   /* of a workbook: "Sheet1!C7", or "Sheet1!7:7" for the row; else NULL */
  const char *column; /* NULL: the whole row */
  const char *value;  /* visible text, bounded; NULL */
  const char *reason; /* in the language set; says what to do */
  bool warning;
  uint64_t times; /* of `values`, else 0 */
} cs_intake_problem;

#define CS_INTAKE_SHOWN 50 /* problems handed on one by one; the rest are counted by reason */

typedef struct cs_intake_report { /* owned by cs_intake_run's caller: cs_intake_report_deinit */
  uint64_t rows, added, corrected, same, rejected,
      warnings;                /* rows: data rows read; the next four add up to it */
  cs_intake_problem *problems; /* the first CS_INTAKE_SHOWN by line, errors before warnings */
  size_t problem_count;
  cs_intake_problem *
      values; /* what is on no list, each value once with how often: CS_INTAKE_SHOWN of them at most, where each stood first */
  size_t value_count;
  struct {
    const char *reason;
    uint64_t count;
    bool warning;
  } * reasons; /* every reason with how often, most first */
  size_t reason_count;
  char *const *ignored_columns; /* unknown columns: a warning */
  size_t ignored_count;
  uint32_t batch;       /* the ledger transaction; 0: nothing was loaded */
  const char *encoding; /* "utf-8", "gb18030" or "xlsx" */
  const char *sheet;    /* of a workbook, the one that was read; else NULL */
  uint64_t
      skipped; /* its rows that are no facts: totals, remarks; each is a warning, none is among `rows` */
  const char **left_out; /* sheets that were not read */
  size_t left_out_count;
  cs_arena *arena;
} cs_intake_report;
void cs_intake_report_deinit(cs_intake_report *r);

/* CS_OK: loaded (or would be, dry run); CS_EINPUT: bad rows and nothing loaded, the report filled; other errors: the report has
 * what was known. A header without the columns that the kind needs is CS_EINPUT naming them. `user stamp` as for cs_txn_begin. */
int cs_intake_run(cs_store *s, const cs_company *company, const cs_stamp *stamp,
                  const cs_vocabulary *v, const cs_intake_options *options, cs_intake_report *out,
                  cs_err *err);
