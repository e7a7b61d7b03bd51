/* Writes a company of any size as the contract's import files, fast: a million people in seconds.
 *
 * usage: company N SEED DIR [--clean]
 *
 * employees.csv ratings.csv events.csv absences.csv with ratings from 2025-07 to 2026-06, and two more
 * months of ratings for everybody: month.csv (2026-07, in the order of the employees) and shuffled.csv (2026-08, in
 * no order). Unless --clean: blanks, leavers, joiners inside the window, missing months, long leave, complaints that
 * nobody has decided yet. The same arguments give the same bytes. */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_MONTH (2025 * 12 + 6)
#define MONTHS 12
#define LAST_DAY 20634 /* 2026-06-30, counted from 1970-01-01 */

/* -- chance: splitmix64 */

static uint64_t state;

static uint64_t next(void) {
  uint64_t z = state += UINT64_C(0x9e3779b97f4a7c15);
  z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
  z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
  return z ^ (z >> 31);
}

static int between(int low, int high) {
  return low + (int)(((next() >> 32) * (uint64_t)(high - low + 1)) >> 32);
}

static bool percent(int chance) { return between(0, 99) < chance; }

/* -- days */

static int day_of(int year, int month, int day) {
  int y = month <= 2 ? year - 1 : year;
  int in_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
  return y * 365 + y / 4 - y / 100 + y / 400 + in_year - 719468;
}

static int month_first(int month) { return day_of(month / 12, month % 12 + 1, 1); }

/* -- writing */

typedef struct sheet {
  FILE *file;
  char line[512];
  char *at;
} sheet;

static void text(sheet *s, const char *t) {
  size_t n = strlen(t);
  memcpy(s->at, t, n);
  s->at += n;
}

static void number(sheet *s, int value, int width) {
  for (int i = width - 1; i >= 0; i--, value /= 10) s->at[i] = (char)('0' + value % 10);
  s->at += width;
}

static void code(sheet *s, int i) {
  *s->at++ = 'E';
  number(s, i, 7);
}

static void comma(sheet *s) { *s->at++ = ','; }

static void date(sheet *s, int day) { /* negative: blank */
  if (day < 0) return;
  int days = day + 719468, era = days / 146097, of_era = days - era * 146097;
  int year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
  int of_year = of_era - (365 * year + year / 4 - year / 100);
  int shifted = (5 * of_year + 2) / 153, month = shifted < 10 ? shifted + 3 : shifted - 9;
  number(s, year + era * 400 + (month <= 2), 4);
  *s->at++ = '-';
  number(s, month, 2);
  *s->at++ = '-';
  number(s, of_year - (153 * shifted + 2) / 5 + 1, 2);
}

static void end(sheet *s) {
  *s->at++ = '\n';
  fwrite_unlocked(s->line, 1, (size_t)(s->at - s->line), s->file);
  s->at = s->line;
}

static void rating(sheet *s, int i, int month, char value) {
  code(s, i);
  comma(s);
  number(s, month / 12, 4);
  *s->at++ = '-';
  number(s, month % 12 + 1, 2);
  comma(s);
  *s->at++ = value;
  end(s);
}

static void open_sheet(sheet *s, const char *folder, const char *name, const char *header) {
  char path[4096];
  snprintf(path, sizeof path, "%s/%s.csv", folder, name);
  s->file = fopen(path, "wb");
  if (s->file == NULL) {
    perror(path);
    exit(1);
  }
  setvbuf(s->file, NULL, _IOFBF, 1 << 20);
  s->at = s->line;
  text(s, header);
  end(s);
}

static void close_sheet(sheet *s) {
  if (fclose(s->file) != 0) {
    perror("company");
    exit(1);
  }
}

/* -- people */

static const char *const surnames[] = {"王", "李", "张", "刘", "陈", "杨", "黄", "赵", "吴", "周",
                                       "徐", "孙", "马", "朱", "胡", "郭", "何", "高", "林", "罗"};
static const char *const given[] = {"安宁", "柏川", "晨",   "冬青", "帆", "谷雨", "禾",
                                    "嘉木", "可",   "兰",   "鸣",   "宁", "清和", "若水",
                                    "舒",   "亭",   "文博", "小满", "砚", "知秋"};
static const char *const levels[] = {"junior", "mid1", "mid2", "senior", "chief"};
static const char *const steps[] = {"ordinary", "good", "excellent"};
#define PICK(list) ((list)[between(0, (int)(sizeof(list) / sizeof *(list)) - 1)])

/* How often each rating comes, out of 100, for a few kinds of people. */
static const int habits[][5] = {
    {3, 12, 75, 7, 3}, {12, 45, 41, 2, 0}, {30, 50, 20, 0, 0}, {4, 24, 62, 8, 2}, {0, 3, 97, 0, 0}};

static char draw(const int *habit) {
  int left = between(0, 99);
  int v = 0;
  while (left >= habit[v]) left -= habit[v++];
  return "SABCD"[v];
}

typedef struct company {
  sheet employees, ratings, events, absences, month;
  int people;
  bool clean;
  uint8_t *habit; /* of each person */
} company;

static void write_absence(company *c, int i, int from, int until) {
  static const char *const kinds[] = {"maternity", "medical", "secondment"};
  sheet *s = &c->absences;
  code(s, i);
  comma(s);
  date(s, from);
  comma(s);
  date(s, until > LAST_DAY ? -1 : until);
  comma(s);
  text(s, PICK(kinds));
  end(s);
}

