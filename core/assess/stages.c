/* The stages of a cycle: population, eligibility, ceiling, rule sets, routing, approval. */
#include "assess/predicate.h"
#include "base/messages.h"
#include <string.h>

/* An empty condition is none at all, also where Lua could not say that it is an object. */
static int member_node(cs_compiler *c, const json_t *json, const char *member,
                       const cs_node **out) {
  const json_t *node = json_object_get(json, member);
  *out = NULL;
  return node == NULL || json_is_null(node) ? CS_OK : cs_node_compile(c, node, out);
}

/* The array `member`, and room for its things. */
static int stage_array(cs_compiler *c, const json_t *cycle, const char *member, size_t size,
                       const json_t **array, void *out) {
  int rc = cs_member_array(c, cycle, member, array);
  if (rc != CS_OK) return rc;
  if (json_array_size(*array) > INT16_MAX)
    return cs_refuse(c, CS_MSG_pack_list_long, member, INT16_MAX);
  *(void **)out = cs_arena_alloc(c->program->arena, (json_array_size(*array) + 1) * size);
  return *(void **)out != NULL ? CS_OK : cs_no_memory(c);
}

static int compile_population(cs_compiler *c, const json_t *cycle) {
  cs_program *p = c->program;
  const json_t *population, *requires;
  int rc = cs_member_object(c, cycle, "population", &population);
  if (rc == CS_OK) rc = cs_members(c, population, "population", "when requires? clause? at?");
  if (rc == CS_OK) rc = member_node(c, population, "when", &p->population);
  if (rc == CS_OK) rc = cs_member_array(c, population, "requires", &requires);
  for (size_t i = 0; rc == CS_OK && i < json_array_size(requires); i++) {
    const char *name = json_string_value(json_array_get(requires, i));
    int32_t attr = name == NULL ? -1 : cs_program_attribute(p, name);
    if (attr < 0) return cs_refuse(c, CS_MSG_pack_attribute_unknown, name ? name : "?");
    if (p->attributes[attr].of_case) return cs_refuse(c, CS_MSG_pack_case_required, name);
    p->attributes[attr].used = p->attributes[attr].required = true;
  }
  return rc;
}

static int compile_gates(cs_compiler *c, const json_t *around, const char *member) {
  cs_program *p = c->program;
  const json_t *array;
  int rc = stage_array(c, around, member, sizeof *p->gates, &array, &p->gates);
  for (size_t i = 0; rc == CS_OK && i < json_array_size(array); i++) {
    const json_t *json = json_array_get(array, i);
    cs_gate *g = &p->gates[p->gate_count++];
    rc = cs_members(c, json, "gate", "clause when label? at?");
    g->clause = c->clause;
    if (rc == CS_OK) rc = cs_member_label(c, json, "label", &g->label);
    if (rc == CS_OK) rc = member_node(c, json, "when", &g->when);
  }
  return rc;
}

static int compile_tops(cs_compiler *c, const json_t *cycle) {
  cs_program *p = c->program;
  const json_t *array;
  int rc = stage_array(c, cycle, "ceiling", sizeof *p->tops, &array, &p->tops);
  for (size_t i = 0; rc == CS_OK && i < json_array_size(array); i++) {
    const json_t *json = json_array_get(array, i);
    cs_top *t = &p->tops[p->top_count++];
    int64_t top = 0;
    rc = cs_members(c, json, "ceiling", "clause when? top at? label?");
    t->clause = c->clause;
    if (rc == CS_OK) rc = member_node(c, json, "when", &t->when);
    if (rc == CS_OK) rc = cs_value_place(c, json, "top", p->attributes[p->moves].list, &top);
    t->top = (int32_t)top;
  }
  return rc;
}

