#include "fault/vfs.h"
#include <sqlite3.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *const fault_operation_names[FAULT_OPERATIONS] = {
    "open", "read", "write", "sync", "truncate", "delete", "lock", "shared", "look"};

/* Workers have connections of their own: the n-th is the n-th of all of them. */
static struct {
  atomic_uint operation, n, seen;
  atomic_int manner;
  atomic_bool armed, down; /* down: the power is off or the disk full */
} plan;

void fault_vfs_arm(fault_operation operation, unsigned n, fault_manner manner) {
  plan.operation = operation;
  plan.n = n;
  plan.seen = 0;
  plan.manner = (int)manner;
  plan.down = false;
  plan.armed = true;
}

/* -- what the disk is sure to hold: each file as it was when it was last synced ---------------------------------- */
static struct {
  char path[512]; /* "": free */
  char *bytes;
  size_t size;
} synced[8];

static void forget(size_t i) {
  free(synced[i].bytes);
  synced[i].bytes = NULL;
  synced[i].path[0] = '\0';
}

static size_t place_of(const char *path) {
  size_t i = 0, last = sizeof synced / sizeof *synced - 1;
  while (i < last && strcmp(synced[i].path, path) != 0) i++;
  for (size_t k = 0; k < last && i == last; k++)
    if (synced[k].path[0] == '\0') i = k;
  return i;
}

static void remember(const char *path) {
  size_t i = place_of(path);
  FILE *f = fopen(path, "rb");
  forget(i);
  if (f == NULL) return;
  (void)snprintf(synced[i].path, sizeof synced[i].path, "%s", path);
  (void)fseek(f, 0, SEEK_END);
  synced[i].size = (size_t)ftell(f);
  rewind(f);
  synced[i].bytes = malloc(synced[i].size + 1);
  if (synced[i].bytes == NULL || fread(synced[i].bytes, 1, synced[i].size, f) != synced[i].size)
    abort();
  (void)fclose(f);
}

static void lose(void) {
  for (size_t i = 0; i < sizeof synced / sizeof *synced; i++) {
    FILE *f = synced[i].path[0] == '\0' ? NULL : fopen(synced[i].path, "wb");
    if (f == NULL) continue;
    if (fwrite(synced[i].bytes, 1, synced[i].size, f) != synced[i].size) abort();
    (void)fclose(f);
  }
}

unsigned fault_vfs_disarm(void) {
  plan.armed = false;
  if (plan.down && plan.manner == FAULT_LOST) lose();
  plan.down = false;
  for (size_t i = 0; i < sizeof synced / sizeof *synced; i++) forget(i);
  return plan.seen;
}

/* Is this the one? */
static bool strikes(fault_operation operation) {
  if (!plan.armed || plan.operation != operation) return false;
  return atomic_fetch_add(&plan.seen, 1) + 1 == plan.n;
}

static bool fails(fault_operation operation) {
  bool changes = operation == FAULT_WRITE || operation == FAULT_SYNC ||
                 operation == FAULT_TRUNCATE || operation == FAULT_DELETE;
  bool off = plan.manner == FAULT_POWER || plan.manner == FAULT_LOST;
  if (plan.armed && plan.down && off && changes) return true;
  bool now = strikes(operation);
  if (now && off) plan.down = true;
  return now;
}

/* -- one open file: ours, then the real one behind it ---------------------------------------------------------------- */
typedef struct fault_file {
  sqlite3_file base;
  sqlite3_file *real;
  const char *path; /* SQLite's, valid while it is open; NULL: temporary */
} fault_file;

static sqlite3_file *real_of(sqlite3_file *f) { return ((fault_file *)(void *)f)->real; }
#define CALL(f, method, ...) real_of(f)->pMethods->method(real_of(f), __VA_ARGS__)

static int file_close(sqlite3_file *f) { return real_of(f)->pMethods->xClose(real_of(f)); }

static int file_read(sqlite3_file *f, void *to, int n, sqlite3_int64 at) {
  return fails(FAULT_READ) ? SQLITE_IOERR_READ : CALL(f, xRead, to, n, at);
}

static int file_write(sqlite3_file *f, const void *from, int n, sqlite3_int64 at) {
  if (plan.armed && plan.down && plan.manner == FAULT_FULL) return SQLITE_FULL;
  bool whole = !plan.down; /* this one may be torn, those after it are not done at all */
  if (!fails(FAULT_WRITE)) return CALL(f, xWrite, from, n, at);
  if (plan.manner == FAULT_FULL) {
    plan.down = true;
    return SQLITE_FULL;
  }
  if (plan.manner == FAULT_POWER && whole) (void)CALL(f, xWrite, from, n / 2, at);
  return SQLITE_IOERR_WRITE;
}

static int file_truncate(sqlite3_file *f, sqlite3_int64 size) {
  return fails(FAULT_TRUNCATE) ? SQLITE_IOERR_TRUNCATE : CALL(f, xTruncate, size);
}

