#define _GNU_SOURCE /* memfd_create, assignable stdout */
#include "program.h"
#include "base/text.h"
#include "bindings/script.h"
#include "fault/story.h"
#include "fuzz.h"
#include <fcntl.h>
#include <lauxlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define WORDS_MAX 24

static char folder[64];
char program_db[80], program_file[80];
static char *base;
static size_t base_size;
static cs_verified base_verified;
static lua_State *L;
static FILE *said; /* what the program says: the process's own output stays for the sanitizers */

static void leave(void) {
  lua_close(L);
  fclose(said);
  free(base);
  program_forget(program_db);
  unlink(program_file);
  rmdir(folder);
}

static char *read_all(const char *path, size_t *size) {
  struct stat status;
  int file = open(path, O_RDONLY | O_CLOEXEC);
  HOLDS(file >= 0 && fstat(file, &status) == 0);
  *size = (size_t)status.st_size;
  char *bytes = malloc(*size + 1);
  HOLDS(bytes != NULL && read(file, bytes, *size) == (ssize_t)*size);
  close(file);
  bytes[*size] = '\0';
  return bytes;
}

void program_write(const char *path, const void *bytes, size_t size) {
  int file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  HOLDS(file >= 0 && (size == 0 || write(file, bytes, size) == (ssize_t)size));
  close(file);
}

void program_forget(const char *path) {
  static const char *const beside[] = {"", "-wal", "-shm", "-journal", ".before-restore"};
  char name[128];
  for (size_t i = 0; i < sizeof beside / sizeof *beside; i++) {
    snprintf(name, sizeof name, "%s%s", path, beside[i]);
    unlink(name);
  }
}

/* The story is told in the current folder, which findings may be relative to. */
static void tell(bool done) {
  static const char *const files[] = {"employees.csv", "ratings.csv", "roles.csv", STORY_DB};
  cs_err err;
  int here = open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  HOLDS(here >= 0 && chdir(folder) == 0);
  story_prepare();
  for (story_step step = 0; step < (done ? STORY_STEPS : STORY_ACTS); step++) {
    int rc = story_tell(step, &err);
    if (rc != CS_OK) fprintf(stderr, "%s: %s\n", story_names[step], err.text);
    HOLDS(rc == CS_OK);
  }
  HOLDS(program_verifies(STORY_DB, &base_verified));
  base = read_all(STORY_DB, &base_size);
  for (size_t i = 0; i < sizeof files / sizeof *files; i++) program_forget(files[i]);
  HOLDS(fchdir(here) == 0);
  close(here);
}

/* Lua takes the streams that stand there when it is opened. */
static void swap_streams(void) {
  static FILE *out, *other;
  if (out == NULL) {
    out = stdout;
    other = stderr;
    stdout = stderr = said;
  } else {
    stdout = out;
    stderr = other;
    out = NULL;
  }
}

void program_prepare(bool done) {
  struct stat status;
  if (L != NULL) return;
  snprintf(folder, sizeof folder, "%s/cursus-fuzz-XXXXXX",
           stat("/dev/shm", &status) == 0 ? "/dev/shm" : "/tmp");
  HOLDS(mkdtemp(folder) != NULL);
  snprintf(program_db, sizeof program_db, "%s/a.db", folder);
  snprintf(program_file, sizeof program_file, "%s/file", folder);
  tell(done);
  said = fdopen(memfd_create("said", MFD_CLOEXEC), "w+");
  HOLDS(said != NULL);
  swap_streams();
  L = cs_script_new();
  swap_streams();
  HOLDS(L != NULL);
  atexit(leave);
}

const char *program_base(size_t *size) {
  *size = base_size;
  return base;
}

const cs_verified *program_verified(void) { return &base_verified; }

static void check_said(int status) {
  size_t size = (size_t)ftell(said);
  char *text = malloc(size + 1);
  rewind(said);
  HOLDS(text != NULL && fread(text, 1, size, said) == size);
  text[size] = '\0';
  if (getenv("SHOW")) fprintf(stderr, "[%d] %s\n", status, text);
  /* At the beginning of a line: elsewhere it may be a word of the input. */
  bool ours = strncmp(text, "cursus: internal error", 22) == 0 ||
              strstr(text, "\ncursus: internal error") != NULL ||
              strstr(text, "\nstack traceback:") != NULL;
  bool fine =
      status >= 0 && status <= 2 && (status == 0 || size > 0) && !ours && cs_utf8_valid(text, size);
  if (!fine) fprintf(stderr, "status %d:\n%s\n", status, text);
  HOLDS(fine);
  free(text);
}

int program_run(const char *const *words) {
  char *argv[WORDS_MAX] = {"cursus",  "--db", program_db, "--now", "1970-01-02T00:00:00Z",
                           "--actor", "E000"};
  int argc = 7;
  for (; *words != NULL; words++) {
    HOLDS(argc + 1 < WORDS_MAX);
    argv[argc++] = (char *)*words;
  }
  rewind(said);
  HOLDS(ftruncate(fileno(said), 0) == 0);
  swap_streams();
  int status = cs_script_run(L, argc, argv);
  fflush(said);
  swap_streams();
  check_said(status);
  HOLDS(lua_gettop(L) == 0);
  return status;
}

bool program_verifies(const char *path, cs_verified *out) {
  cs_store *store = NULL;
  cs_err err = {0};
  int rc = cs_store_open(path, CS_STORE_READ, &store, &err);
  if (rc == CS_OK) rc = cs_ledger_verify(store, out, &err);
  cs_store_close(store);
  HOLDS(rc == CS_OK || (err.text[0] != '\0' && cs_utf8_valid(err.text, strlen(err.text))));
  return rc == CS_OK;
}
