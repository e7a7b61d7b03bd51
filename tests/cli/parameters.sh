#!/usr/bin/env bash
# A value that the document does not give and the company forgot: the case that needs it says how to give it, and goes on once it
# is there. What had a value when the case was opened keeps it.
set -eu
: "${CURSUS_SOURCE_DIR:?}" "${CURSUS_BIN:?}"
hour=8
as() {
  local who=$1
  shift
  hour=$((hour + 1))
  "$CURSUS_BIN" --db test.db --lang en --actor "$who" --now "$(printf '2026-07-06T%02d:00:00Z' "$hour")" "$@"
}
has() { grep -qF -- "$2" "$1" || { echo "not in $1: $2"; cat "$1"; exit 1; }; }

mkdir pack
cat >pack/pack.lua <<'LUA'
pack { id = "raises", title = "raises" }
clauses "clauses.tsv"
catalogue "status" { { "confirmed", en = "confirmed" } }
ladder "grade" { clause = "1", { "low", en = "low" }, { "high", en = "high" } }
employee {
  attribute "pay" { type = "integer", blank = "none", label = "pay" },
}
role "superior" { label = "superior", is = "manager" }
parameter "pay" { type = "table", keys = { "grade" }, unit = "money", clause = "2" }
parameter "seat" { type = "table", keys = { "grade" }, unit = "integer", clause = "2" }
employee { attribute "place" { type = "integer", blank = "none", label = "place" } }
stage "2" {
  label = "raise", by = "superior",
  writes = { sets("pay", from_table("pay", grade), done_on), sets("place", from_table("seat", grade), done_on) },
}
procedure "raise" { clause = "2", label = "raise", opens = {}, stages = { "2" } }
LUA
printf 'id\tkind\texecutable\tparaphrase_en\tlabel_zh\tprimitive\tambiguity\n1\tworkflow\tyes\tClause.\t条款\tworkflow step\t\n2\tworkflow\tyes\tClause.\t条款\tworkflow step\t\n' >pack/clauses.tsv
printf 'code,grade,status,hired_on,manager\nE1,low,confirmed,2024-01-01,L1\nL1,high,confirmed,2020-01-01,\n' >people.csv

as admin init --seed 1 >/dev/null
as admin policy load pack --set seat=low:7,high:9 >/dev/null
as admin import employees people.csv >/dev/null
as L1 case open raise --subject E1 >/dev/null
if as L1 case do C000001 >refused 2>&1; then echo 'raised by nothing'; exit 1; fi
has refused "the parameter 'pay' has no value (clause 2); load the policy again with it and with all that is set now"

as admin policy load pack --set pay=low:4500,high:6000 --set seat=low:1,high:2 >/dev/null
# What comes later still, or is not in force yet, changes nothing for the open case.
as admin policy load pack --set pay=low:5100,high:6000 --set seat=low:1,high:2 >/dev/null
as admin policy load pack --set pay=low:9999,high:9999 --set seat=low:1,high:2 --effective 2027-01-01 >/dev/null
as L1 case do C000001 >/dev/null
as L1 --format json person E1 >person
has person '"name":"pay","effective":"2026-07-06","txn":8,"value":450000'
has person '"name":"place","effective":"2026-07-06","txn":8,"value":7'
