/* The office: where cases are opened, carried forward and looked at. It holds the packs the cases stand on, and is opened for one
 * command on one company.
 *
 * Everything that is done is an act, and becomes facts in the ledger together with what it writes. Acts are done inside a
 * transaction, the office's own (cs_office_begin) or the caller's (cs_office_join): many acts or none. An act that is refused has
 * written nothing, so that others may still be tried; whether the whole stands is the caller's to say. */
#pragma once
#include "assess/evaluator.h"
#include "procedure/casefile.h"
#include "procedure/procedure.h"

typedef struct cs_office cs_office;

/* What the rooms above do when a case asks for it; members may be NULL. All run inside the transaction of the act. */
typedef struct cs_case_hooks {
  /* Prints a form that a stage makes, from the case as JSON (cs_office_case). *number: what it is filed under, kept by the
   * caller until the next call; NULL: it is not numbered. */
  int (*form)(void *user, cs_txn *t, const char *form, const json_t *data, const char **number,
              cs_err *err);
  /* The case of a run's decision has been approved by `by`, or what took that back is reversed: so is the decision. */
  int (*approved)(void *user, cs_txn *t, uint32_t run, const char *subject, const char *by,
                  cs_err *err);
  /* The case is approved no more, by a reversal, a jump back behind it, a refusal or a withdrawal: neither is the decision. */
  int (*unapproved)(void *user, cs_txn *t, uint32_t run, const char *subject, const char *reason,
                    cs_err *err);
  void *user;
} cs_case_hooks;

int cs_office_open(cs_store *s, const cs_company *company, const cs_case_hooks *hooks,
                   cs_office **out, cs_err *err);
void cs_office_close(cs_office *o); /* rolls back what is begun; NULL is legal */

int cs_office_begin(cs_office *o, const cs_stamp *stamp, cs_err *err);
int cs_office_join(cs_office *o, cs_txn *t, const cs_stamp *stamp, cs_err *err);
int cs_office_commit(cs_office *o, cs_err *err);
void cs_office_rollback(cs_office *o);
cs_txn *cs_office_txn(cs_office *o); /* the one that is open; NULL: none */

typedef struct cs_word { /* name=value, as people write it */
  const char *name, *text;
} cs_word;

typedef struct cs_words_given {
  const cs_word *list;
  size_t count;
} cs_words_given;

/* ---- opening ---- */

typedef struct cs_opening {
  const char *procedure;
  const char *subject; /* its code */
  cs_date on;          /* the day of the act; CS_DATE_NONE: the stamp's */
  cs_date as_of;       /* CS_DATE_NONE: that day */
  cs_words_given sets;
  const char *comment;
  const char *origin; /* "" or NULL: somebody's wish; else it opens one case */
  uint32_t
      again; /* a case of that origin withdrawn before this transaction is no obstacle; 0: every one is */
  bool anew;    /* no case can have that origin, so none is looked for */
  uint32_t run; /* 0: none; else with the decision */
  const cs_decision *decision;
  bool by_itself; /* a trigger or an effect opens it: nobody is asked who they are */
} cs_opening;

/* CS_EREFUSED cites the clause. Opening for an origin that has been is CS_OK with code "". */
int cs_office_opens(cs_office *o, const cs_opening *opening, char code[CS_KIND_SIZE], cs_err *err);

/* Is the procedure, by name or label, in force for the decisions of that cycle? CS_EREFUSED, CS_ENOTFOUND. *name lives as long as the office. */
int cs_office_serves(cs_office *o, const char *procedure, const char *cycle, const char **name,
                     cs_err *err);

/* The procedure in force on a day for the decisions of that cycle: of several `like` (NULL: nothing), else the first by name of the pack
 * adopted last that has one. *procedure lives as long as the office; NULL: none serves it. Not while a transaction is open. */
int cs_office_serving(cs_office *o, const char *cycle, cs_date today, const char *like,
                      const char **procedure, cs_err *err);

/* The stage at which the case is approved, and its clause: the last that approves; NULL: it has none. *done: it has been. Texts live as
 * long as the office. */
int cs_office_approves(cs_office *o, const char *code, const char **stage, const char **clause,
                       bool *done, cs_err *err);

/* Opens the cases that facts trigger, by the packs in force today: those of committed transactions after `since`; UINT32_MAX: since it was
 * done last, or since the company adopted the pack. Doing it again opens nothing; what the openings themselves write triggers nothing. */
