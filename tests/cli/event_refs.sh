#!/usr/bin/env bash
# A complaint that was recorded of the wrong person: a row with its reference moves it, in one transaction, with views as known before,
# what the history says, the verdicts, cases that its trigger opens, undo and the extract of a department.
set -eu
: "${CURSUS_SOURCE_DIR:?}" "${CURSUS_BIN:?}"
. "$CURSUS_SOURCE_DIR/tests/cli/_helper.sh"
c() {
  later 2026-07-01
  "$CURSUS_BIN" --lang en --now "$now" --actor tester "$@"
}

cp -r "$CURSUS_SOURCE_DIR/policies/camera-care" pack
cat >>pack/pack.lua <<'LUA'
procedure "talk" { subject = "employee", clause = "11.2", label = { en = "a talk" }, stages = { "talk it over" } }
stage "talk it over" { clause = "11.2", label = { en = "talk" }, by = "direct superior" }
trigger "talk" {
  clause = "11.2", label = { en = "a complaint" }, on = recorded { event = "complaint", where = { upheld = "yes" } }, as_of = "recorded", opens = "talk",
}
LUA
c init --company acme --timezone Asia/Shanghai --seed 7 >/dev/null
c policy load pack --set general_manager=boss >/dev/null
cat >people.csv <<'CSV'
code,name,status,position,grade,hired_on,graded_on,department
E1,Ann,confirmed,agent,mid1.good,2020-01-01,2025-01-01,one
E2,Bo,confirmed,agent,mid1.good,2020-01-01,2025-01-01,two
CSV
c import employees people.csv >/dev/null
c record events employee=E1 on=2026-03-12 kind=complaint cause=attitude upheld=yes ref=KD-4711 >/dev/null
c case list >cases
has cases E1
c export scope --department two --out before.db >/dev/null

# --- it moves
printf 'employee,on,kind,ref\nE2,2026-03-12,complaint,KD-4711\n' >moved.csv
c import events moved.csv >out
has out '1 corrections'
c --format json person E2 >bo
has bo '"upheld":"yes"'
c --format json person E1 >ann
has ann '"events":[]'
c person E1 >history
has history 'complaint:2026-03-12 upheld'
lacks history 'event:?'
c --format json person E1 --known-at 2026-07-01T08:04:00 >ann
has ann '"ref":"KD-4711"'
c --format json person E2 --known-at 2026-07-01T08:04:00 >bo
has bo '"events":[]'
c case list >cases
has cases E2 # a case of its own; that of E1 goes on until somebody withdraws it
has cases E1
c verify >/dev/null

# --- the extract of a department that has it now, and of one that had it
c export scope --department two --out after.db >/dev/null
"$CURSUS_BIN" --db after.db verify >/dev/null
"$CURSUS_BIN" --db after.db --format json person E2 >bo
has bo '"ref":"KD-4711"'
! grep -qa KD-4711 before.db || { echo 'KD-4711 in before.db'; exit 1; }

# --- back again: the case that it opened for E1 is not opened twice
before=$(c case list | grep -c ' E1 ')
c record events employee=E1 on=2026-03-12 kind=complaint ref=KD-4711 >/dev/null
[ "$(c case list | grep -c ' E1 ')" = "$before" ] || { c case list; exit 1; }

# --- undone: both of them as before
c import list >batches
last=$(grep ' events ' batches | tail -n 1 | awk '{ print $1 }')
c import undo "$last" >/dev/null
c --format json person E1 >ann
lacks ann '"ref":"KD-4711"'
c --format json person E2 >bo
has bo '"ref":"KD-4711"'
c erase E2 --reason 'asked for it' >/dev/null
c verify >/dev/null
