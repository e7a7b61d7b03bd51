/* A sheet of acts of any bytes, CSV or workbook, on a company with open cases. The first byte: with an answer for all, in Chinese.
 *
 * Holds: all acts or none; what was refused left no transaction; the ledger verifies. */
#include "program.h"
#include "fuzz.h"
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  size_t whole;
  cs_verified after;
  const cs_verified *before = program_verified();
  if (size < 1) return 0;
  program_prepare(false);
  const char *base = program_base(&whole);
  program_write(program_db, base, whole);
  program_write(program_file, data + 1, size - 1);
  const char *words[] = {
      "--lang", data[0] & 2 ? "zh" : "en", "case", "do", "--sheet", program_file, NULL, NULL, NULL};
  if (data[0] & 1) {
    words[6] = "--answer";
    words[7] = "yes";
  }
  int status = program_run(words);
  HOLDS(program_verifies(program_db, &after));
  HOLDS(status == 0 || strcmp(before->head, after.head) == 0);
  program_forget(program_db);
  return 0;
}
