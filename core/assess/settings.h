/* A pack, and the checking of its settings. Private to core/assess. */
#pragma once
#include "assess/compile.h"

struct cs_pack {
  json_t *json;
  json_t *clauses; /* the register: id -> CLAUSE, borrowed from json */
};

int cs_settings_declared(
    cs_compiler *c); /* the sections `parameters` and `readings` are well-formed */
