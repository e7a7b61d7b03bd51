/* Ceiling, rules and routing in words: the rule that decided with its evidence, then the others with what they lack. */
#include "assess/explain.h"
#include "assess/requirement.h"
#include "assess/sentence.h"
#include "base/messages.h"
#include <assert.h>
#include <stdio.h>
#include <string.h>

static const char *rung(const cs_program *p, int32_t place) {
  return cs_list_label(&p->lists[p->attributes[p->moves].list], (uint32_t)place);
}

bool cs_explain_ceiling(cs_evaluator *e, json_t *lines) {
  const cs_program *p = e->program;
  const cs_atom *held = &e->facts.attributes[p->moves];
  int32_t top = (int32_t)p->lists[p->attributes[p->moves].list].count - 1;
  const cs_top *in_force = NULL;
  const char *mark = NULL;
  for (uint32_t i = 0; i < p->top_count && in_force == NULL; i++) {
    cs_truth t = p->tops[i].when == NULL ? CS_ALWAYS : cs_unknown_truth(e, p->tops[i].when);
    if (t == CS_NEVER) continue;
    in_force = &p->tops[i];
    top = in_force->top;
    if (t == CS_DEPENDS) mark = "unknown";
  }
  if (held->known != CS_KNOWN) mark = "unknown";
  if (mark == NULL) mark = held->number < top ? "met" : "unmet";
  cs_buf text = {0};
  cs_buf_printf(&text, CS_MSG_explain_ceiling, rung(p, top),
                held->known == CS_KNOWN ? rung(p, (int32_t)held->number) : CS_MSG_say_unknown);
  bool fine = cs_add_line(lines, mark, &text, in_force ? in_force->clause : p->clause, p,
                          in_force ? in_force->when : NULL);
  cs_buf_deinit(&text);
  return fine;
}

/* -- what a rule lacks -- */

static void say_gives(cs_evaluator *e, const cs_rule *rule, cs_buf *out) {
  if (rule->move == CS_TO) {
    cs_buf_printf(out, CS_MSG_explain_gives_to, rung(e->program, rule->amount));
  } else if (rule->move == CS_RETURN) {
    cs_buf_printf(out, CS_MSG_explain_gives_back, cs_attribute_label(&e->facts, rule->amount));
  } else if (rule->move == CS_DOWN) {
    cs_buf_printf(out, CS_MSG_explain_gives_down, rule->amount);
  } else {
    cs_buf_printf(out, CS_MSG_explain_gives, rule->amount);
  }
}

/* "1 S": how many more of which ratings the nearest alternative wants. */
static void say_lack(cs_evaluator *e, const cs_node *node, cs_buf *out) {
  const cs_program *p = e->program;
  const cs_list *scale = &p->lists[p->series[node->series].list];
  uint8_t lack[CS_SCALE_MAX] = {0};
  uint32_t alternative = 0;
  bool first = true;
  cs_requirement_lack(node->data, e->facts.tally[node->view], scale->count, lack, &alternative);
  cs_buf_puts(out, CS_MSG_explain_lacks);
  for (uint32_t v = 0; v < scale->count; v++) {
    if (lack[v] == 0) continue;
    cs_buf_printf(out, "%s%d %s", first ? "" : CS_MSG_say_comma, lack[v], scale->texts[v]);
    first = false;
  }
}

/* The parts of a rule that do not hold (or need not), one after the other. */
static int say_unmet(cs_evaluator *e, const cs_node *node, cs_buf *out, int said) {
  if (cs_unknown_truth(e, node) == CS_ALWAYS) return said;
  if ((node->op == &cs_predicate_all || node->op == &cs_predicate_choose) && node->label == NULL) {
    for (uint32_t i = 0; i < node->count; i++) said = say_unmet(e, node->of[i], out, said);
    return said;
  }
  if (said > 0) cs_buf_puts(out, CS_MSG_explain_further);
  cs_say_node(e, node, out, false);
  if (node->op == &cs_predicate_meets && cs_unknown_truth(e, node) == CS_NEVER)
    say_lack(e, node, out);
  return said + 1;
}

static bool explain_open(cs_evaluator *e, json_t *lines, const cs_rule *rule) {
  assert(rule != NULL);
  cs_buf text = {0};
  cs_truth truth = cs_unknown_truth(e, rule->when);
  bool decided = e->decision.rule != NULL;
  if (truth == CS_ALWAYS && decided) {
    cs_buf_puts(&text, CS_MSG_explain_also);
  } else if (truth == CS_ALWAYS) {
    cs_say_node(e, rule->when, &text, false);
  } else {
    say_unmet(e, rule->when, &text, 0);
  }
  say_gives(e, rule, &text);
  bool fine = cs_add_line(lines,
                          truth == CS_ALWAYS    ? (decided ? "info" : "met")
                          : truth == CS_DEPENDS ? "unknown"
                                                : "open",
                          &text, rule->clause, e->program, rule->when);
  cs_buf_deinit(&text);
  return fine;
}

