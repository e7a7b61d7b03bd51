/* Checks: what procedures ask about one subject. A check is a list of gates that the pack names; a condition stands by itself
 * in a stage or a trigger. Either is compiled into a program that an evaluator judges like a cycle:
 *   CS_DIRECT        every gate holds; the decision's clause is that of the check
 *   CS_INELIGIBLE    the decision's clause is that of the first gate that fails
 *   CS_UNDETERMINED  it hangs on `missing`
 *   CS_ERROR         a fact that the pack does not know
 * There is no grade in it: rule, from and to are NULL. What only the case knows (attributes marked `case`) the caller adds to a
 * copy of the subject's record, as attributes from the beginning (CS_DATE_MIN), before it is judged. */
#pragma once
#include "assess/evaluator.h"

/* effective: as given by cs_pack_settings. CS_ENOTFOUND lists the checks there are; CS_EPARAM as for a cycle. */
int cs_check_compile(const cs_pack *p, const char *check, const json_t *effective, cs_date as_of,
                     cs_program **out, cs_err *err);

/* A NODE of the pack's own document (cs_pack_json), which the program keeps alive. */
int cs_condition_compile(const cs_pack *p, const json_t *node, const json_t *effective,
                         cs_date as_of, cs_program **out, cs_err *err);

/* Is it one? Every choice of every reading is looked at; CS_EPACK has file, line and word. */
int cs_condition_check(const cs_pack *p, const json_t *node, cs_err *err);
