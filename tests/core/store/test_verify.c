/* Every cell of history, changed behind the program's back, is noticed. */
#include "core/store/bundles.h"

#define HASH "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"

/* A little of everything, in transactions 1 to 7. */
static void make_history(void) {
  cs_company c;
  cs_store *s = create_seeded(&c, 5);
  cs_txn *t = begin(s, &c); /* 2 */
  for (int i = 0; i < 40; i++) {
    char code[16];
    snprintf(code, sizeof code, "E%02d", i);
    put_person(t, s, &c, code);
    put_rating(t, s, &c, code, 1, "A");
  }
  put(t, s, &c, "E05", (cs_slot){CS_EVENT, 1, symbol(s, "ref"), 0}, text_value("R-2"));
  assert_ok(cs_txn_set_personal(t, "E01", "name", "Li Fang", 7, &error));
  cs_batch batch = {.kind = "ratings", .file = "f.csv", .digest = HASH, .rows = 40, .added = 40};
  assert_ok(cs_batch_add(t, &batch, &error));
  assert_ok(cs_txn_commit(t, &error));

  t = begin(s, &c); /* 3 */
  put_rating(t, s, &c, "E03", 1, "B");
  put_rating(t, s, &c, "E03", 1, "C"); /* twice in one transaction */
  put(t, s, &c, "E03", (cs_slot){CS_EVENT, 1, symbol(s, "ref"), 0}, text_value("R-1"));
  put_subject(t, s, &c, "role", "HR", (cs_slot){CS_SPAN, 1, symbol(s, "employee"), 0},
              text_value("E03"));
  assert_ok(cs_txn_set_personal(t, "E02", "name", "Gone", 4, &error));
  batch.file = "g.csv";
  assert_ok(cs_batch_add(t, &batch, &error));
  assert_ok(cs_txn_commit(t, &error));

  uint64_t people = 0;
  t = begin(s, &c); /* 4 */
  assert_ok(cs_txn_erase(t, "E02", &error));
  assert_ok(cs_batch_undo(t, 3, &people, &error));
  assert_ok(cs_txn_commit(t, &error));

  cs_pack_row pack = {.hash = HASH, .id = "p", .title = "T", .compiled = "{}", .sources = "{}"};
  cs_adoption adoption = {.hash = HASH, .effective = CS_DATE_MIN, .settings = "{}"};
  t = begin(s, &c); /* 5 */
  assert_ok(cs_pack_store(s, &pack, &error));
  assert_ok(cs_adopt(t, &adoption, &error));
  assert_ok(cs_txn_commit(t, &error));

  cs_run run = {.company = c.id,
                .cycle = "half-year",
                .as_of = 20000,
                .known_txn = 5,
                .pack = HASH,
                .settings = "{}",
                .engine = "0.1",
                .seed = 1,
                .planned = 7,
                .counts = "{}",
                .people = 2};
  cs_block block = {.unit = 0, .count = 2, .bytes = "decisions", .size = 9};
  assert_ok(cs_work_begin(s, &error));
  assert_ok(cs_run_begin(s, &run, &error));
  assert_ok(cs_run_add(s, &run, &block, &error));
  assert_ok(cs_run_end(s, &run, &error));
  assert_ok(cs_work_commit(s, &error));

  const char *const codes[] = {"E01"};
  cs_mark mark = {.kind = CS_OVERRIDE,
                  .code = "E05",
                  .outcome = "direct",
                  .target = "mid1",
                  .by = "W",
                  .reason = "r"};
  cs_approval approval = {.by = "GM", .codes = codes, .count = 1};
  t = begin(s, &c); /* 6 */
  assert_ok(cs_mark_add(t, run.id, &mark, &error));
  assert_ok(cs_approval_add(t, run.id, &approval, &error));
  assert_ok(cs_application_add(t, run.id, 1, &error));
  assert_ok(cs_txn_commit(t, &error));
  t = begin(s, &c); /* 7 */
  assert_ok(cs_application_undo(t, run.id, &error));
  assert_ok(cs_txn_commit(t, &error));
  cs_store_close(s);
}

/* For reading: of any age. */
static int verify_with(cs_store_mode mode, cs_verified *v) {
  cs_store *s = NULL;
  int rc = mode == CS_STORE_READ ? cs_store_open_any(PATH, &s, &error)
                                 : cs_store_open(PATH, mode, &s, &error);
  if (rc == CS_OK) rc = cs_ledger_verify(s, v, &error);
  cs_store_close(s);
  return rc;
}

