#!/usr/bin/env bash
# kill -9 at random moments of the year of camera care, one after the other, until it comes to its end: the same account and
# the same bytes as never killed.
#
#   CURSUS_KILLS   how many (default 8; more by hand)   CURSUS_SEED   of the moments (default 1)
#   CURSUS_PEOPLE  in the company (default 1)
set -eu
: "${CURSUS_BIN:?}" "${CURSUS_SOURCE_DIR:?}"
kills=${CURSUS_KILLS:-8}
people=${CURSUS_PEOPLE:-1}
RANDOM=${CURSUS_SEED:-1}

fail() { echo "kill_year.sh: $*" >&2; exit 1; }
now() { echo $(($(date +%s%N) / 1000)); } # microseconds

# Each in a place of its own: what is recorded names the files it came from.
place() { mkdir -p "$1"; ln -sfn "$CURSUS_SOURCE_DIR/policies" "$1/policies"; ln -sfn "$CURSUS_SOURCE_DIR/scripts" "$1/scripts"; }
year() { (cd "$1" && exec "$CURSUS_BIN" --lang en run scripts/examples/camera_care_year.lua year "$people"); }
# Of what is recorded and of what lies in the folder.
state() {
  (cd "$1/year" && "$CURSUS_BIN" verify --db cursus.db && "$CURSUS_BIN" --db cursus.db --lang en case list --format csv &&
    cat rows/*.csv refused/*.txt forms/*.html)
}

place whole
place killed
begin=$(now)
year whole >whole.txt || fail 'the year itself'
took=$(($(now) - begin))
state whole >whole.state

done_count=0
for ((i = 0; i < kills; i++)); do
  # Twice the share of a kill, so that the last ones fall near the end of the year.
  wait_us=$((2 * took / kills * RANDOM / 32768))
  set -m
  year killed >/dev/null 2>&1 &
  victim=$!
  set +m
  sleep "$(printf '%d.%06d' $((wait_us / 1000000)) $((wait_us % 1000000)))"
  kill -9 -- "-$victim" 2>/dev/null || done_count=$((done_count + 1))
  wait "$victim" 2>/dev/null || true
  [ ! -e killed/year/cursus.db ] || "$CURSUS_BIN" verify --db killed/year/cursus.db >verified 2>&1 ||
    { cat verified; fail "kill $i: the database does not verify"; }
done
year killed >killed.txt || fail 'it does not go on'
cmp whole.txt killed.txt || { diff whole.txt killed.txt | head -5; fail 'another account'; }
state killed >killed.state
cmp whole.state killed.state || { diff whole.state killed.state | head -5; fail 'other bytes'; }
[ "$done_count" -lt "$kills" ] || fail 'no kill struck'
echo "$kills kills, $done_count after the end"
