"""How fast cost grows with size: `python -m benchmarks.growth [judge report history scan regions accounts rules]`.

Each thing is measured at several sizes in processes of its own; the exponent is that of cost to size once what costs the same at any size
is taken away: 1 grows as the estate does. Costs are CPU seconds and, where something is written, bytes.
"""

from __future__ import annotations

import argparse
import math
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from auditor.shipped import shipped
from benchmarks import azure_scan, report as reports
from benchmarks.aws_estate import ENABLED
from benchmarks.aws_scan import LENIENT
from benchmarks.help import cost
from benchmarks.judge import judged, write

EXPONENT, TEN_TIMES_THE_RULES = 1.05, 3.0
"""The steepest growth that we allow ourselves, and what ten times the rules may cost."""
Costs = dict[str, float]
ENTRY = """\
  - {{id: e{number}, provider: aws, endpoint_url: '{url}', emulator: true, max_attempts: 1, regions: [{regions}], role_arn: '{role}'}}
"""
KEPT = """
import sys
from pathlib import Path
from auditor.history.store import History
from auditor.pipeline import remember
for _ in range(2):
    history = History(sys.argv[2], 'Ville de Rivemont')
    remember(Path(sys.argv[1]), history)[1]()
"""
"""A run kept in a history, then compared with itself and kept once more."""


class Measured(NamedTuple):
    """What is measured: at which sizes (the first is what is taken away), of what, and how."""

    sizes: tuple[int, ...]
    what: str
    costs: Callable[[Path, int], Costs]


def judge(folder: Path, size: int) -> Costs:
    """A snapshot of so many resources, held against the rules."""
    snapshot = folder / str(size)
    write(snapshot, size)
    found = judged(snapshot, folder / "out", "--jobs", "1")
    return {"CPU s": found.cpu, "MB written": found.disk}


def report(folder: Path, size: int) -> Costs:
    """The page of so many findings, none like another, one in five of which asks for something."""
    run = _run(folder, size)
    seconds, _ = cost(sys.executable, "-m", "auditor", "report", str(run), "--format", "html", "-q")
    return {"CPU s": seconds, "MB written": (run.parent / "report.html").stat().st_size / 1e6}


def history(folder: Path, size: int) -> Costs:
    """A run of so many findings, kept and compared."""
    base = folder / f"{size}.db"
    seconds, _ = cost(sys.executable, "-c", KEPT, str(_run(folder, size)), f"sqlite:///{base}")
    return {"CPU s": seconds, "MB written": base.stat().st_size / 1e6}


def scan(folder: Path, size: int) -> Costs:
    """So many resources of Azure in thirty subscriptions."""
    with _serving("benchmarks.azure_scan", str(size), "30", "--serve") as told:
        seconds, _memory, _wall = azure_scan.measure(folder, told[0], told[1], graph=True)
    return {"CPU s": seconds}


def regions(folder: Path, size: int) -> Costs:
    """An account of AWS with next to nothing in it, in so many regions."""
    return _scanned(folder, [(ENABLED[:size], 123456789012)])


def accounts(folder: Path, size: int) -> Costs:
    """So many accounts of AWS, in two regions each."""
    return _scanned(folder, [(ENABLED[:2], 211122223000 + number) for number in range(size)])


def rules(folder: Path) -> float:
    """What ten times the rules cost, against once: each rule nine times more under other names."""
    snapshot, more = folder / "snapshot", folder / "rules"
    write(snapshot, 8_000)
    more.mkdir()
    for path in sorted(shipped("rules").glob("[a-z]*/*.yaml")):
        text = path.read_text("utf-8")
        told: Mapping[str, Any] | None = yaml.safe_load(text)
        if told and told.get("id") == path.stem:
            for turn in range(9):
                name = f"{path.stem[:-3]}{turn + 1}{path.stem[-2:]}"
                (more / f"{name}.yaml").write_text(text.replace(f"id: {path.stem}\n", f"id: {name}\n", 1), "utf-8")
    once, ten = (judged(snapshot, folder / "out", "--jobs", "1", *options).cpu for options in ((), ("--rules", str(more))))
    return ten / once


def _run(folder: Path, size: int) -> Path:
    """A run directory of so many findings."""
    run = folder / str(size) / "run"
    run.parent.mkdir()
    reports.build(run, size)
    return run


def _scanned(folder: Path, there: list[tuple[list[str], int]]) -> Costs:
    """A scan of these regions of these accounts."""
    path = folder / "auditor.yaml"
    with _serving("benchmarks.peers", "0", "--serve") as told:
        entries = (
            ENTRY.format(number=number, url=told[0], regions=", ".join(where), role=f"arn:aws:iam::{account}:role/audit")
            for number, (where, account) in enumerate(there)
        )
        path.write_text("accounts:\n" + "".join(entries), "utf-8")
        seconds, _ = cost(sys.executable, "-c", LENIENT, "scan", "-q", "-c", str(path), "--out", str(folder / "scanned"))
    return {"CPU s": seconds}


@contextmanager
def _serving(module: str, *arguments: str) -> Iterator[list[str]]:
    """What a benchmark's server says of itself once it stands."""
    with subprocess.Popen([sys.executable, "-m", module, *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
        yield str(server.stdout and server.stdout.readline()).split()
        if server.stdin:
            server.stdin.close()


MEASURED: Mapping[str, Measured] = {
    "judge": Measured((3_500, 7_000, 14_000, 28_000), "resources", judge),  # whole turns of the estate's mix
    "report": Measured((5_000, 10_000, 20_000, 40_000), "findings", report),
    "history": Measured((5_000, 10_000, 20_000, 40_000), "findings", history),
    "scan": Measured((2_000, 4_000, 8_000, 16_000), "resources", scan),
    "regions": Measured((2, 4, 8, 16), "regions", regions),
    "accounts": Measured((2, 4, 8, 16), "accounts", accounts),
}


def exponent(costs: Mapping[int, float]) -> float:
    """The slope of cost to size, both as logarithms, without the cost of the smallest."""
    (least, fixed), *others = sorted(costs.items())
    rest = [(math.log(size - least), math.log(max(cost - fixed, 1e-9))) for size, cost in others]
    return statistics.linear_regression(*zip(*rest, strict=True)).slope


def growth(name: str) -> bool:
    """Whether no cost of it grows faster than we allow; one line a cost."""
    one, within = MEASURED[name], True
    with tempfile.TemporaryDirectory() as scratch:
        found = {size: one.costs(Path(scratch), size) for size in one.sizes}
    for unit in found[one.sizes[0]]:
        costs = {size: found[size][unit] for size in one.sizes}
        grows = exponent(costs)
        told = ", ".join(f"{size:,}: {cost:.2f}" for size, cost in costs.items())
        print(f"{name:<9} {one.what:<10} {unit:<11} {told}; exponent {grows:.2f} (≤ {EXPONENT})", flush=True)
        within = within and grows <= EXPONENT
    return within


def many_rules() -> bool:
    """Whether ten times the rules cost no more than we allow."""
    with tempfile.TemporaryDirectory() as scratch:
        ratio = rules(Path(scratch))
    print(f"{'rules':<9} ten times as many cost {ratio:.2f} times (≤ {TEN_TIMES_THE_RULES:.0f})", flush=True)
    return ratio <= TEN_TIMES_THE_RULES


def main() -> int:
    """1 when something costs more than we allow."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", nargs="*", help=", ".join((*MEASURED, "rules")))
    within = [many_rules() if name == "rules" else growth(name) for name in parser.parse_args().what or (*MEASURED, "rules")]
    return int(not all(within))


if __name__ == "__main__":
    sys.exit(main())
