/* The stages of a procedure: read, and looked at as a graph. */
#include "assess/check.h"
#include "base/messages.h"
#include "procedure/rows.h"
#include <string.h>

size_t cs_rows_stage_place(const cs_rows *r, const char *name) {
  const json_t *place = json_object_get(r->places, name);
  return place == NULL ? r->stage_count : (size_t)json_integer_value(place);
}

/* ---- where it leads ---- */

static int read_next_value(cs_rows *r, const json_t *json, const char *member, cs_next *out) {
  cs_compiler *c = &r->compiler;
  const json_t *next = json_object_get(json, member);
  const char *name = json_string_value(next), *clause = c->clause;
  *out = (cs_next){0};
  if (next == NULL || json_is_null(next)) return CS_OK;
  if (name != NULL && strcmp(name, "next") == 0) {
    out->way = CS_NEXT_FOLLOWING;
    return CS_OK;
  }
  if (name != NULL) {
    out->way = CS_NEXT_STAGE;
    out->stage = cs_rows_stage_place(r, name);
    return out->stage < r->stage_count ? CS_OK
                                       : cs_refuse(c, CS_MSG_procedure_stage_unknown, member, name);
  }
  out->way = CS_NEXT_ENDS;
  int rc = cs_members(c, next, member, "ends writes? reason? clause? at?");
  if (rc == CS_OK) rc = cs_member_text(c, next, "ends", &out->outcome);
  if (rc == CS_OK) rc = cs_member_text(c, next, "reason", &out->reason);
  if (rc == CS_OK && out->reason != NULL && json_object_get(c->clauses, out->reason) == NULL)
    rc = cs_refuse(c, CS_MSG_pack_clause_unknown, out->reason);
  if (rc == CS_OK) rc = cs_rows_effects(r, next, "writes", &out->writes);
  c->clause = clause;
  return rc;
}

static int read_answers(cs_rows *r, const json_t *json, cs_stage_row *s) {
  const json_t *answers;
  int rc = cs_member_object(&r->compiler, json, "answers", &answers);
  if (rc != CS_OK) return rc;
  cs_answer *list = cs_rows_alloc(r, json_object_size(answers), sizeof *list);
  if (list == NULL) return cs_no_memory(&r->compiler);
  s->answers = list;
  const char *name;
  json_t *value;
  json_object_foreach((json_t *)answers, name, value) {
    cs_answer *a = &list[s->answer_count++];
    a->name = name;
    rc = read_next_value(r, answers, name, &a->next);
    if (rc == CS_OK && a->next.way == CS_NEXT_NONE)
      rc = cs_refuse(&r->compiler, CS_MSG_procedure_answer_nowhere, name, s->name);
    if (rc != CS_OK) return rc;
  }
  return CS_OK;
}

/* ---- one stage ---- */

static int read_collects(cs_rows *r, const json_t *json, cs_stage_row *s) {
  cs_compiler *c = &r->compiler;
  const char *clause = c->clause;
  const json_t *array;
  int rc = cs_member_array(c, json, "collects", &array);
  s->collect_count = json_array_size(array);
  cs_collect *list = cs_rows_alloc(r, s->collect_count, sizeof *list);
  if (rc == CS_OK && list == NULL) return cs_no_memory(c);
  s->collects = list;
  for (size_t i = 0; rc == CS_OK && i < s->collect_count; i++) {
    const json_t *one = json_array_get(array, i);
    cs_collect *out = &list[i];
    cs_lack ignored = {0};
    const char *draw = NULL;
    int several = 0;
    c->clause = clause;
    rc = cs_members(c, one, "collects", "form from? draw? into several? clause? at?");
    out->clause = c->clause;
    if (rc == CS_OK) rc = cs_rows_name(r, one, "form", "forms", &out->form);
    if (rc == CS_OK) rc = cs_rows_name(r, one, "draw", "draws", &draw);
    out->drawn = draw != NULL;
    if (rc == CS_OK && draw != NULL && s->draws == NULL) rc = cs_rows_draw(r, draw, &s->draws);
    if (rc == CS_OK && draw != NULL && strcmp(draw, s->draws->name) != 0)
      rc = cs_refuse(c, CS_MSG_procedure_two_draws, s->name, s->draws->name, draw);
    if (rc == CS_OK) rc = cs_rows_by(r, one, "from", &out->from);
    if (rc == CS_OK) rc = cs_member_text(c, one, "into", &out->into);
    if (rc == CS_OK) rc = cs_rows_case_attribute(r, "into", out->into);
    if (rc == CS_OK && json_object_get(one, "several") != NULL)
      rc = cs_rows_word(r, one, "several", "mean least", &several, &ignored);
    if (rc == CS_OK && out->from.count == 0 && !out->drawn)
      rc = cs_refuse(c, CS_MSG_pack_list_empty, "from");
    out->least = several == 1;
  }
  c->clause = clause;
  return rc;
}

