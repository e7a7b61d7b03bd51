#include "base/csv_encoding.h"
#include "base/messages.h"
#include <errno.h>
#include <iconv.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int cs_csv_read(const char *name, int file, char *out, size_t n, size_t *got, cs_err *err) {
  *got = 0;
  while (*got < n) {
    ssize_t size = read(file, out + *got, n - *got);
    if (size < 0 && errno == EINTR) continue;
    if (size < 0) return cs_fail(err, CS_EIO, CS_MSG_csv_read, name, strerror(errno));
    if (size == 0) break;
    *got += (size_t)size;
  }
  return CS_OK;
}

int cs_csv_seek_to_start(const char *name, int file, cs_err *err) {
  if (lseek(file, 0, SEEK_SET) == 0) return CS_OK;
  return cs_fail(err, CS_EIO, CS_MSG_csv_read, name, strerror(errno));
}

int cs_csv_refuse_other_formats(const char *name, int file, cs_err *err) {
  char head[4] = {0};
  size_t n;
  int rc = cs_csv_seek_to_start(name, file, err);
  if (rc == CS_OK) rc = cs_csv_read(name, file, head, sizeof head, &n, err);
  if (rc != CS_OK) return rc;
  if (memcmp(head, "\xff\xfe", 2) == 0 || memcmp(head, "\xfe\xff", 2) == 0) {
    return cs_fail(err, CS_EINPUT, CS_MSG_csv_utf16, name);
  }
  if (memcmp(head, "PK\x03\x04", 4) == 0 || memcmp(head, "\xd0\xcf\x11\xe0", 4) == 0) {
    return cs_fail(err, CS_EINPUT, CS_MSG_csv_workbook, name);
  }
  return CS_OK;
}

static size_t gb18030_prefix(iconv_t converter, char *bytes, size_t n) {
  char sink[4096];
  while (n > 0) {
    char *out = sink;
    size_t space = sizeof sink;
    size_t result = iconv(converter, &bytes, &n, &out, &space);
    if (result == (size_t)-1 && errno != E2BIG) break;
  }
  return n;
}

/* Sets *wrong to the 1-based place of the first byte that is not valid, 0: all are. */
static int check_encoding(const char *name, int file, cs_encoding encoding, uint64_t *wrong,
                          cs_err *err) {
  char *bytes = NULL;
  iconv_t converter = (iconv_t)-1;
  uint64_t passed = 0;
  *wrong = 0;
  int rc = cs_csv_seek_to_start(name, file, err);
  if (rc != CS_OK) goto done;
  bytes = malloc(CHUNK);
  if (bytes == NULL) {
    rc = cs_fail(err, CS_ENOMEM, CS_MSG_no_memory);
    goto done;
  }
  if (encoding == CS_ENC_GB18030) {
    converter = iconv_open("UTF-8", "GB18030");
    if (converter == (iconv_t)-1) {
      rc = cs_fail(err, CS_EIO, CS_MSG_csv_no_gb18030, name);
      goto done;
    }
  }
  size_t kept = 0; /* the beginning of a character that the last chunk cut */
  for (;;) {
    size_t got;
    rc = cs_csv_read(name, file, bytes + kept, CHUNK - kept, &got, err);
    if (rc != CS_OK) goto done;
    size_t n = kept + got;
    size_t valid = encoding == CS_ENC_UTF8 ? cs_utf8_prefix(bytes, n)
                                           : n - gb18030_prefix(converter, bytes, n);
    passed += valid;
    kept = n - valid;
    if (kept >= 4 || (kept > 0 && got == 0)) {
      *wrong = passed + 1;
      break;
    }
    if (got == 0) break;
    memmove(bytes, bytes + valid, kept);
  }

done:
  if (converter != (iconv_t)-1) iconv_close(converter);
  free(bytes);
  return rc;
}

int cs_csv_decide_encoding(const char *name, int file, cs_encoding *out, cs_err *err) {
  uint64_t wrong_utf8, wrong_gb18030;
  int rc = check_encoding(name, file, CS_ENC_UTF8, &wrong_utf8, err);
  if (rc != CS_OK) return rc;
  *out = CS_ENC_UTF8;
  if (wrong_utf8 == 0) return CS_OK;
  rc = check_encoding(name, file, CS_ENC_GB18030, &wrong_gb18030, err);
  if (rc != CS_OK) return rc;
  *out = CS_ENC_GB18030;
  if (wrong_gb18030 == 0) return CS_OK;
  return cs_fail(err, CS_EINPUT, CS_MSG_csv_encoding, name, (unsigned long long)wrong_utf8,
                 (unsigned long long)wrong_gb18030);
}
