/* The looking-up part of actors.h: who holds a role or stands in a relation on a day, before it is asked whether they may act.
 * Private to core/procedure. */
#pragma once
#include "base/buf.h"
#include "procedure/actors.h"

typedef struct cs_search {
  const cs_acting *q;
  cs_actors *out;
  const char *candidate;       /* NULL: none */
  const char *role, *relation; /* the one that was asked for; the other is NULL */
  cs_record record, person;    /* what is being read: a role or relation; an employee */
  const char *missing,
      *whose;      /* the attribute without a value that stopped it, and the subject; NULL: none */
  const char *per; /* the value that holders were looked for; NULL: any */
  int depth;
  bool failed; /* memory ran out, and what was read may be less than there is */
} cs_search;

int cs_search_init(cs_search *f, const cs_acting *q, cs_actors *out, cs_err *err);
void cs_search_deinit(cs_search *f);

/* What is found counts only as long as f->failed is false. */

/* Adds the holders of a role, or the objects of a relation, to out->list in any order; those who have left not, the candidate
 * neither (out->candidate_left_out). */
int cs_search_role(cs_search *f, const char *role, cs_err *err);
int cs_search_relation(cs_search *f, const char *relation, cs_err *err);
/* Adds who acts for out->list[first ..] on the day. */
int cs_search_delegates(cs_search *f, size_t first, cs_err *err);

/* The attribute's value as text on the day, as known; NULL: none. Valid as long as out. */
const char *cs_search_attribute(cs_search *f, const cs_record *r, const char *name);
