/* A client that asks without a pause whether a virtual address answers, and who answers for it.
 *
 *   prober ADDRESS PERIOD-MICROSECONDS TRACE
 *
 * Says "ready", and then a line "NANOSECONDS TTL" each time another answers than before: the nodes
 * have different TTLs. When standard input ends it waits a little for late answers and writes the
 * trace: for each question {u64 asked, u64 answered (0: never), u32 ttl, u32 number}, nanoseconds of
 * CLOCK_MONOTONIC. */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/ip.h>
#include <netinet/ip_icmp.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

struct question {
  uint64_t asked, answered;
  uint32_t ttl, number;
};
struct echo {
  struct icmphdr header;
  uint32_t number;
  uint32_t filling[4];
};

static struct question *questions;
static size_t count, room;
static uint32_t answerer;

static uint64_t now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * 1000000000ull + time.tv_nsec;
}

static uint16_t checksum(const void *bytes, size_t size) {
  const uint16_t *words = bytes;
  uint32_t sum = 0;
  for (; size > 1; size -= 2) sum += *words++;
  while (sum >> 16) sum = (sum & 0xffff) + (sum >> 16);
  return ~sum;
}

static void ask(int socket, const struct sockaddr_in *address, uint16_t identifier) {
  if (count == room) {
    room = room ? room * 2 : 1 << 16;
    questions = realloc(questions, room * sizeof *questions);
    if (!questions) exit(1);
  }
  struct echo echo = {.header = {.type = ICMP_ECHO}, .number = count};
  echo.header.un.echo.id = identifier;
  echo.header.un.echo.sequence = htons(count & 0xffff);
  echo.header.checksum = checksum(&echo, sizeof echo);
  questions[count] = (struct question){.asked = now(), .number = count};
  count++;
  /* Where there is no way, it is a question without an answer. */
  sendto(socket, &echo, sizeof echo, MSG_DONTWAIT, (const void *)address, sizeof *address);
}

static void hear(int socket, uint16_t identifier) {
  for (;;) {
    char packet[2048];
    ssize_t size = recv(socket, packet, sizeof packet, MSG_DONTWAIT);
    if (size < 0) return;
    uint64_t time = now();
    struct ip *ip = (void *)packet;
    struct echo *echo = (void *)(packet + ip->ip_hl * 4);
    if (size < ip->ip_hl * 4 + (ssize_t)sizeof *echo) continue;
    if (echo->header.type != ICMP_ECHOREPLY || echo->header.un.echo.id != identifier) continue;
    if (echo->number >= count || questions[echo->number].answered) continue;
    questions[echo->number].answered = time;
    questions[echo->number].ttl = ip->ip_ttl;
    if (ip->ip_ttl == answerer) continue;
    answerer = ip->ip_ttl;
    printf("%llu %u\n", (unsigned long long)time, answerer);
    fflush(stdout);
  }
}

int main(int arguments, char **words) {
  if (arguments < 4) return 2;
  struct sockaddr_in address = {.sin_family = AF_INET};
  inet_aton(words[1], &address.sin_addr);
  long period = atol(words[2]) * 1000;
  int raw = socket(AF_INET, SOCK_RAW, IPPROTO_ICMP), size = 4 << 20;
  if (raw < 0) return perror("socket"), 1;
  setsockopt(raw, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof size);
  uint16_t identifier = htons(getpid() & 0xffff);

  int timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK);
  struct itimerspec beat = {.it_interval.tv_nsec = period, .it_value.tv_nsec = period};
  timerfd_settime(timer, 0, &beat, NULL);
  struct pollfd ready[] = {{raw, POLLIN, 0}, {timer, POLLIN, 0}, {0, POLLIN, 0}};
  puts("ready");
  fflush(stdout);

  uint64_t end = 0;
  while (!end || now() < end) {
    poll(ready, 3, 20);
    char line[64];
    if (ready[2].revents && !end && read(0, line, sizeof line) <= 0) {
      end = now() + 100000000;
      ready[2].fd = -1;
    }
    if (ready[0].revents) hear(raw, identifier);
    uint64_t ticks;
    if (!end && read(timer, &ticks, sizeof ticks) == sizeof ticks) ask(raw, &address, identifier);
  }
  FILE *trace = fopen(words[3], "w");
  if (!trace) return perror(words[3]), 1;
  fwrite(questions, sizeof *questions, count, trace);
  return fclose(trace) ? 1 : 0;
}
