#pragma once
#include <stddef.h>
#include <sys/inotify.h>
#include <sys/types.h>

/// A non-blocking socket on which the kernel tells of processes (linux/cn_proc.h); -1 with errno.
int clinux_open_process_events(void);

/// A datagram of a netlink socket that the kernel itself has sent, without waiting; -1 with errno.
ssize_t clinux_receive_from_kernel(int socket, void *buffer, size_t size);
