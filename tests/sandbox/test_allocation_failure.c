#include "attack.h"
#include "bindings/leaf.h"

/* Row 1: every allocation of the policy state fails once, in turn, in every function that a pack can reach. Nothing may leak, crash or go
 * unnoticed; ASan looks on. */
static const char everything[] = ATTACK_HEAD
    "clauses \"clauses.tsv\"\n"
    "include \"other.lua\"\n"
    "scale \"s\" { \"S\", { \"A\", en = \"good\", zh = \"\xe8\x89\xaf\" } }\n"
    "ladder \"l\" { \"low\", \"high\" }\n"
    "local c = opaque \"leaf\" { reads = {}, holds = function(p) return p ~= nil end }\n"
    "local t = { 3, 1, 2, x = 1, [true] = 2 }\n"
    "for k, v in pairs(t) do t[k] = tostring(v) end\n"
    "table.sort { 3, 1, 2 } table.insert(t, 'a') table.insert(t, 1, 'b') table.remove(t, 1)\n"
    "local s = table.concat({ 'a', 'b' }, ',') .. string.format('%s %d %q', {}, 1, 'x') .. "
    "('Ab'):upper() .. ('Ab'):lower()\n"
    "local parts = ('a,b,c'):split(',') local trimmed = (' a '):trim() local n = next(t) local m = "
    "tonumber('12')\n"
    "local ok = pcall(error, { 'x' }) ok = pcall(function() local y = nil .. 'x' end)\n"
    "local f = select(2, 1, 2) local u = table.unpack { 1, 2 } local r = ('ab'):reverse() .. "
    "('ab'):sub(1, 1)\n";

static const char clauses[] =
    "id\tkind\texecutable\tparaphrase_en\tlabel_zh\tprimitive\tambiguity\n"
    "1\tstatement\tno\ttext\t\xe6\x96\x87\ttext only\t\n";

static void fill(attack *a) {
  memset(a, 0, sizeof *a);
  attack_file(a, "clauses.tsv", clauses, strlen(clauses));
  attack_file(a, "other.lua", "local x = 1", 11);
  attack_file(a, "pack.lua", everything, strlen(everything));
}

static void every_allocation_fails_once(void **state) {
  (void)state;
  int64_t n = 1, failed = 0;
  for (;; n++) {
    attack a;
    fill(&a);
    cs_budget budget = cs_budget_load;
    budget.fail_at = n;
    cs_pack_run run = {.files = &a.files, .budget = &budget};
    a.rc = cs_pack_load(&run, &a.document, &a.err);
    bool done = a.rc == CS_OK;
    if (!done && a.rc != CS_ENOMEM) print_error("%lld: %d %s\n", (long long)n, a.rc, a.err.text);
    if (!done) assert_int_equal(a.rc, CS_ENOMEM);
    if (!done) failed++;
    attack_end(&a);
    if (done) break;
    if (n > 400) n += 6; /* later ones repeat the same places */
    assert_true(n < 100000);
  }
  print_message("  %lld of the first %lld allocations tried\n", (long long)failed, (long long)n);
  assert_true(failed > 300);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(every_allocation_fails_once)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
