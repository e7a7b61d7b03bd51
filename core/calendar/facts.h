/* The company's own days in the ledger: facts of the subject of kind "calendar" whose code is the calendar's id.
 *
 *   attribute "day"   at the date: the kind of that day, as cs_day_kind_text has it
 *   attribute "note"  at the date: why
 *   attribute "year"  at 1 January: "announced", the company's table of that year is complete
 *
 * Written by core/intake, as every import. */
#pragma once
#include "calendar/calendar.h"
#include "store/store.h"

#define CS_CALENDAR_SUBJECT "calendar"
#define CS_CALENDAR_DAY "day"
#define CS_CALENDAR_NOTE "note"
#define CS_CALENDAR_YEAR "year"
#define CS_CALENDAR_ANNOUNCED "announced"

/* The calendar of a company: the table and what the company had recorded as of transaction `known` (UINT32_MAX: all). id NULL: the
 * default one. CS_EDB: a fact of it is no day. */
int cs_calendar_open(cs_store *s, int32_t company, const char *id, uint32_t known,
                     cs_calendar **out, cs_err *err);
