#include "base/xlsx_number.h"
#include "base/date.h"
#include "base/text.h"
#include <string.h>

#define DIGITS_KEPT 15 /* of a number in Excel */
#define DIGITS_READ 40
#define EXPONENT_MAX 60 /* beyond it a number is shown as it stands */

/* ---- decimals ---- */

typedef struct decimal { /* 0.ddd times ten to the `point`; no digits: zero */
  bool negative, lost;   /* lost: more digits stood there than are kept */
  char digits[DIGITS_READ];
  int count, point;
} decimal;

static void strip(decimal *d) {
  while (d->count > 0 && d->digits[d->count - 1] == 0) d->count--;
  if (d->count == 0) d->negative = false;
}

/* Keeps `count` digits, the last one rounded, half away from zero. */
static void round_to(decimal *d, int count) {
  if (count >= d->count) return;
  bool up = count >= 0 && d->digits[count] >= 5;
  d->count = count < 0 ? 0 : count;
  for (int i = d->count - 1; up && i >= 0; i--) {
    up = d->digits[i] == 9;
    d->digits[i] = up ? 0 : (char)(d->digits[i] + 1);
  }
  if (up) {
    d->digits[0] = 1; /* all the others are zero */
    d->count = 1;
    d->point++;
  }
  strip(d);
}

static bool is_digit(char c) { return c >= '0' && c <= '9'; }

static bool parse_exponent(const char *s, size_t n, int *out) {
  size_t at = n > 0 && (s[0] == '-' || s[0] == '+');
  int value = 0;
  if (at == n || n - at > 4) return false;
  for (size_t i = at; i < n; i++) {
    if (!is_digit(s[i])) return false;
    value = value * 10 + (s[i] - '0');
  }
  *out = s[0] == '-' ? -value : value;
  return true;
}

static bool parse(const char *s, size_t n, decimal *d) {
  *d = (decimal){0};
  size_t at = n > 0 && (s[0] == '-' || s[0] == '+');
  bool pointed = false, any = false;
  int exponent = 0;
  d->negative = n > 0 && s[0] == '-';
  for (; at < n && (is_digit(s[at]) || (s[at] == '.' && !pointed)); at++) {
    if (s[at] == '.') {
      pointed = true;
      continue;
    }
    any = true;
    bool leading = d->count == 0 && s[at] == '0';
    if (!pointed && !leading) d->point++;
    if (pointed && leading) d->point--;
    if (leading) continue;
    if (d->count < DIGITS_READ) d->digits[d->count++] = (char)(s[at] - '0');
    if (d->point > 100000 || d->point < -100000) return false;
  }
  if (at < n && (s[at] == 'e' || s[at] == 'E')) {
    if (!parse_exponent(s + at + 1, n - at - 1, &exponent)) return false;
    at = n;
  }
  if (!any || at < n) return false;
  d->point += exponent;
  strip(d);
  d->lost = d->count > DIGITS_KEPT;
  round_to(d, DIGITS_KEPT);
  return true;
}

static int digit_at(const decimal *d, int place) { /* 0: the first one after the point */
  int i = d->point + place;
  return i >= 0 && i < d->count ? d->digits[i] : 0;
}

static void put_digits(const decimal *d, int whole, int least, cs_buf *out) {
  int before = d->count > 0 && d->point > 0 ? d->point : 0;
  int after = d->count > d->point ? d->count - d->point : 0;
  if (d->count == 0) after = 0;
  if (whole < 1) whole = 1;
  for (int i = before > whole ? before : whole; i > 0; i--)
    cs_buf_putc(out, (char)('0' + digit_at(d, -i)));
  if (after < least) after = least;
  if (after > 0) cs_buf_putc(out, '.');
  for (int i = 0; i < after; i++) cs_buf_putc(out, (char)('0' + digit_at(d, i)));
}

/* ---- dates ---- */

