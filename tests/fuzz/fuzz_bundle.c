/* A row of neighbours from any bytes.
 *
 * Holds: reading ends, every code is a text that is not empty, and what was read, written again, is the bytes it was read from. */
#include "fuzz.h"
#include "store/internal.h"
#include <string.h>

static void write_again(const cs_neighbour *n, const unsigned char *bytes, size_t size) {
  cs_buf out = {0};
  cs_bundle_put(&out, n);
  HOLDS(!out.failed && out.size == size && memcmp(out.data, bytes, size) == 0);
  cs_buf_deinit(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  cs_reader in = cs_reader_of(data, size);
  cs_neighbour n = {0};
  const unsigned char *at = in.at;
  int more;
  for (; (more = cs_bundle_next(&in, &n)) == 1; at = in.at) {
    HOLDS(n.code[0] != '\0' && n.last >= 1 && n.last <= UINT32_MAX && in.at > at);
    write_again(&n, at, (size_t)(in.at - at));
  }
  HOLDS(more == 0 ? in.at == in.end : more == -1);
  return 0;
}
