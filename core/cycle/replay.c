#include "base/messages.h"
#include "cycle/judge.h"
#include <string.h>

/* Units are cut by who is in the company, and people have come since the plan, so what is computed now may be cut elsewhere:
 * where a block is not the same, byte for byte, the two are compared decision by decision. */
typedef struct replaying {
  cs_store *store;
  const cs_run *run;
  cs_decision_reader *computed, *stored;
  cs_buf block;  /* what `stored` reads */
  uint32_t next; /* the stored block behind it */
  bool inside;   /* `stored` may have decisions left */
  uint64_t people;
  uint64_t counts[CS_OUTCOME_COUNT];
} replaying;

/* The stored block `next`: 1, or 0 at the end. */
static int load(replaying *r, cs_err *err) {
  cs_buf_clear(&r->block);
  int rc = cs_run_block(r->store, r->run->id, r->next, &r->block, err);
  if (rc == 1) r->next++;
  return rc;
}

static int next_stored(replaying *r, cs_decision *out, cs_err *err) {
  for (;;) {
    int rc = r->inside ? cs_decision_reader_next(r->stored, out, err) : 0;
    if (rc != 0) return rc;
    r->inside = false;
    rc = load(r, err);
    if (rc != 1) return rc;
    rc = cs_decision_reader_open(r->stored, r->block.data, r->block.size, err);
    if (rc != CS_OK) return rc;
    r->inside = true;
  }
}

static const char *or_dash(const char *text) { return text == NULL ? "-" : text; }

static int differ(const replaying *r, const cs_decision *stored, const cs_decision *computed,
                  cs_err *err) {
  return cs_fail(err, CS_EREFUSED, CS_MSG_cycle_replay_differs, r->run->id, stored->code,
                 cs_outcome_name(stored->outcome), or_dash(stored->to), or_dash(stored->rule),
                 cs_outcome_name(computed->outcome), or_dash(computed->to),
                 or_dash(computed->rule));
}

static int compare(replaying *r, const cs_decision *stored, const cs_decision *computed,
                   cs_err *err) {
  int order = strcmp(stored->code, computed->code);
  if (order < 0)
    return cs_fail(err, CS_EREFUSED, CS_MSG_cycle_replay_lost, r->run->id, stored->code,
                   cs_outcome_name(stored->outcome));
  if (order > 0)
    return cs_fail(err, CS_EREFUSED, CS_MSG_cycle_replay_new, r->run->id, computed->code,
                   cs_outcome_name(computed->outcome));
  return cs_decision_equal(stored, computed) ? CS_OK : differ(r, stored, computed, err);
}

static int compare_unit(replaying *r, const cs_judged *judged, cs_err *err) {
  cs_decision stored, computed;
  int rc = cs_decision_reader_open(r->computed, judged->bytes, judged->size, err);
  if (rc != CS_OK) return rc;
  while ((rc = cs_decision_reader_next(r->computed, &computed, err)) == 1) {
    rc = next_stored(r, &stored, err);
    if (rc == 0)
      return cs_fail(err, CS_EREFUSED, CS_MSG_cycle_replay_new, r->run->id, computed.code,
                     cs_outcome_name(computed.outcome));
    if (rc == 1) rc = compare(r, &stored, &computed, err);
    if (rc != CS_OK) return rc;
  }
  return rc;
}

static int replay_unit(void *user, const cs_judged *judged, cs_err *err) {
  replaying *r = user;
  for (size_t i = 0; i < CS_OUTCOME_COUNT; i++) r->counts[i] += judged->counts[i];
  r->people += judged->count;
  if (judged->count == 0) return CS_OK;
  if (!r->inside || cs_decision_reader_left(r->stored) == 0) {
    r->inside = false;
    int rc = load(r, err);
    if (rc < 0) return rc;
    if (rc == 1 && r->block.size == judged->size &&
        memcmp(r->block.data, judged->bytes, judged->size) == 0)
      return CS_OK;
    r->inside = rc == 1;
    if (rc == 1) rc = cs_decision_reader_open(r->stored, r->block.data, r->block.size, err);
    if (rc != CS_OK) return rc;
  }
  return compare_unit(r, judged, err);
}

/* Nothing stored is left over, and what the receipt says of them all is so. */
static int finish(replaying *r, cs_err *err) {
  cs_decision stored = {0};
  int rc = next_stored(r, &stored, err);
  if (rc == 1)
    return cs_fail(err, CS_EREFUSED, CS_MSG_cycle_replay_lost, r->run->id, stored.code,
                   cs_outcome_name(stored.outcome));
  if (rc != CS_OK) return rc;
  cs_buf counts = {0};
  cs_judged_counts(r->counts, &counts);
  if (counts.failed)
    rc = cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory);
  else if (strcmp(cs_buf_str(&counts), r->run->counts) != 0 || r->people != r->run->people)
    rc = cs_fail(err, CS_EREFUSED, CS_MSG_cycle_replay_counts, r->run->id, r->run->counts,
                 cs_buf_str(&counts));
  cs_buf_deinit(&counts);
  return rc;
}

int cs_cycle_replay(cs_store *s, const cs_company *company, uint32_t run,
                    const cs_opaque_host *opaque, uint64_t *people, cs_err *err) {
  cs_receipt receipt = {0};
  replaying r = {.store = s, .run = &receipt.run};
  *people = 0;
  int rc = cs_receipt_load(s, company, run, &receipt, err);
  if (rc == CS_OK) rc = cs_receipt_prepare(s, &receipt, opaque, err);
  if (rc == CS_OK) rc = cs_decision_reader_new(&r.computed, err);
  if (rc == CS_OK) rc = cs_decision_reader_new(&r.stored, err);
  if (rc == CS_OK) rc = cs_judge_everyone(s, &receipt, opaque, 0, replay_unit, &r, err);
  if (rc == CS_OK) rc = finish(&r, err);
  if (rc == CS_OK) *people = r.people;
  cs_decision_reader_free(r.computed);
  cs_decision_reader_free(r.stored);
  cs_buf_deinit(&r.block);
  cs_receipt_deinit(&receipt);
  return rc;
}
