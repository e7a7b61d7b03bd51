/* Triggers: facts that came in open cases. The fact is the case's origin, so that it opens one case of the procedure. When that case has been withdrawn
 * the fact opens another if it comes in anew; looking at the ledger again does not. */
#include "base/messages.h"
#include "procedure/desk.h"
#include <stdio.h>
#include <string.h>

#define ARENA_BLOCK (1 << 16)

typedef struct cs_found { /* a fact that a trigger waits for */
  struct cs_found *next;
  const char *subject, *name; /* "rating:2026-06" */
  cs_date day;                /* from which it holds; CS_DATE_MIN: from the beginning */
  cs_date after;              /* the first day after what it speaks of */
  uint32_t txn;               /* in which it came in */
  bool anew;                  /* no case can have been opened for it */
} cs_found;

typedef struct waiting { /* what was found for a trigger, in the order of transactions */
  cs_found *first, **end;
} waiting;

typedef struct watch {
  cs_office *office;
  const cs_book *book;
  uint32_t since, head;      /* transactions to look at: (since, head] */
  uint32_t seen;             /* up to which they were looked at before */
  bool first;                /* no pack has been looked at before `book` */
  uint32_t txn;              /* the one looked at */
  const cs_trigger *trigger; /* the one looked at, or opened for */
  bool touched;              /* somebody's facts changed, and some pack has triggers */
  cs_arena *arena;
  waiting *waiting; /* by triggers of the book */
  cs_triggered *out;
  size_t plain, striking; /* in out->list: opened; refused or warned of */
  cs_err *err;
} watch;

static bool is(const char *a, const char *b) { return a != NULL && b != NULL && strcmp(a, b) == 0; }

/* ---- does a fact match? ---- */

static bool value_among(const watch *w, const json_t *values, const cs_value *value) {
  cs_office *o = w->office;
  if (value->kind == CS_NONE || values == NULL) return value->kind != CS_NONE;
  if (json_is_string(values)) return cs_desk_value_is(o, value, json_string_value(values));
  for (size_t i = 0; i < json_array_size(values); i++)
    if (cs_desk_value_is(o, value, json_string_value(json_array_get(values, i)))) return true;
  return false;
}

static const cs_value *field_of(const watch *w, const cs_record *r, uint32_t instance,
                                const char *name) {
  cs_slot slot = {.klass = CS_EVENT, .instance = instance};
  slot.name = cs_symbol_find(w->office->store, name, strlen(name));
  const cs_entry *e = slot.name == 0 ? NULL : cs_record_find(r, &slot, w->txn);
  return e == NULL || e->value.kind == CS_NONE ? NULL : &e->value;
}

static bool event_matches(const watch *w, const cs_record *r, uint32_t instance) {
  const cs_trigger *t = w->trigger;
  const cs_value *kind = field_of(w, r, instance, "kind");
  if (kind == NULL || kind->kind != CS_SYMBOL ||
      !is(cs_symbol_text(w->office->store, (cs_symbol)kind->number), t->what))
    return false;
  const char *name;
  json_t *values;
  json_object_foreach((json_t *)t->where, name, values) {
    const cs_value *value = field_of(w, r, instance, name);
    if (value == NULL || !value_among(w, values, value)) return false;
  }
  return true;
}

typedef struct fact {
  char name[128];
  cs_date day, after; /* as in cs_found */
} fact;

static cs_date next_month(cs_date day) {
  return day == CS_DATE_MIN ? day : cs_period_first(CS_MONTH, cs_period_of(CS_MONTH, day) + 1);
}

