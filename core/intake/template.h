/* What a kind's sheet looks like to those who fill it in: titles and drop-down lists in the language set, taken from what the
 * packs declare. Every title and every choice is one that an import understands. */
#pragma once
#include "base/xlsx_writer.h"
#include "intake/intake.h"

typedef struct cs_template_column {
  const char *name;  /* the contract's */
  const char *title; /* also look.title */
  const char *type;  /* "code", "text", "date", "period", "number", "word" */
  bool required;
  cs_xlsx_look look;
} cs_template_column;

typedef struct cs_template {
  cs_arena *arena;
  cs_template_column *columns;
  size_t count;
} cs_template;

/* `out` is freed with cs_template_deinit, also after a failure. The vocabulary outlives it. */
int cs_template_init(const cs_vocabulary *v, const char *kind, cs_template *out, cs_err *err);
void cs_template_deinit(cs_template *t);
