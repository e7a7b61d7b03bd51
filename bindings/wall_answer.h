/* What goes through the pipe of the wall; for wall.c and for what attacks it. */
#pragma once
#include "base/buf.h"
#include "base/err.h"
#include <stdint.h>

/* What the lock failed at: the number of the step times this, and its errno. */
#define CS_WALL_STEP 65536
enum { CS_WALL_FILES = 1, CS_WALL_PROCESS, CS_WALL_LIMITS, CS_WALL_CALLS };

/* CS_EIO with text; `trouble`, not 0, is hostile. */
int cs_wall_not_locked(int32_t trouble, cs_err *err);
/* The same for what failed before: a call and its errno. */
int cs_wall_not_built(const char *call, int trouble, cs_err *err);

/* What the child sends first; then `size` bytes: the answer, or the text of the error. */
typedef struct cs_wall_head {
  int32_t rc;
  uint32_t locked; /* 0: the job has not run, the wall could not be built; what failed in rc */
  uint64_t size;
} cs_wall_head;

/* What a child that has ended well has sent; hostile bytes. CS_OK: at most `most` bytes are appended to `out`. Else nothing is,
 * and the code is one of CS_ERRORS: the job's own with its text, or CS_ELIMIT for what no job sends. */
int cs_wall_open_answer(const cs_buf *answer, size_t most, cs_buf *out, cs_err *err);
