/* What stands in a sheet between and below its rows: totals, remarks, signatures, the header once more. They are no facts; each
 * is reported as left out. A row without a code that otherwise has all that a fact needs is not taken for one: it is a bad row. */
#include "base/messages.h"
#include "intake/internal.h"
#include <string.h>

static const char
    *const words[] = {"合计",     "小计",       "总计", "总数",  "累计",   "共计",   "total",
                      "subtotal", "grandtotal", /* those before are totals */
                      "平均",     "备注",       "注:",  "说明",  "制表",   "审核",   "填表",
                      "统计",     "审批",       "note", "notes", "remark", "remarks"};
#define TOTALS 9

static bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
}

typedef struct looking {
  cs_intake *in;
  bool failed; /* for want of memory: then no answer counts */
} looking;

/* Does the text begin with one of the first words, and for one in letters, end with it? */
static bool says_one_of(looking *l, cs_slice text, size_t first_words) {
  cs_intake *in = l->in;
  if (text.size == 0) return false;
  cs_buf_clear(&in->scratch);
  if (!cs_intake_fold(text.text, text.size < 200 ? text.size : 200, &in->scratch)) {
    l->failed = l->failed || in->scratch.failed;
    return false;
  }
  for (size_t i = 0; i < first_words; i++) {
    size_t n = strlen(words[i]);
    if (in->scratch.size < n || memcmp(in->scratch.data, words[i], n) != 0) continue;
    bool letters = (unsigned char)words[i][0] < 0x80;
    if (!letters || in->scratch.size == n || !is_letter(in->scratch.data[n])) return true;
  }
  return false;
}

static bool says_so(looking *l, cs_slice text) {
  return says_one_of(l, text, sizeof words / sizeof *words);
}

static cs_slice trimmed(const cs_row *row, size_t cell) {
  cs_slice s = cell < row->count ? cs_slice_of(row->cells[cell].text, row->cells[cell].size)
                                 : cs_slice_of("", 0);
  cs_text_trim(&s.text, &s.size);
  return s;
}

/* The cells of an area have one text between them. */
static bool is_one_area(const cs_row *row, size_t *cells) {
  const char *text = NULL;
  *cells = 0;
  for (size_t i = 0; i < row->count; i++) {
    if (row->cells[i].size == 0) continue;
    if (text != NULL && row->cells[i].text != text) return false;
    text = row->cells[i].text;
    ++*cells;
  }
  return true;
}

static bool lacks_required(const cs_columns *c) {
  for (size_t i = 1; i < c->count; i++) {
    if (c->columns[i].required && c->columns[i].raw.size == 0) return true;
  }
  return false;
}

static bool is_header(looking *l, const cs_column *key, cs_slice text) {
  cs_buf a = {0}, b = {0};
  bool same = cs_intake_fold(text.text, text.size, &a) &&
              cs_intake_fold(key->shown, strlen(key->shown), &b) && a.size > 0 &&
              a.size == b.size && memcmp(a.data, b.data, a.size) == 0;
  l->failed = l->failed || a.failed || b.failed;
  cs_buf_deinit(&a);
  cs_buf_deinit(&b);
  return same;
}

/* Only what the row says of the person counts; the columns were read. */
static const char *why_not(looking *l, const cs_row *row) {
  const cs_columns *c = &l->in->columns;
  const cs_column *key = &c->columns[c->employee < 0 ? 0 : c->employee],
                  *name = c->name < 0 ? NULL : &c->columns[c->name];
  bool named = name != NULL && name->given;
  if (!key->given || (key->raw.size == 0 && named)) key = named ? name : key;
  size_t cells, first = 0;
  if (is_one_area(row, &cells) && cells > 1) return CS_MSG_intake_row_remark;
  bool coded = c->employee >= 0 && c->columns[c->employee].raw.size > 0;
  while (first < row->count && trimmed(row, first).size == 0) first++;
  /* A total may have a number where the codes stand: how many there are. */
  if (coded ? says_one_of(l, trimmed(row, first), TOTALS) : says_so(l, trimmed(row, first)))
    return CS_MSG_intake_row_remark;
  if (key->raw.size > 0) {
    if (key->kind == CS_FROM_HEADER && is_header(l, key, key->raw)) return CS_MSG_intake_row_header;
    return says_so(l, key->raw) ? CS_MSG_intake_row_remark : NULL;
  }
  for (size_t i = 0; i < row->count; i++) {
    if (says_so(l, trimmed(row, i))) return CS_MSG_intake_row_remark;
  }
  bool only = true; /* employees need no more than the code: a row without even a name is none */
  for (size_t i = 1; i < c->count; i++) only = only && !c->columns[i].required;
  return only || lacks_required(c) ? CS_MSG_intake_row_remark : NULL;
}

int cs_xlsx_remark(cs_intake *in, const cs_row *row, bool *skip, cs_err *err) {
  looking l = {.in = in};
  const char *reason = why_not(&l, row);
  *skip = reason != NULL;
  if (l.failed) return cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory);
  if (reason == NULL) return CS_OK;
  cs_problem problem = {.line = row->line, .reason = reason};
  for (size_t i = 0; i < row->count && problem.value.size == 0; i++)
    problem.value = trimmed(row, i);
  in->report->skipped++;
  return cs_report_warning(in, &problem, err);
}
