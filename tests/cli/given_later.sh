#!/usr/bin/env bash
# A parameter without a value when a case was opened has the one given first after that: for what the case writes and for what
# it prints; a form that is kept stays as it was printed, whatever is given later.
set -eu
: "${CURSUS_SOURCE_DIR:?}" "${CURSUS_BIN:?}"
. "$CURSUS_SOURCE_DIR/tests/cli/_helper.sh"
cursus() {
  later 2026-07-01
  "$CURSUS_BIN" --db test.db --lang en --actor H1 --now "${now}Z" "$@"
}

. "$CURSUS_SOURCE_DIR/tests/cli/_notice.sh"
cat >>pack/pack.lua <<'X'
parameter "days" { type = "integer", clause = "2", label = { en = "days", zh = "天数" } }
stage "look" {
  clause = "2", label = { en = "look", zh = "审查" }, by = "office", due = within(param "days", "days", opened_on),
}
procedure "look" { clause = "1", label = { en = "look", zh = "审查" }, opens = { by = "office" }, stages = { "look" } }
X
cat >people.csv <<'X'
code,name,grade,status,hired_on
E1,Ann,low,confirmed,2024-01-01
H1,Office,high,confirmed,2020-01-01
X
cursus init --seed 1 >/dev/null
cursus policy load pack >/dev/null
cursus import employees people.csv >/dev/null
cursus record roles role=office employee=H1 from=2020-01-01 >/dev/null
cursus case open rise --subject E1 --set wanted=high >/dev/null
cursus policy load pack --set pay=low:4500,high:6000 >/dev/null
cursus case do C000001 --answer yes >/dev/null
cursus case do C000001 >/dev/null
cursus case do C000001 >/dev/null
cursus --format json person E1 --as-of 2026-09-01 >person
has person '"name":"pay","effective":"2026-08-01"'
has person '"value":600000'
cursus person E1 --as-of 2026-09-01 >person
has person 'pay            6,000.00  since 2026-08-01'
cursus person E1 --lang zh --as-of 2026-07-02 >person
has person '2026-08-01  月薪  – → 6,000.00  来自 C000001'
cursus case show C000001 >out
has out 'pay – → 6,000.00'
cursus case pending --as-of 2026-07-02 >out
has out '6,000.00'
cursus form print N-000001 --out notice.html >/dev/null
has notice.html '6,000.00, 2026-08-01'
cursus policy load pack --set pay=low:4500,high:7000 >/dev/null
cursus form verify >/dev/null
cursus form print N-000001 --out again.html >/dev/null
cmp notice.html again.html

# Who only looks sees what is in force on the day that is looked at, as the acts of that day do.
cursus case open look --subject E1 >/dev/null
cursus case list --open >out
has out 'days'
lacks out '2026-07-04'
cursus policy load pack --set days=3 --effective 2026-07-01 >/dev/null
cursus --format json case show C000002 >out
has out '"due":"2026-07-04"'
cursus case list --open >out
has out '2026-07-04'
cursus --format json case show C000002 --as-of 2026-06-30 >out
lacks out '"due":'
cursus --format json todo --as-of 2026-07-08 >out
has out '"due":"2026-07-04","due_unknown":null,"late":4'

# A notice that is signed before the amounts are known says what it lacks, and how it comes by it.
cursus policy load pack >/dev/null
cursus case open rise --subject E1 --set wanted=high >/dev/null
cursus form preview notice --case C000003 --out out.html 2>err
has err "form notice would show no amount: parameter 'pay' gives none (clause 3)"
cursus case do C000003 --answer yes >/dev/null
cursus case do C000003 >/dev/null 2>err
has err "form N-000002 shows no amount: parameter 'pay' gives none (clause 3)"
cursus --lang zh policy load pack --set pay=low:4500 >/dev/null
cursus case reverse C000003 3 --reason 'no amounts yet' >/dev/null
cursus --lang zh case do C000003 >/dev/null 2>err
has err '表单 N-000003 没有金额：参数“pay”没有给出（条款 3）'
