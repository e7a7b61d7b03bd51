#!/usr/bin/env bash
# Forms through the program: numbered by the act, kept after it, printed again to the same bytes; what a crash, an erasure or a step
# taken back does to them; and the sheets that are handed over.
set -eu
: "${CURSUS_SOURCE_DIR:?}" "${CURSUS_BIN:?}"
. "$CURSUS_SOURCE_DIR/tests/cli/_helper.sh"
cursus() {
  later 2026-07-01
  "$CURSUS_BIN" --db test.db --lang "${lang:-en}" --actor "${actor:-H1}" \
    --now "${now}Z" "$@"
}

. "$CURSUS_SOURCE_DIR/tests/cli/_notice.sh"

# A form emptied, a name that is not there: found when the pack is checked, with the place.
cp -r pack emptied
echo '<p>{{number}}</p>' >emptied/notice.html
fails policy check emptied
has refused "notice.html:1: form 'notice' does not show 'subject.name', which it has to hold (pack.lua:14)"
cp pack/notice.html emptied/
sed -i 's/{{reason}}/{{raeson}}/' emptied/notice.html
fails policy check emptied
has refused "notice.html:3: the form has no field 'raeson'"

# What it shows and what it has to hold are the same, in each language: a field lost in either place is found.
cp pack/notice.html emptied/
sed -i 's/"reason", //' emptied/pack.lua
fails policy check emptied
has refused "notice.html:3: form 'notice' shows 'reason', which is not among its 'fields' (pack.lua:14)"
cp pack/pack.lua emptied/
sed -i 's/{{reason}}/{{#en}}{{reason}}{{\/en}}/' emptied/notice.html
fails policy check emptied
has refused "notice.html:1: form 'notice' does not show 'reason' where it is printed in 'zh'; it has to hold that in each language (pack.lua:14)"
lang=zh fails policy check emptied
has refused 'notice.html:1：表单“notice”在“reason”项上缺少语言“zh”的内容'

cursus init --seed 1 --timezone Asia/Shanghai >/dev/null
cursus policy load pack --set 'pay=low:4500,high:5200.50' >load
cat >people.csv <<'X'
code,name,position,grade,status,department,pay
H1,Ann,clerk,high,confirmed,Office,520050
E1,"张<b>伟",clerk,low,confirmed,Floor,450000
E2,李娜,clerk,low,confirmed,Floor,450000
E3,王强,clerk,low,confirmed,Floor,450000
X
cursus import employees people.csv >/dev/null
cursus record roles role=office employee=H1 >/dev/null
for code in E1 E2 E3; do cursus case open rise --subject $code --set wanted=high >/dev/null; done
for case in C000001 C000002 C000003; do cursus case do $case --answer yes >/dev/null; done

# The act numbers it and says what changed, the pay that is still to come with its day.
cursus case do C000001 >act
has act '1 forms printed'
cursus form list >list
has list N-000001
has list 'kept'
cursus form show N-000001 >shown
has shown '张<b>伟: low grade → high grade (2026-07-01); 5,200.50, 2026-08-01; rise; Ann'
has shown '3 the pay'
cursus form print N-000001 --out one.html >/dev/null
has one.html '张&lt;b&gt;伟'
lacks one.html '张<b>伟'
lacks one.html '://'
cursus form print N-000001 >two.html
cmp one.html two.html
cursus form verify >verified
has verified '1 forms are as they were printed'

# What is corrected later does not change what was printed.
cursus record employees code=E1 name=张伟 department=Elsewhere >/dev/null
cursus form print N-000001 >three.html
cmp one.html three.html
cursus form verify >/dev/null

# Without a notice: none is printed, and the act says so.
cursus case do C000002 --no-send >unsent
lacks unsent 'printed'
cursus --format json case show C000002 >case.json
has case.json '"made":{"notice":"-"}'

# Kept in both languages: what it says is what was printed, whichever is asked for.
lang=zh cursus form print N-000001 >chinese.html
has chinese.html '低级 → 高级'
has chinese.html 'lang="zh-CN"'
lacks chinese.html 'low grade'
lang=zh cursus form show N-000001 >shown
has shown '2026年8月1日'
lang=zh cursus form verify >verified
has verified '1 '

