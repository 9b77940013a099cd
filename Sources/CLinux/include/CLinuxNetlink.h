#pragma once
#include <stdint.h>

/// Lets the kernel tell a netlink socket of no routes but those of one owner (RTPROT_*); -1 with errno.
int clinux_keep_routes_of(int socket, uint8_t owner);
