/* What the units of core/intake share and nobody else sees.
 *
 * A row goes this way: cs_columns gives its cells by the contract's names, a kind (kind_<name>.c) turns them into a staged
 * row, a cs_sorter orders those by employee, key and line, and cs_merge hands them back to the kind, one person after the other,
 * which sets what differs from the person's record. */
#pragma once
#include "base/buf.h"
#include "base/sorter.h"
#include "intake/intake.h"
#include "intake/sheet.h"
#include "intake/template.h"

#define CS_INTAKE_CODE_MAX 64   /* bytes of an employee's code */
#define CS_INTAKE_TEXT_MAX 4096 /* bytes of a free text */
#define CS_INTAKE_WORD_MAX 128  /* bytes of a foreign value of an open list */
#define CS_INTAKE_SHOWN_COLUMNS 60

typedef struct cs_slice {
  const char *text;
  size_t size;
} cs_slice;
static inline cs_slice cs_slice_of(const char *text, size_t size) { return (cs_slice){text, size}; }
bool cs_slice_is(cs_slice a, const char *text);

/* NFKC, lower case, without blanks and underscores: how headers and labels are compared. Appended to out; false: not UTF-8. */
bool cs_intake_fold(const char *text, size_t size, cs_buf *out);

/* -- words.c: closed lists ------------------------------------------------------------------------------------------ */
typedef struct cs_words { /* a zeroed one is empty and valid */
  struct cs_word_key {
    const char *text; /* the name, or a folded label */
    uint32_t size, hash;
    int32_t value; /* place in the list; -1: two values have this label */
    bool label;
  } * keys;
  uint32_t count, capacity;
  uint32_t *table; /* open addressing: place in keys + 1 */
  uint32_t mask;
  uint32_t *terms;       /* of each value: its place among the vocabulary's terms */
  const json_t **labels; /* of each value, by language; the packs'; NULL: it has none */
  uint32_t size;
  bool open;  /* takes a foreign value */
  bool upper; /* names are compared in upper case */
  bool flag;  /* has yes and no: takes their many spellings */
} cs_words;
void cs_words_deinit(cs_words *w);
/* The place of `name` (added when absent); negative: no memory. `arena` owns the texts. */
int32_t cs_words_add(cs_words *w, cs_arena *arena, const char *name, size_t size, uint32_t term);
bool cs_words_label(cs_words *w, cs_arena *arena, int32_t value, const char *label);
/* By name, else by label; -1: none; CS_ENOMEM. `scratch` is overwritten. */
int32_t cs_words_find(const cs_words *w, cs_slice text, cs_buf *scratch);

/* suggest.c: the name nearest to what was typed, both folded; -1: none is near; CS_ENOMEM */
int32_t cs_intake_nearest(const char *typed, const char *const *names, size_t count);

/* -- vocabulary.c --------------------------------------------------------------------------------------------------- */
typedef enum cs_fact_type {
  CS_FACT_TEXT,
  CS_FACT_DATE,
  CS_FACT_INTEGER,
  CS_FACT_CODE,
  CS_FACT_WORD
} cs_fact_type;

typedef struct cs_fact { /* an attribute, or a field of events */
  const char *name;
  uint32_t term; /* of the name */
  cs_fact_type type;
  cs_words words; /* CS_FACT_WORD */
  bool personal;
  int32_t dated_by;                 /* attribute; -1: none */
  bool dates;                       /* another attribute is dated by this one */
  const json_t *aliases[4], *label; /* the packs' */
} cs_fact;

typedef struct cs_serial { /* a series or a metric */
  const char *name;
  uint32_t term;
  cs_every every;
  int32_t decimals; /* metrics */
  bool by_default;
  cs_words words;      /* series */
  int32_t from, until; /* attributes of the time of employment; -1: none */
} cs_serial;

typedef struct cs_event_type {
  const char *name;
  uint32_t term;
  cs_fact **fields; /* by the vocabulary's fields; NULL: this kind has no such field */
} cs_event_type;

typedef struct cs_subject_type { /* a kind of subject that is no employee, as packs declare it */
  const char *name;
  cs_fact *attributes; /* but its code */
  uint32_t attribute_count;
} cs_subject_type;

