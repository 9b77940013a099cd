"""How long a file of 2,000 virtual servers with 20 real servers each takes to be read and checked, and
ones of twice and four times as many: `directorctl check`, and keepalived's --config-test beside it, in
a network namespace of its own. Then a reload of such a file by the daemons. Medians of runs in turn;
the peak of memory is the process's.
"""

import argparse
import os
import statistics
import tempfile
import time
from pathlib import Path

from lib import *
from reload import blocks, report

DIRECTORCTL = ROOT / ".build" / BUILD / "directorctl"
KINDS = {
    "directord": lambda path: [str(DIRECTORCTL), "check", path],
    "keepalived": lambda path: ["unshare", "-n", "keepalived", "--config-test", "-f", path],
}


def once(command):
    """Seconds by the clock, seconds of processor, MiB at the peak."""
    start = time.monotonic()
    pid = os.fork()
    if pid == 0:
        silent = os.open("/dev/null", os.O_WRONLY)
        os.dup2(silent, 1)
        os.dup2(silent, 2)
        os.execvp(command[0], command)
    _, status, usage = os.wait4(pid, 0)
    if status != 0:
        raise SystemExit(f"{' '.join(command)} ended with status {status}")
    return time.monotonic() - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--services", type=int, default=2000)
    parser.add_argument("--reloads", type=int, default=4, help="0 leaves them out")
    options = parser.parse_args()
    print("| virtual servers | MiB of text | reader | ms | ms of processor | peak MiB |")
    print("|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        for factor in (1, 2, 4):
            services = options.services * factor
            path = Path(folder) / f"{services}.conf"
            path.write_text("".join(blocks(services)))
            found = {name: [] for name in KINDS}
            for _ in range(options.runs):
                for name, command in KINDS.items():
                    found[name].append(once(command(str(path))))
            for name, runs in found.items():
                wall, busy, peak = (statistics.median(column) for column in zip(*runs))
                size = path.stat().st_size / (1 << 20)
                print(
                    f"| {services:,} | {size:.1f} | {name} | {wall * 1000:.0f} | {busy * 1000:.0f}"
                    f" | {peak:.0f} |", flush=True)
        if options.reloads:
            build_tools()
            report(options.services, options.reloads, Path(folder))


if __name__ == "__main__":
    main()
