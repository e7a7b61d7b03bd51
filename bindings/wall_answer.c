#include "bindings/wall_answer.h"
#include "base/messages.h"
#include <string.h>

int cs_wall_open_answer(const cs_buf *answer, size_t most, cs_buf *out, cs_err *err) {
  cs_wall_head head;
  if (answer->size < sizeof head) return cs_fail(err, CS_ELIMIT, "%s", CS_MSG_wall_answer);
  memcpy(&head, answer->data, sizeof head);
  const char *bytes = answer->data + sizeof head;
  if (head.size != answer->size - sizeof head || head.size > most || head.locked > 1)
    return cs_fail(err, CS_ELIMIT, "%s", CS_MSG_wall_answer);
  if (!head.locked) return cs_fail(err, CS_EIO, CS_MSG_wall_not_built, strerror(head.rc));
  if (head.rc == CS_OK) {
    cs_buf_put(out, bytes, head.size);
    return out->failed ? cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory) : CS_OK;
  }
  if (head.rc <= CS_ERROR_BASE_ || head.rc > CS_EUSAGE || head.size >= sizeof err->text)
    return cs_fail(err, CS_ELIMIT, "%s", CS_MSG_wall_answer);
  return cs_fail(err, head.rc, "%.*s", (int)head.size, bytes);
}
