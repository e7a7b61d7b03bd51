#define _GNU_SOURCE /* pipe2, tee */
#include "base/source.h"
#include "base/messages.h"
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define WRITER_MS 5000 /* how long a pipe may be without a writer */

static int cannot_open(const char *name, cs_err *err) {
  return cs_fail(err, CS_EIO, CS_MSG_source_open, name, strerror(errno));
}

static int check_kind(const char *name, int file, bool terminal, bool *plain, cs_err *err) {
  struct stat status;
  if (fstat(file, &status) != 0) return cannot_open(name, err);
  *plain = S_ISREG(status.st_mode);
  if (S_ISDIR(status.st_mode)) {
    errno = EISDIR;
    return cannot_open(name, err);
  }
  bool device = S_ISBLK(status.st_mode) || (S_ISCHR(status.st_mode) && !terminal);
  return device ? cs_fail(err, CS_EIO, CS_MSG_source_device, name) : CS_OK;
}

/* Of a pipe with nothing to read: will there be something? Reading would take it away. */
static bool has_writer(int file) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) return true;
  ssize_t n = tee(file, ends[1], 1, SPLICE_F_NONBLOCK);
  bool has = n > 0 || (n < 0 && errno == EAGAIN);
  close(ends[0]);
  close(ends[1]);
  return has;
}

/* It was opened without waiting. A writer may yet come; one who has come may be slow. */
static int await_writer(const char *name, int file, cs_err *err) {
  struct pollfd p = {.fd = file, .events = POLLIN};
  int ready;
  do { ready = poll(&p, 1, WRITER_MS); } while (ready < 0 && errno == EINTR);
  if (ready == 0 && !has_writer(file)) return cs_fail(err, CS_EIO, CS_MSG_source_no_writer, name);
  int flags = fcntl(file, F_GETFL);
  bool done = ready >= 0 && flags >= 0 && fcntl(file, F_SETFL, flags & ~O_NONBLOCK) == 0;
  return done ? CS_OK : cannot_open(name, err);
}

int cs_source_open(const char *path, int *descriptor, bool *plain, cs_err *err) {
  *descriptor = -1;
  int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  if (file < 0) return cannot_open(path, err);
  int rc = check_kind(path, file, false, plain, err);
  if (rc == CS_OK && !*plain) rc = await_writer(path, file, err);
  if (rc == CS_OK)
    *descriptor = file;
  else
    close(file);
  return rc;
}

int cs_source_standard_input(const char *name, int *descriptor, cs_err *err) {
  bool plain;
  *descriptor = -1;
  int file = fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3);
  if (file < 0) return cannot_open(name, err);
  int rc = check_kind(name, file, isatty(file) == 1, &plain, err);
  if (rc == CS_OK)
    *descriptor = file;
  else
    close(file);
  return rc;
}

int cs_source_check_size(const char *name, uint64_t size, cs_err *err) {
  if (size <= CS_SOURCE_PIPE_MOST) return CS_OK;
  return cs_fail(err, CS_ELIMIT, CS_MSG_source_endless, name, (int)(CS_SOURCE_PIPE_MOST >> 20));
}
