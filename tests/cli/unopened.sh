#!/usr/bin/env bash
# A run some of whose decisions have no cases yet says so, as they stand now, and how they are opened; opened after the approval, they decide.
set -eu
: "${CURSUS_SOURCE_DIR:?}" "${CURSUS_BIN:?}"
. "$CURSUS_SOURCE_DIR/tests/cli/_helper.sh"
cursus() {
  later 2026-07-06
  "$CURSUS_BIN" --db test.db --lang "${lang:-en}" --actor H1 --now "${now}Z" "$@"
}

cursus init --seed 1 >/dev/null
cursus policy load "$CURSUS_SOURCE_DIR/policies/camera-care" --set general_manager=GM >/dev/null
echo 'code,position,grade,status,hired_on,confirmed_on,graded_on' >people.csv
echo 'P1,qc,mid1.excellent,confirmed,2022-08-15,2022-11-15,2025-07-01' >>people.csv
echo 'D1,agent,junior.good,confirmed,2022-08-15,2022-11-15,2025-07-01' >>people.csv
echo 'H1,leader,senior.good,confirmed,2020-01-01,2020-04-01,2025-07-01' >>people.csv
cursus import employees people.csv >/dev/null
echo 'employee,period,rating' >ratings.csv
for code in P1 D1; do for month in 1 2 3 4 5 6; do echo "$code,2026-0$month,A" >>ratings.csv; done; done
cursus import ratings ratings.csv >/dev/null
cursus record roles role=HR employee=H1 >/dev/null

open='case open half-year --run 1'
cursus cycle plan half-year --as-of 2026-07-01 >/dev/null
cursus cycle show 1 >out
has out "2 that qualify have no case yet, 1 of them for a panel; to open the cases: cursus $open"
cursus cycle show 1 --format json >out
lacks out "$open"
# Counted as the decisions stand: held, excluded and overridden ones want none.
cursus cycle hold 1 P1 --reason later >/dev/null
cursus cycle show 1 >out
has out '1 that qualify have no case yet, 0 of them'
cursus cycle override 1 D1 --outcome not_met --reason word >/dev/null
cursus cycle show 1 >out
lacks out "$open"
grep '^D1 ' out | grep -q 'not met .* overridden$'
grep '^D1 ' out >line
lacks line 8.4 # no clause decided it
cursus explain D1 --run 1 >out
has out 'decided by H1 to be not met: word'
cursus cycle release 1 P1 --reason now >/dev/null
cursus cycle override 1 D1 --outcome direct --to junior.excellent --reason word >/dev/null
cursus explain D1 --run 1 >out
has out 'decided by H1 to be direct +1 → junior agent (excellent): word'
lang=zh cursus explain D1 --run 1 >out
has out '由 H1 决定为 直接晋级 +1 → 初级客服(优秀)：word'
cursus cycle show 1 >out
has out '2 that qualify have no case yet, 1 of them'
cursus cycle approve 1 --by GM >out
has out "1 that qualify have no case yet, 1 of them for a panel; to open the cases: cursus $open"
lang=zh cursus cycle apply 1 >out
has out "1 人符合条件而尚未开案，其中 1 人需要评审；开案：cursus $open"
# The one whose grade is applied needs none any more.
cursus $open >out
has out '1 cases opened for run 1'
cursus case open 职级晋升 --run 1 >out # the same procedure, by its label
has out '0 cases opened for run 1'
cursus cycle show 1 >out
lacks out "$open"
cursus cycle apply 1 >out
has out '1 that qualify are not approved'
lacks out "$open"
cursus explain P1 --run 1 >out
has out '· case C000001: cursus case show C000001'
lang=zh cursus explain P1 --run 1 >out
has out '· 个案 C000001：cursus case show C000001'
cursus --format json explain P1 --run 1 >out
has out '"case":"C000001"'
cursus explain D1 --run 1 >out
lacks out 'case show'

# Others' cases are open: whoever qualifies by hand since is still counted.
cursus cycle undo 1 --reason anew >/dev/null
cursus cycle override 1 D1 --outcome panel --to junior.excellent --reason word >/dev/null
cursus cycle show 1 >out
has out "1 that qualify have no case yet, 1 of them for a panel; to open the cases: cursus $open"
cursus $open >out
has out '1 cases opened for run 1'
cursus cycle apply 1 >out
lacks out "$open"
