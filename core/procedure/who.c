/* Whose turn it is, and whether the one who acts may. */
#include "base/messages.h"
#include "procedure/desk.h"
#include "procedure/words.h"
#include <string.h>

static cs_acting question(const cs_desk *d, cs_date on) {
  return (cs_acting){.store = d->office->store,
                     .company = d->office->company.id,
                     .pack = cs_pack_json(d->book->pack),
                     .subject = &d->subject,
                     .on = on,
                     .known_txn = UINT32_MAX};
}

int cs_desk_holders(cs_desk *d, const char *role, cs_date on, cs_turns *out, cs_err *err) {
  cs_acting q = question(d, on);
  cs_actors found = {0};
  *out = (cs_turns){0};
  int rc = cs_actors_of(&q, role, &found, err);
  cs_actor *list = cs_arena_alloc(d->arena, (found.count + 1) * sizeof *list);
  bool kept = list != NULL;
  for (size_t i = 0; rc == CS_OK && kept && i < found.count; i++) {
    const cs_actor *a = &found.list[i];
    list[i] =
        (cs_actor){cs_desk_keep(d, a->code), cs_desk_keep(d, a->role), cs_desk_keep(d, a->as)};
    kept = list[i].code != NULL && (list[i].as != NULL) == (a->as != NULL);
  }
  *out = (cs_turns){list, found.count, cs_desk_keep(d, found.nobody)};
  if (rc == CS_OK && (!kept || (found.nobody != NULL && out->nobody == NULL)))
    rc = cs_office_no_memory(err);
  cs_actors_deinit(&found);
  return rc;
}

static bool gives(const cs_case_act *a) {
  return cs_case_act_counts(a) && strcmp(a->verb, CS_CASE_VERB_REASSIGN) == 0 && a->whom != NULL &&
         a->by != NULL;
}

const char *cs_desk_turn_with(const cs_desk *d, const char *holder) {
  size_t count;
  const cs_case_act *here = cs_casefile_here(&d->file, &count);
  for (size_t i = count; i-- > 0;)
    if (gives(&here[i]) && strcmp(here[i].whom, holder) == 0)
      return strcmp(here[i].by, holder) == 0 ? NULL : here[i].by;
  return NULL;
}

bool cs_desk_has_acted(const cs_desk *d, const char *holder) {
  size_t count;
  const cs_case_act *here = cs_casefile_here(&d->file, &count);
  for (size_t i = 0; i < count; i++) {
    const cs_case_act *a = &here[i];
    if (!cs_case_act_counts(a) || strcmp(a->verb, cs_stage_act_name(d->stage->act)) != 0) continue;
    if (strcmp(a->in_place_of != NULL ? a->in_place_of : a->actor, holder) == 0) return true;
  }
  return false;
}

/* The BYs of one role only; NULL: no memory. */
static json_t *narrowed(const cs_by_list *by, const char *role) {
  json_t *list = json_array();
  for (size_t i = 0; list != NULL && i < json_array_size(by->json); i++) {
    json_t *one = json_array_get(by->json, i);
    const char *name = json_string_value(json_object_get(one, "role"));
    if (role != NULL && (name == NULL || strcmp(name, role) != 0)) continue;
    if (json_array_append(list, one) == 0) continue;
    json_decref(list);
    return NULL;
  }
  return list;
}

/* The latest who gave `who` a turn that is still theirs; of several first one who has not acted. */
static int find_given(cs_desk *d, const json_t *roles, const char *clause, const char *who,
                      cs_actors *held, cs_actor *as, cs_err *err) {
  cs_acting q = question(d, d->draft->on);
  size_t count;
  const cs_case_act *here = cs_casefile_here(&d->file, &count);
  int rc = CS_EREFUSED;
  if (d->stage == NULL) count = 0;
  for (size_t i = 2 * count; rc == CS_EREFUSED && i-- > 0;) {
    const cs_case_act *a = &here[i % count];
    if (!gives(a) || strcmp(a->by, who) != 0) continue;
    const char *with = cs_desk_turn_with(d, a->whom);
    if (with == NULL || strcmp(with, who) != 0 || (i >= count && cs_desk_has_acted(d, a->whom)))
      continue;
    rc = cs_actor_may(&q, roles, clause, a->whom, held, as, err);
    if (rc == CS_OK && as->as == NULL) as->as = a->whom; /* a delegate gives the holder's turn */
  }
  return rc;
}

/* In whose right somebody may act in one of the roles: their own, or that of a holder who gave them the turn. */
static int find_turn(cs_desk *d, const json_t *roles, const char *clause, const char *who,
                     cs_actors *held, cs_actor *as, cs_err *err) {
  cs_acting q = question(d, d->draft->on);
  int rc = cs_actor_may(&q, roles, clause, who, held, as, err);
  if (rc != CS_EREFUSED || (cs_desk_of_employee(d) && strcmp(who, d->file.subject) == 0)) return rc;
  cs_err first = *err;
  rc = find_given(d, roles, clause, who, held, as, err);
  if (rc == CS_EREFUSED) *err = first;
  return rc;
}

static int find_narrowed(cs_desk *d, const cs_by_list *by, const char *role, const char *clause,
                         const char *who, cs_actors *held, cs_actor *as, cs_err *err) {
  json_t *list = narrowed(by, role);
  if (list == NULL) return cs_office_no_memory(err);
  bool none = role != NULL && json_array_size(list) == 0 && by->count > 0;
  int rc = none ? cs_fail(err, CS_EREFUSED, CS_MSG_case_not_role, d->file.code,
                          cs_word_of(cs_pack_json(d->book->pack), "roles", role), clause)
                : find_turn(d, list, clause, who, held, as, err);
  json_decref(list);
  return rc;
}

int cs_desk_who(cs_desk *d, const cs_by_list *by, const char *role, const char *clause,
                cs_err *err) {
  cs_actors held = {0};
  cs_actor as = {0};
  const char *actor = d->office->stamp.actor;
  if (by->count == 0 && cs_desk_of_employee(d) && strcmp(actor, d->file.subject) == 0)
    return cs_fail(err, CS_EREFUSED, CS_MSG_case_candidate, actor, clause);
  int rc = find_narrowed(d, by, role, clause, actor, &held, &as, err);
  if (rc == CS_OK) {
    d->draft->role = cs_desk_keep(d, as.role);
    d->draft->in_place_of = cs_desk_keep(d, as.as);
    if ((d->draft->role == NULL) != (as.role == NULL) ||
        (d->draft->in_place_of == NULL) != (as.as == NULL))
      rc = cs_office_no_memory(err);
  }
  cs_actors_deinit(&held);
  return rc;
}

int cs_desk_turn_of(cs_desk *d, const cs_by_list *by, const char *role, const char *clause,
                    const char *who, const char **holder, cs_err *err) {
  cs_actors held = {0};
  cs_actor as = {0};
  *holder = NULL;
  int rc = find_narrowed(d, by, role, clause, who, &held, &as, err);
  if (rc == CS_OK) *holder = cs_desk_keep(d, as.as != NULL ? as.as : who);
  cs_actors_deinit(&held);
  return rc == CS_OK && *holder == NULL ? cs_office_no_memory(err) : rc;
}
