/* A part of a company's database for somebody who may see no more: the people who have a value of an attribute (a department) on a
 * day and have not left, their facts with all versions, the packs, and the decisions about them with what was done to these. It is
 * made anew, transaction by transaction as they were recorded, with a chain of its own (store/extract.h); cases, roles and other
 * subjects stay where they are. */
#pragma once
#include "cycle/cycle.h"
#include "store/extract.h"

typedef struct cs_scope_options {
  const char *attribute, *value; /* who */
  cs_date on;
  bool
      without_pay; /* leave out attributes of pay, money tables of settings, and runs that read such attributes */
  const char *path; /* of the new file */
} cs_scope_options;

typedef struct cs_scope_report {
  uint64_t people, runs, runs_left_out;
  cs_extract extract;
  cs_verified whole; /* what verify found in the new file */
} cs_scope_report;

/* `s` is open for reading. CS_ENOTFOUND: nobody has the value. CS_EREFUSED: the file exists. It gets its name when it has been verified. */
int cs_scope_export(cs_store *s, const cs_company *company, const cs_stamp *stamp,
                    const cs_scope_options *options, cs_scope_report *out, cs_err *err);
