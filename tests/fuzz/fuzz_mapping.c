/* A mapping file of any bytes. Holds: it is read, or refused with a text that says why; read twice it
 * is the same answer. */
#include "intake/mapping.h"
#include "mutate_json.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  cs_mapping *m, *again;
  cs_err err = {0}, again_err = {0};
  int rc = cs_mapping_parse("mapping.json", (const char *)data, size, &m, &err);
  HOLDS((rc == CS_OK) == (m != NULL));
  HOLDS(rc == CS_OK || (rc == CS_EINPUT && err.text[0] != '\0'));
  HOLDS(cs_mapping_parse("mapping.json", (const char *)data, size, &again, &again_err) == rc);
  HOLDS(rc == CS_OK || strcmp(err.text, again_err.text) == 0);
  cs_mapping_free(m);
  cs_mapping_free(again);
  return 0;
}