/* Back on the same ladder. */
static int compile_back(cs_compiler *c, const json_t *gives, cs_rule *rule) {
  cs_program *p = c->program;
  cs_node past = {.attr = -1};
  int rc = cs_node_attr(c, gives, "back", &past);
  if (rc == CS_OK) rc = cs_node_history(c, past.attr);
  if (rc != CS_OK) return rc;
  if (p->attributes[past.attr].list != p->attributes[p->moves].list)
    return cs_refuse(c, CS_MSG_pack_back_elsewhere, p->attributes[past.attr].name,
                     p->attributes[p->moves].name);
  rule->move = CS_RETURN;
  rule->amount = past.attr;
  return CS_OK;
}

static int compile_gives(cs_compiler *c, const json_t *json, cs_rule *rule) {
  cs_program *p = c->program;
  const json_t *gives;
  int64_t amount = 1;
  int rc = cs_member_object(c, json, "gives", &gives);
  if (rc != CS_OK) return rc;
  rc = cs_members(c, gives, "gives", "up? down? to? back? clause? at?");
  if (rc != CS_OK) return rc;
  rule->gives_clause = json_string_value(json_object_get(gives, "clause"));
  int ways = (json_object_get(gives, "up") != NULL) + (json_object_get(gives, "down") != NULL) +
             (json_object_get(gives, "to") != NULL) + (json_object_get(gives, "back") != NULL);
  if (ways != 1) return cs_refuse(c, CS_MSG_pack_gives_one);
  if (json_object_get(gives, "back") != NULL) return compile_back(c, gives, rule);
  if (json_object_get(gives, "to") != NULL) {
    rule->move = CS_TO;
    rc = cs_value_place(c, gives, "to", p->attributes[p->moves].list, &amount);
  } else {
    rule->move = json_object_get(gives, "up") != NULL ? CS_UP : CS_DOWN;
    const char *member = rule->move == CS_UP ? "up" : "down";
    if (json_object_get(gives, member) == NULL) return cs_refuse(c, CS_MSG_pack_gives_one);
    rc = cs_value_number(c, gives, member, 1, CS_VALUES_MAX, &amount);
  }
  rule->amount = (int32_t)amount;
  return rc;
}

static int compile_rule(cs_compiler *c, const json_t *json, cs_hit hit) {
  cs_program *p = c->program;
  cs_rule *grown = cs_grown(c, p->rules, p->rule_count, sizeof *grown);
  if (grown == NULL) return cs_no_memory(c);
  p->rules = grown;
  cs_rule *rule = &grown[p->rule_count++];
  *rule = (cs_rule){0};
  int rc = cs_members(c, json, "rule", "clause when gives priority? label? at?");
  rule->clause = c->clause;
  const json_t *priority = json_object_get(json, "priority");
  if (rc == CS_OK && priority != NULL && !json_is_integer(priority))
    rc = cs_refuse(c, CS_MSG_pack_integer_wanted, "priority");
  if (rc == CS_OK && hit == CS_PRIORITY && priority == NULL)
    rc = cs_refuse(c, CS_MSG_pack_member_absent, "rule", 8, "priority");
  rule->priority = json_integer_value(priority);
  if (rc == CS_OK) rc = member_node(c, json, "when", &rule->when);
  if (rc == CS_OK) rc = compile_gives(c, json, rule);
  p->falls = p->falls || cs_rule_falls(rule);
  return rc;
}

static int compile_rulesets(cs_compiler *c, const json_t *cycle) {
  cs_program *p = c->program;
  const json_t *array, *rules;
  int rc = stage_array(c, cycle, "rulesets", sizeof *p->rulesets, &array, &p->rulesets);
  for (size_t i = 0; rc == CS_OK && i < json_array_size(array); i++) {
    const json_t *json = json_array_get(array, i);
    cs_ruleset *set = &p->rulesets[p->ruleset_count++];
    int hit = 0;
    rc = cs_members(c, json, "ruleset", "clause when? hit rules label? at?");
    set->clause = c->clause;
    if (rc == CS_OK) rc = cs_member_word(c, json, "hit", "best first unique priority", &hit);
    set->hit = (cs_hit)hit;
    if (rc == CS_OK) rc = member_node(c, json, "when", &set->when);
    if (rc == CS_OK) rc = cs_member_array(c, json, "rules", &rules);
    set->first = p->rule_count;
    for (size_t k = 0; rc == CS_OK && k < json_array_size(rules); k++) {
      if (p->rule_count == INT16_MAX)
        return cs_refuse(c, CS_MSG_pack_list_long, "rules", INT16_MAX);
      rc = compile_rule(c, json_array_get(rules, k), set->hit);
    }
    set->count = p->rule_count - set->first;
  }
  return rc;
}

