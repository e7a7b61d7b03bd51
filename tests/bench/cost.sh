#!/usr/bin/env bash
# cost.sh: what one more rule and one more company cost a plan. Prints two tables; fails on nothing but a command that fails.
#
#   COST_RULES      rules added to the pack ("0 10 100 1000")
#   COST_PEOPLE     people they are judged for (100000)
#   COST_COMPANIES  companies in one database, 10,000 people each ("1 10 100")
#   COST_ROUNDS     plans measured for each number; the least is shown (3)
#   BENCH_CURSUS    the program to measure (build/release/cursus)
#   BENCH_DIR       where the files go (build/bench, where `make bench` has built company and measure)
set -eu
cd "$(dirname "$0")/../.."
rules=${COST_RULES:-0 10 100 1000}
people=${COST_PEOPLE:-100000}
companies=${COST_COMPANIES:-1 10 100}
rounds=${COST_ROUNDS:-3}
pack=$(pwd)/policies/camera-care
source=$(pwd)/tests/bench
cursus=${BENCH_CURSUS:-$(pwd)/build/release/cursus}
folder=${BENCH_DIR:-build/bench}
mkdir -p "$folder"
cd "$folder"
unset CURSUS_DB CURSUS_NOW LANG
export LC_ALL=C.UTF-8
for tool in company measure; do
  [ "$source/$tool.c" -nt $tool ] && cc -std=gnu11 -O2 -o $tool "$source/$tool.c"
done

run() { "$cursus" --db cost.db --actor bench --lang en "$@" >cost-out.txt 2>cost-err.txt || {
  echo "cost: failed: $*" >&2
  tail -n 5 cost-err.txt >&2
  exit 1
}; }
made() { [ -e "$1/ratings.csv" ] || { mkdir -p "$1" && ./company "$2" "$3" "$1"; }; }

# plan NAME COMPANY: a line of the table: the least wall and processor seconds of some plans; each asks for another date, or it would be found again
plan() {
  : >cost-times.txt
  for ((i = 1; i <= rounds; i++)); do
    ./measure cost-time.txt "$cursus" --db cost.db --actor bench --lang en --company "$2" --now 2026-08-01T09:00 \
      cycle plan half-year --as-of 2026-07-0$i >cost-out.txt
    awk '{ print $1, $2 + $3, $4 / 1024 }' cost-time.txt >>cost-times.txt
  done
  awk -v name="$1" 'NR == 1 || $1 < wall { wall = $1 } NR == 1 || $2 < cpu { cpu = $2 } { mb = $3 }
    END { printf "  %-28s %9.3f %9.3f %8.1f\n", name, wall, cpu, mb }' cost-times.txt
}

# A copy of the pack with rules that nobody's ratings meet, so that the decisions stay what they were.
pack_with() { # COUNT
  rm -rf cost-pack
  cp -r "$pack" cost-pack
  local i more=
  for ((i = 1; i <= $1; i++)); do
    more+="  rule \"x.$i\" { when = all { ratings(months($((i % 6 + 1)))):meets \"7S\", "
    more+="ratings(months($((i % 12 + 1)))):none \"C,D\" }, gives = up(1) },"$'\n'
    printf 'x.%d\trule\tyes\tmade up\tmade up\tmade up\tmade up\n' "$i" >>cost-pack/clauses.tsv
  done
  awk -v more="$more" '{ print } /hit = "best",/ && ++seen == 1 { printf "%s", more }' "$pack/chapter-8.lua" >cost-pack/chapter-8.lua
}

echo "$people people, $(nproc) processors, load $(cut -d' ' -f1 /proc/loadavg)"
printf '  %-28s %9s %9s %8s\n' 'rules added' 'wall s' 'cpu s' 'MB'
made "cost-$people" "$people" 7
for count in $rules; do
  rm -f cost.db cost.db-*
  pack_with "$count"
  run --now 2026-07-01T09:00 init --company one --timezone Asia/Shanghai
  run --now 2026-07-01T09:00 policy load cost-pack
  for kind in employees ratings events absences; do run --now 2026-07-01T10:00 import $kind "cost-$people/$kind.csv"; done
  plan "$count" one
done

echo "companies of 10,000 in one database, the last one planned"
printf '  %-28s %9s %9s %8s\n' 'companies' 'wall s' 'cpu s' 'MB'
made cost-10000 10000 7
rm -f cost.db cost.db-*
last=0
for count in $companies; do
  for ((; last < count; )); do
    last=$((last + 1))
    run --now 2026-07-01T09:00 init --company "c$last" --timezone Asia/Shanghai
    run --company "c$last" --now 2026-07-01T09:00 policy load "$pack"
    for kind in employees ratings events absences; do
      run --company "c$last" --now 2026-07-01T09:00 import $kind "cost-10000/$kind.csv"
    done
  done
  plan "$count" "c$last"
done
rm -rf cost.db cost.db-* cost-pack cost-out.txt cost-err.txt cost-time.txt cost-times.txt
