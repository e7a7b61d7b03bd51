#include "procedure/holders.h"
#include "base/messages.h"
#include <stdlib.h>
#include <string.h>

static int no_memory(cs_err *err) { return cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory); }

int cs_search_init(cs_search *f, const cs_acting *q, cs_actors *out, cs_err *err) {
  *f = (cs_search){.q = q, .out = out, .candidate = q->candidate};
  if (f->candidate == NULL && q->subject->kind[0] == '\0') f->candidate = q->subject->code;
  int rc = cs_record_init(&f->record, err);
  return rc == CS_OK ? cs_record_init(&f->person, err) : rc;
}

void cs_search_deinit(cs_search *f) {
  cs_record_deinit(&f->record);
  cs_record_deinit(&f->person);
}

/* -- values --------------------------------------------------------------------------------------------------------- */
static cs_symbol symbol(const cs_search *f, const char *name) {
  return cs_symbol_find(f->q->store, name, strlen(name));
}

/* A text, a code or a word; NULL: something else, or no memory (f->failed). */
static const char *text_of(cs_search *f, const cs_value *v) {
  if (v->kind != CS_STRING && v->kind != CS_SYMBOL) return NULL;
  bool word = v->kind == CS_SYMBOL;
  const char *text = word ? cs_symbol_text(f->q->store, (cs_symbol)v->number) : v->text;
  const char *kept = cs_arena_text(f->out->arena, text, word ? strlen(text) : v->size);
  if (kept == NULL) f->failed = true;
  return kept;
}

/* Before the first dated state the first one holds, as everywhere (policy-data.md, dated_by). */
static const cs_entry *attribute_of(const cs_search *f, const cs_record *r, const char *name) {
  cs_symbol found = symbol(f, name);
  if (found == 0) return NULL;
  const cs_entry *e = cs_record_attribute(r, found, f->q->on, f->q->known_txn);
  for (uint32_t i = 0; e == NULL && i < r->count; i++) {
    const cs_slot *slot = &r->entries[i].slot;
    if (slot->klass != CS_ATTRIBUTE || slot->name != found || slot->at <= f->q->on) continue;
    const cs_entry *first = cs_record_find(r, slot, f->q->known_txn);
    if (first != NULL && first->value.kind != CS_NONE) e = first;
  }
  return e;
}

const char *cs_search_attribute(cs_search *f, const cs_record *r, const char *name) {
  const cs_entry *e = attribute_of(f, r, name);
  return e == NULL ? NULL : text_of(f, &e->value);
}

static const cs_value *span_field(const cs_search *f, const cs_record *r, uint32_t instance,
                                  const char *name) {
  cs_slot slot = {.klass = CS_SPAN, .instance = instance, .name = symbol(f, name)};
  const cs_entry *e = slot.name == 0 ? NULL : cs_record_find(r, &slot, f->q->known_txn);
  return e == NULL || e->value.kind == CS_NONE ? NULL : &e->value;
}

static const char *span_text(cs_search *f, const cs_record *r, uint32_t instance,
                             const char *name) {
  const cs_value *v = span_field(f, r, instance, name);
  return v == NULL ? NULL : text_of(f, v);
}

/* *from: where it begins. */
static bool in_force(const cs_search *f, const cs_record *r, uint32_t instance, cs_date *from) {
  const cs_value *begin = span_field(f, r, instance, "from"),
                 *end = span_field(f, r, instance, "to");
  *from = begin != NULL && begin->kind == CS_DATE ? (cs_date)begin->number : CS_DATE_MIN;
  cs_date to = end != NULL && end->kind == CS_DATE ? (cs_date)end->number : CS_DATE_MAX;
  return *from <= f->q->on && f->q->on <= to;
}

