/* A mapping file fits a foreign export to the contract's columns, so that a consultant never edits the export.
 *
 * JSON: { "kind": "employees", "encoding": "gb18030"?, "skip_lines": 0?, "dates": ["M/D/Y", "D-M-Y"]?,
 *   "columns": { contract column: "Header" | ["Header", "Other header"] | {"join": ["FirstName", "LastName"], "with": " "} | {"value": "agent"} },
 *   "values":  { contract column: { "Active": "confirmed", "*": null } },       null: blank; "*": every other value
 *   "wide":    { "columns": "YYYY-MM" | {"2026年1月": "2026-01", ...}, "into": ["period", "rating"] },   a sheet with a column a period
 *   "ignore":  ["Race", ...] }                                                 columns left out knowingly: no warning */
#pragma once
#include "base/err.h"
#include <stddef.h>

typedef struct cs_mapping cs_mapping;
int cs_mapping_load(const char *path, cs_mapping **out, cs_err *err);
/* Hostile bytes. */
int cs_mapping_parse(const char *name, const char *json, size_t size, cs_mapping **out,
                     cs_err *err);
void cs_mapping_free(cs_mapping *m); /* NULL is legal */