/* -- how far it led -- */

/* Two places of a list, the lower first, when they differ and the list has a clause that says its order. */
static bool explain_order(const cs_program *p, int32_t list, int32_t from, int32_t to,
                          json_t *lines) {
  if (list < 0 || from < 0 || to < 0 || from == to || p->lists[list].clause == NULL) return true;
  const cs_list *l = &p->lists[list];
  cs_buf text = {0};
  cs_buf_printf(&text, CS_MSG_explain_order, cs_list_label(l, (uint32_t)(from < to ? from : to)),
                cs_list_label(l, (uint32_t)(from < to ? to : from)));
  bool fine = cs_add_line(lines, "info", &text, l->clause, p, NULL);
  cs_buf_deinit(&text);
  return fine;
}

/* A rung of a ladder is "grade" or "grade.step" of the two lists it is made of (docs/policy-data.md). -1: not in this one. */
static int32_t part_of(const cs_program *p, int32_t list, const char *text, bool step) {
  const char *dot = strrchr(text, '.');
  if (list < 0 || (step && dot == NULL)) return -1;
  const cs_list *l = &p->lists[list];
  if (step) return cs_list_find(l, dot + 1, strlen(dot + 1));
  return cs_list_find(l, text, dot == NULL ? strlen(text) : (size_t)(dot - text));
}

static int32_t list_of_parts(const cs_program *p, const cs_list *ladder, const char *parts) {
  char name[256];
  snprintf(name, sizeof name, "%.200s.%s", ladder->name, parts);
  return cs_program_list(p, name);
}

/* From where to where, with the clauses that say how far and in which order. */
static bool explain_move(cs_evaluator *e, json_t *lines, const cs_rule *rule) {
  const cs_program *p = e->program;
  const cs_atom *held = &e->facts.attributes[p->moves];
  int32_t list = p->attributes[p->moves].list, from = (int32_t)held->number, to = e->verdict.target;
  if (held->known != CS_KNOWN || to < 0) return true;
  if (rule->gives_clause != NULL) {
    cs_buf text = {0};
    cs_buf_printf(&text, CS_MSG_explain_move, e->verdict.steps, rung(p, from), rung(p, to));
    bool fine = cs_add_line(lines, "met", &text, rule->gives_clause, p, NULL);
    cs_buf_deinit(&text);
    if (!fine) return false;
  }
  const cs_list *ladder = &p->lists[list];
  const char *was = ladder->texts[from], *becomes = ladder->texts[to];
  int32_t grades = list_of_parts(p, ladder, "grades"), steps = list_of_parts(p, ladder, "steps");
  if (grades < 0) return explain_order(p, list, from, to, lines);
  return explain_order(p, grades, part_of(p, grades, was, false),
                       part_of(p, grades, becomes, false), lines) &&
         explain_order(p, steps, part_of(p, steps, was, true), part_of(p, steps, becomes, true),
                       lines);
}

static bool explain_set(cs_evaluator *e, json_t *lines, const cs_ruleset *set) {
  const cs_program *p = e->program;
  const cs_rule *winner = e->decision.rule != NULL ? &p->rules[e->verdict.part] : NULL;
  if (winner != NULL &&
      !(cs_add_lines(e, lines, winner->when, winner->clause) && explain_move(e, lines, winner)))
    return false;
  for (uint32_t i = set->first; i < set->first + set->count; i++)
    if (&p->rules[i] != winner && !explain_open(e, lines, &p->rules[i])) return false;
  return true;
}

static bool explain_routing(cs_evaluator *e, json_t *lines) {
  const cs_program *p = e->program;
  e->facts.target = e->verdict.target;
  cs_buf text = {0};
  bool fine = true, taken = false;
  for (uint32_t i = 0; fine && !taken && i < p->route_count; i++) {
    taken = cs_unknown_truth(e, p->routes[i].when) == CS_ALWAYS;
    cs_buf_puts(&text,
                (taken == p->routes[i].panel) ? CS_MSG_explain_panel : CS_MSG_explain_direct);
    cs_say_node(e, p->routes[i].when, &text, false);
    fine = cs_add_line(lines, "info", &text, p->routes[i].clause, p, p->routes[i].when);
  }
  cs_buf_deinit(&text);
  return fine;
}

bool cs_explain_rules(cs_evaluator *e, json_t *lines) {
  const cs_program *p = e->program;
  for (uint32_t i = 0; i < p->ruleset_count; i++) {
    cs_truth t = p->rulesets[i].when == NULL ? CS_ALWAYS : cs_unknown_truth(e, p->rulesets[i].when);
    if (t == CS_NEVER) continue;
    if (t == CS_DEPENDS && !cs_add_lines(e, lines, p->rulesets[i].when, p->rulesets[i].clause))
      return false;
    if (!explain_set(e, lines, &p->rulesets[i])) return false;
    if (t == CS_ALWAYS) break;
  }
  return e->decision.rule == NULL || explain_routing(e, lines);
}
