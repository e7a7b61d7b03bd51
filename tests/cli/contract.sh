#!/usr/bin/env bash
# The contract from end to end, as a script outside the project would use it: one invented company, two clients' readings,
# import, plan, approve, apply, undo, correction, replay, erasure. Exit statuses, json fields, counts and refusals.
set -eu
: "${CURSUS_SOURCE_DIR:?}" "${CURSUS_BIN:?}"
pack=$CURSUS_SOURCE_DIR/policies/camera-care
export CURSUS_DB=$PWD/contract.db LANG=C.UTF-8
unset LC_ALL LC_MESSAGES
rm -f "$CURSUS_DB" ./*.csv ./*.txt out err

# The clock of a call: its minute of the day from eight o'clock.
at() { printf '2026-07-01T%02d:%02d:00' $((8 + $1 / 60)) $(($1 % 60)); }
minute=0
# c COMMAND...: the program, each call a minute after the last.
c() {
  minute=$((minute + 1))
  "$CURSUS_BIN" --now "$(at "$minute")" --actor tester "$@" >out 2>err
}
fail() { echo "contract.sh: $1" >&2; cat out err >&2; exit 1; }
# expect STATUS COMMAND...
expect() {
  local want=$1 got=0
  shift
  c "$@" || got=$?
  [ "$got" -eq "$want" ] || fail "$* exits $got, not $want"
}
# has TEXT, says TEXT: in what was printed, in the message.
has() { grep -qF -- "$1" out || fail "the answer lacks: $1"; }
says() { grep -qF -- "$1" err || fail "the message lacks: $1"; }
# every line of the answer is one json object
json_lines() {
  cp out answer.txt
  "$CURSUS_BIN" eval 'for line in io.lines "answer.txt" do assert(type(json.decode(line)) == "table", line) end' || fail 'not json'
}

# --- usage
expect 2
expect 2 nonsense
expect 2 verify --format yaml
expect 2 --now yesterday verify
expect 2 cycle plan half-year
expect 1 verify
says 'there is no such database'

# --- the company
expect 0 init --company acme --timezone Asia/Shanghai --seed 7
expect 1 init --company acme
expect 0 policy load "$pack" --set general_manager=王总
expect 1 policy load "$pack" --reading absence=nonsense
says 'back, shorten, missing'
expect 1 policy load "$pack" --reading nonsense=back

# --- import: Chinese headers, GB18030, CRLF, full width, four layouts of dates; nothing half-written
{
  printf '工号,姓名,岗位,职级,状态,入职日期,转正日期,定级日期,部门\r\n'
  printf 'Ｅ０１,李芳,agent,junior.ordinary,confirmed,2022-03-01,2022/6/1,2025.11.17,一组\r\n'
  printf 'E02,"王,强",agent,junior.good,confirmed,2022年3月1日,2022-06-01,2025-11-17,一组\r\n'
  printf 'E03,张丽,qc,mid2.excellent,confirmed,2022-03-01,2022-06-01,2025-11-17,\r\n'
  printf ' E04 ,刘伟,agent,senior.good,confirmed,2022-03-01,2022-06-01,2025-11-17,\r\n'
  printf 'E05,陈静,agent,junior.good,probation,2026-05-01,,,\r\n'
  printf 'E06,杨磊,leader,senior.good,confirmed,2022-03-01,2022-06-01,2025-05-17,\r\n'
  printf 'E07,黄勇,agent,junior.good,confirmed,2022-03-01,2022-06-01,2025-11-17,\r\n'
  printf 'E08,周平,agent,mid1.excellent,confirmed,2022-03-01,2022-06-01,2025-11-17,\r\n'
} >people.utf8.csv
iconv -f utf-8 -t gb18030 people.utf8.csv >people.csv
expect 0 import employees people.csv --dry-run
expect 0 import list --format json
[ ! -s out ] || fail 'a dry run loaded a batch'
expect 0 import employees people.csv --format json
json_lines
has '"rows":8,"added":8,"corrected":0,"same":0,"rejected":0'
expect 0 person E01 --format json
has '"name":"李芳"'
has '"value":"2025-11-17"'

{
  printf '\357\273\277employee,period,rating\n'
  while read -r code ratings; do
    month=0
    for rating in $ratings; do
      month=$((month + 1))
      [ "$rating" = - ] || echo "$code,2026-0$month,$rating"
    done
  done <<'RATINGS'
E06 A A B B B B
E04 a Ａ B B B B
E01 A A A B B B
E02 S A B B B B
E03 B B B B B B
E07 B B - B B B
E08 B B B B B B
RATINGS
} >ratings.csv
expect 0 import ratings ratings.csv --format json
has '"rows":41,"added":41'
expect 0 import ratings ratings.csv --format json
has '"added":0,"corrected":0,"same":41,"rejected":0,"warnings":0,"batch":0'
printf 'employee,period,rating\nE01,2026-01,A\nE01,2026-02,C\nE01,2026-02,D\nE99,2026-01,A\nE02,2026-13,A\nE02,2026-06,a\nE03,2026-01,\n' >bad.csv
expect 1 import ratings bad.csv --format json
has '"rows":7,"added":0,"corrected":1,"same":2,"rejected":4'
expect 0 import ratings bad.csv --valid-only --rejects rejects.csv --format csv
has 'rows,added,corrected,same,rejected'
[ "$(wc -l <rejects.csv)" -eq 5 ] || fail 'four rejects and a header'
expect 0 import list --format json
batch=$(sed -n '$s/.*"id":\([0-9]*\).*/\1/p' out)
expect 0 import undo "$batch"
expect 1 import undo "$batch"
expect 1 import undo 9999
printf 'employee,from,to,kind\nE03,2026-05-02,2026-04-30,medical\nE99,2026-01-01,,medical\n' >absences.csv
expect 1 import absences absences.csv
printf 'employee,from,to,kind\nE03,2026-05-02,2026-04-30,medical\n' >absences.csv
expect 0 import absences absences.csv
says '2026-04-30'
printf 'employee,on,kind,cause,upheld,ref\nE08,2026-03-12,complaint,other,,\nE08,2026-03-12,complaint,other,,\nE08,2026-04-12,complaint,other,,R1\n' >events.csv
expect 0 import events events.csv --format json
has '"added":3'
expect 0 import events events.csv --format json
has '"added":0,"corrected":0,"same":3'
# a ref is the event's key in the whole company
printf 'employee,on,kind,ref\nE07,2026-04-12,complaint,R1\nE07,2026-04-12,complaint,R1\n' >moved.csv
expect 0 import events moved.csv --format json
has '"added":0,"corrected":1,"same":1,"rejected":0'
moved=$(sed -n 's/.*"batch":\([0-9]*\).*/\1/p' out)
expect 0 person E07 --format json
has '"cause":"other"'
expect 0 import undo "$moved"
expect 0 import events events.csv --format json
has '"added":0,"corrected":0,"same":3'
printf 'employee,on,kind,ref\nE07,2026-04-12,complaint,R2\nE08,2026-04-12,complaint,R2\n' >moved.csv
expect 1 import events moved.csv --format json
has '"rows":2,"added":0,"corrected":0,"same":0,"rejected":2'

