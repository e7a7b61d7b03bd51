/* On what a case went on or ended: its checks and judgements, made again as they were made. The case is wound back to the act, what the act
 * itself was given included; the subject's facts are those known before the transaction of the act. */
#include "procedure/desk.h"
#include <string.h>

typedef struct ground {
  const cs_case_act *act;
  const char *check, *cycle; /* one of them */
  cs_date on;
} ground;

/* What was judged by the act; false: nothing. A "no" of somebody asks no check. */
static bool judged_by(const cs_desk *d, const cs_case_act *a, ground *out) {
  *out = (ground){.act = a, .on = a->on};
  if (!cs_case_act_counts(a)) return false;
  if (strcmp(a->verb, CS_CASE_VERB_OPEN) == 0) {
    out->check = d->procedure->opening_check;
    return out->check != NULL;
  }
  const cs_stage_row *s = cs_procedure_stage(d->procedure, a->stage);
  if (s == NULL || !a->completes || strcmp(a->verb, cs_stage_act_name(s->act)) != 0) return false;
  if (a->outcome != NULL && s->judges != NULL) {
    out->cycle = s->judges;
    out->on = d->file.as_of;
    return true;
  }
  out->check = s->check;
  return s->check != NULL && (a->answer == NULL || strcmp(a->answer, "no") != 0);
}

/* Leaves the act as the last, as it was while it was being judged. */
static void wind_back(cs_desk *d, uint32_t act) {
  cs_casefile *c = &d->file;
  while (c->act_count > 0 && c->acts[c->act_count - 1].number > act) c->act_count--;
  cs_case_act *last = &c->acts[c->act_count - 1];
  last->to = last->ends = last->outcome = NULL;
  cs_casefile_fold(c);
}

static bool put(json_t *o, const char *name, json_t *value) {
  return value != NULL && json_object_set_new(o, name, value) == 0;
}

/* What is judged, by the pack: its own label and clause. */
static bool put_part(const cs_desk *d, json_t *o, const ground *g) {
  const char *section = g->check != NULL ? "checks" : "cycles";
  const char *name = g->check != NULL ? g->check : g->cycle;
  const json_t *part = json_object_get(json_object_get(cs_pack_json(d->book->pack), section), name);
  json_t *label = json_object_get(part, "label"), *clause = json_object_get(part, "clause");
  return put(o, g->check != NULL ? "check" : "cycle", json_string(name)) &&
         (label == NULL || put(o, "label", json_incref(label))) &&
         (clause == NULL || put(o, "clause", json_incref(clause)));
}

static int explain(cs_office *o, const char *code, const ground *g, json_t *list, cs_err *err) {
  char on[CS_DATE_SIZE];
  cs_desk d;
  json_t *one = NULL;
  uint32_t act = g->act->number, before = g->act->txn - 1;
  int rc = cs_desk_open(o, code, UINT32_MAX, &d, err);
  if (rc != CS_OK) return rc;
  wind_back(&d, act);
  rc = cs_desk_explain(&d, g->check, g->cycle, g->on, before, &one, err);
  bool fine = rc != CS_OK || (put(one, "act", json_integer(act)) &&
                              put(one, "on", json_string(cs_date_text(g->on, on))) &&
                              put_part(&d, one, g) && json_array_append(list, one) == 0);
  json_decref(one);
  cs_desk_close(&d);
  return fine ? rc : cs_office_no_memory(err);
}

int cs_office_grounds(cs_office *o, const char *code, cs_date today, json_t **out, cs_err *err) {
  cs_desk d;
  ground g;
  *out = NULL;
  o->today = today;
  int rc = cs_desk_open(o, code, UINT32_MAX, &d, err);
  if (rc != CS_OK) return rc;
  json_t *list = json_array();
  if (list == NULL) rc = cs_office_no_memory(err);
  for (size_t i = 0; rc == CS_OK && i < d.file.act_count; i++)
    if (judged_by(&d, &d.file.acts[i], &g)) rc = explain(o, code, &g, list, err);
  cs_desk_close(&d);
  if (rc == CS_OK) *out = list;
  if (rc != CS_OK) json_decref(list);
  return rc;
}
