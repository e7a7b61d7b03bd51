#!/usr/bin/env bash
# The temporary folder of a `policy test` that was killed goes with the next one; that of one under way stays.
set -eu
: "${CURSUS_SOURCE_DIR:?}" "${CURSUS_BIN:?}"
TMPDIR=$PWD/temporary
export TMPDIR
rm -rf temporary
mkdir temporary
fail() { echo "$1"; ls temporary; exit 1; }
count() { find temporary -mindepth 1 -maxdepth 1 | wc -l; }
# started: sets folder to the one with a database that was not there before
started() {
  for _ in {1..500}; do
    for folder in temporary/cursus-temporary-*/tests.db; do
      folder=${folder%/tests.db}
      [ -d "$folder" ] && [ "$folder" != "${before-}" ] && return 0
    done
    sleep 0.02
  done
  fail 'no folder with a database'
}
long() { exec "$CURSUS_BIN" policy test "$CURSUS_SOURCE_DIR/policies/camera-care" >/dev/null 2>&1; }

long & killed=$!
started
kill -9 $killed
wait $killed 2>/dev/null || true
before=$folder
[ -d "$before" ] || fail 'the killed one left nothing: this test proves nothing'
mkdir temporary/cursus-temporary temporary/other
ln -s "$PWD" temporary/cursus-temporary-linked

long & running=$!
started
[ ! -e "$before" ] || fail 'what the killed one left is still there'
"$CURSUS_BIN" policy test "$CURSUS_SOURCE_DIR/policies/template" >/dev/null
[ -d "$folder" ] || fail 'a folder in use is gone'
kill $running
wait $running 2>/dev/null || true
"$CURSUS_BIN" policy test "$CURSUS_SOURCE_DIR/policies/template" >/dev/null
[ "$(count)" -eq 3 ] || fail 'something was left over, or too much is gone'
[ -d temporary/other ] && [ -d temporary/cursus-temporary ] && [ -L temporary/cursus-temporary-linked ] || fail 'what is not ours is gone'
