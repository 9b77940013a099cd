#pragma once
// What the Glibc module leaves out.
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <sys/timerfd.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include "CLinuxConnector.h"
#include "CLinuxNetlink.h"
#include "CLinuxPacket.h"
#include "CLinuxProcess.h"
#include "CLinuxRealTime.h"
