/* A case: one person's facts, as of a date and as known at a transaction, in flat arrays by the program's indexes. It
 * is what conditions look at. Private to core/assess and to the binding of opaque leaves. */
#pragma once
#include "assess/tree.h"

typedef enum cs_known {
  CS_BLANK,
  CS_KNOWN,
  CS_UNKNOWN
} cs_known; /* BLANK: there is none, and that is known */

typedef struct cs_atom {
  cs_known known;
  int64_t number;   /* place in the list, date or integer */
  const char *text; /* where the list is open: the value itself */
  uint32_t size;
} cs_atom;

#define CS_EFFECTS_MAX 16

typedef struct cs_happening { /* an event of a kind that is counted */
  int32_t kind;
  cs_date on;
  uint32_t instance;
  int16_t field[CS_FIELDS_MAX];    /* place in the field's list; -1 unknown, -2 none */
  uint64_t effect[CS_EFFECTS_MAX]; /* the counters it may count for; one: it is certain */
  uint32_t effects;
} cs_happening;

typedef struct cs_stretch { /* a span of a family that a window looks at */
  int32_t family;
  uint32_t instance;
  cs_date from, to;
  uint32_t kind; /* symbol */
  int32_t place; /* of the kind in the family's list; -1: none */
} cs_stretch;

typedef struct cs_history { /* how an attribute on a ladder came to be what it is */
  cs_date changed, rose;    /* last; CS_DATE_NONE: never, as far as is known */
  int32_t was, before;      /* what it was before its last change, before its last rise */
  bool up;                  /* its last change was a rise */
} cs_history;

typedef enum cs_sight {
  CS_CLEAR,
  CS_UNBOUNDED, /* a date that it runs from or to is not known */
  CS_FAR        /* it reaches further back than CS_HORIZON periods */
} cs_sight;

typedef struct cs_case {
  const cs_program *program;
  const char *code;
  cs_atom *attributes;
  uint8_t (*cells)[CS_HORIZON];   /* by series: place in the scale + 1; 0: no rating */
  uint64_t *valued;               /* by series: cells with a value */
  uint64_t *left;                 /* by window: periods left in it */
  uint64_t *due;                  /* by window: those of them of which it expects a rating */
  cs_date (*days)[2];             /* by window: first and last day of its events */
  cs_sight *sight;                /* by window */
  cs_date *seen;                  /* by window: since when it was searched for spans */
  uint8_t (*tally)[CS_SCALE_MAX]; /* by view: ratings by value */
  uint32_t *hits;                 /* by counter */
  int32_t target;                 /* place on the ladder; for CS_TARGET */
  cs_history *histories;          /* by attribute */
  uint64_t doubts;                /* doubtful nodes that are in doubt for this person */
  uint64_t assumed;               /* of those: the ones that are taken to hold */

  cs_happening *happenings;
  uint32_t happening_count, happening_capacity;
  cs_stretch *stretches;
  uint32_t stretch_count, stretch_capacity;

  int (*call)(void *user, const char *id, const struct cs_case *c, bool *holds,
              cs_err *err); /* opaque leaves */
  void *user;
  cs_err *trouble; /* the first thing wrong with the person */
} cs_case;
