#include "leaf.h"
#include <unistd.h>

/* A leaf that wants all memory: in Lua its budget ends it, and the next person has it all again; a process that was taken over has the
 * limits of the wall, and an answer that is too long is not read. */
static void in_lua(void **unused) {
  (void)unused;
  void *state = NULL;
  cs_err err;
  if (leaf_open(LEAF("local t = {} for i = 1, 1e9 do t[i] = { i } end"), &state, &err) != CS_OK)
    fail_msg("%s", err.text);
  leaf_stopped(state, "A", 1, 2000, "attack/pack.lua:2: the budget of");
  leaf_stopped(state, "B", 1, 2000, "attack/pack.lua:2: the budget of");
  cs_leaf_host.close(state);
  if (leaf_open(LEAF("local s = 'x' while true do s = s .. s end"), &state, &err) != CS_OK)
    fail_msg("%s", err.text);
  leaf_stopped(state, "A", 1, 2000, "attack/pack.lua:2: ");
  cs_leaf_host.close(state);
}

static void greedy(void *user, const char *request, size_t size, cs_buf *out) {
  (void)user;
  (void)size;
  cs_leaf_answer fine = {.holds = true};
  if (request[0] == 'O') {
    cs_wire_put_answer(out, CS_OK, &fine, "");
    return;
  }
#ifndef __SANITIZE_ADDRESS__ /* whose shadow takes more than the limit; it has a limit of its own */
  for (size_t n = 0; n < 4096; n++) {
    char *block = malloc((size_t)1 << 20);
    if (block == NULL) _exit(3);
    memset(block, 1, (size_t)1 << 20);
  }
#endif
  for (size_t n = 0; n < 100000; n++) cs_buf_puts(out, "a very long answer ");
}

static void in_its_process(void **unused) {
  (void)unused;
  void *state = NULL;
  cs_err err;
  assert_int_equal(setenv("UBSAN_OPTIONS", "taken=over", 1),
                   0); /* the only word that gets through */
  if (leaf_open(LEAF("return true"), &state, &err) != CS_OK) fail_msg("%s", err.text);
  leaf_stopped(state, "A", 1, 2500,
               "attack/pack.lua:2: opaque 'leaf', with 2000 ms for one answer");
  cs_leaf_host.close(state);
  assert_int_equal(unsetenv("UBSAN_OPTIONS"), 0);
}

int main(int argc, char **argv) {
  const char *word = getenv("UBSAN_OPTIONS");
  bool taken_over = word != NULL && strcmp(word, "taken=over") == 0;
  if (leaf_is_room(argc, argv) && taken_over) _exit(cs_room_live(greedy, NULL));
  if (leaf_is_room(argc, argv)) cs_leaf_room();
  const struct CMUnitTest tests[] = {cmocka_unit_test(in_lua), cmocka_unit_test(in_its_process)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
