/* The files of core/store/schema/, compiled into the program (cmake/embed.lua). They are run in the order of their
 * names. To change the schema: add a file with the next number; a file that has been released is never edited. */
#pragma once
#include <stddef.h>

struct cs_schema {
  const char *name; /* "0001_ledger.sql" */
  const char *text; /* SQL, terminated, static */
  size_t size;      /* bytes of text, without the terminator */
};

/* Sorted by name, byte by byte; a row of NULLs ends it, which the count leaves out. */
extern const struct cs_schema cs_schema[];
extern const size_t cs_schema_count;
