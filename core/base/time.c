#include "base/time.h"
#include "base/days.h"
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DAY_SECONDS INT64_C(86400)

/* ---- zones ---- */

/* Read from the system's TZif files (RFC 8536) instead of going through TZ and tzset: those are
 * one per process, and the evaluation runs in threads. A zone once read is kept until the program
 * ends. */

#define ZONE_DIRECTORY "/usr/share/zoneinfo/"
#define ZONE_FILE_MAX ((size_t)1 << 20)

/* A day of change in the rule for the years after the table: POSIX TZ, "M3.2.0/2", "J60", "59". */
typedef struct change {
  char kind; /* 'M', 'J' (1..365, no leap day) or 'N' (0..365) */
  int month, week, day;
  int64_t seconds; /* after that day's midnight, may be negative */
} change;

typedef struct zone {
  struct zone *next;
  char *name;
  size_t count;    /* of transitions */
  int64_t *at;     /* UTC seconds, ascending */
  int32_t *offset; /* seconds east; [i] holds before at[i], [count] after the last */
  bool has_rule, has_summer;
  int32_t standard, summer; /* seconds east */
  change to_summer, to_standard;
} zone;

static pthread_mutex_t zones_lock = PTHREAD_MUTEX_INITIALIZER;
static zone *zones;

static void zone_free(zone *z) {
  if (z == NULL) return;
  free(z->name);
  free(z->at);
  free(z->offset);
  free(z);
}

static int64_t change_time(const change *c, int64_t year) {
  int64_t first = cs_days_of(year, 1, 1);
  int64_t day;
  if (c->kind == 'M') {
    int64_t month_first = cs_days_of(year, c->month, 1);
    int64_t thursday = month_first + 4; /* 1970-01-01 was a Thursday */
    int64_t weekday = thursday - cs_floor_div(thursday, 7) * 7;
    int64_t in_month = (c->day - weekday + 7) % 7 + (c->week - 1) * 7;
    while (in_month >= cs_days_in_month(year, c->month)) in_month -= 7; /* week 5: the last one */
    day = month_first + in_month;
  } else if (c->kind == 'J') {
    day = first + c->day - 1 + (cs_days_in_month(year, 2) == 29 && c->day >= 60);
  } else {
    day = first + c->day;
  }
  return day * DAY_SECONDS + c->seconds;
}

static int32_t rule_offset(const zone *z, int64_t utc) {
  if (!z->has_summer) return z->standard;
  int64_t year;
  int month, day;
  cs_days_split(cs_floor_div(utc + z->standard, DAY_SECONDS), &year, &month, &day);
  int64_t begin = change_time(&z->to_summer, year) - z->standard;
  int64_t end = change_time(&z->to_standard, year) - z->summer;
  bool summer = begin < end ? utc >= begin && utc < end : utc >= begin || utc < end;
  return summer ? z->summer : z->standard;
}

/* Seconds east of UTC at that moment. z NULL: UTC. */
static int32_t zone_offset(const zone *z, int64_t utc) {
  if (z == NULL) return 0;
  if (z->has_rule && (z->count == 0 || utc >= z->at[z->count - 1])) return rule_offset(z, utc);
  size_t low = 0, high = z->count; /* the number of transitions at or before utc */
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (z->at[middle] <= utc) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return z->offset[low];
}

/* [+-]h[h][h][:mm[:ss]] */
static bool take_clock(cs_scan *c, int64_t *out) {
  bool negative = cs_scan_text(c, "-");
  if (!negative) cs_scan_text(c, "+");
  int hour, minute = 0, second = 0;
  if (!cs_scan_number(c, 1, 3, &hour)) return false;
  if (cs_scan_text(c, ":") && !cs_scan_number(c, 1, 2, &minute)) return false;
  if (cs_scan_text(c, ":") && !cs_scan_number(c, 1, 2, &second)) return false;
  if (hour > 167 || minute > 59 || second > 59) return false;
  int64_t seconds = hour * 3600 + minute * 60 + second;
  *out = negative ? -seconds : seconds;
  return true;
}