struct cs_vocabulary {
  cs_arena *arena;
  const char **terms; /* every name and value once; symbols by place */
  uint32_t term_count, term_capacity;
  cs_words term_places;
  cs_fact *attributes;
  uint32_t attribute_count;
  int32_t hired, left; /* attributes hired_on and left_on; -1: none */
  cs_serial *series, *metrics;
  uint32_t series_count, metric_count;
  cs_words series_words, metric_words;
  int32_t default_series; /* -1: the row must say */
  cs_event_type *events;
  uint32_t event_count;
  cs_words event_words;
  struct cs_field_name {
    const char *name;
    uint32_t term;
    const json_t *aliases, *label;
  } * fields;
  uint32_t field_count;
  cs_words span_words;       /* kinds of absence */
  cs_words other_span_words; /* of the spans that are none: appointments, … */
  cs_words day_words;        /* kinds of day, and "announced"; the same whatever the packs say */
  cs_words role_words, relation_words;
  cs_words derived_roles; /* who holds them follows from other facts: nobody is recorded */
  int32_t *role_per;      /* by role: the attribute for the values of which it is held; -1: none */
  cs_subject_type *subjects;
  uint32_t subject_count;
  uint32_t term_code, term_on, term_kind, term_ref, term_from, term_to, term_day, term_note,
      term_year; /* names of the core's own fields */
  uint32_t term_employee, term_per, term_subject, term_object, term_delegate, term_reason;
};
int32_t cs_vocabulary_attribute(const cs_vocabulary *v, const char *name);

/* -- mapping.c ------------------------------------------------------------------------------------------------------ */
typedef enum cs_source_kind { CS_FROM_HEADER, CS_FROM_JOIN, CS_FROM_VALUE } cs_source_kind;
typedef struct cs_mapped_column {
  const char *column;
  cs_source_kind kind;
  const char **headers; /* alternatives, or the parts of a join */
  size_t header_count;
  const char *with;  /* join */
  const char *value; /* constant */
} cs_mapped_column;
typedef struct cs_mapped_value {
  const char *from;
  const char *to;
} cs_mapped_value; /* to NULL: blank */
typedef struct cs_mapped_values {
  const char *column;
  cs_mapped_value *rows;
  size_t count;
  const cs_mapped_value *otherwise; /* "*"; NULL: other values stay */
} cs_mapped_values;
struct cs_mapping {
  cs_arena *arena;
  const char *name; /* for messages */
  const char *kind; /* NULL: any */
  cs_encoding encoding;
  uint32_t skip_lines;
  const char **dates;
  size_t date_count;
  cs_mapped_column *columns;
  size_t column_count;
  cs_mapped_values *values;
  size_t value_count;
  bool wide, wide_any; /* wide_any: every header that is a period of `wide_every` */
  cs_every wide_every;
  cs_mapped_value *periods; /* header -> period */
  size_t period_count;
  const char *into[2];
  const char **ignore;
  size_t ignore_count;
};

/* -- columns.c: which cell of the file is which field of the kind --------------------------------------------------- */
#define CS_COLUMNS_MAX 512
typedef struct cs_column {
  const char *name;
  bool required;
  bool given;     /* the file, the mapping or the row has it */
  int32_t *cells; /* CS_FROM_HEADER: one; CS_FROM_JOIN: the parts */
  size_t cell_count;
  cs_source_kind kind;
  const char *with;
  const char *constant;
  const cs_mapped_values *values;
  struct cs_column_map { /* learned values, and those of this import before them */
    cs_slice from;       /* loosened */
    const char *to;
    struct cs_column_map *next;
  } * maps;
  const char *shown; /* the header in the file, visible; for reports */
  cs_slice raw;      /* this row's, trimmed */
  cs_slice text;     /* this row's, normalised; only when cs_columns_text was called */
  bool normalised;
  cs_buf scratch; /* owns `text` when it differs from the file's bytes */
  cs_buf joined;
} cs_column;
typedef struct cs_header_key {
  const char *folded;
  int32_t column;
} cs_header_key;
typedef struct cs_columns {
  cs_arena *arena;
  cs_column *columns;
  size_t count;
  cs_header_key *keys; /* every name under which a column is known */
  size_t key_count, key_capacity;
  size_t header_cells; /* of the file's header */
  bool rejects_file;   /* the file is one of ours: ends with the columns line, reason */
  bool guarded;        /* and CSV: cells that a spreadsheet would compute begin with ' */
  struct cs_wide {
    int32_t cell;
    const char *period;
    const char *shown;
  } * wide;
  size_t wide_count;
  int32_t wide_into[2];
  int32_t employee, name,
      department; /* columns that say who it is: code, name, department; -1: the kind has none */
} cs_columns;
struct cs_intake;
/* A kind says its columns in this order; the place is the index that cs_column_* take. `aliases`: Chinese and other names, parted
 * by blanks; NULL: none. Gives the place, negative: an error. */
