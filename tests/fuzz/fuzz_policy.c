/* A pack's files of any bytes, run in the policy state: pack.lua, then after each line "--@ name" another file. Holds: the
 * answer is a document or a text that says why not, within the budget; the same files give the same answer; the document
 * is JSON that the core accepts or refuses with a text; all memory is back (the state's close asserts it). */
#define _GNU_SOURCE /* memmem */
#include "bindings/pack_load.h"
#include "assess/program.h"
#include "base/text.h"
#include "fuzz.h"
#include <string.h>

#define FILES_MAX 8

/* Small enough that a run that uses it up is no slow input. */
static const cs_budget budget = {.memory = (size_t)16 << 20, .steps = 3000000, .cpu_ms = 5000};

static void add(cs_pack_files *files, const char *name, size_t name_size, const char *text,
                size_t size) {
  cs_pack_file *file = &files->list[files->count++];
  file->name = strndup(name, name_size);
  file->text = malloc(size + 1);
  HOLDS(file->name != NULL && file->text != NULL);
  if (size > 0) memcpy(file->text, text, size);
  file->text[size] = '\0';
  file->size = size;
  files->total += size;
}

static int by_name(const void *a, const void *b) {
  return strcmp(((const cs_pack_file *)a)->name, ((const cs_pack_file *)b)->name);
}

static const char *marker(const char *from, const char *end) {
  static const char mark[] = "\n--@ ";
  return memmem(from, (size_t)(end - from), mark, sizeof mark - 1);
}

static void split(const char *text, size_t size, cs_pack_files *files) {
  const char *end = text + size, *name = "pack.lua";
  size_t name_size = strlen(name);
  files->list = calloc(FILES_MAX, sizeof *files->list);
  files->capacity = FILES_MAX;
  HOLDS(files->list != NULL);
  snprintf(files->folder, sizeof files->folder, "fuzzed");
  while (files->count < FILES_MAX) {
    const char *next = marker(text, end);
    add(files, name, name_size, text, (size_t)((next == NULL ? end : next) - text));
    if (next == NULL) break;
    name = next + 5;
    text = memchr(name, '\n', (size_t)(end - name));
    if (text == NULL) break;
    name_size = (size_t)(text++ - name);
    if (name_size == 0 || name_size > CS_PACK_NAME_MAX || memchr(name, '\0', name_size) != NULL)
      break;
  }
  qsort(files->list, files->count, sizeof *files->list, by_name);
  for (size_t i = 1; i < files->count;) { /* one file a name */
    if (by_name(&files->list[i - 1], &files->list[i]) != 0) {
      i++;
      continue;
    }
    free(files->list[i].name);
    free(files->list[i].text);
    memmove(&files->list[i], &files->list[i + 1], (--files->count - i) * sizeof *files->list);
  }
}

static int load(const cs_pack_files *files, cs_buf *document, cs_err *err) {
  cs_pack_run run = {.files = files, .budget = &budget};
  int rc = cs_pack_load(&run, document, err);
  HOLDS(rc == CS_OK ||
        ((rc == CS_EPACK || rc == CS_ELIMIT || rc == CS_EINPUT) && err->text[0] != '\0'));
  HOLDS(cs_utf8_valid(err->text, strlen(err->text)));
  return rc;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  if (size > 0 && (memchr(data, '\0', size) != NULL || !cs_utf8_valid((const char *)data, size)))
    return 0; /* the reader of files refuses them */
  cs_pack_files files = {0};
  cs_buf once = {0}, twice = {0};
  cs_err err = {0}, again = {0};
  split((const char *)data, size, &files);
  int rc = load(&files, &once, &err);
  HOLDS(load(&files, &twice, &again) == rc);
  HOLDS(strcmp(err.text, again.text) == 0);
  HOLDS(once.size == twice.size &&
        (once.size == 0 || memcmp(once.data, twice.data, once.size) == 0));
  if (rc == CS_OK) {
    cs_pack *pack;
    rc = cs_pack_parse(once.data, once.size, &pack, &err);
    HOLDS(rc == CS_OK ||
          (rc == CS_EPACK && err.text[0] != '\0' && strstr(err.text, "JSON") == NULL));
    cs_pack_free(pack);
  }
  cs_buf_deinit(&once);
  cs_buf_deinit(&twice);
  cs_pack_files_deinit(&files);
  return 0;
}
