/* kill_at NUMBER COUNTS PROGRAM ARGUMENT...: runs the program and kills it (SIGKILL) when it is about to change the disk for the NUMBERth time;
 * NUMBER 0 lets it live. The file COUNTS gets how often it was about to. Unlike a kill after so many microseconds this hits the same place
 * every time, so a story with a crash can be told again.
 *
 * Exit status: the program's; 137 when it was killed; 77 when this system does not let one process trace another. */
#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <linux/ptrace.h>

enum { UNTRACEABLE = 77, WRONG = 2 };

static bool changes_disk(unsigned long long call) {
  switch (call) {
    case __NR_pwrite64:
    case __NR_fsync:
    case __NR_fdatasync:
    case __NR_ftruncate:
#ifdef __NR_unlink
    case __NR_unlink:
#endif
    case __NR_unlinkat:
#ifdef __NR_rename
    case __NR_rename:
#endif
    case __NR_renameat2: return true;
    default: return false;
  }
}

static void start(char **command) {
  const char *options = getenv("ASAN_OPTIONS");
  char text[1024];
  /* The leak sanitizer traces, too, and gives up when it cannot. */
  snprintf(text, sizeof text, "%s%sdetect_leaks=0", options == NULL ? "" : options,
           options == NULL ? "" : ":");
  setenv("ASAN_OPTIONS", text, 1);
  if (ptrace(PTRACE_TRACEME, 0, NULL, NULL) != 0) _exit(UNTRACEABLE);
  execvp(command[0], command);
  fprintf(stderr, "kill_at: %s: %s\n", command[0], strerror(errno));
  _exit(WRONG);
}

/* Lets the child go on until it ends; gives its exit status. */
static int follow(pid_t child, unsigned long number, unsigned long *count) {
  bool killed = false;
  for (int pass = 0;;) {
    if (!killed && ptrace(PTRACE_SYSCALL, child, NULL, pass) != 0 && errno != ESRCH)
      return UNTRACEABLE;
    int status = 0;
    if (waitpid(child, &status, 0) != child) return WRONG;
    if (WIFEXITED(status)) return WEXITSTATUS(status);
    if (WIFSIGNALED(status)) return 128 + WTERMSIG(status);
    if (WSTOPSIG(status) != (SIGTRAP | 0x80)) {
      pass = WSTOPSIG(status) == SIGTRAP ? 0 : WSTOPSIG(status); /* the trap is execve's */
      continue;
    }
    pass = 0;
    struct ptrace_syscall_info info = {0};
    if (ptrace(PTRACE_GET_SYSCALL_INFO, child, sizeof info, &info) <= 0) return UNTRACEABLE;
    if (info.op != PTRACE_SYSCALL_INFO_ENTRY || !changes_disk(info.entry.nr)) continue;
    if (++*count != number) continue;
    kill(child, SIGKILL);
    killed = true;
  }
}

int main(int argc, char **argv) {
  if (argc < 4) {
    fprintf(stderr, "usage: kill_at NUMBER COUNTS PROGRAM ARGUMENT...\n");
    return WRONG;
  }
  pid_t child = fork();
  if (child < 0) return WRONG;
  if (child == 0) start(argv + 3);
  int status = 0;
  if (waitpid(child, &status, 0) != child) return WRONG;
  if (WIFEXITED(status)) return WEXITSTATUS(status);
  long traced = ptrace(PTRACE_SETOPTIONS, child, NULL, PTRACE_O_TRACESYSGOOD | PTRACE_O_EXITKILL);
  unsigned long count = 0;
  int result = traced == 0 ? follow(child, strtoul(argv[1], NULL, 10), &count) : UNTRACEABLE;
  FILE *counts = fopen(argv[2], "w");
  if (counts == NULL || fprintf(counts, "%lu\n", count) < 0 || fclose(counts) != 0) return WRONG;
  return result;
}
