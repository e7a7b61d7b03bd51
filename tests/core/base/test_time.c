#include "base/time.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static void check_time(const char *text, const char *zone, const char *expected) {
  cs_time t;
  char out[CS_TIME_SIZE];
  if (!cs_time_parse(text, zone, &t)) fail_msg("%s should be a time in %s", text, zone);
  assert_string_equal(cs_time_text(t, "UTC", out), expected);
}

static void reads_and_writes_times(void **state) {
  (void)state;
  check_time("1970-01-01", "UTC", "1970-01-01T00:00:00.000Z");
  check_time("2026-07-01T09:30", "UTC", "2026-07-01T09:30:00.000Z");
  check_time("2026-07-01 09:30:15.25", "UTC", "2026-07-01T09:30:15.250Z");
  check_time("2026-07-01T09:30:15.250+08:00", "UTC", "2026-07-01T01:30:15.250Z");
  check_time("2026-07-01T09:30-0530", "UTC", "2026-07-01T15:00:00.000Z");
  check_time("2026-07-01T09:30Z", "nowhere is asked", "2026-07-01T09:30:00.000Z");
  check_time("1969-12-31T23:59:59.999Z", "UTC", "1969-12-31T23:59:59.999Z");
  check_time("0001-01-01", "UTC", "0001-01-01T00:00:00.000Z");
  check_time("2026-07-01T09:30:15.123456789Z", "UTC", "2026-07-01T09:30:15.123Z");
  const char *const wrong[] = {"",
                               "2026-07-01T",
                               "2026-07-01T24:00",
                               "2026-07-01T09:60",
                               "2026-07-01T09:30:60",
                               "2026-07-01T9:30",
                               "2026-07-01T09:30:15.",
                               "2026-07-01T09:30+8",
                               "2026-07-01Z",
                               "2026-07-01T09:30 +08:00",
                               "2026-02-30T00:00",
                               "2026-07-01T09:30+24:00",
                               "now",
                               "2026-07-01T09:30:15.1234567890Z",
                               "2026-07-01T09:30:15.1Zx"};
  for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
    cs_time t;
    if (cs_time_parse(wrong[i], "UTC", &t)) fail_msg("%s should not be a time", wrong[i]);
  }
  cs_time t;
  char out[CS_TIME_SIZE];
  assert_false(cs_time_parse("2026-07-01T09:30", "No/Where", &t));
  assert_string_equal(cs_time_text(INT64_MAX, "UTC", out), "");
  assert_string_equal(cs_time_text(INT64_MIN, "UTC", out), "");
  assert_string_equal(cs_time_text(-1, "No/Where", out), "1969-12-31T23:59:59.999Z");
}

