#!/usr/bin/env bash
# The machine's clock is read before the database is there to write to: who waited for somebody else is not told that the time goes back.
# A clock that is really behind is an error, and so is a --now that lies before the last transaction.
set -eu
: "${CURSUS_SOURCE_DIR:?}" "${CURSUS_BIN:?}"
. "$CURSUS_SOURCE_DIR/tests/cli/_helper.sh"
rm -f ./*.db*
cursus() { "$CURSUS_BIN" --db test.db --lang en "$@"; }
head_time() { sqlite3 test.db 'SELECT max(recorded_ms) FROM txn'; }
cursus init >/dev/null
cursus policy load "$CURSUS_SOURCE_DIR/policies/template" --set 'months in grade=6' >/dev/null
soon=$(date -u -d '+3 minutes' +%Y-%m-%dT%H:%M:%SZ)
cursus --now "$soon" init --company second >/dev/null
at=$(head_time)
cursus init --company third >/dev/null
[ "$(head_time)" = "$at" ] || { echo 'a little behind: another time'; exit 1; }
cursus --company default cycle plan yearly --as-of 2026-01-01 >/dev/null
status=0
cursus --now "$(date -u +%Y-%m-%dT%H:%M:%SZ)" init --company fourth >out 2>&1 || status=$?
[ "$status" -eq 1 ] || { echo "a --now before the last transaction: $status"; exit 1; }
has out 'lies before the last transaction'
cursus --now "$(date -u -d '+1 day' +%Y-%m-%dT%H:%M:%SZ)" init --company fifth >/dev/null
status=0
cursus init --company sixth >out 2>&1 || status=$?
[ "$status" -eq 1 ] || { echo "a clock a day behind: $status"; exit 1; }
has out 'lies before the last transaction'
status=0
cursus --company default cycle plan yearly --as-of 2026-02-01 >out 2>&1 || status=$?
[ "$status" -eq 1 ] || { echo "a plan a day before: $status"; exit 1; }

# Several at once, none of them told the time.
rm -f test.db*
cursus init --company c0 >/dev/null
pids=()
for i in 1 2 3 4 5 6; do cursus init --company "c$i" >"out$i" 2>&1 & pids+=($!); done
for pid in "${pids[@]}"; do wait "$pid" || { cat out?; exit 1; }; done
cursus verify | grep -q '^head 7 '
