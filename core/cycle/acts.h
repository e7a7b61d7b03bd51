/* What people did to a run, and what it makes of each decision.
 *
 * A person is approved when they qualify and an approval that covers them is newer than the last mark on them; a hold or an
 * exclusion stands until a release or an override. An approval of everyone covers whoever qualified then, by the plan or
 * by an override. A person is applied when an application that stands is newer than the approval: one approved later was not part of it. A panel decision
 * is applied only when the person's case was approved before. */
#pragma once
#include "cycle/cases.h"
#include "cycle/receipt.h"

typedef struct cs_act { /* a mark on, or an approval that lists, one person */
  const char *code;
  uint32_t txn;
  uint32_t mark; /* 0: an approval; else 1 + which of the marks */
  int64_t line;  /* of the transaction: one may approve, take back and approve again */
} cs_act;

typedef struct cs_acts {
  cs_arena *arena;
  cs_act *list; /* by code, then transaction and line */
  size_t count, capacity;
  cs_mark *marks; /* strings in the arena */
  size_t mark_count, mark_capacity;
  uint32_t *everyone; /* transactions of the approvals of everyone, ascending */
  size_t everyone_count, everyone_capacity;
  cs_application *applications; /* by transaction */
  size_t application_count, application_capacity;
  uint32_t last_standing; /* the newest application that stands; 0: none does */
  cs_run_cases cases;     /* opened for the run */
  bool retargeted;        /* some override names a grade: steps need the receipt's pack */
} cs_acts;

/* Loads the receipt's pack when steps of overrides need it. */
int cs_acts_load(cs_store *s, cs_receipt *receipt, cs_acts *out, cs_err *err);
void cs_acts_deinit(cs_acts *a); /* a zeroed one is legal */

/* The decision as it stands now. `hint`: where the search begins, for callers who ask in code order; NULL: anywhere.
 * Texts live as long as those of `planned` and the acts. */
void cs_acts_now(const cs_acts *a, const cs_receipt *receipt, const cs_decision *planned,
                 size_t *hint, cs_outcome_now *out);

bool cs_acts_own(const cs_acts *a,
                 uint32_t txn); /* an application of this run, or what took it back */
bool cs_acts_standing(const cs_acts *a, uint32_t txn); /* an application of this run that stands */
