"""How long 1,000 virtual servers with 10 real servers each take into the kernel's IPVS table, and a
change of all 10,000 weights: directord, keepalived, `ipvsadm --restore` and a minimal batched writer,
in turn, in the lab's kernel. Milliseconds, from the order to the table that stands: a daemon's start
and the reading of its file are in it. "alone" is directord's programming without them.
"""

import argparse
import subprocess
import tempfile
from pathlib import Path

from lib import *

SERVICES, SERVERS = 1000, 10

INSIDE = """
set -u
table={tools}/table
from() {{ echo "$1 $(( ($($table wait {services} {servers} $2) - $3) / 1000000 ))"; }}
daemon() {{
  name=$1; shift
  cp {folder}/weight1.conf {folder}/bench.conf
  start=$($table now)
  "$@" >{folder}/$name.log 2>&1 & pid=$!
  from "$name-add" 1 $start
  sleep 2
  cp {folder}/weight2.conf {folder}/bench.conf
  start=$($table now)
  kill -HUP $pid
  from "$name-set" 2 $start
  kill -TERM $pid; wait $pid
  $table flush
}}
# A kernel's first table is quick to make: memory that was never used needs no cleaning up.
$table add {services} {servers} >/dev/null; $table flush
for run in $(seq {runs}); do
  echo "floor-add $($table add {services} {servers})"
  echo "floor-set $($table set {services} {servers})"
  $table flush
  start=$($table now)
  ipvsadm --restore <{folder}/rules
  from ipvsadm-add 1 $start
  $table flush
  {alone} {services} {servers} |
    awk '/^add:/ {{ print "alone-add", $5 }} /^weights to 2:/ {{ print "alone-set", $7 }}'
  $table flush
  daemon directord {directord}
  daemon keepalived {keepalived}
done
"""


def rules():
    for service in range(SERVICES):
        vip = f"{address('10.200', service)}:80"
        yield f"-A -t {vip} -s wrr\n"
        for server in range(service * SERVERS, (service + 1) * SERVERS):
            yield f"-a -t {vip} -r {address('127.1', server)}:8080 -m -w 1\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    build_tools()
    with tempfile.TemporaryDirectory(prefix="directord-bench-") as name:
        folder = Path(name)
        for weight in (1, 2):
            write_configuration(
                folder / f"weight{weight}.conf", SERVICES * SERVERS, "none", weight, SERVERS)
        (folder / "rules").write_text("".join(rules()))
        configuration = folder / "bench.conf"
        (folder / "inside").write_text(INSIDE.format(
            tools=TOOLS, folder=folder, alone=DIRECTORD.with_name("directord-table-bench"), services=SERVICES, servers=SERVERS, runs=options.runs,
            directord=" ".join(directord(configuration, folder)),
            keepalived=" ".join(keepalived(configuration, folder))))
        wait_quiet()
        output = subprocess.run(
            [ROOT / "Tests/Lab/boot", "bash", folder / "inside"], stdout=subprocess.PIPE, text=True, check=True).stdout
    figures = {}
    for line in output.splitlines():
        words = line.split()
        if len(words) == 2 and words[0].endswith(("-add", "-set")):
            figures.setdefault(words[0], []).append(float(words[1]))
    print(f"| {SERVICES:,} × {SERVERS} | programmed, ms | × floor | all weights changed, ms | × floor |")
    print("|---|---|---|---|---|")
    floor = {verb: median(figures[f"floor-{verb}"]) for verb in ("add", "set")}
    for name in ("directord", "alone", "keepalived", "ipvsadm", "floor"):
        cells = [name]
        for verb in ("add", "set"):
            found = figures.get(f"{name}-{verb}")
            cells += [f"{median(found):,.0f}", f"{median(found) / floor[verb]:.1f}"] if found else ["", ""]
        print("| " + " | ".join(cells) + " |")


if __name__ == "__main__":
    main()
