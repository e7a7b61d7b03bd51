#include "procedure/desk.h"
#include "base/messages.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ARENA_BLOCK 8192
#define ACTS_MORE 2 /* acts that may be drafted on one desk */

void cs_desk_close(cs_desk *d) {
  cs_others_free(d->others);
  cs_record_deinit(&d->record);
  cs_record_deinit(&d->subject);
  cs_arena_free(d->arena);
  *d = (cs_desk){0};
}

static int prepare(cs_office *o, cs_desk *d, cs_err *err) {
  *d = (cs_desk){.office = o, .known = UINT32_MAX};
  d->arena = cs_arena_new(ARENA_BLOCK);
  if (d->arena == NULL) return cs_office_no_memory(err);
  int rc = cs_record_init(&d->record, err);
  return rc == CS_OK ? cs_record_init(&d->subject, err) : rc;
}

bool cs_desk_of_employee(const cs_desk *d) { return d->file.subject_kind[0] == '\0'; }

const char *cs_desk_keep(cs_desk *d, const char *text) {
  return text == NULL ? NULL : cs_arena_text(d->arena, text, strlen(text));
}

static int load_subject(cs_desk *d, cs_err *err) {
  const cs_office *o = d->office;
  int rc = cs_subject_load(o->store, o->company.id, d->file.subject_kind, d->file.subject,
                           &d->subject, err);
  return rc == CS_ENOTFOUND ? cs_fail(err, rc, CS_MSG_case_no_subject, d->file.subject) : rc;
}

int cs_desk_open(cs_office *o, const char *code, uint32_t known, cs_desk *d, cs_err *err) {
  int rc = prepare(o, d, err);
  d->known = known;
  if (rc == CS_OK)
    rc = cs_subject_load(o->store, o->company.id, CS_KIND_CASE, code, &d->record, err);
  if (rc == CS_OK) rc = cs_casefile_read(o->store, &d->record, known, d->arena, &d->file, err);
  if (rc == CS_ENOTFOUND) rc = cs_fail(err, rc, CS_MSG_case_unknown, code);
  if (rc == CS_OK) rc = cs_office_book(o, d->file.pack, d->file.adopted, &d->book, err);
  if (rc == CS_OK) d->procedure = cs_procedures_find(d->book->procedures, d->file.procedure);
  if (rc == CS_OK && d->procedure != NULL)
    d->stage = cs_procedure_stage(d->procedure, d->file.stage);
  if (rc == CS_OK && (d->procedure == NULL || (d->stage == NULL && d->file.stage != NULL)))
    rc = cs_fail(err, CS_EDB, CS_MSG_case_damaged, code, "procedure");
  if (rc == CS_OK) rc = load_subject(d, err);
  if (rc != CS_OK) cs_desk_close(d);
  return rc;
}

int cs_desk_new(cs_office *o, const char *subject_kind, const char *subject, cs_desk *d,
                cs_err *err) {
  int rc = prepare(o, d, err);
  if (rc == CS_OK) {
    d->file = (cs_casefile){.code = "",
                            .subject_kind = cs_desk_keep(d, subject_kind),
                            .subject = cs_desk_keep(d, subject),
                            .origin = ""};
    d->file.acts = cs_arena_alloc(d->arena, ACTS_MORE * sizeof *d->file.acts);
    if (d->file.subject_kind == NULL || d->file.subject == NULL || d->file.acts == NULL)
      rc = cs_office_no_memory(err);
  }
  if (rc == CS_OK) rc = load_subject(d, err);
  if (rc != CS_OK) cs_desk_close(d);
  return rc;
}

int cs_desk_number(cs_desk *d, cs_err *err) {
  char code[CS_KIND_SIZE];
  int rc =
      cs_subject_next_code(d->office->txn, CS_KIND_CASE, CS_CASE_PREFIX, CS_CASE_DIGITS, code, err);
  if (rc != CS_OK) return rc;
  cs_record_clear_as(&d->record, CS_KIND_CASE, code);
  d->file.code = d->record.code;
  return CS_OK;
}

/* ---- writing ---- */

static int symbol_of(cs_desk *d, const char *text, cs_symbol *out, cs_err *err) {
  return cs_symbol_intern(d->office->store, text, strlen(text), out, err);
}

int cs_desk_set(cs_desk *d, const char *name, const cs_value *value, cs_err *err) {
  cs_slot slot = {.klass = CS_ATTRIBUTE, .at = CS_DATE_MIN};
  int rc = symbol_of(d, name, &slot.name, err);
  return rc == CS_OK ? cs_txn_set(d->office->txn, &d->record, &slot, value, err) : rc;
}

int cs_desk_event(cs_desk *d, const char *kind, const cs_inscription *fields, size_t count,
                  cs_err *err) {
  cs_slot slot = {.klass = CS_EVENT, .instance = cs_record_instances(&d->record, CS_EVENT) + 1};
  cs_symbol symbol;
  int rc = symbol_of(d, kind, &symbol, err);
  cs_value value = {.kind = CS_SYMBOL, .number = symbol};
  if (rc == CS_OK) rc = symbol_of(d, "kind", &slot.name, err);
  if (rc == CS_OK) rc = cs_txn_set(d->office->txn, &d->record, &slot, &value, err);
  for (size_t i = 0; rc == CS_OK && i < count; i++) {
    rc = symbol_of(d, fields[i].name, &slot.name, err);
    if (rc == CS_OK) rc = cs_txn_set(d->office->txn, &d->record, &slot, &fields[i].value, err);
  }
  return rc;
}