static void knows_zones(void **state) {
  (void)state;
  assert_true(cs_zone_valid("UTC"));
  const char *const wrong[] = {"",
                               "/etc/passwd",
                               "../../../etc/passwd",
                               "Asia/../../../../etc/passwd",
                               "Asia",
                               "No/Where",
                               "zone.tab",
                               "tzdata.zi",
                               "/usr/share/zoneinfo/UTC",
                               "Asia/Shanghai\n",
                               "right/Asia/Shanghai"};
  for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) assert_false(cs_zone_valid(wrong[i]));
  char name[300];
  memset(name, 'a', sizeof name);
  name[sizeof name - 1] = '\0';
  assert_false(cs_zone_valid(name));
  if (!cs_zone_valid("Asia/Shanghai")) skip(); /* a machine without tzdata */

  char out[CS_TIME_SIZE];
  check_time("2026-07-01", "Asia/Shanghai", "2026-06-30T16:00:00.000Z");
  check_time("2126-07-01", "Asia/Shanghai", "2126-06-30T16:00:00.000Z");
  assert_string_equal(cs_time_text(0, "Asia/Shanghai", out), "1970-01-01T08:00:00.000+08:00");
  check_time("1986-06-01T12:00", "Asia/Shanghai",
             "1986-06-01T03:00:00.000Z"); /* its years of summer time */
  assert_string_equal(cs_time_text(INT64_C(-2500000000000), "Asia/Shanghai", out),
                      "1890-10-12T03:39:03.000+08:05:43");
  check_time(out, "UTC", "1890-10-11T19:33:20.000Z");

  /* beyond the file's table, by its rule */
  check_time("2090-07-01T12:00", "America/New_York", "2090-07-01T16:00:00.000Z");
  check_time("2090-12-01T12:00", "America/New_York", "2090-12-01T17:00:00.000Z");
  check_time("2090-01-01T12:00", "Australia/Sydney", "2090-01-01T01:00:00.000Z");
  check_time("2090-07-01T12:00", "Australia/Sydney", "2090-07-01T02:00:00.000Z");
  /* twice: the first; skipped: counted on */
  check_time("2026-11-01T01:30", "America/New_York", "2026-11-01T05:30:00.000Z");
  check_time("2026-03-08T02:30", "America/New_York", "2026-03-08T07:30:00.000Z");
  check_time("2026-03-08T03:00", "America/New_York", "2026-03-08T07:00:00.000Z");
  /* the first instant of a day whose midnight was skipped, and of a day that was */
  check_time("2018-11-04", "America/Sao_Paulo", "2018-11-04T03:00:00.000Z");
  check_time("2011-12-30", "Pacific/Apia", "2011-12-30T10:00:00.000Z");
}

/* glibc reads the same files in its own way: both must agree at any moment. */
static void agrees_with_the_c_library(void **state) {
  (void)state;
  if (!cs_zone_valid("Asia/Shanghai")) skip();
  static const char *const names[] = {"Asia/Shanghai",     "America/New_York",    "Europe/Dublin",
                                      "Europe/London",     "Australia/Lord_Howe", "Asia/Kathmandu",
                                      "America/Sao_Paulo", "Africa/Casablanca",   "America/Nuuk",
                                      "Asia/Jerusalem",    "Pacific/Apia",        "Asia/Tehran",
                                      "Africa/Cairo"};
  unsigned random = 20260701;
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    setenv("TZ", names[i], 1);
    tzset();
    for (int k = 0; k < 20000; k++) {
      random = random * 1664525 + 1013904223;
      time_t moment = (time_t)((int64_t)random * 2 - INT64_C(2000000000)); /* 1906 .. 2178 */
      struct tm local;
      localtime_r(&moment, &local);
      char expected[100], out[CS_TIME_SIZE];
      int east = (int)local.tm_gmtoff, far = abs(east);
      if (far % 60 != 0) continue;
      snprintf(expected, sizeof expected, "%04d-%02d-%02dT%02d:%02d:%02d.000%c%02d:%02d",
               local.tm_year + 1900, local.tm_mon + 1, local.tm_mday, local.tm_hour, local.tm_min,
               local.tm_sec, east < 0 ? '-' : '+', far / 3600, far / 60 % 60);
      if (strcmp(cs_time_text((int64_t)moment * 1000, names[i], out), expected) != 0) {
        fail_msg("%s at %lld: %s, the C library says %s", names[i], (long long)moment, out,
                 expected);
      }
      cs_time again;
      assert_true(cs_time_parse(out, "UTC", &again) && again == (int64_t)moment * 1000);
      out[23] = '\0'; /* without the offset: the same moment, or the first of two */
      assert_true(cs_time_parse(out, names[i], &again));
      assert_true(again <= (int64_t)moment * 1000);
      char back[CS_TIME_SIZE];
      cs_time_text(again, names[i], back);
      assert_memory_equal(back, out, 23);
    }
  }
  unsetenv("TZ");
  tzset();
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(reads_and_writes_times),
      cmocka_unit_test(knows_zones),
      cmocka_unit_test(agrees_with_the_c_library),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
