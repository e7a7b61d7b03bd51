#include "cycle/reader.h"
#include "base/messages.h"
#include "cycle/decision.h"
#include <stdlib.h>
#include <string.h>

struct cs_run_reader {
  cs_store *store;
  cs_receipt receipt;
  cs_acts acts;
  cs_decision_reader *decisions;
  cs_buf block;
  uint32_t next_block; /* the one behind `block`; 0: none is loaded */
  bool have;           /* `current` is a decision of `block`, not yet passed over */
  cs_decision current;
  size_t hint;
};

int cs_run_reader_open(cs_store *s, const cs_company *company, uint32_t run, cs_run_reader **out,
                       cs_err *err) {
  *out = NULL;
  cs_run_reader *r = calloc(1, sizeof *r);
  if (r == NULL) return cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory);
  r->store = s;
  int rc = cs_receipt_load(s, company, run, &r->receipt, err);
  if (rc == CS_OK) rc = cs_acts_load(s, &r->receipt, &r->acts, err);
  if (rc == CS_OK) rc = cs_decision_reader_new(&r->decisions, err);
  if (rc != CS_OK) {
    cs_run_reader_close(r);
    return rc;
  }
  *out = r;
  return CS_OK;
}

void cs_run_reader_close(cs_run_reader *r) {
  if (r == NULL) return;
  cs_decision_reader_free(r->decisions);
  cs_buf_deinit(&r->block);
  cs_acts_deinit(&r->acts);
  cs_receipt_deinit(&r->receipt);
  free(r);
}

cs_receipt *cs_run_reader_receipt(cs_run_reader *r) { return &r->receipt; }
const cs_acts *cs_run_reader_acts(const cs_run_reader *r) { return &r->acts; }

void cs_run_reader_rewind(cs_run_reader *r) {
  r->next_block = 0;
  r->have = false;
  r->hint = 0;
}

/* The block's first decision becomes the current one. 1, or 0 when there is no such block. */
static int load(cs_run_reader *r, uint32_t number, cs_err *err) {
  r->have = false;
  cs_buf_clear(&r->block);
  int rc = cs_run_block(r->store, r->receipt.run.id, number, &r->block, err);
  if (rc != 1) return rc;
  rc = cs_decision_reader_open(r->decisions, r->block.data, r->block.size, err);
  if (rc != CS_OK) return rc;
  rc = cs_decision_reader_next(r->decisions, &r->current, err);
  if (rc == 0)
    return cs_fail(err, CS_EDB, "%s", CS_MSG_cycle_block_bad); /* empty ones are not stored */
  r->have = rc == 1;
  r->next_block = number + 1;
  return rc;
}

static int advance(cs_run_reader *r, cs_err *err) {
  int rc = 0;
  if (r->next_block > 0) rc = cs_decision_reader_next(r->decisions, &r->current, err);
  r->have = rc == 1;
  return rc;
}

static void show(cs_run_reader *r, cs_outcome_now *out) {
  cs_acts_now(&r->acts, &r->receipt, &r->current, &r->hint, out);
}

int cs_run_reader_next(cs_run_reader *r, cs_outcome_now *out, cs_err *err) {
  int rc = advance(r, err);
  if (rc == 0) rc = load(r, r->next_block, err);
  if (rc == 1) show(r, out);
  return rc;
}

/* Does block `number` exist and begin at or before `code`? It is then loaded. */
static int begins_before(cs_run_reader *r, uint32_t number, const char *code, cs_err *err) {
  int rc = load(r, number, err);
  return rc == 1 ? strcmp(r->current.code, code) <= 0 : rc;
}

/* Loads the last block that begins at or before `code`, looking from block `low` on. 0: none does. */
static int seek(cs_run_reader *r, uint32_t low, const char *code, cs_err *err) {
  int rc = begins_before(r, low, code, err);
  if (rc != 1) return rc;
  uint32_t step = 1;
  while ((rc = begins_before(r, low + step, code, err)) == 1) {
    low += step;
    step *= 2;
  }
  uint32_t high = low + step;
  while (rc >= 0 && high - low > 1) {
    uint32_t middle = low + (high - low) / 2;
    rc = begins_before(r, middle, code, err);
    if (rc == 1)
      low = middle;
    else
      high = middle;
  }
  return rc < 0 ? rc : load(r, low, err);
}

/* Asked in code order this reads each block about once. */
int cs_run_reader_find(cs_run_reader *r, const char *code, cs_outcome_now *out, cs_err *err) {
  int rc = 1;
  if (!r->have || strcmp(r->current.code, code) > 0) rc = seek(r, 0, code, err);
  while (rc == 1) {
    int order = strcmp(r->current.code, code);
    if (order > 0) return 0;
    if (order == 0) {
      show(r, out);
      return 1;
    }
    rc = advance(r, err);
    if (rc == 0) rc = seek(r, r->next_block, code, err);
  }
  return rc;
}
