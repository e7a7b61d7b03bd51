/* Scores: of forms that several people fill in, of the seats of a panel, and the judged cells of a checklist. All in hundredths,
 * rounded half up, once for each weighed item, once for each mean and once for a panel's total. */
#include "base/messages.h"
#include "procedure/words.h"
#include "base/text.h"
#include "procedure/desk.h"
#include "procedure/handing.h"
#include "procedure/items.h"
#include <string.h>

#define SCORE_MOST 10000 /* of a form without items */
#define CELLS_NAMED 3    /* of those not judged yet */

static bool is(const char *a, const char *b) { return a != NULL && b != NULL && strcmp(a, b) == 0; }

/* n / m, half up; m > 0, n >= 0 */
static int64_t half_up(int64_t n, int64_t m) { return (2 * n + m) / (2 * m); }

/* ---- who scores ---- */

typedef struct gathering {
  cs_desk *desk;
  cs_raters *out;
  size_t capacity;
  cs_date on;
  cs_err *err;
} gathering;

static bool excused(const cs_desk *d, const char *code) {
  size_t count;
  const cs_case_act *here = cs_casefile_here(&d->file, &count);
  for (size_t i = 0; i < count; i++)
    if (cs_case_act_counts(&here[i]) && is(here[i].verb, CS_CASE_VERB_EXCUSE) &&
        is(here[i].whom, code))
      return true;
  return false;
}

/* The latest score of somebody, by themselves or their delegate. */
static void find_score(const cs_desk *d, struct cs_rater *r) {
  size_t count;
  const cs_case_act *here = cs_casefile_here(&d->file, &count);
  for (size_t i = 0; i < count; i++) {
    const cs_case_act *a = &here[i];
    const char *holder = a->in_place_of != NULL ? a->in_place_of : a->actor;
    if (!cs_case_act_counts(a) || !is(holder, r->code)) continue;
    if (r->role != NULL && a->role != NULL && !is(a->role, r->role)) continue;
    for (size_t k = 0; k < a->handed_count; k++) {
      if (a->handed[k].kind != CS_HANDED_SCORE || !is(a->handed[k].name, r->form)) continue;
      r->scored = true;
      r->score = a->handed[k].value.number;
    }
  }
}

static int add_rater(gathering *g, const char *code, const char *role, const char *form) {
  cs_raters *out = g->out;
  for (size_t i = 0; i < out->count; i++)
    if (is(out->list[i].code, code) && is(out->list[i].form, form) &&
        (role == NULL || out->list[i].role == NULL || is(out->list[i].role, role)))
      return CS_OK; /* once for a form; in each of their seats for a panel */
  if (out->count == g->capacity) {
    size_t capacity = 2 * g->capacity + 8;
    struct cs_rater *list = cs_arena_alloc(g->desk->arena, capacity * sizeof *list);
    if (list == NULL) return cs_office_no_memory(g->err);
    if (out->count > 0) memcpy(list, out->list, out->count * sizeof *list);
    out->list = list;
    g->capacity = capacity;
  }
  struct cs_rater *r = &out->list[out->count++];
  *r = (struct cs_rater){.code = code, .role = role, .form = form};
  r->excused = excused(g->desk, code);
  find_score(g->desk, r);
  return CS_OK;
}

static int add_vacancy(gathering *g, struct cs_vacancy vacancy) {
  cs_raters *out = g->out;
  struct cs_vacancy *list = cs_arena_alloc(g->desk->arena, (out->vacancy_count + 1) * sizeof *list);
  if (list == NULL) return cs_office_no_memory(g->err);
  if (out->vacancy_count > 0) memcpy(list, out->vacancies, out->vacancy_count * sizeof *list);
  list[out->vacancy_count++] = vacancy;
  out->vacancies = list;
  return CS_OK;
}

