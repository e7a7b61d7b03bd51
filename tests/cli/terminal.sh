#!/usr/bin/env bash
# What moves a cursor or turns a line round is shown on a terminal, whatever the format, and is exact in a file and a pipe.
set -eu
: "${CURSUS_SOURCE_DIR:?}" "${CURSUS_BIN:?}"
command -v script >/dev/null || exit 77
cat >show.lua <<'LUA'
require("cli.report").new(...):rows({ { "name" } }, { { name = "a\27[2Jb\u{202E}c" } })
LUA
for format in csv table json; do
  script -qec "'$CURSUS_BIN' run show.lua $format" /dev/null </dev/null >on-terminal
  if grep -q $'\x1b\[2J\|\xe2\x80\xae' on-terminal; then echo "$format: raw on a terminal"; cat -v on-terminal; exit 1; fi
done
"$CURSUS_BIN" run show.lua csv >file
grep -q $'a\x1b\[2Jb\xe2\x80\xaec' file || { echo 'csv: not exact in a file'; cat -v file; exit 1; }
