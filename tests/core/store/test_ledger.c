#include "core/store/helper.h"

static int collect_line(void *user, const char *const *fields, size_t count) {
  for (size_t i = 0; i < count; i++) {
    append(user, fields[i]);
    append(user, i + 1 == count ? "\n" : "|");
  }
  return 0;
}

static void lines_say_what_was_set(void **unused) {
  (void)unused;
  cs_company c;
  cs_store *s = create(&c);
  cs_txn *t = begin(s, &c);
  uint32_t number = cs_txn_number(t);
  put(t, s, &c, "E1", attribute(symbol(s, "grade"), CS_DATE_MIN),
      (cs_value){.kind = CS_SYMBOL, .number = symbol(s, "mid1")});
  put(t, s, &c, "E1", attribute(symbol(s, "graded_on"), cs_date_of(2026, 7, 1)),
      (cs_value){.kind = CS_DATE, .number = cs_date_of(2026, 7, 1)});
  put(t, s, &c, "E1", month(symbol(s, "rating"), 2026, 3),
      (cs_value){.kind = CS_SYMBOL, .number = symbol(s, "A")});
  put(t, s, &c, "E1",
      (cs_slot){CS_SERIES, 0, symbol(s, "appraisal"), CS_PERIOD_SLOT(CS_QUARTER, 2026 * 4 + 1)},
      (cs_value){.kind = CS_INT, .number = -305});
  put(t, s, &c, "E1", (cs_slot){CS_EVENT, 1, symbol(s, "ref"), 0}, text_value("a\tb\\c\r\nd"));
  put(t, s, &c, "E1", (cs_slot){CS_SPAN, 2, symbol(s, "kind"), 0}, text_value(""));
  put(t, s, &c, "E1", month(symbol(s, "rating"), 2026, 3), (cs_value){.kind = CS_NONE});
  assert_ok(cs_txn_note(t, "word\ttwo words\tback\\slash", &error));
  assert_code(CS_EUSAGE, cs_txn_note(t, "apply\tx", &error));
  assert_int_equal(cs_txn_facts(t), 8);
  assert_ok(cs_txn_commit(t, &error));

  char lines[TEXT_MAX] = "";
  assert_ok(cs_ledger_lines(s, number, collect_line, lines, &error));
  assert_string_equal(lines, "a|E1|grade|-|:mid1\n"
                             "a|E1|graded_on|2026-07-01|@2026-07-01\n"
                             "s|E1|rating|2026-03|:A\n"
                             "s|E1|appraisal|2026-Q2|#-305\n"
                             "e|E1|1|ref|=a\tb\\c\r\nd\n"
                             "i|E1|2|kind|=\n"
                             "s|E1|rating|2026-03|\n"
                             "n|word|two words|back\\slash\n");
  cs_store_close(s);
}

static void the_same_value_is_nothing(void **unused) {
  (void)unused;
  cs_company c;
  cs_store *s = create(&c);
  cs_txn *t = begin(s, &c);
  uint32_t number = cs_txn_number(t);
  put_rating(t, s, &c, "E1", 1, "A");
  put_rating(t, s, &c, "E1", 1, "A");
  assert_int_equal(cs_txn_facts(t), 1);
  assert_ok(cs_txn_commit(t, &error));

  t = begin(s, &c);
  put_rating(t, s, &c, "E1", 1, "A");
  put(t, s, &c, "E2", month(symbol(s, "rating"), 2026, 1), (cs_value){.kind = CS_NONE});
  assert_int_equal(cs_txn_facts(t), 0);
  assert_ok(cs_txn_commit(t, &error)); /* empty: not recorded */
  cs_txn_info head;
  assert_ok(cs_ledger_head(s, &head, &error));
  assert_int_equal(head.number, number);
  assert_int_equal(head.facts, 1);
  assert_string_equal(head.actor, "Mei");
  assert_string_equal(head.command, "cursus test");

  cs_record r;
  assert_ok(cs_record_init(&r, &error));
  assert_code(CS_ENOTFOUND, cs_person_load(s, c.id, "E2", &r, &error));
  assert_string_equal(r.code, "E2");
  assert_int_equal(r.last_txn, 0);
  cs_record_deinit(&r);
  cs_store_close(s);
}

