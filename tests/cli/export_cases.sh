#!/usr/bin/env bash
# The cases in an extract: those about its people, with their acts, forms and deadlines, and nothing of anybody else but what stands in an
# act; scores that are still private are not in the file, nor is pay when it is left out.
set -eu
: "${CURSUS_SOURCE_DIR:?}" "${CURSUS_BIN:?}"
. "$CURSUS_SOURCE_DIR/tests/cli/_helper.sh"
as() {
  local actor=$1
  shift
  later 2026-07-01
  "$CURSUS_BIN" --db all.db --lang en --now "${now}Z" --actor "$actor" "$@"
}
part() { local file=$1; shift; "$CURSUS_BIN" --db "$file" --lang en --now 2026-07-08T09:00:00Z "$@"; }
refused() { if part part.db "$@" >out 2>err; then echo "went through: $*"; exit 1; fi; has err 'for reading only'; }

mkdir pack
cat >pack/pack.lua <<'X'
pack { id = "sample", title = "Sample" }
clauses "clauses.tsv"
ladder "grade" { clause = "1", { "low", en = "low grade", zh = "低级" }, { "high", en = "high grade", zh = "高级" } }
catalogue "position" { { "clerk", en = "clerk", zh = "职员" } }
catalogue "status" { { "confirmed", en = "confirmed", zh = "转正" } }
employee { attribute "pay" { type = "integer", blank = "none", label = { en = "pay", zh = "月薪" } } }
case {
  attribute "wanted" { type = "grade", label = { en = "wanted", zh = "申请职级" } },
  attribute "wish" { type = "integer", pay = true, label = { en = "wish", zh = "期望月薪" } },
  attribute "work" { type = "integer", label = { en = "work", zh = "业绩" } },
}
parameter "pay" {
  type = "table", keys = { "grade" }, unit = "money", clause = "3", label = { en = "pay by grade", zh = "薪级表" },
}
role "office" { clause = "2", label = { en = "office", zh = "办公室" } }
role "judge" { clause = "2", label = { en = "judge", zh = "评委" }, several = true }
role "superior" { clause = "2", label = { en = "superior", zh = "上级" }, is = "manager" }
form "notice" {
  clause = "2", kind = "notice", label = { en = "notice", zh = "通知书" }, series = "N", template = "notice.html",
  fields = { "number", "subject.name", "change.to", "pay.to", "pay.on" }, ours = true,
}
form "letter" {
  clause = "2", kind = "notice", label = { en = "letter", zh = "告知书" }, series = "L", template = "letter.html",
  fields = { "number", "subject.name", "change.to", "pay.on", "clauses", "approved.by" }, ours = true,
}
form "paper" { clause = "2", label = "paper", kind = "score", item "talk" { most = points(100) } }
panel "board" {
  clause = "2", label = "board", form = "paper", seat "judge" { weight = percent(100) }, pass = points(50), missing = "wait",
}
stage "2" {
  label = { en = "approval", zh = "审批" }, by = "office", act = "approve", reasons = { "3" }, fails = ends "refused",
  due = within(5, "workdays", opened_on),
}
stage "score" { clause = "2", label = { en = "panel", zh = "评审" }, act = "score", panel = "board" }
stage "notice" {
  clause = "2", label = { en = "letters", zh = "签发" }, by = "office", makes = { "notice", "letter" },
  writes = { sets("grade", asked "wanted", done_on) },
}
stage "3" {
  label = { en = "pay changed", zh = "调薪" }, by = "superior",
  writes = { sets("pay", from_table("pay", wanted), first_of_month(months_after(1, day_of "2"))) },
}
procedure "rise" {
  clause = "1", label = { en = "rise", zh = "晋级" }, asks = { "wanted", "wish" }, opens = { by = "office" },
  stages = { "2", "score", "notice", "3" },
}
X
cat >pack/notice.html <<'X'
<p>{{number}} {{subject.name}}: {{change.to}}; {{pay.to}}, {{pay.on}}</p>
X
cat >pack/letter.html <<'X'
<p>{{number}} {{subject.name}}: {{change.to}}; {{pay.on}}; {{approved.by}}</p>
{{#clauses}}<p>{{id}} {{label}}</p>
{{/clauses}}
X
printf 'id\tkind\texecutable\tparaphrase_en\tlabel_zh\tprimitive\tambiguity\n' >pack/clauses.tsv
printf '%s\trule\tyes\t%s\t%s\trule\t\n' 1 'the ladder' 职级 2 'the office approves' 审批 3 'the pay' 薪资 >>pack/clauses.tsv

as boss init --seed 1 >/dev/null
as boss policy load pack --set 'pay=low:4500.01,high:5200.53' >/dev/null
cat >people.csv <<'X'
code,name,position,grade,status,department,pay,manager
HHH1,Ann Office,clerk,high,confirmed,Office,520053,
JJJ1,Judge Yard,clerk,high,confirmed,Yard,765432,
FFF0,Lee Floor,clerk,high,confirmed,Floor,520053,HHH1
FFF1,Wei Floor,clerk,low,confirmed,Floor,450001,FFF0
FFF2,Na Floor,clerk,low,confirmed,Floor,450001,FFF0
YYY3,Qiang Yard,clerk,low,confirmed,Yard,654321,JJJ1
ZZZ4,Idle Yard,clerk,low,confirmed,Yard,654322,JJJ1
X
as boss import employees people.csv >/dev/null
as boss record roles role=office employee=HHH1 >/dev/null
as boss record roles role=judge employee=JJJ1 >/dev/null
as boss record roles role=judge employee=FFF0 >/dev/null
as boss record roles role=judge employee=ZZZ4 from=2020-01-01 to=2020-12-31 >/dev/null
as boss record delegations actor=HHH1 delegate=ZZZ4 from=2020-01-01 to=2020-01-02 reason='only-theirs' >/dev/null
as boss record calendar date=2026-07-03 kind=in-lieu note='a day of ours' >/dev/null
for code in FFF1 FFF2 YYY3; do as HHH1 case open rise --subject $code --set wanted=high --set wish=999887 >/dev/null; done
as HHH1 case do C000003 --answer yes --comment 'secret of the yard' >/dev/null
as FFF0 case do C000003 --score board.talk=61.23 >/dev/null
for case in C000001 C000002; do as HHH1 case do $case --answer yes --comment 'well done' >/dev/null; done
as JJJ1 case do C000001 --score board.talk=88.81 >/dev/null
as FFF0 case do C000001 --score board.talk=66.64 >/dev/null
as HHH1 case do C000001 >/dev/null
as FFF0 case do C000001 >/dev/null
as JJJ1 case do C000002 --score board.talk=77.79 >/dev/null
as boss form list >/dev/null
as boss verify >/dev/null

# --- what is in it
as boss export scope --department Floor --out part.db >made
has made '3 people, 0 runs, 2 cases, 2 forms'
part part.db verify >/dev/null
part part.db case list >out
has out C000001
has out C000002
lacks out C000003
part part.db --format json case show C000001 >shown
as boss --format json case show C000001 >whole
for file in shown whole; do sed -i 's/"txn":[0-9]*//g; s/"late":[0-9]*,//; s/"due[a-z_]*":"[^"]*",//g' $file; done
cmp shown whole
part part.db case show C000002 >out
has out 'JJJ1'
lacks out 77.79
part part.db --actor JJJ1 case show C000002 >out # nor may the rater see it here
lacks out 77.79
part part.db todo >out
has out 'FFF0 Lee Floor'
lacks out nobody
part part.db todo --actor FFF0 >out
has out C000002
part part.db case pending >out
has out pay
part part.db form list >out
has out N-000001
has out kept
part part.db form verify >out
has out '2 forms are as they were printed'
part part.db form print L-000001 >letter
has letter 'Wei Floor'
has letter 'Ann Office'
as boss form print L-000001 >letter.whole
cmp letter letter.whole
part part.db person FFF1 >person
has person 'high'

# --- and what is not: others, what they do in cases of their own, and what is private
for text in YYY3 'Qiang' 'Idle' ZZZ4 654321 654322 765432 'secret of the yard' C000003 6123 61.23 7779 only-theirs; do
  lacks part.db "$text"
done
for text in JJJ1 'Judge Yard' HHH1 8881 520053 'a day of ours'; do has part.db "$text"; done

# --- for reading only
cp part.db kept.db
refused case open rise --subject FFF0 --set wanted=high
refused --actor FFF0 case do C000002 --score board.talk=50
refused case withdraw C000002 --comment no
refused erase FFF1 --reason no
cmp part.db kept.db

# --- without pay
as boss export scope --department Floor --no-pay --out poor.db >made
has made '1 forms show pay and were left out'
for text in 520053 5200.53 '5,200.53' 450001 4500.01 999887 YYY3 7779 N-000001\ ; do lacks poor.db "$text"; done
part poor.db verify >/dev/null
part poor.db form list >out
has out L-000001
lacks out N-000001
part poor.db form verify >out
has out '1 forms are as they were printed'
part poor.db form print L-000001 >letter
cmp letter letter.whole
part poor.db case show C000001 >out
has out 'ended'
part poor.db case pending >out
part poor.db todo >out
has out C000002
