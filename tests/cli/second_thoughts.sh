#!/usr/bin/env bash
# A run and what comes after its plan: facts that it did not read, changes that are taken back, approvals that are given twice.
set -eu
: "${CURSUS_SOURCE_DIR:?}" "${CURSUS_BIN:?}"
pack=$CURSUS_SOURCE_DIR/policies/camera-care
export CURSUS_DB=$PWD/second_thoughts.db LANG=C.UTF-8
unset LC_ALL LC_MESSAGES
rm -f "$CURSUS_DB" ./*.csv out err

minute=0
# c COMMAND...: the program, each call a minute after the last.
c() {
  minute=$((minute + 1))
  "$CURSUS_BIN" --now "$(printf '2026-07-01T%02d:%02d:00' $((8 + minute / 60)) $((minute % 60)))" --actor tester "$@" >out 2>err
}
fail() { echo "second_thoughts.sh: $1" >&2; cat out err >&2; exit 1; }
# expect STATUS COMMAND...
expect() {
  local want=$1 got=0
  shift
  c "$@" || got=$?
  [ "$got" -eq "$want" ] || fail "$* exits $got, not $want"
}
has() { grep -qF -- "$1" out || fail "the answer lacks: $1"; }
says() { grep -qF -- "$1" err || fail "the message lacks: $1"; }

expect 0 init --company acme --timezone Asia/Shanghai --seed 7
expect 0 policy load "$pack" --set general_manager=w
echo 'code,position,grade,status,hired_on,confirmed_on,graded_on' >people.csv
echo 'employee,period,rating' >ratings.csv
for code in E01 E02 E03; do
  echo "$code,agent,junior.good,confirmed,2022-03-01,2022-06-01,2025-11-17" >>people.csv
  for month in 1 2 3 4 5 6; do echo "$code,2026-0$month,A" >>ratings.csv; done
done
expect 0 import employees people.csv
expect 0 import ratings ratings.csv

# --- absences outside the months that were looked at are facts that the run did not read
expect 0 cycle plan half-year --as-of 2026-07-01
expect 0 record absences employee=E01 from=2026-07-06 to= kind=sick
expect 0 record absences employee=E02 from=2025-12-01 to=2025-12-31 kind=sick
expect 0 cycle approve 1 --by w
expect 0 cycle apply 1
has '3 promotions applied'

# --- what is to come names the run it is from
known=$(printf '2026-07-01T%02d:%02d:00' $((8 + minute / 60)) $((minute % 60)))
expect 0 person E01 --as-of 2026-06-30 --known-at "$known"
has 'junior agent (good) → mid (one) agent (ordinary)  by run 1'
mv out before.txt

# --- a later change stops undoing until it is taken back
expect 0 record employees code=E02 grade=senior.good
expect 0 import list --format json
batch=$(sed -n '$s/.*"id":\([0-9]*\).*/\1/p' out)
expect 1 cycle undo 1 --reason mistaken
says 'E02'
expect 0 import undo "$batch"
expect 0 cycle undo 1 --reason mistaken
has '3 people'

# --- what was known before the undo is known as it was; what is recorded by hand is not the run's, whatever its day
expect 0 person E01 --as-of 2026-06-30 --known-at "$known"
cmp before.txt out || fail 'a view as known before the undo has changed'
expect 0 record employees code=E01 grade=senior.good graded_on=2026-07-01
expect 0 import list --format json
batch=$(sed -n '$s/.*"id":\([0-9]*\).*/\1/p' out)
expect 0 person E01 --as-of 2026-06-30
has "senior agent (good)  recorded in transaction $batch"
expect 0 import undo "$batch"

# --- an approval that a mark took back does not count, nor twice when it is given again
expect 0 cycle override 1 E03 --outcome direct --to mid1.ordinary --reason 'the committee'
expect 0 cycle list --format json
has '"approved":2,'
expect 0 cycle approve 1 --by w
expect 0 cycle list --format json
has '"approved":3,'
expect 0 cycle apply 1
has '3 promotions applied'
expect 0 verify
expect 0 replay 1

# --- before anything was adopted nobody could be judged; a run of which nothing is applied has nothing to undo
expect 1 cycle plan half-year --as-of 2026-07-01 --known-at 2026-07-01T08:01:30
says 'no policy was adopted yet; the first adoption is transaction'
expect 0 cycle undo 1 --reason mistaken
expect 0 cycle undo 1 --reason mistaken
has 'run 1 has nothing applied: there is nothing to undo'

# --- wrong usage shows the usage of the command that was meant; a field that is near to none names all there are
expect 2 cycle approve 1
says 'Usage: cursus cycle approve'
expect 2 import
says 'Usage: cursus import'
expect 2 nonsense
says 'Usage: cursus'
expect 1 record events employee=E01
says 'events needs more: on, kind, each as FIELD=VALUE'
[ ! -s out ] || fail 'nothing was read, and it was counted'
expect 1 record events employee=E01 quality=none
says 'there is no column "quality"; there are:'
expect 1 record events employe=E01
says '; nearest: employee; there are:'

# --- a reading chosen later was not known before
known=$(printf '2026-07-01T%02d:%02d:00' $((8 + minute / 60)) $((minute % 60)))
expect 0 policy load "$pack" --set general_manager=w --reading 8.3.3.B=held
expect 0 explain E01 --cycle half-year --as-of 2026-07-01 --format json
has '"8.3.3.B":"held"'
expect 0 explain E01 --cycle half-year --as-of 2026-07-01 --known-at "$known" --format json
has '"8.3.3.B":"target"'

# --- a rating of a month to come is taken, and said to be one
expect 0 record ratings employee=E01 period=2026-07 rating=A
! grep -q 'has not begun' err || fail 'a month that runs'
expect 0 record ratings employee=E01 period=2026-08 rating=A
says 'this period has not begun yet'

# --- an inbox of somebody who is not there
expect 0 todo --actor E99
says 'nobody of the code E99 is known'
