#!/usr/bin/env bash
# The policy's parameter names the approver as people do; the acts of cases want a code. The code of whoever bears the name will do.
set -eu
: "${CURSUS_SOURCE_DIR:?}" "${CURSUS_BIN:?}"
. "$CURSUS_SOURCE_DIR/tests/cli/_helper.sh"
cursus() {
  later 2026-07-06
  "$CURSUS_BIN" --db test.db --lang "${lang:-en}" --actor "${actor:-H1}" --now "${now}Z" "$@"
}

cursus init --seed 1 >/dev/null
cursus policy load "$CURSUS_SOURCE_DIR/policies/camera-care" --set general_manager=王总 >/dev/null
cat >people.csv <<'X'
code,name,position,grade,status,hired_on,confirmed_on,graded_on,manager
G1,王总,supervisor,,confirmed,2015-01-01,2015-04-01,,
G2,李总,supervisor,,confirmed,2015-01-01,2015-04-01,,
H1,孙人事,supervisor,,confirmed,2015-01-01,2015-04-01,,G1
D1,吴强,agent,junior.good,confirmed,2022-08-15,2022-11-15,2025-07-01,H1
X
cursus import employees people.csv >/dev/null
echo 'employee,period,rating' >ratings.csv
for month in 1 2 3 4 5 6; do echo "D1,2026-0$month,A" >>ratings.csv; done
cursus import ratings ratings.csv >/dev/null
for role in HR supervisor 'customer-care manager'; do cursus record roles "role=$role" employee=H1 >/dev/null; done
cursus record roles 'role=general manager' employee=G1 >/dev/null
cursus cycle plan half-year --as-of 2026-07-01 >/dev/null
fails cycle approve 1 --by G2
has refused 'only 王总 approves (8.5.5), not G2'
fails cycle approve 1 --by 李总
has refused 'not 李总'
cursus case open half-year --run 1 >/dev/null
cursus case do C000001 >out
has out 'C000001, act 2: now at 8.5.2'
cursus case do C000001 --document 晋级资料 >/dev/null
cursus case attach C000001 --document more >out
has out 'C000001, act 4: still at 8.5.3.A'
cursus case do C000001 --answer yes >out
has out 'now at 8.5.5'
actor=G1 fails case do C000001 --answer no --reason 8.3.1
has refused 'needs a comment that says why (--comment)'
fails cycle approve 1 --by 王总 # nobody has this code
has refused "in 'cycle approve' --by CODE"
lang=zh fails cycle approve 1 --by 王总
has refused '；“总经理”（2026-07-06） [4.1]：由 G1 担任'
cursus cycle approve 1 --by G1 >out
has out '1 approved by G1'
cursus cycle apply 1 >out
has out '1 promotions applied'
cursus cycle approve 1 --by G1 >out
has out 'everyone who qualifies is approved, refused in their case, held or excluded'

# Erased, the name is nobody's any more.
cursus cycle plan half-year --as-of 2026-07-02 >/dev/null
cursus erase G1 --reason asked >/dev/null
fails cycle approve 2 --by G1
has refused 'only 王总 approves'
