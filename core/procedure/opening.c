/* A case is opened: who may, what has to hold, what is asked. And how an act is finished. */
#include "base/messages.h"
#include "procedure/desk.h"
#include "procedure/handing.h"
#include "procedure/words.h"
#include <string.h>

/* ---- finishing an act ---- */

/* The forms that the stage makes, from the case as it will stand. */
static int make_forms(cs_desk *d, const cs_texts *forms, cs_err *err) {
  const cs_case_hooks *h = &d->office->hooks;
  if (forms->count == 0 || h->form == NULL) return CS_OK;
  json_t *data = NULL;
  cs_casefile_fold(&d->file);
  int rc = cs_desk_data(d, &data, err);
  for (size_t i = 0; rc == CS_OK && i < forms->count; i++) {
    const char *number = NULL;
    rc = h->form(h->user, d->office->txn, forms->list[i], data, &number, err);
    if (rc != CS_OK) break;
    const char *kept = cs_desk_keep(d, number == NULL ? "" : number);
    if (kept == NULL) {
      rc = cs_office_no_memory(err);
      break;
    }
    cs_value value = {.kind = CS_STRING, .text = kept, .size = (uint32_t)strlen(kept)};
    cs_handed made = {.kind = CS_HANDED_MADE, .name = forms->list[i], .value = value};
    rc = cs_desk_add(d, made, err);
  }
  json_decref(data);
  return rc;
}

/* Several may have to say yes; the case is approved by the last of them. NULL: nobody. */
static const cs_stage_row *approving_stage(const cs_procedure *p) {
  for (size_t i = p->stage_count; i-- > 0;)
    if (p->stages[i].act == CS_STAGE_APPROVE) return &p->stages[i];
  return NULL;
}

/* Is it the act that the stage asks for, or its refusal? Whoever sends back or withdraws has not done it. */
static bool is_of_stage(const cs_desk *d) {
  const char *verb = d->draft->verb;
  return d->stage != NULL && (strcmp(verb, cs_stage_act_name(d->stage->act)) == 0 ||
                              strcmp(verb, CS_CASE_VERB_REFUSE) == 0);
}

/* The act by which the case stands approved; NULL: it does not. */
static const cs_case_act *approval_of(cs_desk *d) {
  const cs_stage_row *approving = approving_stage(d->procedure);
  cs_casefile_fold(&d->file);
  return approving == NULL ? NULL : cs_casefile_approval(&d->file, approving->name);
}

/* How the act changes whether the case is approved, told to the run it is of. */
typedef struct telling {
  const cs_case_act *before, *after;
} telling;

static telling telling_of(cs_desk *d) {
  telling t;
  d->file.act_count--; /* without the draft, which is the last */
  t.before = approval_of(d);
  d->file.act_count++;
  t.after = approval_of(d);
  return t;
}

static int tell_unapproved(cs_desk *d, const telling *t, cs_err *err) {
  const cs_case_hooks *h = &d->office->hooks;
  const char *why = d->draft->comment;
  if (d->file.run == 0 || h->unapproved == NULL || t->before == NULL || t->after != NULL)
    return CS_OK;
  if (why == NULL) why = d->stage == NULL ? d->draft->verb : d->stage->clause;
  return h->unapproved(h->user, d->office->txn, d->file.run, d->file.subject, why, err);
}

static int tell_approved(cs_desk *d, const telling *t, cs_err *err) {
  const cs_case_hooks *h = &d->office->hooks;
  if (d->file.run == 0 || h->approved == NULL || t->before != NULL || t->after == NULL)
    return CS_OK;
  return h->approved(h->user, d->office->txn, d->file.run, d->file.subject, t->after->actor, err);
}

static int finish(cs_desk *d, cs_err *err) {
  const cs_case_act *a = d->draft;
  bool completes = (a->to != NULL || a->ends != NULL) && is_of_stage(d);
  int rc = cs_desk_warn_seats(d, err);
  if (rc == CS_OK) rc = cs_desk_guard(d, err);
  telling t = telling_of(d);
  /* While the run still sees the case as it was: what it has applied is not taken back so. */
  if (rc == CS_OK) rc = tell_unapproved(d, &t, err);
  if (rc == CS_OK && completes) rc = make_forms(d, &d->stage->makes, err);
  if (rc == CS_OK && a->ends != NULL && cs_desk_of_employee(d)) rc = cs_desk_conclude(d, err);
  if (rc == CS_OK) rc = cs_desk_inscribe(d, err);
  if (rc == CS_OK && d->planned_count > 0) rc = cs_desk_perform(d, err);
  return rc == CS_OK ? tell_approved(d, &t, err) : rc;
}

