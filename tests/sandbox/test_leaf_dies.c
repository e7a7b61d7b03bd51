#include "leaf.h"
#include <signal.h>
#include <unistd.h>

/* A leaf that has taken over its process ends it: in the middle of an answer, by a fault, at once. It is that person's error; the next person
 * has a new process, and after a few that were lost there are no more. */
static void hostile(void *user, const char *request, size_t size, cs_buf *out) {
  (void)user;
  cs_leaf_answer fine = {.holds = true};
  cs_wire_put_answer(out, CS_OK, &fine, "");
  if (request[0] == 'O') return;
  signal(SIGILL, SIG_DFL);
  if (request[size - 1] % 2 == 0) __builtin_trap();
  _exit(0);
}

static void each_loss_is_one_persons(void **unused) {
  (void)unused;
  void *state = NULL;
  cs_err err;
  if (leaf_open(LEAF("return true"), &state, &err) != CS_OK) fail_msg("%s", err.text);
  static const char *const people[] = {"A", "B", "C", "D", "E"};
  for (size_t i = 0; i < 5; i++)
    leaf_stopped(state, people[i], (int)i + 1, 5000,
                 "attack/pack.lua:2: opaque 'leaf', with 2000 ms for one answer");
  leaf_stopped(state, "F", 1, 100, "attack/pack.lua:2: opaque 'leaf': given up after 5 processes");
  cs_leaf_host.close(state);
}

int main(int argc, char **argv) {
  if (leaf_is_room(argc, argv)) _exit(cs_room_live(hostile, NULL));
  const struct CMUnitTest tests[] = {cmocka_unit_test(each_loss_is_one_persons)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
