/* The floor: the bare outcome of one fixed policy (the half-yearly round of camera-care), written by hand over
 * SQLite. One row a rating, one row a decision; two ordered cursors side by side, one prepared insert, one transaction. It
 * knows no evidence, no receipt, nothing missing, no absence, no parameter: what it takes is what an engine
 * with that storage cannot go below.
 *
 * usage: floor load DIR IN.db       fills IN.db from the import files
 *        floor run IN.db OUT.db     decides as of 2026-07-01 and prints the counts */
#include <sqlite3.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define AS_OF "2026-07-01"
#define FROM "2026-01"
#define UNTIL "2026-06"
#define GRADED_BY "2026-04-01"
#define MID2 7
#define TOP 15
#define TOP_OF_SUPPORT 9

enum { S, A, B, C, D, RATINGS };
static const char values[] = "SABCD";
typedef enum outcome { DIRECT, PANEL, NOT_MET, CAPPED, INELIGIBLE, OUTCOMES } outcome;
static const char *const outcome_names[] = {"direct", "panel", "not_met", "capped", "ineligible"};

static void check(sqlite3 *db, int rc) {
  if (rc == SQLITE_OK || rc == SQLITE_ROW || rc == SQLITE_DONE) return;
  fprintf(stderr, "floor: %s\n", sqlite3_errmsg(db));
  exit(1);
}

static sqlite3 *open_db(const char *path, int flags) {
  sqlite3 *db = NULL;
  check(db, sqlite3_open_v2(path, &db, flags | SQLITE_OPEN_NOMUTEX, NULL));
  return db;
}

static void run(sqlite3 *db, const char *sql) {
  check(db, sqlite3_exec(db, sql, NULL, NULL, NULL));
}

static sqlite3_stmt *prepare(sqlite3 *db, const char *sql) {
  sqlite3_stmt *statement;
  check(db, sqlite3_prepare_v2(db, sql, -1, &statement, NULL));
  return statement;
}

static void step(sqlite3 *db, sqlite3_stmt *statement) {
  check(db, sqlite3_step(statement));
  check(db, sqlite3_reset(statement));
}

/* -- load. The files are our own: no quotes, one line a row. */

#define CELLS 12

static int split(char *line, char *cells[CELLS]) {
  int count = 0;
  line[strcspn(line, "\r\n")] = '\0';
  for (char *at = line; count < CELLS; at++) {
    cells[count++] = at;
    at = strchr(at, ',');
    if (at == NULL) break;
    *at = '\0';
  }
  return count;
}

static int grade_number(const char *grade) {
  static const char *const levels[] = {"junior", "mid1", "mid2", "senior", "chief"};
  static const char *const steps[] = {"ordinary", "good", "excellent"};
  for (int l = 0; l < 5; l++) {
    size_t n = strlen(levels[l]);
    if (strncmp(grade, levels[l], n) != 0 || grade[n] != '.') continue;
    for (int s = 0; s < 3; s++)
      if (strcmp(grade + n + 1, steps[s]) == 0) return 1 + l * 3 + s;
  }
  return 0;
}

static void bind(sqlite3_stmt *statement, int place, const char *text) {
  if (*text == '\0') {
    sqlite3_bind_null(statement, place);
  } else {
    sqlite3_bind_text(statement, place, text, -1, SQLITE_STATIC);
  }
}

static void load_file(sqlite3 *db, const char *folder, const char *name, const char *sql) {
  char path[4096], line[1024], *cells[CELLS];
  snprintf(path, sizeof path, "%s/%s.csv", folder, name);
  FILE *file = fopen(path, "r");
  if (file == NULL) {
    perror(path);
    exit(1);
  }
  sqlite3_stmt *insert = prepare(db, sql);
  bool employees = strcmp(name, "employees") == 0;
  if (fgets(line, sizeof line, file) == NULL) exit(1);
  while (fgets(line, sizeof line, file) != NULL) {
    int count = split(line, cells);
    sqlite3_bind_int64(insert, 1, strtoll(cells[0] + 1, NULL, 10));
    for (int i = 1; i < count && i < sqlite3_bind_parameter_count(insert); i++)
      bind(insert, i + 1, cells[i]);
    if (employees) sqlite3_bind_int(insert, 4, grade_number(cells[3]));
    step(db, insert);
  }
  sqlite3_finalize(insert);
  fclose(file);
}