static int add_holders(gathering *g, const cs_by *by, const char *form, bool waits) {
  cs_turns turns;
  int rc = cs_desk_holders(g->desk, by->role, g->on, &turns, g->err);
  for (size_t i = 0; rc == CS_OK && i < turns.count; i++)
    if (turns.list[i].as == NULL) rc = add_rater(g, turns.list[i].code, by->role, form);
  if (rc != CS_OK || turns.count > 0) return rc;
  const char *why = turns.nobody != NULL ? turns.nobody : by->role;
  return add_vacancy(g, (struct cs_vacancy){by->role, form, by->clause, why, waits});
}

/* Its own, else that of the members. */
static const char *clause_of_seat(const cs_panel *p, size_t i) {
  const char *clause = p->seats[i].clause;
  return p->members != NULL && is(clause, p->clause) ? p->members : clause;
}

/* Those drawn when the stage was entered. */
static int add_drawn(gathering *g, const char *form) {
  const cs_casefile *c = &g->desk->file;
  const cs_case_act *entry = cs_casefile_act(c, c->entered_by);
  int rc = CS_OK;
  for (size_t i = 0; entry != NULL && rc == CS_OK && i < entry->handed_count; i++)
    if (entry->handed[i].kind == CS_HANDED_DRAWN)
      rc = add_rater(g, entry->handed[i].name, NULL, form);
  return rc;
}

int cs_desk_raters(cs_desk *d, cs_date on, cs_raters *out, cs_err *err) {
  const cs_stage_row *s = d->stage;
  gathering g = {.desk = d, .out = out, .on = on, .err = err};
  *out = (cs_raters){0};
  int rc = CS_OK;
  for (size_t i = 0; rc == CS_OK && i < s->collect_count; i++) {
    const cs_collect *c = &s->collects[i];
    for (size_t k = 0; rc == CS_OK && k < c->from.count; k++) {
      cs_by by = c->from.list[k];
      if (by.clause == NULL) by.clause = c->clause;
      rc = add_holders(&g, &by, c->form, true);
    }
    if (rc == CS_OK && c->drawn) rc = add_drawn(&g, c->form);
  }
  for (size_t i = 0; rc == CS_OK && s->panel != NULL && i < s->panel->seat_count; i++) {
    cs_by by = {s->panel->seats[i].role, clause_of_seat(s->panel, i)};
    rc = add_holders(&g, &by, s->panel->name, !s->panel->reweigh);
  }
  return rc;
}

/* ---- handing in ---- */

typedef struct source { /* whom a form or the panel takes scores from */
  bool found, drawn;
  const char *clause;
  json_t *roles; /* as BYs; owned */
} source;

static int panel_roles(const cs_panel *p, json_t *roles, cs_err *err) {
  for (size_t i = 0; i < p->seat_count; i++) {
    const char *clause = clause_of_seat(p, i);
    json_t *by = json_pack(clause == NULL ? "{s:s}" : "{s:s, s:s}", "role", p->seats[i].role,
                           "clause", clause);
    if (by == NULL || json_array_append_new(roles, by) != 0) return cs_office_no_memory(err);
  }
  return CS_OK;
}

static int source_of(const cs_desk *d, const char *form, source *out, cs_err *err) {
  const cs_stage_row *s = d->stage;
  *out = (source){.roles = json_array()};
  if (out->roles == NULL) return cs_office_no_memory(err);
  for (size_t i = 0; i < s->collect_count; i++) {
    const cs_collect *c = &s->collects[i];
    if (!is(c->form, form)) continue;
    *out = (source){true, c->drawn, c->clause, out->roles};
    for (size_t k = 0; k < json_array_size(c->from.json); k++)
      if (json_array_append(out->roles, json_array_get(c->from.json, k)) != 0)
        return cs_office_no_memory(err);
    return CS_OK;
  }
  if (s->panel == NULL || !is(s->panel->name, form)) return CS_OK;
  out->found = true;
  out->clause = s->panel->members != NULL ? s->panel->members : s->panel->clause;
  return panel_roles(s->panel, out->roles, err);
}

