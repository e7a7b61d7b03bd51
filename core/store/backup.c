#include "store/backup.h"
#include "base/messages.h"
#include "base/output.h"
#include "store/holder.h"
#include "store/internal.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define NAME_SIZE sizeof((cs_restored *)NULL)->kept
#define KEPT_SUFFIX ".before-restore"
#define PARTIAL ".partial-" /* then the process */

/* -- names of files ------------------------------------------------------------------------------------------------ */
static int system_fail(const char *path, cs_err *err) {
  return cs_fail(err, CS_EIO, CS_MSG_backup_file, path, strerror(errno));
}

static int name_of(char out[NAME_SIZE], const char *path, const char *suffix, cs_err *err) {
  int n = snprintf(out, NAME_SIZE, "%s%s", path, suffix);
  if (n > 0 && (size_t)n < NAME_SIZE) return CS_OK;
  errno = ENAMETOOLONG;
  return system_fail(path, err);
}

/* A name in the same folder, so that the file can be renamed; of this process alone. */
static int partial_name(char out[NAME_SIZE], const char *path, cs_err *err) {
  char suffix[32];
  (void)snprintf(suffix, sizeof suffix, PARTIAL "%ld", (long)getpid());
  return name_of(out, path, suffix, err);
}

static bool exists(const char *path) {
  struct stat status;
  return lstat(path, &status) == 0;
}

/* A half-made copy with what SQLite puts beside it. */
static void discard(const char *path) {
  static const char *const beside[] = {"", "-journal", "-wal", "-shm"};
  char name[NAME_SIZE];
  for (size_t i = 0; i < sizeof beside / sizeof *beside; i++)
    if (name_of(name, path, beside[i], NULL) == CS_OK) (void)unlink(name);
}

/* The folder that a path lies in. */
static int folder_of(char out[NAME_SIZE], const char *path, cs_err *err) {
  int rc = name_of(out, path, "", err);
  if (rc != CS_OK) return rc;
  char *slash = strrchr(out, '/');
  if (slash == NULL) {
    memcpy(out, ".", 2);
  } else {
    slash[slash == out] = '\0';
  }
  return CS_OK;
}

/* Is `name` what a process that is no more was making of `base`? */
static bool is_left_over(const char *name, const char *base) {
  size_t n = strlen(base), mark = sizeof PARTIAL - 1;
  if (strncmp(name, base, n) != 0 || strncmp(name + n, PARTIAL, mark) != 0) return false;
  char *end;
  long process = strtol(name + n + mark, &end, 10);
  return *end == '\0' && process > 0 && kill((pid_t)process, 0) != 0 && errno == ESRCH;
}

/* Of those who were killed at it. What cannot be looked for stays. */
static void discard_left_over(const char *path) {
  char folder[NAME_SIZE], name[NAME_SIZE];
  const char *slash = strrchr(path, '/'), *base = slash == NULL ? path : slash + 1;
  if (folder_of(folder, path, NULL) != CS_OK) return;
  DIR *d = opendir(folder);
  for (const struct dirent *e; d != NULL && (e = readdir(d)) != NULL;) {
    if (!is_left_over(e->d_name, base)) continue;
    int n = snprintf(name, sizeof name, "%s/%s", folder, e->d_name);
    if (n > 0 && (size_t)n < sizeof name) discard(name);
  }
  if (d != NULL) (void)closedir(d);
}

/* Makes the folder's new entries last. */
static int sync_folder(const char *path, cs_err *err) {
  char folder[NAME_SIZE];
  int rc = folder_of(folder, path, err);
  if (rc != CS_OK) return rc;
  int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return system_fail(folder, err);
  /* EINVAL: a file system that knows no such thing */
  if (fsync(fd) != 0 && errno != EINVAL) rc = system_fail(folder, err);
  (void)close(fd);
  return rc;
}

