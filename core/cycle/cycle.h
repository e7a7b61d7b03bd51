/* A cycle: plan, look, decide, approve, apply, undo, replay. Planning writes no facts. What is written is what was approved.
 *
 * Three passes: each person; ranking of those who qualify; allocation. The last two are empty so far. */
#pragma once
#include "assess/evaluator.h"
#include "store/archive.h"

/* One policy state a thread for packs with opaque leaves; all NULL when there are none. */
typedef struct cs_opaque_host {
  int (*open)(void *user, const cs_pack_row *pack, void **state, cs_err *err);
  void (*close)(void *state);
  cs_opaque_call call;
  void *user;
} cs_opaque_host;

typedef struct cs_plan_options {
  const char *cycle;
  cs_date as_of;
  uint32_t known_txn; /* UINT32_MAX: the newest */
  uint64_t seed;
  cs_time now;                  /* for the run's `planned` */
  int64_t slack;                /* as of a cs_stamp */
  unsigned threads;             /* 0: as many as there are processors */
  const cs_opaque_host *opaque; /* NULL: refuse packs with opaque leaves */
} cs_plan_options;

/* The cycle of the pack by its name or its label; NULL: none. Text is the pack's. */
const char *cs_cycle_name(const cs_pack *pack, const char *said);

/* The pack in force for a cycle, by name or label, on a date, as known at a transaction: of the adoptions recorded by then and effective by that date whose pack
 * has the cycle, the one effective last, and of those the one recorded last. CS_ENOTFOUND lists the cycles there are. */
int cs_cycle_pack(cs_store *s, int32_t company, const char *cycle, cs_date as_of,
                  uint32_t known_txn, cs_pack **pack, json_t **settings, char hash[CS_HASH_TEXT],
                  cs_err *err);

/* Everyone judged and stored as a run, decisions in blocks by unit. out->id; strings valid until the next cs_run_* call.
 * Planning again with the same inputs and nothing done on the run gives the same run. */
int cs_cycle_plan(cs_store *s, const cs_company *company, const cs_plan_options *options,
                  cs_run *out, cs_err *err);

/* What is missing, by how many verdicts it decides: calls row(fact, people it decides, one example), most first, then by fact. Writes nothing. */
int cs_cycle_ready(cs_store *s, const cs_company *company, const cs_plan_options *options,
                   int (*row)(void *user, const char *fact, uint64_t verdicts, const char *example),
                   void *user, cs_err *err);

/* A decision with what people did to it since. */
typedef struct cs_outcome_now {
  cs_decision decision; /* after an override: its outcome, target, steps; rule stays the plan's */
  cs_mark_kind mark;    /* 0: none; the newest override, hold or exclusion */
  const char *mark_by, *mark_reason;
  bool approved, applied;
  bool
      by_case; /* the person's case of this run has been approved: a panel decision can be applied */
  bool refused;          /* the person's case of this run ended without approval */
  const char *refusal;   /* the clause it ended with; NULL: none */
  const char *case_code; /* the person's case of this run, the latest; NULL: none */
} cs_outcome_now;

typedef struct cs_run_reader cs_run_reader; /* decisions in code order */
int cs_run_reader_open(cs_store *s, const cs_company *company, uint32_t run, cs_run_reader **out,
                       cs_err *err);
/* 1, 0 end, negative error; texts live until the next call */
int cs_run_reader_next(cs_run_reader *r, cs_outcome_now *out, cs_err *err);
/* 1, 0 no decision; any order */
int cs_run_reader_find(cs_run_reader *r, const char *code, cs_outcome_now *out, cs_err *err);
void cs_run_reader_close(cs_run_reader *r);

/* Human acts, each one ledger transaction. They refuse what the state forbids, naming the person: no such decision, already applied, no reason, an
 * unknown grade. Override to direct or panel needs a target; steps follow from it. */
int cs_cycle_override(cs_store *s, const cs_company *company, const cs_stamp *stamp, uint32_t run,
                      const char *code, const char *outcome, const char *to, const char *reason,
                      cs_err *err);
int cs_cycle_mark(cs_store *s, const cs_company *company, const cs_stamp *stamp, uint32_t run,
                  const char *code, cs_mark_kind kind, const char *reason, cs_err *err);

/* Approve everyone who qualifies (direct or panel), is not held or excluded, not refused in their case and not yet approved, or those of them listed.
 * A listed person who does not qualify, or was refused, is CS_EREFUSED naming them, nothing approved. The pack may name the approver: others are refused, citing the clause. Who has a case for
 * the run is approved by the act of its approving stage; those whose case has not come so far are CS_EREFUSED, naming them and the clause.
 * *approved: how many; 0 is no error and writes nothing. What guards warned of in these acts is appended to the array `warnings`, as
 * cs_office_warnings has it; NULL: not wanted. */
int cs_cycle_approve(cs_store *s, const cs_company *company, const cs_stamp *stamp, uint32_t run,
                     const char *by, const char *const *codes, size_t count, uint64_t *approved,
                     json_t *warnings, cs_err *err);

typedef struct cs_applied {
  uint64_t applied;
  uint64_t waiting_panel;
  uint64_t already;
  uint64_t unapproved;
  uint64_t refused; /* of the unapproved: in their case */
} cs_applied;
/* Approved direct decisions, and panel decisions whose case has been approved, become facts at the as-of date, in one ledger transaction. CS_ESTALE names the people whose facts, as the run read them, changed since
 * by anything but this run; CS_EREFUSED when another run of this cycle and date is applied. Nothing left: CS_OK, applied 0. */
int cs_cycle_apply(cs_store *s, const cs_company *company, const cs_stamp *stamp, uint32_t run,
                   const cs_opaque_host *opaque, cs_applied *out, cs_err *err);

/* All that the run applied is taken back by reversing entries; refuses, naming the people, where a later entry changed the same field. */
int cs_cycle_undo(cs_store *s, const cs_company *company, const cs_stamp *stamp, uint32_t run,
                  const char *reason, uint64_t *people, cs_err *err);

/* The run computed again from what its receipt says; CS_EREFUSED naming the first person whose decision differs. */
int cs_cycle_replay(cs_store *s, const cs_company *company, uint32_t run,
                    const cs_opaque_host *opaque, uint64_t *people, cs_err *err);

/* One person explained: as the run saw it (run != 0) or for cycle and date with assumptions (pairs fact, value; NULL-terminated; may be NULL). JSON as in
 * docs/policy-data.md plus run, overrides and approval state for a run. Caller json_decref's. CS_ENOTFOUND: no such person, or nobody the cycle decides. */
int cs_cycle_explain(cs_store *s, const cs_company *company, const cs_plan_options *options,
                     uint32_t run, const char *code, const char *const *assume, json_t **out,
                     cs_err *err);
