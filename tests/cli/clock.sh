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

# A --now that would keep the database from being written to for long is warned of where it is the first, or refused.
rm -f test.db*
far() { date -u -d "+$1 days" +%Y-%m-%dT%H:%M:%SZ; }
status 0 cursus --now "$(far 0)" init
lacks err warning
status 1 cursus --now 9999-12-31 init --company never
has err 'lies more than 100 years after this computer'
lacks err warning
status 1 cursus --lang zh --now 2999-01-01 init --company never
has err '100 年以上'
status 0 cursus --now "$(far 3)" init --company ahead
has err "is later than this computer's clock"
status 0 cursus --now "$(far 9)" init --company further
lacks err warning
status 1 cursus init --company never
has err 'give that time or a later one with --now'
status 0 cursus --company ahead --now 9999-12-31 cycle list # looks only
lacks err warning
rm -f test.db*
status 0 cursus --lang zh --now "$(far 400)" init --timezone Asia/Shanghai
has err '只有恢复此前的备份才能回退'
status 2 cursus --now 9999-12-31T23:00:00Z todo # the year 10000 in Shanghai
has err 'is not a point of time'
status 1 cursus person X --known-at 9999-12-31
has err 'no employee X'

# Today is the company's.
rm -f test.db*
cursus --now 2026-07-05T23:00:00Z init --timezone Asia/Shanghai >/dev/null 2>&1
cursus --now 2026-07-05T23:10:00Z policy load "$CURSUS_SOURCE_DIR/policies/template" --set 'months in grade=6' >/dev/null
status 0 cursus --now 2026-07-05T23:30:00Z cycle plan yearly --as-of 2026-07-06
lacks err 'after today'
status 0 cursus --now 2026-07-05T23:30:00Z cycle plan yearly --as-of 2026-07-07
has err 'after today'

# A machine that does not have the company's time zone (here: one that nobody has) does not take another day for today.
sqlite3 test.db "UPDATE company SET zone = 'Asia/Nowhere'"
for command in todo '--now 2026-07-05T23:30:00 todo' 'person X' 'record roles role=x'; do
  # shellcheck disable=SC2086 # words
  status 1 cursus $command
  has err 'company default is in the time zone “Asia/Nowhere”, which this machine does not know'
done
