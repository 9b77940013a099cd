#pragma once
// What the Glibc module leaves out.
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <sys/timerfd.h>
#include <sys/socket.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include "CLinuxCapture.h"
#include "CLinuxConnector.h"
#include "CLinuxNetlink.h"
#include "CLinuxPacket.h"
#include "CLinuxProcess.h"
#include "CLinuxRealTime.h"

// A constant of a header belongs to whichever C module met it first, and is not seen through the others.
enum { CLINUX_MSG_NOSIGNAL = MSG_NOSIGNAL, CLINUX_MSG_DONTWAIT = MSG_DONTWAIT };
enum {
  // Sockets that no program inherits.
  CLINUX_STREAM = SOCK_STREAM | SOCK_CLOEXEC,
  CLINUX_DATAGRAM = SOCK_DGRAM | SOCK_CLOEXEC,
  CLINUX_RAW = SOCK_RAW | SOCK_CLOEXEC,
  CLINUX_NONBLOCK = SOCK_NONBLOCK
};
