/* A minimal writer of IPVS tables, the floor of the table bench: generic netlink without a
 * library, BATCH requests in one send, only the last of each acknowledged.
 *
 *   table add SERVICES SERVERS      SERVICES x SERVERS in milliseconds
 *   table set SERVICES SERVERS      every weight to 2
 *   table wait SERVICES SERVERS WEIGHT
 *                                   until every service has its last server with that weight, 60 s
 *                                   at the most; prints when that came true, monotonic nanoseconds
 *   table flush | now
 *
 * Service j is 10.200.0.0 + j, port 80; real server i 127.1.0.0 + i, port 8080; wrr, NAT. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
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

#define BATCH 200
static int fd, family;
static uint32_t sequence;
static char out[BATCH * 256], in[1 << 18];
static int used, queued, last;

static int64_t now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1000000000ll + t.tv_nsec;
}

static void put(int type, const void *value, int length) {
  struct nlattr attribute = {.nla_len = NLA_HDRLEN + length, .nla_type = type};
  memcpy(out + used, &attribute, NLA_HDRLEN);
  memset(out + used + NLA_HDRLEN, 0, NLA_ALIGN(length));
  memcpy(out + used + NLA_HDRLEN, value, length);
  used += NLA_ALIGN(NLA_HDRLEN + length);
}

static void put16(int type, uint16_t value) { put(type, &value, sizeof value); }
static void put32(int type, uint32_t value) { put(type, &value, sizeof value); }

static int nest(void) {
  used += NLA_HDRLEN;
  return used - NLA_HDRLEN;
}

static void close_nest(int at, int type) {
  struct nlattr attribute = {.nla_len = used - at, .nla_type = type | NLA_F_NESTED};
  memcpy(out + at, &attribute, NLA_HDRLEN);
}

static void begin(int type, int command, int flags) {
  struct nlmsghdr header = {.nlmsg_type = type, .nlmsg_flags = NLM_F_REQUEST | flags,
                            .nlmsg_seq = ++sequence};
  struct genlmsghdr generic = {.cmd = command, .version = 1};
  last = used;
  memcpy(out + used, &header, NLMSG_HDRLEN);
  memcpy(out + used + NLMSG_HDRLEN, &generic, GENL_HDRLEN);
  used += NLMSG_HDRLEN + GENL_HDRLEN;
}

static void end(void) {
  ((struct nlmsghdr *)(out + last))->nlmsg_len = used - last;
  queued++;
}

static void send_all(void) {
  struct sockaddr_nl kernel = {.nl_family = AF_NETLINK};
  if (sendto(fd, out, used, 0, (void *)&kernel, sizeof kernel) != used) {
    perror("send");
    exit(1);
  }
  used = queued = 0;
}

static void flush_batch(void) {
  ((struct nlmsghdr *)(out + last))->nlmsg_flags |= NLM_F_ACK;
  uint32_t awaited = sequence;
  send_all();
  for (;;) {
    int left = recv(fd, in, sizeof in, 0);
    for (struct nlmsghdr *h = (void *)in; NLMSG_OK(h, left); h = NLMSG_NEXT(h, left)) {
      int error = h->nlmsg_type == NLMSG_ERROR ? ((struct nlmsgerr *)NLMSG_DATA(h))->error : 0;
      if (error) fprintf(stderr, "request %u: %s\n", h->nlmsg_seq, strerror(-error));
      if (h->nlmsg_seq == awaited) return;
    }
  }
}

static void service(int j, int whole) {
  int at = nest();
  uint32_t address[4] = {htonl((10u << 24 | 200u << 16) + j)};
  struct ip_vs_flags flags = {0, ~0u};
  put16(IPVS_SVC_ATTR_AF, AF_INET);
  put16(IPVS_SVC_ATTR_PROTOCOL, IPPROTO_TCP);
  put(IPVS_SVC_ATTR_ADDR, address, sizeof address);
  put16(IPVS_SVC_ATTR_PORT, htons(80));
  if (whole) {
    put(IPVS_SVC_ATTR_SCHED_NAME, "wrr", 4);
    put(IPVS_SVC_ATTR_FLAGS, &flags, sizeof flags);
    put32(IPVS_SVC_ATTR_TIMEOUT, 0);
    put32(IPVS_SVC_ATTR_NETMASK, ~0u);
  }
  close_nest(at, IPVS_CMD_ATTR_SERVICE);
}

static void destination(int i, int weight) {
  int at = nest();
  uint32_t address[4] = {htonl((127u << 24 | 1u << 16) + i)};
  put(IPVS_DEST_ATTR_ADDR, address, sizeof address);
  put16(IPVS_DEST_ATTR_PORT, htons(8080));
  put32(IPVS_DEST_ATTR_FWD_METHOD, IP_VS_CONN_F_MASQ);
  put32(IPVS_DEST_ATTR_WEIGHT, weight);
  put32(IPVS_DEST_ATTR_U_THRESH, 0);
  put32(IPVS_DEST_ATTR_L_THRESH, 0);
  put16(IPVS_DEST_ATTR_ADDR_FAMILY, AF_INET);
  close_nest(at, IPVS_CMD_ATTR_DEST);
}

static void write_table(int services, int servers, int setting) {
  for (int j = 0; j < services; j++) {
    if (!setting) {
      begin(family, IPVS_CMD_NEW_SERVICE, 0);
      service(j, 1);
      end();
    }
    for (int k = 0; k < servers; k++) {
      if (queued == BATCH) flush_batch();
      begin(family, setting ? IPVS_CMD_SET_DEST : IPVS_CMD_NEW_DEST, 0);
      service(j, 0);
      destination(j * servers + k, setting ? 2 : 1);
      end();
    }
    if (queued == BATCH) flush_batch();
  }
  if (queued) flush_batch();
}

/* The weight of server `i` of service `j`; -1 where it is not there. */
static int weight(int j, int i) {
  int found = -1;
  uint32_t address = htonl((127u << 24 | 1u << 16) + i);
  begin(family, IPVS_CMD_GET_DEST, NLM_F_DUMP);
  service(j, 0);
  end();
  send_all();
  for (;;) {
    int left = recv(fd, in, sizeof in, 0);
    for (struct nlmsghdr *h = (void *)in; NLMSG_OK(h, left); h = NLMSG_NEXT(h, left)) {
      if (h->nlmsg_type == NLMSG_DONE || h->nlmsg_type == NLMSG_ERROR) return found;
      struct nlattr *a = (void *)((char *)h + NLMSG_HDRLEN + GENL_HDRLEN + NLA_HDRLEN);
      uint32_t own = 0, of = 0;
      while ((char *)a < (char *)h + h->nlmsg_len) {
        char *value = (char *)a + NLA_HDRLEN;
        if ((a->nla_type & NLA_TYPE_MASK) == IPVS_DEST_ATTR_ADDR) memcpy(&own, value, 4);
        if ((a->nla_type & NLA_TYPE_MASK) == IPVS_DEST_ATTR_WEIGHT) memcpy(&of, value, 4);
        a = (void *)((char *)a + NLA_ALIGN(a->nla_len));
      }
      if (own == address) found = of;
    }
  }
}

