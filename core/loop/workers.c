/* One lock guards everything that is shared. Jobs are handed out in order and only while fewer than `window` of them
 * are not yet given to the caller, so a slow caller holds the workers back. A job that fails stops the handing out
 * of later jobs; the earlier ones are finished and delivered first, so that what the caller sees of a failure does not
 * depend on the number of threads. */
#include "loop/workers.h"
#include "base/messages.h"
#include <assert.h>
#include <stdbool.h>
#include <stdlib.h>
#include <uv.h>

#define WAITING_PER_THREAD 4
#define THREADS_MAX 256

typedef enum slot_state { SLOT_EMPTY, SLOT_READY, SLOT_FAILED } slot_state;

typedef struct slot { /* job i lives in slot i % window until the caller takes it */
  slot_state state;
  void *result;
} slot;

typedef struct pool {
  const cs_workers_task *task;
  size_t count;
  unsigned threads; /* how many may run */
  size_t window;

  uv_mutex_t lock;
  uv_cond_t room;  /* for workers: a slot is free, or it is over */
  uv_cond_t ready; /* for the caller: the next result is there, or it is over */
  slot *slots;
  size_t next;     /* the first job not handed out */
  size_t taken;    /* the first job not taken by the caller */
  size_t limit;    /* jobs from here on are not handed out any more */
  bool over;       /* a worker could not start, or the caller gave up */
  int code;        /* the failure that ends the run: the lowest job's, or the first of the others */
  size_t code_job; /* whose it is; SIZE_MAX: of no job */
  cs_err failure;
} pool;

typedef struct worker {
  pool *pool;
  unsigned number;
  uv_thread_t thread;
} worker;

/* With the lock held. A failure outside the jobs ends all at once; that of a job when its turn comes. */
static void fail_job(pool *p, size_t index, int code, const cs_err *why) {
  if (index < p->limit) p->limit = index;
  if (p->code != CS_OK && p->code_job <= index) return;
  p->code = code;
  p->code_job = index;
  p->failure = *why;
}

static void fail_all(pool *p, int code, const cs_err *why) {
  if (!p->over) {
    p->code = code;
    p->code_job = 0;
    p->failure = *why;
  }
  p->over = true;
}

/* With the lock held: waits for a job. False: there is none for this worker any more. */
static bool take_job(pool *p, size_t *index) {
  for (;;) {
    if (p->over || p->next >= p->limit) return false;
    if (p->next - p->taken < p->window) break;
    uv_cond_wait(&p->room, &p->lock);
  }
  *index = p->next++;
  return true;
}

static void work(worker *w, void *state) {
  pool *p = w->pool;
  size_t index;
  uv_mutex_lock(&p->lock);
  while (take_job(p, &index)) {
    uv_mutex_unlock(&p->lock);

    cs_err err = {0};
    void *result = NULL;
    int rc = p->task->job(p->task->user, state, index, &result, &err);

    uv_mutex_lock(&p->lock);
    slot *place = &p->slots[index % p->window];
    place->state = rc == CS_OK ? SLOT_READY : SLOT_FAILED;
    place->result = result;
    if (rc != CS_OK) {
      fail_job(p, index, rc, &err);
      uv_cond_broadcast(&p->room);
    }
    if (index == p->taken) uv_cond_signal(&p->ready);
  }
  uv_mutex_unlock(&p->lock);
}

static void run_worker(void *argument) {
  worker *w = argument;
  pool *p = w->pool;
  const cs_workers_task *task = p->task;
  cs_err err = {0};
  void *state = NULL;
  int rc = task->start == NULL ? CS_OK : task->start(task->user, w->number, &state, &err);
  if (rc != CS_OK) {
    uv_mutex_lock(&p->lock);
    fail_all(p, rc, &err);
    uv_cond_broadcast(&p->room);
    uv_cond_signal(&p->ready);
    uv_mutex_unlock(&p->lock);
    return;
  }
  work(w, state);
  if (task->stop != NULL) task->stop(task->user, state);
}

