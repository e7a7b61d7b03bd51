#!/usr/bin/env bash
# A limit on the size of files, met page by page later: each command that writes has done nothing and says so, has done all, or says what
# of it stands; the same again without the limit ends as if there had been none.
set -eu
: "${CURSUS_BIN:?}" "${CURSUS_SOURCE_DIR:?}"
. "$CURSUS_SOURCE_DIR/tests/cli/_helper.sh"
fail() { echo "short_disk.sh: $*" >&2; exit 1; }
as() { local who=$1; shift; "$CURSUS_BIN" --db story.db --now 2026-07-06T09:00:00 --actor "$who" --lang en "$@"; }
rm -rf pack ./*.db*
mkdir pack
cat >pack/pack.lua <<'LUA'
pack { id = "talks", title = "talks" }
clauses "clauses.tsv"
catalogue "position" { { "agent", en = "agent" }, { "leader", en = "leader" } }
catalogue "status" { { "confirmed", en = "confirmed" } }
scale "rating" { "A", "C" }
series "rating" { scale = "rating", every = "month", default = true, label = "rating" }
role "superior" { label = "superior", is = "manager" }
stage "4.1" { label = "talk", by = "superior" }
procedure "talk" { clause = "4", label = "talk", opens = {}, stages = { "4.1" } }
trigger "4" { on = recorded { series = "rating", values = { "C" } }, as_of = "recorded", opens = "talk" }
LUA
printf 'id\tkind\texecutable\tparaphrase_en\tlabel_zh\tprimitive\tambiguity\n' >pack/clauses.tsv
for c in 4 4.1; do printf '%s\tworkflow\tyes\tClause.\t条款\tworkflow step\t\n' "$c" >>pack/clauses.tsv; done
{ echo code,position,status,hired_on,manager; for i in $(seq 1 40); do echo "E$i,agent,confirmed,2024-01-01,L1"; done; echo 'L1,leader,confirmed,2020-01-01,'; } >people.csv
{ echo employee,period,rating; for i in $(seq 1 40); do echo "E$i,2026-06,优"; done; } >ratings.csv

step() {
  case $1 in
    trigger) as admin import ratings ratings.csv --map rating:优=C --learn ;;
    act) as L1 case do C000001 --comment fine ;;
    erase) as admin erase E2 --reason asked ;;
    company) as admin init --company other ;;
  esac
}
state() { as admin verify && as admin --company default case list --format csv; }

as admin init --seed 1 >/dev/null
as admin policy load pack >/dev/null
as admin import employees people.csv >/dev/null
late=0
for name in trigger act erase company; do
  cp story.db "before-$name.db"
  step "$name" >/dev/null || fail "$name"
  state >"after-$name"
  cp story.db "done-$name.db"
  cp "before-$name.db" story.db
  state >"was-$name"
  pages=$(($(stat -c %s story.db) / 4096))
  for ((kb = 36; kb < pages * 4 + 600; kb += 12)); do
    rm -f story.db-*
    cp "before-$name.db" story.db
    status=0
    (ulimit -f "$kb" && step "$name" >said 2>&1) || status=$?
    rm -f story.db-shm
    state >now || fail "$name, $kb KB: does not verify"
    if [ "$status" -eq 0 ]; then
      cmp -s now "after-$name" || fail "$name, $kb KB: done, but not what is done otherwise"
      break
    fi
    [ "$status" -eq 1 ] || fail "$name, $kb KB: exits $status: $(cat said)"
    lacks said traceback >/dev/null || fail "$name, $kb KB: shows its insides"
    if ! cmp -s now "was-$name"; then
      grep -qE 'stands|kept|loaded' said || fail "$name, $kb KB: half done, and not said: $(cat said)"
      grep -q 'what was recorded stands; the cases' said && late=$((late + 1))
    fi
    # an act that stands is not done twice
    step "$name" >said 2>&1 || grep -qE 'ended on|exists already|erased' said || fail "$name, $kb KB: again: $(cat said)"
    state >now
    cmp -s now "after-$name" || fail "$name, $kb KB: again, and other bytes: $(diff now "after-$name")"
  done
  [ "$status" -eq 0 ] || fail "$name never ends well"
  rm -f story.db-*
  cp "done-$name.db" story.db
done
[ "$late" -gt 0 ] || fail 'no limit was met between the facts and the cases they open'
echo "$late times between the facts and their cases"
