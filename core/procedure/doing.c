/* What people do to a case. */
#include "base/messages.h"
#include "base/text.h"
#include "procedure/desk.h"
#include "procedure/handing.h"
#include "procedure/words.h"
#include <stdio.h>
#include <string.h>

static bool is(const char *a, const char *b) { return a != NULL && strcmp(a, b) == 0; }

/* A text that says something. */
static bool said(const char *text) {
  if (text == NULL) return false;
  size_t n = strlen(text);
  cs_text_trim(&text, &n);
  return n > 0;
}

static int need_comment(cs_desk *d, const cs_doing *doing, cs_err *err) {
  d->draft->comment = doing->comment;
  return said(doing->comment) ? CS_OK
                              : cs_fail(err, CS_EINPUT, CS_MSG_case_comment, d->draft->verb);
}

/* ---- days ---- */

static int check_day(const cs_desk *d, cs_date on, cs_err *err) {
  char day[CS_DATE_SIZE], other[CS_DATE_SIZE];
  const cs_office *o = d->office;
  if (on > o->today)
    return cs_fail(err, CS_EREFUSED, CS_MSG_case_day_future, cs_date_text(on, day),
                   cs_date_text(o->today, other));
  if (d->file.entered_on != CS_DATE_NONE && on < d->file.entered_on)
    return cs_fail(err, CS_EREFUSED, CS_MSG_case_day_before, d->file.code, cs_date_text(on, day),
                   cs_date_text(d->file.entered_on, other));
  return CS_OK;
}

static int too_early(cs_desk *d, cs_date from, const char *clause, cs_err *err) {
  char day[CS_DATE_SIZE];
  return cs_fail(err, CS_EREFUSED, CS_MSG_case_too_early, d->file.code, cs_word_stage(d->stage),
                 cs_date_text(from, day), clause);
}

/* The day before which the stage cannot be done. Not known: refused. */
static int check_from(cs_desk *d, cs_err *err) {
  const cs_stage_row *s = d->stage;
  cs_due_state from, due;
  cs_desk_deadline(d, &s->from, &from);
  cs_desk_deadline(d, &s->due, &due);
  bool waits = s->act == CS_STAGE_WAIT && !from.given;
  const cs_due_state *state = waits ? &due : &from;
  if (!state->given) return CS_OK;
  if (state->lack != NULL)
    return cs_fail(err, CS_EREFUSED, CS_MSG_case_day_unknown, d->file.code, cs_word_stage(s),
                   state->lack, state->clause);
  bool whole = waits && state->window.to != CS_DATE_MAX && s->due.due.way != CS_DUE_AFTER;
  cs_date day = whole ? state->window.to : state->window.from;
  return d->draft->on < day ? too_early(d, day, state->clause, err) : CS_OK;
}

static void note_late(cs_desk *d) {
  cs_due_state due;
  cs_desk_deadline(d, &d->stage->due, &due);
  if (!due.given || due.lack != NULL || due.window.to == CS_DATE_MAX) return;
  d->draft->late = d->draft->on > due.window.to;
  d->draft->days_late = d->draft->late ? d->draft->on - due.window.to : 0;
}

/* ---- who has done their part ---- */

/* Has everybody acted whose act the stage wants? */
static int all_in(cs_desk *d, bool *out, cs_err *err) {
  *out = true;
  if (!d->stage->all) return CS_OK;
  for (size_t i = 0; i < d->stage->by.count; i++) {
    cs_turns turns;
    int rc = cs_desk_holders(d, d->stage->by.list[i].role, d->draft->on, &turns, err);
    if (rc != CS_OK) return rc;
    for (size_t k = 0; k < turns.count; k++)
      *out = *out && (turns.list[k].as != NULL || cs_desk_has_acted(d, turns.list[k].code));
    *out = *out && turns.count > 0;
  }
  return CS_OK;
}

/* ---- acts of stages ---- */

static const cs_next as_said = {.way = CS_NEXT_NONE};

