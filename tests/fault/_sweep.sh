#!/usr/bin/env bash
# Every allocation under every Lua module fails once, to the end: test_bindings.c row by row, each row in a process of its own; before
# them every operation on files and (PLACES=all) every allocation of the story: the tests beside PROGRAM.
# What is done with the program as it is now is not done again, so a sweep that was stopped goes on. `make sweep`.
# How much it is, without sanitizers: some 200 000 places, 10 minutes of a core, and a million allocations, 100 minutes; and the rows of
# leaves, where each strike starts processes, 40 minutes each. Every place and every allocation of every row have been swept.
#   _sweep.sh PROGRAM FOLDER places|all [JOBS]     the logs stay in FOLDER, one a row; exit status 1 when something was found
set -u
program=$(realpath "$1")
places=$3
source=$(cd "$(dirname "$0")/../.." && pwd)
export CURSUS_SOURCE_DIR=$source CURSUS_FAULTS=$places
export GLIBC_TUNABLES=${GLIBC_TUNABLES:-glibc.malloc.tcache_count=0:glibc.malloc.arena_max=1} # what is in use is told exactly: traces.c
export ASAN_OPTIONS=${ASAN_OPTIONS:-detect_stack_use_after_return=1} UBSAN_OPTIONS=${UBSAN_OPTIONS:-print_stacktrace=1}
mkdir -p "$2/$places"
cd "$2/$places" || exit 2

sweep_row() {
  local row=$1 folder
  folder=$(tr ': ' '-_' <<<"$row")
  [ "$folder/done" -nt "$0" ] && return 0
  rm -rf "$folder"
  mkdir "$folder"
  if (cd "$folder" && CURSUS_FAULTS_ROW=$row "$0" >log 2>&1); then
    touch "$folder/done"
    rm -f "$folder"/*.db
    echo "$row: $(grep -c ' struck$' "$folder/log") sweeps, $(awk '/ struck$/ { n += $(NF - 3) } END { print n + 0 }' "$folder/log") strikes"
  else
    echo "$row: FOUND SOMETHING, see $PWD/$folder/log"
    grep -a -m 3 -e '^at ' -e 'ERROR: ' -e 'runtime error' -e ': half-written' -e ': not clear' -e ': another answer' -e ': left behind' -e ': not as before' "$folder/log"
    return 1
  fi
}
export -f sweep_row

# The story is short: each place of it, once; of its memory a sample, unless all is wanted.
sweep_story() {
  local test=$1 faults=$2
  [ "$test.done" -nt "$(dirname "$program")/$test" ] && return 0
  rm -rf "$test"
  mkdir "$test"
  if (cd "$test" && CURSUS_FAULTS=$faults "$(dirname "$program")/$test" >log 2>&1); then
    touch "$test.done"
    echo "$test: $(awk '/ strikes$/ { n += $(NF - 1) } END { print n + 0 }' "$test/log") strikes"
  else
    echo "$test: FOUND SOMETHING, see $PWD/$test/log"
    grep -a -m 3 -e 'ERROR: ' -e 'runtime error' "$test/log"
    return 1
  fi
}

story=0
for test in fault.vfs fault.backup; do sweep_story $test all || story=1; done
memory=all
[ "$places" = all ] || memory=400
sweep_story fault.memory $memory || story=1

{
  printf '%s\n' 'all rows' 'a new state'
  lua5.4 - "$source/tests/fault/bindings.lua" <<<'for _, row in ipairs(dofile(arg[1])) do print(row[1]) end'
} | xargs -d '\n' -I {} -P "${4:-1}" bash -c 'sweep_row "$1"' "$program" {}
status=$(($? + story))
[ "$status" -eq 0 ] && echo "the sweep ($places) is complete, nothing found" || echo "the sweep ($places) found something, above"
exit $((status != 0))
