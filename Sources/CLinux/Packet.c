#define _GNU_SOURCE
#include "CLinuxPacket.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/filter.h>
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

static void take_source(const struct sockaddr_storage *name, socklen_t length,
                        struct clinux_arrival *arrival) {
  if (length >= sizeof(struct sockaddr_in6) && name->ss_family == AF_INET6)
    memcpy(arrival->source, &((const struct sockaddr_in6 *)name)->sin6_addr, 16);
  else if (length >= sizeof(struct sockaddr_in) && name->ss_family == AF_INET)
    memcpy(arrival->source, &((const struct sockaddr_in *)name)->sin_addr, 4);
}

int clinux_receive_packets(int socket, void *buffer, size_t size, struct clinux_arrival *arrivals,
                           unsigned count) {
  enum { most = 32 };
  union { struct cmsghdr align; char bytes[256]; } controls[most];
  struct sockaddr_storage names[most];
  struct iovec pieces[most];
  struct mmsghdr messages[most];
  if (count > most) count = most;
  for (unsigned place = 0; place < count; place++) {
    pieces[place] = (struct iovec){.iov_base = (uint8_t *)buffer + place * size, .iov_len = size};
    messages[place].msg_hdr = (struct msghdr){
      .msg_name = &names[place], .msg_namelen = sizeof names[place], .msg_iov = &pieces[place],
      .msg_iovlen = 1, .msg_control = &controls[place], .msg_controllen = sizeof controls[place]};
  }
  int received = recvmmsg(socket, messages, count, MSG_DONTWAIT | MSG_TRUNC, NULL);
  for (int place = 0; place < received; place++) {
    struct msghdr *message = &messages[place].msg_hdr;
    struct clinux_arrival *arrival = &arrivals[place];
    memset(arrival, 0, sizeof *arrival);
    arrival->hop_limit = -1;
    arrival->length = messages[place].msg_len;
    take_source(&names[place], message->msg_namelen, arrival);
    for (struct cmsghdr *item = CMSG_FIRSTHDR(message); item; item = CMSG_NXTHDR(message, item))
      take_ancillary(item, arrival);
  }
  return received;
}

ssize_t clinux_receive_packet(int socket, void *buffer, size_t size, struct clinux_arrival *arrival) {
  int count = clinux_receive_packets(socket, buffer, size, arrival, 1);
  if (count == 0) errno = EAGAIN;
  return count > 0 ? (ssize_t)arrival->length : -1;
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

// X: where the VRRP message begins; A: its second byte, the number of the virtual router.
static unsigned short load_virtual_router(struct sock_filter *program, int family, int transport) {
  unsigned short count = 0;
  if (family == AF_INET6) {
    program[count++] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_B | BPF_ABS, 1);
    return count;
  }
  program[count++] = (struct sock_filter)BPF_STMT(BPF_LDX | BPF_B | BPF_MSH, 0);
  if (transport == IPPROTO_AH) {
    // RFC 4302 §2.2: the length of the authentication header in words, minus 2.
    program[count++] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_B | BPF_IND, 1);
    program[count++] = (struct sock_filter)BPF_STMT(BPF_ALU | BPF_ADD | BPF_K, 2);
    program[count++] = (struct sock_filter)BPF_STMT(BPF_ALU | BPF_LSH | BPF_K, 2);
    program[count++] = (struct sock_filter)BPF_STMT(BPF_ALU | BPF_ADD | BPF_X, 0);
    program[count++] = (struct sock_filter)BPF_STMT(BPF_MISC | BPF_TAX, 0);
  }
  program[count++] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_B | BPF_IND, 1);
  return count;
}

int clinux_keep_virtual_routers(int socket, int family, int transport, const uint8_t wanted[256]) {
  // For each range of numbers: below it none is left, within it the packet is taken.
  struct sock_filter program[8 + 128 * 4 + 1];
  unsigned short count = load_virtual_router(program, family, transport);
  for (unsigned first = 0; first < 256; first++) {
    if (!wanted[first]) continue;
    unsigned last = first;
    while (last < 255 && wanted[last + 1]) last++;
    program[count++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, first, 1, 0);
    program[count++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, 0);
    program[count++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JGT | BPF_K, last, 1, 0);
    program[count++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, UINT32_MAX);
    first = last;
  }
  program[count++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, 0);
  struct sock_fprog filter = {.len = count, .filter = program};
  return setsockopt(socket, SOL_SOCKET, SO_ATTACH_FILTER, &filter, sizeof filter);
}

int clinux_keep_all(int socket) {
  int nothing = 0;
  int result = setsockopt(socket, SOL_SOCKET, SO_DETACH_FILTER, &nothing, sizeof nothing);
  return result < 0 && errno == ENOENT ? 0 : result;
}
