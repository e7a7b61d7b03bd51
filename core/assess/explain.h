/* Explanation: lines and what would change the verdict. Private to core/assess. */
#pragma once
#include "assess/judge.h"

/* The sentence of a condition: its label and evidence, or what it says of itself or of its parts. */
void cs_say_node(cs_evaluator *e, const cs_node *node, cs_buf *out, bool brief);

/* {mark, text, clause, reading?} appended to `lines`; takes over what is in `text`. False: out of memory. */
bool cs_add_line(json_t *lines, const char *mark, cs_buf *text, const char *clause,
                 const cs_program *p, const cs_node *node);

/* One line for each part of an `all`, one for any other condition. */
bool cs_add_lines(cs_evaluator *e, json_t *lines, const cs_node *node, const char *clause);

/* explain_rules.c: ceiling, rule sets and routing. */
bool cs_explain_rules(cs_evaluator *e, json_t *lines);
bool cs_explain_ceiling(cs_evaluator *e, json_t *lines);

/* change.c: the smallest sets of facts that would lift the verdict. */
bool cs_explain_change(cs_evaluator *e, json_t *change);