static int read_reasons(cs_rows *r, const json_t *json, cs_stage_row *s) {
  int rc = cs_rows_texts(r, json, "reasons", NULL, &s->reasons);
  for (size_t i = 0; rc == CS_OK && i < s->reasons.count; i++)
    if (json_object_get(r->compiler.clauses, s->reasons.list[i]) == NULL)
      rc = cs_refuse(&r->compiler, CS_MSG_pack_clause_unknown, s->reasons.list[i]);
  return rc;
}

static int read_returns(cs_rows *r, const json_t *json, cs_stage_row *s) {
  cs_texts names;
  int rc = cs_rows_texts(r, json, "returns", NULL, &names);
  size_t here = cs_rows_stage_place(r, s->name);
  size_t *list = cs_rows_alloc(r, names.count, sizeof *list);
  if (rc == CS_OK && list == NULL) return cs_no_memory(&r->compiler);
  for (size_t i = 0; rc == CS_OK && i < names.count; i++) {
    list[i] = cs_rows_stage_place(r, names.list[i]);
    if (list[i] >= here)
      rc = cs_refuse(&r->compiler, CS_MSG_procedure_return, s->name, names.list[i]);
  }
  s->returns = list;
  s->return_count = names.count;
  return rc;
}

static int read_scores(cs_rows *r, const json_t *json, cs_stage_row *s) {
  const char *panel = NULL, *checklist = NULL, *draws = NULL;
  int rc = cs_rows_name(r, json, "draws", "draws", &draws);
  if (rc == CS_OK && draws != NULL) rc = cs_rows_draw(r, draws, &s->draws);
  if (rc == CS_OK) rc = read_collects(r, json, s);
  if (rc == CS_OK) rc = cs_rows_name(r, json, "panel", "panels", &panel);
  if (rc == CS_OK) rc = cs_rows_name(r, json, "checklist", "checklists", &checklist);
  if (rc == CS_OK) rc = cs_rows_name(r, json, "judges", "cycles", &s->judges);
  if (rc == CS_OK) rc = cs_rows_name(r, json, "check", "checks", &s->check);
  for (size_t i = 0; panel != NULL && i < r->panel_count; i++)
    if (strcmp(r->panels[i].name, panel) == 0) s->panel = &r->panels[i];
  for (size_t i = 0; checklist != NULL && i < r->checklist_count; i++)
    if (strcmp(r->checklists[i].name, checklist) == 0) s->checklist = &r->checklists[i];
  return rc;
}

static int read_parts(cs_rows *r, const json_t *json, cs_stage_row *s) {
  cs_compiler *c = &r->compiler;
  int mode = 0;
  int rc = cs_rows_by(r, json, "by", &s->by);
  if (rc == CS_OK && json_object_get(json, "mode") != NULL)
    rc = cs_member_word(c, json, "mode", "any all", &mode);
  s->all = mode == 1;
  const json_t *when = json_object_get(json, "when");
  s->when = json_is_null(when) ? NULL : when;
  if (rc == CS_OK && s->when != NULL && c->effective == NULL)
    rc = cs_condition_check(r->pack, s->when, c->err);
  if (rc == CS_OK) rc = cs_rows_asks(r, json, &s->asks, &s->ask_count);
  if (rc == CS_OK) rc = read_answers(r, json, s);
  if (rc == CS_OK) rc = read_reasons(r, json, s);
  if (rc == CS_OK) rc = cs_rows_texts(r, json, "needs", NULL, &s->needs);
  if (rc == CS_OK) rc = cs_rows_texts(r, json, "fills", "forms", &s->fills);
  if (rc == CS_OK) rc = cs_rows_texts(r, json, "makes", "forms", &s->makes);
  if (rc == CS_OK) rc = read_scores(r, json, s);
  if (rc == CS_OK) rc = cs_rows_deadline(r, json, "due", &s->due);
  if (rc == CS_OK) rc = cs_rows_deadline(r, json, "from", &s->from);
  if (rc == CS_OK) rc = read_next_value(r, json, "next", &s->next);
  if (rc == CS_OK) rc = read_next_value(r, json, "fails", &s->fails);
  if (rc == CS_OK) rc = cs_rows_effects(r, json, "writes", &s->writes);
  return rc == CS_OK ? read_returns(r, json, s) : rc;
}

