/* A small pack in the form of docs/policy-data.md. Quotes are single here. */
#pragma once

/* clang-format off */
#define AT "'at': {'file': 'pack.lua', 'line': 1}"
#define CLAUSE(id, kind) \
  "{'id': '" id "', 'kind': '" kind "', 'label': {'en': '" id "'}, 'text': {'en': '" id "'}, " \
  "'primitive': 'rule', 'executable': 'yes'}"
#define ATTRIBUTE(name, type) \
  "'" name "': {'type': '" type "', 'blank': 'unknown', 'label': {'en': '" name "'}, 'aliases': []}"
#define MARKS(need) "{'op': 'meets', 'series': 'mark', 'window': {'periods': 2, 'every': 'month'}, 'need': " need "}"

static const char *const pack_text =
  "{'format': 1, 'id': 'sample', 'title': {'en': 'Sample'},"
  " 'clauses': [" CLAUSE("1", "eligibility") "," CLAUSE("2", "eligibility") "," CLAUSE("3", "rule") ","
                  CLAUSE("3.a", "rule") "," CLAUSE("3.b", "rule") "," CLAUSE("4", "workflow") "," CLAUSE("5", "rule") "],"
  " 'values': {"
  "   'grades': {'kind': 'ladder', 'order': ['g1', 'g2', 'g3', 'g4'], 'labels': {}, " AT "},"
  "   'marks': {'kind': 'scale', 'order': ['S', 'A', 'B', 'C', 'D'], 'labels': {}, " AT "},"
  "   'posts': {'kind': 'catalogue', 'order': ['clerk', 'boss'], 'labels': {}, " AT "},"
  "   'states': {'kind': 'catalogue', 'order': ['trial', 'confirmed'], 'labels': {}, " AT "}},"
  " 'attributes': {" ATTRIBUTE("code", "code") "," ATTRIBUTE("department", "text") "," ATTRIBUTE("position", "posts") ","
                     ATTRIBUTE("status", "states") "," ATTRIBUTE("graded_on", "date") "," ATTRIBUTE("hired_on", "date") ","
  "   'grade': {'type': 'grades', 'blank': 'unknown', 'label': {'en': 'grade'}, 'aliases': [], 'dated_by': 'graded_on'}},"
  " 'series': {'mark': {'scale': 'marks', 'every': 'month', 'default': true, 'from': 'hired_on', 'label': {'en': 'mark'}, " AT "}},"
  " 'metrics': {}, 'events': {}, 'spans': {},"
  " 'parameters': {'boss': {'type': 'text', 'required': false, 'clause': '4', 'label': {'en': 'who approves'}, " AT "}},"
  " 'readings': {'need': {'choices': ['two', 'one'], 'default': 'two', 'clauses': ['3.a'], 'question': {'en': 'how many?'}, " AT "}},"
  " 'cycles': {'yearly': {'clause': '3', 'label': {'en': 'yearly'}, 'moves': 'grade',"
  "   'population': {'when': {'op': 'is', 'attr': 'position', 'in': ['clerk']}, 'requires': ['position', 'grade']},"
  "   'eligibility': [{'clause': '1', 'when': {'op': 'is', 'attr': 'status', 'in': ['confirmed']}, " AT "},"
  "                   {'clause': '2', 'when': {'op': 'elapsed', 'since': 'graded_on', 'months': 3}, " AT "}],"
  "   'ceiling': [{'clause': '5', 'top': 'g4', " AT "}],"
  "   'rulesets': [{'clause': '3', 'hit': 'best', 'rules': ["
  "     {'clause': '3.a', 'when': " MARKS("{'choose': 'need', 'of': {'two': '2A', 'one': '1A'}}") ", 'gives': {'up': 1}, " AT "},"
  "     {'clause': '3.b', 'when': " MARKS("'2S'") ", 'gives': {'up': 2}, " AT "}], " AT "}],"
  "   'routing': [{'clause': '4', 'when': {'op': 'grade', 'attr': 'target', 'cmp': '>=', 'value': 'g3'}, 'route': 'panel', " AT "}],"
  "   'approval': {'clause': '4', 'by': {'param': 'boss'}},"
  "   'writes': {'grade': 'target', 'graded_on': 'as_of'}, " AT "}},"
  " 'opaque': []}";
/* clang-format on */
