/* cursus.fs: LuaFileSystem and a few functions that it lacks. Trusted scripts only. */
#define _XOPEN_SOURCE 700 /* nftw */
#define _DEFAULT_SOURCE
#include "base/messages.h"
#include "base/output.h"
#include "base/source.h"
#include "bindings/bridge.h"
#include "bindings/open.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <lfs.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

static int system_error(cs_err *err, const char *path) {
  return cs_fail(err, CS_EIO, "%s: %s", path, strerror(errno));
}

static int read_file(const char *path, cs_buf *out, cs_err *err) {
  int fd;
  bool plain;
  int rc = cs_source_open(path, &fd, &plain, err);
  if (rc != CS_OK) return rc;
  char block[16384];
  for (;;) {
    ssize_t n = read(fd, block, sizeof block);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) rc = system_error(err, path);
    if (n <= 0) break;
    cs_buf_put(out, block, (size_t)n);
    if (!plain && rc == CS_OK) rc = cs_source_check_size(path, out->size, err);
    if (rc != CS_OK || out->failed) break;
  }
  close(fd);
  return rc;
}

static int fs_read(lua_State *L) {
  const char *path = cs_bridge_text(L, 1);
  cs_buf *b = cs_bridge_buf(L);
  cs_err err;
  if (read_file(path, b, &err) != CS_OK) return cs_bridge_failure(L, &err);
  if (b->failed) return luaL_error(L, "not enough memory");
  lua_pushlstring(L, b->size > 0 ? b->data : "", b->size);
  cs_buf_deinit(b);
  return 1;
}

static bool write_all(int fd, const char *text, size_t n) {
  while (n > 0) {
    ssize_t written = write(fd, text, n);
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return false;
    text += written;
    n -= (size_t)written;
  }
  return fsync(fd) == 0;
}

/* Safe on the disk before it takes the name. */
static int write_file(const char *path, const char *text, size_t n, cs_err *err) {
  cs_output output;
  int fd, rc = cs_output_open(path, &output, &fd, err);
  if (rc != CS_OK) return rc;
  bool ok = write_all(fd, text, n);
  int trouble = errno;
  if (close(fd) != 0 && ok) trouble = errno, ok = false;
  if (ok) return cs_output_finish(&output, err);
  cs_output_discard(&output);
  return cs_fail(err, CS_EIO, CS_MSG_output_cannot_write, path, strerror(trouble));
}

static int fs_write(lua_State *L) {
  size_t n;
  const char *path = cs_bridge_text(L, 1), *text = luaL_checklstring(L, 2, &n);
  cs_err err;
  return cs_bridge_done(L, write_file(path, text, n, &err), &err);
}

static int remove_one(const char *path, const struct stat *info, int kind, struct FTW *at) {
  (void)info, (void)kind, (void)at;
  return remove(path);
}

static int remove_all(const char *path) { return nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS); }

/* -- temporary folders: who has one holds its lock, so that those of processes that were killed can be told and go with the next ---- */

#define HELD "cursus.fs.temporary"
#define PREFIX "cursus-temporary-"
#define PATH_SIZE 1024

typedef struct held {
  int lock; /* -1: none */
  char path[PATH_SIZE];
} held;

static void release(held *h) {
  if (h->lock >= 0) close(h->lock);
  h->lock = -1;
}

static int held_close(lua_State *L) {
  release(luaL_checkudata(L, 1, HELD));
  return 0;
}

static void discard_left_over(const char *base) {
  DIR *all = opendir(base);
  for (const struct dirent *e; all != NULL && (e = readdir(all)) != NULL;) {
    char path[PATH_SIZE + sizeof e->d_name];
    struct stat status;
    if (strncmp(e->d_name, PREFIX, sizeof PREFIX - 1) != 0) continue;
    snprintf(path, sizeof path, "%s/%s", base, e->d_name);
    int lock = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (lock < 0) continue;
    if (fstat(lock, &status) == 0 && status.st_uid == geteuid() &&
        flock(lock, LOCK_EX | LOCK_NB) == 0)
      (void)remove_all(path);
    close(lock);
  }
  if (all != NULL) (void)closedir(all);
}

/* False, with errno: not made. Who looks for what is left over may take a folder away before it is locked: then another one is made. */
static bool make_folder(const char *base, held *h) {
  for (int i = 0; i < 100; i++) {
    struct stat there, locked;
    snprintf(h->path, sizeof h->path, "%.900s/" PREFIX "XXXXXX", base);
    if (mkdtemp(h->path) == NULL) return false;
    h->lock = open(h->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (h->lock < 0 && errno == ENOENT) continue;
    if (h->lock < 0) break;
    if (flock(h->lock, LOCK_EX) != 0)
      return true; /* a file system without locks: nobody takes it away either */
    if (stat(h->path, &there) == 0 && fstat(h->lock, &locked) == 0 && there.st_ino == locked.st_ino)
      return true;
    release(h);
  }
  int trouble = errno;
  (void)rmdir(h->path);
  errno = trouble;
  return false;
}

/* temporary() → path of a new empty folder */
static int fs_temporary(lua_State *L) {
  const char *base = getenv("TMPDIR");
  if (base == NULL || *base != '/') base = "/tmp";
  cs_bridge_class(L, HELD, NULL, held_close, NULL);
  luaL_getsubtable(L, LUA_REGISTRYINDEX, HELD ".all");
  held *h = lua_newuserdatauv(L, sizeof *h, 0);
  *h = (held){.lock = -1};
  luaL_setmetatable(L, HELD);
  lua_rawsetp(L, -2, h);
  discard_left_over(base);
  if (!make_folder(base, h)) {
    cs_err err;
    system_error(&err, h->path);
    return cs_bridge_failure(L, &err);
  }
  lua_pushstring(L, h->path);
  return 1;
}

static void let_go(lua_State *L, const char *path) {
  luaL_getsubtable(L, LUA_REGISTRYINDEX, HELD ".all");
  for (lua_pushnil(L); lua_next(L, -2) != 0; lua_pop(L, 1)) {
    held *h = lua_touserdata(L, -1);
    if (strcmp(h->path, path) != 0) continue;
    release(h);
    lua_pushnil(L);
    lua_rawsetp(L, -4, h);
  }
  lua_pop(L, 1);
}

/* remove(path): a file, or a folder and what is in it; links are removed, not followed. */
static int fs_remove(lua_State *L) {
  const char *path = cs_bridge_text(L, 1);
  cs_err err;
  int rc = remove_all(path) == 0 ? CS_OK : system_error(&err, path);
  let_go(L, path);
  return cs_bridge_done(L, rc, &err);
}

static const luaL_Reg functions[] = {
    {"read", fs_read},     {"write", fs_write}, {"temporary", fs_temporary},
    {"remove", fs_remove}, {NULL, NULL},
};

int cs_open_fs(lua_State *L) {
  lua_pushcfunction(L, luaopen_lfs);
  lua_call(L, 0, 1);
  luaL_setfuncs(L, functions, 0);
  return 1;
}
