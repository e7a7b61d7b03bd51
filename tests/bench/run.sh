#!/usr/bin/env bash
# run.sh: measures the release build and prints tables; it fails on nothing but a command that fails. `make bench` calls it.
#
#   BENCH_N        people (10000 and 100000, one after the other); BENCH_N=1000000 make bench
#   BENCH_ROUNDS   rounds of plan and floor, by turns (5)
#   BENCH_SEED     of the company (7)
#   BENCH_DIR      where the files go and stay (build/bench)
#   BENCH_CURSUS   the program to measure (built first when not given)
#
# Wall time depends on what else the machine does; the ratios are taken within a round, and the processor seconds beside them.
set -eu
cd "$(dirname "$0")/../.."
rounds=${BENCH_ROUNDS:-5}
seed=${BENCH_SEED:-7}
folder=${BENCH_DIR:-build/bench}
mkdir -p "$folder"
folder=$(cd "$folder" && pwd)
source=$(pwd)
pack=$source/policies/camera-care
as_of=2026-07-01
zone=Asia/Shanghai

if [ -z "${BENCH_CURSUS-}" ]; then
  cmake --preset release >/dev/null
  cmake --build --preset release --target cursus | tail -n 1
  BENCH_CURSUS=$source/build/release/cursus
fi
for tool in company measure floor; do
  if [ "tests/bench/$tool.c" -nt "$folder/$tool" ]; then
    # shellcheck disable=SC2046 # words are wanted
    cc -std=gnu11 -O2 -g -Wall -Wextra -o "$folder/$tool" "tests/bench/$tool.c" $(pkg-config --cflags --libs sqlite3)
  fi
done
cd "$folder"
unset CURSUS_DB CURSUS_NOW LANG
export LC_ALL=C.UTF-8
cursus=$BENCH_CURSUS

# timed COMMAND...: runs it; sets wall, cpu (seconds) and kb (the most memory it held). Its output goes to out.txt.
timed() {
  if ! ./measure measured.txt "$@" >out.txt 2>err.txt; then
    echo "bench: failed: $*" >&2
    tail -n 5 err.txt >&2
    exit 1
  fi
  read -r wall user sys kb <measured.txt
  cpu=$(awk -v u="$user" -v s="$sys" 'BEGIN { print u + s }')
}

# row NAME COUNT UNIT: one line of the table, of what was timed last. COUNT 0: no rate.
row() {
  awk -v name="$1" -v n="$2" -v unit="$3" -v wall="$wall" -v cpu="$cpu" -v kb="$kb" 'BEGIN {
    rate = n > 0 && wall > 0 && cpu > 0 ? sprintf("%d %s/s, %d in a cpu second", n / wall, unit, n / cpu) : ""
    printf "  %-34s %9.3f %9.3f %8.1f   %s\n", name, wall, cpu, kb / 1024, rate }'
}

# spread FILE: of numbers, one a line: median (least-most)
spread() { sort -n "$1" | awk '{ a[NR] = $1 } END { m = NR % 2 ? a[(NR + 1) / 2] : (a[NR / 2] + a[NR / 2 + 1]) / 2
  printf "%.2f (%.2f-%.2f)\n", m, a[1], a[NR] }'; }

# noise FILE: how far the same work was apart, in percent of the least
noise() { sort -n "$1" | awk 'NR == 1 { least = $1 } { most = $1 } END { printf "%.0f %%\n", (most / least - 1) * 100 }'; }

