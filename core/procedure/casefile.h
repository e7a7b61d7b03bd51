/* A case as its acts make it: the fold. An act is an event of the case's record and says where it led, so the state needs no
 * rules and no evaluation, and what was known at any time is the fold over the acts known then.
 *
 * The record of a case (a subject of kind CS_KIND_CASE): attributes from the beginning (CS_CASE_ATTRIBUTES); events of kind
 * "act", numbered in their order from 1, whose fields are those of CS_ACT_FIELDS and, one for each thing that was handed in,
 *   set.NAME       an answer to what was asked          score.FORM   hundredths
 *   document.N     its title, document.N.hash its file  form.FORM    a form filled in; form.FORM.hash
 *   cell.N         a judged cell of the stage's checklist: yes or no
 *   drawn.N        whom the draw of the stage entered gave (with the act's `seed`)
 *   made.FORM      what a form that the act printed is filed under
 *   item.FORM.ITEM points of one item of a score, hundredths
 *   warned.N       the clause of a guard that warned of what the act wrote
 * and events of kind "effect": what an act wrote, with the fields of CS_WROTE_FIELDS. */
#pragma once
#include "base/arena.h"
#include "store/subject.h"

#define CS_KIND_CASE "case"
#define CS_CASE_PREFIX "C"
#define CS_CASE_DIGITS 6

/* -- acts ---- */

/* name; to add one: a row, and how it is folded in casefile.c. The other verbs are the acts of stages (CS_STAGE_ACTS). */
#define CS_CASE_VERB_OPEN "open"
#define CS_CASE_VERB_ATTACH "attach"
#define CS_CASE_VERB_RETURN "return"
#define CS_CASE_VERB_REFUSE "refuse"
#define CS_CASE_VERB_WITHDRAW "withdraw"
#define CS_CASE_VERB_REASSIGN "reassign"
#define CS_CASE_VERB_EXCUSE "excuse"
#define CS_CASE_VERB_REVERSE "reverse"

typedef struct cs_handed { /* something handed in, or found out, by an act */
  enum {
    CS_HANDED_SET,
    CS_HANDED_SCORE,
    CS_HANDED_DOCUMENT,
    CS_HANDED_FORM,
    CS_HANDED_CELL,
    CS_HANDED_DRAWN,
    CS_HANDED_MADE,
    CS_HANDED_WARNED,
    CS_HANDED_ITEM,
    CS_HANDED_KINDS
  } kind;
  const char *
      name; /* what was asked, a form, a document's title, a cell's number, somebody's code, a clause */
  cs_value
      value; /* SET, SCORE and ITEM (CS_INT; in an extract another kind: there is a private one), CELL */
  const char *hash; /* of a file; NULL: none */
} cs_handed;

/* What the names of its fields begin with, by kind. Of some a number follows, and the name is the value. */
extern const char *const cs_handed_prefixes[CS_HANDED_KINDS];
bool cs_handed_is_numbered(const cs_handed *h);

typedef struct cs_case_act {
  uint32_t number; /* 1 is the opening */
  uint32_t txn;
  const char *verb;
  const char *stage; /* where the case stood; NULL: at the opening */
  const char *answer;
  const char *to;   /* the stage entered; NULL: it stays, or it ends */
  const char *ends; /* the outcome; NULL: it goes on */
  cs_date on;
  const char *actor, *role;
  const char *in_place_of; /* whose delegate the actor was */
  const char *whom; /* of reassign and excuse: whose turn; of reassign `by`: who acts for them */
  const char *by;
  const char *reason; /* a clause */
  const char *comment;
  bool late;
  int64_t days_late;
  uint32_t reverses;                          /* the act taken back; 0: none */
  const char *outcome, *target, *from, *rule; /* of a judgement, or of the run's decision */
  int64_t steps;                              /* of a judgement */
  int64_t seed;                               /* of the draw; -1: none */
  int64_t total;                              /* of a panel, hundredths; -1: none */
  const cs_handed *handed;
  size_t handed_count;
  uint32_t reversed_by; /* 0: it stands */
  bool is_void;         /* it stands, but the case jumped back behind it */
  bool completes;       /* it moved the case */
  bool failed;          /* it leads to where failing leads */
} cs_case_act;

