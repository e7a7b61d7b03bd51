#include "procedure/actors.h"
#include "base/messages.h"
#include "procedure/holders.h"
#include "procedure/words.h"
#include <stdlib.h>
#include <string.h>

#define ARENA_BLOCK 1024
#define NAMED_MAX 20 /* people listed in a refusal */

static int no_memory(cs_err *err) { return cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory); }

void cs_actors_deinit(cs_actors *a) {
  cs_arena_free(a->arena);
  free(a->list);
  a->list = NULL;
  a->count = 0;
  a->arena = NULL;
  a->candidate_left_out = false;
  a->nobody = NULL;
}

/* -- the list ------------------------------------------------------------------------------------------------------- */
static int empty(cs_actors *a, cs_err *err) {
  cs_actors_deinit(a);
  a->arena = cs_arena_new(ARENA_BLOCK);
  return a->arena == NULL ? no_memory(err) : CS_OK;
}

static int compare(const void *a, const void *b) {
  const cs_actor *x = a, *y = b;
  int order = strcmp(x->code, y->code);
  if (order != 0) return order;
  if ((x->as == NULL) != (y->as == NULL)) return x->as == NULL ? -1 : 1;
  order = x->as == NULL ? 0 : strcmp(x->as, y->as);
  return order != 0 || x->role == NULL ? order : strcmp(x->role, y->role);
}

static void sort(cs_actors *a) {
  if (a->list == NULL || a->count == 0) return;
  qsort(a->list, a->count, sizeof *a->list, compare);
  size_t kept = 1;
  for (size_t i = 1; i < a->count; i++) {
    if (compare(&a->list[kept - 1], &a->list[i]) != 0) a->list[kept++] = a->list[i];
  }
  a->count = kept;
}

/* -- nobody --------------------------------------------------------------------------------------------------------- */
static const json_t *role_of(const cs_acting *q, const char *role) {
  return json_object_get(json_object_get(q->pack, "roles"), role);
}

/* What to record so that somebody holds the role. */
static void say_nobody(const cs_search *f, cs_buf *out) {
  const cs_acting *q = f->q;
  char on[CS_DATE_SIZE];
  const char *role = cs_word_of(q->pack, "roles", f->role);
  cs_date_text(q->on, on);
  if (f->missing != NULL) {
    const char *kind = q->subject->kind[0] == '\0' ? "employees" : q->subject->kind;
    cs_buf_printf(out, CS_MSG_actor_value_unknown, role,
                  cs_word_of(q->pack, "attributes", f->missing), f->whose, kind, f->whose,
                  f->missing);
  } else if (f->out->candidate_left_out) {
    cs_buf_printf(out, CS_MSG_actor_only_candidate, f->candidate, role, on);
  } else if (f->per == NULL) {
    cs_buf_printf(out, CS_MSG_actor_nobody, role, on, f->role, on);
  } else {
    const char *per = json_string_value(json_object_get(role_of(q, f->role), "per"));
    cs_buf_printf(out, CS_MSG_actor_nobody_for, role, cs_word_of(q->pack, "attributes", per),
                  f->per, on, f->role, per, f->per, on);
  }
}

static int note_nobody(cs_search *f, cs_err *err) {
  cs_buf text = {0};
  char on[CS_DATE_SIZE];
  if (f->role != NULL)
    say_nobody(f, &text);
  else
    cs_buf_printf(&text, CS_MSG_actor_nobody_related,
                  cs_word_of(f->q->pack, "relations", f->relation), f->q->subject->code,
                  cs_date_text(f->q->on, on));
  f->out->nobody = text.failed ? NULL : cs_arena_text(f->out->arena, text.data, text.size);
  cs_buf_deinit(&text);
  return f->out->nobody == NULL ? no_memory(err) : CS_OK;
}

/* -- asking --------------------------------------------------------------------------------------------------------- */
/* Adds the actors of a role to what is there. */
static int add_role(const cs_acting *q, const char *role, cs_actors *out, cs_err *err) {
  cs_search f;
  size_t before = out->count;
  bool left_out = out->candidate_left_out; /* of another role: no reason why this one has nobody */
  const char *is = json_string_value(json_object_get(role_of(q, role), "is"));
  int rc = cs_search_init(&f, q, out, err);
  out->candidate_left_out = false;
  if (rc == CS_OK) f.role = cs_arena_text(out->arena, role, strlen(role));
  if (rc == CS_OK && f.role == NULL) rc = no_memory(err);
  if (rc == CS_OK) rc = cs_search_role(&f, role, err);
  if (rc == CS_OK && (is == NULL || strcmp(is, "self") != 0))
    rc = cs_search_delegates(&f, before, err);
  if (rc == CS_OK && f.failed) rc = no_memory(err);
  if (rc == CS_OK && out->count == before) rc = note_nobody(&f, err);
  out->candidate_left_out = out->candidate_left_out || left_out;
  cs_search_deinit(&f);
  return rc;
}

int cs_actors_of(const cs_acting *q, const char *role, cs_actors *out, cs_err *err) {
  int rc = empty(out, err);
  if (rc == CS_OK) rc = add_role(q, role, out, err);
  if (rc == CS_OK) sort(out);
  return rc;
}

