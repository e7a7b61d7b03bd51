#include "fault/traces.h"
#include "fault/story.h"
#include <dirent.h>
#include <malloc.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* -- files ----------------------------------------------------------------------------------------------------------- */
static int of_the_use(const struct dirent *file) {
  static const char *const others[] = {".",       STORY_DB,     "prepared.db",
                                       "before-", "fault.plan", "log"};
  for (size_t i = 0; i < sizeof others / sizeof *others; i++)
    if (strncmp(file->d_name, others[i], strlen(others[i])) == 0) return 0;
  return 1;
}

static uint32_t checksum(const char *path) {
  static unsigned char block[65536];
  uint32_t sum = 2166136261u;
  FILE *f = fopen(path, "rb");
  for (size_t n = 1; f != NULL && n > 0;) {
    n = fread(block, 1, sizeof block, f);
    for (size_t i = 0; i < n; i++) sum = (sum ^ block[i]) * 16777619u;
  }
  if (f != NULL) (void)fclose(f);
  return sum;
}

static void note_files(traces *out) {
  struct dirent **list = NULL;
  int count = scandir(".", &list, of_the_use, alphasort);
  size_t at = 0;
  out->files[0] = '\0';
  for (int i = 0; i < count; i++) {
    struct stat s = {0};
    const char *name = list[i]->d_name;
    bool plain = stat(name, &s) == 0 && S_ISREG(s.st_mode);
    at += (size_t)snprintf(out->files + at, sizeof out->files - at, "%s %lld %08x\n", name,
                           plain ? (long long)s.st_size : -1, plain ? checksum(name) : 0);
    if (at >= sizeof out->files) abort(); /* too many */
    free(list[i]);
  }
  free(list);
}

static bool has_line(const char *lines, const char *line, size_t size) {
  for (const char *at = lines; (at = strstr(at, line)) != NULL; at += size)
    if (at == lines || at[-1] == '\n') return true;
  return false;
}

static const char *odd_file(const traces *now, const traces *before, const traces *after) {
  static char line[400];
  for (const char *at = now->files; *at != '\0';) {
    size_t size = (size_t)(strchr(at, '\n') + 1 - at);
    (void)snprintf(line, sizeof line, "%.*s", (int)size, at);
    if (!has_line(before->files, line, size) && !has_line(after->files, line, size)) return line;
    at += size;
  }
  return NULL;
}

/* -- the rest -------------------------------------------------------------------------------------------------------- */
/* glibc tells exactly what is in use where there is one arena and no cache of freed blocks; sanitizers have heaps of their own, and say
 * themselves what leaks. */
static size_t memory_in_use(void) {
  const char *tunables = getenv("GLIBC_TUNABLES");
  if (tunables == NULL || strstr(tunables, "tcache_count=0") == NULL) return 0;
  struct mallinfo2 all = mallinfo2();
  return all.uordblks + all.hblkhd;
}

static int open_descriptors(void) {
  DIR *folder = opendir("/proc/self/fd");
  int count = 0;
  if (folder == NULL) return 0;
  while (readdir(folder) != NULL) count++;
  (void)closedir(folder);
  return count;
}

void traces_note(traces *out) {
  out->memory = memory_in_use();
  out->descriptors = open_descriptors();
  note_files(out);
}

const char *traces_odd(const traces *now, const traces *before, const traces *after) {
  if (waitpid(-1, NULL, WNOHANG) >= 0) return "a process";
  if (now->descriptors > before->descriptors) return "a descriptor";
  return odd_file(now, before, after);
}
