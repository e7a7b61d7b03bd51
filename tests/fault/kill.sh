#!/usr/bin/env bash
# kill -9 at random moments of import, plan, approve, apply, undo, backup and restore: the database opens, verify passes,
# and the same command again ends in the same bytes as never killed.
#
#   CURSUS_KILLS   how many (default 100; more by hand)   CURSUS_SEED   of the moments (default 1)
#   CURSUS_PEOPLE  size of the company (default 200)
set -eu
: "${CURSUS_BIN:?}" "${CURSUS_SOURCE_DIR:?}"
kills=${CURSUS_KILLS:-100}
people=${CURSUS_PEOPLE:-200}
RANDOM=${CURSUS_SEED:-1}
steps=(employees ratings events plan approve apply undo backup restore)

fail() { echo "kill.sh: $*" >&2; exit 1; }
now() { date +%s%N; }
cursus() { "$CURSUS_BIN" --db story.db --now 2026-07-06T09:00:00 --actor Ann --lang en "$@"; }

step() {
  case $1 in
    employees | ratings | events) cursus import "$1" "company/$1.csv" ;;
    plan) cursus cycle plan half-year --as-of 2026-07-01 ;;
    approve) cursus cycle approve 1 --by Boss ;;
    apply) cursus cycle apply 1 ;;
    undo) cursus cycle undo 1 --reason 'a mistake' ;;
    backup) cursus backup copy.db ;;
    restore) cursus restore other.db --force ;;
  esac
}

# What the contract calls the same bytes.
state() {
  "$CURSUS_BIN" run "$CURSUS_SOURCE_DIR/tests/fault/state.lua" story.db || return 1
  [ "$1" != backup ] || "$CURSUS_BIN" --db copy.db --lang en verify
}

clear_story() { rm -f story.db story.db-* story.db.* copy.db*; }
return_to() {
  clear_story
  cp "before-$1.db" story.db
}

# Nothing but the database lies there when a command has ended.
tidy() {
  local left
  left=$(find . -maxdepth 1 \( -name 'story.db-*' -o -name '*partial*' -o -name 'copy.db-*' \))
  [ -z "$left" ] || fail "$1 leaves $left"
}

"$CURSUS_BIN" run "$CURSUS_SOURCE_DIR/scripts/examples/company.lua" "$people" 5 company >/dev/null
clear_story
rm -f other.db
cursus init --seed 1 >/dev/null
cursus backup other.db >/dev/null # for restore: the shortest history
cursus policy load "$CURSUS_SOURCE_DIR/policies/camera-care" >/dev/null
declare -A takes
for name in "${steps[@]}"; do
  tidy "the command before $name"
  cp story.db "before-$name.db"
  start=$(now)
  step "$name" >out 2>err || fail "$name: $(cat err)"
  takes[$name]=$((($(now) - start) / 1000))
  state "$name" >"after-$name" 2>err || fail "$name: $(cat err)"
done
grep -q '"applied":[1-9]' after-apply || fail 'the story applies nothing'

finished=0
for ((i = 0; i < kills; i++)); do
  name=${steps[i % ${#steps[@]}]}
  moment=$((takes[$name] * (RANDOM % 1000) / 1000))
  return_to "$name"
  set -m
  step "$name" >/dev/null 2>&1 &
  victim=$!
  set +m
  sleep "$((moment / 1000000)).$(printf '%06d' $((moment % 1000000)))"
  kill -9 -- "-$victim" 2>/dev/null || finished=$((finished + 1))
  wait "$victim" 2>/dev/null || true
  where="$name killed after $moment us of ${takes[$name]}"

  cursus verify >out 2>err || fail "$where: $(cat err)"
  if [ "$name" = backup ]; then rm -f ./*partial*; [ ! -e copy.db ] || mv copy.db kept.db; fi
  if [ "$name" = restore ]; then
    rm -f ./*partial*
    # put in place already: the second one would not overwrite what the first has kept
    cmp -s <(tail -n 1 out) <(cursus --db other.db verify | tail -n 1) && rm -f story.db.before-restore
  fi
  step "$name" >out 2>err || [ "$name" = undo ] || fail "$where: again: $(cat err)"
  tidy "$where"
  state "$name" >again 2>err || fail "$where: $(cat err)"
  cmp "after-$name" again || fail "$where: other bytes"
done
echo "$kills kills, $finished of them after the end"
