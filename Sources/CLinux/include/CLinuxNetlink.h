#pragma once
#include <stddef.h>
#include <stdint.h>

/// Lets the kernel tell a netlink socket of no routes but those of one owner (RTPROT_*), and of no
/// addresses but those of these interfaces; of all addresses if `count` is 0. -1 with errno: E2BIG if
/// there are more interfaces than a filter holds, some two thousand.
int clinux_keep_news(int socket, uint8_t owner, const uint32_t *interfaces, size_t count);
