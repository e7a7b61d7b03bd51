/* What other acts, of this case and others about the same subject, have written of the same fact. */
#include "procedure/effect.h"
#include <stdlib.h>
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

struct cs_others {
  cs_arena *arena;
  cs_casefile *list; /* about the subject of the desk, in the order of their codes */
  size_t count, capacity;
};

void cs_others_free(struct cs_others *all) {
  if (all == NULL) return;
  cs_arena_free(all->arena);
  free(all->list);
  free(all);
}

/* The texts of a case live in the arena, but for its code, which is the record's. */
static int keep(struct cs_others *all, cs_store *s, const cs_record *r, cs_err *err) {
  if (all->count == all->capacity) {
    size_t capacity = 2 * all->capacity + 8;
    cs_casefile *list = realloc(all->list, capacity * sizeof *list);
    if (list == NULL) return cs_office_no_memory(err);
    all->list = list;
    all->capacity = capacity;
  }
  cs_casefile *c = &all->list[all->count];
  int rc = cs_casefile_read(s, r, UINT32_MAX, all->arena, c, err);
  if (rc != CS_OK) return rc == CS_ENOTFOUND ? CS_OK : rc;
  c->code = cs_arena_text(all->arena, r->code, strlen(r->code));
  if (c->code == NULL) return cs_office_no_memory(err);
  all->count++;
  return CS_OK;
}

static bool about(const cs_casefile *c, const cs_casefile *ours) {
  return strcmp(c->subject, ours->subject) == 0 && strcmp(c->subject_kind, ours->subject_kind) == 0;
}

/* All cases are gone through once, whatever is asked about them then: an act writes nothing into others until it is done. */
static int read_all(cs_desk *d, cs_err *err) {
  cs_office *o = d->office;
  cs_people *cases = NULL;
  cs_record r;
  int rc = cs_record_init(&r, err);
  d->others = calloc(1, sizeof *d->others);
  if (d->others != NULL) d->others->arena = cs_arena_new(1 << 12);
  if (rc == CS_OK && (d->others == NULL || d->others->arena == NULL)) rc = cs_office_no_memory(err);
  if (rc == CS_OK)
    rc = cs_subjects_open(o->store, o->company.id, CS_KIND_CASE, NULL, NULL, &cases, err);
  while (rc == CS_OK && (rc = cs_people_next(cases, &r, err)) == 1)
    rc = cs_casefile_says(o->store, &r, "subject", d->file.subject)
             ? keep(d->others, o->store, &r, err)
             : CS_OK;
  cs_people_close(cases);
  cs_record_deinit(&r);
  if (rc == CS_OK) return CS_OK;
  cs_others_free(d->others);
  d->others = NULL;
  return rc;
}

int cs_desk_others(cs_desk *d, const cs_wrote *fact, cs_other *out, cs_err *err) {
  search s = {d, fact, out};
  *out = (cs_other){0};
  int rc = d->others == NULL ? read_all(d, err) : CS_OK;
  for (size_t i = 0; rc == CS_OK && i < d->others->count; i++)
    if (about(&d->others->list[i], &d->file)) look_into(&s, &d->others->list[i]);
  return rc;
}
