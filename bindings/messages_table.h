/* Every message of the program by id, for Lua's tr("<id>", ...). Generated at build time from
 * core/base/messages.tsv (cmake/messages.lua); C uses base/messages.h instead. */
#pragma once
#include <stddef.h>

struct cs_message {
  const char *id;
  const char *en, *zh; /* printf formats with the same arguments in the same order; UTF-8, static */
};

/* Sorted by id, byte by byte; a row of NULLs ends it, which the count leaves out. */
extern const struct cs_message cs_messages[];
extern const size_t cs_message_count;