static void facts_out_of_range_are_refused(void **unused) {
  (void)unused;
  cs_company c;
  cs_store *s = create(&c);
  cs_txn *t = begin(s, &c);
  cs_record r;
  assert_ok(cs_record_init(&r, &error));
  cs_record_clear(&r, "E1");
  cs_symbol name = symbol(s, "x");
  const cs_value one = {.kind = CS_INT, .number = 1};
  const cs_slot bad_slots[] = {{CS_ATTRIBUTE, 0, 0, CS_DATE_MIN},
                               {CS_ATTRIBUTE, 0, name + 1, 0},
                               {CS_ATTRIBUTE, 1, name, 0},
                               {CS_ATTRIBUTE, 0, name, CS_DATE_NONE},
                               {CS_SERIES, 0, name, 24315 * 16},
                               {CS_SERIES, 0, name, 24315 * 16 + 2},
                               {CS_EVENT, 0, name, 0},
                               {CS_SPAN, 1, name, 5}};
  for (size_t i = 0; i < sizeof bad_slots / sizeof *bad_slots; i++) {
    assert_code(CS_EUSAGE, cs_txn_set(t, &r, &bad_slots[i], &one, &error));
  }
  const cs_slot good = attribute(name, CS_DATE_MIN);
  const cs_value bad_values[] = {{.kind = CS_DATE, .number = CS_DATE_MAX},
                                 {.kind = CS_DATE, .number = CS_DATE_MIN},
                                 {.kind = CS_SYMBOL, .number = 0},
                                 {.kind = CS_SYMBOL, .number = name + 1}};
  for (size_t i = 0; i < sizeof bad_values / sizeof *bad_values; i++) {
    assert_code(CS_EUSAGE, cs_txn_set(t, &r, &good, &bad_values[i], &error));
  }
  assert_int_equal(cs_txn_facts(t), 0);
  cs_txn_rollback(t);
  cs_record_deinit(&r);
  cs_store_close(s);
}

static void known_at_any_time(void **unused) {
  (void)unused;
  cs_company c;
  cs_store *s = create(&c);
  cs_txn *t = begin_at(s, &c, 2000);
  uint32_t first = cs_txn_number(t), known = 0;
  put_rating(t, s, &c, "E1", 1, "B");
  assert_ok(cs_txn_commit(t, &error));
  t = begin_at(s, &c, 3000);
  put_rating(t, s, &c, "E1", 1, "A");
  assert_ok(cs_txn_commit(t, &error));
  assert_string_equal(rating_of(s, &c, "E1", 1, first - 1), "");
  assert_string_equal(rating_of(s, &c, "E1", 1, first), "B");
  assert_string_equal(rating_of(s, &c, "E1", 1, UINT32_MAX), "A");
  assert_ok(cs_ledger_known_at(s, 2999, &known, &error));
  assert_int_equal(known, first);
  assert_ok(cs_ledger_known_at(s, 3000, &known, &error));
  assert_int_equal(known, first + 1);
  assert_ok(cs_ledger_known_at(s, 1, &known, &error));
  assert_int_equal(known, 0);
  cs_time at = 0;
  assert_int_equal(cs_ledger_recorded(s, first, &at, &error), 1);
  assert_int_equal(at, 2000);
  assert_int_equal(cs_ledger_recorded(s, first + 2, &at, &error), 0);
  cs_store_close(s);
}

static void the_clock_does_not_go_back(void **unused) {
  (void)unused;
  cs_company c;
  cs_store *s = create(&c);
  cs_txn *t = begin_at(s, &c, 86400000);
  put_rating(t, s, &c, "E1", 1, "B");
  assert_ok(cs_txn_commit(t, &error));
  cs_stamp stamp = {.now = 86399999, .actor = "Mei", .system_user = "root", .command = "x"};
  t = (cs_txn *)&stamp;
  assert_code(CS_EREFUSED, cs_txn_begin(s, &c, &stamp, &t, &error));
  assert_null(t);
  assert_text("1970-01-02T08:00:00");
  assert_text("--now");
  t = begin_at(s, &c, 86400000); /* the same instant is right */
  cs_txn_rollback(t);
  cs_store_close(s);
}

