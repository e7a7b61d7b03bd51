/* What the other files of this room need of a run's reader besides cycle.h. */
#pragma once
#include "cycle/acts.h"

cs_receipt *cs_run_reader_receipt(cs_run_reader *r);
const cs_acts *cs_run_reader_acts(const cs_run_reader *r);
void cs_run_reader_rewind(cs_run_reader *r); /* the next decision is the first again */
