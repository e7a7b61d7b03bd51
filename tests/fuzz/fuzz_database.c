/* A database of ours with some bytes changed, or cut. The first byte chooses a command that is run on it, the second (odd) says that
 * it is cut at the third's share; then four bytes a change: where (three), what.
 *
 * Holds: every command ends with a result or a text; what verifies is what it was before, and still verifies when something has been
 * written, or put in another's place by `restore`. */
#include "program.h"
#include "fuzz.h"
#include <string.h>

static char copy[96];

static const char *const commands[][9] = {
    {"verify"},
    {"cycle", "show", "1", "--format", "json"},
    {"explain", "E001", "--run", "1"},
    {"explain", "E002", "--cycle", "yearly", "--as-of", "2026-07-01"},
    {"person", "E003"},
    {"subject", "list", "case"},
    {"case", "list"},
    {"case", "show", "C000001"},
    {"todo"},
    {"form", "list"},
    {"form", "verify"},
    {"import", "list"},
    {"cycle", "list"},
    {"policy", "list"},
    {"replay", "1"},
    {"cycle", "ready", "yearly", "--as-of", "2026-07-01"},
    {"backup", copy},
    {"record", "ratings", "employee=E001", "period=2026-04", "rating=A"},
    {"cycle", "plan", "yearly", "--as-of", "2026-01-01"},
    {"case", "do", "C000002", "--stage", "end", "--answer", "yes"},
    {"import", "undo", "8"},
    {"restore", copy},
};
#define COMMANDS (sizeof commands / sizeof *commands)

static bool same(const cs_verified *v) {
  const cs_verified *was = program_verified();
  return v->txns == was->txns && v->facts == was->facts && v->people == was->people &&
         v->runs == was->runs && strcmp(v->head, was->head) == 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  size_t whole;
  cs_verified before, after;
  if (size < 3) return 0;
  program_prepare(true);
  snprintf(copy, sizeof copy, "%s.copy", program_db);
  const char *base = program_base(&whole);
  char *bytes = malloc(whole);
  HOLDS(bytes != NULL);
  memcpy(bytes, base, whole);
  for (size_t i = 3; i + 4 <= size; i += 4) {
    size_t at = (size_t)data[i] | (size_t)data[i + 1] << 8 | (size_t)data[i + 2] << 16;
    bytes[at % whole] = (char)data[i + 3];
  }
  size_t kept = data[1] & 1 ? whole * data[2] / 256 : whole;
  bool restores = strcmp(commands[data[0] % COMMANDS][0], "restore") == 0;
  program_write(restores ? copy : program_db, bytes, kept);
  bool good = program_verifies(restores ? copy : program_db, &before);
  HOLDS(!good || same(&before));
  int status = program_run(commands[data[0] % COMMANDS]);
  HOLDS(status != 2);
  HOLDS(!restores || (status == 0) == good);
  if (good) {
    HOLDS(program_verifies(program_db, &after) && after.txns >= before.txns);
    if (after.txns == before.txns)
      HOLDS(strcmp(after.head, before.head) == 0); /* a plan adds a run */
  }
  program_forget(program_db);
  program_forget(copy);
  free(bytes);
  return 0;
}