static int refuse(cs_desk *d, const cs_doing *doing, cs_err *err) {
  const cs_stage_row *s = d->stage;
  const char *reason = doing->reason;
  int rc = need_comment(d, doing, err);
  if (rc != CS_OK) return rc;
  if (s->reasons.count > 0 && (reason == NULL || !cs_texts_have(&s->reasons, reason))) {
    cs_buf names = {0};
    for (size_t i = 0; i < s->reasons.count; i++) {
      cs_buf_printf(&names, "\n  ");
      cs_word_put_clause(cs_pack_json(d->book->pack), s->reasons.list[i], &names);
    }
    cs_fail(err, CS_EINPUT, CS_MSG_case_reason, cs_word_stage(s), s->clause, cs_buf_str(&names));
    return cs_buf_end(&names, CS_EINPUT, err);
  }
  d->draft->reason = reason;
  return cs_desk_fail(d, reason, err);
}

static int does(cs_desk *d, cs_err *err) {
  bool all = true;
  int rc = cs_handing_complete(d, err);
  if (rc == CS_OK) rc = all_in(d, &all, err);
  return rc == CS_OK && all ? cs_desk_complete(d, &as_said, err) : rc;
}

static int approves(cs_desk *d, const cs_doing *doing, cs_err *err) {
  bool no = is(doing->answer, "no");
  if (!no && !is(doing->answer, "yes"))
    return cs_fail(err, CS_EINPUT, CS_MSG_case_answer, cs_word_stage(d->stage), CS_MSG_case_yes_no,
                   d->stage->clause);
  return no ? refuse(d, doing, err) : does(d, err);
}

static int decides(cs_desk *d, const cs_doing *doing, cs_err *err) {
  const cs_stage_row *s = d->stage;
  cs_buf names = {0};
  for (size_t i = 0; i < s->answer_count; i++) {
    cs_buf_printf(&names, "%s%s", i > 0 ? CS_MSG_say_comma : "",
                  cs_word_label(cs_pack_json(d->book->pack), "answer", s->answers[i].name));
    if (!is(doing->answer, s->answers[i].name)) continue;
    cs_buf_deinit(&names);
    bool all = true;
    int rc = cs_handing_complete(d, err);
    d->draft->reason = doing->reason;
    if (rc == CS_OK) rc = all_in(d, &all, err);
    return rc == CS_OK && all ? cs_desk_complete(d, &s->answers[i].next, err) : rc;
  }
  return cs_buf_end(
      &names,
      cs_fail(err, CS_EINPUT, CS_MSG_case_answer, cs_word_stage(s), cs_buf_str(&names), s->clause),
      err);
}

static int judges(cs_desk *d, const cs_doing *doing, cs_err *err) {
  const cs_stage_row *s = d->stage;
  cs_ruling ruling;
  bool passed = true;
  int rc = s->checklist == NULL ? CS_OK : cs_desk_cells(d, doing, &passed, err);
  if (rc != CS_OK || !passed) return rc;
  rc = cs_handing_complete(d, err);
  if (rc != CS_OK || s->judges == NULL)
    return rc == CS_OK ? cs_desk_complete(d, &as_said, err) : rc;
  rc = cs_desk_cycle(d, s->judges, d->file.as_of, &ruling, err);
  if (rc != CS_OK) return rc;
  if (ruling.outcome == CS_UNDETERMINED || ruling.outcome == CS_ERROR)
    return cs_fail(err, CS_EREFUSED, CS_MSG_case_undetermined, d->file.code,
                   cs_word_of(cs_pack_json(d->book->pack), "cycles", s->judges),
                   ruling.error != NULL ? ruling.error : ruling.missing);
  if (ruling.outcome == CS_OUT_OF_SCOPE)
    return cs_fail(err, CS_EREFUSED, CS_MSG_case_out_of_scope, d->file.subject,
                   cs_word_of(cs_pack_json(d->book->pack), "cycles", s->judges), s->clause);
  d->draft->outcome = cs_outcome_name(ruling.outcome);
  d->draft->target = ruling.to;
  d->draft->from = ruling.from;
  d->draft->rule = ruling.rule;
  d->draft->steps = ruling.steps;
  bool met = ruling.outcome == CS_DIRECT || ruling.outcome == CS_PANEL;
  return met ? cs_desk_complete(d, &as_said, err) : cs_desk_fail(d, ruling.clause, err);
}

