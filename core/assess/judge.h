/* The inside of an evaluator: what the files of the judgement share. Private to core/assess. */
#pragma once
#include "assess/evaluator.h"
#include "assess/predicate.h"

#define CS_PRODUCT_MAX \
  ((size_t)1 << 22) /* assignments of the unknown facts that are tried one by one */
#define CS_PRODUCT_OPAQUE_MAX \
  ((size_t)1 << 14)    /* the same where each may ask a function of the pack */
#define CS_STRANGE 255 /* place of a symbol that is not in a list */

/* Which stage decided, and which of its parts: comparable, in the order of the pack. */
typedef enum cs_stage {
  CS_STAGE_POPULATION,
  CS_STAGE_GATE,
  CS_STAGE_CEILING,
  CS_STAGE_RULESET,
  CS_STAGE_RULE
} cs_stage;

typedef struct cs_verdict { /* two-valued */
  cs_outcome outcome;
  int32_t target, steps; /* direct and panel; else -1 and 0 */
  cs_stage stage;
  int32_t
      part; /* gate (-1: all hold, and nothing moves), ceiling (-1: the ladder's own), ruleset (-1: none applies) or rule */
} cs_verdict;

/* Outcome, target and steps as one number: what law 8 compares. */
static inline uint32_t cs_verdict_key(const cs_verdict *v) {
  return (uint32_t)v->outcome | (uint32_t)(v->target + 1) << 4 | (uint32_t)(v->steps + 512) << 16;
}

typedef struct
    cs_dimension { /* one unknown fact, or several that are alike, and the values they are tried with */
  enum { CS_DIM_ATTRIBUTE, CS_DIM_CELLS, CS_DIM_EVENTS, CS_DIM_DOUBT } kind;
  int32_t index;         /* attribute, series, the first happening, or place of a doubtful node */
  uint32_t first, count; /* of e->members: cells or happenings that are alike */
  uint32_t choices;      /* values each can have */
  size_t size,
      stride; /* ways to give `count` like things `choices` values; steps in the table of verdicts */
  uint64_t views;             /* that count the cells */
  uint32_t now[CS_SCALE_MAX]; /* how many have which value */
  uint32_t value;             /* attribute: which of its values; doubt: whether it holds */
} cs_dimension;

typedef struct cs_binding { /* symbols of the store to places in the program, by symbol */
  uint32_t count, capacity;
  int16_t *attribute, *series, *field, *kind;
  uint8_t **place; /* by list: the place, or CS_STRANGE */
} cs_binding;

/* Names of fields of events and spans that are read, by number; the first four are always there. */
enum {
  CS_FIELD_ON,
  CS_FIELD_KIND,
  CS_FIELD_FROM,
  CS_FIELD_TO,
  CS_FIELD_FIRST,
  CS_FIELDS_READ = 64
};

typedef struct cs_assumption {
  enum { CS_ASSUME_ATTRIBUTE, CS_ASSUME_CELL, CS_ASSUME_EVENT } kind;
  int32_t index;  /* attribute, series or kind of event */
  int32_t at;     /* cell or day */
  cs_atom atom;   /* its text owned */
  int64_t number; /* place + 1 (0: no rating), or whether it counts */
} cs_assumption;

struct cs_evaluator {
  const cs_program *program;
  cs_store *store;
  cs_binding binding;
  const char *fields[CS_FIELDS_READ];
  uint32_t field_count;
  int8_t (*field_of_kind)[CS_FIELDS_READ]; /* by kind: which of its fields the name is; -1: none */
  cs_symbol code;

  cs_case facts;
  cs_atom *initial; /* every attribute blank */
  int32_t *used;    /* attributes that are read */
  uint32_t used_count;
  cs_err trouble; /* of the judgement under way */
  cs_opaque_call leaf_call;
  void *leaf_user;
  cs_err broken; /* leaves could not be run at all: no person's error, nobody is judged */
  cs_err bad;    /* a fact that is not in its list */
  bool exists, loaded;
  uint64_t counted_kinds; /* kinds of event that some counter counts */

  cs_assumption *assumptions;
  uint32_t assumption_count, assumption_capacity;

  cs_dimension *dimensions; /* of what is unknown now */
  uint32_t dimension_count, dimension_capacity;
  uint32_t *members;
  uint32_t member_count, member_capacity;
  size_t product; /* 0: too many, or one is endless */
  size_t tries;   /* verdicts computed for the person so far */
  bool out_of_memory;
  uint32_t *table; /* verdict keys, `product` of them */
  size_t table_capacity;