/* Of the machine: it was read before the lock was there. */
static void a_clock_may_be_a_little_late(void **unused) {
  (void)unused;
  cs_company c;
  cs_store *s = create(&c);
  cs_txn_info head;
  cs_txn *t = begin_at(s, &c, 5000);
  assert_ok(cs_txn_note(t, "first", &error));
  assert_ok(cs_txn_commit(t, &error));
  cs_stamp stamp = {
      .now = 3000, .actor = "Mei", .system_user = "root", .command = "x", .slack = 2000};
  assert_ok(cs_txn_begin(s, &c, &stamp, &t, &error));
  cs_txn_rollback(t);
  stamp.now = 2999;
  assert_code(CS_EREFUSED, cs_txn_begin(s, &c, &stamp, &t, &error));
  stamp.now = 3000;
  assert_ok(cs_txn_begin(s, &c, &stamp, &t, &error));
  assert_ok(cs_txn_note(t, "late", &error));
  assert_ok(cs_txn_commit(t, &error));
  assert_ok(cs_ledger_head(s, &head, &error));
  assert_true(head.recorded == 5000);
  cs_store_close(s);
}

static void rollback_leaves_nothing(void **unused) {
  (void)unused;
  cs_company c;
  cs_store *s = create(&c);
  cs_txn *t = begin(s, &c);
  put_rating(t, s, &c, "E1", 1, "B");
  assert_ok(cs_txn_set_personal(t, "E1", "name", "Li Fang", 7, &error));
  cs_txn_rollback(t);
  cs_txn_rollback(NULL);
  assert_string_equal(rating_of(s, &c, "E1", 1, UINT32_MAX), "");
  cs_verified v = {0};
  assert_ok(cs_ledger_verify(s, &v, &error));
  assert_int_equal(v.txns, 1);
  cs_store_close(s);
}

static void companies_are_apart(void **unused) {
  (void)unused;
  cs_company one, two;
  cs_store *s = create(&one);
  two = add_company(s, "two");
  cs_txn *t = begin(s, &one);
  put_rating(t, s, &one, "E1", 1, "A");
  assert_ok(cs_txn_set_personal(t, "E1", "name", "Li", 2, &error));
  assert_ok(cs_txn_commit(t, &error));
  assert_string_equal(rating_of(s, &one, "E1", 1, UINT32_MAX), "A");
  assert_string_equal(rating_of(s, &two, "E1", 1, UINT32_MAX), "");
  cs_buf name = {0};
  bool erased = false;
  assert_int_equal(cs_person_personal(s, two.id, "E1", "name", UINT32_MAX, &name, &erased, &error),
                   0);
  t = begin(s, &two);
  assert_ok(cs_txn_erase(t, "E1", &error));
  assert_ok(cs_txn_commit(t, &error));
  assert_int_equal(cs_person_personal(s, one.id, "E1", "name", UINT32_MAX, &name, &erased, &error),
                   1);
  cs_people *people = NULL;
  cs_record r;
  assert_ok(cs_record_init(&r, &error));
  assert_ok(cs_people_open(s, two.id, NULL, NULL, &people, &error));
  assert_int_equal(cs_people_next(people, &r, &error), 0);
  cs_people_close(people);
  cs_record_deinit(&r);
  cs_buf_deinit(&name);
  cs_store_close(s);
}

static void people_stream_in_order(void **unused) {
  (void)unused;
  cs_company c;
  cs_store *s = create(&c);
  const char *const codes[] = {"E3", "E1", "\xe5\xbc\xa0", "E2", "a"}; /* bytewise: E1 E2 E3 a 张 */
  cs_txn *t = begin(s, &c);
  for (size_t i = 0; i < 5; i++) put_rating(t, s, &c, codes[i], 1, "A");
  assert_ok(cs_txn_commit(t, &error));
  t = begin(s, &c);
  uint32_t second = cs_txn_number(t);
  put_rating(t, s, &c, "E2", 1, "B");
  assert_ok(cs_txn_commit(t, &error));

  const struct {
    const char *after, *upto, *expected;
  } cases[] = {{NULL, NULL, "E1 E2 E3 a \xe5\xbc\xa0 "},
               {"E1", "E3", "E2 E3 "},
               {"E3", NULL, "a \xe5\xbc\xa0 "},
               {NULL, "E2", "E1 E2 "},
               {"z", "y", ""}};
  cs_record r;
  assert_ok(cs_record_init(&r, &error));
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    char text[TEXT_MAX] = "";
    cs_people *people = NULL;
    assert_ok(cs_people_open(s, c.id, cases[i].after, cases[i].upto, &people, &error));
    while (cs_people_next(people, &r, &error) == 1) {
      assert_int_equal(r.count, strcmp(r.code, "E2") == 0 ? 2 : 1);
      append(text, r.code);
      append(text, " ");
    }
    cs_people_close(people);
    assert_string_equal(text, cases[i].expected);
  }
  cs_people *people = NULL, *inner = NULL; /* two at once */
  assert_ok(cs_people_open(s, c.id, NULL, NULL, &people, &error));
  assert_ok(cs_people_open(s, c.id, NULL, NULL, &inner, &error));
  while (cs_people_next_since(people, second - 1, &r, &error) == 1) {
    assert_int_equal(r.count, strcmp(r.code, "E2") == 0 ? 2 : 0);
    assert_int_equal(r.last_txn, strcmp(r.code, "E2") == 0 ? second : second - 1);
  }
  assert_int_equal(cs_people_next(inner, &r, &error), 1);
  cs_people_close(inner);
  cs_people_close(people);
  cs_record_deinit(&r);
  cs_store_close(s);
}