int cs_desk_scoring(const cs_desk *d, const cs_stage_row *s, json_t **out, cs_err *err) {
  json_t *roles = json_array();
  *out = roles;
  int rc = roles == NULL ? cs_office_no_memory(err) : CS_OK;
  for (size_t i = 0; rc == CS_OK && i < s->collect_count; i++)
    if (s->collects[i].from.count > 0 &&
        json_array_extend(roles, (json_t *)s->collects[i].from.json) != 0)
      rc = cs_office_no_memory(err);
  if (rc == CS_OK && s->panel != NULL) rc = panel_roles(s->panel, roles, err);
  if (rc == CS_OK && json_array_size(roles) == 0)
    rc = cs_fail(err, CS_EREFUSED, CS_MSG_case_drawn_turn, d->file.code, cs_word_stage(s),
                 s->clause);
  return rc;
}

bool cs_desk_was_drawn(const cs_desk *d, const char *code) {
  const cs_case_act *entry = cs_casefile_act(&d->file, d->file.entered_by);
  for (size_t i = 0; entry != NULL && i < entry->handed_count; i++)
    if (entry->handed[i].kind == CS_HANDED_DRAWN && is(entry->handed[i].name, code)) return true;
  return false;
}

/* What is scored: a form or a panel. */
static const char *form_word(const cs_desk *d, const char *name) {
  const json_t *pack = cs_pack_json(d->book->pack);
  return cs_word_of(pack, "forms", cs_word_of(pack, "panels", name));
}

/* May the actor score this? Noted in the draft. */
static int check_rater(cs_desk *d, const source *from, const char *role, cs_err *err) {
  const char *actor = d->office->stamp.actor;
  cs_by by[CS_BY_MOST];
  cs_by_list list = {by, 0, from->roles};
  for (size_t i = 0; i < json_array_size(from->roles) && i < CS_BY_MOST; i++)
    by[list.count++].role =
        json_string_value(json_object_get(json_array_get(from->roles, i), "role"));
  if (from->drawn && cs_desk_was_drawn(d, actor)) return CS_OK;
  if (list.count == 0)
    return cs_fail(err, CS_EREFUSED, CS_MSG_case_not_drawn, actor, d->file.code, from->clause);
  return cs_desk_who(d, &list, role, from->clause, err);
}

/* The one total of a form without items. */
static int one_total(const cs_desk *d, const char *form, const cs_words_given *scores,
                     int64_t *total, cs_err *err) {
  for (size_t i = 0; i < scores->count; i++) {
    const cs_word *given = &scores->list[i];
    if (!is(given->name, form)) continue;
    if (cs_score_parse(given->text, total) && *total <= SCORE_MOST) return CS_OK;
    return cs_fail(err, CS_EINPUT, CS_MSG_case_score, form_word(d, form), given->text, "100");
  }
  return CS_OK;
}

static int hand_in(cs_desk *d, const char *form, const cs_doing *doing, cs_err *err) {
  source from;
  int64_t total = 0;
  int rc = source_of(d, form, &from, err);
  if (rc == CS_OK) rc = check_rater(d, &from, doing->role, err);
  json_decref(from.roles);
  bool items = json_array_size(cs_items_of_stage(d, d->stage, form)) > 0;
  if (rc == CS_OK)
    rc = items ? cs_items_hand_in(d, form, &doing->scores, &total, err)
               : one_total(d, form, &doing->scores, &total, err);
  cs_handed h = {.kind = CS_HANDED_SCORE, .name = form, .value = {.kind = CS_INT, .number = total}};
  return rc == CS_OK ? cs_desk_add(d, h, err) : rc;
}

/* Has the draft a score for it? */
static bool is_in(const cs_desk *d, const char *form) {
  for (size_t i = 0; i < d->draft->handed_count; i++)
    if (d->draft->handed[i].kind == CS_HANDED_SCORE && is(d->draft->handed[i].name, form))
      return true;
  return false;
}

/* ---- adding up ---- */

