#!/usr/bin/env bash
# The calendar through the program: kinds of day, windows, the company's own days with known-at and undo, and a year that is
# not announced.
set -eu
: "${CURSUS_SOURCE_DIR:?}" "${CURSUS_BIN:?}"
. "$CURSUS_SOURCE_DIR/tests/cli/_helper.sh"
day=01
cursus() { "$CURSUS_BIN" --db test.db --lang en --now "2026-11-${day}T10:00:00Z" "$@"; }
is() { [ "$1" = "$2" ] || { printf 'expected: %s\ngot:      %s\n' "$2" "$1"; exit 1; }; }

cursus init --seed 1 >/dev/null
# No pack is adopted: a calendar needs none.

# --- questions
is "$(cursus --format json calendar 2026-01 --workdays 5)" \
  '{"month":"2026-01","workdays":5,"from":"2026-01-04","to":"2026-01-08","missing":null}'
is "$(cursus calendar 2026-7 --workdays 5)" '2026-07, first 5 working days: 2026-07-01 to 2026-07-07'
is "$(cursus calendar 2026-02-12 --workdays 5)" '2026-02-12: 5 working days later is 2026-02-26'
is "$(cursus calendar 2025-10-10 --workdays=-5)" '2025-10-10: 5 working days earlier is 2025-09-26'
is "$(cursus --lang zh calendar 2025-09-26 --workdays 5)" '2025-09-26 之后第 5 个工作日：2025-10-10'
is "$(cursus --format json calendar --from 2026-01-03 --to 2026-01-04)" \
'{"date":"2026-01-03","weekday":6,"kind":"weekend","works":false,"festival":"new-year","note":null,"own":false,"missing":null}
{"date":"2026-01-04","weekday":7,"kind":"make-up","works":true,"festival":"new-year","note":null,"own":false,"missing":null}'
is "$(cursus --format json calendar 2026 | grep -c '"works":true')" 248
cursus calendar 2026-01 >january
has january '2026-01-02  Fri  in-lieu rest       New Year'
has january 'working days: 21, workday: 20, make-up workday: 1'

# --- not announced: the answer is printed, and it is a failure
status 1 cursus --format json calendar 2026-12-30 --workdays 5
is "$(cat out)" '{"of":"2026-12-30","workdays":5,"date":null,"missing":2027}'
has err 'the holidays of 2027 are not announced'
status 1 cursus calendar 2027-07 --workdays 5
is "$(cat out)" ''
status 1 cursus calendar 2026-02 --workdays 20
has err 'fewer than 20'
cursus --format json calendar 2027 >year
is "$(grep -c '"kind":"unknown","works":null.*"missing":2027' year)" 352
is "$(grep -c '"kind":"statutory"' year)" 13

# --- wrong usage
status 2 cursus calendar
status 2 cursus calendar 2026-01 --from 2026-01-01 --to 2026-01-02
status 2 cursus calendar --from 2026-01-01
status 2 cursus calendar 2026-13
status 2 cursus calendar 2026 --workdays 5
status 2 cursus calendar 2026-01 --workdays 0
status 2 cursus calendar 2026-01 --workdays many

# --- the company's own days
day=02; cursus record calendar date=2026-11-12 kind=调休放假 "note=founders' day" >/dev/null
day=03; cursus record calendar date=2026-11-14 kind=make-up >record
batch=$(sed -n 's/.*batch \([0-9]*\);.*/\1/p' record)
cursus calendar --from 2026-11-12 --to 2026-11-14 >own
has own "2026-11-12  Thu  in-lieu rest (company)               founders' day"
has own '2026-11-14  Sat  make-up workday (company)'
is "$(cursus calendar 2026-11-11 --workdays 2)" '2026-11-11: 2 working days later is 2026-11-14'
is "$(cursus calendar 2026-11-11 --workdays 2 --known-at 2026-11-02)" '2026-11-11: 2 working days later is 2026-11-16'
is "$(cursus calendar 2026-11-11 --workdays 2 --known-at 2026-11-01)" '2026-11-11: 2 working days later is 2026-11-13'
day=04; is "$(cursus import undo "$batch")" "batch $batch taken back: 1 records"
is "$(cursus calendar 2026-11-11 --workdays 2)" '2026-11-11: 2 working days later is 2026-11-16'

# --- a year of its own
day=05
printf '日期,类型,备注\n2027-02-09,调休放假,春节\n2027-02-21,补班,春节\n2027,已公布,\n' >2027.csv
cursus import calendar 2027.csv >import
has import '3 rows: 3 new'
is "$(cursus calendar 2027-07 --workdays 5)" '2027-07, first 5 working days: 2027-07-01 to 2027-07-07'
is "$(cursus calendar 2027-02-08 --workdays 1)" '2027-02-08: 1 working days later is 2027-02-10'
printf 'date,kind\n2027-02-30,workday\n2027-03-01,sunny\n' >bad.csv
status 1 cursus import calendar bad.csv
has err 'not on the list: workday, weekend, statutory, in-lieu, make-up, announced'

# --- another company has none of it; the ledger is whole
cursus --company other init >/dev/null
is "$(cursus --company other calendar 2026-11-11 --workdays 2)" '2026-11-11: 2 working days later is 2026-11-13'
status 0 cursus verify
