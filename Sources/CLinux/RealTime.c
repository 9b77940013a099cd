#define _GNU_SOURCE
#include "CLinuxRealTime.h"

#include <errno.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifndef MCL_ONFAULT
#define MCL_ONFAULT 4
#endif

int clinux_round_robin(int priority) {
  struct sched_param parameter = {.sched_priority = priority};
  return sched_setscheduler(0, SCHED_RR | SCHED_RESET_ON_FORK, &parameter);
}

int clinux_nice(int value) {
  return setpriority(PRIO_PROCESS, (id_t)syscall(SYS_gettid), value);
}

int clinux_processors(const unsigned *numbers, size_t count) {
  cpu_set_t set;
  CPU_ZERO(&set);
  for (size_t index = 0; index < count; index++) {
    if (numbers[index] >= CPU_SETSIZE) {
      errno = EINVAL;
      return -1;
    }
    CPU_SET(numbers[index], &set);
  }
  return sched_setaffinity(0, sizeof set, &set);
}

int clinux_lock_memory(void) {
  // On touch: without that every thread's stack would at once be as large as it may become.
  if (!mlockall(MCL_CURRENT | MCL_FUTURE | MCL_ONFAULT)) return 0;
  return errno == EINVAL ? mlockall(MCL_CURRENT | MCL_FUTURE) : -1;
}

int clinux_run_time(unsigned long microseconds) {
  struct rlimit limit;
  if (getrlimit(RLIMIT_RTTIME, &limit)) return -1;
  // At the second limit the kernel kills the process: that one stays as it is.
  limit.rlim_cur = microseconds < limit.rlim_max ? microseconds : limit.rlim_max;
  return setrlimit(RLIMIT_RTTIME, &limit);
}

unsigned long clinux_run_time_bound(void) {
  struct rlimit limit;
  if (getrlimit(RLIMIT_RTTIME, &limit) || limit.rlim_cur == RLIM_INFINITY) return 0;
  return limit.rlim_cur;
}

long clinux_voluntary_switches(void) {
  struct rusage usage;
  return getrusage(RUSAGE_THREAD, &usage) ? -1 : usage.ru_nvcsw;
}

__attribute__((noinline)) void clinux_touch_stack(size_t size) {
  volatile char page[4096];
  page[0] = 0;
  page[sizeof page - 1] = 0;
  if (size > sizeof page) clinux_touch_stack(size - sizeof page);
  page[1] = page[0];
}