static int set_into(cs_desk *d, const char *name, int64_t score, cs_err *err) {
  cs_handed h = {.kind = CS_HANDED_SET, .name = name, .value = {.kind = CS_INT, .number = score}};
  return cs_desk_add(d, h, err);
}

static int add_up_form(cs_desk *d, const cs_raters *raters, const cs_collect *c, cs_err *err) {
  int64_t total = 0, count = 0, least = INT64_MAX;
  for (size_t i = 0; i < raters->count; i++) {
    const struct cs_rater *r = &raters->list[i];
    if (!is(r->form, c->form) || !r->scored) continue;
    total += r->score;
    count++;
    if (r->score < least) least = r->score;
  }
  if (count == 0)
    return cs_fail(err, CS_EREFUSED, CS_MSG_case_no_scores, d->file.code, form_word(d, c->form),
                   c->clause);
  return set_into(d, c->into, c->least ? least : half_up(total, count), err);
}

/* Means within a role, weighed; a seat that is missing makes the others weigh more. */
static int add_up_panel(cs_desk *d, const cs_raters *raters, const cs_panel *p, cs_err *err) {
  int64_t total = 0, weights = 0;
  for (size_t i = 0; i < p->seat_count; i++) {
    int64_t sum = 0, count = 0;
    for (size_t k = 0; k < raters->count; k++) {
      const struct cs_rater *r = &raters->list[k];
      if (!is(r->form, p->name) || !is(r->role, p->seats[i].role) || !r->scored) continue;
      sum += r->score;
      count++;
    }
    if (count == 0) continue;
    total += half_up(sum, count) * p->seats[i].weight;
    weights += p->seats[i].weight;
  }
  if (weights == 0)
    return cs_fail(err, CS_EREFUSED, CS_MSG_case_no_scores, d->file.code, form_word(d, p->name),
                   p->clause);
  d->draft->total = half_up(total, weights);
  return CS_OK;
}

/* Whoever is named chair has to be one of those who sit, not their delegate. */
static int check_chair(cs_desk *d, const cs_panel *p, const cs_value *named, cs_err *err) {
  bool member = false;
  int rc = CS_OK;
  for (size_t i = 0; rc == CS_OK && i < p->seat_count; i++) {
    cs_turns turns;
    rc = cs_desk_holders(d, p->seats[i].role, d->draft->on, &turns, err);
    for (size_t k = 0; rc == CS_OK && k < turns.count; k++)
      member = member || (named != NULL && turns.list[k].as == NULL &&
                          cs_desk_value_is(d->office, named, turns.list[k].code));
  }
  cs_buf text = {0};
  if (named != NULL) cs_desk_value_text(d->office, named, &text);
  if (rc == CS_OK && !member)
    rc = cs_fail(err, CS_EREFUSED, CS_MSG_case_chair, d->file.code, cs_buf_str(&text),
                 form_word(d, p->name), p->chair_clause,
                 cs_word_of(cs_pack_json(d->book->pack), "attributes", p->chair));
  return cs_buf_end(&text, rc, err);
}

int cs_desk_names_chair(cs_desk *d, const char *name, const cs_value *value, cs_err *err) {
  int rc = CS_OK;
  for (size_t i = 0; i < d->procedure->stage_count; i++) {
    const cs_panel *p = d->procedure->stages[i].panel;
    if (p == NULL || !is(p->chair, name)) continue;
    rc = check_chair(d, p, value, err);
    if (rc != CS_EREFUSED) return rc; /* of several panels it is enough to sit on one */
  }
  return rc;
}