static void open_family(void) {
  int size = 64 << 20;
  struct sockaddr_nl own = {.nl_family = AF_NETLINK};
  fd = socket(AF_NETLINK, SOCK_RAW, NETLINK_GENERIC);
  setsockopt(fd, SOL_SOCKET, SO_SNDBUFFORCE, &size, sizeof size);
  setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof size);
  bind(fd, (void *)&own, sizeof own);
  begin(GENL_ID_CTRL, CTRL_CMD_GETFAMILY, 0);
  put(CTRL_ATTR_FAMILY_NAME, "IPVS", 5);
  end();
  send_all();
  int left = recv(fd, in, sizeof in, 0) - NLMSG_HDRLEN - GENL_HDRLEN;
  struct nlattr *a = (void *)(in + NLMSG_HDRLEN + GENL_HDRLEN);
  for (; left >= NLA_HDRLEN && a->nla_len; a = (void *)((char *)a + NLA_ALIGN(a->nla_len))) {
    if (a->nla_type == CTRL_ATTR_FAMILY_ID) family = *(uint16_t *)((char *)a + NLA_HDRLEN);
    left -= NLA_ALIGN(a->nla_len);
  }
  if (!family) {
    fputs("no IPVS in this kernel\n", stderr);
    exit(1);
  }
}

int main(int count, char **arguments) {
  const char *verb = count > 1 ? arguments[1] : "";
  int services = count > 2 ? atoi(arguments[2]) : 0, servers = count > 3 ? atoi(arguments[3]) : 0;
  if (!strcmp(verb, "now")) {
    printf("%lld\n", (long long)now());
    return 0;
  }
  open_family();
  int64_t start = now();
  if (!strcmp(verb, "add") || !strcmp(verb, "set")) {
    write_table(services, servers, verb[0] == 's');
    printf("%.1f\n", (now() - start) / 1e6);
  } else if (!strcmp(verb, "flush")) {
    begin(family, IPVS_CMD_FLUSH, 0);
    end();
    flush_batch();
  } else if (!strcmp(verb, "wait") && count > 4) {
    int64_t came_true = start;
    for (int j = services; j-- > 0;)
      while (weight(j, j * servers + servers - 1) != atoi(arguments[4])) {
        if (now() - start > 60000000000ll) return 1;
        usleep(2000);
        came_true = now();
      }
    printf("%lld\n", (long long)came_true);
  } else {
    return 2;
  }
  return 0;
}
