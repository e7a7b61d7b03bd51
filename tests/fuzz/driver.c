/* Runs a fuzz target without libFuzzer: every file of the given folders as it is; then, for as long as is asked, changes of them.
 * With code that counts its blocks (gcc's trace-pc, preset dev) an input that reaches a block for the first time, or more often
 * than any before, is changed further. What breaks the target is kept and told, with the command that runs it again: a file, or,
 * where the target remembers (fuzz_afresh), a folder with what it had had since it last forgot, in order.
 *
 * usage: fuzz_<what> [-seconds=N] [-share=N: one N-th of them] [-seed=N] [-words=FILE] [-findings=FOLDER] FOLDER-OR-FILE...
 * CURSUS_FUZZ_SECONDS and CURSUS_FUZZ_SEED, where they are set, count instead of the options. */
#include "fuzz.h"
#include "mutate.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t most, unsigned seed)
    __attribute__((weak)); /* NULL: the target has none */

void fuzz_afresh(void) __attribute__((weak)); /* NULL: the target remembers nothing */

#define MOST ((size_t)1 << 20) /* bytes of an input */
#define POOL_BYTES ((size_t)64 << 20)
#define POOL_MAX 20000
#define RUN_SECONDS 30 /* of the processor; a slower one is a finding */
#define STORY_MAX 200  /* inputs after which a target forgets */
#define SHOWN_MAX 4096 /* bytes of a finding, for a log from which nobody can fetch the file */

typedef struct input {
  uint8_t *bytes;
  size_t size;
} input;

static input pool[POOL_MAX];
static size_t pool_count, pool_bytes, longest;

/* -- coverage -------------------------------------------------------------------------------------------------------- */
#define BLOCKS ((size_t)1 << 16)

static uint8_t counts[BLOCKS],
    reached[BLOCKS]; /* reached: a bit for each order of magnitude of a count */

void __sanitizer_cov_trace_pc(void);
__attribute__((no_sanitize("address", "undefined"))) void __sanitizer_cov_trace_pc(void) {
  /* Not the address itself: it is another in each process. */
  uintptr_t at = (uintptr_t)__builtin_return_address(0) - (uintptr_t)&__sanitizer_cov_trace_pc;
  uint8_t *count = &counts[(at * UINT64_C(0x9e3779b97f4a7c15)) >> 48];
  if (*count < UINT8_MAX) ++*count;
}

static bool is_news(void) {
  bool news = false;
  for (size_t i = 0; i < BLOCKS; i += 8) {
    uint64_t eight;
    memcpy(&eight, counts + i, 8);
    for (size_t k = i; eight != 0 && k < i + 8; k++) {
      uint8_t magnitude = 0;
      if (counts[k] > 0) magnitude = (uint8_t)(1u << (31 - __builtin_clz(counts[k])));
      if ((reached[k] | magnitude) != reached[k]) news = true;
      reached[k] |= magnitude;
    }
  }
  return news;
}

static size_t blocks_reached(void) {
  size_t count = 0;
  for (size_t i = 0; i < BLOCKS; i++) count += reached[i] != 0;
  return count;
}

/* -- findings -------------------------------------------------------------------------------------------------------- */
static const char *program, *findings = "findings";
static input
    story[STORY_MAX]; /* since the target last forgot; the last one is running or has run */
static size_t story_count;
static bool running;
static long seed;
static pid_t owner;

static void put(int file, const uint8_t *bytes, size_t size) {
  while (size > 0) {
    ssize_t n = write(file, bytes, size);
    if (n <= 0) return;
    bytes += n;
    size -= (size_t)n;
  }
}

static void show(const uint8_t *bytes, size_t size) {
  for (size_t i = 0; i < size && i < SHOWN_MAX; i++) {
    bool plain = bytes[i] >= 0x20 && bytes[i] < 0x7f && bytes[i] != '\\';
    (void)dprintf(STDERR_FILENO, plain ? "%c" : "\\x%02x", bytes[i]);
  }
}

static bool write_file(const char *path, const input *one) {
  int file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  if (file < 0) return false;
  put(file, one->bytes, one->size);
  return close(file) == 0;
}