int32_t cs_columns_want(cs_columns *c, const char *name, bool required, const char *aliases,
                        cs_err *err);
int cs_columns_alias(cs_columns *c, int32_t column, const json_t *names,
                     cs_err *err); /* a text, an array or an object of texts */
int cs_columns_resolve(struct cs_intake *in, const cs_row *header, cs_err *err);
/* Is this a header with all columns that the kind needs? 1, 0, CS_ENOMEM. *known: how many of its names mean something. */
int cs_columns_fit(const struct cs_intake *in, const cs_slice *names, size_t count, size_t *known);
/* -1: no column is called so; CS_ENOMEM. */
int32_t cs_columns_place(const cs_columns *c, const char *name);
int cs_columns_know(const struct cs_intake *in,
                    cs_slice name); /* does the name mean something? 1, 0, CS_ENOMEM */
/* The cell (from 0) in which a column stands that is shown by this name; -1: in none, or in several. */
int32_t cs_columns_cell(const cs_columns *c, const char *shown);
int cs_columns_fields(struct cs_intake *in, const char *const *pairs,
                      cs_err *err); /* for `record` */
void cs_columns_deinit(cs_columns *c);

/* columns_read.c: the row at hand */
/* Takes its cells (of the wide column `wide`). */
int cs_columns_read(struct cs_intake *in, const cs_row *row, size_t wide, cs_err *err);
/* Normalised text of a column; size 0: blank or absent. Bytes that are not UTF-8 were refused with the row. */
cs_slice cs_columns_text(struct cs_intake *in, int32_t column);
/* CS_ENOMEM when memory was short for a text of this row: then cs_columns_text gave it as it stands. */
int cs_columns_memory(const cs_columns *c, cs_err *err);

/* -- staged rows: sorted by employee (or another subject), key and line ------------------------------------------------ */
#define CS_STAGE_MEMORY ((size_t)24 << 20)
typedef cs_sorted cs_staged;

/* staged.c */
void cs_stage_put_blank(cs_buf *out);
void cs_stage_put_term(cs_buf *out, uint32_t term);
void cs_stage_put_foreign(cs_buf *out, cs_slice text); /* becomes a symbol */
void cs_stage_put_text(cs_buf *out, cs_slice text);
void cs_stage_put_date(cs_buf *out, cs_date d);
void cs_stage_put_int(cs_buf *out, int64_t n);
void cs_key_put_int(cs_buf *out, int64_t n);      /* eight bytes that sort like the number */
void cs_key_put_small(cs_buf *out, int32_t n);    /* four bytes */
int32_t cs_key_small(const char *bytes);          /* read back */
void cs_key_put_text(cs_buf *out, cs_slice text); /* and a terminator */

/* -- report.c ------------------------------------------------------------------------------------------------------- */
typedef struct cs_reporter {
  struct cs_reported {
    uint64_t line, order;
    char *cell, *column, *value, *reason;
    uint64_t times; /* of `values` */
    uint32_t hash;
  } errors[CS_INTAKE_SHOWN], warnings[CS_INTAKE_SHOWN],
      values[CS_INTAKE_SHOWN]; /* values that are on no list, each once */
  size_t error_count, warning_count, value_count;
  struct cs_reason {
    char *text;
    uint64_t count;
    uint32_t hash;
    bool warning;
  } * reasons;
  size_t reason_count, reason_capacity;
  uint64_t order, error_total, warning_total;
  cs_buf ignored; /* unknown headers, each terminated */
  size_t ignored_count;
  cs_buf counted;     /* the reason being counted */
  cs_sorter *rejects; /* line -> reason; NULL: nobody wants them */
  bool failed;        /* no memory */
} cs_reporter;
/* `reason` is counted, with the column unless there is a detail; `detail` (NULL: the reason) is what the one problem says, with lines and values of its own. */
typedef struct cs_problem {
  uint64_t line;
  const char *column; /* NULL: the whole row */
  cs_slice value;
  const char *reason, *detail;
  bool of_value; /* any row with this value has it: reported once more, with how often */
} cs_problem;
int cs_report_error(struct cs_intake *in, const cs_problem *p, cs_err *err);
int cs_report_warning(struct cs_intake *in, const cs_problem *p, cs_err *err);
int cs_report_ignored(struct cs_intake *in, uint64_t line, cs_slice header, cs_err *err);
int cs_report_finish(struct cs_intake *in, cs_err *err);
void cs_reporter_deinit(cs_reporter *r);