  bool coarse;               /* the last person's unknowns were too many: all are named */
  cs_bits matter_attributes; /* the facts the verdict hangs on */
  uint64_t *matter_cells;    /* by series */
  uint8_t *matter_events;    /* by happening */
  uint32_t matter_capacity;
  int32_t too_far; /* the verdict hangs on this window, which reaches too far back; -1: on none */

  cs_decision decision;
  cs_verdict verdict; /* for a decided one */
  cs_arena *arena;    /* names of the decision */
  cs_buf evidence;
  struct cs_memo *memo; /* NULL: nothing remembered yet */
  bool recalled;        /* the decision came from the memo: what it hangs on is not worked out */
};

/* binding.c */
int cs_binding_init(cs_evaluator *e, cs_err *err);
int cs_binding_refresh(cs_evaluator *e, cs_err *err);
int cs_binding_name(cs_evaluator *e, uint32_t symbol, const char *text,
                    cs_err *err); /* a symbol that the store does not have */
void cs_binding_deinit(cs_evaluator *e);

/* facts.c: the record as of the date and known at a transaction, and what follows from it. */
int cs_facts_load(cs_evaluator *e, const cs_record *r, uint32_t known_txn, cs_err *err);
void cs_facts_count(cs_evaluator *e); /* tallies and hits of what is known, anew */
uint64_t cs_facts_expected(const cs_case *c, int32_t series);
uint64_t cs_facts_missing(const cs_case *c,
                          int32_t series); /* cells without a rating of which one is expected */
uint64_t cs_facts_read(const cs_case *c,
                       int32_t series); /* cells that any window or streak reads */
void cs_fact_name(const cs_program *p, int32_t series, uint32_t cell,
                  cs_buf *out); /* "rating:2026-03" */
void cs_event_name(const cs_program *p, const cs_happening *h,
                   cs_buf *out); /* "complaint:2026-03-12" */
/* Text as a value of the attribute; "" is a blank. False: it is none. */
bool cs_atom_parse(const cs_program *p, int32_t attr, const char *text, size_t size, cs_atom *out);

/* effects.c: which counters an event counts for, or may. */
int cs_effects_fill(cs_evaluator *e, cs_err *err);

/* assume.c */
int cs_assumptions_apply(cs_evaluator *e, cs_err *err); /* after loading, before effects */
void cs_assumptions_count(const cs_evaluator *e, cs_happening *h,
                          uint64_t possible); /* an event that is assumed to count or not */

/* evaluate.c: the pipeline, two-valued. */
void cs_evaluate(const cs_case *c, cs_verdict *out);
bool cs_in_population(const cs_case *c);
int32_t cs_ceiling_of(const cs_case *c,
                      int32_t *part); /* the top in force; part -1: the ladder's own */

/* unknown.c: law 8. */
typedef struct cs_unknown_walk {
  void (*round)(
      void *
          user); /* e->dimensions are ready: for each way the facts are that decide what is expected */
  void (*visit)(void *user, size_t at); /* every fact has a value; `at` is the place in the table */
  void *user;
} cs_unknown_walk;
bool cs_unknown_any(cs_evaluator *e); /* is anything read unknown? */
void cs_unknown_rounds(cs_evaluator *e, const cs_reads *only, const cs_unknown_walk *walk);
void cs_unknown_each(cs_evaluator *e,
                     const cs_unknown_walk *walk); /* within a round: every assignment */
typedef enum cs_truth { CS_NEVER, CS_ALWAYS, CS_DEPENDS } cs_truth;
cs_truth cs_unknown_truth(cs_evaluator *e,
                          const cs_node *node); /* for all values of what is unknown */

/* law8.c: the verdict as a function of the unknown facts. */
void cs_law8(cs_evaluator *e, cs_verdict *verdict, bool *same, bool *out_of_scope);
int cs_missing_names(cs_evaluator *e, cs_err *err); /* into e->decision */

/* evidence.c */
void cs_evidence_write(cs_evaluator *e);

/* memo.c: decisions that took many tries, by their evidence. */
#define CS_MEMO_TRIES ((size_t)64)    /* a product below is as quick to compute */
bool cs_memo_recall(cs_evaluator *e); /* into e->decision and e->verdict, code and from apart */
void cs_memo_keep(cs_evaluator *e);
void cs_memo_free(struct cs_memo *memo); /* NULL is legal */

/* evaluator.c */
int cs_judge_facts(cs_evaluator *e, cs_err *err); /* e->facts (counted) into e->decision */
