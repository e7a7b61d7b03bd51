/* Words for explanations: facts, values and periods as people read them, in the language set. */
#pragma once
#include "assess/predicate.h"

const char *cs_attribute_label(const cs_case *c, int32_t attr); /* its label or its name */
void cs_say_fact(cs_sentence *s, const cs_case *c,
                 int32_t attr); /* "grade junior.good", "left_on none" */
void cs_say_value(cs_buf *out, const cs_case *c,
                  int32_t attr); /* the value alone; "not known"; "none" */
void cs_say_place(cs_buf *out, const cs_case *c, int32_t attr,
                  int64_t number); /* a value of the attribute's kind */
void cs_say_set(cs_buf *out, const cs_case *c, int32_t list, const cs_bits *set,
                const char *between);
void cs_say_compare(cs_buf *out, cs_compare cmp);
/* The fact of a node that compares one, and after it what the node needs. */
void cs_say_compared(const cs_node *node, const cs_case *c, cs_sentence *s);
void cs_say_window(cs_buf *out, const cs_case *c,
                   int32_t window); /* "2026-01..2026-06"; "2025-11..2026-06 without 2026-02" */
bool cs_say_days(
    cs_buf *out, const cs_case *c,
    int32_t window); /* "2026-01-01..2026-06-30"; false: there are none, which it says */
void cs_say_ratings(cs_buf *out, const cs_case *c, int32_t series,
                    int32_t window); /* "2026-01..2026-06: S A ? - B", or why there are none */
void cs_say_cells(cs_buf *out, const cs_case *c, int32_t series, uint64_t cells,
                  uint64_t due); /* "S A ? - B", oldest first; "?": expected, where it is due */
