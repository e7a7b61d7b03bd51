#!/usr/bin/env bash
# The architecture as a test: who may include what, where SQL may stand, and that no word of a policy pack has
# got into the engine. Prints every offending line; a new rule is one more call of `forbid`.
set -u
cd "${CURSUS_SOURCE_DIR:-$(dirname "$0")/../..}" || exit 1
failures=0

# forbid WHY PATTERN FILE...: no line of the files may match.
forbid() {
  local why=$1 pattern=$2
  shift 2
  [ $# -gt 0 ] || return 0
  local hits
  if hits=$(grep -HnE -- "$pattern" "$@"); then
    printf '%s:\n%s\n\n' "$why" "$hits"
    failures=$((failures + 1))
  fi
}

# sources FOLDER... -- FIND-EXPRESSION...: fills `files`; a folder that is not there yet holds nothing.
sources() {
  local folders=()
  while [ "$1" != -- ]; do
    [ -d "$1" ] && folders+=("$1")
    shift
  done
  shift
  files=()
  [ ${#folders[@]} -gt 0 ] || return 0
  mapfile -d '' files < <(find "${folders[@]}" -type f "$@" -print0 | sort -z)
}

include() { printf '^[[:space:]]*#[[:space:]]*include[[:space:]]*[<"](%s)' "$1"; }

# Libraries that have one door each.
sources core -- -name '*.[ch]'
forbid 'only bindings/ may include Lua' "$(include '(lua5\.4/)?(lua|lauxlib|lualib|luaconf|lfs)\.h')" "${files[@]}"
forbid 'core/ may not know bindings/' "$(include '(\.\./)*bindings/|embedded\.h|messages_table\.h')" "${files[@]}"
sources core bindings -- -name '*.[ch]' -not -path 'core/store/*'
forbid 'only core/store may include sqlite3.h' "$(include 'sqlite3')" "${files[@]}"
forbid 'SQL belongs to core/store' '\b(SELECT |INSERT (OR [A-Z]+ )?INTO|UPDATE [a-z_]+ SET|DELETE FROM|CREATE (TABLE|INDEX|VIEW|TRIGGER))' "${files[@]}"
sources scripts policies -- -name '*.lua'
forbid 'SQL belongs to core/store' '\b(SELECT |INSERT (OR [A-Z]+ )?INTO|UPDATE [a-z_]+ SET|DELETE FROM|CREATE (TABLE|INDEX|VIEW|TRIGGER))' "${files[@]}"
sources core bindings -- -name '*.[ch]' -not -path 'core/loop/*'
forbid 'only core/loop may include uv.h' "$(include 'uv\.h|uv/')" "${files[@]}"

sources core bindings -- -name '*.[ch]' -not -path 'core/base/json.c'
forbid 'only core/base/json.c may read JSON' '\bjson_load' "${files[@]}"

# Dependencies inside core/ point one way: cycle -> the middle rooms -> store -> base; loop serves cycle.
rooms='store|intake|assess|calendar|programme|procedure|account|form|cycle|loop'
sources core/base -- -name '*.[ch]'
forbid 'core/base depends on no other room' "$(include "($rooms)/")" "${files[@]}"
sources core/store -- -name '*.[ch]'
forbid 'core/store depends on base only' "$(include '(intake|assess|calendar|programme|procedure|account|form|cycle|loop)/')" "${files[@]}"
sources core/loop -- -name '*.[ch]'
forbid 'core/loop depends on base only' "$(include '(store|intake|assess|calendar|programme|procedure|account|form|cycle)/')" "${files[@]}"
sources core/intake core/assess core/calendar core/programme core/procedure core/account core/form -- -name '*.[ch]'
forbid 'only core/cycle and the bindings stand above this room' "$(include '(cycle|loop)/')" "${files[@]}"

# The engine is policy-neutral: what two documents disagree on is data.
sources core bindings scripts -- \( -name '*.[ch]' -o -name '*.lua' -o -name '*.sql' -o -name '*.tsv' \) \
  -not -path 'scripts/examples/*'
forbid 'a word of a policy pack in the engine' \
  "[\"'](junior|mid1|mid2|senior|chief)(\\.|[\"'])|camera.care|call.center|vip.manager|talent.pipeline|service.training|[\"']half-year[\"']" \
  "${files[@]}"

[ "$failures" -eq 0 ] || { echo "$failures rule(s) broken"; exit 1; }
echo "all rules kept"