static void a_whole_ledger(void **unused) {
  (void)unused;
  make_history();
  cs_verified v = {0};
  assert_ok(verify_with(CS_STORE_READ, &v));
  assert_int_equal(v.txns, 7);
  assert_int_equal(v.people, 40);
  assert_int_equal(v.runs, 1);
  cs_store *s = NULL;
  cs_txn_info head;
  assert_ok(cs_store_open(PATH, CS_STORE_READ, &s, &error));
  assert_ok(cs_ledger_head(s, &head, &error));
  assert_string_equal(head.hash, v.head);
  cs_store_close(s);

  remove_database(); /* and an empty one */
  assert_ok(cs_store_open(PATH, CS_STORE_CREATE, &s, &error));
  assert_ok(cs_ledger_verify(s, &v, &error));
  assert_int_equal(v.txns, 0);
  cs_store_close(s);
}

/* -- one cell after the other --------------------------------------------------------------------------------------- */
static sqlite3_stmt *prepare(sqlite3 *db, const char *text) {
  sqlite3_stmt *statement = NULL;
  if (sqlite3_prepare_v2(db, text, -1, &statement, NULL) != SQLITE_OK)
    fail_msg("%s: %s", text, sqlite3_errmsg(db));
  return statement;
}

/* Not in anybody's history: what may differ without a trace. */
static bool is_history(const char *table) { return strcmp(table, "setting") != 0; }

/* The expression that changes the value a little and keeps its type. */
static const char *changed(const char *type) {
  if (strcmp(type, "INTEGER") == 0) return "\"%w\" + 1";
  if (strcmp(type, "TEXT") == 0) return "\"%w\" || 'x'";
  return "\"%w\" || x'00'";
}

static void try_cell(sqlite3 *db, cs_store *s, const char *table, const char *column,
                     const char *type, int row) {
  char *expression = sqlite3_mprintf(changed(type), column);
  char *update = sqlite3_mprintf(
      "UPDATE \"%w\" SET \"%w\" = %s WHERE (SELECT count(*) FROM \"%w\") > 0 AND \"%w\" IS "
      "(SELECT \"%w\" FROM \"%w\" LIMIT 1 OFFSET %d)",
      table, column, expression, table, column, column, table, row);
  assert_int_equal(sqlite3_exec(db, "SAVEPOINT cell", NULL, NULL, NULL), SQLITE_OK);
  int rc = sqlite3_exec(db, update, NULL, NULL, NULL);
  bool done = rc == SQLITE_OK && sqlite3_changes(db) > 0;
  if (done) assert_int_equal(sqlite3_exec(db, "RELEASE cell", NULL, NULL, NULL), SQLITE_OK);
  if (!done) sqlite3_exec(db, "ROLLBACK TO cell; RELEASE cell", NULL, NULL, NULL);
  if (done && is_history(table)) {
    cs_verified v = {0};
    error.text[0] = '\0';
    int result = cs_ledger_verify(s, &v, &error);
    if (result != CS_EDB || error.text[0] == '\0') {
      fail_msg("%s.%s row %d was changed and verify says %d", table, column, row, result);
    }
  }
  sqlite3_free(expression);
  sqlite3_free(update);
}

static void copy_file(const char *from, const char *to) {
  static char bytes[1 << 22];
  FILE *in = fopen(from, "rb"), *out = fopen(to, "wb");
  assert_non_null(in);
  assert_non_null(out);
  size_t n = fread(bytes, 1, sizeof bytes, in);
  assert_int_equal(fwrite(bytes, 1, n, out), n);
  fclose(in);
  fclose(out);
}

static void restore(void) {
  remove_database();
  copy_file("whole.db", PATH);
}

static void keep_whole(void) {
  sql("PRAGMA wal_checkpoint(TRUNCATE)");
  copy_file(PATH, "whole.db");
}

static void try_columns(void) {
  sqlite3 *whole = NULL;
  assert_int_equal(sqlite3_open("whole.db", &whole), SQLITE_OK);
  sqlite3_stmt *columns = prepare(whole, "SELECT m.name, c.name, c.type FROM sqlite_schema m JOIN "
                                         "pragma_table_info(m.name) c WHERE m.type = 'table'");
  int tried = 0;
  while (sqlite3_step(columns) == SQLITE_ROW) {
    restore();
    sqlite3 *db = NULL;
    cs_store *s = NULL;
    assert_int_equal(sqlite3_open(PATH, &db), SQLITE_OK);
    assert_ok(cs_store_open_any(PATH, &s, &error));
    try_cell(db, s, (const char *)sqlite3_column_text(columns, 0),
             (const char *)sqlite3_column_text(columns, 1),
             (const char *)sqlite3_column_text(columns, 2), 0);
    cs_store_close(s);
    sqlite3_close(db);
    tried++;
  }
  sqlite3_finalize(columns);
  sqlite3_close(whole);
  assert_true(tried > 80);
}

