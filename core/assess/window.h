/* Windows: the n whole periods before the one that holds the as-of date, and what absence does to them. */
#pragma once
#include "assess/case.h"
#include "assess/compile.h"

/* WINDOW of the pack into the program; equal ones are one. Its place in *out. */
int cs_window_compile(cs_compiler *c, const json_t *json, int32_t *out);

/* The person's spans: which periods are left in each window (c->left). Without spans it is a copy. Only the spans that were read stay. */
void cs_windows_fill(cs_case *c);

/* The first day of the earliest period left; CS_DATE_NONE when the window is empty. */
cs_date cs_window_since(const cs_case *c, int32_t window);

/* Is period `i` of the window's kind wholly covered by the person's spans of the window's family? */
bool cs_window_covered(const cs_case *c, const cs_window *w, uint32_t i);
