#include "cycle/words.h"
#include "base/text.h"
#include <string.h>

int cs_words_need(const char *text, const char *complaint, cs_err *err) {
  const char *at = text == NULL ? "" : text;
  size_t size = strlen(at);
  cs_text_trim(&at, &size);
  return size > 0 ? CS_OK : cs_fail(err, CS_EINPUT, "%s", complaint);
}
