"""How fast cost grows with size: `python -m benchmarks.growth [judge rules report history scan aws regions accounts]`.

Scanning against resources (Azure, AWS), regions and accounts; judging against resources and rules; reporting and remembering against
findings. Each is measured at several sizes in processes of its own; the exponent is that of cost to size once what costs the same at any
size is taken away: 1 grows as the estate does. Costs are CPU seconds and, where something is written, bytes.
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
from benchmarks.help import LENIENT, cost
from benchmarks.judge import judged, write

EXPONENT, TEN_TIMES_AS_MANY = 1.05, 3.0
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


def aws(folder: Path, size: int) -> Costs:
    """An account of AWS with so many resources in five regions."""
    return _scanned(folder, [(ENABLED[:5], 123456789012)], size)


def regions(folder: Path, size: int) -> Costs:
    """An account of AWS with next to nothing in it, in so many regions."""
    return _scanned(folder, [(ENABLED[:size], 123456789012)])


def accounts(folder: Path, size: int) -> Costs:
    """So many accounts of AWS, in two regions each."""
    return _scanned(folder, [(ENABLED[:2], 211122223000 + number) for number in range(size)])


def rules(folder: Path, size: int) -> Costs:
    """The same snapshot, held against so many times the rules: each again under other names."""
    snapshot, more = folder / "snapshot", folder / f"rules-{size}"
    if not snapshot.exists():
        write(snapshot, 8_000)
    more.mkdir()
    for path in sorted(shipped("rules").glob("[a-z]*/*.yaml")):
        text = path.read_text("utf-8")
        told: Mapping[str, Any] | None = yaml.safe_load(text)
        if told and told.get("id") == path.stem:
            for turn in range(1, size):
                name = f"{path.stem[:-3]}{turn}{path.stem[-2:]}"
                (more / f"{name}.yaml").write_text(text.replace(f"id: {path.stem}\n", f"id: {name}\n", 1), "utf-8")
    return {"CPU s": judged(snapshot, folder / "out", "--jobs", "1", *(("--rules", str(more)) if size > 1 else ())).cpu}


def _run(folder: Path, size: int) -> Path:
    """A run directory of so many findings."""
    run = folder / str(size) / "run"
    run.parent.mkdir()
    reports.build(run, size)
    return run


def _scanned(folder: Path, there: list[tuple[list[str], int]], size: int = 0) -> Costs:
    """A scan of these regions of these accounts, of which the first has so many resources in five."""
    path = folder / "auditor.yaml"
    with _serving("benchmarks.peers", str(size), "--serve") as told:
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
    "judge": Measured((28_000, 56_000, 112_000, 224_000), "resources", judge),  # whole turns of the estate's mix
    "rules": Measured((1, 2, 5, 10), "times", rules),
    "report": Measured((12_500, 25_000, 50_000, 100_000), "findings", report),
    "history": Measured((5_000, 10_000, 20_000, 40_000), "findings", history),
    "scan": Measured((2_000, 4_000, 8_000, 16_000), "resources", scan),
    "aws": Measured((250, 500, 1_000, 2_000), "resources", aws),
    "regions": Measured((2, 4, 8, 16), "regions", regions),
    "accounts": Measured((2, 4, 8, 16), "accounts", accounts),
}


def exponent(costs: Mapping[int, float]) -> float:
    """The slope of cost to size, both as logarithms, without the cost of the smallest."""
    (least, fixed), *others = sorted(costs.items())
    rest = [(math.log(size - least), math.log(max(cost - fixed, 1e-9))) for size, cost in others]
    return statistics.linear_regression(*zip(*rest, strict=True)).slope


def growth(name: str, turns: int) -> bool:
    """Whether no cost of it grows faster than we allow; one line a cost. Of several turns the least counts, the one least disturbed."""
    one, within = MEASURED[name], True
    found: dict[int, Costs] = {}
    for _turn in range(turns):
        with tempfile.TemporaryDirectory() as scratch:
            for size in one.sizes:
                taken, least = one.costs(Path(scratch), size), found.get(size, {})
                found[size] = {unit: min(taken[unit], least.get(unit, taken[unit])) for unit in taken}
    for unit in found[one.sizes[0]]:
        costs = {size: found[size][unit] for size in one.sizes}
        grows = exponent(costs)
        told = ", ".join(f"{size:,}: {cost:.2f}" for size, cost in costs.items())
        print(f"{name:<9} {one.what:<10} {unit:<11} {told}; exponent {grows:.2f} (≤ {EXPONENT})", flush=True)
        within = within and grows <= EXPONENT
        if name == "rules":
            ratio = costs[10] / costs[1]
            print(f"{name:<9} ten times as many cost {ratio:.2f} times (≤ {TEN_TIMES_AS_MANY:.0f})", flush=True)
            within = within and ratio <= TEN_TIMES_AS_MANY
    return within


def main() -> int:
    """1 when something costs more than we allow."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", nargs="*", help=", ".join(MEASURED))
    parser.add_argument("--turns", type=int, default=1, help="of which the least counts; more where the machine is shared")
    options = parser.parse_args()
    within = [growth(name, options.turns) for name in options.what or MEASURED]
    return int(not all(within))


if __name__ == "__main__":
    sys.exit(main())
