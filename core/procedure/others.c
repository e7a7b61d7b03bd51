/* What other acts, of this case and others about the same subject, have written of the same fact. */
#include "procedure/effect.h"
#include <string.h>

typedef struct search {
  const cs_desk *desk;
  const cs_wrote *fact;
  cs_other *out;
} search;

static bool same_fact(const search *s, const cs_casefile *c, const cs_wrote *w) {
  const cs_case_act *act = cs_casefile_act(c, w->act);
  return act != NULL && act->reversed_by == 0 && strcmp(w->kind, "attribute") == 0 &&
         strcmp(w->name, s->fact->name) == 0 && w->on == s->fact->on &&
         cs_value_equal(&w->value, &s->fact->value);
}

/* Of one transaction, whose order is not told apart, the cases go by their codes. */
static void look_into(search *s, const cs_casefile *c) {
  int order = strcmp(c->code, s->desk->file.code);
  for (size_t i = 0; i < c->wrote_count; i++) {
    const cs_wrote *w = &c->wrote[i];
    bool own = order == 0 && w->act == s->fact->act;
    if (own || w->txn < s->fact->txn || !same_fact(s, c, w)) continue;
    s->out->beside = true;
    if (w->txn == s->fact->txn && (order < 0 || (order == 0 && w->act < s->fact->act))) continue;
    s->out->act = w->act;
    strncpy(s->out->code, c->code, sizeof s->out->code - 1);
  }
}

static bool about(const cs_casefile *c, const cs_casefile *ours) {
  return strcmp(c->subject, ours->subject) == 0 && strcmp(c->subject_kind, ours->subject_kind) == 0;
}

int cs_desk_others(const cs_desk *d, const cs_wrote *fact, cs_other *out, cs_err *err) {
  cs_office *o = d->office;
  cs_people *cases = NULL;
  cs_record r;
  cs_casefile c;
  cs_arena *arena = cs_arena_new(1 << 12);
  search s = {d, fact, out};
  *out = (cs_other){0};
  int rc = cs_record_init(&r, err);
  if (rc == CS_OK && arena == NULL) rc = cs_office_no_memory(err);
  if (rc == CS_OK)
    rc = cs_subjects_open(o->store, o->company.id, CS_KIND_CASE, NULL, NULL, &cases, err);
  while (rc == CS_OK && (rc = cs_people_next(cases, &r, err)) == 1) {
    cs_arena_reset(arena);
    rc = cs_casefile_read(o->store, &r, UINT32_MAX, arena, &c, err);
    if (rc == CS_OK && about(&c, &d->file)) look_into(&s, &c);
    if (rc == CS_ENOTFOUND) rc = CS_OK;
  }
  cs_people_close(cases);
  cs_record_deinit(&r);
  cs_arena_free(arena);
  return rc;
}
