#include "procedure/casefile.h"
#include "base/messages.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *const cs_handed_prefixes[CS_HANDED_KINDS] = {
    "set.", "score.", "document.", "form.", "cell.", "drawn.", "made.", "warned.", "item."};

bool cs_handed_is_numbered(const cs_handed *h) {
  return h->kind == CS_HANDED_DOCUMENT || h->kind == CS_HANDED_DRAWN || h->kind == CS_HANDED_WARNED;
}

/* ---- the fold ---- */

bool cs_case_act_counts(const cs_case_act *a) { return a->reversed_by == 0 && !a->is_void; }

static bool is_reverse(const cs_case_act *a) { return strcmp(a->verb, CS_CASE_VERB_REVERSE) == 0; }

/* Where the stage was entered last, among the acts before `before` that count; `before`: never. */
static size_t entry_of(const cs_casefile *c, const char *stage, size_t before) {
  for (size_t i = before; i-- > 0;)
    if (c->acts[i].to != NULL && cs_case_act_counts(&c->acts[i]) &&
        strcmp(c->acts[i].to, stage) == 0)
      return i;
  return before;
}

/* A jump back makes what was collected since the stage was entered void; the act that jumps stands. */
static void jump(cs_casefile *c, size_t at) {
  size_t entry = entry_of(c, c->acts[at].to, at);
  for (size_t i = entry + 1; entry < at && i < at; i++) c->acts[i].is_void = true;
}

static void mark_reversed(cs_casefile *c) {
  for (size_t i = 0; i < c->act_count; i++) {
    c->acts[i].reversed_by = 0;
    c->acts[i].is_void = false;
  }
  for (size_t i = 0; i < c->act_count; i++)
    for (size_t k = 0; k < i && c->acts[i].reverses != 0; k++)
      if (c->acts[k].number == c->acts[i].reverses) c->acts[k].reversed_by = c->acts[i].number;
}

void cs_casefile_fold(cs_casefile *c) {
  c->stage = c->outcome = c->outcome_reason = NULL;
  c->judged = NULL;
  c->entered_on = c->ended_on = CS_DATE_NONE;
  c->entered_by = 0;
  mark_reversed(c);
  for (size_t i = 0; i < c->act_count; i++) {
    cs_case_act *a = &c->acts[i];
    a->completes = a->to != NULL || a->ends != NULL;
    if (a->reversed_by != 0 || is_reverse(a)) continue;
    if (a->to != NULL) {
      jump(c, i);
      c->stage = a->to;
      c->entered_on = a->on;
      c->entered_by = a->number;
    } else if (a->ends != NULL) {
      c->stage = NULL;
      c->outcome = a->ends;
      c->outcome_reason = a->reason;
      c->ended_on = a->on;
    }
  }
  for (size_t i = 0; i < c->act_count; i++) {
    const cs_case_act *a = &c->acts[i];
    if (cs_case_act_counts(a) && a->outcome != NULL) c->judged = a;
  }
}

/* ---- questions ---- */

const cs_value *cs_casefile_value(const cs_casefile *c, const char *name) {
  for (size_t i = c->act_count; i-- > 0;) {
    const cs_case_act *a = &c->acts[i];
    if (!cs_case_act_counts(a)) continue;
    for (size_t k = a->handed_count; k-- > 0;)
      if (a->handed[k].kind == CS_HANDED_SET && strcmp(a->handed[k].name, name) == 0)
        return &a->handed[k].value;
  }
  return NULL;
}

cs_date cs_casefile_done_on(const cs_casefile *c, const char *stage) {
  for (size_t i = c->act_count; i-- > 0;) {
    const cs_case_act *a = &c->acts[i];
    if (cs_case_act_counts(a) && a->completes && a->stage != NULL && strcmp(a->stage, stage) == 0)
      return a->on;
  }
  return CS_DATE_NONE;
}

const cs_case_act *cs_casefile_approval(const cs_casefile *c, const char *stage) {
  for (size_t i = c->act_count; i-- > 0;) {
    const cs_case_act *a = &c->acts[i];
    if (!cs_case_act_counts(a) || !a->completes) continue;
    if (a->ends != NULL && (a->failed || strcmp(a->verb, CS_CASE_VERB_WITHDRAW) == 0)) return NULL;
    if (!a->failed && strcmp(a->verb, "approve") == 0 &&
        (stage == NULL || (a->stage != NULL && strcmp(a->stage, stage) == 0)))
      return a;
  }
  return NULL;
}

