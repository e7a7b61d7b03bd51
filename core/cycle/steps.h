/* How far a decision by hand may go. Private to core/cycle. */
#pragma once
#include "cycle/receipt.h"

/* More steps than the cycle's `step` allows, and than the plan's own rule gave, need a case that granted them: CS_EREFUSED cites the
 * clause and names the procedure. A grade held that is not known sets no limit. The receipt's pack is loaded. */
int cs_cycle_check_steps(cs_store *s, const cs_company *company, cs_receipt *receipt,
                         const cs_decision *planned, const char *to, cs_err *err);
