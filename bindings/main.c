/* The program: a locale for what is shown, the script state, the command line. All the rest is scripts/cli. */
#include "base/messages.h"
#include "bindings/leaf.h"
#include "bindings/room.h"
#include "bindings/script.h"
#include <errno.h>
#include <langinfo.h>
#include <lauxlib.h>
#include <locale.h>
#include <poll.h>
#include <signal.h>
#include <sodium.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

/* Only the kind of characters: numbers, order and dates are the same under every locale. Line editing needs UTF-8. */
static void set_locale(void) {
  setlocale(LC_CTYPE, "");
  if (strcmp(nl_langinfo(CODESET), "UTF-8") != 0) setlocale(LC_CTYPE, "C.UTF-8");
}

/* A reader who has gone (head, less) is no failure of ours. */
static bool reader_has_gone(void) {
  struct pollfd out = {.fd = STDOUT_FILENO, .events = POLLOUT};
  return poll(&out, 1, 0) > 0 && (out.revents & POLLERR) != 0;
}

/* What could not be written is lost, and that is said, also where a script or the parser of the command line ends the program. */
static void end_output(int status, void *unused) {
  (void)unused;
  errno = 0;
  if ((fflush(stdout) == 0 && !ferror(stdout)) || status != 0) return;
  if (errno == EPIPE || reader_has_gone()) return;
  fprintf(stderr, CS_MSG_output_lost, strerror(errno != 0 ? errno : EIO));
  fputc('\n', stderr);
  _exit(1);
}

/* How deep calls, patterns and documents go is bounded, and takes less than half of this; with less of it a command would die without a word. */
#define STACK_LEAST ((rlim_t)1 << 20)

/* What it calls is chosen for the little stack that there may be: fprintf would take more. */
static bool stack_is_small(void) {
  struct rlimit limit;
  if (getrlimit(RLIMIT_STACK, &limit) != 0 || limit.rlim_cur >= STACK_LEAST) return false;
  char text[256];
  int n = snprintf(text, sizeof text, CS_MSG_main_stack, (unsigned long long)limit.rlim_cur / 1024,
                   (unsigned long long)STACK_LEAST / 1024);
  ssize_t said = n < 0 ? 0 : write(STDERR_FILENO, text, (size_t)n);
  (void)said; /* it ends either way */
  return true;
}

int main(int argc, char **argv) {
  if (argc == 2 && strcmp(argv[1], CS_ROOM_WORD) == 0) cs_leaf_room();
  if (stack_is_small()) return 1;
  /* writing gives an error instead, so that what is open is closed well */
  signal(SIGPIPE, SIG_IGN);
  signal(SIGXFSZ, SIG_IGN);
  on_exit(end_output, NULL);
  set_locale();
  if (sodium_init() < 0) {
    fprintf(stderr, "cursus: libsodium cannot start\n");
    return 1;
  }
  lua_State *L = cs_script_new();
  if (L == NULL) {
    fprintf(stderr, "cursus: %s\n", CS_MSG_no_memory);
    return 1;
  }
  int status = cs_script_run(L, argc, argv);
  lua_close(L); /* closes databases that a script has left open */
  return status;
}
