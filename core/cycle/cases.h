/* Cycles and cases: a case for each decision of a run that qualifies, and what each does to the other. */
#pragma once
#include "cycle/cycle.h"
#include "procedure/office.h"

/* The people of a run whose case has been approved, and all who have one. */
typedef struct cs_run_case {
  const char *subject, *code;
  const char *stage; /* where it stands; NULL: it has ended */
  const char *procedure;
  uint32_t approved_txn; /* 0: not approved */
  bool refused;          /* it ended without approval, and was not withdrawn */
  bool withdrawn;
  const char *reason; /* of the end, a clause; NULL: none is given */
} cs_run_case;

typedef struct cs_run_cases { /* a zeroed one is valid */
  cs_arena *arena;
  cs_run_case *list; /* by subject, of several the latest case */
  size_t count, capacity;
} cs_run_cases;

int cs_run_cases_load(cs_store *s, int32_t company, uint32_t run, cs_run_cases *out, cs_err *err);
void cs_run_cases_deinit(cs_run_cases *c);
const cs_run_case *cs_run_cases_find(const cs_run_cases *c, const char *subject); /* NULL: none */
/* Has the subject one of the procedure, other than withdrawn? The newest says. */
bool cs_run_cases_have(const cs_run_cases *c, const char *subject, const char *procedure);

/* An office whose cases approve the decisions of their runs and take the approval back, and whose acts print forms. */
typedef struct cs_cycle_office cs_cycle_office;
int cs_cycle_office_open(cs_store *s, const cs_company *company, cs_cycle_office **out,
                         cs_err *err);
void cs_cycle_office_close(cs_cycle_office *o); /* NULL is legal */
cs_office *cs_cycle_office_of(cs_cycle_office *o);
/* From here on its acts print no forms (true), and say so; else each form they make is numbered (form/archive.h). */
void cs_cycle_office_silence(cs_cycle_office *o, bool silent);

/* A case of the procedure for each decision of the run that qualifies, is neither held nor excluded, not approved (but of the panel's
 * also then: the approval is taken back, and is one of the case's stages), and has none yet but such as were withdrawn. In one transaction. CS_EREFUSED: the procedure is not one of this cycle, or somebody's case cannot be opened. */
int cs_cycle_open_cases(cs_cycle_office *office, const cs_stamp *stamp, const char *procedure,
                        uint32_t run, uint64_t *opened, cs_err *err);

/* What cs_cycle_open_cases would open today: counted of the same decisions, whoever may do it. The procedure is the one that
 * the run's cases are of, else as cs_office_serving; it lives as long as the office; NULL: none serves the cycle. */
typedef struct cs_unopened {
  const char *procedure;
  uint64_t count, panel; /* all; of them for a panel */
} cs_unopened;
int cs_cycle_unopened(cs_cycle_office *office, uint32_t run, cs_date today, cs_unopened *out,
                      cs_err *err);

/* Inside the approval of a run that has cases: for each of the people the approving act of theirs. CS_EREFUSED names those whose case has not
 * come so far, or who have none yet, with the clause. What guards warned of is appended to `warnings` (cs_office_warnings; NULL: not wanted). */
int cs_cycle_approve_cases(cs_txn *t, cs_store *s, const cs_company *company, const cs_stamp *stamp,
                           const char *by, const cs_run_cases *cases, const char *const *codes,
                           size_t count, json_t *warnings, cs_err *err);
