/* Judging everybody: people by units on worker threads, decisions as blocks, in order. */
#pragma once
#include "cycle/decision.h"
#include "cycle/receipt.h"

/* One thread's means of judging. */
typedef struct cs_judge {
  cs_store *store;
  cs_store *own; /* the same, when it was opened here */
  const cs_opaque_host *opaque;
  void *opaque_state;
  cs_evaluator *evaluator;
  cs_record record;
  bool record_ready;
  cs_symbol code; /* of the attribute that says a person exists */
} cs_judge;

/* `store`: the thread's store, or NULL to open one for reading at `path`, with its snapshot. On failure nothing is left open. */
int cs_judge_open(cs_judge *j, const cs_receipt *receipt, const cs_opaque_host *opaque,
                  cs_store *store, const char *path, cs_err *err);
void cs_judge_close(cs_judge *j);

/* What is computed for unit `index` of the people of the receipt's company; `bytes` is a block of decisions. Units come in order, those
 * without a decision too. */
typedef struct cs_judged {
  const void *bytes;
  size_t size;
  uint32_t count;
  uint64_t counts[CS_OUTCOME_COUNT];
} cs_judged;

void cs_judged_counts(const uint64_t counts[CS_OUTCOME_COUNT],
                      cs_buf *out); /* as JSON, all outcomes, in their order */

/* The receipt is prepared. Stops at the first failure, that of `unit` too. */
int cs_judge_everyone(cs_store *s, const cs_receipt *receipt, const cs_opaque_host *opaque,
                      unsigned threads,
                      int (*unit)(void *user, const cs_judged *judged, cs_err *err), void *user,
                      cs_err *err);
