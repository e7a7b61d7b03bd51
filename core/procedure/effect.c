/* What acts write: facts of the case's subject on a day, and cases they open. And how it is taken back. */
#include "base/messages.h"
#include "procedure/effect.h"
#include "procedure/words.h"
#include <stdlib.h>
#include <string.h>

static int symbol_of(cs_desk *d, const char *text, cs_symbol *out, cs_err *err) {
  return cs_symbol_intern(d->office->store, text, strlen(text), out, err);
}

/* ---- values ---- */

static int literal(cs_desk *d, const char *attribute, const json_t *json, cs_value *out,
                   cs_err *err) {
  const char *text = json_string_value(json);
  if (text != NULL) return cs_desk_value(d, attribute, text, out, err);
  *out = (cs_value){.kind = CS_INT, .number = json_integer_value(json)};
  return CS_OK;
}

static const cs_value *held(const cs_desk *d, cs_symbol name, cs_date on) {
  const cs_entry *e = name == 0 ? NULL : cs_record_attribute(&d->subject, name, on, UINT32_MAX);
  return e == NULL ? NULL : &e->value;
}

/* An attribute, a span or an event of the subject, or a fact of the case. */
static const char *fact_word(const cs_desk *d, const char *name) {
  static const char *const sections[] = {"attributes", "spans", "events"};
  const json_t *pack = cs_pack_json(d->book->pack), *of = pack;
  if (!cs_desk_of_employee(d))
    of = json_object_get(json_object_get(pack, "subjects"), d->file.subject_kind);
  const char *word = cs_word_of(of, "attributes", name);
  for (size_t i = 0; word == name && i < sizeof sections / sizeof *sections; i++)
    word = cs_word_of(pack, sections[i], name);
  return word;
}

/* What the attribute was before this case first changed it. */
static int before_case(cs_desk *d, const char *attribute, cs_value *out, cs_err *err) {
  const cs_casefile *c = &d->file;
  for (size_t i = 0; i < c->wrote_count; i++) {
    const cs_case_act *act = cs_casefile_act(c, c->wrote[i].act);
    if (act == NULL || act->reversed_by != 0 || strcmp(c->wrote[i].kind, "attribute") != 0 ||
        strcmp(c->wrote[i].name, attribute) != 0)
      continue;
    *out = c->wrote[i].before;
    return CS_OK;
  }
  return cs_fail(err, CS_EREFUSED, CS_MSG_case_nothing_before, c->code, fact_word(d, attribute));
}

/* What the act has set the attribute to before, if that holds on the day. */
static const cs_value *planned(const cs_desk *d, const char *name, cs_date on) {
  for (size_t i = d->planned_count; i-- > 0;) {
    const cs_planned *p = &d->planned[i];
    if (p->effect->kind == CS_EFFECT_WRITE && p->on <= on && strcmp(p->effect->name, name) == 0)
      return &p->value;
  }
  return NULL;
}

/* A word of the key of a table: what was found or asked, or a fact of the subject on the day as the
   act leaves it. */
static int put_key(cs_desk *d, const char *key, cs_date on, cs_buf *out, cs_err *err) {
  if (strcmp(key, "target") == 0) {
    const cs_case_act *judged = d->file.judged;
    if (judged == NULL || judged->target == NULL)
      return cs_fail(err, CS_EREFUSED, CS_MSG_case_not_known, d->file.code, fact_word(d, key));
    cs_buf_puts(out, judged->target);
    return CS_OK;
  }
  const cs_value *value = cs_casefile_value(&d->file, key);
  if (value == NULL) value = planned(d, key, on);
  if (value == NULL) value = held(d, cs_symbol_find(d->office->store, key, strlen(key)), on);
  if (value == NULL)
    return cs_fail(err, CS_EREFUSED, CS_MSG_case_not_known, d->file.code, fact_word(d, key));
  cs_desk_value_text(d->office, value, out);
  return CS_OK;
}

