/* Subjects: whatever facts are about. An employee is one; others bear a kind: case, role, vacancy, department. Each has a
 * record like a person's (store/record.h), with the same slots, versions and views, in a table of its own, so
 * that units of work and the scan of an evaluation meet employees only. Kinds are names of the engine or of a pack: no two
 * kinds share codes, and a subject may have the code of an employee.
 *
 * Facts are changed with cs_txn_set and cs_txn_save as a person's are; the record knows its kind. A subject has no personal
 * fields (cs_txn_set_personal): those are an employee's. */
#pragma once
#include "store/ledger.h"

/* kind "" is cs_person_load. CS_ENOTFOUND without text when absent: out is then cleared to kind and code. CS_EUSAGE:
 * a kind of CS_KIND_SIZE bytes or more. */
int cs_subject_load(cs_store *s, int32_t company, const char *kind, const char *code,
                    cs_record *out, cs_err *err);

/* The subjects of one kind in the order of their codes (bytewise), codes in (after, upto]; NULL: open end. Read with
 * cs_people_next or cs_people_next_since, closed with cs_people_close. */
int cs_subjects_open(cs_store *s, int32_t company, const char *kind, const char *after,
                     const char *upto, cs_people **out, cs_err *err);

/* The kinds that the company has subjects of, sorted; stops when `row` returns non-zero and returns that. */
int cs_subject_kinds(cs_store *s, int32_t company, int (*row)(void *user, const char *kind),
                     void *user, cs_err *err);

/* The code after the highest that is `prefix` and `digits` digits: "C000001" first. When they are used up it takes a digit
 * more. A subject counts once it is saved, and for ever: codes are not given twice. */
int cs_subject_next_code(cs_txn *t, const char *kind, const char *prefix, int digits,
                         char out[CS_KIND_SIZE], cs_err *err);