# --- plan
expect 0 cycle ready half-year --as-of 2026-07-01 --format json
json_lines
has '{"fact":"rating:2026-03","verdicts":1,"example":"E07"}'
expect 0 verify --format json
before=$(cat out)
expect 0 cycle plan half-year --as-of 2026-07-01 --format json
has '"run":1'
for count in '"capped":1' '"direct":2' '"error":0' '"ineligible":1' '"not_met":0' '"panel":2' '"undetermined":1'; do has "$count"; done
expect 0 verify --format json
[ "${before%\"runs*}" = "$(sed 's/"runs.*//' out)" ] || fail 'a plan wrote to the ledger'
expect 0 cycle show 1 --format json
json_lines
cat >want.txt <<'DECISIONS'
{"employee":"E01","outcome":"direct","rule":"8.4.1.2.B","from":"junior.ordinary","to":"junior.excellent","steps":2,"missing":[]}
{"employee":"E02","outcome":"direct","rule":"8.4.1.2.B","from":"junior.good","to":"mid1.ordinary","steps":2,"missing":[]}
{"employee":"E03","outcome":"capped","rule":null,"from":"mid2.excellent","to":null,"steps":0,"missing":[]}
{"employee":"E04","outcome":"panel","rule":"8.4.1.3.a","from":"senior.good","to":"senior.excellent","steps":1,"missing":[]}
{"employee":"E05","outcome":"ineligible","rule":null,"from":"junior.good","to":null,"steps":0,"missing":[]}
{"employee":"E07","outcome":"undetermined","rule":null,"from":"junior.good","to":null,"steps":0,"missing":["rating:2026-03"]}
{"employee":"E08","outcome":"panel","rule":"8.4.1.2.A","from":"mid1.excellent","to":"mid2.ordinary","steps":1,"missing":[]}
DECISIONS
cmp want.txt out || fail 'other decisions'
expect 0 explain E07 --cycle half-year --as-of 2026-07-01 --assume rating:2026-03=A --format json
has '"outcome":"direct"'
expect 0 explain E04 --run 1 --lang zh
has '刘伟'
expect 0 cycle show 1 --format csv
[ "$(head -c 3 out | od -An -tx1 | tr -d ' ')" = efbbbf ] || fail 'csv without a byte order mark'

# --- approve and apply
expect 1 cycle approve 1 --by 张三
says '8.5.5'
expect 2 cycle hold 1 E01
expect 0 cycle hold 1 E01 --reason 'a question is open' --format json
json_lines
has '"employee":"E01"'
expect 1 cycle override 1 E07 --outcome direct --to nonsense --reason x
expect 0 cycle override 1 E07 --outcome direct --to junior.excellent --reason 'B in March, says the leader'
echo E77 >some.txt
expect 1 cycle approve 1 --by 王总 --only some.txt
says E77
echo E02 >some.txt
expect 0 cycle approve 1 --by 王总 --only some.txt
expect 0 cycle apply 1 --format json
has '"applied":1'
expect 0 cycle apply 1 --format json
has '"applied":0'
expect 0 cycle release 1 E01 --reason answered
expect 0 cycle approve 1 --by 王总
expect 0 cycle apply 1 --format json
has '"applied":2,"waiting_panel":2'
expect 0 person E02 --as-of 2026-07-01 --format json
has '"name":"grade","effective":"2026-07-01"'
expect 0 person E02 --as-of 2026-06-30 --format json
has '"name":"grade","txn":3,"value":"junior.good"'
has '"before":"junior.good","fact":"grade@2026-07-01"'

# --- undo, correction, apply again
expect 2 cycle undo 1
expect 0 cycle undo 1 --reason 'a rating was wrong'
expect 0 record ratings employee=E01 period=2026-03 rating=b
corrected=$minute
expect 1 cycle apply 1
says E01
expect 0 record ratings employee=E01 period=2026-03 rating=A
expect 0 record ratings employee=E01 period=2025-01 rating=D
expect 0 record employees code=E01 department=二组
expect 0 cycle apply 1
expect 0 cycle plan half-year --as-of 2026-07-01 --known-at "$(at "$corrected")"
expect 0 cycle approve 2 --by 王总
expect 1 cycle apply 2
says 'run 1'
expect 0 record employees code=E02 grade=mid1.good graded_on=2026-07-01
expect 1 cycle undo 1 --reason x
says E02

# --- as known at: before the correction and after it
expect 0 explain E01 --cycle half-year --as-of 2026-07-01 --known-at "$(at "$((corrected - 1))")" --format json
has '"to":"junior.excellent"'
expect 0 explain E01 --cycle half-year --as-of 2026-07-01 --known-at "$(at "$corrected")" --format json
has '"to":"junior.good"'

# --- another pack version from August; another company with another reading
cp -r "$pack" pack2
sed -i 's/gives = up(2)/gives = up(1)/' pack2/chapter-8.lua
expect 0 policy load pack2 --effective 2026-08-01 --set general_manager=王总 --set pay=junior.good:4800,intern:3500
expect 0 policy list --format json
has 'pay=intern:3500,junior.good:4800'
json_lines
[ "$(wc -l <out)" -eq 2 ] || fail 'two adoptions'
expect 0 replay 1 --format json
has '"same":true'
expect 0 init --company beta --timezone Asia/Shanghai
expect 2 cycle list
expect 0 --company beta policy load "$pack" --reading 8.3.3.B=held
expect 0 --company beta import employees people.csv
expect 0 import ratings ratings.csv --company beta
expect 0 cycle plan half-year --as-of 2026-07-01 --format json --company beta
run=$(sed -n 's/.*"run":\([0-9]*\).*/\1/p' out)
expect 0 --company beta cycle show "$run" --format json
has '{"employee":"E08","outcome":"direct","rule":"8.4.1.2.A"'
expect 1 --company acme cycle show "$run"

# --- a person erased, also one recorded by hand; the ledger stays whole
expect 0 --company acme record employees code=E02 name=王二强
expect 2 --company acme erase E02
expect 0 --company acme erase E02 --reason 'asked to be forgotten' --format json
has '{"erased":"E02"}'
expect 0 --company acme person E02 --format json
has '"erased":true'
! grep -q '王二强' "$CURSUS_DB"* || fail 'the name is still in the file'
expect 0 --company acme replay 1
expect 0 verify

# --- the clock may not go back
status=0
"$CURSUS_BIN" --company acme --now 2026-07-01T08:00:00 record employees code=E01 department=x >out 2>err || status=$?
[ "$status" -eq 1 ] || fail 'the clock went back'

# --- scripts
echo 'print(#arg, arg[1], ...)' >script.lua
expect 0 run script.lua one --two
has "$(printf '2\tone\tone\t--two')"
echo 'error "boom"' >script.lua
expect 1 run script.lua
says boom
expect 0 eval '{ a = 1 }' --format json
json_lines
expect 1 eval 'error "boom"'
echo ok
