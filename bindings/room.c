#define _GNU_SOURCE /* environ */
#include "bindings/room.h"
#include "bindings/wall_answer.h"
#include "base/messages.h"
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* -- frames: a size, then so many bytes ----------------------------------------------------------------------- */

#define FRAME_MAX ((size_t)64 << 20)
#define NO_MEMORY 3 /* exit status of a process that had none for a frame */

static int64_t milliseconds(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* -- the process ------------------------------------------------------------------------------------------------ */

static const cs_wall_limits LIMITS = {.memory = (size_t)256 << 20};

static bool read_whole(void *to, size_t size) {
  char *at = to;
  while (size > 0) {
    ssize_t n = read(CS_WALL_DOOR, at, size);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return false;
    at += n;
    size -= (size_t)n;
  }
  return true;
}

static bool write_whole(const void *bytes, size_t size) {
  const char *at = bytes;
  while (size > 0) {
    ssize_t n = write(CS_WALL_DOOR, at, size);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return false;
    at += n;
    size -= (size_t)n;
  }
  return true;
}

int cs_room_live(cs_room_answer answer, void *user) {
  int32_t trouble = cs_wall_lock(CS_WALL_DOOR, &LIMITS);
  if (!write_whole(&trouble, sizeof trouble) || trouble != 0) return 1;
  cs_buf request = {0}, out = {0};
  uint32_t size;
  while (read_whole(&size, sizeof size) && size <= FRAME_MAX) {
    cs_buf_clear(&request);
    cs_buf_clear(&out);
    if (!cs_buf_reserve(&request, size + 1) || !read_whole(request.data, size)) break;
    answer(user, request.data, size, &out);
    size = (uint32_t)out.size;
    if (out.failed || !write_whole(&size, sizeof size) || !write_whole(out.data, out.size)) break;
  }
  bool failed = request.failed || out.failed;
  cs_buf_deinit(&request);
  cs_buf_deinit(&out);
  return failed ? NO_MEMORY : 0;
}

/* -- this side ---------------------------------------------------------------------------------------------------- */

struct cs_room {
  pid_t process; /* 0: it has ended */
  int door;
};

static void end_process(cs_room *r, bool kill_it, int *status) {
  *status = 0;
  if (r->process == 0) return;
  if (kill_it) kill(r->process, SIGKILL);
  while (waitpid(r->process, status, 0) < 0 && errno == EINTR) continue;
  r->process = 0;
}

void cs_room_close(cs_room *r) {
  int status;
  if (r == NULL) return;
  if (r->door >= 0) close(r->door);
  end_process(r, true, &status);
  free(r);
}

static int late(cs_room *r, cs_err *err) {
  int status;
  end_process(r, true, &status);
  return cs_fail(err, CS_ELIMIT, "%s", CS_MSG_wall_time);
}

static int died(cs_room *r, cs_err *err) {
  int status;
  end_process(
      r, true,
      &status); /* killing changes nothing when it is dead; it may only have shut the door */
  if (WIFSIGNALED(status) && WTERMSIG(status) != SIGKILL)
    return cs_fail(err, CS_ELIMIT, CS_MSG_wall_died, WTERMSIG(status));
  if (WIFEXITED(status) && WEXITSTATUS(status) == NO_MEMORY)
    return cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory);

  return cs_fail(err, CS_ELIMIT, "%s", CS_MSG_wall_ended);
}

