/* The calendars the program brings along, generated from calendars/ by cmake/calendars.lua. */
#pragma once
#include "calendar/calendar.h"

typedef enum cs_listed { CS_LISTED_NOT, CS_LISTED_OFF, CS_LISTED_WORK } cs_listed;

typedef struct cs_table_row {
  cs_date date;
  cs_listed listed; /* by the year's notice */
  bool statutory;   /* by the regulation; known without a notice */
  uint8_t festival;
} cs_table_row;

typedef struct cs_table {
  const char *id;
  const cs_festival *festivals;
  const cs_table_row *rows; /* by date */
  size_t row_count;
  const int *years; /* whose notice is out, ascending */
  size_t year_count;
} cs_table;

extern const cs_table cs_tables[];
extern const size_t cs_table_count;