/* When everybody is in, what the scores come to; until then the case waits. */
static int add_up(cs_desk *d, cs_err *err) {
  static const cs_next as_said = {.way = CS_NEXT_NONE};
  const cs_stage_row *s = d->stage;
  cs_raters raters;
  int rc = cs_desk_raters(d, d->draft->on, &raters, err);
  if (rc != CS_OK) return rc;
  for (size_t i = 0; i < raters.vacancy_count; i++)
    if (raters.vacancies[i].waits) return CS_OK;
  for (size_t i = 0; i < raters.count; i++)
    if (!raters.list[i].scored && !raters.list[i].excused) return CS_OK;
  for (size_t i = 0; rc == CS_OK && i < s->collect_count; i++)
    rc = add_up_form(d, &raters, &s->collects[i], err);
  if (rc == CS_OK && s->panel != NULL && s->panel->chair != NULL) /* still? */
    rc = check_chair(d, s->panel, cs_casefile_value(&d->file, s->panel->chair), err);
  if (rc == CS_OK && s->panel != NULL) rc = add_up_panel(d, &raters, s->panel, err);
  if (rc == CS_OK) rc = cs_handing_complete(d, err);
  if (rc != CS_OK) return rc;
  bool failed = s->panel != NULL && d->draft->total < s->panel->pass;
  return failed ? cs_desk_fail(d, s->panel->clause, err) : cs_desk_complete(d, &as_said, err);
}

static int check_pass(const cs_desk *d, cs_err *err) {
  const cs_panel *p = d->stage->panel;
  if (p == NULL || p->lack.name == NULL) return CS_OK;
  return cs_fail(err, CS_EPARAM, CS_MSG_case_parameter, p->lack.name, p->lack.clause);
}

int cs_desk_scores(cs_desk *d, const cs_doing *doing, cs_err *err) {
  int rc = check_pass(d, err);
  if (rc == CS_OK && doing->scores.count == 0)
    rc = cs_fail(err, CS_EINPUT, CS_MSG_case_no_score, cs_word_stage(d->stage), d->stage->clause);
  for (size_t i = 0; rc == CS_OK && i < doing->scores.count; i++) {
    const char *form, *item;
    rc = cs_items_named(d, doing->scores.list[i].name, &form, &item, err);
    if (rc == CS_OK && !is_in(d, form)) rc = hand_in(d, form, doing, err);
  }
  return rc == CS_OK ? add_up(d, err) : rc;
}

/* Somebody need not score: as far as the pack lets the others weigh more. */
int cs_desk_excuses(cs_desk *d, const cs_doing *doing, cs_err *err) {
  const cs_stage_row *s = d->stage;
  const char *actor = d->office->stamp.actor;
  cs_raters raters;
  bool found = false;
  d->draft->whom = doing->whom;
  d->draft->comment = doing->comment;
  if (doing->whom == NULL || *doing->whom == '\0' || doing->comment == NULL ||
      *doing->comment == '\0')
    return cs_fail(err, CS_EINPUT, "%s", CS_MSG_case_excuse_whom);
  if (s->act != CS_STAGE_SCORE)
    return cs_fail(err, CS_EREFUSED, CS_MSG_case_no_rater, d->file.code, doing->whom, s->clause);
  if (s->panel != NULL && !s->panel->reweigh)
    return cs_fail(err, CS_EREFUSED, CS_MSG_case_seat_waits, d->file.code, doing->whom,
                   s->panel->clause);
  int rc = cs_desk_raters(d, d->draft->on, &raters, err);
  for (size_t i = 0; rc == CS_OK && i < raters.count; i++)
    found = found || is(raters.list[i].code, doing->whom);
  if (rc == CS_OK && !found)
    rc = cs_fail(err, CS_EINPUT, CS_MSG_case_no_rater, d->file.code, doing->whom, s->clause);
  bool own = is(actor, doing->whom) || is(actor, d->file.acts[0].actor);
  if (rc == CS_OK && is(actor, d->file.subject)) own = false;
  if (rc == CS_OK && !own) rc = cs_desk_may(d, s, doing->role, err);
  return rc == CS_OK ? add_up(d, err) : rc;
}

/* ---- checklists ---- */

/* "g2.b": the grade without its step. */
static const char *first_part(cs_desk *d, const char *value) {
  return cs_arena_text(d->arena, value, strcspn(value, "."));
}

