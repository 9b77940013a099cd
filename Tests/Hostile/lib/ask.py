"""ask.py SOCKET SECONDS RATE: asks a directord for its status so many times a second, whether or not it
has answered before, and prints how many of the questions were answered."""

import socket
import sys
import threading
import time

path, seconds, rate = sys.argv[1], float(sys.argv[2]), float(sys.argv[3])
answers = []


def ask():
    client = socket.socket(socket.AF_UNIX)
    client.settimeout(60)
    try:
        client.connect(path)
        client.sendall(b'{"version":1,"request":"status"}\n')
        last = b""
        while not last.endswith(b"\n"):
            last = client.recv(1 << 20)
            if not last:
                return
        answers.append(True)
    except OSError as error:
        print(error, file=sys.stderr)


threads = [threading.Thread(target=ask) for _ in range(int(seconds * rate))]
start = time.monotonic()
for number, thread in enumerate(threads):
    time.sleep(max(0, start + number / rate - time.monotonic()))
    while threading.active_count() > 24:
        time.sleep(0.01)
    thread.start()
for thread in threads:
    thread.join()
print(len(answers), "of", len(threads))