static int from_table(cs_desk *d, const char *attribute, const cs_effect_value *v, cs_date on,
                      cs_value *out, cs_err *err) {
  cs_buf key = {0};
  int rc = CS_OK;
  for (size_t i = 0; rc == CS_OK && i < v->keys.count; i++) {
    if (i > 0) cs_buf_putc(&key, '/');
    rc = put_key(d, v->keys.list[i], on, &key, err);
  }
  if (rc == CS_OK && key.failed) rc = cs_office_no_memory(err);
  const json_t *row = rc == CS_OK ? json_object_get(v->literal, cs_buf_str(&key)) : NULL;
  if (rc == CS_OK && (row == NULL || json_is_null(row)))
    rc = cs_fail(err, CS_EPARAM, CS_MSG_case_no_row, v->name, cs_buf_str(&key),
                 v->clause == NULL ? "" : v->clause);
  rc = cs_buf_end(&key, rc, err);
  return rc == CS_OK ? literal(d, attribute, row, out, err) : rc;
}

/* The value in force; CS_NONE is refused: nothing is written for lack of knowing. */
static int value_of(cs_desk *d, const char *attribute, const cs_effect_value *v, cs_date on,
                    cs_value *out, cs_err *err) {
  const cs_case_act *judged = d->file.judged;
  const cs_value *asked;
  cs_date day;
  int rc = CS_OK;
  *out = (cs_value){.kind = CS_NONE};
  if (v->lack.name != NULL)
    return cs_fail(err, CS_EPARAM, CS_MSG_case_parameter, v->lack.name, v->lack.clause);
  switch (v->of) {
    case CS_VALUE_LITERAL: rc = literal(d, attribute, v->literal, out, err); break;
    case CS_VALUE_BEFORE: rc = before_case(d, attribute, out, err); break;
    case CS_VALUE_TABLE: rc = from_table(d, attribute, v, on, out, err); break;
    case CS_VALUE_TARGET:
      if (judged != NULL && judged->target != NULL)
        rc = cs_desk_value(d, attribute, judged->target, out, err);
      break;
    case CS_VALUE_ASKED:
      asked = cs_casefile_value(&d->file, v->name);
      if (asked != NULL) *out = *asked;
      break;
    case CS_VALUE_WHEN:
      rc = cs_desk_day(d, &v->when, &day, err);
      if (rc == CS_OK && day != CS_DATE_NONE) *out = (cs_value){.kind = CS_DATE, .number = day};
      break;
  }
  if (rc == CS_OK && out->kind == CS_NONE)
    rc = cs_fail(err, CS_EREFUSED, CS_MSG_case_not_known, d->file.code,
                 fact_word(d, v->of == CS_VALUE_ASKED ? v->name : attribute));
  return rc;
}

static int day_of(cs_desk *d, const cs_effect *e, const cs_when *when, cs_date *out, cs_err *err) {
  int rc = cs_desk_day(d, when, out, err);
  if (rc != CS_OK || *out != CS_DATE_NONE) return rc;
  return cs_fail(err, CS_EREFUSED, CS_MSG_case_no_day, d->file.code, fact_word(d, e->name),
                 e->clause);
}

/* ---- planning ---- */

/* A change of the field that comes after the day would take back what is written now. */
static const cs_entry *overtaking(const cs_desk *d, const cs_slot *slot) {
  for (uint32_t i = 0; i < d->subject.count; i++) {
    const cs_entry *e = &d->subject.entries[i];
    if (e->slot.klass != CS_ATTRIBUTE || e->slot.name != slot->name || e->slot.at <= slot->at)
      continue;
    const cs_entry *newest = cs_record_find(&d->subject, &e->slot, UINT32_MAX);
    if (newest != NULL && newest->value.kind != CS_NONE) return newest;
  }
  return NULL;
}

/* Another act of the same transaction has written the very fact, and otherwise: neither could be taken back without the other. */
static bool written_now(const cs_desk *d, const cs_slot *slot, const cs_value *value) {
  static const cs_value none = {.kind = CS_NONE};
  uint32_t txn = cs_txn_number(d->office->txn);
  const cs_entry *now = cs_record_find(&d->subject, slot, UINT32_MAX);
  if (now == NULL || now->txn != txn || cs_value_equal(&now->value, value)) return false;
  const cs_entry *before = cs_record_find(&d->subject, slot, txn - 1);
  return !cs_value_equal(&now->value, before == NULL ? &none : &before->value);
}

