#!/usr/bin/env bash
# Cases through the program: opened, carried forward by whose turn it is, refused, sent back, reversed, in bulk by a sheet;
# the inbox; what a rating opens. The same commands give the same chain.
set -eu
: "${CURSUS_SOURCE_DIR:?}" "${CURSUS_BIN:?}"
. "$CURSUS_SOURCE_DIR/tests/cli/_helper.sh"
now=2026-07-06T10:00:00Z
db=test.db
cursus() { "$CURSUS_BIN" --db "$db" --lang en --now "$now" --actor admin "$@"; }
plain() { "$CURSUS_BIN" --db "$db" --lang en --now "$now" "$@"; } # todo: of everybody
as() { local who=$1; shift; "$CURSUS_BIN" --db "$db" --lang en --now "$now" --actor "$who" "$@"; }
refused() { local what=$1; shift; if "$@" >out 2>&1; then echo "done: $*"; cat out; exit 1; fi; has out "$what"; }

mkdir pack
cat >pack/pack.lua <<'LUA'
pack { id = "talks", title = { en = "Talks", zh = "面谈" } }
clauses "clauses.tsv"
catalogue "position" { { "agent", en = "agent", zh = "客服" }, { "leader", en = "leader", zh = "组长" } }
catalogue "status" { { "probation", zh = "试用" }, { "confirmed", zh = "转正" }, { "left", zh = "离职" } }
ladder "grade" { clause = "1", { "low", en = "low", zh = "初" }, { "high", en = "high", zh = "高" } }
scale "rating" { "A", "B", "C" }
series "rating" { scale = "rating", every = "month", default = true, label = { en = "rating", zh = "考核" } }
role "superior" { label = { en = "superior", zh = "上级" }, is = "manager" }
role "hr" { label = { en = "HR", zh = "人力资源" }, several = true }
role "director" { label = { en = "director", zh = "总经理" } }
case { attribute "wanted" { type = "grade", label = { en = "wanted", zh = "申请职级" } } }
eligibility "2" { when = status:is "confirmed", label = { en = "confirmed", zh = "已转正" } }
check "ready" { clause = "2", gates = { "2" } }
stage "3.1" { label = { en = "report", zh = "申报" }, by = "superior", needs = { "report" },
  due = within(5, "workdays", opened_on) }
stage "3.2" { label = { en = "review", zh = "初审" }, act = "file", by = "hr", returns = { "3.1" } }
labels "outcome" { { "raised", en = "raised", zh = "已晋级" } }
labels "document" { { "report", en = "report", zh = "申请书" } }
stage "3.3" { label = { en = "approval", zh = "审批" }, act = "approve", by = "director", reasons = { "2", "3.2" },
  writes = { sets("grade", asked "wanted", first_of_month(done_on)) }, next = ends "raised" }
procedure "promotion" { clause = "3", label = { en = "promotion", zh = "晋升" }, asks = { "wanted" },
  opens = { by = "superior", check = "ready" }, stages = { "3.1", "3.2", "3.3" } }
stage "4.1" { label = { en = "talk", zh = "面谈" }, by = "superior" }
procedure "talk" { clause = "4", label = { en = "talk", zh = "面谈" }, opens = { by = "hr" }, stages = { "4.1" } }
trigger "4" { on = recorded { series = "rating", values = { "C" } }, as_of = "recorded", opens = "talk" }
LUA
printf 'id\tkind\texecutable\tparaphrase_en\tlabel_zh\tprimitive\tambiguity\n' >pack/clauses.tsv
for c in 1 2 3 3.1 3.2 3.3 4 4.1; do
  printf '%s\tworkflow\tyes\tClause %s.\t条款\tworkflow step\t\n' "$c" "$c" >>pack/clauses.tsv
done
printf 'code,name,position,grade,status,hired_on,manager\nE1,Ann,agent,low,confirmed,2024-01-01,L1
E2,Bob,agent,low,probation,2026-01-01,L1\nE3,Cat,agent,low,confirmed,2024-01-01,L1\nL1,Lee,leader,high,confirmed,2020-01-01,D1
H1,Han,leader,high,confirmed,2020-01-01,D1\nD1,Dai,leader,high,confirmed,2020-01-01,\n' >people.csv
echo 'what E1 did' >report.txt

# What people read is in the language asked for; what scripts read are names.
in_words() {
  cursus --lang zh case list --procedure 晋升 >out
  has out '晋升  E1    已晋级'
  cursus --lang zh case show C000001 >out
  has out '结束：已晋级'
  has out '3.1 申报  办理        L1 (上级)'
  has out '文件：申请书'
  has out '原因：2 条款'
  has out '审批: 否    D1 (总经理)'
  has out '职级 初 → 高  3.3'
  cursus --lang zh case pending --as-of 2026-06-01 >out
  has out '职级      初    高'
  cursus --lang zh form basis E1 --case C000001 >out
  has out '<td><b>已晋级</b></td>'
  has out '<td><b>初 → 高  2026年7月1日</b></td>'
  has out '2026年7月6日  '
  has out '<tr><td class="id">2</td><td>条款</td>'
  has out '<td class="third">3.3 审批</td>'
  has out 'case C000001  pack '
  cursus --lang zh person E1 >out
  has out '职级      高  自 2026-07-01'
  has out '流程=晋升'
  has out '事项办结:2026-07-20 日期 '
  has out '事项办结:2026-07-20 种类 '
  cursus --lang zh subject show role 人力资源 >out
  has out '角色  人力资源'
  refused '个案 C000001 已于 2026-07-20 结束（已晋级）' as D1 --lang zh case do C000001
  cursus --lang zh --format json case show C000001 >out
  has out '"procedure":"promotion"'
  has out '"outcome":"raised"'
  has out '"role":"superior"'
  cursus --lang zh --format csv case show C000001 >out
  has out ',3.1,do,,L1,superior,'
}

