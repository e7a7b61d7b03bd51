#include "base/text.h"
#include "base/messages.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

/* The table of well-formed sequences is Unicode 15, table 3-7: the second byte's range depends
 * on the first. */
size_t cs_utf8_next(const char *s, size_t n, uint32_t *point) {
  if (n == 0) return 0;
  const unsigned char *b = (const unsigned char *)s;
  uint32_t value = b[0];
  size_t length;
  if (value < 0x80) {
    if (point != NULL) *point = value;
    return 1;
  }
  unsigned char low = 0x80, high = 0xbf;
  if (value >= 0xc2 && value <= 0xdf) {
    length = 2;
    value &= 0x1f;
  } else if (value >= 0xe0 && value <= 0xef) {
    length = 3;
    if (value == 0xe0) low = 0xa0;  /* overlong */
    if (value == 0xed) high = 0x9f; /* surrogates */
    value &= 0x0f;
  } else if (value >= 0xf0 && value <= 0xf4) {
    length = 4;
    if (value == 0xf0) low = 0x90;  /* overlong */
    if (value == 0xf4) high = 0x8f; /* beyond U+10FFFF */
    value &= 0x07;
  } else {
    return 0;
  }
  if (n < length || b[1] < low || b[1] > high) return 0;
  value = value << 6 | (b[1] & 0x3fu);
  for (size_t i = 2; i < length; i++) {
    if ((b[i] & 0xc0) != 0x80) return 0;
    value = value << 6 | (b[i] & 0x3fu);
  }
  if (point != NULL) *point = value;
  return length;
}

static size_t ascii_prefix(const char *s, size_t n) {
  size_t at = 0;
  while (n - at >= 8) {
    uint64_t word;
    memcpy(&word, s + at, 8);
    if (word & UINT64_C(0x8080808080808080)) break;
    at += 8;
  }
  while (at < n && (unsigned char)s[at] < 0x80) at++;
  return at;
}

size_t cs_utf8_prefix(const char *s, size_t n) {
  size_t at = 0;
  for (;;) {
    at += ascii_prefix(s + at, n - at);
    do {
      size_t length = cs_utf8_next(s + at, n - at, NULL);
      if (length == 0) return at;
      at += length;
    } while (at < n && (unsigned char)s[at] >= 0x80);
  }
}

bool cs_utf8_valid(const char *s, size_t n) { return cs_utf8_prefix(s, n) == n; }

/* The property White_Space, and U+FEFF, which is what a misplaced byte order mark reads as. */
static bool is_blank(uint32_t point) {
  if (point < 0x80) return point == ' ' || (point >= '\t' && point <= '\r');
  return point == 0x85 || point == 0xa0 || point == 0x1680 ||
         (point >= 0x2000 && point <= 0x200a) || point == 0x2028 || point == 0x2029 ||
         point == 0x202f || point == 0x205f || point == 0x3000 || point == 0xfeff;
}

void cs_text_trim(const char **s, size_t *n) {
  const char *first = *s, *last = *s + *n;
  while (first < last) {
    uint32_t point;
    size_t length = cs_utf8_next(first, (size_t)(last - first), &point);
    if (length == 0 || !is_blank(point)) break;
    first += length;
  }
  while (first < last) {
    const char *at = last - 1;
    while (at > first && last - at < 4 && ((unsigned char)*at & 0xc0) == 0x80) at--;
    uint32_t point;
    size_t length = cs_utf8_next(at, (size_t)(last - at), &point);
    if (length != (size_t)(last - at) || !is_blank(point)) break;
    last = at;
  }
  *s = first;
  *n = (size_t)(last - first);
}

/* Normalisation leaves ASCII and the block of CJK Unified Ideographs (U+4E00..U+9FFF) as they
 * are: starters without a decomposition that compose with nothing. That is nearly every name and
 * label, so it must not allocate. */
static bool is_normal(const char *s, size_t n) {
  const unsigned char *b = (const unsigned char *)s;
  size_t at = ascii_prefix(s, n);
  while (at < n) {
    if (b[at] < 0x80) {
      at++;
    } else if (n - at >= 3 && b[at] >= 0xe4 && b[at] <= 0xe9 &&
               (b[at] != 0xe4 || b[at + 1] >= 0xb8) && (b[at + 1] & 0xc0) == 0x80 &&
               (b[at + 2] & 0xc0) == 0x80) {
      at += 3;
    } else {
      return false;
    }
  }
  return true;
}

