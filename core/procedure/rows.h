/* Reading the rows of procedures: what parse.c, stages.c and effects_read.c share. Private to core/procedure. */
#pragma once
#include "assess/settings.h"
#include "procedure/procedure.h"

typedef struct cs_rows {
  cs_compiler compiler; /* members with their place in the pack's files */
  const cs_pack *pack;
  cs_procedures *out;
  const char *subject; /* kind of the procedure being read; NULL: employees */
  size_t stage_count;  /* of the procedure being read */
  json_t *places;      /* name -> place of its stages; owned */
  const cs_panel *panels;
  size_t panel_count;
  const cs_checklist *checklists;
  size_t checklist_count;
} cs_rows;

void *cs_rows_alloc(cs_rows *r, size_t count, size_t size); /* zeroed; NULL: no memory */

/* The member names something of the pack's section: refused otherwise. Absent: NULL. */
int cs_rows_name(cs_rows *r, const json_t *json, const char *member, const char *section,
                 const char **out);
int cs_rows_known(cs_rows *r, const char *member, const char *section, const char *name);
/* An attribute of the procedure's subject. */
int cs_rows_fact(cs_rows *r, const char *member, const char *name);
bool cs_rows_is_of_case(const cs_rows *r, const char *name); /* an attribute marked `case` */
int cs_rows_case_attribute(cs_rows *r, const char *member, const char *name);
int cs_rows_texts(cs_rows *r, const json_t *json, const char *member, const char *section,
                  cs_texts *out);
int cs_rows_by(cs_rows *r, const json_t *json, const char *member, cs_by_list *out);
int cs_rows_asks(cs_rows *r, const json_t *json, const cs_ask **out, size_t *count);
/* VALUEs. A parameter without a value is noted in *lack, and *out stays. */
int cs_rows_number(cs_rows *r, const json_t *json, const char *member, int32_t min, int32_t max,
                   int32_t *out, cs_lack *lack);
int cs_rows_word(cs_rows *r, const json_t *json, const char *member, const char *words, int *out,
                 cs_lack *lack);
int cs_rows_value(cs_rows *r, const json_t *json, const char *member, cs_literal read, void *out,
                  cs_lack *lack);
size_t cs_rows_stage_place(const cs_rows *r, const char *name); /* stage_count: none */

/* deadlines.c */
int cs_rows_when(cs_rows *r, const json_t *json, cs_when *out);
int cs_rows_deadline(cs_rows *r, const json_t *json, const char *member, cs_deadline *out);
/* effects_read.c */
int cs_rows_effects(cs_rows *r, const json_t *json, const char *member, cs_effects *out);
/* stages.c */
int cs_rows_stages(cs_rows *r, const json_t *json, cs_procedure *p);
/* scores_read.c */
int cs_rows_panels(cs_rows *r);
int cs_rows_checklists(cs_rows *r);
int cs_rows_draw(cs_rows *r, const char *name, const cs_draw_row **out);
int cs_rows_forms(cs_rows *r);
