/* The decisions of one unit of people as the bytes of a block, and back. A block is complete in itself: texts that recur
 * (rules, grades, clauses, missing facts) stand once in its table, a code stands as what differs from the code before.
 * The same decisions give the same bytes; bytes that are read are hostile. All numbers are varints:
 *
 *   VERSION  texts { size bytes NUL }  decisions { kept suffix-size suffix verdict missing { text } evidence-size evidence }
 *
 * A verdict is outcome, then rule, from, to, clause, error (0: none, else 1 + which text) and steps; it is written out where it is
 * first met and then referred to: 0 and the verdict, or 1 + which of those written out before. */
#pragma once
#include "assess/evaluator.h"

typedef struct cs_decision_writer cs_decision_writer;
int cs_decision_writer_new(cs_decision_writer **out, cs_err *err);
void cs_decision_writer_free(cs_decision_writer *w); /* NULL is legal */
void cs_decision_writer_clear(cs_decision_writer *w);
int cs_decision_writer_add(cs_decision_writer *w, const cs_decision *d,
                           cs_err *err); /* codes ascending */
uint32_t cs_decision_writer_count(const cs_decision_writer *w);
int cs_decision_writer_finish(cs_decision_writer *w, cs_buf *out,
                              cs_err *err); /* appends the block */

typedef struct cs_decision_reader cs_decision_reader;
int cs_decision_reader_new(cs_decision_reader **out, cs_err *err);
void cs_decision_reader_free(cs_decision_reader *r); /* NULL is legal */
int cs_decision_reader_open(cs_decision_reader *r, const void *bytes, size_t size,
                            cs_err *err); /* bytes outlive the reading */
int cs_decision_reader_next(cs_decision_reader *r, cs_decision *out,
                            cs_err *err); /* 1, 0 end, CS_EDB; texts live until the next call */

uint64_t cs_decision_reader_left(const cs_decision_reader *r); /* decisions to come */

bool cs_decision_qualifies(const cs_decision *d); /* direct or panel */
bool cs_decision_equal(const cs_decision *a,
                       const cs_decision *b); /* verdict and evidence; the code too */