/* -- xlsx_header.c, xlsx_remarks.c: workbooks ------------------------------------------------------------------------- */
int cs_xlsx_header(struct cs_intake *in,
                   cs_err *err); /* chooses the sheet and resolves its header */
/* *skip: the row just read is no fact but a total, a remark or the header again; that is reported. */
int cs_xlsx_remark(struct cs_intake *in, const cs_row *row, bool *skip, cs_err *err);

/* -- rejects.c ------------------------------------------------------------------------------------------------------ */
int cs_rejects_write(struct cs_intake *in, cs_err *err);

/* -- kinds ---------------------------------------------------------------------------------------------------------- */
typedef enum cs_applied { CS_SAME, CS_ADDED, CS_CORRECTED, CS_REJECTED } cs_applied;
typedef enum cs_staging { CS_STAGED, CS_NOTHING, CS_BAD } cs_staging;

typedef struct cs_intake_kind {
  const char *name;
  bool needs_person; /* rows about somebody unknown are bad */
  const char
      *subject; /* kind of the subject that rows are about, which need no pack; NULL: employees */
  int (*columns)(struct cs_intake *in, cs_err *err);
  /* The row read last: its code goes to in->code, its key and values to in->key and in->payload. A cs_staging, negative: an error. */
  int (*stage)(struct cs_intake *in, cs_err *err);
  /* A staged row against in->record. `number`: from 1, its place among rows with a counted key. A cs_applied, negative: an error. */
  int (*apply)(struct cs_intake *in, const cs_staged *row, uint32_t number, cs_err *err);
} cs_intake_kind;
/* The first byte of a key: one fact, or one more fact of that description each time. */
#define CS_KEY_ONE '\1'
#define CS_KEY_COUNTED '\2'
#define CS_KEY_CLAIM \
  '\0' /* no fact: the event with this reference is spoken of elsewhere in the file */

#define CS_INTAKE_KIND_EXTERN(kind) extern const cs_intake_kind cs_kind_##kind;
CS_INTAKE_KINDS(CS_INTAKE_KIND_EXTERN)
#undef CS_INTAKE_KIND_EXTERN

typedef struct cs_intake {
  cs_store *store;
  const cs_company *company;
  const cs_vocabulary *vocabulary;
  const cs_intake_options *options;
  const cs_intake_kind *kind;
  cs_intake_report *report;
  cs_reporter reporter;
  cs_sheet *sheet;       /* NULL: one row by hand */
  const cs_cell *header; /* of a workbook: the names as they were read, by cell */
  cs_columns columns;
  cs_sorter *stage;
  struct cs_names *names; /* NULL: not asked for yet */
  cs_sorter *refs;        /* of events that have one; NULL: none has */
  cs_buf settled;         /* a bit for each line: the merge passes over it */
  uint64_t header_line;   /* of a CSV file */
  cs_buf code, key, payload, scratch;
  uint64_t line;      /* of the row in hand */
  bool bad;           /* the row in hand has an error */
  cs_symbol *symbols; /* by term; 0: not asked yet */
  cs_txn *txn;
  bool writing;
  cs_guards *guards;       /* NULL: there are none for the kind */
  cs_record trial;         /* a copy of the record, for guards */
  bool trying;             /* in->record is that copy: nothing is recorded */
  cs_symbol strange;       /* from here on symbols are made up; 0: none is yet */
  cs_record record, ahead; /* the person in hand; the stream's next one */
  bool exists;             /* what the row in hand speaks of was known before it */
  bool newcomer;           /* no record of the person in hand before this batch */
  uint32_t instances;      /* events or spans before this batch */
  cs_buf claimed;          /* a byte for each: a row of this batch is that instance */
  uint32_t moving; /* the event in `ahead` that becomes one of the person in hand; 0: none */
  bool row_added, row_changed;
  int32_t *places;                     /* the kind's: columns of attributes or fields */
  cs_value *values;                    /* by attribute; for the row in hand */
  const cs_subject_type *subject_type; /* of a kind that a pack declares */
  cs_intake_kind declared;             /* the kind of its import */
} cs_intake;

