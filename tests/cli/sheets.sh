#!/usr/bin/env bash
# The sheets that are handed over: written for a run with cases, filled in and read back; and the grounds of a verdict.
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

role "HR" { label = { en = "HR" }, several = true }
role "boss" { label = { en = "boss" } }
stage "files" { label = { en = "files" }, clause = "2.7", act = "do", by = "HR" }
stage "agree" {
  label = { en = "agree" }, clause = "2.7", act = "approve", by = "boss", reasons = { "2.6" }, fails = ends "refused",
}
procedure "advance" {
  label = { en = "advance" }, clause = "2.7", opens = { by = "HR", cycle = "yearly" }, stages = { "files", "agree" },
}
X
cursus init --seed 1 >/dev/null
cursus policy load pack --set 'months in grade=12' >/dev/null
cat >people.csv <<'X'
code,name,position,grade,status,hired_on,graded_on,department
E1,"=1+1",agent,junior,confirmed,2023-02-01,2024-06-01,Floor
E2,李娜,agent,junior,confirmed,2023-02-01,2024-06-01,Floor
E3,王强,agent,junior,confirmed,2023-02-01,2024-06-01,Back
E4,赵敏,agent,junior,confirmed,2023-02-01,2024-06-01,Back
H1,Ann,leader,senior,confirmed,2020-02-01,2024-06-01,Office
B1,Bob,leader,senior,confirmed,2020-02-01,2024-06-01,Office
X
cursus import employees people.csv >/dev/null
echo 'employee,period,rating' >ratings.csv
for code in E1 E2 E3 E4; do
  for month in 01 02 03 04 05 06 07 08 09 10 11 12; do
    rating=A
    if [ "$code" = E4 ] && [ "$month" \> 05 ]; then rating=B; fi
    echo "$code,2025-$month,$rating" >>ratings.csv
  done
done
cursus import ratings ratings.csv >/dev/null
cursus record roles role=HR employee=H1 >/dev/null
cursus record roles role=boss employee=B1 >/dev/null
cursus cycle plan yearly --as-of 2026-01-01 >/dev/null
cursus case open advance --run 1 >/dev/null

# For the departments: one row a person who qualifies, by department. Read back it carries the cases on.
cursus report department --run 1 --out department.csv >written
has written 'department.csv: 3 rows'
has written 'case do --sheet department.csv'
lacks department.csv E4
has department.csv "'=1+1"
[ "$(sed -n 2p department.csv | cut -d, -f3)" = E3 ]
cursus report department --run 1 --department Back --out back.csv >written
has written 'back.csv: 1 rows'
sed -i '2,$s/,,,\r$/,no,,\r/' back.csv
fails case do --sheet back.csv
has refused 'needs a comment'
cp test.db held.db # a department that does not agree refuses, and says why
sed -i '2,$s/,no,,\r$/,no,,moves to the office\r/' back.csv
cursus case do --sheet back.csv >/dev/null
cursus case list >list
has list refused
mv held.db test.db
# Not filled in nothing is decided; half filled in, what is blank is left alone; an option speaks for all that is blank.
fails case do --sheet department.csv
has refused 'department.csv: no row has an answer'
cp test.db held.db
sed '2s/,,,\r$/,yes,,\r/; 3s/,,,\r$/,,,perhaps\r/' department.csv >half.csv
cursus case do --sheet half.csv >out 2>&1
has out '1 acts done'
has out '2 rows without an answer were left alone'
cursus --format json case list >out
[ "$(grep -c '"stage":"files"' out)" = 2 ] || { cat out; exit 1; }
mv held.db test.db
lang=zh cursus case do --sheet department.csv --answer yes >out
has out '已办理 3 项'

# For whoever approves, as a workbook (which wants answers) and as CSV, in Chinese; filled in with one refusal.
cursus report approval --run 1 --out approval.xlsx >/dev/null
actor=B1 fails case do --sheet approval.xlsx
has refused 'approval.xlsx: no row has an answer'
cursus case show C000002 >out # what it may be refused with, in words
has out '  a "no" gives its reason, one of'
has out '    2.6 Promotion to senior goes before a panel.'
cat >choices.lua <<'X'
local database = assert(require("cursus.store").open("test.db", "read"))
local company, sheets = assert(database:company "default"), require "report.sheets"
for _, column in ipairs(sheets.make(sheets.find "approval", sheets.place(company, database, { run = 1 }))) do
  if column.name == "reason" then print(column.choices[1]) end
