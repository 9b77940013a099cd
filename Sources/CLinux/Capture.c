#define _GNU_SOURCE
#include "CLinuxCapture.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/filter.h>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <time.h>

int clinux_open_capture(void) {
  // Protocol 0: nothing comes before the filter stands.
  return socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
}

int clinux_choose_frames(int socket, const struct clinux_instruction *program, size_t count) {
  if (count == 0 || count > BPF_MAXINSNS) {
    errno = EINVAL;
    return -1;
  }
  struct sock_filter steps[BPF_MAXINSNS];
  for (size_t place = 0; place < count; place++)
    steps[place] = (struct sock_filter){.code = program[place].code, .jt = program[place].if_true,
                                        .jf = program[place].if_false, .k = program[place].value};
  struct sock_fprog filter = {.len = (unsigned short)count, .filter = steps};
  return setsockopt(socket, SOL_SOCKET, SO_ATTACH_FILTER, &filter, sizeof filter);
}

int clinux_begin_capture(int socket, unsigned interface) {
  int yes = 1;
  if (setsockopt(socket, SOL_PACKET, PACKET_AUXDATA, &yes, sizeof yes)) return -1;
  if (setsockopt(socket, SOL_SOCKET, SO_TIMESTAMPNS, &yes, sizeof yes)) return -1;
  struct sockaddr_ll from = {.sll_family = AF_PACKET, .sll_protocol = htons(ETH_P_ALL),
                             .sll_ifindex = (int)interface};
  return bind(socket, (struct sockaddr *)&from, sizeof from);
}

static void take_ancillary(const struct cmsghdr *item, struct clinux_frame *frame) {
  if (item->cmsg_level == SOL_PACKET && item->cmsg_type == PACKET_AUXDATA) {
    struct tpacket_auxdata told;
    memcpy(&told, CMSG_DATA(item), sizeof told);
    frame->network = told.tp_net;
    frame->length = told.tp_len;
    if (told.tp_status & TP_STATUS_VLAN_VALID) frame->vlan = told.tp_vlan_tci & 0xfff;
  } else if (item->cmsg_level == SOL_SOCKET && item->cmsg_type == SO_TIMESTAMPNS) {
    struct timespec time;
    memcpy(&time, CMSG_DATA(item), sizeof time);
    frame->time = (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
  }
}

int clinux_receive_frames(int socket, void *buffer, size_t size, struct clinux_frame *frames,
                          unsigned count) {
  enum { most = 64 };
  union { struct cmsghdr align; char bytes[128]; } controls[most];
  struct sockaddr_ll names[most];
  struct iovec pieces[most];
  struct mmsghdr messages[most];
  if (count > most) count = most;
  for (unsigned place = 0; place < count; place++) {
    pieces[place] = (struct iovec){.iov_base = (uint8_t *)buffer + place * size, .iov_len = size};
    messages[place].msg_hdr = (struct msghdr){
      .msg_name = &names[place], .msg_namelen = sizeof names[place], .msg_iov = &pieces[place],
      .msg_iovlen = 1, .msg_control = &controls[place], .msg_controllen = sizeof controls[place]};
  }
  int received = recvmmsg(socket, messages, count, MSG_DONTWAIT, NULL);
  for (int place = 0; place < received; place++) {
    struct msghdr *message = &messages[place].msg_hdr;
    struct clinux_frame *frame = &frames[place];
    *frame = (struct clinux_frame){.vlan = -1, .kept = messages[place].msg_len,
                                   .length = messages[place].msg_len,
                                   .interface = (unsigned)names[place].sll_ifindex,
                                   .hardware_type = names[place].sll_hatype,
                                   .packet_type = names[place].sll_pkttype,
                                   .protocol = ntohs(names[place].sll_protocol)};
    for (struct cmsghdr *item = CMSG_FIRSTHDR(message); item; item = CMSG_NXTHDR(message, item))
      take_ancillary(item, frame);
  }
  return received;
}

int clinux_captured(int socket, uint32_t *chosen, uint32_t *lost) {
  struct tpacket_stats statistics;
  socklen_t size = sizeof statistics;
  if (getsockopt(socket, SOL_PACKET, PACKET_STATISTICS, &statistics, &size)) return -1;
  *chosen = statistics.tp_packets;
  *lost = statistics.tp_drops;
  return 0;
}
