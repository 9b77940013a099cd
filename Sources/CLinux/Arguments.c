#include "CLinuxProcess.h"

static int count;
static char **arguments;

/// glibc hands the arguments of main to every constructor. Swift reads its own from
/// /proc/self/cmdline, which a chroot may not have.
__attribute__((constructor)) static void keep(int argc, char **argv, char **environment) {
  (void)environment;
  count = argc;
  arguments = argv;
}

char *const *clinux_arguments(int *number) {
  *number = count;
  return arguments;
}
