#define _GNU_SOURCE /* close_range, pipe2 */
#include "bindings/wall.h"
#include "bindings/wall_answer.h"
#include "base/messages.h"
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <seccomp.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

const cs_wall_limits cs_wall_default = {
    .cpu_seconds = 4, .wall_seconds = 20, .memory = (size_t)256 << 20, .answer = (size_t)17 << 20};

/* -- the child ------------------------------------------------------------------------------------------ */

/* Memory, time, signals of its own, and the pipe. Everything else answers EPERM. To add one: a row, and a reason why. */
static const int ALLOWED[] = {
    SCMP_SYS(brk),          SCMP_SYS(munmap),         SCMP_SYS(mremap),
    SCMP_SYS(madvise),      SCMP_SYS(exit),           SCMP_SYS(exit_group),
    SCMP_SYS(futex),        SCMP_SYS(clock_gettime),  SCMP_SYS(gettimeofday),
    SCMP_SYS(time),         SCMP_SYS(getrusage),      SCMP_SYS(rt_sigreturn),
    SCMP_SYS(rt_sigaction), SCMP_SYS(rt_sigprocmask), SCMP_SYS(sigaltstack),
    SCMP_SYS(getpid),       SCMP_SYS(gettid),         SCMP_SYS(sched_yield),
    SCMP_SYS(getrandom),
};

static int put_door(scmp_filter_ctx filter) {
  const struct scmp_arg_cmp door = SCMP_A0(SCMP_CMP_EQ, CS_WALL_DOOR);
  int rc = seccomp_rule_add_array(filter, SCMP_ACT_ALLOW, SCMP_SYS(read), 1, &door);
  if (rc == 0) rc = seccomp_rule_add_array(filter, SCMP_ACT_ALLOW, SCMP_SYS(write), 1, &door);
#ifdef __SANITIZE_ADDRESS__ /* which tells there what it found */
  const struct scmp_arg_cmp tell = SCMP_A0(SCMP_CMP_EQ, STDERR_FILENO);
  if (rc == 0) rc = seccomp_rule_add_array(filter, SCMP_ACT_ALLOW, SCMP_SYS(write), 1, &tell);
#endif
  return rc;
}

static int put_filter(scmp_filter_ctx filter) {
  int rc = 0;
  for (size_t i = 0; rc == 0 && i < sizeof ALLOWED / sizeof *ALLOWED; i++)
    rc = seccomp_rule_add(filter, SCMP_ACT_ALLOW, ALLOWED[i], 0);
  /* Memory, but none that can be executed. */
  const struct scmp_arg_cmp plain = SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0);
  if (rc == 0) rc = seccomp_rule_add_array(filter, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 1, &plain);
  if (rc == 0) rc = seccomp_rule_add_array(filter, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 1, &plain);
  if (rc == 0) rc = put_door(filter);
  return rc == 0 ? seccomp_load(filter) : rc;
}

static int lock_system_calls(void) {
  scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(EPERM));
  if (filter == NULL) return ENOMEM;
  int rc = put_filter(filter);
  seccomp_release(filter);
  return -rc;
}

#define OWN_MEMORY ((rlim_t)64 << 20) /* what the program has before a job runs */
#define MAPPED ((rlim_t)512 << 20)    /* libraries and locales, mapped but hardly touched */

/* Where the program itself has less, that stays: to ask for more is refused. */
static int limit(__rlimit_resource_t resource, rlim_t value) {
  struct rlimit r;
  if (getrlimit(resource, &r) != 0) return errno;
  if (value < r.rlim_max) r.rlim_max = value;
  r.rlim_cur = r.rlim_max;
  return setrlimit(resource, &r) == 0 ? 0 : errno;
}

static int limit_resources(const cs_wall_limits *limits) {
  int rc = limit(RLIMIT_CORE, 0);
  if (rc == 0 && limits->cpu_seconds > 0) rc = limit(RLIMIT_CPU, limits->cpu_seconds);
  if (rc == 0) rc = limit(RLIMIT_FSIZE, 0);
  if (rc == 0) rc = limit(RLIMIT_NOFILE, 0);
#ifndef __SANITIZE_ADDRESS__ /* whose shadow takes terabytes of address space */
  if (rc == 0) rc = limit(RLIMIT_DATA, limits->memory + OWN_MEMORY);
  if (rc == 0) rc = limit(RLIMIT_AS, limits->memory + OWN_MEMORY + MAPPED);
#endif
  return rc;
}

static int at_step(int step, int code) { return code == 0 ? 0 : step * CS_WALL_STEP + code; }