/* -- people --------------------------------------------------------------------------------------------------------- */
/* Whoever has a recorded last day before this one. Somebody who is not recorded as an employee may be from outside. */
static int has_left(cs_search *f, const char *code, bool *left, cs_err *err) {
  int rc = cs_person_load(f->q->store, f->q->company, code, &f->person, err);
  *left = false;
  if (rc == CS_ENOTFOUND) return CS_OK;
  if (rc != CS_OK) return rc;
  cs_symbol name = symbol(f, "left_on");
  const cs_entry *e =
      name == 0 ? NULL : cs_record_attribute(&f->person, name, CS_DATE_MAX - 1, f->q->known_txn);
  *left = e != NULL && e->value.kind == CS_DATE && e->value.number < f->q->on;
  return CS_OK;
}

static int append(cs_search *f, cs_actor actor, cs_err *err) {
  cs_actors *out = f->out;
  cs_actor *grown = realloc(out->list, (out->count + 1) * sizeof *grown);
  if (grown == NULL) return no_memory(err);
  out->list = grown;
  out->list[out->count++] = actor;
  return CS_OK;
}

/* In their own right. `code` NULL: there was no memory for it. */
static int add(cs_search *f, const char *code, cs_err *err) {
  if (code == NULL) return no_memory(err);
  if (f->candidate != NULL && strcmp(code, f->candidate) == 0) {
    f->out->candidate_left_out = true;
    return CS_OK;
  }
  bool left;
  int rc = has_left(f, code, &left, err);
  return rc != CS_OK || left ? rc : append(f, (cs_actor){.code = code, .role = f->role}, err);
}

int cs_search_delegates(cs_search *f, size_t first, cs_err *err) {
  size_t last = f->out->count; /* a delegate's delegate does not act */
  int rc = CS_OK;
  for (size_t i = first; rc == CS_OK && i < last; i++) {
    const char *holder = f->out->list[i].code;
    rc = cs_subject_load(f->q->store, f->q->company, "delegation", holder, &f->record, err);
    if (rc == CS_ENOTFOUND) rc = CS_OK;
    uint32_t spans = cs_record_instances(&f->record, CS_SPAN);
    for (uint32_t k = 1; rc == CS_OK && k <= spans; k++) {
      cs_date from;
      if (span_field(f, &f->record, k, "delegate") == NULL || !in_force(f, &f->record, k, &from))
        continue;
      size_t before = f->out->count;
      rc = add(f, span_text(f, &f->record, k, "delegate"), err);
      if (rc == CS_OK && f->out->count > before) f->out->list[before].as = holder;
    }
  }
  return rc;
}

/* -- recorded holders ----------------------------------------------------------------------------------------------- */
typedef struct holder {
  const char *code, *per; /* per NULL: for any value */
  cs_date from;
} holder;

typedef struct holders {
  holder *list;
  size_t count;
} holders;

