/* The verdict when every fact has a value, in the order of the pack: population, eligibility, ceiling, rule sets, routing. */
#include "assess/judge.h"
#include "base/messages.h"

bool cs_in_population(const cs_case *c) {
  return c->program->population == NULL || cs_holds(c->program->population, c);
}

int32_t cs_ceiling_of(const cs_case *c, int32_t *part) {
  const cs_program *p = c->program;
  for (uint32_t i = 0; i < p->top_count; i++) {
    if (p->tops[i].when != NULL && !cs_holds(p->tops[i].when, c)) continue;
    *part = (int32_t)i;
    return p->tops[i].top;
  }
  *part = -1;
  return (int32_t)p->lists[p->attributes[p->moves].list].count - 1;
}

/* -1: there is nothing to go back to. */
static int32_t target_of(const cs_case *c, const cs_rule *rule, int32_t held) {
  if (rule->move == CS_TO) return rule->amount;
  if (rule->move == CS_RETURN) {
    const cs_history *h = &c->histories[rule->amount];
    return h->rose != CS_DATE_NONE && h->before < held ? h->before : -1;
  }
  int32_t target = rule->move == CS_UP ? held + rule->amount : held - rule->amount;
  return target < 0 ? 0 : target;
}

/* Does `rule` beat `chosen`? Rules come in the order of the pack: equals leave the earlier one. */
static bool beats(const cs_case *c, cs_hit hit, const cs_rule *rule, const cs_rule *chosen,
                  int32_t held) {
  if (hit == CS_BEST) return target_of(c, rule, held) > target_of(c, chosen, held);
  return hit == CS_PRIORITY && rule->priority > chosen->priority;
}

/* The rule that decides; NULL: none. At the ceiling only those that lead down can. */
static const cs_rule *choose_rule(const cs_case *c, const cs_ruleset *set, int32_t held,
                                  bool at_top) {
  const cs_rule *chosen = NULL;
  for (uint32_t i = set->first; i < set->first + set->count; i++) {
    const cs_rule *rule = &c->program->rules[i];
    if (at_top && !cs_rule_falls(rule)) continue;
    if (chosen != NULL && set->hit != CS_UNIQUE && !beats(c, set->hit, rule, chosen, held))
      continue;
    if (!cs_holds(rule->when, c)) continue;
    if (chosen != NULL && set->hit == CS_UNIQUE)
      cs_fail(c->trouble, CS_EPACK, CS_MSG_person_two_rules, chosen->clause, rule->clause);
    chosen = rule;
    if (set->hit == CS_FIRST) break;
  }
  return chosen;
}

static void route(cs_case *c, const cs_rule *rule, int32_t held, int32_t top, cs_verdict *out) {
  const cs_program *p = c->program;
  int32_t target = target_of(c, rule, held);
  if (target < 0)
    cs_fail(c->trouble, CS_EINPUT, CS_MSG_person_nothing_back, rule->clause,
            p->attributes[rule->amount].name);
  c->target = target > top && !cs_rule_falls(rule) ? top : target;
  *out = (cs_verdict){CS_DIRECT, c->target, c->target - held, CS_STAGE_RULE,
                      (int32_t)(rule - p->rules)};
  for (uint32_t i = 0; i < p->route_count; i++) {
    if (!cs_holds(p->routes[i].when, c)) continue;
    out->outcome = p->routes[i].panel ? CS_PANEL : CS_DIRECT;
    return;
  }
}

static void decide(const cs_case *c, cs_verdict *out) {
  const cs_program *p = c->program;
  *out = (cs_verdict){CS_OUT_OF_SCOPE, -1, 0, CS_STAGE_POPULATION, -1};
  if (!cs_in_population(c)) return;
  for (uint32_t i = 0; i < p->gate_count; i++) {
    if (cs_holds(p->gates[i].when, c)) continue;
    *out = (cs_verdict){CS_INELIGIBLE, -1, 0, CS_STAGE_GATE, (int32_t)i};
    return;
  }
  *out = (cs_verdict){CS_DIRECT, -1, 0, CS_STAGE_GATE, -1};
  if (p->moves < 0) return;
  int32_t held = (int32_t)c->attributes[p->moves].number, part;
  int32_t top = cs_ceiling_of(c, &part);
  bool at_top = held >= top;
  *out = (cs_verdict){CS_CAPPED, -1, 0, CS_STAGE_CEILING, part};
  if (at_top && !p->falls) return;
  if (!at_top) *out = (cs_verdict){CS_NOT_MET, -1, 0, CS_STAGE_RULESET, -1};
  for (uint32_t i = 0; i < p->ruleset_count; i++) {
    if (p->rulesets[i].when != NULL && !cs_holds(p->rulesets[i].when, c)) continue;
    if (!at_top) out->part = (int32_t)i;
    const cs_rule *rule = choose_rule(c, &p->rulesets[i], held, at_top);
    if (rule != NULL) route((cs_case *)c, rule, held, top, out);
    return;
  }
}

void cs_evaluate(const cs_case *c, cs_verdict *out) {
  c->trouble->code = CS_OK;
  decide(c, out);
  if (c->trouble->code != CS_OK) *out = (cs_verdict){CS_ERROR, -1, 0, out->stage, out->part};
}
