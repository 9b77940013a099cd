"""What the benches share: processes, namespaces, configurations, figures."""

import os
import re
import signal
import statistics
import subprocess
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TOOLS = ROOT / ".build-bench"
# BENCH_BUILD=debug: while others use the machine, to see whether a bench works; its figures are none.
BUILD = os.environ.get("BENCH_BUILD", "release")
DIRECTORD = ROOT / ".build" / BUILD / "directord"
QUIET = BUILD == "release"


def address(base, index):
    """The address `index` after `base`, which is two octets: base.0.0 + index."""
    return f"{base}.{index >> 8}.{index & 255}"


def build_tools():
    """Compiles the C parts, each when it is older than its source."""
    TOOLS.mkdir(exist_ok=True)
    for source in sorted((ROOT / "Tests/Bench/c").glob("*.c")):
        shared = source.stem == "fakeipvs"
        target = TOOLS / (source.stem + (".so" if shared else ""))
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        flags = ["-shared", "-fPIC"] if shared else []
        subprocess.run(["gcc", "-O2", *flags, "-o", target, source, "-ldl"], check=True)


def write_configuration(path, count, kind, weight=1, per_service=10):
    """`count` real servers, `per_service` to a virtual server; kind is tcp, http, ssl, smtp, misc or none.

    The script of misc stamps into `misc.trace` beside `path`.
    """
    trace = Path(path).with_name("misc.trace")
    checks = {
        "tcp": "TCP_CHECK {\n connect_timeout 1\n retry 1\n delay_before_retry 1\n }\n",
        "http": "HTTP_GET {\n url {\n path /\n status_code 200\n }\n"
        " connect_timeout 1\n retry 1\n delay_before_retry 1\n }\n",
        "smtp": "SMTP_CHECK {\n connect_timeout 1\n retry 1\n delay_before_retry 1\n }\n",
        "misc": f'MISC_CHECK {{\n misc_path "{TOOLS}/stamp {trace} %s"\n misc_timeout 1\n }}\n',
        "none": "",
    }
    checks["ssl"] = checks["http"].replace("HTTP_GET", "SSL_GET")
    lines = ["global_defs {\n router_id bench\n script_user root\n}\n"]
    for index in range(count):
        if index % per_service == 0:
            vip = address("10.200", index // per_service)
            lines.append(
                f"virtual_server {vip} 80 {{\n delay_loop 1\n lb_algo wrr\n lb_kind NAT\n protocol TCP\n"
            )
        server = address("127.1", index)
        check = checks[kind].replace("%s", server)
        lines.append(f" real_server {server} 8080 {{\n weight {weight}\n {check} }}\n")
        if index % per_service == per_service - 1 or index == count - 1:
            lines.append("}\n")
    Path(path).write_text("".join(lines))


def directord(configuration, folder, *more):
    return [
        str(DIRECTORD), "--config", str(configuration), "--runtime-directory", str(folder),
        "--state-directory", str(folder), *more,
    ]


def keepalived(configuration, folder, part="-C"):
    """`part`: -C checks, -P virtual routers."""
    files = [f"-{flag}{folder}/{flag}.pid" for flag in "pcrb"]
    return ["keepalived", "-n", "-l", "-G", part, "-f", str(configuration), *files]


def processes(root):
    """The process `root` and all that descend from it."""
    found, ahead = [], [root]
    while ahead:
        pid = ahead.pop()
        found.append(pid)
        try:
            for children in Path(f"/proc/{pid}/task").glob("*/children"):
                ahead += [int(child) for child in children.read_text().split()]
        except OSError:
            continue  # It has ended meanwhile.
    return found


def usage(root):
    """CPU seconds, voluntary switches and peak resident KiB of `root` and its descendants; of scripts, which
    come and go, as little as they are seen.
    """
    cpu, switches, peak = 0.0, 0, 0
    for pid in processes(root):
        try:
            for task in Path(f"/proc/{pid}/task").iterdir():
                cpu += int((task / "schedstat").read_text().split()[0]) / 1e9
                status = (task / "status").read_text()
                switches += int(re.search(r"^voluntary_ctxt_switches:\s+(\d+)", status, re.M)[1])
            whole = Path(f"/proc/{pid}/status").read_text()
        except OSError:
            continue
        resident = re.search(r"VmHWM:\s+(\d+)", whole)
        peak += int(resident[1]) if resident else 0
    return cpu, switches, peak


def stop(process):
    """Ends `process` and what descends from it; killed where it has not ended after 10 s."""
    family = processes(process.pid)
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        for pid in family:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
        process.wait(5)


def wait_quiet(seconds=60):
    """Waits until other work leaves both processors nearly idle; says whether it did."""

    def idle():
        fields = [int(x) for x in Path("/proc/stat").read_text().split("\n")[0].split()[1:9]]
        return sum(fields), fields[3] + fields[4]

    for _ in range(seconds):
        before = idle()
        time.sleep(1)
        after = idle()
        if (after[1] - before[1]) / (after[0] - before[0]) > 0.92:
            return True
    return False


def percentile(values, share):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else float("nan")


median = statistics.median