static void every_column_counts(void **unused) {
  (void)unused;
  make_history();
  keep_whole();
  try_columns();
}

/* `people`: the table of the employees' records. */
static void try_tables(const char *people) {
  const char *const tables[] = {
      "company", "txn",      "block",       people,    "unit_bound", "personal",
      "erasure", "pack",     "adoption",    "batch",   "run",        "decision_block",
      "mark",    "approval", "application", "subject", "event_ref"};
  for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
    restore();
    char *text = sqlite3_mprintf("DELETE FROM \"%w\"", tables[i]);
    sqlite3 *db = NULL;
    assert_int_equal(sqlite3_open(PATH, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, text, NULL, NULL, NULL), SQLITE_OK);
    bool any = sqlite3_changes(db) > 0;
    sqlite3_close(db);
    sqlite3_free(text);
    cs_verified v = {0};
    int rc = verify_with(CS_STORE_READ, &v);
    if (any && rc != CS_EDB) fail_msg("%s was emptied and verify says %d", tables[i], rc);
  }
}

static void every_row_counts(void **unused) {
  (void)unused;
  make_history();
  keep_whole();
  try_tables("bundle");
}

/* What an older program left is looked through as it is. */
static void an_older_ledger(void **unused) {
  (void)unused;
  cs_verified v = {0};
  make_history();
  leave_older(3);
  keep_whole();
  assert_ok(verify_with(CS_STORE_READ, &v));
  assert_int_equal(v.txns, 7);
  assert_int_equal(v.people, 40);
  assert_int_equal(v.subjects, 1);
  try_columns();
  try_tables("person");
  restore();
  sql("UPDATE person SET record = (SELECT record FROM person WHERE code = 'E03') WHERE code = "
      "'E04'");
  assert_code(CS_EDB, verify_with(CS_STORE_READ, &v));
  assert_text("E04");
}

static void the_oldest_ledger(void **unused) {
  (void)unused;
  cs_company c;
  for (int schema = 1; schema < 3; schema++) {
    cs_store *s = create(&c);
    cs_txn *t = begin(s, &c);
    put_person(t, s, &c, "E1");
    put(t, s, &c, "E1", (cs_slot){CS_EVENT, 1, symbol(s, "ref"), 0}, text_value("R-1"));
    assert_ok(cs_txn_commit(t, &error));
    cs_store_close(s);
    leave_older(schema);
    cs_verified v = {0};
    assert_ok(verify_with(CS_STORE_READ, &v));
    assert_int_equal(v.people, 1);
    assert_ok(cs_store_open_any(PATH, &s, &error));
    assert_true(cs_store_is_older(s));
    cs_record r; /* which looks for a table that is not there */
    assert_ok(cs_record_init(&r, &error));
    assert_code(CS_EDB, cs_person_load(s, c.id, "E1", &r, &error));
    assert_text("older version");
    cs_record_deinit(&r);
    cs_store_close(s);
    assert_ok(verify_with(CS_STORE_WRITE, &v)); /* which brings it up to date */
    assert_ok(cs_store_open_any(PATH, &s, &error));
    assert_false(cs_store_is_older(s));
    cs_store_close(s);
  }
}

/* -- names ---------------------------------------------------------------------------------------------------------- */
static void expect_named(const char *change, const char *first, const char *second) {
  restore();
  sql(change);
  cs_verified v = {0};
  assert_code(CS_EDB, verify_with(CS_STORE_READ, &v));
  assert_text(first);
  assert_text(second);
}

static void the_broken_link_is_named(void **unused) {
  (void)unused;
  expect_named("UPDATE block SET lines = CAST(replace(CAST(lines AS TEXT), ':B', ':S') AS BLOB) "
               "WHERE txn = 3",
               "transaction 3", "block 0");
  expect_named("UPDATE txn SET actor = 'X' WHERE number = 4", "transaction 4", "header");
  expect_named("UPDATE txn SET recorded_ms = 900 WHERE number = 2", "transaction 2", "header");
  expect_named("UPDATE personal SET value = 'Li Gang'", "transaction 2", "E01");
  expect_named("UPDATE mark SET reason = 'because'", "transaction 6", "mark");
  expect_named("UPDATE decision_block SET bytes = x'00'", "run 1", "unit 0");
  expect_named("UPDATE run SET counts = '{\"direct\":1}'", "run 1", "digest");
  expect_named("UPDATE run SET digest = 'x'", "transaction 6", "note");
  expect_named("UPDATE symbol SET text = 'Q' WHERE text = 'C'", "E03", "");
  expect_named("INSERT INTO txn SELECT 9, company, recorded_ms, actor, system_user, command, "
               "facts, hash FROM txn "
               "WHERE number = 7",
               "transaction 9", "missing");
}

