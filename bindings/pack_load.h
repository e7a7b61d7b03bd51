/* A pack's files run in a policy state with the policy language (scripts/dsl) and turned into its document. */
#pragma once
#include "bindings/pack_files.h"
#include "bindings/sandbox.h"
#include <jansson.h>

#define CS_PACK_DOCUMENT_MAX ((size_t)16 << 20)
#define CS_PACK_LAYERS_MAX \
  16 /* a variant of a variant of ..., the first base and itself included */

typedef struct cs_pack_run {
  const cs_pack_files *files;
  const json_t *bases;     /* {document} of each pack that this one may extend, by id; NULL: none */
  const cs_budget *budget; /* NULL: cs_budget_load */
} cs_pack_run;

/* Appends the document as JSON text (members sorted, integers only). CS_EPACK names file, line and word; CS_ELIMIT the budget. */
int cs_pack_load(const cs_pack_run *run, cs_buf *document, cs_err *err);

/* The same, and the state goes on living with the opaque leaves in the table CS_PACK_LEAVES of its registry, by id. */
#define CS_PACK_LEAVES "cursus.leaves"
int cs_pack_load_kept(const cs_pack_run *run, cs_buf *document, cs_sandbox **out, cs_err *err);

/* A file of the pack that is data: one chunk that returns a table, run in a state of its own without the policy language. Appends it
 * as JSON. */
int cs_pack_data(const cs_pack_files *files, const char *name, const cs_budget *budget,
                 cs_buf *json, cs_err *err);