int cs_text_normalise(const char *s, size_t n, cs_buf *out, cs_err *err) {
  if (is_normal(s, n)) {
    cs_text_trim(&s, &n);
    cs_buf_put(out, s, n);
    return out->failed ? cs_fail(err, CS_ENOMEM, CS_MSG_no_memory) : CS_OK;
  }

  size_t valid = cs_utf8_prefix(s, n);
  if (valid < n) return cs_fail(err, CS_EINPUT, CS_MSG_text_not_utf8, valid + 1);
  utf8proc_uint8_t *mapped = NULL;
  utf8proc_ssize_t size = utf8proc_map((const utf8proc_uint8_t *)s, (utf8proc_ssize_t)n, &mapped,
                                       UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_COMPAT);
  if (size < 0) {
    free(mapped);
    if (size == UTF8PROC_ERROR_INVALIDUTF8)
      return cs_fail(err, CS_EINPUT, CS_MSG_text_not_utf8, (size_t)1);
    return cs_fail(err, CS_ENOMEM, CS_MSG_no_memory);
  }
  const char *text = (const char *)mapped;
  size_t text_size = (size_t)size;
  cs_text_trim(&text, &text_size);
  cs_buf_put(out, text, text_size);
  free(mapped);
  return out->failed ? cs_fail(err, CS_ENOMEM, CS_MSG_no_memory) : CS_OK;
}

/* Code points, decomposed: two texts with the same ones compose to the same, too. -1: not UTF-8, or too many. */
static utf8proc_ssize_t decompose(const char *s, size_t n,
                                  utf8proc_int32_t out[CS_TEXT_SAME_MOST]) {
  utf8proc_ssize_t count =
      cs_utf8_valid(s, n)
          ? utf8proc_decompose((const utf8proc_uint8_t *)s, (utf8proc_ssize_t)n, out,
                               CS_TEXT_SAME_MOST,
                               UTF8PROC_STABLE | UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT)
          : -1;
  return count > CS_TEXT_SAME_MOST ? -1 : count;
}

static void trim_points(const utf8proc_int32_t **points, utf8proc_ssize_t *count) {
  while (*count > 0 && is_blank((uint32_t) * *points)) ++*points, --*count;
  while (*count > 0 && is_blank((uint32_t)(*points)[*count - 1])) --*count;
}

bool cs_text_same(const char *a, size_t a_size, const char *b, size_t b_size) {
  if (is_normal(a, a_size) && is_normal(b, b_size)) {
    cs_text_trim(&a, &a_size);
    cs_text_trim(&b, &b_size);
    return a_size == b_size && a_size > 0 && memcmp(a, b, a_size) == 0;
  }
  utf8proc_int32_t first[CS_TEXT_SAME_MOST], second[CS_TEXT_SAME_MOST];
  const utf8proc_int32_t *one = first, *other = second;
  utf8proc_ssize_t ones = decompose(a, a_size, first), others = decompose(b, b_size, second);
  if (ones < 0 || others < 0) return a_size == b_size && memcmp(a, b, a_size) == 0;
  trim_points(&one, &ones);
  trim_points(&other, &others);
  return ones == others && ones > 0 && memcmp(one, other, (size_t)ones * sizeof *one) == 0;
}

void cs_text_upper_ascii(char *s, size_t n) {
  for (size_t i = 0; i < n; i++) {
    if (s[i] >= 'a' && s[i] <= 'z') s[i] = (char)(s[i] - 'a' + 'A');
  }
}

/* Columns of the character at s; its bytes in *length. An invalid byte takes one column, as
 * terminals draw it. */
static size_t columns_of(const char *s, size_t n, size_t *length) {
  uint32_t point;
  *length = cs_utf8_next(s, n, &point);
  if (*length == 0) {
    *length = 1;
    return 1;
  }
  if (point < 0x80) return point >= 0x20 && point != 0x7f;
  int width = utf8proc_charwidth((utf8proc_int32_t)point);
  return width < 0 ? 0 : (size_t)width;
}

size_t cs_text_width(const char *s, size_t n) {
  size_t width = 0, length;
  for (size_t at = 0; at < n; at += length) width += columns_of(s + at, n - at, &length);
  return width;
}

size_t cs_text_fit(const char *s, size_t n, size_t columns) {
  size_t at = 0, width = 0, marks = 0;
  while (at < n) {
    size_t length, more = columns_of(s + at, n - at, &length);
    width += more;
    marks = more == 0 ? marks + 1 : 0;
    if (width > columns || marks > CS_TEXT_MARKS) break;
    at += length;
  }
  return at;
}

/* What could move the cursor, start an escape sequence, break the line, reorder what stands around it, or stand there without being
 * seen. */
static bool is_treacherous(uint32_t point) {
  if (point < 0x80) return point < 0x20 || point == 0x7f;
  return point < 0xa0 || point == 0x061c || (point >= 0x200b && point <= 0x200f) ||
         (point >= 0x2028 && point <= 0x202e) || (point >= 0x2060 && point <= 0x2064) ||
         (point >= 0x2066 && point <= 0x2069) || point == 0xfeff ||
         (point >= 0xe0000 && point <= 0xe007f);
}

