/* One reference for two people: rows are sorted by employee, so the key of an event that has a reference is looked at once more
 * across all employees of the file. */
#include "base/messages.h"
#include "intake/internal.h"
#include <stdio.h>
#include <string.h>

#define REFS_MEMORY ((size_t)6 << 20)

static int no_memory(cs_err *err) { return cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory); }

int cs_refs_add(cs_intake *in, cs_slice ref, cs_err *err) {
  if (in->refs == NULL) {
    int rc = cs_stage_new(REFS_MEMORY, &in->refs, err);
    if (rc != CS_OK) return rc;
  }
  cs_buf_clear(&in->scratch);
  cs_key_put_text(&in->scratch, ref);
  if (in->scratch.failed) return no_memory(err);
  cs_staged row = {.code = "",
                   .key = in->scratch.data,
                   .key_size = in->scratch.size,
                   .line = in->line,
                   .payload = in->code.data,
                   .payload_size = in->code.size};
  return cs_stage_add(in->refs, &row, err);
}

bool cs_refs_refused(const cs_intake *in, uint64_t line) {
  return line / 8 < in->refused.size && (in->refused.data[line / 8] >> (line % 8) & 1) != 0;
}

static int refuse(cs_intake *in, uint64_t line, uint64_t other, cs_slice ref, cs_err *err) {
  while (in->refused.size <= line / 8) {
    cs_buf_putc(&in->refused, 0);
    if (in->refused.failed) return no_memory(err);
  }
  in->refused.data[line / 8] = (char)(in->refused.data[line / 8] | 1 << (line % 8));
  in->report->rejected++;
  char detail[256];
  snprintf(detail, sizeof detail, CS_MSG_intake_key_twice_line, (unsigned long long)other);
  cs_problem p = {.line = line,
                  .column = "ref",
                  .value = ref,
                  .reason = CS_MSG_intake_key_twice,
                  .detail = detail};
  return cs_report_error(in, &p, err);
}

/* The lines of one reference, of which some name other employees. */
static int refuse_all(cs_intake *in, const cs_buf *lines, uint64_t other, cs_slice ref,
                      cs_err *err) {
  cs_reader r = cs_reader_of(lines->data, lines->size);
  uint64_t line = 0, first = 0;
  while (r.at < r.end) {
    line += cs_read_uint(&r);
    int rc = refuse(in, line, first == 0 ? other : first, ref, err);
    if (rc != CS_OK) return rc;
    if (first == 0) first = line;
  }
  return CS_OK;
}

int cs_refs_check(cs_intake *in, cs_err *err) {
  if (in->refs == NULL) return CS_OK;
  cs_buf key = {0}, code = {0}, lines = {0};
  uint64_t last = 0, other = 0;
  cs_staged row;
  int rc = cs_stage_sort(in->refs, err);
  while (rc == CS_OK) {
    rc = cs_stage_next(in->refs, &row, err);
    bool more = rc == 1;
    if (rc < 0) break;
    rc = CS_OK;
    if (!more || key.size == 0 || key.size != row.key_size ||
        memcmp(key.data, row.key, key.size) != 0) {
      if (other != 0) rc = refuse_all(in, &lines, other, cs_slice_of(key.data, key.size - 1), err);
      if (rc != CS_OK || !more) break;
      cs_buf_clear(&key);
      cs_buf_clear(&code);
      cs_buf_clear(&lines);
      cs_buf_put(&key, row.key, row.key_size);
      cs_buf_put(&code, row.payload, row.payload_size);
      last = other = 0;
    } else if (other == 0 &&
               (code.size != row.payload_size || memcmp(code.data, row.payload, code.size) != 0)) {
      other = row.line;
    }
    cs_buf_put_uint(&lines, row.line - last);
    last = row.line;
    if (key.failed || code.failed || lines.failed) rc = no_memory(err);
  }
  cs_buf_deinit(&key);
  cs_buf_deinit(&code);
  cs_buf_deinit(&lines);
  cs_stage_free(in->refs);
  in->refs = NULL;
  return rc;
}
