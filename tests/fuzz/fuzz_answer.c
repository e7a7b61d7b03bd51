/* What the child behind the wall sends back, of any bytes; the first byte is the caller's limit. Holds: never more than the limit is
 * handed on, and only by a good answer; every failure has a code of ours and a terminated text of valid UTF-8. */
#include "base/text.h"
#include "bindings/wall_answer.h"
#include "fuzz.h"
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  if (size < 1) return 0;
  size_t most = data[0];
  cs_buf answer = {0}, out = {0};
  cs_buf_put(&answer, data + 1, size - 1);
  cs_buf_puts(&out, "before");
  HOLDS(!answer.failed && !out.failed);
  cs_err err;
  memset(&err, 0x5a, sizeof err); /* what is not written is not terminated */
  int rc = cs_wall_open_answer(&answer, most, &out, &err);
  HOLDS(out.size >= 6 && memcmp(out.data, "before", 6) == 0);
  if (rc == CS_OK) {
    HOLDS(size - 1 >= sizeof(cs_wall_head) && out.size - 6 == size - 1 - sizeof(cs_wall_head));
    HOLDS(out.size - 6 <= most);
    HOLDS(out.size == 6 ||
          memcmp(out.data + 6, data + 1 + sizeof(cs_wall_head), out.size - 6) == 0);
  } else {
    HOLDS(out.size == 6);
    HOLDS(strcmp(cs_err_name(rc), "CS_UNKNOWN") != 0 && err.code == rc);
    const char *end = memchr(err.text, '\0', sizeof err.text);
    HOLDS(end != NULL && cs_utf8_valid(err.text, (size_t)(end - err.text)));
  }
  cs_buf_deinit(&answer);
  cs_buf_deinit(&out);
  return 0;
}
