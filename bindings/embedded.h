/* The Lua files of scripts/, compiled into the program, so that an installed cursus is one file. The table is
 * generated at build time (cmake/embed.lua). To add a script: put it into scripts/; there is no list. */
#pragma once
#include <stddef.h>

struct cs_embedded {
  const char *name;          /* relative to scripts/: "dsl/init.lua" */
  const unsigned char *data; /* Lua source, static; a NUL follows it that `size` does not count */
  size_t size;
};

/* Sorted by name, byte by byte; a row of NULLs ends it, which the count leaves out. */
extern const struct cs_embedded cs_embedded[];
extern const size_t cs_embedded_count;
