#!/usr/bin/env bash
# Ten years of small companies, told to the program and to a model: README.md. Without arguments the short run of the tests.
#   run.sh --seed N | --seeds FIRST..LAST | --story FILE  [--years N] [--people N] [--no-shrink]
set -eu
here=$(cd "$(dirname "$0")" && pwd)
export CURSUS_SOURCE_DIR=${CURSUS_SOURCE_DIR:-${here%/tests/simulation}}
export CURSUS_BIN=${CURSUS_BIN:-$CURSUS_SOURCE_DIR/build/release/cursus}
export CURSUS_KILL_AT=${CURSUS_KILL_AT:-$(dirname "$CURSUS_BIN")/tests/kill_at}
for program in "$CURSUS_BIN" "$CURSUS_KILL_AT"; do
  [ -x "$program" ] || { echo "run.sh: there is no $program: make simulation builds it" >&2; exit 2; }
done
# In memory where that is possible: a story writes a thousand times, and syncs each time.
base=${TMPDIR:-/tmp}
[ -d /dev/shm ] && [ -w /dev/shm ] && base=/dev/shm
CURSUS_SIMULATION_DIR=$(mktemp -d "$base/cursus-simulation-XXXXXX")
export CURSUS_SIMULATION_DIR
trap 'rm -rf "$CURSUS_SIMULATION_DIR"' EXIT
[ $# -gt 0 ] || set -- --seeds 1..2 --years 2 --people 12
"$CURSUS_BIN" run "$here/main.lua" "$@"
