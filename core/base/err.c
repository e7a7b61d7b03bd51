#include "base/err.h"
#include "base/text.h"
#include <stddef.h>
#include <stdio.h>
#include <string.h>

static cs_lang language = CS_EN;

void cs_lang_set(cs_lang lang) { language = lang; }

cs_lang cs_lang_get(void) { return language; }

/* Copies into err->text what fits. A character that does not fit is dropped whole; a byte that
 * is no UTF-8 (an argument may be any file name) becomes '?', because the text goes to terminals
 * and JSON as it is. */
static void set_text(cs_err *err, const char *text) {
  size_t n = strlen(text), at = 0;
  while (at < n) {
    size_t length = cs_utf8_next(text + at, n - at, NULL);
    size_t width = length == 0 ? 1 : length;
    if (at + width >= sizeof err->text) break;
    memcpy(err->text + at, length == 0 ? "?" : text + at, width);
    at += width;
  }
  err->text[at] = '\0';
}

/* 3 bytes more than the record holds, so that a character cut by vsnprintf lies beyond the
 * record's own cut. */
#define SCRATCH_SIZE (sizeof((cs_err *)NULL)->text + 3)

int(cs_fail)(cs_err *err, int code, const char *format, ...) {
  if (err == NULL) return code;
  char text[SCRATCH_SIZE]; /* the arguments may point into err->text */
  va_list arguments;
  va_start(arguments, format);
  int size = vsnprintf(text, sizeof text, format, arguments);
  va_end(arguments);
  err->code = code;
  set_text(err, size < 0 ? format : text);
  return code;
}

int cs_fail_within(cs_err *err, const char *format, ...) {
  if (err == NULL) return CS_OK;
  char text[SCRATCH_SIZE];
  va_list arguments;
  va_start(arguments, format);
  int size = vsnprintf(text, sizeof text, format, arguments);
  va_end(arguments);
  if (size < 0) size = 0;
  if ((size_t)size < sizeof text) {
    snprintf(text + size, sizeof text - (size_t)size, ": %s", err->text);
  }
  set_text(err, text);
  return err->code;
}

const char *cs_err_name(int code) {
  switch (code) {
    case CS_OK: return "CS_OK";
#define CS_ERROR_NAME(name, status, meaning) \
  case name: return #name;
      CS_ERRORS(CS_ERROR_NAME)
#undef CS_ERROR_NAME
    default: return "CS_UNKNOWN";
  }
}

int cs_err_status(int code) {
  switch (code) {
    case CS_OK: return 0;
#define CS_ERROR_STATUS(name, status, meaning) \
  case name: return status;
      CS_ERRORS(CS_ERROR_STATUS)
#undef CS_ERROR_STATUS
    default: return 1;
  }
}