/* What the act of a stage cannot do without. */
static int check_act(cs_rows *r, const cs_stage_row *s) {
  const char *lacks = NULL;
  switch (s->act) {
    case CS_STAGE_DECIDE: lacks = s->answer_count == 0 ? "answers" : NULL; break;
    case CS_STAGE_SCORE:
      lacks = s->collect_count == 0 && s->panel == NULL ? "collects, panel" : NULL;
      break;
    case CS_STAGE_JUDGE:
      lacks = s->check == NULL && s->judges == NULL && s->checklist == NULL
                  ? "check, judges, checklist"
                  : NULL;
      break;
    case CS_STAGE_WAIT: lacks = !s->from.given && !s->due.given ? "from, due" : NULL; break;
    default: break;
  }
  if (lacks != NULL)
    return cs_refuse(&r->compiler, CS_MSG_procedure_act_lacks, s->name, cs_stage_act_name(s->act),
                     lacks);
  bool anybody = s->act == CS_STAGE_SCORE || s->act == CS_STAGE_JUDGE || s->act == CS_STAGE_WAIT;
  bool acted = anybody || s->by.count > 0;
  return acted ? CS_OK : cs_refuse(&r->compiler, CS_MSG_procedure_nobody, s->name);
}

#define STAGE_MEMBERS                                                                           \
  "stage clause? label? by? mode? when? act asks? answers? reasons? needs? fills? makes? "      \
  "collects? panel? checklist? draws? judges? check? fails? due? from? next? writes? returns? " \
  "at? layer? replaces?"
#define STAGE_WORDS "do approve file decide score judge publish object wait"

static int read_stage(cs_rows *r, const json_t *json, cs_stage_row *s) {
  cs_compiler *c = &r->compiler;
  int act = 0;
  int rc = cs_members(c, json, "stage", STAGE_MEMBERS);
  const char *clause = c->clause, *file = c->file;
  int line = c->line;
  s->clause = clause;
  if (rc == CS_OK) rc = cs_member_text(c, json, "stage", &s->name);
  if (rc == CS_OK) rc = cs_member_label(c, json, "label", &s->label);
  if (rc == CS_OK) rc = cs_member_word(c, json, "act", STAGE_WORDS, &act);
  s->act = act;
  if (rc == CS_OK) rc = read_parts(r, json, s);
  if (rc != CS_OK) return rc;
  c->clause = clause;
  c->file = file;
  c->line = line;
  return check_act(r, s);
}

/* ---- the graph ---- */

/* Calls `edge` for every stage that `from` may lead to; `stage_count` stands for an end. */
static void each_edge(const cs_procedure *p, size_t from, void (*edge)(void *, size_t),
                      void *user) {
  const cs_stage_row *s = &p->stages[from];
  const cs_next *ways[] = {&s->next, &s->fails};
  bool follows = s->when != NULL; /* skipped */
  bool answered = s->answer_count > 0 && (s->act == CS_STAGE_DECIDE || s->act == CS_STAGE_OBJECT);
  if (s->next.way == CS_NEXT_NONE && !answered) follows = true;
  for (size_t i = 0; i < 2 + s->answer_count; i++) {
    const cs_next *next = i < 2 ? ways[i] : &s->answers[i - 2].next;
    if (next->way == CS_NEXT_FOLLOWING) follows = true;
    if (next->way == CS_NEXT_STAGE) edge(user, next->stage);
    if (next->way == CS_NEXT_ENDS) edge(user, p->stage_count);
  }
  if (follows) edge(user, from + 1); /* after the last: the end */
}

typedef struct edges {
  size_t *from, *to, at; /* the stage looked at */
  size_t count;
} edges;

static void count_edge(void *user, size_t to) {
  (void)to;
  ((edges *)user)->count++;
}

static void add_edge(void *user, size_t to) {
  edges *e = user;
  e->from[e->count] = e->at;
  e->to[e->count++] = to;
}

static int collect(cs_rows *r, const cs_procedure *p, edges *out) {
  *out = (edges){0};
  for (size_t i = 0; i < p->stage_count; i++) each_edge(p, i, count_edge, out);
  out->from = cs_rows_alloc(r, out->count, sizeof *out->from);
  out->to = cs_rows_alloc(r, out->count, sizeof *out->to);
  if (out->from == NULL || out->to == NULL) return cs_no_memory(&r->compiler);
  out->count = 0;
  for (out->at = 0; out->at < p->stage_count; out->at++) each_edge(p, out->at, add_edge, out);
  return CS_OK;
}

