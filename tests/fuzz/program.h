/* The whole program on the company of tests/fault/story.h, in this process. */
#pragma once
#include "store/ledger.h"
#include <stdbool.h>
#include <stddef.h>

extern char program_db[],
    program_file[]; /* the database that commands are run on; the file that they read */

/* Before everything else: the company's database as it stands with open cases (`done` false), or when all has been done. */
void program_prepare(bool done);
const char *program_base(size_t *size);    /* its bytes */
const cs_verified *program_verified(void); /* what verify said of it */

void program_write(const char *path, const void *bytes, size_t size);
void program_forget(const char *path); /* a database with what stands beside it */

/* Runs the command line `words`, NULL behind the last, as employee E000. Holds: status 0, 1 or 2, no error of our own, what it says
 * is valid UTF-8, and there is some where it failed. */
int program_run(const char *const *words);
/* Is the database whole? */
bool program_verifies(const char *path, cs_verified *out);
