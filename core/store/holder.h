/* Who holds a database, as far as this machine tells: the locks of SQLite are ordinary locks of files, and the kernel
 * lists them with their processes. Read from the list: opening and closing the file itself would drop our own locks. */
#pragma once
#include "base/buf.h"

typedef enum cs_hold { CS_HOLD_WRITE, CS_HOLD_ANY } cs_hold; /* who writes; who has it open */

/* Appends " (NAME, process NUMBER)", or nothing when it is not known: another machine, another container, this process. */
void cs_holder_put(cs_buf *out, const char *path, cs_hold hold);
