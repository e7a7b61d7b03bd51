/* Is a workbook that was written whole? libxlsxwriter does not look at what becomes of its temporary files: on a full disk it
 * packs what is left of them, and calls that done. */
#pragma once
#include "base/err.h"
#include <stdint.h>

/* Every part comes out as it was packed and is well-formed, and the sheets have that many cells; if not, CS_EIO, which names `name`. */
int cs_xlsx_check(const char *path, const char *name, uint64_t cells, cs_err *err);
