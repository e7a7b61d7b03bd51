/* The procedures of a pack, read from its document (docs/policy-data.md, "Procedures"): rows, as flat structs that say what a
 * stage wants and where each answer leads. Reading checks every name and that no stage is out of reach; with settings the values
 * in force are filled in.
 *
 * Everything lives in one arena; texts and JSON are those of the pack's document, which the book keeps alive. */
#pragma once
#include "assess/program.h"
#include "calendar/due.h"

typedef struct cs_texts {
  const char *const *list;
  size_t count;
} cs_texts;
bool cs_texts_have(const cs_texts *t, const char *text);

typedef struct cs_by { /* who acts */
  const char *role;
  const char *clause; /* cited when somebody else tries */
} cs_by;

typedef struct cs_by_list {
  const cs_by *list;
  size_t count;
  const json_t *json; /* the array as it stands; NULL: absent */
} cs_by_list;

typedef struct cs_lack {     /* a required parameter without a value */
  const char *name, *clause; /* NULL: none lacks */
} cs_lack;

typedef struct cs_ask {
  const char *name, *clause;
  bool required;
  const json_t *label;
} cs_ask;

/* A date of a case: the day of the act, of the opening, of a stage; a fact of the subject; an answer. */
typedef struct cs_day_of {
  enum {
    CS_DAY_AS_OF,
    CS_DAY_DONE_ON,
    CS_DAY_OPENED_ON,
    CS_DAY_FACT,
    CS_DAY_ASKED,
    CS_DAY_STAGE
  } of;
  const char *name; /* FACT: attribute; ASKED; STAGE */
} cs_day_of;

typedef struct cs_when {
  cs_day_of date;
  bool first_of_month; /* taken last */
  int32_t months, days;
  const char *months_asked, *days_asked; /* answers that say how many, or NULL */
  cs_lack lack;                          /* of months or days */
} cs_when;

typedef struct cs_deadline {
  bool given;
  const char *clause;
  cs_when of;
  cs_due due;
  cs_lack lack; /* of the number */
} cs_deadline;

typedef struct cs_effect_value {
  enum {
    CS_VALUE_LITERAL,
    CS_VALUE_TARGET,
    CS_VALUE_BEFORE,
    CS_VALUE_ASKED,
    CS_VALUE_WHEN,
    CS_VALUE_TABLE
  } of;
  const json_t *literal; /* LITERAL; TABLE: its rows, an object */
  const char *name;      /* ASKED; TABLE: the parameter */
  cs_texts keys;         /* TABLE: attributes or "target" */
  const char *clause;    /* TABLE: the parameter's */
  cs_when when;
  cs_lack lack; /* LITERAL, TABLE */
} cs_effect_value;

typedef struct cs_effect_field {
  const char *name;
  cs_effect_value value;
} cs_effect_field;

typedef struct cs_effect {
  enum { CS_EFFECT_WRITE, CS_EFFECT_SPAN, CS_EFFECT_EVENT, CS_EFFECT_OPEN } kind;
  const char *name; /* attribute, span, event or procedure */
  const char *clause;
  cs_effect_value value; /* WRITE */
  const char *span_kind;
  cs_when on; /* of a span: from */
  bool ends;  /* of a span: `to` is given */
  cs_when to;
  const cs_effect_field *fields; /* EVENT */
  size_t field_count;
} cs_effect;

typedef struct cs_effects {
  const cs_effect *list;
  size_t count;
} cs_effects;

typedef struct cs_next {
  enum { CS_NEXT_NONE, CS_NEXT_FOLLOWING, CS_NEXT_STAGE, CS_NEXT_ENDS } way;
  size_t stage;        /* STAGE: its place */
  const char *outcome; /* ENDS */
  const char *reason;  /* ENDS: a clause, or NULL */
  cs_effects writes;   /* ENDS */
} cs_next;

typedef struct cs_answer {
  const char *name;
  cs_next next;
} cs_answer;

typedef struct cs_collect {
  const char *form, *into, *clause;
  bool drawn; /* those drawn for the stage, beside `from` */
  cs_by_list from;
  bool least; /* of several: the least, not the mean */
} cs_collect;

typedef struct cs_seat {
  const char *role, *clause;
  const json_t *label;
  int32_t weight; /* basis points */
} cs_seat;

typedef struct cs_panel {
  const char *name, *clause;
  const json_t *label;
  const char *form; /* which the seats fill in: its items are scored; NULL: one total */
  const cs_seat *seats;
  size_t seat_count;
  int32_t pass;        /* hundredths */
  cs_lack lack;        /* of pass */
  bool reweigh;        /* a missing seat: the others weigh more; else it is waited for */
  const char *members; /* clause cited to those who are none; NULL: the panel's */
  const char *chair,
      *chair_clause; /* the case's attribute that names one of the members; NULL: none */
} cs_panel;

