"""How much of a failover a client sees: directord, keepalived and mixed pairs in turn.

Two directors and a client on a bridge, each in a network namespace of its own. The client asks the
virtual address each millisecond; the answer's TTL tells who answered. The outage is the longest time
without an answer, the take-over the time until the other has answered first. The events fall at
moments spread evenly over an advertisement's interval, the same for every pair.
"""

import argparse
import os
import signal
import struct
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from lib import *

VIP = "10.88.0.100"
PRIORITY = {"a": 150, "b": 100}
ADDRESS = {"a": "10.88.0.1", "b": "10.88.0.2", "client": "10.88.0.3"}
TTL = {"a": 61, "b": 62}
# The stronger first: it is a to which everything happens.
# A keepalived that gives way without a word leaves nobody who could know that a split brain is over:
# where it is one of a mixed pair it is told to speak.
PAIRS = {
    "ours": ("directord", "directord"), "keepalived": ("keepalived", "keepalived"),
    "mixed": ("directord", "keepalived"), "reversed": ("keepalived", "directord"),
}
# Nanoseconds: an answer that comes later is none.
LATE = 20_000_000
EVENTS = ["kill", "term", "link", "partition"]


def now():
    return time.clock_gettime_ns(time.CLOCK_MONOTONIC)


def down_interval(version, interval, priority):
    """In seconds: how long a backup waits for a master (RFC 3768 §6.1, RFC 9568 §6.1)."""
    return 3 * interval + (256 - priority) / 256 * (1 if version == 2 else interval)


class Lines:
    """A program that says "ready" and then tells in lines, until its input is closed."""

    def __init__(self, *command):
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout.readline() == "ready\n"
        self.said = []
        self.news = threading.Condition()
        threading.Thread(target=self.read, daemon=True).start()

    def read(self):
        for line in self.process.stdout:
            with self.news:
                self.said.append(line.split())
                self.news.notify_all()

    def wait(self, wanted, seconds):
        """The first line from now on for which `wanted` holds; None when the time is over."""
        with self.news:
            begin, limit = len(self.said), time.monotonic() + seconds
            while True:
                found = next((line for line in self.said[begin:] if wanted(line)), None)
                if found or time.monotonic() > limit:
                    return found
                self.news.wait(max(0, limit - time.monotonic()))

    def last(self):
        return self.said[-1] if self.said else None

    def end(self):
        self.process.stdin.close()
        self.process.wait(20)


class Network:
    """The namespaces, and what happens to the bridge's ports."""

    def __init__(self):
        self.prefix = f"failover{os.getpid()}-"
        bridge = self.name("bridge")
        for name in ("bridge", "a", "b", "client"):
            self.run("ip", "netns", "add", self.name(name))
            self.run("ip", "-n", self.name(name), "link", "set", "lo", "up")
        self.run("ip", "-n", bridge, "link", "add", "br0", "type", "bridge", "stp_state", "0",
                 "forward_delay", "0", "mcast_snooping", "0")
        self.run("ip", "-n", bridge, "link", "set", "br0", "up")
        for name, address in ADDRESS.items():
            self.run("ip", "-n", bridge, "link", "add", f"to-{name}", "type", "veth", "peer", "name", "eth0",
                     "netns", self.name(name))
            self.run("ip", "-n", bridge, "link", "set", f"to-{name}", "master", "br0", "up")
            self.run("ip", "-n", self.name(name), "addr", "add", f"{address}/24", "dev", "eth0")
            self.run("ip", "-n", self.name(name), "link", "set", "eth0", "up")
        for name, ttl in TTL.items():
            self.run("ip", "netns", "exec", self.name(name), "sysctl", "-qw",
                     f"net.ipv4.ip_default_ttl={ttl}", "net.ipv6.conf.all.disable_ipv6=1",
                     "net.ipv4.icmp_ratelimit=0", "net.ipv4.icmp_msgs_per_sec=100000")
        # Ready beforehand: starting a program would take longer than what is measured.
        self.orders = {
            word: subprocess.Popen(
                ["ip", "netns", "exec", bridge, word, "-batch", "-"], stdin=subprocess.PIPE, text=True)
            for word in ("ip", "bridge")
        }

    def name(self, name):
        return self.prefix + name

    def run(self, *command):
        subprocess.run(command, check=True)

    def order(self, word, line):
        self.orders[word].stdin.write(line + "\n")
        self.orders[word].stdin.flush()

    def end(self):
        for program in self.orders.values():
            program.stdin.close()
            program.wait(5)
        for name in ("a", "b", "client", "bridge"):
            subprocess.run(["ip", "netns", "del", self.name(name)])