static bool write_story(const char *folder) {
  char path[1100];
  bool written = mkdir(folder, 0755) == 0 || errno == EEXIST;
  for (size_t i = 0; written && i < story_count; i++) {
    (void)snprintf(path, sizeof path, "%s/%03zu", folder, i);
    written = write_file(path, &story[i]);
  }
  return written;
}

/* Called while the process dies: nothing that allocates. */
static void keep_finding(void) {
  char path[1000];
  uint64_t hash = UINT64_C(1469598103934665603);
  if (!running || getpid() != owner) return;
  running = false;
  const input *last = &story[story_count - 1];
  for (size_t i = 0; i < last->size; i++) hash = (hash ^ last->bytes[i]) * UINT64_C(1099511628211);
  (void)snprintf(path, sizeof path, "%s/%016llx", findings, (unsigned long long)hash);
  bool kept = story_count == 1 ? write_file(path, last) : write_story(path);
  (void)dprintf(STDERR_FILENO,
                "\nfound from seed %ld, after %zu other inputs, by %zu bytes: ", seed,
                story_count - 1, last->size);
  show(last->bytes, last->size);
  (void)dprintf(STDERR_FILENO, "\n%s %s\nagain: %s %s\n", kept ? "kept:" : "NOT kept:", path,
                program, path);
}

void __sanitizer_set_death_callback(void (*callback)(void)) __attribute__((weak));

static void stop(int which) {
  if (which == SIGPROF) (void)dprintf(STDERR_FILENO, "slower than %d s\n", RUN_SECONDS);
  keep_finding();
  (void)signal(which, SIG_DFL);
  (void)raise(which);
}

static void watch(void) {
  owner = getpid();
  (void)mkdir(findings, 0755);
  (void)signal(SIGABRT, stop);
  (void)signal(SIGPROF, stop);
  if (__sanitizer_set_death_callback != NULL) __sanitizer_set_death_callback(keep_finding);
}

/* -- running --------------------------------------------------------------------------------------------------------- */
static void begin_afresh(void) {
  for (size_t i = 0; i < story_count; i++) free(story[i].bytes);
  story_count = 0;
  if (fuzz_afresh != NULL) fuzz_afresh();
}

/* The target gets a copy of exactly that size, so that the sanitizer sees a read beyond it. */
static bool run(const uint8_t *bytes, size_t size) {
  const struct itimerval limit = {.it_value = {.tv_sec = RUN_SECONDS}};
  if (fuzz_afresh == NULL || story_count == STORY_MAX) begin_afresh();
  uint8_t *copy = malloc(size == 0 ? 1 : size);
  if (copy == NULL) abort();
  if (size > 0) memcpy(copy, bytes, size);
  memset(counts, 0, sizeof counts);
  story[story_count++] = (input){copy, size};
  (void)setitimer(ITIMER_PROF, &limit, NULL);
  running = true;
  LLVMFuzzerTestOneInput(copy, size);
  running = false;
  return is_news();
}

static void keep(const uint8_t *bytes, size_t size) {
  if (pool_count == POOL_MAX || size > POOL_BYTES - pool_bytes) return;
  uint8_t *copy = malloc(size + 1);
  if (copy == NULL) return;
  memcpy(copy, bytes, size);
  pool[pool_count++] = (input){copy, size};
  pool_bytes += size;
  if (size > longest) longest = size;
}

static uint8_t changed[MOST];

/* A target may have a mutator of its own, which may fall back on this one. */
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t most) {
  const input *other = &pool[mutate_below(pool_count)];
  return mutate(data, size, most, other->bytes, other->size);
}

/* Half of the time one of the newest: what was found last leads on. */
static const input *choose(void) {
  size_t newest = pool_count < 16 ? pool_count : 16;
  return mutate_below(2) == 0 ? &pool[mutate_below(pool_count)]
                              : &pool[pool_count - 1 - mutate_below(newest)];
}

