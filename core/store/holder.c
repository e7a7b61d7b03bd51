#include "store/holder.h"
#include "base/messages.h"
#include "base/text.h"
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The bytes that SQLite locks (its file format document): in the index of the log the writer's; in the database those of
 * whoever reads it and, behind the first two, of whoever keeps readers out. */
#define LOG_WRITER 120
#define DATABASE_FIRST 0x40000000L
#define DATABASE_LAST (DATABASE_FIRST + 511)

typedef struct lock {
  char type[8]; /* READ or WRITE */
  long pid;
  unsigned long inode;
  long from, to;
} lock;

/* "1: POSIX  ADVISORY  WRITE 708 fd:00:3805 120 120"; one that waits has "->" before POSIX and is not read. */
static bool parse_lock(const char *text, lock *out) {
  char last[32];
  if (sscanf(text, "%*d: POSIX %*s %7s %ld %*x:%*x:%lu %ld %31s", out->type, &out->pid, &out->inode,
             &out->from, last) != 5)
    return false;
  out->to = DATABASE_LAST; /* EOF */
  if (strcmp(last, "EOF") != 0 && sscanf(last, "%ld", &out->to) != 1) return false;
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
  cs_buf_deinit(&visible);
}

void cs_holder_put(cs_buf *out, const char *path, cs_hold hold) {
  unsigned long database, index = 0;
  cs_buf name = {0};
  cs_buf_printf(&name, "%s-shm", path);
  bool known = inode_of(path, &database);
  bool indexed = inode_of(cs_buf_str(&name), &index);
  cs_buf_deinit(&name);
  FILE *list = known ? fopen("/proc/locks", "re") : NULL;
  if (list == NULL) return;
  char text[256];
  lock l;
  while (fgets(text, sizeof text, list) != NULL) {
    if (!parse_lock(text, &l) || l.pid <= 0 || l.pid == (long)getpid()) continue;
    bool writes = strcmp(l.type, "WRITE") == 0;
    bool in_index =
        indexed && l.inode == index && writes && l.from <= LOG_WRITER && l.to >= LOG_WRITER;
    bool in_database = l.inode == database && l.from <= DATABASE_LAST && l.to >= DATABASE_FIRST &&
                       (writes || hold == CS_HOLD_ANY);
    if (!in_index && !in_database) continue;
    put_process(out, l.pid);
    break;
  }
  (void)fclose(list);
}