/* Objections that stand since the notice began. */
static size_t objections(const cs_desk *d) {
  size_t count, found = 0;
  const cs_case_act *here = cs_casefile_here(&d->file, &count);
  for (size_t i = 0; i < count; i++)
    found +=
        &here[i] != d->draft && cs_case_act_counts(&here[i]) && is(here[i].answer, "objection");
  return found;
}

static int objects(cs_desk *d, const cs_doing *doing, cs_err *err) {
  const cs_stage_row *s = d->stage;
  cs_due_state due;
  if (is(doing->answer, "objection")) return need_comment(d, doing, err);
  cs_desk_deadline(d, &s->due, &due);
  if (due.given && due.lack != NULL)
    return cs_fail(err, CS_EREFUSED, CS_MSG_case_day_unknown, d->file.code, cs_word_stage(s),
                   due.lack, due.clause);
  if (due.given && due.window.to != CS_DATE_MAX && d->draft->on <= due.window.to)
    return too_early(d, due.window.to + 1, due.clause, err);
  d->draft->late = false;
  if (objections(d) == 0) return does(d, err);
  return s->answer_count > 0 ? decides(d, doing, err) : cs_desk_fail(d, s->clause, err);
}

/* Where nothing is asked an act can only say yes: a "no" in a sheet must not carry the case on. */
static int check_answer(const cs_stage_row *s, const char *answer, cs_err *err) {
  bool asked = s->act == CS_STAGE_APPROVE || s->act == CS_STAGE_DECIDE ||
               s->act == CS_STAGE_OBJECT || s->answer_count > 0;
  if (asked || answer == NULL || is(answer, "yes")) return CS_OK;
  return cs_fail(err, CS_EINPUT, CS_MSG_case_no_answer, cs_word_stage(s), answer, s->clause);
}

/* Who acts at the stage: anybody objects, seats score, the others are those the stage names. */
static int act_of_stage(cs_desk *d, const cs_doing *doing, cs_err *err) {
  static const cs_by_list anybody = {0};
  const cs_stage_row *s = d->stage;
  bool objection = s->act == CS_STAGE_OBJECT && is(doing->answer, "objection");
  int rc = check_answer(s, doing->answer, err);
  d->draft->verb = cs_stage_act_name(s->act);
  d->draft->answer = doing->answer;
  d->draft->comment = doing->comment;
  if (rc == CS_OK && s->act != CS_STAGE_SCORE)
    rc = cs_desk_who(d, objection ? &anybody : &s->by, doing->role, s->clause, err);
  if (rc == CS_OK && !objection) rc = check_from(d, err);
  if (rc == CS_OK) note_late(d);
  if (rc == CS_OK) rc = cs_handing_sets(d, s->asks, s->ask_count, &doing->sets, err);
  if (rc == CS_OK) rc = cs_handing_documents(d, &doing->documents, err);
  if (rc == CS_OK) rc = cs_handing_forms(d, &doing->forms, err);
  if (rc != CS_OK) return rc;
  switch (s->act) {
    case CS_STAGE_APPROVE: return approves(d, doing, err);
    case CS_STAGE_DECIDE: return decides(d, doing, err);
    case CS_STAGE_SCORE: return cs_desk_scores(d, doing, err);
    case CS_STAGE_JUDGE: return judges(d, doing, err);
    case CS_STAGE_OBJECT: return objects(d, doing, err);
    default: return does(d, err);
  }
}

/* ---- the other verbs ---- */

static bool opened_it(const cs_desk *d) {
  return is(d->file.acts[0].actor, d->office->stamp.actor) &&
         !is(d->file.subject, d->office->stamp.actor);
}

/* Whose act the stage wants: of scores the roles that score; *owned keeps them. */
static int wanted(const cs_desk *d, const cs_stage_row *s, cs_by_list *out, json_t **owned,
                  cs_err *err) {
  *owned = NULL;
  *out = s->by;
  if (s->act != CS_STAGE_SCORE || s->by.count > 0) return CS_OK;
  int rc = cs_desk_scoring(d, s, owned, err);
  *out = (cs_by_list){.count = json_array_size(*owned), .json = *owned};
  return rc;
}

