#define _GNU_SOURCE
#include "CLinuxPacket.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>

static void take_ancillary(const struct cmsghdr *item, struct clinux_arrival *arrival) {
  if (item->cmsg_level == IPPROTO_IP && item->cmsg_type == IP_PKTINFO) {
    struct in_pktinfo info;
    memcpy(&info, CMSG_DATA(item), sizeof info);
    arrival->interface = (unsigned)info.ipi_ifindex;
    memcpy(arrival->destination, &info.ipi_addr, 4);
  } else if (item->cmsg_level == IPPROTO_IPV6 && item->cmsg_type == IPV6_PKTINFO) {
    struct in6_pktinfo info;
    memcpy(&info, CMSG_DATA(item), sizeof info);
    arrival->interface = info.ipi6_ifindex;
    memcpy(arrival->destination, &info.ipi6_addr, 16);
  } else if (item->cmsg_level == IPPROTO_IPV6 && item->cmsg_type == IPV6_HOPLIMIT) {
    memcpy(&arrival->hop_limit, CMSG_DATA(item), sizeof arrival->hop_limit);
  } else if (item->cmsg_level == IPPROTO_IP && item->cmsg_type == IP_TTL) {
    memcpy(&arrival->hop_limit, CMSG_DATA(item), sizeof arrival->hop_limit);
  }
}

ssize_t clinux_receive_packet(int socket, void *buffer, size_t size, struct clinux_arrival *arrival) {
  memset(arrival, 0, sizeof *arrival);
  arrival->hop_limit = -1;
  union { struct cmsghdr align; char bytes[256]; } control;
  struct sockaddr_storage name;
  struct iovec piece = {.iov_base = buffer, .iov_len = size};
  struct msghdr message = {.msg_name = &name, .msg_namelen = sizeof name, .msg_iov = &piece,
                           .msg_iovlen = 1, .msg_control = &control,
                           .msg_controllen = sizeof control};
  ssize_t count = recvmsg(socket, &message, MSG_DONTWAIT | MSG_TRUNC);
  if (count < 0) return count;
  if (message.msg_namelen >= sizeof(struct sockaddr_in6) && name.ss_family == AF_INET6) {
    struct sockaddr_in6 *source = (struct sockaddr_in6 *)&name;
    memcpy(arrival->source, &source->sin6_addr, 16);
  } else if (message.msg_namelen >= sizeof(struct sockaddr_in) && name.ss_family == AF_INET) {
    struct sockaddr_in *source = (struct sockaddr_in *)&name;
    memcpy(arrival->source, &source->sin_addr, 4);
  }
  for (struct cmsghdr *item = CMSG_FIRSTHDR(&message); item; item = CMSG_NXTHDR(&message, item))
    take_ancillary(item, arrival);
  return count;
}

ssize_t clinux_send_ipv4(int socket, const void *packet, size_t size, uint32_t destination,
                         int on_link) {
  struct sockaddr_in to = {.sin_family = AF_INET, .sin_addr.s_addr = destination};
  int flags = MSG_DONTWAIT | MSG_NOSIGNAL | (on_link ? MSG_DONTROUTE : 0);
  return sendto(socket, packet, size, flags, (struct sockaddr *)&to, sizeof to);
}

ssize_t clinux_send_ipv6(int socket, const void *message, size_t size, const uint8_t destination[16],
                         const uint8_t source[16], unsigned interface, int hop_limit) {
  struct sockaddr_in6 to = {.sin6_family = AF_INET6};
  memcpy(&to.sin6_addr, destination, 16);
  if (IN6_IS_ADDR_LINKLOCAL(&to.sin6_addr) || IN6_IS_ADDR_MC_LINKLOCAL(&to.sin6_addr))
    to.sin6_scope_id = interface;
  struct in6_pktinfo info = {.ipi6_ifindex = interface};
  memcpy(&info.ipi6_addr, source, 16);
  union {
    struct cmsghdr align;
    char bytes[CMSG_SPACE(sizeof(struct in6_pktinfo)) + CMSG_SPACE(sizeof(int))];
  } control;
  memset(&control, 0, sizeof control);
  struct iovec piece = {.iov_base = (void *)message, .iov_len = size};
  struct msghdr header = {.msg_name = &to, .msg_namelen = sizeof to, .msg_iov = &piece,
                          .msg_iovlen = 1, .msg_control = &control,
                          .msg_controllen = sizeof control};
  struct cmsghdr *item = CMSG_FIRSTHDR(&header);
  item->cmsg_level = IPPROTO_IPV6;
  item->cmsg_type = IPV6_PKTINFO;
  item->cmsg_len = CMSG_LEN(sizeof info);
  memcpy(CMSG_DATA(item), &info, sizeof info);
  item = CMSG_NXTHDR(&header, item);
  item->cmsg_level = IPPROTO_IPV6;
  item->cmsg_type = IPV6_HOPLIMIT;
  item->cmsg_len = CMSG_LEN(sizeof hop_limit);
  memcpy(CMSG_DATA(item), &hop_limit, sizeof hop_limit);
  return sendmsg(socket, &header, MSG_DONTWAIT | MSG_NOSIGNAL);
}

ssize_t clinux_send_frame(int socket, const void *frame, size_t size, unsigned interface) {
  if (size < ETH_HLEN) {
    errno = EINVAL;
    return -1;
  }
  struct sockaddr_ll to = {.sll_family = AF_PACKET, .sll_ifindex = (int)interface,
                           .sll_halen = ETH_ALEN};
  memcpy(to.sll_addr, frame, ETH_ALEN);
  memcpy(&to.sll_protocol, (const uint8_t *)frame + 2 * ETH_ALEN, 2);
  return sendto(socket, frame, size, MSG_DONTWAIT | MSG_NOSIGNAL, (struct sockaddr *)&to, sizeof to);
}

int clinux_member(int socket, int joins, const uint8_t *group, size_t size, unsigned interface) {
  if (size == 16) {
    struct ipv6_mreq membership = {.ipv6mr_interface = interface};
    memcpy(&membership.ipv6mr_multiaddr, group, 16);
    return setsockopt(socket, IPPROTO_IPV6, joins ? IPV6_ADD_MEMBERSHIP : IPV6_DROP_MEMBERSHIP,
                      &membership, sizeof membership);
  }
  struct ip_mreqn membership = {.imr_ifindex = (int)interface};
  memcpy(&membership.imr_multiaddr, group, 4);
  return setsockopt(socket, IPPROTO_IP, joins ? IP_ADD_MEMBERSHIP : IP_DROP_MEMBERSHIP, &membership,
                    sizeof membership);
}

int clinux_multicast_interface(int socket, int family, unsigned interface) {
  if (family == AF_INET6) {
    int index = (int)interface;
    return setsockopt(socket, IPPROTO_IPV6, IPV6_MULTICAST_IF, &index, sizeof index);
  }
  struct ip_mreqn request = {.imr_ifindex = (int)interface};
  return setsockopt(socket, IPPROTO_IP, IP_MULTICAST_IF, &request, sizeof request);
}
