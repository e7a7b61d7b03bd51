/* What is wrong with the rows, in bounded memory: the first ones by line, all of them counted by reason. */
#include "base/messages.h"
#include "intake/internal.h"
#include <stdlib.h>
#include <string.h>

#define REASONS_MAX \
  100 /* more than there are kinds of trouble; texts that hold a pack's lists stay bounded */

static int no_memory(cs_reporter *r, cs_err *err) {
  r->failed = true;
  return cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory);
}

/* ---- counting ---- */

static int count_text(cs_reporter *r, const char *text, bool warning, cs_err *err) {
  uint32_t hash = 2166136261u;
  for (const char *at = text; *at != '\0'; at++) hash = (hash ^ (unsigned char)*at) * 16777619u;
  for (size_t i = 0; i < r->reason_count; i++) {
    struct cs_reason *reason = &r->reasons[i];
    if (reason->hash == hash && reason->warning == warning && strcmp(reason->text, text) == 0) {
      reason->count++;
      return CS_OK;
    }
  }
  if (r->reason_count >= REASONS_MAX && strcmp(text, CS_MSG_intake_other_reasons) != 0) {
    return count_text(r, CS_MSG_intake_other_reasons, warning, err);
  }
  if (r->reason_count == r->reason_capacity) {
    size_t capacity = r->reason_capacity == 0 ? 16 : r->reason_capacity * 2;
    struct cs_reason *reasons = realloc(r->reasons, capacity * sizeof *reasons);
    if (reasons == NULL) return no_memory(r, err);
    r->reasons = reasons;
    r->reason_capacity = capacity;
  }
  char *copy = strdup(text);
  if (copy == NULL) return no_memory(r, err);
  r->reasons[r->reason_count++] = (struct cs_reason){copy, 1, hash, warning};
  return CS_OK;
}

/* "column: reason"; an unknown column has no name that anybody would count by. */
static int count_reason(cs_reporter *r, const cs_problem *p, bool warning, cs_err *err) {
  if (p->column == NULL || p->detail != NULL) return count_text(r, p->reason, warning, err);
  cs_buf_clear(&r->counted);
  cs_buf_printf(&r->counted, "%s: %s", p->column, p->reason);
  const char *text = cs_buf_str(&r->counted);
  return r->counted.failed ? no_memory(r, err) : count_text(r, text, warning, err);
}

/* ---- the first ones ---- */

static void reported_free(struct cs_reported *p) {
  free(p->cell);
  free(p->column);
  free(p->value);
  free(p->reason);
}

static char *copy_or_null(const char *text) { return text == NULL ? NULL : strdup(text); }

/* Told apart by value and reason, whatever the column is called: in a wide sheet it is one for each period. */
static uint32_t hash_of_value(const cs_problem *p) {
  uint32_t hash = 2166136261u;
  for (size_t i = 0; i < p->value.size; i++)
    hash = (hash ^ (unsigned char)p->value.text[i]) * 16777619u;
  const char *said = p->detail == NULL ? p->reason : p->detail;
  for (const char *at = said; *at != '\0'; at++) hash = (hash ^ (unsigned char)*at) * 16777619u;
  return hash;
}

static char *shown_value(cs_slice value) {
  cs_buf out = {0};
  /* Escapes take more room than what they stand for: cut before and after. */
  cs_text_put_visible(&out, value.text,
                      cs_text_fit(value.text, value.size, CS_INTAKE_SHOWN_COLUMNS));
  size_t size = cs_text_fit(out.data == NULL ? "" : out.data, out.size, CS_INTAKE_SHOWN_COLUMNS);
  bool cut =
      size < out.size || cs_text_fit(value.text, value.size, CS_INTAKE_SHOWN_COLUMNS) < value.size;
  char *text = out.failed ? NULL : malloc(size + 4);
  if (text != NULL) {
    memcpy(text, out.data == NULL ? "" : out.data, size);
    memcpy(text + size, cut ? "…" : "", cut ? 4 : 1);
  }
  cs_buf_deinit(&out);
  return text;
}

/* Where a problem of a workbook is: "Sheet1!C7", or the row, "Sheet1!7:7". As formulas do, a name with other signs than letters
 * and digits is quoted. NULL: not in a workbook, or (*failed) no memory. */
