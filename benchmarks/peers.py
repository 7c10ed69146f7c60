"""What a scan costs beside the general scanners, on the same estate and the same emulator, in one run: calls, CPU, memory, time.

`python -m benchmarks.peers 1000 --prowler PATH --custodian PATH`, the paths being those of their commands, in environments of their own
(`uv venv c7n && uv pip install --python c7n/bin/python c7n`, and so on). `--former` is a checkout of ours as it was, run beside.
Each reads the same five regions; one that has not finished after `--patience` seconds is stopped, its figures being what it had used.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Timer
from typing import Any

from auditor.demo.aws_emulator import AwsEmulator
from benchmarks.aws_estate import REGIONS, build
from benchmarks.aws_scan import asked, configuration
from benchmarks.help import LENIENT
from benchmarks.replay import COUNTS

CALLS, CPU = 3.0, 4.0
"""How many times fewer calls, and less CPU, than Prowler we want."""
KINDS = "s3 ebs ebs-snapshot log-group sqs sns dynamodb-table kms-key secrets-manager".split()
"""What the estate holds, as Custodian calls it."""
SERVICES = "s3 ec2 cloudwatch sqs sns dynamodb kms secretsmanager".split()
"""The services of these kinds, as Prowler calls them; all that it knows would read much more than the estate holds."""
FOUND = (0, 3)
"""How a scanner ends that read all: 3 where Prowler found something."""


class Counter:
    """A layer in front of the emulator that counts requests, and says how many since it was last asked."""

    def __init__(self) -> None:
        self.asked = 0

    def __call__(self, application: Callable[..., Iterable[bytes]]) -> Callable[..., Iterable[bytes]]:
        """The layer around `application`."""

        def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
            if environ["PATH_INFO"] == COUNTS:
                text, self.asked = f"{self.asked} 0".encode(), 0
                start_response("200 OK", [("Content-Length", str(len(text)))])
                return [text]
            self.asked += 1
            return application(environ, start_response)

        return answer


def serve(count: int) -> None:
    """An estate of that size until standard input ends; prints its address, then how many resources it has."""
    # What it says of a peer's odd request is not what is measured.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stderr.fileno())
    with AwsEmulator(Counter()) as aws:
        print(aws.url, build(aws.url, count), flush=True)
        sys.stdin.read()


def measured(command: list[str], environment: Mapping[str, str], patience: float) -> tuple[float, float, float, int]:
    """CPU seconds, peak megabytes, seconds, and how it ended; it and what it started are killed when patience runs out."""
    start = time.monotonic()
    process = subprocess.Popen(
        command, env={**os.environ, **environment}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    late = Timer(patience, os.killpg, (process.pid, signal.SIGKILL))
    late.start()
    _, status, used = os.wait4(process.pid, 0)
    late.cancel()
    process.returncode = os.waitstatus_to_exitcode(status)
    return used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, time.monotonic() - start, process.returncode


def commands(folder: Path, url: str, options: argparse.Namespace) -> Iterable[tuple[str, list[str]]]:
    """Ours, as it is and as it was, and those of the peers that are there."""
    ours = [sys.executable, "-c", LENIENT, "scan", "-q", "-c", str(configuration(folder, url)), "--out"]
    yield "auditor", [*ours, str(folder / "ours")]
    if options.former:
        yield "former", ["env", "-C", options.former, *ours, str(folder / "former")]
    if options.custodian:
        policies = folder / "policies.yml"
        policies.write_text("policies:\n" + "".join(f"- {{name: all-{kind}, resource: aws.{kind}}}\n" for kind in KINDS))
        regions = [word for region in REGIONS for word in ("--region", region)]
        yield (
            "custodian",
            [options.custodian, "run", *regions, "--cache", str(folder / "cache"), "-s", str(folder / "theirs"), str(policies)],
        )
    if options.prowler:
        yield "prowler", [
            options.prowler, "aws", "--region", *REGIONS, "--service", *SERVICES, "-M", "csv", "-o", str(folder / "prowler"), "--no-banner",
            # Otherwise it asks up to four times what the emulator answers with an error, or too late where others use the machine.
            "--aws-retries-max-attempts", "1",
        ]  # fmt: skip


def main() -> int:
    """Print a line each and the ratios; 1 when Prowler costs less than so many times what we do."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("size", type=int, nargs="?", default=1_000)
    parser.add_argument("--former")
    parser.add_argument("--prowler")
    parser.add_argument("--custodian")
    parser.add_argument("--patience", type=float, default=1_200, help="seconds")
    parser.add_argument("--json", action="store_true", help="the figures on the last line, too: calls, CPU, memory, how it ended")
    parser.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.serve:
        serve(options.size)
        return 0
    found: dict[str, tuple[float, ...]] = {}
    ends: dict[str, int] = {}
    # In a process of its own: what a process starts inherits its peak memory, and the emulator's is not what is measured.
    server = [sys.executable, "-m", "benchmarks.peers", str(options.size), "--serve"]
    with subprocess.Popen(server, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as emulator, TemporaryDirectory() as folder:
        url, made = str(emulator.stdout and emulator.stdout.readline()).split()
        environment = {"AWS_ENDPOINT_URL": url, "AWS_ACCESS_KEY_ID": "bench", "AWS_SECRET_ACCESS_KEY": "bench"}
        asked(url)
        for name, command in commands(Path(folder), url, options):
            cpu, memory, wall, ended = measured(command, environment, options.patience)
            # One that broke off has asked little: its figures are no figures. What it found is no failure of its own.
            ends[name] = ended if ended not in FOUND else 0
            found[name] = (asked(url)[0], cpu, memory)
            figures = f"{found[name][0]:>7} calls {cpu:7.1f} s CPU {memory:6.0f} MB {wall:6.0f} s"
            print(f"{made:>7} resources  {name:<10}{figures}{f'  ended with {ended}' if ends[name] else ''}", flush=True)
        emulator.communicate()
    if options.json:
        print(json.dumps({name: [*figures, ends[name]] for name, figures in found.items()}))
        return 0
    for name in [name for name in found if name != "auditor"]:
        calls, cpu, memory = (theirs / ours for theirs, ours in zip(found[name], found["auditor"], strict=True))
        print(f"{made:>7} resources  {name} ÷ auditor: calls {calls:.1f}, CPU {cpu:.1f}, memory {memory:.1f}")
    if "prowler" not in found:
        return 0
    return int(found["prowler"][0] < CALLS * found["auditor"][0] or found["prowler"][1] < CPU * found["auditor"][1])


if __name__ == "__main__":
    raise SystemExit(main())