static int compile_routes(cs_compiler *c, const json_t *cycle) {
  cs_program *p = c->program;
  const json_t *array;
  int rc = stage_array(c, cycle, "routing", sizeof *p->routes, &array, &p->routes);
  for (size_t i = 0; rc == CS_OK && i < json_array_size(array); i++) {
    const json_t *json = json_array_get(array, i);
    cs_route *r = &p->routes[p->route_count++];
    int word = 0;
    rc = cs_members(c, json, "route", "clause when route label? at?");
    r->clause = c->clause;
    if (rc == CS_OK) rc = cs_member_word(c, json, "route", "direct panel", &word);
    r->panel = word == 1;
    if (rc == CS_OK) rc = member_node(c, json, "when", &r->when);
  }
  return rc;
}

/* The approver is asked for when somebody approves: a parameter without a value means nobody is named. */
static int compile_approval(cs_compiler *c, const json_t *cycle) {
  cs_program *p = c->program;
  const json_t *approval;
  int rc = cs_member_object(c, cycle, "approval", &approval);
  if (rc != CS_OK || approval == NULL) return rc;
  rc = cs_members(c, approval, "approval", "clause by? at? label?");
  p->approver_clause = c->clause;
  json_t *lacking = c->lacking;
  c->lacking = json_object();
  if (c->lacking == NULL) rc = cs_no_memory(c);
  const json_t *by = json_object_get(approval, "by");
  if (rc == CS_OK && by != NULL && !json_is_null(by))
    rc = cs_value_text(c, approval, "by", &p->approver);
  json_decref(c->lacking);
  c->lacking = lacking;
  return rc;
}

static int compile_calendar(cs_compiler *c, const json_t *cycle) {
  const json_t *months;
  int year, month, day;
  int rc = cs_member_array(c, cycle, "months", &months);
  cs_date_split(c->program->as_of, &year, &month, &day);
  c->program->usual = json_array_size(months) == 0;
  for (size_t i = 0; rc == CS_OK && i < json_array_size(months); i++) {
    json_int_t m = json_integer_value(json_array_get(months, i));
    if (m < 1 || m > 12)
      return cs_refuse(c, CS_MSG_pack_number_range, "months", (long long)m, 1LL, 12LL);
    if (m == month) c->program->usual = true;
  }
  return rc;
}

static int compile_step(cs_compiler *c, const json_t *cycle) {
  cs_program *p = c->program;
  const json_t *step;
  int64_t most = 0;
  p->step_most = -1;
  int rc = cs_member_object(c, cycle, "step", &step);
  if (rc != CS_OK || step == NULL) return rc;
  rc = cs_members(c, step, "step", "most clause unless at?");
  p->step_clause = c->clause;
  if (rc == CS_OK) rc = cs_value_number(c, step, "most", 0, CS_VALUES_MAX, &most);
  if (rc == CS_OK) rc = cs_member_text(c, step, "unless", &p->step_unless);
  if (rc != CS_OK) return rc;
  p->step_most = (int32_t)most;
  return json_object_get(json_object_get(p->pack, "procedures"), p->step_unless) != NULL
             ? CS_OK
             : cs_refuse(c, CS_MSG_pack_procedure_unknown, p->step_unless);
}

