/* A list of people for a message: the first ten codes, and how many there are. */
#pragma once
#include <stdint.h>

#define CS_NAMES_SHOWN 10
#define CS_NAMES_LONGEST 40 /* bytes of a code that are shown; a message is finite */
#define CS_NAMES_TEXT (CS_NAMES_SHOWN * (CS_NAMES_LONGEST + 8) + 96)

typedef struct cs_names { /* zeroed: empty */
  char shown[CS_NAMES_SHOWN][CS_NAMES_LONGEST + 4];
  uint64_t count;
} cs_names;

void cs_names_add(cs_names *n, const char *code);
void cs_names_join(cs_names *n, const cs_names *more); /* those of a later part */
const char *cs_names_text(const cs_names *n,
                          char out[CS_NAMES_TEXT]); /* "E1, E2"; "E1, ... and 5 more (15)"; out */