void cs_desk_draft(cs_desk *d, const char *verb, cs_date on) {
  cs_casefile *c = &d->file;
  d->draft = &c->acts[c->act_count++];
  *d->draft = (cs_case_act){.number = (uint32_t)c->act_count,
                            .txn = cs_txn_number(d->office->txn),
                            .verb = verb,
                            .stage = c->stage,
                            .on = on,
                            .actor = d->office->stamp.actor,
                            .total = -1,
                            .seed = -1};
}

int cs_desk_add(cs_desk *d, cs_handed handed, cs_err *err) {
  cs_case_act *a = d->draft;
  cs_handed *list = cs_arena_alloc(d->arena, (a->handed_count + 1) * sizeof *list);
  if (list == NULL) return cs_office_no_memory(err);
  if (a->handed_count > 0) memcpy(list, a->handed, a->handed_count * sizeof *list);
  list[a->handed_count++] = handed;
  a->handed = list;
  return CS_OK;
}

typedef struct sheet { /* the fields of an act being written */
  cs_desk *desk;
  cs_inscription *list;
  size_t count;
  cs_err *err;
} sheet;

static void put(sheet *s, const char *name, cs_value value) {
  s->list[s->count++] = (cs_inscription){name, value};
}

static void put_text(sheet *s, const char *name, const char *text) {
  if (text == NULL || *text == '\0') return;
  put(s, name, (cs_value){.kind = CS_STRING, .text = text, .size = (uint32_t)strlen(text)});
}

static int put_word(sheet *s, const char *name, const char *text) {
  cs_symbol symbol;
  if (text == NULL || *text == '\0') return CS_OK;
  int rc = symbol_of(s->desk, text, &symbol, s->err);
  if (rc == CS_OK) put(s, name, (cs_value){.kind = CS_SYMBOL, .number = symbol});
  return rc;
}

static const char *joined(cs_desk *d, const char *a, const char *b) {
  size_t size = strlen(a) + strlen(b) + 1;
  char *text = cs_arena_alloc(d->arena, size);
  if (text != NULL) snprintf(text, size, "%s%s", a, b);
  return text;
}

/* "document.2": those without a name that can be one are numbered. */
static int put_handed(sheet *s, const cs_handed *h, unsigned number) {
  char digits[16];
  snprintf(digits, sizeof digits, "%u", number);
  bool numbered = cs_handed_is_numbered(h);
  const char *name = joined(s->desk, cs_handed_prefixes[h->kind], numbered ? digits : h->name);
  const char *hash = name == NULL ? NULL : joined(s->desk, name, ".hash");
  if (hash == NULL) return cs_office_no_memory(s->err);
  if (numbered)
    put_text(s, name, h->name);
  else
    put(s, name, h->value);
  put_text(s, hash, h->hash);
  return CS_OK;
}

static int put_act(sheet *s, const cs_case_act *a) {
  int rc = CS_OK;
  put(s, "on", (cs_value){.kind = CS_DATE, .number = a->on});
#define PUT(member, how)                    \
  if (rc == CS_OK) {                        \
    if ((how) == 't')                       \
      put_text(s, #member, a->member);      \
    else                                    \
      rc = put_word(s, #member, a->member); \
  }
  CS_ACT_FIELDS(PUT)
#undef PUT
  if (a->late) put(s, "late", (cs_value){.kind = CS_INT, .number = a->days_late});
  if (a->failed) put(s, "failed", (cs_value){.kind = CS_INT, .number = 1});
  if (a->reverses != 0) put(s, "reverses", (cs_value){.kind = CS_INT, .number = a->reverses});
  if (a->steps != 0) put(s, "steps", (cs_value){.kind = CS_INT, .number = a->steps});
  if (a->seed >= 0) put(s, "seed", (cs_value){.kind = CS_INT, .number = a->seed});
  if (a->total >= 0) put(s, "total", (cs_value){.kind = CS_INT, .number = a->total});
  for (size_t i = 0; rc == CS_OK && i < a->handed_count; i++)
    rc = put_handed(s, &a->handed[i], (unsigned)i + 1);
  return rc;
}

#define ACT_FIELDS_MOST 32

int cs_desk_inscribe(cs_desk *d, cs_err *err) {
  const cs_case_act *a = d->draft;
  sheet s = {.desk = d, .err = err};
  s.list = cs_arena_alloc(d->arena, (ACT_FIELDS_MOST + 2 * a->handed_count) * sizeof *s.list);
  if (s.list == NULL) return cs_office_no_memory(err);
  int rc = put_act(&s, a);
  if (rc == CS_OK) rc = cs_desk_event(d, "act", s.list, s.count, err);
  return rc == CS_OK ? cs_txn_save(d->office->txn, &d->record, err) : rc;
}