int cs_desk_finish(cs_desk *d, cs_err *err) {
  cs_office *o = d->office;
  if (o->warnings == NULL) o->warnings = json_array();
  if (o->warnings == NULL) return cs_office_no_memory(err);
  size_t before = json_array_size(o->warnings);
  int rc = finish(d, err);
  /* What has not been done has given no warning. */
  while (rc != CS_OK && json_array_size(o->warnings) > before)
    (void)json_array_remove(o->warnings, json_array_size(o->warnings) - 1);
  return rc;
}

/* ---- opening ---- */

static int put_text(cs_desk *d, const char *name, const char *text, cs_err *err) {
  cs_value value = {.kind = CS_STRING, .text = text, .size = (uint32_t)strlen(text)};
  return *text == '\0' ? CS_OK : cs_desk_set(d, name, &value, err);
}

static int put_word(cs_desk *d, const char *name, const char *text, cs_err *err) {
  cs_symbol symbol;
  if (*text == '\0') return CS_OK;
  int rc = cs_symbol_intern(d->office->store, text, strlen(text), &symbol, err);
  cs_value value = {.kind = CS_SYMBOL, .number = symbol};
  return rc == CS_OK ? cs_desk_set(d, name, &value, err) : rc;
}

static int put_head(cs_desk *d, cs_err *err) {
  const cs_casefile *c = &d->file;
  cs_value opened = {.kind = CS_DATE, .number = c->opened_on},
           as_of = {.kind = CS_DATE, .number = c->as_of},
           adopted = {.kind = CS_INT, .number = c->adopted},
           run = {.kind = CS_INT, .number = c->run};
  int rc = put_text(d, "code", c->code, err);
  if (rc == CS_OK) rc = put_word(d, "procedure", c->procedure, err);
  if (rc == CS_OK) rc = put_text(d, "subject", c->subject, err);
  if (rc == CS_OK) rc = put_word(d, "subject_kind", c->subject_kind, err);
  if (rc == CS_OK) rc = put_text(d, "pack", c->pack, err);
  if (rc == CS_OK) rc = cs_desk_set(d, "adopted", &adopted, err);
  if (rc == CS_OK) rc = cs_desk_set(d, "opened_on", &opened, err);
  if (rc == CS_OK) rc = cs_desk_set(d, "as_of", &as_of, err);
  if (rc == CS_OK) rc = put_text(d, "origin", c->origin, err);
  return rc == CS_OK && c->run != 0 ? cs_desk_set(d, "run", &run, err) : rc;
}

static int check_opening(cs_desk *d, cs_err *err) {
  const cs_procedure *p = d->procedure;
  cs_ruling ruling;
  if (p->opening_check == NULL) return CS_OK;
  int rc = cs_desk_check(d, p->opening_check, d->draft->on, &ruling, err);
  if (rc != CS_OK || ruling.outcome == CS_DIRECT) return rc;
  if (ruling.outcome == CS_INELIGIBLE)
    return cs_fail(err, CS_EREFUSED, CS_MSG_case_check_fails, cs_label_text(p->label, p->name),
                   d->file.subject, ruling.clause == NULL ? "" : ruling.clause);
  return cs_fail(err, CS_EREFUSED, CS_MSG_case_undetermined, d->file.subject,
                 cs_label_text(p->label, p->name),
                 ruling.error != NULL ? ruling.error : ruling.missing);
}

/* A text of the other subject, as of the day. */
static bool other_has(const cs_desk *d, const cs_record *other, const char *name,
                      const cs_value *want) {
  cs_symbol symbol = cs_symbol_find(d->office->store, name, strlen(name));
  const cs_entry *e =
      symbol == 0 ? NULL : cs_record_attribute(other, symbol, d->draft->on, UINT32_MAX);
  return e != NULL && want != NULL && cs_desk_values_agree(d->office, &e->value, want);
}

static cs_date other_day(const cs_desk *d, const cs_record *other, const char *name) {
  cs_symbol symbol = name == NULL ? 0 : cs_symbol_find(d->office->store, name, strlen(name));
  const cs_entry *e =
      symbol == 0 ? NULL : cs_record_attribute(other, symbol, CS_DATE_MAX, UINT32_MAX);
  return e == NULL || e->value.kind != CS_DATE ? CS_DATE_NONE : (cs_date)e->value.number;
}

