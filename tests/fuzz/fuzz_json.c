/* JSON of any bytes. Holds: it is read, or refused at a place inside the text; what was read and written again reads the same; an
 * object with one key twice is refused; no more than what was read stays. */
#include "base/json.h"
#include "mutate_json.h"

static void check_written(const json_t *value) {
  json_t *again = NULL;
  cs_err err = {0};
  char *text = json_dumps(value, JSON_ENCODE_ANY | JSON_COMPACT);
  if (text == NULL) return; /* no UTF-8 for it: a name with a NUL is read, and cannot be written */
  HOLDS(cs_json_reread(text, strlen(text), &again, &err) == CS_OK);
  HOLDS(json_equal(value, again));
  json_decref(again);
  free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  json_t *value = NULL, *strict = NULL;
  json_error_t wrong = {0};
  cs_err err = {0};
  const char *text = (const char *)data;
  int rc = cs_json_read(text, size, JSON_DECODE_ANY, &value, &wrong, &err);
  HOLDS((rc == CS_OK) == (value != NULL));
  HOLDS(rc == CS_OK || rc == CS_EINPUT);
  HOLDS(rc == CS_OK ||
        (wrong.text[0] != '\0' && wrong.position >= 0 && (size_t)wrong.position <= size));
  if (value != NULL) check_written(value);
  if (cs_json_read(text, size, JSON_DECODE_ANY | JSON_REJECT_DUPLICATES, &strict, NULL, &err) ==
      CS_OK)
    HOLDS(value != NULL && json_equal(value, strict));
  json_decref(strict);
  json_decref(value);
  return 0;
}
