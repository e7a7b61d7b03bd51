/* Judging people. An evaluator is one thread's working memory for one program: it loads a person's facts from the record as of
 * the program's date and as known at a transaction, judges, and answers questions about the judgement.
 *
 * Law 8: the verdict is computed for every value of what is missing. If outcome, target and steps are all the same that is the
 * verdict; else it is undetermined and names the facts it hangs on. */
#pragma once
#include "assess/program.h"
#include "base/buf.h"
#include "store/record.h"

/* name in the contract; to add one the contract must change first */
/* clang-format off */
#define CS_OUTCOMES(X) \
  X(CS_DIRECT, "direct") \
  X(CS_PANEL, "panel") \
  X(CS_NOT_MET, "not_met") \
  X(CS_CAPPED, "capped") \
  X(CS_INELIGIBLE, "ineligible") \
  X(CS_UNDETERMINED, "undetermined") \
  X(CS_ERROR, "error")
/* clang-format on */
typedef enum cs_outcome {
#define CS_OUTCOME_ENUM(id, name) id,
  CS_OUTCOMES(CS_OUTCOME_ENUM)
#undef CS_OUTCOME_ENUM
      CS_OUTCOME_COUNT,
  CS_OUT_OF_SCOPE = CS_OUTCOME_COUNT /* no decision */
} cs_outcome;
const char *cs_outcome_name(cs_outcome o);
cs_outcome cs_outcome_of(const char *name); /* CS_OUT_OF_SCOPE: no such name */

typedef struct cs_decision { /* texts live until the next judgement of the same evaluator */
  cs_outcome outcome;
  const char *code;
  const char *rule; /* clause of the rule for direct and panel; else NULL */
  const char *from; /* grade held; NULL: not known */
  const char *to;   /* direct and panel; else NULL */
  int32_t steps;
  const char *const *missing; /* sorted, unique; for undetermined */
  size_t missing_count;
  const char *clause; /* what decided: the gate, the ceiling, the ruleset, the rule */
  const char *error;  /* CS_ERROR: what is wrong with this person's data */
  const void
      *evidence; /* every fact it read, compact and canonical: equal evidence, equal verdict */
  size_t evidence_size;
} cs_decision;

typedef struct cs_evaluator cs_evaluator;

/* `store` gives the symbols; it and the program outlive the evaluator. */
int cs_evaluator_new(const cs_program *p, cs_store *store, cs_opaque_call call, void *user,
                     cs_evaluator **out, cs_err *err);
void cs_evaluator_free(cs_evaluator *e);

/* An assumption for what-if: "rating:2026-03" "A", "graded_on" "2025-11-17", "complaint:2026-03-12" "no". Held until cleared. CS_EINPUT
 * lists what can be assumed. */
int cs_evaluator_assume(cs_evaluator *e, const char *fact, const char *value, cs_err *err);
void cs_evaluator_clear(cs_evaluator *e);

/* One person. Out of scope is CS_OK with that outcome. Fails only when memory or the store does: a person's own trouble is CS_ERROR. */
int cs_evaluator_judge(cs_evaluator *e, const cs_record *r, uint32_t known_txn, cs_decision *out,
                       cs_err *err);

/* The person judged last, clause by clause, as JSON (caller json_decref's; docs/policy-data.md, "Explanation"):
 * {employee, outcome, rule, from, to, steps, missing, summary, lines: [{mark: "met"|"unmet"|"unknown"|"open"|"info", text, clause, reading?}],
 *  change: [{text, facts: [{fact, from, to}], outcome, to, steps}] (to null for a check), readings: {id: choice}} in the language set. */
int cs_evaluator_explain(cs_evaluator *e, json_t **out, cs_err *err);