/* All of `size` bytes by the deadline. */
static int receive(cs_room *r, void *to, size_t size, int64_t deadline, cs_err *err) {
  char *at = to;
  while (size > 0) {
    int64_t left = deadline - milliseconds();
    struct pollfd p = {.fd = r->door, .events = POLLIN};
    int ready = left > 0 ? poll(&p, 1, (int)left) : 0;
    if (ready < 0 && errno == EINTR) continue;
    if (ready <= 0) return late(r, err);
    ssize_t n = recv(r->door, at, size, MSG_DONTWAIT);
    if (n < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    if (n <= 0) return died(r, err);
    at += n;
    size -= (size_t)n;
  }
  return CS_OK;
}

static int transmit(cs_room *r, const void *bytes, size_t size, int64_t deadline, cs_err *err) {
  const char *at = bytes;
  while (size > 0) {
    ssize_t n = send(r->door, at, size, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0 && errno == EAGAIN) {
      int64_t left = deadline - milliseconds();
      struct pollfd p = {.fd = r->door, .events = POLLOUT};
      if (left <= 0 || poll(&p, 1, (int)left) == 0) return late(r, err);
      continue;
    }
    if (n <= 0) return died(r, err);
    at += n;
    size -= (size_t)n;
  }
  return CS_OK;
}

int cs_room_ask(cs_room *r, const cs_buf *request, int64_t wait, size_t most, cs_buf *answer,
                cs_err *err) {
  int64_t deadline = milliseconds() + wait;
  uint32_t size = (uint32_t)request->size;
  if (request->failed || request->size > FRAME_MAX)
    return cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory);
  if (r->process == 0) return cs_fail(err, CS_ELIMIT, "%s", CS_MSG_wall_ended);
  int rc = transmit(r, &size, sizeof size, deadline, err);
  if (rc == CS_OK) rc = transmit(r, request->data, request->size, deadline, err);
  if (rc == CS_OK) rc = receive(r, &size, sizeof size, deadline, err);
  if (rc != CS_OK) return rc;
  if (size > most) {
    int status;
    end_process(r, true, &status);
    return cs_fail(err, CS_ELIMIT, "%s", CS_MSG_wall_answer);
  }
  if (!cs_buf_reserve(answer, size + 1)) return cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory);
  rc = receive(r, answer->data + answer->size, size, deadline, err);
  if (rc == CS_OK) answer->size += size;
  return rc;
}

/* -- starting the process -------------------------------------------------------------------------------------------- */

/* What a loader and the sanitizers look for; nothing else of the environment is its business. */
static void choose_environment(char **out, size_t most) {
  static const char *const names[] = {"LD_LIBRARY_PATH=", "ASAN_OPTIONS=", "UBSAN_OPTIONS="};
  size_t n = 0;
  for (char **variable = environ; variable != NULL && *variable != NULL && n + 1 < most; variable++)
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
      if (strncmp(*variable, names[i], strlen(names[i])) == 0) out[n++] = *variable;
  out[n] = NULL;
}

static int spawn(int theirs, pid_t *process) {
  char *environment[8], name[] = "cursus", word[] = CS_ROOM_WORD;
  char *arguments[] = {name, word, NULL};
  posix_spawn_file_actions_t files;
  posix_spawnattr_t how;
  sigset_t none, all;
  choose_environment(environment, sizeof environment / sizeof *environment);
  sigemptyset(&none);
  sigfillset(&all);
  int rc = posix_spawn_file_actions_init(&files);
  if (rc != 0) return rc;
  rc = posix_spawnattr_init(&how);
  if (rc != 0) goto no_attributes;
  if (rc == 0) rc = posix_spawn_file_actions_adddup2(&files, theirs, CS_WALL_DOOR);
  if (rc == 0) rc = posix_spawnattr_setsigmask(&how, &none);
  if (rc == 0) rc = posix_spawnattr_setsigdefault(&how, &all);
  if (rc == 0) rc = posix_spawnattr_setflags(&how, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  if (rc == 0) rc = posix_spawn(process, "/proc/self/exe", &files, &how, arguments, environment);
  if (rc == ENOENT) /* no /proc here */
    rc = posix_spawn(process, (const char *)getauxval(AT_EXECFN), &files, &how, arguments,
                     environment); /* NOLINT: the kernel gives the address as a number */
  posix_spawnattr_destroy(&how);

no_attributes:
  posix_spawn_file_actions_destroy(&files);
  return rc;
}

#define START_MS 10000 /* with sanitizers on a busy machine; else a few */

int cs_room_open(cs_room **out, cs_err *err) {
  *out = NULL;
  int ends[2];
  cs_room *r = calloc(1, sizeof *r);
  if (r == NULL) return cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory);
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) {
    int rc = cs_wall_not_built("socketpair", errno, err);
    free(r);
    return rc;
  }
  r->door = ends[0];
  int trouble = spawn(ends[1], &r->process);
  close(ends[1]);
  int32_t locked = 0;
  int rc = CS_OK;
  if (trouble != 0) {
    r->process = 0;
    rc = cs_wall_not_built("posix_spawn", trouble, err);
  }
  if (rc == CS_OK) rc = receive(r, &locked, sizeof locked, milliseconds() + START_MS, err);
  if (rc == CS_ELIMIT) /* it ended, or was too slow, before it was locked in */
    rc = cs_wall_not_built("posix_spawn", ECANCELED, err);
  if (rc == CS_OK && locked != 0) rc = cs_wall_not_locked(locked, err);
  if (rc == CS_OK)
    *out = r;
  else
    cs_room_close(r);
  return rc;
}
