/* For the benches, on a kernel without IPVS: preloaded into keepalived or directord, it answers the
 * generic netlink requests that are made of the family "IPVS". Every change succeeds; nothing is
 * kept, so a dump is empty. Where FAKEIPVS_TRACE names a file, each request is a line of it: the
 * monotonic clock in nanoseconds, and the command's number (linux/ip_vs.h). */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/genetlink.h>
#include <linux/ip_vs.h>
#include <linux/netlink.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define FAMILY 0x7a
#define FILES 4096
static int peers[FILES]; /* our end of a faked socket's pair, plus one */

#define NEXT(name)                     \
  static __typeof__(name) *next;       \
  if (!next) next = dlsym(RTLD_NEXT, #name)

static int faked(int fd) { return fd >= 0 && fd < FILES && peers[fd]; }

int socket(int domain, int type, int protocol) {
  NEXT(socket);
  int pair[2];
  if (domain != AF_NETLINK || protocol != NETLINK_GENERIC) return next(domain, type, protocol);
  int flags = type & (SOCK_NONBLOCK | SOCK_CLOEXEC);
  if (socketpair(AF_UNIX, SOCK_SEQPACKET | flags, 0, pair)) return -1;
  if (pair[0] >= FILES) abort();
  int size = 64 << 20;
  setsockopt(pair[1], SOL_SOCKET, SO_SNDBUFFORCE, &size, sizeof size);
  fcntl(pair[1], F_SETFL, O_NONBLOCK);
  peers[pair[0]] = pair[1] + 1;
  return pair[0];
}

int close(int fd) {
  NEXT(close);
  if (faked(fd)) {
    next(peers[fd] - 1);
    peers[fd] = 0;
  }
  return next(fd);
}

int bind(int fd, const struct sockaddr *address, socklen_t length) {
  NEXT(bind);
  return faked(fd) ? 0 : next(fd, address, length);
}

int connect(int fd, const struct sockaddr *address, socklen_t length) {
  NEXT(connect);
  return faked(fd) ? 0 : next(fd, address, length);
}

int getsockname(int fd, struct sockaddr *address, socklen_t *length) {
  NEXT(getsockname);
  if (!faked(fd)) return next(fd, address, length);
  struct sockaddr_nl own = {.nl_family = AF_NETLINK, .nl_pid = getpid()};
  memcpy(address, &own, *length < sizeof own ? *length : sizeof own);
  *length = sizeof own;
  return 0;
}

int setsockopt(int fd, int level, int option, const void *value, socklen_t length) {
  NEXT(setsockopt);
  return faked(fd) && level == SOL_NETLINK ? 0 : next(fd, level, option, value, length);
}

struct message {
  struct nlmsghdr header;
  union {
    struct genlmsghdr generic;
    struct nlmsgerr error;
    int done;
  };
  char attributes[256];
};

static void reply(int fd, const struct nlmsghdr *to, struct message *message, int type, int length) {
  message->header = (struct nlmsghdr){.nlmsg_len = length, .nlmsg_type = type,
                                      .nlmsg_seq = to->nlmsg_seq, .nlmsg_pid = to->nlmsg_pid,
                                      .nlmsg_flags = type == NLMSG_DONE ? NLM_F_MULTI : 0};
  send(peers[fd] - 1, message, length, MSG_NOSIGNAL);
}

static int put(struct message *message, int at, int type, const void *value, int length) {
  struct nlattr attribute = {.nla_len = NLA_HDRLEN + length, .nla_type = type};
  memcpy((char *)message + at, &attribute, NLA_HDRLEN);
  memcpy((char *)message + at + NLA_HDRLEN, value, length);
  return at + NLA_ALIGN(NLA_HDRLEN + length);
}

static void acknowledge(int fd, const struct nlmsghdr *to, int error) {
  struct message message = {.error = {.error = -error, .msg = *to}};
  reply(fd, to, &message, NLMSG_ERROR, NLMSG_LENGTH(sizeof message.error));
}

static void family(int fd, const struct nlmsghdr *to) {
  struct message message = {.generic = {.cmd = CTRL_CMD_NEWFAMILY, .version = 2}};
  uint16_t id = FAMILY;
  uint32_t version = 1, header = 0, attributes = IPVS_CMD_ATTR_MAX;
  int at = NLMSG_LENGTH(GENL_HDRLEN);
  at = put(&message, at, CTRL_ATTR_FAMILY_NAME, "IPVS", 5);
  at = put(&message, at, CTRL_ATTR_FAMILY_ID, &id, sizeof id);
  at = put(&message, at, CTRL_ATTR_VERSION, &version, sizeof version);
  at = put(&message, at, CTRL_ATTR_HDRSIZE, &header, sizeof header);
  at = put(&message, at, CTRL_ATTR_MAXATTR, &attributes, sizeof attributes);
  reply(fd, to, &message, GENL_ID_CTRL, at);
}

static void information(int fd, const struct nlmsghdr *to) {
  struct message message = {.generic = {.cmd = IPVS_CMD_SET_INFO, .version = 1}};
  uint32_t version = 0x010201, size = 4096;
  int at = NLMSG_LENGTH(GENL_HDRLEN);
  at = put(&message, at, IPVS_INFO_ATTR_VERSION, &version, sizeof version);
  at = put(&message, at, IPVS_INFO_ATTR_CONN_TAB_SIZE, &size, sizeof size);
  reply(fd, to, &message, FAMILY, at);
}

static void trace(int command) {
  static int file = -2;
  if (file == -2) {
    const char *path = getenv("FAKEIPVS_TRACE");
    file = path ? open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600) : -1;
  }
  if (file < 0) return;
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  dprintf(file, "%lld %d\n", now.tv_sec * 1000000000LL + now.tv_nsec, command);
}