/* -- copying ------------------------------------------------------------------------------------------------------- */
static int copy_pages(cs_store *s, sqlite3 *target, const char *path, cs_err *err) {
  sqlite3_backup *copy = sqlite3_backup_init(target, "main", s->db, "main");
  if (copy == NULL) return cs_db_fail_at(target, path, sqlite3_extended_errcode(target), err);
  int rc = sqlite3_backup_step(copy, -1); /* in one go: one moment of the source */
  int finished = sqlite3_backup_finish(copy);
  if (rc == SQLITE_DONE) return CS_OK;
  return cs_db_fail_at(target, path, finished == SQLITE_OK ? rc : finished, err);
}

/* One file without a log beside it. It is new, so nobody else has it open. */
static int copy_to(cs_store *s, const char *path, cs_err *err) {
  sqlite3 *target = NULL;
  int flags =
      SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
  int result = cs_db_open(path, flags, &target);
  if (result != SQLITE_OK) {
    result = cs_db_fail_at(target, path, result, err);
  } else {
    result = copy_pages(s, target, path, err);
  }
  if (result == CS_OK) {
    int rc = sqlite3_exec(target, "PRAGMA journal_mode = DELETE", NULL, NULL, NULL);
    if (rc != SQLITE_OK) result = cs_db_fail_at(target, path, rc, err);
  }
  sqlite3_close_v2(target);
  return result;
}

static int verify_file(const char *path, cs_verified *out, cs_err *err) {
  cs_store *s = NULL;
  int rc = cs_store_open_any(path, &s, err);
  if (rc == CS_OK) rc = cs_ledger_verify(s, out, err);
  cs_store_close(s);
  return rc;
}

static int copy_verified(cs_store *s, const char *path, cs_verified *out, cs_err *err) {
  int rc = copy_to(s, path, err);
  if (rc == CS_OK) rc = cs_still_check(s, err);
  return rc == CS_OK ? verify_file(path, out, err) : rc;
}

int cs_store_backup(cs_store *s, const char *to, cs_verified *out, cs_err *err) {
  *out = (cs_verified){0};
  char partial[NAME_SIZE];
  int rc = partial_name(partial, to, err);
  if (rc != CS_OK) return rc;
  if (exists(to)) return cs_fail(err, CS_EREFUSED, CS_MSG_backup_exists, to);
  discard_left_over(to);
  discard(partial);
  rc = copy_verified(s, partial, out, err);
  /* link, not rename: it never replaces a file that somebody has made in the meantime */
  if (rc == CS_OK && link(partial, to) != 0) {
    if (errno == EEXIST) {
      rc = cs_fail(err, CS_EREFUSED, CS_MSG_backup_exists, to);
    } else if (rename(partial, to) != 0) {
      rc = system_fail(to, err);
    }
  }
  discard(partial);
  return rc == CS_OK ? sync_folder(to, err) : rc;
}

/* -- the kept head ------------------------------------------------------------------------------------------------- */
typedef struct wanted {
  uint32_t number;
  char *hash;
} wanted;

static int find_hash(void *user, const cs_txn_info *info) {
  const wanted *w = user;
  if (info->number != w->number) return 0;
  memcpy(w->hash, info->hash, CS_HASH_TEXT);
  return 1;
}

int cs_ledger_hash(cs_store *s, uint32_t number, char out[CS_HASH_TEXT], cs_err *err) {
  out[0] = '\0';
  wanted w = {number, out};
  return cs_ledger_each(s, 0, find_hash, &w, err);
}

/* -- restoring ----------------------------------------------------------------------------------------------------- */
/* Of the file to be replaced: its last transaction. */
static int read_head(const char *path, uint32_t *number, char hash[CS_HASH_TEXT], cs_err *err) {
  cs_store *s = NULL;
  cs_txn_info head;
  int rc = cs_store_open_any(path, &s, err);
  if (rc == CS_OK) rc = cs_ledger_head(s, &head, err);
  if (rc == CS_OK) {
    *number = head.number;
    memcpy(hash, head.hash, CS_HASH_TEXT);
  }
  cs_store_close(s);
  return rc;
}

