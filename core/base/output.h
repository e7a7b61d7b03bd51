/* A file for what a command puts out. It is made beside its place under a name of its own (FILE.part-XXXXXX) and takes the place when it
 * is whole; what was there before stays until then. A link is followed. What is no such file is refused: a folder, a
 * pipe, a device, a link to nothing, what may not be written, and a database, with which a company would be lost. */
#pragma once
#include "base/err.h"
#include <stdbool.h>

typedef struct cs_output {
  char *path;    /* where it goes */
  char *partial; /* what it is called until then; NULL: nothing is there */
} cs_output;

/* Would a file of that name be refused? For those who want to know before they have something to write. */
int cs_output_check(const char *path, cs_err *err);

/* *descriptor, for writing, is the caller's to close. Who may read what is replaced may read the new one. */
int cs_output_open(const char *path, cs_output *out, int *descriptor, cs_err *err);
int cs_output_finish(cs_output *o,
                     cs_err *err);    /* whatever happens, only its place is left or nothing */
void cs_output_discard(cs_output *o); /* what is zeroed, finished or discarded is legal */

bool cs_output_same_file(const char *one, const char *other); /* two names of what is there? */