static unsigned long fuzz(long seconds) {
  unsigned long runs = 0;
  struct timespec begin, now;
  size_t most = longest < 2048 ? 4096 : 2 * longest;
  if (most > MOST) most = MOST;
  clock_gettime(CLOCK_MONOTONIC, &begin);
  do {
    const input *one = choose();
    memcpy(changed, one->bytes, one->size);
    size_t size = LLVMFuzzerCustomMutator == NULL || mutate_below(4) == 0
                      ? LLVMFuzzerMutate(changed, one->size, most)
                      : LLVMFuzzerCustomMutator(changed, one->size, most, (unsigned)mutate_next());
    if (run(changed, size)) keep(changed, size);
    runs++;
    clock_gettime(CLOCK_MONOTONIC, &now);
  } while (now.tv_sec - begin.tv_sec < seconds ||
           (now.tv_sec - begin.tv_sec == seconds && now.tv_nsec < begin.tv_nsec));
  return runs;
}

/* -- the corpus ------------------------------------------------------------------------------------------------------ */
static int replay_file(const char *path) {
  FILE *file = fopen(path, "rb");
  if (file == NULL) {
    perror(path);
    return 1;
  }
  size_t size = fread(changed, 1, sizeof changed, file);
  fclose(file);
  (void)run(changed, size);
  keep(changed, size);
  return 0;
}

static int by_name(const struct dirent **a, const struct dirent **b) {
  return strcmp((*a)->d_name, (*b)->d_name);
}

static int replay(const char *path) {
  struct stat status;
  if (stat(path, &status) != 0) {
    perror(path);
    return 1;
  }
  if (!S_ISDIR(status.st_mode)) return replay_file(path);
  struct dirent **entries;
  int count = scandir(path, &entries, NULL, by_name), failed = count < 0;
  begin_afresh(); /* the folder may be a story */
  for (int i = 0; i < count; i++) {
    char inner[4096];
    snprintf(inner, sizeof inner, "%s/%s", path, entries[i]->d_name);
    if (entries[i]->d_name[0] != '.') failed |= replay(inner);
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

static const char *option(char **argv, const char *name, const char *variable) {
  size_t n = strlen(name);
  const char *set = variable == NULL ? NULL : getenv(variable);
  if (set != NULL && set[0] != '\0') return set;
  for (size_t i = 1; argv[i] != NULL; i++)
    if (strncmp(argv[i], name, n) == 0) return argv[i] + n;
  return NULL;
}

static long number(const char *text, long otherwise) {
  char *end;
  if (text == NULL) return otherwise;
  long value = strtol(text, &end, 10);
  if (*end == '\0' && value >= 0) return value;
  fprintf(stderr, "%s: '%s' is no number\n", program, text);
  exit(2);
}

int main(int argc, char **argv) {
  int failed = 0;
  program = argv[0];
  long seconds = number(option(argv, "-seconds=", "CURSUS_FUZZ_SECONDS"), 0);
  seed = number(option(argv, "-seed=", "CURSUS_FUZZ_SEED"), 1);
  long share = number(option(argv, "-share=", NULL), 1);
  if (share > 1) seconds = (seconds + share - 1) / share;
  const char *words = option(argv, "-words=", NULL), *folder = option(argv, "-findings=", NULL);
  if (folder != NULL) findings = folder;
  if (words != NULL && mutate_read_words(words) != 0) {
    perror(words);
    return 2;
  }
  LLVMFuzzerInitialize(&argc, &argv);
  watch();
  (void)run((const uint8_t *)"", 0);
  keep((const uint8_t *)"", 0);
  for (int i = 1; i < argc; i++)
    if (argv[i][0] != '-') failed |= replay(argv[i]);
  size_t files = pool_count - 1, blocks = blocks_reached();
  mutate_seed((uint64_t)seed);
  unsigned long runs = seconds > 0 ? fuzz(seconds) : 0;
  printf("%zu files, %zu blocks; %lu changed inputs in %ld s from seed %ld, %zu blocks\n", files,
         blocks, runs, seconds, seed, blocks_reached());
  begin_afresh();
  for (size_t i = 0; i < pool_count; i++) free(pool[i].bytes);
  (void)rmdir(findings); /* empty, or it stays */
  return failed;
}
