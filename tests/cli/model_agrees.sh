#!/usr/bin/env bash
# The program agrees with the independent model of tests/model, person by person, `missing` included: odd companies and a
# sample company with blanks, both cycles, four as-of dates, every combination of readings (a third each).
set -eu
: "${CURSUS_SOURCE_DIR:?}" "${CURSUS_BIN:?}"
lua=${LUA:-lua5.4}
model=$CURSUS_SOURCE_DIR/tests/model

# The model's one short cut is right: trying missing ratings one by one gives the same.
"$lua" "$model/odd_company.lua" 60 9 few
for cycle in half-year leaders-yearly; do
  "$lua" "$model/main.lua" few "$cycle" 2026-07-01 >bags
  "$lua" "$model/main.lua" few "$cycle" 2026-07-01 --one-by-one >one_by_one
  cmp bags one_by_one
done

"$lua" "$CURSUS_SOURCE_DIR/scripts/examples/company.lua" 300 3 sample --dirty
SEEDS=1 PEOPLE=300 PART=0/3 bash "$model/compare.sh"
SEEDS=2 PEOPLE=200 PART=1/3 bash "$model/compare.sh"
SEEDS='' PART=2/3 bash "$model/compare.sh" sample