/* Nothing of the parent's is left open; the child dies with its parent. */
int cs_wall_lock(int door, const cs_wall_limits *limits) {
  if (door != CS_WALL_DOOR && dup2(door, CS_WALL_DOOR) < 0) return at_step(CS_WALL_FILES, errno);
  if (close_range(CS_WALL_DOOR + 1, ~0U, 0) != 0) return at_step(CS_WALL_FILES, errno);
  if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || prctl(PR_SET_DUMPABLE, 0) != 0)
    return at_step(CS_WALL_PROCESS, errno);
  int rc = limit_resources(limits);
  if (rc != 0) return at_step(CS_WALL_LIMITS, rc);
  return at_step(CS_WALL_CALLS, lock_system_calls());
}

static void send_bytes(const void *bytes, size_t size) {
  const char *at = bytes;
  while (size > 0) {
    ssize_t n = write(CS_WALL_DOOR, at, size);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) _exit(1);
    at += n;
    size -= (size_t)n;
  }
}

static void live_in_child(int pipe_end, const cs_wall_limits *limits, cs_wall_job job,
                          void *argument) {
  cs_buf out = {0};
  cs_err err = {0};
  cs_wall_head head = {.rc = cs_wall_lock(pipe_end, limits)};
  const void *bytes = NULL;
  if (head.rc == 0) {
    head.locked = 1;
    head.rc = job(argument, &out, &err);
    if (head.rc == CS_OK && out.failed) head.rc = cs_fail(&err, CS_ENOMEM, "%s", CS_MSG_no_memory);
    bytes = head.rc == CS_OK ? out.data : err.text;
    head.size = head.rc == CS_OK ? out.size : strlen(err.text);
  }
  send_bytes(&head, sizeof head);
  send_bytes(bytes, head.size);
  _exit(0); /* no exit handlers, no flushing of what the parent has buffered */
}

/* -- the parent ----------------------------------------------------------------------------------------- */

static int64_t milliseconds(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* All that the child sends until it closes its end, up to `most` bytes. False: too much, or too late. */
static bool receive(int pipe_end, size_t most, int64_t deadline, cs_buf *out) {
  for (;;) {
    int64_t left = deadline - milliseconds();
    struct pollfd p = {.fd = pipe_end, .events = POLLIN};
    int ready = left > 0 ? poll(&p, 1, (int)left) : 0;
    if (ready < 0 && errno == EINTR) continue;
    if (ready <= 0) return false;
    char piece[16384];
    ssize_t n = read(pipe_end, piece, sizeof piece);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return n == 0;
    if (out->size + (size_t)n > most) return false;
    cs_buf_put(out, piece, (size_t)n);
  }
}

static int wait_for(pid_t child) {
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) continue;
  return status;
}

static int judge_end(bool in_time, int status, cs_err *err) {
  if (!in_time) return cs_fail(err, CS_ELIMIT, "%s", CS_MSG_wall_time);
  if (WIFSIGNALED(status) && WTERMSIG(status) == SIGXCPU)
    return cs_fail(err, CS_ELIMIT, "%s", CS_MSG_wall_time);
  if (WIFSIGNALED(status) &&
      WTERMSIG(status) == SIGKILL) /* the hard CPU limit; the kernel short of memory */
    return cs_fail(err, CS_ELIMIT, "%s", CS_MSG_wall_killed);
  if (WIFSIGNALED(status)) return cs_fail(err, CS_ELIMIT, CS_MSG_wall_died, WTERMSIG(status));
  return cs_fail(err, CS_ELIMIT, "%s", CS_MSG_wall_answer);
}

int cs_wall_run(const cs_wall_limits *limits, cs_wall_job job, void *argument, cs_buf *out,
                cs_err *err) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) return cs_wall_not_built("pipe2", errno, err);
  pid_t child = fork();
  if (child < 0) {
    int rc = cs_wall_not_built("fork", errno, err);
    close(ends[0]);
    close(ends[1]);
    return rc;
  }
  if (child == 0) live_in_child(ends[1], limits, job, argument);
  close(ends[1]);
  cs_buf answer = {0};
  int64_t deadline = milliseconds() + (int64_t)limits->wall_seconds * 1000;
  bool in_time = receive(ends[0], limits->answer + sizeof(cs_wall_head), deadline, &answer);
  close(ends[0]);
  if (!in_time) kill(child, SIGKILL);
  int status = wait_for(child);
  bool well = in_time && WIFEXITED(status) && WEXITSTATUS(status) == 0;
  int rc = answer.failed ? cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory)
           : well        ? cs_wall_open_answer(&answer, limits->answer, out, err)
                         : judge_end(in_time, status, err);
  cs_buf_deinit(&answer);
  return rc;
}
