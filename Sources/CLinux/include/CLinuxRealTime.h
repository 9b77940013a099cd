#pragma once
#include <stddef.h>

// Each of these answers 0, or -1 with errno, and is about the calling thread unless said otherwise.

/// SCHED_RR with a priority of 1…99, which no child inherits.
int clinux_round_robin(int priority);

/// The niceness, -20…19.
int clinux_nice(int value);

/// The processors that it may run on, by number.
int clinux_processors(const unsigned *numbers, size_t count);

/// Every page of this process that is in memory stays there, and so does every one that is touched
/// later (mlockall(2)).
int clinux_lock_memory(void);

/// How long a real-time thread of this process may run without sleeping, in microseconds, before it
/// gets SIGXCPU (RLIMIT_RTTIME). Never what it may before SIGKILL.
int clinux_run_time(unsigned long microseconds);

/// That limit as it is, whoever has set it; 0: there is none.
unsigned long clinux_run_time_bound(void);

/// How often the calling thread has slept (ru_nvcsw); -1 if it cannot be told.
long clinux_voluntary_switches(void);

/// Touches so much of the calling thread's stack, so that it is there when it is wanted.
void clinux_touch_stack(size_t size);
