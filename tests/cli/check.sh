#!/usr/bin/env bash
# `policy check` finds what is said in the wrong place: clauses of the register that changed places, a form with the
# title of another, a clause that stands nowhere. A load names the parameters that are open, not those it was given.
set -eu
: "${CURSUS_SOURCE_DIR:?}" "${CURSUS_BIN:?}"
. "$CURSUS_SOURCE_DIR/tests/cli/_helper.sh"
export CURSUS_DB=test.db
cursus() { "$CURSUS_BIN" --lang en "$@"; }

cp -r "$CURSUS_SOURCE_DIR/policies/template" pack
cursus policy check pack >clean
lacks clean '✗'
lacks clean 'stands nowhere'

# Two rows of the register with each other's id.
sed -e 's/^2\.2\t/2.x\t/' -e 's/^2\.3\t/2.2\t/' -e 's/^2\.x\t/2.3\t/' pack/clauses.tsv >swapped
cp -r pack exchanged && cp swapped exchanged/clauses.tsv
if cursus policy check exchanged >found; then echo 'exchanged ids were not found'; exit 1; fi
has found 'clause 2.2 stands after 2.3; were they exchanged?'

# A clause more than the pack has places for, and a form that is called otherwise than its clause says.
cp -r pack more
printf '9\tform\tyes\tThe notice.\t《晋升通知书》\tform template\t\n10\trule\tyes\tNot done.\t未做\trule\t\n' >>more/clauses.tsv
cat >>more/pack.lua <<'LUA'
form "9" { kind = "document", label = { en = "notice", zh = "调岗通知书" }, series = "9", fields = { "number" } }
LUA
if cursus policy check more >found; then echo 'a form with the wrong title was not found'; exit 1; fi
has found "form '9' is called “调岗通知书”, and clause 9 of the register “晋升通知书”"
has found 'clauses.tsv:11: clause 10 stands nowhere yet'

# A grade that a checklist has no cells for may be meant so, and is a note.
cp -r pack lists
printf '9\tassessment\tyes\tSkills.\t能力\tchecklist\t\n9.1\tassessment\tyes\tSkill.\t能力\tchecklist\t\n' >>lists/clauses.tsv
cat >>lists/pack.lua <<'LUA'
checklist "9" { label = "skills", by = target, cells = { { "skill", "junior", clause = "9.1" } } }
LUA
cursus policy check lists >found || true
has found '! pack.lua:'
has found 'the checklist “9” has no cells for senior: a case of that value is refused'

cursus init --seed 1 >init
cursus policy load pack >open
has open 'required parameter “months in grade”'
cursus policy load pack --set 'months in grade=6' >given
lacks given 'required parameter'

# A clause that stands nowhere can be looked at.
cp -r pack nowhere
printf '10\trule\tyes\tNot done.\t未做\trule\t\n' >>nowhere/clauses.tsv
cursus --db nowhere.db init >init
cursus --db nowhere.db policy load nowhere --set 'months in grade=6' >given
cursus --db nowhere.db policy show 10 >shown
has shown 'missing]'
cursus --db nowhere.db policy show 10 --format json | grep -q '"where":\[\],"data":\[\]' || { echo 'no json of it'; exit 1; }

# Clauses told by letters, of two chapters, and two lines of a matrix.
exchanged() { # A B TEXT: the rows of A and B in the register of camera-care with each other's id
  rm -rf care && cp -r "$CURSUS_SOURCE_DIR/policies/camera-care" care
  sed -e "s/^$1\t/@@\t/" -e "s/^$2\t/$1\t/" -e "s/^@@\t/$2\t/" care/clauses.tsv >rows && mv rows care/clauses.tsv
  if cursus policy check care >found; then echo "$1 and $2: exchanged ids were not found"; exit 1; fi
  has found "$3"
}
exchanged 6.2.a 6.2.b 'clause 6.2.a stands after 6.2.b'
exchanged 7.1 8.1.a 'clause 7.2.1 stands after 8.1.a'
exchanged 14.1.office.mid1 14.1.office.mid2 "stands after 14.1.office.mid1 in the checklist '14.1'"

# A parameter of a list of values takes one of them, by id or label, and is asked when it is set.
cp -r pack typed
cat >>typed/pack.lua <<'LUA'
parameter "top" { type = "grade", clause = "2.4" }
LUA
fails() { if cursus "$@" >out 2>err; then echo "went through: $*"; exit 1; fi; }
fails policy load typed --set 'top=middle'
has err "parameter 'top': 'middle' is no value of 'grade' (clause 2.4); expected one of junior, senior"
for grade in senior 高级; do cursus policy load typed --set "top=$grade" --set 'months in grade=6' >out; done
sed -i 's/parameter "top" { type = "grade"/parameter "top" { type = "garde"/' typed/pack.lua
fails policy check typed
has err "parameter: no type 'garde'; expected text, integer, date, table or a list of values"
sed -i 's/type = "garde"/type = "grade", value = "middle"/' typed/pack.lua
fails policy check typed
has err "parameter: no value 'middle' on the ladder 'grade'"
