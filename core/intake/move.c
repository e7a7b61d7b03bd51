/* A row says of a known event that it is somebody else's. It is recorded for whom the row names, with what was known of it and
 * the row leaves blank, and taken back from whoever had it: in one transaction, as entries of both. That comes before all other rows
 * of the file, which meet both people as they are then. */
#include "store/ref.h"
#include "base/messages.h"
#include "intake/internal.h"
#include <string.h>

typedef struct move {
  cs_intake *in;
  const cs_staged *row; /* key: the reference, terminated */
  uint64_t rows;        /* of the file that say this */
  const cs_buf *holders;
} move;

static cs_slice ref_of(const move *m) { return cs_slice_of(m->row->key, m->row->key_size - 1); }

static int load(cs_intake *in, const char *code, cs_record *out, cs_err *err) {
  int rc = cs_person_load(in->store, in->company->id, code, out, err);
  return rc == CS_ENOTFOUND ? CS_OK : rc;
}

/* The next who has it and is not whom the row names, after `at` of the holders; NULL: none. */
static const char *next_holder(const move *m, size_t *at) {
  while (*at < m->holders->size) {
    const char *code = m->holders->data + *at;
    *at += strlen(code) + 1;
    if (strcmp(code, m->row->code) != 0) return code;
  }
  return NULL;
}

/* Rows of these two that bear no reference do not mean this event. */
static int claim(const move *m, const char *code, cs_err *err) {
  cs_intake *in = m->in;
  cs_buf_clear(&in->key);
  cs_buf_putc(&in->key, CS_KEY_CLAIM);
  cs_key_put_text(&in->key, ref_of(m));
  if (in->key.failed) return cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory);
  const cs_staged row = {.code = code,
                         .code_size = strlen(code),
                         .key = in->key.data,
                         .key_size = in->key.size,
                         .line = m->row->line};
  return cs_sorter_add(in->stage, &row, err);
}

/* in->record has the fields of the instance no more. */
static int take_back(cs_intake *in, uint32_t instance, cs_err *err) {
  static const cs_value none = {.kind = CS_NONE};
  int rc = CS_OK;
  for (uint32_t i = 0; rc == CS_OK && i < in->record.count; i++) {
    const cs_slot slot = in->record.entries[i].slot; /* a copy: setting moves the entries */
    if (slot.klass == CS_EVENT && slot.instance == instance && cs_intake_known(in, &slot) != NULL)
      rc = cs_intake_set(in, slot, &none, err);
  }
  return rc;
}

static int take_from(const move *m, const char *code, cs_err *err) {
  cs_intake *in = m->in;
  cs_slice ref = ref_of(m);
  int rc = load(in, code, &in->record, err);
  if (rc != CS_OK) return rc;
  uint32_t instance = cs_ref_instance(in->store, &in->record, ref.text, ref.size);
  if (instance == 0) return CS_OK;
  rc = take_back(in, instance, err);
  if (rc == CS_OK && in->writing) rc = cs_txn_save(in->txn, &in->record, err);
  return rc == CS_OK ? claim(m, code, err) : rc;
}

static int reject(const move *m, cs_err *err) {
  cs_intake *in = m->in;
  const cs_problem p = {.line = m->row->line,
                        .column = in->columns.columns[0].shown,
                        .value = cs_slice_of(m->row->code, m->row->code_size),
                        .reason = CS_MSG_intake_person_unknown};
  in->report->rejected += m->rows - 1;
  return cs_merge_reject(in, &p, err);
}

/* The row on in->record. *done: it was taken. */
static int give(const move *m, bool *done, cs_err *err) {
  cs_intake *in = m->in;
  bool blocked = false, known;
  *done = false;
  int rc = cs_merge_person(in, &known, err);
  if (rc != CS_OK || !known) return rc != CS_OK ? rc : reject(m, err);
  if (in->guards != NULL) rc = cs_guard_row(in, m->row, 1, &blocked, err);
  if (rc != CS_OK || blocked) return rc != CS_OK ? rc : cs_merge_block(in, m->rows);
  rc = in->kind->apply(in, m->row, 1, err);
  if (rc < 0) return rc;
  *done = true;
  in->report->corrected++;
  in->report->same += m->rows - 1;
  return in->writing ? cs_txn_save(in->txn, &in->record, err) : CS_OK;
}

int cs_move_event(cs_intake *in, const cs_staged *row, uint64_t rows, const cs_buf *holders,
                  cs_err *err) {
  const move m = {.in = in, .row = row, .rows = rows, .holders = holders};
  cs_slice ref = ref_of(&m);
  size_t at = 0;
  bool done = false;
  const char *holder = next_holder(&m, &at);
  int rc = load(in, holder, &in->ahead, err);
  if (rc == CS_OK) rc = load(in, row->code, &in->record, err);
  if (rc != CS_OK) return rc;
  in->moving = cs_ref_instance(in->store, &in->ahead, ref.text, ref.size);
  rc = give(&m, &done, err);
  in->moving = 0;
  if (rc == CS_OK && done) rc = claim(&m, row->code, err);
  for (; rc == CS_OK && done && holder != NULL; holder = next_holder(&m, &at))
    rc = take_from(&m, holder, err);
  return rc;
}