/* Does the backup hold all that `to` holds? */
static int compare_history(cs_store *backup, const char *from, const char *to, bool force,
                           cs_restored *out, cs_err *err) {
  uint32_t number = 0;
  char hash[CS_HASH_TEXT] = "", held[CS_HASH_TEXT];
  struct stat status;
  if (stat(to, &status) != 0 || status.st_size == 0) return CS_OK;
  cs_err why;
  int rc = read_head(to, &number, hash, &why);
  if (rc == CS_EBUSY || rc == CS_ENOMEM) return cs_fail(err, rc, "%s", why.text);
  if (rc != CS_OK) {
    return force ? CS_OK : cs_fail(err, CS_EREFUSED, CS_MSG_restore_unreadable, why.text);
  }
  if (number == 0) return CS_OK;
  rc = cs_ledger_hash(backup, number, held, err);
  if (rc < 0) return rc;
  if (rc == 1 && strcmp(held, hash) == 0) return CS_OK;
  if (force) {
    out->given_up = rc == 0 ? number - out->whole.txns : number;
    return CS_OK;
  }
  return rc == 0 ? cs_fail(err, CS_EREFUSED, CS_MSG_restore_newer, to, (unsigned)number, from,
                           (unsigned)out->whole.txns)
                 : cs_fail(err, CS_EREFUSED, CS_MSG_restore_other, to, from, (unsigned)number);
}

/* Takes the file for this process alone and folds its log into it. Until the handle is closed nobody else can begin to
 * read it; who has opened it by then finds at his first look that the name stands for another file (CS_MSG_store_moved).
 * MEMORY, because closing must not remove a journal by name: by then it would be the new file's. A file that is no
 * database has nobody to wait for: *held stays NULL. */
static int hold_alone(const char *path, sqlite3 **held, cs_err *err) {
  *held = NULL;
  sqlite3 *db = NULL;
  int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
  int rc = cs_db_open(path, flags, &db);
  if (rc == SQLITE_OK) rc = sqlite3_busy_timeout(db, CS_BUSY_MS);
  if (rc == SQLITE_OK) {
    rc = sqlite3_exec(db,
                      "PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = DELETE;"
                      "PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE",
                      NULL, NULL, NULL);
  }
  if (rc == SQLITE_OK) {
    *held = db;
    return CS_OK;
  }
  int code = rc & 0xff;
  int result = CS_OK;
  if (code == SQLITE_BUSY) {
    cs_buf who = {0};
    cs_holder_put(&who, path, CS_HOLD_ANY);
    result = cs_fail(err, CS_EBUSY, CS_MSG_restore_in_use, path, cs_buf_str(&who));
    result = cs_buf_end(&who, result, err);
  } else if (code != SQLITE_NOTADB && code != SQLITE_CORRUPT) {
    result = cs_db_fail_at(db, path, rc, err);
  }
  sqlite3_close_v2(db);
  return result;
}

/* What lies beside the old file would be read into the new one. A log that could not be folded in goes with its file. */
static int clear_beside(const char *to, const char *kept, bool folded, cs_err *err) {
  static const char *const beside[] = {"-wal", "-journal", "-shm"};
  char old[NAME_SIZE], new[NAME_SIZE];
  for (size_t i = 0; i < sizeof beside / sizeof *beside; i++) {
    int rc = name_of(old, to, beside[i], err);
    if (rc == CS_OK) rc = name_of(new, kept, beside[i], err);
    if (rc != CS_OK) return rc;
    bool useless = folded || strcmp(beside[i], "-shm") == 0;
    if ((useless ? unlink(old) : rename(old, new)) != 0 && errno != ENOENT)
      return system_fail(old, err);
  }
  return CS_OK;
}

