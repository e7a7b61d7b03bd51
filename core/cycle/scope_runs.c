#include "base/messages.h"
#include "cycle/judge.h"
#include "cycle/scope_parts.h"
#include <stdlib.h>
#include <string.h>

typedef struct reading {
  cs_scope *scope;
  cs_scope_run *run;
  cs_decision_reader *decisions;
  cs_decision_writer *writer;
  uint64_t counts[CS_OUTCOME_COUNT];
  cs_err *err;
} reading;

static int no_memory(cs_err *err) { return cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory); }

static const char *keep(cs_scope *x, const char *text) {
  return text == NULL ? NULL : cs_arena_text(x->arena, text, strlen(text));
}

/* A copy of the list with room for one more, from the arena. */
static void *grown(cs_scope *x, const void *list, uint32_t count, size_t size) {
  void *more = cs_arena_alloc(x->arena, (count + 1) * size);
  if (more != NULL && count > 0) memcpy(more, list, count * size);
  return more;
}

/* -- the decisions -------------------------------------------------------------------------------------------------- */
static int take_block(void *user, const cs_block *block) {
  reading *r = user;
  cs_decision d;
  int rc = cs_decision_reader_open(r->decisions, block->bytes, block->size, r->err);
  while (rc == CS_OK && (rc = cs_decision_reader_next(r->decisions, &d, r->err)) == 1) {
    rc = CS_OK;
    if (cs_scope_person_find(r->scope, d.code) < 0) continue;
    rc = cs_decision_writer_add(r->writer, &d, r->err);
    r->counts[d.outcome]++;
    if (cs_decision_qualifies(&d)) r->run->qualified++;
  }
  return rc;
}

static int take_decisions(reading *r) {
  cs_buf counts = {0};
  int rc = cs_decision_reader_new(&r->decisions, r->err);
  if (rc == CS_OK) rc = cs_decision_writer_new(&r->writer, r->err);
  if (rc == CS_OK) rc = cs_run_blocks(r->scope->source, r->run->run.id, take_block, r, r->err);
  if (rc == CS_OK) {
    r->run->count = cs_decision_writer_count(r->writer);
    rc = cs_decision_writer_finish(r->writer, &r->run->block, r->err);
  }
  cs_judged_counts(r->counts, &counts);
  r->run->run.counts = keep(r->scope, cs_buf_str(&counts));
  r->run->run.people = r->run->count;
  if (rc == CS_OK && (counts.failed || r->run->run.counts == NULL)) rc = no_memory(r->err);
  cs_buf_deinit(&counts);
  cs_decision_reader_free(r->decisions);
  cs_decision_writer_free(r->writer);
  return rc;
}

/* -- the acts ------------------------------------------------------------------------------------------------------- */
static int change(reading *r, uint32_t txn, cs_scope_kind kind, uint32_t place) {
  return cs_scope_change_add(
      r->scope,
      (cs_scope_change){
          .txn = txn, .kind = kind, .first = (uint32_t)(r->run - r->scope->runs), .second = place},
      r->err);
}

static int take_mark(void *user, const cs_mark *m) {
  reading *r = user;
  cs_scope_run *run = r->run;
  if (cs_scope_person_find(r->scope, m->code) < 0) return CS_OK;
  run->marks = grown(r->scope, run->marks, run->mark_count, sizeof *run->marks);
  if (run->marks == NULL) return no_memory(r->err);
  cs_mark *kept = &run->marks[run->mark_count];
  *kept = (cs_mark){.kind = m->kind,
                    .code = keep(r->scope, m->code),
                    .outcome = keep(r->scope, m->outcome),
                    .target = keep(r->scope, m->target),
                    .by = keep(r->scope, m->by),
                    .reason = keep(r->scope, m->reason)};
  if (kept->code == NULL || kept->by == NULL || kept->reason == NULL) return no_memory(r->err);
  return change(r, m->txn, CS_SCOPE_MARK, run->mark_count++);
}

static int take_approval(void *user, const cs_approval *a) {
  reading *r = user;
  cs_scope_run *run = r->run;
  const char **codes = cs_arena_alloc(r->scope->arena, (a->count + 1) * sizeof *codes);
  size_t count = 0;
  if (codes == NULL) return no_memory(r->err);
  for (size_t i = 0; !a->everyone && i < a->count; i++) {
    if (cs_scope_person_find(r->scope, a->codes[i]) < 0) continue;
    codes[count] = keep(r->scope, a->codes[i]);
    if (codes[count++] == NULL) return no_memory(r->err);
  }
  if (a->everyone) count = run->qualified;
  if (count == 0) return CS_OK;
  run->approvals = grown(r->scope, run->approvals, run->approval_count, sizeof *run->approvals);
  if (run->approvals == NULL) return no_memory(r->err);
  cs_approval *kept = &run->approvals[run->approval_count];
  *kept = (cs_approval){
      .by = keep(r->scope, a->by), .everyone = a->everyone, .codes = codes, .count = count};
  if (kept->by == NULL) return no_memory(r->err);
  return change(r, a->txn, CS_SCOPE_APPROVAL, run->approval_count++);
}

