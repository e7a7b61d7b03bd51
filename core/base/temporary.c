#define _GNU_SOURCE /* O_TMPFILE */
#include "base/temporary.h"
#include "base/buf.h"
#include "base/messages.h"
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int cs_temporary_open(int *descriptor, cs_err *err) {
  const char *folder = getenv("TMPDIR");
  cs_buf path = {0};
  if (folder == NULL || *folder == '\0') folder = "/tmp";
  *descriptor = open(folder, O_TMPFILE | O_RDWR | O_EXCL | O_CLOEXEC, 0600);
  if (*descriptor >= 0) return CS_OK;
  /* not every file system knows that: by a name, which goes at once */
  cs_buf_printf(&path, "%s/cursus-XXXXXX", folder);
  cs_buf_putc(&path, '\0');
  if (path.failed) return cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory);
  int file = mkstemp(path.data);
  int trouble = errno;
  if (file >= 0) {
    fcntl(file, F_SETFD, FD_CLOEXEC);
    unlink(path.data);
  }
  cs_buf_deinit(&path);
  if (file < 0) return cs_fail(err, CS_EIO, CS_MSG_temporary_failed, strerror(trouble));
  *descriptor = file;
  return CS_OK;
}
