#define _GNU_SOURCE
#include "CLinuxPacket.h"

#include <linux/types.h>
#include <time.h>
#include <linux/errqueue.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

static void take_reporter(const struct sock_extended_err *told, struct clinux_socket_error *error) {
  const struct sockaddr *offender = SO_EE_OFFENDER(told);
  error->family = offender->sa_family;
  if (offender->sa_family == AF_INET)
    memcpy(error->reporter, &((const struct sockaddr_in *)offender)->sin_addr, 4);
  else if (offender->sa_family == AF_INET6)
    memcpy(error->reporter, &((const struct sockaddr_in6 *)offender)->sin6_addr, 16);
  else
    error->family = 0;
}

int clinux_receive_error(int socket, struct clinux_socket_error *error) {
  char payload[64];
  union { struct cmsghdr align; char bytes[512]; } control;
  struct iovec piece = {.iov_base = payload, .iov_len = sizeof payload};
  struct msghdr message = {.msg_iov = &piece, .msg_iovlen = 1, .msg_control = &control,
                           .msg_controllen = sizeof control};
  memset(error, 0, sizeof *error);
  if (recvmsg(socket, &message, MSG_ERRQUEUE | MSG_DONTWAIT) < 0) return -1;
  for (struct cmsghdr *item = CMSG_FIRSTHDR(&message); item; item = CMSG_NXTHDR(&message, item)) {
    int is_error = (item->cmsg_level == IPPROTO_IP && item->cmsg_type == IP_RECVERR) ||
                   (item->cmsg_level == IPPROTO_IPV6 && item->cmsg_type == IPV6_RECVERR);
    if (!is_error) continue;
    const struct sock_extended_err *told = (const struct sock_extended_err *)CMSG_DATA(item);
    error->number = (int)told->ee_errno;
    error->is_icmp = told->ee_origin == SO_EE_ORIGIN_ICMP || told->ee_origin == SO_EE_ORIGIN_ICMP6;
    error->type = told->ee_type;
    error->code = told->ee_code;
    error->mtu = told->ee_info;
    take_reporter(told, error);
  }
  return 0;
}
