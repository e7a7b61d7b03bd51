/* One case in hand: what the files of the office share. Private to core/procedure. */
#pragma once
#include "assess/check.h"
#include "calendar/calendar.h"
#include "procedure/actors.h"
#include "procedure/office.h"

#define CS_BY_MOST 32 /* roles that one form is collected from */

typedef struct cs_book { /* a pack with a company's settings, as they are in force on a day */
  struct cs_book *next;
  char hash[CS_HASH_TEXT];
  uint32_t adopted;
  cs_date day;
  cs_pack *pack;
  json_t *effective;
  cs_procedures *procedures;
} cs_book;

struct cs_office {
  cs_store *store;
  cs_company company;
  cs_case_hooks hooks;
  cs_calendar *calendar;
  cs_book *books;
  cs_txn *txn; /* NULL: none is open */
  bool joined;
  cs_stamp stamp;
  cs_date today; /* the stamp's day; of a view, the day it is for */
  struct cs_guarding
      *guards; /* of the packs, as they were needed; forgotten with what a transaction did */
  struct cs_judge *judges; /* what was judged by, forgotten likewise */
  size_t judge_count;
  struct {
    const cs_book *book; /* NULL: not looked up yet */
    const char *procedure;
    cs_date on;
  } in_force;                 /* the last answer of cs_office_adopted, forgotten likewise */
  json_t *warnings;           /* of guards, by acts that stand; NULL: none yet */
  struct cs_origins *origins; /* origins.c; NULL: not looked up yet */
};

typedef struct cs_desk {
  cs_office *office;
  cs_arena *arena;
  uint32_t known;   /* the transaction as of which it is looked at; UINT32_MAX: now */
  cs_record record; /* of the case */
  cs_casefile file;
  const cs_book *book;
  const cs_procedure *procedure;
  const cs_stage_row *stage; /* where it stands; NULL: it has ended */
  cs_record subject;
  cs_case_act *draft;         /* the act under way: the last of file.acts; NULL: none */
  bool confirm;               /* what is pending for a field that it writes stays */
  struct cs_planned *planned; /* what it will write */
  size_t planned_count;
  struct cs_others *others; /* others.c; NULL: not looked at yet */
} cs_desk;

/* office.c */
int cs_office_book(cs_office *o, const char *hash, uint32_t adopted, const cs_book **out,
                   cs_err *err);
/* The book in force on a day for a procedure. CS_ENOTFOUND lists the procedures there are. */
int cs_office_adopted(cs_office *o, const char *procedure, cs_date on, const cs_book **out,
                      cs_err *err);
/* Each pack in force on a day, as adopted last, and the transaction in which the company first adopted any version of it. Stops when
 * `look` fails. */
typedef int (*cs_look_at_book)(void *user, const cs_book *b, uint32_t since, cs_err *err);
int cs_office_each_book(cs_office *o, cs_date on, cs_look_at_book look, void *user, cs_err *err);
int cs_office_no_memory(cs_err *err);

/* desk.c */
int cs_desk_open(cs_office *o, const char *code, uint32_t known, cs_desk *out, cs_err *err);
/* For a case that is not there yet, or a question about the subject that needs none. The case has no number until it is given one. */
int cs_desk_new(cs_office *o, const char *subject_kind, const char *subject, cs_desk *out,
                cs_err *err);
int cs_desk_number(cs_desk *d, cs_err *err);
void cs_others_free(struct cs_others *all); /* others.c; NULL is legal */
void cs_desk_close(cs_desk *d);             /* a zeroed one is legal */
bool cs_desk_of_employee(const cs_desk *d);
const char *cs_desk_keep(cs_desk *d,
                         const char *text); /* in its arena; NULL stays, and no memory */

/* An act is drafted, filled, and written: draft, add, inscribe. */
void cs_desk_draft(cs_desk *d, const char *verb, cs_date on);
int cs_desk_add(cs_desk *d, cs_handed handed, cs_err *err);
int cs_desk_inscribe(cs_desk *d, cs_err *err);
/* A fact of an act: an event of the case, saved with it. */
typedef struct cs_inscription {
  const char *name;
  cs_value value;
} cs_inscription;
int cs_desk_event(cs_desk *d, const char *kind, const cs_inscription *fields, size_t count,
                  cs_err *err);
int cs_desk_set(cs_desk *d, const char *name, const cs_value *value,
                cs_err *err); /* attribute of the case */