static bool take_zone_name(cs_scan *c) {
  const char *first = c->at;
  if (cs_scan_text(c, "<")) {
    while (!cs_scan_done(c) && *c->at != '>') c->at++;
    return cs_scan_text(c, ">");
  }
  while (!cs_scan_done(c) && ((*c->at >= 'A' && *c->at <= 'Z') || (*c->at >= 'a' && *c->at <= 'z')))
    c->at++;
  return c->at > first;
}

static bool take_change(cs_scan *c, change *out) {
  if (!cs_scan_text(c, ",")) return false;
  out->seconds = 7200;
  if (cs_scan_text(c, "M")) {
    out->kind = 'M';
    if (!cs_scan_number(c, 1, 2, &out->month) || !cs_scan_text(c, ".")) return false;
    if (!cs_scan_number(c, 1, 1, &out->week) || !cs_scan_text(c, ".") ||
        !cs_scan_number(c, 1, 1, &out->day))
      return false;
    if (out->month < 1 || out->month > 12 || out->week < 1 || out->week > 5 || out->day > 6)
      return false;
  } else {
    out->kind = cs_scan_text(c, "J") ? 'J' : 'N';
    if (!cs_scan_number(c, 1, 3, &out->day) || out->day > 365 || (out->kind == 'J' && out->day < 1))
      return false;
  }
  return !cs_scan_text(c, "/") || take_clock(c, &out->seconds);
}

/* The TZ string that ends the file; POSIX counts west as positive. */
static bool read_rule(zone *z, cs_scan c) {
  int64_t west;
  if (!take_zone_name(&c) || !take_clock(&c, &west)) return false;
  z->standard = (int32_t)-west;
  z->has_rule = true;
  if (cs_scan_done(&c)) return true;
  if (!take_zone_name(&c)) return false;
  west -= 3600;
  if (!cs_scan_done(&c) && *c.at != ',' && !take_clock(&c, &west)) return false;
  z->summer = (int32_t)-west;
  z->has_summer = true;
  return take_change(&c, &z->to_summer) && take_change(&c, &z->to_standard) && cs_scan_done(&c);
}

static int64_t big_endian(const unsigned char *b, size_t n) {
  uint64_t value = (b[0] & 0x80) ? UINT64_MAX : 0;
  for (size_t i = 0; i < n; i++) value = value << 8 | b[i];
  return (int64_t)value;
}

/* The six counts of a TZif header, in the file's order. */
enum { UT_COUNT, STD_COUNT, LEAP_COUNT, TIME_COUNT, TYPE_COUNT, CHAR_COUNT, COUNTS };
#define ZONE_HEADER ((size_t)44)

static bool read_header(const unsigned char *b, size_t n, size_t counts[COUNTS]) {
  if (n < ZONE_HEADER || memcmp(b, "TZif", 4) != 0 || b[4] < '2') return false;
  for (size_t i = 0; i < COUNTS; i++) {
    int64_t count = big_endian(b + 20 + 4 * i, 4);
    if (count < 0 || (size_t)count > ZONE_FILE_MAX) return false;
    counts[i] = (size_t)count;
  }
  return true;
}

static size_t block_size(const size_t counts[COUNTS], size_t time_size) {
  return counts[TIME_COUNT] * (time_size + 1) + counts[TYPE_COUNT] * 6 + counts[CHAR_COUNT] +
         counts[LEAP_COUNT] * (time_size + 4) + counts[STD_COUNT] + counts[UT_COUNT];
}