int cs_related_to(const cs_acting *q, const char *relation, cs_actors *out, cs_err *err) {
  cs_search f;
  int rc = empty(out, err);
  if (rc != CS_OK) return rc;
  rc = cs_search_init(&f, q, out, err);
  f.relation = relation;
  if (rc == CS_OK) rc = cs_search_relation(&f, relation, err);
  if (rc == CS_OK && f.failed) rc = no_memory(err);
  if (rc == CS_OK && out->count == 0) rc = note_nobody(&f, err);
  cs_search_deinit(&f);
  if (rc == CS_OK) sort(out);
  return rc;
}

/* -- may ------------------------------------------------------------------------------------------------------------ */
static void say_roles(const json_t *pack, const json_t *by, cs_buf *out) {
  size_t i;
  json_t *one;
  json_array_foreach((json_t *)by, i, one) {
    if (i > 0) cs_buf_puts(out, CS_MSG_say_or);
    cs_buf_printf(out, CS_MSG_say_quoted,
                  cs_word_of(pack, "roles", json_string_value(json_object_get(one, "role"))));
  }
}

static void say_holders(const cs_actors *held, cs_buf *out) {
  for (size_t i = 0; i < held->count && i < NAMED_MAX; i++) {
    const cs_actor *a = &held->list[i];
    cs_buf_printf(out, "%s%s", i == 0 ? "" : ", ", a->code);
    if (a->as != NULL) cs_buf_printf(out, CS_MSG_actor_for, a->as);
  }
  if (held->count > NAMED_MAX)
    cs_buf_printf(out, CS_MSG_list_more, (unsigned long long)(held->count - NAMED_MAX));
}

/* Is there nobody of that code among the employees? *out stays false when it cannot be told. */
static int is_unknown(const cs_acting *q, const char *code, bool *out, cs_err *err) {
  cs_record r;
  *out = false;
  int rc = cs_record_init(&r, err);
  if (rc != CS_OK) return rc;
  rc = cs_person_load(q->store, q->company, code, &r, err);
  *out = rc == CS_ENOTFOUND;
  cs_record_deinit(&r);
  return *out ? CS_OK : rc;
}

static int refuse(const cs_acting *q, const json_t *by, const char *clause, const char *employee,
                  const cs_actors *held, cs_err *err) {
  cs_buf roles = {0}, cited = {0}, holders = {0};
  char on[CS_DATE_SIZE];
  bool unknown;
  int rc = is_unknown(q, employee, &unknown, err);
  if (rc != CS_OK) return rc;
  const char *own = json_string_value(json_object_get(json_array_get(by, 0), "clause"));
  const char *candidate = q->candidate;
  if (candidate == NULL && q->subject->kind[0] == '\0') candidate = q->subject->code;
  cs_date_text(q->on, on);
  say_roles(q->pack, by, &roles);
  say_holders(held, &holders);
  if (own != NULL) clause = own;
  if (clause != NULL) cs_buf_printf(&cited, " [%s]", clause);
  bool is_candidate =
      candidate != NULL && strcmp(candidate, employee) == 0 && held->candidate_left_out;
  if (is_candidate)
    cs_fail(err, CS_EREFUSED, CS_MSG_actor_is_candidate, employee, cs_buf_str(&roles),
            cs_buf_str(&cited));
  else if (held->count > 0 && unknown)
    cs_fail(err, CS_EREFUSED, CS_MSG_actor_unknown, employee, cs_buf_str(&roles), on,
            cs_buf_str(&cited), cs_buf_str(&holders));
  else if (held->count > 0)
    cs_fail(err, CS_EREFUSED, CS_MSG_actor_not_holder, employee, cs_buf_str(&roles), on,
            cs_buf_str(&cited), cs_buf_str(&holders));
  else
    cs_fail(err, CS_EREFUSED, "%s%s", held->nobody == NULL ? "" : held->nobody, cs_buf_str(&cited));
  cs_buf_deinit(&roles);
  cs_buf_deinit(&cited);
  cs_buf_deinit(&holders);
  return CS_EREFUSED;
}

int cs_actor_may(const cs_acting *q, const json_t *by, const char *clause, const char *employee,
                 cs_actors *held, cs_actor *as, cs_err *err) {
  *as = (cs_actor){.code = employee};
  int rc = empty(held, err);
  if (rc != CS_OK || json_array_size(by) == 0) return rc;
  size_t i;
  json_t *one;
  json_array_foreach((json_t *)by, i, one) {
    const char *role = json_string_value(json_object_get(one, "role"));
    rc = role == NULL ? cs_fail(err, CS_EPACK, CS_MSG_role_undeclared, "")
                      : add_role(q, role, held, err);
    if (rc != CS_OK) return rc;
  }
  sort(held);
  for (i = 0; i < held->count; i++) {
    if (strcmp(held->list[i].code, employee) != 0) continue;
    *as = held->list[i];
    return CS_OK;
  }
  return refuse(q, by, clause, employee, held, err);
}
