/* The calendar without its range, in 64 bits: what date.c lends to time.c, whose moments may lie
 * outside the years 1 to 9999. Days are counted from 1970-01-01. */
#pragma once
#include "base/date.h"
#include "base/scan.h"

int64_t cs_floor_div(int64_t a, int64_t b); /* towards minus infinity */
int64_t cs_days_of(int64_t year, int month, int day);
void cs_days_split(int64_t days, int64_t *year, int *month, int *day);
int cs_days_in_month(int64_t year, int month);
bool cs_days_take(cs_scan *c, cs_date *out); /* a date in one of the layouts of cs_date_parse */
