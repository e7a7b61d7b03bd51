/* What a pack calls its parts, for messages: the label in the language set, where there is none the name. And the other way: people
 * may write either. Texts are the pack's or the program's own. */
#pragma once
#include "procedure/rows.h"

/* Of a section whose members have a `label`: roles, procedures, forms, panels, checklists, attributes, cycles. */
const char *cs_word_of(const json_t *pack, const char *section, const char *name);
const char *cs_word_stage(const cs_stage_row *s);
/* Of what has no declaration but may be given a label: "outcome", "answer", "document". */
const char *cs_word_label(const json_t *pack, const char *kind, const char *name);

/* A clause of the register: its number and what it says, cut to a line. */
void cs_word_put_clause(const json_t *pack, const char *id, cs_buf *out);

/* The member of the section whose name is `text`, else the only one whose label it is, in any language; NULL: none. */
const char *cs_word_find(const json_t *pack, const char *section, const char *text);
const char *cs_word_find_label(const json_t *pack, const char *kind, const char *text);
const cs_stage_row *cs_word_find_stage(const cs_procedure *p, const char *text);
/* Is it the text, as people write it, of this label? */
bool cs_word_is(const json_t *label, const char *text);

/* PACK.labels, checked. */
int cs_rows_labels(cs_rows *r);
