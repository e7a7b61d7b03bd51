#include "store/holder.h"
#include "base/messages.h"
#include "base/text.h"
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The bytes that SQLite locks (its file format document): in the index of the log the writer's; in the database those of
 * whoever reads it and, behind the first two, of whoever keeps readers out. */
#define LOG_WRITER 120
#define DATABASE_FIRST 0x40000000L
#define DATABASE_LAST (DATABASE_FIRST + 511)

typedef struct lock {
  bool writes;
  long pid;
  unsigned long inode;
  long from, to;
} lock;

/* "1: POSIX  ADVISORY  WRITE 708 fd:00:3805 120 120"; one that waits has "->" before POSIX and is not read. */
static bool parse_lock(char *text, lock *out) {
  enum { NUMBER, KIND, ADVICE, TYPE, PROCESS, FILE_ID, FROM, TO, FIELDS };
  const char *field[FIELDS];
  char *rest = NULL;
  for (size_t i = 0; i < FIELDS; i++) {
    field[i] = strtok_r(i == 0 ? text : NULL, " \n", &rest);
    if (field[i] == NULL) return false;
  }
  const char *inode = strrchr(field[FILE_ID], ':');
  if (strcmp(field[KIND], "POSIX") != 0 || inode == NULL) return false;
  out->writes = strcmp(field[TYPE], "WRITE") == 0;
  out->pid = strtol(field[PROCESS], NULL, 10);
  out->inode = strtoul(inode + 1, NULL, 10);
  out->from = strtol(field[FROM], NULL, 10);
  out->to = strcmp(field[TO], "EOF") == 0 ? LONG_MAX : strtol(field[TO], NULL, 10);
  return true;
}

static bool inode_of(const char *path, unsigned long *out) {
  struct stat status;
  bool found = stat(path, &status) == 0;
  *out = found ? (unsigned long)status.st_ino : 0;
  return found;
}

static void put_process(cs_buf *out, long pid) {
  char path[64], name[64] = "";
  (void)snprintf(path, sizeof path, "/proc/%ld/comm", pid);
  FILE *f = fopen(path, "re");
  if (f != NULL && fgets(name, sizeof name, f) == NULL) name[0] = '\0';
  if (f != NULL) (void)fclose(f);
  name[strcspn(name, "\n")] = '\0';
  cs_buf visible = {0};
  cs_text_put_visible(&visible, name[0] == '\0' ? "?" : name, name[0] == '\0' ? 1 : strlen(name));
  cs_buf_printf(out, CS_MSG_store_holder, cs_buf_str(&visible), pid);
  out->failed = out->failed || visible.failed;
  cs_buf_deinit(&visible);
}

void cs_holder_put(cs_buf *out, const char *path, cs_hold hold) {
  unsigned long database, index = 0;
  cs_buf name = {0};
  cs_buf_printf(&name, "%s-shm", path);
  bool known = inode_of(path, &database);
  bool indexed = inode_of(cs_buf_str(&name), &index);
  out->failed = out->failed || name.failed;
  cs_buf_deinit(&name);
  FILE *list = known ? fopen("/proc/locks", "re") : NULL;
  if (list == NULL) return;
  char text[256];
  lock l;
  while (fgets(text, sizeof text, list) != NULL) {
    if (!parse_lock(text, &l) || l.pid <= 0 || l.pid == (long)getpid()) continue;
    bool in_index =
        indexed && l.inode == index && l.writes && l.from <= LOG_WRITER && l.to >= LOG_WRITER;
    bool in_database = l.inode == database && l.from <= DATABASE_LAST && l.to >= DATABASE_FIRST &&
                       (l.writes || hold == CS_HOLD_ANY);
    if (!in_index && !in_database) continue;
    put_process(out, l.pid);
    break;
  }
  (void)fclose(list);
}
