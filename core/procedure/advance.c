/* Where an act leads: by what it says, by the stage's check, by the conditions of the stages that follow. */
#include "base/messages.h"
#include "procedure/words.h"
#include "procedure/desk.h"
#include "procedure/draw.h"
#include <stdlib.h>
#include <string.h>

static size_t place_of(const cs_desk *d) { return (size_t)(d->stage - d->procedure->stages); }

static int undetermined(cs_desk *d, const cs_stage_row *s, const cs_ruling *ruling, cs_err *err) {
  const char *what = cs_word_of(cs_pack_json(d->book->pack), "checks", s->check);
  return cs_fail(err, CS_EREFUSED, CS_MSG_case_undetermined, d->file.code, what,
                 ruling->error != NULL ? ruling->error : ruling->missing);
}

/* ---- draws ---- */

/* Anybody can repeat the draw from the act: its seed follows from the chain before it, the case and the act. */
static int64_t seed_of(const cs_desk *d, const char *head) {
  uint64_t hash = UINT64_C(14695981039346656037);
  const char *parts[] = {head, d->file.code, d->draft->to};
  for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
    for (const char *at = parts[i]; *at != '\0'; at++)
      hash = (hash ^ (unsigned char)*at) * UINT64_C(1099511628211);
  return (int64_t)(hash >> 1);
}

static int pool_of(cs_desk *d, const char *from, cs_actors *out, cs_err *err) {
  cs_acting q = {.store = d->office->store,
                 .company = d->office->company.id,
                 .pack = cs_pack_json(d->book->pack),
                 .subject = &d->subject,
                 .on = d->draft->on,
                 .known_txn = UINT32_MAX};
  const json_t *roles = json_object_get(q.pack, "roles");
  return json_object_get(roles, from) != NULL ? cs_actors_of(&q, from, out, err)
                                              : cs_related_to(&q, from, out, err);
}

/* Draws among the pool, and notes whom in the draft. */
static int draw_from(cs_desk *d, const cs_draw_row *draw, const cs_actors *pool, cs_err *err) {
  cs_txn_info head;
  size_t count = 0;
  int rc = cs_ledger_head(d->office->store, &head, err);
  if (rc != CS_OK) return rc;
  const char **codes = cs_arena_alloc(d->arena, (2 * pool->count + 2) * sizeof *codes);
  if (codes == NULL) return cs_office_no_memory(err);
  for (size_t i = 0; i < pool->count; i++)
    if (pool->list[i].as == NULL) codes[count++] = pool->list[i].code;
  const char **drawn = codes + pool->count + 1;
  size_t wanted = count < (size_t)draw->least ? count : (size_t)draw->number;
  d->draft->seed = seed_of(d, head.hash);
  int64_t n = cs_draw((uint64_t)d->draft->seed, codes, count, wanted, drawn, err);
  if (n < 0) return (int)n;
  for (int64_t i = 0; rc == CS_OK && i < n; i++) {
    cs_handed handed = {.kind = CS_HANDED_DRAWN, .name = cs_desk_keep(d, drawn[i])};
    rc = handed.name == NULL ? cs_office_no_memory(err) : cs_desk_add(d, handed, err);
  }
  return rc;
}

static int hold_draw(cs_desk *d, const cs_stage_row *stage, cs_err *err) {
  const cs_draw_row *draw = stage->draws;
  cs_actors pool = {0};
  if (draw->lack.name != NULL)
    return cs_fail(err, CS_EPARAM, CS_MSG_case_parameter, draw->lack.name, draw->lack.clause);
  if (draw->number < draw->least || draw->number > draw->most)
    return cs_fail(err, CS_EPARAM, CS_MSG_case_draw_number, (int)draw->number, (int)draw->least,
                   (int)draw->most, draw->clause);
  int rc = pool_of(d, draw->from, &pool, err);
  if (rc == CS_OK) rc = draw_from(d, draw, &pool, err);
  cs_actors_deinit(&pool);
  return rc;
}

/* ---- stages ---- */

int cs_desk_enter(cs_desk *d, size_t place, cs_err *err) {
  for (; place < d->procedure->stage_count; place++) {
    const cs_stage_row *s = &d->procedure->stages[place];
    bool holds = true;
    int rc = s->when == NULL ? CS_OK
                             : cs_desk_condition(d, s->when, s->clause, d->draft->on, &holds, err);
    if (rc != CS_OK) return rc;
    if (!holds) continue;
    d->draft->to = s->name;
    return s->draws == NULL ? CS_OK : hold_draw(d, s, err);
  }
  d->draft->ends = "done";
  return CS_OK;
}

int cs_desk_returns(cs_desk *d, const char *stage, cs_err *err) {
  const cs_stage_row *s = d->stage;
  for (size_t i = 0; i < s->return_count; i++) {
    const cs_stage_row *back = &d->procedure->stages[s->returns[i]];
    if (stage != NULL && strcmp(back->name, stage) != 0) continue;
    if (stage == NULL && s->return_count > 1) break;
    d->draft->to = back->name;
    return back->draws == NULL ? CS_OK : hold_draw(d, back, err);
  }
  return cs_fail(err, CS_EREFUSED, CS_MSG_case_no_return, d->file.code, cs_word_stage(s),
                 stage == NULL ? "" : stage, s->clause);
}

static int follow(cs_desk *d, const cs_next *next, const char *reason, cs_err *err) {
  switch (next->way) {
    case CS_NEXT_NONE:
    case CS_NEXT_FOLLOWING: return cs_desk_enter(d, place_of(d) + 1, err);
    case CS_NEXT_STAGE: return cs_desk_enter(d, next->stage, err);
    case CS_NEXT_ENDS: break;
  }
  d->draft->ends = next->outcome;
  if (d->draft->reason == NULL) d->draft->reason = reason != NULL ? reason : next->reason;
  return cs_desk_plan(d, &next->writes, err);
}

int cs_desk_fail(cs_desk *d, const char *reason, cs_err *err) {
  static const cs_next refused = {.way = CS_NEXT_ENDS, .outcome = "refused"};
  const cs_next *next = d->stage->fails.way == CS_NEXT_NONE ? &refused : &d->stage->fails;
  if (d->draft->reason == NULL) d->draft->reason = reason;
  d->draft->failed = true;
  return follow(d, next, reason, err);
}

int cs_desk_complete(cs_desk *d, const cs_next *next, cs_err *err) {
  const cs_stage_row *s = d->stage;
  if (s->check != NULL) {
    cs_ruling ruling;
    int rc = cs_desk_check(d, s->check, d->draft->on, &ruling, err);
    if (rc != CS_OK) return rc;
    if (ruling.outcome == CS_INELIGIBLE) return cs_desk_fail(d, ruling.clause, err);
    if (ruling.outcome != CS_DIRECT) return undetermined(d, s, &ruling, err);
  }
  int rc = cs_desk_plan(d, &s->writes, err);
  if (rc != CS_OK) return rc;
  return follow(d, next->way == CS_NEXT_NONE ? &s->next : next, NULL, err);
}