static bool read_zone(zone *z, const unsigned char *b, size_t n) {
  size_t counts[COUNTS];
  if (!read_header(b, n, counts)) return false;
  size_t skip =
      ZONE_HEADER + block_size(counts, 4); /* the version 1 block repeats the rest in 32 bits */
  if (skip > n || !read_header(b + skip, n - skip, counts)) return false;
  b += skip + ZONE_HEADER;
  n -= skip + ZONE_HEADER;
  size_t size = block_size(counts, 8);
  if (size > n || counts[TYPE_COUNT] == 0 || counts[LEAP_COUNT] != 0)
    return false; /* "right/" counts leap seconds */

  z->count = counts[TIME_COUNT];
  z->at = calloc(z->count + 1, sizeof *z->at);
  z->offset = calloc(z->count + 1, sizeof *z->offset);
  if (z->at == NULL || z->offset == NULL) return false;
  const unsigned char *types = b + z->count * 8, *infos = types + z->count;
  for (size_t i = 0; i <= z->count; i++) {
    size_t type = i == 0 ? 0 : types[i - 1];
    if (type >= counts[TYPE_COUNT]) return false;
    int64_t offset = big_endian(infos + type * 6, 4);
    if (offset < -DAY_SECONDS * 2 || offset > DAY_SECONDS * 2) return false;
    z->offset[i] = (int32_t)offset;
    if (i == z->count) break;
    z->at[i] = big_endian(b + i * 8, 8);
    if (i > 0 && z->at[i] <= z->at[i - 1]) return false;
  }

  const char *footer = (const char *)b + size;
  size_t left = n - size;
  if (left < 2 || footer[0] != '\n') return false;
  const char *end = memchr(footer + 1, '\n', left - 1);
  if (end == NULL) return false;
  return end == footer + 1 || read_rule(z, (cs_scan){footer + 1, end});
}

static bool zone_name_fits(const char *name) {
  size_t n = strlen(name);
  return n > 0 && n < 100 && name[0] != '/' && strstr(name, "..") == NULL &&
         strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_+-/") == n;
}

static zone *zone_read(const char *name) {
  char path[sizeof ZONE_DIRECTORY + 100];
  snprintf(path, sizeof path, ZONE_DIRECTORY "%s", name);
  zone *z = calloc(1, sizeof *z);
  unsigned char *bytes = malloc(ZONE_FILE_MAX);
  FILE *file = fopen(path, "rbe");
  if (z == NULL || bytes == NULL || file == NULL) goto fail;
  size_t n = fread(bytes, 1, ZONE_FILE_MAX, file);
  if (!read_zone(z, bytes, n)) goto fail;
  z->name = strdup(name);
  if (z->name == NULL) goto fail;
  fclose(file);
  free(bytes);
  return z;

fail:
  if (file != NULL) fclose(file);
  free(bytes);
  zone_free(z);
  return NULL;
}

/* False: no such zone. *out is NULL for UTC. */
static bool zone_find(const char *name, const zone **out) {
  *out = NULL;
  if (strcmp(name, "UTC") == 0) return true;
  if (!zone_name_fits(name)) return false;
  pthread_mutex_lock(&zones_lock);
  zone *z = zones;
  while (z != NULL && strcmp(z->name, name) != 0) z = z->next;
  if (z == NULL) {
    z = zone_read(name);
    if (z != NULL) {
      z->next = zones;
      zones = z;
    }
  }
  pthread_mutex_unlock(&zones_lock);
  *out = z;
  return z != NULL;
}

bool cs_zone_valid(const char *name) {
  const zone *z;
  return zone_find(name, &z);
}

/* The moment at which clocks of the zone show `local` (seconds, as if UTC). Shown twice: the
 * first. Never shown (the clock is put forward over it): with `first_instant` the moment of the
 * change, else counted on from before the change, so that 02:30 becomes 03:30. */
static int64_t zone_utc(const zone *z, int64_t local, bool first_instant) {
  int32_t before = zone_offset(z, local - DAY_SECONDS), after = zone_offset(z, local + DAY_SECONDS);
  if (zone_offset(z, local - before) == before) return local - before;
  if (zone_offset(z, local - after) == after) return local - after;
  if (!first_instant) return local - before;
  int64_t low = local - after, high = local - before; /* the change lies in (low, high] */
  while (high - low > 1) {
    int64_t middle = low + (high - low) / 2;
    if (zone_offset(z, middle) == before) {
      low = middle;
    } else {
      high = middle;
    }
  }
  return high;
}

/* ---- points of time ---- */

