/* A pack, and the checking of its settings. Private to core/assess. */
#pragma once
#include "assess/compile.h"

#define CS_CHECK_DATE cs_date_of(2026, 7, 1) /* a pack is checked as of some day */

struct cs_pack {
  json_t *json;
  json_t *clauses; /* the register: id -> CLAUSE, borrowed from json */
};

int cs_settings_declared(
    cs_compiler *c); /* the sections `parameters` and `readings` are well-formed */