int cs_desk_may(cs_desk *d, const cs_stage_row *s, const char *role, cs_err *err) {
  cs_by_list by;
  json_t *owned;
  int rc = wanted(d, s, &by, &owned, err);
  if (rc == CS_OK) rc = cs_desk_who(d, &by, role, s->clause, err);
  json_decref(owned);
  return rc;
}

static bool collects_from_roles(const cs_stage_row *s) {
  for (size_t i = 0; i < s->collect_count; i++)
    if (s->collects[i].from.count > 0) return true;
  return false;
}

/* Whoever has a turn, where scores are asked also those whom the lot drew. */
static int may_take_back(cs_desk *d, const cs_doing *doing, cs_err *err) {
  const cs_stage_row *s = d->stage;
  const char *actor = d->office->stamp.actor;
  bool scored = s->act == CS_STAGE_SCORE && s->by.count == 0;
  if (scored && cs_desk_was_drawn(d, actor)) return CS_OK;
  int rc = cs_desk_may(d, s, doing->role, err);
  bool only_drawn = scored && s->panel == NULL && !collects_from_roles(s);
  return rc == CS_EREFUSED && only_drawn
             ? cs_fail(err, rc, CS_MSG_case_not_drawn, actor, d->file.code, s->clause)
             : rc;
}

/* Who opened it may take it back, whoever opened their own case as themselves too. What a fact or another case has opened that the
 * candidate recorded has no such person: then whoever may open one, or where nobody is named whose turn it is. */
static int may_withdraw(cs_desk *d, const cs_doing *doing, cs_err *err) {
  const cs_case_act *opening = &d->file.acts[0];
  const cs_procedure *p = d->procedure;
  bool by_candidate = is(d->file.subject, opening->actor);
  if (opened_it(d) || (opening->role != NULL && is(opening->actor, d->office->stamp.actor)))
    return CS_OK;
  if (!by_candidate || opening->role != NULL)
    return cs_fail(err, CS_EREFUSED, CS_MSG_case_not_opener, d->file.code, opening->actor,
                   p->opening_clause);
  if (p->openers.count > 0) return cs_desk_who(d, &p->openers, doing->role, p->opening_clause, err);
  return may_take_back(d, doing, err);
}

static int attach(cs_desk *d, const cs_doing *doing, cs_err *err) {
  int rc = opened_it(d) ? CS_OK : cs_desk_may(d, d->stage, doing->role, err);
  if (rc == CS_OK && doing->documents.count + doing->forms.count == 0)
    rc = cs_fail(err, CS_EINPUT, "%s", CS_MSG_case_attach_nothing);
  if (rc == CS_OK) rc = cs_handing_documents(d, &doing->documents, err);
  return rc == CS_OK ? cs_handing_forms(d, &doing->forms, err) : rc;
}

static int refuse_case(cs_desk *d, const cs_doing *doing, cs_err *err) {
  int rc = cs_desk_may(d, d->stage, doing->role, err);
  if (rc == CS_OK) note_late(d);
  return rc == CS_OK ? refuse(d, doing, err) : rc;
}

static int return_case(cs_desk *d, const cs_doing *doing, cs_err *err) {
  int rc = cs_desk_may(d, d->stage, doing->role, err);
  if (rc == CS_OK) rc = need_comment(d, doing, err);
  return rc == CS_OK ? cs_desk_returns(d, doing->to, err) : rc;
}

static int withdraw(cs_desk *d, const cs_doing *doing, cs_err *err) {
  const cs_casefile *c = &d->file;
  int rc = may_withdraw(d, doing, err);
  if (rc != CS_OK) return rc;
  for (size_t i = 0; i < c->wrote_count; i++) {
    const cs_case_act *act = cs_casefile_act(c, c->wrote[i].act);
    if (act != NULL && act->reversed_by == 0)
      return cs_fail(err, CS_EREFUSED, CS_MSG_case_has_written, c->code, act->number);
  }
  d->draft->ends = "withdrawn";
  return need_comment(d, doing, err);
}