int cs_desk_column(cs_desk *d, const char **out) {
  const cs_checklist *list = d->stage->checklist;
  *out = NULL;
  if (strcmp(list->by, "target") == 0) {
    const char *target = d->file.judged == NULL ? NULL : d->file.judged->target;
    if (target == NULL) return CS_OK;
    *out = first_part(d, target);
    return *out == NULL ? CS_ENOMEM : CS_OK;
  }
  const cs_value *value = cs_casefile_value(&d->file, list->by);
  cs_symbol name = cs_symbol_find(d->office->store, list->by, strlen(list->by));
  const cs_entry *e =
      name == 0 ? NULL : cs_record_attribute(&d->subject, name, d->office->today, UINT32_MAX);
  if (value == NULL && e != NULL) value = &e->value;
  if (value == NULL) return CS_OK;
  cs_buf buf = {0};
  cs_desk_value_text(d->office, value, &buf);
  const char *text = cs_buf_str(&buf);
  if (!buf.failed) *out = first_part(d, text);
  cs_buf_deinit(&buf);
  return *out == NULL ? CS_ENOMEM : CS_OK;
}

/* By the name of the row or what it is called. */
static const cs_checklist_cell *cell_of(const cs_checklist *list, const char *column,
                                        const char *row) {
  for (size_t i = 0; i < list->cell_count; i++)
    if (is(list->cells[i].column, column) && is(list->cells[i].row, row)) return &list->cells[i];
  const cs_checklist_cell *found = NULL;
  for (size_t i = 0; i < list->cell_count; i++) {
    const cs_checklist_cell *cell = &list->cells[i];
    if (!is(cell->column, column) || !cs_word_is(cell->row_label, row)) continue;
    if (found != NULL) return NULL; /* it may be either */
    found = cell;
  }
  return found;
}

static bool has_column(const cs_checklist *list, const char *column) {
  for (size_t i = 0; i < list->cell_count; i++)
    if (is(list->cells[i].column, column)) return true;
  return false;
}

/* Nothing can be judged of it. Names the columns there are. */
static int no_column(const cs_desk *d, const cs_checklist *list, const char *value, cs_err *err) {
  const json_t *pack = cs_pack_json(d->book->pack);
  cs_buf names = {0};
  for (size_t i = 0; i < list->cell_count; i++) {
    size_t before = 0;
    while (before < i && !is(list->cells[before].column, list->cells[i].column)) before++;
    if (before == i)
      cs_buf_printf(&names, "%s%s", names.size > 0 ? CS_MSG_say_comma : "", list->cells[i].column);
  }
  return cs_buf_end(&names,
                    cs_fail(err, CS_EREFUSED, CS_MSG_case_no_column,
                            cs_word_of(pack, "checklists", list->name), value, list->clause,
                            cs_buf_str(&names)),
                    err);
}

int cs_desk_names_column(cs_desk *d, const char *name, const cs_value *value, cs_err *err) {
  int rc = CS_OK;
  for (size_t i = 0; rc == CS_OK && i < d->procedure->stage_count; i++) {
    const cs_stage_row *s = &d->procedure->stages[i];
    if (s->checklist == NULL || s->when != NULL || !is(s->checklist->by, name)) continue;
    cs_buf text = {0};
    cs_desk_value_text(d->office, value, &text);
    const char *column = first_part(d, cs_buf_str(&text));
    if (text.failed || column == NULL)
      rc = cs_office_no_memory(err);
    else if (!has_column(s->checklist, column))
      rc = no_column(d, s->checklist, cs_buf_str(&text), err);
    rc = cs_buf_end(&text, rc, err);
  }
  return rc;
}

/* The latest judgement since the stage was entered: 1 yes, 0 no, -1 none. */
static int judged(const cs_desk *d, const char *row) {
  size_t count;
  int found = -1;
  const cs_case_act *here = cs_casefile_here(&d->file, &count);
  for (size_t i = 0; i < count; i++)
    for (size_t k = 0; cs_case_act_counts(&here[i]) && k < here[i].handed_count; k++)
      if (here[i].handed[k].kind == CS_HANDED_CELL && is(here[i].handed[k].name, row))
        found = here[i].handed[k].value.number != 0;
  return found;
}

