/* A system or a container that refuses what the wall is made of: no pack is run, and what was refused is named. The refusal is a filter
 * of system calls, which is for good: each is tried in a process of its own. */
#include "attack.h"
#include "bindings/room.h"
#include <errno.h>
#include <seccomp.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

typedef struct refusal {
  int call;
  int argument, value; /* refused when it has this value; argument -1: whatever they are */
  int code;
  const char *text;
} refusal;

static int job(void *argument, cs_buf *out, cs_err *err) {
  (void)argument, (void)err;
  cs_buf_puts(out, "it has run");
  return CS_OK;
}

/* The way to a filter that was there before. */
static bool refuse_older(scmp_filter_ctx filter) {
  const struct scmp_arg_cmp first = SCMP_A0(SCMP_CMP_EQ, PR_SET_SECCOMP);
  return seccomp_rule_add_array(filter, SCMP_ACT_ERRNO(EINVAL), SCMP_SYS(prctl), 1, &first) == 0;
}

static bool refuse(const refusal *r) {
  scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
  const struct scmp_arg_cmp only = {
      .arg = (unsigned)r->argument, .op = SCMP_CMP_EQ, .datum_a = (scmp_datum_t)r->value};
  bool done = filter != NULL &&
              seccomp_rule_add_array(filter, SCMP_ACT_ERRNO((unsigned)r->code), r->call,
                                     r->argument >= 0 ? 1 : 0, &only) == 0 &&
              (r->call != SCMP_SYS(seccomp) || refuse_older(filter)) && seccomp_load(filter) == 0;
  seccomp_release(filter);
  return done;
}

static int said(int rc, const cs_err *err, const char *text) {
  if (rc == CS_EIO && strstr(err->text, text) != NULL) return 0;
  print_error("%d: %s\nexpected: %s\n", rc, rc == CS_OK ? "(none)" : err->text, text);
  return 1;
}

static int try_it(const refusal *r) {
  cs_buf out = {0};
  cs_room *room = NULL;
  cs_err err = {0};
  if (!refuse(r)) return 2;
  int bad = said(cs_wall_run(&cs_wall_default, job, NULL, &out, &err), &err, r->text);
  bad += said(cs_room_open(&room, &err), &err, r->text);
  bad += out.size != 0 || room != NULL;
  cs_buf_deinit(&out);
  return bad;
}

static void nothing_runs_and_the_reason_is_told(void **state) {
  (void)state;
  static const refusal refusals[] = {
      {SCMP_SYS(seccomp), -1, 0, ENOSYS, "must allow seccomp filters"},
      {SCMP_SYS(seccomp), -1, 0, EPERM, "must allow seccomp filters"},
      {SCMP_SYS(close_range), -1, 0, ENOSYS, "(close_range: Function not implemented)"},
      {SCMP_SYS(prctl), 0, PR_SET_PDEATHSIG, EPERM, "(prctl: Operation not permitted)"},
      {SCMP_SYS(prlimit64), 1, RLIMIT_FSIZE, EPERM, "(setrlimit: Operation not permitted)"},
  };
  for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++) {
    int status = 0;
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) _exit(try_it(&refusals[i]));
    assert_int_equal(waitpid(child, &status, 0), child);
    if (status != 0) fail_msg("%s: status %d", refusals[i].text, status);
  }
}

int main(int argc, char **argv) {
  if (argc == 2 && strcmp(argv[1], CS_ROOM_WORD) == 0) _exit(cs_room_live(NULL, NULL));
  const struct CMUnitTest tests[] = {cmocka_unit_test(nothing_runs_and_the_reason_is_told)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