#define SECONDS_A_DAY 86400
#define SERIAL_LAST 2958465 /* 9999-12-31 */
#define FRACTION_DIGITS 12

/* The part of a day after the point, to the nearest second. */
static int64_t seconds_of(const decimal *d) {
  int64_t fraction = 0, unit = 1;
  for (int i = 0; i < FRACTION_DIGITS; i++) {
    fraction = fraction * 10 + digit_at(d, i);
    unit *= 10;
  }
  return (fraction * SECONDS_A_DAY + unit / 2) / unit;
}

static void put_clock(cs_buf *out, int64_t seconds) {
  cs_buf_printf(out, "%02lld:%02lld", (long long)(seconds / 3600), (long long)(seconds / 60 % 60));
  if (seconds % 60 != 0) cs_buf_printf(out, ":%02lld", (long long)(seconds % 60));
}

static cs_xlsx_trouble put_date(decimal *d, const cs_xlsx_format *f, bool from_1904, cs_buf *out) {
  if (d->negative || d->point > 7) return CS_XLSX_NO_DATE;
  int64_t day = 0;
  for (int i = d->point; i > 0; i--) day = day * 10 + digit_at(d, -i);
  int64_t seconds = f->time ? seconds_of(d) : 0;
  if (seconds == SECONDS_A_DAY) {
    day++;
    seconds = 0;
  }
  bool calendar = f->year || f->month || f->day;
  if (f->time && (!calendar || f->elapsed)) {
    put_clock(out, (f->elapsed ? day : 0) * SECONDS_A_DAY + seconds);
    return CS_XLSX_FINE;
  }
  if (day == 0 && d->count == 0 && !from_1904) return CS_XLSX_DATE_BLANK;
  if (day > SERIAL_LAST || (!from_1904 && (day == 60 || day == 0))) return CS_XLSX_NO_DATE;
  cs_date date = cs_date_of(1904, 1, 1) + (cs_date)day;
  if (!from_1904) date = cs_date_of(1899, 12, 30) + (cs_date)day + (day < 60);
  int year, month, of_month;
  cs_date_split(date, &year, &month, &of_month);
  if (year > 9999) return CS_XLSX_NO_DATE;
  bool first = of_month == 1 && seconds == 0; /* a month typed as one, not a day in it */
  if (f->year && !f->month && !f->day && first && month == 1) {
    cs_buf_printf(out, "%04d", year);
  } else if (f->year && !f->day && first) {
    cs_buf_printf(out, "%04d-%02d", year, month);
  } else {
    cs_buf_printf(out, "%04d-%02d-%02d", year, month, of_month);
  }
  if (seconds > 0) {
    cs_buf_putc(out, ' ');
    put_clock(out, seconds);
  }
  return CS_XLSX_FINE;
}

/* ---- numbers ---- */

cs_xlsx_trouble cs_xlsx_number_text(const char *number, size_t n, const cs_xlsx_format *format,
                                    bool from_1904, cs_buf *out) {
  decimal d;
  if (!parse(number, n, &d)) {
    cs_buf_put(out, number, n);
    return CS_XLSX_NO_NUMBER;
  }
  bool whole = d.count <= d.point;
  if (d.point > EXPONENT_MAX || d.point < -EXPONENT_MAX) {
    cs_buf_put(out, number, n);
    return whole ? CS_XLSX_TOO_LONG : CS_XLSX_FINE;
  }
  if (format->date) {
    size_t before = out->size;
    cs_xlsx_trouble trouble = put_date(&d, format, from_1904, out);
    if (trouble == CS_XLSX_FINE) return trouble;
    out->size = before;
    if (d.negative) cs_buf_putc(out, '-');
    put_digits(&d, 1, 0, out);
    return trouble;
  }
  bool lost = d.point > DIGITS_KEPT || (d.lost && d.point >= DIGITS_KEPT);
  int least = 0;
  if (format->number) {
    if (format->percent && d.count > 0) d.point += 2;
    round_to(&d, d.point + format->most);
    least = format->least;
  }
  if (d.negative) cs_buf_putc(out, '-');
  if (format->number) cs_buf_puts(out, format->prefix);
  put_digits(&d, format->number ? format->whole : 1, least, out);
  if (format->number && format->percent) cs_buf_putc(out, '%');
  return lost ? CS_XLSX_TOO_LONG : CS_XLSX_FINE;
}

