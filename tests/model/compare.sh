#!/usr/bin/env bash
# Do the program and the model decide alike? compare.sh [FOLDER...]
#
# Makes companies (and takes those in the folders given: each holds employees.csv ratings.csv events.csv absences.csv),
# blanks some of their cells, runs both over them and shows the first differences. Builds nothing.
#
#   CURSUS_BIN      the program (default build/cursus)
#   SEEDS, PEOPLE   the companies made here (default "1 2", 300 people); SEEDS= makes none
#   PART="K/N"      of the 24 combinations of readings, those whose number leaves K when divided by N (default 0/1: all)
#   ALL_DATES=1     every date for every combination; otherwise they take turns
#   KEEP=FOLDER     leave everything there
set -u -o pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=${CURSUS_SOURCE_DIR:-$(cd "$here/../.." && pwd)}
cursus=${CURSUS_BIN:-$root/build/cursus}
lua=${LUA:-lua5.4}
people=${PEOPLE:-300}
seeds=${SEEDS-1 2}
part=${PART:-0/1}
dates=(2026-07-01 2026-01-15 2026-03-31 2025-12-31)
now=2026-07-06T09:00:00

if [ -n "${KEEP:-}" ]; then
  work=$KEEP
  mkdir -p "$work"
else
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
fi

fail() {
  echo "compare.sh: $*" >&2
  exit 1
}
[ -x "$cursus" ] || fail "no program at $cursus"

combinations=()
for target in target held; do
  for literal in literal no-complaint; do
    for cause in personal+attitude personal; do
      for absence in back shorten missing; do
        combinations+=("8.3.3.B=$target 8.4.1.2.B=$literal 8.4.1.2.A=$cause absence=$absence")
      done
    done
  done
done

compared=0
different=0

# One company, its files in $1, under the name $2.
compare() {
  local files=$1 name=$2 number=0 db=$work/$2.db kind reading readings options date cycle run
  rm -f "$db" "$db-wal" "$db-shm"
  call() { "$cursus" --db "$db" --now "$now" --lang en "$@" 2>"$work/stderr" || fail "$name: cursus $*: $(cat "$work/stderr")"; }
  call init >/dev/null
  call policy load "$root/policies/camera-care" >/dev/null
  for kind in employees ratings events absences; do
    "$cursus" --db "$db" --now "$now" --lang en import "$kind" "$files/$kind.csv" >"$work/report" 2>&1 ||
      fail "$name: import $kind: $(cat "$work/report")"
  done
  for readings in "${combinations[@]}"; do
    number=$((number + 1))
    [ $((number % ${part#*/})) -eq "${part%/*}" ] || continue
    options=()
    for reading in $readings; do options+=(--reading "$reading"); done
    call policy load "$root/policies/camera-care" "${options[@]}" >/dev/null
    for date in "${dates[@]}"; do
      [ -n "${ALL_DATES:-}" ] || [ "$date" = "${dates[$((number % 4))]}" ] || continue
      for cycle in half-year leaders-yearly; do
        run=$(call cycle plan "$cycle" --as-of "$date" --format json) || exit 1
        run=$(sed -n 's/.*"run":\([0-9]*\).*/\1/p' <<<"$run")
        [ -n "$run" ] || fail "$name: cycle plan names no run"
        call cycle show "$run" --format json >"$work/program.json"
        # shellcheck disable=SC2086 # readings is a list of words
        "$lua" "$here/main.lua" "$files" "$cycle" "$date" $readings >"$work/model.json" || fail "$name: the model failed"
        compared=$((compared + $(wc -l <"$work/model.json")))
        if ! diff "$work/model.json" "$work/program.json" >"$work/difference"; then
          different=$((different + 1))
          echo "== $name: $cycle $date $readings: $(grep -c '^[<>]' "$work/difference") lines differ; < model, > program"
          head -n 8 "$work/difference"
        fi
      done
    done
  done
}

for seed in $seeds; do
  "$lua" "$here/odd_company.lua" "$people" "$seed" "$work/odd$seed" || fail "no company from seed $seed"
  "$lua" "$here/blanks.lua" "$work/odd$seed" "$seed" "$work/odd$seed-blanks" || fail "no blanks"
  compare "$work/odd$seed-blanks" "odd$seed-blanks"
done
count=0
for folder in "$@"; do
  count=$((count + 1))
  "$lua" "$here/blanks.lua" "$folder" "$count" "$work/given$count-blanks" || fail "no blanks in $folder"
  compare "$work/given$count-blanks" "given$count-blanks"
done

echo "$compared decisions compared, $different runs differ"
[ "$different" -eq 0 ] && [ "$compared" -gt 0 ]
