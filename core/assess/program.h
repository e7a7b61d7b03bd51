/* A program: one cycle of one pack, with its parameters and readings, for one as-of date, compiled from the pack's
 * data (docs/policy-data.md) into C trees. Immutable once compiled and bound; shared by threads. */
#pragma once
#include "base/arena.h"
#include "base/date.h"
#include "base/err.h"
#include "store/store.h"
#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

typedef struct cs_program cs_program;

/* The names and closed lists of all facts a pack declares: what an import checks against. Owned by the pack. */
typedef struct cs_pack cs_pack;

/* Parse and check the whole document (hostile bytes): every name resolves, every tree has known ops and the members they
 * need, every clause cited is in the register. CS_EPACK names file, line, word and what was expected. */
int cs_pack_parse(const char *json, size_t size, cs_pack **out, cs_err *err);
/* A pack that the store keeps, by its hash; parsed once a store, so that asking again is cheap. cs_pack_free gives it back, before or after the
 * store is closed. In the store's thread. CS_ENOTFOUND. */
int cs_pack_open(cs_store *s, const char *hash, cs_pack **out, cs_err *err);
void cs_pack_free(cs_pack *p);                /* NULL is legal */
const json_t *cs_pack_json(const cs_pack *p); /* borrowed */

/* settings: {"parameters":{..},"readings":{..}} overriding the pack's own; unknown names or choices are CS_EINPUT listing what
 * there is. *effective (caller json_decref's): all parameters and readings in force, for the receipt. */
int cs_pack_settings(const cs_pack *p, const json_t *settings, json_t **effective, cs_err *err);

/* effective: as given by cs_pack_settings. CS_EPARAM names each required parameter without a value and its clause. */
int cs_program_compile(const cs_pack *p, const char *cycle, const json_t *effective, cs_date as_of,
                       cs_program **out, cs_err *err);
void cs_program_free(cs_program *p);

/* Opaque leaves: `call` says whether leaf `id` holds for the person; it may fail, which is the person's error. `user` is per
 * evaluator (thread). */
struct cs_case;
typedef int (*cs_opaque_call)(void *user, const char *id, const struct cs_case *c, bool *holds,
                              cs_err *err);
bool cs_program_has_opaque(const cs_program *p);

const char *cs_program_approver(const cs_program *p, const char **clause); /* NULL: nobody named */
bool cs_program_on_event(const cs_program *p); /* not a season's: judged when something happens */
/* Steps that a human may give against the verdict; -1: any. More need a case of procedure `unless` that allowed it; `clause`
 * is what else is broken. Either may be NULL. */
int32_t cs_program_step_limit(const cs_program *p, const char **clause, const char **unless);
bool cs_program_month_usual(const cs_program *p); /* the as-of month is one of the cycle's */
