/* Text of any bytes. The first byte is a number of columns, the rest the text.
 *
 * Holds: validity agrees with decoding character by character, and a character encodes to its
 * own bytes; normalising twice is normalising once; what is made visible has nothing left to hide; the
 * longest prefix that fits does fit and one more character would not; JSON read back is the text. */
#include "base/text.h"
#include "fuzz.h"
#include <jansson.h>
#include <string.h>

static size_t encode(uint32_t point, char out[4]) {
  if (point < 0x80) {
    out[0] = (char)point;
    return 1;
  }
  size_t length = point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
  for (size_t i = length - 1; i > 0; i--, point >>= 6) out[i] = (char)(0x80 | (point & 0x3f));
  out[0] = (char)((0xf00 >> length) | point);
  return length;
}

static size_t check_characters(const char *s, size_t n) {
  size_t at = 0;
  for (size_t length; at < n; at += length) {
    uint32_t point;
    length = cs_utf8_next(s + at, n - at, &point);
    if (length == 0) break;
    char bytes[4];
    HOLDS(point <= 0x10ffff && (point < 0xd800 || point > 0xdfff));
    HOLDS(encode(point, bytes) == length && memcmp(bytes, s + at, length) == 0);
  }
  HOLDS(cs_utf8_prefix(s, n) == at);
  HOLDS(cs_utf8_valid(s, n) == (at == n));
  return at;
}

static void check_trim(const char *s, size_t n) {
  const char *trimmed = s;
  size_t size = n;
  cs_text_trim(&trimmed, &size);
  HOLDS(trimmed >= s && trimmed + size <= s + n);
  const char *again = trimmed;
  size_t again_size = size;
  cs_text_trim(&again, &again_size);
  HOLDS(again == trimmed && again_size == size);
}

#define SAME_MOST 80 /* bytes: of three none becomes more than 18 code points */

static void check_normalise(const char *s, size_t n, bool valid) {
  cs_buf once = {0}, twice = {0};
  cs_err err = {0};
  int rc = cs_text_normalise(s, n, &once, &err);
  HOLDS(rc == (valid ? CS_OK : CS_EINPUT));
  if (rc == CS_OK) {
    cs_buf_str(&once); /* an empty one has no bytes to point at yet */
    HOLDS(cs_utf8_valid(once.data, once.size));
    HOLDS(cs_text_normalise(once.data, once.size, &twice, &err) == CS_OK);
    HOLDS(twice.size == once.size &&
          (once.size == 0 || memcmp(once.data, twice.data, once.size) == 0));
    if (n <= SAME_MOST) HOLDS(cs_text_same(s, n, once.data, once.size) == (once.size > 0));
  } else {
    HOLDS(err.text[0] != '\0' && once.size == 0);
  }
  cs_buf_deinit(&once);
  cs_buf_deinit(&twice);
}

static void check_visible(const char *s, size_t n) {
  cs_buf once = {0}, twice = {0};
  cs_text_put_visible(&once, s, n);
  cs_buf_str(&once);
  HOLDS(cs_utf8_valid(once.data, once.size));
  for (size_t i = 0; i < once.size; i++) {
    unsigned char c = (unsigned char)once.data[i];
    HOLDS(c >= 0x20 && c != 0x7f);
    if (c == 0xc2) HOLDS((unsigned char)once.data[i + 1] >= 0xa0); /* C1 */
  }
  cs_text_put_visible(&twice, once.data, once.size);
  HOLDS(twice.size == once.size &&
        (once.size == 0 || memcmp(once.data, twice.data, once.size) == 0));
  cs_buf_deinit(&once);
  cs_buf_deinit(&twice);
}

/* How many characters without a width the text ends in. */
static size_t marks_at_end(const char *s, size_t n) {
  size_t marks = 0, length;
  for (size_t at = 0; at < n; at += length) {
    length = cs_utf8_next(s + at, n - at, NULL);
    if (length == 0) length = 1;
    marks = cs_text_width(s + at, length) == 0 ? marks + 1 : 0;
  }
  return marks;
}

static void check_width(const char *s, size_t n, size_t columns) {
  size_t fit = cs_text_fit(s, n, columns);
  HOLDS(fit <= n && cs_text_width(s, fit) <= columns && marks_at_end(s, fit) <= CS_TEXT_MARKS);
  if (fit < n) {
    size_t length = cs_utf8_next(s + fit, n - fit, NULL), more = fit + (length == 0 ? 1 : length);
    HOLDS(cs_text_width(s, more) > columns || marks_at_end(s, more) > CS_TEXT_MARKS);
  }
}

static void check_json(const char *s, size_t n, bool valid) {
  cs_buf out = {0};
  cs_text_put_json(&out, s, n);
  json_error_t error;
  json_t *value = json_loadb(out.data, out.size, JSON_DECODE_ANY | JSON_ALLOW_NUL, &error);
  HOLDS(json_is_string(value));
  if (valid) {
    HOLDS(json_string_length(value) == n);
    HOLDS(n == 0 || memcmp(json_string_value(value), s, n) == 0);
  }
  json_decref(value);
  cs_buf_deinit(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  if (size == 0) return 0;
  const char *s = (const char *)data + 1;
  size_t n = size - 1;
  bool valid = check_characters(s, n) == n;
  check_trim(s, n);
  check_normalise(s, n, valid);
  check_visible(s, n);
  check_width(s, n, data[0]);
  check_json(s, n, valid);
  return 0;
}
