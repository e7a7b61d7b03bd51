/* A predicate: one kind of condition. Everything the engine can ask of a person's facts is a row of predicates/list.h
 * and a file predicates/<op>.c that defines `const cs_predicate cs_predicate_<op>`. */
#pragma once
#include "assess/case.h"
#include "assess/compile.h"

/* What a tree reads, and which values it tells apart; filled by the predicates' `reads`. With `split` set, what
 * is told apart is also noted in the program, so that an unknown fact need not be tried with two values that are alike. */
typedef struct cs_reads {
  cs_bits attributes;
  uint64_t views, counters;
  uint64_t series;   /* series of which cells are read in order */
  uint64_t doubts;   /* doubtful nodes */
  cs_program *split; /* NULL: only note what is read */
} cs_reads;

void cs_reads_node(cs_reads *r, const cs_node *node);             /* the whole tree */
void cs_reads_set(cs_reads *r, int32_t attr, const cs_bits *set); /* "is one of them" */
void cs_reads_cut(cs_reads *r, int32_t attr, cs_compare cmp,
                  int64_t value); /* a date, a number or a place on a ladder, compared */
void cs_reads_whole(cs_reads *r, int32_t attr); /* every value is different */
void cs_reads_view(cs_reads *r, int32_t view,
                   const cs_bits *set); /* ratings counted; the set is told from the rest */
void cs_reads_cells(cs_reads *r, int32_t series, uint64_t cells,
                    const cs_bits *set); /* ratings in their order; set NULL: all differ */
void cs_reads_counter(cs_reads *r, int32_t counter);

/* Where a sentence is written: the text of the condition and, after it, what the record says of it. */
typedef struct cs_sentence {
  cs_buf *out;
  bool brief; /* a label stands before it: only the evidence */
} cs_sentence;

typedef struct cs_predicate {
  const char *op;      /* its name in a pack */
  const char *members; /* of its node, beside op clause label at; "name?": may be absent */
  /* Read the members of `json` into `node` (zeroed, places -1); the texts of a failure come from cs_refuse. */
  int (*compile)(cs_compiler *c, const json_t *json, cs_node *node);
  /* Is it so? Two-valued: every fact has a value by now. Constant time, no memory. */
  bool (*holds)(const cs_node *node, const cs_case *c);
  /* Call cs_reads_* for each fact it looks at; the children of `of` are seen to by the caller. */
  void (*reads)(const cs_node *node, cs_reads *r);
  /* A sentence in the language set with its evidence; facts may be unknown. NULL: it is told by its children. */
  void (*describe)(const cs_node *node, const cs_case *c, cs_sentence *s);
} cs_predicate;

#define CS_PREDICATE_DECLARE(name) extern const cs_predicate cs_predicate_##name;
#include "assess/predicates/list.h"
CS_PREDICATES(CS_PREDICATE_DECLARE)
#undef CS_PREDICATE_DECLARE

const cs_predicate *cs_predicate_of(const char *op); /* NULL: there is none */

static inline bool cs_holds(const cs_node *node, const cs_case *c) {
  if (c->doubts != 0 && node->doubt >= 0 && ((c->doubts >> node->doubt) & 1))
    return (c->assumed >> node->doubt) & 1;
  return node->op->holds(node, c);
}
