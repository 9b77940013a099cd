"""good.py ADDRESS FIRST COUNT: accepts connections at so many ports, and writes at the end of each second
how many came in it."""

import selectors
import socket
import sys
import time

address, first, ports = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
poller = selectors.DefaultSelector()
for port in range(first, first + ports):
    listener = socket.create_server((address, port), backlog=16)
    listener.setblocking(False)
    poller.register(listener, selectors.EVENT_READ)
second, count = int(time.monotonic()), 0
while True:
    for key, _ in poller.select(0.1):
        try:
            link, _ = key.fileobj.accept()
            link.close()
            count += 1
        except OSError:
            pass
    if int(time.monotonic()) != second:
        print(count, flush=True)
        second, count = int(time.monotonic()), 0