# quotient FILE FILE: the least of one by the least of the other
quotient() { awk 'FNR == 1 { file++ } !(file in least) || $1 < least[file] { least[file] = $1 }
  END { printf "%.2f\n", least[1] / least[2] }' "$1" "$2"; }

rows_of() { echo $(($(wc -l <"$1") - 1)); }

bench() {
  local n=$1 db=bench-$1.db data=company-$1 now=2026-07-01T09 kind
  if [ ! -e "$data/made-$seed" ] || [ ! -e "floor-$n.db" ] || [ company -nt "$data/made-$seed" ]; then
    rm -rf "$data" "floor-$n.db"
    mkdir "$data"
    ./company "$n" "$seed" "$data"
    ./floor load "$data" "floor-$n.db"
    touch "$data/made-$seed"
  fi
  rm -f "$db" "$db"-*
  local global=(--db "$db" --actor bench --lang en)
  "$cursus" "${global[@]}" --now ${now}:00 init --company bench --timezone $zone >/dev/null
  "$cursus" "${global[@]}" --now ${now}:00 policy load "$pack" >/dev/null
  local minute=10
  echo
  echo "$n people, seed $seed, $(nproc) processors, load $(cut -d' ' -f1 /proc/loadavg)"
  printf '  %-34s %9s %9s %8s   %s\n' '' 'wall s' 'cpu s' 'MB' ''

  timed "$cursus" --version
  row 'program start' 0 ''
  for kind in employees ratings events absences; do
    timed "$cursus" "${global[@]}" --now $now:$((minute++)) import $kind "$data/$kind.csv"
    row "import $kind" "$(rows_of "$data/$kind.csv")" rows
  done
  row_size "$db" "$n" 'database after the imports'
  timed "$cursus" run "$source/tests/bench/workbook.lua" "$data/employees.csv" "$data/employees.xlsx"
  row 'employees to a workbook' "$n" rows
  timed "$cursus" "${global[@]}" --now $now:$((minute++)) import employees "$data/employees.xlsx" --dry-run
  row 'dry run of that workbook' "$n" rows
  timed "$cursus" "${global[@]}" --now $now:$((minute++)) import employees "$data/employees.csv" --dry-run
  row 'dry run of the CSV file' "$n" rows

  # Plan and floor by turns; a plan that is there already would only be found again, so each round asks for another date.
  local round people code
  local list
  for list in wall-ratios cpu-ratios plan-wall plan-cpu floor-wall floor-cpu; do : >$list.txt; done
  for ((round = 1; round <= rounds; round++)); do
    timed ./floor run "floor-$n.db" floor-out.db
    local floor_wall=$wall floor_cpu=$cpu
    [ "$round" -gt 1 ] || row 'floor' "$(awk '{ print $2 + $4 + $6 + $8 + $10 }' out.txt)" decisions
    local date=$as_of
    [ "$round" -eq 1 ] || date=2026-07-$(printf %02d "$round")
    timed "$cursus" "${global[@]}" --format json --now $now:$((minute++)) cycle plan half-year --as-of "$date"
    people=$(sed -n 's/.*"people":\([0-9]*\).*/\1/p' out.txt)
    [ "$round" -gt 1 ] || row 'cycle plan' "$people" decisions
    awk -v a="$wall" -v b="$floor_wall" 'BEGIN { print a / b }' >>wall-ratios.txt
    awk -v a="$cpu" -v b="$floor_cpu" 'BEGIN { print a / b }' >>cpu-ratios.txt
    echo "$wall" >>plan-wall.txt
    echo "$cpu" >>plan-cpu.txt
    echo "$floor_wall" >>floor-wall.txt
    echo "$floor_cpu" >>floor-cpu.txt
  done
  echo "  plan / floor over $rounds rounds: wall $(spread wall-ratios.txt)  cpu $(spread cpu-ratios.txt)"
  echo "  least plan / least floor: wall $(quotient plan-wall.txt floor-wall.txt)  cpu $(quotient plan-cpu.txt floor-cpu.txt)"
  echo "  noise of the machine, the floor's most over its least: wall $(noise floor-wall.txt)  cpu $(noise floor-cpu.txt)"
  row_size "$db" "$n" "database after $rounds plans"

  : >walls.txt
  for code in $(awk -F, -v every="$((n / 10))" '$3 == "agent" && $5 == "confirmed" && seen++ % every == 0 { print $1 }' \
    "$data/employees.csv" | head -n 5); do
    timed "$cursus" "${global[@]}" explain "$code" --cycle half-year --as-of $as_of
    echo "$wall" >>walls.txt
  done
  row 'explain of one person' 0 ''
  echo "  explain over 5 people, wall ms: $(awk '{ print $1 * 1000 }' walls.txt | sort -n | awk '{ a[NR] = $1 } END { printf "%.0f (%.0f-%.0f)", a[3], a[1], a[5] }')"
  timed "$cursus" "${global[@]}" --now $now:$((minute++)) cycle approve 1 --by bench
  row 'cycle approve' 0 ''
  timed "$cursus" "${global[@]}" --format json --now $now:$((minute++)) cycle apply 1
  row 'cycle apply' "$(sed -n 's/.*"applied":\([0-9]*\).*/\1/p' out.txt)" people
  timed "$cursus" "${global[@]}" replay 1
  row 'replay' "$people" decisions
  timed "$cursus" "${global[@]}" --format json cycle show 1
  row 'cycle show (json)' "$people" decisions
  timed "$cursus" "${global[@]}" verify
  row 'verify' 0 ''
  timed "$cursus" "${global[@]}" --now 2026-08-01T09:00 import ratings "$data/month.csv"
  row 'month-end import, in order' "$n" rows
  timed "$cursus" "${global[@]}" --now 2026-09-01T09:00 import ratings "$data/shuffled.csv"
  row 'month-end import, shuffled' "$n" rows
  row_size "$db" "$n" 'database at the end'
}

row_size() { # FILE PEOPLE NAME
  awk -v bytes="$(stat -c %s "$1")" -v n="$2" -v name="$3" 'BEGIN {
    printf "  %-34s %9.1f MB, %d bytes a person\n", name, bytes / 1048576, bytes / n }'
}

for n in ${BENCH_N:-10000 100000}; do bench "$n"; done