static int plan_write(cs_desk *d, const cs_effect *e, cs_planned *p, cs_err *err) {
  static const cs_value none = {.kind = CS_NONE};
  char day[CS_DATE_SIZE], later[CS_DATE_SIZE];
  int rc = day_of(d, e, &e->on, &p->on, err);
  if (rc == CS_OK) rc = value_of(d, e->name, &e->value, p->on, &p->value, err);
  p->slot = (cs_slot){.klass = CS_ATTRIBUTE, .at = p->on};
  if (rc == CS_OK) rc = symbol_of(d, e->name, &p->slot.name, err);
  if (rc == CS_OK && written_now(d, &p->slot, &p->value))
    rc = cs_fail(err, CS_EREFUSED, CS_MSG_case_written_now, d->file.code, e->name,
                 cs_date_text(p->on, day), e->clause);
  if (rc != CS_OK) return rc;
  const cs_value *before = held(d, p->slot.name, p->on);
  p->before = before == NULL ? none : *before;
  const cs_entry *after = overtaking(d, &p->slot);
  if (after == NULL || d->confirm) return CS_OK;
  return cs_fail(err, CS_EREFUSED, CS_MSG_case_overtaken, d->file.code, fact_word(d, e->name),
                 cs_date_text(p->on, day), cs_date_text(after->slot.at, later), after->txn,
                 e->clause);
}

/* The number of the next span or event, with those planned before. */
static uint32_t next_instance(const cs_desk *d, cs_class klass, int kind) {
  uint32_t n = cs_record_instances(&d->subject, klass) + 1;
  for (size_t i = 0; i < d->planned_count; i++) n += (int)d->planned[i].effect->kind == kind;
  return n;
}

static int plan_span(cs_desk *d, const cs_effect *e, cs_planned *p, cs_err *err) {
  p->instance = next_instance(d, CS_SPAN, CS_EFFECT_SPAN);
  int rc = day_of(d, e, &e->on, &p->on, err);
  if (rc == CS_OK && e->ends) rc = day_of(d, e, &e->to, &p->to, err);
  return rc;
}

static int plan_event(cs_desk *d, const cs_effect *e, cs_planned *p, cs_err *err) {
  cs_value *fields = cs_arena_alloc(d->arena, (e->field_count + 1) * sizeof *fields);
  if (fields == NULL) return cs_office_no_memory(err);
  p->fields = fields;
  p->instance = next_instance(d, CS_EVENT, CS_EFFECT_EVENT);
  int rc = day_of(d, e, &e->on, &p->on, err);
  for (size_t i = 0; rc == CS_OK && i < e->field_count; i++) {
    const cs_effect_value *v = &e->fields[i].value;
    const char *text = json_string_value(v->literal);
    if (v->of == CS_VALUE_LITERAL && text != NULL) { /* a word of the event's own */
      cs_symbol symbol;
      rc = symbol_of(d, text, &symbol, err);
      fields[i] = (cs_value){.kind = CS_SYMBOL, .number = symbol};
    } else {
      rc = value_of(d, e->fields[i].name, v, p->on, &fields[i], err);
    }
  }
  return rc;
}

int cs_desk_plan(cs_desk *d, const cs_effects *effects, cs_err *err) {
  if (effects->count == 0) return CS_OK;
  size_t all = d->planned_count + effects->count;
  cs_planned *list = cs_arena_alloc(d->arena, all * sizeof *list);
  if (list == NULL) return cs_office_no_memory(err);
  if (d->planned_count > 0) memcpy(list, d->planned, d->planned_count * sizeof *list);
  d->planned = list;
  cs_casefile_fold(&d->file);
  for (size_t i = 0; i < effects->count; i++) {
    const cs_effect *e = &effects->list[i];
    cs_planned *p = &list[d->planned_count];
    *p = (cs_planned){.effect = e, .on = CS_DATE_NONE, .to = CS_DATE_NONE};
    int rc = CS_OK;
    if (e->kind == CS_EFFECT_WRITE) rc = plan_write(d, e, p, err);
    if (e->kind == CS_EFFECT_SPAN) rc = plan_span(d, e, p, err);
    if (e->kind == CS_EFFECT_EVENT) rc = plan_event(d, e, p, err);
    if (rc != CS_OK) return rc;
    d->planned_count++;
  }
  return CS_OK;
}

