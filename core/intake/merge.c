/* Staged rows and people, side by side in the order of codes. When the batch touches much of the company the people come as
 * one stream, else each is looked up. */
#include "base/messages.h"
#include "intake/internal.h"
#include "store/subject.h"
#include <stdio.h>
#include <string.h>

#define STREAM_FROM 500      /* people in the batch from which the stream is tried */
#define STREAM_PATIENCE 4096 /* people passed over before it is weighed against look-ups */
#define STREAM_RATIO 16      /* people passed over for each one wanted that make look-ups cheaper */

/* The rows with one key, in the order of their lines. */
typedef struct group {
  bool open, differ;
  cs_buf key, payload,
      lines; /* of the first row; lines: what each later one lies behind the one before */
  uint64_t line, last_line; /* of the first row, the last one */
  uint64_t other;           /* the first line that says otherwise */
  uint64_t rows;
  uint32_t number; /* of a counted key */
} group;

typedef struct walk {
  cs_intake *in;
  cs_buf code; /* the person in hand, terminated; empty: nobody */
  bool known;  /* may rows be about this person? */
  group group;
  cs_people *stream;
  bool ahead, ended; /* in->ahead is the stream's next person; there is none */
  uint64_t passed, wanted;
} walk;

static int no_memory(cs_err *err) { return cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory); }

/* ---- people ---- */

int cs_merge_person(cs_intake *in, bool *known, cs_err *err) {
  cs_symbol code;
  int rc = cs_intake_symbol(in, in->vocabulary->term_code, &code, err);
  if (rc != CS_OK) return rc;
  *known = code != 0 && cs_record_exists(&in->record, code, UINT32_MAX);
  in->exists = *known;
  in->row_added = in->row_changed = false;
  in->newcomer = in->record.last_txn == 0;
  bool events = in->kind == &cs_kind_events;
  in->instances = cs_record_instances(&in->record, events ? CS_EVENT : CS_SPAN);
  cs_buf_clear(&in->claimed);
  if (!cs_buf_reserve(&in->claimed, (size_t)in->instances + 1)) return no_memory(err);
  memset(in->claimed.data, 0, (size_t)in->instances + 1);
  return CS_OK;
}

/* Brings in->ahead to `code` or beyond. */
static int advance(walk *w, const char *code, cs_err *err) {
  cs_intake *in = w->in;
  while (!w->ended) {
    if (w->ahead && strcmp(in->ahead.code, code) >= 0) return CS_OK;
    if (w->ahead) w->passed++;
    if (w->passed > STREAM_PATIENCE && w->passed / STREAM_RATIO > w->wanted) {
      cs_people_close(w->stream);
      w->stream = NULL;
      w->ahead = false;
      return CS_OK;
    }
    int rc = cs_people_next(w->stream, &in->ahead, err);
    if (rc < 0) return rc;
    w->ahead = rc == 1;
    w->ended = rc == 0;
  }
  return CS_OK;
}

static int load(walk *w, const char *code, cs_err *err) {
  cs_intake *in = w->in;
  if (w->stream != NULL) {
    w->wanted++;
    int rc = advance(w, code, err);
    if (rc != CS_OK) return rc;
  }
  if (w->stream == NULL) {
    const char *kind = in->kind->subject != NULL ? in->kind->subject : "";
    int rc = cs_subject_load(in->store, in->company->id, kind, code, &in->record, err);
    return rc == CS_ENOTFOUND ? CS_OK : rc;
  }
  if (w->ahead && strcmp(in->ahead.code, code) == 0) {
    cs_record taken = in->ahead;
    in->ahead = in->record;
    in->record = taken;
    w->ahead = false;
  } else {
    cs_record_clear(&in->record, code);
  }
  return CS_OK;
}

static int begin_person(walk *w, const cs_staged *row, cs_err *err) {
  cs_buf_clear(&w->code);
  cs_buf_put(&w->code, row->code, row->code_size + 1);
  if (w->code.failed) return no_memory(err);
  int rc = load(w, w->code.data, err);
  return rc == CS_OK ? cs_merge_person(w->in, &w->known, err) : rc;
}

static int end_person(walk *w, cs_err *err) {
  cs_intake *in = w->in;
  if (w->code.size == 0 || !in->writing) return CS_OK;
  return cs_txn_save(in->txn, &in->record, err);
}

/* ---- rows with one key ---- */

int cs_merge_reject(cs_intake *in, const cs_problem *p, cs_err *err) {
  in->report->rejected++;
  if (!in->options->valid_only) in->writing = false;
  return cs_report_error(in, p, err);
}

static int reject_group(walk *w, cs_err *err) {
  group *g = &w->group;
  cs_reader lines = cs_reader_of(g->lines.data, g->lines.size);
  uint64_t line = g->line;
  for (uint64_t i = 0; i < g->rows; i++) {
    if (i > 0) line += cs_read_uint(&lines);
    char detail[256];
    snprintf(detail, sizeof detail, CS_MSG_intake_key_twice_line,
             (unsigned long long)(i == 0 ? g->other : g->line));
    cs_problem p = {.line = line,
                    .value = cs_slice_of(w->code.data, w->code.size - 1),
                    .reason = CS_MSG_intake_key_twice,
                    .detail = detail};
    int rc = cs_merge_reject(w->in, &p, err);
    if (rc != CS_OK) return rc;
  }
  return CS_OK;
}

