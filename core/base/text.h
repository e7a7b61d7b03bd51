/* Text: UTF-8 validity, normalisation, display width, encodings, escaping. All input is hostile. */
#pragma once
#include "base/buf.h"
#include "base/err.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

bool cs_utf8_valid(const char *s, size_t n);    /* no surrogates, no overlongs, NUL allowed */
size_t cs_utf8_prefix(const char *s, size_t n); /* bytes before the first invalid character */

/* Bytes of the character at s, 1 to 4; 0 when it is invalid or n is 0. `point` may be NULL. */
size_t cs_utf8_next(const char *s, size_t n, uint32_t *point);

/* Moves both ends past Unicode white space and U+FEFF. */
void cs_text_trim(const char **s, size_t *n);

/* NFKC and trim of Unicode white space, appended to `out`; invalid UTF-8 is CS_EINPUT. Plain
 * ASCII takes a fast path. */
int cs_text_normalise(const char *s, size_t n, cs_buf *out, cs_err *err);

/* Are the two, normalised as above, one text? Takes no memory, so that nothing but the texts decides. What is not UTF-8 or is more
 * than CS_TEXT_SAME_MOST code points is the same as its own bytes alone; what is empty is the same as nothing. */
#define CS_TEXT_SAME_MOST 512
bool cs_text_same(const char *a, size_t a_size, const char *b, size_t b_size);
void cs_text_upper_ascii(char *s, size_t n);

/* Columns on a terminal: 2 for East Asian wide and fullwidth, 0 for combining and control. */
size_t cs_text_width(const char *s, size_t n);

/* The longest prefix of at most `columns` columns, in bytes. It ends where more than CS_TEXT_MARKS characters without a width follow
 * one another: no language needs them, and a megabyte of them would fit one column. */
#define CS_TEXT_MARKS 16
size_t cs_text_fit(const char *s, size_t n, size_t columns);

/* Append s safe for a terminal: control, bidirectional and invalid bytes become visible escapes
 * (\x1b, \u202e). */
void cs_text_put_visible(cs_buf *out, const char *s, size_t n);

/* Up to where there is nothing that would become such an escape, in bytes: n when there is nothing. */
size_t cs_text_plain(const char *s, size_t n);

void cs_text_put_json(cs_buf *out, const char *s, size_t n); /* with the quotes */

/* An RFC 4180 cell, quoted when needed; a leading = + - @ TAB CR LF, or fullwidth = + - @, gets
 * a ' before it unless the cell is a plain number (formula injection, OWASP). */
void cs_text_put_csv(cs_buf *out, const char *s, size_t n);

typedef enum cs_encoding { CS_ENC_AUTO, CS_ENC_UTF8, CS_ENC_GB18030 } cs_encoding;
