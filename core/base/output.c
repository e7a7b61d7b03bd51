#include "base/output.h"
#include "base/buf.h"
#include "base/messages.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int failed(const char *path, cs_err *err) {
  return cs_fail(err, CS_EIO, CS_MSG_output_cannot_write, path, strerror(errno));
}

/* What SQLite's files begin with: the database, its log, its journal. */
static bool is_database(const char *path) {
  static const char *const marks[] = {"SQLite format 3", "\x37\x7f\x06\x82", "\x37\x7f\x06\x83",
                                      "\xd9\xd5\x05\xf9\x20\xa1\x63\xd7"};
  char head[16] = "";
  int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  if (file < 0) return false;
  ssize_t n = read(file, head, sizeof head - 1);
  close(file);
  for (size_t i = 0; n > 0 && i < sizeof marks / sizeof *marks; i++)
    if (strncmp(head, marks[i], strlen(marks[i])) == 0) return true;
  return false;
}

/* *mode: of what is there, or -1. */
static int look_at(const char *path, int *mode, cs_err *err) {
  struct stat status;
  *mode = -1;
  if (stat(path, &status) != 0) { /* a link to nothing would be replaced, not followed */
    bool nothing = errno == ENOENT && lstat(path, &status) != 0;
    return nothing ? CS_OK : failed(path, err);
  }
  if (S_ISDIR(status.st_mode)) {
    errno = EISDIR;
    return failed(path, err);
  }
  if (!S_ISREG(status.st_mode)) return cs_fail(err, CS_EREFUSED, CS_MSG_output_special, path);
  if (is_database(path)) return cs_fail(err, CS_EREFUSED, CS_MSG_output_database, path);
  if (access(path, W_OK) != 0) return failed(path, err);
  *mode = (int)(status.st_mode & 0777);
  return CS_OK;
}

int cs_output_check(const char *path, cs_err *err) {
  int mode;
  return look_at(path, &mode, err);
}

static int usual_mode(void) {
  mode_t mask = umask(0);
  umask(mask);
  return 0666 & ~(int)mask;
}

int cs_output_open(const char *path, cs_output *out, int *descriptor, cs_err *err) {
  int mode;
  cs_buf partial = {0};
  *out = (cs_output){0};
  *descriptor = -1;
  int rc = look_at(path, &mode, err);
  if (rc != CS_OK) return rc;
  errno = 0;
  out->path = mode < 0 ? strdup(path) : realpath(path, NULL);
  if (out->path != NULL) cs_buf_printf(&partial, "%s.part-XXXXXX", out->path);
  cs_buf_putc(&partial, '\0');
  if (out->path == NULL && errno != 0 && errno != ENOMEM) {
    rc = failed(path, err);
    goto fail;
  }
  if (out->path == NULL || partial.failed) {
    rc = cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory);
    goto fail;
  }
  *descriptor = mkstemp(partial.data);
  if (*descriptor < 0 || fchmod(*descriptor, (mode_t)(mode < 0 ? usual_mode() : mode)) != 0) {
    rc = failed(path, err);
    goto fail;
  }
  fcntl(*descriptor, F_SETFD, FD_CLOEXEC);
  out->partial = partial.data; /* the buffer's own memory */
  return CS_OK;

fail:
  if (*descriptor >= 0) {
    close(*descriptor);
    unlink(partial.data);
    *descriptor = -1;
  }
  cs_buf_deinit(&partial);
  cs_output_discard(out);
  return rc;
}

int cs_output_finish(cs_output *o, cs_err *err) {
  int rc = rename(o->partial, o->path) == 0 ? CS_OK : failed(o->path, err);
  if (rc == CS_OK) {
    free(o->partial);
    o->partial = NULL;
  }
  cs_output_discard(o);
  return rc;
}

void cs_output_discard(cs_output *o) {
  if (o->partial != NULL) unlink(o->partial);
  free(o->partial);
  free(o->path);
  *o = (cs_output){0};
}

bool cs_output_same_file(const char *one, const char *other) {
  struct stat a, b;
  return stat(one, &a) == 0 && stat(other, &b) == 0 && a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}