static int check_required(cs_desk *d, const cs_required *r, cs_record *other, cs_err *err) {
  bool wanted = true;
  int rc = r->when == NULL ? CS_OK
                           : cs_desk_condition(d, r->when, r->clause, d->draft->on, &wanted, err);
  if (rc != CS_OK || !wanted) return rc;
  const cs_value *asked = cs_casefile_value(&d->file, r->asked);
  const json_t *pack = cs_pack_json(d->book->pack);
  const char *kind = cs_word_of(pack, "subjects", r->subject);
  if (asked == NULL)
    return cs_fail(err, CS_EREFUSED, CS_MSG_case_required_unnamed, kind,
                   cs_word_of(pack, "attributes", r->asked), r->clause);
  cs_buf code = {0};
  cs_desk_value_text(d->office, asked, &code);
  const char *named = cs_buf_str(&code);
  rc = code.failed ? cs_office_no_memory(err)
                   : cs_subject_load(d->office->store, d->office->company.id, r->subject, named,
                                     other, err);
  if (rc == CS_ENOTFOUND)
    rc = cs_fail(err, CS_EREFUSED, CS_MSG_case_required_absent, kind, cs_buf_str(&code), r->clause);
  const char *theirs;
  json_t *ours;
  json_object_foreach((json_t *)r->matches, theirs, ours) {
    const cs_value *want = cs_casefile_value(&d->file, json_string_value(ours));
    if (rc == CS_OK && !other_has(d, other, theirs, want))
      rc = cs_fail(err, CS_EREFUSED, CS_MSG_case_required_differs, kind, cs_buf_str(&code),
                   cs_word_of(json_object_get(json_object_get(pack, "subjects"), r->subject),
                              "attributes", theirs),
                   r->clause);
  }
  cs_date from = other_day(d, other, r->from), until = other_day(d, other, r->until);
  bool open = (r->from == NULL || (from != CS_DATE_NONE && from <= d->draft->on)) &&
              (until == CS_DATE_NONE || d->draft->on <= until);
  if (rc == CS_OK && !open)
    rc = cs_fail(err, CS_EREFUSED, CS_MSG_case_required_closed, kind, cs_buf_str(&code), r->clause);
  cs_buf_deinit(&code);
  return rc;
}

static int check_requires(cs_desk *d, cs_err *err) {
  cs_record other;
  int rc = cs_record_init(&other, err);
  for (size_t i = 0; rc == CS_OK && i < d->procedure->require_count; i++)
    rc = check_required(d, &d->procedure->requires[i], &other, err);
  cs_record_deinit(&other);
  return rc;
}

/* Is a case of the origin in the way? 1 yes, 0 no. */
static int been(cs_office *o, const char *procedure, const cs_opening *opening, cs_err *err) {
  cs_origin_case had;
  if (opening->origin == NULL || *opening->origin == '\0' || opening->anew) return 0;
  int rc = cs_office_origin(o, procedure, opening->origin, &had, err);
  if (rc != CS_OK) return rc;
  return had.code[0] != '\0' && (had.withdrawn == 0 || had.withdrawn >= opening->again);
}

static int check_day(const cs_office *o, cs_date on, cs_err *err) {
  char day[CS_DATE_SIZE], today[CS_DATE_SIZE];
  if (on <= o->today) return CS_OK;
  return cs_fail(err, CS_EREFUSED, CS_MSG_case_day_future, cs_date_text(on, day),
                 cs_date_text(o->today, today));
}

static int check_opener(cs_desk *d, const cs_opening *opening, cs_err *err) {
  const cs_procedure *p = d->procedure;
  if (opening->by_itself) return CS_OK;
  int rc = cs_desk_who(d, &p->openers, NULL, p->opening_clause, err);
  cs_due_state window;
  cs_desk_deadline(d, &p->window, &window);
  if (rc == CS_OK && window.given && window.lack == NULL && window.window.to != CS_DATE_MAX &&
      (d->draft->on > window.window.to || d->draft->on < window.window.from)) {
    d->draft->late = true;
    d->draft->days_late = d->draft->on > window.window.to ? d->draft->on - window.window.to : 0;
  }
  return rc;
}

static int fill(cs_desk *d, const cs_opening *o, cs_err *err) {
  cs_casefile *c = &d->file;
  c->opened_on = o->on == CS_DATE_NONE ? d->office->today : o->on;
  c->as_of = o->as_of == CS_DATE_NONE ? c->opened_on : o->as_of;
  c->procedure = d->procedure->name;
  c->pack = d->book->hash;
  c->adopted = d->book->adopted;
  c->origin = o->origin == NULL ? "" : o->origin;
  c->run = o->run;
  c->entered_on = c->opened_on;
  cs_desk_draft(d, CS_CASE_VERB_OPEN, c->opened_on);
  d->draft->comment = o->comment;
  if (o->decision != NULL) {
    d->draft->outcome = cs_outcome_name(o->decision->outcome);
    d->draft->target = o->decision->to;
    d->draft->from = o->decision->from;
    d->draft->rule = o->decision->rule;
    d->draft->steps = o->decision->steps;
  }
  int rc = cs_handing_sets(d, d->procedure->asks, d->procedure->ask_count, &o->sets, err);
  return rc == CS_OK ? cs_handing_asked(d, d->procedure->asks, d->procedure->ask_count, err) : rc;
}