static char *position(const cs_intake *in, const cs_problem *p, bool *failed) {
  const char *sheet = in->sheet == NULL ? NULL : cs_sheet_name(in->sheet);
  if (sheet == NULL || p->line == 0) return NULL;
  cs_buf out = {0}, shown = {0};
  bool plain = true;
  cs_text_put_visible(&shown, sheet, strlen(sheet));
  for (const char *at = cs_buf_str(&shown); *at != '\0'; at++)
    plain = plain && (*at == '_' || *at == '.' || (unsigned char)*at >= 0x80 ||
                      (*at >= '0' && *at <= '9') || ((*at | 0x20) >= 'a' && (*at | 0x20) <= 'z'));
  cs_buf_puts(&out, plain ? "" : "'");
  for (const char *at = cs_buf_str(&shown); *at != '\0'; at++) {
    if (*at == '\'') cs_buf_putc(&out, '\'');
    cs_buf_putc(&out, *at);
  }
  cs_buf_puts(&out, plain ? "!" : "'!");
  int32_t cell = p->column == NULL ? -1 : cs_columns_cell(&in->columns, p->column);
  char letters[CS_XLSX_COLUMN_SIZE];
  unsigned long long line = p->line;
  if (cell < 0)
    cs_buf_printf(&out, "%llu:%llu", line, line);
  else
    cs_buf_printf(&out, "%s%llu", cs_xlsx_column((uint32_t)cell, letters), line);
  char *text = shown.failed || out.failed ? NULL : strdup(cs_buf_str(&out));
  *failed = text == NULL;
  cs_buf_deinit(&shown);
  cs_buf_deinit(&out);
  return text;
}

/* Keeps the problem when it is among the first by line. `list` is in order. */
static int keep(cs_intake *in, struct cs_reported *list, size_t *count, const cs_problem *p,
                struct cs_reported **as, cs_err *err) {
  cs_reporter *r = &in->reporter;
  bool failed = false;
  size_t at = *count;
  *as = NULL;
  while (at > 0 && list[at - 1].line > p->line) at--;
  if (at == CS_INTAKE_SHOWN) return CS_OK;
  struct cs_reported one = {.line = p->line,
                            .order = r->order++,
                            .cell = position(in, p, &failed),
                            .column = copy_or_null(p->column),
                            .value = p->value.size == 0 ? NULL : shown_value(p->value),
                            .reason = strdup(p->detail == NULL ? p->reason : p->detail)};
  bool complete = !failed && one.reason != NULL && (one.column != NULL) == (p->column != NULL) &&
                  (one.value != NULL) == (p->value.size > 0);
  if (!complete) {
    reported_free(&one);
    return no_memory(r, err);
  }
  if (*count == CS_INTAKE_SHOWN) { reported_free(&list[--*count]); }
  memmove(list + at + 1, list + at, (*count - at) * sizeof *list);
  list[at] = one;
  ++*count;
  *as = &list[at];
  return CS_OK;
}

/* A value that is wrong wherever it stands is one thing to put right, however many rows have it. */
static int keep_value(cs_intake *in, const cs_problem *p, cs_err *err) {
  cs_reporter *r = &in->reporter;
  uint32_t hash = hash_of_value(p);
  for (size_t i = 0; i < r->value_count; i++) {
    struct cs_reported *one = &r->values[i];
    if (one->hash != hash) continue;
    one->times++;
    return CS_OK;
  }
  struct cs_reported *one;
  int rc = keep(in, r->values, &r->value_count, p, &one, err);
  if (rc != CS_OK || one == NULL) return rc;
  one->times = 1;
  one->hash = hash;
  return CS_OK;
}

/* ---- the reasons for the file of rejects ---- */

static int stage_reject(cs_reporter *r, const cs_problem *p, cs_err *err) {
  cs_buf key = {0}, text = {0};
  cs_key_put_int(&key, (int64_t)p->line);
  cs_key_put_int(&key, (int64_t)r->error_total);
  if (p->column != NULL) cs_buf_printf(&text, "%s: ", p->column);
  cs_buf_puts(&text, p->detail == NULL ? p->reason : p->detail);
  int rc = key.failed || text.failed ? no_memory(r, err) : CS_OK;
  cs_staged row = {.code = "",
                   .key = key.data,
                   .key_size = key.size,
                   .line = p->line,
                   .payload = text.data,
                   .payload_size = text.size};
  if (rc == CS_OK) rc = cs_sorter_add(r->rejects, &row, err);
  cs_buf_deinit(&key);
  cs_buf_deinit(&text);
  return rc;
}

int cs_report_error(cs_intake *in, const cs_problem *p, cs_err *err) {
  cs_reporter *r = &in->reporter;
  r->error_total++;
  int rc = count_reason(r, p, false, err);
  struct cs_reported *ignored;
  if (rc == CS_OK) rc = keep(in, r->errors, &r->error_count, p, &ignored, err);
  if (rc == CS_OK && p->of_value) rc = keep_value(in, p, err);
  return rc == CS_OK && r->rejects != NULL ? stage_reject(r, p, err) : rc;
}

int cs_report_warning(cs_intake *in, const cs_problem *p, cs_err *err) {
  cs_reporter *r = &in->reporter;
  if (in->trying) return CS_OK; /* it is said again when the row is applied */
  r->warning_total++;
  int rc = count_reason(r, p, true, err);
  struct cs_reported *ignored;
  return rc == CS_OK ? keep(in, r->warnings, &r->warning_count, p, &ignored, err) : rc;
}

