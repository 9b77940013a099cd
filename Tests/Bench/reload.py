"""How long a reload takes in which one weight of 40,000 has changed: from the signal to the request that
fakeipvs gets instead of a kernel, how many requests that makes, and the daemon's time of processor.

The real servers are addresses of a network namespace behind the acceptor of the bench of checks, and
are checked every ten minutes; nothing leaves the namespace.
"""

import os
import signal
import subprocess
import time
from pathlib import Path

from lib import *

SERVERS = 20
# So many seconds may a reload take.
PATIENCE = 60
# linux/ip_vs.h
READS = {"4", "8", "11", "13", "15"}
LOOK, NEW_DESTINATION, DELETED_DESTINATION = "4", "5", "7"
COMMANDS = {
    "directord": directord,
    "keepalived": keepalived,
}


def blocks(services, interval=10, timeout=1, changed=None):
    """The text of `services` virtual servers; the real server `changed` has weight 7 instead of 1."""
    for service in range(services):
        yield (
            f"virtual_server {address('10.200', service)} 80 {{\n delay_loop {interval}\n"
            " lb_algo wrr\n lb_kind NAT\n protocol TCP\n"
        )
        for index in range(service * SERVERS, (service + 1) * SERVERS):
            server = address(f"127.{1 + (index >> 16)}", index & 65535)
            yield (
                f" real_server {server} 8080 {{\n  weight {7 if index == changed else 1}\n"
                f"  TCP_CHECK {{\n   connect_timeout {timeout}\n   retry 1\n   delay_before_retry 1\n  }}\n }}\n"
            )
        yield "}\n"


def busy(root):
    """Milliseconds of processor of `root` and its descendants, threads that have ended among it."""
    ticks = 0
    for pid in processes(root):
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks * 1000 / os.sysconf("SC_CLK_TCK")


class Subject:
    """A daemon that has programmed a table of so many virtual servers."""

    def __init__(self, name, services, namespace, folder):
        self.folder, self.services = folder, services
        self.configuration = folder / f"{name}.conf"
        self.requests = folder / f"{name}.requests"
        self.requests.write_text("")
        self.configure(None)
        environment = [f"LD_PRELOAD={TOOLS / 'fakeipvs.so'}", f"FAKEIPVS_TRACE={self.requests}"]
        command = COMMANDS[name](self.configuration, folder)
        with open(folder / f"{name}.log", "w") as log:
            self.process = subprocess.Popen(
                ["ip", "netns", "exec", namespace, "env", *environment, *command], stdout=log,
                stderr=log)
        limit = time.monotonic() + 120
        while self.standing() < services * SERVERS:
            if time.monotonic() > limit or self.process.poll() is not None:
                raise SystemExit(f"{name} does not program the table")
            time.sleep(0.2)
        time.sleep(1)

    def configure(self, changed):
        self.changed = changed
        self.configuration.write_text("".join(blocks(self.services, 600, 30, changed)))

    def seen(self):
        """What it has asked: when, in nanoseconds, and the command."""
        return [line.split() for line in self.requests.read_text().splitlines()]

    def standing(self):
        """How many real servers its table has."""
        commands = [command for _, command in self.seen()]
        return commands.count(NEW_DESTINATION) - commands.count(DELETED_DESTINATION)

    def reload(self, changed):
        """Milliseconds to the first change, changes, other requests before the end, ms of processor."""
        before = self.changed
        for _ in range(5):
            self.rest()
            found, looked = self.reload_once(changed)
            if not looked:
                break
            # It looked at its table in its time, and fakeipvs always answers that it is empty.
            self.rest()
            self.reload_once(before)
        return found

    def rest(self):
        """Waits until nothing has been asked for two seconds."""
        known, since = -1, time.monotonic()
        while time.monotonic() - since < 2:
            time.sleep(0.1)
            if len(self.seen()) != known:
                known, since = len(self.seen()), time.monotonic()

    def reload_once(self, changed):
        self.configure(changed)
        known, before = len(self.seen()), busy(self.process.pid)
        start = time.monotonic_ns()
        self.process.send_signal(signal.SIGHUP)
        limit = time.monotonic() + PATIENCE
        while time.monotonic() < limit:
            time.sleep(0.1)
            new = self.seen()[known:]
            if any(command not in READS for _, command in new):
                break
        time.sleep(1)
        new = self.seen()[known:]
        changes = [int(at) for at, command in new if command not in READS]
        wait = (changes[0] - start) / 1e6 if changes else PATIENCE * 1000
        figures = wait, len(changes), len(new) - len(changes), busy(self.process.pid) - before
        return figures, any(command == LOOK for _, command in new)


def bench(services, runs, folder):
    """For each daemon the figures of its reloads, medians."""
    namespace = f"reload{os.getpid()}"
    inside = ["ip", "netns", "exec", namespace]
    subprocess.run(["ip", "netns", "add", namespace], check=True)
    acceptor, found = None, {}
    changes = (services * SERVERS // 2, None)
    try:
        subprocess.run(["ip", "-n", namespace, "link", "set", "lo", "up"], check=True)
        subprocess.run([*inside, "sysctl", "-qw", "net.core.somaxconn=65535",
                        "net.ipv4.tcp_max_syn_backlog=65535",
                        "net.ipv4.ip_local_port_range=1024 65000"], check=True)
        acceptor = subprocess.Popen([*inside, TOOLS / "acceptor", "tcp", "8080", folder / "trace"],
                                    stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert acceptor.stdout.readline() == "ready\n"
        for name in COMMANDS:
            subject = Subject(name, services, namespace, folder)
            try:
                rows = []
                while len(rows) < runs and not (rows and rows[-1][1] == 0):
                    rows.append(subject.reload(changes[len(rows) % 2]))
            finally:
                stop(subject.process)
            found[name] = [median(column) for column in zip(*rows)]
    finally:
        if acceptor:
            acceptor.terminate()
            acceptor.wait(20)
        subprocess.run(["ip", "netns", "del", namespace])
    return found


def report(services, runs, folder):
    print("\nA reload with one weight changed, from the signal to the request:\n")
    print("| virtual servers | daemon | ms | changes asked | other requests | ms of processor |")
    print("|---|---|---|---|---|---|")
    for name, (wait, changes, others, busy) in bench(services, runs, folder).items():
        took = f"{wait:.0f}" if changes else f"more than {wait:.0f}"
        print(f"| {services:,} | {name} | {took} | {changes:.0f} | {others:.0f} | {busy:.0f} |",
              flush=True)