/* The stream reads ahead of what is written behind it: everybody comes once, as they were; newcomers change nothing. */
static void people_change_behind_their_stream(void **unused) {
  (void)unused;
  enum { PEOPLE = 3000 };
  cs_company c;
  cs_store *s = create(&c);
  char code[16];
  cs_txn *t = begin(s, &c);
  for (int i = 0; i < PEOPLE; i++) {
    snprintf(code, sizeof code, "E%05d", i * 2);
    put(t, s, &c, code, attribute(symbol(s, "x"), CS_DATE_MIN),
        text_value("a value of some length"));
  }
  assert_ok(cs_txn_commit(t, &error));

  t = begin(s, &c);
  cs_record r;
  cs_people *people = NULL;
  assert_ok(cs_record_init(&r, &error));
  assert_ok(cs_people_open(s, c.id, NULL, NULL, &people, &error));
  int seen = 0;
  while (cs_people_next(people, &r, &error) == 1) {
    snprintf(code, sizeof code, "E%05d", seen++ * 2);
    assert_string_equal(r.code, code);
    assert_int_equal(r.count, 1);
    cs_slot slot = attribute(symbol(s, "y"), CS_DATE_MIN);
    cs_value value = text_value("another");
    assert_ok(cs_txn_set(t, &r, &slot, &value, &error));
    assert_ok(cs_txn_save(t, &r, &error));
    assert_ok(cs_txn_save(t, &r, &error)); /* again: nothing else */
    if (seen % 100 != 0) continue;
    snprintf(code, sizeof code, "E%05d", seen * 2 - 3); /* behind */
    put(t, s, &c, code, slot, value);
  }
  assert_int_equal(seen, PEOPLE);
  cs_people_close(people);
  assert_ok(cs_txn_commit(t, &error));

  assert_ok(cs_people_open(s, c.id, NULL, NULL, &people, &error));
  int both = 0, one = 0;
  while (cs_people_next(people, &r, &error) == 1) {
    both += r.count == 2;
    one += r.count == 1;
  }
  cs_people_close(people);
  assert_int_equal(both, PEOPLE);
  assert_int_equal(one, PEOPLE / 100);
  cs_record_deinit(&r);
  cs_verified v = {0};
  assert_ok(cs_ledger_verify(s, &v, &error));
  cs_store_close(s);
}

static void units_do_not_depend_on_the_order(void **unused) {
  (void)unused;
  enum { PEOPLE = 5000 };
  char *bounds[2][64];
  size_t counts[2] = {0};
  for (int way = 0; way < 2; way++) {
    cs_company c;
    cs_store *s = create(&c);
    for (int half = 0; half < 2; half++) {
      cs_txn *t = begin(s, &c);
      for (int i = 0; i < PEOPLE / 2; i++) {
        int n = half * PEOPLE / 2 + i;
        if (way == 1) n = (int)((uint32_t)n * 2917u % PEOPLE);
        char code[16];
        snprintf(code, sizeof code, "E%05d", n);
        put_person(t, s, &c, code);
      }
      assert_ok(cs_txn_commit(t, &error));
    }
    char **units = NULL;
    assert_ok(cs_people_units(s, c.id, &units, &counts[way], &error));
    assert_in_range(counts[way], 2, 20);
    assert_null(units[counts[way] - 1]);
    for (size_t i = 0; i + 1 < counts[way]; i++) bounds[way][i] = strdup(units[i]);
    free(units);
    cs_store_close(s);
  }
  assert_int_equal(counts[0], counts[1]);
  for (size_t i = 0; i + 1 < counts[0]; i++) {
    assert_string_equal(bounds[0][i], bounds[1][i]);
    free(bounds[0][i]);
    free(bounds[1][i]);
  }
}

