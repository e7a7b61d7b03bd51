/* Does what a run read still hold? For everybody whose record has an entry newer than the run's, made by anything but the run itself:
 * the person judged as known then against judged as known now without the run's own entries. Equal evidence and
 * verdict: what changed was not read, or was changed back. Who has come since does not count. */
#pragma once
#include "cycle/acts.h"

/* The receipt is prepared and nothing has been written in the transaction that is open. CS_ESTALE names the people. */
int cs_stale_check(cs_store *s, const cs_receipt *receipt, const cs_acts *acts,
                   const cs_opaque_host *opaque, cs_err *err);