class Director:
    """One of the pair: directord or keepalived, with the same configuration."""

    def __init__(self, network, name, program, version, interval, words, folder):
        self.network, self.namespace, self.program = network, network.name(name), program
        self.folder = folder / name
        self.folder.mkdir()
        self.configuration = self.folder / "director.conf"
        self.configuration.write_text(
            f"global_defs {{\n router_id bench\n vrrp_version {version}\n {words}\n}}\n"
            "vrrp_instance bench {\n state BACKUP\n interface eth0\n virtual_router_id 51\n"
            f" priority {PRIORITY[name]}\n advert_int {interval}\n"
            f" virtual_ipaddress {{\n {VIP}/24\n }}\n}}\n")
        self.process = None

    def start(self):
        command = (directord(self.configuration, self.folder) if self.program == "directord"
                   else keepalived(self.configuration, self.folder, part="-P"))
        with open(self.folder / "log", "a") as log:
            self.process = subprocess.Popen(
                ["ip", "netns", "exec", self.namespace, *command], stdout=log, stderr=log)

    def kill(self):
        # Stopped first, children before parents: none of them sees another's end.
        family = processes(self.process.pid)[::-1]
        for number in (signal.SIGSTOP, signal.SIGKILL):
            for process in family:
                os.kill(process, number)

    def stop(self):
        if self.process and self.process.poll() is None:
            stop(self.process)

    def forget(self):
        """Reaps it, and takes away what a machine loses that is dead."""
        self.stop()
        self.process.wait()
        subprocess.run(["ip", "-n", self.namespace, "addr", "del", f"{VIP}/24", "dev", "eth0"],
                       stderr=subprocess.DEVNULL)
        for left in self.folder.glob("*.pid"):
            left.unlink()

    def said(self):
        return (self.folder / "log").read_text()[-2000:]


class Session:
    """A pair that goes through one event, run after run, and comes back."""

    def __init__(self, network, programs, version, interval, folder):
        self.network, self.version, self.interval = network, version, interval
        is_mixed = len(set(programs)) > 1
        words = "vrrp_higher_prio_send_advert true" if is_mixed else ""
        self.a, self.b = (Director(network, name, program, version, interval, words, folder)
                          for name, program in zip("ab", programs))
        self.trace = folder / "trace"
        inside = ["ip", "netns", "exec"]
        self.adverts = Lines(*inside, network.name("bridge"), TOOLS / "adverts", "br0")
        self.client = Lines(
            *inside, network.name("client"), TOOLS / "prober", VIP, "1000", self.trace)

    def measure(self, event, runs):
        """The moments of the events and of the ways back, as {figure: [(begin, end, new TTL)]}."""
        marks = {"away": [], "back": []}
        try:
            self.a.start()
            self.b.start()
            self.settle("a")
            for run in range(runs):
                phase = (run + 0.5) / runs * self.interval
                begin = self.happen(event, phase)
                self.answers("b", down_interval(self.version, self.interval, PRIORITY["b"]) + 10)
                time.sleep(1)
                marks["away"].append((begin, now(), TTL["b"]))
                begin = self.revert(event, phase)
                self.answers("a", down_interval(self.version, self.interval, PRIORITY["a"]) + 15)
                self.settle("a")
                marks["back"].append((begin, now(), TTL["a"]))
        finally:
            self.a.stop()
            self.b.stop()
            self.client.end()
            self.adverts.end()
        questions = list(struct.iter_unpack("<QQII", self.trace.read_bytes()))
        return {way: [seen(questions, *mark) for mark in found] for way, found in marks.items()}

    def happen(self, event, phase):
        advert = self.adverts.wait(lambda line: line[1:3] == ["advert", ADDRESS["a"]], 5)
        time.sleep(max(0, int(advert[0]) / 1e9 + phase - time.monotonic()))
        begin = now()
        match event:
            case "kill": self.a.kill()
            case "term": self.a.process.send_signal(signal.SIGTERM)
            case "link": self.network.order("ip", "link set to-a down")
            case "partition": self.network.order("bridge", "link set dev to-a state 0")
        return begin

    def revert(self, event, phase):
        if event in ("kill", "term"):
            self.a.forget()
        advert = self.adverts.wait(lambda line: line[1:3] == ["advert", ADDRESS["b"]], 5)
        time.sleep(max(0, int(advert[0]) / 1e9 + phase - time.monotonic()))
        begin = now()
        match event:
            case "kill" | "term": self.a.start()
            case "link": self.network.order("ip", "link set to-a up")
            case "partition": self.network.order("bridge", "link set dev to-a state 3")
        return begin

    def answers(self, name, seconds):
        """Waits until this one answers the client."""
        wanted = str(TTL[name])
        if (self.client.last() or [0, 0])[1] == wanted:
            return
        if not self.client.wait(lambda line: line[1] == wanted, seconds):
            raise SystemExit(f"{name} does not take over; a says:\n{self.a.said()}b says:\n{self.b.said()}")

    def settle(self, name):
        """Waits until this one answers, and everybody has had time to say what is left to say."""
        self.answers(name, down_interval(self.version, self.interval, PRIORITY[name]) + 15)
        time.sleep(max(0.7, 2.2 * self.interval))


