/* What the process that runs opaque leaves answers, of any bytes. Holds: yes only from a sound answer; every failure has one of the codes
 * that may come of it, and a terminated text of valid UTF-8; what we write ourselves is read back as it was. */
#include "base/text.h"
#include "bindings/leaf_wire.h"
#include "fuzz.h"
#include <string.h>

static void check_error(int rc, const cs_err *err) {
  HOLDS(rc == CS_EPACK || rc == CS_ELIMIT || rc == CS_ENOMEM || rc == CS_EINPUT);
  HOLDS(err->code == rc);
  const char *end = memchr(err->text, '\0', sizeof err->text);
  HOLDS(end != NULL && end > err->text && cs_utf8_valid(err->text, (size_t)(end - err->text)));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  cs_buf answer = {0};
  cs_buf_put(&answer, data, size);
  cs_err err;
  memset(&err, 0x5a, sizeof err); /* what is not written is not terminated */
  cs_leaf_answer a, again;
  int rc = cs_wire_read_answer(&answer, &a, &err);
  if (rc != CS_OK) {
    HOLDS(!a.holds && (rc != CS_EINPUT || a.steps == 0));
    check_error(rc, &err);
  }
  if (rc != CS_EINPUT) {
    cs_buf_clear(&answer);
    cs_wire_put_answer(&answer, rc, &a, rc == CS_OK ? "" : err.text);
    HOLDS(answer.size <= CS_LEAF_ANSWER_MAX);
    int second = cs_wire_read_answer(&answer, &again, &err);
    HOLDS(second == rc && again.holds == a.holds && again.steps == a.steps);
  }
  cs_buf_deinit(&answer);
  return 0;
}
