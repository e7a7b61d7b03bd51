#!/usr/bin/env bash
# backup, restore and the head that an auditor keeps, through the command line. core.store.backup tries the odd cases.
set -eu
: "${CURSUS_BIN:?}" "${CURSUS_SOURCE_DIR:?}"
cursus=$CURSUS_BIN

fail() { echo "$1" >&2; exit 1; }
# expect STATUS TEXT COMMAND...: exits so, and says so on standard error.
expect() {
  local status=$1 text=$2 got=0
  shift 2
  "$@" >out 2>err || got=$?
  [ "$got" -eq "$status" ] || { cat out err >&2; fail "$* exits $got, not $status"; }
  grep -qF -- "$text" err || { cat err >&2; fail "$* does not say '$text'"; }
}

"$cursus" init --seed 1 --now 2026-01-01
"$cursus" verify >first
kept=$(tail -n 1 first)
"$cursus" init --company two --now 2026-01-02
"$cursus" verify --against "$kept" >out
grep -qF 'transaction 1 is what was kept' out || fail 'the kept line is not recognised'
"$cursus" verify --against "$("$cursus" verify --format json)" >out
grep -qF 'transaction 2 is what was kept' out || fail 'the kept json line is not recognised'

zeros=$(printf '0%.0s' {1..64})
expect 1 'transaction 2 is not what was kept' "$cursus" verify --against "head 2 $zeros"
expect 1 'has only 2' "$cursus" verify --against "head 3 $zeros"
expect 2 'expected the line' "$cursus" verify --against 'head 2 abc'
expect 2 'expected the line' "$cursus" verify --against "$zeros"

"$cursus" backup copy.db >out
[ "$(tail -n 1 out)" = "$("$cursus" verify | tail -n 1)" ] || fail 'the backup prints another head'
expect 1 'copy.db exists already' "$cursus" backup copy.db
expect 1 'there is no such database' "$cursus" --db none.db backup other.db
[ ! -e other.db ] || fail 'a backup of nothing'

# what a killed backup leaves goes with the next one to the same name; another's, or one under way, stays
true & gone=$!
wait $gone
touch "next.db.partial-$gone" "next.db.partial-$gone-journal" "next.db.partial-$$" "other.db.partial-$gone" next.db.partial-x
"$cursus" backup next.db >out
[ ! -e "next.db.partial-$gone" ] && [ ! -e "next.db.partial-$gone-journal" ] || fail 'a killed backup left its file'
for name in "next.db.partial-$$" "other.db.partial-$gone" next.db.partial-x; do
  [ -e "$name" ] || fail "$name is gone"
  rm "$name"
done

"$cursus" init --company three --now 2026-01-03
expect 1 'has 3 transactions' "$cursus" restore copy.db
expect 0 '1 transactions of the old file' "$cursus" restore copy.db --force
cmp <("$cursus" verify) <("$cursus" --db copy.db verify)
"$cursus" --db cursus.db.before-restore verify | grep -q '^head 3' || fail 'the old file is not kept'
expect 1 'cursus.db.before-restore exists already' "$cursus" restore copy.db
expect 1 'there is no such database' "$cursus" restore none.db
echo text >text.db
expect 1 'text.db' "$cursus" restore text.db --force
"$cursus" verify | grep -q '^head 2' || fail 'a refused restore changed the database'
"$cursus" --db new.db restore copy.db --format json | grep -q '"kept":null' || fail 'restore to a new place'
# what an older program left is verified and backed up as it is; a restored backup is of this version
sqlite3 older.db "$(grep -v '^--' "$CURSUS_SOURCE_DIR/core/store/schema/0001.sql"); $(cat "$CURSUS_SOURCE_DIR"/core/store/schema/000[23]_*.sql)
  PRAGMA application_id = 1131574133; PRAGMA user_version = 3"
cp older.db as-it-was.db
"$cursus" --db older.db verify >out
grep -qF 'made by an older version' out || fail 'verify does not say that the database is older'
tail -n 1 out | grep -q '^head 0' || fail 'the last line is not the head'
"$cursus" --db older.db backup older-copy.db >out
grep -qF 'and so is the backup' out || fail 'backup does not say that it is of an older version'
cmp older.db as-it-was.db
expect 1 'verify and backup take it as it is' "$cursus" --db older-copy.db person E1
"$cursus" --db renewed.db restore older-copy.db >out
"$cursus" --db renewed.db verify >out
! grep -qF 'older version' out || fail 'restore left an older version'
ls ./*-journal ./*partial* 2>/dev/null && fail 'something was left behind'
echo ok
