/* A program: one cycle, check or condition with its settings for one as-of date. */
#include "assess/check.h"
#include "assess/settings.h"
#include "base/messages.h"
#include <stdlib.h>

static int part_of(const cs_pack *pack, const char *section, const char *name, const char *unknown,
                   const json_t **out, cs_err *err) {
  const json_t *parts = json_object_get(pack->json, section);
  *out = json_object_get(parts, name);
  if (*out != NULL) return CS_OK;
  char names[512] = "";
  size_t n = 0;
  const char *other;
  json_t *value;
  json_object_foreach((json_t *)parts, other, value) {
    if (n < sizeof names)
      n += (size_t)snprintf(names + n, sizeof names - n, "%s%s", n > 0 ? ", " : "", other);
  }
  return cs_fail(err, CS_ENOTFOUND, unknown, name, names);
}

static int refuse_lacking(const json_t *lacking, cs_err *err) {
  char names[700] = "";
  size_t n = 0;
  const char *name;
  json_t *clause;
  if (json_object_size(lacking) == 0) return CS_OK;
  json_object_foreach((json_t *)lacking, name, clause) {
    if (n < sizeof names)
      n += (size_t)snprintf(names + n, sizeof names - n, "%s%s (%s)", n > 0 ? ", " : "", name,
                            json_string_value(clause));
  }
  return cs_fail(err, CS_EPARAM, CS_MSG_parameter_lacking, names);
}

/* The declared facts, and what `read` makes of `json`. Without settings in force it is a check of every choice. */
static int compile(const cs_pack *pack, int (*read)(cs_compiler *c, const json_t *json),
                   const json_t *json, const json_t *effective, cs_date as_of, cs_program **out,
                   cs_err *err) {
  *out = NULL;
  cs_program *p = calloc(1, sizeof *p);
  if (p == NULL) return cs_fail(err, CS_ENOMEM, CS_MSG_no_memory);
  p->pack = json_incref(pack->json);
  p->effective = json_incref((json_t *)effective);
  p->as_of = as_of;
  p->arena = cs_arena_new(1 << 16);
  cs_compiler c = {.program = p,
                   .clauses = pack->clauses,
                   .effective = effective,
                   .err = err,
                   .lacking = json_object()};
  int rc = p->arena == NULL || c.lacking == NULL ? cs_no_memory(&c) : CS_OK;
  if (rc == CS_OK) rc = cs_catalogue_compile(&c);
  c.file = NULL;
  c.clause = NULL;
  if (rc == CS_OK) rc = read(&c, json);
  if (rc == CS_OK) rc = refuse_lacking(c.lacking, err);
  json_decref(c.lacking);
  if (rc == CS_OK) {
    *out = p;
  } else {
    cs_program_free(p);
  }
  return rc;
}

int cs_program_compile(const cs_pack *pack, const char *cycle, const json_t *effective,
                       cs_date as_of, cs_program **out, cs_err *err) {
  const json_t *json;
  *out = NULL;
  int rc = part_of(pack, "cycles", cycle, CS_MSG_cycle_unknown, &json, err);
  return rc == CS_OK ? compile(pack, cs_cycle_compile, json, effective, as_of, out, err) : rc;
}

int cs_check_compile(const cs_pack *pack, const char *check, const json_t *effective, cs_date as_of,
                     cs_program **out, cs_err *err) {
  const json_t *json;
  *out = NULL;
  int rc = part_of(pack, "checks", check, CS_MSG_check_unknown, &json, err);
  return rc == CS_OK ? compile(pack, cs_check_read, json, effective, as_of, out, err) : rc;
}

int cs_condition_compile(const cs_pack *pack, const json_t *node, const json_t *effective,
                         cs_date as_of, cs_program **out, cs_err *err) {
  return compile(pack, cs_condition_read, node, effective, as_of, out, err);
}

int cs_condition_check(const cs_pack *pack, const json_t *node, cs_err *err) {
  cs_program *p;
  int rc = compile(pack, cs_condition_read, node, NULL, CS_CHECK_DATE, &p, err);
  cs_program_free(p);
  return rc;
}

void cs_program_free(cs_program *p) {
  if (p == NULL) return;
  cs_arena_free(p->arena);
  json_decref(p->pack);
  json_decref(p->effective);
  free(p);
}

bool cs_program_has_opaque(const cs_program *p) { return p->opaque; }
bool cs_program_on_event(const cs_program *p) { return p->on_event; }

int32_t cs_program_step_limit(const cs_program *p, const char **clause, const char **unless) {
  if (clause != NULL) *clause = p->step_clause;
  if (unless != NULL) *unless = p->step_unless;
  return p->step_most;
}

bool cs_program_month_usual(const cs_program *p) { return p->usual; }

const char *cs_program_approver(const cs_program *p, const char **clause) {
  if (clause != NULL) *clause = p->approver_clause;
  return p->approver;
}
