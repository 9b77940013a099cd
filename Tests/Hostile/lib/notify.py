"""notify.py PATH: prints what a service manager would be told there."""

import socket
import sys

manager = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
manager.bind(sys.argv[1])
print("ready", flush=True)
while True:
    print(manager.recv(65536).decode(), flush=True)