story() {
  now=2026-07-06T10:00:00Z
  cursus init --seed 1 >out
  cursus policy load pack >out
  cursus import employees people.csv >out
  cursus record roles role=hr employee=H1 >out
  cursus record roles role=director employee=D1 >out

  # Who opens it and for whom.
  refused '[3]' as H1 case open promotion --subject E1 --set wanted=high
  refused 'clause 2 is not met' as L1 case open promotion --subject E2 --set wanted=high
  refused "'wanted' is required" as L1 case open promotion --subject E1
  as L1 case open 晋升 --subject E1 --set 申请职级=高 >out
  has out 'C000001 opened for E1'

  # Whose turn it is, what is needed, nothing is skipped.
  plain todo >out
  has out 'L1 Lee (superior)'
  has out '2026-07-13'
  refused "the document 'report' is missing (clause 3.1)" as L1 case do C000001
  refused "'approval' cannot be done before it (clause 3.1)" as D1 case do C000001 3.3 --answer yes
  refused '[3.1]' as E1 case do C000001 --document report
  as L1 case do C000001 申报 --document 申请书=report.txt >out
  as H1 case return C000001 --comment 'which year?' >out
  as L1 case do C000001 --document report >out
  as H1 case do C000001 --role 人力资源 >out

  # Refused with a reason of the stage; taken back; approved.
  refused 'needs a reason (clause 3.3), one of:' as D1 case refuse C000001 --reason 1 --comment no
  has out '  3.2 Clause 3.2.'
  as D1 case do C000001 --answer no --reason '2 Clause 2.' --comment 'not yet' >out
  has out 'ended: refused'
  refused 'newest' as D1 case reverse C000001 5 --reason misread
  as D1 case reverse C000001 6 --reason misread >out
  now=2026-07-20T10:00:00Z
  as D1 case do C000001 3.3 --answer yes >out
  has out 'ended: raised'
  as D1 case show C000001 >out
  has out '(reversed by act 7)'
  has out '(void: sent back)'
  has out 'grade low → high  3.3'
  cursus --format json person E1 >out
  has out '"name":"grade","effective":"2026-07-01"'

  # A day before, the grade is still to come, and says from which case.
  cursus person E1 --as-of 2026-06-30 >out
  has out 'grade  low'
  has out 'To come'
  has out '2026-07-01  grade  low → high  by C000001, act 8'
  cursus --format json person E1 --as-of 2026-06-30 >out
  has out '"pending":[{"name":"grade","act":8,"before":"low","case":"C000001","effective":"2026-07-01"'

  # A rating opens a case, once.
  cursus record ratings employee=E1 period=2026-06 rating=C >out
  has out 'C000002 opened: talk for E1, by rating:2026-06 [4]'
  cursus record ratings employee=E1 period=2026-06 rating=C >out
  if grep -q opened out; then echo 'opened twice'; exit 1; fi
  printf 'employee,period,rating\nE2,2026-06,C\nE3,2026-06,C\n' >ratings.csv
  cursus --format json import ratings ratings.csv >out
  has out '"case":"C000004"'

  # Of many at once the first are told; the rest are counted.
  { echo 'employee,name,status'; for i in $(seq 101 160); do echo "E$i,N$i,confirmed"; done; } >many.csv
  { echo 'employee,period,rating'; for i in $(seq 101 160); do echo "E$i,2026-06,C"; done; } >many_ratings.csv
  rm -f many.db many.db-*
  "$CURSUS_BIN" --db "$db" backup many.db >out
  db=many.db cursus import employees many.csv >out
  db=many.db cursus import ratings many_ratings.csv >out
  [ "$(grep -c 'opened: talk for E' out)" -eq 50 ]
  has out "… 10 more opened: talk [4]; 'cursus case list' shows them"

  # A sheet of acts: all or none, with the reason of each row.
  printf '个案,阶段,说明\nC000002,4.1,谈过\nC000009,4.1,\nC000004,3.3,\n' >acts.csv
  refused 'there is no case C000009' as L1 case do --sheet acts.csv
  has out 'nothing was done'
  cursus --format json case list --open >out
  [ "$(grep -c '"stage":"4.1"' out)" = 3 ] || { cat out; exit 1; }
  printf '个案,说明\nC000002,谈过，无异议\nC000003,\n' >acts.csv
  as L1 case do --sheet acts.csv --document minutes --comment talked >out
  has out '2 acts done'
  # What is typed stays as it is typed; what an option says holds for the other rows.
  cursus --format json case show C000002 >out
  has out '"comment":"谈过，无异议"'
  has out 'minutes'
  cursus --format json case show C000003 >out
  has out '"comment":"talked"'
  # Where something is only done a "no" refuses the case.
  printf '个案,答复,说明,document.note\nC000004,不同意,转岗,是\n' >acts.csv
  as L1 case do --sheet acts.csv >out
  has out '1 acts done'
  cursus --format json case show C000004 >out
  has out '"outcome":"refused"'
  has out '"comment":"转岗"'
  plain --format json todo >out
  [ ! -s out ] || { cat out; exit 1; }
  cursus case pending --as-of 2026-06-01 >out
  has out 'C000001'
  in_words
  cursus verify >out
}
story
tail -1 out >first
db=again.db
story
tail -1 out >second
cmp first second # the head of the chain