/* A fact that came in, if it is one that the trigger waits for. */
static bool matches(const watch *w, const cs_record *r, const cs_entry *e, fact *out) {
  const cs_trigger *t = w->trigger;
  char text[CS_DATE_SIZE];
  const char *name = cs_symbol_text(w->office->store, e->slot.name);
  if (e->value.kind == CS_NONE) return false;
  if (t->on == CS_ON_EVENT && e->slot.klass == CS_EVENT && event_matches(w, r, e->slot.instance)) {
    const cs_value *on = field_of(w, r, e->slot.instance, "on");
    out->day = on == NULL ? CS_DATE_MIN : (cs_date)on->number;
    out->after = next_month(out->day);
    snprintf(out->name, sizeof out->name, "%.80s#%u", t->what, e->slot.instance);
    return true;
  }
  if (!is(name, t->what) || !value_among(w, t->values, &e->value)) return false;
  if (t->on == CS_ON_SERIES && e->slot.klass == CS_SERIES) {
    cs_every every = cs_slot_period_every(e->slot.at);
    cs_period period = cs_slot_period(e->slot.at);
    out->day = cs_period_last(every, period);
    out->after = out->day + 1;
    snprintf(out->name, sizeof out->name, "%.80s:%s", name, cs_period_text(every, period, text));
    return true;
  }
  if (t->on != CS_ON_ATTRIBUTE || e->slot.klass != CS_ATTRIBUTE) return false;
  out->day = e->value.kind == CS_DATE ? (cs_date)e->value.number : e->slot.at;
  out->after = next_month(out->day);
  snprintf(out->name, sizeof out->name, "%.80s:%s", name, cs_date_text(out->day, text));
  return true;
}

/* ---- what came in ---- */

/* Was anything known of the person before? */
static bool known_before(const cs_record *r, uint32_t txn) {
  for (uint32_t i = 0; i < r->count; i++)
    if (r->entries[i].txn < txn) return true;
  return false;
}

/* Can no case have been opened for entry `i`? What a case is opened for is named by the trigger and the fact (struct fact): so it is when the
 * transaction is looked at for the first time, and nothing was or is said beside the entry that could bear its name. */
static bool is_new(const watch *w, const cs_record *r, uint32_t i) {
  const cs_slot *slot = &r->entries[i].slot;
  if (!w->first || w->txn <= w->seen) return false;
  for (uint32_t k = 0; k < r->count; k++) {
    const cs_entry *e = &r->entries[k];
    if (k == i || e->slot.klass != slot->klass) continue;
    bool event = slot->klass == CS_EVENT, attribute = slot->klass == CS_ATTRIBUTE;
    bool namesake = event ? e->slot.instance == slot->instance : e->slot.name == slot->name;
    if (namesake && (attribute || (event ? e->txn < w->txn : e->slot.at == slot->at))) return false;
  }
  return true;
}

static int note(watch *w, const char *subject, const fact *f, bool anew) {
  waiting *all = &w->waiting[w->trigger - w->book->procedures->triggers];
  cs_found *one = cs_arena_alloc(w->arena, sizeof *one);
  if (one == NULL) return cs_office_no_memory(w->err);
  *one = (cs_found){.subject = cs_arena_text(w->arena, subject, strlen(subject)),
                    .name = cs_arena_text(w->arena, f->name, strlen(f->name)),
                    .day = f->day,
                    .after = f->after,
                    .txn = w->txn,
                    .anew = anew};
  *all->end = one;
  all->end = &one->next;
  return one->subject == NULL || one->name == NULL ? cs_office_no_memory(w->err) : CS_OK;
}

static int look_for(watch *w, const cs_record *r) {
  const cs_trigger *t = w->trigger;
  uint32_t event = 0; /* each field of an event tells of the event: once is enough */
  for (uint32_t i = 0; i < r->count; i++) {
    fact f;
    const cs_entry *e = &r->entries[i];
    if (e->txn != w->txn ||
        (event != 0 && e->slot.klass == CS_EVENT && e->slot.instance == event) ||
        !matches(w, r, e, &f))
      continue;
    if (e->slot.klass == CS_EVENT) event = e->slot.instance;
    bool dated = f.day != CS_DATE_MIN;
    if (t->fresh >= 0 && dated && cs_date_add_months(f.day, t->fresh) < w->office->today) continue;
    int rc = note(w, r->code, &f, is_new(w, r, i));
    if (rc != CS_OK) return rc;
  }
  return CS_OK;
}

static int look_at(void *user, const cs_record *r) {
  watch *w = user;
  const cs_procedures *p = w->book->procedures;
  int rc = CS_OK;
  w->touched = true;
  if (!known_before(r, w->txn)) return CS_OK;
  for (size_t i = 0; rc == CS_OK && i < p->trigger_count; i++) {
    w->trigger = &p->triggers[i];
    rc = look_for(w, r);
  }
  return rc;
}

/* ---- opening ---- */