static void load(const char *folder, const char *path) {
  unlink(path);
  sqlite3 *db = open_db(path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
  run(db,
      "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;"
      "CREATE TABLE employee (id INTEGER PRIMARY KEY, name TEXT, position TEXT, grade INTEGER, "
      "status TEXT, hired_on TEXT,"
      " confirmed_on TEXT, graded_on TEXT, since TEXT, department TEXT, manager TEXT, left_on "
      "TEXT);"
      "CREATE TABLE rating (employee INTEGER, month TEXT, value TEXT, PRIMARY KEY (employee, "
      "month)) WITHOUT ROWID;"
      "CREATE TABLE complaint (employee INTEGER, on_date TEXT, kind TEXT, cause TEXT, upheld TEXT);"
      "BEGIN");
  load_file(db, folder, "employees", "INSERT INTO employee VALUES (?,?,?,?,?,?,?,?,?,?,?,?)");
  load_file(db, folder, "ratings", "INSERT INTO rating VALUES (?,?,?)");
  load_file(db, folder, "events", "INSERT INTO complaint VALUES (?,?,?,?,?)");
  run(db, "COMMIT; ANALYZE");
  sqlite3_close(db);
}

/* -- run */

typedef struct complaints { /* whose complaints count, ascending */
  sqlite3_int64 *people;
  size_t count, at;
} complaints;

static int by_number(const void *a, const void *b) {
  sqlite3_int64 x = *(const sqlite3_int64 *)a, y = *(const sqlite3_int64 *)b;
  return (x > y) - (x < y);
}

static complaints read_complaints(sqlite3 *db) {
  complaints c = {0};
  size_t capacity = 0;
  sqlite3_stmt *query = prepare(
      db,
      "SELECT employee FROM complaint WHERE upheld = 'yes' AND cause IN ('personal', 'attitude')"
      " AND on_date >= '" FROM "-01' AND on_date < '" AS_OF "'");
  while (sqlite3_step(query) == SQLITE_ROW) {
    if (c.count == capacity) {
      capacity = capacity == 0 ? 1024 : capacity * 2;
      c.people = realloc(c.people, capacity * sizeof *c.people);
      if (c.people == NULL) exit(1);
    }
    c.people[c.count++] = sqlite3_column_int64(query, 0);
  }
  sqlite3_finalize(query);
  if (c.count > 0) qsort(c.people, c.count, sizeof *c.people, by_number);
  return c;
}

static bool complained(complaints *c, sqlite3_int64 person) {
  while (c->at < c->count && c->people[c->at] < person) c->at++;
  return c->at < c->count && c->people[c->at] == person;
}

typedef struct verdict {
  outcome outcome;
  const char *rule;
  int to, steps;
} verdict;

static verdict decide(bool support, bool confirmed, bool settled, int grade, const int *have,
                      bool complaint) {
  verdict v = {.outcome = NOT_MET, .rule = ""};
  int top = support ? TOP_OF_SUPPORT : TOP, s = have[S], sa = s + have[A], sab = sa + have[B];
  if (!confirmed || !settled) {
    v.outcome = INELIGIBLE;
    return v;
  }
  if (grade >= top) {
    v.outcome = CAPPED;
    return v;
  }
  if (have[C] + have[D] > 0) return v;
  if (grade >= MID2) {
    if ((sa >= 2 || s >= 1) && !complaint) v.steps = 1, v.rule = "8.4.1.3.a";
  } else if (s >= 2 && sa >= 4) {
    v.steps = 3, v.rule = "8.4.1.2.C";
  } else if (sa >= 3 || (s >= 1 && sa >= 2)) {
    v.steps = 2, v.rule = "8.4.1.2.B";
  } else if (sab >= 6 && !complaint) {
    v.steps = 1, v.rule = "8.4.1.2.A";
  }
  if (v.steps == 0) return v;
  v.to = grade + v.steps > top ? top : grade + v.steps;
  v.steps = v.to - grade;
  v.outcome = v.to >= MID2 ? PANEL : DIRECT;
  return v;
}

static void decide_all(const char *in_path, const char *out_path) {
  long counts[OUTCOMES] = {0};
  unlink(out_path);
  sqlite3 *in = open_db(in_path, SQLITE_OPEN_READONLY);
  sqlite3 *out = open_db(out_path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
  run(out, "CREATE TABLE decision (employee INTEGER PRIMARY KEY, outcome TEXT NOT NULL, rule TEXT "
           "NOT NULL, target INTEGER NOT NULL,"
           " steps INTEGER NOT NULL); BEGIN");
  sqlite3_stmt *insert = prepare(out, "INSERT INTO decision VALUES (?,?,?,?,?)");
  complaints c = read_complaints(in);
  sqlite3_stmt *people = prepare(
      in,
      "SELECT id, position, status NOT IN ('intern', 'probation'), graded_on <= '" GRADED_BY
      "', grade"
      " FROM employee WHERE position IN ('agent', 'assistant', 'qc') AND hired_on <= '" AS_OF "'"
      " AND (left_on IS NULL OR left_on > '" AS_OF "') ORDER BY id");
  sqlite3_stmt *ratings =
      prepare(in, "SELECT employee, month, value FROM rating ORDER BY employee, month");
  bool more = sqlite3_step(ratings) == SQLITE_ROW;
  while (sqlite3_step(people) == SQLITE_ROW) {
    sqlite3_int64 person = sqlite3_column_int64(people, 0), of;
    int have[RATINGS] = {0};
    while (more && (of = sqlite3_column_int64(ratings, 0)) <= person) {
      if (of == person) {
        const char *month = (const char *)sqlite3_column_text(ratings, 1);
        if (memcmp(month, FROM, 7) >= 0 && memcmp(month, UNTIL, 7) <= 0) {
          const char *place = strchr(values, *(const char *)sqlite3_column_text(ratings, 2));
          if (place != NULL) have[place - values]++;
        }
      }
      more = sqlite3_step(ratings) == SQLITE_ROW;
    }
    bool support = *(const char *)sqlite3_column_text(people, 1) != 'a' ||
                   strcmp((const char *)sqlite3_column_text(people, 1), "assistant") == 0;
    verdict v = decide(support, sqlite3_column_int(people, 2), sqlite3_column_int(people, 3),
                       sqlite3_column_int(people, 4), have, complained(&c, person));
    counts[v.outcome]++;
    sqlite3_bind_int64(insert, 1, person);
    sqlite3_bind_text(insert, 2, outcome_names[v.outcome], -1, SQLITE_STATIC);
    sqlite3_bind_text(insert, 3, v.rule, -1, SQLITE_STATIC);
    sqlite3_bind_int(insert, 4, v.to);
    sqlite3_bind_int(insert, 5, v.steps);
    step(out, insert);
  }
  run(out, "COMMIT");
  for (int o = 0; o < OUTCOMES; o++)
    printf("%s %ld%c", outcome_names[o], counts[o], o + 1 < OUTCOMES ? ' ' : '\n');
  sqlite3_finalize(insert);
  sqlite3_finalize(people);
  sqlite3_finalize(ratings);
  free(c.people);
  sqlite3_close(in);
  sqlite3_close(out);
}

int main(int argc, char **argv) {
  if (argc == 4 && strcmp(argv[1], "load") == 0) {
    load(argv[2], argv[3]);
  } else if (argc == 4 && strcmp(argv[1], "run") == 0) {
    decide_all(argv[2], argv[3]);
  } else {
    fprintf(stderr, "usage: floor load DIR IN.db | floor run IN.db OUT.db\n");
    return 2;
  }
  return 0;
}
