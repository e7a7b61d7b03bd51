/* calendar: the company's own days, one a row; a row with a year says that its table of that year is complete. */
#include "base/messages.h"
#include "calendar/facts.h"
#include "intake/internal.h"
#include <string.h>

enum { DATE, KIND, NOTE };

static int columns(cs_intake *in, cs_err *err) {
  int32_t rc = cs_columns_want(&in->columns, "date", true, "日期 day year 年份", err);
  if (rc >= 0) rc = cs_columns_want(&in->columns, "kind", true, "类型 类别 日期类型", err);
  if (rc >= 0) rc = cs_columns_want(&in->columns, "note", false, "备注 说明 名称", err);
  return rc < 0 ? rc : CS_OK;
}

/* A kind and a day of the week that do not go together are most often a date mistyped. */
static int check_week(cs_intake *in, const char *kind, cs_date d, cs_err *err) {
  bool weekend = cs_weekday(d) >= 6;
  bool odd = strcmp(kind, cs_day_kind_text(CS_DAY_MAKE_UP)) == 0   ? !weekend
             : strcmp(kind, cs_day_kind_text(CS_DAY_IN_LIEU)) == 0 ? weekend
             : strcmp(kind, cs_day_kind_text(CS_DAY_WEEKEND)) == 0 ? !weekend
                                                                   : false;
  if (!odd) return CS_OK;
  return cs_intake_warn(in, DATE, weekend ? CS_MSG_intake_day_weekend : CS_MSG_intake_day_weekday,
                        err);
}

/* The first day of the year, or the day: 1; 0: bad. */
static int read_date(cs_intake *in, bool year, cs_date *out, cs_err *err) {
  if (!year) return cs_intake_date(in, DATE, out, err);
  cs_period period;
  int rc = cs_intake_period(in, DATE, CS_YEAR, &period, err);
  if (rc == 1) *out = cs_period_first(CS_YEAR, period);
  return rc;
}

static int stage(cs_intake *in, cs_err *err) {
  const cs_vocabulary *v = in->vocabulary;
  int32_t place = -1;
  cs_date date = CS_DATE_NONE;
  int rc = CS_OK;
  if (cs_columns_text(in, DATE).size == 0) rc = cs_intake_bad(in, DATE, CS_MSG_intake_blank, err);
  if (rc >= 0 && cs_columns_text(in, KIND).size == 0)
    rc = cs_intake_bad(in, KIND, CS_MSG_intake_blank, err);
  if (rc >= 0 && !in->bad) rc = cs_intake_word(in, KIND, &v->day_words, &in->payload, &place, err);
  if (rc < 0 || in->bad) return rc < 0 ? rc : CS_BAD;
  const char *kind = v->terms[v->day_words.terms[place]];
  bool year = strcmp(kind, CS_CALENDAR_ANNOUNCED) == 0;
  rc = read_date(in, year, &date, err);
  if (rc == 1 && !year) rc = check_week(in, kind, date, err);
  if (rc < 0 || in->bad) return rc < 0 ? rc : CS_BAD;
  cs_slice note = in->columns.columns[NOTE].raw;
  if (note.size > CS_INTAKE_TEXT_MAX) {
    rc = cs_intake_bad(in, NOTE, CS_MSG_intake_text_long, err);
    return rc < 0 ? rc : CS_BAD;
  }
  if (note.size > 0)
    cs_stage_put_text(&in->payload, note);
  else
    cs_stage_put_blank(&in->payload);
  cs_buf_putc(&in->key, CS_KEY_ONE);
  cs_key_put_small(&in->key, date);
  cs_buf_putc(&in->key, year ? 'y' : 'd');
  cs_buf_clear(&in->code);
  cs_buf_puts(&in->code, CS_CALENDAR_DEFAULT);
  return in->code.failed ? cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory) : CS_STAGED;
}

static int apply(cs_intake *in, const cs_staged *row, uint32_t number, cs_err *err) {
  (void)number;
  const cs_vocabulary *v = in->vocabulary;
  bool year = row->key[row->key_size - 1] == 'y';
  cs_slot slot = {.klass = CS_ATTRIBUTE, .at = cs_key_small(row->key + 1)};
  cs_reader r = cs_reader_of(row->payload, row->payload_size);
  cs_value kind, note;
  int rc = cs_intake_value(in, &r, &kind, err);
  if (rc == CS_OK) rc = cs_intake_value(in, &r, &note, err);
  if (rc == CS_OK) rc = cs_intake_symbol(in, year ? v->term_year : v->term_day, &slot.name, err);
  if (rc != CS_OK) return rc;
  in->exists = cs_intake_known(in, &slot) != NULL;
  rc = cs_intake_set(in, slot, &kind, err);
  if (rc == CS_OK && note.kind != CS_NONE) {
    rc = cs_intake_symbol(in, v->term_note, &slot.name, err);
    if (rc == CS_OK) rc = cs_intake_set(in, slot, &note, err);
  }
  return rc < 0 ? rc : (int)cs_intake_outcome(in);
}

const cs_intake_kind cs_kind_calendar = {"calendar", false, CS_CALENDAR_SUBJECT,
                                         columns,    stage, apply};
