/* Temporary files without a name: in $TMPDIR or /tmp, gone when they are closed. */
#pragma once
#include "base/err.h"

int cs_temporary_open(int *descriptor,
                      cs_err *err); /* for reading and writing; the caller closes */