/* Which nodes are reached from `start` along edges `from` -> `to`, each edge looked at once. NULL: no memory. */
static const bool *spread(cs_rows *r, size_t nodes, size_t count, const size_t *from,
                          const size_t *to, size_t start) {
  bool *seen = cs_rows_alloc(r, nodes, sizeof *seen);
  size_t *first = cs_rows_alloc(r, nodes + 1, sizeof *first), /* of a node's, among `leads` */
      *leads = cs_rows_alloc(r, count, sizeof *leads),
         *open = cs_rows_alloc(r, nodes, sizeof *open);
  if (seen == NULL || first == NULL || leads == NULL || open == NULL) return NULL;
  for (size_t i = 0; i < count; i++) first[from[i]]++;
  for (size_t i = 0, sum = 0; i <= nodes; i++) first[i] = sum += first[i];
  for (size_t i = count; i-- > 0;) leads[--first[from[i]]] = to[i];
  size_t waiting = 0;
  open[waiting++] = start;
  seen[start] = true;
  while (waiting > 0) {
    size_t node = open[--waiting];
    for (size_t i = first[node]; i < first[node + 1]; i++) {
      if (seen[leads[i]]) continue;
      seen[leads[i]] = true;
      open[waiting++] = leads[i];
    }
  }
  return seen;
}

/* Every stage is reached from the first, and from every stage there is a way to an end. */
static int check_graph(cs_rows *r, const json_t *array, const cs_procedure *p) {
  size_t count = p->stage_count;
  edges e;
  int rc = collect(r, p, &e);
  if (rc != CS_OK) return rc;
  const bool *reached = spread(r, count + 1, e.count, e.from, e.to, 0),
             *ending = spread(r, count + 1, e.count, e.to, e.from, count);
  if (reached == NULL || ending == NULL) return cs_no_memory(&r->compiler);
  for (size_t i = 0; i < 2 * count; i++) { /* first all that are out of reach */
    size_t at = i % count;
    if (i < count ? reached[at] : ending[at]) continue;
    (void)cs_members(&r->compiler, json_array_get(array, at), "stage",
                     STAGE_MEMBERS); /* its place */
    const char *stage = p->stages[at].name;
    return i < count ? cs_refuse(&r->compiler, CS_MSG_procedure_orphan, stage, p->name)
                     : cs_refuse(&r->compiler, CS_MSG_procedure_endless, stage, p->name);
  }
  return CS_OK;
}

static int read_names(cs_rows *r, const json_t *array) {
  cs_compiler *c = &r->compiler;
  const char *name;
  r->stage_count = 0;
  json_decref(r->places);
  r->places = json_object();
  if (r->places == NULL) return cs_no_memory(c);
  for (size_t i = 0; i < json_array_size(array); i++) {
    const json_t *stage = json_array_get(array, i);
    int rc = cs_members(c, stage, "stage", STAGE_MEMBERS);
    if (rc == CS_OK) rc = cs_member_text(c, stage, "stage", &name);
    if (rc != CS_OK) return rc;
    if (json_object_get(r->places, name) != NULL)
      return cs_refuse(c, CS_MSG_pack_twice, name, "stages");
    if (json_object_set_new(r->places, name, json_integer((json_int_t)i)) != 0)
      return cs_no_memory(c);
    r->stage_count = i + 1;
  }
  return CS_OK;
}

int cs_rows_stages(cs_rows *r, const json_t *json, cs_procedure *p) {
  cs_compiler *c = &r->compiler;
  const json_t *array;
  int rc = cs_member_array(c, json, "stages", &array);
  if (rc != CS_OK) return rc;
  size_t count = json_array_size(array);
  if (count == 0) return cs_refuse(c, CS_MSG_pack_list_empty, "stages");
  cs_stage_row *list = cs_rows_alloc(r, count, sizeof *list);
  if (list == NULL) return cs_no_memory(c);
  p->stages = list;
  rc = read_names(r, array);
  for (size_t i = 0; rc == CS_OK && i < count; i++) {
    c->clause = p->clause;
    rc = read_stage(r, json_array_get(array, i), &list[i]);
  }
  p->stage_count = count;
  return rc == CS_OK ? check_graph(r, array, p) : rc;
}