def seen(questions, begin, end, new):
    """What the client saw between two moments: outage and take-over, in milliseconds."""
    outage, lost, takeover = 0, None, None
    for asked, answered, ttl, _ in questions:
        if not begin - 5_000_000 <= asked <= end - 50_000_000:
            continue
        if not answered or answered - asked > LATE:
            lost = lost or asked
        elif lost:
            outage, lost = max(outage, asked - lost), None
        if answered and ttl == new and asked >= begin and takeover is None:
            takeover = answered - begin
    if lost:
        outage = max(outage, end - lost)
    return {"outage": outage / 1e6, "take-over": float("nan") if takeover is None else takeover / 1e6}


def cell(values):
    return f"{figure(median(values))} ({figure(max(values))})" if values else ""


def figure(value):
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}"


# Title, event, way, figure.
ROWS = [
    ("kill -9, take-over", "kill", "away", "take-over"),
    ("SIGTERM, outage", "term", "away", "outage"),
    ("link down, outage", "link", "away", "outage"),
    ("partition heals, outage", "partition", "back", "outage"),
    ("preempt back, outage", "term", "back", "outage"),
]
# What else is measured.
MORE = [
    ("kill -9, outage", "kill", "away", "outage"),
    ("SIGTERM, take-over", "term", "away", "take-over"),
    ("link down, take-over", "link", "away", "take-over"),
    ("link up again, outage", "link", "back", "outage"),
    ("partition, outage", "partition", "away", "outage"),
    ("preempt back after kill -9, outage", "kill", "back", "outage"),
]


def goal(title, version, interval):
    bound = down_interval(version, interval, PRIORITY["b"]) * 1000 + 5
    return {"kill -9, take-over": f"≤ {bound:,.0f}", "SIGTERM, outage": "≤ 5",
            "link down, outage": f"≤ {bound:,.0f}", "partition heals, outage": "≤ 10",
            "preempt back, outage": "≤ 2 (10)"}.get(title, "")


def show(rows, found, intervals, pairs):
    print(f"| milliseconds, median (maximum) | interval | goal | {' | '.join(pairs)} |")
    print("|---|---|---|" + "---|" * len(pairs))
    for title, event, way, name in rows:
        for version, interval in intervals:
            key = (event, version, interval)
            cells = [cell([run[name] for run in found.get((pair, *key), {}).get(way, [])])
                     for pair in pairs]
            if any(cells):
                print(f"| {title} | v{version} {words(interval)} | {goal(title, version, interval)} | "
                      f"{' | '.join(cells)} |")


def words(interval):
    return f"{interval:g} s" if interval >= 1 else f"{interval * 1000:g} ms"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=7, help="of each event")
    parser.add_argument("--events", default=",".join(EVENTS))
    parser.add_argument("--intervals", default="2:1,3:0.1,3:0.01", help="version:seconds")
    parser.add_argument("--pairs", default=",".join(PAIRS))
    parser.add_argument("--raw", action="store_true", help="every run's figures too")
    options = parser.parse_args()
    build_tools()
    intervals = [(int(version), float(interval)) for version, interval in
                 (word.split(":") for word in options.intervals.split(","))]
    pairs, found = options.pairs.split(","), {}
    for version, interval in intervals:
        for event in options.events.split(","):
            for pair in pairs:
                found[pair, event, version, interval] = runs = bench(
                    PAIRS[pair], event, version, interval, options.runs)
                if options.raw:
                    print(pair, event, version, interval, runs, file=sys.stderr, flush=True)
    show(ROWS, found, intervals, pairs)
    print()
    show(MORE, found, intervals, pairs)


def bench(programs, event, version, interval, runs):
    if QUIET:
        wait_quiet()
    network = Network()
    try:
        with tempfile.TemporaryDirectory(prefix="directord-bench-") as folder:
            return Session(network, programs, version, interval, Path(folder)).measure(event, runs)
    finally:
        network.end()


if __name__ == "__main__":
    main()
