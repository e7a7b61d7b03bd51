#!/usr/bin/env bash
# A pack does harm where the program trusts what it says: in file names it makes of it, on the terminal, in the shape of scenarios.
set -eu
: "${CURSUS_SOURCE_DIR:?}" "${CURSUS_BIN:?}"
export CURSUS_DB=hostile.db
rm -rf hostile.db pack outside names
mkdir outside
HIDDEN=$'[\x01-\x08\x0b-\x1f\x7f]|\xe2\x80[\x8b-\x8f\xaa-\xae]|\xc2[\x80-\x9f]'

fails() { # TEXT COMMAND...: exit 1, the text in what it says, no traceback, nothing that a terminal obeys
  local text=$1 status=0
  shift
  timeout 20 "$CURSUS_BIN" --lang en "$@" >out 2>&1 || status=$?
  [ "$status" -eq 1 ] || { echo "$* exits $status"; cat -v out; exit 1; }
  grep -qF -- "$text" out || { echo "$* does not say: $text"; cat -v out; exit 1; }
  ! grep -qE 'traceback|internal error' out || { echo "$*: an error of ours"; cat -v out; exit 1; }
  ! LC_ALL=C grep -qP "$HIDDEN" out || { echo "$* works on the terminal"; cat -v out; exit 1; }
}
scenario() { # FIELDS: the pack has one scenario with them
  rm -rf pack && cp -r "$CURSUS_SOURCE_DIR/policies/template" pack && rm pack/tests/*
  printf 'return { { name = "a", as_of = "2026-01-01", %s } }\n' "$1" >pack/tests/a.lua
}
pack() { # LUA
  rm -rf pack && mkdir pack
  printf 'pack { id = "p", title = "P" }\n%s\n' "$1" >pack/pack.lua
}

# A kind of subject became the name of a file.
for up in ../ ../../ ../../../ ../../../../; do
  scenario 'procedure = "x", person = {}, subjects = { ["'"$up$PWD"'/outside/written"] = { V1 = { a = "b" } } }, acts = {}'
  fails "is nothing that can be imported" policy test pack
done
[ -z "$(ls outside)" ] || { echo "a scenario has written a file"; ls -R outside; exit 1; }

# Scenarios of the wrong shape.
scenario 'cycle = "yearly", person = { metrics = { 1, 2 } }, expect = { outcome = "direct" }'
fails "a.lua: scenario 1: person is not of the kind" policy test pack
scenario 'cycle = "yearly", person = { grade = {} }, expect = {}'
fails "a.lua: scenario 1: person is not" policy test pack
scenario 'cycle = "yearly", person = {}, expect = { missing = 1 }'
fails "expect.missing is not" policy test pack
scenario 'cycle = {}, person = {}, expect = {}'
fails "cycle is not" policy test pack
scenario 'procedure = "x", person = {}, acts = { { stage = "a", on = "2026-01-01" }, { stage = {} } }'
fails "acts[2].stage is not" policy test pack
scenario 'procedure = "x", person = {}, acts = { { stage = "a", on = "2026-01-01" } }'
fails "no case has been opened" policy test pack
scenario 'procedure = "x", person = {}, acts = 1'
fails "acts is not" policy test pack
# A field that nobody reads would prove nothing.
scenario 'cycle = "yearly", person = {}, expect = { result = "direct" }'
fails "expect.result is not known there; expected one of clause, from," policy test pack
scenario 'cycle = "yearly", person = {}, expect = {}, setings = {}'
fails "scenario 1: setings is not known there" policy test pack
scenario 'procedure = "x", person = {}, acts = { { stage = "a", on = "2026-01-01", comments = "b" } }'
fails "acts[1].comments is not known there" policy test pack
scenario 'procedure = "x", person = {}, acts = { { stage = "a", case = "x", on = "2026-01-01" } }'
fails "acts[1] does two things, 'stage' and 'case'; an act does one" policy test pack
scenario 'cycle = "a\0b", person = {}, expect = {}'
fails 'a text with \x00' policy test pack
printf 'return { 1 }\n' >pack/tests/a.lua
fails "the scenario itself is not" policy test pack

# What a pack says reaches the terminal as text.
pack 'error("\27[31mred\226\128\174\127")'
fails 'pack/pack.lua:2: \x1b[31mred\u202e\x7f' policy check pack
pack 'nosuchword"\27]0;title\7"'
fails 'no such word' policy check pack
pack 'catalogue "x" { { "a\27[2J", zh = "a" } }'
fails 'a text with \x1b' policy check pack
for name in $'a\x1b[31m' $'a\u202eb' $'a\u200bb' $'a\u009b31m'; do
  pack '' && touch "pack/$name.lua"
  fails "a file name that a pack may not have" policy check pack
done
fails 'nope\x1b[31m' policy check $'nope\x1b[31m'

# Where the program has less of something than the wall would allow, the wall takes that.
(ulimit -t 3 && "$CURSUS_BIN" policy check "$CURSUS_SOURCE_DIR/policies/template" >out 2>&1) || { cat out; exit 1; }

# A long name costs as long as it is, not its square.
"$CURSUS_BIN" init --company acme >out
pack '' && printf 'pack { id = "%s", title = "P" }\n' "$(head -c 60000 /dev/zero | tr '\0' a)" >pack/pack.lua
"$CURSUS_BIN" policy load pack >out
timeout 20 "$CURSUS_BIN" policy list >out || { echo "a long name: policy list does not end"; exit 1; }
echo ok