static void write_complaint(company *c, int i) {
  static const char *const causes[] = {"personal", "attitude", "other"};
  static const char *const verdicts[] = {"yes", "yes", "no"};
  sheet *s = &c->events;
  code(s, i);
  comma(s);
  date(s, between(month_first(FIRST_MONTH), LAST_DAY));
  text(s, ",complaint,");
  text(s, PICK(causes));
  comma(s);
  if (c->clean || !percent(8)) text(s, PICK(verdicts));
  end(s);
}

static void write_person(company *c, int i) {
  static const char *const positions[] = {"agent", "qc", "assistant", "leader", "supervisor"};
  int place = between(0, 99);
  int position = place < 80 ? 0 : place < 87 ? 1 : place < 90 ? 2 : place < 98 ? 3 : 4;
  bool late = !c->clean && percent(12);
  int hired = late ? between(day_of(2025, 7, 1), LAST_DAY - 5)
                   : between(day_of(2016, 1, 1), day_of(2025, 5, 31));
  int confirmed = hired + between(60, 95), graded = -1, left = -1;
  const char *status = "confirmed";
  if (confirmed > LAST_DAY) {
    status = percent(50) ? "probation" : "intern";
    confirmed = -1;
  } else {
    graded = between(confirmed, LAST_DAY);
    if (!c->clean && percent(2)) graded = -1;
  }
  if (!c->clean && percent(3)) {
    int from = month_first(FIRST_MONTH + 6);
    if (from < hired) from = hired;
    if (from < graded) from = graded;
    left = between(from, LAST_DAY);
    status = "left";
  }

  sheet *s = &c->employees;
  code(s, i);
  comma(s);
  text(s, PICK(surnames));
  text(s, PICK(given));
  comma(s);
  text(s, positions[position]);
  comma(s);
  if (strcmp(status, "intern") == 0) {
    text(s, "intern");
  } else { /* nobody above the ceiling of the position */
    text(s, levels[between(position >= 3 ? 2 : 0, position == 1 || position == 2 ? 2 : 4)]);
    *s->at++ = '.';
    text(s, PICK(steps));
  }
  comma(s);
  text(s, status);
  comma(s);
  date(s, hired);
  comma(s);
  date(s, confirmed);
  comma(s);
  date(s, graded);
  comma(s);
  date(s, hired);
  text(s, ",团队");
  number(s, 1 + (i - 1) / 40, 5);
  comma(s);
  code(s, 1 + (i - 1) / 40 * 40);
  comma(s);
  date(s, left);
  end(s);

  int away_from = -1, away_until = -1;
  if (!c->clean && !late && percent(5)) {
    away_from = between(day_of(2025, 8, 1), day_of(2026, 5, 10));
    away_until = away_from + between(20, 170);
    write_absence(c, i, away_from, away_until);
  }
  c->habit[i] = (uint8_t)between(0, (int)(sizeof habits / sizeof *habits) - 1);
  for (int m = FIRST_MONTH; m < FIRST_MONTH + MONTHS; m++) {
    int first = month_first(m), last = month_first(m + 1) - 1;
    if (hired > first || (left >= 0 && left < first)) continue;
    if (away_from >= 0 && away_from <= first && last <= away_until) continue;
    if (!c->clean && percent(1)) continue;
    rating(&c->ratings, i, m, draw(habits[c->habit[i]]));
  }
  rating(&c->month, i, FIRST_MONTH + MONTHS, draw(habits[c->habit[i]]));
  if (percent(12)) write_complaint(c, i);
}

static void write_shuffled(company *c, const char *folder) {
  sheet s;
  int *order = malloc(sizeof *order * (size_t)c->people);
  if (order == NULL) exit(1);
  for (int i = 0; i < c->people; i++) order[i] = i + 1;
  for (int i = c->people - 1; i > 0; i--) {
    int j = between(0, i), kept = order[i];
    order[i] = order[j];
    order[j] = kept;
  }
  open_sheet(&s, folder, "shuffled", "employee,period,rating");
  for (int i = 0; i < c->people; i++)
    rating(&s, order[i], FIRST_MONTH + MONTHS + 1, draw(habits[c->habit[order[i]]]));
  close_sheet(&s);
  free(order);
}

int main(int argc, char **argv) {
  company c = {0};
  c.people = argc < 4 ? 0 : atoi(argv[1]);
  if (c.people < 1 || c.people > 9999999) {
    fprintf(stderr, "usage: company N SEED DIR [--clean]\n");
    return 2;
  }
  state = strtoull(argv[2], NULL, 10);
  c.clean = argc > 4 && strcmp(argv[4], "--clean") == 0;
  c.habit = calloc((size_t)c.people + 1, 1);
  if (c.habit == NULL) return 1;
  open_sheet(&c.employees, argv[3], "employees",
             "code,name,position,grade,status,hired_on,confirmed_on,graded_on,in_position_since,"
             "department,manager,left_on");
  open_sheet(&c.ratings, argv[3], "ratings", "employee,period,rating");
  open_sheet(&c.events, argv[3], "events", "employee,on,kind,cause,upheld");
  open_sheet(&c.absences, argv[3], "absences", "employee,from,to,kind");
  open_sheet(&c.month, argv[3], "month", "employee,period,rating");
  for (int i = 1; i <= c.people; i++) write_person(&c, i);
  close_sheet(&c.employees);
  close_sheet(&c.ratings);
  close_sheet(&c.events);
  close_sheet(&c.absences);
  close_sheet(&c.month);
  write_shuffled(&c, argv[3]);
  free(c.habit);
  return 0;
}
