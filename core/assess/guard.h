/* Guards: rules that are checked when a person's facts are recorded. A guard has a scope (`when`) and a demand (`must`); it is
 * violated when the person is in scope and the demand fails whatever is not known. What hangs on an unknown fact is silent:
 * missing facts are reported where they are needed. */
#pragma once
#include "assess/program.h"
#include "store/record.h"

typedef struct cs_guards cs_guards; /* of several packs, for one day; one thread's */

typedef struct cs_violation { /* texts live until the next check */
  const char *clause;
  const char *label;    /* in the language set; NULL: it has none */
  bool block;           /* the facts may not be recorded; else a warning */
  const char *sentence; /* what is demanded, with the person's facts */
} cs_violation;

/* Those for facts of one kind, called as in an import ("employees", "ratings", ...). effective[i]: the settings in force for
 * packs[i], as cs_pack_settings gives them. The packs, the settings and the store outlive the guards. No pack has any: *out is
 * NULL, which every function takes. */
int cs_guards_compile(const cs_pack *const *packs, const json_t *const *effective, size_t count,
                      const char *kind, cs_store *store, cs_date as_of, cs_guards **out,
                      cs_err *err);
void cs_guards_free(cs_guards *g);

/* Guards that cannot be checked because a required parameter has no value: from 0; NULL: no more. */
const char *cs_guards_lacking(const cs_guards *g, size_t i);

/* Symbols that stood for something may stand for something else: after a transaction that was rolled back, or made-up ones. */
void cs_guards_forget(cs_guards *g);

/* A name or value that the store has no symbol for yet and is not to get one: `symbol` stands for it in records that are only
 * looked at. Above all symbols of the store. */
int cs_guards_name(cs_guards *g, cs_symbol symbol, const char *text, cs_err *err);

/* Every guard that the record violates, in the order of the packs. `found` gives CS_OK or ends the check with its code. */
typedef int (*cs_guard_found)(void *user, const cs_violation *violation, cs_err *err);
int cs_guards_check(cs_guards *g, const cs_record *r, cs_guard_found found, void *user,
                    cs_err *err);