static void answer(int fd, const struct nlmsghdr *request) {
  const struct genlmsghdr *generic = NLMSG_DATA(request);
  if (request->nlmsg_type == FAMILY) trace(generic->cmd);
  if ((request->nlmsg_flags & NLM_F_DUMP) == NLM_F_DUMP) {
    struct message done = {.done = 0};
    if (request->nlmsg_type == GENL_ID_CTRL) family(fd, request);
    reply(fd, request, &done, NLMSG_DONE, NLMSG_LENGTH(sizeof done.done));
    return;
  }
  if (request->nlmsg_type == GENL_ID_CTRL) family(fd, request);
  else if (request->nlmsg_type == FAMILY && generic->cmd == IPVS_CMD_GET_INFO)
    information(fd, request);
  if (request->nlmsg_flags & NLM_F_ACK) acknowledge(fd, request, 0);
}

ssize_t sendmsg(int fd, const struct msghdr *message, int flags) {
  NEXT(sendmsg);
  if (!faked(fd)) return next(fd, message, flags);
  static _Thread_local char request[1 << 20] __attribute__((aligned(8)));
  size_t length = 0;
  for (size_t i = 0; i < message->msg_iovlen; i++) {
    const struct iovec *part = &message->msg_iov[i];
    if (length + part->iov_len > sizeof request) abort();
    memcpy(request + length, part->iov_base, part->iov_len);
    length += part->iov_len;
  }
  int left = length;
  for (struct nlmsghdr *h = (void *)request; NLMSG_OK(h, left); h = NLMSG_NEXT(h, left))
    answer(fd, h);
  return length;
}

ssize_t send(int fd, const void *bytes, size_t length, int flags) {
  NEXT(send);
  if (!faked(fd)) return next(fd, bytes, length, flags);
  struct iovec whole = {(void *)bytes, length};
  struct msghdr message = {.msg_iov = &whole, .msg_iovlen = 1};
  return sendmsg(fd, &message, flags);
}

ssize_t recvmsg(int fd, struct msghdr *message, int flags) {
  NEXT(recvmsg);
  if (!faked(fd)) return next(fd, message, flags);
  void *name = message->msg_name;
  socklen_t length = message->msg_namelen;
  message->msg_name = 0;
  message->msg_namelen = 0;
  ssize_t received = next(fd, message, flags);
  struct sockaddr_nl kernel = {.nl_family = AF_NETLINK};
  message->msg_name = name;
  if (name) memcpy(name, &kernel, length < sizeof kernel ? length : sizeof kernel);
  message->msg_namelen = name ? sizeof kernel : 0;
  return received;
}
