/* Taking an import back. First everybody it touched is looked at, and the whole is refused when one of them cannot go
 * back; then the values before it are set, as facts of a new transaction. */
#include "base/messages.h"
#include "store/internal.h"
#include "store/subject.h"
#include <string.h>

#define NAMED_MAX 20

typedef struct offenders { /* subjects for whom it cannot be taken back */
  cs_buf names;
  uint64_t count;
} offenders;

typedef struct undo {
  cs_txn *txn;
  uint32_t batch;
  cs_symbol code_symbol; /* 0: no subject was ever recorded */
  cs_record record;
  cs_buf subjects; /* kind and code of the records it touched, each terminated */
  cs_buf personal; /* code and field of the personal values it set, each terminated */
  offenders changed, left;
  uint64_t count;
} undo;

static void offend(offenders *o, const char *kind, const char *code) {
  o->count++;
  if (o->count <= NAMED_MAX) {
    cs_buf_printf(&o->names, "%s%s%s%s", o->count == 1 ? "" : ", ", kind, *kind == '\0' ? "" : " ",
                  code);
  }
}

static const char *names_of(offenders *o) {
  if (o->count > NAMED_MAX)
    cs_buf_printf(&o->names, CS_MSG_list_more, (unsigned long long)(o->count - NAMED_MAX));
  return cs_buf_str(&o->names);
}

static bool same_slot(const cs_record *r, uint32_t a, uint32_t b) {
  return b < r->count && cs_slot_compare(&r->entries[a].slot, &r->entries[b].slot) == 0;
}

/* An event or a span as the batch found it and as the undo would leave it. */
typedef struct occurrence {
  cs_class klass;
  uint32_t instance;
  bool touched, known_before, stays;
} occurrence;

/* The batch brought it, and a later one has said more about it, which would be left of nothing. */
static bool orphans(const occurrence *o) { return o->touched && !o->known_before && o->stays; }

static void follow(occurrence *o, const cs_slot *slot, bool *changed) {
  if (slot->klass == o->klass && slot->instance == o->instance) return;
  *changed = *changed || orphans(o);
  *o = (occurrence){.klass = slot->klass, .instance = slot->instance};
  o->known_before = slot->instance == 0; /* attributes and series stand for themselves */
}

/* Looks at one subject. An equal later value is no obstacle: a later import that was itself taken back leaves one. */
static void inspect(undo *u) {
  const cs_record *r = &u->record;
  bool touched = false, changed = false, goes = false, stays = false;
  occurrence o = {.known_before = true};
  for (uint32_t first = 0, next; first < r->count; first = next) {
    for (next = first + 1; same_slot(r, first, next);) next++;
    follow(&o, &r->entries[first].slot, &changed);
    const cs_entry *latest = &r->entries[next - 1],
                   *after = latest; /* what would hold after the undo; NULL: nothing */
    for (uint32_t i = first; i < next; i++) {
      const cs_entry *e = &r->entries[i];
      bool last_before = e->txn < u->batch && (i + 1 == next || e[1].txn >= u->batch);
      o.known_before = o.known_before || (last_before && e->value.kind != CS_NONE);
      if (e->txn != u->batch) continue;
      touched = o.touched = true;
      changed = changed || !cs_value_equal(&e->value, &latest->value);
      after = i > first ? &r->entries[i - 1] : NULL;
      bool is_code = e->slot.klass == CS_ATTRIBUTE && e->slot.name == u->code_symbol &&
                     e->slot.at == CS_DATE_MIN;
      bool known_before = after != NULL && after->value.kind != CS_NONE;
      goes = goes || (is_code && !known_before && e->value.kind != CS_NONE);
    }
    o.stays = o.stays || (after != NULL && after->value.kind != CS_NONE);
    stays = stays || o.stays;
  }
  if (!touched) return;
  changed = changed || orphans(&o);
  cs_buf_put(&u->subjects, r->kind, strlen(r->kind) + 1);
  cs_buf_put(&u->subjects, r->code, strlen(r->code) + 1);
  if (changed) {
    offend(&u->changed, r->kind, r->code);
  } else if (goes && stays) {
    offend(&u->left, r->kind, r->code);
  }
}

static int inspect_kind(undo *u, const char *kind, cs_err *err) {
  cs_people *subjects = NULL;
  int rc = cs_subjects_open(u->txn->store, u->txn->company.id, kind, NULL, NULL, &subjects, err);
  if (rc != CS_OK) return rc;
  while ((rc = cs_people_next_since(subjects, u->batch - 1, &u->record, err)) == 1) inspect(u);
  cs_people_close(subjects);
  return rc;
}

static int keep_kind(void *user, const char *kind) {
  cs_buf_put(user, kind, strlen(kind) + 1);
  return CS_OK;
}

/* Employees first, then the other kinds by name. */
static int inspect_all(undo *u, cs_err *err) {
  cs_buf kinds = {0};
  int rc = inspect_kind(u, "", err);
  if (rc == CS_OK) rc = cs_subject_kinds(u->txn->store, u->txn->company.id, keep_kind, &kinds, err);
  if (rc == CS_OK && kinds.failed) rc = cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory);
  for (size_t at = 0; rc == CS_OK && at < kinds.size; at += strlen(kinds.data + at) + 1) {
    rc = inspect_kind(u, kinds.data + at, err);
  }
  cs_buf_deinit(&kinds);
  return rc;
}

/* The value of a personal field at a transaction; nothing known is "". */
static int personal_at(undo *u, const char *code, const char *field, uint32_t txn, cs_buf *out,
                       cs_err *err) {
  cs_buf_clear(out);
  int rc = cs_person_personal(u->txn->store, u->txn->company.id, code, field, txn, out, NULL, err);
  return rc < 0 ? rc : CS_OK;
}