/* intake.c: the kind of in->options with its columns, of a zeroed `in` with a vocabulary and options */
int cs_intake_open_kind(cs_intake *in, cs_err *err);
void cs_intake_deinit(cs_intake *in);

/* template.c: what the columns look like, in their order */
int cs_template_of(cs_intake *in, cs_template *out, cs_err *err);
const cs_words *cs_template_words(const cs_intake *in,
                                  const char *column); /* NULL: not of a list */

/* facts.c: cells to values, values to slots */
int cs_intake_bad(cs_intake *in, int32_t column, const char *reason,
                  cs_err *err); /* CS_OK or negative; marks the row */
int cs_intake_warn(cs_intake *in, int32_t column, const char *reason, cs_err *err);
/* The employee's code into in->code. False in in->bad. */
int cs_intake_code(cs_intake *in, int32_t column, cs_err *err);
/* 1: a date; 0: blank or bad (in->bad). */
int cs_intake_date(cs_intake *in, int32_t column, cs_date *out, cs_err *err);
/* Appends the value to in->payload: 1; 0: blank, or bad (in->bad), nothing appended. */
int cs_intake_fact(cs_intake *in, int32_t column, const cs_fact *fact, cs_err *err);
/* As cs_intake_fact for a value of a list; *place: in the list, -1 a foreign one. */
int cs_intake_word(cs_intake *in, int32_t column, const cs_words *words, cs_buf *out,
                   int32_t *place, cs_err *err);
/* A value of a list as people call it: its Chinese label when Chinese is set, else its name. */
const char *cs_intake_called(const cs_intake *in, const cs_words *words, uint32_t value);
const char *cs_intake_listed(
    cs_intake *in,
    const cs_words *words); /* the values, in in->scratch: see there whether memory was short */
/* A period of the granularity wanted: 1; 0: blank or bad. */
int cs_intake_period(cs_intake *in, int32_t column, cs_every every, cs_period *out, cs_err *err);
int cs_intake_symbol(cs_intake *in, uint32_t term, cs_symbol *out,
                     cs_err *err); /* 0 when never seen and nothing is written */
/* The next staged value; kind CS_NONE for a blank one. Text points into the payload. */
int cs_intake_value(cs_intake *in, cs_reader *r, cs_value *out, cs_err *err);
const cs_value *cs_intake_known(cs_intake *in, const cs_slot *slot); /* NULL: not known */
/* Sets the slot where it differs, and notes in row_added and row_changed what that did. */
int cs_intake_set(cs_intake *in, cs_slot slot, const cs_value *value, cs_err *err);
int cs_intake_set_term(cs_intake *in, cs_class klass, uint32_t instance, uint32_t term,
                       const cs_value *value, cs_err *err);
cs_applied cs_intake_outcome(const cs_intake *in);
/* Warns when the days lie outside the person's employment. `value`: what the row says. */
int cs_intake_employed(cs_intake *in, const cs_staged *row, const char *column, const char *value,
                       int32_t from, int32_t until, cs_date first, cs_date last, cs_err *err);
/* Applies a row of ratings or metrics: key CS_KEY_ONE, the serial's place, the period; payload its value. `column`: the period's. */
int cs_intake_apply_serial(cs_intake *in, const cs_staged *row, const cs_serial *serials,
                           int32_t column, cs_err *err);

/* dated.c: facts that hold from a day to a day about subjects that are no employees. A row's key is its first day (CS_DATE_NONE:
 * not said) and texts; its payload the last day and values. */
