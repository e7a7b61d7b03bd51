/* The person judged last, clause by clause, in the order of the verdict. */
#include "assess/explain.h"
#include "assess/sentence.h"
#include "base/messages.h"
#include <stdio.h>
#include <string.h>

static const char *mark_of(cs_truth t) {
  return t == CS_ALWAYS ? "met" : t == CS_NEVER ? "unmet" : "unknown";
}

/* -- sentences -- */

/* A condition that asks nothing, such as the choice of a reading to leave one out. */
static bool silent(const cs_node *node) {
  if (node->op->describe != NULL || node->label != NULL) return false;
  for (uint32_t i = 0; i < node->count; i++)
    if (!silent(node->of[i])) return false;
  return true;
}

/* The parts that tell: those of an `any` that hold, when one does. */
static bool worth(cs_evaluator *e, const cs_node *node, const cs_node *part, bool some_hold) {
  if (silent(part)) return false;
  if (node->op != &cs_predicate_any || !some_hold) return true;
  return cs_unknown_truth(e, part) == CS_ALWAYS;
}

static void say_parts(cs_evaluator *e, const cs_node *node, cs_buf *out, bool brief) {
  bool some_hold = false, first = true;
  const char *between = brief                           ? CS_MSG_say_comma
                        : node->op == &cs_predicate_any ? CS_MSG_say_or
                                                        : CS_MSG_say_and;
  for (uint32_t i = 0; i < node->count; i++)
    some_hold = some_hold || cs_unknown_truth(e, node->of[i]) == CS_ALWAYS;
  for (uint32_t i = 0; i < node->count; i++) {
    if (!worth(e, node, node->of[i], some_hold)) continue;
    if (!first) cs_buf_puts(out, between);
    first = false;
    cs_say_node(e, node->of[i], out, brief);
  }
  if (first) cs_buf_puts(out, CS_MSG_say_nothing);
}

void cs_say_node(cs_evaluator *e, const cs_node *node, cs_buf *out, bool brief) {
  const char *label = cs_label_text(node->label, NULL);
  if (label != NULL && !brief) {
    cs_buf_puts(out, label);
    cs_buf_puts(out, CS_MSG_say_colon);
    brief = true;
  }
  if (node->op->describe != NULL) {
    cs_sentence s = {out, brief};
    node->op->describe(node, &e->facts, &s);
    return;
  }
  if (!brief && node->op == &cs_predicate_not) cs_buf_puts(out, CS_MSG_say_not);
  if (!brief && node->op == &cs_predicate_k_of)
    cs_buf_printf(out, CS_MSG_say_k_of, (long long)node->number);
  say_parts(e, node, out, brief);
}

/* -- lines -- */

static void put_readings(const cs_program *p, const cs_node *node, cs_buf *out) {
  const json_t *readings = json_object_get(p->effective, "readings");
  for (int i = 0; i < CS_READINGS_MAX && node->readings[i] != NULL; i++) {
    char one[256];
    snprintf(one, sizeof one, "%s=%s", node->readings[i],
             json_string_value(json_object_get(readings, node->readings[i])));
    if (strstr(cs_buf_str(out), one) == NULL)
      cs_buf_printf(out, "%s%s", out->size > 0 ? "; " : "", one);
  }
  for (uint32_t i = 0; i < node->count; i++) put_readings(p, node->of[i], out);
}

bool cs_add_line(json_t *lines, const char *mark, cs_buf *text, const char *clause,
                 const cs_program *p, const cs_node *node) {
  cs_buf reading = {0};
  json_t *line = json_pack("{s:s, s:s#, s:s?}", "mark", mark, "text", text->data ? text->data : "",
                           (int)text->size, "clause", clause);
  if (line != NULL && node != NULL) put_readings(p, node, &reading);
  bool fine = line != NULL && !text->failed && !reading.failed;
  if (fine && reading.size > 0)
    fine = json_object_set_new(line, "reading", json_stringn(reading.data, reading.size)) == 0;
  cs_buf_deinit(&reading);
  cs_buf_clear(text);
  if (!fine) {
    json_decref(line);
    return false;
  }
  return json_array_append_new(lines, line) == 0;
}

