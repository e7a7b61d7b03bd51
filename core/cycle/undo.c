#include "base/messages.h"
#include "cycle/names.h"
#include "cycle/reader.h"
#include "cycle/words.h"
#include <stdlib.h>
#include <string.h>

typedef struct undoing {
  cs_store *store;
  cs_txn *txn;
  const cs_acts *acts;
  cs_record record;
  cs_buf ours;      /* of cs_entry: copies, since setting a value moves the record's entries */
  cs_names changed; /* people whose fields were changed later */
  uint64_t people;
} undoing;

static bool same_field(const cs_slot *a, const cs_slot *b) {
  return a->klass == b->klass && a->instance == b->instance && a->name == b->name;
}

/* Somebody else recorded later what now holds in the field of `e`, whatever date it is effective from. What was changed and changed
 * back is no obstacle: a later import or run that was itself taken back leaves that. */
static bool changed_since(const undoing *u, const cs_entry *e) {
  static const cs_value none = {.kind = CS_NONE};
  const cs_record *r = &u->record;
  for (uint32_t i = 0; i < r->count; i++) {
    const cs_entry *latest = &r->entries[i];
    bool newest = i + 1 == r->count || cs_slot_compare(&latest[1].slot, &latest->slot) != 0;
    if (!newest || latest->txn <= e->txn || !same_field(&latest->slot, &e->slot)) continue;
    const cs_entry *then = cs_record_find(r, &latest->slot, e->txn);
    if (!cs_value_equal(then == NULL ? &none : &then->value, &latest->value)) return true;
  }
  return false;
}

/* Collects what the standing applications wrote. *intact: none of it was changed later. */
static int collect(undoing *u, bool *intact, cs_err *err) {
  cs_buf_clear(&u->ours);
  *intact = true;
  for (uint32_t i = 0; i < u->record.count; i++) {
    const cs_entry *e = &u->record.entries[i];
    if (!cs_acts_standing(u->acts, e->txn)) continue;
    if (changed_since(u, e)) *intact = false;
    cs_buf_put(&u->ours, e, sizeof *e);
  }
  return u->ours.failed ? cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory) : CS_OK;
}

/* Every field back to what it was before. */
static int restore(undoing *u, cs_err *err) {
  const cs_entry *ours = (const void *)u->ours.data;
  int rc = CS_OK;
  for (size_t i = 0; rc == CS_OK && i < u->ours.size / sizeof *ours; i++) {
    const cs_entry *before = cs_record_find(&u->record, &ours[i].slot, ours[i].txn - 1);
    cs_value value = before == NULL ? (cs_value){.kind = CS_NONE} : before->value;
    rc = cs_txn_set(u->txn, &u->record, &ours[i].slot, &value, err);
  }
  return rc == CS_OK ? cs_txn_save(u->txn, &u->record, err) : rc;
}

static int undo_one(undoing *u, int32_t company, const char *code, cs_err *err) {
  bool intact = true;
  int rc = cs_person_load(u->store, company, code, &u->record, err);
  if (rc == CS_ENOTFOUND) return cs_fail(err, CS_EDB, CS_MSG_cycle_person_gone, code);
  if (rc == CS_OK) rc = collect(u, &intact, err);
  if (rc != CS_OK) return rc;
  u->people++;
  if (!intact) cs_names_add(&u->changed, code);
  /* After the first such person nothing will be kept: only the others are still to be named. */
  return u->changed.count > 0 ? CS_OK : restore(u, err);
}

static int undo_all(undoing *u, cs_run_reader *reader, cs_err *err) {
  const cs_run *run = &cs_run_reader_receipt(reader)->run;
  cs_outcome_now now;
  int rc;
  while ((rc = cs_run_reader_next(reader, &now, err)) == 1) {
    if (now.applied) rc = undo_one(u, run->company, now.decision.code, err);
    if (rc < 0) return rc;
  }
  char names[CS_NAMES_TEXT];
  if (rc == CS_OK && u->changed.count > 0)
    rc = cs_fail(err, CS_EREFUSED, CS_MSG_cycle_undo_changed, run->id,
                 cs_names_text(&u->changed, names));
  return rc;
}

/* The act itself is noted by the store; why it was done, here. */
static int note_reason(undoing *u, uint32_t run, const char *reason, cs_err *err) {
  cs_buf note = {0};
  cs_buf_printf(&note, "undo-reason\t%u\t%s", run, reason);
  int rc = note.failed ? cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory)
                       : cs_txn_note(u->txn, cs_buf_str(&note), err);
  cs_buf_deinit(&note);
  return rc;
}

int cs_cycle_undo(cs_store *s, const cs_company *company, const cs_stamp *stamp, uint32_t run,
                  const char *reason, uint64_t *people, cs_err *err) {
  undoing u = {.store = s};
  cs_run_reader *reader = NULL;
  *people = 0;
  int rc = cs_words_need(reason, CS_MSG_cycle_no_reason, err);
  if (rc != CS_OK) return rc;
  rc = cs_txn_begin(s, company, stamp, &u.txn, err);
  if (rc != CS_OK) return rc;
  rc = cs_record_init(&u.record, err);
  if (rc != CS_OK) {
    cs_txn_rollback(u.txn);
    return rc;
  }
  rc = cs_run_reader_open(s, company, run, &reader, err);
  if (rc != CS_OK) goto done;
  u.acts = cs_run_reader_acts(reader);
  if (u.acts->last_standing == 0) goto done; /* nothing is applied */
  rc = undo_all(&u, reader, err);
  if (rc != CS_OK) goto done;
  rc = cs_application_undo(u.txn, run, err);
  if (rc != CS_OK) goto done;
  rc = note_reason(&u, run, reason, err);
  if (rc != CS_OK) goto done;
  rc = cs_txn_commit(u.txn, err);
  u.txn = NULL;
  if (rc == CS_OK) *people = u.people;

done:
  cs_run_reader_close(reader);
  cs_record_deinit(&u.record);
  cs_buf_deinit(&u.ours);
  cs_txn_rollback(u.txn);
  return rc;
}
