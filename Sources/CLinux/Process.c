#define _GNU_SOURCE
#include "CLinuxProcess.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#ifndef SYS_close_range
#define SYS_close_range 436
#endif
#ifndef SYS_pidfd_open
#define SYS_pidfd_open 434
#endif

static int take_user(const struct clinux_program *program) {
  if (!program->changes_user) return 0;
  // The system calls themselves: glibc's wrappers signal every thread that it remembers, and after
  // fork there is only one.
  if (syscall(SYS_setgroups, program->group_count, program->groups)) return -1;
  if (syscall(SYS_setresgid, program->group, program->group, program->group)) return -1;
  return (int)syscall(SYS_setresuid, program->user, program->user, program->user);
}

static void become(const struct clinux_program *program) {
  struct sigaction standard = {.sa_handler = SIG_DFL};
  for (int number = 1; number < NSIG; number++) sigaction(number, &standard, NULL);
  // A session of its own: no terminal of the daemon's can be reached from there.
  if (setsid() < 0) return;
  // The daemon's own mask is for its own files.
  umask(022);
  if (dup2(program->input, STDIN_FILENO) < 0 || dup2(program->output, STDOUT_FILENO) < 0) return;
  if (dup2(program->output, STDERR_FILENO) < 0) return;
  if (program->open_files) {
    struct rlimit limit;
    if (!getrlimit(RLIMIT_NOFILE, &limit)) {
      limit.rlim_cur = program->open_files;
      setrlimit(RLIMIT_NOFILE, &limit);
    }
  }
  // CLOSE_RANGE_CLOEXEC; every descriptor of ours has the flag already, but a library's may not.
  syscall(SYS_close_range, 3U, ~0U, 4U);
  if (take_user(program)) return;
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, NULL);
  execve(program->path, program->arguments, program->environment);
  // As execvp(3) has it.
  if (errno == ENOEXEC) execve("/bin/sh", program->shell_arguments, program->environment);
}

int clinux_start(const struct clinux_program *program) {
  // Nothing may be delivered to the child while it still is a copy of the daemon.
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_BLOCK, &all, &before);
  int pid = fork();
  if (pid == 0) {
    // Only async-signal-safe calls from here on: another thread may hold any lock.
    become(program);
    int number = errno;
    ssize_t written = write(program->failure, &number, sizeof number);
    (void)written;
    _exit(127);
  }
  int number = errno;
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  errno = number;
  return pid;
}

int clinux_pidfd_open(int process) { return (int)syscall(SYS_pidfd_open, process, 0U); }

int clinux_has_ended(int process) {
  siginfo_t state = {0};
  return waitid(P_PID, (id_t)process, &state, WEXITED | WNOHANG | WNOWAIT) == 0 && state.si_pid;
}

int clinux_open_path(int directory, const char *name) {
  return openat(directory, name, O_PATH | O_NOFOLLOW | O_CLOEXEC);
}

int clinux_pipe(int ends[2]) { return pipe2(ends, O_CLOEXEC | O_NONBLOCK); }

void clinux_name_thread(const char *name) { pthread_setname_np(pthread_self(), name); }

int clinux_accept(int listener) {
  return accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
}

int clinux_peer_user(int socket, unsigned *user) {
  struct ucred credentials;
  socklen_t length = sizeof credentials;
  if (getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &credentials, &length) != 0) return -1;
  *user = credentials.uid;
  return 0;
}

int clinux_enter_network(int descriptor) { return setns(descriptor, CLONE_NEWNET); }
