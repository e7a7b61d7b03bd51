/* What a user gives as a file to read: a file, or a pipe that somebody writes to. What would never end, or never begin, is an
 * error. */
#pragma once
#include "base/err.h"
#include <stdbool.h>
#include <stdint.h>

/* *plain: a file, which can be read again; else a pipe. A pipe is waited for until somebody writes to it, for some seconds. */
int cs_source_open(const char *path, int *descriptor, bool *plain, cs_err *err);
/* The same of standard input, which may be a terminal as well and is waited for. `name`: for messages. */
int cs_source_standard_input(const char *name, int *descriptor, cs_err *err);
/* Of what has come through a pipe so far: CS_ELIMIT when that is so much that its writer will not end. A file may have any size. */
#define CS_SOURCE_PIPE_MOST ((uint64_t)1 << 30)
int cs_source_check_size(const char *name, uint64_t size, cs_err *err);
