/* Tells of each advertisement and each gratuitous ARP that passes an interface, as it passes.
 *
 *   adverts INTERFACE
 *
 * Says "ready", then lines "NANOSECONDS advert|arp SOURCE ROUTER PRIORITY" until standard input ends.
 * The time is the kernel's stamp of the packet, told in CLOCK_MONOTONIC, so that a late reader makes
 * no packet late. */
#include <arpa/inet.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <netinet/ip.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static int64_t clock_of(clockid_t clock) {
  struct timespec time;
  clock_gettime(clock, &time);
  return time.tv_sec * 1000000000ll + time.tv_nsec;
}

static int64_t stamp(struct msghdr *message) {
  struct cmsghdr *part = CMSG_FIRSTHDR(message);
  for (; part; part = CMSG_NXTHDR(message, part)) {
    if (part->cmsg_level != SOL_SOCKET || part->cmsg_type != SCM_TIMESTAMPNS) continue;
    struct timespec time;
    memcpy(&time, CMSG_DATA(part), sizeof time);
    return time.tv_sec * 1000000000ll + time.tv_nsec + clock_of(CLOCK_MONOTONIC) -
           clock_of(CLOCK_REALTIME);
  }
  return clock_of(CLOCK_MONOTONIC);
}

static void tell(const unsigned char *packet, ssize_t size, int protocol, int64_t time) {
  char source[INET_ADDRSTRLEN];
  if (protocol == ETH_P_IP) {
    const struct ip *ip = (const void *)packet;
    if (size < 28 || ip->ip_p != 112) return;
    const unsigned char *advert = packet + ip->ip_hl * 4;
    inet_ntop(AF_INET, &ip->ip_src, source, sizeof source);
    printf("%lld advert %s %d %d\n", (long long)time, source, advert[1], advert[2]);
  } else if (protocol == ETH_P_ARP && size >= 28 && !memcmp(packet + 14, packet + 24, 4)) {
    inet_ntop(AF_INET, packet + 14, source, sizeof source);
    printf("%lld arp %s 0 0\n", (long long)time, source);
  }
}

int main(int arguments, char **words) {
  if (arguments < 2) return 2;
  int raw = socket(AF_PACKET, SOCK_DGRAM | SOCK_NONBLOCK, 0), size = 16 << 20, on = 1;
  struct sockaddr_ll where = {.sll_family = AF_PACKET, .sll_protocol = htons(ETH_P_ALL),
                              .sll_ifindex = (int)if_nametoindex(words[1])};
  setsockopt(raw, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof size);
  setsockopt(raw, SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof on);
  if (raw < 0 || bind(raw, (void *)&where, sizeof where)) return perror(words[1]), 1;
  struct pollfd ready[] = {{raw, POLLIN, 0}, {0, POLLIN, 0}};
  puts("ready");
  fflush(stdout);
  for (;;) {
    poll(ready, 2, -1);
    char line[64];
    if (ready[1].revents && read(0, line, sizeof line) <= 0) return 0;
    for (;;) {
      unsigned char packet[2048], control[256];
      struct sockaddr_ll from;
      struct iovec piece = {packet, sizeof packet};
      struct msghdr message = {.msg_name = &from, .msg_namelen = sizeof from, .msg_iov = &piece,
                               .msg_iovlen = 1, .msg_control = control,
                               .msg_controllen = sizeof control};
      ssize_t count = recvmsg(raw, &message, 0);
      if (count < 0) break;
      if (from.sll_pkttype == PACKET_OUTGOING) continue;
      tell(packet, count, ntohs(from.sll_protocol), stamp(&message));
    }
    fflush(stdout);
  }
}
