#!/usr/bin/env bash
# The questions of the prompt: why, what if, who; by the newest run that decided about the person, as known when it was planned.
set -eu
: "${CURSUS_SOURCE_DIR:?}" "${CURSUS_BIN:?}"
minute=0
cursus() {
  minute=$((minute + 1))
  "$CURSUS_BIN" --db test.db --lang "${lang:-en}" --now "$(printf '2026-01-05T08:%02d:00Z' "$minute")" "$@"
}
has() { grep -qF -- "$2" "$1" || { echo "not in $1: $2"; cat "$1"; exit 1; }; }

cursus init --seed 1 >/dev/null
cursus policy load "$CURSUS_SOURCE_DIR/policies/template" --set 'months in grade=12' >/dev/null
printf 'code,name,position,grade,status,hired_on,graded_on\nE1,李娜,agent,junior,confirmed,2023-02-01,2024-06-01\nE2,王强,agent,junior,confirmed,2023-02-01,2025-12-01\n' >people.csv
cursus import employees people.csv >/dev/null
if cursus eval 'who()' >out 2>&1; then exit 1; fi
has out 'no run yet'
{ echo 'employee,period,rating'; for m in 01 02 03 04 05 06 07 08 09 10 11 12; do echo "E1,2025-$m,A"; done; } >ratings.csv
cursus import ratings ratings.csv >/dev/null
cursus cycle plan yearly --as-of 2026-01-01 >/dev/null
cursus record employees code=E1 grade=senior >/dev/null # not known to the run

cursus eval 'why "E1"' >out
has out 'run 1: '
has out 'E1 李娜  junior'
cursus eval 'what_if("E1", "rating:2025-12", "C", "rating:2025-11", "C")' >out
has out 'no C: 2 of 12'
has out 'E1 李娜  junior'
if cursus eval 'who "ineligibel"' >out 2>&1; then exit 1; fi
has out "'ineligibel' is no outcome, no clause of the pack and no fact; the outcomes are direct, panel"
cursus eval 'who "rating:2025-12"' >out
has out '0 in run 1'
if cursus eval 'why("E1","x")' >out 2>&1; then exit 1; fi
has out 'ask it as why "E1"'
if grep -q 'questions.lua' out; then cat out; exit 1; fi
printf 'who "ineligible"\nwho(nil, 1)\nwhy "E9"\nhelp()\n' | lang=zh cursus repl >out 2>&1
has out 'E2 王强'
has out '共 1 人（第 1 次运行）'
has out '共 2 人（第 1 次运行）'
has out '没有哪次运行评定过 E9'
has out 'what_if("E1", "rating:2026-03", "A")'