/* How the case ended is an event of the person, for the condition `concluded`. */
int cs_desk_conclude(cs_desk *d, cs_err *err) {
  static const cs_effect_field fields[] = {{.name = "procedure"}, {.name = "outcome"}};
  static const cs_effect event = {
      .kind = CS_EFFECT_EVENT, .name = "concluded", .fields = fields, .field_count = 2};
  const char *const words[] = {d->file.procedure, d->draft->ends};
  cs_planned *list = cs_arena_alloc(d->arena, (d->planned_count + 1) * sizeof *list);
  cs_value *values = cs_arena_alloc(d->arena, 2 * sizeof *values);
  if (list == NULL || values == NULL) return cs_office_no_memory(err);
  for (size_t i = 0; i < 2; i++) {
    cs_symbol symbol;
    int rc = symbol_of(d, words[i], &symbol, err);
    if (rc != CS_OK) return rc;
    values[i] = (cs_value){.kind = CS_SYMBOL, .number = symbol};
  }
  if (d->planned_count > 0) memcpy(list, d->planned, d->planned_count * sizeof *list);
  uint32_t instance = next_instance(d, CS_EVENT, CS_EFFECT_EVENT);
  d->planned = list;
  list[d->planned_count++] = (cs_planned){.effect = &event,
                                          .instance = instance,
                                          .on = d->draft->on,
                                          .to = CS_DATE_NONE,
                                          .fields = values};
  return CS_OK;
}

/* ---- performing ---- */

typedef struct note { /* the fields of an effect's event */
  cs_desk *desk;
  cs_inscription list[12];
  size_t count;
  int rc;
  cs_err *err;
} note;

static void put(note *n, const char *name, cs_value value) {
  n->list[n->count++] = (cs_inscription){name, value};
}

static void put_word(note *n, const char *name, const char *text) {
  cs_symbol symbol;
  if (n->rc != CS_OK || text == NULL) return;
  n->rc = symbol_of(n->desk, text, &symbol, n->err);
  put(n, name, (cs_value){.kind = CS_SYMBOL, .number = symbol});
}

static void put_date(note *n, const char *name, cs_date day) {
  if (day != CS_DATE_NONE) put(n, name, (cs_value){.kind = CS_DATE, .number = day});
}

static int set_field(cs_desk *d, cs_class klass, uint32_t instance, const char *name,
                     const cs_value *value, cs_err *err) {
  cs_slot slot = {.klass = klass, .instance = instance};
  int rc = symbol_of(d, name, &slot.name, err);
  return rc == CS_OK ? cs_txn_set(d->office->txn, &d->subject, &slot, value, err) : rc;
}

static int set_word(cs_desk *d, cs_class klass, uint32_t instance, const char *name,
                    const char *text, cs_err *err) {
  cs_symbol symbol;
  int rc = symbol_of(d, text, &symbol, err);
  cs_value value = {.kind = CS_SYMBOL, .number = symbol};
  return rc == CS_OK ? set_field(d, klass, instance, name, &value, err) : rc;
}

static int set_day(cs_desk *d, cs_class klass, uint32_t instance, const char *name, cs_date day,
                   cs_err *err) {
  cs_value value = {.kind = CS_DATE, .number = day};
  return day == CS_DATE_NONE ? CS_OK : set_field(d, klass, instance, name, &value, err);
}

static int perform_facts(cs_desk *d, const cs_planned *p, cs_err *err) {
  const cs_effect *e = p->effect;
  int rc;
  switch (e->kind) {
    case CS_EFFECT_WRITE: return cs_txn_set(d->office->txn, &d->subject, &p->slot, &p->value, err);
    case CS_EFFECT_SPAN:
      rc = set_word(d, CS_SPAN, p->instance, "kind", e->span_kind, err);
      if (rc == CS_OK) rc = set_day(d, CS_SPAN, p->instance, "from", p->on, err);
      return rc == CS_OK ? set_day(d, CS_SPAN, p->instance, "to", p->to, err) : rc;
    case CS_EFFECT_EVENT:
      rc = set_word(d, CS_EVENT, p->instance, "kind", e->name, err);
      if (rc == CS_OK) rc = set_day(d, CS_EVENT, p->instance, "on", p->on, err);
      for (size_t i = 0; rc == CS_OK && i < e->field_count; i++)
        rc = set_field(d, CS_EVENT, p->instance, e->fields[i].name, &p->fields[i], err);
      return rc;
    case CS_EFFECT_OPEN: break;
  }
  return CS_OK;
}

