#include "CLinuxNetlink.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/filter.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <stddef.h>
#include <stdlib.h>
#include <sys/socket.h>

// The program reads in network order what the header has in the host's.
int clinux_keep_news(int socket, uint8_t owner, const uint32_t *interfaces, size_t count) {
  enum { head = 12 };
  size_t length = head + (count ? 2 * count + 2 : 0);
  if (length > BPF_MAXINSNS) {
    errno = E2BIG;
    return -1;
  }
  struct sock_filter *program = calloc(length, sizeof *program);
  if (!program) return -1;
  size_t place = 0;
  const uint32_t type = offsetof(struct nlmsghdr, nlmsg_type);
  const uint32_t protocol = NLMSG_HDRLEN + offsetof(struct rtmsg, rtm_protocol);
  const uint32_t index = NLMSG_HDRLEN + offsetof(struct ifaddrmsg, ifa_index);
  // A jump of addresses leads behind the routes' part, or nowhere if all are kept.
  const uint8_t addresses = count ? 1 : 0;
#define ADD(statement) program[place++] = (struct sock_filter)statement
  ADD(BPF_STMT(BPF_LD | BPF_H | BPF_ABS, type));
  ADD(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, htons(RTM_NEWROUTE), 4, 0));
  ADD(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, htons(RTM_DELROUTE), 3, 0));
  ADD(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, htons(RTM_NEWADDR), addresses * 6, 0));
  ADD(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, htons(RTM_DELADDR), addresses * 5, 0));
  ADD(BPF_STMT(BPF_RET | BPF_K, UINT32_MAX));
  ADD(BPF_STMT(BPF_LD | BPF_B | BPF_ABS, protocol));
  ADD(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, owner, 0, 1));
  ADD(BPF_STMT(BPF_RET | BPF_K, UINT32_MAX));
  ADD(BPF_STMT(BPF_RET | BPF_K, 0));
  if (count) {
    ADD(BPF_STMT(BPF_LD | BPF_W | BPF_ABS, index));
    for (size_t one = 0; one < count; one++) {
      ADD(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, htonl(interfaces[one]), 0, 1));
      ADD(BPF_STMT(BPF_RET | BPF_K, UINT32_MAX));
    }
    ADD(BPF_STMT(BPF_RET | BPF_K, 0));
  }
#undef ADD
  struct sock_fprog filter = {.len = (unsigned short)place, .filter = program};
  int result = setsockopt(socket, SOL_SOCKET, SO_ATTACH_FILTER, &filter, sizeof filter);
  free(program);
  return result;
}
