#include "core/store/bundles.h"

#define WHOLE_ROW 2030 /* bytes of a row that stays in its page */

/* ---- against a slow, obvious model: an array ---- */

#define CODES 400
#define STEPS 4000

typedef struct model {
  char text[CODES][32]; /* what each one was given last; "": not there */
} model;

typedef struct game {
  cs_store *store;
  cs_company company;
  cs_txn *txn;
  uint64_t state;
  int seed;
  model now, committed;
} game;

static unsigned roll(game *g, unsigned sides) {
  g->state = g->state * 6364136223846793005u + 1442695040888963407u;
  return (unsigned)(g->state >> 33) % sides;
}

static void code_of(int i, char out[16]) { snprintf(out, 16, "E%05d", i * 7); }

/* Some have long histories: their texts fill more than a row. */
static cs_value note_of(const char *text, int i, char *room, size_t size) {
  size_t length = i % 50 == 3 ? 3000 : i % 9 == 1 ? 300 : strlen(text);
  assert_true(length < size);
  memset(room, 'x', length);
  memcpy(room, text, strlen(text));
  return (cs_value){.kind = CS_STRING, .text = room, .size = (uint32_t)length};
}

static cs_slot note_slot(cs_store *s) { return attribute(symbol(s, "note"), CS_DATE_MIN); }

static void set_one(game *g, int i) {
  static char room[4096];
  char code[16];
  code_of(i, code);
  snprintf(g->now.text[i], sizeof g->now.text[i], "%u", roll(g, 1000000));
  put(g->txn, g->store, &g->company, code, note_slot(g->store),
      note_of(g->now.text[i], i, room, sizeof room));
}

static void check_note(game *g, int i, const cs_record *r) {
  const cs_slot slot = note_slot(g->store);
  const cs_entry *e = cs_record_find(r, &slot, UINT32_MAX);
  assert_non_null(e);
  const char *text = g->now.text[i];
  if (e->value.size < strlen(text) || memcmp(e->value.text, text, strlen(text)) != 0)
    fail_msg("seed %d: %s has another note", g->seed, r->code);
}

static void check_one(game *g, int i, cs_record *r) {
  char code[16];
  code_of(i, code);
  int rc = cs_person_load(g->store, g->company.id, code, r, &error);
  if (g->now.text[i][0] == '\0') {
    if (rc != CS_ENOTFOUND) fail_msg("seed %d: %s: %d", g->seed, code, rc);
    return;
  }
  assert_ok(rc);
  check_note(g, i, r);
}

/* Everybody in (after, upto], in order; when the store writes some are written to on the way, behind and before. */
static void check_stream(game *g, cs_record *r) {
  int from = (int)roll(g, CODES), to = (int)roll(g, CODES);
  bool all = roll(g, 3) == 0;
  char after[16], upto[16];
  code_of(from, after);
  code_of(to, upto);
  cs_people *people = NULL;
  assert_ok(cs_people_open(g->store, g->company.id, all ? NULL : after, all ? NULL : upto, &people,
                           &error));
  int rc = 1;
  for (int i = all ? 0 : from + 1; i < CODES && (all || i <= to); i++) {
    char code[16];
    code_of(i, code);
    if (g->now.text[i][0] == '\0') continue;
    rc = cs_people_next(people, r, &error);
    assert_int_equal(rc, 1);
    if (strcmp(r->code, code) != 0) fail_msg("seed %d: %s comes for %s", g->seed, r->code, code);
    check_note(g, i, r);
    if (g->txn != NULL && roll(g, 10) == 0) set_one(g, i);
    if (g->txn != NULL && roll(g, 20) == 0) set_one(g, (int)roll(g, (unsigned)i + 1));
  }
  assert_int_equal(cs_people_next(people, r, &error), 0);
  cs_people_close(people);
}

static void end_txn(game *g) {
  if (g->txn == NULL) return;
  if (roll(g, 4) == 0) {
    cs_txn_rollback(g->txn);
    g->now = g->committed;
  } else {
    assert_ok(cs_txn_commit(g->txn, &error));
    g->committed = g->now;
  }
  g->txn = NULL;
}

