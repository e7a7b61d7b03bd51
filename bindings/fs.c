/* cursus.fs: LuaFileSystem and a few functions that it lacks. Trusted scripts only. */
#define _XOPEN_SOURCE 700 /* nftw */
#define _DEFAULT_SOURCE
#include "base/messages.h"
#include "base/output.h"
#include "base/source.h"
#include "bindings/bridge.h"
#include "bindings/open.h"
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <lfs.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
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

/* temporary() → path of a new empty folder */
static int fs_temporary(lua_State *L) {
  const char *base = getenv("TMPDIR");
  char path[1024];
  snprintf(path, sizeof path, "%.900s/cursus-XXXXXX", base != NULL && *base == '/' ? base : "/tmp");
  if (mkdtemp(path) == NULL) {
    cs_err err;
    system_error(&err, path);
    return cs_bridge_failure(L, &err);
  }
  lua_pushstring(L, path);
  return 1;
}

static int remove_one(const char *path, const struct stat *info, int kind, struct FTW *at) {
  (void)info, (void)kind, (void)at;
  return remove(path);
}

/* remove(path): a file, or a folder and what is in it; links are removed, not followed. */
static int fs_remove(lua_State *L) {
  const char *path = cs_bridge_text(L, 1);
  cs_err err;
  int rc = CS_OK;
  if (nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS) != 0) rc = system_error(&err, path);
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
