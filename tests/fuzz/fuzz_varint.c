/* Numbers as bytes. Holds: each number has one encoding, so what is read and written again is the
 * very bytes that were read; an overrun is remembered and never reads beyond the end. */
#include "base/buf.h"
#include "fuzz.h"
#include <string.h>

static void read_all(const uint8_t *data, size_t size, bool is_signed) {
  cs_buf again = {0};
  cs_reader r = cs_reader_of(data, size);
  size_t read = 0;
  while (!cs_read_done(&r)) {
    const unsigned char *before = r.at;
    uint64_t bits = 0;
    if (is_signed) {
      int64_t value = cs_read_int(&r);
      if (!r.bad) cs_buf_put_int(&again, value);
      bits = (uint64_t)value;
    } else {
      bits = cs_read_uint(&r);
      if (!r.bad) cs_buf_put_uint(&again, bits);
    }
    HOLDS(r.at > before && r.at <= r.end);
    if (!r.bad) read = (size_t)(r.at - data);
    if (r.bad) HOLDS(bits == 0 && r.at == r.end);
  }
  HOLDS(again.size == read && (read == 0 || memcmp(again.data, data, read) == 0));
  HOLDS(cs_read_bytes(&r, 1) == NULL && r.bad && cs_read_uint(&r) == 0 && cs_read_int(&r) == 0);
  cs_buf_deinit(&again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  read_all(data, size, false);
  read_all(data, size, true);
  cs_reader r = cs_reader_of(data, size); /* texts with their sizes before them */
  while (!cs_read_done(&r)) {
    uint64_t n = cs_read_uint(&r);
    const char *bytes = cs_read_bytes(&r, (size_t)n);
    HOLDS(r.bad == (bytes == NULL));
    if (bytes != NULL)
      HOLDS((const uint8_t *)bytes >= data && (const uint8_t *)bytes + n <= data + size);
  }
  return 0;
}