size_t cs_text_plain(const char *s, size_t n) {
  size_t length;
  for (size_t at = 0; at < n; at += length) {
    uint32_t point;
    length = cs_utf8_next(s + at, n - at, &point);
    if (length == 0 || is_treacherous(point)) return at;
  }
  return n;
}

void cs_text_put_visible(cs_buf *out, const char *s, size_t n) {
  size_t plain = 0; /* start of what is not yet copied */
  size_t length;
  for (size_t at = 0; at < n; at += length) {
    uint32_t point;
    length = cs_utf8_next(s + at, n - at, &point);
    if (length > 0 && !is_treacherous(point)) continue;
    cs_buf_put(out, s + plain, at - plain);
    if (length == 0) {
      length = 1;
      cs_buf_printf(out, "\\x%02x", (unsigned)(unsigned char)s[at]);
    } else {
      const char *format = point < 0x80 ? "\\x%02x" : point < 0x10000 ? "\\u%04x" : "\\U%08x";
      char escape[16];
      cs_buf_put(out, escape, (size_t)snprintf(escape, sizeof escape, format, (unsigned)point));
    }
    plain = at + length;
  }
  cs_buf_put(out, s + plain, n - plain);
}

void cs_text_put_json(cs_buf *out, const char *s, size_t n) {
  size_t plain = 0;
  size_t length;
  cs_buf_putc(out, '"');
  for (size_t at = 0; at < n; at += length) {
    uint32_t point;
    length = cs_utf8_next(s + at, n - at, &point);
    bool safe = length > 0 && point >= 0x20 && point != '"' && point != '\\';
    if (safe && (point > 0xffff || !is_treacherous(point)))
      continue; /* nor what ends a line in JavaScript or is obeyed by a terminal */
    cs_buf_put(out, s + plain, at - plain);
    if (length == 0) {
      length = 1;
      cs_buf_puts(out, "\\ufffd");
    } else if (point == '"' || point == '\\') {
      cs_buf_putc(out, '\\');
      cs_buf_putc(out, (char)point);
    } else if (point == '\n') {
      cs_buf_puts(out, "\\n");
    } else if (point == '\r') {
      cs_buf_puts(out, "\\r");
    } else if (point == '\t') {
      cs_buf_puts(out, "\\t");
    } else {
      cs_buf_printf(out, "\\u%04x", (unsigned)point);
    }
    plain = at + length;
  }
  cs_buf_put(out, s + plain, n - plain);
  cs_buf_putc(out, '"');
}

static size_t digits(const char *s, size_t n, size_t at) {
  size_t first = at;
  while (at < n && s[at] >= '0' && s[at] <= '9') at++;
  return at - first;
}

/* [+-] digits [. digits] [%] */
static bool is_plain_number(const char *s, size_t n) {
  size_t at = n > 0 && (s[0] == '+' || s[0] == '-');
  size_t whole = digits(s, n, at);
  if (whole == 0) return false;
  at += whole;
  if (at < n && s[at] == '.') {
    size_t fraction = digits(s, n, at + 1);
    if (fraction == 0) return false;
    at += 1 + fraction;
  }
  if (at < n && s[at] == '%') at++;
  return at == n;
}

static bool starts_formula(const char *s, size_t n) {
  uint32_t point;
  if (cs_utf8_next(s, n, &point) == 0) return false;
  switch (point) {
    case '=':
    case '+':
    case '-':
    case '@':
    case '\t':
    case '\r':
    case '\n':
    case 0xff1d:
    case 0xff0b:
    case 0xff0d:
    case 0xff20: /* fullwidth, which a Chinese Excel takes for the same */ return true;
    default: return false;
  }
}

void cs_text_put_csv(cs_buf *out, const char *s, size_t n) {
  bool guard = starts_formula(s, n) && !is_plain_number(s, n);
  bool quote = false;
  for (size_t i = 0; i < n && !quote; i++) {
    quote = s[i] == ',' || s[i] == '"' || s[i] == '\n' || s[i] == '\r';
  }
  if (quote) cs_buf_putc(out, '"');
  if (guard) cs_buf_putc(out, '\'');
  size_t plain = 0;
  if (quote) {
    for (size_t i = 0; i < n; i++) {
      if (s[i] != '"') continue;
      cs_buf_put(out, s + plain, i + 1 - plain);
      plain = i; /* the quote is put a second time with what follows */
    }
  }
  cs_buf_put(out, s + plain, n - plain);
  if (quote) cs_buf_putc(out, '"');
}
