#!/usr/bin/env bash
# The scenarios of every pack, run as a consultant runs them: `policy test`. And every clause has a place.
set -eu
: "${CURSUS_SOURCE_DIR:?}" "${CURSUS_BIN:?}"
for pack in "$CURSUS_SOURCE_DIR"/policies/*/; do
  "$CURSUS_BIN" --lang en policy test "$pack" >out 2>&1 || { tail -n 40 out; exit 1; }
  grep -q ', 0 failed' out || { tail -n 40 out; exit 1; }
done
"$CURSUS_BIN" --format json policy coverage "$CURSUS_SOURCE_DIR/policies/camera-care" >coverage
if grep '"status":"missing"' coverage; then exit 1; fi
test "$(grep -c '"clause"' coverage)" -ge 150
