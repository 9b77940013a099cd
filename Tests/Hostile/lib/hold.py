"""hold.py PID NAME: stops the thread of that name, and no other, until this program ends."""

import ctypes
import os
import signal
import sys
from pathlib import Path

SEIZE, INTERRUPT, ALL = 0x4206, 0x4207, 0x40000000
libc = ctypes.CDLL(None, use_errno=True)
tasks = Path("/proc", sys.argv[1], "task")
thread = next(int(t.name) for t in tasks.iterdir() if (t / "comm").read_text().strip() == sys.argv[2])
for request in (SEIZE, INTERRUPT):
    if libc.ptrace(request, thread, 0, 0) < 0:
        sys.exit(os.strerror(ctypes.get_errno()))
os.waitpid(thread, ALL)
print("held", flush=True)
signal.pause()
