/* The template of a form, of any bytes. Holds: it is refused with a line, or filled in within its limits, twice the same; whatever
 * the values are, the document has as many tags as the template put there: a value never becomes one; it is UTF-8. */
#include "form/template.h"
#include "base/json.h"
#include "base/text.h"
#include "fuzz.h"
#include <string.h>

static json_t *data_of(const char *value) {
  return json_pack("{s:s, s:s, s:n, s:b, s:i, s:[s,s], s:[], s:[{s:s,s:[i]},{s:s,s:[]}], s:{s:s}}",
                   "number", "N-1", "name", value, "none", "yes", 1, "count", 12, "list", value,
                   "b", "empty", "rows", "n", value, "in", 1, "n", "2", "in", "subject", "code",
                   value);
}

static int fill(const cs_template *t, const char *value, cs_buf *out, cs_err *err) {
  json_t *data = data_of(value);
  HOLDS(data != NULL);
  int rc = cs_template_render(t, data, out, err);
  json_decref(data);
  return rc;
}

static size_t count(const cs_buf *text, char what) {
  size_t n = 0;
  for (size_t i = 0; i < text->size; i++) n += text->data[i] == what;
  return n;
}

static int count_use(void *user, const cs_template_use *use) {
  HOLDS(use->line > 0 && (use->kind == CS_USE_END || use->name != NULL));
  ++*(size_t *)user;
  return 0;
}

static void check(const cs_template *t) {
  static const char hostile[] = "</p><script>alert(\"1\")</script>'&lt;{{name}}\xe2\x80\xae\x07";
  cs_buf plain = {0}, again = {0}, attacked = {0};
  cs_err err = {0};
  size_t uses = 0;
  HOLDS(cs_template_each(t, count_use, &uses) == 0);
  int rc = fill(t, "x", &plain, &err);
  HOLDS(rc == CS_OK || ((rc == CS_EPACK || rc == CS_ELIMIT) && err.text[0] != '\0'));
  HOLDS(fill(t, "x", &again, &err) == rc);
  if (rc == CS_OK) {
    HOLDS(plain.size == again.size &&
          (plain.size == 0 || memcmp(plain.data, again.data, plain.size) == 0));
    HOLDS(plain.size <= CS_TEMPLATE_OUTPUT &&
          (plain.size == 0 || cs_utf8_valid(plain.data, plain.size)));
    int hit = fill(t, hostile, &attacked, &err);
    HOLDS(hit == CS_OK || hit == CS_ELIMIT);
    if (hit == CS_OK)
      HOLDS(count(&attacked, '<') == count(&plain, '<') &&
            count(&attacked, '>') == count(&plain, '>') &&
            count(&attacked, '"') == count(&plain, '"'));
  }
  cs_buf_deinit(&plain);
  cs_buf_deinit(&again);
  cs_buf_deinit(&attacked);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  cs_template *t = NULL;
  cs_err err = {0};
  int rc = cs_template_parse("form.html", (const char *)data, size, &t, &err);
  HOLDS((rc == CS_OK) == (t != NULL));
  HOLDS(rc == CS_OK || (rc == CS_EPACK && strncmp(err.text, "form.html", 9) == 0));
  HOLDS(rc == CS_OK || cs_utf8_valid(err.text, strlen(err.text)));
  if (t != NULL) check(t);
  cs_template_free(t);
  return 0;
}
