#!/usr/bin/env bash
# Guards through the program: a warning names line, employee and clause; a variant that blocks refuses the row. And
# `policy coverage --ablate`: a clause that no scenario feels survives, what cannot be taken out is null.
set -eu
: "${CURSUS_SOURCE_DIR:?}" "${CURSUS_BIN:?}"
cursus() { "$CURSUS_BIN" --db test.db --lang en --now 2026-07-01T10:00:00Z "$@"; }
has() { grep -qF -- "$2" "$1" || { echo "not in $1: $2"; cat "$1"; exit 1; }; }

cursus init --seed 1
cursus policy load "$CURSUS_SOURCE_DIR/policies/camera-care" >load
printf 'code,position,grade,status,hired_on\nE1,agent,junior.good,intern,2026-06-01\nE2,agent,intern,intern,2026-06-01\n' >people.csv

cursus import employees people.csv --dry-run >dry 2>&1
has dry 'line 2: code “E1”: interns are graded intern agent'
has dry '[6.1]'
cursus import employees people.csv >warned 2>&1
has warned '[6.1]'
! grep -q E2 warned
cursus --format json person E1 >person
has person junior.good
cursus record employees code=E1 grade=intern graded_on=2026-06-02 >record 2>&1
! grep -q '6\.1' record

# The same pack with guards that block, for another company.
cp -r "$CURSUS_SOURCE_DIR/policies/camera-care" strict
sed -i 's/effect = "warn"/effect = "block"/' strict/chapter-6.lua
strict() { cursus --company strict "$@"; }
strict init
strict policy load strict >strict.load
if strict record employees code=E3 position=agent status=intern grade=mid1.good >blocked 2>&1; then
  echo "E3 was recorded"; cat blocked; exit 1
fi
has blocked '[6.1]'
printf 'code,position,grade,status\nE4,agent,mid1.good,intern\nE5,agent,intern,intern\n' >more.csv
if strict import employees more.csv >refused 2>&1; then echo "E4 was recorded"; exit 1; fi
has refused 'line 2'
if strict person E5 >none 2>&1; then echo "E5 was recorded"; exit 1; fi
strict import employees more.csv --valid-only --rejects bad.csv >valid 2>&1
has valid '1 new'
has bad.csv '[6.1]'
if strict person E4 >none 2>&1; then echo "E4 was recorded"; exit 1; fi

# A pack whose scenarios never reach one of its clauses.
cp -r "$CURSUS_SOURCE_DIR/policies/camera-care" weak
find weak/tests -name '*.lua' ! -name rules.lua ! -name eligibility.lua -delete
: >ablated
for clause in 8.4.1.2.B 8.2.2 6.1 3.1; do
  cursus --company default --format json policy coverage weak --ablate --clause "$clause" |
    grep "\"clause\":\"$clause\"" >>ablated
done
has ablated '"clause":"8.4.1.2.B"'
row() { grep "\"clause\":\"$1\"" ablated >row || { echo "no row $1"; exit 1; }; has row "$2"; }
row 8.4.1.2.B '"ablated":true'
row 8.2.2 '"ablated":true'
row 6.1 '"ablated":false'
row 3.1 '"ablated":null'
cursus --company default --lang en policy coverage weak --ablate --clause 6.1 >table
tail -n 1 table >last
has last 'change none'
