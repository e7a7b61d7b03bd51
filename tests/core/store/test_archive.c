#include "core/store/helper.h"

#define HASH_A "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define HASH_B "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"

static void verify(cs_store *s) {
  cs_verified v = {0};
  assert_ok(cs_ledger_verify(s, &v, &error));
}

/* -- packs ---------------------------------------------------------------------------------------------------------- */
static void store_pack(cs_store *s, const char *hash, const char *id) {
  cs_pack_row pack = {
      .id = id, .title = "{\"en\":\"T\"}", .compiled = "{}", .sources = "{\"pack.lua\":\"\"}"};
  memcpy(pack.hash, hash, CS_HASH_TEXT);
  assert_ok(cs_pack_store(s, &pack, &error));
}

static int list_pack(void *user, const cs_pack_row *row) {
  assert_null(row->compiled);
  assert_null(row->sources);
  append(user, row->id);
  append(user, " ");
  return 0;
}

static void packs_by_content(void **unused) {
  (void)unused;
  cs_company c;
  cs_store *s = create(&c);
  cs_pack_row row = {.id = "", .title = "", .compiled = "", .sources = ""};
  assert_code(CS_EUSAGE, cs_pack_store(s, &row, &error));
  assert_ok(cs_work_begin(s, &error));
  store_pack(s, HASH_B, "camera-care");
  store_pack(s, HASH_A, "vip");
  store_pack(s, HASH_A, "vip"); /* nothing */
  assert_ok(cs_work_commit(s, &error));
  assert_ok(cs_pack_find(s, HASH_B, &row, &error));
  assert_string_equal(row.id, "camera-care");
  assert_string_equal(row.sources, "{\"pack.lua\":\"\"}");
  assert_code(CS_ENOTFOUND, cs_pack_find(s, "cc", &row, &error));
  char ids[TEXT_MAX] = "";
  assert_ok(cs_pack_each(s, list_pack, ids, &error));
  assert_string_equal(ids, "camera-care vip ");
  verify(s);
  cs_store_close(s);
}

