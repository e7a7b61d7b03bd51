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

/* Who gave this actor their turn at the stage; NULL: nobody did. */
static const char *given_by(const cs_desk *d, const char *actor) {
  size_t count;
  const cs_case_act *here = cs_casefile_here(&d->file, &count);
  for (size_t i = count; i-- > 0;)
    if (cs_case_act_counts(&here[i]) && strcmp(here[i].verb, CS_CASE_VERB_REASSIGN) == 0 &&
        here[i].by != NULL && strcmp(here[i].by, actor) == 0)
      return here[i].whom;
  return NULL;
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

int cs_desk_who(cs_desk *d, const cs_by_list *by, const char *role, const char *clause,
                cs_err *err) {
  cs_acting q = question(d, d->draft->on);
  cs_actors held = {0};
  cs_actor as = {0};
  const char *actor = d->office->stamp.actor, *giver = given_by(d, actor);
  if (by->count == 0 && cs_desk_of_employee(d) && strcmp(actor, d->file.subject) == 0)
    return cs_fail(err, CS_EREFUSED, CS_MSG_case_candidate, actor, clause);
  json_t *list = narrowed(by, role);
  if (list == NULL) return cs_office_no_memory(err);
  if (role != NULL && json_array_size(list) == 0 && by->count > 0) {
    json_decref(list);
    return cs_fail(err, CS_EREFUSED, CS_MSG_case_not_role, d->file.code,
                   cs_word_of(cs_pack_json(d->book->pack), "roles", role), clause);
  }
  int rc = cs_actor_may(&q, list, clause, actor, &held, &as, err);
  if (rc == CS_EREFUSED && giver != NULL && strcmp(actor, d->file.subject) != 0) {
    cs_err first = *err;
    rc = cs_actor_may(&q, list, clause, giver, &held, &as, err);
    if (rc == CS_OK && as.as == NULL) as.as = giver; /* a delegate gives the holder's turn */
    if (rc == CS_EREFUSED) *err = first;
  }
  if (rc == CS_OK) {
    d->draft->role = cs_desk_keep(d, as.role);
    d->draft->in_place_of = cs_desk_keep(d, as.as);
    if ((d->draft->role == NULL) != (as.role == NULL) ||
        (d->draft->in_place_of == NULL) != (as.as == NULL))
      rc = cs_office_no_memory(err);
  }
  cs_actors_deinit(&held);
  json_decref(list);
  return rc;
}
