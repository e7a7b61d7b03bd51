/* The wall: untrusted packs are run in a child process that has nothing but its memory, a pipe and a bounded time. A hole in the
 * policy state, or in Lua itself, then opens into an empty room: no files, no network, no processes, no database.
 *
 * The child starts as a copy of this process, so the caller must not have a database open while it runs a job. What the child
 * sends back is hostile bytes: a size that is checked, then the caller's own decoding. */
#pragma once
#include "base/buf.h"
#include "base/err.h"

/* Runs in the child: appends its answer to `out`, or fails like any other function. */
typedef int (*cs_wall_job)(void *argument, cs_buf *out, cs_err *err);

typedef struct cs_wall_limits {
  unsigned cpu_seconds;
  unsigned wall_seconds;
  size_t memory; /* address space beyond what the process has now, bytes */
  size_t answer; /* bytes */
} cs_wall_limits;

extern const cs_wall_limits cs_wall_default;

#define CS_WALL_DOOR 3 /* the descriptor of whom it answers to */

/* Locks this process in for good: `door` becomes CS_WALL_DOOR, the only descriptor that is left and the only one that may be written to
 * or read from. A limit of 0 seconds is none. 0, or what failed, for cs_wall_not_locked. */
int cs_wall_lock(int door, const cs_wall_limits *limits);

/* Appends the job's answer to `out` and gives its result and error text. CS_ELIMIT: the child was stopped by a limit, died, or sent
 * what no job sends. CS_EIO: no child could be had, or it could not be locked in; nothing has run then. */
int cs_wall_run(const cs_wall_limits *limits, cs_wall_job job, void *argument, cs_buf *out,
                cs_err *err);
