#include "core/store/helper.h"

typedef struct seen {
  cs_store *store;
  uint32_t txn, people;
  char text[TEXT_MAX];
  const char *stop_at;
} seen;

static int see(void *user, const cs_record *r) {
  seen *s = user;
  char line[128];
  s->people++;
  if (s->people > 20) return CS_OK;
  append(s->text, r->code);
  for (uint32_t i = 0; i < r->count; i++) {
    if (r->entries[i].txn != s->txn) continue;
    snprintf(line, sizeof line, " %s", cs_symbol_text(s->store, r->entries[i].slot.name));
    append(s->text, line);
  }
  append(s->text, "\n");
  return s->stop_at != NULL && strcmp(r->code, s->stop_at) == 0 ? 7 : CS_OK;
}

static const char *touched(cs_store *store, const cs_company *c, uint32_t txn) {
  static seen s;
  s = (seen){.store = store, .txn = txn};
  assert_ok(cs_txn_touched(store, c->id, txn, see, &s, &error));
  return s.text;
}

static void whom_and_what(void **unused) {
  (void)unused;
  cs_company c;
  cs_store *s = create(&c);
  cs_txn *t = begin(s, &c);
  for (int i = 1; i <= 5; i++) {
    char code[16];
    snprintf(code, sizeof code, "E%d", i);
    put_person(t, s, &c, code);
  }
  assert_ok(cs_txn_commit(t, &error));
  t = begin(s, &c);
  uint32_t number = cs_txn_number(t);
  put_rating(t, s, &c, "E4", 1, "A");
  put_rating(t, s, &c, "E2", 1, "A");
  put(t, s, &c, "E4", (cs_slot){CS_EVENT, 1, symbol(s, "on"), 0}, text_value("x"));
  put_subject(t, s, &c, "case", "E1", attribute(symbol(s, "state"), CS_DATE_MIN), text_value("x"));
  assert_ok(cs_txn_set_personal(t, "E3", "name", "Li", 2, &error));
  assert_ok(cs_txn_note(t, "hello\tE5", &error));
  assert_ok(cs_txn_commit(t, &error));
  t = begin(s, &c); /* later ones do not matter */
  put_rating(t, s, &c, "E5", 2, "B");
  put_rating(t, s, &c, "E2", 1, "B");
  assert_ok(cs_txn_commit(t, &error));
  assert_string_equal(touched(s, &c, number), "E2 rating\nE4 rating on\n");
  assert_string_equal(touched(s, &c, number + 1), "E2 rating\nE5 rating\n");
  assert_string_equal(touched(s, &c, number + 2), "");

  cs_company other = add_company(s, "two");
  assert_string_equal(touched(s, &other, number), "");
  seen stopped = {.store = s, .txn = number, .stop_at = "E2"};
  assert_int_equal(cs_txn_touched(s, c.id, number, see, &stopped, &error), 7);
  assert_int_equal(stopped.people, 1);
  cs_store_close(s);
}

static void a_large_one(void **unused) {
  (void)unused;
  cs_company c;
  cs_store *s = create(&c);
  cs_txn *t = begin(s, &c);
  for (int i = 0; i < 6000; i++) {
    char code[16];
    snprintf(code, sizeof code, "E%04d", i);
    put_person(t, s, &c, code);
  }
  assert_ok(cs_txn_commit(t, &error));
  t = begin(s, &c);
  uint32_t number = cs_txn_number(t);
  for (int i = 5999; i >= 0; i--) {
    char code[16];
    snprintf(code, sizeof code, "E%04d", i);
    if (i != 3) put_rating(t, s, &c, code, 1, "A");
  }
  assert_ok(cs_txn_commit(t, &error));
  t = begin(s, &c);
  put_rating(t, s, &c, "E0003", 1, "B");
  assert_ok(cs_txn_commit(t, &error));
  seen all = {.store = s, .txn = number};
  assert_ok(cs_txn_touched(s, c.id, number, see, &all, &error));
  assert_int_equal(all.people, 5999);
  const char *first = "E0000 rating\nE0001 rating\nE0002 rating\nE0004 rating\n";
  assert_memory_equal(all.text, first, strlen(first));
  cs_store_close(s);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(whom_and_what),
      cmocka_unit_test(a_large_one),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
