/* The real servers of the bench: one listener that answers for every local address.
 *
 *   acceptor tcp|http|smtp PORT TRACE
 *
 * tcp: accept and close. http: read a request's head, answer 200 with 64 bytes, close. smtp: greet,
 * answer 250 to every command, 221 to QUIT, close.
 * On SIGTERM it writes TRACE, records of { u64 monotonic ns; u32 destination; u32 0 }, and ends. A
 * line on standard input is answered with "ACCEPTED NANOSECONDS". */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

struct record {
  uint64_t time;
  uint32_t destination, unused;
};

static struct record *trace;
static size_t accepted, capacity = 1 << 16;
static volatile sig_atomic_t stopping;
static char response[256];

static void stop(int signal) {
  (void)signal;
  stopping = 1;
}

static uint64_t now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1000000000ull + t.tv_nsec;
}

static void die(const char *what) {
  perror(what);
  exit(1);
}

static void say(int fd, const char *text) { send(fd, text, strlen(text), MSG_NOSIGNAL); }

static int listen_on(int port) {
  int on = 1, fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  struct sockaddr_in any = {.sin_family = AF_INET, .sin_port = htons(port)};
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (bind(fd, (void *)&any, sizeof any) || listen(fd, 65535)) die("listen");
  return fd;
}

enum { TCP, HTTP, SMTP };

static void accept_all(int listener, int epoll, int kind) {
  for (int i = 0; i < 256; i++) {
    int fd = accept4(listener, 0, 0, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd < 0) return;
    struct sockaddr_in own;
    socklen_t length = sizeof own;
    uint64_t time = now();
    getsockname(fd, (void *)&own, &length);
    if (accepted == capacity) {
      trace = realloc(trace, (capacity *= 2) * sizeof *trace);
      if (!trace) die("realloc");
    }
    trace[accepted++] = (struct record){time, ntohl(own.sin_addr.s_addr), 0};
    if (kind == TCP) {
      close(fd);
      continue;
    }
    if (kind == SMTP) say(fd, "220 bench\r\n");
    struct epoll_event event = {.events = EPOLLIN, .data.fd = fd};
    epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event);
  }
}

static void answer(int fd, int kind) {
  char head[4096];
  ssize_t length = recv(fd, head, sizeof head, 0);
  if (length < 0 && errno == EAGAIN) return;
  if (kind == SMTP && length > 0 && (length < 4 || memcmp(head, "QUIT", 4))) {
    say(fd, "250 bench\r\n");
    return;
  }
  if (kind == SMTP && length > 0) say(fd, "221 bye\r\n");
  /* The checks' requests are small: the head comes in one piece. */
  if (kind == HTTP && length >= 4 && !memcmp(head + length - 4, "\r\n\r\n", 4)) say(fd, response);
  close(fd);
}

int main(int count, char **arguments) {
  if (count != 4) return 2;
  int kind = !strcmp(arguments[1], "http") ? HTTP : !strcmp(arguments[1], "smtp") ? SMTP : TCP;
  int epoll = epoll_create1(EPOLL_CLOEXEC);
  struct rlimit files = {1048576, 1048576};
  setrlimit(RLIMIT_NOFILE, &files);
  signal(SIGTERM, stop);
  sprintf(response, "HTTP/1.1 200 OK\r\nContent-Length: 64\r\nConnection: close\r\n\r\n%064d", 0);
  trace = malloc(capacity * sizeof *trace);
  int listener = listen_on(atoi(arguments[2]));
  struct epoll_event event = {.events = EPOLLIN, .data.fd = listener}, events[512];
  epoll_ctl(epoll, EPOLL_CTL_ADD, listener, &event);
  event.data.fd = 0;
  epoll_ctl(epoll, EPOLL_CTL_ADD, 0, &event);
  puts("ready");
  fflush(stdout);
  while (!stopping) {
    int n = epoll_wait(epoll, events, 512, 1000);
    for (int i = 0; i < n; i++) {
      int fd = events[i].data.fd;
      char line[64];
      if (fd == listener) {
        accept_all(listener, epoll, kind);
      } else if (fd != 0) {
        answer(fd, kind);
      } else if (read(0, line, sizeof line) <= 0) {
        stopping = 1;
      } else {
        printf("%zu %llu\n", accepted, (unsigned long long)now());
        fflush(stdout);
      }
    }
  }
  FILE *file = fopen(arguments[3], "w");
  if (!file || fwrite(trace, sizeof *trace, accepted, file) != accepted || fclose(file)) die("trace");
  return 0;
}