typedef struct cs_triggered { /* arrays of the caller's, added to */
  json_t *list; /* {trigger, clause, procedure, subject, fact, case | error, warnings?} */
  json_t *more; /* {trigger, clause, procedure, opened, refused}: how many are not in the list */
  size_t
      most; /* in the list: so many that were opened, and so many that were refused or warned of */
} cs_triggered;
int cs_office_triggers(cs_office *o, uint32_t since, cs_triggered *out, cs_err *err);

/* ---- acting ---- */

typedef struct cs_doing {
  const char *code;  /* the case */
  const char *verb;  /* NULL: the act of the stage; else a CS_CASE_VERB */
  const char *stage; /* NULL: where it stands */
  const char *role;  /* in which; NULL: the first that fits */
  const char *answer, *reason, *comment;
  const char *to; /* return: the stage */
  const char *whom,
      *by;      /* reassign: whose turn, and who acts instead; excuse: who need not score */
  uint32_t act; /* reverse */
  cs_date on;   /* the day of the act; CS_DATE_NONE: the stamp's */
  bool confirm; /* what is pending for the same field stays, and comes later */
  cs_words_given sets;
  cs_words_given scores;    /* form = points, "82.5"; a panel's is named by the panel */
  cs_words_given documents; /* title = hash of its file, or NULL */
  cs_words_given forms;     /* form = hash of its file, or NULL */
  cs_words_given cells;     /* row = yes or no */
} cs_doing;

typedef struct cs_done {
  uint32_t act; /* its number */
  bool late;
  char stage[128]; /* where the case stands now; "": it has ended */
  char outcome[128];
} cs_done;

int cs_office_does(cs_office *o, const cs_doing *doing, cs_done *out, cs_err *err);

/* What was warned of since it was asked last: {case, subject, clause?, label?, text}, one for each warning of an act that was done, by a guard; without a
 * clause: a guard that cannot be checked, or somebody in several seats of a panel. NULL: nothing. Caller json_decref's. */
json_t *cs_office_warnings(cs_office *o);

/* ---- looking ---- */

/* Each for a day, `today` or `as_of`: what is late, and which values are in force that a case's pack was given after it was opened
 * (CS_DATE_MIN: those that hold from the beginning). Not while a transaction is open. */

/* A case with its history, for `viewer` (NULL: everybody's eyes): scores that are not locked are left out but their own. Caller
 * json_decref's. `known` as a transaction, UINT32_MAX: now. CS_ENOTFOUND with text. */
int cs_office_case(cs_office *o, const char *code, const char *viewer, uint32_t known,
                   cs_date today, json_t **out, cs_err *err);

/* What the checks and judgements found on which the case went on or ended, in their order: [ { act, on, check | cycle, label?, clause } ] with
 * the members of an explanation (docs/policy-data.md). By what was known when the act began. Caller json_decref's. */
int cs_office_grounds(cs_office *o, const char *code, cs_date today, json_t **out, cs_err *err);

typedef struct cs_case_brief { /* texts live until the next call */
  const char *code, *procedure, *subject, *stage, *outcome;
  const char *reason;    /* of the end, a clause; NULL: none */
  cs_date approved_on;   /* CS_DATE_NONE: not approved, or void, refused or withdrawn since */
  uint32_t approved_txn; /* of the approving act; 0: none */
  bool withdrawn;
} cs_case_brief;

/* Cases of a run, or (run 0) of a procedure about one subject, in the order of their codes; quick, without the packs. Stops when `row`
 * gives non-zero and returns that. */
int cs_cases_each(cs_store *s, int32_t company, uint32_t run, const char *procedure,
                  const char *subject, int (*row)(void *user, const cs_case_brief *c), void *user,
                  cs_err *err);

typedef struct cs_case_filter { /* NULL, false: any */
  const char *procedure, *stage, *subject;
  bool open;
  uint32_t run, known;
  cs_date today; /* for what is due and late */
} cs_case_filter;

/* Heads of cases in the order of their codes. */
int cs_office_cases(cs_office *o, const cs_case_filter *filter, json_t **out, cs_err *err);

/* Whose turn it is, everybody's or one actor's: by due day, what is overdue first, what has no day last. */
int cs_office_todo(cs_office *o, const char *actor, cs_date as_of, json_t **out, cs_err *err);

/* What cases wrote with a day after `as_of`, and stands, as known at a transaction. */
int cs_office_pending(cs_office *o, cs_date as_of, uint32_t known, json_t **out, cs_err *err);