const cs_case_act *cs_casefile_withdrawal(const cs_casefile *c) {
  for (size_t i = c->act_count; i-- > 0;)
    if (c->acts[i].reversed_by == 0 && strcmp(c->acts[i].verb, CS_CASE_VERB_WITHDRAW) == 0)
      return &c->acts[i];
  return NULL;
}

const cs_case_act *cs_casefile_here(const cs_casefile *c, size_t *count) {
  size_t first = c->act_count;
  while (first > 0 && c->acts[first - 1].number > c->entered_by) first--;
  *count = c->act_count - first;
  return c->acts + first;
}

const cs_case_act *cs_casefile_act(const cs_casefile *c, uint32_t number) {
  for (size_t i = 0; i < c->act_count; i++)
    if (c->acts[i].number == number) return &c->acts[i];
  return NULL;
}

const cs_case_act *cs_casefile_newest(const cs_casefile *c) {
  for (size_t i = c->act_count; i-- > 1;)
    if (c->acts[i].reversed_by == 0 && !is_reverse(&c->acts[i])) return &c->acts[i];
  return NULL;
}

/* ---- from the record ---- */

typedef struct reading {
  cs_store *store;
  const cs_record *record;
  uint32_t txn;
  cs_arena *arena;
  cs_casefile *out;
  cs_err *err;
} reading;

static int damaged(const reading *r, const char *what) {
  return cs_fail(r->err, CS_EDB, CS_MSG_case_damaged, r->record->code, what);
}

static int no_memory(const reading *r) {
  return cs_fail(r->err, CS_ENOMEM, "%s", CS_MSG_no_memory);
}

static const char *text_of(const reading *r, const cs_value *value) {
  if (value->kind == CS_SYMBOL) return cs_symbol_text(r->store, (cs_symbol)value->number);
  if (value->kind == CS_STRING) return cs_arena_text(r->arena, value->text, value->size);
  return NULL;
}

static int attribute_text(const reading *r, const char *name, bool wanted, const char **out) {
  cs_symbol symbol = cs_symbol_find(r->store, name, strlen(name));
  const cs_entry *e =
      symbol == 0 ? NULL : cs_record_attribute(r->record, symbol, CS_DATE_MAX, r->txn);
  *out = e == NULL ? NULL : text_of(r, &e->value);
  if (e != NULL && e->value.kind == CS_STRING && *out == NULL) return no_memory(r);
  return *out == NULL && wanted ? damaged(r, name) : CS_OK;
}

static int attribute_number(const reading *r, const char *name, int64_t otherwise, int64_t *out) {
  cs_symbol symbol = cs_symbol_find(r->store, name, strlen(name));
  const cs_entry *e =
      symbol == 0 ? NULL : cs_record_attribute(r->record, symbol, CS_DATE_MAX, r->txn);
  *out = e == NULL ? otherwise : e->value.number;
  return CS_OK;
}

static int read_head(const reading *r) {
  cs_casefile *c = r->out;
  int64_t adopted = 0, opened = CS_DATE_NONE, as_of = CS_DATE_NONE, run = 0;
  c->code = r->record->code;
  int rc = attribute_text(r, "procedure", true, &c->procedure);
  if (rc == CS_OK) rc = attribute_text(r, "subject", true, &c->subject);
  if (rc == CS_OK) rc = attribute_text(r, "subject_kind", false, &c->subject_kind);
  if (rc == CS_OK) rc = attribute_text(r, "pack", true, &c->pack);
  if (rc == CS_OK) rc = attribute_text(r, "origin", false, &c->origin);
  if (rc == CS_OK) rc = attribute_number(r, "adopted", 0, &adopted);
  if (rc == CS_OK) rc = attribute_number(r, "opened_on", CS_DATE_NONE, &opened);
  if (rc == CS_OK) rc = attribute_number(r, "as_of", CS_DATE_NONE, &as_of);
  if (rc == CS_OK) rc = attribute_number(r, "run", 0, &run);
  if (c->subject_kind == NULL) c->subject_kind = "";
  if (c->origin == NULL) c->origin = "";
  c->adopted = (uint32_t)adopted;
  c->opened_on = (cs_date)opened;
  c->as_of = (cs_date)as_of;
  c->run = (uint32_t)run;
  return rc;
}

