/* One import from the file to the report. */
#include "base/messages.h"
#include "base/output.h"
#include "intake/internal.h"
#include <errno.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define REJECTS_MEMORY ((size_t)4 << 20)

static const cs_intake_kind *const kinds[] = {
#define KIND_ROW(name) &cs_kind_##name,
    CS_INTAKE_KINDS(KIND_ROW)
#undef KIND_ROW
};

static int no_memory(cs_err *err) { return cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory); }

/* ---- before the first row ---- */

static int find_kind(cs_intake *in, cs_err *err) {
  const char *wanted = in->options->kind;
  cs_buf all = {0};
  for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
    if (strcmp(wanted, kinds[i]->name) == 0) in->kind = kinds[i];
    cs_buf_printf(&all, "%s%s", i == 0 ? "" : ", ", kinds[i]->name);
  }
  in->subject_type = in->kind == NULL ? cs_declared_type(in->vocabulary, wanted) : NULL;
  if (in->subject_type != NULL) {
    in->declared = cs_kind_declared;
    in->declared.name = in->declared.subject = in->subject_type->name;
    in->kind = &in->declared;
  }
  for (uint32_t i = 0; i < in->vocabulary->subject_count; i++) {
    cs_buf_printf(&all, ", %s", in->vocabulary->subjects[i].name);
  }
  int rc = CS_OK;
  if (in->kind == NULL)
    rc = cs_fail(err, CS_EUSAGE, CS_MSG_intake_kind_unknown, wanted, cs_buf_str(&all));
  rc = cs_buf_end(&all, rc, err);
  const cs_mapping *m = in->options->mapping;
  if (rc == CS_OK && m != NULL && m->kind != NULL && strcmp(m->kind, wanted) != 0) {
    rc = cs_fail(err, CS_EINPUT, CS_MSG_intake_mapping_kind, m->name, m->kind, wanted);
  }
  return rc;
}

int cs_intake_open_kind(cs_intake *in, cs_err *err) {
  int rc = find_kind(in, err);
  if (rc != CS_OK) return rc;
  if (in->kind->subject == NULL && in->vocabulary->attribute_count == 0)
    return cs_fail(err, CS_EINPUT, "%s", CS_MSG_intake_no_pack);
  size_t facts = in->vocabulary->attribute_count + in->vocabulary->field_count + 1;
  if (in->subject_type != NULL) facts += in->subject_type->attribute_count;
  in->symbols = calloc(in->vocabulary->term_count + 1, sizeof *in->symbols);
  in->places = calloc(facts, sizeof *in->places);
  in->values = calloc(facts, sizeof *in->values);
  if (in->symbols == NULL || in->places == NULL || in->values == NULL) return no_memory(err);
  rc = in->kind->columns(in, err);
  return rc < 0 ? rc : cs_names_columns(in, err);
}

/* Known before a row is read. */
static int check_rejects(const cs_intake_options *o, cs_err *err) {
  if (o->rejects == NULL) return CS_OK;
  if (o->path != NULL && cs_output_same_file(o->path, o->rejects))
    return cs_fail(err, CS_EREFUSED, CS_MSG_intake_rejects_source, o->rejects);
  return cs_output_check(o->rejects, err);
}

static int prepare(cs_intake *in, cs_err *err) {
  int rc = check_rejects(in->options, err);
  if (rc == CS_OK) rc = cs_intake_open_kind(in, err);
  if (rc == CS_OK) rc = cs_record_init(&in->record, err);
  if (rc == CS_OK) rc = cs_record_init(&in->ahead, err);
  if (rc == CS_OK) rc = cs_record_init(&in->trial, err);
  if (rc != CS_OK) return rc;
  in->guards = in->options->guards;
  cs_guards_forget(in->guards); /* an import before this one may have taken back what it did */
  rc = cs_guard_lacking(in, err);
  if (rc == CS_OK) rc = cs_maps_open(in, err);
  if (rc == CS_OK) rc = cs_sorter_new(CS_STAGE_MEMORY, &in->stage, err);
  if (rc == CS_OK && in->options->rejects != NULL)
    rc = cs_sorter_new(REJECTS_MEMORY, &in->reporter.rejects, err);
  return rc;
}

