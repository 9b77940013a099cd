"""flood.py INTERFACE SOURCE SECONDS KIND...: sends forged packets of VRRP version 3 over IPv4 to the
group, as fast as it can, each kind for so long; says how many."""

import random
import socket
import struct
import sys
import time

GROUP = "224.0.0.18"


def checksum(data):
    total = sum(struct.unpack(f"!{len(data) // 2}H", data))
    total = (total & 0xFFFF) + (total >> 16)
    return ~((total & 0xFFFF) + (total >> 16)) & 0xFFFF


def advertisement(source, vrid=51, priority=90, interval=100, version=3, spoil=0):
    addresses = socket.inet_aton("192.0.2.100")
    head = struct.pack("!BBBBHH", version << 4 | 1, vrid, priority, 1, interval, 0)
    pseudo = socket.inet_aton(source) + socket.inet_aton(GROUP)
    pseudo += struct.pack("!HH", 112, len(head + addresses))
    total = checksum(pseudo + head + addresses) ^ spoil
    return head[:6] + struct.pack("!H", total) + addresses


def packet(source, payload, ttl=255):
    head = struct.pack(
        "!BBHHHBBH4s4s", 0x45, 0xC0, 20 + len(payload), 1, 0, ttl, 112, 0,
        socket.inet_aton(source), socket.inet_aton(GROUP))
    return head[:10] + struct.pack("!H", checksum(head)) + head[12:] + payload


def forged(kind, source):
    """Some packets of a kind, which are sent in turn."""
    if kind == "stray":
        return [packet(source, advertisement(source, vrid=n)) for n in range(52, 256)]
    if kind == "lower":
        return [packet(source, advertisement(source, priority=1))]
    if kind == "zero":
        return [packet(source, advertisement(source, priority=0))]
    if kind == "checksum":
        return [packet(source, advertisement(source, priority=255, spoil=n)) for n in range(1, 99)]
    if kind == "version":
        return [packet(source, advertisement(source, priority=255, version=2))]
    if kind == "far":
        return [packet(source, advertisement(source, priority=255), ttl=254)]
    if kind == "garbage":
        return [packet(source, random.randbytes(random.randrange(0, 1000))) for _ in range(200)]
    if kind == "sources":
        many = [f"192.0.2.{n}" for n in range(20, 250)]
        return [packet(one, advertisement(one, priority=1)) for one in many]
    raise SystemExit(f"no kind {kind}")


def main():
    interface, source, seconds, kinds = sys.argv[1], sys.argv[2], float(sys.argv[3]), sys.argv[4:]
    link = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0)
    link.bind((interface, 0))
    own = link.getsockname()[4]
    head = bytes.fromhex("01005e000012") + own + b"\x08\x00"
    for kind in kinds:
        frames = [head + one for one in forged(kind, source)]
        sent, end = 0, time.monotonic() + seconds
        while time.monotonic() < end:
            for frame in frames:
                try:
                    link.send(frame)
                    sent += 1
                except OSError:
                    time.sleep(0.001)
        print(kind, sent, flush=True)


main()