static cs_date as_of(const watch *w, const cs_found *f) {
  if (w->trigger->as_of == CS_AS_OF_RECORDED || f->day == CS_DATE_MIN) return w->office->today;
  return w->trigger->as_of == CS_AS_OF_EFFECTIVE ? f->day : f->after;
}

static int condition_holds(watch *w, const char *subject, cs_date on, bool *holds, cs_err *err) {
  cs_desk d;
  *holds = true;
  if (w->trigger->when == NULL) return CS_OK;
  int rc = cs_desk_new(w->office, "", subject, &d, err);
  if (rc != CS_OK) return rc;
  d.book = w->book;
  rc = cs_desk_condition(&d, w->trigger->when, w->trigger->clause, on, holds, err);
  cs_desk_close(&d);
  return rc;
}

/* What the world refuses is told; what fails us ends it all. */
static bool is_refusal(int rc) {
  return rc == CS_EREFUSED || rc == CS_EPARAM || rc == CS_EINPUT || rc == CS_ENOTFOUND;
}

/* What is told of one that was opened (code) or refused (why). NULL: no memory. */
static json_t *told(const watch *w, const cs_found *f, const char *code, const char *why,
                    json_t *warnings) {
  json_t *one = json_pack("{s:s, s:s, s:s, s:s, s:s}", "trigger", w->trigger->name, "procedure",
                          w->trigger->opens, "subject", f->subject, "fact", f->name,
                          why == NULL ? "case" : "error", why == NULL ? code : why);
  const char *clause = w->trigger->clause;
  bool whole = one != NULL;
  if (clause != NULL) whole = whole && json_object_set_new(one, "clause", json_string(clause)) == 0;
  if (json_array_size(warnings) > 0)
    whole = whole && json_object_set(one, "warnings", warnings) == 0;
  if (whole) return one;
  json_decref(one);
  return NULL;
}

/* One that is not in the list, of the trigger looked at. */
static bool count(const watch *w, bool opened) {
  json_t *more = w->out->more, *last = NULL;
  const char *name = opened ? "opened" : "refused";
  for (size_t i = 0; i < json_array_size(more); i++) {
    json_t *one = json_array_get(more, i);
    if (is(json_string_value(json_object_get(one, "trigger")), w->trigger->name)) last = one;
  }
  if (last == NULL) {
    last = json_pack("{s:s, s:s*, s:s, s:i, s:i}", "trigger", w->trigger->name, "clause",
                     w->trigger->clause, "procedure", w->trigger->opens, "opened", 0, "refused", 0);
    if (last == NULL || json_array_append_new(more, last) != 0) return false;
  }
  json_t *number = json_object_get(last, name);
  return json_integer_set(number, json_integer_value(number) + 1) == 0;
}

static int tell(watch *w, const cs_found *f, const char *code, const char *why, cs_err *err) {
  json_t *warnings = cs_office_warnings(w->office);
  size_t *listed = why != NULL || json_array_size(warnings) > 0 ? &w->striking : &w->plain;
  bool done;
  if (*listed < w->out->most) {
    ++*listed;
    done = json_array_append_new(w->out->list, told(w, f, code, why, warnings)) == 0;
  } else {
    done = count(w, why == NULL);
  }
  json_decref(warnings);
  return done ? CS_OK : cs_office_no_memory(err);
}

static int open_for(watch *w, const cs_found *f, cs_err *err) {
  char code[CS_KIND_SIZE] = "", origin[320];
  bool holds = false;
  cs_err why = {0};
  snprintf(origin, sizeof origin, "%.80s/%.80s/%.128s", w->trigger->name, f->subject, f->name);
  cs_opening opening = {.procedure = w->trigger->opens,
                        .subject = f->subject,
                        .on = CS_DATE_NONE,
                        .as_of = as_of(w, f),
                        .origin = origin,
                        .again = f->txn,
                        .anew = f->anew,
                        .by_itself = true};
  int rc = condition_holds(w, f->subject, opening.as_of, &holds, &why);
  if (rc == CS_OK && holds) rc = cs_office_opens(w->office, &opening, code, &why);
  if (rc != CS_OK && !is_refusal(rc)) return cs_fail(err, rc, "%s", why.text);
  if (rc == CS_OK && *code == '\0') return CS_OK;
  return tell(w, f, code, rc == CS_OK ? NULL : why.text, err);
}