end
X
cursus run choices.lua >out
has out '2.6 Promotion to senior goes before a panel.'
lang=zh cursus report approval --run 1 --out approval.csv >/dev/null
has approval.csv '个案,阶段,工号,姓名'
sed -i '/,E[13],/s/,,,\r$/,同意,,\r/; /,E2,/s/,,,\r$/,不同意,2.6 评审,名额已满\r/' approval.csv
actor=B1 cursus case do --sheet approval.csv >/dev/null
cursus report approval --run 1 --out none.csv >written
has written 'none.csv: 0 rows'
lang=zh cursus report public --run 1 >public
has public 王强
lacks public 李娜
lacks public E3

# Who was refused is told apart, with the clause.
cursus cycle show 1 >shown
has shown 'refused [2.6]'
cp test.db held.db
cursus cycle apply 1 >applied
has applied '2 promotions applied'
has applied '1 that qualify were refused in their case'
lacks applied 'not approved'
cursus --format json cycle apply 1 >applied
has applied '"unapproved":1,"refused":1'
mv held.db test.db

# The grounds: what was found, who approved, what for, and which run; also of who was refused and who does not qualify.
cursus form basis E3 --run 1 --out basis.html >/dev/null
has basis.html '6A in 2025-01..12'
has basis.html 'Bob (B1)'
has basis.html 'run 1  pack '
cursus form basis E2 --case C000002 >refused.html
has refused.html 'refused by Bob (B1)'
has refused.html 名额已满
cursus form basis E4 --run 1 >below.html
has below.html 'what would have changed it'
fails form basis E1 --case C000002
has refused 'case C000002 is about E2, not about E1'
fails form basis E3
has refused '--run RUN or --case CASE'
fails report department --run 9
fails report department --run 1 --out department.txt
has refused '.xlsx or .csv'

# A pack adopted after the plan: what is said of a case is by its own.
mv test.db held.db
cp -r "$CURSUS_SOURCE_DIR/policies/template" before
cursus init --seed 1 >/dev/null
cursus policy load before --set 'months in grade=12' >/dev/null
cursus import employees people.csv >/dev/null
cursus import ratings ratings.csv >/dev/null
cursus cycle plan yearly --as-of 2026-01-01 >/dev/null
cursus policy load pack --set 'months in grade=12' >/dev/null
cursus record roles role=HR employee=H1 >/dev/null
cursus case open advance --run 1 >/dev/null
cursus --format csv report department --run 1 >later
has later 'C000001,files'

# What a stage wants beside an answer has a column: documents, facts, lines of a checklist; in Chinese under Chinese titles.
mv test.db held.db
cp -r pack wanting
sed -i 's/^stage "files" .*/case { attribute "room" { type = "text", label = { en = "room", zh = "会议室" } } }\n\
stage "files" { label = { en = "files", zh = "资料" }, clause = "2.7", act = "do", by = "HR", needs = { "report" }, asks = { "room" }, writes = { sets("department", asked "room", done_on) } }/' \
  wanting/promotion.lua
cursus init --seed 1 >/dev/null
cursus policy load wanting --set 'months in grade=12' >/dev/null
cursus import employees people.csv >/dev/null
cursus import ratings ratings.csv >/dev/null
cursus record roles role=HR employee=H1 >/dev/null
cursus record roles role=boss employee=B1 >/dev/null
cursus cycle plan yearly --as-of 2026-01-01 >/dev/null
cursus case open advance --run 1 >/dev/null
cursus report department --run 1 --out wanting.csv >/dev/null
has wanting.csv 'answer,reason,comment,document.report,set.room'
lang=zh cursus report department --run 1 --out wanting.zh.csv >/dev/null
has wanting.zh.csv '答复,原因,说明,文件.report,填写.会议室'
sed '2s/,,\r$/,有,东厅\r/' wanting.zh.csv >filled.csv
cursus case do --sheet filled.csv >out 2>&1
has out '1 acts done'
cursus case show C000003 >out
has out 'room: 东厅'

# Undoing the run names the case whose acts wrote something, until they are taken back.
actor=B1 cursus case do C000003 --answer yes >/dev/null
cursus cycle apply 1 >out
has out '1 promotions applied'
cursus cycle undo 1 --reason mistaken >out 2>&1
has out 'run 1 taken back: 1 people'
has out "C000003 of E3: what the case wrote and printed stands; take its acts back ('cursus case reverse C000003 ACT') or withdraw it"
lacks out C000001
