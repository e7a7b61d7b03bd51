#!/usr/bin/env bash
# Guards through the program: a warning names line, employee and clause; a variant that blocks refuses the row. And
# `policy coverage --ablate`: a clause that no scenario feels survives, what cannot be taken out is null.
set -eu
: "${CURSUS_SOURCE_DIR:?}" "${CURSUS_BIN:?}"
. "$CURSUS_SOURCE_DIR/tests/cli/_helper.sh"
cursus() { "$CURSUS_BIN" --db test.db --lang en --now 2026-07-01T10:00:00Z "$@"; }

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

# What acts of cases write: warned and noted, refused with the whole sheet, or in time.
mkdir cases
cat >cases/pack.lua <<'LUA'
pack { id = "rises", title = { en = "Rises", zh = "晋级" } }
clauses "clauses.tsv"
catalogue "position" { "agent" }
catalogue "status" { "confirmed", "left" }
ladder "grade" { { "low", en = "low", zh = "初" }, { "middle", en = "middle", zh = "中" }, { "high", en = "high", zh = "高" } }
role "boss" { label = { en = "boss", zh = "上级" } }
case { attribute "wanted" { type = "grade", label = { en = "wanted", zh = "申请职级" } } }
guard "1" { label = { en = "nobody is high", zh = "不得为高级" }, must = grade:below "high", effect = "block" }
guard "2" { label = { en = "middle is rare", zh = "中级应从严" }, must = grade:equals "low", effect = "warn" }
stage "3" { label = { en = "approval", zh = "审批" }, act = "approve", by = "boss",
  writes = { sets("grade", asked "wanted", first_of_month(months_after(1, done_on))) } }
procedure "rise" { clause = "3", label = { en = "rise", zh = "晋级" }, asks = { "wanted" }, stages = { "3" } }
LUA
printf 'id\tkind\texecutable\tparaphrase_en\tlabel_zh\tprimitive\tambiguity\n' >cases/clauses.tsv
for c in 1 2 3; do printf '%s\trule\tyes\tClause.\t条款\trule\t\n' "$c" >>cases/clauses.tsv; done
rises() { cursus --company rises "$@"; }
rises init
rises policy load cases >out
printf 'code,position,grade,status\nA1,agent,low,confirmed\nA2,agent,low,confirmed\nB,agent,low,confirmed\n' >a.csv
rises import employees a.csv >out
rises record roles role=boss employee=B >out
for one in A1=high A2=middle A1=middle; do
  rises --actor B case open rise --subject "${one%=*}" --set wanted="${one#*=}" >out
done
if rises --actor B case do C000001 --answer yes >out 2>&1; then echo 'done against a guard'; exit 1; fi
has out 'case C000001: what it would write of A1 is refused: nobody is high'
has out '[1]'
printf 'case,answer\nC000001,yes\nC000002,yes\n' >acts.csv
if rises --actor B case do --sheet acts.csv >out 2>&1; then echo 'a sheet against a guard'; exit 1; fi
has out 'nobody is high'
rises case list --open --format json >out
[ "$(grep -c '"stage":"3"' out)" = 3 ] || { cat out; exit 1; }
rises --actor B case do C000002 --answer yes >out 2>&1
has out 'warning: C000002, A2: middle is rare'
rises case show C000002 >out
has out 'warned: middle is rare [2]'
rises --lang zh case show C000002 >out
has out '提示：中级应从严 [2]'
rises --format json --actor B case do C000003 --answer yes >out 2>err
has out '"warnings":[{'
has out '"clause":"2"'
[ ! -s err ] || { cat err; exit 1; }
rises --format json person A2 --as-of 2026-08-01 >out
has out '"effective":"2026-08-01"'

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
