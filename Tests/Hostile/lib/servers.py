"""servers.py ADDRESS CERTIFICATE: real servers that do their worst, one for each protocol, each at its
own port. CERTIFICATE: a PEM file that holds its key too, for TLS."""

import socket
import ssl
import sys
import threading
import time

ADDRESS, CERTIFICATE = sys.argv[1:3]


def message(kind, body):
    return kind + (len(body) + 4).to_bytes(4, "big") + body


def challenges(first):
    """PostgreSQL: the challenge again and again, with the client's own nonce."""
    nonce = first.split(b"r=")[-1]
    one = message(b"R", b"\0\0\0\x0b" + b"r=" + nonce + b"x,s=YWJj,i=100000")
    return one * 300


def postgresql(link):
    link.recv(4096)
    link.sendall(message(b"R", b"\0\0\0\x0aSCRAM-SHA-256\0\0"))
    link.sendall(challenges(link.recv(4096)))


def mysql(link):
    name = b"\xff" * 60000
    body = b"\x0a8.0\0" + b"\1\0\0\0" + b"A" * 8 + b"\0\xff\xff\x2d\2\0\xff\xff\x15" + b"\0" * 10
    body += b"B" * 12 + b"\0" + name + b"\0"
    link.sendall(len(body).to_bytes(3, "little") + b"\0" + body)
    switch = b"\xfe" + name + b"\0" + b"C" * 21
    while True:
        link.sendall(len(switch).to_bytes(3, "little") + b"\2" + switch)


def page(head, piece):
    def serve(link):
        link.recv(4096)
        link.sendall(b"HTTP/1.1 200 OK\r\n" + head + b"\r\n")
        while True:
            link.sendall(piece)

    return serve


def regex(link):
    """A page on which a pattern tries everything at each place."""
    link.recv(4096)
    link.sendall(b"HTTP/1.0 200 OK\r\n\r\n" + b"ab" * 500000 + b"\ndc")


def endless(piece):
    def serve(link):
        while True:
            link.sendall(piece)

    return serve


def bytewise(piece):
    def serve(link):
        link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        while True:
            for byte in piece:
                link.sendall(bytes([byte]))

    return serve


def pings(link):
    """HTTP/2 in TLS whose frames PING (RFC 9113 §6.7) have no end."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE)
    context.set_alpn_protocols(["h2"])
    with context.wrap_socket(link, server_side=True) as stream:
        stream.sendall(b"\0\0\0\4\0\0\0\0\0")
        while True:
            stream.sendall(b"\0\0\x08\6\0\0\0\0\0abcdefgh" * 900)


def small_records(link):
    """The longest ServerHello that OpenSSL takes, in records of one byte."""
    hello = b"\2\0\x4e\0" + b"\0" * 0x4E00
    link.sendall(b"".join(b"\x16\3\3\0\1" + bytes([byte]) for byte in hello))
    link.recv(1)


# HelloRequest (RFC 5246 §7.4.1.1), which a client in a handshake leaves out without a word.
HELLO_REQUESTS = b"\x16\x03\x03\x40\x00" + b"\0" * 16384

# By port, as servers.sh has them.
STREAMS = {
    5432: postgresql,
    3306: mysql,
    8001: page(b"", b"x" * 65536),
    8002: page(b"Transfer-Encoding: chunked\r\n", b"1;" + b"e" * 60000 + b"\r\nx\r\n"),
    8003: page(b"", b"X-A: b\r\n" * 8000),
    8004: regex,
    8005: bytewise(b"aaaaaaaaab"),
    8443: endless(HELLO_REQUESTS),
    8444: small_records,
    8446: pings,
    9990: endless(HELLO_REQUESTS),
    2525: endless(b"220-x\r\n" * 8000),
    6379: endless(b"*0\r\n" * 16000),
    3890: endless(b"\x30\x05\x02\x01\x09\x61\x00" * 8000),
    1430: endless(b"* OK x\r\n" * 8000),
    1100: bytewise(b"+OK x" * 10),
    5060: endless(b"SIP/2.0 100 Trying\r\n\r\n" * 3000),
    3333: endless(b"x" * 65536),
    2121: endless(b"220-x\r\n" * 8000),
    8006: endless(b"a" * 65536),
}
DATAGRAMS = [53, 1812, 500, 7]


def talk(serve, link):
    try:
        serve(link)
    except OSError:
        pass
    link.close()


def listen(port, serve):
    listener = socket.create_server((ADDRESS, port), backlog=64)
    while True:
        link, _ = listener.accept()
        link.settimeout(10)
        threading.Thread(target=talk, args=(serve, link), daemon=True).start()


def flood(port):
    """Answers each datagram with many that are none."""
    server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    server.bind((ADDRESS, port))
    while True:
        _, peer = server.recvfrom(4096)
        for _ in range(200):
            server.sendto(b"\x42" * 1400, peer)


for port, serve in STREAMS.items():
    threading.Thread(target=listen, args=(port, serve), daemon=True).start()
for port in DATAGRAMS:
    threading.Thread(target=flood, args=(port,), daemon=True).start()
while True:
    time.sleep(60)