int cs_report_ignored(cs_intake *in, uint64_t line, cs_slice name, cs_err *err) {
  cs_reporter *r = &in->reporter;
  const char *reason = CS_MSG_intake_column_ignored;
  cs_problem problem = {.line = line, .column = name.text, .reason = reason, .detail = reason};
  cs_buf_put(&r->ignored, name.text, name.size);
  cs_buf_putc(&r->ignored, '\0');
  if (r->ignored.failed) return no_memory(r, err);
  r->ignored_count++;
  return cs_report_warning(in, &problem, err);
}

/* ---- handing it on ---- */

static int compare_reasons(const void *a, const void *b) {
  const struct cs_reason *x = a, *y = b;
  if (x->warning != y->warning) return x->warning ? 1 : -1;
  if (x->count != y->count) return x->count > y->count ? -1 : 1;
  return strcmp(x->text, y->text);
}

static const char *kept(cs_intake_report *out, const char *text, bool *failed) {
  if (text == NULL) return NULL;
  const char *copy = cs_arena_text(out->arena, text, strlen(text));
  if (copy == NULL) *failed = true;
  return copy;
}

static cs_intake_problem handed_on(cs_intake_report *out, const struct cs_reported *p, bool warning,
                                   bool *failed) {
  return (cs_intake_problem){.line = p->line,
                             .cell = kept(out, p->cell, failed),
                             .column = kept(out, p->column, failed),
                             .value = kept(out, p->value, failed),
                             .reason = kept(out, p->reason, failed),
                             .warning = warning,
                             .times = p->times};
}

int cs_report_finish(cs_intake *in, cs_err *err) {
  cs_reporter *r = &in->reporter;
  cs_intake_report *out = in->report;
  bool failed = false;
  out->warnings = r->warning_total;
  size_t warnings = CS_INTAKE_SHOWN - r->error_count;
  if (warnings > r->warning_count) warnings = r->warning_count;
  out->problems =
      cs_arena_alloc(out->arena, (r->error_count + warnings + 1) * sizeof *out->problems);
  out->reasons = cs_arena_alloc(out->arena, (r->reason_count + 1) * sizeof *out->reasons);
  out->values = cs_arena_alloc(out->arena, (r->value_count + 1) * sizeof *out->values);
  char **ignored = cs_arena_alloc(out->arena, (r->ignored_count + 1) * sizeof *ignored);
  if (out->problems == NULL || out->reasons == NULL || out->values == NULL || ignored == NULL)
    return no_memory(r, err);
  for (size_t i = 0; i < r->error_count + warnings; i++) {
    bool warning = i >= r->error_count;
    const struct cs_reported *p = warning ? &r->warnings[i - r->error_count] : &r->errors[i];
    out->problems[out->problem_count++] = handed_on(out, p, warning, &failed);
  }
  for (size_t i = 0; i < r->value_count; i++)
    out->values[out->value_count++] = handed_on(out, &r->values[i], false, &failed);
  if (r->reason_count > 0) qsort(r->reasons, r->reason_count, sizeof *r->reasons, compare_reasons);
  for (size_t i = 0; i < r->reason_count; i++) {
    out->reasons[i].reason = kept(out, r->reasons[i].text, &failed);
    out->reasons[i].count = r->reasons[i].count;
    out->reasons[i].warning = r->reasons[i].warning;
  }
  out->reason_count = r->reason_count;
  const char *name = r->ignored.data;
  for (size_t i = 0; i < r->ignored_count; i++) {
    ignored[i] = cs_arena_text(out->arena, name, strlen(name));
    if (ignored[i] == NULL) failed = true;
    name += strlen(name) + 1;
  }
  out->ignored_columns = ignored;
  out->ignored_count = r->ignored_count;
  return failed ? no_memory(r, err) : CS_OK;
}

void cs_reporter_deinit(cs_reporter *r) {
  for (size_t i = 0; i < r->error_count; i++) reported_free(&r->errors[i]);
  for (size_t i = 0; i < r->warning_count; i++) reported_free(&r->warnings[i]);
  for (size_t i = 0; i < r->value_count; i++) reported_free(&r->values[i]);
  for (size_t i = 0; i < r->reason_count; i++) free(r->reasons[i].text);
  free(r->reasons);
  cs_buf_deinit(&r->ignored);
  cs_buf_deinit(&r->counted);
  cs_sorter_free(r->rejects);
  *r = (cs_reporter){0};
}

void cs_intake_report_deinit(cs_intake_report *r) {
  cs_arena_free(r->arena);
  *r = (cs_intake_report){0};
}