typedef struct field { /* of an event, as known */
  const char *name;
  cs_value value;
} field;

/* "set.grade" with "set." is "grade"; NULL: it does not begin so. */
static const char *behind(const char *name, const char *prefix) {
  size_t n = strlen(prefix);
  return strncmp(name, prefix, n) == 0 ? name + n : NULL;
}

static bool is_hash(const char *name) {
  size_t n = strlen(name);
  return n > 5 && strcmp(name + n - 5, ".hash") == 0;
}

/* The hash of the file stands in a field of its own. */
static const char *hash_of(const reading *r, const field *fields, size_t count, const char *name) {
  size_t n = strlen(name);
  for (size_t i = 0; i < count; i++)
    if (is_hash(fields[i].name) && strlen(fields[i].name) == n + 5 &&
        memcmp(fields[i].name, name, n) == 0)
      return text_of(r, &fields[i].value);
  return NULL;
}

/* A field that is one of several: 1 taken, 0 it is something else. */
static int take_handed(const reading *r, const field *fields, size_t count, const field *f,
                       cs_case_act *a, cs_handed *list) {
  for (int kind = 0; kind < CS_HANDED_KINDS; kind++) {
    const char *name = behind(f->name, cs_handed_prefixes[kind]);
    if (name == NULL) continue;
    bool filed = kind == CS_HANDED_DOCUMENT || kind == CS_HANDED_FORM;
    if (filed && is_hash(name)) return 1;
    cs_handed *h = &list[a->handed_count++];
    *h = (cs_handed){.kind = kind, .name = name, .value = f->value};
    if (filed) h->hash = hash_of(r, fields, count, f->name);
    if (cs_handed_is_numbered(h)) h->name = text_of(r, &f->value);
    return h->name == NULL ? damaged(r, f->name) : 1;
  }
  return 0;
}