/* values.c */
/* Text as a value of the pack's attribute, by its name or a label; "" is CS_NONE. CS_EINPUT says what there is. */
int cs_desk_value(cs_desk *d, const char *attribute, const char *text, cs_value *out, cs_err *err);
void cs_desk_value_text(cs_office *o, const cs_value *v, cs_buf *out);
bool cs_desk_value_is(cs_office *o, const cs_value *v, const char *text); /* takes no memory */
/* Do the two say the same? A code kept as a text is that code kept as a word. */
bool cs_desk_values_agree(cs_office *o, const cs_value *a, const cs_value *b);
bool cs_score_parse(const char *text, int64_t *hundredths); /* "82", "82.5", "82.50" */

/* naming.c */
/* What is said of an act by the names of the pack; texts are the pack's, or those that were said. */
/* A label with the name that it stands for, where they differ: for what somebody has to hand in under that name. */
const char *cs_desk_both(cs_desk *d, const char *label, const char *name);
int cs_desk_names(cs_desk *d, const cs_doing *said, cs_doing *out, cs_err *err);

/* judge.c */
typedef struct cs_ruling { /* of a check, a condition or a cycle; texts in the desk's arena */
  cs_outcome outcome;
  const char *clause; /* of the gate that failed, or of the rule */
  const char *from, *to, *rule, *missing, *error;
  int32_t steps;
} cs_ruling;
int cs_desk_check(cs_desk *d, const char *check, cs_date on, cs_ruling *out, cs_err *err);
/* CS_EREFUSED when it hangs on facts, naming them. */
int cs_desk_condition(cs_desk *d, const json_t *node, const char *what, cs_date on, bool *holds,
                      cs_err *err);
int cs_desk_cycle(cs_desk *d, const char *cycle, cs_date as_of, cs_ruling *out, cs_err *err);
/* Why a check (cycle NULL) or a cycle (check NULL) comes out as it does, as cs_evaluator_explain says it, by the facts of the subject that
 * were known at `known` and by the case as the desk has it. Caller json_decref's. */
int cs_desk_explain(cs_desk *d, const char *check, const char *cycle, cs_date on, uint32_t known,
                    json_t **out, cs_err *err);
void cs_office_forget_judges(cs_office *o);

/* deadline.c */
typedef struct cs_due_state {
  bool given;
  cs_due_window window;
  const char *clause;
  const char *lack; /* why it is not known, in words; NULL: known */
} cs_due_state;
/* The day; CS_DATE_NONE: not known. CS_EPARAM: a parameter lacks its value. */
int cs_desk_day(cs_desk *d, const cs_when *when, cs_date *out, cs_err *err);
void cs_desk_deadline(cs_desk *d, const cs_deadline *deadline, cs_due_state *out);

/* who.c */
/* Everybody whose turn it may be in the role on that day; nobody is no error. In the desk's arena. */
typedef struct cs_turns {
  const cs_actor *list;
  size_t count;
  const char *nobody; /* why there is nobody */
} cs_turns;
int cs_desk_holders(cs_desk *d, const char *role, cs_date on, cs_turns *out, cs_err *err);
/* In which of the roles the actor of the stamp acts, and for whom, noted in the draft. CS_EREFUSED cites the clause. */
int cs_desk_who(cs_desk *d, const cs_by_list *by, const char *role, const char *clause,
                cs_err *err);
/* The holder whose turn `who` has: themselves, whom they act for, or who gave it to them. Kept by the desk. */
int cs_desk_turn_of(cs_desk *d, const cs_by_list *by, const char *role, const char *clause,
                    const char *who, const char **holder, cs_err *err);
/* With whom the holder's turn at the stage is; NULL: it was not given away, or it came back. */
const char *cs_desk_turn_with(const cs_desk *d, const char *holder);
/* Has the act of the stage been done by the holder, or for them, since it was entered? */
bool cs_desk_has_acted(const cs_desk *d, const char *holder);

/* Likewise in a role of the stage, or in one that scores there. */
int cs_desk_may(cs_desk *d, const cs_stage_row *s, const char *role, cs_err *err);

/* advance.c: where the draft leads. Nothing is written. */
int cs_desk_enter(cs_desk *d, size_t place,
                  cs_err *err); /* the first stage from there on whose `when` holds */
int cs_desk_complete(cs_desk *d, const cs_next *next,
                     cs_err *err); /* by the stage's check; NONE: as the stage says */
