#!/usr/bin/env bash
# Subjects that are no employees, through the program: roles, relations, delegations and a kind that the policy declares are
# imported, corrected, shown as of a day and as known at a time, taken back, verified.
set -eu
: "${CURSUS_SOURCE_DIR:?}" "${CURSUS_BIN:?}"
. "$CURSUS_SOURCE_DIR/tests/cli/_helper.sh"
day=01
cursus() { "$CURSUS_BIN" --db test.db --lang en --now "2026-11-${day}T10:00:00Z" "$@"; }
is() { [ "$1" = "$2" ] || { printf 'expected: %s\ngot:      %s\n' "$2" "$1"; exit 1; }; }
csv() { cursus --format csv "$@" | sed '1s/^\xEF\xBB\xBF//; s/\r$//'; }

mkdir pack
printf 'id\tkind\texecutable\tparaphrase_en\tlabel_zh\tprimitive\tambiguity\n1\trole\tyes\tRoles.\t角色\ttext only\t\n' >pack/clauses.tsv
cat >pack/pack.lua <<'PACK'
pack { id = "small", title = "Small" }
clauses "clauses.tsv"
catalogue "position" { { "agent", zh = "客服" } }
role "HR" { label = { en = "human resources", zh = "人力资源" }, several = true }
role "head" { label = { en = "head of department", zh = "部门负责人" }, per = "department" }
relation "works with" { label = { en = "works with", zh = "协作" } }
subject "vacancy" {
  label = { en = "vacancy", zh = "空缺" },
  attribute "position" { type = "position", label = { en = "position", zh = "岗位" } },
  attribute "opened_on" { type = "date", label = { en = "opened on", zh = "开放日期" } },
}
PACK
cursus init --seed 1 >/dev/null
cursus policy load pack >/dev/null
cursus record employees code=E1 department=one >/dev/null

# --- recorded, corrected
printf '角色,工号,部门,开始日期,结束日期\n人力资源,E1,,2026-01-01,\n部门负责人,E9,one,2026-01-01,2026-06-30\n' >roles.csv
day=02; cursus import roles roles.csv >import 2>&1
has import '2 new'
has import 'E9”: nobody has this code yet'
day=03; cursus record roles role=hr employee=E1 to=2026-10-31 >correct
has correct '1 corrections'
status 1 cursus record roles role=heda employee=E1
has err "did you mean 'head'?"
status 1 cursus record relations relation="works with" subject=one object=
cursus record relations relation="works with" subject=one object=two >/dev/null
cursus record delegations actor=E1 delegate=E9 from=2026-07-01 reason=leave >/dev/null 2>&1
cursus record vacancy code=V1 岗位=客服 开放日期=2026-07-01 >vacancy
batch=$(sed -n 's/.*batch \([0-9]*\);.*/\1/p' vacancy)
status 2 cursus record vacanci code=V1
has err 'delegations, vacancy'

# --- shown
is "$(cursus --format json subject list)" \
'{"kind":"delegation"}
{"kind":"relation"}
{"kind":"role"}
{"kind":"vacancy"}'
is "$(csv subject list role)" \
'code,employee,per,from,to
HR,E1,,2026-01-01,2026-10-31
head,E9,one,2026-01-01,2026-06-30'
is "$(csv subject list role --as-of 2026-07-01)" \
'code,employee,per,from,to
HR,E1,,2026-01-01,2026-10-31'
is "$(csv subject list role --known-at 2026-11-02 | sed -n 2p)" 'HR,E1,,2026-01-01,'
is "$(csv subject list role --known-at 2026-11-01)" 'code'
is "$(csv subject list vacancy)" \
'code,opened_on,position
V1,2026-07-01,agent'
cursus subject show role HR >show
has show '2026-01-01 – 2026-10-31  employee=E1'
cursus --format json subject show vacancy V1 >show
has show '{"kind":"vacancy","code":"V1","attributes":'
status 1 cursus subject show role head --known-at 2026-11-01
has err 'there is no role head'
status 1 cursus subject show vacancy V2
status 1 cursus subject show vacancy V1 --known-at 2026-11-02
status 1 cursus person V1

# --- the chain holds, and what was recorded is taken back
cursus verify >/dev/null
cursus import undo "$batch" >/dev/null
is "$(csv subject list vacancy)" 'code'
cursus verify >/dev/null
cursus backup copy.db >/dev/null
CURSUS_DB= "$CURSUS_BIN" --db copy.db --format csv subject list role | sed -n 2p | grep -q '^HR,E1' || { echo 'not in the backup'; exit 1; }
