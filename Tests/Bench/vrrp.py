"""What many virtual routers cost: directord and keepalived, each a pair of its own kind.

Two directors on links of their own, 255 virtual routers on each link; the processor time of both while
nothing happens, and, after the master was killed, how long after its last advertisement the heir's
first one came, for the first and the last of them. Then what addresses cost that come and go on an
interface which no virtual router needs.
"""

import argparse
import ctypes
import os
import socket
import struct
import subprocess
import tempfile
import threading
import time
from pathlib import Path

from lib import *

PRIORITY = {"a": 150, "b": 100}
LINK = 255
# <linux/if_ether.h>, <asm/socket.h>
ETH_P_ALL, SO_TIMESTAMPNS = 3, 35


def namespace(name):
    return f"bench-vrrp-{name}"


def setns(descriptor):
    """os.setns of Python 3.12, for this thread."""
    if ctypes.CDLL(None, use_errno=True).setns(descriptor, 0) != 0:
        raise OSError(ctypes.get_errno(), "setns")


def inside(name, *command):
    return ["ip", "netns", "exec", namespace(name), *command]


class Network:
    def __init__(self, links):
        self.end()
        for name in PRIORITY:
            subprocess.run(["ip", "netns", "add", namespace(name)], check=True)
        orders = {name: ["link set lo up"] for name in PRIORITY}
        for link in range(links):
            subprocess.run(
                ["ip", "link", "add", f"eth{link}", "netns", namespace("a"), "type", "veth", "peer",
                 f"eth{link}", "netns", namespace("b")], check=True)
            for number, name in enumerate(PRIORITY, 1):
                orders[name] += [f"link set eth{link} up", f"address add 10.88.{link}.{number}/24 dev eth{link}"]
        for name, lines in orders.items():
            subprocess.run(["ip", "-n", namespace(name), "-batch", "-"], input="\n".join(lines), text=True,
                           check=True)

    def end(self):
        for name in PRIORITY:
            subprocess.run(["ip", "netns", "del", namespace(name)], stderr=subprocess.DEVNULL)


def configuration(path, name, count, interval):
    """`count` virtual routers with an address each."""
    text = ["global_defs {\n router_id bench\n}\n"]
    for index in range(count):
        link, number = index // LINK, index % LINK + 1
        text.append(
            f"vrrp_instance r{index} {{\n state BACKUP\n interface eth{link}\n virtual_router_id {number}\n"
            f" version 3\n priority {PRIORITY[name]}\n advert_int {interval:g}\n"
            f" virtual_ipaddress {{\n {address('10.200', index)}/32\n }}\n}}\n")
    path.write_text("".join(text))


class Director:
    def __init__(self, program, name, count, interval, folder):
        self.name, self.folder = name, folder / name
        self.folder.mkdir()
        file = self.folder / "file.conf"
        configuration(file, name, count, interval)
        command = (directord(file, self.folder) if program == "directord"
                   else keepalived(file, self.folder, "-P"))
        self.log = open(self.folder / "log", "w")
        self.process = subprocess.Popen(
            inside(name, *command), stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log)

    def held(self):
        found = subprocess.run(["ip", "-n", namespace(self.name), "-o", "-4", "address"], text=True,
                               stdout=subprocess.PIPE).stdout
        return found.count(" 10.200.")

    def holds(self, count, seconds):
        limit = time.monotonic() + seconds
        while self.held() != count:
            if time.monotonic() > limit:
                return False
            time.sleep(0.3)
        return True

    def kill(self):
        for pid in processes(self.process.pid):
            os.kill(pid, 9)
        self.process.wait()


class Adverts:
    """Sees the advertisements on the first link, each with the kernel's time."""

    def __init__(self):
        home = os.open("/proc/self/ns/net", os.O_RDONLY)
        there = os.open(f"/run/netns/{namespace('a')}", os.O_RDONLY)
        setns(there)
        self.socket = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, socket.htons(ETH_P_ALL))
        self.socket.bind(("eth0", ETH_P_ALL))
        setns(home)
        os.close(home)
        os.close(there)
        self.socket.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)
        self.socket.setsockopt(socket.SOL_SOCKET, 33, 16 << 20)  # SO_RCVBUFFORCE
        self.socket.settimeout(0.2)
        self.last, self.first, self.ends = {}, {}, False
        self.thread = threading.Thread(target=self.read)
        self.thread.start()

    def read(self):
        while not self.ends:
            try:
                packet, ancillary, _, _ = self.socket.recvmsg(2048, 256)
            except TimeoutError:
                continue
            if len(packet) < 28 or packet[9] != 112:
                continue
            seconds, nanoseconds = struct.unpack("qq", ancillary[0][2][:16])
            moment, router = seconds + nanoseconds / 1e9, packet[21]
            if packet[15] == 1:
                self.last[router] = moment
            else:
                self.first.setdefault(router, moment)

    def end(self):
        self.ends = True
        self.thread.join()
        self.socket.close()
        return [1000 * (self.first[router] - self.last[router]) for router in self.last
                if router in self.first]