/* The old file keeps its name until the new one takes it. */
static int exchange(const char *partial, const char *to, const char *kept, bool folded,
                    cs_err *err) {
  int rc = clear_beside(to, kept, folded, err);
  if (rc != CS_OK) return rc;
  if (!cs_output_same_file(to, kept) && link(to, kept) != 0) {
    if (errno == EEXIST) return cs_fail(err, CS_EREFUSED, CS_MSG_restore_kept_exists, kept);
    /* no links here: for a moment there is only the old file under its new name */
    if (rename(to, kept) != 0) return system_fail(kept, err);
  }
  return rename(partial, to) == 0 ? CS_OK : system_fail(to, err);
}

static int put_in_place(const char *partial, const char *to, cs_restored *out, cs_err *err) {
  sqlite3 *held = NULL;
  int rc = CS_OK;
  if (exists(to)) {
    rc = name_of(out->kept, to, KEPT_SUFFIX, err);
    /* the same file: an earlier restore was killed between its last two steps */
    if (rc == CS_OK && exists(out->kept) && !cs_output_same_file(to, out->kept))
      rc = cs_fail(err, CS_EREFUSED, CS_MSG_restore_kept_exists, out->kept);
    if (rc == CS_OK) rc = hold_alone(to, &held, err);
    if (rc == CS_OK) rc = exchange(partial, to, out->kept, held != NULL, err);
  } else if (rename(partial, to) != 0) {
    rc = system_fail(to, err);
  }
  sqlite3_close_v2(held);
  if (rc != CS_OK) out->kept[0] = '\0';
  return rc == CS_OK ? sync_folder(to, err) : rc;
}

/* A backup that an older program made is brought up to date in the copy, which from then on stands for it; the backup stays as it is. */
static int renew(cs_store **backup, const char *partial, cs_err *err) {
  cs_store *copy = NULL;
  sqlite3 *db = NULL;
  int rc = copy_to(*backup, partial, err);
  cs_store_close(*backup);
  *backup = NULL;
  if (rc == CS_OK) rc = cs_store_open(partial, CS_STORE_WRITE, &copy, err);
  cs_store_close(copy);
  if (rc != CS_OK) return rc;
  int code = cs_db_open(partial, SQLITE_OPEN_READWRITE | SQLITE_OPEN_EXRESCODE, &db);
  if (code == SQLITE_OK)
    code = sqlite3_exec(db, "PRAGMA journal_mode = DELETE", NULL, NULL, NULL); /* one file */
  if (code != SQLITE_OK) rc = cs_db_fail_at(db, partial, code, err);
  sqlite3_close_v2(db);
  return rc == CS_OK ? cs_store_open(partial, CS_STORE_READ, backup, err) : rc;
}

static int check_and_copy(const char *from, const char *partial, const char *to, bool force,
                          cs_restored *out, cs_err *err) {
  cs_store *backup = NULL;
  cs_verified copied;
  int rc = cs_store_open_any(from, &backup, err);
  bool older = rc == CS_OK && cs_store_is_older(backup);
  if (older) rc = renew(&backup, partial, err);
  if (rc == CS_OK) rc = cs_store_snapshot(backup, err);
  if (rc == CS_OK) rc = cs_ledger_verify(backup, &out->whole, err);
  if (rc == CS_OK) rc = compare_history(backup, from, to, force, out, err);
  copied = out->whole;
  if (rc == CS_OK && !older) rc = copy_verified(backup, partial, &copied, err);
  cs_store_close(backup);
  if (rc == CS_OK && strcmp(copied.head, out->whole.head) != 0)
    rc = cs_fail(err, CS_EDB, CS_MSG_restore_differs, from);
  return rc;
}

int cs_store_restore(const char *from, const char *to, bool force, cs_restored *out, cs_err *err) {
  *out = (cs_restored){0};
  char partial[NAME_SIZE];
  int rc = partial_name(partial, to, err);
  if (rc != CS_OK) return rc;
  if (cs_output_same_file(from, to))
    return cs_fail(err, CS_EREFUSED, CS_MSG_restore_same_file, from, to);
  discard_left_over(to);
  discard(partial);
  rc = check_and_copy(from, partial, to, force, out, err);
  if (rc == CS_OK) rc = put_in_place(partial, to, out, err);
  discard(partial);
  return rc;
}
