/* A pack, and the checking of its settings. Private to core/assess. */
#pragma once
#include "assess/compile.h"

#define CS_CHECK_DATE cs_date_of(2026, 7, 1) /* a pack is checked as of some day */

struct cs_pack {
  json_t *json;
  json_t *clauses; /* the register: id -> CLAUSE, borrowed from json */
  unsigned owners; /* it is freed when the last of them has freed it */
};
void cs_pack_share(cs_pack *p); /* one more owner */

/* settings_table.c: the id of a value of the list, written by id or label; NULL: none of the list. */
/* "4500", "4500.5" or "4500.50" as hundredths: minor units of money, or of a point. */
bool cs_settings_amount(const char *text, json_int_t *out);
const char *cs_settings_value(const json_t *values, const char *text, size_t size);

/* A parameter of type table is well-formed, its default rows too; what a company gives for it, in ids and minor units, as a new object
 * the caller json_decref's. */
int cs_table_declared(cs_compiler *c, const char *name, const json_t *json);
int cs_table_normalise(const json_t *pack, const char *name, const json_t *parameter,
                       const json_t *given, json_t **out, cs_err *err);

int cs_settings_declared(
    cs_compiler *c); /* the sections `parameters` and `readings` are well-formed */
