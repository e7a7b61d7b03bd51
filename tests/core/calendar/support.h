/* What the tests of core/calendar share. */
#pragma once
#include "calendar/calendar.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

static inline cs_date day_of(const char *text) {
  cs_date d;
  if (!cs_date_parse(text, strlen(text), &d)) fail_msg("%s should be a date", text);
  return d;
}

/* "" is CS_DATE_NONE. */
static inline void check_date(cs_date d, const char *expected) {
  char out[CS_DATE_SIZE];
  assert_string_equal(cs_date_text(d, out), expected);
}

static inline cs_calendar *china(void) {
  cs_calendar *c;
  cs_err err;
  if (cs_calendar_new("cn", &c, &err) != CS_OK) fail_msg("%s", err.text);
  return c;
}