typedef struct forgery {
  const char *code, *like; /* like NULL: taken out */
  char record[512];
  size_t size;
} forgery;

static bool remember(cs_neighbour *n, void *user) {
  forgery *f = user;
  if (strcmp(n->code, f->like) != 0) return true;
  f->size = n->size;
  memcpy(f->record, n->record, n->size);
  return true;
}

static bool forge(cs_neighbour *n, void *user) {
  forgery *f = user;
  if (strcmp(n->code, f->code) != 0) return true;
  n->record = f->record;
  n->size = f->size;
  return f->like != NULL;
}

static void expect_forged(const char *code, const char *like) {
  forgery f = {.code = code, .like = like};
  restore();
  if (like != NULL) change_people(remember, &f);
  change_people(forge, &f);
  cs_verified v = {0};
  assert_code(CS_EDB, verify_with(CS_STORE_READ, &v));
  assert_text(code);
  assert_text("record");
}

static void the_forged_person_is_named(void **unused) {
  (void)unused;
  expect_forged("E07", "E03");
  expect_forged("E11", NULL);
  expect_forged("E39", NULL); /* nobody comes behind */
}

static bool spoil(cs_neighbour *n, void *user) {
  (void)user;
  if (strcmp(n->code, "E20") < 0) {
    n->record = "";
    n->size = 1;
  }
  return strcmp(n->code, "E30") <= 0;
}

static bool collect(cs_neighbour *n, void *user) {
  cs_bundle_put(user, n);
  return true;
}

static void rebuild_repairs_the_records(void **unused) {
  (void)unused;
  restore();
  cs_buf before = {0}, after = {0};
  change_people(collect, &before);
  change_people(spoil, NULL);
  sql("INSERT INTO unit_bound VALUES (1, 'E01')");
  cs_verified v = {0};
  cs_store *s = NULL;
  assert_ok(cs_store_open(PATH, CS_STORE_WRITE, &s, &error));
  assert_code(CS_EDB, cs_ledger_verify(s, &v, &error));
  assert_ok(cs_ledger_rebuild(s, &error));
  assert_ok(cs_ledger_verify(s, &v, &error));
  assert_int_equal(v.people, 40);
  cs_store_close(s);

  change_people(collect, &after); /* the very same people */
  assert_int_equal(before.size, after.size);
  assert_memory_equal(before.data, after.data, before.size);
  cs_buf_deinit(&before);
  cs_buf_deinit(&after);
}

/* Flip bytes of the file itself: verify may find it untouched data, but never passes with another history, and never
 * does anything but answer. */
static void flipped_bytes_of_the_file(void **unused) {
  (void)unused;
  restore();
  cs_verified whole = {0}, v = {0};
  assert_ok(verify_with(CS_STORE_READ, &whole));
  FILE *f = fopen(PATH, "rb");
  fseek(f, 0, SEEK_END);
  long size = ftell(f);
  fclose(f);
  int found = 0;
  for (int i = 0; i < 300; i++) {
    restore();
    long place = (long)((uint64_t)i * 2654435761u % (uint64_t)size);
    f = fopen(PATH, "r+b");
    fseek(f, place, SEEK_SET);
    int byte = fgetc(f);
    fseek(f, place, SEEK_SET);
    fputc(byte ^ (1 << (i % 8)), f);
    fclose(f);
    int rc = verify_with(CS_STORE_READ, &v);
    if (rc == CS_OK) {
      assert_string_equal(v.head, whole.head);
      assert_int_equal(v.facts, whole.facts);
    } else {
      found++;
    }
  }
  assert_true(found > 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_whole_ledger),
      cmocka_unit_test(every_column_counts),
      cmocka_unit_test(every_row_counts),
      cmocka_unit_test(the_broken_link_is_named),
      cmocka_unit_test(the_forged_person_is_named),
      cmocka_unit_test(rebuild_repairs_the_records),
      cmocka_unit_test(flipped_bytes_of_the_file),
      cmocka_unit_test(an_older_ledger),
      cmocka_unit_test(the_oldest_ledger),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
