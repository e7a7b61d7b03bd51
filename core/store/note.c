#include "store/internal.h"
#include <string.h>

static void put(cs_buf *out, const char *text) { cs_line_put_word(out, text, strlen(text)); }

bool cs_note_reserved(const char *text) {
  static const char *const words[] = {"company", "adopt", "import", "import-undo", "mark", "approve", "apply", "apply-undo"};
  size_t size = strcspn(text, "\t");
  for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
    if (strlen(words[i]) == size && memcmp(words[i], text, size) == 0) return true;
  }
  return false;
}

void cs_note_company(cs_buf *out, const char *code, const char *zone) {
  cs_buf_puts(out, "n\tcompany");
  put(out, code);
  put(out, zone);
}
