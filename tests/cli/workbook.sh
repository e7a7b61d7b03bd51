#!/usr/bin/env bash
# Workbooks through the program: a template is written, filled in and imported like CSV; bad rows come back as the same
# sheet; a run's decisions go out as a workbook.
set -eu
: "${CURSUS_SOURCE_DIR:?}" "${CURSUS_BIN:?}"
cursus() { "$CURSUS_BIN" --db test.db --lang en --now 2026-07-01T10:00:00Z --actor tester "$@"; }
fail() { echo "workbook.sh: $1" >&2; exit 1; }
has() { grep -qF -- "$2" "$1" || { cat "$1"; fail "not in $1: $2"; }; }

for company in book csv; do
  cursus init --company $company --seed 1 >init.$company
  cursus --company $company policy load "$CURSUS_SOURCE_DIR/policies/camera-care" --set general_manager=x >load.$company
done

cat >people.csv <<'ROWS'
code,name,position,grade,status,hired_on,confirmed_on,graded_on,department
007,李芳,agent,junior.ordinary,confirmed,2022-03-01,2022-06-01,2025-11-17,=1+1
E02,"王, 强",qc,mid2.excellent,confirmed,2022-03-01,2022-06-01,2025-11-17,一组
ROWS
cursus --company csv import employees people.csv >csv.import

# Fills the sheet of a kind from a CSV file without quotes inside cells, under the titles of the template.
cat >fill.lua <<'LUA'
local out, kind, csv, lang = table.unpack(arg)
local store, xlsx, message = require "cursus.store", require "cursus.xlsx", require "cursus.message"
message.language(lang)
local database = assert(store.open("test.db", "read"))
local company = assert(database:company "book")
local columns = assert(company:template(kind))
local lines = {}
for line in io.lines(csv) do lines[#lines + 1] = line end
local names = {}
for name in lines[1]:gmatch "[^,]+" do names[#names + 1] = name end
local book = assert(xlsx.create(out))
assert(book:sheet(kind, columns))
for i = 2, #lines do
  local row, by_name = { n = #columns }, {}
  local at = lines[i]:gsub('"([^"]*)"', function(text) return (text:gsub(",", "\1")) end)
  local place = 0
  for cell in (at .. ","):gmatch "([^,]*)," do
    place = place + 1
    by_name[names[place]] = cell:gsub("\1", ",")
  end
  for c, column in ipairs(columns) do row[c] = by_name[column.name] ~= "" and by_name[column.name] or false end
  assert(book:row(row))
end
assert(book:close())
LUA

for lang in en zh; do
  cursus run fill.lua filled.xlsx employees people.csv $lang
  cursus --company book import employees filled.xlsx --format json >import.$lang
done
has import.en '"rows":2,"added":2,"corrected":0,"same":0,"rejected":0,"warnings":0'
has import.zh '"rows":2,"added":0,"corrected":0,"same":2,"rejected":0,"warnings":0'
for code in 007 E02; do
  cursus --company book person $code --format json | sed -E 's/"(recorded|txn)":[0-9]+//g' >book.$code
  cursus --company csv person $code --format json | sed -E 's/"(recorded|txn)":[0-9]+//g' >csv.$code
  cmp -s book.$code csv.$code || { diff book.$code csv.$code; fail "$code differs"; }
done
has book.007 '=1+1'

# The template itself holds no rows; it is never written over.
cursus --company book template ratings >template
has template 'ratings.xlsx written'
if cursus --company book template ratings 2>exists; then fail 'a template was written over'; fi
has exists 'is there already'
cursus --company book import ratings ratings.xlsx --format json >empty
has empty '"rows":0'

# With a period it has everybody employed then, and the rows as they are say nothing yet.
printf 'code,name,hired_on,left_on,department\nE03,赵六,2026-02-01,,一组\nE04,钱七,2020-01-01,2025-12-31,一组\n' >more.csv
cursus --company book import employees more.csv >more
cursus --company book template ratings january.xlsx --period 2026-01
cursus --company book import ratings january.xlsx --format json >january
has january '"rows":2,"added":0,"corrected":0,"same":2,"rejected":0'
cursus --company book template ratings first.xlsx --period 2026-Q1 --department 一组
cursus --company book import ratings first.xlsx --dry-run --format json >first
has first '"rows":2,'
if cursus --company book template ratings x.xlsx --period 2026-13 2>wrong; then fail 'a month 13'; fi
if cursus --company book template events x.xlsx --period 2026-01 2>wrong; then fail 'events have no period'; fi

# Bad rows come back as the same sheet and, corrected, go in.
printf 'employee,period,rating\n007,2026-01,A\n007,2026-02,Z\nE99,2026-01,B\n' >ratings.csv
cursus run fill.lua bad.xlsx ratings ratings.csv zh
if cursus --company book import ratings bad.xlsx 2>refused; then fail 'a bad row was loaded'; fi
has refused 'ratings!C3'
has refused 'ratings!A4'
cursus --company book import ratings bad.xlsx --valid-only --rejects rejects.xlsx 2>warned
if cursus --company book import ratings rejects.xlsx 2>refused; then fail 'a bad row was loaded'; fi
has refused 'ratings!C2'

# A value on no list is one line, however many rows have it; so is what every period of a wide row says.
printf '姓名,2026-01,2026-02,2026-03\n李芳,优,良,优\n谁,优,A,A\n' >wide.csv
echo '{"kind": "ratings", "wide": {"columns": "YYYY-MM", "into": ["period", "rating"]}}' >wide.json
if cursus --company book import ratings wide.csv --mapping wide.json 2>refused; then fail 'bad values were loaded'; fi
has refused "line 2: 2026-01 “优”: not on the list: S, A, B, C, D; if it means one of them, once and for all: --map 'rating:优=VALUE' --learn (3 times; this is the first)"
[ "$(grep -c '谁' refused)" = 1 ] || fail 'a name nobody has was not named once'
[ "$(grep -c '✗' refused)" = 3 ] || { cat refused; fail 'not one line for each thing to put right'; }

# Decisions as a workbook: read back, it names everybody once.
cursus --company book cycle plan half-year --as-of 2026-07-01 >plan
cursus --company book cycle show 1 --out run.xlsx >shown
has shown '3 rows'
echo '{"columns": {"code": "employee"}}' >run.json
cursus --company book import employees run.xlsx --mapping run.json --dry-run --format json >back
has back '"rows":3,'
if cursus --company book cycle show 1 --out run.txt 2>wrong; then fail 'no workbook by its name'; fi
