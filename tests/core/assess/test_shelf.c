/* A pack is parsed once a store, and only ever given for the text that the store has now. */
#include "core/assess/support.h"
#include "store/archive.h"

static cs_err error;

static cs_store *create(void) {
  cs_store *s;
  unlink("shelf.db");
  if (cs_store_open("shelf.db", CS_STORE_CREATE, &s, &error) != CS_OK) DIE(error);
  return s;
}

static const char *hash_of(char letter) {
  static char hash[CS_HASH_TEXT];
  memset(hash, letter, sizeof hash - 1);
  return hash;
}

/* Text of pack003 with `id` for its own; inside cs_work_begin. */
static void store_pack(cs_store *s, char letter, const char *id) {
  char *text = pack003_text();
  char *name = strstr(text, "\"id\":\"003\"");
  assert_non_null(name);
  memcpy(name + strlen("\"id\":\""), id, 3);
  cs_pack_row row = {.id = id, .title = "{\"en\":\"T\"}", .compiled = text, .sources = "{}"};
  memcpy(row.hash, hash_of(letter), CS_HASH_TEXT);
  if (cs_pack_store(s, &row, &error) != CS_OK) DIE(error);
  free(text);
}

static cs_pack *take(cs_store *s, char letter) {
  cs_pack *pack;
  if (cs_pack_open(s, hash_of(letter), &pack, &error) != CS_OK) DIE(error);
  return pack;
}

static const char *id_of(const cs_pack *pack) {
  return json_string_value(json_object_get(cs_pack_json(pack), "id"));
}

static void parsed_once(void **unused) {
  (void)unused;
  cs_store *s = create();
  assert_int_equal(cs_work_begin(s, &error), CS_OK);
  store_pack(s, 'a', "aaa");
  store_pack(s, 'b', "bbb");
  cs_pack *first = take(s, 'a'), *other = take(s, 'b'), *again = take(s, 'a');
  assert_ptr_equal(first, again);
  assert_ptr_not_equal(first, other);
  cs_pack_free(first);
  assert_string_equal(id_of(again), "aaa");
  cs_store_close(s); /* the pack outlives it */
  assert_string_equal(id_of(again), "aaa");
  cs_pack_free(again);
  cs_pack_free(other);
}

static void only_what_the_store_has(void **unused) {
  (void)unused;
  cs_store *s = create();
  cs_pack *pack;
  assert_int_equal(cs_work_begin(s, &error), CS_OK);
  store_pack(s, 'a', "aaa");
  cs_pack_free(take(s, 'a'));
  cs_work_rollback(s);
  assert_int_equal(cs_pack_open(s, hash_of('a'), &pack, &error), CS_ENOTFOUND);
  assert_null(pack);
  assert_int_equal(cs_work_begin(s, &error), CS_OK);
  store_pack(s, 'a', "xyz"); /* another text under the hash that was rolled back */
  pack = take(s, 'a');
  assert_string_equal(id_of(pack), "xyz");
  cs_pack_free(pack);
  cs_store_close(s);
}

static void more_than_it_holds(void **unused) {
  (void)unused;
  cs_store *s = create();
  assert_int_equal(cs_work_begin(s, &error), CS_OK);
  cs_pack *kept = NULL;
  for (char letter = 'a'; letter <= 'z'; letter++) {
    const char id[] = {letter, letter, letter, '\0'};
    store_pack(s, letter, id);
    cs_pack *pack = take(s, letter);
    if (letter == 'a')
      kept = pack;
    else
      cs_pack_free(pack);
  }
  assert_string_equal(id_of(kept), "aaa");
  cs_pack *again = take(s, 'a'); /* parsed anew */
  assert_string_equal(id_of(again), "aaa");
  cs_pack_free(again);
  cs_pack_free(kept);
  for (char letter = 'z'; letter >= 'a'; letter--) {
    const char id[] = {letter, letter, letter, '\0'};
    cs_pack *pack = take(s, letter);
    assert_string_equal(id_of(pack), id);
    cs_pack_free(pack);
  }
  cs_store_close(s);
}

static void a_bad_one_is_bad_each_time(void **unused) {
  (void)unused;
  cs_store *s = create();
  cs_pack *pack;
  cs_pack_row row = {.id = "x", .title = "{\"en\":\"T\"}", .compiled = "{}", .sources = "{}"};
  memcpy(row.hash, hash_of('x'), CS_HASH_TEXT);
  assert_int_equal(cs_work_begin(s, &error), CS_OK);
  assert_int_equal(cs_pack_store(s, &row, &error), CS_OK);
  for (int i = 0; i < 2; i++) {
    assert_int_equal(cs_pack_open(s, hash_of('x'), &pack, &error), CS_EPACK);
    assert_null(pack);
  }
  cs_store_close(s);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(parsed_once),
      cmocka_unit_test(only_what_the_store_has),
      cmocka_unit_test(more_than_it_holds),
      cmocka_unit_test(a_bad_one_is_bad_each_time),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
