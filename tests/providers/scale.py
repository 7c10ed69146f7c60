"""One entry scanned in a process of its own: what it took in memory and in calls. `python -m tests.providers.scale ENTRY`."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parents[2]


class Cost(NamedTuple):
    """Resources found, calls made by their units, and the most memory held at once, in MB."""

    resources: int
    calls: int
    memory: float
    gaps: int


def cost(entry: Mapping[str, Any]) -> Cost:
    """What it costs to scan that entry."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.providers.scale", json.dumps(entry)],
        cwd=ROOT,
        env={**os.environ},
        capture_output=True,
        text=True,
        check=True,
    )
    return Cost(*json.loads(done.stdout))


def measured(entry: Mapping[str, Any]) -> Cost:
    """The same, here: each unit is packed as it comes, as a scan does, and its resources are never held as objects."""
    from auditor.inventory.snapshot import GAPS
    from auditor.providers import provider

    cloud = provider(entry["provider"])
    opened = cloud.open(entry)
    found = calls = 0
    gaps = sum(line.status in GAPS for line in opened.coverage)
    for unit in opened.units:
        result = cloud.run(unit)
        found, calls = found + len(result.resources), calls + result.api_calls
        gaps += sum(line.status in GAPS for line in result.coverage)
    return Cost(found, calls, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, gaps)


if __name__ == "__main__":
    sys.stdout.write(json.dumps(measured(json.loads(sys.argv[1]))))