/* A case opened by a case: for the same subject, its origin the act. */
static int perform_open(cs_desk *d, const cs_planned *p, char code[CS_KIND_SIZE], cs_err *err) {
  char origin[CS_KIND_SIZE + 32];
  snprintf(origin, sizeof origin, "%s/%u", d->file.code, d->draft->number);
  cs_opening opening = {.procedure = p->effect->name,
                        .subject = d->file.subject,
                        .on = d->draft->on,
                        .as_of = CS_DATE_NONE,
                        .origin = origin,
                        .by_itself = true};
  return cs_office_opens(d->office, &opening, code, err);
}

int cs_desk_perform(cs_desk *d, cs_err *err) {
  static const char *const kinds[] = {"attribute", "span", "event", "case"};
  int rc = CS_OK;
  for (size_t i = 0; rc == CS_OK && i < d->planned_count; i++) {
    const cs_planned *p = &d->planned[i];
    rc = perform_facts(d, p, err);
    if (rc == CS_OK && i + 1 == d->planned_count)
      rc = cs_txn_save(d->office->txn, &d->subject, err);
  }
  for (size_t i = 0; rc == CS_OK && i < d->planned_count; i++) {
    const cs_planned *p = &d->planned[i];
    char code[CS_KIND_SIZE] = "";
    if (p->effect->kind == CS_EFFECT_OPEN) rc = perform_open(d, p, code, err);
    note n = {.desk = d, .rc = rc, .err = err};
    put_word(&n, "of", kinds[p->effect->kind]);
    put_word(&n, "name", p->effect->name);
    put(&n, "act", (cs_value){.kind = CS_INT, .number = d->draft->number});
    put_date(&n, "on", p->on);
    put_word(&n, "clause", p->effect->clause);
    if (p->instance != 0) put(&n, "instance", (cs_value){.kind = CS_INT, .number = p->instance});
    if (p->effect->kind == CS_EFFECT_SPAN) put_word(&n, "value", p->effect->span_kind);
    if (p->value.kind != CS_NONE) put(&n, "value", p->value);
    if (p->before.kind != CS_NONE) put(&n, "before", p->before);
    if (*code != '\0')
      put(&n, "code", (cs_value){.kind = CS_STRING, .text = code, .size = (uint32_t)strlen(code)});
    rc = n.rc == CS_OK ? cs_desk_event(d, "effect", n.list, n.count, err) : n.rc;
  }
  return rc == CS_OK ? cs_txn_save(d->office->txn, &d->record, err) : rc;
}

/* ---- taking back ---- */

static int changed_since(cs_desk *d, const cs_wrote *w, uint32_t txn, cs_err *err) {
  return cs_fail(err, CS_EREFUSED, CS_MSG_case_changed_since, d->file.code, w->act,
                 fact_word(d, w->name), txn);
}

/* Who recorded later what now holds of the field, from whatever day; 0: nobody. What was changed and changed back is no obstacle. */
static uint32_t changed_by(const cs_desk *d, cs_symbol name, uint32_t txn) {
  static const cs_value none = {.kind = CS_NONE};
  const cs_record *r = &d->subject;
  for (uint32_t i = 0; i < r->count; i++) {
    const cs_entry *latest = &r->entries[i];
    bool newest = i + 1 == r->count || cs_slot_compare(&latest[1].slot, &latest->slot) != 0;
    if (!newest || latest->txn <= txn || latest->slot.klass != CS_ATTRIBUTE ||
        latest->slot.name != name)
      continue;
    const cs_entry *then = cs_record_find(r, &latest->slot, txn);
    if (!cs_value_equal(then == NULL ? &none : &then->value, &latest->value)) return latest->txn;
  }
  return 0;
}

/* An act that stands has written the very fact after this one: it would lose what it has written. */
static int check_others(cs_desk *d, const cs_wrote *w, bool *beside, cs_err *err) {
  cs_other other;
  char day[CS_DATE_SIZE];
  int rc = cs_desk_others(d, w, &other, err);
  *beside = other.beside;
  if (rc != CS_OK || other.act == 0) return rc;
  return cs_fail(err, CS_EREFUSED, CS_MSG_case_also_written, d->file.code, w->act,
                 fact_word(d, w->name), cs_date_text(w->on, day), other.act, other.code);
}

