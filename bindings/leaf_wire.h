/* What goes between the judging process and the one that runs opaque leaves. Numbers are varints, texts a size and bytes. Requests:
 *   'O' language, number of layers, their ids from the first base to the pack itself, the stored files, number of leaves, their ids
 *   'A' number of the leaf, number of facts; each a name and: 0 | 1 integer | 2 text | 3 count (period, text)...
 * Answers: code, yes or no, steps, the text of an error. */
#pragma once
#include "assess/case.h"
#include "base/buf.h"

enum { CS_WIRE_NOTHING, CS_WIRE_INTEGER, CS_WIRE_TEXT, CS_WIRE_SERIES };

typedef struct cs_leaf_answer {
  bool holds;
  int64_t steps;
} cs_leaf_answer;

#define CS_LEAF_ANSWER_MAX ((size_t)2000) /* bytes; an error's text is cut before */

void cs_wire_put_text(cs_buf *b, const char *text, size_t size);

/* NULL and bad at the end of what there is. Not terminated. */
const char *cs_wire_text(cs_reader *r, size_t *size);

/* {as_of =, attribute = value, series = { period = value }}: what the leaf has declared to read, nothing else. */
void cs_wire_put_facts(cs_buf *b, const cs_case *c, const json_t *reads);

void cs_wire_put_answer(cs_buf *b, int rc, const cs_leaf_answer *a, const char *text);

/* Hostile bytes. CS_OK; the code that the leaf failed with, one of CS_EPACK, CS_ELIMIT and CS_ENOMEM, with its text and
 * the steps it cost; or CS_EINPUT for what no room answers. */
int cs_wire_read_answer(const cs_buf *b, cs_leaf_answer *out, cs_err *err);