/* ---- formats ---- */

typedef struct letters { /* of dates, in their order; runs of one letter once */
  char at[32];
  size_t count;
} letters;

static void note_letter(letters *l, char c) {
  if (l->count > 0 && l->at[l->count - 1] == c) return;
  if (l->count < sizeof l->at) l->at[l->count++] = c;
}

static char lower(char c) { return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c; }

static bool starts(const char *s, const char *end, const char *word) {
  for (; *word != '\0'; s++, word++) {
    if (s == end || lower(*s) != *word) return false;
  }
  return true;
}

/* What stands in square brackets: a colour, a condition, a currency and its place; or hours that go on: [h]. */
static void read_bracket(const char *s, const char *end, letters *l, cs_xlsx_format *f) {
  size_t n = (size_t)(end - s);
  if (n == 0 || n > 4) return;
  char c = lower(s[0]);
  for (size_t i = 0; i < n; i++) {
    if (lower(s[i]) != c || strchr("hms", c) == NULL) return;
  }
  f->elapsed = true;
  note_letter(l, c == 'm' ? 'n' : c); /* n: minutes */
}

static void read_letters(const letters *l, cs_xlsx_format *f) {
  for (size_t i = 0; i < l->count; i++) {
    char c = l->at[i], before = i > 0 ? l->at[i - 1] : '\0',
         after = i + 1 < l->count ? l->at[i + 1] : '\0';
    bool minutes = c == 'm' && (before == 'h' || after == 's');
    if (c == 'y' || c == 'e' || c == 'b') f->year = true;
    if (c == 'm' && !minutes) f->month = true;
    if (c == 'd') f->day = true;
    if (c == 'h' || c == 's' || c == 'n' || minutes) f->time = true;
  }
  f->date = l->count > 0;
}

static const char *const units[] = {"\xc2\xa5", "￥", "$", "€", "£"}; /* no part of a value */

static void put_literal(cs_xlsx_format *f, const char *s, size_t n) {
  size_t held = strlen(f->prefix);
  if (n == 1 && *s == '-' && held == 0) return; /* it would look like a sign */
  if (f->whole + f->most > 0 || f->number || held + n >= sizeof f->prefix) return;
  for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
    if (n == strlen(units[i]) && memcmp(s, units[i], n) == 0) return;
  }
  memcpy(f->prefix + held, s, n);
}

/* Bytes of the literal at `s`: "text", \c; 0: it is none. *text and *size are what is shown of it. */
static size_t literal_at(const char *s, const char *end, const char **text, size_t *size) {
  *text = s + 1;
  *size = 0;
  if (*s == '"') {
    const char *close = memchr(s + 1, '"', (size_t)(end - s - 1));
    if (close == NULL) close = end;
    *size = (size_t)(close - s - 1);
    return close == end ? (size_t)(end - s) : (size_t)(close + 1 - s);
  }
  if ((*s == '\\' || *s == '_' || *s == '*') && s + 1 < end) {
    size_t length = 1;
    while (s + 1 + length < end && ((unsigned char)s[1 + length] & 0xc0) == 0x80) length++;
    *size = *s == '\\' ? length : 0;
    return 1 + length;
  }
  return 0;
}

static void count_digit(cs_xlsx_format *f, char c, bool *pointed, bool *plain) {
  if (c == '.') {
    *plain = *plain && !*pointed;
    *pointed = true;
  } else if (*pointed) {
    if (f->most < 30) f->most++;
    if (c == '0') f->least = f->most;
  } else if (c == '0' && f->whole < 30) {
    f->whole++;
  }
  f->number = true;
}

