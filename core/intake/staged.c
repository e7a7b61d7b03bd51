/* Values in staged rows and their keys. */
#include "intake/internal.h"

void cs_stage_put_blank(cs_buf *out) { cs_buf_putc(out, '-'); }

void cs_stage_put_term(cs_buf *out, uint32_t term) {
  cs_buf_putc(out, ':');
  cs_buf_put_uint(out, term);
}

static void put_text(cs_buf *out, char kind, cs_slice text) {
  cs_buf_putc(out, kind);
  cs_buf_put_uint(out, text.size);
  cs_buf_put(out, text.text, text.size);
}

void cs_stage_put_foreign(cs_buf *out, cs_slice text) { put_text(out, '+', text); }
void cs_stage_put_text(cs_buf *out, cs_slice text) { put_text(out, '=', text); }

void cs_stage_put_date(cs_buf *out, cs_date d) {
  cs_buf_putc(out, '@');
  cs_buf_put_int(out, d);
}

void cs_stage_put_int(cs_buf *out, int64_t n) {
  cs_buf_putc(out, '#');
  cs_buf_put_int(out, n);
}

void cs_key_put_int(cs_buf *out, int64_t n) {
  uint64_t bits = (uint64_t)n ^ UINT64_C(1) << 63;
  for (int shift = 56; shift >= 0; shift -= 8) cs_buf_putc(out, (char)(bits >> shift));
}

void cs_key_put_small(cs_buf *out, int32_t n) {
  uint32_t bits = (uint32_t)n ^ UINT32_C(1) << 31;
  const char bytes[4] = {(char)(bits >> 24), (char)(bits >> 16), (char)(bits >> 8), (char)bits};
  cs_buf_put(out, bytes, sizeof bytes);
}

int32_t cs_key_small(const char *bytes) {
  uint32_t bits = 0;
  for (int i = 0; i < 4; i++) bits = bits << 8 | (unsigned char)bytes[i];
  return (int32_t)(bits ^ UINT32_C(1) << 31);
}

void cs_key_put_text(cs_buf *out, cs_slice text) { /* no cell holds a NUL */
  cs_buf_put(out, text.text, text.size);
  cs_buf_putc(out, '\0');
}