static const char *list_word(const cs_desk *d) {
  return cs_word_of(cs_pack_json(d->book->pack), "checklists", d->stage->checklist->name);
}

static int judge_cell(cs_desk *d, const char *column, const cs_word *given, cs_err *err) {
  const cs_checklist *list = d->stage->checklist;
  const cs_checklist_cell *cell = cell_of(list, column, given->name);
  bool yes = is(given->text, "yes") || is(given->text, CS_MSG_answer_yes);
  bool no = is(given->text, "no") || is(given->text, CS_MSG_answer_no);
  if (cell == NULL)
    return cs_fail(err, CS_EINPUT, CS_MSG_case_no_cell, list_word(d), given->name, column,
                   list->clause);
  if (!yes && !no)
    return cs_fail(err, CS_EINPUT, CS_MSG_case_answer, given->name, CS_MSG_case_yes_no,
                   cell->clause);
  cs_handed h = {
      .kind = CS_HANDED_CELL, .name = cell->row, .value = {.kind = CS_INT, .number = yes}};
  return cs_desk_add(d, h, err);
}

bool cs_desk_cell_open(const cs_desk *d, const char *column, const cs_checklist_cell *cell) {
  return is(cell->column, column) && judged(d, cell->row) < 0;
}

/* Names the first rows that are not judged yet. */
static int still_open(const cs_desk *d, const char *column, size_t open, cs_err *err) {
  const cs_checklist *list = d->stage->checklist;
  cs_buf names = {0};
  size_t named = 0;
  for (size_t i = 0; i < list->cell_count && named < CELLS_NAMED; i++) {
    const cs_checklist_cell *cell = &list->cells[i];
    if (!cs_desk_cell_open(d, column, cell)) continue;
    const char *label = cs_label_text(cell->row_label, cs_label_text(cell->label, NULL));
    cs_buf_printf(&names, "%s%s", named++ > 0 ? "; " : "", cell->row);
    if (label != NULL && !is(label, cell->row)) cs_buf_printf(&names, " (%s)", label);
  }
  if (open > named) cs_buf_printf(&names, CS_MSG_list_more, (unsigned long long)(open - named));
  return cs_buf_end(&names,
                    cs_fail(err, CS_EREFUSED, CS_MSG_case_cells_open, d->file.code, open,
                            list_word(d), cs_buf_str(&names), list->clause),
                    err);
}

int cs_desk_cells(cs_desk *d, const cs_doing *doing, bool *passed, cs_err *err) {
  const cs_checklist *list = d->stage->checklist;
  const char *column, *failed = NULL;
  *passed = false;
  if (cs_desk_column(d, &column) != CS_OK) return cs_office_no_memory(err);
  if (column == NULL)
    return cs_fail(err, CS_EREFUSED, CS_MSG_case_not_known, d->file.code, list->by);
  int rc = has_column(list, column) ? CS_OK : no_column(d, list, column, err);
  for (size_t i = 0; rc == CS_OK && i < doing->cells.count; i++)
    rc = judge_cell(d, column, &doing->cells.list[i], err);
  if (rc != CS_OK) return rc;
  size_t cells = 0, open = 0;
  for (size_t i = 0; i < list->cell_count; i++) {
    const cs_checklist_cell *cell = &list->cells[i];
    if (!is(cell->column, column)) continue;
    int how = judged(d, cell->row);
    cells++;
    open += how < 0;
    if (how == 0 && failed == NULL) failed = cell->clause;
  }
  if (cells == 0)
    return cs_fail(err, CS_EREFUSED, CS_MSG_case_no_cell, list_word(d), "", column, list->clause);
  if (open > 0) {
    if (doing->cells.count > 0) return CS_OK; /* the rest is to come */
    return still_open(d, column, open, err);
  }
  *passed = failed == NULL;
  return failed == NULL ? CS_OK : cs_desk_fail(d, failed, err);
}
