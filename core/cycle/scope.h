/* A part of a company's database for somebody who may see no more: the people who have a value of an attribute (a department) on a
 * day and have not left, their facts with all versions, the packs, and the decisions about them with what was done to these. It is
 * made anew, transaction by transaction as they were recorded, with a chain of its own (store/extract.h).
 *
 * With them go the cases about these people, the forms printed for them, which of these people holds which role, and the company's
 * calendar. Of anybody else there is what stands in an act of such a case: a code, a role, a name. A score that its rater
 * alone may see is not in the file. Other subjects (vacancies, departments) and cases about them stay where they are. */
#pragma once
#include "cycle/cycle.h"
#include "store/extract.h"

typedef struct cs_scope_options {
  const char *attribute, *value; /* who */
  cs_date on;
  bool
      without_pay; /* leave out attributes of pay, what acts asked or wrote of them, money tables of settings, runs that read them, forms that show them */
  const char *path; /* of the new file */
} cs_scope_options;

typedef struct cs_scope_report {
  uint64_t people, runs, runs_left_out;
  uint64_t cases, forms, forms_left_out;
  cs_extract extract;
  cs_verified whole; /* what verify found in the new file */
} cs_scope_report;

/* `s` is open for reading. CS_ENOTFOUND: nobody has the value. CS_EREFUSED: the file exists. It gets its name when it has been verified. */
int cs_scope_export(cs_store *s, const cs_company *company, const cs_stamp *stamp,
                    const cs_scope_options *options, cs_scope_report *out, cs_err *err);