/* Fields of an act, in the order of the struct: name, member, how it is kept (t text, d date, i number, w word of a vocabulary). */
#define CS_ACT_FIELDS(X) \
  X(verb, 'w')           \
  X(stage, 'w')          \
  X(answer, 'w')         \
  X(to, 'w')             \
  X(ends, 'w')           \
  X(actor, 't')          \
  X(role, 'w')           \
  X(in_place_of, 't')    \
  X(whom, 't')           \
  X(by, 't')             \
  X(reason, 'w')         \
  X(comment, 't')        \
  X(outcome, 'w')        \
  X(target, 'w')         \
  X(from, 'w')           \
  X(rule, 'w')

/* -- effects ---- */
typedef struct cs_wrote { /* one fact that an act wrote */
  uint32_t txn;
  uint32_t act;
  const char *kind;       /* "attribute", "span", "event" or "case" */
  const char *name;       /* attribute, span, event; the procedure of a case opened */
  uint32_t instance;      /* of a span or event */
  cs_date on;             /* CS_DATE_NONE: none */
  cs_value value, before; /* an attribute's, as text and dates */
  const char *code;       /* of a case opened */
  const char *clause;
} cs_wrote;

/* -- the case ---- */
typedef struct cs_casefile {
  const char *code, *procedure, *subject_kind, *subject; /* subject_kind "": an employee */
  const char *pack;                                      /* hash */
  uint32_t adopted;                                      /* the adoption's transaction: settings */
  cs_date opened_on, as_of;
  const char *origin; /* what it was opened for; "": somebody's wish */
  uint32_t run;       /* 0: none */
  uint32_t last_txn;  /* as known */

  const char *stage; /* where it stands; NULL: it has ended */
  cs_date entered_on;
  uint32_t entered_by; /* the act */
  const char *outcome; /* NULL: it is open */
  cs_date ended_on;
  const char *outcome_reason; /* clause */
  const cs_case_act *judged;  /* the latest judgement, or the run's decision; NULL: none */

  cs_case_act *acts; /* by number */
  size_t act_count;
  cs_wrote *wrote; /* in their order */
  size_t wrote_count;
} cs_casefile;

/* The case as known at `txn`, in memory of `arena`; texts are the record's and the store's. CS_ENOTFOUND without text: not known
 * then. CS_EDB: a record that no engine wrote. */
int cs_casefile_read(cs_store *s, const cs_record *r, uint32_t txn, cs_arena *arena,
                     cs_casefile *out, cs_err *err);

/* Does an attribute of the case that never changes say so? Quick: without reading the whole. */
bool cs_casefile_says(cs_store *s, const cs_record *r, const char *name, const char *text);

/* Which acts stand, and where the case is: called by cs_casefile_read. Pure. */
void cs_casefile_fold(cs_casefile *c);

/* The latest answer to what was asked, a score's mean among them, of the acts that count; NULL: none. */
const cs_value *cs_casefile_value(const cs_casefile *c, const char *name);
bool cs_case_act_counts(const cs_case_act *a); /* stands, and is not void */
/* The newest act that approved at the stage (NULL: any); NULL: none, or void, refused or withdrawn since. */
const cs_case_act *cs_casefile_approval(const cs_casefile *c, const char *stage);
/* The day the stage was last done; CS_DATE_NONE: not yet, or void. */
cs_date cs_casefile_done_on(const cs_casefile *c, const char *stage);
/* The acts that count since the stage where the case stands was entered: *count from *first on. */
const cs_case_act *cs_casefile_here(const cs_casefile *c, size_t *count);
const cs_case_act *cs_casefile_act(const cs_casefile *c, uint32_t number); /* NULL: no such act */
/* The act by which it was withdrawn; NULL: it was not. */
const cs_case_act *cs_casefile_withdrawal(const cs_casefile *c);
/* The newest act that may be taken back; NULL: only the opening is left. */
const cs_case_act *cs_casefile_newest(const cs_casefile *c);
