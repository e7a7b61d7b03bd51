#!/usr/bin/env bash
# Explanations of what is judged when something happens: a confirmation, whose ratings lie between two dates, and a fall back to the
# grade before the last rise.
set -eu
: "${CURSUS_SOURCE_DIR:?}" "${CURSUS_BIN:?}"
. "$CURSUS_SOURCE_DIR/tests/cli/_helper.sh"
cursus() { "$CURSUS_BIN" --db test.db --lang en --now 2026-07-05T10:00:00Z "$@"; }

cursus init --seed 1
cursus policy load "$CURSUS_SOURCE_DIR/policies/camera-care" >load
cat >people.csv <<'CSV'
code,position,grade,status,hired_on,graded_on,confirmed_on,department
E1,agent,junior.ordinary,confirmed,2026-03-16,2026-03-16,2026-06-16,One
E2,agent,junior.ordinary,confirmed,2026-03-16,2026-03-16,2026-06-16,One
E3,agent,junior.ordinary,confirmed,2025-03-16,2025-06-16,2025-06-16,One
CSV
cat >ratings.csv <<'CSV'
employee,period,rating
E1,2026-03,A
E1,2026-04,A
E1,2026-05,B
E2,2026-04,A
E2,2026-05,B
E3,2026-05,A
E3,2026-06,C
CSV
cursus import employees people.csv >imported
cursus import ratings ratings.csv >>imported
cursus record employees code=E3 grade=junior.good graded_on=2026-04-15 >>imported

# March holds the first day: nobody expects a rating of it, one that there is counts.
cursus explain E1 --cycle confirmation --as-of 2026-06-16 >e1
has e1 'direct +2  [7.3.2]'
has e1 '2026-03..05: A A B'
cursus explain E2 --cycle confirmation --as-of 2026-06-16 >e2
has e2 'direct +1  [7.3.1]'
has e2 '2026-03..05: - A B'
# In July the last month of the trial is over, and its rating is missing.
cursus explain E1 --cycle confirmation --as-of 2026-07-02 >e1
has e1 'hangs on: rating:2026-06'

cursus explain E3 --cycle demotion --as-of 2026-07-01 >e3
has e3 'down -1  [11.3]'
has e3 'rose on 2026-04-15 from junior agent (ordinary) (needs a rise within 3 months)'
cursus --lang zh explain E3 --cycle demotion --as-of 2026-07-01 >e3
has e3 '降级 -1  [11.3]'
