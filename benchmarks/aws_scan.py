"""What a scan of AWS costs beside a hand-written floor that reads the same facts, and beside plain boto3 making the same calls.

`[BENCH_REGIONS=17] python -m benchmarks.aws_scan 1000 10000 [--latency 50] [--close]`. The estate is made on moto, both readers are
recorded there once, and measured against a server that replays the answers, each in its own process: the client is measured, not the
emulator. What a scan costs a call is all of it, from the command's start to its end; what plain boto3 costs is the call alone.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.request import urlopen

from auditor.demo.aws_emulator import AwsEmulator
from benchmarks.aws_estate import REGIONS, build
from benchmarks.aws_floor import Floor
from benchmarks.aws_plain import NOTING
from benchmarks.help import LENIENT, cost
from benchmarks.replay import COUNTS, Recorder, replayed

CALLS, CPU, PLAIN = 1.1, 1.5, 1.8
"""How much more than the floor we allow ourselves, in calls and CPU, and than a call of plain boto3."""
MEMORY = {1_000: 190.0, 10_000: 200.0, 50_000: 250.0}
"""Peak resident megabytes, up to that many resources."""
CONFIGURATION = "accounts: [{{id: bench, provider: aws, endpoint_url: '{url}', emulator: true, max_attempts: 1, regions: [{regions}]}}]\n"


def configuration(folder: Path, url: str) -> Path:
    """An auditor.yaml for the server at `url`."""
    path = folder / "auditor.yaml"
    path.write_text(CONFIGURATION.format(url=url, regions=", ".join(REGIONS)))
    return path


def record(folder: Path, count: int) -> None:
    """Keep in the folder the answers to both readers of an estate of that size, the calls of ours, and how many resources it has."""
    recorder = Recorder()
    with AwsEmulator(recorder) as aws:
        made = build(aws.url, count)
        recorder.on = True
        Floor(aws.url).read()
        scan(folder, aws.url, NOTING, str(folder / "calls"))
    recorder.save(folder / "answers")
    (folder / "made").write_text(str(made))


def scan(folder: Path, url: str, program: str = LENIENT, *first: str) -> tuple[float, float]:
    """CPU seconds and peak megabytes of `auditor scan`; incomplete is fine: the emulator lacks much."""
    arguments = ["scan", "-q", "-c", str(configuration(folder, url)), "--out", str(folder / "out")]
    return cost(sys.executable, "-c", program, *first, *arguments)


def asked(url: str) -> tuple[int, int]:
    """Requests since the last time, and those without a recorded answer."""
    with urlopen(url + COUNTS) as answer:  # noqa: S310  # our own loopback port
        done, missed = answer.read().split()
    return int(done), int(missed)


def measure(folder: Path, count: int, *options: str) -> bool:
    """Print one line a reader and the ratios; whether all of them are within what we allow."""
    if not (folder / "made").exists():
        # In a process of its own: what a process starts inherits its peak memory, and the emulator's is not what is measured.
        subprocess.run([sys.executable, "-m", "benchmarks.aws_scan", str(count), "--record", str(folder)], check=True)
    made = int((folder / "made").read_text())
    with replayed(folder / "answers", *options) as url:
        figures = {}
        for name in ("floor", "auditor"):
            start = time.monotonic()
            cpu, memory = cost(sys.executable, "-m", "benchmarks.aws_floor", url) if name == "floor" else scan(folder, url)
            calls, missed = asked(url)
            figures[name] = (calls, cpu, memory)
            wall = time.monotonic() - start
            print(
                f"{made:>7} resources  {name:<8}{calls:>7} calls ({missed} unrecorded) {cpu:7.1f} s CPU ({cpu / calls * 1e3:.2f} ms a call)"
                f" {memory:6.0f} MB {wall:6.1f} s",
                flush=True,
            )
        plain = plainly(url, folder / "calls")
        print(f"{made:>7} resources  plain   {asked(url)[0]:>7} calls {'':22}({plain:.2f} ms a call, without its start and its clients)")
    ratios = [ours / floor for ours, floor in zip(figures["auditor"], figures["floor"], strict=True)]
    calls, cpu, memory = figures["auditor"]
    a_call = cpu / calls * 1e3 / plain
    print(
        f"{made:>7} resources  auditor ÷ floor: calls {ratios[0]:.2f} (≤ {CALLS}), CPU {ratios[1]:.2f} (≤ {CPU}), memory {ratios[2]:.2f};"
        f" ÷ plain: a call {a_call:.2f} (≤ {PLAIN})"
    )
    allowed = next((limit for size, limit in sorted(MEMORY.items()) if made <= size * 1.01), max(MEMORY.values()))
    return ratios[0] <= CALLS and ratios[1] <= CPU and memory <= allowed and a_call <= PLAIN


def plainly(url: str, calls: Path) -> float:
    """Milliseconds of CPU of one of these calls by plain boto3."""
    command = [sys.executable, "-m", "benchmarks.aws_plain", url, str(calls)]
    count, seconds = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout.split()
    return float(seconds) / int(count) * 1e3


def main() -> int:
    """Each size in turn; 1 when one costs more than we allow."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", type=int, nargs="*", default=[1_000, 10_000])
    parser.add_argument("--latency", type=float, default=0, help="milliseconds each answer takes")
    parser.add_argument("--close", action="store_true", help="end each connection after an answer, as emulators do and clouds do not")
    parser.add_argument("--record", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--recorded", type=Path, help="the folder of an earlier recording, or where to keep one")
    options = parser.parse_args()
    if options.record:
        record(options.record, options.sizes[0])
        return 0
    how = ["--latency", str(options.latency), *(["--close"] if options.close else [])]
    within = True
    for size in options.sizes:
        with tempfile.TemporaryDirectory() as folder:
            within = measure(options.recorded or Path(folder), size, *how) and within
    return int(not within)


if __name__ == "__main__":
    raise SystemExit(main())