static int open_case(cs_desk *d, const cs_opening *opening, cs_err *err) {
  int rc = fill(d, opening, err);
  if (rc == CS_OK) rc = check_day(d->office, d->file.opened_on, err);
  if (rc == CS_OK) rc = check_opener(d, opening, err);
  if (rc == CS_OK) rc = check_requires(d, err);
  if (rc == CS_OK) rc = check_opening(d, err);
  if (rc == CS_OK) rc = cs_desk_enter(d, 0, err);
  if (rc == CS_OK) rc = put_head(d, err);
  return rc == CS_OK ? cs_desk_finish(d, err) : rc;
}

int cs_office_opens(cs_office *o, const cs_opening *opening, char code[CS_KIND_SIZE], cs_err *err) {
  const cs_book *book = NULL;
  cs_desk d = {0};
  *code = '\0';
  cs_date on = opening->on == CS_DATE_NONE ? o->today : opening->on;
  int rc = cs_office_adopted(o, opening->procedure, on, &book, err);
  if (rc != CS_OK) return rc;
  const cs_procedure *p = cs_procedures_find(book->procedures, opening->procedure);
  rc = been(o, p->name, opening, err);
  if (rc != 0) return rc == 1 ? CS_OK : rc;
  rc = cs_desk_new(o, p->subject == NULL ? "" : p->subject, opening->subject, &d, err);
  if (rc != CS_OK) return rc;
  d.book = book;
  d.procedure = p;
  rc = cs_desk_number(&d, err);
  if (rc == CS_OK) rc = open_case(&d, opening, err);
  if (rc == CS_OK) rc = cs_office_note_origin(o, &d.file, err);
  if (rc == CS_OK) snprintf(code, CS_KIND_SIZE, "%s", d.file.code);
  cs_desk_close(&d);
  return rc;
}

int cs_office_serves(cs_office *o, const char *procedure, const char *cycle, const char **name,
                     cs_err *err) {
  const cs_book *book = NULL;
  *name = NULL;
  int rc = cs_office_adopted(o, procedure, o->today, &book, err);
  if (rc != CS_OK) return rc;
  const cs_procedure *p = cs_procedures_find(book->procedures, procedure);
  *name = p->name;
  if (p->cycle != NULL && strcmp(p->cycle, cycle) == 0) return CS_OK;
  return cs_fail(err, CS_EREFUSED, CS_MSG_case_other_cycle, cs_label_text(p->label, p->name),
                 cs_word_of(cs_pack_json(book->pack), "cycles", cycle), p->opening_clause);
}

typedef struct serving {
  const char *cycle, *like;
  const char *found, *alike; /* the first by name of the newest pack that has one; `like`, in any */
} serving;

static int look_who_serves(void *user, const cs_book *b, uint32_t since, cs_err *err) {
  serving *s = user;
  const char *first = NULL;
  (void)since;
  (void)err;
  for (size_t i = 0; i < b->procedures->count; i++) {
    const cs_procedure *p = &b->procedures->list[i];
    if (p->cycle == NULL || strcmp(p->cycle, s->cycle) != 0) continue;
    if (first == NULL || strcmp(p->name, first) < 0) first = p->name;
    if (s->like != NULL && strcmp(p->name, s->like) == 0) s->alike = p->name;
  }
  if (s->found == NULL) s->found = first;
  return CS_OK;
}

int cs_office_serving(cs_office *o, const char *cycle, cs_date today, const char *like,
                      const char **procedure, cs_err *err) {
  serving s = {.cycle = cycle, .like = like};
  o->today = today;
  int rc = cs_office_each_book(o, today, look_who_serves, &s, err);
  *procedure = rc != CS_OK ? NULL : s.alike != NULL ? s.alike : s.found;
  return rc;
}

int cs_office_approves(cs_office *o, const char *code, const char **stage, const char **clause,
                       bool *done, cs_err *err) {
  cs_desk d;
  *stage = NULL;
  *done = false;
  int rc = cs_desk_open(o, code, UINT32_MAX, &d, err);
  if (rc != CS_OK) return rc;
  const cs_stage_row *found = approving_stage(d.procedure);
  if (found != NULL) {
    *stage = found->name;
    *clause = found->clause;
    *done = cs_casefile_approval(&d.file, found->name) != NULL;
  }
  cs_desk_close(&d);
  return CS_OK;
}
