#define _GNU_SOURCE
/* A random company imported whole, in shuffled pieces, and row by row gives the same facts. */
#include "core/intake/support.h"

#define PEOPLE 60
#define ROWS_MAX 2000

typedef struct table {
  const char *kind, *head;
  char *rows[ROWS_MAX];
  size_t count;
} table;

static uint32_t seed;
static uint32_t pick(uint32_t n) {
  seed = seed * 1664525u + 1013904223u;
  return (seed >> 8) % n;
}

static void put(table *t, const char *row) {
  assert_true(t->count < ROWS_MAX);
  t->rows[t->count++] = strdup(row);
}

static const char *any_date(char out[16], int chance_of_blank) {
  if (pick(100) < (uint32_t)chance_of_blank)
    *out = '\0';
  else
    snprintf(out, 16, "20%02u-%02u-%02u", 20 + pick(6), 1 + pick(12), 1 + pick(28));
  return out;
}

static void fill_employees(table *t, const char *kind_of_file) {
  *t = (table){.kind = "employees",
               .head = "code,name,position,grade,status,hired_on,graded_on,manager"};
  for (unsigned i = 0; i < PEOPLE; i++) {
    static const char *const positions[] = {"agent", "guide", "", "客服"}, *const statuses[] = {
                                                                               "confirmed", "left",
                                                                               ""};
    char row[256], hired[16], graded[16];
    if (*kind_of_file == 'c' && pick(3) == 0) continue; /* corrections speak of some */
    snprintf(row, sizeof row, "E%03u,名%u,%s,g%u,%s,%s,%s,E%03u", i, i, positions[pick(4)],
             1 + pick(4), statuses[pick(3)], any_date(hired, 10), any_date(graded, 20),
             pick(PEOPLE + 9));
    put(t, row);
  }
}

static void fill_facts(table *ratings, table *events, table *absences) {
  *ratings = (table){.kind = "ratings", .head = "employee,period,rating"};
  *events = (table){.kind = "events", .head = "employee,on,kind,cause,upheld,ref"};
  *absences = (table){.kind = "absences", .head = "employee,from,to,kind"};
  for (unsigned i = 0; i < PEOPLE; i++) {
    char row[128];
    for (unsigned m = 1; m <= 12; m++) {
      if (pick(10) == 0) continue;
      snprintf(row, sizeof row, "E%03u,2025-%02u,%c", i, m, "SABCs "[pick(6)]);
      put(ratings, row);
    }
    for (unsigned n = pick(4); n > 0; n--) { /* a day of its own each: no two are equal */
      static const char *const causes[] = {"personal", "other", ""}, *const upheld[] = {"yes", "no",
                                                                                        "", "是"};
      char ref[16] = "";
      if (pick(2) == 0) snprintf(ref, sizeof ref, "T%03u-%u", i, n);
      snprintf(row, sizeof row, "E%03u,2025-%02u-%02u,complaint,%s,%s,%s", i, n, 1 + pick(28),
               causes[pick(3)], upheld[pick(4)], ref);
      put(events, row);
    }
    for (unsigned n = pick(3); n > 0; n--) {
      snprintf(row, sizeof row, "E%03u,2024-%02u-01,%s,%s", i, n * 3,
               pick(2) == 0 ? "" : "2025-01-31", pick(2) == 0 ? "medical" : "");
      put(absences, row);
    }
  }
}

static void table_free(table *t) {
  for (size_t i = 0; i < t->count; i++) free(t->rows[i]);
}

static void import_rows(support *s, const table *t, size_t first, size_t count) {
  cs_buf csv = {0};
  cs_buf_printf(&csv, "%s\n", t->head);
  for (size_t i = first; i < first + count; i++) cs_buf_printf(&csv, "%s\n", t->rows[i]);
  support_good(s, t->kind, cs_buf_str(&csv));
  cs_buf_deinit(&csv);
}

static void shuffle(table *t) {
  for (size_t i = t->count; i > 1; i--) {
    size_t k = pick((uint32_t)i);
    char *held = t->rows[k];
    t->rows[k] = t->rows[i - 1];
    t->rows[i - 1] = held;
  }
}