/* HH:MM[:SS[.fraction]] as milliseconds; digits after the third are cut. */
static bool take_time(cs_scan *c, int64_t *out) {
  int hour, minute, second = 0, thousandths = 0;
  if (!cs_scan_number(c, 2, 2, &hour) || !cs_scan_text(c, ":") || !cs_scan_number(c, 2, 2, &minute))
    return false;
  if (cs_scan_text(c, ":")) {
    if (!cs_scan_number(c, 2, 2, &second)) return false;
    if (cs_scan_text(c, ".")) {
      int digit, weight = 100, count = 0;
      for (; count < 9 && cs_scan_number(c, 1, 1, &digit); count++, weight /= 10) {
        thousandths += digit * weight;
      }
      if (count == 0) return false;
    }
  }
  if (hour > 23 || minute > 59 || second > 59) return false;
  *out = ((hour * 60 + minute) * 60 + second) * INT64_C(1000) + thousandths;
  return true;
}

/* Z, +08:00, +0800, +08; seconds too, which the zones of the 19th century have. */
static bool take_offset(cs_scan *c, int64_t *out) {
  *out = 0;
  if (cs_scan_text(c, "Z")) return true;
  bool negative = cs_scan_text(c, "-");
  if (!negative && !cs_scan_text(c, "+")) return false;
  int hour, minute = 0, second = 0;
  if (!cs_scan_number(c, 2, 2, &hour)) return false;
  if (!cs_scan_done(c)) {
    cs_scan_text(c, ":");
    if (!cs_scan_number(c, 2, 2, &minute)) return false;
    if (cs_scan_text(c, ":") && !cs_scan_number(c, 2, 2, &second)) return false;
  }
  if (hour > 23 || minute > 59 || second > 59) return false;
  int64_t seconds = hour * 3600 + minute * 60 + second;
  *out = negative ? -seconds : seconds;
  return true;
}

bool cs_time_parse(const char *text, const char *zone_name, cs_time *out) {
  *out = 0;
  cs_scan c = cs_scan_of(text, strlen(text));
  cs_date d;
  const zone *z;
  if (!cs_days_take(&c, &d)) return false;
  int64_t midnight = d * DAY_SECONDS;
  if (cs_scan_done(&c)) {
    if (!zone_find(zone_name, &z)) return false;
    *out = zone_utc(z, midnight, true) * 1000;
    return true;
  }
  int64_t clock, east;
  if (!cs_scan_any(&c, "T ") || !take_time(&c, &clock)) return false;
  int64_t local = midnight + clock / 1000;
  if (cs_scan_done(&c)) {
    if (!zone_find(zone_name, &z)) return false;
    local = zone_utc(z, local, false);
  } else {
    if (!take_offset(&c, &east) || !cs_scan_done(&c)) return false;
    local -= east;
  }
  *out = local * 1000 + clock % 1000;
  return true;
}

char *cs_time_text(cs_time t, const char *zone_name, char out[CS_TIME_SIZE]) {
  const zone *z;
  zone_find(zone_name, &z); /* an unknown one is written as UTC, which is still the right moment */
  int64_t utc = cs_floor_div(t, 1000);
  int32_t east = zone_offset(z, utc);
  int64_t local = utc + east;
  int64_t days = cs_floor_div(local, DAY_SECONDS);
  int64_t year;
  int month, day;
  cs_days_split(days, &year, &month, &day);
  out[0] = '\0';
  if (year < 1 || year > 9999) return out;
  int clock = (int)(local - days * DAY_SECONDS), thousandths = (int)(t - utc * 1000);
  int size = snprintf(out, CS_TIME_SIZE, "%04d-%02d-%02dT%02d:%02d:%02d.%03d", (int)year, month,
                      day, clock / 3600, clock / 60 % 60, clock % 60, thousandths);
  char *tail = out + size;
  size_t space = CS_TIME_SIZE - (size_t)size;
  if (z == NULL) {
    snprintf(tail, space, "Z");
    return out;
  }
  int far = east < 0 ? -east : east;
  size = snprintf(tail, space, "%c%02d:%02d", east < 0 ? '-' : '+', far / 3600, far / 60 % 60);
  if (far % 60 != 0) snprintf(tail + size, space - (size_t)size, ":%02d", far % 60);
  return out;
}