/* Rows that are longer than a row should be hold one person with somebody small beside them at most; and there are not many more rows than needed. */
static void check_rows(int seed) {
  sqlite3 *db = NULL;
  assert_int_equal(sqlite3_open(PATH, &db), SQLITE_OK);
  sqlite3_stmt *q = stored_bundles(db);
  size_t rows = 0, bytes = 0;
  while (sqlite3_step(q) == SQLITE_ROW) {
    cs_reader in = bytes_of_bundle(q);
    size_t whole = (size_t)(in.end - in.at), longest = 0;
    cs_neighbour n;
    while (cs_bundle_next(&in, &n) == 1) longest = n.size > longest ? n.size : longest;
    if (whole > WHOLE_ROW && longest + 600 < whole) fail_msg("seed %d: a row of %zu", seed, whole);
    rows++;
    bytes += whole;
  }
  sqlite3_finalize(q);
  sqlite3_close(db);
  if (rows > 10 && bytes / rows < 400)
    fail_msg("seed %d: %zu bytes in %zu rows", seed, bytes, rows);
}

static void play(int seed) {
  game g = {.seed = seed, .state = (uint64_t)seed * 977 + 1};
  cs_record r;
  assert_ok(cs_record_init(&r, &error));
  g.store = create(&g.company);
  int next = 0; /* whoever comes next in order */
  for (int step = 0; step < STEPS; step++) {
    unsigned what = roll(&g, 100);
    if (what < 1) end_txn(&g);
    if (what < 80 && g.txn == NULL) g.txn = begin(g.store, &g.company);
    if (what < 40)
      set_one(&g, next = (next + 1 + (int)roll(&g, 3)) % CODES);
    else if (what < 60)
      set_one(&g, (int)roll(&g, CODES));
    else if (what < 97)
      check_one(&g, (int)roll(&g, CODES), &r);
    else
      check_stream(&g, &r);
  }
  if (g.txn != NULL) assert_ok(cs_txn_commit(g.txn, &error));
  g.txn = NULL;
  for (int i = 0; i < CODES; i++) check_one(&g, i, &r);
  check_stream(&g, &r);
  cs_verified v = {0};
  assert_ok(cs_ledger_verify(g.store, &v, &error));
  cs_record_deinit(&r);
  cs_store_close(g.store);
  check_rows(seed);
}

static void as_an_array_would_be(void **unused) {
  (void)unused;
  for (int seed = 1; seed <= 6; seed++) play(seed);
}

/* ---- how they are cut ---- */

static int count_of(const char *query) {
  sqlite3 *db = NULL;
  sqlite3_stmt *q = NULL;
  assert_int_equal(sqlite3_open(PATH, &db), SQLITE_OK);
  assert_int_equal(sqlite3_prepare_v2(db, query, -1, &q, NULL), SQLITE_OK);
  assert_int_equal(sqlite3_step(q), SQLITE_ROW);
  int count = sqlite3_column_int(q, 0);
  sqlite3_finalize(q);
  sqlite3_close(db);
  return count;
}

static void many_in_order_and_backwards(void **unused) {
  (void)unused;
  for (int backwards = 0; backwards < 2; backwards++) {
    cs_company c;
    cs_store *s = create(&c);
    for (int round = 0; round < 12; round++) {
      cs_txn *t = begin(s, &c);
      for (int i = 0; i < 600; i++) {
        char code[16];
        code_of(backwards ? 599 - i : i, code);
        put_rating(t, s, &c, code, round + 1, "A");
      }
      assert_ok(cs_txn_commit(t, &error));
    }
    cs_store_close(s);
    int rows = count_of("SELECT count(*) FROM bundle"),
        bytes = count_of("SELECT sum(length(people)) FROM bundle");
    assert_int_equal(count_of("SELECT count(*) FROM bundle WHERE length(people) > 1920"), 0);
    assert_in_range(bytes / rows, 700, 1920);
    assert_int_equal(count_of("SELECT first = '' FROM bundle ORDER BY first LIMIT 1"), 1);
  }
}

/* Two companies have their own, and the codes of one do not lead into the other's. */
static void companies_are_apart(void **unused) {
  (void)unused;
  cs_company one, two;
  cs_store *s = create(&one);
  two = add_company(s, "two");
  cs_txn *t = begin(s, &two);
  put_rating(t, s, &two, "B", 1, "A");
  assert_ok(cs_txn_commit(t, &error));
  t = begin(s, &one);
  put_rating(t, s, &one, "A", 1, "B");
  put_rating(t, s, &one, "Z", 1, "C");
  assert_string_equal(rating_of(s, &one, "B", 1, UINT32_MAX), "");
  assert_ok(cs_txn_commit(t, &error));
  assert_string_equal(rating_of(s, &one, "A", 1, UINT32_MAX), "B");
  assert_string_equal(rating_of(s, &two, "B", 1, UINT32_MAX), "A");
  assert_string_equal(rating_of(s, &two, "A", 1, UINT32_MAX), "");
  assert_string_equal(rating_of(s, &two, "Z", 1, UINT32_MAX), "");
  cs_store_close(s);
}

