/* What the files of the export share: what is to be written, in the order of the transactions it was recorded in. Private to
 * core/cycle. */
#pragma once
#include "cycle/scope.h"

typedef enum cs_scope_kind {
  CS_SCOPE_ADOPTION,
  CS_SCOPE_FACT,
  CS_SCOPE_MARK,
  CS_SCOPE_APPROVAL,
  CS_SCOPE_APPLICATION,
  CS_SCOPE_UNDONE
} cs_scope_kind;

typedef struct cs_scope_change {
  uint32_t txn; /* of the source */
  cs_scope_kind kind;
  uint32_t first, second; /* fact: subject, entry; act: run, place; adoption: place */
} cs_scope_change;

typedef struct cs_scope_subject {
  cs_record from, to; /* in the source; as written so far */
} cs_scope_subject;

typedef struct cs_scope_run {
  cs_run
      run; /* of the source; strings in the arena; id and known_txn become those of the new file */
  char hash[CS_HASH_TEXT]; /* its digest in the source */
  uint32_t source;         /* its id there */
  bool stored;
  uint32_t known; /* in the source */
  cs_buf block;   /* the decisions about these people */
  uint32_t count;
  cs_mark *marks;
  uint32_t mark_count;
  cs_approval *approvals;
  uint32_t approval_count;
  uint32_t
      qualified; /* of the decisions: whom an approval of everyone and its application may concern */
} cs_scope_run;

typedef struct cs_scope {
  cs_store *source, *target;
  const cs_company *company;
  const cs_scope_options *options;
  cs_scope_report *report;
  cs_arena *arena;
  json_t *pay;                /* names of attributes and parameters: set */
  cs_scope_subject *subjects; /* the people first, by code */
  uint32_t person_count, subject_count;
  json_t *cases; /* codes of those that are taken: set */
  json_t *named; /* codes of whoever stands in one of their acts: set */
  cs_scope_run *runs;
  uint32_t run_count;
  cs_adoption *adoptions;
  uint32_t *adopted; /* the transaction of each in the new file */
  uint32_t adoption_count;
  cs_scope_change *changes;
  size_t change_count, change_capacity;
  cs_company target_company;
} cs_scope;

int cs_scope_change_add(cs_scope *x, cs_scope_change change, cs_err *err);
bool cs_scope_is_pay(const cs_scope *x, const char *name);
int cs_scope_person_find(const cs_scope *x, const char *code); /* -1: not one of them */
/* Takes the record, which is empty then, but for the entries for which `leave` holds; NULL: all of it. */
int cs_scope_take(cs_scope *x, cs_record *r,
                  bool (*leave)(const cs_scope *x, const cs_record *r, uint32_t entry),
                  cs_err *err);
bool cs_scope_leaves_pay(const cs_scope *x, const cs_record *r,
                         uint32_t entry); /* of an employee's record */
/* Settings without the money tables; in the arena; NULL: no memory. */
const char *cs_scope_settings(cs_scope *x, const char *settings);

/* scope_runs.c */
int cs_scope_read_runs(cs_scope *x, cs_err *err);
/* Stores those whose facts were known at transaction `known` of the source, which is `number` here. */
int cs_scope_store_runs(cs_scope *x, uint32_t known, uint32_t number, cs_err *err);
int cs_scope_write_act(cs_scope *x, cs_txn *t, const cs_scope_change *c, cs_err *err);

/* scope_subjects.c: what else belongs to these people. After the runs. */
int cs_scope_read_subjects(cs_scope *x, cs_err *err);
/* What a number that stands in a case's record is in the new file; false: nothing there has it. */
bool cs_scope_renumber(const cs_scope *x, const cs_record *r, const cs_entry *e, cs_value *value);
