/* A compiled program as the rest of core/assess sees it: closed lists, declared facts, windows, condition trees and the
 * stages of a cycle, in flat arrays addressed by small indexes. Private to core/assess; everything lives in one arena. */
#pragma once
#include "assess/program.h"
#include "base/buf.h"

#define CS_VALUES_MAX 250 /* values of a closed list */
#define CS_SCALE_MAX 32   /* values of a scale that a series uses */
#define CS_HORIZON 64     /* periods a series or window can look back: one bit each */
#define CS_FIELDS_MAX 8   /* fields of one kind of event */
#define CS_READINGS_MAX 4 /* readings that one node hangs on */
#define CS_DEPTH_MAX 64   /* nesting of conditions */
#define CS_TARGET (-2)    /* in place of an attribute: the grade a rule leads to */

typedef struct cs_bits {
  uint64_t word[4];
} cs_bits;
static inline bool cs_bits_has(const cs_bits *b, uint32_t i) {
  return (b->word[i >> 6] >> (i & 63)) & 1;
}
static inline void cs_bits_add(cs_bits *b, uint32_t i) {
  b->word[i >> 6] |= UINT64_C(1) << (i & 63);
}

/* Which values of a list no condition tells apart: values with the same class are alike. */
typedef struct cs_partition {
  uint8_t class_of[CS_VALUES_MAX + 2];
  uint32_t classes; /* 0: not split yet, one class */
} cs_partition;

typedef struct
    cs_list { /* a closed list; `count` stands for "another value" where the list is open */
  const char *name;
  enum { CS_CATALOGUE, CS_SCALE, CS_LADDER } kind;
  bool open;
  uint32_t count;
  const char **texts;
  const json_t *labels; /* NULL: none */
  const char *clause;   /* NULL: none */
} cs_list;

typedef enum cs_type { CS_TYPE_LIST, CS_TYPE_TEXT, CS_TYPE_DATE, CS_TYPE_INTEGER } cs_type;

typedef struct cs_attribute {
  const char *name;
  cs_type type;
  int32_t list; /* texts have an open list of those that conditions name; -1: dates and integers */
  bool blank_none; /* blank: there is none; else: it is not known */
  bool of_case;    /* known to a case only: an answer, a score */
  bool points;     /* what forms are added up into: hundredths */
  bool dated;      /* its first known state also holds before it */
  bool used;       /* a condition, the ladder or a series reads it */
  bool required;   /* blank: no verdict but "undetermined" */
  bool outer;      /* a series' from or until: decides which periods are expected */
  bool history;    /* when it changed, and from what, is read too */
  bool whole;      /* an opaque leaf reads it: no two values are alike */
  const json_t *label;
  cs_partition split;
  int64_t *cuts; /* ascending; conditions tell x <= cut from x > cut */
  uint32_t cut_count, cut_capacity;
  int64_t *values; /* one of each class: what an unknown one is tried with */
  uint32_t value_count;
} cs_attribute;

typedef struct cs_series {
  const char *name;
  int32_t list, from, until; /* attributes, -1: none */
  cs_every every;
  bool by_default, used;
  uint32_t horizon; /* periods before the as-of period that anything can reach */
  uint64_t ordered; /* cells of which the place matters, not only the number */
  cs_period now;    /* the period of the as-of date; cell i is now - 1 - i */
  cs_date first[CS_HORIZON];
  const json_t *label;
  cs_partition split;
  uint8_t *values;
  uint32_t value_count;
} cs_series;

typedef struct cs_field {
  const char *name;
  int32_t list; /* -1: no condition can read it */
  bool blank_none;
  const json_t *label;
} cs_field;

typedef struct cs_event_kind {
  const char *name;
  cs_field fields[CS_FIELDS_MAX];
  uint32_t field_count;
  const json_t *label;
} cs_event_kind;

typedef struct cs_span_kind { /* a family of spans: absences, disciplinary periods */
  const char *name;
  const json_t *kinds;
  int32_t list;    /* of its kinds */
  bool open, used; /* used: a window looks at them */
  bool now;        /* those that hold the as-of date are read */
  const json_t *label;
} cs_span_kind;

typedef enum cs_how { CS_MISSING, CS_SHORTEN, CS_BACK } cs_how;

typedef enum cs_window_kind {
  CS_LAST,    /* the last n whole periods before the as-of period */
  CS_BETWEEN, /* those from one date of the person to another */
  CS_EVER,    /* up to the as-of date; for events only */
} cs_window_kind;

typedef struct cs_window {
  cs_window_kind kind;
  cs_every every;
  uint32_t periods, reach; /* reach: how many are looked at, at least `periods` */
  int32_t from, until;     /* attributes, of a window between them */
  int32_t span;            /* -1: absence is of no interest */
  cs_how how;
  cs_period now;
  uint64_t whole; /* the periods when nothing is covered */
  cs_date end;    /* the last day before the as-of period */
  cs_date first[CS_HORIZON];
} cs_window;

typedef struct cs_view {
  int32_t series, window;
} cs_view; /* ratings counted by value */

