/* Compiling a pack's data: reading its members with their place in the pack's files, so that every complaint names file,
 * line and word. The same code checks a pack (every choice of every reading is visited, parameters may lack values)
 * and compiles a cycle (the choices in force only). */
#pragma once
#include "assess/tree.h"

typedef struct cs_compiler {
  cs_program *program;
  json_t *clauses;         /* the register: id -> CLAUSE */
  const json_t *effective; /* parameters and readings in force; NULL: checking */
  json_t *lacking;         /* object of required parameters without a value: name -> clause */
  const char *file;        /* the nearest `at` */
  int line;
  const char *clause; /* the nearest clause */
  int depth;
  const char *readings[CS_READINGS_MAX]; /* seen since the node began */
  cs_err *err;
} cs_compiler;

/* CS_EPACK "FILE:LINE: text". Returns the code, so that a caller can `return cs_refuse(...)`. */
int cs_refuse(cs_compiler *c, const char *format, ...) __attribute__((format(printf, 2, 3)));
int cs_no_memory(cs_compiler *c);
#ifdef __clang_analyzer__ /* as with cs_fail */
#define cs_refuse(...) ((cs_refuse)(__VA_ARGS__), CS_EPACK)
#define cs_no_memory(c) ((cs_no_memory)(c), CS_ENOMEM)
#endif

/* `object` is one, has no members but those named ("id title source?") and all that are not marked "?"; its `at` and
 * `clause`, if any, become the nearest; the clause has to be in the register. `what` is the word for it in complaints. */
int cs_members(cs_compiler *c, const json_t *object, const char *what, const char *members);

int cs_member_text(cs_compiler *c, const json_t *object, const char *member,
                   const char **out); /* absent: NULL */
int cs_member_flag(cs_compiler *c, const json_t *object, const char *member,
                   bool *out); /* absent: false */
int cs_member_array(cs_compiler *c, const json_t *object, const char *member,
                    const json_t **out); /* absent: NULL; {} counts as [] */
int cs_member_object(cs_compiler *c, const json_t *object, const char *member, const json_t **out);
int cs_member_label(cs_compiler *c, const json_t *object, const char *member, const json_t **out);
/* The place of the member's text in `words` (separated by blanks). */
int cs_member_word(cs_compiler *c, const json_t *object, const char *member, const char *words,
                   int *out);

/* VALUE: a literal, {"param"}, {"reading"}, {"choose","of"}. `read` is called with the literal in force (checking: with
 * each that may come into force) and complains of one it cannot use. Without a value *out stays as it is. */
typedef int (*cs_literal)(cs_compiler *c, const char *member, const json_t *literal, void *out);
int cs_value_read(cs_compiler *c, const json_t *object, const char *member, cs_literal read,
                  void *out);
int cs_reading_read(cs_compiler *c, const json_t *id, const char *member, cs_literal read,
                    void *out); /* the choice itself */
int cs_value_number(cs_compiler *c, const json_t *object, const char *member, int64_t min,
                    int64_t max, int64_t *out);
int cs_value_date(cs_compiler *c, const json_t *object, const char *member,
                  cs_date *out); /* "as_of" or ISO */
int cs_value_set(cs_compiler *c, const json_t *object, const char *member, int32_t list,
                 cs_bits *out); /* a list of texts, or one */
int cs_value_place(cs_compiler *c, const json_t *object, const char *member, int32_t list,
                   int64_t *out); /* one text of the list */
int cs_value_word(cs_compiler *c, const json_t *object, const char *member, const char *words,
                  int *out);
int cs_value_text(cs_compiler *c, const json_t *object, const char *member, const char **out);

/* Members that most predicates have. */
int cs_node_compile(cs_compiler *c, const json_t *json, const cs_node **out);
int cs_nodes_compile(cs_compiler *c, const json_t *array, cs_node *node); /* into node->of */
int cs_node_attr(cs_compiler *c, const json_t *json, const char *member,
                 cs_node *node); /* a declared attribute, marked as used */
int cs_node_series(cs_compiler *c, const json_t *json, cs_node *node);
int cs_node_window(cs_compiler *c, const json_t *json, cs_node *node);
int cs_node_view(cs_compiler *c, const json_t *json,
                 cs_node *node); /* series and window, counted by value */
int cs_node_counter(cs_compiler *c, const cs_counter *counter,
                    cs_node *node); /* equal ones are one, so that an event is looked at once */
int cs_node_history(cs_compiler *c, int32_t attr);   /* of an attribute on a ladder */
int cs_node_doubtful(cs_compiler *c, cs_node *node); /* it may be in doubt as a whole */
int cs_node_cmp(cs_compiler *c, const json_t *json, cs_node *node);

/* A copy in the program's arena of `count` things of `size` with room for one more; the old array is left to the arena. */
void *cs_grown(cs_compiler *c, const void *array, uint32_t count, size_t size);

/* catalogue.c: the declared facts of a pack into the program. */
int cs_catalogue_compile(cs_compiler *c);
/* stages.c: a cycle's stages. */
int cs_cycle_compile(cs_compiler *c, const json_t *cycle);
int cs_check_read(cs_compiler *c, const json_t *check);
int cs_condition_read(cs_compiler *c, const json_t *node); /* a check of one gate */
/* guard.c: the pack's guards into a program of their own. Afterwards c->lacking maps a parameter to the clauses it holds up. */
int cs_guards_read(cs_compiler *c, const char *kind); /* NULL: all kinds */
/* split.c: after the trees are complete, which values are alike. */
int cs_split_compile(cs_compiler *c);
