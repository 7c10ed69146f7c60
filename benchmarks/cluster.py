"""An I/O-bound fleet read by one Dask worker process and by two: `python -m benchmarks.cluster [MEMBERS] [LATENCY] [REGIONS]`.

Each member has one Scaleway organisation, some 27 calls a region, on a stub whose answers take so long each; a worker has four threads.
Wall seconds are what is asked here, since waiting is what is shared out; the ratio is of one run, one after the other.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import distributed

from tests.distributed.conftest import WORKERS, Keyed, entry, workers

ALLOWED = 0.6
REGIONS = ["fr-par", "nl-ams", "pl-waw"]


def fleet(members: Path, out: Path, at: str) -> float:
    """Seconds that a fleet takes with that cluster."""
    command = [
        sys.executable,
        "-m",
        "auditor",
        "fleet",
        "run",
        str(members),
        "--out",
        str(out),
        "--executor",
        f"dask://{at}",
        "--jobs",
        str(min(len([*members.iterdir()]), 8)),
    ]
    began = time.monotonic()
    done = subprocess.run([*command, "--format", "json"], capture_output=True, text=True, check=False)
    rows = json.loads((out / "fleet.json").read_bytes())
    if not all(row["done"] for row in rows):
        raise SystemExit(done.stderr)
    return time.monotonic() - began


def main() -> int:
    """Print both and their ratio; 1 when it is over what is allowed."""
    given = [*sys.argv[1:], *("4", "6", "3")[len(sys.argv) - 1 :]]
    count, latency, regions = int(given[0]), float(given[1]), REGIONS[: int(given[2])]
    with tempfile.TemporaryDirectory() as name, Keyed("member", WORKERS, latency=latency) as cloud:
        place = Path(name)
        for number in range(count):
            folder = place / "members" / f"m{number}"
            folder.mkdir(parents=True)
            # What a member's own process asks, one call, is told apart from what workers ask by its key.
            (folder / "environment").write_text("SCW_SECRET_KEY=member\n", "utf-8")
            (folder / "auditor.yaml").write_text(
                f"organisation: {{name: M{number}}}\naccounts: [{json.dumps(entry(cloud, regions=regions))}]\n", "utf-8"
            )
        taken = {}
        for each in (1, 2):
            cloud.requests = 0
            with workers(each, environ={"SCW_SECRET_KEY": WORKERS}) as begun:
                # A cluster is there before a fleet is begun.
                with distributed.Client(begun.at, set_as_default=False) as client:  # type: ignore[no-untyped-call]
                    client.wait_for_workers(each)
                taken[each] = fleet(place / "members", place / f"out{each}", begun.at)
            print(f"{each} worker(s): {taken[each]:.1f} s, {cloud.requests} requests of {latency} s")
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(
        f"ratio {taken[2] / taken[1]:.2f} (allowed {ALLOWED}); CPU of members and workers, both runs: {used.ru_utime + used.ru_stime:.1f} s"
    )
    return int(taken[2] > ALLOWED * taken[1])


if __name__ == "__main__":
    sys.exit(main())
