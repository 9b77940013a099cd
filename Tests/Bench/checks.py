"""What a check costs, and how well its interval is kept: directord, keepalived and the C floor in turn.

The real servers are addresses of 127.1.0.0/16 in a network namespace, behind one acceptor on
processor 0 that stamps every connection; the daemon has processor 1. Nothing leaves the namespace.
The kinds are the checks that the corpus has most of: TCP_CHECK, HTTP_GET, SSL_GET (behind nginx),
MISC_CHECK (a program that stamps itself) and SMTP_CHECK; the floor has the first two.
"""

import argparse
import os
import struct
import subprocess
import tempfile
import time
from pathlib import Path

from lib import *

PORT = 8080
FLOORS = ("tcp", "http")
# A process each, and a handshake each, are more than a bench machine makes ten thousand times a second.
LIMITS = {"misc": 1000, "ssl": 1000}


def daemons(kind, count, folder):
    """The commands to compare, each with its environment."""
    configuration = folder / "bench.conf"
    write_configuration(configuration, count, kind)
    preload = {"LD_PRELOAD": str(TOOLS / "fakeipvs.so")}
    found = {
        "directord": (directord(configuration, folder, "--shadow"), {}),
        "keepalived": (keepalived(configuration, folder), preload),
    }
    if kind in FLOORS:
        found["floor"] = ([str(TOOLS / "floor"), kind, str(count), str(PORT)], {})
    return found


class RealServers:
    """The acceptor: every address of the namespace answers, and every connection is stamped."""

    def __init__(self, namespace, kind, folder):
        self.trace = folder / "trace"
        command = ["ip", "netns", "exec", namespace, "taskset", "-c", "0", str(TOOLS / "acceptor")]
        self.process = subprocess.Popen(
            [*command, kind, str(PORT), str(self.trace)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout.readline() == "ready\n"

    def count(self):
        """How many connections there have been, and when that was asked, in nanoseconds."""
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        return tuple(int(word) for word in self.process.stdout.readline().split())

    def end(self):
        """Ends it and answers the stamps as (nanoseconds, address)."""
        self.process.terminate()
        self.process.wait(20)
        return [(t, a) for t, a, _ in struct.iter_unpack("<QII", self.trace.read_bytes())]


class Stamps:
    """What programs have written of themselves."""

    def __init__(self, namespace, kind, folder):
        self.trace = folder / "misc.trace"
        self.trace.write_bytes(b"")

    def count(self):
        return self.trace.stat().st_size // 16, time.monotonic_ns()

    def end(self):
        return [(t, a) for t, a, _ in struct.iter_unpack("<QII", self.trace.read_bytes())]


class Pages:
    """nginx with TLS; its log has the stamps, in milliseconds."""

    def __init__(self, namespace, kind, folder):
        self.log = folder / "access.log"
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
             "-subj", "/CN=bench", "-days", "2", "-keyout", folder / "key", "-out", folder / "cert"],
            check=True, capture_output=True)
        (folder / "nginx.conf").write_text(f"""
daemon off; pid {folder}/nginx.pid; error_log {folder}/error.log; worker_rlimit_nofile 65536;
events {{ worker_connections 32768; }}
http {{
  log_format stamp "$msec $server_addr"; access_log {self.log} stamp;
  server {{
    listen {PORT} ssl backlog=65535; ssl_certificate {folder}/cert; ssl_certificate_key {folder}/key;
    location / {{ return 200 "{'0' * 64}"; }}
  }}
}}
""")
        command = ["ip", "netns", "exec", namespace, "taskset", "-c", "0", "nginx", "-c"]
        self.process = subprocess.Popen([*command, folder / "nginx.conf"])
        while not (folder / "nginx.pid").exists():
            time.sleep(0.05)

    def lines(self):
        return [line.split() for line in self.log.read_text().splitlines() if line.count(" ") == 1]

    def count(self):
        return len(self.lines()), time.time_ns()

    def end(self):
        stop(self.process)
        return [(round(float(at) * 1e9), server) for at, server in self.lines()]


SERVERS = {"misc": Stamps, "ssl": Pages}


def slips(stamps, begin, end):
    """By how many milliseconds the intervals between a server's checks miss one second."""
    last, found = {}, []
    for stamp, server in stamps:
        if begin <= stamp <= end:
            if server in last:
                found.append(abs(stamp - last[server] - 1_000_000_000) / 1e6)
            last[server] = stamp
    return found


