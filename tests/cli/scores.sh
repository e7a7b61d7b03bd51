#!/usr/bin/env bash
# Forms scored item by item, through the program: the sheet to fill in has a column for each item, an item that is missing or over its
# maximum is refused with where and what, and the items show in the case, in the form that is printed and in the grounds.
set -eu
: "${CURSUS_SOURCE_DIR:?}" "${CURSUS_BIN:?}"
. "$CURSUS_SOURCE_DIR/tests/cli/_helper.sh"
cursus() {
  later 2026-01-05
  "$CURSUS_BIN" --db test.db --lang "${lang:-en}" --actor "${actor:-H1}" \
    --now "${now}Z" "$@"
}

cp -r "$CURSUS_SOURCE_DIR/policies/template" pack
rm -rf pack/tests
cat >>pack/promotion.lua <<'X'

role "HR" { label = { en = "HR", zh = "人力资源部" }, several = true }
role "boss" { label = { en = "boss", zh = "上级" } }
case { attribute "work" { type = "integer", label = { en = "work", zh = "工作得分" } } }
form "R-1" {
  kind = "score", clause = "2.7", series = "R", label = { en = "defence", zh = "答辩评审表" }, template = "review.html",
  fields = { "scores" }, ours = true,
  item "talk" { label = { en = "talk", zh = "表达" }, most = points(20), weight = percent(30) },
  item "work" { label = { en = "work done", zh = "业绩" }, most = points(50), weight = percent(70) },
}
form "R-2" {
  kind = "score", clause = "2.7", series = "R", label = { en = "work", zh = "工作评估表" }, template = "review.html",
  fields = { "scores" }, ours = true,
}
panel "2.7" {
  label = { en = "panel", zh = "评审小组" }, form = "R-1", pass = points(60), missing = "wait",
  seat "boss" { weight = percent(60) }, seat "HR" { weight = percent(40) },
}
stage "scores" {
  label = { en = "scores", zh = "评分" }, clause = "2.7", act = "score", panel = "2.7", fails = ends "refused",
  collects = collect("R-2", { from = "boss", into = "work" }),
}
stage "agree" { label = { en = "agree", zh = "审批" }, clause = "2.7", act = "approve", by = "boss", fails = ends "refused" }
procedure "advance" {
  label = { en = "advance", zh = "晋级" }, clause = "2.7", opens = { by = "HR", cycle = "yearly" }, stages = { "scores", "agree" },
}
X
cat >pack/review.html <<'X'
<table>
{{#scores}}<tr><td>{{rater}}</td><td>{{score}}</td></tr>
{{#items}}<tr><td>{{label}} {{most}} {{weight}}</td><td>{{points}}={{share}}</td></tr>
{{/items}}{{/scores}}</table>
X
cursus init --seed 1 >/dev/null
cursus policy load pack --set 'months in grade=12' >/dev/null
printf 'code,name,position,grade,status,hired_on,graded_on,department\nE1,赵敏,agent,junior,confirmed,2023-02-01,2024-06-01,Floor
H1,Ann,leader,senior,confirmed,2020-02-01,2024-06-01,Office\nB1,Bob,leader,senior,confirmed,2020-02-01,2024-06-01,Office\n' >people.csv
cursus import employees people.csv >/dev/null
echo 'employee,period,rating' >ratings.csv
for month in 01 02 03 04 05 06 07 08 09 10 11 12; do echo "E1,2025-$month,A" >>ratings.csv; done
cursus import ratings ratings.csv >/dev/null
cursus record roles role=HR employee=H1 >/dev/null
cursus record roles role=boss employee=B1 >/dev/null
cursus cycle plan yearly --as-of 2026-01-01 >/dev/null
cursus case open advance --run 1 >/dev/null

# Who sits in two seats is named.
cursus record roles role=HR employee=B1 >batch
cursus case show C000001 >out
has out "  ! B1 Bob sits in 2 seats of 'panel' and scores in each: HR, boss"
lang=zh cursus case show C000001 >out
has out '  ! B1 Bob 占 2 个席位（“评审小组”），各计一次：人力资源部、上级'
cursus import undo "$(sed -n 's/loaded as batch \([0-9]*\);.*/\1/p' batch)" >/dev/null
cursus case show C000001 >out
lacks out 'seats'

# What Bob has to score, with a column for each item and one for the form that has none.
"$CURSUS_BIN" --db test.db --lang en --now 2026-01-05T12:00:00Z report scores >refused 2>&1 && exit 1
has refused '--actor CODE'
actor=B1 lang=zh cursus report scores --out scores.csv >written
has written 'case do --sheet scores.csv'
tr -d '\r' <scores.csv >plain.csv
has plain.csv '个案,阶段,角色,工号,姓名,部门,岗位,评分.R-2,评分.2.7.talk,评分.2.7.work'
has plain.csv 'C000001,评分,上级,E1,赵敏,Floor,'
actor=B1 cursus report scores --out scores.xlsx >/dev/null

cursus case show C000001 >out
has out '  to be scored: R-2 (work), 2.7.talk, 2.7.work'
lang=zh cursus case show C000001 >out
has out '  待评分：R-2 (工作评估表), 2.7.talk, 2.7.work'

# Missing, over its maximum, or one total for it all: refused with where and what.
fill() { { head -1 plain.csv; echo "C000001,scores,boss,E1,赵敏,Floor,,$1"; } >filled.csv; }
fill 80,16,
actor=B1 fails case do --sheet filled.csv
has refused "'panel': the item 'work done' has no score; it takes 0 to 50 (clause 2.7)"
fill 80,16,50.5
actor=B1 fails case do --sheet filled.csv
has refused "'panel.work done': '50.5' is no score from 0 to 50"
actor=B1 fails case do C000001 --score 2.7=70
has refused "'panel' is scored item by item: 2.7.talk, 2.7.work (clause 2.7)"
actor=B1 fails case do C000001 --score 2.7.voice=7
has refused 'R-2, 2.7.talk, 2.7.work'
actor=B1 lang=zh fails case do C000001 --score 2.7.talk=7
has refused '“评审小组”：项目“业绩”没有评分，应为 0 到 50 分（条款 2.7）'

# 16 of 20 are 24 of 30, 40.01 of 50 are 56.01 of 70 (56.014).
fill 80,16,40.01
actor=B1 cursus case do --sheet filled.csv >out
has out '1 acts done'
actor=H1 cursus case show C000001 >out
lacks out 'talk:'
actor=H1 cursus case do C000001 --score 2.7.表达=10 --score '2.7.work done=45' >out
cursus case show C000001 >out
has out 'panel: 80.01 points'
has out 'talk: 16.00 of 20.00, 30% of the whole: 24.00'
has out 'work done: 40.01 of 50.00, 70% of the whole: 56.01'
has out 'work: 80.00 points'
has out 'total: 79.21 points, pass mark 60.00' # 80.01 x 60 % + 78.00 x 40 % = 79.206
lang=zh cursus case show C000001 >out
has out '总分：79.21 分（合格分 60.00）'
has out '表达：16.00（满分 20.00，权重 30%）计 24.00'
has out '  答复：是, 否'
cursus --format json case show C000001 >out
has out '"needs":{"answers":["yes","no"]}'
has out '"items":{"2.7":[{'

# In the form that is printed, and in the grounds: in the mean of all.
cursus form preview R-1 --case C000001 --out review.html >/dev/null
has review.html '<td>talk 20.00 30%</td><td>16.00=24.00</td>'
lacks review.html '<td>80.00</td>'
cursus form preview R-2 --case C000001 --out work.html >/dev/null
has work.html '<tr><td>Bob</td><td>80.00</td></tr>'
lacks work.html '<td>80.01</td>' # of the panel, whose judges fill in the other form
cursus form basis E1 --run 1 --out basis.html >/dev/null
has basis.html '<td>panel</td><td>talk (30%)</td><td class="number">20.00</td>'
has basis.html '<td class="id">2 raters</td><td>79.21 (pass mark 60.00): boss 80.01 × 60%, HR 78.00 × 40%; work 80.00</td>'
has basis.html '<td class="number">13.00</td>'
has basis.html '<td class="number">42.51</td>'

# A variant of camera-care gives the items that its document leaves out; the form of the base shows them.
mkdir variant
cat >variant/pack.lua <<'X'
pack { id = "camera-care-items", title = { en = "with items", zh = "评分项目" } }
extends "camera-care"
override.form "15.5" {
  item "duty" { label = { en = "duty", zh = "责任心" }, most = points(60) },
  item "team" { label = { en = "team", zh = "团队协作" }, most = points(40) },
}
override.form "15.1" { item "talk" { label = { en = "talk", zh = "表达" }, most = points(100) } }
X
cursus init --company other >/dev/null
cursus --company other policy load "$CURSUS_SOURCE_DIR/policies/camera-care" >/dev/null
cursus --company other policy check variant >out
cursus --company other policy load variant >out
