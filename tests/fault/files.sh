#!/usr/bin/env bash
# Files that are torn, foreign, locked, read-only or on a full disk: each command ends with a clear message and status 1,
# and what was there is still there.
set -eu
: "${CURSUS_BIN:?}"

fail() { echo "files.sh: $*" >&2; exit 1; }
cursus() { "$CURSUS_BIN" --lang en --actor Ann "$@"; }
# refused TEXT COMMAND...: status 1, TEXT on standard error, and no traceback.
refused() {
  local text=$1 got=0
  shift
  "$@" >out 2>err || got=$?
  [ "$got" -eq 1 ] || { cat out err >&2; fail "'$*' exits $got, not 1"; }
  grep -qF -- "$text" err || { cat err >&2; fail "'$*' does not say '$text'"; }
  ! grep -qE 'traceback|ERROR:|runtime error' err || { cat err >&2; fail "'$*' shows its insides"; }
}
unchanged() { cmp -s "$1" "$2" || fail "$1 was changed ($3)"; }
skipped=()

cursus --db whole.db init --seed 1 --now 2026-01-01 >/dev/null
for i in 2 3 4 5 6; do cursus --db whole.db init --company "c$i" --now "2026-01-0$i" >/dev/null; done
head=$(cursus --db whole.db verify | tail -n 1)
commands=('verify' 'init --company x' 'cycle list' 'import list' 'person E1' 'backup copy.db')

# -- not a database of ours: no command opens it, none changes it
echo 'code,name' >text.db
printf '%20000s' x >blanks.db
sqlite3 foreign.db 'CREATE TABLE person (name TEXT); INSERT INTO person VALUES (1)'
cp whole.db newer.db
sqlite3 newer.db 'PRAGMA user_version = 99' >/dev/null
head -c 5000 whole.db >short.db
{ printf 'SQLite format 4'; tail -c +16 whole.db; } >magic.db
while read -r file text; do
  cp "$file" kept
  for command in "${commands[@]}"; do
    # shellcheck disable=SC2086 # words
    refused "$text" cursus --db "$file" $command
    grep -qF "$file" err || fail "the message about $file does not name it"
    unchanged "$file" kept "$command"
  done
done <<'LIST'
text.db not a database file
blanks.db not a database file
foreign.db not one of Cursus
newer.db newer version of Cursus
magic.db not a database file
LIST
refused 'short.db' cursus --db short.db verify

# -- an empty file may become ours, but only by init
: >empty.db
refused 'empty.db' cursus --db empty.db verify
[ ! -s empty.db ] || fail 'verify wrote into an empty file'
cursus --db empty.db init >/dev/null
cursus --db empty.db verify >/dev/null
mkdir folder.db
refused 'folder.db' cursus --db folder.db verify
refused 'no/such/place.db' cursus --db no/such/place.db init

# -- a name is a name: SQLite reads some as places of its own, where all would be lost
for name in file:kept.db ':memory:' 'file:x?mode=memory' 'a?b#c%20d.db'; do
  cursus --db "$name" init >/dev/null
  [ -s "$name" ] || fail "init has not made the file $name"
  cursus --db "$name" verify >/dev/null
  cursus --db "$name" backup "$name.copy" >/dev/null
  cursus --db "$name.copy" verify >/dev/null
done
refused 'cannot be opened' cursus --db= init

# -- a limit on the size of files is an error, not a death
cp whole.db limit.db
(ulimit -f 8 && refused 'limit.db' cursus --db limit.db init --company limited)
[ "$head" = "$(cursus --db limit.db verify | tail -n 1)" ] || fail 'a command that met the limit has changed something'

# -- the last page torn; garbage as a log
size=$(stat -c %s whole.db)
for cut in 1 4096 8191 8192 20000; do
  head -c $((size - cut)) whole.db >torn.db
  # what was cut off may have been empty: then nothing is missing
  if [ $cut -lt 8192 ] && got=$(cursus --db torn.db verify 2>/dev/null | tail -n 1) && [ "$got" = "$head" ]; then continue; fi
  refused 'torn.db' cursus --db torn.db verify
done
for garbage in 'head -c 100000 /dev/urandom' "head -c $size whole.db" 'head -c 32 /dev/zero'; do
  rm -f log.db log.db-*
  cp whole.db log.db
  $garbage >log.db-wal
  [ "$(cursus --db log.db verify | tail -n 1)" = "$head" ] || fail "garbage as a log ($garbage) is believed"
done

# A log cut anywhere gives a state that there once was: each transaction whole or absent. Somebody else has the file open, so
# that the log stays.
rm -f live.db*
cp whole.db live.db
mkfifo hold
sqlite3 live.db <hold >held &
exec 3>hold
echo 'BEGIN; SELECT count(*) FROM txn;' >&3
until [ -s held ]; do sleep 0.05; done
for i in 7 8 9; do cursus --db live.db init --company "c$i" --now "2026-01-0$i" >/dev/null; done
cp live.db cut.kept
cp live.db-wal cut.kept-wal
exec 3>&-
wait
logged=$(stat -c %s cut.kept-wal)
[ "$logged" -gt 0 ] || fail 'there is no log to cut'
heads=
for part in 0 1 2 3 4 5 6 7; do
  at=$((logged * part / 7))
  rm -f cut.db*
  cp cut.kept cut.db
  head -c "$at" cut.kept-wal >cut.db-wal
  cursus --db cut.db verify >out 2>err || fail "a log cut at $at: $(cat err)"
  heads+=$(tail -n 1 out | cut -d' ' -f2)