COLUMNS = ("µs/check", "checks/s", "slip p50", "slip p99", "slip max", "peak MiB", "wake-ups/s")


def measure(name, command, environment, namespace, kind, count, seconds, folder):
    servers = SERVERS.get(kind, RealServers)(namespace, kind, folder)
    prefix = ["ip", "netns", "exec", namespace, "taskset", "-c", "1", "env"]
    assignments = [f"{key}={value}" for key, value in environment.items()]
    with open(folder / f"{name}.log", "w") as log:
        daemon = subprocess.Popen([*prefix, *assignments, *command], stdout=log, stderr=log)
    try:
        limit = time.time() + 60
        while servers.count()[0] < count and time.time() < limit and daemon.poll() is None:
            time.sleep(0.05)
        time.sleep(4)
        before, (checks0, begin) = usage(daemon.pid), servers.count()
        time.sleep(seconds)
        after, (checks1, end) = usage(daemon.pid), servers.count()
        if daemon.poll() is not None:
            raise SystemExit(f"{name} ended: {(folder / f'{name}.log').read_text()[-2000:]}")
    finally:
        stop(daemon)
        stamps = servers.end()
    if checks1 == checks0:
        return {column: float("nan") for column in COLUMNS}
    elapsed, checks, slip = (end - begin) / 1e9, checks1 - checks0, slips(stamps, begin, end)
    figures = ((after[0] - before[0]) * 1e6 / checks, checks / elapsed, percentile(slip, 0.5),
               percentile(slip, 0.99), max(slip, default=float("nan")), after[2] / 1024,
               (after[1] - before[1]) / elapsed)
    return dict(zip(COLUMNS, figures))


def bench(kind, count, options):
    namespace = f"bench{os.getpid()}"
    runs = {}
    sysctls = ["net.core.somaxconn=65535", "net.ipv4.tcp_max_syn_backlog=65535",
               "net.ipv4.ip_local_port_range=1024 65000", "net.ipv4.tcp_max_tw_buckets=400000"]
    with tempfile.TemporaryDirectory(prefix="directord-bench-") as folder:
        commands = daemons(kind, count, Path(folder))
        wanted = [name for name in options.only.split(",") if name in commands]
        for _ in range(options.runs):
            for name in wanted:
                subprocess.run(["ip", "netns", "add", namespace], check=True)
                try:
                    subprocess.run(["ip", "-n", namespace, "link", "set", "lo", "up"], check=True)
                    subprocess.run(["ip", "netns", "exec", namespace, "sysctl", "-qw", *sysctls], check=True)
                    wait_quiet()
                    command, environment = commands[name]
                    runs.setdefault(name, []).append(measure(
                        name, command, environment, namespace, kind, count, options.secs, Path(folder)))
                finally:
                    subprocess.run(["ip", "netns", "del", namespace])
    return {name: {key: median([run[key] for run in found]) for key in found[0]}
            for name, found in runs.items()}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="100,1000,10000", help="real servers, delay_loop 1")
    parser.add_argument("--kinds", default="tcp,http,ssl,misc,smtp")
    parser.add_argument("--runs", type=int, default=3, help="of each, in turn; medians are shown")
    parser.add_argument("--secs", type=float, default=10, help="measured time of a run")
    parser.add_argument("--only", default="directord,keepalived,floor")
    options = parser.parse_args()
    build_tools()
    print("| check | real servers | daemon | µs/check | × keepalived | × floor | checks/s | "
          "slip p50 ms | p99 | max | peak MiB | wake-ups/s |")
    print("|---|---|---|---|---|---|---|---|---|---|---|---|")
    for kind in options.kinds.split(","):
        sizes = {min(int(word), LIMITS.get(kind, 1 << 20)) for word in options.sizes.split(",")}
        for size in sorted(sizes):
            found = bench(kind, size, options)
            for name, row in found.items():
                ratios = [row["µs/check"] / found[other]["µs/check"] if other in found else float("nan")
                          for other in ("keepalived", "floor")]
                print(f"| {kind} | {size:,} | {name} | {row['µs/check']:.0f} | {ratios[0]:.2f} | "
                      f"{ratios[1]:.2f} | {row['checks/s']:,.0f} | {row['slip p50']:.1f} | "
                      f"{row['slip p99']:.1f} | {row['slip max']:.1f} | {row['peak MiB']:.0f} | "
                      f"{row['wake-ups/s']:.0f} |", flush=True)


if __name__ == "__main__":
    main()
