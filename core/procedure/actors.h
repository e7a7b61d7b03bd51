/* Who may act on a day: holders of roles, their delegates, and who stands in a relation.
 *
 * What is recorded (docs/import.md) are subjects of three kinds, each fact a span with `from` and `to` (both days included;
 * blank: no end on that side):
 *
 *   role        code = its name          fields employee, per (the value it is held for, e.g. a department; blank: any)
 *   relation    code = its name          fields subject, object
 *   delegation  code = who delegates     fields delegate, reason
 *
 * A pack says which roles there are and how a holder is found (docs/policy-data.md, ROLE): `self`, an attribute of the case's
 * subject that names somebody, a relation, or what is recorded, for the subject's value of `per`. On a day nobody who has
 * left by then holds anything; a role that is not `several` has one holder, the one who holds it since latest. A
 * delegate acts for the holder; a delegate's delegate does not. The candidate never acts on their own case, neither for
 * themselves nor for another, unless the role is `self`. */
#pragma once
#include "base/arena.h"
#include "base/date.h"
#include "store/subject.h"
#include <jansson.h>

#define CS_ROLE_DEPTH 8 /* of roles whose holders are those of another (`every`) */

typedef struct cs_acting { /* where and when it is asked; borrowed */
  cs_store *store;
  int32_t company;
  const json_t *pack;       /* the pack's document */
  const cs_record *subject; /* of the case: an employee, or of another kind */
  const char *candidate;    /* an employee's code; NULL: the subject, if it is an employee */
  cs_date on;
  uint32_t known_txn; /* UINT32_MAX: the newest */
} cs_acting;

typedef struct cs_actor {
  const char *code; /* of the employee who may act */
  const char *role; /* NULL: found by a relation */
  const char *as;   /* the holder that a delegate acts for; NULL: in their own right */
} cs_actor;

typedef struct cs_actors { /* a zeroed one is valid */
  cs_arena *arena;         /* owns all texts */
  cs_actor *list;          /* by code; those in their own right first */
  size_t count;
  bool candidate_left_out; /* the candidate would have been among them */
  const char
      *nobody; /* why the list is empty, in the language set, with what to record; else NULL */
} cs_actors;
void cs_actors_deinit(cs_actors *a);

/* The holders of a role and their delegates. CS_EPACK: the pack has no such role. `out` is emptied first. */
int cs_actors_of(const cs_acting *q, const char *role, cs_actors *out, cs_err *err);

/* Who stands in a relation to the subject; without the candidate, without those who have left. */
int cs_related_to(const cs_acting *q, const char *relation, cs_actors *out, cs_err *err);

/* May this employee act in one of the roles of `by` (an array of BY; absent or empty: whoever)? CS_OK fills `as` (role and holder; its
 * texts live as long as `held`, which the caller deinits also after a refusal); in their own right comes before as a delegate. CS_EREFUSED says
 * who may instead, or what to record, with the clause of the BY, else `clause` (NULL: none). */
int cs_actor_may(const cs_acting *q, const json_t *by, const char *clause, const char *employee,
                 cs_actors *held, cs_actor *as, cs_err *err);