typedef struct cs_dated {
  const uint32_t *keys; /* terms of the texts */
  size_t key_count;
  const uint32_t *values; /* terms of the values */
  size_t value_count;
} cs_dated;
/* Reads both days and begins the key and the payload. */
int cs_dated_days(cs_intake *in, int32_t from, int32_t to, cs_err *err);
/* The name of a declared role or relation becomes the row's subject; *place: in the list. Bad with the nearest one named. */
int cs_dated_subject(cs_intake *in, int32_t column, const cs_words *words, int32_t *place,
                     cs_err *err);
/* A code that must be there, as the next text of the key. */
int cs_dated_code(cs_intake *in, int32_t column, cs_err *err);
int cs_dated_apply(cs_intake *in, const cs_staged *row, const cs_dated *fact, cs_err *err);
/* Warns when nobody has this code yet. */
int cs_dated_check_person(cs_intake *in, uint64_t line, const char *column, const char *code,
                          cs_err *err);
int cs_dated_keys(const cs_staged *row, const char **texts,
                  size_t count); /* the key's texts; 0: damaged */

/* kind_declared.c: the import of a kind of subject, by its name or English plural; NULL: none is called so */
const cs_subject_type *cs_declared_type(const cs_vocabulary *v, const char *name);
extern const cs_intake_kind cs_kind_declared; /* its name and subject are the type's */

/* names.c: people by name and department, where a row has no code */
int cs_names_columns(cs_intake *in, cs_err *err); /* adds what the kind lacks for it */
/* The code of the row's person into in->code; in->bad: nobody is called so, or several are. */
int cs_names_resolve(cs_intake *in, cs_err *err);
/* Warns when the row's code and its name are of different people. */
int cs_names_compare(cs_intake *in, cs_err *err);
/* A good row of employees: kept for cs_names_settle when it was found by its name. */
int cs_names_remember(cs_intake *in, cs_err *err);
/* Before the merge: refuses rows of employees that were found by a name which the file also gives to a code. Whether they meant
 * that one nobody knows, and the same file would be read otherwise once it is known. */
int cs_names_settle(cs_intake *in, cs_err *err);
void cs_names_free(struct cs_names *n); /* NULL is legal */

/* maps.c: what a company's own values mean */
bool cs_intake_loosen(cs_slice text, cs_buf *out); /* as cs_intake_fold, and without brackets */
int cs_maps_open(cs_intake *in,
                 cs_err *err); /* those learned and those of the options, to the columns */
void cs_maps_apply(cs_intake *in, int32_t column); /* to the cell just read; uses in->scratch */
int cs_maps_keep(cs_intake *in, const cs_stamp *stamp,
                 cs_err *err); /* learns those of the options */

/* refs.c: an event's reference names one event, whoever the row is about */
int cs_refs_add(cs_intake *in, cs_slice ref, cs_err *err);       /* of the row in hand */
int cs_refs_settle(cs_intake *in, cs_err *err);                  /* before the merge */
int cs_intake_settle(cs_intake *in, uint64_t line, cs_err *err); /* the merge passes over it */
bool cs_intake_settled(const cs_intake *in, uint64_t line);

/* move.c: `row` (its key is the reference, `rows` of the file say it) takes an event from the `holders`, codes, each terminated */
int cs_move_event(cs_intake *in, const cs_staged *row, uint64_t rows, const cs_buf *holders,
                  cs_err *err);

/* kind_events.c: a row with CS_KEY_CLAIM */
int cs_event_claim(cs_intake *in, const cs_staged *row, cs_err *err);

/* guard.c */
int cs_guard_lacking(cs_intake *in, cs_err *err); /* warns of guards that cannot be checked */
int cs_guard_row(cs_intake *in, const cs_staged *row, uint32_t number, bool *blocked,
                 cs_err *err); /* reports what it violates */
int cs_guard_set(cs_intake *in, const cs_slot *slot, const cs_value *value, cs_err *err);
int cs_guard_symbol(cs_intake *in, uint32_t term, const char *text, cs_symbol *out, cs_err *err);

/* merge.c */
int cs_merge_person(cs_intake *in, bool *known, cs_err *err); /* in->record is another person's */
/* A bad row found now ends the writing, unless good rows are to be loaded all the same. */
int cs_merge_reject(cs_intake *in, const cs_problem *p, cs_err *err);
int cs_merge_block(cs_intake *in,
                   uint64_t rows); /* the same of rows of which a guard has said why */
int cs_merge(cs_intake *in, cs_err *err);
