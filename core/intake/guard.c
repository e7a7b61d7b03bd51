/* Guards of the packs: a row of a kind that has some is tried on a copy of the person's record first, and recorded when no guard blocks it.
 * Nothing of the trial is written, so it is the same in a dry run. */
#include "assess/guard.h"
#include "base/messages.h"
#include "intake/internal.h"

#define TRIAL (UINT32_MAX - 1) /* in place of a transaction: later than any */

typedef struct trial {
  cs_intake *in;
  const cs_staged *row;
  cs_buf reason, detail;
  bool blocked;
} trial;

int cs_guard_lacking(cs_intake *in, cs_err *err) {
  int rc = CS_OK;
  const char *text;
  for (size_t i = 0; rc == CS_OK && (text = cs_guards_lacking(in->guards, i)) != NULL; i++) {
    const cs_problem problem = {.line = 1, .reason = text};
    rc = cs_report_warning(in, &problem, err);
  }
  return rc;
}

int cs_guard_symbol(cs_intake *in, uint32_t term, const char *text, cs_symbol *out, cs_err *err) {
  if (in->strange == 0) in->strange = cs_symbol_count(in->store) + 1;
  *out = in->strange + term;
  return cs_guards_name(in->guards, *out, text, err);
}

int cs_guard_set(cs_intake *in, const cs_slot *slot, const cs_value *value, cs_err *err) {
  const cs_entry entry = {.slot = *slot, .txn = TRIAL, .value = *value};
  return cs_record_add(&in->record, &entry, err);
}

static int found(void *user, const cs_violation *v, cs_err *err) {
  trial *t = user;
  cs_buf_clear(&t->reason);
  cs_buf_clear(&t->detail);
  if (v->label != NULL) {
    cs_buf_printf(&t->reason, "%s [%s]", v->label, v->clause);
    cs_buf_printf(&t->detail, "%s%s%s [%s]", v->label, CS_MSG_say_colon, v->sentence, v->clause);
  } else {
    cs_buf_printf(&t->reason, CS_MSG_guard_violated, v->clause);
    cs_buf_printf(&t->detail, "%s [%s]", v->sentence, v->clause);
  }
  if (t->reason.failed || t->detail.failed) return cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory);
  const cs_problem problem = {
      .line = t->row->line,
      .column = t->in->columns.columns[0].shown,
      .value = cs_slice_of(t->row->code, t->row->code_size),
      .reason = cs_buf_str(&t->reason),
      .detail = cs_buf_str(&t->detail),
  };
  t->blocked = t->blocked || v->block;
  return v->block ? cs_report_error(t->in, &problem, err) : cs_report_warning(t->in, &problem, err);
}

/* The record as it is, in in->trial. */
static int copy_record(cs_intake *in, cs_err *err) {
  cs_record_clear(&in->trial, in->record.code);
  int rc = CS_OK;
  for (uint32_t i = 0; rc == CS_OK && i < in->record.count; i++)
    rc = cs_record_add(&in->trial, &in->record.entries[i], err);
  return rc;
}

static void swap_records(cs_intake *in) {
  cs_record other = in->trial;
  in->trial = in->record;
  in->record = other;
}

int cs_guard_row(cs_intake *in, const cs_staged *row, uint32_t number, bool *blocked, cs_err *err) {
  trial t = {.in = in, .row = row};
  int rc = copy_record(in, err);
  if (rc != CS_OK) return rc;
  swap_records(in);
  in->trying = true;
  int applied = in->kind->apply(in, row, number, err);
  in->trying = false;
  rc = applied < 0 ? applied : CS_OK;
  if (rc == CS_OK && applied != CS_SAME)
    rc = cs_guards_check(in->guards, &in->record, found, &t, err);
  in->row_added = in->row_changed = false;
  swap_records(in);
  cs_buf_deinit(&t.reason);
  cs_buf_deinit(&t.detail);
  *blocked = t.blocked;
  return rc;
}
