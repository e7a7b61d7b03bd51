#!/usr/bin/env bash
# A difference is found and its story shrunk to a handful of steps: the model is made wrong on purpose (words.lua says how);
# the smallest story, told again, still shows it, and a right model finds nothing wrong with it.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
simulate() { bash "$here/run.sh" "$@" >log 2>&1; }
fail() { echo "shrinks.sh: $*" >&2; cat log >&2; exit 1; }

# small FAULT STEPS: some seed shows the fault; its story comes down to at most so many steps.
small() {
  local seed story steps
  rm -f ./*.story
  for seed in 2 1 3 4 5 6 7 8; do # the one that shows both now comes first
    CURSUS_SIMULATION_FAULT=$1 simulate --seed "$seed" --years 1 --people 6 || break
  done
  story=seed-$seed.small.story
  [ -s "$story" ] || fail "$1: not found, or not shrunk"
  steps=$(grep -c 'act = ' "$story")
  [ "$steps" -le "$2" ] || fail "$1: still $steps steps"
  ! CURSUS_SIMULATION_FAULT=$1 simulate --story "$story" --no-shrink || fail "$1: lost in shrinking"
  simulate --story "$story" --no-shrink || fail "$1: the right model differs, too"
  echo "$1: seed $seed, $steps steps"
}

small release-approves 7
small d-is-b 5
