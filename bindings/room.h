/* A room behind the wall in which a process of its own goes on living: a new program image, so that nothing of this process's memory is in
 * it, locked in as the wall says before it reads its first request. Requests and answers are frames; what comes back is hostile bytes.
 * A room that was late, died or answered too much is shut, and stays so. */
#pragma once
#include "bindings/wall.h"

#define CS_ROOM_WORD "--room" /* the only argument of a program that is such a process */

typedef struct cs_room cs_room;

/* CS_EIO: no process could be had. */
int cs_room_open(cs_room **out, cs_err *err);
void cs_room_close(cs_room *r); /* ends the process; NULL is legal */

/* Appends the answer, at most `most` bytes. CS_ELIMIT: late, dead, or too much; CS_ENOMEM. After a failure only closing is left. */
int cs_room_ask(cs_room *r, const cs_buf *request, int64_t milliseconds, size_t most,
                cs_buf *answer, cs_err *err);

/* In the process: answers requests until there are no more. `answer` appends to `out`. Gives the exit status. */
typedef void (*cs_room_answer)(void *user, const char *request, size_t size, cs_buf *out);
int cs_room_live(cs_room_answer answer, void *user);
