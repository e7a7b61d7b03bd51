#!/usr/bin/env bash
# Where a command puts out a file: a database, what is just being read, a device, a pipe and a folder are not written over, and nothing of the
# command is done; a link is followed; who may read what is replaced may read the new one; nothing half-made is left.
set -eu
: "${CURSUS_SOURCE_DIR:?}" "${CURSUS_BIN:?}"
. "$CURSUS_SOURCE_DIR/tests/cli/_helper.sh"
. "$CURSUS_SOURCE_DIR/tests/cli/_notice.sh"
rm -rf ./*.db* out place && mkdir place
cursus() { "$CURSUS_BIN" --db company.db --lang en --now 2026-07-01T09:00:00Z --actor A1 "$@"; }
refused() { # TEXT COMMAND...: exit 1, the text in what it says, the database as it was
  local text=$1 status=0
  shift
  cp company.db before.db
  timeout 20 "$CURSUS_BIN" --db company.db --lang en --now 2026-07-01T09:00:00Z "$@" >out 2>&1 || status=$?
  [ "$status" -eq 1 ] || { echo "$* exits $status"; cat out; exit 1; }
  has out "$text"
  cmp company.db before.db || { echo "$*: the database is another"; exit 1; }
  rm before.db
}

cursus init --seed 1 >/dev/null
cursus policy load pack >/dev/null
printf 'code,name,position,grade,status,hired_on\nE1,丁一,clerk,low,confirmed,2020-01-01\nE2,丁二,nobody,low,confirmed,2020-01-01\n' >people.csv
cp people.csv kept.csv
cp company.db other.db
mkfifo place/pipe.csv place/pipe.xlsx
mkdir place/folder.csv place/folder.xlsx

# The bad rows: nothing is loaded when they cannot be written.
bad() { refused "$1" import employees people.csv --valid-only --rejects "$2"; }
bad 'company.db: a database stands there' company.db
bad 'other.db: a database stands there' other.db
ln -s "$PWD/company.db" place/link.csv
bad 'link.csv: a database stands there' place/link.csv
bad 'people.csv: this file is being imported' people.csv
bad 'people.csv: this file is being imported' ./place/../people.csv
bad 'pipe.csv: a device or a pipe' place/pipe.csv
bad 'pipe.xlsx: a device or a pipe' place/pipe.xlsx
bad 'folder.csv: cannot be written: Is a directory' place/folder.csv
bad 'folder.xlsx: cannot be written: Is a directory' place/folder.xlsx
bad 'nowhere/bad.csv: cannot be written: No such file' nowhere/bad.csv
bad 'nowhere/bad.xlsx: cannot be written: No such file' nowhere/bad.xlsx
cmp people.csv kept.csv
has <(cursus import list --format json; echo none) none
"$CURSUS_BIN" --db company.db --lang zh import employees people.csv --valid-only --rejects company.db 2>out && exit 1
has out '该处是数据库，不会覆盖'

# What is replaced keeps who may read it, and a link leads to where it led.
umask 022
printf old >place/bad.csv && chmod 600 place/bad.csv
ln -s bad.csv place/new.csv
cursus import employees people.csv --valid-only --rejects place/new.csv >/dev/null 2>&1
[ -L place/new.csv ] || { echo 'a link was replaced'; exit 1; }
has place/bad.csv 丁二
[ "$(stat -c %a place/bad.csv)" = 600 ] || { echo "everybody may read it now"; exit 1; }

# Pages and workbooks go the same way.
cursus import employees <(printf 'code,name,position,grade,status,hired_on\nA1,甲,clerk,high,confirmed,2020-01-01\n') >/dev/null
cursus record roles role=office employee=A1 >/dev/null
case=$(cursus case open rise --subject E1 --set wanted=high --format json | grep -o 'C[0-9]*' | head -1)
for name in company.db place/pipe.csv place/folder.csv; do
  refused "$name: " form basis --case "$case" E1 --out "$name"
done
refused 'company.db: a database stands there' form preview notice --case "$case" --out company.db
refused 'pipe.csv: a device or a pipe' report notices --from 2026-01-01 --to 2026-12-31 --out place/pipe.csv
refused 'pipe.xlsx: a device or a pipe' report notices --from 2026-01-01 --to 2026-12-31 --out place/pipe.xlsx
left=$(find . -name '*.part*')
[ -z "$left" ] || { echo "left: $left"; exit 1; }

# What could not be printed is an error, whoever ends the program; and so is a folder for temporary files that is not there.
if [ -c /dev/full ]; then
  for words in --help --version 'import --help' 'eval io.write(1)os.exit(true)' 'cycle list'; do
    status=0
    # shellcheck disable=SC2086 # words
    "$CURSUS_BIN" --db company.db --lang en $words >/dev/full 2>out || status=$?
    [ "$status" -eq 1 ] || { echo "$words on a full disk exits $status"; cat out; exit 1; }
    has out 'could not be written: '
  done
fi
status=0
TMPDIR=/nowhere "$CURSUS_BIN" --lang en policy test "$CURSUS_SOURCE_DIR/policies/template" >out 2>&1 || status=$?
[ "$status" -eq 1 ] || { echo "without a folder for temporary files: $status"; exit 1; }
has out '/nowhere/cursus-'
lacks out traceback
(ulimit -n 5 && "$CURSUS_BIN" --db company.db --lang en cycle list >out 2>&1) && exit 1
has out 'company.db: the database cannot be opened (Too many open files)'
