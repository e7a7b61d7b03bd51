/* Worker threads: n threads take numbered jobs in order, results are handed to the calling thread in order. Nothing else of libuv shows. */
#pragma once
#include "base/err.h"
#include <stddef.h>

typedef struct cs_workers_task {
  /* in the worker: its own connection; may be NULL */
  int (*start)(void *user, unsigned worker, void **state, cs_err *err);
  /* in the worker */
  int (*job)(void *user, void *state, size_t index, void **result, cs_err *err);
  /* in the caller, index 0, 1, 2 ...; owns result */
  int (*done)(void *user, size_t index, void *result, cs_err *err);
  /* a result that will not be handed on (after a failure) */
  void (*drop)(void *user, void *result);
  /* in the worker; may be NULL */
  void (*stop)(void *user, void *state);
  void *user;
} cs_workers_task;

/* Runs jobs 0..count-1 on `threads` threads (0: as many as processors). At most 4 * threads results wait, so memory is bounded. The first failure stops all
 * and is returned with its text; all threads have ended when this returns. */
int cs_workers_run(const cs_workers_task *task, size_t count, unsigned threads, cs_err *err);