static bool same(const char *a, const char *b) {
  return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

static int keep(holders *all, holder one, cs_err *err) {
  holder *grown = realloc(all->list, (all->count + 1) * sizeof *grown);
  if (grown == NULL) return no_memory(err);
  all->list = grown;
  all->list[all->count++] = one;
  return CS_OK;
}

/* All who hold the role on the day and have not left; `per` NULL: for whatever value, else for that value or for any. */
static int recorded(cs_search *f, const char *role, const char *per, holders *all, cs_err *err) {
  int rc = cs_subject_load(f->q->store, f->q->company, "role", role, &f->record, err);
  if (rc == CS_ENOTFOUND) return CS_OK;
  uint32_t spans = cs_record_instances(&f->record, CS_SPAN);
  for (uint32_t k = 1; rc == CS_OK && k <= spans; k++) {
    holder one;
    bool left;
    if (span_field(f, &f->record, k, "employee") == NULL || !in_force(f, &f->record, k, &one.from))
      continue;
    one.code = span_text(f, &f->record, k, "employee");
    bool for_any = span_field(f, &f->record, k, "per") == NULL;
    one.per = for_any ? NULL : span_text(f, &f->record, k, "per");
    if (one.code == NULL || (!for_any && one.per == NULL)) return no_memory(err);
    if (per != NULL && !for_any && strcmp(one.per, per) != 0) continue;
    rc = has_left(f, one.code, &left, err);
    if (rc == CS_OK && !left) rc = keep(all, one, err);
  }
  return rc;
}

/* Of a role that has one holder: does another one come before this one? For one value the one who holds it for that value
 * comes before one who holds it for any, then the one who holds it since latest, then the one recorded later. */
static bool outdone(const holders *all, size_t i, bool one_value) {
  const holder *mine = &all->list[i];
  for (size_t k = 0; k < all->count; k++) {
    const holder *other = &all->list[k];
    if (k == i || strcmp(mine->code, other->code) == 0) continue;
    if (same(mine->per, other->per)) {
      if (other->from > mine->from || (other->from == mine->from && k > i)) return true;
    } else if (one_value && mine->per == NULL) {
      return true;
    }
  }
  return false;
}

static int add_recorded(cs_search *f, const json_t *rules, const char *role, const char *per,
                        cs_err *err) {
  holders all = {0};
  int rc = recorded(f, role, per, &all, err);
  bool several = json_is_true(json_object_get(rules, "several"));
  for (size_t i = 0; rc == CS_OK && i < all.count; i++) {
    if (several || !outdone(&all, i, per != NULL)) rc = add(f, all.list[i].code, err);
  }
  free(all.list);
  return rc;
}

/* -- relations ------------------------------------------------------------------------------------------------------ */
/* The objects of the recorded pairs that begin at one of two subjects; each goes to `take`. */
static int each_object(cs_search *f, const char *relation, const char *from, const char *or_from,
                       int (*take)(cs_search *f, void *user, const char *object, cs_err *err),
                       void *user, cs_err *err) {
  cs_record pairs; /* f->record is for what `take` reads */
  int rc = cs_record_init(&pairs, err);
  if (rc == CS_OK)
    rc = cs_subject_load(f->q->store, f->q->company, "relation", relation, &pairs, err);
  if (rc == CS_ENOTFOUND) rc = CS_OK;
  uint32_t spans = cs_record_instances(&pairs, CS_SPAN);
  for (uint32_t k = 1; rc == CS_OK && k <= spans; k++) {
    cs_date begin;
    if (span_field(f, &pairs, k, "subject") == NULL || span_field(f, &pairs, k, "object") == NULL ||
        !in_force(f, &pairs, k, &begin))
      continue;
    const char *subject = span_text(f, &pairs, k, "subject"),
               *object = span_text(f, &pairs, k, "object");
    if (subject == NULL || object == NULL)
      rc = no_memory(err);
    else if (strcmp(subject, from) == 0 || (or_from != NULL && strcmp(subject, or_from) == 0))
      rc = take(f, user, object, err);
  }
  cs_record_deinit(&pairs);
  return rc;
}

static int take_employee(cs_search *f, void *user, const char *object, cs_err *err) {
  (void)user;
  return add(f, object, err);
}

/* RELATION.of: the employees whose attribute names the subject. */
static int add_by_attribute(cs_search *f, const char *attribute, cs_err *err) {
  const cs_acting *q = f->q;
  cs_symbol code = symbol(f, "code");
  if (q->subject->kind[0] != '\0' || code == 0) return CS_OK;
  cs_people *people = NULL;
  cs_record one;
  int rc = cs_record_init(&one, err);
  if (rc == CS_OK) rc = cs_people_open(q->store, q->company, NULL, NULL, &people, err);
  while (rc == CS_OK && (rc = cs_people_next(people, &one, err)) == 1) {
    const cs_entry *e = attribute_of(f, &one, attribute);
    rc = CS_OK;
    if (e == NULL || !cs_record_exists(&one, code, q->known_txn)) continue;
    const char *named = text_of(f, &e->value);
    if (named != NULL && strcmp(named, q->subject->code) == 0)
      rc = add(f, cs_arena_text(f->out->arena, one.code, strlen(one.code)), err);
  }
  cs_people_close(people);
  cs_record_deinit(&one);
  return rc;
}

int cs_search_relation(cs_search *f, const char *relation, cs_err *err) {
  const json_t *rules = json_object_get(json_object_get(f->q->pack, "relations"), relation);
  if (rules == NULL) return cs_fail(err, CS_EPACK, CS_MSG_relation_undeclared, relation);
  const char *of = json_string_value(json_object_get(rules, "of"));
  if (of != NULL) return add_by_attribute(f, of, err);
  return each_object(f, relation, f->q->subject->code, NULL, take_employee, NULL, err);
}

/* -- roles ---------------------------------------------------------------------------------------------------------- */
/* A role found by a relation, with `every`: the holders of that role for each object. */
static int take_value(cs_search *f, void *user, const char *object, cs_err *err) {
  const char *role = user;
  const json_t *rules = json_object_get(json_object_get(f->q->pack, "roles"), role);
  if (rules == NULL) return cs_fail(err, CS_EPACK, CS_MSG_role_undeclared, role);
  return add_recorded(f, rules, role, object, err);
}

static int by_relation(cs_search *f, const char *relation, const char *every, cs_err *err) {
  bool whole = f->per == NULL && every == NULL;
  if (whole) return cs_search_relation(f, relation, err);
  return each_object(f, relation, f->q->subject->code, f->per,
                     every == NULL ? take_employee : take_value, (void *)(uintptr_t)every, err);
}

/* The subject's value of `per`; without one nobody can be found. */
static int find_value(cs_search *f, const char *attribute) {
  f->per = cs_search_attribute(f, f->q->subject, attribute);
  if (f->per != NULL) return 1;
  f->missing = attribute;
  f->whose = f->q->subject->code;
  return 0;
}

static int by_attribute(cs_search *f, const char *attribute, cs_err *err) {
  const char *code = cs_search_attribute(f, f->q->subject, attribute);
  if (code != NULL) return add(f, code, err);
  f->missing = attribute;
  f->whose = f->q->subject->code;
  return CS_OK;
}

static int by_self(cs_search *f, cs_err *err) {
  if (f->candidate == NULL) return CS_OK;
  return append(f, (cs_actor){.code = f->candidate, .role = f->role}, err);
}

int cs_search_role(cs_search *f, const char *role, cs_err *err) {
  const json_t *pack = f->q->pack;
  const json_t *rules = json_object_get(json_object_get(pack, "roles"), role);
  if (rules == NULL || f->depth > CS_ROLE_DEPTH)
    return cs_fail(err, CS_EPACK, CS_MSG_role_undeclared, role);
  const char *is = json_string_value(json_object_get(rules, "is"));
  const char *per = json_string_value(json_object_get(rules, "per"));
  const char *every = json_string_value(json_object_get(rules, "every"));
  if (is != NULL && strcmp(is, "self") == 0) return by_self(f, err);
  bool relation = is != NULL && json_object_get(json_object_get(pack, "relations"), is) != NULL;
  if (is != NULL && !relation) return by_attribute(f, is, err);
  if (per != NULL && find_value(f, per) == 0) return CS_OK;
  if (relation) return by_relation(f, is, every, err);
  if (every == NULL) return add_recorded(f, rules, role, f->per, err);
  const json_t *other = json_object_get(json_object_get(pack, "roles"), every);
  if (other == NULL) return cs_fail(err, CS_EPACK, CS_MSG_role_undeclared, every);
  if (json_object_get(other, "is") == NULL && json_object_get(other, "every") == NULL)
    return add_recorded(f, other, every, NULL, err);
  f->depth++;
  int rc = cs_search_role(f, every, err);
  f->depth--;
  return rc;
}