typedef struct cs_checklist_cell {
  const char *row, *column, *clause;
  const json_t *label;     /* what is asked */
  const json_t *row_label; /* what its row is called; NULL: by its name */
} cs_checklist_cell;

typedef struct cs_checklist {
  const char *name, *clause, *by; /* "target" or an attribute */
  const cs_checklist_cell *cells;
  size_t cell_count;
} cs_checklist;

typedef struct cs_draw_row {
  const char *name, *clause, *from; /* from: a role or a relation */
  int32_t least, most, number;      /* number: how many, within the two; fewer than `least`: all */
  cs_lack lack;
} cs_draw_row;

/* name of the act in the document; to add one: a row, and what ends it in act.c */
#define CS_STAGE_ACTS(X)         \
  X(CS_STAGE_DO, "do")           \
  X(CS_STAGE_APPROVE, "approve") \
  X(CS_STAGE_FILE, "file")       \
  X(CS_STAGE_DECIDE, "decide")   \
  X(CS_STAGE_SCORE, "score")     \
  X(CS_STAGE_JUDGE, "judge")     \
  X(CS_STAGE_PUBLISH, "publish") \
  X(CS_STAGE_OBJECT, "object")   \
  X(CS_STAGE_WAIT, "wait")
typedef enum cs_stage_act {
#define CS_STAGE_ACT_ENUM(id, name) id,
  CS_STAGE_ACTS(CS_STAGE_ACT_ENUM)
#undef CS_STAGE_ACT_ENUM
      CS_STAGE_ACT_COUNT
} cs_stage_act;
const char *cs_stage_act_name(cs_stage_act act);

typedef struct cs_stage_row {
  const char *name, *clause;
  const json_t *label;
  cs_stage_act act;
  cs_by_list by;
  bool all;           /* every holder acts; else any of them */
  const json_t *when; /* NULL: always */
  const cs_ask *asks;
  size_t ask_count;
  const cs_answer *answers;
  size_t answer_count;
  cs_texts reasons, needs, fills, makes;
  const cs_collect *collects;
  size_t collect_count;
  const cs_panel *panel;
  const cs_checklist *checklist;
  const struct cs_draw_row *draws; /* held when the stage is entered; NULL: none */
  const char *judges, *check;
  cs_deadline due, from;
  cs_next next, fails;
  cs_effects writes;
  const size_t *returns; /* places of stages */
  size_t return_count;
} cs_stage_row;

typedef struct cs_required { /* a subject that has to be there when the case is opened */
  const char *subject, *asked, *from, *until, *clause;
  const json_t *matches; /* { attribute of it: case attribute } */
  const json_t *when;    /* a condition on the case; NULL: always */
} cs_required;

typedef struct cs_procedure {
  const char *name, *clause;
  const json_t *label;
  const char *subject; /* NULL: an employee; else a kind of the pack */
  const cs_ask *asks;
  size_t ask_count;
  cs_by_list openers;
  const char *opening_check, *cycle, *opening_clause;
  cs_deadline window;
  const cs_required *requires;
  size_t require_count;
  const cs_stage_row *stages;
  size_t stage_count;
} cs_procedure;

typedef struct cs_trigger {
  const char *name, *clause, *opens;
  enum { CS_ON_SERIES, CS_ON_ATTRIBUTE, CS_ON_EVENT } on;
  const char *what;     /* series, attribute or event */
  const json_t *values; /* resolved: an array of texts; NULL: any */
  const json_t *where;  /* EVENT: { field: array of texts }, resolved; NULL: any */
  const json_t *when;   /* a condition, or NULL */
  enum { CS_AS_OF_RECORDED, CS_AS_OF_EFFECTIVE, CS_AS_OF_MONTH_AFTER } as_of;
  int32_t fresh; /* facts older than so many months open nothing; -1: any */
} cs_trigger;

typedef struct cs_procedures {
  cs_arena *arena;
  json_t *pack, *effective; /* held */
  const cs_procedure *list; /* by name */
  size_t count;
  const cs_trigger *triggers;
  size_t trigger_count;
} cs_procedures;

/* effective NULL: checks the document, all choices of all readings; else the values in force. CS_EPACK names file, line and word. */
int cs_procedures_parse(const cs_pack *p, const json_t *effective, cs_procedures **out,
                        cs_err *err);
void cs_procedures_free(cs_procedures *p); /* NULL is legal */

/* By its name or its label; NULL: none. */
const cs_procedure *cs_procedures_find(const cs_procedures *p, const char *name);
/* NULL: none, also when name is. */
const cs_stage_row *cs_procedure_stage(const cs_procedure *p, const char *name);
