/* The least that a check can cost: an epoll loop that starts what is due every 10 ms.
 *
 *   floor tcp|http N PORT      N targets 127.1.x.y, each checked once a second, until SIGTERM */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
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

#define TICK 10000000ll
static const char request[] = "GET / HTTP/1.0\r\nHost: x\r\nConnection: close\r\n\r\n";
static volatile sig_atomic_t stopping;
static char asked[1 << 20];

static void stop(int signal) {
  (void)signal;
  stopping = 1;
}

static int64_t now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1000000000ll + t.tv_nsec;
}

static void start(int epoll, uint32_t target, int port, int http) {
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (fd < 0) return;
  struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(port),
                           .sin_addr.s_addr = htonl((127u << 24 | 1u << 16) + target)};
  struct epoll_event event = {.events = EPOLLOUT | (http ? EPOLLIN | EPOLLET : 0), .data.fd = fd};
  asked[fd] = 0;
  if (connect(fd, (void *)&to, sizeof to) && errno != EINPROGRESS)
    close(fd);
  else
    epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event);
}

static void progress(int fd, uint32_t events, int http) {
  char answer[4096];
  if (!http || (events & (EPOLLERR | EPOLLHUP) && !(events & EPOLLIN))) {
    close(fd);
    return;
  }
  if (!asked[fd] && events & EPOLLOUT) {
    send(fd, request, sizeof request - 1, MSG_NOSIGNAL);
    asked[fd] = 1;
  }
  if (events & EPOLLIN && !(recv(fd, answer, sizeof answer, 0) < 0 && errno == EAGAIN)) close(fd);
}

int main(int count, char **arguments) {
  if (count != 4) return 2;
  int http = !strcmp(arguments[1], "http"), n = atoi(arguments[2]), port = atoi(arguments[3]);
  int epoll = epoll_create1(EPOLL_CLOEXEC);
  struct rlimit files = {1048576, 1048576};
  setrlimit(RLIMIT_NOFILE, &files);
  signal(SIGTERM, stop);
  struct epoll_event events[1024];
  int64_t begin = now(), started = 0;
  while (!stopping) {
    int64_t time = now(), due = (time - begin) * n / 1000000000;
    for (; started < due; started++) start(epoll, started % n, port, http);
    int64_t tick = begin + ((now() - begin) / TICK + 1) * TICK - now();
    struct timespec wait = {0, tick > 0 ? tick : 0};
    int ready = epoll_pwait2(epoll, events, 1024, &wait, 0);
    for (int i = 0; i < ready; i++) progress(events[i].data.fd, events[i].events, http);
  }
  return 0;
}
