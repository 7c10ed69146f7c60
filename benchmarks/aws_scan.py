"""What a scan of AWS costs beside a hand-written floor that reads the same facts: calls, CPU and peak memory, as ratios, in one run.

`[BENCH_REGIONS=17] python -m benchmarks.aws_scan 1000 10000 [--latency 50]`. The estate is made on moto, both readers are recorded there
once, and measured against a server that replays the answers, each in its own process: the client is measured, not the emulator.
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
from benchmarks.help import LENIENT, cost
from benchmarks.replay import COUNTS, Recorder

CALLS, CPU = 1.1, 1.5
"""How much more than the floor we allow ourselves."""
A_CALL = 1.3
"""Milliseconds of CPU that a call may cost."""
MEMORY = {1_000: 190.0, 10_000: 200.0, 50_000: 250.0}
"""Peak resident megabytes, up to that many resources."""
CONFIGURATION = "accounts: [{{id: bench, provider: aws, endpoint_url: '{url}', emulator: true, max_attempts: 1, regions: [{regions}]}}]\n"


def configuration(folder: Path, url: str) -> Path:
    """An auditor.yaml for the server at `url`."""
    path = folder / "auditor.yaml"
    path.write_text(CONFIGURATION.format(url=url, regions=", ".join(REGIONS)))
    return path


def record(folder: Path, count: int) -> None:
    """Keep the answers to both readers of an estate of that size in the folder, and how many resources it has."""
    recorder = Recorder()
    with AwsEmulator(recorder) as aws:
        made = build(aws.url, count)
        recorder.on = True
        Floor(aws.url).read()
        scan(folder, aws.url)
    recorder.save(folder / "answers")
    (folder / "made").write_text(str(made))


def scan(folder: Path, url: str) -> tuple[float, float]:
    """CPU seconds and peak megabytes of `auditor scan`; incomplete is fine: the emulator lacks much."""
    arguments = ["scan", "-q", "-c", str(configuration(folder, url)), "--out", str(folder / "out")]
    return cost(sys.executable, "-c", LENIENT, *arguments)


def asked(url: str) -> tuple[int, int]:
    """Requests since the last time, and those without a recorded answer."""
    with urlopen(url + COUNTS) as answer:  # noqa: S310  # our own loopback port
        done, missed = answer.read().split()
    return int(done), int(missed)


def measure(folder: Path, count: int, latency: float) -> bool:
    """Print one line a reader and the ratios; whether all of them are within what we allow."""
    # In a process of its own: what a process starts inherits its peak memory, and the emulator's is not what is measured.
    subprocess.run([sys.executable, "-m", "benchmarks.aws_scan", str(count), "--record", str(folder)], check=True)
    answers, made = folder / "answers", int((folder / "made").read_text())
    server = [sys.executable, "-m", "benchmarks.replay", str(answers), "--latency", str(latency)]
    with subprocess.Popen(server, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as replay:
        assert replay.stdout is not None  # noqa: S101  # asked for above
        url = replay.stdout.readline().strip()
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
        replay.communicate()
    ratios = [ours / floor for ours, floor in zip(figures["auditor"], figures["floor"], strict=True)]
    print(f"{made:>7} resources  auditor ÷ floor: calls {ratios[0]:.2f} (≤ {CALLS}), CPU {ratios[1]:.2f} (≤ {CPU}), memory {ratios[2]:.2f}")
    allowed = next((limit for size, limit in sorted(MEMORY.items()) if made <= size * 1.01), max(MEMORY.values()))
    calls, cpu, memory = figures["auditor"]
    return ratios[0] <= CALLS and ratios[1] <= CPU and memory <= allowed and cpu / calls * 1e3 <= A_CALL


def main() -> int:
    """Each size in turn; 1 when one costs more than we allow."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", type=int, nargs="*", default=[1_000, 10_000])
    parser.add_argument("--latency", type=float, default=0, help="milliseconds each answer takes")
    parser.add_argument("--record", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.record:
        record(options.record, options.sizes[0])
        return 0
    within = True
    for size in options.sizes:
        with tempfile.TemporaryDirectory() as folder:
            within = measure(Path(folder), size, options.latency) and within
    return int(not within)


if __name__ == "__main__":
    raise SystemExit(main())
