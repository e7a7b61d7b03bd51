#include "bindings/wall_answer.h"
#include "base/messages.h"
#include <errno.h>
#include <string.h>

int cs_wall_not_built(const char *call, int trouble, cs_err *err) {
  return cs_fail(err, CS_EIO, CS_MSG_wall_not_built, call, strerror(trouble));
}

int cs_wall_not_locked(int32_t trouble, cs_err *err) {
  static const char *const calls[] = {"?", "close_range", "prctl", "setrlimit", "seccomp"};
  int32_t step = trouble / CS_WALL_STEP, code = trouble % CS_WALL_STEP;
  if (step == CS_WALL_CALLS && code != ENOMEM) /* else the library has no reason to give */
    return cs_fail(err, CS_EIO, "%s", CS_MSG_wall_no_filter);
  bool known = step > 0 && step < (int32_t)(sizeof calls / sizeof *calls);
  return cs_wall_not_built(calls[known ? step : 0], code, err);
}

int cs_wall_open_answer(const cs_buf *answer, size_t most, cs_buf *out, cs_err *err) {
  cs_wall_head head;
  if (answer->size < sizeof head) return cs_fail(err, CS_ELIMIT, "%s", CS_MSG_wall_answer);
  memcpy(&head, answer->data, sizeof head);
  const char *bytes = answer->data + sizeof head;
  if (head.size != answer->size - sizeof head || head.size > most || head.locked > 1)
    return cs_fail(err, CS_ELIMIT, "%s", CS_MSG_wall_answer);
  if (!head.locked) return cs_wall_not_locked(head.rc, err);
  if (head.rc == CS_OK) {
    cs_buf_put(out, bytes, head.size);
    return out->failed ? cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory) : CS_OK;
  }
  if (head.rc <= CS_ERROR_BASE_ || head.rc > CS_EUSAGE || head.size >= sizeof err->text)
    return cs_fail(err, CS_ELIMIT, "%s", CS_MSG_wall_answer);
  return cs_fail(err, head.rc, "%.*s", (int)head.size, bytes);
}