static void make_history(uint64_t seed, char head[CS_HASH_TEXT]) {
  cs_company c;
  cs_store *s = create_seeded(&c, seed);
  cs_txn *t = begin(s, &c);
  put_rating(t, s, &c, "E1", 1, "A");
  assert_ok(cs_txn_set_personal(t, "E1", "name", "Li Fang", 7, &error));
  assert_ok(cs_txn_commit(t, &error));
  cs_txn_info info;
  assert_ok(cs_ledger_head(s, &info, &error));
  memcpy(head, info.hash, CS_HASH_TEXT);
  cs_store_close(s);
}

static void a_seed_makes_equal_chains(void **unused) {
  (void)unused;
  char a[CS_HASH_TEXT], b[CS_HASH_TEXT];
  make_history(7, a);
  make_history(7, b);
  assert_string_equal(a, b);
  make_history(8, b);
  assert_string_not_equal(a, b);
  make_history(0, a);
  make_history(0, b);
  assert_string_not_equal(a, b); /* salts by chance */
}

static bool file_has(const char *path, const char *text) {
  FILE *f = fopen(path, "rb");
  if (f == NULL) return false;
  static char bytes[1 << 22];
  size_t n = fread(bytes, 1, sizeof bytes, f), size = strlen(text);
  fclose(f);
  for (size_t i = 0; i + size <= n; i++) {
    if (memcmp(bytes + i, text, size) == 0) return true;
  }
  return false;
}

static void erased_is_gone_and_the_chain_whole(void **unused) {
  (void)unused;
  cs_company c;
  cs_store *s = create(&c);
  cs_txn *t = begin(s, &c);
  uint32_t first = cs_txn_number(t);
  put_person(t, s, &c, "E1");
  for (int i = 0; i < 200; i++) {
    char code[16];
    snprintf(code, sizeof code, "F%d", i);
    assert_ok(cs_txn_set_personal(t, code, "name", "Somebody Else", 13, &error));
  }
  assert_ok(cs_txn_set_personal(t, "E1", "name", "Zhuge Liang", 11, &error));
  assert_ok(cs_txn_commit(t, &error));
  t = begin(s, &c);
  assert_ok(cs_txn_set_personal(t, "E1", "name", "Zhuge Kongming", 14, &error));
  assert_ok(cs_txn_set_personal(t, "E1", "name", "Zhuge Kongming", 14, &error)); /* nothing */
  assert_int_equal(cs_txn_facts(t), 1);
  assert_ok(cs_txn_commit(t, &error));

  cs_buf name = {0};
  bool erased = true;
  assert_int_equal(cs_person_personal(s, c.id, "E1", "name", first, &name, &erased, &error), 1);
  assert_string_equal(cs_buf_str(&name), "Zhuge Liang");
  assert_false(erased);
  cs_buf_clear(&name);
  assert_int_equal(cs_person_personal(s, c.id, "E1", "name", UINT32_MAX, &name, &erased, &error),
                   1);
  assert_string_equal(cs_buf_str(&name), "Zhuge Kongming");
  assert_true(file_has(PATH, "Zhuge") || file_has(PATH "-wal", "Zhuge"));

  cs_verified v = {0};
  assert_ok(cs_ledger_verify(s, &v, &error));
  t = begin(s, &c);
  assert_ok(cs_txn_erase(t, "E1", &error));
  assert_ok(cs_txn_commit(t, &error));
  cs_buf_clear(&name);
  assert_int_equal(cs_person_personal(s, c.id, "E1", "name", UINT32_MAX, &name, &erased, &error),
                   0);
  assert_true(erased);
  assert_int_equal(name.size, 0);
  assert_int_equal(cs_person_personal(s, c.id, "E1", "name", first, &name, &erased, &error), 0);
  assert_false(file_has(PATH, "Zhuge"));
  assert_false(file_has(PATH "-wal", "Zhuge"));
  assert_true(file_has(PATH, "Somebody"));
  assert_ok(cs_ledger_verify(s, &v, &error));

  t = begin(s, &c); /* comes back under the same code */
  assert_ok(cs_txn_set_personal(t, "E1", "name", "New", 3, &error));
  assert_ok(cs_txn_set_personal(t, "E1", "name", "", 0, &error)); /* and is taken back */
  assert_ok(cs_txn_commit(t, &error));
  assert_int_equal(cs_person_personal(s, c.id, "E1", "name", UINT32_MAX, &name, &erased, &error),
                   0);
  assert_false(erased);
  assert_ok(cs_ledger_verify(s, &v, &error));
  cs_buf_deinit(&name);
  cs_store_close(s);
}