static bool is_blank(const cs_row *row, size_t from) {
  for (size_t i = from; i < row->count; i++) {
    cs_slice cell = {row->cells[i].text, row->cells[i].size};
    if (cell.size == 0) continue;
    cs_text_trim(&cell.text, &cell.size);
    if (cell.size > 0) return false;
  }
  return true;
}

/* A CR with no LF behind it: lines end so where all of the file would be its header. */
static bool has_bare_cr(const cs_row *row) {
  for (size_t i = 0; i < row->count; i++) {
    const char *at = row->cells[i].text, *end = at + row->cells[i].size;
    for (; at < end && (at = memchr(at, '\r', (size_t)(end - at))) != NULL; at++)
      if (at + 1 < end && at[1] != '\r' && at[1] != '\n')
        return true; /* at the end it is trimmed */
  }
  return false;
}

/* To the header; lines before it that a mapping skips and blank lines are passed over. */
static int read_header(cs_intake *in, cs_err *err) {
  const cs_mapping *m = in->options->mapping;
  cs_row row = {0};
  for (uint32_t skip = m == NULL ? 0 : m->skip_lines;;) {
    int rc = cs_sheet_next(in->sheet, &row, err);
    if (rc == 0) return cs_fail(err, CS_EINPUT, CS_MSG_intake_no_header, in->options->path);
    if (skip > 0 && (rc == 1 || rc == CS_EINPUT)) {
      skip--;
      continue;
    }
    if (rc < 0) return rc;
    if (!is_blank(&row, 0)) break;
  }
  in->header_line = row.line;
  if (has_bare_cr(&row)) return cs_fail(err, CS_EINPUT, CS_MSG_intake_bare_cr, in->options->path);
  int rc = cs_columns_resolve(in, &row, err);
  return rc == CS_OK ? rc : cs_fail_within(err, "%s", in->options->path);
}

static int open_file(cs_intake *in, cs_err *err) {
  cs_encoding encoding = in->options->encoding;
  if (encoding == CS_ENC_AUTO && in->options->mapping != NULL)
    encoding = in->options->mapping->encoding;
  int rc = cs_sheet_open(in->options->path, encoding, &in->sheet, err);
  if (rc != CS_OK) return rc;
  in->report->encoding = cs_sheet_encoding(in->sheet);
  if (cs_sheet_book(in->sheet) != NULL) return cs_xlsx_header(in, err);
  if (in->options->sheet != NULL)
    return cs_fail(err, CS_EUSAGE, CS_MSG_intake_sheet_of_csv, in->options->path);
  return read_header(in, err);
}

/* ---- rows ---- */

/* Cells that a workbook has nothing usable in: an error, a formula without its result. */
static int check_troubles(cs_intake *in, size_t wide, cs_err *err) {
  const cs_columns *c = &in->columns;
  for (size_t i = 0; i < c->count; i++) {
    const cs_column *column = &c->columns[i];
    bool in_wide = c->wide_count > 0 && (int32_t)i == c->wide_into[1];
    size_t cells = in_wide ? 1 : column->given ? column->cell_count : 0;
    for (size_t k = 0; k < cells; k++) {
      int32_t cell = in_wide ? c->wide[wide].cell : column->cells[k];
      const char *trouble = cell < 0 ? NULL : cs_sheet_trouble(in->sheet, (size_t)cell);
      int rc = trouble == NULL ? CS_OK : cs_intake_bad(in, (int32_t)i, trouble, err);
      if (rc != CS_OK) return rc;
    }
  }
  return CS_OK;
}

