#!/usr/bin/env bash
# fuzz.sh SECONDS: runs every fuzz target that is built, for so long each. New inputs go to build/fuzz/corpus,
# what breaks a target to build/fuzz/findings. Exit status 1 when something was found.
set -u
cd "$(dirname "$0")/.." || exit 1
seconds=${1:-60}
status=0
found=0
for fuzzer in build/fuzz/fuzzers/fuzz_*; do
  [ -x "$fuzzer" ] || continue
  found=1
  what=$(basename "$fuzzer")
  what=${what#fuzz_}
  corpus=build/fuzz/corpus/$what
  mkdir -p "$corpus" "build/fuzz/findings/$what"
  seeds=()
  [ -d "tests/fuzz/corpus/$what" ] && seeds=("tests/fuzz/corpus/$what")
  # A target may have words to build inputs of (.dict) and options of its own, one a line (.options).
  options=()
  [ -f "tests/fuzz/fuzz_$what.dict" ] && options+=("-dict=tests/fuzz/fuzz_$what.dict")
  [ -f "tests/fuzz/fuzz_$what.options" ] && mapfile -t -O "${#options[@]}" options <"tests/fuzz/fuzz_$what.options"
  echo "== fuzz $what, $seconds s"
  "$fuzzer" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -print_final_stats=1 \
    -artifact_prefix="build/fuzz/findings/$what/" "${options[@]}" "$corpus" "${seeds[@]}" 2>"build/fuzz/$what.log" </dev/null
  result=$?
  tail -n 12 "build/fuzz/$what.log"
  if [ "$result" -ne 0 ]; then
    echo "fuzz $what: FAILED, see build/fuzz/$what.log and build/fuzz/findings/$what" >&2
    status=1
  fi
done
[ "$found" -eq 1 ] || echo "no fuzz target yet: add tests/fuzz/fuzz_<what>.c"
exit "$status"
