/* References of events. A reference names one event of the company, whoever the rows are about, so rows that bear one are looked at
 * once more in the order of the references, side by side with the index of the store (store/ref.h): those that disagree are
 * refused, and an event that is known of somebody else moves (move.c). All others go the way of every row. */
#include "store/ref.h"
#include "base/messages.h"
#include "intake/internal.h"
#include <stdio.h>
#include <string.h>

#define REFS_MEMORY ((size_t)6 << 20)

typedef struct group { /* the rows with one reference, in the order of their lines */
  cs_buf ref;          /* terminated */
  cs_buf first;        /* of the first row: code, terminated, and payload */
  cs_buf lines;        /* what each lies behind the one before */
  uint64_t line, rows; /* the last one; how many */
  uint64_t other;      /* the first line that says otherwise; 0: none */
} group;

static int no_memory(cs_err *err) { return cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory); }

int cs_refs_add(cs_intake *in, cs_slice ref, cs_err *err) {
  if (in->refs == NULL) {
    int rc = cs_sorter_new(REFS_MEMORY, &in->refs, err);
    if (rc != CS_OK) return rc;
  }
  cs_buf_clear(&in->scratch);
  cs_key_put_text(&in->scratch, ref);
  size_t key_size = in->scratch.size;
  cs_buf_put(&in->scratch, cs_buf_str(&in->code), in->code.size + 1);
  cs_buf_put(&in->scratch, in->payload.data, in->payload.size);
  if (in->scratch.failed || in->code.failed || in->payload.failed) return no_memory(err);
  const cs_sorted row = {.code = "",
                         .key = in->scratch.data,
                         .key_size = key_size,
                         .line = in->line,
                         .payload = in->scratch.data + key_size,
                         .payload_size = in->scratch.size - key_size};
  return cs_sorter_add(in->refs, &row, err);
}

bool cs_intake_settled(const cs_intake *in, uint64_t line) {
  return line / 8 < in->settled.size && (in->settled.data[line / 8] >> (line % 8) & 1) != 0;
}

int cs_intake_settle(cs_intake *in, uint64_t line, cs_err *err) {
  while (in->settled.size <= line / 8) {
    cs_buf_putc(&in->settled, 0);
    if (in->settled.failed) return no_memory(err);
  }
  in->settled.data[line / 8] = (char)(in->settled.data[line / 8] | 1 << (line % 8));
  return CS_OK;
}

static int refuse(cs_intake *in, const group *g, uint64_t line, uint64_t other, cs_err *err) {
  char detail[256];
  snprintf(detail, sizeof detail, CS_MSG_intake_key_twice_line, (unsigned long long)other);
  const cs_problem p = {.line = line,
                        .column = "ref",
                        .value = cs_slice_of(g->ref.data, g->ref.size - 1),
                        .reason = CS_MSG_intake_key_twice,
                        .detail = detail};
  return cs_merge_reject(in, &p, err);
}

/* Rows that disagree are refused; those of an event that moves are dealt with here, all at once. */
static int take_lines(cs_intake *in, const group *g, cs_err *err) {
  cs_reader r = cs_reader_of(g->lines.data, g->lines.size);
  uint64_t line = 0, first = 0;
  while (r.at < r.end) {
    line += cs_read_uint(&r);
    int rc = cs_intake_settle(in, line, err);
    if (rc == CS_OK && g->other != 0) rc = refuse(in, g, line, first == 0 ? g->other : first, err);
    if (rc != CS_OK) return rc;
    if (first == 0) first = line;
  }
  return CS_OK;
}

/* Does anybody but `code` have it? */
static bool elsewhere(const cs_buf *holders, const char *code) {
  for (size_t at = 0; at < holders->size; at += strlen(holders->data + at) + 1)
    if (strcmp(holders->data + at, code) != 0) return true;
  return false;
}

static int close_group(cs_intake *in, const group *g, cs_buf *holders, cs_err *err) {
  if (g->rows == 0) return CS_OK;
  if (g->other != 0) return take_lines(in, g, err);
  const char *ref = g->ref.data, *code = g->first.data;
  int rc = cs_ref_holders(in->store, in->company->id, ref, g->ref.size - 1, holders, err);
  if (rc != CS_OK || !elsewhere(holders, code)) return rc;
  cs_reader r = cs_reader_of(g->lines.data, g->lines.size);
  size_t code_size = strlen(code);
  const cs_staged row = {.code = code,
                         .code_size = code_size,
                         .key = ref,
                         .key_size = g->ref.size,
                         .line = cs_read_uint(&r),
                         .payload = code + code_size + 1,
                         .payload_size = g->first.size - code_size - 1};
  rc = take_lines(in, g, err);
  return rc == CS_OK ? cs_move_event(in, &row, g->rows, holders, err) : rc;
}

static int add_row(group *g, const cs_sorted *row, bool alike, cs_err *err) {
  if (!alike) {
    cs_buf_clear(&g->ref);
    cs_buf_clear(&g->first);
    cs_buf_clear(&g->lines);
    cs_buf_put(&g->ref, row->key, row->key_size);
    cs_buf_put(&g->first, row->payload, row->payload_size);
    g->line = g->rows = g->other = 0;
  } else if (g->other == 0 && (g->first.size != row->payload_size ||
                               memcmp(g->first.data, row->payload, row->payload_size) != 0)) {
    g->other = row->line;
  }
  cs_buf_put_uint(&g->lines, row->line - g->line);
  g->line = row->line;
  g->rows++;
  return g->ref.failed || g->first.failed || g->lines.failed ? no_memory(err) : CS_OK;
}

int cs_refs_settle(cs_intake *in, cs_err *err) {
  if (in->refs == NULL) return CS_OK;
  group g = {0};
  cs_buf holders = {0};
  cs_sorted row;
  int rc = cs_sorter_sort(in->refs, err);
  while (rc == CS_OK && (rc = cs_sorter_next(in->refs, &row, err)) == 1) {
    bool alike =
        g.rows > 0 && g.ref.size == row.key_size && memcmp(g.ref.data, row.key, row.key_size) == 0;
    rc = alike ? CS_OK : close_group(in, &g, &holders, err);
    if (rc == CS_OK) rc = add_row(&g, &row, alike, err);
  }
  if (rc == CS_OK) rc = close_group(in, &g, &holders, err);
  cs_buf_deinit(&g.ref);
  cs_buf_deinit(&g.first);
  cs_buf_deinit(&g.lines);
  cs_buf_deinit(&holders);
  cs_sorter_free(in->refs);
  in->refs = NULL;
  return rc;
}