static int take_field(const reading *r, const field *f, cs_case_act *a) {
  if (strcmp(f->name, "on") == 0) a->on = (cs_date)f->value.number;
  if (strcmp(f->name, "late") == 0) a->late = true, a->days_late = f->value.number;
  if (strcmp(f->name, "failed") == 0) a->failed = true;
  if (strcmp(f->name, "reverses") == 0) a->reverses = (uint32_t)f->value.number;
  if (strcmp(f->name, "seed") == 0) a->seed = f->value.number;
  if (strcmp(f->name, "steps") == 0) a->steps = f->value.number;
  if (strcmp(f->name, "total") == 0) a->total = f->value.number;
#define TAKE(member, how)                              \
  if (strcmp(f->name, #member) == 0) {                 \
    a->member = text_of(r, &f->value);                 \
    if (a->member == NULL) return damaged(r, f->name); \
  }
  CS_ACT_FIELDS(TAKE)
#undef TAKE
  return CS_OK;
}

static int read_act(const reading *r, const field *fields, size_t count, cs_case_act *a) {
  cs_handed *list = cs_arena_alloc(r->arena, (count + 1) * sizeof *list);
  if (list == NULL) return no_memory(r);
  a->handed = list;
  for (size_t i = 0; i < count; i++) {
    int rc = take_handed(r, fields, count, &fields[i], a, list);
    if (rc == 0) rc = take_field(r, &fields[i], a);
    if (rc < 0) return rc;
  }
  if (a->verb == NULL || a->actor == NULL) return damaged(r, "act");
  return CS_OK;
}

static int read_wrote(const reading *r, const field *fields, size_t count, cs_wrote *w) {
  struct {
    const char *name;
    const char **text;
  } texts[] = {{"of", &w->kind}, {"name", &w->name}, {"code", &w->code}, {"clause", &w->clause}};
  for (size_t i = 0; i < count; i++) {
    const field *f = &fields[i];
    if (strcmp(f->name, "act") == 0) w->act = (uint32_t)f->value.number;
    if (strcmp(f->name, "instance") == 0) w->instance = (uint32_t)f->value.number;
    if (strcmp(f->name, "on") == 0) w->on = (cs_date)f->value.number;
    if (strcmp(f->name, "value") == 0) w->value = f->value;
    if (strcmp(f->name, "before") == 0) w->before = f->value;
    for (size_t k = 0; k < sizeof texts / sizeof *texts; k++) {
      if (strcmp(f->name, texts[k].name) != 0) continue;
      *texts[k].text = text_of(r, &f->value);
      if (*texts[k].text == NULL) return damaged(r, f->name);
    }
  }
  return w->kind == NULL || w->name == NULL ? damaged(r, "effect") : CS_OK;
}

/* The fields of the event that begins at *at, as known; *at moves on. */
static size_t fields_of(const reading *r, uint32_t *at, field *out, uint32_t *txn) {
  const cs_record *record = r->record;
  uint32_t instance = record->entries[*at].slot.instance;
  size_t count = 0;
  *txn = 0;
  while (*at < record->count && record->entries[*at].slot.klass == CS_EVENT &&
         record->entries[*at].slot.instance == instance) {
    uint32_t next = *at + 1;
    while (next < record->count &&
           cs_slot_compare(&record->entries[next].slot, &record->entries[*at].slot) == 0)
      next++;
    const cs_entry *known = cs_record_find(record, &record->entries[*at].slot, r->txn);
    if (known != NULL && known->value.kind != CS_NONE) {
      out[count++] = (field){cs_symbol_text(r->store, known->slot.name), known->value};
      if (*txn == 0 || known->txn < *txn) *txn = known->txn;
    }
    *at = next;
  }
  return count;
}

static const char *kind_of(const reading *r, const field *fields, size_t count) {
  for (size_t i = 0; i < count; i++)
    if (strcmp(fields[i].name, "kind") == 0) return text_of(r, &fields[i].value);
  return NULL;
}

static int read_events(const reading *r, field *fields) {
  cs_casefile *c = r->out;
  const cs_record *record = r->record;
  uint32_t at = 0, txn;
  while (at < record->count && record->entries[at].slot.klass < CS_EVENT) at++;
  while (at < record->count && record->entries[at].slot.klass == CS_EVENT) {
    size_t count = fields_of(r, &at, fields, &txn);
    if (count == 0) continue; /* not known then */
    const char *kind = kind_of(r, fields, count);
    int rc = kind == NULL ? damaged(r, "kind") : CS_OK;
    if (rc == CS_OK && strcmp(kind, "act") == 0) {
      cs_case_act *a = &c->acts[c->act_count++];
      *a = (cs_case_act){.number = (uint32_t)c->act_count,
                         .txn = txn,
                         .on = CS_DATE_NONE,
                         .total = -1,
                         .seed = -1};
      rc = read_act(r, fields, count, a);
    } else if (rc == CS_OK) {
      cs_wrote *w = &c->wrote[c->wrote_count++];
      *w = (cs_wrote){.txn = txn, .on = CS_DATE_NONE};
      rc = read_wrote(r, fields, count, w);
    }
    if (rc != CS_OK) return rc;
  }
  return c->act_count > 0 ? CS_OK : damaged(r, "act");
}

int cs_casefile_read(cs_store *s, const cs_record *record, uint32_t txn, cs_arena *arena,
                     cs_casefile *out, cs_err *err) {
  *out = (cs_casefile){.last_txn = record->last_txn};
  reading r = {s, record, txn, arena, out, err};
  cs_symbol code = cs_symbol_find(s, "code", 4);
  if (code == 0 || !cs_record_exists(record, code, txn)) return CS_ENOTFOUND;
  size_t events = cs_record_instances(record, CS_EVENT) + 2; /* one may be drafted */
  out->acts = cs_arena_alloc(arena, events * sizeof *out->acts);
  out->wrote = cs_arena_alloc(arena, events * sizeof *out->wrote);
  field *fields = cs_arena_alloc(arena, (record->count + 1) * sizeof *fields);
  if (out->acts == NULL || out->wrote == NULL || fields == NULL) return no_memory(&r);
  int rc = read_head(&r);
  if (rc == CS_OK) rc = read_events(&r, fields);
  if (rc == CS_OK) cs_casefile_fold(out);
  return rc;
}

bool cs_casefile_says(cs_store *s, const cs_record *r, const char *name, const char *text) {
  cs_symbol symbol = cs_symbol_find(s, name, strlen(name));
  const cs_entry *e = symbol == 0 ? NULL : cs_record_attribute(r, symbol, CS_DATE_MAX, UINT32_MAX);
  if (e != NULL && e->value.kind == CS_SYMBOL)
    return strcmp(cs_symbol_text(s, (cs_symbol)e->value.number), text) == 0;
  size_t n = strlen(text);
  return e != NULL && e->value.kind == CS_STRING && e->value.size == n &&
         memcmp(e->value.text, text, n) == 0;
}
