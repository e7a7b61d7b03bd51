/* A pack as data: hostile bytes into checked JSON. The declared facts and every cycle are compiled once, with all choices of
 * all readings, and thrown away: what compiles here compiles later. */
#include "assess/settings.h"
#include "base/json.h"
#include "base/messages.h"
#include <stdlib.h>
#include <string.h>

static int check_clauses(cs_compiler *c) {
  const json_t *clauses;
  size_t i;
  json_t *clause;
  int rc = cs_member_array(c, c->program->pack, "clauses", &clauses);
  if (rc != CS_OK) return rc;
  json_array_foreach((json_t *)clauses, i, clause) {
    const json_t *at = json_object_get(clause, "at");
    if (json_is_string(json_object_get(at, "file")))
      c->file = json_string_value(json_object_get(at, "file"));
    c->line = (int)json_integer_value(json_object_get(at, "line"));
    const char *id = json_string_value(json_object_get(clause, "id"));
    if (id == NULL) return cs_refuse(c, CS_MSG_pack_member_absent, "clause", 2, "id");
    if (json_object_get(c->clauses, id) != NULL)
      return cs_refuse(c, CS_MSG_pack_twice, id, "clauses");
    if (json_object_set(c->clauses, id, clause) != 0) return cs_no_memory(c);
  }
  c->file = NULL;
  c->line = 0;
  return CS_OK;
}

static int check_head(cs_compiler *c, const json_t *pack) {
  const char *text;
  const json_t *title;
  if (!json_is_object(pack)) return cs_refuse(c, CS_MSG_pack_object_wanted, "pack");
  if (json_integer_value(json_object_get(pack, "format")) != 1)
    return cs_refuse(c, CS_MSG_pack_format);
  int rc = cs_member_text(c, pack, "id", &text);
  if (rc == CS_OK && text == NULL) rc = cs_refuse(c, CS_MSG_pack_member_absent, "pack", 2, "id");
  if (rc == CS_OK) rc = cs_member_label(c, pack, "title", &title);
  return rc;
}

static void cut_stages(cs_program *p) {
  p->gate_count = p->top_count = p->ruleset_count = p->rule_count = p->route_count =
      p->guard_count = 0;
  p->window_count = p->view_count = p->counter_count = p->doubtful_count = 0;
  p->windows = NULL, p->views = NULL, p->counters = NULL, p->rules = NULL;
}

static int check_parts(cs_compiler *c, const char *section,
                       int (*compile)(cs_compiler *c, const json_t *json)) {
  const json_t *parts;
  const char *name;
  json_t *part;
  int rc = cs_member_object(c, c->program->pack, section, &parts);
  if (rc != CS_OK) return rc;
  json_object_foreach((json_t *)parts, name, part) {
    c->file = NULL;
    c->line = 0;
    c->depth = 0;
    cut_stages(c->program);
    rc = compile(c, part);
    if (rc != CS_OK) return rc;
  }
  return CS_OK;
}

static int check_guards(cs_compiler *c) {
  c->file = NULL;
  c->line = 0;
  c->depth = 0;
  cut_stages(c->program);
  c->program->population = NULL;
  return cs_guards_read(c, NULL);
}

static int check(cs_pack *pack, cs_err *err) {
  cs_program program = {.pack = pack->json, .as_of = CS_CHECK_DATE, .arena = cs_arena_new(1 << 16)};
  cs_compiler c = {
      .program = &program, .clauses = pack->clauses, .err = err, .lacking = json_object()};
  int rc = CS_OK;
  if (program.arena == NULL || c.lacking == NULL) rc = cs_no_memory(&c);
  if (rc == CS_OK) rc = check_head(&c, pack->json);
  if (rc == CS_OK) rc = check_clauses(&c);
  if (rc == CS_OK) rc = cs_settings_declared(&c);
  if (rc == CS_OK) rc = cs_catalogue_compile(&c);
  if (rc == CS_OK) rc = check_parts(&c, "cycles", cs_cycle_compile);
  if (rc == CS_OK) rc = check_parts(&c, "checks", cs_check_read);
  if (rc == CS_OK) rc = check_guards(&c);
  json_decref(c.lacking);
  cs_arena_free(program.arena);
  return rc;
}

int cs_pack_parse(const char *json, size_t size, cs_pack **out, cs_err *err) {
  *out = NULL;
  cs_pack *p = calloc(1, sizeof *p);
  if (p == NULL) return cs_fail(err, CS_ENOMEM, CS_MSG_no_memory);
  p->owners = 1;
  json_error_t where;
  int rc = cs_json_read(json, size, JSON_REJECT_DUPLICATES, &p->json, &where, err);
  if (rc == CS_EINPUT) rc = cs_fail(err, CS_EPACK, CS_MSG_pack_not_json, where.line, where.text);
  if (rc == CS_OK && (p->clauses = json_object()) == NULL)
    rc = cs_fail(err, CS_ENOMEM, CS_MSG_no_memory);
  if (rc == CS_OK) rc = check(p, err);
  if (rc == CS_OK) {
    *out = p;
  } else {
    cs_pack_free(p);
  }
  return rc;
}

void cs_pack_share(cs_pack *p) { p->owners++; }

void cs_pack_free(cs_pack *p) {
  if (p == NULL || --p->owners > 0) return;
  json_decref(p->clauses);
  json_decref(p->json);
  free(p);
}

const json_t *cs_pack_json(const cs_pack *p) { return p->json; }
