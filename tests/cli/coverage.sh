#!/usr/bin/env bash
# `policy coverage --ablate` and `--numbers`: what no scenario feels is named, clause by clause and number by number.
set -eu
: "${CURSUS_SOURCE_DIR:?}" "${CURSUS_BIN:?}"
. "$CURSUS_SOURCE_DIR/tests/cli/_helper.sh"
cursus() { "$CURSUS_BIN" --db none.db --lang en "$@"; }

cp -r "$CURSUS_SOURCE_DIR/policies/template" pack
cursus --format json policy coverage pack >plain
lacks plain numbers

# Of the ratings a month more or less is felt, of the complaints the scenarios know only one in the middle.
cursus --format json policy coverage pack --numbers --clause 2.5 >numbers
grep '"clause":"2.5"' numbers >row
has row '"numbers":8'
has row 'promotion.lua:43 events window.periods 12'
lacks row 'need 6A'
lacks row 'meets window'
lacks row ablated
grep '"clause":"2.2"' numbers >row # not tried: nothing is said of it
has row '"numbers":1'
has row '"unfelt":null'
cursus policy coverage pack --numbers --clause 2.5 >table
has table '2.5: no scenario feels promotion.lua:43 events window.periods 12'
has table 'numbers shifted by one: 5 change a scenario, 3 change none, 0 cannot be shifted'

# The month of the cycle: felt where a scenario says which month is unusual.
cat >pack/tests/unusual.lua <<'LUA'
local function month(as_of, unusual)
  return {
    clause = "2.3", cycle = "yearly", as_of = as_of, settings = { parameters = { ["months in grade"] = 12 } },
    person = { position = "agent", grade = "junior", status = "confirmed", hired_on = "2023-02-01",
      graded_on = "2024-06-01" },
    expect = { unusual = unusual },
  }
end
return { month("2026-01-01", false), month("2026-02-01", true) }
LUA
cursus policy test pack
cursus --format json policy coverage pack --ablate >ablated
grep '"clause":"2.2"' ablated >row
has row '"unfelt":[]'
# Everybody in the scenarios is confirmed: 2.3 changes none, though it has scenarios of its own.
grep '"clause":"2.3"' ablated >row
has row '"tests":2'
has row '"ablated":false'
grep '"clause":"2.6"' ablated >row
has row '"ablated":true'

rc=0; cursus policy coverage pack --clause 2.5 >wrong 2>&1 || rc=$?
[ "$rc" = 2 ] || { echo "exit status $rc"; exit 1; }
has wrong '--numbers'

# A clause that is only a reason to refuse stands where somebody may refuse by it.
printf '2.8\trule\tyes\tWho refuses gives this reason.\t理由\tworkflow step\t\n' >>pack/clauses.tsv
cursus policy check pack >checked
has checked 'clause 2.8 stands nowhere yet'
cat >>pack/promotion.lua <<'LUA'
role "HR" { label = { en = "human resources" } }
stage "2.7" { label = { en = "signing" }, by = "HR", act = "approve", reasons = { "2.8" } }
procedure "signing" { clause = "2.7", label = { en = "signing" }, stages = { "2.7" } }
LUA
cursus policy check pack >checked
lacks checked '2.8'
cursus --format json policy coverage pack >plain
grep '"clause":"2.8"' plain >row
has row '"asks"'