static int compile_occasion(cs_compiler *c, const json_t *cycle) {
  int word = -1;
  if (json_object_get(cycle, "on") == NULL) return CS_OK;
  int rc = cs_member_word(c, cycle, "on", "event", &word);
  c->program->on_event = word == 0;
  return rc;
}

static int compile_writes(cs_compiler *c, const json_t *cycle) {
  const json_t *writes;
  const char *name;
  json_t *value;
  int what;
  int rc = cs_member_object(c, cycle, "writes", &writes);
  if (rc != CS_OK) return rc;
  json_object_foreach((json_t *)writes, name, value) {
    if (strcmp(name, "clause") == 0 && json_is_string(value)) {
      if (json_object_get(c->clauses, json_string_value(value)) != NULL) continue;
      return cs_refuse(c, CS_MSG_pack_clause_unknown, json_string_value(value));
    }
    if (cs_program_attribute(c->program, name) < 0)
      return cs_refuse(c, CS_MSG_pack_attribute_unknown, name);
    rc = cs_member_word(c, writes, name, "target as_of", &what);
    if (rc != CS_OK) return rc;
  }
  return CS_OK;
}

int cs_cycle_compile(cs_compiler *c, const json_t *cycle) {
  cs_program *p = c->program;
  const char *moves;
  c->clause = NULL;
  int rc = cs_members(c, cycle, "cycle",
                      "clause? label? months? moves population eligibility? ceiling? rulesets "
                      "routing? approval? writes? on? step? at?");
  p->clause = c->clause;
  p->falls = p->on_event = false;
  if (rc == CS_OK) rc = cs_member_text(c, cycle, "moves", &moves);
  if (rc != CS_OK) return rc;
  p->moves = cs_program_attribute(p, moves);
  if (p->moves < 0) return cs_refuse(c, CS_MSG_pack_attribute_unknown, moves);
  cs_attribute *a = &p->attributes[p->moves];
  if (a->list < 0 || p->lists[a->list].kind != CS_LADDER || p->lists[a->list].open)
    return cs_refuse(c, CS_MSG_pack_no_ladder, moves);
  if (a->blank_none) return cs_refuse(c, CS_MSG_pack_moves_blank, moves);
  a->used = true;
  rc = compile_calendar(c, cycle);
  if (rc == CS_OK) rc = compile_population(c, cycle);
  if (rc == CS_OK) rc = compile_gates(c, cycle, "eligibility");
  if (rc == CS_OK) rc = compile_tops(c, cycle);
  if (rc == CS_OK) rc = compile_rulesets(c, cycle);
  if (rc == CS_OK) rc = compile_routes(c, cycle);
  if (rc == CS_OK) rc = compile_approval(c, cycle);
  if (rc == CS_OK) rc = compile_occasion(c, cycle);
  if (rc == CS_OK) rc = compile_step(c, cycle);
  if (rc == CS_OK) rc = compile_writes(c, cycle);
  return rc == CS_OK ? cs_split_compile(c) : rc;
}

/* Nothing moves: whoever passes the gates is through. */
int cs_check_read(cs_compiler *c, const json_t *check) {
  cs_program *p = c->program;
  c->clause = NULL;
  p->moves = -1;
  p->population = NULL;
  int rc = cs_members(c, check, "check", "clause gates label? at?");
  p->clause = c->clause;
  if (rc == CS_OK) rc = compile_gates(c, check, "gates");
  return rc == CS_OK ? cs_split_compile(c) : rc;
}

int cs_condition_read(cs_compiler *c, const json_t *node) {
  cs_program *p = c->program;
  p->moves = -1;
  p->gates = cs_arena_alloc(p->arena, sizeof *p->gates);
  if (p->gates == NULL) return cs_no_memory(c);
  *p->gates = (cs_gate){0};
  int rc = cs_node_compile(c, node, &p->gates->when);
  if (rc != CS_OK) return rc;
  p->gate_count = 1;
  p->clause = p->gates->clause = p->gates->when->clause;
  return cs_split_compile(c);
}