static int count_txn(void *user, const cs_txn_info *info) {
  (void)info;
  ++*(int *)user;
  return 0;
}

static void many_blocks(void **unused) {
  (void)unused;
  cs_company c;
  cs_store *s = create(&c);
  cs_txn *t = begin(s, &c);
  cs_symbol rating = symbol(s, "rating"), a = symbol(s, "A");
  cs_record r;
  assert_ok(cs_record_init(&r, &error));
  for (int i = 0; i < 1000; i++) {
    char code[16];
    snprintf(code, sizeof code, "E%04d", i);
    cs_record_clear(&r, code);
    for (int m = 1; m <= 12; m++) {
      cs_slot slot = month(rating, 2025, m);
      cs_value value = {.kind = CS_SYMBOL, .number = a};
      assert_ok(cs_txn_set(t, &r, &slot, &value, &error));
    }
    assert_ok(cs_txn_save(t, &r, &error));
  }
  assert_ok(cs_txn_commit(t, &error));
  cs_verified v = {0};
  assert_ok(cs_ledger_verify(s, &v, &error));
  assert_int_equal(v.facts, 12001);
  assert_int_equal(v.people, 1000);
  int txns = 0;
  assert_ok(cs_ledger_each(s, 0, count_txn, &txns, &error));
  assert_int_equal(txns, 2);
  cs_record_deinit(&r);
  cs_store_close(s);
}

static void a_long_text_cuts_the_block(void **unused) {
  (void)unused;
  cs_company c;
  cs_store *s = create(&c);
  cs_txn *t = begin(s, &c);
  char *text = malloc(700001);
  memset(text, '\\', 700000);
  text[700000] = '\0';
  put(t, s, &c, "E1", attribute(symbol(s, "x"), CS_DATE_MIN), text_value(text));
  put(t, s, &c, "E2", attribute(symbol(s, "x"), CS_DATE_MIN), text_value(text));
  assert_ok(cs_txn_commit(t, &error));
  free(text);
  cs_verified v = {0};
  assert_ok(cs_ledger_verify(s, &v, &error));
  assert_ok(cs_ledger_rebuild(s, &error));
  assert_ok(cs_ledger_verify(s, &v, &error));
  cs_store_close(s);
}

/* As whoever goes back to what held before does; the record grows meanwhile. */
static void a_value_of_the_record_itself(void **unused) {
  (void)unused;
  cs_company c;
  cs_store *s = create(&c);
  cs_record r;
  assert_ok(cs_record_init(&r, &error));
  cs_txn *t = begin(s, &c);
  cs_symbol x = symbol(s, "x");
  cs_record_clear(&r, "E1");
  cs_slot first = attribute(x, 1);
  cs_value value = text_value("as before");
  assert_ok(cs_txn_set(t, &r, &first, &value, &error));
  for (int32_t day = 2; day < 200; day++) {
    cs_slot slot = attribute(x, day);
    assert_ok(cs_txn_set(t, &r, &slot, &cs_record_find(&r, &first, UINT32_MAX)->value, &error));
  }
  assert_ok(cs_txn_save(t, &r, &error));
  assert_ok(cs_txn_commit(t, &error));
  cs_verified v = {0};
  assert_ok(cs_ledger_verify(s, &v, &error));
  assert_int_equal(r.count, 199);
  assert_string_equal(r.entries[198].value.text, "as before");
  cs_record_deinit(&r);
  cs_store_close(s);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(lines_say_what_was_set),
      cmocka_unit_test(the_same_value_is_nothing),
      cmocka_unit_test(facts_out_of_range_are_refused),
      cmocka_unit_test(known_at_any_time),
      cmocka_unit_test(the_clock_does_not_go_back),
      cmocka_unit_test(a_clock_may_be_a_little_late),
      cmocka_unit_test(rollback_leaves_nothing),
      cmocka_unit_test(companies_are_apart),
      cmocka_unit_test(people_stream_in_order),
      cmocka_unit_test(people_change_behind_their_stream),
      cmocka_unit_test(units_do_not_depend_on_the_order),
      cmocka_unit_test(a_seed_makes_equal_chains),
      cmocka_unit_test(erased_is_gone_and_the_chain_whole),
      cmocka_unit_test(many_blocks),
      cmocka_unit_test(a_long_text_cuts_the_block),
      cmocka_unit_test(a_value_of_the_record_itself),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
