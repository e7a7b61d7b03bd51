/* Runs a fuzz target without libFuzzer: every file of the given folders as it is, then a fixed
 * number of mutations of each from a fixed seed, so that the run is the same everywhere.
 *
 * usage: replay [-runs=N] FOLDER-OR-FILE... ; nothing given: only the empty input. */
#include "fuzz.h"
#include <dirent.h>
#include <string.h>
#include <sys/stat.h>

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t most, unsigned seed)
    __attribute__((weak)); /* NULL: the target has none */

#define SIZE_MAX_INPUT ((size_t)1 << 20)

static uint64_t state;

static uint64_t next(void) { /* splitmix64 */
  uint64_t z = state += UINT64_C(0x9e3779b97f4a7c15);
  z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
  z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
  return z ^ (z >> 31);
}

static size_t below(size_t n) { return n == 0 ? 0 : (size_t)(next() % n); }

/* The target gets a copy of exactly that size, so that the sanitizer sees a read beyond it. */
static void run(const uint8_t *bytes, size_t size) {
  uint8_t *copy = malloc(size == 0 ? 1 : size);
  if (copy == NULL) abort();
  if (size > 0) memcpy(copy, bytes, size);
  LLVMFuzzerTestOneInput(copy, size);
  free(copy);
}

/* A few changes: flip, overwrite, delete, insert, double a stretch, cut. `bytes` has room. */
static size_t mutate(uint8_t *bytes, size_t size) {
  static const uint8_t telling[] = {0,    1,    9,    '\n', '\r', '"',  ',',  '\'', '{',
                                    '}',  '-',  '+',  '=',  '0',  '9',  '|',  0x7f, 0x80,
                                    0xbf, 0xc2, 0xe2, 0xed, 0xef, 0xf0, 0xf4, 0xfe, 0xff};
  for (size_t changes = 1 + below(4); changes > 0; changes--) {
    size_t at = below(size), length = 1 + below(8);
    if (length > size - at) length = size - at;
    switch (below(6)) {
      case 0:
        if (size > 0) bytes[at] ^= (uint8_t)(1u << below(8));
        break;
      case 1:
        if (size > 0) bytes[at] = telling[below(sizeof telling)];
        break;
      case 2:
        memmove(bytes + at, bytes + at + length, size - at - length);
        size -= length;
        break;
      case 3:
        memmove(bytes + at + 1, bytes + at, size - at);
        bytes[at] = below(2) == 0 ? telling[below(sizeof telling)] : (uint8_t)next();
        size++;
        break;
      case 4:
        memmove(bytes + at + length, bytes + at, size - at);
        size += length;
        break;
      default:
        if (below(8) == 0) size = at;
        break;
    }
  }
  return size;
}

/* A target may have a mutator of its own, which may fall back on this one. */
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t most) {
  (void)most;
  return mutate(data, size);
}

static size_t change(uint8_t *bytes, size_t size) {
  if (LLVMFuzzerCustomMutator == NULL || below(4) == 0) return mutate(bytes, size);
  return LLVMFuzzerCustomMutator(bytes, size, SIZE_MAX_INPUT, (unsigned)next());
}

static int replay_file(const char *path, long runs) {
  static uint8_t bytes[SIZE_MAX_INPUT], changed[SIZE_MAX_INPUT + 64];
  FILE *file = fopen(path, "rb");
  if (file == NULL) {
    perror(path);
    return 1;
  }
  size_t size = fread(bytes, 1, sizeof bytes, file);
  fclose(file);
  run(bytes, size);
  state = UINT64_C(20260701) + size;
  for (long i = 0; i < runs; i++) {
    memcpy(changed, bytes, size);
    run(changed, change(changed, size));
  }
  return 0;
}

static int by_name(const struct dirent **a, const struct dirent **b) {
  return strcmp((*a)->d_name, (*b)->d_name);
}

static int replay(const char *path, long runs, long *files) {
  struct stat status;
  if (stat(path, &status) != 0) {
    perror(path);
    return 1;
  }
  if (!S_ISDIR(status.st_mode)) {
    (*files)++;
    return replay_file(path, runs);
  }
  struct dirent **entries;
  int count = scandir(path, &entries, NULL, by_name), failed = count < 0;
  for (int i = 0; i < count; i++) {
    char inner[4096];
    snprintf(inner, sizeof inner, "%s/%s", path, entries[i]->d_name);
    if (entries[i]->d_name[0] != '.') failed |= replay(inner, runs, files);
    free(entries[i]);
  }
  if (count >= 0) free(entries);
  return failed;
}

__attribute__((weak)) int LLVMFuzzerInitialize(int *argc, char ***argv) {
  (void)argc;
  (void)argv;
  return 0;
}

int main(int argc, char **argv) {
  long runs = 0, files = 0;
  int failed = 0;
  LLVMFuzzerInitialize(&argc, &argv);
  run((const uint8_t *)"", 0);
  for (int i = 1; i < argc; i++) {
    if (strncmp(argv[i], "-runs=", 6) == 0) {
      runs = strtol(argv[i] + 6, NULL, 10);
    } else {
      failed |= replay(argv[i], runs, &files);
    }
  }
  printf("%ld files, %ld mutations each\n", files, runs);
  return failed;
}
