"""Whether advertisements are on time, every 10 ms, whatever else directord does.

In a network namespace with one virtual router, directord is given 10,000 real servers (behind the
acceptor of the bench of checks; its table is the preloaded answer of fakeipvs), checks all of them
each second, loses all of them at once, so that a thousand hooks are due that hang, and cannot write
its log: standard error is a pipe that nobody reads, or a file on a full disk. An advertisement is
late by what its distance from the one before exceeds the interval, as the segment sees it.
"""

import argparse
import json
import os
import signal
import subprocess
import tempfile
import time
from pathlib import Path

from failover import ADDRESS, Lines, Network, now
from lib import *

INTERVAL = 0.01
ROUTER = f"""
vrrp_instance bench {{
 state BACKUP
 interface eth0
 virtual_router_id 51
 version 3
 advert_int {INTERVAL}
 priority 100
 virtual_ipaddress {{
 10.88.0.100/24
 }}
}}
"""
HANGS = ' quorum_down "/bin/sleep 1000"\n protocol TCP\n'


class Subject:
    """directord with a log that cannot be written."""

    def __init__(self, network, folder, log):
        self.folder, self.inside = folder, ["ip", "netns", "exec", network.name("a")]
        self.configuration = folder / "director.conf"
        self.configure(10)
        output, self.reader = self.output(log)
        self.acceptor = subprocess.Popen(
            [*self.inside, TOOLS / "acceptor", "tcp", "8080", folder / "trace"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert self.acceptor.stdout.readline() == "ready\n"
        command = directord(self.configuration, folder, "--log-level", "debug")
        self.process = subprocess.Popen(
            [*self.inside, "env", f"LD_PRELOAD={TOOLS / 'fakeipvs.so'}", *command],
            stdout=output, stderr=output)
        output.close()

    def configure(self, count):
        write_configuration(self.configuration, count, "tcp")
        text = self.configuration.read_text().replace(" protocol TCP\n", HANGS)
        head = "}\n"
        self.configuration.write_text(text.replace(head, head + ROUTER, 1))

    def output(self, log):
        """Where the log goes, and what must stay open for it."""
        if log == "disk":
            disk = self.folder / "disk"
            disk.mkdir()
            subprocess.run(["mount", "-t", "tmpfs", "-o", "size=16k", "tmpfs", disk], check=True)
            return open(disk / "log", "ab"), None
        reader, writer = os.pipe()
        return os.fdopen(writer, "wb"), reader

    def reload(self, count):
        self.configure(count)
        self.process.send_signal(signal.SIGHUP)

    def lose_all(self):
        self.acceptor.terminate()
        self.acceptor.wait(20)

    def loop(self):
        """What the election's loop says of itself."""
        said = subprocess.run(
            [str(DIRECTORD.with_name("directorctl")), "status", "--json", "--socket",
             str(self.folder / "control.sock")], capture_output=True, text=True, timeout=60)
        if said.returncode:
            raise SystemExit(f"no status: {said.stderr}")
        return json.loads(said.stdout)["status"]["election"]["loop"]

    def end(self):
        if self.process.poll() is None:
            stop(self.process)
        if self.acceptor.poll() is None:
            self.lose_all()
        if self.reader is not None:
            os.close(self.reader)
        subprocess.run(["umount", self.folder / "disk"], stderr=subprocess.DEVNULL)


def lateness(adverts, begin, end):
    """By how many milliseconds advertisements between two moments were late."""
    stamps = [int(line[0]) for line in adverts.said if line[1:3] == ["advert", ADDRESS["a"]]]
    return [max(0, (b - a) / 1e6 - INTERVAL * 1000)
            for a, b in zip(stamps, stamps[1:]) if begin <= b <= end]


def bench(log, options, folder):
    network = Network()
    adverts = Lines("ip", "netns", "exec", network.name("bridge"), TOOLS / "adverts", "br0")
    subject = Subject(network, folder, log)
    steps = [
        ("nothing happens", lambda: None),
        (f"{options.size:,} real servers are loaded", lambda: subject.reload(options.size)),
        ("all are checked each second", lambda: None),
        ("all are lost, and hooks hang", subject.lose_all),
    ]
    try:
        if not adverts.wait(lambda line: line[1] == "advert", 30):
            raise SystemExit("directord advertises nothing")
        time.sleep(1)
        for title, act in steps:
            begin = now()
            act()
            time.sleep(options.secs)
            late = lateness(adverts, begin, now())
            loop = subject.loop()
            print(f"| {title} | {log} | {len(late):,} | {percentile(late, 0.5):.2f} | "
                  f"{percentile(late, 0.99):.2f} | {max(late):.2f} | "
                  f"{loop['greatestLateness'] * 1000:.2f} |", flush=True)
    finally:
        subject.end()
        adverts.end()
        network.end()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=10000, help="real servers")
    parser.add_argument("--secs", type=float, default=10, help="measured time of a step")
    parser.add_argument("--logs", default="pipe,disk")
    options = parser.parse_args()
    build_tools()
    print("| while | log | advertisements | late p50 ms | p99 | max | its loop says, at most |")
    print("|---|---|---|---|---|---|---|")
    for log in options.logs.split(","):
        if QUIET:
            wait_quiet()
        with tempfile.TemporaryDirectory(prefix="directord-bench-") as folder:
            bench(log, options, Path(folder))


if __name__ == "__main__":
    main()
