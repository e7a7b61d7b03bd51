#!/usr/bin/env bash
# kill -9 at random moments of what opens cases and carries them forward: the database opens, verify passes, no act is half
# done, and the same command again ends in the same bytes as never killed.
#
#   CURSUS_KILLS   how many (default 40; more by hand)   CURSUS_SEED   of the moments (default 1)
set -eu
: "${CURSUS_BIN:?}" "${CURSUS_SOURCE_DIR:?}"
kills=${CURSUS_KILLS:-40}
RANDOM=${CURSUS_SEED:-1}
people=150
steps=(trigger sheet open act reverse)

fail() { echo "kill_cases.sh: $*" >&2; exit 1; }
now() { date +%s%N; }
as() { local who=$1; shift; "$CURSUS_BIN" --db story.db --now 2026-07-06T09:00:00 --actor "$who" --lang en "$@"; }

step() {
  case $1 in
    trigger) as admin import ratings ratings.csv ;;
    sheet) as L1 case do --sheet acts.csv --stage 4.1 ;;
    open) as L1 case open promotion --subject E1 --set wanted=high ;;
    act) as L1 case do C000151 3.1 --document report ;;
    reverse) as L1 case reverse C000151 2 --reason wrong ;;
  esac
}

# Done already: what the same command then says. An opening that is repeated is another one.
again() {
  case $1 in
    sheet) grep -q 'ended on' said ;;
    act) grep -q "stands at 'end'" said ;;
    reverse) grep -q 'cannot be reversed' said ;;
    *) false ;;
  esac
}

state() { as admin verify && as admin case list --format csv; }

mkdir pack
cat >pack/pack.lua <<'LUA'
pack { id = "talks", title = "talks" }
clauses "clauses.tsv"
catalogue "position" { { "agent", en = "agent" }, { "leader", en = "leader" } }
catalogue "status" { { "confirmed", en = "confirmed" } }
ladder "grade" { clause = "1", { "low", en = "low" }, { "high", en = "high" } }
scale "rating" { "A", "C" }
series "rating" { scale = "rating", every = "month", default = true, label = "rating" }
role "superior" { label = "superior", is = "manager" }
case { attribute "wanted" { type = "grade", label = "wanted" } }
stage "3.1" { label = "report", by = "superior", needs = { "report" }, writes = { sets("grade", asked "wanted", done_on) } }
stage "3.2" { label = "end", by = "superior" }
procedure "promotion" { clause = "3", label = "promotion", asks = { "wanted" }, opens = {}, stages = { "3.1", "3.2" } }
form "4.note" {
  kind = "notice", label = "note", clause = "4", series = "N", template = "note.html",
  fields = { "number", "subject.name", "approved.by" },
}
stage "4.1" { label = "talk", by = "superior", makes = { "4.note" } }
procedure "talk" { clause = "4", label = "talk", opens = {}, stages = { "4.1" } }
trigger "4" { on = recorded { series = "rating", values = { "C" } }, as_of = "recorded", opens = "talk" }
LUA
printf 'id\tkind\texecutable\tparaphrase_en\tlabel_zh\tprimitive\tambiguity\n' >pack/clauses.tsv
echo '<p>{{number}} {{subject.name}} {{approved.by}}</p>' >pack/note.html
for c in 1 3 3.1 3.2 4 4.1; do printf '%s\tworkflow\tyes\tClause.\t条款\tworkflow step\t\n' "$c" >>pack/clauses.tsv; done
echo code,position,grade,status,hired_on,manager >people.csv
echo employee,period,rating >ratings.csv
echo case >acts.csv
for i in $(seq 1 "$people"); do
  echo "E$i,agent,low,confirmed,2024-01-01,L1" >>people.csv
  echo "E$i,2026-06,C" >>ratings.csv
  printf 'C%06d\n' "$i" >>acts.csv
done
echo 'L1,leader,high,confirmed,2020-01-01,' >>people.csv

clear_story() { rm -f story.db story.db-*; }
return_to() {
  clear_story
  cp "before-$1.db" story.db
}
clear_story
as admin init --seed 1 >/dev/null
as admin policy load pack >/dev/null
as admin import employees people.csv >/dev/null
declare -A takes
for name in "${steps[@]}"; do
  cp story.db "before-$name.db"
  begin=$(now)
  step "$name" >/dev/null || fail "$name"
  takes[$name]=$((($(now) - begin) / 1000)) # µs: nanoseconds of a slow machine times a random number are too many
  state >"after-$name"
done

done_count=0
for ((i = 0; i < kills; i++)); do
  name=${steps[i % ${#steps[@]}]}
  return_to "$name"
  wait_us=$((takes[$name] * (RANDOM * 32768 + RANDOM) / (32768 * 32768)))
  set -m
  step "$name" >/dev/null 2>&1 &
  victim=$!
  set +m
  sleep "$(printf '%d.%06d' $((wait_us / 1000000)) $((wait_us % 1000000)))"
  kill -9 -- "-$victim" 2>/dev/null || done_count=$((done_count + 1))
  wait "$victim" 2>/dev/null || true
  state >killed 2>&1 || { cat killed; fail "$name, kill $i: the database does not verify"; }
  if cmp -s killed "after-$name"; then continue; fi
  if [ "$name" = open ] && grep -q C000151 killed; then fail 'open: opened, and yet not the same'; fi
  step "$name" >said 2>&1 || again "$name" || { cat said; fail "$name, kill $i: refused again"; }
  state >told
  cmp -s told "after-$name" || { diff "after-$name" told | head -5; fail "$name, kill $i: other bytes"; }
done
as admin form verify | grep -q "^$people forms" || fail 'the forms are not what was printed'
echo "$kills kills, $done_count after the end"
