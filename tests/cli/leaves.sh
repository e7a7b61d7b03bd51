#!/usr/bin/env bash
# Packs with opaque leaves, and variants of them, through the program: the functions of every layer are found in what is stored, whatever
# becomes of the folders; decisions, replay and explanations are the same; a variant on a newer base is another version.
set -eu
: "${CURSUS_SOURCE_DIR:?}" "${CURSUS_BIN:?}"
export CURSUS_DB=$PWD/leaves.db LANG=C.UTF-8
unset LC_ALL LC_MESSAGES
rm -rf "$CURSUS_DB" base variant second ./*.csv out err

minute=0
# c COMMAND...: the program, each call a minute after the last.
c() {
  minute=$((minute + 1))
  "$CURSUS_BIN" --now "$(printf '2026-07-01T%02d:%02d:00' $((8 + minute / 60)) $((minute % 60)))" --actor tester "$@" >out 2>err
}
fail() { echo "leaves.sh: $1" >&2; cat out err >&2; exit 1; }
# expect STATUS COMMAND...
expect() {
  local want=$1 got=0
  shift
  c "$@" || got=$?
  [ "$got" -eq "$want" ] || fail "$* exits $got, not $want"
}
has() { grep -qF -- "$1" out || fail "the answer lacks: $1"; }
says() { grep -qF -- "$1" err || fail "the message lacks: $1"; }
# outcomes RUN: "E1 not_met E2 panel" ...
outcomes() {
  expect 0 cycle show "$1" --format json
  sed -E 's/.*"employee":"([^"]*)","outcome":"([^"]*)".*/\1 \2/' out | tr '\n' ' '
}
# same GOT WANTED
same() { [ "$1" = "$2" ] || fail "got '$1', wanted '$2'"; }

# The template, with its condition on the status said by a function.
cp -r "$CURSUS_SOURCE_DIR/policies/template" base
sed -i 's/id = "template"/id = "base"/' base/pack.lua
function_of() { echo "opaque \"$1\" { reads = { \"status\" }, holds = function(person) return person.status $2 \"confirmed\" end }"; }
sed -i "s/^eligibility \"2.3\" .*/eligibility \"2.3\" { when = $(function_of settled ==) }/" base/promotion.lua
grep -q 'opaque "settled"' base/promotion.lua

echo 'code,position,grade,status,hired_on,graded_on' >people.csv
echo 'employee,period,rating' >ratings.csv
for code in E1 E2 E3 E4; do
  status=confirmed
  [ $code = E2 ] && status=intern
  [ $code = E4 ] && status=
  echo "$code,agent,junior,$status,2022-03-01,2024-11-17" >>people.csv
  for month in 01 02 03 04 05 06 07 08 09 10 11 12; do echo "$code,2025-$month,A" >>ratings.csv; done
done
expect 0 init --company acme --timezone Asia/Shanghai --seed 7
expect 0 policy load "$CURSUS_SOURCE_DIR/policies/template" --set 'months in grade=12'
expect 0 import employees people.csv
expect 0 import ratings ratings.csv
expect 0 cycle plan yearly --as-of 2026-01-01
plain='E1 panel E2 ineligible E3 panel E4 undetermined '
same "$(outcomes 1)" "$plain"

# --- the function says what the condition said
expect 0 policy load base --effective 2020-01-01 --set 'months in grade=12'
expect 0 cycle plan yearly --as-of 2026-01-01
same "$(outcomes 2)" "$plain"
expect 0 explain E2 --run 2
has "settled"

# --- a variant with a function of its own keeps that of its base
mkdir variant second
printf 'pack { id = "variant", title = "Variant" }\nextends "base"\noverride.eligibility "2.4" { when = %s }\n' "$(function_of unsettled '~=')" >variant/pack.lua
expect 0 policy load variant --effective 2021-01-01 --set 'months in grade=12'
expect 0 cycle plan yearly --as-of 2026-01-01
same "$(outcomes 3)" 'E1 ineligible E2 ineligible E3 ineligible E4 undetermined '

# --- and so does a variant of the variant, long after the folders are gone
printf 'pack { id = "second", title = "Second" }\nextends "variant"\noverride.eligibility "2.4" { when = months_since(graded_on):at_least(1) }\n' >second/pack.lua
expect 0 policy load second --effective 2022-01-01 --set 'months in grade=12'
mkdir gone
mv base variant gone/
expect 0 cycle plan yearly --as-of 2026-01-01
same "$(outcomes 4)" "$plain"
for run in 2 3 4; do expect 0 replay $run; done

# --- on a newer base it is another version, though its own files are the same
mv gone/base gone/variant .
sed -i 's/return person.status == "confirmed"/return person.status ~= nil/' base/promotion.lua
expect 0 policy load base --effective 2020-01-01 --set 'months in grade=12'
expect 0 policy load variant --effective 2021-01-01 --set 'months in grade=12'
expect 0 policy load second --effective 2022-01-01 --set 'months in grade=12'
expect 0 cycle plan yearly --as-of 2026-01-01
same "$(outcomes 5)" 'E1 panel E2 panel E3 panel E4 undetermined '
expect 0 replay 4
expect 0 verify

# --- a function that does not come back is the person's error, with its place; the other people have their verdicts
sed -i 's/return person.status ~= nil/while person.status == "intern" do end return true/' base/promotion.lua
expect 0 policy load base --effective 2023-01-01 --set 'months in grade=12'
expect 0 cycle plan yearly --as-of 2026-01-01
outcomes 6 >seen
grep -q 'E1 panel E2 error E3 panel' seen || fail "$(cat seen)"
expect 0 explain E2 --run 6
has 'promotion.lua:'