/* ---- damage ---- */

static void make_three(void) {
  cs_company c;
  cs_store *s = create(&c);
  cs_txn *t = begin(s, &c);
  put_rating(t, s, &c, "E1", 1, "A");
  put_rating(t, s, &c, "E2", 1, "A");
  put_rating(t, s, &c, "E3", 1, "A");
  assert_ok(cs_txn_commit(t, &error));
  cs_store_close(s);
}

/* What does not lead to an error leads to the truth; verify always sees it. */
static void expect_damage(const char *change) {
  cs_store *s = NULL;
  cs_company c;
  cs_record r;
  cs_verified v;
  make_three();
  sql(change);
  assert_ok(cs_record_init(&r, &error));
  assert_ok(cs_store_open(PATH, CS_STORE_WRITE, &s, &error));
  assert_ok(cs_company_find(s, "one", &c, &error));
  assert_code(CS_EDB, cs_ledger_verify(s, &v, &error));
  int rc = cs_person_load(s, c.id, "E3", &r, &error);
  assert_true(rc == CS_OK || rc == CS_EDB || rc == CS_ENOTFOUND);
  assert_ok(cs_ledger_rebuild(s, &error));
  assert_ok(cs_ledger_verify(s, &v, &error));
  assert_string_equal(rating_of(s, &c, "E3", 1, UINT32_MAX), "A");
  cs_record_deinit(&r);
  cs_store_close(s);
}

static void damage_is_seen(void **unused) {
  (void)unused;
  expect_damage("UPDATE bundle SET first = 'E2'");
  expect_damage("UPDATE bundle SET people = x''");
  expect_damage("UPDATE bundle SET people = x'00'");
  expect_damage("UPDATE bundle SET people = x'ffffffffffffffffff01'");
  expect_damage("UPDATE bundle SET people = substr(people, 1, length(people) - 1)");
  expect_damage("UPDATE bundle SET people = CAST(people || x'03' AS BLOB)");
  expect_damage("INSERT INTO bundle SELECT company, 'E9', people FROM bundle");
  expect_damage("INSERT INTO bundle SELECT 7, '', people FROM bundle");
}

/* A bundle that cannot be read is not written over, and what came before it in the transaction goes with it. */
static void a_damaged_one_is_not_written_over(void **unused) {
  (void)unused;
  cs_store *s = NULL;
  cs_company c;
  cs_record r;
  make_three();
  sql("UPDATE bundle SET people = substr(people, 1, length(people) - 1)");
  assert_ok(cs_store_open(PATH, CS_STORE_WRITE, &s, &error));
  assert_ok(cs_company_find(s, "one", &c, &error));
  cs_txn *t = begin(s, &c);
  assert_ok(cs_record_init(&r, &error));
  cs_record_clear(&r, "E9");
  const cs_slot slot = note_slot(s);
  const cs_value value = text_value("x");
  assert_ok(cs_txn_set(t, &r, &slot, &value, &error));
  assert_code(CS_EDB, cs_txn_save(t, &r, &error));
  assert_code(CS_EDB, cs_txn_commit(t, &error));
  cs_record_deinit(&r);
  cs_store_close(s);
}

/* ---- from a row a person ---- */

static void rows_of_older_databases_are_taken_over(void **unused) {
  (void)unused;
  cs_company c, two;
  cs_store *s = create(&c);
  two = add_company(s, "two");
  for (int third = 0; third < 3; third++) {
    const cs_company *its = third == 0 ? &two : &c;
    cs_txn *t = begin(s, its);
    for (int i = third; i < 300; i += 3) {
      char code[16];
      code_of(i, code);
      put_rating(t, s, its, code, 1, "A");
    }
    assert_ok(cs_txn_commit(t, &error));
  }
  cs_store_close(s);
  unbundle();
  sql("PRAGMA user_version = 3");
  cs_verified v = {0};
  assert_ok(cs_store_open(PATH, CS_STORE_WRITE, &s, &error));
  assert_ok(cs_ledger_verify(s, &v, &error));
  assert_int_equal(v.people, 300);
  cs_store_close(s);
  assert_int_equal(count_of("SELECT count(*) FROM sqlite_schema WHERE name = 'person'"), 0);
  assert_in_range(count_of("SELECT count(*) FROM bundle"), 2, 40);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(as_an_array_would_be),
      cmocka_unit_test(many_in_order_and_backwards),
      cmocka_unit_test(companies_are_apart),
      cmocka_unit_test(damage_is_seen),
      cmocka_unit_test(a_damaged_one_is_not_written_over),
      cmocka_unit_test(rows_of_older_databases_are_taken_over),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