static int take_back_attribute(cs_desk *d, const cs_wrote *w, cs_err *err) {
  static const cs_value none = {.kind = CS_NONE};
  cs_slot slot = {.klass = CS_ATTRIBUTE, .at = w->on};
  bool beside = false;
  int rc = symbol_of(d, w->name, &slot.name, err);
  if (rc != CS_OK) return rc;
  uint32_t other = changed_by(d, slot.name, w->txn);
  if (other != 0) return changed_since(d, w, other, err);
  rc = check_others(d, w, &beside, err);
  /* When it held already nothing was written, and what stands is somebody else's. */
  const cs_entry *then = cs_record_find(&d->subject, &slot, w->txn);
  if (rc != CS_OK || beside || then == NULL || then->txn != w->txn) return rc;
  const cs_entry *before = cs_record_find(&d->subject, &slot, w->txn - 1);
  return cs_txn_set(d->office->txn, &d->subject, &slot, before == NULL ? &none : &before->value,
                    err);
}

static int take_back_instance(cs_desk *d, const cs_wrote *w, cs_class klass, cs_err *err) {
  static const cs_value none = {.kind = CS_NONE};
  cs_slot slots[64];
  size_t count = 0;
  for (uint32_t i = 0; i < d->subject.count && count < 64; i++) {
    const cs_entry *e = &d->subject.entries[i];
    if (e->slot.klass != klass || e->slot.instance != w->instance) continue;
    if (e->txn != w->txn) return changed_since(d, w, e->txn, err);
    slots[count++] = e->slot;
  }
  int rc = CS_OK;
  for (size_t i = 0; rc == CS_OK && i < count; i++)
    rc = cs_txn_set(d->office->txn, &d->subject, &slots[i], &none, err);
  return rc;
}

/* A case that was opened goes too, as long as nothing has been done in it. */
static int take_back_case(cs_desk *d, const cs_wrote *w, cs_err *err) {
  cs_desk other;
  if (w->code == NULL) return CS_OK; /* its origin had a case before */
  int rc = cs_desk_open(d->office, w->code, UINT32_MAX, &other, err);
  if (rc != CS_OK) return rc;
  if (cs_casefile_newest(&other.file) != NULL) {
    rc = cs_fail(err, CS_EREFUSED, CS_MSG_case_opened_acted, d->file.code, w->act, w->code);
  } else if (other.file.stage != NULL) {
    cs_desk_draft(&other, CS_CASE_VERB_WITHDRAW, d->draft->on);
    other.draft->ends = "withdrawn";
    other.draft->comment = d->draft->comment;
    rc = cs_desk_finish(&other, err);
  }
  cs_desk_close(&other);
  return rc;
}

/* Is it a fact that the same act has written once more after it? Then that was what it left. */
static bool again(const cs_casefile *c, size_t at) {
  const cs_wrote *w = &c->wrote[at];
  for (size_t i = at + 1; i < c->wrote_count; i++) {
    const cs_wrote *later = &c->wrote[i];
    if (later->act == w->act && later->on == w->on && strcmp(w->kind, "attribute") == 0 &&
        strcmp(later->kind, w->kind) == 0 && strcmp(later->name, w->name) == 0)
      return true;
  }
  return false;
}

int cs_desk_takes_back(cs_desk *d, const cs_case_act *act, cs_err *err) {
  int rc = CS_OK;
  const cs_casefile *c = &d->file;
  for (size_t i = c->wrote_count; rc == CS_OK && i-- > 0;) {
    const cs_wrote *w = &c->wrote[i];
    if (w->act != act->number || strcmp(w->kind, "case") == 0 || again(c, i)) continue;
    if (strcmp(w->kind, "attribute") == 0)
      rc = take_back_attribute(d, w, err);
    else
      rc = take_back_instance(d, w, strcmp(w->kind, "span") == 0 ? CS_SPAN : CS_EVENT, err);
  }
  if (rc == CS_OK) rc = cs_txn_save(d->office->txn, &d->subject, err);
  /* Then those that load the subject anew. */
  for (size_t i = c->wrote_count; rc == CS_OK && i-- > 0;)
    if (c->wrote[i].act == act->number && strcmp(c->wrote[i].kind, "case") == 0)
      rc = take_back_case(d, &c->wrote[i], err);
  return rc;
}