static int stage_row(cs_intake *in, size_t wide, cs_err *err) {
  cs_buf_clear(&in->key);
  cs_buf_clear(&in->payload);
  in->bad = false;
  in->report->rows++;
  bool book = in->sheet != NULL && cs_sheet_book(in->sheet) != NULL;
  int rc = book ? check_troubles(in, wide, err) : CS_OK;
  if (rc == CS_OK) rc = in->bad ? CS_BAD : in->kind->stage(in, err);
  if (rc == CS_BAD) in->report->rejected++;
  if (rc == CS_NOTHING) in->report->same++;
  if (rc != CS_STAGED) return rc < 0 ? rc : CS_OK;
  if (in->key.failed || in->payload.failed) return no_memory(err);
  cs_staged row = {.code = in->code.data,
                   .code_size = in->code.size,
                   .key = in->key.data,
                   .key_size = in->key.size,
                   .line = in->line,
                   .payload = in->payload.data,
                   .payload_size = in->payload.size};
  return cs_sorter_add(in->stage, &row, err);
}

/* A row with more cells than the header has lost a quote; one with fewer is taken with the rest blank. */
static int check_cells(cs_intake *in, const cs_row *row, bool *good, cs_err *err) {
  cs_problem problem = {.line = row->line};
  bool book =
      cs_sheet_book(in->sheet) != NULL; /* whose rows end with the last cell that holds something */
  *good = true;
  if (book && row->count <= in->columns.header_cells) return CS_OK;
  if (row->count < in->columns.header_cells) {
    problem.reason = CS_MSG_intake_row_short;
    return cs_report_warning(in, &problem, err);
  }
  if (row->count == in->columns.header_cells || is_blank(row, in->columns.header_cells))
    return CS_OK;
  size_t beside = in->columns.header_cells;
  while (book && beside + 1 < row->count && row->cells[beside].size == 0) beside++;
  problem.value = cs_slice_of(row->cells[beside].text, row->cells[beside].size);
  problem.reason = book ? CS_MSG_intake_cell_beside : CS_MSG_intake_row_long;
  if (book) return cs_report_warning(in, &problem, err);
  *good = false;
  in->report->rows++;
  in->report->rejected++;
  return cs_report_error(in, &problem, err);
}

static int take_row(cs_intake *in, const cs_row *row, cs_err *err) {
  size_t wide = in->columns.wide_count == 0 ? 1 : in->columns.wide_count;
  in->line = row->line;
  if (in->sheet != NULL && cs_sheet_book(in->sheet) != NULL) {
    bool skip;
    int rc = cs_columns_read(in, row, 0, err);
    if (rc == CS_OK) rc = cs_xlsx_remark(in, row, &skip, err);
    if (rc != CS_OK || skip) return rc;
  }
  for (size_t i = 0; i < wide; i++) {
    int rc = cs_columns_read(in, row, i, err);
    if (rc == CS_OK) rc = stage_row(in, i, err);
    if (rc == CS_OK) rc = cs_columns_memory(&in->columns, err);
    if (rc != CS_OK) return rc;
  }
  return CS_OK;
}

/* A line that is no CSV: the reader has said why and moved on. */
static int broken_row(cs_intake *in, const cs_row *row, const cs_err *why, cs_err *err) {
  cs_problem problem = {.line = row->line, .reason = CS_MSG_intake_row_broken, .detail = why->text};
  if (row->raw != NULL) problem.value = cs_slice_of(row->raw, row->raw_size);
  in->report->rows++;
  in->report->rejected++;
  return cs_report_error(in, &problem, err);
}

static int tell_hidden(cs_intake *in, cs_err *err) {
  uint64_t first, count = cs_sheet_hidden_rows(in->sheet, &first);
  if (count == 0) return CS_OK;
  char reason[256];
  snprintf(reason, sizeof reason, CS_MSG_intake_hidden_rows, (unsigned long long)count);
  const cs_problem problem = {.line = first, .reason = reason};
  return cs_report_warning(in, &problem, err);
}

