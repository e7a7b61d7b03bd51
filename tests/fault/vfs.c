#include "fault/vfs.h"
#include <sqlite3.h>
#include <stdatomic.h>
#include <stddef.h>
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

unsigned fault_vfs_disarm(void) {
  plan.armed = false;
  plan.down = false;
  return plan.seen;
}

/* Is this the one? */
static bool strikes(fault_operation operation) {
  if (!plan.armed || plan.operation != operation) return false;
  return atomic_fetch_add(&plan.seen, 1) + 1 == plan.n;
}

static bool fails(fault_operation operation) {
  if (plan.armed && plan.down && plan.manner == FAULT_POWER &&
      (operation == FAULT_WRITE || operation == FAULT_SYNC || operation == FAULT_TRUNCATE ||
       operation == FAULT_DELETE))
    return true;
  return strikes(operation);
}

/* -- one open file: ours, then the real one behind it ---------------------------------------------------------------- */
typedef struct fault_file {
  sqlite3_file base;
  sqlite3_file *real;
} fault_file;

static sqlite3_file *real_of(sqlite3_file *f) { return ((fault_file *)(void *)f)->real; }
#define CALL(f, method, ...) real_of(f)->pMethods->method(real_of(f), __VA_ARGS__)

static int file_close(sqlite3_file *f) { return real_of(f)->pMethods->xClose(real_of(f)); }

static int file_read(sqlite3_file *f, void *to, int n, sqlite3_int64 at) {
  return fails(FAULT_READ) ? SQLITE_IOERR_READ : CALL(f, xRead, to, n, at);
}

static int file_write(sqlite3_file *f, const void *from, int n, sqlite3_int64 at) {
  if (plan.armed && plan.down) return plan.manner == FAULT_FULL ? SQLITE_FULL : SQLITE_IOERR_WRITE;
  if (!fails(FAULT_WRITE)) return CALL(f, xWrite, from, n, at);
  if (plan.manner == FAULT_ONCE) return SQLITE_IOERR_WRITE;
  plan.down = true;
  if (plan.manner == FAULT_FULL) return SQLITE_FULL;
  (void)CALL(f, xWrite, from, n / 2, at);
  return SQLITE_IOERR_WRITE;
}

static int file_truncate(sqlite3_file *f, sqlite3_int64 size) {
  return fails(FAULT_TRUNCATE) ? SQLITE_IOERR_TRUNCATE : CALL(f, xTruncate, size);
}

static int file_sync(sqlite3_file *f, int flags) {
  (void)f;
  (void)flags;
  return fails(FAULT_SYNC) ? SQLITE_IOERR_FSYNC : SQLITE_OK;
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
  if (rc == SQLITE_OK) file->base.pMethods = &methods;
  return rc;
}

static int vfs_delete(sqlite3_vfs *v, const char *name, int sync) {
  (void)v;
  (void)sync; /* of the folder: see above */
  return fails(FAULT_DELETE) ? SQLITE_IOERR_DELETE : real_vfs->xDelete(real_vfs, name, 0);
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