def spent(directors, seconds):
    """Milliseconds of processor time a second of each."""
    before = [usage(one.process.pid)[0] for one in directors]
    begin = time.monotonic()
    time.sleep(seconds)
    elapsed = time.monotonic() - begin
    return [1000 * (usage(one.process.pid)[0] - old) / elapsed for one, old in zip(directors, before)]


def pair(program, count, interval, seconds):
    """Master's and backup's processor time, and the take-overs' moments."""
    network = Network((count + LINK - 1) // LINK)
    directors = []
    try:
        with tempfile.TemporaryDirectory(prefix="directord-bench-") as folder:
            for name in PRIORITY:
                directors.append(Director(program, name, count, interval, Path(folder)))
                if name == "a" and not directors[0].holds(count, 60):
                    return None
            time.sleep(max(3, 6 * interval))
            if not directors[0].holds(count, 5):
                return None
            costs = spent(directors, seconds)
            adverts = Adverts()
            time.sleep(2 * interval + 0.5)
            directors.pop(0).kill()
            time.sleep(4 * interval + 3)
            return costs, adverts.end()
    finally:
        for one in directors:
            stop(one.process)
        network.end()


def churn(program, addresses, seconds):
    """Seconds of processor time while so many addresses come and go all the time, and how often."""
    network = Network(1)
    churners, director = [], None
    try:
        with tempfile.TemporaryDirectory(prefix="directord-bench-") as folder:
            director = Director(program, "a", 1, 1, Path(folder))
            director.holds(1, 20)
            lines = [f"address add 10.{100 + index // 65000}.{index % 65000 >> 8}.{index & 255}/32 dev lo"
                     for index in range(addresses)]
            for number in range(3):
                part = lines[number::3]
                add, remove = Path(folder, f"add{number}"), Path(folder, f"del{number}")
                add.write_text("\n".join(part))
                remove.write_text("\n".join(part).replace(" add ", " del "))
                churners.append(subprocess.Popen(inside(
                    "a", "timeout", f"{seconds}", "bash", "-c",
                    f"while :; do ip -force -batch {add}; ip -force -batch {remove}; done")))
            return spent([director], seconds)[0] * seconds / 1000
    finally:
        for one in churners:
            one.wait()
        if director:
            stop(director.process)
        network.end()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--instances", default="1,64,255,2800")
    parser.add_argument("--intervals", default="1,0.1", help="seconds")
    parser.add_argument("--daemons", default="directord,keepalived")
    parser.add_argument("--secs", type=float, default=10, help="measured time")
    parser.add_argument("--addresses", type=int, default=15000, help="that come and go; 0: none")
    options = parser.parse_args()
    daemons = options.daemons.split(",")
    print("| virtual routers | interval | daemon | master, ms/s | backup, ms/s | taken over after, ms: first | last |")
    print("|---|---|---|---|---|---|---|")
    for count in map(int, options.instances.split(",")):
        for interval in map(float, options.intervals.split(",")):
            for daemon in daemons:
                if QUIET:
                    wait_quiet()
                found = pair(daemon, count, interval, options.secs)
                cells = "did not hold all | | |"
                if found:
                    (master, backup), gaps = found
                    times = f"{min(gaps):,.0f} | {max(gaps):,.0f}" if gaps else " | "
                    cells = f"{master:.1f} | {backup:.1f} | {times}"
                    if len(gaps) < min(count, LINK):
                        cells += f" ({len(gaps)} of {min(count, LINK)})"
                print(f"| {count:,} | {interval:g} s | {daemon} | {cells} |", flush=True)
    for daemon in daemons if options.addresses else []:
        if QUIET:
            wait_quiet()
        print(f"{options.addresses:,} addresses come and go for 12 s: {daemon} takes "
              f"{churn(daemon, options.addresses, 12):.1f} s of processor time", flush=True)


if __name__ == "__main__":
    main()