/* In the caller: hands results on in order until the last one or a failure. */
static void deliver(pool *p) {
  uv_mutex_lock(&p->lock);
  while (p->taken < p->count) {
    slot *place = &p->slots[p->taken % p->window];
    while (!p->over && place->state == SLOT_EMPTY) uv_cond_wait(&p->ready, &p->lock);
    if (p->over || place->state == SLOT_FAILED) break;
    void *result = place->result;
    *place = (slot){0};
    uv_mutex_unlock(&p->lock);

    cs_err err = {0};
    int rc =
        p->task->done(p->task->user, p->taken, result, &err); /* only this thread changes `taken` */

    uv_mutex_lock(&p->lock);
    if (rc != CS_OK) {
      fail_all(p, rc, &err);
      break;
    }
    p->taken++;
    uv_cond_signal(&p->room);
  }
  p->over = true;
  uv_cond_broadcast(&p->room);
  uv_mutex_unlock(&p->lock);
}

static int start_threads(pool *p, worker *workers, unsigned *started, cs_err *err) {
  for (*started = 0; *started < p->threads; (*started)++) {
    worker *w = &workers[*started];
    *w = (worker){.pool = p, .number = *started};
    int rc = uv_thread_create(&w->thread, run_worker, w);
    if (rc == 0) continue;
    if (*started > 0) return CS_OK; /* fewer threads do the same work */
    return cs_fail(err, CS_ENOMEM, CS_MSG_workers_thread, uv_strerror(rc));
  }
  return CS_OK;
}

static int run_pool(pool *p, cs_err *err) {
  unsigned started = 0;
  worker *workers = calloc(p->threads, sizeof *workers);
  p->slots = calloc(p->window, sizeof *p->slots);
  if (workers == NULL || p->slots == NULL) {
    free(p->slots);
    free(workers);
    return cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory);
  }
  int rc = start_threads(p, workers, &started, err);
  if (rc == CS_OK) deliver(p);
  for (unsigned i = 0; i < started; i++) uv_thread_join(&workers[i].thread);
  for (size_t i = 0; i < p->window; i++) {
    if (p->slots[i].state == SLOT_READY && p->task->drop != NULL)
      p->task->drop(p->task->user, p->slots[i].result);
  }
  if (rc == CS_OK && p->code != CS_OK) {
    rc = p->code;
    if (err != NULL) *err = p->failure;
  }
  free(p->slots);
  free(workers);
  return rc;
}

int cs_workers_run(const cs_workers_task *task, size_t count, unsigned threads, cs_err *err) {
  assert(task->job != NULL && task->done != NULL);
  if (count == 0) return CS_OK;
  if (threads == 0) threads = uv_available_parallelism();
  if (threads > THREADS_MAX) threads = THREADS_MAX;
  if (threads > count) threads = (unsigned)count;
  pool p = {.task = task, .count = count, .threads = threads, .limit = count, .code_job = SIZE_MAX};
  p.window = (size_t)threads * WAITING_PER_THREAD;

  int rc = uv_mutex_init(&p.lock);
  if (rc != 0) return cs_fail(err, CS_ENOMEM, CS_MSG_workers_thread, uv_strerror(rc));
  rc = uv_cond_init(&p.room);
  if (rc != 0) goto no_room;
  rc = uv_cond_init(&p.ready);
  if (rc != 0) goto no_ready;
  int result = run_pool(&p, err);
  uv_cond_destroy(&p.ready);
  uv_cond_destroy(&p.room);
  uv_mutex_destroy(&p.lock);
  return result;

no_ready:
  uv_cond_destroy(&p.room);
no_room:
  uv_mutex_destroy(&p.lock);
  return cs_fail(err, CS_ENOMEM, CS_MSG_workers_thread, uv_strerror(rc));
}
