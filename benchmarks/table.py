"""The whole table in one run: what each thing that people wait for costs, before and now, the peers beside where they are installed.

`python -m benchmarks.table --former TREE [--custodian PATH] [--prowler PATH] [--only help,aws,regions,judge,page10,page100,azure,demo]`.
CPU is user and system together, of a command and all that it starts; memory the most that one of its processes held. Both trees are
measured one after the other against the same server, the same snapshot, the same findings (each makes its own file of them).
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from benchmarks.help import LENIENT

SPENT = """
import os, subprocess, sys, time
start = time.monotonic()
process = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
_, status, used = os.wait4(process.pid, 0)
print(os.waitstatus_to_exitcode(status), used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, time.monotonic() - start)
"""
"""A small process in between: what a process starts inherits its peak memory."""
FINDINGS = """
import sys
from pathlib import Path
from benchmarks.report import build
build(Path(sys.argv[1]), int(sys.argv[2]))
"""
VERSION = "import auditor.model; print(getattr(auditor.model, 'SNAPSHOT_VERSION', 1))"
AZURE = """\
accounts:
  - {{id: bench, provider: azure, endpoint: "{url}", authority: "{url}", ca_bundle: "{certificate}", emulator: true}}
"""
HERE = str(Path(__file__).resolve().parents[1])
NOW, BEFORE, CUSTODIAN, PROWLER, FLOOR = "now", "before", "custodian", "prowler", "floor"
WHO = (BEFORE, NOW, CUSTODIAN, PROWLER, FLOOR)
OURS = "auditor"
"""What `benchmarks.peers` calls this tree, and `former` the one before."""


class Cost(NamedTuple):
    """What one run took; what was not counted is None."""

    cpu: float
    memory: float | None = None
    wall: float | None = None
    calls: int | None = None
    disk: float | None = None
    ended: int = 0

    def __str__(self) -> str:
        """One cell of the table."""
        told = (
            (self.calls, "{:,} calls"),
            (self.cpu, "{:.2f} s CPU"),
            (self.wall, "{:.1f} s"),
            (self.memory, "{:.0f} MB"),
            (self.disk, "{:.1f} MB written"),
            (self.ended or None, "ended with {}"),
        )
        return " · ".join(text.format(value) for value, text in told if value is not None)


Row = Mapping[str, Cost]


def spent(tree: str, *command: str) -> Cost:
    """What a command costs, run in a checkout."""
    asked = [sys.executable, "-c", SPENT, *command]
    said = subprocess.run(asked, cwd=tree, env={**os.environ, "PYTHONPATH": tree}, stdout=subprocess.PIPE, text=True, check=True)
    ended, cpu, memory, wall = map(float, said.stdout.split())
    return Cost(cpu, memory, wall, ended=int(ended) if ended not in (3, 4) else 0)


def ours(tree: str, *arguments: str) -> Cost:
    """What `auditor` costs in a checkout."""
    return spent(tree, sys.executable, "-c", LENIENT, *arguments)._replace(wall=None)


def helps(trees: Mapping[str, str], options: argparse.Namespace, _folder: Path) -> Row:
    """`--help`, the least of five starts."""
    commands = {name: (tree, [sys.executable, "-m", "auditor", "--help"]) for name, tree in trees.items()}
    commands |= {name: (HERE, [path, "--help"]) for name, path in ((CUSTODIAN, options.custodian), (PROWLER, options.prowler)) if path}
    commands[FLOOR] = HERE, [sys.executable, "-c", "pass"]
    return {name: min(spent(tree, *command) for _ in range(5))._replace(wall=None) for name, (tree, command) in commands.items()}


def aws(_trees: Mapping[str, str], options: argparse.Namespace, _folder: Path) -> Row:
    """A thousand resources in five regions, all who are there."""
    named = {name: getattr(options, name) for name in ("former", CUSTODIAN, PROWLER) if getattr(options, name)}
    return _by_peers("5", named, options)


def regions(_trees: Mapping[str, str], options: argparse.Namespace, _folder: Path) -> Row:
    """The same in seventeen regions, ours alone."""
    return _by_peers("17", {"former": options.former} if options.former else {}, options)


def _by_peers(regions: str, named: Mapping[str, str], options: argparse.Namespace) -> Row:
    who = [word for name, path in named.items() for word in (f"--{name}", path)]
    command = [sys.executable, "-m", "benchmarks.peers", str(_size(1_000, options)), "--json", *who]
    said = subprocess.run(command, cwd=HERE, env={**os.environ, "BENCH_REGIONS": regions}, stdout=subprocess.PIPE, text=True, check=False)
    found: dict[str, list[float]] = json.loads(said.stdout.splitlines()[-1])
    called = {OURS: NOW, "former": BEFORE}
    return {
        called.get(name, name): Cost(cpu, memory, None, int(calls), ended=int(ended)) for name, (calls, cpu, memory, ended) in found.items()
    }


def _size(whole: int, options: argparse.Namespace) -> int:
    return int(whole * options.share)


def judge(trees: Mapping[str, str], options: argparse.Namespace, folder: Path) -> Row:
    """A snapshot of 50,000 resources, which tells each tree that it has the version that this one reads."""
    snapshot = folder / "snapshot"
    writing = "import sys; from pathlib import Path; from benchmarks.judge import write; write(Path(sys.argv[1]), int(sys.argv[2]))"
    subprocess.run([sys.executable, "-c", writing, str(snapshot), str(_size(50_000, options))], cwd=HERE, check=True)
    found = {}
    for name, tree in trees.items():
        out = folder / name
        said = subprocess.run([sys.executable, "-c", VERSION], cwd=tree, stdout=subprocess.PIPE, text=True, check=True).stdout
        manifest = snapshot / "manifest.json"
        manifest.write_text(re.sub(r'(?<="schema_version": )\d+', said.strip(), manifest.read_text("utf-8")), "utf-8")
        cost = ours(tree, "judge", str(snapshot), "--as-of", "2026-11-22", "--out", str(out), "-q")
        found[name] = cost._replace(disk=sum(path.stat().st_size for path in out.rglob("*") if path.is_file()) / 1e6)
    return found


def page(count: int) -> Callable[[Mapping[str, str], argparse.Namespace, Path], Row]:
    """The page of so many findings, one in five of which asks for something."""

    def row(trees: Mapping[str, str], options: argparse.Namespace, folder: Path) -> Row:
        found = {}
        for name, tree in trees.items():
            run = folder / name / "run"
            run.parent.mkdir()
            making = [sys.executable, "-c", FINDINGS, str(run), str(_size(count, options))]
            subprocess.run(making, cwd=tree, env={**os.environ, "PYTHONPATH": tree}, check=True)
            cost = ours(tree, "report", str(run), "--format", "html", "-q")
            (written,) = run.parent.glob("report*.html")
            found[name] = cost._replace(disk=written.stat().st_size / 1e6)
        return found

    return row


def azure(trees: Mapping[str, str], options: argparse.Namespace, folder: Path) -> Row:
    """Twenty thousand resources in thirty subscriptions."""
    found = {}
    with _serving("benchmarks.azure_scan", str(_size(20_000, options)), "30", "--serve") as server:
        url, certificate, _made = server().split()
        configuration = folder / "auditor.yaml"
        configuration.write_text(AZURE.format(url=url, certificate=certificate))
        for name, tree in trees.items():
            cost = ours(tree, "scan", "-q", "-c", str(configuration), "--out", str(folder / name))
            found[name] = cost._replace(calls=sum(json.loads(server("\n")).values()))
    return found


def demo(trees: Mapping[str, str], _options: argparse.Namespace, folder: Path) -> Row:
    """The demonstration, its emulators included."""
    return {name: spent(tree, sys.executable, "-m", "auditor", "demo", "--out", str(folder / name)) for name, tree in trees.items()}


@contextmanager
def _serving(module: str, *arguments: str) -> Iterator[Callable[..., str]]:
    """A benchmark's server; what answers the line it says next, once it was told one."""
    command = [sys.executable, "-m", module, *arguments]
    with subprocess.Popen(command, cwd=HERE, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:

        def said(told: str = "") -> str:
            if server.stdin and told:
                server.stdin.write(told)
                server.stdin.flush()
            return server.stdout.readline() if server.stdout else ""

        yield said
        if server.stdin:
            server.stdin.close()


ROWS: Mapping[str, tuple[str, Callable[[Mapping[str, str], argparse.Namespace, Path], Row]]] = {
    "help": ("`--help`", helps),
    "aws": ("AWS, 1,005 resources, 5 regions", aws),
    "regions": ("the same, 17 regions", regions),
    "judge": ("judge, 50,000 resources", judge),
    "page10": ("page of 10,000 findings", page(10_000)),
    "page100": ("page of 100,000 findings", page(100_000)),
    "azure": ("Azure, 20,000 resources", azure),
    "demo": ("demo", demo),
}


def ratio(row: Row) -> str:
    """What it costs now, in CPU, of what it did."""
    return f"{row[NOW].cpu / row[BEFORE].cpu:.2f}" if {NOW, BEFORE} <= row.keys() else ""


def main() -> int:
    """A line a row, as soon as it is known; 1 when something of ours did not end as it should."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--former", type=lambda path: str(Path(path).resolve()), help="a checkout of ours as it was")
    parser.add_argument("--custodian", help="its command, in an environment of its own")
    parser.add_argument("--prowler", help="idem")
    parser.add_argument("--share", type=float, default=1, help="of the sizes, for a look that takes less")
    parser.add_argument("--only", default=",".join(ROWS), help="rows, separated by commas")
    options = parser.parse_args()
    trees = {NOW: HERE} | ({BEFORE: options.former} if options.former else {})
    missing = [name for name in (CUSTODIAN, PROWLER) if not getattr(options, name)]
    if missing:
        print(f"Not given, so not run: {', '.join(missing)}.\n")
    print(f"| in one run | {' | '.join(WHO)} | now ÷ before, CPU |\n|---{'|---' * (len(WHO) + 1)}|", flush=True)
    right = True
    for name in options.only.split(","):
        title, measure = ROWS[name]
        with TemporaryDirectory() as folder:
            row = measure(trees, options, Path(folder))
        print(f"| {title} | {' | '.join(str(row.get(who, '')) for who in WHO)} | {ratio(row)} |", flush=True)
        right = right and not any(row[tree].ended for tree in trees)
    return int(not right)


if __name__ == "__main__":
    raise SystemExit(main())
