/* A receipt: a run and all that it is judged by. Drafted for a plan, loaded for a run that is stored; from then on plan,
 * ready, replay, the stale check and explain are the same work. */
#pragma once
#include "cycle/cycle.h"

typedef struct cs_receipt {
  cs_arena *arena;
  cs_run run;          /* strings in the arena */
  cs_pack *pack;       /* NULL until cs_receipt_pack */
  cs_program *program; /* NULL until cs_receipt_compile */
  cs_pack_row
      row; /* for the host of opaque leaves; strings in the arena, NULL when there are none */
} cs_receipt;

/* What options ask for: the pack in force and its settings, compiled; known_txn is a transaction there is. Stores nothing. */
int cs_receipt_draft(cs_store *s, const cs_company *company, const cs_plan_options *options,
                     cs_receipt *out, cs_err *err);
int cs_receipt_load(cs_store *s, const cs_company *company, uint32_t run, cs_receipt *out,
                    cs_err *err);
int cs_receipt_pack(cs_store *s, cs_receipt *r, cs_err *err);
int cs_receipt_compile(cs_store *s, cs_receipt *r, cs_err *err);
int cs_receipt_prepare(cs_store *s, cs_receipt *r, const cs_opaque_host *opaque,
                       cs_err *err);   /* compiled, and its opaque leaves can be called */
void cs_receipt_deinit(cs_receipt *r); /* a zeroed one is legal */

/* The cycle as data, from the pack; borrowed. */
const json_t *cs_receipt_cycle(const cs_receipt *r);
/* The place of a grade on the cycle's ladder, from 0; -1: not on it. */
int32_t cs_receipt_rank(const cs_receipt *r, const char *grade);
/* A grade of that ladder by its name or its label; else the text itself. */
const char *cs_receipt_grade(const cs_receipt *r, const char *said);
