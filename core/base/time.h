/* Points of time: milliseconds since 1970-01-01T00:00:00Z. Text: ISO 8601 date, or date and time
 * ("2026-07-01", "2026-07-01T09:30", "...:15.250", with "Z" or "+08:00"); without an offset it
 * is local to `zone`, an IANA name such as "Asia/Shanghai" or "UTC". A bare date is its first
 * instant. A local time that comes twice (clocks put back) is the first of the two; one that is
 * skipped counts on from before the change: 02:30 is 03:30. Zones are read once from
 * /usr/share/zoneinfo, never from TZ; without those files only "UTC" exists. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

typedef int64_t cs_time;
bool cs_time_parse(const char *text, const char *zone, cs_time *out);
#define CS_TIME_SIZE 40

/* "2026-07-01T09:30:15.250+08:00", in UTC with "Z"; "" outside the range. An unknown zone is
 * written as UTC. Returns out. */
char *cs_time_text(cs_time t, const char *zone, char out[CS_TIME_SIZE]);
bool cs_zone_valid(const char *zone); /* the zone exists on this machine */
