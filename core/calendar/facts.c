#include "calendar/facts.h"
#include "base/messages.h"
#include "store/subject.h"
#include <string.h>

typedef struct names {
  cs_symbol day, note, year; /* 0: never seen */
} names;

static const cs_entry *known_at(const cs_record *r, cs_symbol name, cs_date at, uint32_t known) {
  cs_slot slot = {.klass = CS_ATTRIBUTE, .name = name, .at = at};
  const cs_entry *e = name == 0 ? NULL : cs_record_find(r, &slot, known);
  return e == NULL || e->value.kind == CS_NONE ? NULL : e;
}

static int take_day(cs_calendar *c, cs_store *s, const cs_record *r, const names *n,
                    const cs_entry *e, uint32_t known, cs_err *err) {
  const char *text =
      e->value.kind == CS_SYMBOL ? cs_symbol_text(s, (cs_symbol)e->value.number) : "";
  cs_day_kind kind;
  char date[CS_DATE_SIZE];
  if (text == NULL || !cs_day_kind_parse(text, strlen(text), &kind))
    return cs_fail(err, CS_EDB, CS_MSG_calendar_damaged, cs_date_text(e->slot.at, date));
  const cs_entry *note = known_at(r, n->note, e->slot.at, known);
  if (note == NULL || note->value.kind != CS_STRING)
    return cs_calendar_set_day(c, e->slot.at, kind, "", 0, err);
  return cs_calendar_set_day(c, e->slot.at, kind, note->value.text, note->value.size, err);
}

static int take_facts(cs_calendar *c, cs_store *s, const cs_record *r, uint32_t known,
                      cs_err *err) {
  const names n = {cs_symbol_find(s, CS_CALENDAR_DAY, strlen(CS_CALENDAR_DAY)),
                   cs_symbol_find(s, CS_CALENDAR_NOTE, strlen(CS_CALENDAR_NOTE)),
                   cs_symbol_find(s, CS_CALENDAR_YEAR, strlen(CS_CALENDAR_YEAR))};
  int rc = CS_OK;
  for (uint32_t i = 0; rc == CS_OK && i < r->count; i++) {
    const cs_slot *slot = &r->entries[i].slot;
    if (slot->klass != CS_ATTRIBUTE || slot->at == CS_DATE_MIN) continue;
    if (i > 0 && cs_slot_compare(slot, &r->entries[i - 1].slot) == 0) continue; /* taken */
    const cs_entry *e = known_at(r, slot->name, slot->at, known);
    if (e == NULL) continue;
    if (slot->name == n.day) rc = take_day(c, s, r, &n, e, known, err);
    if (slot->name == n.year) rc = cs_calendar_set_year(c, cs_period_of(CS_YEAR, slot->at), err);
  }
  return rc;
}

int cs_calendar_open(cs_store *s, int32_t company, const char *id, uint32_t known,
                     cs_calendar **out, cs_err *err) {
  cs_record r;
  *out = NULL;
  int rc = cs_record_init(&r, err);
  if (rc != CS_OK) return rc;
  rc = cs_calendar_new(id, out, err);
  if (rc == CS_OK) {
    rc = cs_subject_load(s, company, CS_CALENDAR_SUBJECT, cs_calendar_id(*out), &r, err);
    if (rc == CS_ENOTFOUND) rc = CS_OK; /* the company has recorded nothing */
  }
  if (rc == CS_OK) rc = take_facts(*out, s, &r, known, err);
  cs_record_deinit(&r);
  if (rc != CS_OK) {
    cs_calendar_free(*out);
    *out = NULL;
  }
  return rc;
}
