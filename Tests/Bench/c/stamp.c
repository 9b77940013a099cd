/* A script of the bench of MISC_CHECK: passes, and is stamped.
 *
 *   stamp TRACE ADDRESS
 *
 * appends a record of { u64 monotonic ns; u32 address; u32 0 } to TRACE. */
#include <arpa/inet.h>
#include <fcntl.h>
#include <stdint.h>
#include <time.h>
#include <unistd.h>

int main(int count, char **arguments) {
  if (count != 3) return 2;
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  struct {
    uint64_t time;
    uint32_t address, unused;
  } record = {t.tv_sec * 1000000000ull + t.tv_nsec, ntohl(inet_addr(arguments[2])), 0};
  int file = open(arguments[1], O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
  return file < 0 || write(file, &record, sizeof record) != sizeof record;
}
