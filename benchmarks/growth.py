"""How fast cost grows with size: `python -m benchmarks.growth [judge rules]`.

Each thing is measured at several sizes in processes of its own; the exponent is that of cost to size once what costs the same at any size
is taken away: 1 grows as the estate does. Costs are CPU seconds and, where something is written, bytes.
"""

from __future__ import annotations

import argparse
import math
import statistics
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import yaml

from auditor.shipped import shipped
from benchmarks.judge import judged, write

EXPONENT, TEN_TIMES_THE_RULES = 1.05, 3.0
"""The steepest growth that we allow ourselves, and what ten times the rules may cost."""
SIZES = (3_500, 7_000, 14_000, 28_000)
"""Whole turns of the estate's mix; the first is what is taken away."""
Costs = dict[str, float]


def judge(folder: Path, size: int) -> Costs:
    """A snapshot of so many resources, held against the rules."""
    snapshot = folder / str(size)
    write(snapshot, size)
    found = judged(snapshot, folder / "out", "--jobs", "1")
    return {"CPU s": found.cpu, "MB written": found.disk}


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


def exponent(costs: Mapping[int, float]) -> float:
    """The slope of cost to size, both as logarithms, without the cost of the smallest."""
    (least, fixed), *others = sorted(costs.items())
    rest = [(math.log(size - least), math.log(max(cost - fixed, 1e-9))) for size, cost in others]
    return statistics.linear_regression(*zip(*rest, strict=True)).slope


def growth() -> bool:
    """Whether no cost of judging grows faster than we allow; one line a cost."""
    with tempfile.TemporaryDirectory() as scratch:
        found = {size: judge(Path(scratch), size) for size in SIZES}
    within = True
    for unit in found[SIZES[0]]:
        costs = {size: found[size][unit] for size in SIZES}
        grows = exponent(costs)
        told = ", ".join(f"{size:,}: {cost:.2f}" for size, cost in costs.items())
        print(f"{'judge':<9} {unit:<11} {told}; exponent {grows:.2f} (≤ {EXPONENT})", flush=True)
        within = within and grows <= EXPONENT
    return within


def many_rules() -> bool:
    """Whether ten times the rules cost no more than we allow."""
    with tempfile.TemporaryDirectory() as scratch:
        ratio = rules(Path(scratch))
    print(f"{'rules':<9} ten times as many cost {ratio:.2f} times (≤ {TEN_TIMES_THE_RULES:.0f})", flush=True)
    return ratio <= TEN_TIMES_THE_RULES


CHECKS: Mapping[str, Callable[[], bool]] = {"judge": growth, "rules": many_rules}


def main() -> int:
    """1 when something costs more than we allow."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", nargs="*", help=", ".join(CHECKS))
    within = [CHECKS[name]() for name in parser.parse_args().what or CHECKS]
    return int(not all(within))


if __name__ == "__main__":
    sys.exit(main())
