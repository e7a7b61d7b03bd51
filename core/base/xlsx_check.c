#include "base/xlsx_check.h"
#include "base/messages.h"
#include <expat.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <zip.h>

#define CHUNK (64 << 10)

typedef enum found { WHOLE, BROKEN, NO_MEMORY } found;

static void XMLCALL on_start(void *user, const XML_Char *name, const XML_Char **attributes) {
  (void)attributes;
  uint64_t *cells = user;
  if (strcmp(name, "c") == 0) ++*cells;
}

static found parse(zip_file_t *file, XML_Parser parser) {
  for (zip_int64_t n = 1; n != 0;) {
    void *bytes = XML_GetBuffer(parser, CHUNK);
    if (bytes == NULL) return NO_MEMORY;
    n = zip_fread(file, bytes, CHUNK);
    if (n < 0)
      return zip_error_code_zip(zip_file_get_error(file)) == ZIP_ER_MEMORY ? NO_MEMORY : BROKEN;
    if (XML_ParseBuffer(parser, (int)n, n == 0) == XML_STATUS_ERROR)
      return XML_GetErrorCode(parser) == XML_ERROR_NO_MEMORY ? NO_MEMORY : BROKEN;
  }
  return WHOLE;
}

static found check_part(zip_t *zip, zip_uint64_t index, uint64_t *cells) {
  found what = NO_MEMORY;
  XML_Parser parser = XML_ParserCreate(NULL);
  zip_file_t *file = zip_fopen_index(zip, index, 0);
  if (file == NULL && zip_error_code_zip(zip_get_error(zip)) != ZIP_ER_MEMORY) what = BROKEN;
  if (file != NULL && parser != NULL) {
    const char *name = zip_get_name(zip, index, 0);
    bool sheet = name != NULL && strncmp(name, "xl/worksheets/", 14) == 0;
    XML_SetUserData(parser, cells);
    if (sheet) XML_SetStartElementHandler(parser, on_start);
    what = parse(file, parser);
  }
  if (parser != NULL) XML_ParserFree(parser);
  if (file != NULL) (void)zip_fclose(file);
  return what;
}

int cs_xlsx_check(const char *path, const char *name, uint64_t cells, cs_err *err) {
  const char *folder = getenv("TMPDIR");
  int code = 0;
  uint64_t seen = 0;
  found what = WHOLE;
  zip_t *zip = zip_open(path, ZIP_RDONLY, &code);
  if (zip == NULL) what = code == ZIP_ER_MEMORY ? NO_MEMORY : BROKEN;
  zip_int64_t parts = zip == NULL ? 0 : zip_get_num_entries(zip, 0);
  for (zip_int64_t i = 0; what == WHOLE && i < parts; i++)
    what = check_part(zip, (zip_uint64_t)i, &seen);
  if (zip != NULL) zip_discard(zip);
  if (what == WHOLE && seen != cells) what = BROKEN;
  if (what == WHOLE) return CS_OK;
  if (what == NO_MEMORY) return cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory);
  return cs_fail(err, CS_EIO, CS_MSG_output_temporary_lost, name,
                 folder == NULL || *folder == '\0' ? "/tmp" : folder);
}
