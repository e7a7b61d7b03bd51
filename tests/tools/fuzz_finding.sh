#!/usr/bin/env bash
# What breaks a fuzz target is found, told, kept, and the command that is told shows it again; a target that holds ends in its time.
set -u
fuzz=${CURSUS_SOURCE_DIR:?}/tests/fuzz
fail() { echo "fuzz_finding.sh: $*" >&2; cat said >&2; exit 1; }

cat >fuzz_toy.c <<'C'
#include "fuzz.h"
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  for (size_t i = 0; i + 3 < size; i++) HOLDS(memcmp(data + i, BAD, 4) != 0);
  return 0;
}
C
unset CURSUS_FUZZ_SECONDS CURSUS_FUZZ_SEED
build() { cc -g -I"$fuzz" -DBAD="\"$1\"" -o toy fuzz_toy.c "$fuzz/driver.c" "$fuzz/mutate.c" || exit 1; }
mkdir corpus
printf 'one [two] three' >corpus/one
printf 'four\n' >corpus/two
echo '"{!}"' >words

# A word of the dictionary beside a letter of another input: neither stands in the corpus.
build '{!}f'
if ./toy -seconds=60 -words=words -findings=found corpus >said 2>&1; then fail 'not found within a minute'; fi
grep -q '^found from seed 1, after 0 other inputs, by [0-9]* bytes: .*{!}f' said || fail 'the input is not told'
again=$(sed -n 's/^again: //p' said)
[ -s "${again#* }" ] || fail 'the input is not kept'
if $again >said 2>&1; then fail 'not shown again'; fi
grep -q 'does not hold' said || fail 'not shown again'

# What was kept is tried at first.
if ./toy -seconds=0 -findings=found corpus found >said 2>&1; then fail 'what was found is not tried'; fi

build never
begin=$SECONDS
CURSUS_FUZZ_SECONDS=1 ./toy -seconds=100 -findings=found corpus >said 2>&1 || fail 'a target that holds'
[ $((SECONDS - begin)) -lt 30 ] || fail 'longer than it was to be'
grep -q '^2 files, .* in 1 s from seed 1' said || fail 'what was done is not told'

# A target that remembers: what it has had since it last forgot is kept, in order, and breaks it again.
cat >fuzz_memory.c <<'C'
#include "fuzz.h"

static int had_a;

void fuzz_afresh(void) { had_a = 0; }

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  HOLDS(size != 1 || data[0] != 'b' || !had_a);
  had_a |= size == 1 && data[0] == 'a';
  return 0;
}
C
cc -g -I"$fuzz" -o memory fuzz_memory.c "$fuzz/driver.c" "$fuzz/mutate.c" || exit 1
mkdir apart && printf b >apart/1 && printf a >apart/2
./memory -findings=none apart apart >said 2>&1 || fail 'it did not forget before a folder'
printf c >c && printf b >b
if ./memory -findings=stories apart c b >said 2>&1; then fail 'a story is not found'; fi
grep -q '^found from seed 1, after 3 other inputs, by 1 bytes: b$' said || fail 'the story is not told'
again=$(sed -n 's/^again: //p' said)
[ "$(cat "${again#* }"/*)" = bacb ] || fail 'the story is not kept'
if $again >said 2>&1; then fail 'the story is not shown again'; fi
grep -q 'does not hold' said || fail 'the story is not shown again'