bool cs_add_lines(cs_evaluator *e, json_t *lines, const cs_node *node, const char *clause) {
  if (silent(node)) return true;
  if (node->op == &cs_predicate_all && node->label == NULL) {
    for (uint32_t i = 0; i < node->count; i++)
      if (!cs_add_lines(e, lines, node->of[i], clause)) return false;
    return true;
  }
  cs_buf text = {0};
  cs_say_node(e, node, &text, false);
  bool fine = cs_add_line(lines, mark_of(cs_unknown_truth(e, node)), &text,
                          node->clause ? node->clause : clause, e->program, node);
  cs_buf_deinit(&text);
  return fine;
}

/* -- the stages before the rules -- */

static bool explain_blanks(cs_evaluator *e, json_t *lines) {
  const cs_program *p = e->program;
  cs_buf text = {0};
  bool fine = true;
  for (uint32_t i = 0; fine && i < e->used_count; i++) {
    if (!p->attributes[e->used[i]].required || e->facts.attributes[e->used[i]].known != CS_UNKNOWN)
      continue;
    cs_buf_printf(&text, "%s %s", cs_attribute_label(&e->facts, e->used[i]), CS_MSG_say_unknown);
    fine = cs_add_line(lines, "unknown", &text, p->population ? p->population->clause : p->clause,
                       p, NULL);
  }
  cs_buf_deinit(&text);
  return fine;
}

static bool explain_gates(cs_evaluator *e, json_t *lines) {
  const cs_program *p = e->program;
  for (uint32_t i = 0; i < p->gate_count; i++) {
    const cs_gate *g = &p->gates[i];
    const char *label = cs_label_text(g->label, NULL);
    if (label == NULL) {
      if (!cs_add_lines(e, lines, g->when, g->clause)) return false;
      continue;
    }
    cs_buf text = {0};
    cs_buf_printf(&text, "%s%s", label, CS_MSG_say_colon);
    cs_say_node(e, g->when, &text, true);
    bool fine =
        cs_add_line(lines, mark_of(cs_unknown_truth(e, g->when)), &text, g->clause, p, g->when);
    cs_buf_deinit(&text);
    if (!fine) return false;
  }
  return true;
}

static bool explain_population(cs_evaluator *e, json_t *lines) {
  return e->program->population == NULL ||
         cs_add_lines(e, lines, e->program->population, e->program->clause);
}

static bool gates_open(cs_evaluator *e) {
  for (uint32_t i = 0; i < e->program->gate_count; i++)
    if (cs_unknown_truth(e, e->program->gates[i].when) == CS_NEVER) return false;
  return true;
}

static bool explain_notes(cs_evaluator *e, json_t *lines) {
  cs_buf text = {0};
  bool fine = true;
  if (e->coarse) {
    cs_buf_puts(&text, CS_MSG_explain_coarse);
    fine = cs_add_line(lines, "info", &text, NULL, e->program, NULL);
  }
  if (fine && e->decision.error != NULL) {
    cs_buf_puts(&text, e->decision.error);
    fine = cs_add_line(lines, "unmet", &text, e->decision.clause, e->program, NULL);
  }
  cs_buf_deinit(&text);
  return fine;
}

static bool explain_lines(cs_evaluator *e, json_t *lines) {
  if (!explain_notes(e, lines)) return false;
  if (e->decision.outcome == CS_OUT_OF_SCOPE) return explain_population(e, lines);
  if (e->decision.outcome == CS_ERROR) return true;
  if (!explain_blanks(e, lines) || !explain_gates(e, lines)) return false;
  if (!gates_open(e) || e->program->moves < 0) return true;
  bool fell = e->decision.rule != NULL && e->decision.steps < 0; /* no ceiling was asked */
  if (!fell && !cs_explain_ceiling(e, lines)) return false;
  return e->decision.outcome == CS_CAPPED || cs_explain_rules(e, lines);
}

/* -- the whole -- */