done
case $heads in 6*9) ;; *) fail "cut logs give the transactions $heads" ;; esac

# -- locked: one waits, then says so; two at once: the second goes on when the first is done
rm -f busy.db*
cp whole.db busy.db
mkfifo lock
sqlite3 busy.db <lock >locked &
exec 3>lock
echo "BEGIN IMMEDIATE; SELECT 'locked';" >&3
until [ -s locked ]; do sleep 0.05; done
cursus --db busy.db verify >/dev/null || fail 'a reader is kept out by a writer'
refused 'another program is writing' cursus --db busy.db init --company x --now 2026-02-01
grep -qF '(sqlite3, process ' err || echo "the holder is not known here: $(cat err)"
cp whole.db other.db
refused 'another program has it open' cursus --db busy.db restore other.db
(sleep 1; echo 'ROLLBACK;' >&3) &
cursus --db busy.db init --company x --now 2026-02-01 >/dev/null || fail 'the second does not wait for the first'
exec 3>&-
wait
pids=()
for i in 1 2 3 4; do
  cursus --db busy.db init --company "together$i" --now 2026-02-02 >/dev/null 2>"err$i" &
  pids+=($!)
done
for pid in "${pids[@]}"; do wait "$pid" || { cat err?; fail 'programs at once disturb each other'; }; done
cursus --db busy.db verify | grep -q '^head 11 ' || fail 'of four programs at once one got lost'

# -- read-only, as somebody who is not root (root may write everything)
lower=()
if [ "$(id -u)" -eq 0 ]; then lower=(setpriv --reuid 65534 --regid 65534 --clear-groups); fi
rm -rf ro
mkdir ro ro/fixed
cp whole.db ro/file.db
cp whole.db ro/fixed/in.db
cp whole.db 'ro/fixed/in 100%?#.db'
cp whole.db ro/fixed/logged.db
echo log >ro/fixed/logged.db-wal
chmod 777 ro
chmod 444 ro/file.db ro/fixed/*
chmod 555 ro/fixed
as_other() { ${lower[@]+"${lower[@]}"} "$CURSUS_BIN" --lang en "$@"; }
if as_other --version >/dev/null 2>&1 && ${lower[@]+"${lower[@]}"} test -r ro/file.db; then
  refused 'read-only' as_other --db ro/file.db init --company x --now 2026-02-01
  refused 'ro/fixed/new.db' as_other --db ro/fixed/new.db init
  refused 'ro/fixed/in.db' as_other --db ro/fixed/in.db init --company x --now 2026-02-01
  # a folder where nothing may be written: what is whole in its file is verified and copied, of the rest it is said why not
  [ "$(as_other --db ro/fixed/in.db verify | tail -n 1)" = "$head" ] || fail 'verify where nothing may be written'
  as_other --db 'ro/fixed/in 100%?#.db' backup ro/copied.db >/dev/null
  cursus --db ro/copied.db --company c2 cycle list >/dev/null
  refused 'make a backup' as_other --db ro/fixed/in.db cycle list
  refused 'a log lies beside it' as_other --db ro/fixed/logged.db verify
  refused 'ro/fixed/copy.db' as_other --db ro/file.db backup ro/fixed/copy.db
  unchanged ro/file.db whole.db read-only
  unchanged ro/fixed/in.db whole.db read-only
  # a reader who may not write leaves a log that the owner may not
  if [ ${#lower[@]} -gt 0 ]; then
    cp whole.db ro/owned.db
    chmod 644 ro/owned.db
    chown 65533 ro/owned.db
    as_other --db ro/owned.db verify >/dev/null
    if [ -e ro/owned.db-wal ]; then
      refused "ro/owned.db-wal is another user's" setpriv --reuid 65533 --regid 65533 --clear-groups \
        "$CURSUS_BIN" --lang en --db ro/owned.db init --company x --now 2026-02-01
      rm ro/owned.db-*
    fi
    setpriv --reuid 65533 --regid 65533 --clear-groups "$CURSUS_BIN" --db ro/owned.db init --company x --now 2026-02-01 >/dev/null
  fi
else
  skipped+=('read-only files')
fi
chmod 755 ro/fixed

# -- a full disk
mkdir -p small
if [ "$(id -u)" -eq 0 ] && mount -t tmpfs -o size=600k tmpfs small 2>/dev/null; then
  trap 'umount small 2>/dev/null || umount -l small' EXIT
  cp whole.db small/full.db
  head -c 1000000 /dev/zero >small/filler 2>/dev/null || true
  refused 'small/full.db' cursus --db small/full.db init --company x --now 2026-02-01
  grep -qF 'disk is full' err || fail "a full disk is called: $(cat err)"
  refused 'small/copy.db' cursus --db whole.db backup small/copy.db
  ! ls small/*copy* >/dev/null 2>&1 || fail 'a broken backup was left on the full disk'
  rm small/filler
  [ "$(cursus --db small/full.db verify | tail -n 1)" = "$head" ] || fail 'the full disk cost history'
  cursus --db small/full.db init --company x --now 2026-02-01 >/dev/null
  umount small
  trap - EXIT
else
  skipped+=('a full disk')
fi

[ ${#skipped[@]} -eq 0 ] || { echo "not tried here: ${skipped[*]}"; exit 77; }
echo ok
