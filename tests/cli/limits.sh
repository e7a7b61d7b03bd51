#!/usr/bin/env bash
# Limits of the shell (ulimit) that are too narrow: a command works or says what it lacks, and leaves nothing half-written.
set -eu
: "${CURSUS_SOURCE_DIR:?}" "${CURSUS_BIN:?}"
. "$CURSUS_SOURCE_DIR/tests/cli/_helper.sh"
cursus() { "$CURSUS_BIN" --lang en --now 2026-07-01 --actor tester "$@"; }
TMPDIR=$PWD/temporary
export TMPDIR
rm -rf temporary
mkdir temporary

cursus init --company acme >/dev/null
cursus policy load "$CURSUS_SOURCE_DIR/policies/template" >/dev/null
cursus template employees whole.xlsx >/dev/null

# --- the stack: where the system's loader can start the program, the program can say that it is too small
for size in 64 512 1023; do
  (ulimit -s $size && cursus verify >out 2>&1) && exit 1
  has out "the limit of the stack is $size kB, and 1024 kB are the least"
done

commands=('verify' 'backup copy.db' 'template employees out.xlsx' 'import employees whole.xlsx' "policy load $CURSUS_SOURCE_DIR/policies/template")
# under LIMIT VALUE TEXT: each command has ended well, or not and with TEXT and nothing new beside what there was
under() {
  local command got
  for command in "${commands[@]}"; do
    rm -f copy.db out.xlsx
    # through a pipe: the limit holds for a file of what is said, too
    # shellcheck disable=SC2086
    (ulimit "$1" "$2" && exec "$CURSUS_BIN" --lang en --now 2026-07-01 --actor tester $command) 2>&1 >/dev/null | cat >err
    got=${PIPESTATUS[0]}
    [ "$got" -eq 0 ] && continue
    { [ "$got" -eq 1 ] && tail -n 1 err | grep -qE "$3"; } || { echo "ulimit $1 $2: $command: $got"; cat err; exit 1; }
    [ -z "$(ls -d copy.db* out.xlsx* temporary/* 2>/dev/null)" ] || { echo "ulimit $1 $2: $command left:"; ls; exit 1; }
  done
}
for files in 5 6 7 8 9 10 11; do under -n $files 'Too many open files'; done
under -f 0 'File too large'

# --- memory, in small steps: the library that writes workbooks does not bear it when there is too little (not with sanitizers, which want terabytes)
if (ulimit -v 200000 && cursus --version >out 2>&1); then
  least=10000
  until (ulimit -v $least && cursus --version >out 2>&1); do least=$((least + 200)); done
  commands=('template employees out.xlsx')
  for ((memory = least; memory < least + 12000; memory += 80)); do under -v $memory 'memory'; done
  [ -s out.xlsx ] || { echo 'the memory was never enough'; exit 1; }
fi

# --- a pipe that does not end: what is kept of it has no name, so that nobody who is killed leaves any
rm -f fifo
mkfifo fifo
yes >fifo &
writer=$!
"$CURSUS_BIN" import employees fifo >/dev/null 2>&1 &
reader=$!
kept() { readlink "/proc/$reader/fd/"* 2>/dev/null | grep -qF "$TMPDIR/"; }
for _ in {1..200}; do kept && break; sleep 0.02; done
kept || { echo 'nothing was kept in $TMPDIR'; exit 1; }
[ -z "$(ls temporary)" ] || { echo 'a temporary file has a name:'; ls temporary; exit 1; }
kill -9 $reader $writer
wait $reader $writer 2>/dev/null || true
[ -z "$(ls temporary)" ] || { echo 'one who was killed left:'; ls temporary; exit 1; }
(ulimit -f 512; yes | "$CURSUS_BIN" --lang en import employees - 2>&1 | cat >out)
has out 'standard input: cannot write a temporary copy: File too large; see that $TMPDIR has room'
[ -z "$(ls temporary)" ] || { echo 'one that failed left:'; ls temporary; exit 1; }