static void import_pieces(support *s, table *t) {
  shuffle(t);
  for (size_t at = 0; at < t->count;) {
    size_t count = 1 + pick(50);
    if (count > t->count - at) count = t->count - at;
    import_rows(s, t, at, count);
    at += count;
  }
}

static void import_one_by_one(support *s, table *t) {
  shuffle(t);
  for (size_t i = 0; i < t->count; i++) {
    char head[128], row[256];
    const char *pairs[32];
    size_t n = 0;
    snprintf(head, sizeof head, "%s", t->head);
    snprintf(row, sizeof row, "%s", t->rows[i]);
    char *name = head, *value = row;
    while (name != NULL) {
      pairs[n++] = strsep(&name, ",");
      pairs[n++] = strsep(&value, ",");
    }
    pairs[n] = NULL;
    cs_intake_options options = {.kind = t->kind, .row = pairs};
    support_ok(s, support_run(s, &options));
  }
}

/* A person's facts, events and spans without their numbers. */
static char *canonical(support *s, const char *code) {
  char *lines[512], *groups[64] = {0};
  size_t count = 0, group_count = 0;
  char *text = strdup(support_person(s, code));
  cs_buf out = {0};
  for (char *line = strtok(text, "\n"); line != NULL; line = strtok(NULL, "\n")) {
    char klass, name[32], value[64] = "";
    unsigned instance;
    if ((line[0] != 'e' && line[0] != 'i') ||
        sscanf(line, "%c %31s %u %63s", &klass, name, &instance, value) < 3) {
      lines[count++] = strdup(line);
      continue;
    }
    size_t g = instance + (klass == 'e' ? 0 : 32);
    assert_true(g < 64);
    char *longer;
    assert_true(asprintf(&longer, "%s %c.%s=%s", groups[g] == NULL ? "" : groups[g], klass, name,
                         value) > 0);
    free(groups[g]);
    groups[g] = longer;
    if (g >= group_count) group_count = g + 1;
  }
  for (size_t g = 0; g < group_count; g++) {
    if (groups[g] != NULL) lines[count++] = groups[g];
  }
  if (count > 0) qsort(lines, count, sizeof *lines, support_compare_lines);
  for (size_t i = 0; i < count; i++) {
    cs_buf_printf(&out, "%s\n", lines[i]);
    free(lines[i]);
  }
  free(text);
  cs_buf_putc(&out, '\0');
  return out.data;
}

static void three_ways_one_company(uint32_t start) {
  table employees, corrections, ratings, events, absences;
  seed = start;
  fill_employees(&employees, "first");
  fill_employees(&corrections, "corrections");
  fill_facts(&ratings, &events, &absences);
  table *all[] = {&employees, &ratings, &corrections, &events, &absences};
  support ways[3];
  support_open(&ways[0], "whole.db");
  support_open(&ways[1], "pieces.db");
  support_open(&ways[2], "rows.db");
  for (size_t i = 0; i < 5; i++) {
    import_rows(&ways[0], all[i], 0, all[i]->count);
    import_pieces(&ways[1], all[i]);
    import_one_by_one(&ways[2], all[i]);
  }
  for (unsigned i = 0; i < PEOPLE; i++) {
    char code[8];
    snprintf(code, sizeof code, "E%03u", i);
    char *whole = canonical(&ways[0], code), *pieces = canonical(&ways[1], code),
         *rows = canonical(&ways[2], code);
    assert_string_equal(whole, pieces);
    assert_string_equal(whole, rows);
    free(whole);
    free(pieces);
    free(rows);
  }
  for (size_t i = 0; i < 5;
       i++) { /* and again it is nothing, but for states that the corrections have left behind */
    import_rows(&ways[0], all[i], 0, all[i]->count);
    if (all[i] != &employees && all[i] != &corrections)
      assert_int_equal(ways[0].report.same, ways[0].report.rows);
    table_free(all[i]);
  }
  for (size_t i = 0; i < 3; i++) {
    cs_verified verified;
    support_ok(&ways[i], cs_ledger_verify(ways[i].store, &verified, &ways[i].err));
    support_close(&ways[i]);
  }
}

static void whole_in_pieces_and_row_by_row(void **state) {
  (void)state;
  for (uint32_t start = 1; start <= 3; start++) three_ways_one_company(start);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(whole_in_pieces_and_row_by_row)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
