#include "leaf.h"
#include <unistd.h>
#include <fcntl.h>
#include <sys/socket.h>

/* A leaf that has taken over its process answers what no leaf answers, and looks for a way out of the room. */
static void put(cs_buf *out, int64_t rc, uint64_t holds, int64_t steps, const char *text) {
  cs_buf_put_int(out, rc);
  cs_buf_put_uint(out, holds);
  cs_buf_put_int(out, steps);
  cs_wire_put_text(out, text, strlen(text));
}

static void garbage(int kind, cs_buf *out) {
  switch (kind) {
    case 1: put(out, CS_OK, 2, 0, ""); break;
    case 2: put(out, CS_OK, 1, -1, ""); break;
    case 3: put(out, CS_OK, 1, 0, "an error, and yet fine"); break;
    case 4: put(out, CS_EPACK, 0, 0, ""); break;
    case 5: put(out, CS_EPACK, 0, 0, "\xff\xfe no text"); break;
    case 6: put(out, 77, 0, 0, "no such code"); break;
    case 7: put(out, CS_EDB, 0, 0, "not a leaf's code"); break;
    case 8: put(out, CS_OK, 1, 0, ""), cs_buf_puts(out, "more"); break;
    default: cs_buf_puts(out, "\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80"); break;
  }
}

/* Says which of the ways out of the room are open. */
static void escape(cs_buf *out) {
  char open_ways[200] = "ways out:";
  if (open("/etc/passwd", O_RDONLY) >= 0) strcat(open_ways, " open");
  if (socket(AF_INET, SOCK_STREAM, 0) >= 0) strcat(open_ways, " socket");
  if (fork() >= 0) strcat(open_ways, " fork");
  if (write(STDOUT_FILENO, "", 0) >= 0) strcat(open_ways, " stdout");
  if (getenv("HOME") != NULL) strcat(open_ways, " environment");
  put(out, CS_EPACK, 0, 0, open_ways);
}

static void hostile(void *user, const char *request, size_t size, cs_buf *out) {
  (void)user;
  int kind = request[size - 1] - '0';
  if (request[0] == 'O')
    put(out, CS_OK, 0, 0, "");
  else if (kind == 0)
    escape(out);
  else
    garbage(kind, out);
}

static void nothing_is_believed(void **unused) {
  (void)unused;
  for (int kind = 1; kind <= 9; kind++) {
    void *state = NULL;
    cs_err err;
    if (leaf_open(LEAF("return true"), &state, &err) != CS_OK) fail_msg("%s", err.text);
    leaf_stopped(
        state, "A", kind, 3000,
        "attack/pack.lua:2: opaque 'leaf', with 2000 ms for one answer: the pack's process "
        "answered what no pack answers; nothing was taken over");
    cs_leaf_host.close(state);
  }
}

static void there_is_no_way_out(void **unused) {
  (void)unused;
  void *state = NULL;
  cs_err err;
  bool holds;
  if (leaf_open(LEAF("return true"), &state, &err) != CS_OK) fail_msg("%s", err.text);
  assert_int_equal(cs_leaf_host.call(state, "leaf", leaf_on(10), &holds, &err), CS_EPACK);
  assert_string_equal(err.text, "ways out:");
  cs_leaf_host.close(state);
}

int main(int argc, char **argv) {
  if (leaf_is_room(argc, argv)) _exit(cs_room_live(hostile, NULL));
  const struct CMUnitTest tests[] = {cmocka_unit_test(nothing_is_believed),
                                     cmocka_unit_test(there_is_no_way_out)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
