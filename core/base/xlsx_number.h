/* What a number in a workbook says, as text: without the noise of floating point (fifteen digits count, as in Excel), in the
 * decimals of its format, dates as ISO text. Decimal arithmetic only. */
#pragma once
#include "base/buf.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct cs_xlsx_format { /* a zeroed one is "General" */
  bool number;                  /* digits are placed as below */
  bool percent;
  int8_t whole;       /* digits before the point, at least */
  int8_t least, most; /* decimals */
  bool date;          /* any of the following */
  bool year, month, day, time;
  bool elapsed;    /* hours go beyond a day */
  char prefix[28]; /* literal text before the digits: "E"0000 */
} cs_xlsx_format;

/* `code` as in styles.xml, hostile. */
void cs_xlsx_format_parse(const char *code, size_t n, cs_xlsx_format *out);
void cs_xlsx_format_builtin(uint32_t id, cs_xlsx_format *out);

typedef enum cs_xlsx_trouble {
  CS_XLSX_FINE,
  CS_XLSX_NO_NUMBER,  /* not a number at all */
  CS_XLSX_TOO_LONG,   /* a whole number of more digits than Excel keeps: the last ones are lost */
  CS_XLSX_NO_DATE,    /* a day that no calendar has */
  CS_XLSX_DATE_BLANK, /* 0 shown as a date: a formula that found nothing */
} cs_xlsx_trouble;

/* Appends the text; with a trouble what can be shown of the number. `from_1904`: the workbook counts days from 1904. */
cs_xlsx_trouble cs_xlsx_number_text(const char *number, size_t n, const cs_xlsx_format *format,
                                    bool from_1904, cs_buf *out);
