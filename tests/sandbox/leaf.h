/* A pack with one opaque leaf, asked through the host that core/cycle uses. The process behind the wall is this test's own program, so a test
 * may put a room of its own there: what a pack could do that has taken it over. */
#pragma once
#include "assess/case.h"
#include "attack.h"
#include "bindings/leaf.h"
#include "bindings/leaf_wire.h"
#include "bindings/room.h"

#define LEAF(body) "local c = opaque \"leaf\" { reads = {}, holds = function(person) " body " end }"

static inline bool leaf_is_room(int argc, char **argv) {
  return argc == 2 && strcmp(argv[1], CS_ROOM_WORD) == 0;
}

/* A person without facts, on a day of 1970: leaves here declare to read nothing, and a request ends in the day's last digit. */
static inline cs_case *leaf_on(int day) {
  static cs_program program;
  static cs_case c;
  program.as_of = day - 1;
  c.program = &program;
  return &c;
}

static inline cs_case *leaf_nobody(void) { return leaf_on(1); }

/* What `policy load` would keep of it. A pack that cannot be loaded is opened all the same: its stored files may be damaged. */
static inline int leaf_open(const char *code, void **state, cs_err *err) {
  attack a;
  cs_buf sources = {0};
  char source[2000];
  memset(&a, 0, sizeof a);
  int size = snprintf(source, sizeof source, "%s%s", ATTACK_HEAD, code);
  attack_file(&a, "pack.lua", source, (size_t)size);
  cs_pack_run run = {.files = &a.files};
  bool loads = cs_pack_load(&run, &a.document, &a.err) == CS_OK;
  assert_int_equal(cs_pack_files_json(&a.files, &sources, err), CS_OK);
  const cs_pack_row row = {.id = "attack",
                           .sources = cs_buf_str(&sources),
                           .compiled = loads ? cs_buf_str(&a.document) : "{}"};
  int rc = cs_leaf_host.open(cs_leaf_host.user, &row, state, err);
  cs_buf_deinit(&sources);
  attack_end(&a);
  return rc;
}

static inline int64_t leaf_clock(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* Asks for the person of that code on that day: fails with CS_ELIMIT within the time, and the text has `text` in it. */
static inline void leaf_stopped(void *state, const char *code, int day, int64_t most,
                                const char *text) {
  cs_case *c = leaf_on(day);
  cs_err err;
  bool holds = true;
  c->code = code;
  int64_t before = leaf_clock();
  int rc = cs_leaf_host.call(state, "leaf", c, &holds, &err);
  int64_t took = leaf_clock() - before;
  if (rc != CS_ELIMIT || strstr(err.text, text) == NULL)
    print_error("code %d: %s\nexpected: %s\n", rc, rc == CS_OK ? "" : err.text, text);
  else
    print_message("  %s (%lld ms)\n", err.text, (long long)took);
  assert_int_equal(rc, CS_ELIMIT);
  assert_false(holds);
  assert_non_null(strstr(err.text, text));
  assert_true(took < most);
}
