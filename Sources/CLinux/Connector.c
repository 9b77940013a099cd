#define _GNU_SOURCE
#include "CLinuxConnector.h"

#include <errno.h>
#include <linux/cn_proc.h>
#include <linux/connector.h>
#include <linux/netlink.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/// Whoever is not in the first namespaces is ignored without a word; all others find an answer in
/// the socket when the order has been sent.
static int is_acknowledged(int number) {
  char buffer[4096];
  const size_t place = sizeof(struct nlmsghdr) + sizeof(struct cn_msg);
  for (int i = 0; i < 4096; i++) {
    ssize_t count = clinux_receive_from_kernel(number, buffer, sizeof buffer);
    if (count < 0) break;
    uint32_t what = 1;
    if ((size_t)count >= place + sizeof what) memcpy(&what, buffer + place, sizeof what);
    if (what == PROC_EVENT_NONE) return 1;
  }
  errno = EPERM;
  return 0;
}

static int listen_to_processes(int number) {
  struct sockaddr_nl name = {.nl_family = AF_NETLINK, .nl_groups = CN_IDX_PROC};
  if (bind(number, (struct sockaddr *)&name, sizeof name) != 0) return -1;
  int size = 4 << 20;
  if (setsockopt(number, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof size) != 0)
    setsockopt(number, SOL_SOCKET, SO_RCVBUF, &size, sizeof size);
  enum proc_cn_mcast_op operation = PROC_CN_MCAST_LISTEN;
  char order[NLMSG_SPACE(sizeof(struct cn_msg) + sizeof operation)] = {0};
  const size_t length = NLMSG_LENGTH(sizeof(struct cn_msg) + sizeof operation);
  struct nlmsghdr header = {.nlmsg_len = length, .nlmsg_type = NLMSG_DONE};
  struct cn_msg message = {.id = {.idx = CN_IDX_PROC, .val = CN_VAL_PROC},
                           .len = sizeof operation};
  memcpy(order, &header, sizeof header);
  memcpy(order + NLMSG_HDRLEN, &message, sizeof message);
  memcpy(order + NLMSG_HDRLEN + sizeof message, &operation, sizeof operation);
  if (send(number, order, length, 0) != (ssize_t)length) return -1;
  return is_acknowledged(number) ? 0 : -1;
}

int clinux_open_process_events(void) {
  int number = socket(AF_NETLINK, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_CONNECTOR);
  if (number < 0) return -1;
  if (listen_to_processes(number) == 0) return number;
  int error = errno;
  close(number);
  errno = error;
  return -1;
}

ssize_t clinux_receive_from_kernel(int socket, void *buffer, size_t size) {
  for (;;) {
    struct sockaddr_nl name = {0};
    socklen_t length = sizeof name;
    ssize_t count = recvfrom(socket, buffer, size, MSG_DONTWAIT, (struct sockaddr *)&name, &length);
    if (count <= 0 || name.nl_pid == 0) return count;
  }
}