void cs_xlsx_format_parse(const char *code, size_t n, cs_xlsx_format *out) {
  const char *at = code, *end = code + n, *text;
  letters l = {0};
  bool pointed = false, plain = true, general = false;
  size_t size;
  *out = (cs_xlsx_format){0};
  while (at < end && *at != ';') { /* the first section: what is not negative */
    size_t literal = literal_at(at, end, &text, &size);
    char c = lower(*at);
    if (literal > 0) {
      put_literal(out, text, size);
      at += literal;
    } else if (*at == '[') {
      const char *close = memchr(at, ']', (size_t)(end - at));
      if (close == NULL) break;
      read_bracket(at + 1, close, &l, out);
      at = close + 1;
    } else if (starts(at, end, "general") || starts(at, end, "g/通用格式")) {
      general = true;
      at += starts(at, end, "general") ? 7 : strlen("g/通用格式");
    } else if (starts(at, end, "am/pm") || starts(at, end, "a/p")) {
      at += c == 'a' && lower(at[1]) == 'm' ? 5 : 3;
    } else if (c == 'e' && at + 1 < end && (at[1] == '+' || at[1] == '-')) {
      plain = false; /* scientific: the digits are not where the format has them */
      at += 2;
    } else {
      if (c == '0' || c == '#' || c == '?' || (c == '.' && l.count == 0))
        count_digit(out, c, &pointed, &plain);
      else if (c == '%')
        out->percent = true;
      else if (c == '/' && out->number)
        plain = false; /* a fraction */
      else if (c == ',' && out->number && (at + 1 == end || strchr("0#?", at[1]) == NULL))
        plain = false; /* in thousands: the value counts, not what is shown of it */
      else if (c != '\0' && strchr("ymdhseb", c) != NULL)
        note_letter(&l, c);
      size = cs_utf8_next(at, (size_t)(end - at), NULL);
      if (size == 0) size = 1;
      if (size > 1 || (c >= 'a' && c <= 'z') || c == '-') put_literal(out, at, size);
      at += size;
    }
  }
  read_letters(&l, out);
  if (out->date || general || !plain || !out->number) {
    out->number = out->percent = false;
    out->prefix[0] = '\0';
  }
}

void cs_xlsx_format_builtin(uint32_t id, cs_xlsx_format *out) {
  static const struct {
    uint32_t from, upto;
    const char *code;
  } codes[] = {
      {1, 1, "0"},        {2, 2, "0.00"},       {3, 3, "#,##0"},           {4, 4, "#,##0.00"},
      {9, 9, "0%"},       {10, 10, "0.00%"},    {14, 15, "yyyy-m-d"},      {16, 16, "m-d"},
      {17, 17, "yyyy-m"}, {18, 21, "h:mm:ss"},  {22, 22, "yyyy-m-d h:mm"}, {27, 27, "yyyy-m"},
      {28, 29, "m-d"},    {30, 31, "yyyy-m-d"}, {32, 35, "h:mm:ss"},       {36, 36, "yyyy-m"},
      {37, 38, "#,##0"},  {39, 40, "#,##0.00"}, {45, 45, "mm:ss"},         {46, 46, "[h]:mm:ss"},
      {47, 47, "mm:ss"},  {50, 50, "yyyy-m"},   {51, 51, "m-d"},           {52, 52, "yyyy-m"},
      {53, 54, "m-d"},    {55, 56, "h:mm:ss"},  {57, 57, "yyyy-m"},        {58, 58, "m-d"}};
  *out = (cs_xlsx_format){0};
  for (size_t i = 0; i < sizeof codes / sizeof *codes; i++) {
    if (id < codes[i].from || id > codes[i].upto) continue;
    cs_xlsx_format_parse(codes[i].code, strlen(codes[i].code), out);
    return;
  }
}