int cs_merge_block(cs_intake *in, uint64_t rows) {
  in->report->rejected += rows;
  if (!in->options->valid_only) in->writing = false;
  return CS_OK;
}

static int apply_group(walk *w, cs_err *err) {
  cs_intake *in = w->in;
  group *g = &w->group;
  cs_staged row = {.code = w->code.data,
                   .code_size = w->code.size - 1,
                   .key = g->key.data,
                   .key_size = g->key.size,
                   .line = g->line,
                   .payload = g->payload.data,
                   .payload_size = g->payload.size};
  in->exists = w->known;
  in->row_added = in->row_changed = false;
  if (in->guards != NULL) {
    bool blocked;
    int tried = cs_guard_row(in, &row, g->number, &blocked, err);
    if (tried != CS_OK || blocked) return tried != CS_OK ? tried : cs_merge_block(in, g->rows);
  }
  int rc = in->kind->apply(in, &row, g->number, err);
  if (rc < 0) return rc;
  if (rc == CS_ADDED) in->report->added++;
  if (rc == CS_CORRECTED) in->report->corrected++;
  in->report->same += g->rows - (rc != CS_SAME);
  return CS_OK;
}

static int close_group(walk *w, cs_err *err) {
  group *g = &w->group;
  if (!g->open) return CS_OK;
  g->open = false;
  return g->differ ? reject_group(w, err) : apply_group(w, err);
}

static int add_row(walk *w, const cs_staged *row, cs_err *err) {
  group *g = &w->group;
  bool alike = g->key.size == row->key_size && memcmp(g->key.data, row->key, row->key_size) == 0;
  bool counted = row->key[0] == CS_KEY_COUNTED;
  if (g->open && alike && !counted) {
    bool equal =
        g->payload.size == row->payload_size &&
        (row->payload_size == 0 || memcmp(g->payload.data, row->payload, row->payload_size) == 0);
    if (!equal && !g->differ) {
      g->differ = true;
      g->other = row->line;
    }
    cs_buf_put_uint(&g->lines, row->line - g->last_line);
    g->last_line = row->line;
    g->rows++;
    return g->lines.failed ? no_memory(err) : CS_OK;
  }
  uint32_t number = counted && alike ? g->number + 1 : 1;
  int rc = close_group(w, err);
  if (rc != CS_OK) return rc;
  cs_buf_clear(&g->key);
  cs_buf_clear(&g->payload);
  cs_buf_clear(&g->lines);
  cs_buf_put(&g->key, row->key, row->key_size);
  if (row->payload_size > 0) cs_buf_put(&g->payload, row->payload, row->payload_size);
  if (g->key.failed || g->payload.failed) return no_memory(err);
  g->open = true;
  g->differ = false;
  g->line = g->last_line = row->line;
  g->rows = 1;
  g->number = number;
  return CS_OK;
}

static int take_row(walk *w, const cs_staged *row, cs_err *err) {
  bool other = w->code.size == 0 || strcmp(w->code.data, row->code) != 0;
  if (other) {
    int rc = close_group(w, err);
    if (rc == CS_OK) rc = end_person(w, err);
    if (rc == CS_OK) rc = begin_person(w, row, err);
    if (rc != CS_OK) return rc;
    cs_buf_clear(&w->group.key);
  }
  if (row->key[0] == CS_KEY_CLAIM) return cs_event_claim(w->in, row, err);
  if (w->in->kind->needs_person && !w->known) {
    cs_problem p = {.line = row->line,
                    .column = w->in->columns.columns[0].shown,
                    .value = cs_slice_of(row->code, row->code_size),
                    .reason = CS_MSG_intake_person_unknown};
    return cs_merge_reject(w->in, &p, err);
  }
  return add_row(w, row, err);
}

int cs_merge(cs_intake *in, cs_err *err) {
  walk w = {.in = in};
  int rc = CS_OK;
  if (in->kind->subject == NULL && cs_sorter_codes(in->stage) >= STREAM_FROM) {
    rc = cs_people_open(in->store, in->company->id, NULL, NULL, &w.stream, err);
  }
  cs_staged row;
  while (rc == CS_OK && (rc = cs_sorter_next(in->stage, &row, err)) == 1) {
    rc = cs_intake_settled(in, row.line) && row.key[0] != CS_KEY_CLAIM ? CS_OK
                                                                       : take_row(&w, &row, err);
  }
  if (rc == CS_OK) rc = close_group(&w, err);
  if (rc == CS_OK) rc = end_person(&w, err);
  cs_people_close(w.stream);
  cs_buf_deinit(&w.code);
  cs_buf_deinit(&w.group.key);
  cs_buf_deinit(&w.group.payload);
  cs_buf_deinit(&w.group.lines);
  return rc;
}