/* What was recorded before the company knew the pack triggers nothing. */
static int look_for_all(watch *w, uint32_t adopted, cs_err *err) {
  int rc = CS_OK;
  w->txn = w->since > adopted ? w->since : adopted;
  while (rc == CS_OK && w->txn++ < w->head)
    rc = cs_txn_touched(w->office->store, w->office->company.id, w->txn, look_at, w, err);
  return rc;
}

static int watch_book(void *user, const cs_book *book, uint32_t adopted, cs_err *err) {
  watch *w = user;
  const cs_procedures *p = book->procedures;
  if (p->trigger_count == 0) return CS_OK;
  cs_arena_reset(w->arena);
  w->book = book;
  w->waiting = cs_arena_alloc(w->arena, p->trigger_count * sizeof *w->waiting);
  if (w->waiting == NULL) return cs_office_no_memory(err);
  for (size_t i = 0; i < p->trigger_count; i++) w->waiting[i].end = &w->waiting[i].first;
  int rc = look_for_all(w, adopted, err);
  for (size_t i = 0; rc == CS_OK && i < p->trigger_count; i++) {
    w->trigger = &p->triggers[i];
    for (const cs_found *f = w->waiting[i].first; rc == CS_OK && f != NULL; f = f->next)
      rc = open_for(w, f, err);
  }
  w->first = false;
  return rc;
}

/* ---- how far the ledger has been looked at: a fact, so that a command that was killed in between is made up for ---- */

#define SEEN_KIND "trigger"
#define SEEN_CODE "ledger"
#define SEEN_FIELD "seen"

static int load_seen(const cs_office *o, cs_record *r, uint32_t *out, cs_err *err) {
  cs_symbol name = cs_symbol_find(o->store, SEEN_FIELD, strlen(SEEN_FIELD));
  int rc = cs_subject_load(o->store, o->company.id, SEEN_KIND, SEEN_CODE, r, err);
  if (rc != CS_OK && rc != CS_ENOTFOUND) return rc;
  const cs_entry *e = name == 0 ? NULL : cs_record_attribute(r, name, CS_DATE_MAX, UINT32_MAX);
  *out = e == NULL ? 0 : (uint32_t)e->value.number;
  return CS_OK;
}

static int set_seen(const cs_office *o, cs_record *r, cs_err *err) {
  cs_slot slot = {.klass = CS_ATTRIBUTE, .at = CS_DATE_MIN};
  cs_value code = {.kind = CS_STRING, .text = SEEN_CODE, .size = (uint32_t)strlen(SEEN_CODE)};
  cs_value seen = {.kind = CS_INT, .number = cs_txn_number(o->txn)};
  int rc = cs_symbol_intern(o->store, "code", 4, &slot.name, err);
  if (rc == CS_OK) rc = cs_txn_set(o->txn, r, &slot, &code, err);
  if (rc == CS_OK) rc = cs_symbol_intern(o->store, SEEN_FIELD, strlen(SEEN_FIELD), &slot.name, err);
  if (rc == CS_OK) rc = cs_txn_set(o->txn, r, &slot, &seen, err);
  return rc == CS_OK ? cs_txn_save(o->txn, r, err) : rc;
}

int cs_office_triggers(cs_office *o, uint32_t since, cs_triggered *out, cs_err *err) {
  cs_txn_info head;
  cs_record r;
  uint32_t seen = 0;
  watch w = {
      .office = o, .out = out, .err = err, .first = true, .arena = cs_arena_new(ARENA_BLOCK)};
  int rc = cs_record_init(&r, err);
  if (rc == CS_OK && w.arena == NULL) rc = cs_office_no_memory(err);
  if (rc == CS_OK) rc = cs_ledger_head(o->store, &head, err);
  if (rc == CS_OK) rc = load_seen(o, &r, &seen, err);
  w.seen = seen;
  w.since = since == UINT32_MAX ? seen : since;
  if (rc == CS_OK) w.head = head.number;
  if (rc == CS_OK && w.head > w.since) rc = cs_office_each_book(o, o->today, watch_book, &w, err);
  if (rc == CS_OK && w.touched && w.head > seen) rc = set_seen(o, &r, err);
  cs_record_deinit(&r);
  cs_arena_free(w.arena);
  return rc;
}
