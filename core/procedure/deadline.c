/* Days of a case, and when something is due. */
#include "base/messages.h"
#include "procedure/desk.h"
#include <stdio.h>
#include <string.h>

static cs_date fact(const cs_desk *d, const char *name) {
  cs_symbol symbol = cs_symbol_find(d->office->store, name, strlen(name));
  const cs_entry *e =
      symbol == 0 ? NULL : cs_record_attribute(&d->subject, symbol, CS_DATE_MAX, d->known);
  return e == NULL || e->value.kind != CS_DATE ? CS_DATE_NONE : (cs_date)e->value.number;
}

static cs_date base_day(const cs_desk *d, const cs_day_of *of) {
  const cs_casefile *c = &d->file;
  const cs_value *value;
  switch (of->of) {
    case CS_DAY_AS_OF: return c->as_of;
    case CS_DAY_DONE_ON: return d->draft != NULL ? d->draft->on : c->entered_on;
    case CS_DAY_OPENED_ON: return c->opened_on;
    case CS_DAY_FACT: return fact(d, of->name);
    case CS_DAY_STAGE: return cs_casefile_done_on(c, of->name);
    case CS_DAY_ASKED:
      value = cs_casefile_value(c, of->name);
      return value == NULL || value->kind != CS_DATE ? CS_DATE_NONE : (cs_date)value->number;
  }
  return CS_DATE_NONE;
}

static int off_calendar(const cs_desk *d, const char *from, int64_t number, bool months,
                        cs_err *err) {
  if (months)
    return cs_fail(err, CS_EREFUSED, CS_MSG_case_off_months, d->file.code, (long long)number, from);
  return cs_fail(err, CS_EREFUSED, CS_MSG_case_off_days, d->file.code, (long long)number, from);
}

/* How many; *known is false when it was asked, and is not answered. */
static int distance(const cs_desk *d, const char *from, int32_t number, const char *asked,
                    bool of_months, int *out, bool *known, cs_err *err) {
  *out = number;
  if (asked == NULL) return CS_OK;
  const cs_value *value = cs_casefile_value(&d->file, asked);
  *known = *known && value != NULL && value->kind == CS_INT;
  if (!*known) return CS_OK;
  if (value->number < -CS_DUE_MAX || value->number > CS_DUE_MAX)
    return off_calendar(d, from, value->number, of_months, err);
  *out = (int)value->number;
  return CS_OK;
}

int cs_desk_day(cs_desk *d, const cs_when *when, cs_date *out, cs_err *err) {
  int months = 0, days = 0;
  char from[CS_DATE_SIZE] = "";
  *out = CS_DATE_NONE;
  if (when->lack.name != NULL)
    return cs_fail(err, CS_EPARAM, CS_MSG_case_parameter, when->lack.name, when->lack.clause);
  cs_date day = base_day(d, &when->date);
  bool known = day != CS_DATE_NONE;
  if (!known) return CS_OK;
  cs_date_text(day, from);
  int rc = distance(d, from, when->months, when->months_asked, true, &months, &known, err);
  if (rc == CS_OK) rc = distance(d, from, when->days, when->days_asked, false, &days, &known, err);
  if (rc != CS_OK || !known) return rc;
  cs_date month = cs_date_add_months(day, months);
  if (month == CS_DATE_MAX || month == CS_DATE_MIN) return off_calendar(d, from, months, true, err);
  int64_t last = (int64_t)month + days;
  if (last < cs_date_of(1, 1, 1) || last > cs_date_of(9999, 12, 31))
    return off_calendar(d, from, days, false, err);
  day = (cs_date)last;
  if (when->first_of_month) day = cs_period_first(CS_MONTH, cs_period_of(CS_MONTH, day));
  *out = day;
  return CS_OK;
}

void cs_desk_deadline(cs_desk *d, const cs_deadline *deadline, cs_due_state *out) {
  char text[256];
  cs_err wrong = {0};
  *out = (cs_due_state){.given = deadline->given, .clause = deadline->clause};
  out->window = (cs_due_window){CS_DATE_NONE, CS_DATE_NONE, 0};
  if (!deadline->given) return;
  cs_date base = d->file.entered_on == CS_DATE_NONE ? d->office->today : d->file.entered_on;
  const cs_lack *lack = deadline->lack.name != NULL ? &deadline->lack : &deadline->of.lack;
  if (deadline->due.way != CS_DUE_FIRST_WORKDAYS && lack->name == NULL)
    (void)cs_desk_day(d, &deadline->of, &base, &wrong);
  if (wrong.text[0] != '\0') {
    snprintf(text, sizeof text, "%.255s", wrong.text);
  } else if (lack->name != NULL) {
    snprintf(text, sizeof text, CS_MSG_case_parameter, lack->name, lack->clause);
  } else if (cs_due_resolve(&deadline->due, d->office->calendar, base, &out->window)) {
    return;
  } else if (out->window.missing != 0) {
    snprintf(text, sizeof text, CS_MSG_case_due_year, out->window.missing);
  } else {
    snprintf(text, sizeof text, CS_MSG_case_due_day,
             deadline->of.date.name ? deadline->of.date.name : "");
  }
  out->lack = cs_desk_keep(d, text);
  if (out->lack == NULL) out->lack = "";
}