static int check_employee(const cs_desk *d, const char *code, cs_err *err) {
  cs_record r;
  int rc = cs_record_init(&r, err);
  if (rc != CS_OK) return rc;
  rc = cs_subject_load(d->office->store, d->office->company.id, "", code, &r, err);
  if (rc == CS_ENOTFOUND)
    rc = cs_fail(err, CS_ENOTFOUND, CS_MSG_person_absent, code, d->office->company.code);
  cs_record_deinit(&r);
  return rc;
}

/* Where each turn counts for itself nobody has a second beside their own: the two could not be told apart. */
static int check_one_turn(cs_desk *d, const cs_by_list *by, const char *who, cs_err *err) {
  const cs_stage_row *s = d->stage;
  const char *holder;
  cs_err none = {0};
  if (!s->all && s->act != CS_STAGE_SCORE) return CS_OK;
  int rc = cs_desk_turn_of(d, by, NULL, s->clause, who, &holder, &none);
  if (rc == CS_EREFUSED) return CS_OK;
  if (rc != CS_OK) return cs_fail(err, rc, "%s", none.text);
  if (!is(holder, who) || cs_desk_turn_with(d, who) != NULL) return CS_OK;
  return cs_fail(err, CS_EREFUSED, CS_MSG_case_reassign_twice, who, cs_word_stage(s), s->clause);
}

/* Whoever has a turn gives it to somebody else; for them so may who opened the case, or has a turn there. */
static int reassign(cs_desk *d, const cs_doing *doing, cs_err *err) {
  const char *giver = doing->whom == NULL ? d->office->stamp.actor : doing->whom, *holder;
  cs_by_list by;
  json_t *owned;
  if (!said(doing->by)) return cs_fail(err, CS_EINPUT, "%s", CS_MSG_case_reassign_whom);
  if (is(doing->by, d->file.subject))
    return cs_fail(err, CS_EREFUSED, CS_MSG_case_candidate, doing->by, d->stage->clause);
  int rc = wanted(d, d->stage, &by, &owned, err);
  if (rc == CS_OK && !opened_it(d)) rc = cs_desk_who(d, &by, doing->role, d->stage->clause, err);
  if (rc == CS_OK) rc = cs_desk_turn_of(d, &by, doing->role, d->stage->clause, giver, &holder, err);
  if (rc == CS_OK) rc = check_employee(d, doing->by, err);
  if (rc == CS_OK) rc = check_one_turn(d, &by, doing->by, err);
  if (rc == CS_OK) rc = need_comment(d, doing, err);
  if (rc == CS_OK) d->draft->whom = holder, d->draft->by = doing->by;
  json_decref(owned);
  return rc;
}

/* A case that was withdrawn stays so once another has been opened for the same. */
static int check_other(cs_desk *d, const cs_case_act *act, cs_err *err) {
  const cs_casefile *c = &d->file;
  cs_origin_case newest;
  if (strcmp(act->verb, CS_CASE_VERB_WITHDRAW) != 0 || *c->origin == '\0') return CS_OK;
  int rc = cs_office_origin(d->office, c->procedure, c->origin, &newest, err);
  if (rc != CS_OK || newest.code[0] == '\0' || strcmp(newest.code, c->code) == 0) return rc;
  return cs_fail(err, CS_EREFUSED, CS_MSG_case_opened_anew, c->code, newest.code);
}

static int reverse(cs_desk *d, const cs_doing *doing, cs_err *err) {
  const cs_casefile *c = &d->file;
  const cs_case_act *act = cs_casefile_act(c, doing->act), *newest = cs_casefile_newest(c);
  if (act == NULL || act == d->draft)
    return cs_fail(err, CS_ENOTFOUND, CS_MSG_case_no_act, c->code, doing->act);
  if (act->reversed_by != 0 || act->number == 1 || is(act->verb, CS_CASE_VERB_REVERSE))
    return cs_fail(err, CS_EREFUSED, CS_MSG_case_reversed, c->code, act->number);
  if (act != newest)
    return cs_fail(err, CS_EREFUSED, CS_MSG_case_not_newest, c->code, act->number, newest->number);
  const cs_stage_row *s = cs_procedure_stage(d->procedure, act->stage);
  int rc = CS_OK;
  if (!is(act->actor, d->office->stamp.actor) && !opened_it(d) && s != NULL)
    rc = cs_desk_may(d, s, doing->role, err);
  if (rc == CS_OK) rc = need_comment(d, doing, err);
  if (rc == CS_OK) rc = check_other(d, act, err);
  d->draft->reverses = act->number;
  return rc == CS_OK ? cs_desk_takes_back(d, act, err) : rc;
}