typedef struct cs_counter { /* events counted */
  int32_t kind, window;
  uint32_t fields; /* bit f: field f has to be in where[f] */
  cs_bits where[CS_FIELDS_MAX];
} cs_counter;

typedef enum cs_compare { CS_LT, CS_LE, CS_EQ, CS_GE, CS_GT } cs_compare;
static inline bool cs_compare_holds(cs_compare cmp, int64_t a, int64_t b) {
  switch (cmp) {
    case CS_LT: return a < b;
    case CS_LE: return a <= b;
    case CS_EQ: return a == b;
    case CS_GE: return a >= b;
    default: return a > b;
  }
}

struct cs_predicate;
typedef struct cs_node {
  const struct cs_predicate *op;
  const char *clause;                    /* its own or that of the nearest one around it */
  const json_t *label;                   /* NULL: none */
  const char *readings[CS_READINGS_MAX]; /* those that chose one of its members */
  struct cs_node **of;
  uint32_t count;
  int32_t attr; /* or CS_TARGET */
  int32_t series, window, view, counter;
  int32_t doubt; /* its place among the program's doubtful nodes; -1: it is none of them */
  cs_compare cmp;
  int64_t number; /* k, months, count, last, a date, a place on a ladder */
  cs_bits set;    /* values of a closed list */
  const char *text;
  const void *data;
} cs_node;

typedef struct cs_gate {
  const char *clause;
  const cs_node *when;
  const json_t *label;
} cs_gate;
typedef struct cs_top {
  const char *clause;
  const cs_node *when;
  int32_t top;
} cs_top;
typedef enum cs_move {
  CS_UP,
  CS_DOWN,
  CS_TO,
  CS_RETURN /* to what an attribute was before its last rise */
} cs_move;
typedef struct cs_rule {
  const char *clause;
  const char *gives_clause; /* what says how far it leads; NULL: the rule itself */
  const cs_node *when;
  cs_move move;
  int32_t amount; /* steps, the place on the ladder, or the attribute */
  int64_t priority;
} cs_rule;
static inline bool cs_rule_falls(const cs_rule *r) { /* no ceiling is asked */
  return r->move == CS_DOWN || r->move == CS_RETURN;
}
typedef enum cs_hit { CS_BEST, CS_FIRST, CS_UNIQUE, CS_PRIORITY } cs_hit;
typedef struct cs_ruleset {
  const char *clause;
  const cs_node *when; /* NULL: always */
  cs_hit hit;
  uint32_t first, count; /* of the program's rules */
} cs_ruleset;
typedef struct cs_route {
  const char *clause;
  const cs_node *when;
  bool panel;
} cs_route;

typedef struct cs_guard {
  const char *clause;
  const cs_node *when; /* NULL: everybody */
  const cs_node *must;
  const json_t *label;
  bool block;
} cs_guard;

struct cs_program {
  cs_arena *arena;
  json_t *pack, *effective; /* held: labels and names point into them */
  cs_date as_of;
  const char *clause;
  bool usual;
  const char *approver, *approver_clause;
  bool opaque;
  bool falls;        /* some rule leads down */
  bool on_event;     /* judged when something happens, not in a season */
  int32_t step_most; /* steps that may be given by hand; -1: any */
  const char *step_clause, *step_unless;

  cs_list *lists;
  cs_attribute *attributes;
  cs_series *series;
  cs_event_kind *kinds;
  cs_span_kind *spans;
  cs_window *windows;
  cs_view *views;         /* at most 64 */
  cs_counter *counters;   /* at most 64 */
  uint32_t history_count; /* attributes of which the history is read */
  uint32_t list_count, attribute_count, series_count, kind_count, span_count, window_count,
      view_count, counter_count;
  uint32_t list_capacity;

  /* Nodes that may look at what cannot be known piece by piece, such as a window between dates one of which is not known. Where that is so the node is
   * tried as a whole: it holds, and it does not. At most 64. */
  const cs_node **doubtful;
  uint32_t doubtful_count;

  int32_t moves;     /* the attribute that moves; -1: nothing does */
  int32_t concluded; /* the kind of event that procedures write; -1: the pack has none */
  const cs_node *population;
  cs_gate *gates;
  cs_top *tops;
  cs_ruleset *rulesets;
  cs_rule *rules;
  cs_route *routes;
  uint32_t gate_count, top_count, ruleset_count, rule_count, route_count;
  cs_guard *guards; /* in a program of guards, which has no stages */
  uint32_t guard_count;
  const char **readings; /* every one that some node hangs on */
  uint32_t reading_count;
};

/* Places in a program's lists and in the pack; -1: no such name. */
int32_t cs_program_attribute(const cs_program *p, const char *name);
int32_t cs_program_series(const cs_program *p, const char *name);
int32_t cs_program_kind(const cs_program *p, const char *name);
int32_t cs_program_span(const cs_program *p, const char *name);
int32_t cs_program_list(const cs_program *p, const char *name);
int32_t cs_list_find(const cs_list *l, const char *text, size_t size);
const char *cs_list_label(const cs_list *l,
                          uint32_t value); /* in the language set; its own text when it has none */
const char *cs_label_text(const json_t *label,
                          const char *otherwise); /* LABEL in the language set */
