/* Every condition a pack can state (docs/policy-data.md, "Conditions").
 *
 * To add one, for example `weekday`:
 *   1. a row X(weekday) here;
 *   2. core/assess/predicates/weekday.c with `const cs_predicate cs_predicate_weekday`: its members, and the four
 *      functions of predicate.h (start from elapsed.c, which is the shortest, or none.c where ratings of a window are
 *      counted); what compile may call is in compile.h, what describe may say in sentence.h; new sentences go to
 *      core/base/messages.tsv;
 *   3. a test in tests/core/assess/test_predicates.c and a row in the table of docs/policy-data.md;
 *   4. for consultants: a word in scripts/dsl/conditions.lua, a row of the same name in scripts/dsl/operators.lua, a row
 *      in docs/policy-language.md.
 * Nothing else: the build finds the file, unknown facts, explanations and the smallest change follow from `reads` and
 * `describe`. */
#pragma once

#define CS_PREDICATES(X) \
  X(all)                 \
  X(any)                 \
  X(k_of)                \
  X(not )                \
  X(choose)              \
  X(is)                  \
  X(blank)               \
  X(grade)               \
  X(number)              \
  X(date)                \
  X(elapsed)             \
  X(meets)               \
  X(none)                \
  X(rated)               \
  X(events)              \
  X(streak)              \
  X(changed)             \
  X(during)              \
  X(concluded)           \
  X(opaque)
