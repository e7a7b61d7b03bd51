/* What cases were opened for: a fact, a decision of a run, an act of another case. Each opens one case of a procedure; when that one was
 * withdrawn, who opens says whether another may be. Kept of the newest case, in few bytes, since a rating of a large company opens many:
 * { "procedure TAB origin": "transaction of the withdrawal or 0, SPACE, code" }. */
#include "base/messages.h"
#include "procedure/desk.h"
#include <stdlib.h>
#include <string.h>

static json_t *key_of(const char *procedure, const char *origin) {
  return json_sprintf("%s\t%s", procedure, origin);
}

static int note(cs_office *o, const cs_casefile *c, cs_err *err) {
  const cs_case_act *withdrawal = cs_casefile_withdrawal(c);
  json_t *key = key_of(c->procedure, c->origin);
  json_t *one = json_sprintf("%u %s", withdrawal == NULL ? 0 : withdrawal->txn, c->code);
  int rc = CS_OK;
  if (key == NULL || one == NULL || json_object_set(o->origins, json_string_value(key), one) != 0)
    rc = cs_office_no_memory(err);
  json_decref(key);
  json_decref(one);
  return rc;
}

static int look_at(cs_office *o, const cs_record *r, cs_arena *arena, cs_err *err) {
  cs_casefile c;
  cs_arena_reset(arena);
  int rc = cs_casefile_read(o->store, r, UINT32_MAX, arena, &c, err);
  if (rc == CS_ENOTFOUND) return CS_OK;
  return rc == CS_OK && *c.origin != '\0' ? note(o, &c, err) : rc;
}

/* In the order of their codes, so that the newest is kept. */
static int look_up(cs_office *o, cs_err *err) {
  cs_people *cases = NULL;
  cs_record r;
  cs_arena *arena = cs_arena_new(1 << 12);
  o->origins = json_object();
  int rc = cs_record_init(&r, err);
  if (rc == CS_OK && (o->origins == NULL || arena == NULL)) rc = cs_office_no_memory(err);
  if (rc == CS_OK)
    rc = cs_subjects_open(o->store, o->company.id, CS_KIND_CASE, NULL, NULL, &cases, err);
  while (rc == CS_OK && (rc = cs_people_next(cases, &r, err)) == 1) rc = look_at(o, &r, arena, err);
  cs_people_close(cases);
  cs_record_deinit(&r);
  cs_arena_free(arena);
  if (rc != CS_OK) cs_office_forget_origins(o);
  return rc;
}

int cs_office_origin(cs_office *o, const char *procedure, const char *origin, cs_origin_case *out,
                     cs_err *err) {
  *out = (cs_origin_case){0};
  int rc = o->origins == NULL ? look_up(o, err) : CS_OK;
  if (rc != CS_OK) return rc;
  json_t *key = key_of(procedure, origin);
  if (key == NULL) return cs_office_no_memory(err);
  const char *one = json_string_value(json_object_get(o->origins, json_string_value(key)));
  json_decref(key);
  if (one == NULL) return CS_OK;
  char *end;
  out->withdrawn = (uint32_t)strtoul(one, &end, 10);
  out->code = end + 1;
  return CS_OK;
}

int cs_office_note_origin(cs_office *o, const cs_casefile *c, cs_err *err) {
  return o->origins == NULL || *c->origin == '\0' ? CS_OK : note(o, c, err);
}

void cs_office_forget_origins(cs_office *o) {
  json_decref(o->origins);
  o->origins = NULL;
}
