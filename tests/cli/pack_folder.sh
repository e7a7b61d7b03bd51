#!/usr/bin/env bash
# A pack's folder is hostile: what is no plain file in it ends in an error, and nothing waits for it.
set -eu
: "${CURSUS_SOURCE_DIR:?}" "${CURSUS_BIN:?}"
rm -rf pipe link test_pipe test_file lines
refuses() { # FOLDER TEXT: within ten seconds, exit 1, the text in the message
  status=0
  timeout 10 "$CURSUS_BIN" --lang en policy "$3" "$1" >out 2>err || status=$?
  [ "$status" -eq 1 ] || { echo "policy $3 $1 exits $status"; cat err; exit 1; }
  grep -qF "$2" err || { echo "policy $3 $1 does not say: $2"; cat err; exit 1; }
}
mkdir pipe && mkfifo pipe/pack.lua
refuses pipe "neither a file nor a folder" check
mkdir link && ln -s /etc/passwd link/pack.lua
refuses link "symbolic link" check
cp -r "$CURSUS_SOURCE_DIR/policies/template" test_pipe && mkfifo test_pipe/tests/z.lua
refuses test_pipe "neither a file nor a folder" test
cp -r "$CURSUS_SOURCE_DIR/policies/template" test_file && rm -r test_file/tests && echo text >test_file/tests
refuses test_file "test_file/tests: no folder" test
mkdir lines && touch lines/$'a\ncursus: all is well\tindeed.lua'
refuses lines 'lines/a\x0acursus: all is well\x09indeed.lua: a file name that a pack may not have' check
echo ok
