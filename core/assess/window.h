/* Windows: the n whole periods before the one that holds the as-of date, or those between two dates of the person; and what absence does to
 * them. No window holds the as-of period or a later one: they are not over. */
#pragma once
#include "assess/case.h"
#include "assess/compile.h"

/* WINDOW of the pack into the program; equal ones are one. Its place in *out. */
int cs_window_compile(cs_compiler *c, const json_t *json, int32_t *out);

/* The time up to the as-of date, in which events are counted. */
int cs_window_ever(cs_compiler *c, int32_t *out);

/* From the person's dates and spans: what is in each window (c->left, due, days, sight). Only the spans that were read stay. */
void cs_windows_fill(cs_case *c);

/* What is wrong when a verdict hangs on a window that reaches too far back. */
void cs_window_too_far(const cs_case *c, int32_t window, cs_err *err);

/* Is period `i` of the window's kind wholly covered by the person's spans of the window's family? */
bool cs_window_covered(const cs_case *c, const cs_window *w, uint32_t i);