static int inspect_personal(undo *u, cs_err *err) {
  cs_query q;
  cs_buf then = {0}, now = {0};
  int rc = cs_query_open(u->txn->store, CS_SQL_PERSONAL_OF_TXN, &q, err, "ii",
                         (int64_t)u->txn->company.id, (int64_t)u->batch);
  if (rc != CS_OK) return rc;
  while ((rc = cs_query_next(&q, err)) == 1) {
    const char *code = cs_column_text(&q, 0), *field = cs_column_text(&q, 1);
    rc = personal_at(u, code, field, u->batch, &then, err);
    if (rc == CS_OK) rc = personal_at(u, code, field, UINT32_MAX, &now, err);
    if (rc != CS_OK) break;
    bool equal =
        then.size == now.size && (then.size == 0 || memcmp(then.data, now.data, then.size) == 0);
    if (!equal) offend(&u->changed, "", code);
    cs_buf_put(&u->personal, code, strlen(code) + 1);
    cs_buf_put(&u->personal, field, strlen(field) + 1);
  }
  cs_query_close(&q);
  cs_buf_deinit(&then);
  cs_buf_deinit(&now);
  return rc;
}

static int refuse(undo *u, cs_err *err) {
  if (u->subjects.failed || u->personal.failed)
    return cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory);
  if (u->changed.count > 0) {
    return cs_fail(err, CS_EREFUSED, CS_MSG_store_undo_changed, u->batch,
                   (unsigned long long)u->changed.count, names_of(&u->changed));
  }
  if (u->left.count > 0) {
    return cs_fail(err, CS_EREFUSED, CS_MSG_store_undo_left, u->batch,
                   (unsigned long long)u->left.count, names_of(&u->left));
  }
  return CS_OK;
}

static int restore_subject(undo *u, const char *kind, const char *code, cs_err *err) {
  static const cs_value none = {.kind = CS_NONE};
  cs_record *r = &u->record;
  int rc = cs_subject_load(u->txn->store, u->txn->company.id, kind, code, r, err);
  for (uint32_t i = 0; rc == CS_OK && i < r->count; i++) {
    if (r->entries[i].txn != u->batch) continue;
    cs_slot slot = r->entries[i].slot; /* copies: setting moves the entries */
    cs_value before = i > 0 && same_slot(r, i - 1, i) ? r->entries[i - 1].value : none;
    rc = cs_txn_set(u->txn, r, &slot, &before, err);
  }
  return rc == CS_OK ? cs_txn_save(u->txn, r, err) : rc;
}

static int restore(undo *u, cs_err *err) {
  int rc = CS_OK;
  for (size_t at = 0; rc == CS_OK && at < u->subjects.size; u->count++) {
    const char *kind = u->subjects.data + at, *code = kind + strlen(kind) + 1;
    at = (size_t)(code + strlen(code) + 1 - u->subjects.data);
    rc = restore_subject(u, kind, code, err);
  }
  cs_buf before = {0};
  const char *previous = "";
  for (size_t at = 0; rc == CS_OK && at < u->personal.size;) {
    const char *code = u->personal.data + at, *field = code + strlen(code) + 1;
    at = (size_t)(field + strlen(field) + 1 - u->personal.data);
    rc = personal_at(u, code, field, u->batch - 1, &before, err);
    if (rc == CS_OK) rc = cs_txn_set_personal(u->txn, code, field, before.data, before.size, err);
    if (rc == CS_OK && strcmp(previous, code) != 0) {
      rc = cs_person_load(u->txn->store, u->txn->company.id, code, &u->record, err);
      if (rc == CS_ENOTFOUND || (rc == CS_OK && u->record.last_txn != u->txn->number))
        u->count++; /* not yet counted */
      if (rc == CS_ENOTFOUND) rc = CS_OK;
    }
    previous = code;
  }
  cs_buf_deinit(&before);
  return rc;
}

static int record_undo(undo *u, cs_err *err) {
  cs_txn *t = u->txn;
  cs_buf note = {0};
  cs_note_batch_undo(&note, u->batch);
  int rc = cs_query_run(t->store, CS_SQL_BATCH_UNDONE, err, "iii", (int64_t)t->company.id,
                        (int64_t)u->batch, (int64_t)t->number);
  if (rc == CS_OK) rc = cs_txn_act(t, &note, err);
  cs_buf_deinit(&note);
  return rc;
}

int cs_batch_undo(cs_txn *t, uint32_t batch, uint64_t *people, cs_err *err) {
  *people = 0;
  int rc = cs_txn_check(t, err);
  if (rc != CS_OK) return rc;
  cs_batch found;
  rc = cs_batch_find(t->store, t->company.id, batch, &found, err);
  if (rc != CS_OK) return rc;
  if (found.undone_by != 0)
    return cs_fail(err, CS_EREFUSED, CS_MSG_store_batch_undone, batch, found.undone_by);

  undo u = {.txn = t, .batch = batch, .code_symbol = cs_symbol_find(t->store, "code", 4)};
  rc = cs_record_init(&u.record, err);
  if (rc == CS_OK) rc = inspect_all(&u, err);
  if (rc == CS_OK) rc = inspect_personal(&u, err);
  if (rc == CS_OK) rc = refuse(&u, err);
  if (rc != CS_OK) goto done;
  rc = restore(&u, err);
  if (rc == CS_OK) rc = record_undo(&u, err);
  if (rc != CS_OK) t->failed = rc; /* half of it is done: it must not be committed */
  *people = u.count;

done:
  cs_record_deinit(&u.record);
  cs_buf_deinit(&u.subjects);
  cs_buf_deinit(&u.personal);
  cs_buf_deinit(&u.changed.names);
  cs_buf_deinit(&u.left.names);
  return rc;
}