static int read_rows(cs_intake *in, cs_err *err) {
  cs_row row;
  for (;;) {
    int rc = cs_sheet_next(in->sheet, &row, err);
    if (rc == 0) return tell_hidden(in, err);
    if (rc == CS_EINPUT && cs_sheet_book(in->sheet) == NULL) {
      rc = broken_row(in, &row, err, err);
    } else if (rc == 1) {
      bool good = true;
      if (row.count != in->columns.header_cells || row.cells[0].size == 0) {
        if (is_blank(&row, 0)) continue;
        rc = check_cells(in, &row, &good, err);
        if (rc != CS_OK) return rc;
      }
      rc = good ? take_row(in, &row, err) : CS_OK;
    }
    if (rc != CS_OK) return rc;
  }
}

static int read_input(cs_intake *in, cs_err *err) {
  if (in->options->path == NULL) {
    in->report->encoding = "utf-8";
    int rc = cs_columns_fields(in, in->options->row, err);
    const cs_row row = {.line = 1};
    return rc == CS_OK ? take_row(in, &row, err) : rc;
  }
  int rc = open_file(in, err);
  return rc == CS_OK ? read_rows(in, err) : rc;
}

/* ---- the batch ---- */

static int digest_file(cs_intake *in, crypto_generichash_state *state, cs_err *err) {
  FILE *file = fopen(in->options->path, "rbe");
  char *bytes = malloc(65536);
  int rc = CS_OK;
  if (file == NULL || bytes == NULL) {
    rc = bytes == NULL
             ? no_memory(err)
             : cs_fail(err, CS_EIO, CS_MSG_intake_cannot_read, in->options->path, strerror(errno));
  }
  size_t n;
  while (rc == CS_OK && (n = fread(bytes, 1, 65536, file)) > 0) {
    crypto_generichash_update(state, (const unsigned char *)bytes, n);
  }
  if (rc == CS_OK && ferror(file))
    rc = cs_fail(err, CS_EIO, CS_MSG_intake_cannot_read, in->options->path, strerror(errno));
  if (file != NULL) fclose(file);
  free(bytes);
  return rc;
}

/* A pipe can be read only once as it is; its rows are digested instead. */
static int digest_rows(cs_intake *in, crypto_generichash_state *state, cs_err *err) {
  cs_row row;
  int rc = cs_sheet_rewind(in->sheet, err);
  while (rc == CS_OK && (rc = cs_sheet_next(in->sheet, &row, err)) != 0) {
    if (rc != 1 && rc != CS_EINPUT) return rc;
    if (row.raw != NULL)
      crypto_generichash_update(state, (const unsigned char *)row.raw, row.raw_size);
    crypto_generichash_update(state, (const unsigned char *)"\n", 1);
    rc = CS_OK;
  }
  return rc;
}

static int digest(cs_intake *in, char out[CS_HASH_TEXT], cs_err *err) {
  crypto_generichash_state state;
  unsigned char hash[CS_HASH_SIZE];
  int rc = CS_OK;
  crypto_generichash_init(&state, NULL, 0, sizeof hash);
  if (in->options->path == NULL) {
    for (const char *const *pair = in->options->row; *pair != NULL; pair++) {
      crypto_generichash_update(&state, (const unsigned char *)*pair, strlen(*pair) + 1);
    }
  } else if (cs_sheet_copied(in->sheet)) {
    rc = digest_rows(in, &state, err);
  } else {
    rc = digest_file(in, &state, err);
  }
  crypto_generichash_final(&state, hash, sizeof hash);
  sodium_bin2hex(out, CS_HASH_TEXT, hash, sizeof hash);
  return rc;
}

static int add_batch(cs_intake *in, cs_err *err) {
  const cs_intake_report *r = in->report;
  cs_batch batch = {.txn = cs_txn_number(in->txn),
                    .kind = in->kind->name,
                    .file = in->options->path == NULL ? "record" : in->options->path,
                    .rows = r->rows,
                    .added = r->added,
                    .corrected = r->corrected,
                    .same = r->same,
                    .rejected = r->rejected};
  int rc = digest(in, batch.digest, err);
  return rc == CS_OK ? cs_batch_add(in->txn, &batch, err) : rc;
}