int cs_desk_fail(cs_desk *d, const char *reason, cs_err *err);
int cs_desk_returns(cs_desk *d, const char *stage, cs_err *err);

/* effect.c: planned while the draft is made, so that a refusal has written nothing; performed after it is inscribed. */
int cs_desk_plan(cs_desk *d, const cs_effects *effects, cs_err *err);
int cs_desk_conclude(cs_desk *d, cs_err *err); /* plans the event of a case that ends */
int cs_desk_perform(cs_desk *d, cs_err *err);
/* May what the act wrote be taken back? CS_EREFUSED says what has changed since. Then it is. */
int cs_desk_takes_back(cs_desk *d, const cs_case_act *act, cs_err *err);

/* guards.c: before anything is written. A warning is noted in the draft, and said (cs_office_warnings). CS_EREFUSED cites the clauses. */
int cs_desk_guard(cs_desk *d, cs_err *err);
void cs_office_forget_guards(cs_office *o);

/* seats.c: says so when whoever scores for a panel sits in several of its seats. */
int cs_desk_warn_seats(cs_desk *d, cs_err *err);

/* origins.c: what cases were opened for. */
typedef struct cs_origin_case { /* the newest case of an origin */
  char code[CS_KIND_SIZE];      /* "": it has none */
  uint32_t withdrawn;           /* the transaction; 0: it is not */
} cs_origin_case;
int cs_office_origin(cs_office *o, const char *procedure, const char *origin, cs_origin_case *out,
                     cs_err *err);
int cs_office_note_origin(cs_office *o, const cs_casefile *c, cs_err *err);
void cs_office_forget_origins(cs_office *o); /* cases may be gone */

/* opening.c */
int cs_desk_finish(cs_desk *d, cs_err *err); /* forms, the act, what it writes, what it opens */

/* view.c: the case with its draft as data, for whoever prints or shows it. Caller json_decref's. */
int cs_desk_data(cs_desk *d, json_t **out, cs_err *err);
int cs_desk_head(cs_desk *d, cs_date today, json_t **out, cs_err *err); /* without the history */

/* score.c */
/* Whose roles score at the stage, as BYs; caller json_decref's. CS_EREFUSED: only those whom the lot drew. */
int cs_desk_scoring(const cs_desk *d, const cs_stage_row *s, json_t **out, cs_err *err);
/* By the lot when the stage was entered where the case stands. */
bool cs_desk_was_drawn(const cs_desk *d, const char *code);
int cs_desk_scores(cs_desk *d, const cs_doing *doing, cs_err *err);
int cs_desk_excuses(cs_desk *d, const cs_doing *doing, cs_err *err);
/* An answer that says who leads a panel of the procedure is somebody who sits on it. CS_EREFUSED cites the clause. */
int cs_desk_names_chair(cs_desk *d, const char *name, const cs_value *value, cs_err *err);
/* An answer that names the column of a checklist which the procedure always judges has cells there. CS_EREFUSED says which has none. */
int cs_desk_names_column(cs_desk *d, const char *name, const cs_value *value, cs_err *err);
/* Cells of the stage's checklist; *passed: all are judged yes. A no has failed the stage. */
int cs_desk_cells(cs_desk *d, const cs_doing *doing, bool *passed, cs_err *err);
/* Whose scores or cells are still to come, in the desk's arena; done without a draft too. */
typedef struct cs_raters {
  struct cs_rater {
    const char *code, *role; /* role NULL: drawn */
    const char *form;        /* or the panel's name */
    bool scored, excused;
    int64_t score; /* hundredths, the latest */
  } * list;
  size_t count;
  struct cs_vacancy {        /* a role that nobody holds */
    const char *role, *form; /* as above */
    const char *clause, *why;
    bool waits; /* until somebody does; else the others weigh more */
  } * vacancies;
  size_t vacancy_count;
} cs_raters;
int cs_desk_raters(cs_desk *d, cs_date on, cs_raters *out, cs_err *err);
/* The column of a checklist for this case; *out NULL: not known. In the desk's arena. CS_OK or CS_ENOMEM, without text. */
int cs_desk_column(cs_desk *d, const char **out);
/* Is it a cell of the column that nobody has judged since the stage was entered? */
bool cs_desk_cell_open(const cs_desk *d, const char *column, const cs_checklist_cell *cell);

/* needs.c: what the stage where the case stands still wants (docs/script-api.md, c:case). NULL: no memory. Caller json_decref's. */
json_t *cs_desk_needs(cs_desk *d);
