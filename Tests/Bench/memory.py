"""The memory of a directord that looks after 10,000 real servers in 2,000 virtual servers with four checks
each: TCP_CHECK of two ports, HTTP_GET and PING_CHECK, in a network namespace of its own, under --shadow.
Printed is what it has, in MiB, after a minute of checks, and when every TCP server has been lost since.
"""

import argparse
import os
import re
import subprocess
import tempfile
import time
from pathlib import Path

from lib import *

PER_SERVICE = 5
CHECKS = """  TCP_CHECK {
   connect_timeout 5
  }
  TCP_CHECK {
   connect_port 8081
   connect_timeout 5
  }
  HTTP_GET {
   url {
    path /
    status_code 200
   }
   connect_port 8082
   connect_timeout 5
  }
  PING_CHECK {
  }
"""
LISTENERS = {"8080": "tcp", "8081": "tcp", "8082": "http"}


def blocks(count, interval):
    for index in range(count):
        if index % PER_SERVICE == 0:
            yield (
                f"virtual_server {address('10.200', index // PER_SERVICE)} 80 {{\n"
                f" delay_loop {interval}\n lb_algo wrr\n lb_kind NAT\n protocol TCP\n"
            )
        yield f" real_server {address('127.1', index)} 8080 {{\n  weight 1\n{CHECKS} }}\n"
        if index % PER_SERVICE == PER_SERVICE - 1 or index == count - 1:
            yield "}\n"


def resident(pid):
    status = Path(f"/proc/{pid}/status").read_text()
    return [int(re.search(rf"{name}:\s+(\d+)", status)[1]) / 1024 for name in ("VmHWM", "VmRSS")]


def measure(options, namespace, folder):
    inside = ["ip", "netns", "exec", namespace]
    configuration = folder / "bench.conf"
    configuration.write_text("".join(blocks(options.size, options.interval)))
    processes, figures = [], []
    try:
        for port, kind in LISTENERS.items():
            processes.append(subprocess.Popen(
                [*inside, TOOLS / "acceptor", kind, port, folder / f"trace{port}"],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True))
            assert processes[-1].stdout.readline() == "ready\n"
        with open(folder / "log", "w") as log:
            daemon = subprocess.Popen(
                [*inside, *directord(configuration, folder, "--shadow", "--log-level", "warning")],
                stdout=log, stderr=log)
        try:
            for seconds in (options.secs, 3 * options.interval + 10):
                time.sleep(seconds)
                if daemon.poll() is not None:
                    raise SystemExit(f"directord ended: {(folder / 'log').read_text()[-2000:]}")
                figures += resident(daemon.pid)
                end(processes)
        finally:
            stop(daemon)
    finally:
        end(processes)
    return figures


def end(listeners):
    while listeners:
        listener = listeners.pop()
        listener.terminate()
        listener.wait(20)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=10000, help="real servers")
    parser.add_argument("--interval", type=int, default=10, help="delay_loop")
    parser.add_argument("--secs", type=float, default=60)
    options = parser.parse_args()
    build_tools()
    namespace = f"memory{os.getpid()}"
    subprocess.run(["ip", "netns", "add", namespace], check=True)
    try:
        subprocess.run(["ip", "-n", namespace, "link", "set", "lo", "up"], check=True)
        sysctls = ["net.core.somaxconn=65535", "net.ipv4.tcp_max_syn_backlog=65535",
                   "net.ipv4.ip_local_port_range=1024 65000"]
        subprocess.run(["ip", "netns", "exec", namespace, "sysctl", "-qw", *sysctls], check=True)
        with tempfile.TemporaryDirectory(prefix="directord-bench-") as folder:
            figures = measure(options, namespace, Path(folder))
    finally:
        subprocess.run(["ip", "netns", "del", namespace])
    print(f"| real servers | checks | MiB after {options.secs:.0f} s | its peak | all lost | its peak |")
    print("|---|---|---|---|---|---|")
    (peak, now), (lost_peak, lost) = figures[:2], figures[2:]
    print(f"| {options.size:,} | {options.size * 4:,} | {now:.0f} | {peak:.0f} | {lost:.0f} | {lost_peak:.0f} |")


if __name__ == "__main__":
    main()
