#!/usr/bin/env bash
# Two programs at once, each pair of what writes: one waits for the other or says who holds the file; the database verifies, and stands
# as after one of them and then the other. Who was refused because of the other has done nothing.
#
#   CURSUS_PAIRS   how many of the pairs (default 8), or all   CURSUS_SEED   which, and who begins how much later (default 1)
set -eu
: "${CURSUS_BIN:?}" "${CURSUS_SOURCE_DIR:?}"
pairs=${CURSUS_PAIRS:-8}
RANDOM=${CURSUS_SEED:-1}

fail() { echo "pairs.sh: $*" >&2; exit 1; }
cursus() {
  local db=$1
  shift
  "$CURSUS_BIN" --db "$db" --now 2026-07-06T09:00:00 --actor H1 --lang en "$@"
}

# To add one: a name, and what it does to the database "$1".
names=(import plan approve apply undo act adopt backup restore erase)
command_of() {
  local db=$1
  case $2 in
    import) cursus "$db" import ratings more.csv ;;
    plan) cursus "$db" cycle plan yearly --as-of 2026-06-01 ;;
    approve) cursus "$db" cycle approve 3 --by Boss ;;
    apply) cursus "$db" cycle apply 2 ;;
    undo) cursus "$db" cycle undo 1 --reason 'a mistake' ;;
    act) cursus "$db" case do C000001 files ;;
    adopt) cursus "$db" policy load pack --set 'months in grade=6' --effective 2026-01-01 ;;
    backup) rm -f "$db.copy" && cursus "$db" backup "$db.copy" ;;
    restore) rm -f "$db.before-restore" && cursus "$db" restore early.db --force ;;
    erase) cursus "$db" erase E3 --reason asked ;;
  esac
}

head_of() { cursus "$1" verify | tail -n 1; }

cp -r "$CURSUS_SOURCE_DIR/policies/template" pack
rm -rf pack/tests
cat >>pack/promotion.lua <<'X'

role "HR" { label = { en = "HR" } }
stage "files" { label = { en = "files" }, clause = "2.7", by = "HR" }
stage "agree" { label = { en = "agree" }, clause = "2.7", act = "approve", by = "HR" }
procedure "advance" { label = { en = "advance" }, clause = "2.7", opens = { by = "HR" }, stages = { "files", "agree" } }
X
echo code,name,position,grade,status,hired_on,graded_on,department >people.csv
echo employee,period,rating >ratings.csv
echo employee,period,rating >more.csv
for i in $(seq 1 40); do
  echo "E$i,Name $i,agent,junior,confirmed,2020-02-01,2021-06-01,Floor" >>people.csv
  for month in 2024-{07..12} 2025-{01..12} 2026-{01..05}; do echo "E$i,$month,A" >>ratings.csv; done
  echo "E$i,2026-06,B" >>more.csv
done
echo 'H1,Ann,leader,senior,confirmed,2020-02-01,2024-06-01,Office' >>people.csv
{
  cursus base.db init --seed 1
  cursus base.db policy load pack --set 'months in grade=3'
  cursus base.db backup early.db
  cursus base.db import employees people.csv
  cursus base.db import ratings ratings.csv
  cursus base.db record roles role=HR employee=H1
  cursus base.db cycle plan yearly --as-of 2025-01-01
  cursus base.db cycle approve 1 --by Boss
  cursus base.db cycle apply 1
  for date in 2026-01-01 2026-05-01; do cursus base.db cycle plan yearly --as-of "$date"; done
  cursus base.db cycle approve 2 --by Boss
  cursus base.db case open advance --subject E2
} >made 2>&1 || { cat made; fail 'the story fails'; }
for name in "${names[@]}"; do
  cp base.db "after-$name.db"
  command_of "after-$name.db" "$name" >out 2>&1 || { cat out; fail "$name alone"; }
  head_of "after-$name.db" >"after-$name"
done

# What the one leaves when the other has been before it.
then_head() {
  cp "after-$1.db" then.db
  command_of then.db "$2" >/dev/null 2>&1 || true
  head_of then.db
}

held='another program (is writing to|has) it|replaced by another file'
try_pair() {
  local one=$1 other=$2 first=0 second=0 head
  rm -f both.db both.db-* both.db.*
  cp base.db both.db
  command_of both.db "$one" >out1 2>&1 &
  local victim=$!
  sleep "0.0$((RANDOM % 5))$((RANDOM % 10))"
  command_of both.db "$other" >out2 2>&1 || second=$?
  wait "$victim" || first=$?
  ! grep -E 'traceback|internal error|ERROR:|runtime error' out1 out2 || fail "$one and $other: an internal error"
  head=$(head_of both.db 2>err) || { cat err; fail "$one and $other: the database does not verify"; }
  [ -z "$(find . -name 'both.db-*' -o -name '*partial*')" ] || fail "$one and $other leave $(find . -name 'both.db-*' -o -name '*partial*')"
  case $head in
    "$(then_head "$one" "$other")" | "$(then_head "$other" "$one")") return ;;
  esac
  if [ $first -eq 1 ] && grep -qE "$held" out1 && [ "$head" = "$(cat "after-$other")" ]; then waits=$((waits + 1)); return; fi
  if [ $second -eq 1 ] && grep -qE "$held" out2 && [ "$head" = "$(cat "after-$one")" ]; then waits=$((waits + 1)); return; fi
  cat out1 out2
  fail "$one ($first) and $other ($second): $head is neither the one after the other nor one of them alone"
}

all=()
for i in "${!names[@]}"; do
  for ((k = i; k < ${#names[@]}; k++)); do all+=("${names[i]} ${names[k]}"); done
done
waits=0
tried=0
if [ "$pairs" = all ]; then
  for pair in "${all[@]}"; do
    # shellcheck disable=SC2086 # two words
    try_pair $pair
    # shellcheck disable=SC2086
    try_pair ${pair#* } ${pair% *}
    tried=$((tried + 2))
  done
else
  for ((; tried < pairs; tried++)); do
    # shellcheck disable=SC2086
    try_pair ${all[RANDOM % ${#all[@]}]}
  done
fi
echo "$tried pairs at once, in $waits of them one was refused because of the other"
