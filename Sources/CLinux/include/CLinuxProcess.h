#pragma once
#include <stddef.h>

/// setns(2) of the calling thread into a network namespace; -1 with errno.
int clinux_enter_network(int descriptor);

/// A program to start in a session of its own.
struct clinux_program {
  const char *path;
  char *const *arguments;
  /// For /bin/sh, if the program is a script whose first line names no interpreter.
  char *const *shell_arguments;
  char *const *environment;
  /// Whether user, group and groups are changed.
  int changes_user;
  unsigned user;
  unsigned group;
  const unsigned *groups;
  size_t group_count;
  /// Becomes standard input.
  int input;
  /// Becomes standard output and standard error.
  int output;
  /// Gets errno, as an int, if the program could not be started; closed by exec otherwise.
  int failure;
  /// The soft limit of open files that the program gets; 0 leaves the limit as it is.
  unsigned long open_files;
};

/// The new process, or -1 with errno.
int clinux_start(const struct clinux_program *program);

/// What main was given, the program's name first, and how many.
char *const *clinux_arguments(int *number);

/// pidfd_open(2); -1 with errno.
int clinux_pidfd_open(int process);

/// Whether a child has ended; it stays to be reaped, so that its number is nobody else's yet.
int clinux_has_ended(int process);

/// Opens what stands there itself, be it a symbolic link, to look at it alone (O_PATH); -1 with errno.
int clinux_open_path(int directory, const char *name);

/// pipe2(2), which wants _GNU_SOURCE: both ends non-blocking and closed by exec.
int clinux_pipe(int ends[2]);

/// Names the calling thread; at most 15 bytes.
void clinux_name_thread(const char *name);

/// Who is at the other end of a connected Unix socket (SO_PEERCRED); -1 with errno.
int clinux_peer_user(int socket, unsigned *user);

/// accept4(2), which wants _GNU_SOURCE: non-blocking and closed by exec.
int clinux_accept(int listener);