/* Where the person stands, and where it leads. */
static void put_grades(cs_evaluator *e, cs_buf *out) {
  const cs_program *p = e->program;
  const cs_decision *d = &e->decision;
  const cs_list *ladder = p->moves < 0 ? NULL : &p->lists[p->attributes[p->moves].list];
  if (d->from != NULL)
    cs_buf_puts(out,
                cs_list_label(ladder, (uint32_t)cs_list_find(ladder, d->from, strlen(d->from))));
  if (d->to != NULL)
    cs_buf_printf(out, " → %s", cs_list_label(ladder, (uint32_t)e->verdict.target));
}

static void put_summary(cs_evaluator *e, cs_buf *out) {
  const cs_program *p = e->program;
  const cs_decision *d = &e->decision;
  static const char *const en[] = {"direct",     "panel",        "not met", "at the ceiling",
                                   "ineligible", "undetermined", "error",   "out of scope"};
  static const char *const zh[] = {"直接",       "评审",     "未达到", "已到上限",
                                   "不具备资格", "无法确定", "错误",   "不在范围内"};
  put_grades(e, out);
  const char *outcome = CS_TEXT(en[d->outcome], zh[d->outcome]);
  if (p->moves < 0 && d->outcome == CS_DIRECT) outcome = CS_MSG_explain_check_holds;
  if (p->moves < 0 && d->outcome == CS_INELIGIBLE) outcome = CS_MSG_explain_check_fails;
  if (d->outcome == CS_DIRECT && d->steps < 0) outcome = CS_MSG_explain_falls;
  cs_buf_printf(out, "%s%s", out->size > 0 ? "   " : "", outcome);
  if (d->to != NULL) cs_buf_printf(out, " %+d", d->steps);
  if (d->clause != NULL) cs_buf_printf(out, "   [%s]", d->clause);
  for (size_t i = 0; i < d->missing_count; i++)
    cs_buf_printf(out, "%s%s", i > 0 ? CS_MSG_say_comma : CS_MSG_say_colon, d->missing[i]);
}

/* NULL: memory was short. */
static json_t *readings_of(const cs_program *p) {
  json_t *out = json_object();
  const json_t *readings = json_object_get(p->effective, "readings"), *choice;
  const char *id;
  json_t *declared;
  json_object_foreach((json_t *)json_object_get(p->pack, "readings"), id, declared) {
    for (uint32_t i = 0; i < p->reading_count; i++) {
      if (strcmp(p->readings[i], id) != 0 || (choice = json_object_get(readings, id)) == NULL)
        continue;
      if (json_object_set(out, id, (json_t *)choice) == 0) break;
      json_decref(out);
      return NULL;
    }
  }
  return out;
}

int cs_evaluator_explain(cs_evaluator *e, json_t **out, cs_err *err) {
  *out = NULL;
  if (!e->loaded) return cs_fail(err, CS_EREFUSED, CS_MSG_explain_nobody);
  if (e->recalled) { /* what follows asks what the verdict hangs on */
    int rc = cs_judge_facts(e, err);
    if (rc != CS_OK) return rc;
  }
  cs_decision d = e->decision; /* what follows tries other facts */
  cs_buf summary = {0}, grades = {0};
  json_t *lines = json_array(), *change = json_array(), *missing = json_array();
  put_summary(e, &summary);
  put_grades(e, &grades);
  bool fine = lines && change && missing && !summary.failed && !grades.failed;
  for (size_t i = 0; fine && i < d.missing_count; i++)
    fine = json_array_append_new(missing, json_string(d.missing[i])) == 0;
  fine = fine && explain_lines(e, lines) && cs_explain_change(e, change);
  e->decision = d;
  *out = json_pack("{s:s, s:s, s:s?, s:s?, s:s?, s:i, s:o, s:s, s:s, s:o, s:o, s:o}", "employee",
                   d.code, "outcome", cs_outcome_name(d.outcome), "rule", d.rule, "from", d.from,
                   "to", d.to, "steps", d.steps, "missing", missing, "grades", cs_buf_str(&grades),
                   "summary", cs_buf_str(&summary), "lines", lines, "change", change, "readings",
                   readings_of(e->program));
  cs_buf_deinit(&summary);
  cs_buf_deinit(&grades);
  if (fine && *out != NULL) return CS_OK;
  json_decref(*out);
  *out = NULL;
  return cs_fail(err, CS_ENOMEM, CS_MSG_no_memory);
}