static void a_pack_that_was_changed(void **unused) {
  (void)unused;
  static const char *const changes[] = {"compiled = '{ }'", "sources = '{}'", "id = 'vip'",
                                        "digest = 'x'", NULL};
  for (int i = 0; changes[i] != NULL; i++) {
    cs_company c;
    cs_store *s = create(&c);
    cs_pack_row row;
    assert_ok(cs_work_begin(s, &error));
    store_pack(s, HASH_A, "p");
    assert_ok(cs_work_commit(s, &error));
    assert_ok(cs_pack_find(s, HASH_A, &row, &error));
    assert_ok(cs_pack_check(s, &row, &error));
    cs_store_close(s);
    sqlite3 *db;
    char text[256];
    assert_int_equal(sqlite3_open(PATH, &db), SQLITE_OK);
    snprintf(text, sizeof text, "UPDATE pack SET %s", changes[i]);
    assert_int_equal(sqlite3_exec(db, text, NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
    assert_ok(cs_store_open(PATH, CS_STORE_READ, &s, &error));
    assert_ok(cs_pack_find(s, HASH_A, &row, &error));
    assert_code(CS_EDB, cs_pack_check(s, &row, &error));
    assert_text("the stored policy " HASH_A " is damaged");
    cs_store_close(s);
  }
}

static int list_adoption(void *user, const cs_adoption *a) {
  char *text = user;
  size_t used = strlen(text);
  snprintf(text + used, TEXT_MAX - used, "%c%s/%s ", a->hash[0], a->pack_id, a->settings);
  return 0;
}

static void adopt(cs_store *s, const cs_company *c, const char *hash, cs_date effective,
                  const char *settings) {
  cs_txn *t = begin(s, c);
  cs_adoption a = {.effective = effective, .settings = settings, .pack_id = "ignored"};
  memcpy(a.hash, hash, CS_HASH_TEXT);
  assert_ok(cs_adopt(t, &a, &error));
  assert_ok(cs_txn_commit(t, &error));
}

static void adoptions_newest_first(void **unused) {
  (void)unused;
  cs_company c, two;
  cs_store *s = create(&c);
  two = add_company(s, "two");
  assert_ok(cs_work_begin(s, &error));
  store_pack(s, HASH_A, "p");
  store_pack(s, HASH_B, "p");
  assert_ok(cs_work_commit(s, &error));
  adopt(s, &c, HASH_A, CS_DATE_MIN, "1");
  adopt(s, &c, HASH_B, 1000, "2");
  adopt(s, &c, HASH_A, 1000, "3");
  adopt(s, &c, HASH_B, CS_DATE_MIN, "4");
  char text[TEXT_MAX] = "";
  assert_ok(cs_adoption_each(s, c.id, 999, list_adoption, text, &error));
  assert_string_equal(text, "bp/4 ap/1 ");
  text[0] = '\0';
  assert_ok(cs_adoption_each(s, c.id, 1000, list_adoption, text, &error));
  assert_string_equal(text, "ap/3 bp/2 bp/4 ap/1 ");
  text[0] = '\0';
  assert_ok(cs_adoption_each(s, two.id, 5000, list_adoption, text, &error));
  assert_string_equal(text, "");

  cs_txn *t = begin(s, &c);
  cs_adoption a = {.hash = "none", .effective = 0, .settings = "{}"};
  assert_code(CS_ENOTFOUND, cs_adopt(t, &a, &error));
  cs_txn_rollback(t);
  verify(s);
  cs_store_close(s);
}

/* -- batches -------------------------------------------------------------------------------------------------------- */
static uint32_t add_batch(cs_txn *t, const char *kind) {
  uint32_t id = cs_txn_number(t);
  cs_batch b = {
      .kind = kind, .file = "file.csv", .digest = HASH_A, .rows = 3, .added = 2, .same = 1};
  assert_ok(cs_batch_add(t, &b, &error));
  assert_ok(cs_txn_commit(t, &error));
  return id;
}

static uint64_t undo_batch(cs_store *s, const cs_company *c, uint32_t batch) {
  uint64_t people = 0;
  cs_txn *t = begin(s, c);
  assert_ok(cs_batch_undo(t, batch, &people, &error));
  assert_ok(cs_txn_commit(t, &error));
  return people;
}

static void refuse_undo(cs_store *s, const cs_company *c, uint32_t batch, int code,
                        const char *part) {
  uint64_t people = 0;
  cs_txn *t = begin(s, c);
  assert_code(code, cs_batch_undo(t, batch, &people, &error));
  assert_text(part);
  assert_int_equal(cs_txn_facts(t), 0);
  cs_txn_rollback(t);
}

static void an_import_is_taken_back(void **unused) {
  (void)unused;
  cs_company c;
  cs_store *s = create(&c);
  cs_txn *t = begin(s, &c);
  put_rating(t, s, &c, "E1", 1, "B");
  put_rating(t, s, &c, "E3", 1, "B");
  assert_ok(cs_txn_set_personal(t, "E3", "name", "Old", 3, &error));
  assert_ok(cs_txn_commit(t, &error));

  t = begin(s, &c); /* not in code order, one person twice */
  put_rating(t, s, &c, "E2", 2, "S");
  put_rating(t, s, &c, "E1", 1, "A");
  put_rating(t, s, &c, "E2", 3, "S");
  put(t, s, &c, "E1", month(symbol(s, "rating"), 2026, 9), (cs_value){.kind = CS_INT, .number = 4});
  assert_ok(cs_txn_set_personal(t, "E3", "name", "New", 3, &error));
  assert_ok(cs_txn_set_personal(t, "E4", "name", "Only", 4, &error));
  uint32_t batch = add_batch(t, "ratings");

  assert_int_equal(undo_batch(s, &c, batch), 4);
  assert_string_equal(rating_of(s, &c, "E1", 1, UINT32_MAX), "B");
  assert_string_equal(rating_of(s, &c, "E1", 1, batch), "A"); /* as known then */
  assert_string_equal(rating_of(s, &c, "E2", 2, UINT32_MAX), "");
  assert_string_equal(rating_of(s, &c, "E2", 3, UINT32_MAX), "");
  assert_string_equal(rating_of(s, &c, "E3", 1, UINT32_MAX), "B");
  cs_buf name = {0};
  bool erased = false;
  assert_int_equal(cs_person_personal(s, c.id, "E3", "name", UINT32_MAX, &name, &erased, &error),
                   1);
  assert_string_equal(cs_buf_str(&name), "Old");
  assert_int_equal(cs_person_personal(s, c.id, "E4", "name", UINT32_MAX, &name, &erased, &error),
                   0);
  cs_buf_deinit(&name);

  cs_batch found;
  assert_ok(cs_batch_find(s, c.id, batch, &found, &error));
  assert_int_equal(found.undone_by, batch + 1);
  assert_string_equal(found.kind, "ratings");
  assert_int_equal(found.rows, 3);
  refuse_undo(s, &c, batch, CS_EREFUSED, "already");
  refuse_undo(s, &c, 99, CS_ENOTFOUND, "99");
  verify(s);
  cs_store_close(s);
}

static void undo_refuses_after_later_changes(void **unused) {
  (void)unused;
  cs_company c, two;
  cs_store *s = create(&c);
  two = add_company(s, "two");
  cs_txn *t = begin(s, &c);
  for (int i = 0; i < 30; i++) {
    char code[16];
    snprintf(code, sizeof code, "E%02d", i);
    put_rating(t, s, &c, code, 1, "A");
  }
  uint32_t first = add_batch(t, "ratings");
  t = begin(s, &c);
  for (int i = 0; i < 25; i++) {
    char code[16];
    snprintf(code, sizeof code, "E%02d", i);
    put_rating(t, s, &c, code, 1, "C");
  }
  uint32_t second = add_batch(t, "ratings");

  refuse_undo(s, &c, first, CS_EREFUSED, "25 people");
  assert_text("E00");
  assert_text("E19 and 5 more");
  assert_null(strstr(error.text, "E20"));
  refuse_undo(s, &two, first, CS_ENOTFOUND, "there is no import");
  assert_int_equal(undo_batch(s, &c, second), 25);
  assert_int_equal(undo_batch(s, &c, first), 30); /* in reverse order it goes */
  assert_string_equal(rating_of(s, &c, "E00", 1, UINT32_MAX), "");
  verify(s);
  cs_store_close(s);
}

static void undo_refuses_to_leave_facts_of_nobody(void **unused) {
  (void)unused;
  cs_company c;
  cs_store *s = create(&c);
  cs_txn *t = begin(s, &c);
  put_person(t, s, &c, "E1");
  put_person(t, s, &c, "E2");
  uint32_t people = add_batch(t, "employees");
  t = begin(s, &c);
  put_rating(t, s, &c, "E2", 1, "A");
  uint32_t ratings = add_batch(t, "ratings");
  refuse_undo(s, &c, people, CS_EREFUSED, "1 people whose rows go");
  assert_text("E2");
  undo_batch(s, &c, ratings);
  assert_int_equal(undo_batch(s, &c, people), 2);
  cs_record r;
  assert_ok(cs_record_init(&r, &error));
  assert_ok(cs_person_load(s, c.id, "E1", &r, &error));
  assert_false(cs_record_exists(&r, cs_symbol_find(s, "code", 4), UINT32_MAX));
  assert_true(cs_record_exists(&r, cs_symbol_find(s, "code", 4), people));
  cs_record_deinit(&r);
  verify(s);
  cs_store_close(s);
}

static int count_batch(void *user, const cs_batch *b) {
  (void)b;
  ++*(int *)user;
  return *(int *)user == 2 ? 77 : 0;
}

static void a_callback_stops_the_list(void **unused) {
  (void)unused;
  cs_company c;
  cs_store *s = create(&c);
  for (int i = 1; i <= 3; i++) {
    cs_txn *t = begin(s, &c);
    put_rating(t, s, &c, "E1", i, "A");
    add_batch(t, "ratings");
  }
  int count = 0;
  assert_int_equal(cs_batch_each(s, c.id, count_batch, &count, &error), 77);
  assert_int_equal(count, 2);
  cs_store_close(s);
}

/* -- runs ----------------------------------------------------------------------------------------------------------- */
static cs_run make_run(cs_store *s, const cs_company *c, const char *cycle, cs_time planned) {
  cs_run run = {.company = c->id,
                .cycle = cycle,
                .as_of = 20000,
                .known_txn = 1,
                .pack = HASH_A,
                .settings = "{}",
                .engine = "0.1",
                .seed = UINT64_MAX,
                .planned = planned};
  assert_ok(cs_work_begin(s, &error));
  store_pack(s, HASH_A, "p");
  assert_ok(cs_run_begin(s, &run, &error));
  for (uint32_t i = 0; i < 3; i++) {
    char bytes[8];
    int n = snprintf(bytes, sizeof bytes, "unit%u", i);
    cs_block block = {.unit = i, .count = i == 1 ? 0 : 5, .bytes = bytes, .size = (size_t)n};
    assert_ok(cs_run_add(s, &run, &block, &error));
  }
  run.counts = "{\"direct\":10}";
  run.people = 10;
  assert_ok(cs_run_end(s, &run, &error));
  assert_ok(cs_work_commit(s, &error));
  return run;
}

static int list_block(void *user, const cs_block *b) {
  char *text = user;
  size_t used = strlen(text);
  snprintf(text + used, TEXT_MAX - used, "%u:%u:%.*s ", b->unit, b->count, (int)b->size,
           (const char *)b->bytes);
  return 0;
}

static int find_inside(void *user,
                       const cs_run *run) { /* a callback may ask the same store again */
  void **box = user;
  cs_run found;
  assert_ok(cs_run_find(box[0], run->company, run->id, &found, &error));
  assert_string_equal(found.digest, run->digest);
  ++*(int *)box[1];
  return 0;
}

static void runs_and_their_decisions(void **unused) {
  (void)unused;
  cs_company c, two;
  cs_store *s = create(&c);
  two = add_company(s, "two");
  cs_run a = make_run(s, &c, "half-year", 5000), b = make_run(s, &c, "half-year", 6000), found;
  cs_run other = make_run(s, &c, "yearly", 5000), elsewhere = make_run(s, &two, "half-year", 5000);
  assert_string_equal(a.digest, b.digest); /* planned is no part of it */
  assert_string_not_equal(a.digest, other.digest);
  assert_string_not_equal(a.digest, elsewhere.digest);
  assert_ok(cs_run_find(s, c.id, a.id, &found, &error));
  assert_string_equal(found.cycle, "half-year");
  assert_string_equal(found.counts, "{\"direct\":10}");
  assert_true(found.seed == UINT64_MAX);
  assert_int_equal(found.planned, 5000);
  assert_string_equal(found.digest, a.digest);
  assert_code(CS_ENOTFOUND, cs_run_find(s, two.id, a.id, &found, &error));

  char text[TEXT_MAX] = "";
  assert_ok(cs_run_blocks(s, a.id, list_block, text, &error));
  assert_string_equal(text, "0:5:unit0 2:5:unit2 ");
  cs_buf bytes = {0};
  assert_int_equal(cs_run_block(s, a.id, 2, &bytes, &error), 1);
  assert_string_equal(cs_buf_str(&bytes), "unit2");
  assert_int_equal(cs_run_block(s, a.id, 1, &bytes, &error), 0);
  cs_buf_deinit(&bytes);
  int count = 0;
  void *box[2] = {s, &count};
  assert_ok(cs_run_each(s, c.id, find_inside, box, &error));
  assert_int_equal(count, 3);
  verify(s);
  cs_store_close(s);
}

static int list_mark(void *user, const cs_mark *m) {
  char *text = user;
  size_t used = strlen(text);
  snprintf(text + used, TEXT_MAX - used, "%s:%d:%s ", m->code, m->kind,
           m->outcome == NULL ? "-" : m->outcome);
  return 0;
}

static int list_approval(void *user, const cs_approval *a) {
  char *text = user;
  append(text, a->by);
  append(text, a->everyone ? ":all" : ":");
  for (size_t i = 0; !a->everyone && i < a->count; i++) {
    append(text, a->codes[i]);
    append(text, ",");
  }
  append(text, " ");
  return 0;
}

static int list_application(void *user, const cs_application *a) {
  char *text = user;
  size_t used = strlen(text);
  snprintf(text + used, TEXT_MAX - used, "%u/%u ", (unsigned)a->people, a->undone_by);
  return 0;
}

static void acts_on_a_run(void **unused) {
  (void)unused;
  cs_company c, two;
  cs_store *s = create(&c);
  two = add_company(s, "two");
  cs_run run = make_run(s, &c, "half-year", 5000), rival = make_run(s, &c, "half-year", 6000);
  uint32_t id = 0;
  assert_int_equal(cs_run_same(s, &run, &id, &error), 1);
  assert_int_equal(id, rival.id);

  cs_txn *t = begin(s, &c);
  uint32_t acts = cs_txn_number(t);
  cs_mark marks[] = {
      {.kind = CS_HOLD, .code = "E2", .by = "Wang", .reason = "wait\nfor it"},
      {.kind = CS_OVERRIDE,
       .code = "E1",
       .outcome = "direct",
       .target = "mid1",
       .by = "Wang",
       .reason = "r"},
      {.kind = CS_RELEASE, .code = "E2", .by = "Wang", .reason = "done"},
  };
  for (size_t i = 0; i < 3; i++) assert_ok(cs_mark_add(t, rival.id, &marks[i], &error));
  const char *const codes[] = {"E1", "E3"};
  cs_approval some = {.by = "GM", .codes = codes, .count = 2},
              all = {.by = "GM", .everyone = true, .count = 8};
  assert_ok(cs_approval_add(t, rival.id, &some, &error));
  assert_ok(cs_approval_add(t, rival.id, &all, &error));
  assert_ok(cs_application_add(t, rival.id, 8, &error));
  assert_int_equal(cs_txn_facts(t), 6);
  assert_ok(cs_txn_commit(t, &error));

  char text[TEXT_MAX] = "";
  assert_ok(cs_mark_each(s, rival.id, list_mark, text, &error));
  assert_string_equal(text, "E1:1:direct E2:2:- E2:4:- ");
  text[0] = '\0';
  assert_ok(cs_approval_each(s, rival.id, list_approval, text, &error));
  assert_string_equal(text, "GM:E1,E3, GM:all ");
  assert_int_equal(cs_run_same(s, &run, &id, &error), 1);
  assert_int_equal(id, run.id); /* the other one has been acted on */
  assert_int_equal(cs_application_rival(s, &run, &id, &error), 1);
  assert_int_equal(id, rival.id);
  assert_int_equal(cs_application_rival(s, &rival, &id, &error), 0);
  verify(s);

  t = begin(s, &c);
  assert_ok(cs_application_undo(t, rival.id, &error));
  assert_code(CS_EREFUSED, cs_application_undo(t, run.id, &error));
  assert_ok(cs_txn_commit(t, &error));
  assert_int_equal(cs_application_rival(s, &run, &id, &error), 0);
  text[0] = '\0';
  assert_ok(cs_application_each(s, rival.id, list_application, text, &error));
  char expected[32];
  snprintf(expected, sizeof expected, "8/%u ", acts + 1);
  assert_string_equal(text, expected);
  assert_int_equal(cs_application_find(s, acts, &id, &error), 1); /* undone, and yet what it was */
  assert_int_equal(id, rival.id);
  assert_int_equal(cs_application_find(s, acts + 1, &id, &error), 0);

  t = begin(s, &two); /* another company's run does not exist */
  assert_code(CS_ENOTFOUND, cs_mark_add(t, run.id, &marks[0], &error));
  assert_code(CS_ENOTFOUND, cs_approval_add(t, run.id, &all, &error));
  assert_code(CS_ENOTFOUND, cs_application_add(t, run.id, 1, &error));
  assert_code(CS_ENOTFOUND, cs_application_undo(t, run.id, &error));
  cs_txn_rollback(t);
  verify(s);
  cs_store_close(s);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(packs_by_content),
      cmocka_unit_test(a_pack_that_was_changed),
      cmocka_unit_test(adoptions_newest_first),
      cmocka_unit_test(an_import_is_taken_back),
      cmocka_unit_test(undo_refuses_after_later_changes),
      cmocka_unit_test(undo_refuses_to_leave_facts_of_nobody),
      cmocka_unit_test(a_callback_stops_the_list),
      cmocka_unit_test(runs_and_their_decisions),
      cmocka_unit_test(acts_on_a_run),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