# Killed between the act and what follows: the number is there, the next command keeps the form.
cat >act.lua <<'X'
local store, date = require "cursus.store", require "cursus.date"
local s = assert(store.open("test.db", "write"))
local c = assert(s:company())
s:stamp { now = date.time_parse("2026-07-01T12:00:00Z", "UTC"), actor = "H1", command = "killed" }
assert(c:case_act("C000003", {}))
X
cursus run act.lua
minute=300
cp test.db killed.db
"$CURSUS_BIN" --db killed.db --lang en --now 2026-07-01T13:00:00Z form print N-000002 >killed.html
cursus form list >list
has list N-000002
lacks list 'not kept'
cursus form print N-000002 >again.html
cmp killed.html again.html
cursus verify >/dev/null

# In Chinese, and many in one file.
lang=zh cursus form preview notice --case C000002 >preview.html
has preview.html '低级 → 高级'
has preview.html '2026年8月1日'
# Printed on the company's day, which begins before that of UTC.
"$CURSUS_BIN" --db test.db --lang en --now 2026-07-01T23:00:00Z form preview notice --case C000002 >preview.html
has preview.html '2026-07-02'
cursus form print --series N --out both.html >written
has written 'both.html: 2 sheets'
[ "$(grep -c '<section' both.html)" = 2 ]

# Kept by a program that kept one language only: it stays in that one, and verifies.
cat >old.lua <<'X'
local date, form, forms = require "cursus.date", require "cursus.form", require "report.forms"
local s = assert(require "cursus.store".open("old.db", "write"))
local c = assert(s:company())
local function stamp(minute)
  s:stamp { now = date.time_parse("2026-07-01T15:" .. minute .. ":00Z", "UTC"), actor = "H1", command = "old" }
end
stamp "00"
assert(c:case_act("C000004", { answer = "yes" }))
stamp "01"
assert(c:case_act("C000004", {}))
local row = assert(c:forms { pending = true })[1]
local english = assert(forms.renderer(c, s)(row)):match(form.between .. "(.*)")
stamp "02"
assert(c:keep_forms { { number = row.number, language = "en", document = english } } == 1)
X
cursus case open rise --subject E1 --set wanted=high >/dev/null
cp test.db old.db
cursus run old.lua
old() { "$CURSUS_BIN" --db old.db --now 2026-07-01T16:00:00Z "$@"; }
old --lang zh form print N-000003 >old.html
has old.html 'high grade → high grade'
has old.html 'lang="en"'
old --lang en form verify >verified
has verified '3 forms are as they were printed'

# Taken back: marked, and no notice any more.
cursus case reverse C000003 3 --reason wrong >/dev/null
cursus form list >list
has list withdrawn
cursus form print N-000002 >back.html
has back.html 'withdrawn: the act'

# Sheets.
cursus case do C000001 >/dev/null
cursus report pay --from 2026-08-01 --to 2026-08-31 --out pay.csv >/dev/null
has pay.csv 'E1,张伟,Elsewhere,low grade,high grade,4500.00,5200.50,2026-08-01,3,C000001'
cursus report pay --from 2026-08-01 --to 2026-08-31 >pay
has pay '  4,500.00  5,200.50  2026-08-01'
cursus --format json report pay --from 2026-08-01 --to 2026-08-31 >pay.json
has pay.json '"pay_from":"4500.00","pay_to":"5200.50"'
cursus --format csv report pay --from 2026-08-01 --to 2026-08-31 >pay.csv
has pay.csv ',4500.00,5200.50,2026-08-01,'
cursus report notices --from 2026-07-01 --to 2026-07-31 >notices
has notices N-000001
lacks notices N-000002
fails report public
has refused '--run RUN'

# Erased: the name goes from every form, the rest stands, and so does the chain.
cursus erase E1 --reason asked >/dev/null
cursus form print N-000001 >erased.html
lacks erased.html '张'
has erased.html '(name of E1 erased)'
has erased.html 'low grade → high grade'
cursus form verify >verified
has verified '2 forms are as they were printed'
has verified '1 names in them are erased'
cursus verify >/dev/null