static int file_sync(sqlite3_file *f, int flags) {
  (void)flags;
  if (fails(FAULT_SYNC)) return SQLITE_IOERR_FSYNC;
  const char *path = ((fault_file *)(void *)f)->path;
  if (plan.armed && plan.manner == FAULT_LOST && path != NULL) remember(path);
  return SQLITE_OK;
}

static int file_size(sqlite3_file *f, sqlite3_int64 *out) {
  return fails(FAULT_LOOK) ? SQLITE_IOERR_FSTAT : CALL(f, xFileSize, out);
}

static int file_lock(sqlite3_file *f, int level) {
  return fails(FAULT_LOCK) ? SQLITE_IOERR_LOCK : CALL(f, xLock, level);
}

static int file_unlock(sqlite3_file *f, int level) { return CALL(f, xUnlock, level); }

static int file_reserved(sqlite3_file *f, int *out) {
  *out = 0;
  return fails(FAULT_LOCK) ? SQLITE_IOERR_CHECKRESERVEDLOCK : CALL(f, xCheckReservedLock, out);
}

static int file_control(sqlite3_file *f, int operation, void *argument) {
  return CALL(f, xFileControl, operation, argument);
}

static int file_sector(sqlite3_file *f) { return real_of(f)->pMethods->xSectorSize(real_of(f)); }

static int file_device(sqlite3_file *f) {
  return real_of(f)->pMethods->xDeviceCharacteristics(real_of(f));
}

static int file_map(sqlite3_file *f, int region, int size, int extend, void volatile **out) {
  *out = NULL;
  return fails(FAULT_SHARED) ? SQLITE_IOERR_SHMMAP : CALL(f, xShmMap, region, size, extend, out);
}

static int file_map_lock(sqlite3_file *f, int at, int n, int flags) {
  bool taking = (flags & SQLITE_SHM_LOCK) != 0;
  if (taking && fails(FAULT_SHARED)) return SQLITE_IOERR_SHMLOCK;
  return CALL(f, xShmLock, at, n, flags);
}

static void file_barrier(sqlite3_file *f) { real_of(f)->pMethods->xShmBarrier(real_of(f)); }
static int file_unmap(sqlite3_file *f, int remove) { return CALL(f, xShmUnmap, remove); }

static const sqlite3_io_methods methods = {.iVersion = 2,
                                           .xClose = file_close,
                                           .xRead = file_read,
                                           .xWrite = file_write,
                                           .xTruncate = file_truncate,
                                           .xSync = file_sync,
                                           .xFileSize = file_size,
                                           .xLock = file_lock,
                                           .xUnlock = file_unlock,
                                           .xCheckReservedLock = file_reserved,
                                           .xFileControl = file_control,
                                           .xSectorSize = file_sector,
                                           .xDeviceCharacteristics = file_device,
                                           .xShmMap = file_map,
                                           .xShmLock = file_map_lock,
                                           .xShmBarrier = file_barrier,
                                           .xShmUnmap = file_unmap};

/* -- the file system ------------------------------------------------------------------------------------------------- */
static sqlite3_vfs *real_vfs, shim;

static int vfs_open(sqlite3_vfs *v, const char *name, sqlite3_file *f, int flags, int *out) {
  (void)v;
  fault_file *file = (fault_file *)(void *)f;
  file->base.pMethods = NULL;
  if (fails(FAULT_OPEN)) return SQLITE_CANTOPEN;
  file->real = (sqlite3_file *)(void *)(file + 1);
  int rc = real_vfs->xOpen(real_vfs, name, file->real, flags, out);
  if (rc != SQLITE_OK) return rc;
  file->base.pMethods = &methods;
  file->path = name;
  /* what was there before is safe */
  if (name != NULL && plan.armed && plan.manner == FAULT_LOST &&
      synced[place_of(name)].path[0] == '\0')
    remember(name);
  return rc;
}

static int vfs_delete(sqlite3_vfs *v, const char *name, int sync) {
  (void)v;
  (void)sync; /* of the folder: see above */
  if (fails(FAULT_DELETE)) return SQLITE_IOERR_DELETE;
  forget(place_of(name));
  return real_vfs->xDelete(real_vfs, name, 0);
}

static int vfs_access(sqlite3_vfs *v, const char *name, int flags, int *out) {
  (void)v;
  *out = 0;
  return fails(FAULT_LOOK) ? SQLITE_IOERR_ACCESS : real_vfs->xAccess(real_vfs, name, flags, out);
}

void fault_vfs_register(void) {
  real_vfs = sqlite3_vfs_find(NULL);
  shim = *real_vfs;
  shim.zName = "fault";
  shim.szOsFile = (int)sizeof(fault_file) + real_vfs->szOsFile;
  shim.pNext = NULL;
  shim.xOpen = vfs_open;
  shim.xDelete = vfs_delete;
  shim.xAccess = vfs_access;
  sqlite3_vfs_register(&shim, 1);
}