static int refused(const cs_intake *in, cs_err *err) {
  const cs_intake_report *r = in->report;
  if (in->options->path == NULL && in->reporter.error_count > 0) {
    const struct cs_reported *p = &in->reporter.errors[0];
    return cs_fail(err, CS_EINPUT, CS_MSG_intake_field_bad,
                   p->column == NULL ? in->kind->name : p->column, p->value == NULL ? "" : p->value,
                   p->reason);
  }
  return cs_fail(err, CS_EINPUT, CS_MSG_intake_refused, (unsigned long long)r->rejected,
                 (unsigned long long)r->rows);
}

static int load(cs_intake *in, const cs_stamp *stamp, cs_err *err) {
  bool write = !in->options->dry_run && (in->report->rejected == 0 || in->options->valid_only);
  int rc = write ? cs_txn_begin(in->store, in->company, stamp, &in->txn, err) : CS_OK;
  in->writing = write && rc == CS_OK;
  if (rc == CS_OK) rc = cs_names_settle(in, err);
  if (rc == CS_OK) rc = cs_refs_settle(in, err);
  if (rc == CS_OK) rc = cs_sorter_sort(in->stage, err);
  if (rc == CS_OK) rc = cs_merge(in, err);
  /* before anything is kept: without the bad rows the good ones are only half of it */
  if (rc == CS_OK && in->options->rejects != NULL && in->sheet != NULL)
    rc = cs_rejects_write(in, err);
  if (rc == CS_OK && in->writing && cs_txn_facts(in->txn) > 0) {
    uint32_t number = cs_txn_number(in->txn);
    rc = add_batch(in, err);
    if (rc == CS_OK) {
      rc = cs_txn_commit(in->txn, err);
      in->txn = NULL; /* freed either way */
    }
    if (rc == CS_OK) in->report->batch = number;
  }
  bool loaded = rc == CS_OK && in->writing;
  cs_txn_rollback(in->txn);
  in->txn = NULL;
  in->writing = false;
  if (!loaded || !in->options->learn) return rc;
  rc = cs_maps_keep(in, stamp, err);
  return rc == CS_OK ? rc : cs_fail_within(err, "%s", CS_MSG_intake_maps_late);
}

void cs_intake_deinit(cs_intake *in) {
  cs_txn_rollback(in->txn);
  cs_sorter_free(in->stage);
  cs_sorter_free(in->refs);
  cs_names_free(in->names);
  cs_buf_deinit(&in->settled);
  cs_columns_deinit(&in->columns);
  cs_reporter_deinit(&in->reporter);
  cs_record_deinit(&in->record);
  cs_record_deinit(&in->ahead);
  cs_record_deinit(&in->trial);
  cs_sheet_close(in->sheet);
  cs_buf_deinit(&in->code);
  cs_buf_deinit(&in->key);
  cs_buf_deinit(&in->payload);
  cs_buf_deinit(&in->scratch);
  cs_buf_deinit(&in->claimed);
  free(in->symbols);
  free(in->places);
  free(in->values);
}

int cs_intake_run(cs_store *s, const cs_company *company, const cs_stamp *stamp,
                  const cs_vocabulary *v, const cs_intake_options *options, cs_intake_report *out,
                  cs_err *err) {
  *out = (cs_intake_report){.encoding = "utf-8"};
  out->arena = cs_arena_new(4096);
  if (out->arena == NULL) return no_memory(err);
  cs_intake *in = calloc(1, sizeof *in);
  if (in == NULL) return no_memory(err);
  in->store = s;
  in->company = company;
  in->vocabulary = v;
  in->options = options;
  in->report = out;
  int rc = prepare(in, err);
  if (rc == CS_OK) rc = read_input(in, err);
  if (rc == CS_OK) rc = load(in, stamp, err);
  cs_err late;
  int finished = cs_report_finish(in, rc == CS_OK ? err : &late);
  if (rc == CS_OK) rc = finished;
  if (rc == CS_OK && out->rejected > 0 && !options->valid_only) rc = refused(in, err);
  cs_intake_deinit(in);
  free(in);
  return rc;
}
