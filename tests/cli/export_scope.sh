#!/usr/bin/env bash
# A department's part of the database: its people, their facts and the decisions about them and nobody else's, for reading only, with
# views as known at any time, runs that can be replayed, and a chain that says what it was taken from.
set -eu
: "${CURSUS_SOURCE_DIR:?}" "${CURSUS_BIN:?}"
. "$CURSUS_SOURCE_DIR/tests/cli/_helper.sh"
# c COMMAND...: on the company's database, each call a minute after the last. part FILE COMMAND...: on an extract.
c() {
  later 2026-07-01
  "$CURSUS_BIN" --db all.db --lang en --now "$now" --actor tester "$@"
}
part() { local file=$1; shift; "$CURSUS_BIN" --db "$file" --lang en --now 2026-07-02T09:00:00 --actor manager "$@"; }

cp -r "$CURSUS_SOURCE_DIR/policies/camera-care" pack
echo 'employee { attribute "salary" { type = "integer", pay = true, label = { en = "salary" } } }' >>pack/pack.lua
"$CURSUS_BIN" run "$CURSUS_SOURCE_DIR/scripts/examples/company.lua" 60 7 csv >/dev/null
c init --company acme --timezone Asia/Shanghai --seed 7 >/dev/null
c policy load pack --set general_manager=boss >/dev/null
for kind in employees ratings events absences; do c import $kind csv/$kind.csv >/dev/null 2>&1; done
department=客服二组
mine=E0018
grep "^$mine," csv/employees.csv | grep -q "$department" || { echo "$mine is elsewhere"; exit 1; }
theirs=$(grep ',agent,' csv/employees.csv | grep -v "$department" | grep -v ',20[0-9-]*,20[0-9-]*,20[0-9-]*,20[0-9-]*,.*,20[0-9-]*$' | head -n 1 | cut -d, -f1)
c record employees code=$mine salary=123457 >/dev/null
c record employees code="$theirs" salary=765431 >/dev/null
c cycle plan half-year --as-of 2026-07-01 >/dev/null
c cycle override 1 $mine --outcome direct --to mid2.good --reason 'the board' >/dev/null
c cycle approve 1 --by boss >/dev/null
c cycle apply 1 >/dev/null
c record ratings employee=$mine period=2026-06 rating=S >/dev/null
c verify >all.verify
head=$(sed -n 's/^head //p' all.verify)

# --- what is in it
c export scope --department $department --out part.db >made
has made "taken at head $head"
part part.db person $mine >person
has person 123457
part part.db cycle show 1 >shown
has shown "$mine"
has shown 'overridden, applied'
lacks shown "$theirs"
for text in "$theirs" 765431; do lacks part.db "$text"; done
status 1 part part.db person "$theirs"
part part.db replay 1 >/dev/null
c --format json person $mine --known-at 2026-07-01T08:06:00 >before
part part.db --format json person $mine --known-at 2026-07-01T08:06:00 >before.part
for file in before before.part; do sed -i 's/"txn":[0-9]*//g; s/"name":"[^"]*",\("erased"\)/\1/; s/"name":null,//' $file; done
cmp before before.part
[ ! -e part.db-wal ] && [ ! -e part.db.building ] || { echo 'files beside it'; exit 1; }

# --- it says what it is
part part.db verify >verified
has verified "an extract: the people of department \"$department\" when the company's database stood at $head"
lacks verified 'pay was left out'

# --- for reading only
cp part.db kept.db
status 1 part part.db record ratings employee=$mine period=2026-06 rating=A
has err 'for reading only'
status 1 part part.db cycle approve 1 --by boss
status 1 part part.db init --company other
cmp part.db kept.db

# --- without pay
c export scope --department $department --no-pay --out poor.db >/dev/null
for text in 123457 "$theirs"; do lacks poor.db "$text"; done
part poor.db replay 1 >/dev/null
part poor.db verify >verified
has verified 'pay was left out'

# --- refused
status 1 c export scope --department $department --out part.db
has err 'exists'
status 1 c export scope --department nowhere --out none.db
[ ! -e none.db ] || { echo 'none.db was made'; exit 1; }
status 2 c export scope --out none.db

# --- one that no longer says what it is
sqlite3 kept.db "DELETE FROM setting WHERE key = 'extract'"
status 1 part kept.db verify
has err 'do not agree'