static int take_application(void *user, const cs_application *a) {
  reading *r = user;
  int rc = change(r, a->txn, CS_SCOPE_APPLICATION, 0);
  return rc == CS_OK && a->undone_by != 0 ? change(r, a->undone_by, CS_SCOPE_UNDONE, 0) : rc;
}

/* -- the runs ------------------------------------------------------------------------------------------------------- */
static bool speaks_of_pay(const cs_scope *x, const json_t *part) {
  size_t i;
  const char *key;
  json_t *one;
  if (json_is_string(part)) return cs_scope_is_pay(x, json_string_value(part));
  json_array_foreach((json_t *)part, i, one) {
    if (speaks_of_pay(x, one)) return true;
  }
  json_object_foreach((json_t *)part, key, one) {
    if (speaks_of_pay(x, one)) return true;
  }
  return false;
}

/* Does the run's cycle read what is to be left out? Its evidence holds what it read. */
static int reads_pay(cs_scope *x, uint32_t id, bool *out, cs_err *err) {
  cs_receipt receipt = {0};
  *out = false;
  if (!x->options->without_pay) return CS_OK;
  int rc = cs_receipt_load(x->source, x->company, id, &receipt, err);
  if (rc == CS_OK) rc = cs_receipt_pack(x->source, &receipt, err);
  if (rc == CS_OK) *out = speaks_of_pay(x, cs_receipt_cycle(&receipt));
  cs_receipt_deinit(&receipt);
  return rc;
}

static int note_run(void *user, const cs_run *run) {
  reading *r = user;
  cs_scope *x = r->scope;
  if (run->digest[0] == '\0') return CS_OK; /* never finished */
  x->runs = grown(x, x->runs, x->run_count, sizeof *x->runs);
  if (x->runs == NULL) return no_memory(r->err);
  cs_scope_run *kept = &x->runs[x->run_count];
  *kept = (cs_scope_run){.run = *run, .source = run->id, .known = run->known_txn};
  memcpy(kept->hash, run->digest, sizeof kept->hash);
  kept->run.cycle = keep(x, run->cycle);
  kept->run.settings = cs_scope_settings(x, run->settings);
  kept->run.engine = keep(x, run->engine);
  if (kept->run.cycle == NULL || kept->run.settings == NULL || kept->run.engine == NULL)
    return no_memory(r->err);
  x->run_count++;
  return CS_OK;
}

static int read_run(cs_scope *x, uint32_t place, cs_err *err) {
  reading r = {.scope = x, .run = &x->runs[place], .err = err};
  uint32_t id = r.run->run.id;
  bool pay;
  int rc = reads_pay(x, id, &pay, err);
  if (rc != CS_OK) return rc;
  if (pay) {
    x->report->runs_left_out++;
    return CS_OK;
  }
  rc = take_decisions(&r);
  if (rc != CS_OK || r.run->count == 0) return rc;
  rc = cs_mark_each(x->source, id, take_mark, &r, err);
  if (rc == CS_OK) rc = cs_approval_each(x->source, id, take_approval, &r, err);
  return rc == CS_OK ? cs_application_each(x->source, id, take_application, &r, err) : rc;
}

int cs_scope_read_runs(cs_scope *x, cs_err *err) {
  reading r = {.scope = x, .err = err};
  int rc = cs_run_each(x->source, x->company->id, note_run, &r, err);
  for (uint32_t i = 0; rc == CS_OK && i < x->run_count; i++) rc = read_run(x, i, err);
  return rc;
}

int cs_scope_store_runs(cs_scope *x, uint32_t known, uint32_t number, cs_err *err) {
  int rc = CS_OK;
  for (uint32_t i = 0; rc == CS_OK && i < x->run_count; i++) {
    cs_scope_run *run = &x->runs[i];
    if (run->stored || run->count == 0 || run->known > known) continue;
    const cs_block block = {.count = run->count, .bytes = run->block.data, .size = run->block.size};
    rc = cs_work_begin(x->target, err);
    if (rc != CS_OK) return rc;
    run->run.company = x->target_company.id;
    run->run.known_txn = number;
    rc = cs_run_begin(x->target, &run->run, err);
    if (rc == CS_OK) rc = cs_run_add(x->target, &run->run, &block, err);
    if (rc == CS_OK) rc = cs_run_end(x->target, &run->run, err);
    if (rc != CS_OK) {
      cs_work_rollback(x->target);
      return rc;
    }
    rc = cs_work_commit(x->target, err);
    run->stored = true;
    x->report->runs++;
  }
  return rc;
}

int cs_scope_write_act(cs_scope *x, cs_txn *t, const cs_scope_change *c, cs_err *err) {
  cs_scope_run *run = &x->runs[c->first];
  switch (c->kind) {
    case CS_SCOPE_MARK: return cs_mark_add(t, run->run.id, &run->marks[c->second], err);
    case CS_SCOPE_APPROVAL: return cs_approval_add(t, run->run.id, &run->approvals[c->second], err);
    case CS_SCOPE_APPLICATION: return cs_application_add(t, run->run.id, run->qualified, err);
    case CS_SCOPE_UNDONE: return cs_application_undo(t, run->run.id, err);
    default: return CS_OK;
  }
}