typedef struct verb {
  const char *name;
  int (*does)(cs_desk *d, const cs_doing *doing, cs_err *err);
  bool any_time; /* also on a case that has ended */
} verb;

static const verb verbs[] = {
    {CS_CASE_VERB_ATTACH, attach, false},      {CS_CASE_VERB_REFUSE, refuse_case, false},
    {CS_CASE_VERB_RETURN, return_case, false}, {CS_CASE_VERB_WITHDRAW, withdraw, false},
    {CS_CASE_VERB_REASSIGN, reassign, false},  {CS_CASE_VERB_EXCUSE, cs_desk_excuses, false},
    {CS_CASE_VERB_REVERSE, reverse, true},
};

/* ---- the whole ---- */

/* The stage named is where the case stands: none is skipped. */
static int check_stage(const cs_desk *d, const char *stage, cs_err *err) {
  const cs_casefile *c = &d->file;
  char day[CS_DATE_SIZE];
  if (c->stage == NULL)
    return cs_fail(err, CS_EREFUSED, CS_MSG_case_ended, c->code, cs_date_text(c->ended_on, day),
                   cs_word_label(cs_pack_json(d->book->pack), "outcome", c->outcome));
  if (stage == NULL || strcmp(stage, c->stage) == 0) return CS_OK;
  const cs_stage_row *named = cs_procedure_stage(d->procedure, stage);
  if (named == NULL)
    return cs_fail(err, CS_EINPUT, CS_MSG_case_no_stage,
                   cs_label_text(d->procedure->label, d->procedure->name), stage);
  return cs_fail(err, CS_EREFUSED, CS_MSG_case_skips, c->code, cs_word_stage(d->stage),
                 cs_date_text(c->entered_on, day), cs_word_stage(named), d->stage->clause);
}

static int carry_out(cs_desk *d, const cs_doing *said, cs_err *err) {
  const verb *v = NULL;
  cs_doing named;
  int rc = cs_desk_names(d, said, &named, err);
  if (rc != CS_OK) return rc;
  const cs_doing *doing = &named;
  for (size_t i = 0; doing->verb != NULL && i < sizeof verbs / sizeof *verbs; i++)
    if (strcmp(verbs[i].name, doing->verb) == 0) v = &verbs[i];
  if (doing->verb != NULL && v == NULL)
    return cs_fail(err, CS_EUSAGE, CS_MSG_case_verb, doing->verb);
  cs_date on = doing->on == CS_DATE_NONE ? d->office->today : doing->on;
  rc = v != NULL && v->any_time ? CS_OK : check_stage(d, doing->stage, err);
  if (rc == CS_OK) rc = check_day(d, on, err);
  if (rc != CS_OK) return rc;
  d->confirm = doing->confirm;
  cs_desk_draft(d, doing->verb, on);
  rc = v != NULL ? v->does(d, doing, err) : act_of_stage(d, doing, err);
  return rc == CS_OK ? cs_desk_finish(d, err) : rc;
}

int cs_office_does(cs_office *o, const cs_doing *doing, cs_done *out, cs_err *err) {
  cs_desk d;
  *out = (cs_done){0};
  int rc = cs_desk_open(o, doing->code, UINT32_MAX, &d, err);
  if (rc != CS_OK) return rc;
  rc = carry_out(&d, doing, err);
  if (rc == CS_OK) {
    cs_casefile_fold(&d.file);
    out->act = d.draft->number;
    out->late = d.draft->late;
    snprintf(out->stage, sizeof out->stage, "%s", d.file.stage == NULL ? "" : d.file.stage);
    snprintf(out->outcome, sizeof out->outcome, "%s", d.file.outcome == NULL ? "" : d.file.outcome);
  }
  cs_desk_close(&d);
  return rc;
}
